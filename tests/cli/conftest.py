"""A project of its own for each test: the real templates, and stand-ins for the programs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

project_root = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(project_root / "deploy/local"))

from plaza import operate  # noqa: E402  (needs the path above)
from plaza.fleet import Fleet, assemble  # noqa: E402
from plaza.settings import Settings  # noqa: E402

# Serves /readyz on the ports of its configuration file, and stops on SIGTERM, as our processes do.
stand_in = """#!/usr/bin/python3
import http.server, sys, threading, tomllib
configuration = tomllib.load(open(sys.argv[2], "rb"))
if "--check-config" in sys.argv:
    sys.exit(0)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(sys.argv[0].encode())
    def log_message(self, *arguments):
        print("served", self.path, flush=True)
ports = [section["port"] for section in configuration.values() if isinstance(section, dict) and "port" in section]
servers = [http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler) for port in ports]
for server in servers[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
servers[0].serve_forever()
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    root = tmp_path / "project"
    shutil.copytree(project_root / "deploy/local/config", root / "deploy/local/config")
    (root / "deploy/local/data").mkdir()
    (root / "deploy/local/data/maskdata.csv").write_text("id,adult\n1,2\n")
    programs = root / ".plaza/build/release/bin"
    programs.mkdir(parents=True)
    for name in ("pharmacy", "gateway"):
        (programs / f"plaza-{name}").write_text(stand_in)
        (programs / f"plaza-{name}").chmod(0o755)
    return Settings(root, port_base=8080, address="127.0.0.1", preset="release", state=tmp_path / "state")


# What has a stand-in, and needs no store.
light_groups = ("feed", "pharmacy", "gateway", "edge")


def without_stores(
    settings: Settings, replicas: Mapping[str, int], environment: Mapping[str, str] = os.environ
) -> Fleet:
    whole = assemble(settings, replicas, environment)
    return Fleet(settings, [process for process in whole.processes if process.group in light_groups])


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fleets that are started here have no database and no broker; test_postgres and test_kafka bring their own."""
    monkeypatch.setattr(operate, "assemble", without_stores)

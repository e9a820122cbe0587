"""What the tests of the contract share: the document as the gateway serves it, and the linters, installed once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.fleet import Fleet

here = Path(__file__).parent
root = here.parent.parent
install_timeout_s = 600


@pytest.fixture(scope="session")
def fleet() -> Fleet:
    return Fleet.under_test()


@pytest.fixture(scope="session")
def document(fleet: Fleet) -> dict[str, Any]:
    return httpx.get(f"{fleet.url}/openapi.json", timeout=10).raise_for_status().json()


@pytest.fixture(scope="session")
def document_file(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Indented, so that a linter's complaint names a line."""
    file = tmp_path_factory.mktemp("openapi") / "openapi.json"
    file.write_text(json.dumps(document, indent=1, ensure_ascii=False))
    return file


@pytest.fixture(scope="session")
def node() -> dict[str, str]:
    """The environment in which Node of tests/requirements.txt is found."""
    beside_python = Path(sys.executable).parent
    return {
        **os.environ,
        "PATH": f"{beside_python}:{os.environ['PATH']}",
        "REDOCLY_TELEMETRY": "off",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    }


@pytest.fixture(scope="session")
def linters(node: dict[str, str]) -> Path:
    """The folder of the installed programs, made anew when package-lock.json changed."""
    folder = root / ".plaza/openapi-lint"
    lock = here / "package-lock.json"
    digest = hashlib.blake2b(lock.read_bytes()).hexdigest()
    stamp = folder / ".installed"
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in (lock, here / "package.json"):
            shutil.copy(file, folder)
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            install, cwd=folder, env=node, capture_output=True, text=True, timeout=install_timeout_s, check=False
        )
        assert done.returncode == 0, f"npm cannot install the linters:\n{done.stdout}{done.stderr}"
        stamp.write_text(digest)
    return folder / "node_modules/.bin"

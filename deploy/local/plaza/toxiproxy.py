"""Toxiproxy, which stands between two processes and spoils what goes through: built once from its Go module."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from plaza import packages
from plaza.failure import Failure
from plaza.progress import Progress, duration

# The last version that Debian's Go builds. Go checks what it fetches against its own database of checksums.
version = "2.5.0"
module = "github.com/Shopify/toxiproxy/v2/cmd/server"
build_timeout_s = 600
# Debian's Go, where the PATH names none.
go_of_debian = "/usr/lib/go/bin/go"


def program(root: Path) -> Path:
    """One for all fleets of this checkout."""
    return root / ".plaza/toxiproxy" / version / "server"


def ensure(root: Path, progress: Progress) -> Path:
    """The program; built when it is missing."""
    wanted = program(root)
    if wanted.exists():
        return wanted
    if not _go():
        packages.ensure(root, ["faults"], progress)
    progress.moving(f"toxiproxy  building {version}")
    begun = time.monotonic()
    _build(wanted.parent)
    progress.step(f"toxiproxy  {version} built, {duration(time.monotonic() - begun)}")
    return wanted


def _go() -> str:
    return shutil.which("go") or (go_of_debian if Path(go_of_debian).exists() else "")


def _build(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # A compiler of another version is not fetched for it.
    environment = {**os.environ, "GOBIN": str(folder), "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    command = [_go(), "install", "-p", "2", f"{module}@v{version}"]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=build_timeout_s
        )
    except subprocess.TimeoutExpired:
        raise Failure(f"Toxiproxy was not built within {build_timeout_s} s")
    if done.returncode != 0:
        raise Failure(f"Toxiproxy cannot be built:\n{(done.stdout + done.stderr).strip()[-2000:]}")

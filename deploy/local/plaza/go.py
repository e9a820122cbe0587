"""Programs from Go modules: built once for all fleets of this checkout, by a Go that can."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
import urllib.request
import zipfile
from pathlib import Path

from plaza import packages
from plaza.failure import Failure
from plaza.progress import Progress, duration

build_timeout_s = 1800
download_timeout_s = 120
toolchain_bytes_max = 300 * 1024 * 1024
# Debian's Go, where the PATH names none.
go_of_debian = "/usr/lib/go/bin/go"
version_of_debian = (1, 19)

# For what Debian's Go is too old for: the Go that the module proxy has for every Go that is newer than 1.20.
toolchain = "1.25.5"
toolchain_sha256 = "8cea6783dab64d68b38f5b81ecd38d45155a3c06638991acc6af19e0fca80edb"
_toolchain_url = f"https://proxy.golang.org/golang.org/toolchain/@v/v0.0.1-go{toolchain}.linux-amd64.zip"


def install(root: Path, module: str, version: str, folder: Path, needs: tuple[int, int], progress: Progress) -> None:
    """Builds a program of a module into `folder`, which is NAME/VERSION, with a Go that is not older than `needs`."""
    go = find(root, needs, progress)
    name = folder.parent.name
    progress.moving(f"{name:<10} building {version}")
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    # A compiler of another version is not fetched for it.
    environment = {**os.environ, "GOBIN": str(folder), "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    command = [go, "install", "-p", "2", "-ldflags", "-s -w", f"{module}@v{version}"]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=build_timeout_s
        )
    except subprocess.TimeoutExpired:
        raise Failure(f"{name} was not built within {build_timeout_s} s")
    if done.returncode != 0:
        raise Failure(f"{name} cannot be built:\n{(done.stdout + done.stderr).strip()[-2000:]}")
    progress.step(f"{name:<10} {version} built, {duration(time.monotonic() - begun)}")


def find(root: Path, needs: tuple[int, int], progress: Progress) -> str:
    """A Go that is new enough: the one of the PATH, Debian's, or one from the module proxy."""
    for go in (shutil.which("go"), go_of_debian):
        if go and _version(go) >= needs:
            return go
    if needs <= version_of_debian:
        packages.ensure(root, ["faults"], progress)
        return shutil.which("go") or go_of_debian
    return _from_proxy(root, progress)


def _version(go: str) -> tuple[int, int]:
    """(1, 24); (0, 0) where there is none."""
    try:
        told = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=False, timeout=30).stdout
    except OSError:
        return 0, 0
    found = re.match(r"go(\d+)\.(\d+)", told)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _from_proxy(root: Path, progress: Progress) -> str:
    folder = root / ".plaza/go" / toolchain
    go = folder / "bin/go"
    if go.exists():
        return str(go)
    progress.moving(f"go         fetching {toolchain}")
    archive = root / ".plaza/go" / f"{toolchain}.zip"
    archive.parent.mkdir(parents=True, exist_ok=True)
    try:
        with urllib.request.urlopen(_toolchain_url, timeout=download_timeout_s) as answer:
            content = answer.read(toolchain_bytes_max + 1)
    except OSError as error:
        raise Failure(f"Go {toolchain} cannot be had from {_toolchain_url}: {error}")
    found = hashlib.sha256(content).hexdigest()
    if found != toolchain_sha256:
        raise Failure(f"Go {toolchain} from {_toolchain_url} is not what it was: SHA-256 {found}")
    archive.write_bytes(content)
    _unpack(archive, folder)
    archive.unlink()
    progress.step(f"go         {toolchain} fetched")
    return str(go)


def _unpack(archive: Path, folder: Path) -> None:
    """A module's files lie below its name, and none is marked as a program."""
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    with zipfile.ZipFile(archive) as files:
        files.extractall(part)
    home = next(part.glob("golang.org/toolchain@*"))
    for programs in ("bin", "pkg/tool"):
        for file in (home / programs).rglob("*"):
            if file.is_file():
                file.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)
    home.rename(folder)
    shutil.rmtree(part)

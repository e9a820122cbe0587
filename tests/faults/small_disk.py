"""A disk that is full: a store's data on a small file system in memory, which a test fills and empties."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support.fleet import Fleet

# What is free beside the data when all is well.
room_bytes = 48 * 1024 * 1024
block_bytes = 4096
command_timeout_s = 60
start_timeout_s = 180.0


class SmallDisk:
    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """Not a byte is free inside the block."""
        try:
            self._fill()
            yield
        finally:
            self._ballast.unlink()

    def _fill(self) -> None:
        """In ever smaller pieces, down to a block."""
        piece = room_bytes
        with self._ballast.open("wb") as ballast:
            while piece >= block_bytes:
                try:
                    os.posix_fallocate(ballast.fileno(), ballast.seek(0, os.SEEK_END), piece)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    piece //= 2
        left = os.statvfs(self._ballast.parent)
        assert left.f_bavail * left.f_frsize < 16 * block_bytes, f"{left.f_bavail} blocks are free"


@contextlib.contextmanager
def small_disk(fleet: Fleet, store: str, folder: Path) -> Iterator[SmallDisk]:
    """The store runs on a file system of its own inside the block, with the data that it has; what it writes there is
    carried back at the end."""
    kept = folder.with_name(f"{folder.name}.kept")
    fleet.stop(store)
    used = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    folder.rename(kept)
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={used + room_bytes}", "tmpfs", str(folder))
    try:
        _run("cp", "-a", f"{kept}/.", str(folder))
        _start(fleet, store)
        yield SmallDisk(folder)
    finally:
        fleet.stop(store)
        back = folder.with_name(f"{folder.name}.back")
        _run("cp", "-a", str(folder), str(back))
        _run("umount", str(folder))
        folder.rmdir()
        back.rename(folder)
        shutil.rmtree(kept)
        _start(fleet, store)


def _start(fleet: Fleet, store: str) -> None:
    fleet.start(store)
    fleet.wait_ready(store, start_timeout_s)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=command_timeout_s)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.strip()}"

"""k6, which sends the load: built once from its Go module."""

from __future__ import annotations

from pathlib import Path

from plaza import go
from plaza.progress import Progress

version = "1.8.1"
module = "go.k6.io/k6"
go_min = (1, 25)


def ensure(root: Path, progress: Progress) -> Path:
    """The program; built when it is missing."""
    wanted = root / ".plaza/k6" / version / "k6"
    if not wanted.exists():
        go.install(root, module, version, wanted.parent, go_min, progress)
    return wanted

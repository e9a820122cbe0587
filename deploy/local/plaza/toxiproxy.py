"""Toxiproxy, which stands between two processes and spoils what goes through: built once from its Go module."""

from __future__ import annotations

from pathlib import Path

from plaza import go
from plaza.progress import Progress

# The last version that Debian's Go builds. Go checks what it fetches against its own database of checksums.
version = "2.5.0"
module = "github.com/Shopify/toxiproxy/v2/cmd/server"
go_min = (1, 19)


def program(root: Path) -> Path:
    """One for all fleets of this checkout."""
    return root / ".plaza/toxiproxy" / version / "server"


def ensure(root: Path, progress: Progress) -> Path:
    """The program; built when it is missing."""
    wanted = program(root)
    if not wanted.exists():
        go.install(root, module, version, wanted.parent, go_min, progress)
    return wanted

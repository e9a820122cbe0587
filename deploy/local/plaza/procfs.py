"""What the kernel tells about processes."""

from __future__ import annotations

from pathlib import Path


def command_line(pid: int, proc: Path = Path("/proc")) -> str:
    """The words it was started with; empty when it is gone."""
    try:
        return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def descendants(pid: int, proc: Path = Path("/proc")) -> set[int]:
    """The process with its children, their children, and so on."""
    parents: dict[int, int] = {}
    for entry in proc.iterdir():
        if entry.name.isdigit():
            try:
                # The name in parentheses may hold anything; what follows the last one is numbers.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in found} - found
        if not more:
            return found
        found |= more

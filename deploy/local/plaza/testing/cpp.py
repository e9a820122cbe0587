"""The C++ of the tree: which files there are, which changed, and their layout by clang-format."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

from plaza.testing.context import Context
from plaza.testing.results import Case

folders = ("bench", "cmake", "gateway", "platform", "services", "tests", "thrift")
format_timeout_s = 120


def check_format(context: Context) -> list[Case]:
    files = sources(context.root)
    if not files or not context.wants("clang-format"):
        return []
    begun = time.monotonic()
    done = context.run(["clang-format-19", "--dry-run", "-Werror", *files], format_timeout_s)
    wrong = sorted(set(re.findall(r"^(\S+):\d+:\d+: error", done.output, re.MULTILINE)))
    hint = f"clang-format-19 -i {' '.join(wrong)}" if wrong else done.output
    return [Case("clang-format", done.code == 0, time.monotonic() - begun, hint)]


def sources(root: Path) -> list[Path]:
    """All C++ files of the tree, relative to its root."""
    found = [path for folder in folders for path in (root / folder).rglob("*.?pp") if path.suffix in (".cpp", ".hpp")]
    return sorted(path.relative_to(root) for path in found)


def changed(root: Path) -> list[Path]:
    """What differs from upstream; where upstream is this very commit, what the last commit changed. PLAZA_CHANGED_SINCE
    names another commit to compare with."""
    base = os.environ.get("PLAZA_CHANGED_SINCE") or _upstream(root)
    names = _git(root, "diff", "--name-only", "--diff-filter=d", base) if base else []
    names += _git(root, "ls-files", "--others", "--exclude-standard")
    known = set(sources(root))
    return sorted(known.intersection(Path(name) for name in names))


def _upstream(root: Path) -> str:
    head = _git(root, "rev-parse", "HEAD")
    for candidate in ("@{upstream}", "origin/HEAD"):
        base = _git(root, "merge-base", "HEAD", candidate)
        if base and base != head:
            return base[0]
    parent = _git(root, "rev-parse", "--verify", "HEAD~1")
    return parent[0] if parent else ""


def _git(root: Path, *arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def units(root: Path, files: list[Path]) -> list[Path]:
    """The .cpp files that show the mistakes of these files: a header is seen through the .cpp beside it."""
    found = set()
    for file in files:
        beside = [file.with_suffix(".cpp"), file.with_name(f"{file.stem}_test.cpp")]
        candidates = [file] if file.suffix == ".cpp" else beside
        found.update([unit for unit in candidates if (root / unit).exists()][:1])
    # The fuzz targets are only part of the build with libFuzzer.
    return sorted(unit for unit in found if not unit.is_relative_to("tests/fuzz"))

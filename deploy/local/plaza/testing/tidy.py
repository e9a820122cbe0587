"""clang-tidy on what changed, or with --all on every file. What was clean and has not changed since is not looked at
again: a file is known by its command, the rules, and all that it includes. Files that are compiled alike are looked at
together, as one that includes them all: the headers, which are most of the work, are then read once. A batch about
which there is anything to say is halved, down to the file that it is about."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import subprocess
import time
from pathlib import Path

from plaza import build
from plaza.testing import cpp
from plaza.testing.context import Context
from plaza.testing.results import Case

program = "clang-tidy-19"
timeout_s = 600
# More would save little, and be halved more often: two files may not have the same name in their unnamed namespaces.
batch_files_max = 8
# Said of a batch, it says what a batch is; inside of the files it is a mistake.
allowed_in_batches = "// NOLINT(bugprone-suspicious-include)"


def run(context: Context) -> list[Case]:
    files = cpp.sources(context.root) if context.all else cpp.changed(context.root)
    chosen = [unit for unit in cpp.units(context.root, files) if context.wants(f"clang-tidy {unit}")]
    if not chosen:
        return []
    folder = _compiled(context, chosen)
    clean = Clean(context.root, folder)
    known = [Case(f"clang-tidy {unit}", True) for unit in chosen if clean.knows(unit)]
    batches = clean.batches([unit for unit in chosen if not clean.knows(unit)])
    cases = known + context.in_parallel("tidy", batches, lambda batch: _check_all(context, folder, clean, batch))
    return sorted(cases, key=lambda case: case.name)


def _compiled(context: Context, units: list[Path]) -> Path:
    """The build, in which these have been compiled: that makes what they include and the build generates, such as
    precompiled headers and contracts."""
    if context.all:
        return context.build("release").parent
    known = build.sources(context.root, "release", context.progress)
    # `FILE^` is Ninja's word for what is made of FILE. A file of another preset is looked at as its neighbours are.
    targets = [f"{context.root / unit}^" for unit in units if unit in known]
    if targets:
        context.build("release", targets)
    return context.root / ".plaza/build/release"


def _check_all(context: Context, folder: Path, clean: Clean, batch: list[Path]) -> list[Case]:
    if len(batch) == 1:
        return [_check(context, folder, clean, batch[0])]
    begun = time.monotonic()
    if context.run(clean.command_for(batch), timeout_s).code == 0:
        for unit in batch:
            clean.remember(unit)
        each = (time.monotonic() - begun) / len(batch)
        return [Case(f"clang-tidy {unit}", True, each) for unit in batch]
    middle = len(batch) // 2
    return [case for half in (batch[:middle], batch[middle:]) for case in _check_all(context, folder, clean, half)]


def _check(context: Context, folder: Path, clean: Clean, unit: Path) -> Case:
    name = f"clang-tidy {unit}"
    begun = time.monotonic()
    done = context.run([program, "-p", folder, "--quiet", unit], timeout_s)
    if done.code == 0:
        clean.remember(unit)
    return Case(name, done.code == 0, time.monotonic() - begun, done.output)


class Clean:
    """The files that clang-tidy had nothing to say about, as they were: one empty file each in .plaza/tidy."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        self._memory = root / ".plaza/tidy"
        self._memory.mkdir(parents=True, exist_ok=True)
        self._commands = _commands(root, folder)
        self._includes = _includes(folder)
        self._digests: dict[str, bytes] = {}
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        self._rules = version.encode() + (root / ".clang-tidy").read_bytes()

    def knows(self, unit: Path) -> bool:
        mark = self._mark(unit)
        return mark is not None and mark.exists()

    def batches(self, units: list[Path]) -> list[list[Path]]:
        """Those that are compiled alike, so many at a time."""
        alike: dict[tuple[str, ...], list[Path]] = {}
        for unit in units:
            # A file without a command of its own stays alone.
            flags = self._flags(unit) if unit in self._commands else (str(unit),)
            alike.setdefault(flags, []).append(unit)
        return [
            group[start : start + batch_files_max]
            for group in alike.values()
            for start in range(0, len(group), batch_files_max)
        ]

    def command_for(self, batch: list[Path]) -> list[str]:
        """How clang-tidy looks at these as at one file."""
        text = "".join(f'#include "{self._root / unit}"  {allowed_in_batches}\n' for unit in batch)
        file = self._memory / f"batch-{hashlib.sha256(text.encode()).hexdigest()[:16]}.cpp"
        file.write_text(text)
        ours = f"^{re.escape(str(self._root))}/({'|'.join(cpp.folders)})/.*\\.[ch]pp$"
        return [program, "--quiet", f"--header-filter={ours}", str(file), "--", *self._flags(batch[0])]

    def _flags(self, unit: Path) -> tuple[str, ...]:
        """Its command without the compiler, the file and the product."""
        words = shlex.split(self._commands[unit][0])[1:]
        product = words.index("-o")
        del words[product : product + 2]
        return tuple(word for word in words if word != "-c" and Path(word) != self._root / unit)

    def remember(self, unit: Path) -> None:
        if mark := self._mark(unit):
            mark.touch()

    def _mark(self, unit: Path) -> Path | None:
        command, product = self._commands.get(unit, ("", ""))
        if product not in self._includes:  # nobody can tell what it is made of
            return None
        key = hashlib.sha256(self._rules + command.encode())
        for included in self._includes[product]:
            key.update(self._digest(included))
        return self._memory / key.hexdigest()

    def _digest(self, included: str) -> bytes:
        """Of a file's path and content; includes are named from the build folder."""
        if included not in self._digests:
            content = (self._folder / included).read_bytes()
            self._digests[included] = hashlib.sha256(included.encode() + content).digest()
        return self._digests[included]


def _commands(root: Path, folder: Path) -> dict[Path, tuple[str, str]]:
    """How each file is compiled, and what to."""
    found = {}
    for entry in json.loads((folder / "compile_commands.json").read_text()):
        file = Path(entry["file"])
        if file.is_relative_to(root):
            words = shlex.split(entry["command"])
            found[file.relative_to(root)] = (entry["command"], words[words.index("-o") + 1])
    return found


def _includes(folder: Path) -> dict[str, list[str]]:
    """What each product was made of, as its compiler told Ninja."""
    listed = subprocess.run(["ninja", "-C", str(folder), "-t", "deps"], capture_output=True, text=True, check=True)
    includes: dict[str, list[str]] = {}
    current: list[str] = []
    for line in listed.stdout.splitlines():
        if line.startswith("    "):
            current.append(line[4:])
        elif ": #deps " in line:
            current = includes.setdefault(line.partition(": #deps ")[0], [])
    return includes

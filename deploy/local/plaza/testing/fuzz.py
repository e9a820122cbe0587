"""A while of each libFuzzer target; a crash fails, and leaves its input behind."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

from plaza.testing.context import Context
from plaza.testing.results import Case
from plaza.testing.unit import environment

seconds_always = 60
seconds_all = 600
start_allowance_s = 120
one_input_timeout_s = 10
memory_mb_max = 2048


def run(context: Context) -> list[Case]:
    if not (context.root / "tests/fuzz/CMakeLists.txt").exists():
        return []
    names = [path.stem for path in sorted((context.root / "tests/fuzz").glob("*_fuzz.cpp")) if context.wants(path.stem)]
    if not names:
        return []
    programs = context.build("fuzz", ["fuzzers"])
    listed = subprocess.run(
        ["ninja", "-C", str(programs.parent), "-t", "targets", "all"], capture_output=True, text=True, check=True
    )
    built = set(re.findall(r"^bin/(\w+_fuzz):", listed.stdout, re.MULTILINE))
    cases = [
        Case(f"{name} is built", False, 0.0, "tests/fuzz/CMakeLists.txt does not list it")
        for name in names
        if name not in built
    ]
    targets = [programs / name for name in names if name in built]
    return cases + context.in_parallel("fuzz", targets, lambda target: [_fuzz(context, target)])


def _fuzz(context: Context, target: Path) -> Case:
    seconds = seconds_all if context.all else seconds_always
    found = context.folder / "fuzz" / target.name
    found.mkdir(parents=True, exist_ok=True)
    corpus = context.root / "tests/fuzz/corpus" / target.name.removesuffix("_fuzz")
    command: list[str | Path] = [
        target,
        f"-max_total_time={seconds}",
        f"-timeout={one_input_timeout_s}",
        f"-rss_limit_mb={memory_mb_max}",
        f"-artifact_prefix={found}/crash-",
        "-print_final_stats=1",
        found,
        *([corpus] if corpus.is_dir() else []),
    ]
    begun = time.monotonic()
    done = context.run(command, seconds + start_allowance_s, environment())
    (context.folder / f"{target.name}.log").write_text(done.output)
    hint = (
        ""
        if done.code == 0
        else f"{done.output}\nthe input is in {found}; ./{target.relative_to(context.root)} INPUT repeats it"
    )
    return Case(target.name, done.code == 0, time.monotonic() - begun, hint)

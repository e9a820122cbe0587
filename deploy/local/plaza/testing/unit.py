"""Unit tests: every plaza_*_test program, each case counted."""

from __future__ import annotations

import re
import subprocess
from functools import partial
from pathlib import Path

from plaza.testing.context import Context
from plaza.testing.results import Case, read_junit

program_timeout_s = 300

presets_always = ["asan"]
presets_all = ["asan", "release", "tsan"]

suppressions = Path(__file__).parents[4] / "tests/tsan_suppressions.txt"

_environment = {
    "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": f"halt_on_error=0:second_deadlock_stack=1:suppressions={suppressions}",
}


def run(context: Context) -> list[Case]:
    cases = []
    for preset in presets_all if context.all else presets_always:
        programs = context.build(preset)
        tests = [programs / name for name in _test_programs(programs.parent)]
        cases += context.in_parallel(f"unit {preset}", tests, partial(run_program, context, preset))
    return cases


def environment() -> dict[str, str]:
    """How sanitizers report; with the names of functions where a symbolizer is there."""
    symbolizer = Path("/usr/bin/llvm-symbolizer-19")
    if not symbolizer.exists():
        return _environment
    where = f":external_symbolizer_path={symbolizer}"
    return {name: value + where for name, value in _environment.items()}


def _test_programs(build: Path) -> list[str]:
    """As the build knows them: a program of a module that is gone may still lie about."""
    listed = subprocess.run(
        ["ninja", "-C", str(build), "-t", "targets", "all"], capture_output=True, text=True, check=True
    )
    return sorted(set(re.findall(r"^bin/(plaza_\w+_test):", listed.stdout, re.MULTILINE)))


def run_program(context: Context, preset: str, program: Path) -> list[Case]:
    report = context.folder / f"unit-{preset}-{program.name}.xml"
    report.unlink(missing_ok=True)
    command: list[str | Path] = [program, f"--gtest_output=xml:{report}", "--gtest_color=no"]
    if context.pattern:
        command.append(f"--gtest_filter=*{context.pattern}*")
    done = context.run(command, program_timeout_s, environment())
    (context.folder / f"unit-{preset}-{program.name}.log").write_text(done.output)
    if report.exists():
        cases = _with_output(read_junit(report, f"{preset} "), done.output)
    else:
        passed = re.findall(r"^\[       OK \] (\S+) \((\d+) ms\)", done.output, re.MULTILINE)
        cases = [Case(f"{preset} {name}", True, int(ms) / 1000) for name, ms in passed]
    if done.code != 0 and all(case.passed for case in cases):
        # It crashed, leaked, or raced outside of a failing expectation.
        name = f"{preset} {program.name}{_running_at_the_end(done.output)}"
        cases.append(Case(name, False, 0.0, f"exit code {done.code}\n{done.output}"))
    return cases


def _with_output(cases: list[Case], output: str) -> list[Case]:
    """Failed cases with all that they wrote, not only the expectation."""
    return [case if case.passed else Case(case.name, False, case.seconds, _section(case, output)) for case in cases]


def _section(case: Case, output: str) -> str:
    name = re.escape(case.name.split(" ", 1)[1])
    found = re.search(rf"\[ RUN      \] {name}\n(.*?)\[  FAILED  \] {name}", output, re.DOTALL)
    return found[1] if found else case.output


def _running_at_the_end(output: str) -> str:
    begun = re.findall(r"\[ RUN      \] (\S+)", output)
    ended = set(re.findall(r"\[       OK \] (\S+)|\[  FAILED  \] (\S+)", output))
    flat = {name.rstrip(",") for pair in ended for name in pair if name}
    return f" in {begun[-1]}" if begun and begun[-1] not in flat else ""

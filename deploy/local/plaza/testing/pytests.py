"""Stages that are pytest folders, and the virtual environment that they run in."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from plaza import venv
from plaza.progress import Progress
from plaza.testing.context import Context
from plaza.testing.results import Case, read_junit

folder_timeout_s = 1500
# For the tests to end the fleets that they have started.
kill_after_s = 120
no_tests_collected = 5


def python(root: Path, progress: Progress) -> Path:
    """The interpreter of .plaza/venv, made anew when tests/requirements.txt changed."""
    return venv.ensure(root, "venv", "tests/requirements.txt", progress)


def run_folder(
    context: Context, name: str, environment: Mapping[str, str] | None = None, timeout_s: int = folder_timeout_s
) -> list[Case]:
    """All tests of tests/NAME, or those that match the pattern."""
    interpreter = python(context.root, context.progress)
    report = context.folder / f"{name}.xml"
    log = context.folder / f"{name}.log"
    report.unlink(missing_ok=True)
    command = [*_pytest(interpreter, context, name), "-v", f"--junitxml={report}"]
    code = _follow(
        context, name, ["timeout", f"--kill-after={kill_after_s}", str(timeout_s), *command], log, environment or {}
    )
    if code == no_tests_collected:
        return []
    if not report.exists():
        return [Case(f"{name} as a whole", False, 0.0, log.read_text(errors="replace"))]
    cases = read_junit(report)
    if code != 0 and all(case.passed for case in cases):
        cases.append(Case(f"{name} as a whole", False, 0.0, log.read_text(errors="replace")))
    return cases


def run_folder_with(context: Context, name: str, programs: Sequence[str]) -> list[Case]:
    """The same, when any test matches; `programs` are build targets that they need."""
    if context.pattern and not has_matches(context, name):
        return []
    context.build(context.settings.preset, programs)
    return run_folder(context, name, {"PLAZA_PRESET": context.settings.preset})


def has_matches(context: Context, name: str) -> bool:
    """Whether any test of the folder matches, without running one."""
    interpreter = python(context.root, context.progress)
    done = context.run([*_pytest(interpreter, context, name), "--collect-only", "-q"], timeout_s=120)
    return done.code != no_tests_collected


def _pytest(interpreter: Path, context: Context, name: str) -> list[str]:
    # `-k` has a grammar of its own: what would be an operator there stands for nothing here.
    words = re.sub(r"[^\w.:+\[\]/-]+", " ", context.pattern).split()
    return [str(interpreter), "-m", "pytest", f"tests/{name}", *(["-k", " and ".join(words)] if words else [])]


def _follow(context: Context, name: str, command: list[str], log: Path, environment: Mapping[str, str]) -> int:
    """Runs pytest, writes its log, and shows how far it is."""
    all_of_it = {**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(context.temporary()), **environment}
    with log.open("w") as out:
        pytest = subprocess.Popen(
            command,
            cwd=context.root,
            env=all_of_it,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        assert pytest.stdout is not None
        for line in pytest.stdout:
            out.write(line)
            if "::" in line:
                context.progress.moving(f"{name:<10} {line.strip()}")
        return pytest.wait()


def lint(context: Context) -> list[Case]:
    """Layout, mistakes and types of all Python."""
    interpreter = python(context.root, context.progress)
    tool = interpreter.parent
    checks: dict[str, list[str | Path]] = {
        "ruff check": [tool / "ruff", "check", "--quiet", "bench", "deploy", "loadtest", "tests"],
        "ruff format": [
            tool / "ruff",
            "format",
            "--check",
            "--diff",
            "--quiet",
            "bench",
            "deploy",
            "loadtest",
            "tests",
        ],
        "mypy": [tool / "mypy", "--cache-dir", ".plaza/mypy", "deploy/local/plaza", "bench", "loadtest"],
    }
    cases = []
    for name, command in checks.items():
        if context.wants(name):
            done = context.run(command, timeout_s=300, environment={"PATH": f"{tool}:{os.environ['PATH']}"})
            cases.append(Case(name, done.code == 0, 0.0, done.output))
    return cases

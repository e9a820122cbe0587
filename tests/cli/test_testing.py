"""The test runner: counting, what is shown of a failure, which files are looked at."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from plaza.progress import Progress, duration
from plaza.settings import Settings
from plaza.testing import cpp, runner, unit
from plaza.testing.context import Context
from plaza.testing.results import Case, read_junit, shortened, write_junit

# Writes what a GoogleTest program writes: one case passes, one fails, and with "crash" in its name it dies in a third.
google_test = """#!/bin/sh
report=$(echo "$1" | sed 's/--gtest_output=xml://')
echo '[ RUN      ] Hex.reads'; echo '[       OK ] Hex.reads (0 ms)'
echo '[ RUN      ] Hex.refuses'; echo 'wrote this'; echo '[  FAILED  ] Hex.refuses (0 ms)'
case "$0" in *crash*) echo '[ RUN      ] Hex.dies'; echo 'ERROR: AddressSanitizer'; exit 66;; esac
echo '<testsuites><testsuite>
<testcase classname="Hex" name="reads" time="0.1"/>
<testcase classname="Hex" name="refuses" time="0.2"><failure message="expected">expected</failure></testcase>
</testsuite></testsuites>' > "$report"
exit 1
"""


@pytest.fixture
def context(settings: Settings, tmp_path: Path) -> Context:
    folder = tmp_path / "test"
    folder.mkdir()
    return Context(settings, "", False, Progress(io.StringIO()), folder)


def program(context: Context, name: str) -> Path:
    path = context.folder / name
    path.write_text(google_test)
    path.chmod(0o755)
    return path


def test_each_case_of_a_program_counts_and_a_failed_one_shows_what_it_wrote(context: Context) -> None:
    cases = unit.run_program(context, "asan", program(context, "plaza_hex_test"))
    assert [(case.name, case.passed) for case in cases] == [("asan Hex.reads", True), ("asan Hex.refuses", False)]
    assert "wrote this" in cases[1].output


def test_a_program_that_crashes_fails_in_the_case_that_it_was_in(context: Context) -> None:
    cases = unit.run_program(context, "asan", program(context, "plaza_crash_test"))
    assert [(case.name, case.passed) for case in cases] == [
        ("asan Hex.reads", True),
        ("asan plaza_crash_test in Hex.dies", False),
    ]
    assert "AddressSanitizer" in cases[1].output


def test_a_program_that_hangs_is_ended(context: Context) -> None:
    done = context.run(["sleep", "60"], timeout_s=0.1)
    assert done.code != 0
    assert "ended after" in done.output


def test_junit_files_hold_what_was_counted(tmp_path: Path) -> None:
    cases = [Case("one", True, 0.5), Case("two", False, 0.25, "bad \x1b[31m <&> 藥局")]
    write_junit(tmp_path / "a.xml", "unit", cases)
    back = read_junit(tmp_path / "a.xml")
    assert [(case.name, case.passed, case.seconds) for case in back] == [
        ("unit.one", True, 0.5),
        ("unit.two", False, 0.25),
    ]
    assert "<&> 藥局" in back[1].output


def test_a_skipped_case_counts_as_failed(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        "<testsuite><testcase name='a'><skipped message='no server'/></testcase></testsuite>"
    )
    assert [case.passed for case in read_junit(tmp_path / "a.xml")] == [False]


def test_a_long_output_keeps_its_beginning_and_its_end() -> None:
    text = "\n".join(str(number) for number in range(1000))
    short = shortened(text, 10).splitlines()
    assert (short[0], short[-1], len(short)) == ("0", "999", 11)


def run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, pattern: str, *stages: runner.Stage
) -> tuple[int, list[str]]:
    monkeypatch.setattr(runner, "stages", list(stages))
    said = io.StringIO()
    code = runner.run(settings, pattern, False, Progress(said))
    return code, said.getvalue().splitlines()


def stage(name: str, *cases: Case) -> runner.Stage:
    return runner.Stage(name, lambda context: [case for case in cases if context.wants(case.name)])


def test_the_last_line_is_the_count(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    good = stage("unit", Case("a", True), Case("b", True))
    bad = stage("e2e", Case("c", False, 0.0, "it was red"))
    code, said = run(settings, monkeypatch, "", good)
    assert (code, said[-1]) == (0, "2 passed, 0 failed")
    code, said = run(settings, monkeypatch, "", good, bad)
    assert (code, said[-1]) == (1, "2 passed, 1 failed")
    assert "    it was red" in said


def test_a_pattern_is_a_stage_or_a_part_of_a_name(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = [stage("unit", Case("Router.a", True), Case("Hex.b", True)), stage("tidy", Case("router.cpp", True))]
    assert run(settings, monkeypatch, "unit", *stages)[1][-1] == "2 passed, 0 failed"
    assert run(settings, monkeypatch, "router", *stages)[1][-1] == "2 passed, 0 failed"
    code, said = run(settings, monkeypatch, "nothing-of-the-kind", *stages)
    assert (code, said[-1]) == (1, "0 passed, 0 failed")


def test_a_stage_that_cannot_run_has_failed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(context: Context) -> list[Case]:
        raise runner.Failure("the compiler said no")

    code, said = run(settings, monkeypatch, "", runner.Stage("unit", broken))
    assert (code, said[-1]) == (1, "0 passed, 1 failed")
    assert "    the compiler said no" in said


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in ("platform/a.cpp", "platform/a.hpp", "platform/b.hpp", "platform/b_test.cpp", "platform/c.cpp"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("int x;\n")
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "more")


def test_what_the_last_commit_and_the_work_tree_changed_is_looked_at(repository: Path) -> None:
    (repository / "platform/a.hpp").write_text("int y;\n")
    commit(repository)
    (repository / "platform/new.cpp").write_text("int z;\n")
    (repository / "platform/notes.txt").write_text("no code\n")
    assert cpp.changed(repository) == [Path("platform/a.hpp"), Path("platform/new.cpp")]


def test_a_changed_header_is_seen_through_the_file_beside_it(repository: Path) -> None:
    assert cpp.units(repository, [Path("platform/a.hpp"), Path("platform/b.hpp"), Path("platform/c.cpp")]) == [
        Path("platform/a.cpp"),
        Path("platform/b_test.cpp"),
        Path("platform/c.cpp"),
    ]


def test_another_commit_can_be_compared_with(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("platform/a.cpp", "platform/c.cpp"):
        (repository / name).write_text("int changed;\n")
        commit(repository)
    assert cpp.changed(repository) == [Path("platform/c.cpp")]
    monkeypatch.setenv("PLAZA_CHANGED_SINCE", "HEAD~2")
    assert cpp.changed(repository) == [Path("platform/a.cpp"), Path("platform/c.cpp")]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.42, "0.4 s"), (12.3, "12 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations_are_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words

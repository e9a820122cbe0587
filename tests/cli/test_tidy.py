"""clang-tidy in a test run: what it looks at, and what it need not look at again."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from plaza import build
from plaza.progress import Progress
from plaza.settings import from_environment
from plaza.testing import cpp, tidy
from plaza.testing.context import Context, Finished


class Run:
    """Two files, the first of which includes a header; a build and a clang-tidy that only take notes."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.built: list[str] = []
        self.looked_at: list[str] = []
        self.complaint = ""
        self.compiled = {Path("platform/a.cpp"), Path("platform/b.cpp")}
        self.folder = root / ".plaza/build/release"
        self.folder.mkdir(parents=True)
        (root / ".clang-tidy").write_text("Checks: '*'\n")
        self.files = {name: root / name for name in ("platform/a.cpp", "platform/a.hpp", "platform/b.cpp")}
        for file in self.files.values():
            file.parent.mkdir(exist_ok=True)
            file.write_text("int x;\n")
        self.compile_with("-O2")
        self.includes = {
            "a.o": [str(self.files["platform/a.cpp"]), "../../../platform/a.hpp"],
            "b.o": ["../../../platform/b.cpp"],
        }
        monkeypatch.setattr(tidy, "_includes", lambda folder: self.includes)
        monkeypatch.setattr(cpp, "changed", lambda root: [Path("platform/a.cpp"), Path("platform/b.cpp")])
        monkeypatch.setattr(build, "sources", lambda root, preset, progress: self.compiled)
        monkeypatch.setattr(Context, "build", lambda context, preset, targets: self._build(targets))
        monkeypatch.setattr(Context, "run", lambda context, command, timeout_s: self._run(command))

    def compile_with(self, options: str) -> None:
        commands = [
            {"file": str(self.root / f"platform/{name}.cpp"), "command": f"clang++ {options} -o {name}.o"}
            for name in "ab"
        ]
        (self.folder / "compile_commands.json").write_text(json.dumps(commands))

    def __call__(self) -> list[tuple[str, bool]]:
        self.looked_at.clear()
        settings = from_environment({}, self.root)
        cases = tidy.run(Context(settings, "", False, Progress(io.StringIO()), self.root))
        return [(case.name, case.passed) for case in cases]

    def _build(self, targets: Sequence[str]) -> Path:
        self.built.extend(targets)
        return self.folder / "bin"

    def _run(self, command: Sequence[str | Path]) -> Finished:
        words = [str(word) for word in command]
        files = [words[-1]]
        if "--" in words:
            batch = Path(words[words.index("--") - 1]).read_text()
            files = [str(Path(file).relative_to(self.root)) for file in re.findall(r'#include "(.*)"', batch)]
        self.looked_at.extend(files)
        bad = bool(self.complaint) and any(self.complaint in file for file in files)
        return Finished(1 if bad else 0, "")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(tmp_path, monkeypatch)


both_clean = [("clang-tidy platform/a.cpp", True), ("clang-tidy platform/b.cpp", True)]


def test_no_more_is_compiled_than_is_looked_at(run: Run) -> None:
    assert run() == both_clean
    assert run.built == [f"{run.root}/platform/a.cpp^", f"{run.root}/platform/b.cpp^"]


def test_what_another_preset_compiles_is_looked_at_and_not_compiled(run: Run) -> None:
    run.compiled = {Path("platform/a.cpp")}
    assert run() == both_clean
    assert run.built == [f"{run.root}/platform/a.cpp^"]
    run.compiled = set()
    assert run() == both_clean
    assert run.built == [f"{run.root}/platform/a.cpp^"]


def test_what_was_clean_is_not_looked_at_again(run: Run) -> None:
    run()
    assert run() == both_clean
    assert run.looked_at == []


def test_a_changed_header_brings_back_those_who_include_it(run: Run) -> None:
    run()
    run.files["platform/a.hpp"].write_text("int y;\n")
    run()
    assert run.looked_at == ["platform/a.cpp"]


@pytest.mark.parametrize("what", ["the command", "the rules"])
def test_other_rules_and_other_commands_bring_back_all(run: Run, what: str) -> None:
    run()
    if what == "the rules":
        (run.root / ".clang-tidy").write_text("Checks: '-*'\n")
    else:
        run.compile_with("-O3")
    run()
    assert sorted(run.looked_at) == ["platform/a.cpp", "platform/b.cpp"]


def test_what_was_not_clean_is_looked_at_again(run: Run) -> None:
    run.complaint = "b.cpp"
    run()
    assert run() == [("clang-tidy platform/a.cpp", True), ("clang-tidy platform/b.cpp", False)]
    assert run.looked_at == ["platform/b.cpp"]


def test_files_that_are_compiled_alike_are_looked_at_together_until_one_is_bad(run: Run) -> None:
    run()
    assert run.looked_at == ["platform/a.cpp", "platform/b.cpp"]
    run.compile_with("-O3")
    run.complaint = "a.cpp"
    assert run() == [("clang-tidy platform/a.cpp", False), ("clang-tidy platform/b.cpp", True)]
    assert run.looked_at == ["platform/a.cpp", "platform/b.cpp"] + ["platform/a.cpp", "platform/b.cpp"]


def test_what_nobody_knows_the_parts_of_is_looked_at_always(run: Run) -> None:
    del run.includes["b.o"]
    run()
    run()
    assert run.looked_at == ["platform/b.cpp"]

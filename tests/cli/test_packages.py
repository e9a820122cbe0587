"""Finding out which packages are missing, installing them, and saying why that fails."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
from plaza import packages
from plaza.failure import Failure
from plaza.progress import Progress

project_root = Path(__file__).resolve().parents[2]
listed = (
    "[build]\nninja-build  # runs the build\ncmake  # writes it\n[run]\nnginx  # serves\n[test]\nllvm-19  # names\n"
)


class Machine:
    """dpkg and apt-get of a machine that has some packages."""

    def __init__(self, installed: set[str], apt_says: str = "", apt_code: int = 0) -> None:
        self.installed = installed
        self.commands: list[list[str]] = []
        self._apt = subprocess.CompletedProcess([], apt_code, apt_says, "")

    def __call__(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        if command[0] == "dpkg-query":
            lines = [f"{name} installed" for name in command[3:] if name in self.installed]
            return subprocess.CompletedProcess(command, 1, "\n".join(lines), "dpkg-query: no packages found")
        return self._apt


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "deploy/local").mkdir(parents=True)
    (tmp_path / "deploy/local/packages.txt").write_text(listed)
    monkeypatch.setattr(packages.os, "geteuid", lambda: 0)
    monkeypatch.setattr(packages, "policy", tmp_path / "policy-rc.d")
    return tmp_path


def ensure(root: Path, machine: Machine, groups: list[str]) -> str:
    said = io.StringIO()
    packages.ensure(root, groups, Progress(said), machine)
    return said.getvalue()


def test_nothing_is_done_when_all_is_there(root: Path) -> None:
    machine = Machine({"cmake", "ninja-build"})
    assert ensure(root, machine, ["build"]) == ""
    assert len(machine.commands) == 1


def test_only_what_is_missing_of_the_groups_is_installed_and_named(root: Path) -> None:
    machine = Machine({"cmake"})
    said = ensure(root, machine, ["build", "run"])
    assert "installing 2" in said
    assert "ninja-build           runs the build" in said
    assert machine.commands[-1][:2] == ["apt-get", "install"]
    assert machine.commands[-1][-2:] == ["ninja-build", "nginx"]


def test_a_user_without_rights_is_told_the_command(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)
    with pytest.raises(Failure, match="sudo apt-get install nginx"):
        ensure(root, Machine({"cmake", "ninja-build"}), ["build", "run"])


@pytest.mark.parametrize(
    ("apt_says", "expected"),
    [
        ("E: Unable to locate package clang-19", "clang-19 cannot be had .*Debian 12"),
        ("E: Package 'mold' has no installation candidate", "mold cannot be had"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "another program is installing"),
        ("W: Temporary failure resolving 'deb.debian.org'", "cannot be reached"),
        ("E: You don't have enough free space: No space left on device", "the disk is full"),
        ("E: Sub-process /usr/bin/dpkg returned an error code (1)", "apt could not install .*ninja-build"),
    ],
)
def test_what_apt_complains_about_is_said_in_words_with_its_own_lines(root: Path, apt_says: str, expected: str) -> None:
    with pytest.raises(Failure, match=f"(?s){expected}.*{apt_says.split(' ')[0]}"):
        ensure(root, Machine(set(), apt_says, 100), ["build"])


def test_services_of_the_machine_are_kept_off_only_while_installing(root: Path) -> None:
    seen = []

    class Watching(Machine):
        def __call__(self, command: list[str], **rest: Any) -> subprocess.CompletedProcess[str]:
            if command[:2] == ["apt-get", "install"]:
                seen.append((root / "policy-rc.d").read_text())
            return super().__call__(command, **rest)

    ensure(root, Watching(set()), ["run"])
    assert seen == ["#!/bin/sh\nexit 101\n"]
    assert not (root / "policy-rc.d").exists()


@pytest.mark.parametrize("text", ["nginx  # outside of a group", "[run]\nnginx", "[run]\nnginx curl  # two"])
def test_a_list_with_a_mistake_is_refused(text: str) -> None:
    with pytest.raises(Failure, match="packages.txt, line"):
        packages.read_list(text)


def test_the_shipped_list_can_be_read_and_names_each_package_once_in_a_group() -> None:
    found = packages.read_list((project_root / "deploy/local/packages.txt").read_text())
    names = [(package.group, package.name) for package in found]
    assert {("build", "clang-19"), ("run", "nginx"), ("run", "supervisor")} <= set(names)
    assert len(names) == len(set(names))
    groups = {"build", "run", "test", "bench", "docs", "tools", "loadtest", "faults"}
    assert {package.group for package in found} == groups

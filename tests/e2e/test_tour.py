"""The README's tour, run as it stands: each command must print what the README shows."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.support.snapshots import ROOT

README_URL = "http://localhost:8080"


def steps() -> list[tuple[str, str]]:
    """(command, expected output) of every `$ …` line in the console blocks under the heading "A tour"."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = readme.split("## A tour", 1)[1].split("\n## ", 1)[0]
    found = []
    for block in re.findall(r"```console\n(.*?)```", tour, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            while command.endswith("\\"):
                line, _, expected = expected.partition("\n")
                command = command[:-1] + line
            found.append((command, expected.strip()))
    return found


def pattern_of(expected: str) -> re.Pattern[str]:
    """`…` in the README stands for what differs from run to run."""
    return re.compile(".*".join(re.escape(part) for part in expected.split("…")), re.DOTALL)


def test_the_tour_is_there():
    assert len(steps()) >= 4


@pytest.mark.parametrize(("command", "expected"), steps(), ids=lambda value: value[:60])
def test_a_step_answers_as_the_readme_says(fleet, command, expected):
    command = command.replace(README_URL, fleet.url)
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
    printed = done.stdout.strip().replace(fleet.url, README_URL)
    assert pattern_of(expected).fullmatch(printed), f"expected:\n{expected}\n\nprinted:\n{printed}"

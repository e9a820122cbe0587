"""Words on the command line, known and unknown."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from plaza import cli
from plaza.failure import Failure

project_root = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("typed", "meant"), [("stauts", "status"), ("restrat", "restart"), ("tests", "test")])
def test_an_unknown_command_is_answered_with_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(Failure, match=f"unknown command '{typed}' .did you mean '{meant}'"):
        cli.parse([typed])


@pytest.mark.parametrize("arguments", [["restart"], ["down", "now"], ["up", "--replica"], ["logs", "-n", "many"]])
def test_a_refused_option_comes_with_the_usage(arguments: list[str]) -> None:
    with pytest.raises(Failure, match=f"usage: ./plaza {arguments[0]}"):
        cli.parse(arguments)


@pytest.mark.parametrize("given", ["gateway", "gateway=two", "gateway=", "gateway=-1"])
def test_replicas_want_a_name_and_a_number(given: str) -> None:
    with pytest.raises(Failure, match="--replicas wants NAME=N"):
        cli.replicas_of([given])


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["help"]) == 0
    said = capsys.readouterr().out
    assert all(f"\n  {command.name}" in said for command in cli.commands)


def test_a_failure_is_one_message_and_exit_code_1() -> None:
    done = subprocess.run([project_root / "plaza", "fly"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("plaza: unknown command 'fly'")
    assert "Traceback" not in done.stderr

from __future__ import annotations

from pathlib import Path

from tests.proto.breaking import breaking_changes
from tests.proto.contracts import as_text, baseline, baseline_file, compile_folder, contracts


def test_no_contract_breaks_those_who_speak_it_already() -> None:
    assert breaking_changes(baseline(), compile_folder(contracts)) == []


def test_the_baseline_holds_all_that_has_been_added() -> None:
    now = as_text(compile_folder(contracts))
    assert baseline_file.read_text(encoding="utf-8") == now, "run .plaza/venv/bin/python -m tests.proto.accept"


def test_every_contract_is_in_the_package_of_its_folder() -> None:
    for file in compile_folder(contracts).file:
        assert file.package == ".".join(Path(file.name).parent.parts)
        assert file.syntax == "proto3"

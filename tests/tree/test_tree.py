"""This tree keeps its rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from plaza.cli import commands

from tests.tree import rules

root = Path(__file__).resolve().parents[2]

Rule = Callable[[Path], list[str]]

all_rules: list[Rule] = [
    rules.platform_arrows_point_inwards,
    rules.services_know_only_themselves_and_platform,
    rules.app_knows_no_adapters,
    rules.graphql_engine_knows_no_domain,
    rules.folders_have_a_readme,
    rules.files_are_short,
    rules.most_files_are_shorter_still,
    rules.tests_stand_beside_what_they_test,
    rules.nothing_is_left_unfinished,
    rules.tests_do_not_sleep,
    rules.tests_are_never_skipped,
    rules.headers_are_included_once,
    rules.own_header_comes_first,
    rules.nothing_points_outside_the_tree,
    rules.no_path_of_one_machine,
    rules.links_resolve,
]


@pytest.mark.parametrize("rule", all_rules, ids=lambda rule: rule.__name__)
def test_the_tree_keeps(rule: Rule) -> None:
    problems = rule(root)
    assert not problems, "\n" + "\n".join(problems)


def test_documented_commands_exist() -> None:
    problems = rules.documented_commands_exist(root, {command.name for command in commands})
    assert not problems, "\n" + "\n".join(problems)

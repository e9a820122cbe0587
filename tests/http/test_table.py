"""The table of rules in README.md and the tests agree: no test without a row, no row without tests or a reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path

folder = Path(__file__).parent
row = re.compile(r"^\| (RFC 91(?:10|12) §[0-9.]+) \| ([^|]+) \| ([^|]+) \|$")


def rows() -> list[tuple[str, list[str], str]]:
    """Section, tests, and what stands there instead of them."""
    table = (folder / "README.md").read_text().split("## The rules")[1]
    found = []
    for line in table.splitlines():
        if line.startswith("| RFC"):
            cells = row.match(line)
            assert cells, f"no row of the table: {line}"
            reason = cells[3].removeprefix("– ") if cells[3].startswith("– ") else ""
            found.append((cells[1], [] if reason else re.findall(r"`(\w+)`", cells[3]), reason))
    return found


def cases() -> dict[str, set[str]]:
    """Each test's sections, by its name without test_."""
    found = {}
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and path != Path(__file__):
                name = node.name.removeprefix("test_")
                assert name not in found, f"two tests are called {node.name}"
                found[name] = {
                    str(ast.literal_eval(section))
                    for decorator in node.decorator_list
                    if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "rule"
                    for section in decorator.args
                }
    return found


def test_every_test_names_its_rule() -> None:
    assert [name for name, sections in cases().items() if not sections] == []


def test_every_row_has_tests_or_a_reason() -> None:
    assert [section for section, named, reason in rows() if not named and not reason] == []


def test_the_table_and_the_tests_agree() -> None:
    in_table = {(name, section) for section, named, _ in rows() for name in named}
    in_tests = {(name, section) for name, sections in cases().items() for section in sections}
    assert sorted(in_table - in_tests) == [], "rows that no test bears out"
    assert sorted(in_tests - in_table) == [], "tests that the table does not list"

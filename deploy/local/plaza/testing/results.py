"""Test cases that ran, how they are shown, and JUnit files of them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# What a case may print into the report; the rest is in the log of its stage.
output_lines_max = 60

# Characters that XML 1.0 cannot hold.
_not_xml = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Case:
    name: str
    passed: bool
    seconds: float = 0.0
    output: str = ""  # why it failed


def shortened(text: str, lines_max: int = output_lines_max) -> str:
    """The beginning and the end of a long text."""
    lines = text.strip("\n").splitlines()
    if len(lines) <= lines_max:
        return "\n".join(lines)
    half = lines_max // 2
    return "\n".join([*lines[:half], f"… {len(lines) - 2 * half} lines left out …", *lines[-half:]])


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def write_junit(path: Path, suite: str, cases: Iterable[Case]) -> None:
    listed = list(cases)
    root = ElementTree.Element(
        "testsuite",
        name=suite,
        tests=str(len(listed)),
        failures=str(sum(not case.passed for case in listed)),
        time=f"{sum(case.seconds for case in listed):.3f}",
    )
    for case in listed:
        entry = ElementTree.SubElement(root, "testcase", classname=suite, name=case.name, time=f"{case.seconds:.3f}")
        if not case.passed:
            failure = ElementTree.SubElement(entry, "failure", message=_not_xml.sub("?", case.output[:200]))
            failure.text = _not_xml.sub("?", case.output)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def read_junit(path: Path, prefix: str = "") -> list[Case]:
    """The cases of a JUnit file as GoogleTest and pytest write it. A skipped case counts as failed: nothing is left out
    in silence."""
    cases = []
    for entry in ElementTree.parse(path).getroot().iter("testcase"):
        problems = [child for child in entry if child.tag in ("failure", "error", "skipped")]
        said = [problem.text or problem.get("message") or "" for problem in problems]
        if any(problem.tag == "skipped" for problem in problems):
            said.insert(0, "skipped, which no test may be")
        name = f"{prefix}{entry.get('classname', '')}.{entry.get('name', '')}"
        cases.append(Case(name, not problems, float(entry.get("time", "0")), "\n".join(said)))
    return cases

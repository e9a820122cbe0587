"""Every rule can be loaded, every alert is tested, and has its runbook."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

root = Path(__file__).parents[2]
prometheus = root / "deploy/observability/prometheus"
rules = sorted((prometheus / "rules").glob("*.yml"))
tests = sorted((prometheus / "tests").glob("*.yml"))


def promtool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *words], capture_output=True, text=True, timeout=120, check=False)


def alerts() -> set[str]:
    return {name for file in rules for name in re.findall(r"- alert: (\w+)", file.read_text())}


def test_prometheus_can_load_the_rules():
    done = promtool("check", "rules", *rules)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(alerts()) > 20


def test_the_alerts_say_what_their_tests_want():
    done = promtool("test", "rules", *tests)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_seen_firing_in_a_test():
    tested = set()
    for file in tests:
        # An entry that expects alerts; those that expect quiet are written in one line.
        tested |= set(re.findall(r"alertname: (\w+)\n\s+exp_alerts:\n\s+- exp_labels", file.read_text()))
    assert tested == alerts()


def test_every_alert_has_its_runbook_and_every_runbook_its_alert():
    page = (root / "docs/runbooks.md").read_text()
    sections = {heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.+)$", page, re.MULTILINE)}
    named = {
        anchor for file in rules for anchor in re.findall(r"runbook: docs/runbooks\.md#([\w-]+)", file.read_text())
    }
    assert named == sections
    for name in alerts():
        assert name in page


def test_every_alert_says_how_urgent_it_is():
    for file in rules:
        blocks = re.split(r"- alert: ", file.read_text())[1:]
        for block in blocks:
            assert re.search(r"severity: (page|ticket)\b", block), block.splitlines()[0]
            assert "summary:" in block, block.splitlines()[0]

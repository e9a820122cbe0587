"""The tests of tests/kafka: they start a broker of their own."""

from __future__ import annotations

from plaza.testing.context import Context
from plaza.testing.pytests import has_matches, run_folder
from plaza.testing.results import Case


def run(context: Context) -> list[Case]:
    if context.pattern and not has_matches(context, "kafka"):
        return []
    context.build(context.settings.preset, ["plaza_kafka-subject"])
    return run_folder(context, "kafka", {"PLAZA_PRESET": context.settings.preset})

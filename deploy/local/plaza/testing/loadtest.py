"""The load tests themselves, each for some seconds."""

from __future__ import annotations

from loadtest import k6
from plaza import packages
from plaza.testing import e2e
from plaza.testing.context import Context
from plaza.testing.results import Case


def run(context: Context) -> list[Case]:
    packages.ensure(context.root, ["loadtest"], context.progress)
    program = k6.ensure(context.root, context.progress)
    return e2e.run(context, "loadtest", environment={"PLAZA_K6": str(program)})

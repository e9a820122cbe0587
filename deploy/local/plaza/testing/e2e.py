"""Black-box tests against a fleet of their own: other ports, a state folder that is thrown away."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from plaza import docs, operate
from plaza.failure import Failure
from plaza.fleet import Fleet, assemble
from plaza.ports import free_base
from plaza.settings import Settings
from plaza.testing.context import Context
from plaza.testing.pytests import has_matches, run_folder
from plaza.testing.results import Case

# The test fleet stays out of the way of a running one and of its neighbours.
distance = 1000


def run(
    context: Context,
    folder: str = "e2e",
    programs: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> list[Case]:
    """The tests of tests/FOLDER; `programs` are build targets that they need besides those of the fleet, `environment`
    what they are told besides where it is."""
    if not (context.root / "tests" / folder).is_dir() or (context.pattern and not has_matches(context, folder)):
        return []
    planned = assemble(context.settings, {}, {})
    of_the_fleet = {process.build_target for process in planned.processes if process.build_target}
    context.build(context.settings.preset, sorted(of_the_fleet.union(programs)))
    docs.ensure(context.root, context.progress)
    with fleet(context) as started:
        told = environment_of(started) | dict(environment or {}) | ({"PLAZA_TEST_ALL": "1"} if context.all else {})
        return run_folder(context, folder, told)


@contextmanager
def fleet(context: Context) -> Iterator[Fleet]:
    state = context.folder / "fleet"
    base = free_base(context.settings.port_base + distance)
    settings = dataclasses.replace(context.settings, port_base=base, state=state)
    if state.exists():
        # A run that was cut off may have left its own fleet behind.
        operate.down(settings, context.progress)
        shutil.rmtree(state)
    try:
        yield operate.up(settings, {}, context.progress, {})
    finally:
        try:
            operate.down(settings, context.progress)
        except Failure as failure:
            context.progress.step(f"fleet      the fleet of the tests did not stop: {failure}")


def environment_of(started: Fleet) -> dict[str, str]:
    """What the tests are told: PLAZA_URL, PLAZA_STATE, PLAZA_PORT_BASE, and per process PLAZA_OPERATIONS_GATEWAY_1."""
    settings: Settings = started.settings
    told = {
        "PLAZA_URL": settings.url,
        "PLAZA_STATE": str(settings.state),
        "PLAZA_PORT_BASE": str(settings.port_base),
        "PLAZA_PRESET": settings.preset,
    }
    for process in started.processes:
        if process.program:
            name = process.name.upper().replace("-", "_")
            told[f"PLAZA_OPERATIONS_{name}"] = process.ready_url.removesuffix("/readyz")
    return told

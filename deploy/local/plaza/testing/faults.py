"""Faults: a fleet of its own with a proxy on every edge, and what goes wrong there, round after round."""

from __future__ import annotations

from plaza import toxiproxy
from plaza.fleet import assemble
from plaza.testing.context import Context
from plaza.testing.pytests import has_matches, run_folder
from plaza.testing.results import Case

# One round takes a third of it, unless something hangs.
round_timeout_s = 1800
# The load generator of the bench.
flood = "bin/plaza-bench-load"
scorecard = "docs/reliability.md"


def run(context: Context) -> list[Case]:
    """One round, or as many as were asked for: then the scorecard is put into the docs."""
    if context.pattern and not has_matches(context, "faults"):
        return []
    planned = assemble(context.settings, {}, {})
    of_the_fleet = {process.build_target for process in planned.processes if process.build_target}
    context.build(context.settings.preset, sorted({*of_the_fleet, flood}))
    toxiproxy.ensure(context.root, context.progress)
    told = {"PLAZA_PRESET": context.settings.preset, "PLAZA_PORT_BASE": str(context.settings.port_base)}
    if context.rounds:
        told |= {
            "PLAZA_FAULTS_FULL": "1",
            "PLAZA_FAULTS_ROUNDS": str(context.rounds),
            "PLAZA_FAULTS_REPORT": str(context.root / scorecard),
        }
    return run_folder(context, "faults", told, max(1, context.rounds) * round_timeout_s)

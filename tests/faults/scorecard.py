"""The scorecard: what clients saw of each fault on each edge, and how soon it was over, as a page for docs/."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tests.faults import lengths
from tests.faults.checker import good
from tests.faults.history import Fault, History

Row = dict[str, Any]

head = """# Reliability

What clients see while something is wrong, and how soon it is over. The run writes this page:

    ./plaza test faults --rounds 20

Each line is the worst of its rounds. `refused` are requests that were answered 503 (or 502) with the time to come
back, `late` those whose time was over (504), `unanswered` those that got no answer at all; all others were answered as
if nothing was wrong. Normal again is everything: no request fails, and what was ordered meanwhile has its shipment. A
round holds when nothing that was acknowledged was lost, nothing was done twice, the events of an order kept their
order, only what needs the sick part was refused, each answer came in time, and all was normal again soon; where bytes
were changed on a plain connection, when nothing crashed, hung or leaked.
[tests/faults](../tests/faults/README.md) tells how, and what each fault is.
"""


def row(history: History, fault: Fault, held: bool) -> Row:
    """What a history tells of one fault, and whether all rules held."""
    during = [r for r in history.requests if r.ended >= fault.begun and r.begun <= fault.normal]
    failed = Counter(_word(r.status) for r in during if r.status not in good[r.kind])
    return {
        "edge": fault.edge,
        "fault": fault.fault,
        "requests": len(during),
        "failed": dict(failed),
        "slowest_s": max((r.ended - r.begun for r in during), default=0.0),
        "normal_s": fault.normal - fault.undone,
        "seed": history.seed,
        "held": held,
    }


def _word(status: int) -> str:
    return {0: "unanswered", 504: "late", 502: "refused", 503: "refused"}.get(status, str(status))


def append(file: Path, rows: list[Row]) -> None:
    with file.open("a") as out:
        for each in rows:
            out.write(json.dumps(each) + "\n")


def read(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def page(rows: list[Row]) -> str:
    """The document."""
    by_place: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for each in rows:
        by_place[each["edge"], each["fault"]].append(each)
    lines = [
        head,
        _limits(),
        "| where | fault | rounds that held | clients saw | slowest answer | normal again after |",
        "|---|---|---|---|---|---|",
    ]
    for (edge, fault), rounds in by_place.items():
        slowest = max(each["slowest_s"] for each in rounds)
        held = sum(each["held"] for each in rounds)
        normal = max(each["normal_s"] for each in rounds)
        lines.append(
            f"| {edge} | {fault} | {held} of {len(rounds)} | {_seen(rounds)} | {slowest:.2f} s | {normal:.1f} s |"
        )
    return "\n".join(lines) + "\n"


def _limits() -> str:
    """What a round had to keep in this run, and on what machine."""
    kind = "A full run" if lengths.full else "One round of each, shortened and with limits for a busy machine"
    return (
        f"{kind}: normal again within {lengths.normal_max_s:.0f} s, no answer more than {lengths.late_max_s:.1f} s\n"
        f"after its deadline, at most {lengths.bystanders_max} requests that were not concerned refused or late. The\n"
        f"machine: {os.cpu_count()} cores, load average {os.getloadavg()[2]:.1f}.\n"
    )


def _seen(rounds: list[Row]) -> str:
    """The round with most failures."""
    worst = max(rounds, key=lambda each: sum(each["failed"].values()))
    if not worst["failed"]:
        return "nothing"
    told = ", ".join(f"{count} {word}" for word, count in sorted(worst["failed"].items()))
    return f"{told} of {worst['requests']}"

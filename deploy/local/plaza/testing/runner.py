"""A whole test run: stage after stage, then the count."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plaza.failure import Failure
from plaza.progress import Progress, duration
from plaza.settings import Settings
from plaza.testing import cpp, e2e, faults, fuzz, kafka, loadtest, pytests, tidy, unit
from plaza.testing.context import Context
from plaza.testing.results import Case, indented, shortened, write_junit


@dataclass(frozen=True)
class Stage:
    name: str
    run: Callable[[Context], list[Case]]
    # What takes longer than all others together runs when it is asked for, or with --all.
    always: bool = True


# In the order in which they run: what is quick and fails often comes first.
stages = [
    Stage("format", cpp.check_format),
    Stage("python", pytests.lint),
    Stage("tree", lambda context: pytests.run_folder(context, "tree")),
    Stage("proto", lambda context: pytests.run_folder(context, "proto")),
    Stage("cli", lambda context: pytests.run_folder(context, "cli")),
    Stage("unit", unit.run),
    Stage("tidy", tidy.run),
    Stage("e2e", e2e.run),
    Stage("http", lambda context: e2e.run(context, "http", ["plaza_http-subject"])),
    Stage(
        "graphql",
        lambda context: pytests.run_folder_with(context, "graphql", ["plaza_graphql-pipe", "plaza_graphql-subject"]),
    ),
    Stage("grpc", lambda context: pytests.run_folder_with(context, "grpc", ["plaza_grpc-subject"])),
    Stage("kafka", kafka.run),
    Stage("openapi", lambda context: e2e.run(context, "openapi")),
    Stage("web", lambda context: e2e.run(context, "web")),
    Stage("observability", lambda context: e2e.run(context, "observability")),
    Stage("loadtest", loadtest.run, always=False),
    Stage("faults", faults.run, always=False),
    Stage("fuzz", fuzz.run),
]


def run(settings: Settings, pattern: str, everything: bool, progress: Progress, rounds: int = 0) -> int:
    """Runs what matches and returns the exit code; the last line is `N passed, N failed`."""
    folder = settings.root / ".plaza/test"
    _clear(folder)
    context = Context(settings, pattern, everything, progress, folder, rounds)
    chosen = [stage for stage in stages if stage.name == pattern]
    if chosen:
        context.pattern = ""
    cases: list[Case] = []
    for stage in chosen or [stage for stage in stages if stage.always or everything or pattern]:
        cases += _run_stage(stage, context)
    failed = [case for case in cases if not case.passed]
    if len(failed) > 1:
        progress.step("\nfailed:")
        for case in failed:
            progress.step(f"  {case.name}")
    if not cases:
        progress.step(f"nothing matches {pattern!r}; stages are: {', '.join(stage.name for stage in stages)}")
    progress.step("")
    count = f"{len(cases) - len(failed)} passed, {len(failed)} failed"
    (folder / "summary.txt").write_text(f"{count}\n")
    progress.step(count)
    return 1 if failed or not cases else 0


def _run_stage(stage: Stage, context: Context) -> list[Case]:
    context.progress.moving(f"{stage.name:<10} …")
    begun = time.monotonic()
    try:
        cases = stage.run(context)
    except Failure as failure:
        cases = [Case(f"{stage.name} could not run", False, 0.0, str(failure))]
    if not cases:
        return []
    failed = [case for case in cases if not case.passed]
    write_junit(context.folder / f"junit-{stage.name}.xml", stage.name, cases)
    for case in failed:
        context.progress.step(f"\nFAILED {case.name}\n{indented(shortened(case.output))}\n")
    count = f"{len(cases) - len(failed)} passed" + (f", {len(failed)} failed" if failed else "")
    context.progress.step(f"{stage.name:<10} {count}  ({duration(time.monotonic() - begun)})")
    return cases


def _clear(folder: Path) -> None:
    """Empties .plaza/test of the last run, but for a fleet that may still run: its stage ends that one first."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in folder.iterdir():
        if entry.name == "fleet":
            continue
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink()

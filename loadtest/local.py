"""The runners of a definition on this machine: processes side by side, or containers of an image that holds k6."""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from plaza import token
from plaza.failure import Failure
from plaza.progress import Progress, duration
from plaza.settings import Settings

from loadtest.definition import Definition
from loadtest.result import Result, merged
from loadtest.runner import Runner

look_s = 1.0
end_wait_s = 30
# A soak takes an hour and more; whoever wants longer says so in seconds.
token_ttl_s = 24 * 3600
persons_max = 10_000
# How many persons a journey may name; a run begins at a random one of them, so that it meets few of the last.
persons_known = 47_040_000


def run(settings: Settings, definition: Definition, folder: Path, k6: Path, progress: Progress) -> Result:
    """Ends when all runners have; their results as one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "definition.toml").write_text(definition.to_toml())
    runners = [Runner(definition, number, folder / f"runner-{number + 1}") for number in range(definition.runners)]
    more = who_comes(settings, definition, folder)
    with _all_started(runners, str(k6), more) as processes:
        _wait(definition, processes, progress)
    return merged([runner.finish(process.returncode) for runner, process in zip(runners, processes, strict=True)])


def who_comes(settings: Settings, definition: Definition, folder: Path) -> dict[str, str]:
    """The environment of all runners: tokens of this fleet, if it is ours, and persons that nobody was yet."""
    known = {"FIRST_PERSON": str(random.SystemRandom().randrange(persons_known))}
    if definition.url != settings.url or not token.jwks_file(settings.state).exists() or not definition.persons:
        return known
    if definition.persons > persons_max:
        raise Failure(f"persons must be at most {persons_max}")
    now = int(time.time())
    file = folder / "tokens.json"
    file.touch(mode=0o600)
    subjects = [f"loadtest-{number}" for number in range(definition.persons)]
    file.write_text(
        json.dumps([{"sub": one, "token": token.mint(settings.state, one, [], token_ttl_s, now)} for one in subjects])
    )
    operator = token.mint(settings.state, "loadtest", ["operator"], token_ttl_s, now)
    return {**known, "PLAZA_TOKENS": str(file.resolve()), "PLAZA_OPERATOR": operator}


@contextlib.contextmanager
def _all_started(runners: list[Runner], k6: str, more: Mapping[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """None is left behind, whatever happens."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for runner in runners:
            processes.append(runner.start(k6, more))
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(end_wait_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(definition: Definition, processes: list[subprocess.Popen[bytes]], progress: Progress) -> None:
    """k6 knows how long it runs; one that fails at once need not be waited out by the others."""
    began = time.monotonic()
    while running := [process for process in processes if process.poll() is None]:
        done = f"{len(processes) - len(running)} of {len(processes)} runners done"
        progress.moving(f"loadtest   {definition.name}: {duration(time.monotonic() - began)}, {done}")
        with contextlib.suppress(subprocess.TimeoutExpired):
            running[0].wait(look_s)

"""./plaza loadtest: runs a journey, merges what its runners found, and compares two runs."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from plaza.failure import Failure
from plaza.progress import Progress
from plaza.settings import Settings
from plaza.table import plain

from loadtest import compare, k6, kubernetes, local, merge
from loadtest.definition import Definition
from loadtest.result import Result


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "script", metavar="SCRIPT", help="a journey, a script, a definition (*.toml), or: compare, merge, jobs"
    )
    parser.add_argument("more", nargs=argparse.REMAINDER, metavar="OPTION", help="see loadtest/README.md")


def _ours(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Our own options, wherever they stand, and what is left for k6."""
    parser = argparse.ArgumentParser(prog="./plaza loadtest", add_help=False, allow_abbrev=False)
    parser.add_argument("--profile")
    parser.add_argument("--runners", type=int)
    parser.add_argument("--url")
    parser.add_argument("--influxdb")
    parser.add_argument("--into", metavar="FOLDER")
    try:
        return parser.parse_known_args(words)
    except SystemExit:
        raise Failure(
            "usage: ./plaza loadtest SCRIPT [--profile P] [--runners N] [--url URL] [--influxdb URL] [k6 option]…"
        )


def run(settings: Settings, arguments: argparse.Namespace, progress: Progress) -> int:
    words = {"compare": _compare, "merge": _merge, "jobs": _jobs}
    if arguments.script in words:
        return words[arguments.script](arguments.more, progress)
    ours, more = _ours(arguments.more)
    planned = _definition(settings, arguments.script, ours, more)
    program = k6.ensure(settings.root, progress)
    folder = Path(ours.into) if ours.into else _new_folder(settings, planned)
    result = local.run(settings, planned, folder, program, progress)
    return merge.conclude(result, folder, progress)


def _definition(settings: Settings, script: str, ours: argparse.Namespace, more: list[str]) -> Definition:
    """What the command line says counts more than what the file says. Who says nothing wants to know whether it
    works."""
    said: dict[str, Any] = {name: value for name, value in vars(ours).items() if value is not None and name != "into"}
    if more:
        said["options"] = more
    if script.endswith(".toml"):
        return Definition.read(Path(script), **said)
    if not ours.profile and not more:
        said["profile"] = "smoke"
    return Definition.of({"url": settings.url, **said, "script": script})


def _new_folder(settings: Settings, planned: Definition) -> Path:
    moment = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    return settings.root / ".plaza/loadtest" / "-".join(filter(None, (moment, planned.name, planned.profile)))


def _merge(words: list[str], progress: Progress) -> int:
    if len(words) < 2:
        raise Failure("usage: ./plaza loadtest merge FOLDER FILE…")
    return merge.files(Path(words[0]), [Path(word) for word in words[1:]], progress)


def _compare(folders: list[str], progress: Progress) -> int:
    if len(folders) != 2:
        raise Failure("usage: ./plaza loadtest compare BEFORE AFTER (folders with a result.json)")
    before, after = (Result.load(Path(folder) / "result.json") for folder in folders)
    if not set(before.requests.steps) & set(after.requests.steps):
        raise Failure(f"{before.script} and {after.script} have no step in common")
    found = compare.changes(before, after)
    progress.step(plain(compare.columns, compare.lines(found)))
    worse = sum(one.word == "worse" for one in found)
    progress.step(f"\n{worse} worse, {sum(one.word == 'better' for one in found)} better, beyond what moves by itself")
    return 1 if worse else 0


def _jobs(words: list[str], progress: Progress) -> int:
    """The Kubernetes Jobs of a definition, as YAML."""
    if len(words) != 1:
        raise Failure("usage: ./plaza loadtest jobs DEFINITION.toml | kubectl apply -f -")
    print(kubernetes.manifests(Definition.read(Path(words[0]))), end="")
    return 0

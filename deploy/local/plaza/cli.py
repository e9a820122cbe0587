"""The command line: subcommands, their options, and what each of them calls."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from plaza import booking, build, dlq, docs, operate, packages, settings, status, token
from plaza.failure import Failure
from plaza.fleet import Fleet, assemble
from plaza.names import nearest
from plaza.procfs import descendants
from plaza.progress import Progress
from plaza.supervisor import log_file

Arguments = argparse.Namespace


@dataclass(frozen=True)
class Command:
    name: str
    usage: str
    help: str
    run: Callable[[Arguments, Progress], int]
    options: Callable[[argparse.ArgumentParser], None] = lambda parser: None


def main(arguments: list[str]) -> int:
    progress = Progress()
    signal.signal(signal.SIGTERM, _end)
    try:
        command, parsed = parse(arguments)
        return command.run(parsed, progress)
    except Failure as failure:
        progress.step("")
        print(f"plaza: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nplaza: interrupted", file=sys.stderr)
        return 130


def _end(number: int, frame: object) -> NoReturn:
    """On SIGTERM the compilers and tests that run for us end first, then we do, tidying up on the way."""
    for pid in descendants(os.getpid()) - {os.getpid()}:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    raise SystemExit(128 + number)


def parse(arguments: list[str]) -> tuple[Command, Arguments]:
    """The subcommand and its options; a Failure names the nearest known word."""
    name = arguments[0] if arguments else "help"
    name = "help" if name in ("-h", "--help") else name
    known = {command.name: command for command in commands}
    if name not in known:
        raise Failure(f"unknown command {name!r}{nearest(name, known)}\n./plaza help lists them all")
    command = known[name]
    parser = _Parser(prog=f"./plaza {name}", usage=f"./plaza {command.usage}", description=command.help)
    command.options(parser)
    return command, parser.parse_args(arguments[1:])


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Failure(f"{message}\nusage: {self.usage}")


def _up(arguments: Arguments, progress: Progress) -> int:
    where = settings.from_environment()
    replicas = replicas_of(arguments.replicas)
    # Refused options are said before the long part begins.
    planned = assemble(where, replicas)
    packages.ensure(where.root, ["build", "run"], progress)
    targets = sorted({process.build_target for process in planned.processes if process.build_target})
    build.build(where.root, where.preset, progress, targets)
    docs.ensure(where.root, progress)
    fleet = operate.up(where, replicas, progress)
    progress.step(_welcome(fleet))
    return 0


def _welcome(fleet: Fleet) -> str:
    url = fleet.settings.url
    operations = [process for process in fleet.processes if process.program]
    return "\n".join(
        [
            "",
            "Plaza is up.",
            f"  REST            {url}/api/v1/pharmacies",
            f"  API reference   {url}/docs",
            f"  GraphQL         {url}/graphql",
            *(f"  {p.name:<15} {p.ready_url.removesuffix('/readyz')}/metrics" for p in operations),
            "",
            "Try:",
            f"  curl '{url}/api/v1/pharmacies?near=25.0478,121.5170&inStock=adult&first=5'",
            f"  curl {url}/api/v1/feeds/pharmacy",
            f"  curl {url}/api/v1/pharmacies/5901184446",
        ]
    )


def _down(arguments: Arguments, progress: Progress) -> int:
    operate.down(settings.from_environment(), progress)
    return 0


def _status(arguments: Arguments, progress: Progress) -> int:
    where = settings.from_environment()
    supervisor = operate.running(where)
    return 0 if status.show(operate.current(where), supervisor, progress) else 1


def _logs(arguments: Arguments, progress: Progress) -> int:
    where = settings.from_environment()
    fleet = operate.current(where)
    processes = fleet.named(arguments.name) if arguments.name else fleet.processes
    files = [str(log_file(where.state, p.name)) for p in processes if log_file(where.state, p.name).exists()]
    if not files:
        raise Failure(f"there are no logs yet in {where.state}/logs; ./plaza up starts the fleet")
    sys.stdout.flush()
    os.execvp("tail", ["tail", "-n", str(arguments.lines), *(["-F"] if arguments.follow else []), *files])


def _restart(arguments: Arguments, progress: Progress) -> int:
    operate.restart(settings.from_environment(), arguments.name, progress)
    return 0


def _build(arguments: Arguments, progress: Progress) -> int:
    where = settings.from_environment()
    known = build.presets(where.root)
    if arguments.preset not in known:
        raise Failure(
            f"unknown preset {arguments.preset!r}{nearest(arguments.preset, known)}. Known: {', '.join(known)}"
        )
    groups = ["build"] if arguments.preset in ("release", "debug") else ["build", "test"]
    packages.ensure(where.root, groups, progress)
    progress.step(f"programs   {build.build(where.root, arguments.preset, progress)}")
    return 0


def _test(arguments: Arguments, progress: Progress) -> int:
    from plaza.testing.runner import run

    where = settings.from_environment()
    packages.ensure(where.root, ["build", "run", "test"], progress)
    return run(where, arguments.pattern, arguments.all, progress, arguments.rounds)


def _bench(arguments: Arguments, progress: Progress) -> int:
    from bench.run import run, targets

    where = settings.from_environment()
    packages.ensure(where.root, ["build", "run", "bench"], progress)
    build.build(where.root, where.preset, progress, targets)
    return run(where, arguments.name, arguments.reps, arguments.seconds, arguments.docs, progress)


def _profile(arguments: Arguments, progress: Progress) -> int:
    from bench.profile import run, targets

    where = settings.from_environment()
    packages.ensure(where.root, ["build", "run", "bench"], progress)
    build.build(where.root, where.preset, progress, targets)
    return run(where, arguments.process, arguments.seconds, arguments.load, progress)


def _loadtest(arguments: Arguments, progress: Progress) -> int:
    from loadtest import command

    return command.run(settings.from_environment(), arguments, progress)


def _loadtest_options(parser: argparse.ArgumentParser) -> None:
    from loadtest import command

    command.options(parser)


def _help(arguments: Arguments, progress: Progress) -> int:
    width = max(len(command.usage) for command in commands) + 2
    progress.step("usage: ./plaza COMMAND\n")
    for command in commands:
        progress.step(f"  {command.usage:<{width}}{command.help}")
    progress.step(
        "\nSettings from the environment:\n"
        f"  PLAZA_PORT_BASE     first port of the fleet, the public one (default {settings.port_base_default});\n"
        "                      each base is a fleet of its own, so that two run side by side\n"
        "  PLAZA_ADDRESS       where the public port listens (default 127.0.0.1)\n"
        "  PLAZA_PRESET        which build `up` runs (default release)\n"
        "  PLAZA_SECTION__KEY  any option of the processes, e.g. PLAZA_LOG__LEVEL=debug;\n"
        "                      PLAZA_GATEWAY_SECTION__KEY for those of one kind"
    )
    return 0


def replicas_of(given: list[str]) -> dict[str, int]:
    """NAME=N words of --replicas."""
    replicas = {}
    for item in given:
        name, equals, number = item.partition("=")
        if not equals or not number.isascii() or not number.isdigit():
            raise Failure(f"--replicas wants NAME=N, as in --replicas gateway=2; not {item!r}")
        replicas[name] = int(number)
    return replicas


def _up_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--replicas", action="append", default=[], metavar="NAME=N", help="run N of a process")


def _logs_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="a process, or all of a kind")
    parser.add_argument("-f", "--follow", action="store_true", help="go on as more is written")
    parser.add_argument("-n", "--lines", type=int, default=50, help="how many of the last lines (default 50)")


def _restart_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a process, or all of a kind")


def _build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("preset", nargs="?", default="release", metavar="PRESET", help="one of CMakePresets.json")


def _test_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pattern", nargs="?", default="", metavar="PATTERN", help="tests or stages with this in their name"
    )
    parser.add_argument("--all", action="store_true", help="every preset, tidy on all files, longer fuzzing")
    parser.add_argument(
        "--rounds", type=int, default=0, metavar="N", help="of faults; then docs/reliability.md is written anew"
    )


def _bench_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", metavar="NAME", help="rows; all without one")
    parser.add_argument("--reps", type=int, default=3, help="undisturbed runs of each side (default 3)")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a run (default 2)")
    parser.add_argument("--docs", action="store_true", help="write the table into docs/performance.md")


def _profile_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("process", metavar="PROCESS", help="a process, or the first of a kind: gateway")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long (default 5)")
    parser.add_argument("--load", metavar="URL", help="what is asked for (default: the 20 nearest pharmacies)")


commands = [
    Command(
        "up", "up [--replicas NAME=N]…", "build and start the fleet, or bring it to what changed", _up, _up_options
    ),
    Command("down", "down", "stop the fleet; data and logs stay", _down),
    Command("status", "status", "what runs, where, and whether it is ready", _status),
    Command("logs", "logs [NAME] [-f] [-n LINES]", "the end of the logs", _logs, _logs_options),
    Command(
        "restart",
        "restart NAME",
        "stop and start a process, or all of a kind in turn",
        _restart,
        _restart_options,
    ),
    Command(
        "build",
        "build [PRESET]",
        "release (default), debug, asan, tsan or fuzz",
        _build,
        _build_options,
    ),
    Command(
        "test", "test [PATTERN] [--all] [--rounds N]", "every kind of test, or those that match", _test, _test_options
    ),
    Command(
        "token",
        "token --sub USER [--scope SCOPE]… [--ttl SECONDS]",
        "a bearer token for this fleet, valid for an hour",
        token.run,
        token.options,
    ),
    Command(
        "dlq",
        "dlq list|show|replay [TOPIC] [--limit N]",
        "records that consumers gave up: how many, what they say, sending them again",
        dlq.run,
        dlq.options,
    ),
    Command(
        "booking",
        "booking audit [--wait SECONDS]",
        "whether places, bookings, persons and events fit together",
        booking.run,
        booking.options,
    ),
    Command(
        "bench",
        "bench [NAME]… [--reps N] [--docs]",
        "our speed and size against others and against the bars",
        _bench,
        _bench_options,
    ),
    Command(
        "loadtest",
        "loadtest SCRIPT [--profile P] [OPTION]…",
        "send what clients would, with k6; merge and compare what it found",
        _loadtest,
        _loadtest_options,
    ),
    Command(
        "profile",
        "profile PROCESS [--seconds N] [--load URL]",
        "a flame graph of a process under load",
        _profile,
        _profile_options,
    ),
    Command("help", "help", "this text", _help),
]

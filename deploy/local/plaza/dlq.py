"""`./plaza dlq`: the records that consumers gave up, to look at and to send again."""

from __future__ import annotations

import argparse
import os
import sys

from plaza import packages, settings, venv
from plaza.failure import Failure
from plaza.ports import Ports
from plaza.progress import Progress


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "show", "replay"], help="what to do")
    parser.add_argument("topic", nargs="?", metavar="TOPIC", help="of `show` and `replay`: whose dead letters")
    parser.add_argument("--limit", type=int, metavar="N", help="no more than so many, the oldest first")
    parser.add_argument("--all", action="store_true", help="show: those that were replayed too")
    parser.add_argument("--brokers", metavar="HOST:PORT", help="another broker than that of this fleet")


def run(arguments: argparse.Namespace, progress: Progress) -> int:
    """Hands over to plaza.dead_letters, which needs a Kafka client from PyPI."""
    if (arguments.topic is None) != (arguments.action == "list"):
        raise Failure(
            f"dlq {arguments.action} wants " + ("no topic" if arguments.action == "list" else "a TOPIC; see dlq list")
        )
    if arguments.limit is not None and arguments.limit < 1:
        raise Failure("--limit must be 1 or more")
    where = settings.from_environment()
    brokers = arguments.brokers or f"127.0.0.1:{Ports(where.port_base).kafka}"
    packages.ensure(where.root, ["tools"], progress)
    interpreter = venv.ensure(where.root, "tools", "deploy/local/requirements.txt", progress)
    command = [str(interpreter), "-m", "plaza.dead_letters", brokers, arguments.action]
    command += [arguments.topic] if arguments.topic else []
    command += ["--limit", str(arguments.limit)] if arguments.limit else []
    command += ["--all"] if arguments.all else []
    sys.stdout.flush()
    os.execve(command[0], command, {**os.environ, "PYTHONPATH": str(where.root / "deploy/local")})

"""`./plaza booking`: whether all that is known of bookings fits together."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from plaza import packages, settings, venv
from plaza.ports import Ports
from plaza.progress import Progress
from plaza.redis import Redis


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["audit"], help="what to do")
    parser.add_argument(
        "--wait", type=float, default=10.0, metavar="SECONDS", help="how long events may take to arrive (10)"
    )
    parser.add_argument(
        "--metrics", metavar="FILE", help="write what was found as metrics too, for a collector of text files"
    )


def run(arguments: argparse.Namespace, progress: Progress) -> int:
    """Hands over to plaza.booking_audit, which needs a Kafka client from PyPI."""
    where = settings.from_environment()
    ports = Ports(where.port_base)
    redis = Redis(where, ports.redis, "booking")
    packages.ensure(where.root, ["tools"], progress)
    interpreter = venv.ensure(where.root, "tools", "deploy/local/requirements.txt", progress)
    command = [str(interpreter), "-m", "plaza.booking_audit", str(redis.port), str(redis.password_file)]
    command += [f"127.0.0.1:{ports.kafka}", "--wait", str(arguments.wait)]
    if arguments.metrics:
        command += ["--metrics", str(Path(arguments.metrics).absolute())]
    sys.stdout.flush()
    os.execve(command[0], command, {**os.environ, "PYTHONPATH": str(where.root / "deploy/local")})

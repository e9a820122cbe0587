"""Debian packages: which are needed, which are missing, and getting them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from plaza.failure import Failure
from plaza.progress import Progress

update_timeout_s = 300
install_timeout_s = 1800

# Debian asks this program whether a package may start its services.
policy = Path("/usr/sbin/policy-rc.d")

# How commands are run; tests hand in their own.
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True)
class Package:
    name: str
    group: str
    why: str


def read_list(text: str) -> list[Package]:
    """The packages of packages.txt: `name  # why` lines under `[group]` lines."""
    found = []
    group = ""
    for number, line in enumerate(text.splitlines(), start=1):
        entry, _, comment = (part.strip() for part in line.partition("#"))
        if entry.startswith("[") and entry.endswith("]"):
            group = entry[1:-1]
        elif entry:
            if not group or not comment or " " in entry:
                raise Failure(f"packages.txt, line {number}: a package needs a group above it and a comment why")
            found.append(Package(entry, group, comment))
    return found


def missing(packages: Iterable[Package], run: Run = subprocess.run) -> list[Package]:
    """Those of the packages that are not installed, by one question to dpkg."""
    wanted = list(packages)
    if not wanted:
        return []
    answer = run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\\n", *(p.name for p in wanted)],
        capture_output=True,
        text=True,
        check=False,
    )
    status = dict(line.split(" ", 1) for line in answer.stdout.splitlines() if " " in line)
    return [p for p in wanted if status.get(p.name) != "installed"]


def ensure(root: Path, groups: Sequence[str], progress: Progress, run: Run = subprocess.run) -> None:
    """Installs what is missing of the groups, and says what that is."""
    listed = read_list((root / "deploy/local/packages.txt").read_text())
    absent = missing((p for p in listed if p.group in groups), run)
    if not absent:
        return
    names = [p.name for p in absent]
    if os.geteuid() != 0:
        raise Failure(
            f"packages are missing, and only root can install them:\n  sudo apt-get install {' '.join(names)}"
        )
    progress.step(f"packages   installing {len(names)}, this takes some minutes on a new machine:")
    for package in absent:
        progress.step(f"             {package.name:<22}{package.why}")
    _apt(["apt-get", "update"], update_timeout_s, names, run)
    with _services_stay_off():
        install = ["apt-get", "install", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold"]
        _apt([*install, *names], install_timeout_s, names, run)
    progress.step("packages   installed")


def _apt(command: list[str], timeout_s: int, names: Sequence[str], run: Run) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    try:
        done = run(command, capture_output=True, text=True, check=False, timeout=timeout_s, env=environment)
    except subprocess.TimeoutExpired:
        raise Failure(
            f"`{' '.join(command[:2])}` did not finish within {timeout_s} s; are the package sources reachable?"
        )
    except FileNotFoundError:
        raise Failure(f"this is no Debian: there is no apt-get to install {' '.join(names)} with")
    if done.returncode != 0:
        raise Failure(explain(done.stdout + done.stderr, names))


def explain(output: str, names: Sequence[str]) -> str:
    """apt's complaint in plain words, with its own last lines below."""
    unknown = re.findall(r"Unable to locate package (\S+)|Package '?(\S+?)'? has no installation candidate", output)
    lost = sorted({a or b for a, b in unknown})
    if lost:
        reason = (
            f"{', '.join(lost)} cannot be had from this machine's package sources.\n"
            "Plaza is made for Debian 12 (bookworm) with its main and security sources in /etc/apt."
        )
    elif "Could not get lock" in output or "Unable to acquire the dpkg" in output:
        reason = "another program is installing packages right now; try again when it has finished."
    elif re.search(r"Temporary failure resolving|Could not resolve|Could not connect|Failed to fetch", output):
        reason = "the package sources cannot be reached from this machine."
    elif "No space left on device" in output:
        reason = "the disk is full."
    else:
        reason = f"apt could not install {' '.join(names)}."
    last = "\n".join(f"  {line}" for line in output.strip().splitlines()[-8:])
    return f"packages: {reason}\n{last}"


@contextmanager
def _services_stay_off():  # type: ignore[no-untyped-def]
    """Keeps Debian from starting system-wide servers (nginx on port 80, a second supervisord) for what we install."""
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)

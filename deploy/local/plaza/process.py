"""What a process of the local fleet is, whoever wrote its program."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from plaza.failure import Failure


class _ConfigTemplate(Template):
    """`@{name}` stands for a value: `$` has its own meaning in the files of nginx."""

    delimiter = "@"


def render(template: Path, values: Mapping[str, object]) -> str:
    """The text of a configuration file; a name without a value is a mistake in the fleet."""
    try:
        return _ConfigTemplate(template.read_text()).substitute(values)
    except KeyError as error:
        raise Failure(f"{template.name} wants a value for {error}, which fleet.py does not give")


@dataclass(frozen=True)
class Process:
    """One running program. `name` is `gateway-2` for the second of several, `group` what they have in common."""

    name: str
    group: str
    command: list[str]
    ready_url: str  # answers 200 when it is ready
    ports: list[int]
    config_file: Path | None = None
    config_text: str = ""
    dynamic_file: Path | None = None  # followed while it runs; the user's once it is there
    dynamic_text: str = ""
    after: list[str] = field(default_factory=list)  # groups that are started first
    check: list[str] = field(default_factory=list)  # says with its exit code whether the configuration is good
    environment: Mapping[str, str] = field(default_factory=dict)
    program: Path | None = None  # ours, to notice that it was built anew
    build_target: str = ""  # what Ninja calls it
    stop_signal: str = "TERM"
    stop_wait_s: int = 10
    ready_command: list[str] = field(default_factory=list)  # for what speaks no HTTP: exits with 0 when it is ready
    before_start: Callable[[], None] | None = None  # makes what it needs, where that is missing
    when_ready: Callable[[], None] | None = None  # makes in it what others need, before they start

    def digest(self) -> str:
        """Changes when the process has to be restarted to be as described: other configuration, command or program."""
        hash_ = hashlib.blake2b(digest_size=12)
        for part in (*self.command, self.config_text, *(f"{k}={v}" for k, v in sorted(self.environment.items()))):
            hash_.update(part.encode() + b"\0")
        if self.program and self.program.exists():
            hash_.update(self.program.read_bytes())
        return hash_.hexdigest()


def inherited(environment: Mapping[str, str]) -> dict[str, str]:
    """What a process of the fleet takes over from the caller. The caller's options come by `Process.environment`, to
    those whom they are for."""
    return {k: v for k, v in environment.items() if not k.startswith(("PLAZA_", "PYTHON"))}


def in_starting_order(processes: list[Process]) -> list[Process]:
    """Each after all of the groups that it names, otherwise in the order given."""
    ordered: list[Process] = []
    waiting = list(processes)
    while waiting:
        unstarted = {process.group for process in waiting}
        ready = [process for process in waiting if not unstarted.intersection(process.after)]
        if not ready:
            raise Failure(f"these wait for each other: {', '.join(sorted(unstarted))}")
        ordered.append(ready[0])
        waiting.remove(ready[0])
    return ordered

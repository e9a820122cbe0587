"""Where things are, and the few settings that come from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plaza.failure import Failure

project_root = Path(__file__).resolve().parents[3]

port_base_default = 8080
# All ports of a fleet lie in one block of this size, the first of which is the public one.
port_block_size = 100


@dataclass(frozen=True)
class Settings:
    root: Path
    port_base: int
    address: str  # where the public port listens; everything else stays on the loopback
    preset: str  # which build the fleet runs
    state: Path  # configuration, logs, sockets and data of this fleet

    @property
    def build(self) -> Path:
        return self.root / ".plaza/build" / self.preset

    @property
    def url(self) -> str:
        host = "localhost" if self.address in ("127.0.0.1", "0.0.0.0") else self.address
        return f"http://{host}:{self.port_base}"


def from_environment(environment: Mapping[str, str] = os.environ, root: Path = project_root) -> Settings:
    """PLAZA_PORT_BASE, PLAZA_ADDRESS, PLAZA_PRESET and PLAZA_STATE, with their defaults."""
    text = environment.get("PLAZA_PORT_BASE", str(port_base_default))
    port_last = 65535 - port_block_size + 1
    if not text.isascii() or not text.isdigit() or not 1024 <= int(text) <= port_last:
        raise Failure(f"PLAZA_PORT_BASE is {text!r}; it must be a port number from 1024 to {port_last}")
    base = int(text)
    state = environment.get("PLAZA_STATE")
    return Settings(
        root=root,
        port_base=base,
        address=environment.get("PLAZA_ADDRESS", "127.0.0.1"),
        preset=environment.get("PLAZA_PRESET", "release"),
        state=Path(state).absolute() if state else root / ".plaza/fleet" / str(base),
    )

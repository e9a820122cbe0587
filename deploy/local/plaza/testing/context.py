"""What the stages of a test run share."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from plaza import build
from plaza.failure import Failure
from plaza.progress import Progress
from plaza.settings import Settings
from plaza.testing.results import Case

Item = TypeVar("Item")


@dataclass(frozen=True)
class Finished:
    code: int
    output: str


@dataclass
class Context:
    settings: Settings
    pattern: str  # empty: everything
    all: bool
    progress: Progress
    folder: Path  # .plaza/test
    rounds: int = 0  # of faults; 0: one, as in every run
    _built: dict[str, Path | Failure] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.settings.root

    def wants(self, name: str) -> bool:
        return self.pattern.lower() in name.lower()

    def build(self, preset: str, targets: Sequence[str] = ()) -> Path:
        """Builds once per run; a build that failed has failed for all who ask."""
        key = f"{preset} {' '.join(targets)}"
        if key not in self._built:
            try:
                self._built[key] = build.build(self.root, preset, self.progress, targets)
            except Failure as failure:
                self._built[key] = Failure(f"preset {preset} does not build:\n{failure}")
        result = self._built[key]
        if isinstance(result, Failure):
            raise result
        return result

    def run(
        self, command: Sequence[str | Path], timeout_s: float, environment: Mapping[str, str] | None = None
    ) -> Finished:
        """Runs to the end; what it wrote, and 124 as its code when it took too long."""
        try:
            done = subprocess.run(
                [str(part) for part in command],
                cwd=self.root,
                env={**os.environ, "TMPDIR": str(self.temporary()), **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            said = (late.stdout or b"").decode(errors="replace")
            return Finished(124, f"{said}\nended after {timeout_s:.0f} s, which is all that it has")
        return Finished(done.returncode, done.stdout.decode(errors="replace"))

    def temporary(self) -> Path:
        """Where tests may write."""
        place = self.folder / "tmp"
        place.mkdir(parents=True, exist_ok=True)
        return place

    def in_parallel(self, name: str, items: Sequence[Item], work: Callable[[Item], list[Case]]) -> list[Case]:
        """`work` on each item, as many at a time as there are cores; the cases in the order of the items."""
        cases: list[Case] = []
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            for done, result in enumerate(pool.map(work, items), start=1):
                cases += result
                self.progress.moving(f"{name:<10} {done} of {len(items)}")
        return cases

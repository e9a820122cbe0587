"""Building: CMake's presets and Ninja, with condensed progress and the compiler's own words when it fails."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from plaza.failure import Failure
from plaza.progress import Progress, duration

ninja_status = re.compile(r"^\[(\d+)/(\d+)\] (.*)$")
failure_lines_max = 120


def presets(root: Path) -> list[str]:
    """The names that `./plaza build` takes."""
    listed = json.loads((root / "CMakePresets.json").read_text())["configurePresets"]
    return [preset["name"] for preset in listed if not preset.get("hidden")]


def build(root: Path, preset: str, progress: Progress, targets: Sequence[str] = ()) -> Path:
    """Builds the targets (all by default) and returns the folder of the programs. Waits for another build of the same
    preset, and raises Failure with the compiler's error."""
    folder = root / ".plaza/build" / preset
    with _one_at_a_time(folder, progress):
        begun = time.monotonic()
        _configure(root, preset, progress)
        steps = _ninja(folder, preset, list(targets), progress)
        took = duration(time.monotonic() - begun)
        progress.step(f"build      {preset}: " + (f"{steps} steps, {took}" if steps else "up to date"))
    return folder / "bin"


def sources(root: Path, preset: str, progress: Progress) -> set[Path]:
    """The files that this preset compiles, relative to the root."""
    folder = root / ".plaza/build" / preset
    with _one_at_a_time(folder, progress):
        _configure(root, preset, progress)
    files = [Path(entry["file"]) for entry in json.loads((folder / "compile_commands.json").read_text())]
    return {file.relative_to(root) for file in files if file.is_relative_to(root)}


def _configure(root: Path, preset: str, progress: Progress) -> None:
    progress.moving(f"build      {preset}: configuring")
    done = subprocess.run(["cmake", "--preset", preset], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        progress.step(f"build      {preset}: CMake failed")
        raise Failure((done.stdout + done.stderr).strip()[-6000:])


def _ninja(folder: Path, preset: str, targets: list[str], progress: Progress) -> int:
    """Runs Ninja; the number of steps it took."""
    environment = {**os.environ, "NINJA_STATUS": "[%f/%t] ", "CLICOLOR_FORCE": "0"}
    ninja = subprocess.Popen(
        ["ninja", "-C", str(folder), *targets],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
    )
    assert ninja.stdout is not None
    steps = 0
    said: list[str] = []
    for line in ninja.stdout:
        status = ninja_status.match(line.rstrip())
        if status:
            steps = int(status[1])
            progress.moving(f"build      {preset}: {status[1]} of {status[2]}  {_short(status[3])}")
        else:
            said.append(line.rstrip())
    if ninja.wait() != 0:
        progress.step(f"build      {preset}: failed")
        raise Failure("\n".join(_complaint(said)))
    return steps


def _short(step: str) -> str:
    """`Building CXX object platform/core/CMakeFiles/plaza_core.dir/hex.cpp.o` as `platform/core/hex.cpp`."""
    built = re.sub(r"CMakeFiles/[^/]+\.dir/", "", step.rsplit(" ", 1)[-1])
    return built.removesuffix(".o")


def _complaint(said: list[str]) -> list[str]:
    """What the compiler said, without Ninja's command lines, which fill screens."""
    kept = []
    skip_next = False
    for line in said:
        if line.startswith("ninja: ") and "error" not in line:
            continue
        if not skip_next:
            kept.append(line)
        skip_next = line.startswith("FAILED: ")
    return kept[:failure_lines_max]


@contextmanager
def _one_at_a_time(folder: Path, progress: Progress) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.step(f"build      waiting for another build of {folder.name}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield

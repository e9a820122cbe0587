"""Python libraries that others would use, timed in a virtual environment of the bench's own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from bench.context import Bench
from bench.machine import Watch
from bench.server import Unavailable

install_timeout_s = 600
run_timeout_s = 120
requirements = Path(__file__).parent / "micro/requirements.txt"


def timed_in_venv(bench: Bench, script: str, *arguments: str) -> tuple[dict[str, Any], float]:
    """What bench/micro/SCRIPT printed, and the cores that neighbours used meanwhile."""
    python = _python(bench)
    with Watch(set) as watch:
        done = subprocess.run(
            [str(python), str(requirements.parent / script), *arguments],
            capture_output=True,
            text=True,
            timeout=run_timeout_s,
            check=False,
        )
    if done.returncode != 0:
        raise Unavailable(f"{script} fails: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}")
    return dict(json.loads(done.stdout)), watch.foreign


def _python(bench: Bench) -> Path:
    venv = bench.folder / "venv"
    stamp = venv / ".requirements"
    if stamp.exists() and stamp.read_text() == requirements.read_text():
        return venv / "bin/python"
    bench.progress.moving("bench      installing bench/micro/requirements.txt")
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(requirements)]
    for command in (["/usr/bin/python3", "-m", "venv", str(venv)], [str(venv / "bin/python"), *install]):
        done = subprocess.run(command, capture_output=True, text=True, timeout=install_timeout_s, check=False)
        if done.returncode != 0:
            raise Unavailable(f"{requirements.name} cannot be installed from PyPI")
    stamp.write_text(requirements.read_text())
    return venv / "bin/python"

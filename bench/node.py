"""Node packages that others would use, timed by a script of the bench's own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from bench.context import Bench
from bench.machine import Watch
from bench.server import Unavailable

install_timeout_s = 600
run_timeout_s = 120
micro = Path(__file__).parent / "micro"
packages = Path(__file__).parent.parent / "tests/graphql"


def timed_in_node(bench: Bench, script: str, *arguments: str) -> tuple[dict[str, Any], float]:
    """What bench/micro/SCRIPT printed, and the cores that neighbours used meanwhile."""
    folder = installed(bench)
    shutil.copy(micro / script, folder)
    with Watch(set) as watch:
        done = subprocess.run(
            ["node", script, *arguments], cwd=folder, capture_output=True, text=True, timeout=run_timeout_s, check=False
        )
    if done.returncode != 0:
        raise Unavailable(f"{script} fails: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}")
    return dict(json.loads(done.stdout)), watch.foreign


def installed(bench: Bench) -> Path:
    """The folder with the packages that tests/graphql pins."""
    folder = bench.folder / "node"
    lock = packages / "package-lock.json"
    stamp = folder / ".installed"
    if stamp.exists() and stamp.read_text() == lock.read_text():
        return folder
    if shutil.which("npm") is None:
        raise Unavailable("npm is not on this machine")
    bench.progress.moving("bench      installing the packages of tests/graphql")
    folder.mkdir(parents=True, exist_ok=True)
    for file in (lock, packages / "package.json"):
        shutil.copy(file, folder)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True, timeout=install_timeout_s, check=False)
    if done.returncode != 0:
        raise Unavailable("the packages of tests/graphql cannot be installed from npm")
    stamp.write_text(lock.read_text())
    return folder

"""Virtual environments below .plaza, each made anew when its list of packages changed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from plaza.failure import Failure
from plaza.progress import Progress

install_timeout_s = 900


def ensure(root: Path, name: str, requirements: str, progress: Progress) -> Path:
    """The interpreter of .plaza/NAME, with what the file `requirements` lists installed from PyPI."""
    wanted = root / requirements
    venv = root / ".plaza" / name
    interpreter = venv / "bin/python"
    digest = hashlib.blake2b(wanted.read_bytes()).hexdigest()
    stamp = venv / ".requirements"
    if interpreter.exists() and stamp.exists() and stamp.read_text() == digest:
        return interpreter
    progress.step(f"python     installing {requirements} into .plaza/{name}")
    shutil.rmtree(venv, ignore_errors=True)
    install = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted]
    for command in (["/usr/bin/python3", "-m", "venv", venv], install):
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=install_timeout_s,
            check=False,
        )
        if done.returncode != 0:
            raise Failure(f"{requirements} cannot be installed from PyPI:\n{done.stdout.strip()[-3000:]}")
    stamp.write_text(digest)
    return interpreter

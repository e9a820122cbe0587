"""Passwords of the local fleet: made when they are first asked for, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def text_of(password_file: Path) -> str:
    if not password_file.exists():
        write(password_file, secrets.token_urlsafe(24))
    return password_file.read_text().strip()


def write(file: Path, text: str) -> None:
    """A file that was not there."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(f"{text}\n")

"""Files of packages from npm, by its ordinary client."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

timeout_s = 300
file_bytes_max = 16 * 1024 * 1024


def run(arguments: list[str], folder: Path) -> str:
    """Runs npm in a folder; its complaint, or nothing. Scripts of packages are not run: files are all that is wanted of
    them."""
    command = ["npm", *arguments, "--ignore-scripts", "--loglevel=error"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout_s,
            env={**os.environ, "npm_config_update_notifier": "false"},
        )
    except subprocess.TimeoutExpired:
        return f"  npm did not finish within {timeout_s} s"
    except OSError as error:
        return f"  npm cannot be run: {error}"
    if done.returncode == 0:
        return ""
    return "\n".join(f"  {line}" for line in (done.stdout + done.stderr).strip().splitlines()[-5:])


def take_files(listed: Path, folder: Path) -> str:
    """Puts the files that a list names ([{package, integrity, files}]) into a folder, without what their packages
    depend on. A complaint, or nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for entry in json.loads(listed.read_text()):
        complaint = run(["pack", entry["package"]], folder)
        if complaint:
            return complaint
        archive = next(folder.glob("*.tgz"))
        digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != entry["integrity"]:
            return f"  {entry['package']} is {digest}, not {entry['integrity']}"
        _unpack(archive, entry["files"], folder)
    return ""


def _unpack(archive: Path, names: list[str], folder: Path) -> None:
    with tarfile.open(archive) as tar:
        for name in names:
            member = tar.extractfile(f"package/{name}")
            assert member is not None, f"{archive.name} has no {name}"
            (folder / Path(name).name).write_bytes(member.read(file_bytes_max))
    archive.unlink()

"""The gateway keeps its contract whatever is asked, valid or not: schemathesis with all checks, and from answer to
answer along the links."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from plaza import token

from tests.support.fleet import Fleet

here = Path(__file__).parent
root = here.parent.parent
everything = bool(os.environ.get("PLAZA_TEST_ALL"))
cases_max = 1_000 if everything else 150
run_timeout_s = 1_200
scopes = ["operator", "courier"]
phases = ["examples", "coverage", "fuzzing", "stateful"]


@pytest.mark.parametrize("phase", phases)
def test_no_check_fails(fleet: Fleet, phase: str, tmp_path: Path) -> None:
    command = [
        Path(sys.executable).parent / "schemathesis",
        f"--config-file={here / 'schemathesis.toml'}",
        "run",
        f"{fleet.url}/openapi.json",
        "--checks=all",
        f"--phases={phase}",
        f"--max-examples={cases_max}",
        "--no-color",
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "NO_PROXY": "localhost,127.0.0.1",
        "PLAZA_TOKEN": token.mint(fleet.settings.state, "schemathesis", scopes, run_timeout_s, int(time.time())),
    }
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=run_timeout_s,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated and int(generated[1]) > 0, "nothing was tried"
    if phase == "stateful":
        covered = re.search(r"API Links: +(\d+) covered / \d+ selected / (\d+) total", done.stdout)
        assert covered and covered[1] == covered[2], "a link was not followed"

"""Documents made by the grammar, valid and invalid, through the engine and graphql-js: the same verdict, the same
result, the same order of keys, but for what differences.mjs names."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

documents = int(os.environ.get("PLAZA_GRAPHQL_DOCUMENTS", "4000"))
valid_share_min = 0.25
run_timeout_s = 600


@pytest.mark.parametrize("seed", [1, 2])
def test_the_engine_and_graphql_js_agree(pipe: Path, scripts: Path, node: dict[str, str], seed: int) -> None:
    done = subprocess.run(
        ["node", "compare.mjs", str(pipe), str(documents), str(seed)],
        cwd=scripts,
        env=node,
        capture_output=True,
        text=True,
        timeout=run_timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    *disagreements, last = done.stdout.splitlines()
    figures = json.loads(last)
    assert figures["documents"] == documents
    assert figures["valid"] >= valid_share_min * documents, figures
    assert not disagreements, f"{figures}\n" + "\n".join(disagreements[:5])

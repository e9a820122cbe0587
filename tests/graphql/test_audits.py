"""GraphQL over HTTP, as npm graphql-http audits it: MUST, SHOULD and MAY."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.graphql.conftest import Endpoint

audits = 61
audit_timeout_s = 120


def test_all_audits_of_graphql_http_pass(endpoint: Endpoint, scripts: Path, node: dict[str, str]) -> None:
    done = subprocess.run(
        ["node", "audit.mjs", endpoint.url],
        cwd=scripts,
        env=node,
        capture_output=True,
        text=True,
        timeout=audit_timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    failed = [f"{one['id']} {one['name']}: {one['reason']}" for one in results if one["status"] != "ok"]
    assert not failed, "\n".join(failed)
    assert len(results) == audits

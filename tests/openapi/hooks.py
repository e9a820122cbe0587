"""What the document cannot say of requests that are valid, for schemathesis: JSON Schema describes one value at a time,
and knows neither what was asked before nor what time it is.

- `after` is the cursor of a page before, of the same search. So the search is asked for its first page, and goes on
  from there; where that is the only page, there is no `after`.
- `radius` needs `near`.
- An `Idempotency-Key` belongs to one request, and without a token it is a UUID. So each request has a new one.
- `If-Match` names a tag that was read. So it is `*`, which any version matches.
- What a carrier reports has happened: `at` is not in the future.
- An order has its shipment a moment after it was made. So whoever reads it waits that long.

Whatever is generated to be invalid is left as it is, and must be refused.
"""

from __future__ import annotations

import os
import time
import uuid
from datetime import datetime, timezone
from typing import Any

import requests
import schemathesis
from schemathesis import Case, HookContext

timeout_seconds = 10
taipei = "25.0478,121.5170"
shipment_wait_seconds = 2.0
token = {"Authorization": f"Bearer {os.environ.get('PLAZA_TOKEN', '')}"}


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    if not case.meta or case.meta.generation.mode.is_negative:
        return
    make_headers_fit(case)
    if isinstance(case.body, dict) and is_later(case.body.get("at")):
        case.body.pop("at")
    if case.operation.label == "GET /api/v1/orders/{id}/shipment":
        wait_for(case)
    query = case.query
    if not query:
        return
    names = {parameter["name"] for parameter in case.operation.definition.raw.get("parameters", [])}
    if "radius" in query and "near" in names:
        query.setdefault("near", taipei)
    if "after" in query:
        search = {name: value for name, value in query.items() if name != "after"}
        url = case.operation.base_url.rstrip("/") + case.formatted_path
        page = requests.get(url, params=search, headers=token, timeout=timeout_seconds)
        cursor = page.json().get("nextCursor") if page.status_code == 200 else None
        query.pop("after")
        if cursor:
            query["after"] = cursor


def make_headers_fit(case: Case) -> None:
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"


def is_later(text: object) -> bool:
    if not isinstance(text, str):
        return False
    try:
        return datetime.fromisoformat(text) > datetime.now(timezone.utc)
    except ValueError:
        return True  # such as the last second of a minute with a leap second


def wait_for(case: Case) -> None:
    """Until it is there; an id that names no order has none, and is not waited for."""
    url = case.operation.base_url.rstrip("/") + case.formatted_path
    if requests.get(url.removesuffix("/shipment"), headers=token, timeout=timeout_seconds).status_code != 200:
        return
    deadline = time.monotonic() + shipment_wait_seconds
    while requests.get(url, headers=token, timeout=timeout_seconds).status_code == 404:
        assert time.monotonic() < deadline, f"no shipment: {url}"
        time.sleep(0.02)  # between two looks

"""What the document cannot say of requests that are valid, for schemathesis: JSON Schema describes one parameter at a
time, and two of ours depend on others.

- `after` is the cursor of a page before, of the same search. So the search is asked for its first page, and goes on
  from there; where that is the only page, there is no `after`.
- `radius` needs `near`.

Whatever is generated to be invalid is left as it is, and must be refused.
"""

from __future__ import annotations

from typing import Any

import requests
import schemathesis
from schemathesis import Case, HookContext

timeout_seconds = 10
taipei = "25.0478,121.5170"


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    query = case.query
    if not query or not case.meta or case.meta.generation.mode.is_negative:
        return
    names = {parameter["name"] for parameter in case.operation.definition.raw.get("parameters", [])}
    if "radius" in query and "near" in names:
        query.setdefault("near", taipei)
    if "after" in query:
        search = {name: value for name, value in query.items() if name != "after"}
        url = case.operation.base_url.rstrip("/") + case.formatted_path
        page = requests.get(url, params=search, timeout=timeout_seconds)
        cursor = page.json().get("nextCursor") if page.status_code == 200 else None
        query.pop("after")
        if cursor:
            query["after"] = cursor

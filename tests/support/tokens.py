"""Tokens of the fleet under test, as header fields."""

from __future__ import annotations

import time

from plaza import token

from tests.support.fleet import Fleet

ttl_s = 600


def bearer(fleet: Fleet, subject: str, *scopes: str) -> dict[str, str]:
    text = token.mint(fleet.settings.state, subject, list(scopes), ttl_s, int(time.time()))
    return {"Authorization": f"Bearer {text}"}

"""Bearer tokens at the gateway: who asks, what is refused, and keys that change while it runs."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from plaza import token

from tests.support.waiting import eventually

FEED = "/api/v1/feeds/pharmacy"


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def minted(state: Path, ttl_s: int = 600, age_s: int = 0) -> dict[str, str]:
    return bearer(token.mint(state, "alice", ["operator"], ttl_s, int(time.time()) - age_s))


def unsigned(claims: dict[str, object]) -> str:
    parts = ({"alg": "none"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."


@pytest.fixture
def key_file(api, fleet) -> Iterator[Path]:
    """The keys of the fleet, which are put back after the test."""
    file = token.jwks_file(fleet.settings.state)
    before = file.read_text()
    yield file
    put(file, before)
    good = minted(fleet.settings.state)
    eventually(lambda: api.get(FEED, headers=good).status_code == 200, what="the keys of before")


def put(file: Path, text: str) -> None:
    beside = file.with_suffix(".new")
    beside.write_text(text)
    beside.replace(file)


def test_a_good_token_is_accepted_and_none_is_needed(api, fleet):
    assert api.get(FEED).status_code == 200
    assert api.get(FEED, headers=minted(fleet.settings.state)).status_code == 200
    assert fleet.metric("gateway", "token_checks_total", result="verified") >= 1


@pytest.mark.parametrize("path", [FEED, "/api/v1/pharmacies", "/api/v1/nothing", "/"])
def test_a_bad_token_is_refused_whatever_it_asks_for(api, path):
    answer = api.get(path, headers=bearer("a.b.c"))
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith('Bearer realm="plaza", error="invalid_token"')
    assert answer.json()["type"] == "/problems/unauthenticated"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_tokens_that_are_old_unsigned_or_changed_are_refused(api, fleet):
    state = fleet.settings.state
    good = minted(state)["Authorization"]
    header, claims, signature = good.removeprefix("Bearer ").split(".")
    for headers in (
        minted(state, ttl_s=60, age_s=3600),
        minted(state, age_s=-600),
        bearer(unsigned({"sub": "alice", "exp": 4102444800})),
        bearer(f"{header}.{claims}.{'A' * len(signature)}"),
        {"Authorization": f"{good} {good}"},
        {"Authorization": "Bearer"},
    ):
        assert api.get(FEED, headers=headers).status_code == 401


def test_two_authorization_headers_are_refused(api, fleet):
    good = minted(fleet.settings.state)["Authorization"]
    answer = api.get(FEED, headers=[("Authorization", good), ("Authorization", good)])
    assert answer.status_code == 400


def test_keys_are_swapped_while_the_gateway_runs(api, fleet, key_file, tmp_path):
    old = minted(fleet.settings.state)
    assert api.get(FEED, headers=old).status_code == 200
    token.ensure_key(tmp_path)
    put(key_file, token.jwks_file(tmp_path).read_text())
    new = minted(tmp_path)
    eventually(lambda: api.get(FEED, headers=new).status_code == 200, what="the new key")
    assert api.get(FEED, headers=old).status_code == 401


def test_a_bad_key_file_keeps_the_keys(api, fleet, key_file):
    good = minted(fleet.settings.state)
    put(key_file, '{"keys": [{"kty": "RSA"')
    eventually(lambda: fleet.metric("gateway", "token_key_file_ok") == 0, what="the bad file")
    assert api.get(FEED, headers=good).status_code == 200
    assert "token keys stay as they are" in fleet.log("gateway")


def test_the_fleet_is_shown_to_operators_only(api, fleet):
    state = fleet.settings.state
    now = int(time.time())
    anonymous = api.get("/api/v1/status")
    assert anonymous.status_code == 401
    assert anonymous.headers["www-authenticate"] == 'Bearer realm="plaza"'
    refused = api.get("/api/v1/status", headers=bearer(token.mint(state, "bob", ["courier"], 600, now)))
    assert refused.status_code == 403
    assert 'error="insufficient_scope", scope="operator"' in refused.headers["www-authenticate"]
    status = api.get("/api/v1/status", headers=minted(state)).json()
    services = {service["name"]: service for service in status["services"]}
    assert services.keys() == {"booking", "orders", "pharmacy", "shipping"}
    for service in services.values():
        assert (service["reachable"], service["breaker"]) == (True, "closed"), service["name"]
    assert status["feed"]["rows"] > 0

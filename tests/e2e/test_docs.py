"""The page that shows the API: all of it comes from the gateway, and nothing else is allowed to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
import pytest


class References(HTMLParser):
    """What a page loads, and whether it has scripts of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline = 0

    def handle_starttag(self, tag, attrs):
        found = [value for name, value in attrs if name in ("src", "href", "action", "data")]
        self.addresses += found
        self.inline += (tag == "script" and not found) or tag == "style"
        self.inline += sum(name.startswith("on") for name, _ in attrs)


@pytest.fixture(scope="module")
def page(fleet):
    answer = httpx.get(fleet.url + "/docs")
    assert answer.status_code == 200
    if "not installed" in answer.text:
        pytest.fail("Swagger UI is not there; `./plaza up` fetches it from npm")
    return answer


def test_it_loads_nothing_from_elsewhere(page):
    references = References()
    references.feed(page.text)
    assert len(references.addresses) == 5
    assert all(re.match(r"/[^/]", address) for address in references.addresses)
    assert references.inline == 0


def test_its_policy_allows_no_other_origin(page):
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    sources = {word for value in policy.values() for word in value.split()}
    assert sources <= {"'none'", "'self'", "'unsafe-inline'", "data:"}


def test_its_files_are_kept_by_browsers_and_come_compressed(page, fleet):
    references = References()
    references.feed(page.text)
    files = [address for address in references.addresses if address.startswith("/docs/")]
    assert len(files) == 4
    for file in files:
        answer = httpx.get(fleet.url + file)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert re.fullmatch(r"/docs/[\w-]+\.[0-9a-f]{16}\.(css|js)", file)
        if len(answer.content) > 100_000:
            assert answer.headers["content-encoding"] == "gzip"


def test_the_page_itself_is_asked_for_again(page, fleet):
    assert page.headers["cache-control"] == "no-cache"
    assert httpx.get(fleet.url + "/docs", headers={"If-None-Match": page.headers["etag"]}).status_code == 304

"""What the tests of pages share: a browser, and pages that remember what a person would not see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.fleet import Fleet

chromium = "/usr/bin/chromium"
# The sandbox wants a user that is not root; the pages are our own.
arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
timeout_ms = 15_000
sizes = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@dataclass
class Visit:
    """A page that is open, with all that the browser complained about and what the page asked of other origins."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        self.page.on("request", self._request)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.origin + path, wait_until="networkidle", timeout=timeout_ms)
        assert answer is not None
        assert answer.ok, f"{path} is answered {answer.status}"
        # A page that scripts draw is there when it has what every page has: a heading, and a main part.
        for part in ("h1", "main, [role=main]"):
            self.page.locator(part).first.wait_for(state="attached", timeout=timeout_ms)

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.outside.append(request.url)


@pytest.fixture(scope="session")
def fleet() -> Fleet:
    return Fleet.under_test()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, fleet: Fleet) -> Iterator[Callable[[str, str], Visit]]:
    """Opens a path of the gateway: `visit("/docs", "phone")`."""
    contexts = []

    def open_page(path: str, size: str = "desktop") -> Visit:
        context = browser.new_context(viewport=sizes[size], has_touch=size == "phone", is_mobile=size == "phone")
        contexts.append(context)
        context.set_default_timeout(timeout_ms)
        visited = Visit(context.new_page(), fleet.url)
        visited.watch()
        visited.go(path)
        return visited

    yield open_page
    for context in contexts:
        context.close()

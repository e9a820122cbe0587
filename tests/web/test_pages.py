"""Every page, on a desktop and on a phone: no complaint, nothing from elsewhere, no barrier."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.conftest import sizes

pages = ["/", "/docs", "/graphql", "/problems/not-found", "/problems/too-many-requests"]


@pytest.mark.parametrize("size", sizes)
@pytest.mark.parametrize("path", pages)
def test_a_page_is_whole_and_open_to_everybody(visit, path, size):
    visited = visit(path, size)
    assert visited.complaints == []
    assert visited.outside == []
    assert visited.page.title()
    found = Axe().run(visited.page).response["violations"]
    assert found == [], json.dumps(found, indent=1)


@pytest.mark.parametrize("path", pages)
def test_a_page_is_no_wider_than_a_phone(visit, path):
    page = visit(path, "phone").page
    assert page.evaluate("document.documentElement.scrollWidth") <= sizes["phone"]["width"]

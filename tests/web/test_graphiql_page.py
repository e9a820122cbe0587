"""/graphql in a browser, as somebody uses it who wants to try a query."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_query_that_is_ready_gives_the_map(visit, fleet):
    visited = visit("/graphql")
    page = visited.page
    expect(page.locator(".graphiql-tab")).to_have_count(5)
    with page.expect_response(f"{fleet.url}/graphql") as answered:
        page.get_by_role("button", name="Execute query").first.click()
    assert answered.value.status == 200
    expect(page.locator(".graphiql-response")).to_contain_text("distance")
    assert visited.complaints == []
    assert visited.outside == []


def test_the_schema_can_be_read(visit):
    visited = visit("/graphql")
    visited.page.get_by_role("button", name="Show Documentation Explorer").click()
    visited.page.get_by_role("link", name="Query").first.click()
    expect(visited.page.locator(".graphiql-doc-explorer")).to_contain_text("pharmacies")
    assert visited.complaints == []

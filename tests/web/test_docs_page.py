"""/docs, as somebody uses it who wants to know the API."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import expect


def test_it_shows_every_operation_of_the_document(visit, fleet):
    document = httpx.get(f"{fleet.url}/openapi.json").json()
    operations = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    page = visit("/docs").page
    expect(page.locator(".opblock")).to_have_count(len(operations))
    for operation in operations:
        expect(page.locator(f"[id$='-{operation}']")).to_be_visible()


def test_a_request_can_be_tried(visit):
    visited = visit("/docs")
    operation = visited.page.locator("[id$='-getPharmacyFeed']")
    operation.locator("button.opblock-summary-control").click()
    operation.get_by_role("button", name="Execute").click()
    live = operation.locator(".live-responses-table")
    expect(live.locator(".response-col_status").last).to_contain_text("200")
    expect(live.locator(".response-col_description").last).to_contain_text("syncedAt")
    assert visited.complaints == []


def test_a_token_can_be_given_for_what_wants_one(visit, fleet):
    visited = visit("/docs")
    page = visited.page
    page.locator(".auth-wrapper .authorize").first.click()
    dialog = page.locator(".dialog-ux")
    dialog.locator("input").fill("a.b.c")
    dialog.get_by_role("button", name=re.compile("^Apply|^Authorize")).click()
    dialog.get_by_role("button", name="Close").last.click()
    operation = page.locator("[id$='-getStatus']")
    operation.locator("button.opblock-summary-control").click()
    with page.expect_response(f"{fleet.url}/api/v1/status") as answered:
        operation.get_by_role("button", name="Execute").click()
    assert answered.value.request.headers["authorization"] == "Bearer a.b.c"
    assert answered.value.status == 401

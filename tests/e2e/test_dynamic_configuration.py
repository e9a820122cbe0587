"""Options that change while the processes run."""

from __future__ import annotations

import contextlib

import httpx

from tests.support.fleet import Fleet
from tests.support.load import Load
from tests.support.searches import another_search
from tests.support.waiting import eventually


def reloads(fleet: Fleet, name: str, result: str = "ok") -> float:
    return fleet.metric(name, "config_reloads_total", result=result)


def test_a_reload_under_load_fails_no_request(fleet):
    """Sound versions, unsound ones and no file at all, one after the other, in both processes."""
    with contextlib.ExitStack() as stack:
        put = {name: stack.enter_context(fleet.dynamic(name)) for name in ("gateway", "pharmacy")}
        load = stack.enter_context(Load(fleet.url, another_search))
        load.wait_for(200)
        for turn in range(10):
            for name in put:
                sound, unsound = reloads(fleet, name), reloads(fleet, name, "refused")
                put[name](f"[log]\naccess_log = {'true' if turn % 2 else 'false'}\n[trace]\nsampling = 0.{turn}\n")
                eventually(lambda n=name, s=sound: reloads(fleet, n) > s, what="a reload")
                put[name]("[log]\nlevel = 3\n")
                eventually(lambda n=name, u=unsound: reloads(fleet, n, "refused") > u, what="a refusal")
            sound = reloads(fleet, "gateway")
            put["gateway"](f"[http]\nidle_timeout_ms = {60_000 - turn}\nbody_bytes_max = {4096 + turn}\n")
            eventually(lambda s=sound: reloads(fleet, "gateway") > s, what="a reload")
            load.wait_for(50)
    assert load.failed() == []


def test_a_flag_changes_answers_at_once(fleet):
    headers = {"Accept-Encoding": "gzip"}

    def encoding() -> str:
        return httpx.get(fleet.url + "/openapi.json", headers=headers).headers.get("content-encoding", "none")

    assert encoding() == "gzip"
    with fleet.dynamic("gateway") as put:
        put("[flags]\ncompress_answers = false\n")
        eventually(lambda: encoding() == "none", what="an answer as it is")
    eventually(lambda: encoding() == "gzip", what="a compressed answer")


def test_the_limit_that_sheds_load_changes_at_once(fleet):
    def limits() -> float:
        return fleet.metric("gateway", "concurrency_limit", service="pharmacy")

    each = 3  # a channel for each of the two workers, and for the one in the background
    with fleet.dynamic("gateway") as put:
        put("[pharmacy.shedding]\nmin = 1\nmax = 2\n")
        eventually(lambda: limits() <= 2 * each, what="lower limits")
        # They would find their way up again by themselves, but only under load.
        put("[pharmacy.shedding]\nmin = 256\n")
        eventually(lambda: limits() >= 256 * each, what="higher limits")


def test_a_bad_file_changes_nothing_and_shows(fleet):
    with fleet.dynamic("gateway") as put:
        put("[flags]\ncompress_answer = false\n")
        eventually(lambda: fleet.metric("gateway", "config_last_reload_ok") == 0, what="a refusal")
        assert "did you mean flags.compress_answers?" in fleet.log("gateway")
        answer = httpx.get(fleet.url + "/openapi.json", headers={"Accept-Encoding": "gzip"})
        assert answer.headers.get("content-encoding") == "gzip"
    eventually(lambda: fleet.metric("gateway", "config_last_reload_ok") == 1, what="a sound file")

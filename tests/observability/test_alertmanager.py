"""Alerts reach Slack, pages and tickets in their own channels: a real Alertmanager, and a small receiver in Slack's
place."""

from __future__ import annotations

import http.server
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.support.free_ports import free_port
from tests.support.servers import running
from tests.support.waiting import eventually

config = Path(__file__).parents[2] / "deploy/observability/alertmanager/alertmanager.yml"


@dataclass
class Slack:
    """What came to the webhook."""

    messages: list[dict] = field(default_factory=list)

    def texts(self, channel: str) -> str:
        mine = [message for message in self.messages if message["channel"] == channel]
        return "\n".join(part["title"] + "\n" + part["text"] for message in mine for part in message["attachments"])


@pytest.fixture
def slack() -> Iterator[tuple[Slack, str]]:
    received = Slack()

    class Webhook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    threading.Thread(target=server.serve_forever).start()
    try:
        yield received, f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def alertmanager(folder: Path, webhook: str) -> Iterator[str]:
    secret = folder / "slack-webhook"
    secret.write_text(webhook)
    text = config.read_text().replace("/run/secrets/slack-webhook", str(secret))
    # What waits for more of its kind need not wait here.
    own = folder / "alertmanager.yml"
    own.write_text(text.replace("group_wait: 10s", "group_wait: 1s").replace("group_wait: 5s", "group_wait: 1s"))
    port = free_port()
    command = [
        "prometheus-alertmanager",
        f"--config.file={own}",
        f"--storage.path={folder}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    url = f"http://127.0.0.1:{port}"
    with running(command, url + "/-/ready", folder / "log"):
        yield url


def fire(url: str, name: str, severity: str, summary: str, job: str = "orders") -> None:
    alert = {
        "labels": {"alertname": name, "severity": severity, "job": job},
        "annotations": {"summary": summary, "runbook": f"docs/runbooks.md#{name.lower()}"},
    }
    httpx.post(url + "/api/v2/alerts", json=[alert]).raise_for_status()


def test_the_routes_can_be_loaded():
    done = subprocess.run(["amtool", "check-config", config], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(60)
def test_pages_and_tickets_come_to_their_channels(slack: tuple[Slack, str], tmp_path: Path):
    received, webhook = slack
    with alertmanager(tmp_path, webhook) as url:
        fire(url, "BrokerAway", "page", "orders at orders-1 reaches no broker")
        fire(url, "DeadLetters", "ticket", "shipping has given up on records")
        eventually(lambda: len(received.messages) >= 2, 30, "two messages")
    pages, tickets = received.texts("#plaza-pages"), received.texts("#plaza-tickets")
    assert "FIRING BrokerAway" in pages
    assert "orders at orders-1 reaches no broker" in pages
    assert "docs/runbooks.md#brokeraway" in pages
    assert "DeadLetters" not in pages
    assert "shipping has given up on records" in tickets


@pytest.mark.timeout(60)
def test_what_follows_from_a_process_that_is_down_is_not_told(slack: tuple[Slack, str], tmp_path: Path):
    received, webhook = slack
    with alertmanager(tmp_path, webhook) as url:
        fire(url, "ProcessDown", "page", "orders does not answer")
        fire(url, "OutboxOld", "page", "an event of orders has waited")
        fire(url, "OutboxOld", "page", "an event of booking has waited", job="booking")
        eventually(lambda: "booking" in received.texts("#plaza-pages"), 30, "what does not follow from it")
        eventually(lambda: "ProcessDown" in received.texts("#plaza-pages"), 30, "the cause")
    assert "an event of orders" not in received.texts("#plaza-pages")

"""What the tests of what operators see share: a fleet with something to do, and a Prometheus that looks at it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from plaza import operate

from tests.support.fleet import Fleet
from tests.support.free_ports import free_port
from tests.support.persons import new_person
from tests.support.servers import running
from tests.support.waiting import eventually

rules = Path(__file__).parents[2] / "deploy/observability/prometheus/rules"
journey_pause_s = 0.05


@pytest.fixture(scope="session")
def fleet() -> Fleet:
    return Fleet.under_test()


class Prometheus:
    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, expression: str) -> list[dict]:
        """The series that an expression has now."""
        answer = httpx.get(self._url + "/api/v1/query", params={"query": expression}, timeout=10)
        assert answer.status_code == 200, f"{expression}: {answer.text}"
        return answer.json()["data"]["result"]


@pytest.fixture(scope="session")
def prometheus(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """It looks every second, and evaluates the rules as often."""
    folder = tmp_path_factory.mktemp("prometheus")
    for file in rules.glob("*.yml"):
        (folder / file.name).write_text(file.read_text().replace("interval: 15s", "interval: 1s"))
    targets = "\n".join(
        f"      - targets: ['{process.ready_url.removeprefix('http://').removesuffix('/readyz')}']\n"
        f"        labels: {{ job: {process.group}, instance: {process.name} }}"
        for process in operate.current(fleet.settings).processes
        if process.program
    )
    (folder / "prometheus.yml").write_text(
        "global: { scrape_interval: 1s, evaluation_interval: 1s }\n"
        "rule_files: [recording.yml, slo.yml, alerts.yml]\n"
        f"scrape_configs:\n  - job_name: plaza\n    static_configs:\n{targets}\n"
    )
    port = free_port()
    command = ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
    url = f"http://127.0.0.1:{port}"
    command.append(f"--web.listen-address=127.0.0.1:{port}")
    found = Prometheus(url)
    with running(command, url + "/-/ready", folder / "log"), busy(fleet):
        eventually(lambda: len(found.ask("route:http_requests:rate5m")) >= 4, 60, "figures of the routes")
        eventually(lambda: found.ask("job:rpc_server_seconds:p99_5m"), 60, "figures of services")
        yield found


def live(client: httpx.Client) -> None:
    """A moment of a city's day."""
    client.get("/api/v1/pharmacies?near=25.0478,121.5170&first=5").raise_for_status()
    client.post("/graphql", json={"query": "query Feed { pharmacyFeed { rows } }"}).raise_for_status()
    order = client.post("/api/v1/orders", json={"customerName": "caesar", "totalPrice": 1}).raise_for_status()
    client.get(order.headers["Location"]).raise_for_status()
    # The days may be full; that is an answer, too.
    client.post("/api/v1/bookings", json={**new_person(), "station": "PWTC", "date": "2021-05-20"})


@contextlib.contextmanager
def busy(fleet: Fleet) -> Iterator[None]:
    """Somebody does a little of everything meanwhile."""
    stopping = threading.Event()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with httpx.Client(base_url=fleet.url, timeout=10) as client:
                while not stopping.wait(journey_pause_s):
                    live(client)
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(20)
    assert not failures, failures

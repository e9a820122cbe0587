"""Where faults happen: a fleet with a proxy on each of its edges, and a page for each thing that goes wrong."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from plaza import token
from plaza import toxiproxy as built
from plaza.fleet import assemble
from plaza.ports import Ports, free_base
from plaza.procfs import descendants
from plaza.settings import from_environment, port_block_size

from tests.faults import edges, scorecard, truth
from tests.faults.checker import check, good, shortened
from tests.faults.clients import Crowd
from tests.faults.clients import roles as usual
from tests.faults.history import Fault, History
from tests.faults.resources import Baseline, crashes
from tests.faults.toxiproxy import Toxiproxy
from tests.support.fleet import Fleet
from tests.support.orders import Shop, Topic
from tests.support.waiting import eventually

topics = ("order-created", "order-cancelled", "shipment-updated")
# Nothing has failed for so long: it is over. How long it took is counted up to the last failure.
quiet_s = 0.7
# Longer than the bar, so that the scorecard tells how long it was.
normal_timeout_s = 30.0
start_timeout_s = 180.0
warm_up_requests = 40
# Until a process holds no more than before. nginx keeps connections to the gateways for half a minute.
usual_settle_s = 10.0
flood_settle_s = 45.0
token_hours = 3


@dataclass
class Scene:
    fleet: Fleet
    toxiproxy: Toxiproxy
    proxies: list[edges.Proxy]
    options: dict[str, str]
    folder: Path  # histories and the scorecard of this run
    # Processes that a test has started in the place of the supervisor's.
    stand_ins: dict[str, int] = field(default_factory=dict)
    shop: Shop = field(init=False)
    baseline: Baseline = field(init=False)

    def __post_init__(self) -> None:
        self.shop = Shop(self.fleet)
        self._topics = {name: Topic(self.fleet, name) for name in topics}
        self._crashed = len(self.crashes())

    def close(self) -> None:
        self.shop.close()
        for topic in self._topics.values():
            topic.close()

    @property
    def processes(self) -> list[str]:
        """Ours, all instances."""
        return [f"{group}-{n}" for group, count in edges.replicas.items() for n in range(1, count + 1)]

    def of_edge(self, edge: str) -> list[edges.Proxy]:
        return [proxy for proxy in self.proxies if proxy.edge == edge]

    @contextlib.contextmanager
    def paused_with_children(self, name: str) -> Iterator[None]:
        """PostgreSQL is many processes."""
        pids = descendants(self.fleet.pid(name))
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def crashes(self) -> list[str]:
        return crashes(self.fleet.settings.state / "logs/supervisord.log")

    def kill(self, name: str) -> None:
        """kill -9 of the process and those that it has started: nginx's workers would keep its port."""
        pids = descendants(self.fleet.pid(name))
        self.fleet.kill(name)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def options_of(self, name: str) -> dict[str, str]:
        """The environment that the supervisor gives to a process."""
        described = assemble(self.fleet.settings, edges.replicas, self.options)
        return dict(described.named(name)[0].environment)

    def pid(self, name: str) -> int:
        return self.stand_ins.get(name) or self.fleet.pid(name)

    def heal(self) -> None:
        """Whatever was done before, all edges are whole and all processes ready afterwards."""
        for proxy in self.proxies:
            self.toxiproxy.heal(proxy)
        for name in ("postgres", "kafka", "feed", *self.processes, "edge"):
            self.fleet.wait_ready(name, start_timeout_s)
        if self._breakers_are_open():
            # Only calls close them.
            with Crowd(self.fleet.url, History("healing", 0), self.token("somebody")):
                eventually(lambda: not self._breakers_are_open(), normal_timeout_s, "breakers to close")

    def _breakers_are_open(self) -> bool:
        breakers = ("rpc_client_breaker_open", "postgres_breaker_open")
        return any(self.fleet.metric(name, breaker) for name in self.processes for breaker in breakers)

    def token(self, who: str) -> dict[str, str]:
        """For a person who is a carrier too. It is valid in whichever hour a clock may be."""
        now = int(time.time())
        text = token.mint(self.fleet.settings.state, who, ["courier"], 2 * token_hours * 3600, now - token_hours * 3600)
        return {"Authorization": f"Bearer {text}"}

    @contextlib.contextmanager
    def page(
        self, name: str, seed: int, settle_s: float = usual_settle_s, roles: list[dict[str, int]] | None = None
    ) -> Iterator[Page]:
        """A crowd is at work inside the block; when it ends, what they saw is held against what is true."""
        self.heal()
        with contextlib.suppress(AssertionError):  # told by the page that left something behind
            self.baseline.check(flood_settle_s)
        who = f"person-{uuid.uuid4()}"
        history = History(name, seed)
        problems = ["it was not seen to its end"]
        headers = self.token(who)
        try:
            with Crowd(self.fleet.url, history, headers, roles or usual) as at_work:
                page = Page(self, history, at_work)
                at_work.go_on(0, warm_up_requests)
                yield page
            if not any(fault.answers_may_be_wrong for fault in history.faults):
                truth.add(history, self.shop, who, self._topics)
            problems = check(history)
        finally:
            file = self.folder / f"{name.replace(' ', '-')}-{seed}.jsonl"
            history.write(file)
            rows = [scorecard.row(history, fault, not problems) for fault in history.faults]
            scorecard.append(self.folder / "scorecard.jsonl", rows)
        assert not problems, f"{len(problems)} problems in {file}\n{shortened(problems)}"
        self.baseline.check(settle_s)
        crashed = self.crashes()[self._crashed :]
        self._crashed += len(crashed)
        assert not crashed, f"a process crashed: {crashed}"


@dataclass
class Page:
    scene: Scene
    history: History
    crowd: Crowd

    @contextlib.contextmanager
    def fault(
        self,
        edge: str,
        fault: str,
        may_fail: tuple[str, ...] = (),
        statuses: tuple[int, ...] = (503, 504),
        answers_may_be_wrong: bool = False,
    ) -> Iterator[None]:
        """Inside the block something is wrong; at its end it has been undone, and all is well soon."""
        begun = self.history.now()
        undone = normal = float("inf")
        try:
            yield
            undone = self.history.now()
            normal = self._normal_again(undone, answers_may_be_wrong)
        finally:
            now = self.history.now()
            done = Fault(
                edge,
                fault,
                begun,
                min(undone, now),
                min(normal, now),
                may_fail,
                statuses,
                answers_may_be_wrong,
            )
            self.history.note(done)

    def _normal_again(self, undone: float, answers_may_be_wrong: bool) -> float:
        """The moment of the last failure, or when the last order that was made before has its shipment."""
        if answers_may_be_wrong:
            # What was ordered meanwhile may be anything.
            self.crowd.go_on(0, warm_up_requests)
        ordered = self.ordered(undone if answers_may_be_wrong else 0.0)
        self.scene.shop.wait_shipped(ordered, normal_timeout_s, "what was ordered to be shipped")
        shipped = self.history.now()
        eventually(lambda: self._quiet_since(undone), normal_timeout_s, "requests to succeed again")
        return max(shipped, self._last_failure(undone))

    def ordered(self, since: float = 0.0) -> list[str]:
        """The orders that were sent since then, and acknowledged."""
        sent = [r for r in self.history.requests if r.kind == "order" and r.begun >= since]
        return [r.answer["id"] for r in sent if r.status in good["order"]]

    def _last_failure(self, undone: float) -> float:
        failed = [r.ended for r in self.history.requests if r.status not in good[r.kind]]
        return max([undone, *failed])

    def _quiet_since(self, undone: float) -> bool:
        last = self._last_failure(undone)
        kinds = {r.kind for r in self.history.requests if r.begun > last}
        wanted = {"order", "read", "search"} & {kind for role in self.crowd.roles for kind in role}
        return self.history.now() - last > quiet_s and kinds >= wanted


@contextlib.contextmanager
def scene(folder: Path, state: Path) -> Iterator[Scene]:
    """The fleet of all pages, with everything on its way through a proxy."""
    settings = from_environment()
    base = free_base(settings.port_base + 1000)
    proxy_base = free_base(base + port_block_size)
    fleet = Fleet(dataclasses.replace(settings, port_base=base, state=state))
    proxies = edges.proxies(Ports(base), proxy_base + 1)
    options = edges.options(proxies)
    program = built.program(settings.root)
    try:
        with Toxiproxy(program, proxy_base, folder / "toxiproxy.log") as toxiproxy:
            toxiproxy.make(proxies)
            fleet.up(edges.replicas, options)
            with contextlib.closing(Scene(fleet, toxiproxy, proxies, options, folder)) as made:
                _warm_up(made)
                yield made
    finally:
        fleet.discard()


def _warm_up(made: Scene) -> None:
    """Once around everything, so that what is kept ready is there; then all is counted."""
    history = History("warm-up", 0)
    with Crowd(made.fleet.url, history, made.token("somebody")) as crowd:
        crowd.go_on(1.0, 10 * warm_up_requests)
    made.baseline = Baseline(made.fleet, made.processes, made.pid)

"""The local fleet: which processes there are, how they are configured, and who needs whom.

     curl, browser ──► edge (nginx, when there are several gateways)
                         │
                      gateway ──► pharmacy ──► feed (nginx: the open-data file over HTTP)
                                  booking  ──► redis, kafka
                                  orders   ──► postgres, kafka
                                  shipping ──► postgres, kafka

A new service is one more `service(…)` below, with its configuration as a template in deploy/local/config. One that
needs PostgreSQL, Redis or Kafka says so with `**make.postgres("orders")`, `**make.redis("booking")`, `**make.kafka()`,
and `after=["postgres", "redis", "kafka"]`.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plaza import docs, secret_file
from plaza.failure import Failure
from plaza.kafka import Kafka, read_aliases
from plaza.names import nearest
from plaza.ports import Ports, replicas_max
from plaza.postgres import Postgres
from plaza.process import Process, in_starting_order, render
from plaza.redis import Redis
from plaza.settings import Settings
from plaza.token import ensure_key, jwks_file

# Ten ports for each kind of process, from +30 of the block on: a place is never given to another.
slots = {"gateway": 0, "pharmacy": 1, "booking": 2, "invoice": 3, "orders": 4, "shipping": 5, "sticker": 6}

# The stages of a stop. The supervisor waits longer than both before it kills.
stop_grace_ms = 500
stop_drain_ms = 8_000
stop_wait_s = (stop_grace_ms + stop_drain_ms) // 1000 + 4

shipped_files = {"maskdata.csv": "feed/maskdata.csv"}


@dataclass(frozen=True)
class Fleet:
    settings: Settings
    processes: list[Process] = field(default_factory=list)

    def groups(self) -> list[str]:
        return list(dict.fromkeys(process.group for process in self.processes))

    def named(self, name: str) -> list[Process]:
        """The process of that name, or all of that group."""
        found = [process for process in self.processes if name in (process.name, process.group)]
        if not found:
            known = [*self.groups(), *(process.name for process in self.processes)]
            raise Failure(
                f"there is no {name!r} in this fleet{nearest(name, known)}. It has: {', '.join(self.groups())}"
            )
        return found


def assemble(settings: Settings, replicas: Mapping[str, int], environment: Mapping[str, str] = os.environ) -> Fleet:
    """The fleet as a list of processes in the order in which they start."""
    scalable = ("gateway", "pharmacy", "booking", "orders", "shipping")
    _check_replicas(replicas, scalable)
    make = Maker(settings, environment)
    gateways, pharmacies = (replicas.get(name, 1) for name in ("gateway", "pharmacy"))

    processes = [make.nginx("feed", ready_port=make.ports.feed, ready_path="/maskdata.csv", port=make.ports.feed)]
    for n in range(pharmacies):
        processes.append(make.service("pharmacy", n, after=["feed"], feed_port=make.ports.feed))
    of_booking = {**make.redis("booking"), **make.kafka(), "key": booking_key(settings.state)}
    for n in range(replicas.get("booking", 1)):
        processes.append(make.service("booking", n, after=["redis", "kafka"], **of_booking))
    for group in ("orders", "shipping"):
        stores = {**make.postgres(group), **make.kafka()}
        for n in range(replicas.get(group, 1)):
            processes.append(make.service(group, n, after=["postgres", "kafka"], **stores))
    # Alone, a gateway needs nobody to share its limits with.
    alone = {"redis_endpoint": "127.0.0.1:6379", "redis_password_file": ""}
    of_gateways = {
        **(make.redis("gateway") if gateways > 1 else alone),
        "shared_limits": "true" if gateways > 1 else "false",
        "pharmacies": make.endpoints("pharmacy", pharmacies),
        "bookings": make.endpoints("booking", replicas.get("booking", 1)),
        "orders": make.endpoints("orders", replicas.get("orders", 1)),
        "shipping": make.endpoints("shipping", replicas.get("shipping", 1)),
        "jwks": jwks_file(settings.state),
        "docs": docs.folder(settings.root) or "",
        "proxies": '["127.0.0.1"]' if gateways > 1 else "[]",
    }
    for n in range(gateways):
        # A single gateway is the public server itself.
        place = {"address": settings.address, "port": make.ports.public} if gateways == 1 else {}
        after = ["pharmacy", "booking", "orders", "shipping", "redis"]
        processes.append(make.service("gateway", n, after=after, **of_gateways, **place))
    if gateways > 1:
        processes.append(
            make.nginx(
                "edge",
                ready_port=make.ports.edge_operations,
                ready_path="/readyz",
                after=["gateway"],
                address=settings.address,
                port=make.ports.public,
                gateways="\n".join(f"    server {e} max_fails=0;" for e in make.addresses("gateway", gateways)),
            )
        )
    return make.fleet(processes)


def place_data(settings: Settings) -> list[str]:
    """Copies what the fleet works on to where it is served from, and makes its development key, once: what is there
    already is the user's. Returns what was copied."""
    copied = []
    for source, target in shipped_files.items():
        place = settings.state / target
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(settings.root / "deploy/local/data" / source, place)
            copied.append(source)
    ensure_key(settings.state)
    if not booking_key(settings.state).exists():
        secret_file.write(booking_key(settings.state), secrets.token_hex(32))
    return copied


def booking_key(state: Path) -> Path:
    """Under which booking keeps persons. Without it, what is stored cannot be read any more."""
    return state / "secrets/booking-key"


class Maker:
    """Makes processes of this fleet: paths, ports and the values of their templates."""

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        self.settings = settings
        self.ports = Ports(settings.port_base)
        self._environment = environment
        self._postgres = Postgres(settings, self.ports.postgres)
        self._databases: list[str] = []
        aliases = read_aliases(environment.get("PLAZA_KAFKA_ALIASES", ""))
        self._kafka = Kafka(settings, self.ports.kafka, self.ports.kafka_controller, aliases)
        self._needs_kafka = False
        self._redis: dict[str, Redis] = {}

    def fleet(self, processes: list[Process]) -> Fleet:
        """These, and before them the stores that they need."""
        stores = [self._postgres.process(self._databases)] if self._databases else []
        stores += [redis.process() for redis in self._redis.values()]
        if self._needs_kafka:
            stores.append(self._kafka.process())
        return Fleet(self.settings, in_starting_order([*stores, *processes]))

    def postgres(self, group: str) -> dict[str, object]:
        """Says that a group needs PostgreSQL: it gets a database and a role with its name. Returns what its template
        may name; the group starts after `postgres`."""
        if group not in self._databases:
            self._databases.append(group)
        return self._postgres.values(group)

    def redis(self, group: str) -> dict[str, object]:
        """Says that a group needs Redis: it gets a server of its own. Returns what its template may name; the group
        starts after `redis`."""
        redis = self._redis.setdefault(group, Redis(self.settings, self.ports.redis, group))
        return redis.values()

    def kafka(self) -> dict[str, object]:
        """Says that a process needs Kafka. Returns what its template may name; it starts after `kafka`."""
        self._needs_kafka = True
        return self._kafka.values()

    def addresses(self, group: str, replicas: int) -> list[str]:
        return [f"127.0.0.1:{self.ports.serving(slots[group], n)}" for n in range(replicas)]

    def endpoints(self, group: str, replicas: int) -> str:
        """As TOML wants a list of texts."""
        return "[" + ", ".join(f'"{address}"' for address in self.addresses(group, replicas)) + "]"

    def service(self, group: str, replica: int, after: list[str], **values: object) -> Process:
        """A process of ours, with its own configuration file and operations port."""
        name = f"{group}-{replica + 1}"
        data = self.settings.state / "data" / name
        dynamic = self.settings.state / "config" / f"{name}.dynamic.toml"
        common = {
            "address": "127.0.0.1",
            "port": self.ports.serving(slots[group], replica),
            "operations_port": self.ports.operations(slots[group], replica),
            "grace_ms": stop_grace_ms,
            "drain_ms": stop_drain_ms,
            "data": data,
            "dynamic_file": dynamic,
            "shipped": self.settings.root / "deploy/local/data",
        }
        all_values = {**common, **values}
        config = self.settings.state / "config" / f"{name}.toml"
        program = self.settings.build / "bin" / f"plaza-{group}"
        command = [str(program), "--config", str(config)]
        return Process(
            name=name,
            group=group,
            command=command,
            check=[*command, "--check-config"],
            ready_url=f"http://127.0.0.1:{all_values['operations_port']}/readyz",
            ports=[int(str(all_values["port"])), int(str(all_values["operations_port"]))],
            config_file=config,
            config_text=render(self.settings.root / "deploy/local/config" / f"{group}.toml", all_values),
            dynamic_file=dynamic,
            dynamic_text=_dynamic_text(name, group),
            after=after,
            environment=_overrides(self._environment, group),
            program=program,
            build_target=f"bin/plaza-{group}",
            stop_wait_s=stop_wait_s,
        )

    def nginx(
        self, name: str, ready_port: int, ready_path: str, after: list[str] | None = None, **values: object
    ) -> Process:
        """Debian's nginx in a role of its own, with its own files."""
        data = self.settings.state / "data" / name
        config = self.settings.state / "config" / f"{name}.conf"
        common = {
            "user": "user root;" if os.geteuid() == 0 else "",
            "data": data,
            "state": self.settings.state,
            "ready_port": ready_port,
        }
        command = ["/usr/sbin/nginx", "-e", "stderr", "-p", f"{data}/", "-c", str(config)]
        return Process(
            name=name,
            group=name,
            command=command,
            check=[*command, "-t", "-q"],
            ready_url=f"http://127.0.0.1:{ready_port}{ready_path}",
            ports=sorted({int(str(values["port"])), ready_port}),
            config_file=config,
            config_text=render(self.settings.root / "deploy/local/config" / f"{name}.conf", {**common, **values}),
            after=after or [],
            stop_signal="QUIT",
        )


def _dynamic_text(name: str, group: str) -> str:
    return (
        f"# What {name} follows while it runs: a change here takes effect at once, and goes before {name}.toml.\n"
        f"# Which options may stand here: `plaza-{group} --print-config` calls them live. More in docs/operations.md.\n"
        "#\n"
        "# [log]\n"
        '# level = "debug"\n'
    )


def _overrides(environment: Mapping[str, str], group: str) -> dict[str, str]:
    """PLAZA_SECTION__KEY of the caller goes to every process, PLAZA_GATEWAY_SECTION__KEY to gateways alone."""
    options = {k: v for k, v in environment.items() if k.startswith("PLAZA_") and "__" in k}
    of_groups = {name: _of_group(options, name) for name in slots}
    others = {k for of_group in of_groups.values() for k in of_group}
    mine = {f"PLAZA_{k.removeprefix(_prefix(group))}": v for k, v in of_groups[group].items()}
    return {**{k: v for k, v in options.items() if k not in others}, **mine}


def _of_group(options: Mapping[str, str], group: str) -> dict[str, str]:
    # With two underscores behind it, a group's name is that of a section.
    prefix = _prefix(group)
    return {k: v for k, v in options.items() if k.startswith(prefix) and not k.startswith(f"{prefix}_")}


def _prefix(group: str) -> str:
    return f"PLAZA_{group.upper()}_"


def _check_replicas(replicas: Mapping[str, int], scalable: tuple[str, ...]) -> None:
    for name, number in replicas.items():
        if name not in scalable:
            can = ", ".join(scalable)
            raise Failure(
                f"--replicas: {name!r} cannot be had several times{nearest(name, scalable)}. These can: {can}"
            )
        if not 1 <= number <= replicas_max:
            raise Failure(f"--replicas: {name}={number} is out of range; from 1 to {replicas_max} is possible")

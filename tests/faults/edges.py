"""The fleet's edges: who speaks to whom, through which proxy, and what clients may notice when it is sick."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plaza.fleet import slots
from plaza.ports import Ports

# So many of each serve side by side.
replicas = {"gateway": 2, "pharmacy": 2, "orders": 2, "shipping": 2}

of_orders = ("order", "read", "cancel")
# An order's shipment is looked for where shipments are.
of_shipping = ("shipment", "report")
everything = (*of_orders, *of_shipping, "search")


@dataclass(frozen=True)
class Edge:
    """`servers` are the ports that its proxies stand before: one for each instance."""

    name: str
    may_fail: tuple[str, ...]
    servers: Callable[[Ports], list[int]]
    # The options by which its client finds the proxies, given their ports.
    options: Callable[[list[int]], dict[str, str]]
    clients: str  # whose requests go through
    server: str


def _instances(group: str) -> Callable[[Ports], list[int]]:
    return lambda ports: [ports.serving(slots[group], n) for n in range(replicas[group])]


def _on_loopback(ports: Iterable[int]) -> str:
    """As a list stands in the environment."""
    return ",".join(f"127.0.0.1:{port}" for port in ports)


def _of_gateway(service: str, may_fail: tuple[str, ...]) -> Edge:
    option = f"PLAZA_GATEWAY_{service.upper()}__ENDPOINTS"
    return Edge(
        f"gateway-{service}",
        may_fail,
        _instances(service),
        lambda proxies: {option: _on_loopback(proxies)},
        "gateway",
        service,
    )


def _of_postgres(service: str, may_fail: tuple[str, ...]) -> Edge:
    return Edge(
        f"{service}-postgres",
        may_fail,
        lambda ports: [ports.postgres],
        lambda proxies: {f"PLAZA_{service.upper()}_POSTGRES__PORT": str(proxies[0])},
        service,
        "postgres",
    )


def _of_kafka(service: str, alias: int) -> Edge:
    """Orders are taken, and shipments told, whatever becomes of the broker."""
    return Edge(
        f"{service}-kafka",
        (),
        lambda ports: [ports.kafka + alias],
        lambda proxies: {f"PLAZA_{service.upper()}_KAFKA__BROKERS": _on_loopback(proxies)},
        service,
        "kafka",
    )


edges = {
    edge.name: edge
    for edge in (
        _of_gateway("pharmacy", ("search",)),
        _of_gateway("orders", of_orders),
        _of_gateway("shipping", of_shipping),
        _of_postgres("orders", of_orders),
        _of_postgres("shipping", of_shipping),
        _of_kafka("orders", 2),
        _of_kafka("shipping", 3),
        Edge(
            "pharmacy-feed",
            (),
            lambda ports: [ports.feed],
            lambda proxies: {"PLAZA_PHARMACY_FEED__SOURCE": f"http://127.0.0.1:{proxies[0]}/maskdata.csv"},
            "pharmacy",
            "feed",
        ),
    )
}


@dataclass(frozen=True)
class Proxy:
    name: str
    edge: str
    port: int
    server_port: int


def proxies(ports: Ports, first_port: int) -> list[Proxy]:
    """All proxies of a fleet, on ports from the first on."""
    found: list[Proxy] = []
    for edge in edges.values():
        for n, server_port in enumerate(edge.servers(ports), start=1):
            found.append(Proxy(f"{edge.name}-{n}", edge.name, first_port + len(found), server_port))
    return found


def options(made: list[Proxy]) -> dict[str, str]:
    """What makes the processes of the fleet go through them."""
    found: dict[str, str] = {}
    for edge in edges.values():
        found |= edge.options([proxy.port for proxy in made if proxy.edge == edge.name])
    aliases = [f"{proxy.server_port}={proxy.port}" for proxy in made if edges[proxy.edge].server == "kafka"]
    return {**found, "PLAZA_KAFKA_ALIASES": " ".join(aliases)}

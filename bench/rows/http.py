"""The HTTP server itself: answers that wait for nobody."""

from __future__ import annotations

from collections.abc import Sequence

from bench.context import Bench
from bench.figures import Bar
from bench.row import Load, Other, Work
from bench.server import Server

# A finished document of 1.7 KB, with all that every request passes: filters, metrics, trace, access log.
path = "/"


def gateway(bench: Bench) -> Server:
    return bench.fleet().alone("gateway-1")


def unlogged(bench: Bench) -> Server:
    return bench.unlogged().alone("gateway-1")


def nginx(bench: Bench) -> Server:
    server, _ = bench.nginx({"page": bench.fleet().get(path)})
    return server


def page(bench: Bench, server: Server) -> Sequence[str]:
    return [f"GET {path}"]


def file(bench: Bench, server: Server) -> Sequence[str]:
    return ["GET /page"]


rows = [
    Load(
        name="http-front",
        work="HTTP front: a finished page of 1.7 KB, 50 connections",
        ours=Work(gateway, page),
        bar=Bar(at_most=10),
        others=[Other("nginx, as a file", Work(nginx, file), Bar(ratio_at_least=1), quiet_us=11)],
        rate=5000,
    ).row(),
    Load(
        name="http-pipelined",
        work="16 pipelined GETs of that page, 50 connections, no access log on either side",
        ours=Work(unlogged, page),
        bar=Bar(at_most=1.5),
        others=[
            Other("nginx, as a file", Work(nginx, file), Bar(ratio_at_least=10), quiet_us=15),
            Other("ours with its access log", Work(gateway, page)),
        ],
        pipeline=16,
    ).row(),
]

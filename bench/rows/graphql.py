"""The mask map by GraphQL, through gateway and service; and reading documents, before any cache helps."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bench.context import Bench
from bench.figures import Bar, Result, Sample, interleaved
from bench.node import timed_in_node
from bench.row import Load, Row, Work
from bench.rows.pharmacies import fleet, node, places
from bench.server import Server, Unavailable

# The seven fields that the others' schema has.
nearest_query = (
    "query Near($near: PointInput!, $first: Int) { pharmacies(near: $near, first: $first) { edges { node"
    " { id name address mask { adult child } latitude longitude distance } } } }"
)


def nearest_20(bench: Bench, server: Server) -> Sequence[str]:
    """Another place every time."""
    return [
        "POST /graphql "
        + json.dumps({"query": nearest_query, "variables": {"near": {"latitude": lat, "longitude": lng}, "first": 20}})
        for lat, lng in places()
    ]


def measure_documents(bench: Bench) -> list[Result]:
    """Parse and validate the introspection query of graphql-js, which both know."""
    work, bar = "GraphQL: parse and validate the introspection query", Bar(ratio_at_least=20)
    try:
        query, _ = timed_in_node(bench, "introspection_js.mjs")
    except Unavailable as reason:
        bench.progress.step(f"left out   graphql-parse: {reason}")
        return []
    file = bench.folder / "introspection.graphql"
    file.write_text(query["query"], encoding="utf-8")

    def ours() -> Sample:
        said, foreign = bench.run("plaza-bench-graphql", str(file))
        return Sample(said["microseconds"], foreign)

    def theirs() -> Sample:
        said, foreign = timed_in_node(bench, "graphql_js.mjs", str(file))
        return Sample(said["microseconds"], foreign)

    mine, reference = interleaved([ours, theirs], bench.reps)
    return [Result("graphql-parse", work, "µs", mine, bar, "graphql-js", reference)]


rows = [
    Load(
        name="graphql-nearest-20",
        work="GraphQL, 20 nearest pharmacies of 6,000, 7 fields each, another place every time",
        ours=Work(fleet, nearest_20),
        bar=Bar(at_most=30),
        others=[
            node("mercurius", "/graphql", Bar(ratio_at_least=6), quiet_us=183),
            node("graphql-yoga", "/graphql", Bar(), quiet_us=403),
            node("Apollo Server", "/", Bar(), quiet_us=399),
        ],
        rate=1000,
    ).row(),
    Row("graphql-parse", measure_documents),
]

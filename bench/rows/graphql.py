"""Reading GraphQL documents, before any cache helps."""

from __future__ import annotations

from bench.context import Bench
from bench.figures import Bar, Result, Sample, interleaved
from bench.node import timed_in_node
from bench.row import Row
from bench.server import Unavailable


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


rows = [Row("graphql-parse", measure_documents)]

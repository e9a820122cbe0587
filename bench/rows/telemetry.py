"""What it costs to be seen."""

from __future__ import annotations

from bench.context import Bench
from bench.figures import Bar, Result, Sample, interleaved
from bench.fleet import Fleet
from bench.row import Row, cpu_unit
from bench.rows.pharmacies import nearest

cost_max = 0.10


def measure(bench: Bench) -> list[Result]:
    collector, _ = bench.nginx({})
    on = bench.fleet(
        "seen",
        {
            "PLAZA_TRACE__SAMPLING": "0.01",
            "PLAZA_TRACE__ZIPKIN_URL": f"http://127.0.0.1:{collector.port}/api/v2/spans",
            "PLAZA_LOG__ACCESS_LOG": "true",
        },
    )
    off = bench.fleet("unseen", {"PLAZA_TRACE__SAMPLING": "0", "PLAZA_LOG__ACCESS_LOG": "false"})

    def run(fleet: Fleet) -> Sample:
        bench.progress.moving(f"bench      telemetry: {fleet.name}")
        result = bench.load(fleet, nearest(20), connections=50)
        return Sample(result.cpu_us, result.foreign, {"per_second": result.per_second})

    seen, unseen = interleaved([lambda: run(on), lambda: run(off)], bench.reps)
    return [
        Result(
            "telemetry",
            "nearest 20 with traces at 1 %, metrics and access log",
            cpu_unit,
            seen,
            Bar(ratio_at_least=1 / (1 + cost_max)),
            "the same, all off",
            unseen,
        )
    ]


rows = [Row("telemetry", measure)]

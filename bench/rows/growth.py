"""What must not grow with the amount of data."""

from __future__ import annotations

from bench.context import Bench
from bench.figures import Bar, Result, Runs, Sample, interleaved
from bench.row import Row

few, many = 6_000, 6_000_000


def measure_nearest(bench: Bench) -> list[Result]:
    def among(rows: int) -> Sample:
        bench.progress.moving(f"bench      nearest-growth: {rows:,} pharmacies")
        said, foreign = bench.run("plaza-bench-pharmacy", "nearest", str(rows))
        return Sample(said["microseconds"], foreign)

    # Six million take half a minute to set up and use 4 GB: one run of them, two when neighbours disturbed the first.
    small, large = interleaved([lambda: among(few), lambda: among(many)], 1)
    times = Sample(
        large.value / small.value, max(s.foreign for s in large.used), {"us_few": small.value, "us_many": large.value}
    )
    runs = Runs([times], large.left_out)
    return [Result("nearest-growth", f"nearest 20 of {many:,} against those of {few:,}", "×", runs, Bar(at_most=3))]


rows = [Row("nearest-growth", measure_nearest)]

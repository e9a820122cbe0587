"""All rows, in the order of the table. A new domain is one more file here, named below."""

from __future__ import annotations

from bench.row import Row
from bench.rows import booking, graphql, growth, http, orders, overload, pharmacies, size, telemetry

all_rows: list[Row] = [
    *http.rows,
    *pharmacies.rows,
    *booking.rows,
    *orders.rows,
    *graphql.rows,
    *growth.rows,
    *size.rows,
    *telemetry.rows,
    *overload.rows,
]

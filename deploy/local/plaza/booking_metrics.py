"""What the audit of bookings found, as metrics."""

from __future__ import annotations

from pathlib import Path


def write(file: Path, faults: int, now: float) -> None:
    """In Prometheus's text format. Whoever collects it sees the last audit or this one, never half of it."""
    lines = [
        "# HELP booking_audit_faults What did not fit together when bookings were audited last.",
        "# TYPE booking_audit_faults gauge",
        f"booking_audit_faults {faults}",
        "# HELP booking_audit_timestamp_seconds When that was.",
        "# TYPE booking_audit_timestamp_seconds gauge",
        f"booking_audit_timestamp_seconds {now:.0f}",
    ]
    part = file.with_name(f".{file.name}.part")
    part.write_text("\n".join(lines) + "\n")
    part.replace(file)

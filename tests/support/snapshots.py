"""Snapshots of the feed as the tests see them: read with Python's csv module, independent of the service."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "deploy" / "local" / "data" / "maskdata.csv"
TAIWAN = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    address: str
    phone: str
    adult: int
    child: int
    updated_at: str


def utc_text(taiwan_time: str) -> str:
    """`2020/02/10 16:29:10`, Taiwan time, as RFC 3339 in UTC."""
    moment = datetime.strptime(taiwan_time, "%Y/%m/%d %H:%M:%S").replace(tzinfo=TAIWAN)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def repaired_id(text: str) -> str:
    """What a spreadsheet did to an id, undone: `145080011.0` was `0145080011`."""
    return text.removesuffix(".0").rjust(10, "0")


def read(content: bytes) -> list[Row]:
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    next(lines)
    return [
        Row(repaired_id(line[0]), line[1], line[2], line[3], int(line[4]), int(line[5]), utc_text(line[6]))
        for line in lines
    ]


def newest_time(rows: list[Row]) -> str:
    return max(row.updated_at for row in rows)


def shared_files() -> list[Path]:
    """The collected snapshots, oldest first by their names; none where the collection is not at hand."""
    folder = Path(os.environ.get("PLAZA_SHARED", ROOT.parent / "shared")) / "data" / "pharmacy"
    return sorted(folder.glob("maskdata-*.csv"))


def feed_text(rows: list[tuple[str, str, str, str, int, int, str]]) -> bytes:
    """A feed file with these rows."""
    header = "醫事機構代碼,醫事機構名稱,醫事機構地址,醫事機構電話,成人口罩剩餘數,兒童口罩剩餘數,來源資料時間"
    return ("\ufeff" + "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n").encode()

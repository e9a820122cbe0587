"""Dead letters as a person sees them, and what `./plaza dlq` refuses before it does anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from plaza import cli
from plaza.failure import Failure
from plaza.letter import Letter, decoded, shown, text_of
from plaza.progress import Progress


class StoredMessage:
    """What the Kafka client hands over."""

    def __init__(self, value: bytes | None, headers: list[tuple[str, bytes | None]]) -> None:
        self._value, self._headers = value, headers

    def offset(self) -> int:
        return 7

    def key(self) -> bytes:
        return b"order 1"

    def value(self) -> bytes | None:
        return self._value

    def headers(self) -> list[tuple[str, bytes | None]]:
        return self._headers


about = [
    ("dlq_topic", b"order-created"),
    ("dlq_partition", b"2"),
    ("dlq_offset", b"17"),
    ("dlq_timestamp", b"2026-01-02T03:04:05Z"),
    ("dlq_group", b"shipping"),
    ("dlq_attempts", b"3"),
    ("dlq_code", b"INVALID_ARGUMENT"),
    ("dlq_reason", b"BAD_ORDER"),
    ("dlq_message", b"no price"),
    ("dlq_failed_at", b"2026-01-02T03:04:06Z"),
]


def test_a_letter_is_shown_with_position_error_headers_and_value(tmp_path: Path) -> None:
    letter = Letter.of(StoredMessage(b"a value", [("ce_id", b"42"), *about]))  # type: ignore[arg-type]
    assert shown(letter, tmp_path).splitlines() == [
        "letter 7",
        "  position  order-created/2/17  of 2026-01-02T03:04:05Z",
        "  given up  2026-01-02T03:04:06Z by shipping after 3 attempts",
        "  error     INVALID_ARGUMENT BAD_ORDER: no price",
        "  key       order 1",
        "  header    ce_id: 42",
        "  value     a value",
    ]


def test_a_record_that_is_no_letter_is_shown_as_well(tmp_path: Path) -> None:
    said = shown(Letter.of(StoredMessage(None, [("empty", None)])), tmp_path)  # type: ignore[arg-type]
    assert "position  ?/?/?  of ?" in said
    assert "header    empty: \n" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [(b"text", "text"), ("台北".encode(), "台北"), (b"", ""), (b"\x08\x01", "0x0801"), (b"\xff", "0xff")],
)
def test_values_are_text_or_hexadecimal(value: bytes, said: str) -> None:
    assert text_of(value) == said


def test_long_values_are_cut() -> None:
    assert text_of(b"x" * 5000).endswith("x … (5000 bytes)")


def test_without_a_contract_nothing_is_decoded(tmp_path: Path) -> None:
    assert decoded(Letter.of(StoredMessage(b"\x08\x01", about)), tmp_path) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "orders"], "dlq list wants no topic"),
        (["show"], "dlq show wants a TOPIC"),
        (["replay"], "dlq replay wants a TOPIC"),
        (["replay", "orders", "--limit", "0"], "--limit must be 1 or more"),
        (["mend"], "invalid choice"),
    ],
)
def test_nonsense_is_refused_before_anything_is_fetched(words: list[str], said: str) -> None:
    with pytest.raises(Failure, match=said):
        command, arguments = cli.parse(["dlq", *words])
        command.run(arguments, Progress())

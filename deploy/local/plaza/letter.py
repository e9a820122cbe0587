"""One dead letter, and how it is shown."""

from __future__ import annotations

import shutil
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from confluent_kafka import Message

prefix = "dlq_"
value_bytes_shown = 2_000
decode_timeout_s = 10
Headers = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Letter:
    offset: int
    key: bytes
    value: bytes
    about: dict[str, str]  # what the consumer said when it gave up, without the prefix
    own_headers: Headers  # those of the record itself
    replayed: bool = False

    @property
    def topic(self) -> str:
        return self.about.get("topic", "")

    @staticmethod
    def of(message: Message, replayed: bool = False) -> Letter:
        # Always pairs, whatever the client's types allow for.
        headers = [(str(one[0]), _bytes(one[1])) for one in (message.headers() or [])]
        return Letter(
            offset=message.offset() or 0,
            key=_bytes(message.key()),
            value=_bytes(message.value()),
            about={
                name.removeprefix(prefix): value.decode(errors="replace")
                for name, value in headers
                if name.startswith(prefix)
            },
            own_headers=[(name, value) for name, value in headers if not name.startswith(prefix)],
            replayed=replayed,
        )


def shown(letter: Letter, root: Path) -> str:
    """For a person to read."""
    about = letter.about
    lines = [
        f"letter {letter.offset}{' (replayed)' if letter.replayed else ''}",
        f"  position  {letter.topic or '?'}/{about.get('partition', '?')}/{about.get('offset', '?')}"
        f"  of {about.get('timestamp', '?')}",
        f"  given up  {about.get('failed_at', '?')} by {about.get('group', '?')}"
        f" after {about.get('attempts', '?')} attempts",
        f"  error     {' '.join(part for part in (about.get('code'), about.get('reason')) if part) or '?'}"
        f": {about.get('message', '')}",
        f"  key       {text_of(letter.key)}",
    ]
    lines += [f"  header    {name}: {text_of(value)}" for name, value in letter.own_headers]
    value = decoded(letter, root) or text_of(letter.value)
    lines.append("  value" + ("\n" + textwrap.indent(value, "    ") if "\n" in value else f"     {value}"))
    return "\n".join(lines) + "\n"


def text_of(value: bytes) -> str:
    """As text where it is text, else in hexadecimal."""
    cut = value[:value_bytes_shown]
    more = f" … ({len(value)} bytes)" if len(value) > len(cut) else ""
    try:
        text = cut.decode()
    except UnicodeDecodeError:
        text = ""
    if text.isprintable() and (text or not cut):
        return text + more
    return f"0x{cut.hex()}{more}"


def decoded(letter: Letter, root: Path) -> str:
    """An event as protobuf's text format, where its contract is known: OrderCreated of order-created."""
    folder = root / "proto"
    name = "".join(part.capitalize() for part in letter.topic.split("-"))
    contracts = [
        file for file in sorted(folder.glob("plaza/events/v1/*.proto")) if f"message {name} " in file.read_text()
    ]
    if not contracts or not name or not shutil.which("protoc"):
        return ""
    command = ["protoc", f"-I{folder}", f"--decode=plaza.events.v1.{name}", str(contracts[0].relative_to(folder))]
    try:
        done = subprocess.run(
            command, cwd=folder, input=letter.value, capture_output=True, check=False, timeout=decode_timeout_s
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return f"{name}\n{done.stdout.decode(errors='replace').rstrip()}" if done.returncode == 0 else ""


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return b"" if value is None else str(value).encode()

"""Java programs from Maven Central: each jar pinned by its checksum, fetched once for all fleets of this checkout."""

from __future__ import annotations

import hashlib
import os
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from plaza.failure import Failure

repository = "https://repo.maven.apache.org/maven2"
downloads_at_once = 8
attempts = 3
timeout_s = 60
jar_bytes_max = 150 * 1024 * 1024

# How a jar is fetched; tests hand in their own.
Fetch = Callable[[str], bytes]


@dataclass(frozen=True)
class Jar:
    sha256: str
    group: str
    artifact: str
    version: str
    classifier: str = ""  # which jar of several: "exec"

    @property
    def file(self) -> str:
        return "-".join(filter(None, (self.artifact, self.version, self.classifier))) + ".jar"

    @property
    def url(self) -> str:
        return f"{repository}/{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.file}"


def read_list(text: str) -> list[Jar]:
    """`SHA-256  GROUP:ARTIFACT:VERSION` lines."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        entry = line.partition("#")[0].split()
        if not entry:
            continue
        coordinates = entry[1].split(":") if len(entry) == 2 else []
        if len(coordinates) != 3 or len(entry[0]) != 64:
            raise Failure(f"jars.txt, line {number}: it must be SHA-256 and GROUP:ARTIFACT:VERSION")
        found.append(Jar(entry[0], *coordinates))
    return found


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=timeout_s) as answer:
        return bytes(answer.read(jar_bytes_max + 1))


def ensure(jars: Iterable[Jar], folder: Path, get: Fetch = fetch) -> None:
    """Brings the folder to just these jars. A jar that is there was checked when it came."""
    wanted = list(jars)
    folder.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in wanted if not (folder / jar.file).exists()]
    with ThreadPoolExecutor(max_workers=downloads_at_once) as pool:
        for result in [pool.submit(_place, jar, folder, get) for jar in missing]:
            result.result()
    # Java takes every jar of the folder: one of another version would be a second program.
    for other in set(folder.glob("*.jar")) - {folder / jar.file for jar in wanted}:
        other.unlink()


def _place(jar: Jar, folder: Path, get: Fetch) -> None:
    content = _get(jar, get)
    found = hashlib.sha256(content).hexdigest()
    if found != jar.sha256:
        raise Failure(f"{jar.file} from {jar.url} is not what it was: SHA-256 {found} instead of {jar.sha256}")
    part = folder / f".{jar.file}.{os.getpid()}"
    part.write_bytes(content)
    part.replace(folder / jar.file)


def _get(jar: Jar, get: Fetch) -> bytes:
    for attempt in range(1, attempts + 1):
        try:
            return get(jar.url)
        except OSError as error:
            if attempt == attempts:
                raise Failure(f"{jar.file} cannot be had from Maven Central: {error}")
    raise AssertionError("unreachable")

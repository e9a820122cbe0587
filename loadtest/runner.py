"""One runner: a k6 process, and what it leaves. Also a program, for runners that are containers:

    python3 -m loadtest.runner DEFINITION NUMBER FOLDER [tell]

With `tell` the result stands in what it prints as well: the log of a pod can be had when its disk is gone."""

from __future__ import annotations

import base64
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plaza.failure import Failure

from loadtest import points
from loadtest.definition import Definition
from loadtest.result import Result

# k6 ends so when a threshold was not kept, and when one ended the run early.
thresholds_failed = (99, 108)


@dataclass(frozen=True)
class Runner:
    """Number `number` of a definition's runners, from 0. What it leaves is in `folder`: log.txt, summary.json, the
    samples, and result.json at the end."""

    definition: Definition
    number: int
    folder: Path

    @property
    def result_file(self) -> Path:
        return self.folder / "result.json"

    @property
    def log_file(self) -> Path:
        return self.folder / "log.txt"

    @property
    def _samples(self) -> Path:
        return self.folder / "samples.csv.gz"

    @property
    def _summary(self) -> Path:
        return self.folder / "summary.json"

    def command(self, k6: str) -> list[str]:
        return [
            k6,
            "run",
            *self.definition.k6_options(),
            "--tag",
            f"runner={self.number}",
            "--out",
            f"csv={self._samples}",
            "--summary-export",
            str(self._summary),
            "--no-color",
            "--quiet",
            str(self.definition.script_file),
        ]

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        return {
            **os.environ,
            "K6_NO_USAGE_REPORT": "true",
            "PLAZA_URL": self.definition.url,
            "PROFILE": self.definition.profile,
            "RUNNER": str(self.number),
            "RUNNERS": str(self.definition.runners),
            **more,
        }

    def start(self, k6: str, more: Mapping[str, str]) -> subprocess.Popen[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("wb") as log:
            return subprocess.Popen(
                self.command(k6), env=self.environment(more), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def finish(self, code: int) -> Result:
        """What the process found, when it has ended with this exit code; it is kept in result.json."""
        if code not in (0, *thresholds_failed):
            raise Failure(f"runner {self.number} has failed with exit code {code}:\n{tail(self.log_file)}")
        result = points.read(self.definition.name, self._samples, self._summary)
        result.save(self.result_file)
        self._samples.unlink()
        return result


def tail(log: Path, lines: int = 15) -> str:
    """The end of what k6 said."""
    return "\n".join(f"  {line}" for line in log.read_text(errors="replace").splitlines()[-lines:])


# How a result stands in a log.
_told = "RESULT "
_line_bytes = 4096


def tell(result: Path) -> str:
    packed = base64.b64encode(gzip.compress(result.read_bytes(), mtime=0)).decode()
    return "\n".join(_told + packed[start : start + _line_bytes] for start in range(0, len(packed), _line_bytes))


def read_result(file: Path) -> Result:
    """Of a result.json, or of a log in which one was told."""
    try:
        lines = [line.removeprefix(_told) for line in file.read_text().splitlines() if line.startswith(_told)]
        if not lines:
            return Result.load(file)
        told = gzip.decompress(base64.b64decode("".join(lines), validate=True))
    except (OSError, ValueError, EOFError) as error:
        raise Failure(f"{file} holds no result: {error}")
    with tempfile.NamedTemporaryFile(suffix=".json") as unpacked:
        unpacked.write(told)
        unpacked.flush()
        return Result.load(Path(unpacked.name))


def main(arguments: list[str]) -> int:
    if len(arguments) not in (3, 4) or not arguments[1].isdecimal() or arguments[3:] not in ([], ["tell"]):
        print("usage: python3 -m loadtest.runner DEFINITION NUMBER FOLDER [tell]", file=sys.stderr)
        return 2
    k6 = shutil.which("k6")
    if k6 is None:
        print("there is no k6 in the PATH", file=sys.stderr)
        return 2
    try:
        runner = Runner(Definition.read(Path(arguments[0])), int(arguments[1]), Path(arguments[2]))
        code = runner.start(k6, {}).wait()
        print(tail(runner.log_file, 60))
        runner.finish(code)
        if arguments[3:]:
            print(tell(runner.result_file))
    except Failure as failure:
        print(f"runner: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

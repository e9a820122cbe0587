"""What a load test is, however it runs: on this machine, as a Jenkins pipeline, as Kubernetes Jobs."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from plaza.failure import Failure
from plaza.names import nearest

folder = Path(__file__).parent
profiles = ("smoke", "average", "stress", "spike", "soak", "breakpoint")
runners_max = 200


@dataclass(frozen=True)
class Definition:
    """`runners` k6 processes run the same script at the same time. With a profile the journey says how much each sends;
    without one `vus` virtual users per runner send for `duration`, but no more than `rps` requests a second."""

    script: str  # of journeys/, without its suffix; or the path of a file
    runners: int = 1
    profile: str = ""
    vus: int = 0
    duration: str = ""
    rps: int = 0
    url: str = "http://127.0.0.1:8080"
    image: str = "plaza-loadtest"  # where runners are containers
    influxdb: str = ""  # "http://127.0.0.1:8086/k6": where k6 writes as it runs
    persons: int = 200  # who have tokens; 0: all are strangers
    options: tuple[str, ...] = ()  # any other parameter of `k6 run`

    def __post_init__(self) -> None:
        if not 1 <= self.runners <= runners_max:
            raise Failure(f"runners must be 1 to {runners_max}, not {self.runners}")
        if self.profile and self.profile not in profiles:
            known = ", ".join(profiles)
            raise Failure(f"unknown profile {self.profile!r}{nearest(self.profile, profiles)}; there are {known}")
        if self.profile and (self.vus or self.duration):
            raise Failure("a profile says how much and how long: it goes without vus and duration")
        if self.duration and not re.fullmatch(r"(\d+(ms|s|m|h))+", self.duration):
            raise Failure(f"duration wants a time as k6 writes it, 100s or 2m30s, not {self.duration!r}")
        for name in ("vus", "rps", "persons"):
            if getattr(self, name) < 0:
                raise Failure(f"{name} must not be below 0")
        if not self.script_file.is_file():
            raise Failure(f"there is no script {self.script!r}{nearest(self.script, journeys())}\n{known_journeys()}")

    @property
    def script_file(self) -> Path:
        named = folder / "journeys" / f"{self.script}.js"
        return named if named.is_file() else Path(self.script)

    @property
    def name(self) -> str:
        return self.script_file.stem

    def k6_options(self) -> list[str]:
        words = []
        if self.vus:
            words += ["--vus", str(self.vus)]
        if self.duration:
            words += ["--duration", self.duration]
        if self.rps:
            words += ["--rps", str(self.rps)]
        if self.influxdb:
            words += ["--out", f"influxdb={self.influxdb}"]
        return [*words, *self.options]

    @classmethod
    def read(cls, file: Path, **changes: Any) -> Self:
        """From TOML, whose names are those of the fields; `changes` count more."""
        try:
            told = tomllib.loads(file.read_text())
        except OSError as error:
            raise Failure(f"{file} cannot be read: {error.strerror}")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Failure(f"{file} is no TOML: {error}")
        return cls.of({**told, **changes})

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        fields = {field.name: field for field in dataclasses.fields(cls)}
        for name, value in told.items():
            if name not in fields:
                raise Failure(f"unknown word {name!r} in the definition{nearest(name, list(fields))}")
            wanted: type = {"int": int, "str": str}.get(str(fields[name].type), list)
            if not isinstance(value, wanted) or isinstance(value, bool):
                raise Failure(f"{name} wants {wanted.__name__}, not {value!r}")
        if "script" not in told:
            raise Failure(f"the definition names no script\n{known_journeys()}")
        if "options" in told:
            told = {**told, "options": tuple(str(word) for word in told["options"])}
        return cls(**told)

    def to_toml(self) -> str:
        return "".join(f"{name} = {_toml(value)}\n" for name, value in dataclasses.asdict(self).items())


def _toml(value: Any) -> str:
    """Text, numbers and lists of text are written in JSON as in TOML."""
    return json.dumps(value, ensure_ascii=False)


def journeys() -> list[str]:
    return sorted(file.stem for file in (folder / "journeys").glob("*.js"))


def known_journeys() -> str:
    return "journeys are: " + ", ".join(journeys())

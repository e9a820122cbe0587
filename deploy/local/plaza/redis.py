"""Redis of the local fleet: a server for each service that needs one, each as durable as what it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plaza.process import Process, render
from plaza.secret_file import text_of, write
from plaza.settings import Settings

group = "redis"
program = Path("/usr/bin/redis-server")
client = Path("/usr/bin/redis-cli")
# A server that stops brings its append-only file to an end.
stop_wait_s = 30

# A port for each of them, from the first on: a place is never given to another.
places = {"booking": 0, "gateway": 1, "invoice": 2}

# When what was written is on the disk: at once, where a loss would be a lie; the rest within a second.
fsync = {"booking": "always"}


@dataclass(frozen=True)
class Redis:
    settings: Settings
    first_port: int
    owner: str

    @property
    def name(self) -> str:
        return f"{group}-{self.owner}"

    @property
    def port(self) -> int:
        return self.first_port + places[self.owner]

    @property
    def folder(self) -> Path:
        return self.settings.state / "data" / self.name

    @property
    def password_file(self) -> Path:
        return self.settings.state / "secrets" / self.name

    @property
    def password_setting(self) -> Path:
        """The line of the server's configuration that holds the password, apart from what everybody may read."""
        return self.settings.state / "secrets" / f"{self.name}.conf"

    def values(self) -> dict[str, object]:
        """What the configuration template of a service may name."""
        return {"redis_endpoint": f"127.0.0.1:{self.port}", "redis_password_file": self.password_file}

    def process(self) -> Process:
        config = self.settings.state / "config" / f"{self.name}.conf"
        template = self.settings.root / "deploy/local/config/redis.conf"
        values = {
            "port": self.port,
            "data": self.folder,
            "fsync": fsync.get(self.owner, "everysec"),
            "password_setting": self.password_setting,
        }
        ask = f'REDISCLI_AUTH="$(cat "$0")" exec timeout 2 {client} -e -p {self.port} ping'
        return Process(
            name=self.name,
            group=group,
            command=[str(program), str(config)],
            ready_url="",
            ready_command=["/bin/sh", "-c", ask, str(self.password_file)],
            ports=[self.port],
            config_file=config,
            config_text=render(template, values),
            stop_wait_s=stop_wait_s,
            before_start=self.make_folder,
        )

    def make_folder(self) -> None:
        """Where it keeps its data, and its password, where they are missing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        setting = f"requirepass {text_of(self.password_file)}"
        if self.password_setting.exists() and self.password_setting.read_text().strip() != setting:
            self.password_setting.unlink()
        if not self.password_setting.exists():
            write(self.password_setting, setting)

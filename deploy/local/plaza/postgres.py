"""PostgreSQL of the local fleet: one server with a database and a role of its own for each service that needs one."""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plaza.failure import Failure
from plaza.process import Process
from plaza.settings import Settings

group = "postgres"
programs = Path("/usr/lib/postgresql/15/bin")
account = "postgres"  # PostgreSQL refuses to run as root
superuser = "postgres"
# Where the account of the server may write when it cannot reach the fleet's own folder.
home = Path("/var/lib/postgresql")
command_timeout_s = 60
# A server that stops writes out what it has in memory.
stop_wait_s = 60

# Durable, as where it matters: an answer is given when the data is on the disk.
server_settings = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "password_encryption": "scram-sha-256",
    "autovacuum_naptime": "10s",
    "log_line_prefix": "%m [%p] %u@%d ",
}


@dataclass(frozen=True)
class Postgres:
    settings: Settings
    port: int

    @property
    def folder(self) -> Path:
        """Where the server keeps its data: with the fleet's, unless the server's account cannot get there."""
        near = self.settings.state / "data" / group
        if os.geteuid() != 0 or _reachable(near):
            return near / "cluster"
        name = hashlib.blake2b(str(self.settings.state).encode(), digest_size=8).hexdigest()
        return home / f"plaza-{name}"

    def password_file(self, role: str) -> Path:
        return self.settings.state / "secrets" / f"{group}-{role}"

    def values(self, database: str) -> dict[str, object]:
        """What the configuration template of a service may name."""
        return {
            "postgres_port": self.port,
            "postgres_database": database,
            "postgres_user": database,
            "postgres_password_file": self.password_file(database),
        }

    def process(self, databases: Sequence[str]) -> Process:
        given = {"port": str(self.port), **server_settings}
        command = [str(programs / "postgres"), "-D", str(self.folder)]
        for name, value in given.items():
            command += ["-c", f"{name}={value}"]
        return Process(
            name=group,
            group=group,
            command=[*_as_account(), *command],
            ready_url="",
            ready_command=[str(programs / "pg_isready"), "-q", "-t", "1", "-h", "127.0.0.1", "-p", str(self.port)],
            ports=[self.port],
            # Sessions are ended at once, and nothing is lost; SIGTERM would wait for the last client to leave.
            stop_signal="INT",
            stop_wait_s=stop_wait_s,
            before_start=self.make_cluster,
            when_ready=lambda: self.make_databases(databases),
        )

    def make_cluster(self) -> None:
        """Once; what is there stays, unless it stands elsewhere and its fleet's folder, with the passwords, is gone."""
        folder = self.folder
        orphaned = not folder.is_relative_to(self.settings.state) and not self.password_file(superuser).exists()
        if (folder / "PG_VERSION").exists() and not orphaned:
            return
        folder.parent.mkdir(parents=True, exist_ok=True)
        # A first start that was broken off leaves half a cluster.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, account, account)
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(_text_of(self.password_file(superuser)))
            file.flush()
            if os.geteuid() == 0:
                shutil.chown(file.name, account)
            where = ["--pgdata", str(folder), "--username", superuser, f"--pwfile={file.name}"]
            how = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
            _run([*_as_account(), str(programs / "initdb"), *where, *how])

    def make_databases(self, databases: Sequence[str]) -> None:
        """A database and its owner for each name, where they are missing."""
        for name in databases:
            password = _text_of(self.password_file(name))
            owner = f"select 1 from pg_roles where rolname = '{name}'"
            if not self._ask(owner):
                self._ask(f"create role {name} login password '{password}'")
            if not self._ask(f"select 1 from pg_database where datname = '{name}'"):
                self._ask(f"create database {name} owner {name}")
                self._ask(f"revoke connect, temporary on database {name} from public")

    def _ask(self, sql: str) -> str:
        environment = {"PGPASSWORD": _text_of(self.password_file(superuser)), "PGCONNECT_TIMEOUT": "10"}
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", superuser, "-d", "postgres"]
        psql = [str(programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *where, "-f", "-"]
        return _run(psql, sql, environment)


def _as_account() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["/usr/bin/setpriv", f"--reuid={account}", f"--regid={account}", "--init-groups", "--"]


def _reachable(folder: Path) -> bool:
    """Whether the server's account may pass through all folders above this one."""
    try:
        user = pwd.getpwnam(account)
    except KeyError:
        return True  # where the package is not installed yet, nothing is started
    for parent in folder.absolute().parents:
        if parent.exists():
            status = parent.stat()
            mine = 0o100 if status.st_uid == user.pw_uid else 0o010 if status.st_gid == user.pw_gid else 0o001
            if not status.st_mode & mine:
                return False
    return True


def _text_of(password_file: Path) -> str:
    """A password that is made when it is first asked for."""
    if not password_file.exists():
        password_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secrets.token_urlsafe(24)}\n")
    return password_file.read_text().strip()


def _run(command: Sequence[str], said: str = "", environment: dict[str, str] | None = None) -> str:
    name = next(Path(word).name for word in command if word.startswith(str(programs)))
    try:
        done = subprocess.run(
            command,
            input=said,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            timeout=command_timeout_s,
        )
    except FileNotFoundError:
        raise Failure(f"{name} of PostgreSQL 15 is not there; apt-get install postgresql-15")
    except subprocess.TimeoutExpired:
        raise Failure(f"{name} of PostgreSQL did not finish within {command_timeout_s} s")
    if done.returncode != 0:
        raise Failure(f"{name} of PostgreSQL failed:\n{(done.stdout + done.stderr).strip()}")
    return done.stdout.strip()

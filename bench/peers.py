"""The servers that others would run instead, where the folder with their sources stands beside the project. Without it,
or without the tools to build them, rows do without them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from plaza.ports import free_base

from bench.server import Server, Unavailable

first_port = 30_000
build_timeout_s = 600


class Peer:
    """How one is built and started by the scripts of the peers' folder."""

    def __init__(self, build: str, built: str, start: list[str], port: str, processes: list[str], tool: str) -> None:
        self.build = build  # word for build-peers.sh; empty: it comes built
        self.built = built  # below the work folder, when it is built
        self.start = start
        self.port = port  # the variable of its env.sh
        self.processes = processes  # names of its pid files, the first started last
        self.tool = tool  # what its build or its start needs


known = {
    "grpc-gateway": Peer("grpcgw", "out/grpcgw", ["start-grpcgw.sh"], "GRPCGW_PORT", ["grpcgw", "grpcbackend"], "go"),
    "mercurius": Peer(
        "graphql", "graphql/node_modules", ["start-graphql.sh", "mercurius"], "MERCURIUS_PORT", ["mercurius"], "npm"
    ),
    "graphql-yoga": Peer("graphql", "graphql/node_modules", ["start-graphql.sh", "yoga"], "YOGA_PORT", ["yoga"], "npm"),
    "Apollo Server": Peer(
        "graphql", "graphql/node_modules", ["start-graphql.sh", "apollo"], "APOLLO_PORT", ["apollo"], "npm"
    ),
    "GARMIN2024": Peer("", "out/garmin2024", ["start-garmin.sh"], "GARMIN_PORT", ["garmin"], "kcat"),
    "Caddy": Peer("caddy", "out/caddy", ["start-caddy.sh"], "CADDY_PORT", ["caddy"], "go"),
}


class Peers:
    def __init__(self, folder: Path, root: Path) -> None:
        self._source = Path(os.environ.get("PLAZA_SHARED", root.parent / "shared")) / "bench"
        self._copy = folder / "peers-source"
        self._work = folder / "peers"
        base = free_base(first_port)
        variables = ["GRPC_PORT", *(peer.port for peer in known.values())]
        self._ports = {variable: base + n for n, variable in enumerate(variables)}

    def start(self, name: str, environment: dict[str, str] | None = None) -> Server:
        peer = known[name]
        self._prepare(name, peer)
        self._script(f"bin/{peer.start[0]}", *peer.start[1:], environment=environment or {})
        pids = {int((self._work / f"run/{process}.pid").read_text()) for process in peer.processes}
        return Server(
            name,
            self._ports[peer.port],
            lambda: pids,
            lambda: self._script("bin/stop.sh", *peer.processes),
        )

    def _prepare(self, name: str, peer: Peer) -> None:
        if not self._source.is_dir():
            raise Unavailable(f"{name}: its sources are not beside this project")
        if not self._copy.is_dir():
            # Their build writes beside the sources, which may belong to somebody else.
            shutil.copytree(self._source, self._copy, ignore=shutil.ignore_patterns("jkjav", "results"))
            for path in [self._copy, *self._copy.rglob("*")]:
                path.chmod(path.stat().st_mode | 0o200)
        if (self._work / peer.built).exists():
            return
        if shutil.which(peer.tool) is None:
            raise Unavailable(f"{name}: {peer.tool}, which it needs, is not on this machine")
        if not peer.build:
            return
        try:
            self._script("bin/build-peers.sh", peer.build, timeout_s=build_timeout_s)
        except (Unavailable, subprocess.TimeoutExpired) as error:
            raise Unavailable(f"{name} cannot be built here: {error}")

    def _script(
        self, script: str, *words: str, environment: dict[str, str] | None = None, timeout_s: float = 60
    ) -> None:
        log = self._work / "scripts.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        # A file, not a pipe: what a script leaves running keeps it open.
        with log.open("w") as out:
            done = subprocess.run(
                ["bash", str(self._copy / script), *words],
                env=self._environment(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                timeout=timeout_s,
                check=False,
            )
        if done.returncode != 0:
            last = (log.read_text(errors="replace").strip().splitlines() or ["no word about it"])[-1]
            raise Unavailable(f"{script} {' '.join(words)}: {last}")

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        ports = {variable: str(port) for variable, port in self._ports.items()}
        return {**os.environ, "PEER_WORK": str(self._work), **ports, **more}

"""What the gateway's pages /docs and /graphql are made of: files of our own, and those of Swagger UI, GraphiQL and
React, from npm, in the versions that gateway/docs locks."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path

from plaza import npm, packages
from plaza.progress import Progress

files = ("swagger-ui.css", "swagger-ui-bundle.js", "LICENSE", "NOTICE")
own_files = ("page.css", "start.js", "graphiql-page.css", "graphiql-start.js")
described_by = ("package.json", "package-lock.json", "graphiql.json")


def folder(root: Path) -> Path | None:
    """Where the files are; nothing when they are not there, or are those of another version."""
    place = root / ".plaza/docs/files"
    stamp = place / ".version"
    return place if stamp.exists() and stamp.read_text() == _version(root) else None


def ensure(root: Path, progress: Progress) -> None:
    """Fetches them once. The fleet runs without them as well: then /docs says so."""
    if folder(root):
        return
    if not shutil.which("npm"):
        packages.ensure(root, ["docs"], progress)
    progress.moving("docs       fetching Swagger UI and GraphiQL from npm")
    complaint = _install(root)
    if complaint:
        progress.step(
            f"docs       Swagger UI and GraphiQL cannot be had from npm, so their pages will be empty:\n{complaint}"
        )
        return
    _place(root)
    progress.step("docs       Swagger UI and GraphiQL fetched from npm")


def _install(root: Path) -> str:
    """Runs npm beside the tree; its complaint, or nothing."""
    place = root / ".plaza/docs"
    place.mkdir(parents=True, exist_ok=True)
    for name in described_by:
        shutil.copyfile(root / "gateway/docs" / name, place / name)
    complaint = npm.run(["ci", "--no-audit", "--no-fund"], place)
    return complaint or npm.take_files(root / "gateway/docs/graphiql.json", place / "graphiql")


def _place(root: Path) -> None:
    """Puts the files where the gateway reads them, each with its compressed form beside it."""
    place = root / ".plaza/docs/files"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    swagger_ui = root / ".plaza/docs/node_modules/swagger-ui-dist"
    graphiql = sorted((root / ".plaza/docs/graphiql").iterdir())
    own = [root / "gateway/docs" / name for name in own_files]
    for file in [*(swagger_ui / name for name in files), *graphiql, *own]:
        name, content = file.name, file.read_bytes()
        (place / name).write_bytes(content)
        (place / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    (place / ".version").write_text(_version(root))


def _version(root: Path) -> str:
    hash_ = hashlib.blake2b(digest_size=12)
    for name in (*described_by, *own_files):
        hash_.update((root / "gateway/docs" / name).read_bytes())
    return hash_.hexdigest()

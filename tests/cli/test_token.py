"""Tokens of `./plaza token`, checked with the openssl command as somebody else would."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from plaza import token
from plaza.failure import Failure

now = 1_700_000_000


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def parts(text: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    header, claims, signature = text.split(".")
    return json.loads(decoded(header)), json.loads(decoded(claims)), decoded(signature)


def test_a_token_says_who_and_how_long(tmp_path: Path) -> None:
    header, claims, _ = parts(token.mint(tmp_path, "陳小明", ["operator courier", "sticker:check"], 60, now))
    assert claims == {"sub": "陳小明", "iat": now, "exp": now + 60, "scope": "operator courier sticker:check"}
    assert header["alg"] == "EdDSA"
    _, claims, _ = parts(token.mint(tmp_path, "alice", [], 60, now))
    assert "scope" not in claims


def test_the_signature_is_right_by_the_published_key(tmp_path: Path) -> None:
    text = token.mint(tmp_path, "alice", [], 60, now)
    header, _, signature = parts(text)
    [key] = json.loads(token.jwks_file(tmp_path).read_text())["keys"]
    assert key["kid"] == header["kid"]
    assert "d" not in key
    prefix = bytes.fromhex("302a300506032b6570032100")  # SubjectPublicKeyInfo of Ed25519 up to the key
    (tmp_path / "public.der").write_bytes(prefix + decoded(key["x"]))
    (tmp_path / "signed").write_text(text.rpartition(".")[0])
    (tmp_path / "signature").write_bytes(signature)
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", "public.der"]
    subprocess.run([*command, "-in", "signed", "-sigfile", "signature"], cwd=tmp_path, check=True, timeout=30)


def test_the_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    private = token.ensure_key(tmp_path)
    before = private.read_bytes()
    assert private.stat().st_mode & 0o777 == 0o600
    assert token.ensure_key(tmp_path).read_bytes() == before
    assert sorted(file.name for file in private.parent.iterdir()) == ["jwks.json", "key.pem"]


def test_a_lost_public_file_is_made_again_from_the_key(tmp_path: Path) -> None:
    token.ensure_key(tmp_path)
    before = token.jwks_file(tmp_path).read_text()
    token.jwks_file(tmp_path).unlink()
    token.ensure_key(tmp_path)
    assert token.jwks_file(tmp_path).read_text() == before


@pytest.mark.parametrize(
    ("subject", "scopes", "ttl_s", "word"),
    [
        ("", [], 60, "--sub"),
        ("a\nb", [], 60, "--sub"),
        ("x" * 256, [], 60, "--sub"),
        ("alice", ['a"b'], 60, "--scope"),
        ("alice", ["café"], 60, "--scope"),
        ("alice", [], 0, "--ttl"),
        ("alice", [], 10**9, "--ttl"),
    ],
)
def test_what_the_gateway_would_refuse_is_not_minted(
    tmp_path: Path, subject: str, scopes: list[str], ttl_s: int, word: str
) -> None:
    with pytest.raises(Failure, match=word):
        token.mint(tmp_path, subject, scopes, ttl_s, now)


def test_the_command_prints_the_token_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    from plaza.progress import Progress

    monkeypatch.setenv("PLAZA_STATE", str(tmp_path))
    parser = argparse.ArgumentParser()
    token.options(parser)
    assert token.run(parser.parse_args(["--sub", "alice", "--scope", "operator"]), Progress()) == 0
    _, claims, _ = parts(capsys.readouterr().out.strip())
    assert claims["sub"] == "alice"

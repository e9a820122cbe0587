"""Bearer tokens for local runs: a development key of this fleet, and tokens signed by it (EdDSA, RFC 8037).

The gateway reads the public half from `jwks_file(state)`; the private half stays beside it, for its owner only. The
signature is made by the `openssl` command, so that nothing has to be installed.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from plaza import settings
from plaza.failure import Failure
from plaza.progress import Progress

ttl_default_s = 3600
ttl_max_s = 30 * 24 * 3600
openssl_wait_s = 30
public_key_bytes = 32  # the end of an Ed25519 SubjectPublicKeyInfo (RFC 8410, 4)


def run(arguments: argparse.Namespace, progress: Progress) -> int:
    """./plaza token: prints a token, and nothing else, so that it can stand in a command line."""
    state = settings.from_environment().state
    print(mint(state, arguments.sub, arguments.scope, arguments.ttl, int(time.time())))
    if sys.stdout.isatty():
        progress.step(f'\nSend it as:  curl -H "Authorization: Bearer $(./plaza token --sub {arguments.sub})" …')
    return 0


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sub", required=True, metavar="USER", help="who the token is for")
    parser.add_argument(
        "--scope", action="append", default=[], metavar="SCOPE", help="what it allows: operator, courier"
    )
    parser.add_argument("--ttl", type=int, default=ttl_default_s, metavar="SECONDS", help="how long it is valid")


def jwks_file(state: Path) -> Path:
    """Where the gateway of this fleet finds the public key; `ensure_key` makes it."""
    return state / "token/jwks.json"


def ensure_key(state: Path) -> Path:
    """The private key, made at the first call. Whoever comes second of two at once takes the key of the first."""
    directory = state / "token"
    private = directory / "key.pem"
    directory.mkdir(parents=True, exist_ok=True)
    if not private.exists():
        descriptor, name = tempfile.mkstemp(dir=directory, prefix="key.")  # for its owner only
        os.close(descriptor)
        made = Path(name)
        try:
            made.write_bytes(_openssl("genpkey", "-algorithm", "ed25519"))
            os.link(made, private)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    if not jwks_file(state).exists():
        _put(jwks_file(state), json.dumps({"keys": [_public_jwk(private)]}, indent=2) + "\n")
    return private


def mint(state: Path, subject: str, scopes: list[str], ttl_s: int, now: int) -> str:
    """A token for `subject` that is valid from `now`, in seconds since 1970, for `ttl_s`."""
    if not subject or not subject.isprintable() or len(subject.encode()) > 255:
        raise Failure("--sub wants 1 to 255 bytes of printable text")
    words = " ".join(scopes).split()
    if any(not word.isascii() or not word.isprintable() or '"' in word or "\\" in word for word in words):
        raise Failure("--scope wants words of plain characters, as in --scope operator")
    if not 1 <= ttl_s <= ttl_max_s:
        raise Failure(f"--ttl wants seconds from 1 to {ttl_max_s}")
    private = ensure_key(state)
    header = {"alg": "EdDSA", "kid": _public_jwk(private)["kid"], "typ": "JWT"}
    claims: dict[str, str | int] = {"sub": subject, "iat": now, "exp": now + ttl_s}
    if words:
        claims["scope"] = " ".join(words)
    text = f"{_base64url(_compact(header))}.{_base64url(_compact(claims))}"
    return f"{text}.{_base64url(_sign(private, text.encode()))}"


def _public_jwk(private: Path) -> dict[str, str]:
    point = _openssl("pkey", "-in", str(private), "-pubout", "-outform", "DER")[-public_key_bytes:]
    members = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(point)}
    # The key's thumbprint as its id: the members that make it, in this order (RFC 7638, 3).
    thumbprint = hashlib.sha256(_compact(members)).digest()
    return members | {"alg": "EdDSA", "use": "sig", "kid": _base64url(thumbprint)}


def _sign(private: Path, text: bytes) -> bytes:
    with tempfile.NamedTemporaryFile() as file:  # what is to be signed whole cannot come through a pipe
        file.write(text)
        file.flush()
        return _openssl("pkeyutl", "-sign", "-rawin", "-inkey", str(private), "-in", file.name)


def _openssl(*arguments: str) -> bytes:
    try:
        return subprocess.run(
            ["openssl", *arguments], check=True, capture_output=True, timeout=openssl_wait_s, stdin=subprocess.DEVNULL
        ).stdout
    except FileNotFoundError:
        raise Failure("the openssl command is missing; it comes with the package openssl") from None
    except subprocess.CalledProcessError as error:
        raise Failure(f"openssl {arguments[0]} failed: {error.stderr.decode(errors='replace').strip()}") from None


def _put(path: Path, text: str) -> None:
    """Replaces the file whole: the gateway may be looking at it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_text(text)
    beside.replace(path)


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

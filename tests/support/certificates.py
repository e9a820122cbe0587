"""Certificates of a test's own authority."""

from __future__ import annotations

from pathlib import Path

import trustme


class Certificates:
    """An authority, and what it signed, as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.authority = trustme.CA()
        self.authorities_file = folder / "authorities.pem"
        self.authority.cert_pem.write_to_path(str(self.authorities_file))

    def issue(self, name: str, *names: str) -> tuple[Path, Path]:
        """Puts NAME.crt and NAME.key in place, the key first."""
        issued = self.authority.issue_cert(name, *names)
        certificate, key = self._folder / f"{name}.crt", self._folder / f"{name}.key"
        for file, content in ((key, issued.private_key_pem.bytes()), (certificate, _chain(issued))):
            beside = file.with_suffix(".new")
            beside.write_bytes(content)
            beside.replace(file)
        return certificate, key


def _chain(issued: trustme.LeafCert) -> bytes:
    return b"".join(blob.bytes() for blob in issued.cert_chain_pems)

"""A broker that is spoken to over TLS, with certificates on both sides or with a password, by configuration alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from tests.kafka.broker import Broker, subject
from tests.support.certificates import Certificates
from tests.support.waiting import eventually

topic = "secrets"
# Beside those of the broker that all may speak to.
tls_port, password_port = 2, 3
password = "of the producer"


class Secure:
    """A broker with two more listeners: one asks for a certificate, one for a password."""

    def __init__(self, folder: Path) -> None:
        self.certificates = Certificates(folder)
        certificate, key = self.certificates.issue("broker", "127.0.0.1")
        both = folder / "broker.pem"
        both.write_bytes(_pkcs8(key.read_bytes()) + certificate.read_bytes())
        self.broker = Broker(folder, lambda port: self._properties(port, both))

    def _properties(self, port: int, keystore: Path) -> str:
        open_, tls, by_password = (f"127.0.0.1:{port + offset}" for offset in (0, tls_port, password_port))
        advertised = f"PLAINTEXT://{open_},SSL://{tls},SASL_SSL://{by_password}"
        login = "org.apache.kafka.common.security.plain.PlainLoginModule required"
        return f"""
listeners={advertised},CONTROLLER://127.0.0.1:{port + 1}
advertised.listeners={advertised}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={self.certificates.authorities_file}
listener.name.ssl.ssl.client.auth=required
sasl.enabled.mechanisms=PLAIN
listener.name.sasl_ssl.plain.sasl.jaas.config={login} user_producer="{password}";
"""

    def address(self, offset: int) -> str:
        return f"127.0.0.1:{self.broker.kafka.port + offset}"


def _pkcs8(key: bytes) -> bytes:
    """The only form of a private key that Kafka reads."""
    return serialization.load_pem_private_key(key, None).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    own = Secure(tmp_path_factory.mktemp("secure-kafka"))
    own.broker.start()
    try:
        own.broker.make_topic(topic)
        yield own
    finally:
        own.broker.stop()


def written(secure: Secure, folder: Path, offset: int, **security: object) -> None:
    """A producer with these settings gets its records acknowledged."""
    with subject(
        secure.broker, folder, "producer", secure.broker.kafka.port + 10, **_given(secure, offset, security)
    ) as one:
        eventually(lambda: len(one.lines()) > 100, 60, "records to be acknowledged")
        one.stop()
        values = [value for partition in secure.broker.read(topic) for _, value in partition]
        assert set(one.lines()) <= set(values)


def refused(secure: Secure, folder: Path, because: str, offset: int, **security: object) -> None:
    """A producer with these settings says in its log why nothing is acknowledged, and goes on trying."""
    with subject(
        secure.broker, folder, "producer", secure.broker.kafka.port + 10, **_given(secure, offset, security)
    ) as one:
        log = folder / "producer.log"
        eventually(lambda: because in log.read_text(), 30, f"{because!r} in the log")
        assert one.lines() == []
        assert one.process.poll() is None
        one.stop()


def _given(secure: Secure, offset: int, security: dict[str, object]) -> dict[str, str]:
    return {
        "SUBJECT__ROLE": "producer",
        "SUBJECT__TOPIC": topic,
        "KAFKA__BROKERS": secure.address(offset),
        **{f"KAFKA__SECURITY__{name.upper()}": str(value) for name, value in security.items()},
    }


def test_with_certificates_on_both_sides_records_are_acknowledged(secure: Secure, tmp_path: Path) -> None:
    certificate, key = secure.certificates.issue("producer")
    authorities = secure.certificates.authorities_file
    written(secure, tmp_path, tls_port, authorities_file=authorities, certificate_file=certificate, key_file=key)


def test_a_certificate_of_a_stranger_is_refused(secure: Secure, tmp_path: Path) -> None:
    certificate, key = Certificates(tmp_path).issue("producer")
    refused(
        secure,
        tmp_path,
        "SSL",
        tls_port,
        authorities_file=secure.certificates.authorities_file,
        certificate_file=certificate,
        key_file=key,
    )


def test_a_broker_whose_certificate_nobody_here_signed_gets_no_record(secure: Secure, tmp_path: Path) -> None:
    refused(
        secure,
        tmp_path,
        "certificate verify failed",
        tls_port,
        authorities_file=Certificates(tmp_path).authorities_file,
    )


def test_the_right_password_opens_and_a_wrong_one_does_not(secure: Secure, tmp_path: Path) -> None:
    file = tmp_path / "password"
    given = {
        "authorities_file": secure.certificates.authorities_file,
        "user": "producer",
        "password_file": file,
        "mechanism": "PLAIN",
    }
    file.write_text("a guess\n")
    refused(secure, tmp_path, "Authentication failed", password_port, **given)
    file.write_text(f"{password}\n")
    written(secure, tmp_path, password_port, **given)

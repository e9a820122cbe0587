"""A fleet that speaks TLS at the gateway and mutual TLS within, by configuration alone."""

from __future__ import annotations

import socket
import ssl
import urllib.parse
from collections.abc import Iterator

import httpx
import pytest

from tests.support.certificates import Certificates
from tests.support.fleet import Fleet
from tests.support.waiting import eventually

ONE = "/api/v1/pharmacies?near=25.0478,121.5170&first=1"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def secure(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    public = certificates.issue("localhost", "127.0.0.1")
    pharmacy, gateway = certificates.issue("pharmacy"), certificates.issue("gateway")
    overrides = {
        "PLAZA_GATEWAY_HTTP__TLS__CERTIFICATE_FILE": public[0],
        "PLAZA_GATEWAY_HTTP__TLS__KEY_FILE": public[1],
        "PLAZA_GATEWAY_PHARMACY__TLS__AUTHORITIES_FILE": certificates.authorities_file,
        "PLAZA_GATEWAY_PHARMACY__TLS__SERVER_NAME": "pharmacy",
        "PLAZA_GATEWAY_PHARMACY__TLS__CERTIFICATE_FILE": gateway[0],
        "PLAZA_GATEWAY_PHARMACY__TLS__KEY_FILE": gateway[1],
        "PLAZA_PHARMACY_THRIFT__TLS__CERTIFICATE_FILE": pharmacy[0],
        "PLAZA_PHARMACY_THRIFT__TLS__KEY_FILE": pharmacy[1],
        "PLAZA_PHARMACY_THRIFT__TLS__CLIENT_AUTHORITIES_FILE": certificates.authorities_file,
        "PLAZA_PHARMACY_THRIFT__TLS__CLIENT_NAMES": "gateway",
    }
    state = tmp_path_factory.mktemp("secure-fleet")
    with Fleet.another(state, overrides={name: str(value) for name, value in overrides.items()}) as fleet:
        yield fleet


def client(fleet: Fleet, certificates: Certificates) -> httpx.Client:
    trusted = ssl.create_default_context(cafile=str(certificates.authorities_file))
    return httpx.Client(base_url=f"https://localhost:{fleet.ports.public}", verify=trusted, timeout=10)


def test_the_gateway_answers_over_tls_what_the_service_says_over_mutual_tls(secure, certificates):
    with client(secure, certificates) as https:
        for _ in range(20):
            answer = https.get(ONE)
            assert answer.status_code == 200
            assert len(answer.json()["items"]) == 1


def test_the_gateway_offers_http_1_1_and_no_old_protocol(secure, certificates):
    trusted = ssl.create_default_context(cafile=str(certificates.authorities_file))
    trusted.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", secure.ports.public), timeout=5) as plain,
        trusted.wrap_socket(plain, server_hostname="localhost") as secured,
    ):
        assert secured.selected_alpn_protocol() == "http/1.1"
        assert secured.version() == "TLSv1.3"
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname = False
    old.verify_mode = ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", secure.ports.public), timeout=5) as plain,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        old.wrap_socket(plain)


def test_plain_http_gets_no_answer(secure):
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{secure.ports.public}{ONE}")


def test_the_service_lets_in_nobody_without_a_certificate(secure, certificates):
    operations = urllib.parse.urlsplit(secure.operations_url("pharmacy")).port
    port = next(port for port in secure.process("pharmacy").ports if port != operations)
    trusted = ssl.create_default_context(cafile=str(certificates.authorities_file))
    # In TLS 1.3 the refusal comes with the first byte read.
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
        trusted.wrap_socket(plain, server_hostname="pharmacy") as secured,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        secured.recv(1)


def test_a_new_certificate_is_used_without_a_restart(secure, certificates):
    def serial() -> object:
        trusted = ssl.create_default_context(cafile=str(certificates.authorities_file))
        with (
            socket.create_connection(("127.0.0.1", secure.ports.public), timeout=5) as plain,
            trusted.wrap_socket(plain, server_hostname="localhost") as secured,
        ):
            return secured.getpeercert()["serialNumber"]

    before = serial()
    with client(secure, certificates) as https:
        assert https.get(ONE).status_code == 200
        certificates.issue("localhost", "127.0.0.1")
        eventually(lambda: serial() != before, timeout_seconds=10, what="another certificate")
        assert https.get(ONE).status_code == 200
    assert secure.metric("gateway", "tls_credential_reloads_total", result="ok") >= 1

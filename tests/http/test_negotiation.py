"""Accept-Encoding and the other Accept fields."""

import gzip

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import get

target_of = {"gateway": "/openapi.json", "echo": "/document"}


@rule("RFC 9110 §12.5.3", "RFC 9110 §8.4", "RFC 9110 §12.4.2", "RFC 9110 §8.4.1.3")
@pytest.mark.parametrize(
    "value",
    [
        "gzip",
        "GZip",
        "x-gzip",
        "gzip;q=1.0",
        "gzip; q=0.001",
        "gzip;Q=0.5",
        "br, gzip",
        "deflate, gzip;q=0.5, br",
        "*",
        "*;q=0.1",
        "br;q=1, *;q=0.5",
        "gzip, identity;q=0",
        "identity;q=0, *",
        "gzip;q=0.8, identity;q=0.5",
        "gzip ;q=0.5",
    ],
)
def test_gzip_goes_to_those_who_take_it(server: Server, value: str) -> None:
    target = target_of[server.name]
    with server.client() as client:
        plain = client.exchange(get(target))
        answer = client.exchange(get(target, f"Accept-Encoding: {value}"))
        assert answer.header("content-encoding") == "gzip"
        assert gzip.decompress(answer.body) == plain.body
        assert "Accept-Encoding" in answer.header("vary")


@rule("RFC 9110 §12.5.3", "RFC 9110 §12.4.2", "RFC 9110 §12.5.5")
@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "identity",
        "br",
        "deflate",
        "gzip;q=0",
        "gzip;q=0.000",
        "gzip;q=0, *",
        "*;q=0, identity",
        "*, gzip;q=0",
        "identity, gzip;q=0.5",
        "gzip;q=x",
        "gzipped",
        "*;q=0",
        "identity;q=0",
        "br, identity;q=0",
    ],
)
def test_all_others_get_the_plain_form(server: Server, value: str | None) -> None:
    """Where nothing that is there is acceptable, the plain form goes out rather than nothing."""
    lines = [] if value is None else [f"Accept-Encoding: {value}"]
    with server.client() as client:
        answer = client.exchange(get(target_of[server.name], *lines))
        assert answer.status == 200
        assert not answer.has("content-encoding")
        assert "Accept-Encoding" in answer.header("vary")


@rule("RFC 9110 §8.4", "RFC 9110 §12.5.5")
def test_what_is_compressed_already_is_not_again(echo: Server) -> None:
    with echo.client() as client:
        answer = client.exchange(get("/image", "Accept-Encoding: gzip"))
        assert not answer.has("content-encoding")
        assert not answer.has("vary")


@rule("RFC 9110 §12.5.1", "RFC 9110 §12.5.2", "RFC 9110 §12.5.4")
@pytest.mark.parametrize(
    "line", ["Accept: image/png", "Accept: */*;q=0", "Accept-Language: tlh", "Accept-Charset: latin1"]
)
def test_what_cannot_be_chosen_is_sent_anyway(gateway: Server, line: str) -> None:
    with gateway.client() as client:
        answer = client.exchange(get("/api/v1/pharmacies?first=1", line))
        assert answer.status == 200
        assert answer.header("content-type") == "application/json"


@rule("RFC 9110 §8.3")
@pytest.mark.parametrize("target", ["/", "/openapi.json", "/favicon.ico", "/problems", "/healthz", "/no-such-thing"])
def test_content_names_its_type(gateway: Server, target: str) -> None:
    with gateway.client() as client:
        assert client.exchange(get(target)).header("content-type")

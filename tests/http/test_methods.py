"""Methods: which are known, which a resource takes, and what HEAD, OPTIONS and TRACE answer."""

import pytest

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import get, post


@rule("RFC 9110 §9.1", "RFC 9110 §9.3.1")
def test_get_and_head_are_served(server: Server) -> None:
    with server.client() as client:
        assert client.exchange(get()).status == 200
        assert client.exchange(get(method="HEAD"), "HEAD").status == 200


@rule("RFC 9110 §9.3.2", "RFC 9110 §8.6", "RFC 9112 §6.3")
@pytest.mark.parametrize(
    "target", ["/", "/no-such-thing", "/openapi.json", "/api/v1/pharmacies/map", "/api/v1/pharmacies"]
)
@pytest.mark.parametrize("lines", [(), ("Accept-Encoding: gzip",)])
def test_head_answers_as_get_does_without_the_content(gateway: Server, target: str, lines: tuple[str, ...]) -> None:
    varying = {"date", "x-request-id", "age", "ratelimit", "ratelimit-remaining", "ratelimit-reset"}
    with gateway.client() as client:
        by_get = client.exchange(get(target, *lines))
        by_head = client.exchange(get(target, *lines, method="HEAD"), "HEAD")
        assert by_head.status == by_get.status
        assert [f for f in by_head.fields if f[0] not in varying] == [f for f in by_get.fields if f[0] not in varying]
        assert by_head.header("content-length") == str(len(by_get.body))
        assert client.silent(0.02)


@rule("RFC 9110 §9.3.2")
def test_head_of_a_stream_has_no_content(echo: Server) -> None:
    with echo.client() as client:
        assert client.exchange(get("/stream", method="HEAD"), "HEAD").status == 200
        assert client.exchange(get()).body == b"hello"


@rule("RFC 9110 §9.1", "RFC 9110 §15.6.2")
@pytest.mark.parametrize("method", ["FOO", "get", "Get", "LOCKED", "M-X", "G!#$%&'*+-.^_`|~"])
def test_an_unknown_method_is_answered_501(server: Server, method: str) -> None:
    with server.client() as client:
        assert client.exchange(get(method=method)).status == 501
        assert client.exchange(get()).status == 200


@rule("RFC 9110 §15.5.6", "RFC 9110 §10.2.1", "RFC 9110 §9.1")
@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "TRACE", "QUERY"])
def test_a_method_that_the_resource_does_not_take_is_answered_405_with_allow(server: Server, method: str) -> None:
    with server.client() as client:
        answer = client.exchange(get(method=method))
        assert answer.status == 405
        allowed = answer.header("allow").split(", ")
        assert {"GET", "HEAD", "OPTIONS"} <= set(allowed)
        assert method not in allowed
        assert client.exchange(get()).status == 200


@rule("RFC 9110 §9.3.7", "RFC 9110 §10.2.1")
def test_options_tells_what_the_resource_takes(server: Server) -> None:
    with server.client() as client:
        answer = client.exchange(get(method="OPTIONS"))
        assert answer.status == 204
        assert {"GET", "HEAD", "OPTIONS"} <= set(answer.header("allow").split(", "))
        assert ("POST" in answer.header("allow")) == (server.name == "echo")
        assert client.exchange(get("/no-such-thing", method="OPTIONS")).status == 404


@rule("RFC 9110 §9.3.8")
def test_trace_echoes_nothing(server: Server) -> None:
    with server.client() as client:
        answer = client.exchange(get("/", "X-Secret: secret", "Cookie: secret", method="TRACE"))
        assert answer.status == 405
        assert b"secret" not in answer.body


@rule("RFC 9110 §9.3.3")
def test_post_takes_its_content(echo: Server) -> None:
    with echo.client() as client:
        assert client.exchange(post(b"hello")).body == b"hello"


@rule("RFC 9110 §15.3.5", "RFC 9110 §8.6")
def test_204_has_no_content_and_no_length(echo: Server) -> None:
    with echo.client() as client:
        answer = client.exchange(get("/empty"))
        assert answer.status == 204
        assert not answer.has("content-length")
        assert client.exchange(get()).body == b"hello"


@rule("RFC 9110 §15.5.2", "RFC 9110 §11.6.1")
@pytest.mark.parametrize("credentials", ["Bearer secret", "Bearer", "bearer a.b.c", "Bearer  "])
def test_credentials_that_are_not_accepted_are_answered_401_with_a_challenge(gateway: Server, credentials: str) -> None:
    with gateway.client() as client:
        answer = client.exchange(get("/", f"Authorization: {credentials}"))
        assert answer.status == 401
        assert answer.header("www-authenticate").startswith("Bearer ")
        assert client.exchange(get()).status == 200

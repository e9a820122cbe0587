from __future__ import annotations

import threading
from pathlib import Path

import grpc
import pytest
import trustme
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

from tests.grpc.conftest import Echo, Subject, patience_s, running

identity = (
    ("plaza-subject", "amy"),
    ("plaza-scopes", "courier operator"),
    ("x-request-id", "r-1"),
    ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
)


def test_a_call_is_answered(echo: Echo) -> None:
    assert echo.method("Echo")(echo.request(text="hello 台北"), timeout=patience_s).text == "hello 台北"


def test_many_calls_at_once_each_get_their_own_answer(echo: Echo) -> None:
    calls = [echo.method("Echo").future(echo.request(text=str(i)), timeout=patience_s) for i in range(1_000)]
    assert [call.result().text for call in calls] == [str(i) for i in range(1_000)]


def test_large_messages_pass(echo: Echo) -> None:
    text = "x" * 3_000_000
    assert echo.method("Echo")(echo.request(text=text), timeout=patience_s).text == text


def test_many_large_messages_pass_at_once(echo: Echo) -> None:
    text = "x" * 2_000_000
    calls = [echo.method("Echo").future(echo.request(text=text), timeout=patience_s) for _ in range(10)]
    assert all(call.result().text == text for call in calls)


def test_metadata_arrive(echo: Echo) -> None:
    answer = echo.method("Echo")(echo.request(text="who"), timeout=patience_s, metadata=identity)
    assert list(answer.ids) == ["amy", "courier", "operator", "r-1", "0af7651916cd43dd8448eb211c80319c"]


@pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK])
def test_an_error_arrives_with_all_its_details(echo: Echo, code: grpc.StatusCode) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        echo.method("Echo")(echo.request(text=f"fail {code.value[0]}"), timeout=patience_s)
    assert failed.value.code() is code
    assert failed.value.details() == "as you wish: 台北, 100 %"
    status = rpc_status.from_call(failed.value)
    info, retry, bad = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo(), error_details_pb2.BadRequest()
    assert status.details[0].Unpack(info)
    assert (info.reason, info.domain) == ("AS_WISHED", "plaza")
    assert status.details[1].Unpack(retry)
    assert retry.retry_delay.ToMilliseconds() == 1_500
    assert status.details[2].Unpack(bad)
    assert bad.field_violations[0].field == "/text"


def test_an_unknown_method_is_unimplemented(echo: Echo) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        echo.method("None")(echo.request(), timeout=patience_s)
    assert failed.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_message_that_is_too_large_is_refused(echo: Echo) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        echo.method("Echo")(echo.request(text="x" * 5_000_000), timeout=patience_s)
    assert failed.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_handler_ends_with_its_callers_patience(echo: Echo, subject: Subject) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        echo.method("Wait")(echo.request(), timeout=0.2)
    assert failed.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert subject.says("the wait has ended")


def test_our_client_calls_other_servers(echo: Echo) -> None:
    answer = echo.method("Do")(echo.request(text="hello"), timeout=patience_s, metadata=identity)
    assert answer.text == "HELLO"


def test_our_client_understands_other_servers_errors(echo: Echo) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        echo.method("Do")(echo.request(text="fail"), timeout=patience_s, metadata=identity)
    assert failed.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert failed.value.details() == "not now: 台北"


def test_reflection_tells_what_is_served(channel: grpc.Channel, echo: Echo) -> None:
    services = ProtoReflectionDescriptorDatabase(channel).get_services()
    assert {"test.v1.EchoService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"} <= set(services)
    assert [method.name for method in echo.service.methods] == ["Echo", "Wait", "Do"]


def test_health_is_told_for_the_process_and_for_each_service(channel: grpc.Channel) -> None:
    health = health_pb2_grpc.HealthStub(channel)
    for name in ("", "test.v1.EchoService"):
        answer = health.Check(health_pb2.HealthCheckRequest(service=name), timeout=patience_s)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(grpc.RpcError) as failed:
        health.Check(health_pb2.HealthCheckRequest(service="test.v1.Other"), timeout=patience_s)
    assert failed.value.code() is grpc.StatusCode.NOT_FOUND


def test_mutual_tls(tmp_path: Path, upstream: int) -> None:
    authority = trustme.CA()
    served, shown = authority.issue_cert("orders"), authority.issue_cert("gateway")
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    served.private_key_pem.write_to_path(tmp_path / "orders.key")
    served.cert_chain_pems[0].write_to_path(tmp_path / "orders.crt")
    settings = {
        "PLAZA_GRPC__TLS__CERTIFICATE_FILE": str(tmp_path / "orders.crt"),
        "PLAZA_GRPC__TLS__KEY_FILE": str(tmp_path / "orders.key"),
        "PLAZA_GRPC__TLS__CLIENT_AUTHORITIES_FILE": str(tmp_path / "authority.pem"),
    }
    named = [("grpc.ssl_target_name_override", "orders")]
    known = grpc.ssl_channel_credentials(
        authority.cert_pem.bytes(), shown.private_key_pem.bytes(), shown.cert_chain_pems[0].bytes()
    )
    stranger = grpc.ssl_channel_credentials(authority.cert_pem.bytes())
    with running(tmp_path, **settings) as started:
        with grpc.secure_channel(started.target, known, named) as channel:
            echo = Echo(channel)
            assert echo.method("Echo")(echo.request(text="hello"), timeout=patience_s).text == "hello"
        with grpc.secure_channel(started.target, stranger, named) as channel, pytest.raises(grpc.RpcError) as refused:
            health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=patience_s)
        assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


def test_a_stop_fails_no_call_and_is_seen_by_who_watches(tmp_path: Path) -> None:
    with running(tmp_path, PLAZA_STOP__GRACE_MS="500") as started, grpc.insecure_channel(started.target) as channel:
        echo = Echo(channel)
        watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), timeout=patience_s)
        assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
        failures: list[grpc.RpcError] = []
        stopping = threading.Event()

        def load() -> None:
            while not stopping.is_set():
                try:
                    echo.method("Echo")(echo.request(text="1"), timeout=patience_s)
                except grpc.RpcError as error:
                    failures.append(error)

        callers = [threading.Thread(target=load) for _ in range(4)]
        for caller in callers:
            caller.start()
        started.process.terminate()
        assert next(watch).status == health_pb2.HealthCheckResponse.NOT_SERVING
        stopping.set()
        for caller in callers:
            caller.join()
        assert failures == []
        assert started.process.wait(patience_s) == 0

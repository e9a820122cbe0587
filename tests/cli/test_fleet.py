"""The fleet as a list of processes, their configuration, and what supervisord is told."""

from __future__ import annotations

import configparser
import dataclasses
import tomllib
from pathlib import Path

import pytest
from plaza import supervisor
from plaza.failure import Failure
from plaza.fleet import Fleet, assemble, stop_drain_ms, stop_grace_ms
from plaza.process import Process, in_starting_order, render
from plaza.settings import Settings

stores = ["postgres", "redis-booking", "kafka"]


def names(fleet: Fleet) -> list[str]:
    return [process.name for process in fleet.processes]


def configuration(fleet: Fleet, name: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(fleet.named(name)[0].config_text)


def test_a_single_gateway_is_the_public_server(settings: Settings) -> None:
    fleet = assemble(settings, {}, {})
    assert names(fleet) == [*stores, "feed", "pharmacy-1", "booking-1", "orders-1", "shipping-1", "gateway-1"]
    assert configuration(fleet, "gateway")["http"]["port"] == settings.port_base


def test_several_gateways_stand_behind_the_edge(settings: Settings) -> None:
    fleet = assemble(settings, {"gateway": 2}, {})
    assert names(fleet)[-3:] == ["gateway-1", "gateway-2", "edge"]
    edge = fleet.named("edge")[0]
    assert settings.port_base in edge.ports
    for gateway in fleet.named("gateway"):
        port = gateway.ports[0]
        assert port != settings.port_base
        assert f"server 127.0.0.1:{port} max_fails=0;" in edge.config_text


def test_the_gateway_knows_every_pharmacy(settings: Settings) -> None:
    fleet = assemble(settings, {"pharmacy": 3}, {})
    served = [f"127.0.0.1:{process.ports[0]}" for process in fleet.named("pharmacy")]
    assert configuration(fleet, "gateway")["pharmacy"]["endpoints"] == served


def test_the_gateway_knows_every_booking(settings: Settings) -> None:
    fleet = assemble(settings, {"booking": 3}, {})
    served = [f"127.0.0.1:{process.ports[0]}" for process in fleet.named("booking")]
    assert configuration(fleet, "gateway")["booking"]["endpoints"] == served


def test_instances_of_a_service_share_its_database_and_have_ports_of_their_own(settings: Settings) -> None:
    fleet = assemble(settings, {"orders": 3, "shipping": 2}, {})
    assert [process.name for process in fleet.named("orders")] == ["orders-1", "orders-2", "orders-3"]
    of_orders = [tomllib.loads(process.config_text) for process in fleet.named("orders")]
    assert {str(one["postgres"]["database"]) for one in of_orders} == {"orders"}
    assert len({one["grpc"]["port"] for one in of_orders}) == 3
    assert configuration(fleet, "shipping-2")["postgres"]["database"] == "shipping"


@pytest.mark.parametrize(
    ("replicas", "said"),
    [
        ({"gatewy": 2}, "did you mean 'gateway'"),
        ({"feed": 2}, "cannot be had several times"),
        ({"gateway": 0}, "from 1 to 5"),
        ({"gateway": 6}, "from 1 to 5"),
    ],
)
def test_replicas_that_cannot_be_are_refused(settings: Settings, replicas: dict[str, int], said: str) -> None:
    with pytest.raises(Failure, match=said):
        assemble(settings, replicas, {})


def test_an_unknown_process_is_answered_with_the_nearest(settings: Settings) -> None:
    with pytest.raises(Failure, match="did you mean 'pharmacy'"):
        assemble(settings, {}, {}).named("farmacy")


def test_assembling_writes_nothing(settings: Settings) -> None:
    assemble(settings, {"gateway": 2}, {})
    assert not settings.state.exists()


def test_processes_start_after_what_they_need() -> None:
    def process(name: str, *after: str) -> Process:
        return Process(name, name, [], "", [], after=list(after))

    ordered = in_starting_order([process("gateway", "orders"), process("orders", "postgres"), process("postgres")])
    assert [one.name for one in ordered] == ["postgres", "orders", "gateway"]
    with pytest.raises(Failure, match="wait for each other"):
        in_starting_order([process("a", "b"), process("b", "a")])


def test_a_template_that_wants_an_unknown_value_is_refused(tmp_path: Path) -> None:
    template = tmp_path / "a.conf"
    template.write_text("listen @{port}; root $document_root;\n")
    assert render(template, {"port": 80}) == "listen 80; root $document_root;\n"
    with pytest.raises(Failure, match="a.conf wants a value for 'port'"):
        render(template, {})


def test_the_digest_changes_with_program_configuration_and_options(settings: Settings) -> None:
    def digest(environment: dict[str, str]) -> str:
        return assemble(settings, {}, environment).named("gateway")[0].digest()

    first = digest({})
    assert digest({"HOME": "/elsewhere"}) == first
    assert digest({"PLAZA_LOG__LEVEL": "debug"}) != first
    (settings.build / "bin/plaza-gateway").write_text("another program")
    assert digest({}) != first


def read(settings: Settings, fleet: Fleet) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";", " #"))
    parser.read_string(supervisor.configuration(settings.state, fleet.processes))
    return parser


def test_supervisord_restarts_what_dies_and_waits_longer_than_a_stop_takes(settings: Settings) -> None:
    parsed = read(settings, assemble(settings, {}, {}))
    gateway = parsed["program:gateway-1"]
    assert gateway["autorestart"] == "true"
    assert gateway["stopsignal"] == "TERM"
    assert int(gateway["stopwaitsecs"]) * 1000 > stop_grace_ms + stop_drain_ms
    assert int(gateway["stdout_logfile_maxbytes"]) > 0
    assert parsed["program:feed"]["stopsignal"] == "QUIT"


def test_all_files_of_supervisord_are_in_the_state_folder(settings: Settings) -> None:
    near = dataclasses.replace(settings, state=Path("/state"))
    parsed = read(near, assemble(near, {}, {}))
    for section, option in [
        ("unix_http_server", "file"),
        ("supervisord", "logfile"),
        ("supervisord", "pidfile"),
        ("program:pharmacy-1", "stdout_logfile"),
    ]:
        assert Path(parsed[section][option]).is_relative_to(near.state)


def test_percent_signs_quotes_and_blanks_survive(settings: Settings) -> None:
    odd = dataclasses.replace(settings, state=settings.state / "100% mine")
    fleet = assemble(odd, {}, {"PLAZA_LOG__LEVEL": 'a "b" %c'})
    text = supervisor.configuration(odd.state, fleet.processes)
    assert "100%% mine" in text
    assert "'" + str(odd.state / "config/gateway-1.toml").replace("%", "%%") + "'" in text
    assert """PLAZA_LOG__LEVEL='a "b" %%c'""" in text


def test_an_option_with_both_kinds_of_quotes_is_refused_by_name(settings: Settings) -> None:
    fleet = assemble(settings, {}, {"PLAZA_LOG__LEVEL": '"it\'s"'})
    with pytest.raises(Failure, match="PLAZA_LOG__LEVEL holds both kinds of quotation marks"):
        supervisor.configuration(settings.state, fleet.processes)


def test_a_long_path_to_the_state_moves_only_the_socket(settings: Settings) -> None:
    far = settings.state / ("deep" * 30)
    assert len(str(supervisor.socket_path(far))) < supervisor.socket_path_max
    assert supervisor.socket_path(settings.state / "x") != supervisor.socket_path(settings.state / "y")


def test_an_override_with_the_name_of_a_group_goes_to_that_group_alone(settings: Settings) -> None:
    given = {"PLAZA_LOG__LEVEL": "debug", "PLAZA_GATEWAY_HTTP__PORT": "1", "PLAZA_PHARMACY__TLS__SERVER_NAME": "a"}
    environments = {process.name: process.environment for process in assemble(settings, {}, given).processes}
    everywhere = {"PLAZA_LOG__LEVEL": "debug", "PLAZA_PHARMACY__TLS__SERVER_NAME": "a"}
    assert environments["gateway-1"] == {**everywhere, "PLAZA_HTTP__PORT": "1"}
    assert environments["pharmacy-1"] == everywhere

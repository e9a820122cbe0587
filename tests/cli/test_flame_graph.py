"""From perf's stacks to the picture of `./plaza profile`."""

from __future__ import annotations

import xml.etree.ElementTree as xml

import pytest

from bench.flame_graph import hottest, short_name, stacks, svg

script = """\
plaza-gateway
\t    55d0 plaza::http::Connection::send() (/build/bin/plaza-gateway)
\t    55d1 plaza::http::Connection::run(std::shared_ptr<plaza::http::Connection>) [clone .resume]+0x12 (/build/bin/plaza-gateway)
\t    55d2 main (/build/bin/plaza-gateway)

plaza-gateway
\t    55d3 [unknown] ([unknown])
\t    55d2 main (/build/bin/plaza-gateway)

plaza-gateway
\t    55d0 plaza::http::Connection::send() (/build/bin/plaza-gateway)
\t    55d1 plaza::http::Connection::run(std::shared_ptr<plaza::http::Connection>) [clone .resume]+0x12 (/build/bin/plaza-gateway)
\t    55d2 main (/build/bin/plaza-gateway)
""".splitlines()  # noqa: E501  (as perf writes it)


def test_equal_stacks_are_counted_outermost_function_first() -> None:
    counted = stacks(script)
    assert counted == {
        ("main", "plaza::http::Connection::run [clone .resume]", "plaza::http::Connection::send"): 2,
        ("main", "[unknown]"): 1,
    }


@pytest.mark.parametrize(
    ("symbol", "short"),
    [
        ("std::vector<int, std::allocator<int> >::push_back(int const&)", "std::vector::push_back"),
        ("plaza::(anonymous namespace)::read(char const*, void (*)(int))", "plaza::{anonymous}::read"),
        ("plaza::Value::get() const", "plaza::Value::get"),
        ("plaza::operator<(plaza::Id, plaza::Id)", "plaza::operator<"),
        ("_raw_spin_lock+0x1f", "_raw_spin_lock"),
        ("(deleted)", "(deleted)"),
    ],
)
def test_names_lose_what_fills_screens(symbol: str, short: str) -> None:
    assert short_name(symbol) == short


def test_the_hottest_are_those_that_were_on_the_processor_themselves() -> None:
    assert hottest(stacks(script), 1) == [("plaza::http::Connection::send", pytest.approx(2 / 3))]


def test_the_picture_is_xml_with_a_box_for_every_frame() -> None:
    root = xml.fromstring(svg(stacks(script), "gateway & <load>"))
    titles = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "all · 3 samples, 100.00 %" in titles
    assert "plaza::http::Connection::send · 2 samples, 66.67 %" in titles
    assert len(titles) == 5

"""Each rule finds what breaks it, and is content with what does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tree import rules

Rule = Callable[[Path], list[str]]

good = {
    "README.md": "See [platform](platform/README.md#start) and [the web](https://example.org).\n\n    ./plaza up\n",
    "platform/README.md": "# platform\n",
    "platform/core/README.md": "# platform/core\n",
    "platform/core/hex.hpp": "#pragma once\n",
    "platform/core/hex.cpp": '#include "platform/core/hex.hpp"\n\n#include <vector>\n',
    "platform/core/hex_test.cpp": '#include "platform/core/hex.hpp"\n',
    "platform/http/README.md": "# platform/http\n",
    "platform/http/server.cpp": '#include "platform/core/hex.hpp"\n',
    "services/README.md": "# services\n",
    "services/pharmacy/README.md": "# services/pharmacy\n",
    "services/pharmacy/app/search.cpp": '#include "platform/core/hex.hpp"\n',
    "services/pharmacy/adapters/rpc.cpp": '#include "services/pharmacy/app/search.hpp"\n',
    "gateway/README.md": "# gateway\n",
    "gateway/graphql/README.md": "# gateway/graphql\n",
    "gateway/graphql/lexer.cpp": '#include "gateway/graphql/token.hpp"\n#include "platform/core/hex.hpp"\n',
    "tests/README.md": "# tests\n",
    "tests/e2e/README.md": "# tests/e2e\n",
    "tests/e2e/wait.py": "time.sleep(0.02)  # between two looks at the condition\ndata = '../shared/data'\n",
}

# The rule, a file that breaks it, and a part of what is then said.
breaches: list[tuple[Rule, str, str, str]] = [
    (
        rules.platform_arrows_point_inwards,
        "platform/core/hex.cpp",
        '#include "platform/http/server.hpp"\n',
        "platform/core/hex.cpp:1: platform/core may not include platform/http",
    ),
    (
        rules.platform_arrows_point_inwards,
        "platform/http/server.cpp",
        "#include <vector>\n#include <gateway/main.hpp>\n",
        "platform/http/server.cpp:2: platform knows no gateway",
    ),
    (rules.platform_arrows_point_inwards, "platform/magic/a.cpp", "", "has no place among the arrows"),
    (
        rules.services_know_only_themselves_and_platform,
        "services/booking/main.cpp",
        '#include "services/pharmacy/app/search.hpp"\n',
        "services/booking/main.cpp:1: a service is reached by its contract only",
    ),
    (
        rules.services_know_only_themselves_and_platform,
        "gateway/main.cpp",
        '#include "services/pharmacy/app/search.hpp"\n',
        "a service is reached by its contract only",
    ),
    (
        rules.services_know_only_themselves_and_platform,
        "services/booking/main.cpp",
        '#include "gateway/edge/limits.hpp"\n',
        "nobody includes the gateway",
    ),
    (
        rules.app_knows_no_adapters,
        "services/pharmacy/app/search.cpp",
        '#include "services/pharmacy/adapters/rpc.hpp"\n',
        "rules know no adapters",
    ),
    (
        rules.graphql_engine_knows_no_domain,
        "gateway/graphql/lexer.cpp",
        '#include "gateway/api/pharmacy.hpp"\n',
        "the engine knows no domain",
    ),
    (rules.folders_have_a_readme, "tools/a.txt", "", "tools: has no README.md"),
    (rules.folders_have_a_readme, "platform/zip/a.txt", "", "platform/zip: has no README.md"),
    (rules.files_are_short, "platform/core/long.cpp", "int x;\n" * 401, "long.cpp: 401 lines"),
    (rules.tests_stand_beside_what_they_test, "platform/core/gone_test.cpp", "", "there is no gone.cpp beside it"),
    (rules.nothing_is_left_unfinished, "platform/core/hex.cpp", "// TO" + "DO: later\n", "hex.cpp:1"),
    (rules.tests_do_not_sleep, "platform/core/hex_test.cpp", "std::this_thread::sleep_for(1s);\n", "with a deadline"),
    (rules.tests_do_not_sleep, "tests/e2e/test_a.py", "time.sleep(1)\n", "test_a.py:1"),
    (rules.tests_are_never_skipped, "platform/core/hex_test.cpp", "GTEST_SKIP();\n", "hex_test.cpp:1"),
    (rules.tests_are_never_skipped, "tests/e2e/test_a.py", "@pytest.mark.skip\n", "test_a.py:1"),
    (rules.headers_are_included_once, "platform/core/hex.hpp", "#ifndef HEX\n", "hex.hpp: has no #pragma once"),
    (
        rules.own_header_comes_first,
        "platform/core/hex.cpp",
        '#include <vector>\n#include "platform/core/hex.hpp"\n',
        "its first include is vector, not platform/core/hex.hpp",
    ),
    (rules.nothing_points_outside_the_tree, "deploy/a.conf", "root ../shar" + "ed/data;\n", "a.conf:1"),
    (rules.no_path_of_one_machine, "deploy/a.conf", "root /home/somebody/plaza;\n", "a.conf:1"),
    (rules.links_resolve, "README.md", "[there](docs/nowhere.md)\n", "README.md:1: leads nowhere: docs/nowhere.md"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, content in good.items():
        write(tmp_path, name, content)
    return tmp_path


def write(root: Path, name: str, content: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


@pytest.mark.parametrize(("rule", "name", "content", "said"), breaches)
def test_a_breach_is_found_and_named(tree: Path, rule: Rule, name: str, content: str, said: str) -> None:
    assert rule(tree) == []
    write(tree, name, content)
    assert said in "\n".join(rule(tree))


def test_many_long_files_are_too_many(tree: Path) -> None:
    write(tree, "platform/core/first.cpp", "int x;\n" * 301)
    assert rules.most_files_are_shorter_still(tree) == []
    write(tree, "platform/core/second.cpp", "int x;\n" * 301)
    assert "2 of" in rules.most_files_are_shorter_still(tree)[0]


def test_an_unknown_command_in_a_document_is_found(tree: Path) -> None:
    assert rules.documented_commands_exist(tree, {"up"}) == []
    write(tree, "README.md", "Type `./plaza fly` or\n```\n./plaza swim --fast\n```\n")
    assert rules.documented_commands_exist(tree, {"up"}) == [
        "README.md:1: ./plaza knows no fly",
        "README.md:3: ./plaza knows no swim",
    ]

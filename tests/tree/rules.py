"""The rules that this tree keeps: each function returns a line per place that breaks one of them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

lines_max = 400
# Most files stay below this; one in twenty may have a reason not to.
lines_target = 300
above_target_share_max = 0.05

code_suffixes = {".cpp", ".hpp", ".py", ".cmake", ".thrift", ".proto", ".sh", ".js", ".ts", ".css", ".html"}
text_suffixes = code_suffixes | {".md", ".txt", ".toml", ".json", ".yaml", ".yml", ".conf", ".cfg", ""}

# Which modules of platform/ a module may include, besides itself.
platform_arrows: dict[str, set[str]] = {
    "core": set(),
    "tls": {"core"},
    "http": {"core", "tls"},
    "resilience": {"core"},
    "telemetry": {"core", "http"},
    "rpc": {"core", "tls", "http", "telemetry", "resilience"},
    "postgres": {"core", "tls", "telemetry", "resilience"},
    "redis": {"core", "tls", "telemetry", "resilience"},
    "outbox": {"core", "telemetry", "resilience", "postgres", "kafka"},
    "process": {"core", "tls", "http", "telemetry", "resilience", "rpc"},
    "kafka": {"core", "resilience", "telemetry"},
}

# Written apart, so that this file keeps its own rule.
unfinished_words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "W" + "IP"]
between_two_looks = "between two looks"


def files(root: Path) -> list[Path]:
    """All files of the tree, relative to its root: what git knows or would add, or everything where there is no git."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        found = [Path(name) for name in listed.stdout.splitlines()]
    else:
        found = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
    return sorted(path for path in found if (root / path).is_file())


def read(root: Path, path: Path) -> str:
    return (root / path).read_text(encoding="utf-8")


def texts(root: Path) -> Iterator[tuple[Path, list[str]]]:
    for path in files(root):
        # What fuzzers start from is any bytes.
        if path.suffix in text_suffixes and path.name != "LICENSE" and "corpus" not in path.parts:
            yield path, read(root, path).splitlines()


def cpp(root: Path, *suffixes: str) -> Iterator[tuple[Path, list[str]]]:
    for path in files(root):
        if path.suffix in (suffixes or (".cpp", ".hpp")):
            yield path, read(root, path).splitlines()


def includes(lines: list[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=1):
        found = re.match(r'\s*#\s*include\s+["<]([^">]+)[">]', line)
        if found:
            yield number, found[1]


# Arrows between modules.


def platform_arrows_point_inwards(root: Path) -> list[str]:
    problems = []
    for path, lines in cpp(root):
        if path.parts[0] != "platform":
            continue
        module = path.parts[1]
        if module not in platform_arrows:
            problems.append(f"{path}: platform/{module} has no place among the arrows of tests/tree/rules.py")
            continue
        for number, target in includes(lines):
            parts = Path(target).parts
            if parts[0] in ("gateway", "services"):
                problems.append(f"{path}:{number}: platform knows no {parts[0]}: {target}")
            elif parts[0] == "platform" and parts[1] not in platform_arrows[module] | {module}:
                problems.append(f"{path}:{number}: platform/{module} may not include platform/{parts[1]}: {target}")
    return problems


def services_know_only_themselves_and_platform(root: Path) -> list[str]:
    problems = []
    for path, lines in cpp(root):
        if path.parts[0] not in ("services", "gateway", "platform", "thrift"):
            continue
        own = path.parts[:2] if path.parts[0] == "services" else ()
        for number, target in includes(lines):
            parts = Path(target).parts
            if parts[0] == "services" and parts[:2] != own:
                problems.append(f"{path}:{number}: a service is reached by its contract only: {target}")
            if parts[0] == "gateway" and path.parts[0] != "gateway":
                problems.append(f"{path}:{number}: nobody includes the gateway: {target}")
    return problems


def app_knows_no_adapters(root: Path) -> list[str]:
    problems = []
    for path, lines in cpp(root):
        if path.parts[0] == "services" and len(path.parts) > 2 and path.parts[2] == "app":
            for number, target in includes(lines):
                if "adapters" in Path(target).parts:
                    problems.append(f"{path}:{number}: rules know no adapters: {target}")
    return problems


def graphql_engine_knows_no_domain(root: Path) -> list[str]:
    problems = []
    for path, lines in cpp(root):
        if path.parts[:2] == ("gateway", "graphql"):
            for number, target in includes(lines):
                parts = Path(target).parts
                ours = parts[0] in ("gateway", "services", "thrift", "proto")
                if ours and parts[:2] != ("gateway", "graphql"):
                    problems.append(f"{path}:{number}: the engine knows no domain: {target}")
    return problems


# Files and folders.


def folders_have_a_readme(root: Path) -> list[str]:
    """Those of the first two levels."""
    known = files(root)
    folders = {Path(*path.parts[:depth]) for path in known for depth in (1, 2) if len(path.parts) > depth}
    visible = sorted(folder for folder in folders if not folder.parts[0].startswith("."))
    return [f"{folder}: has no README.md" for folder in visible if folder / "README.md" not in known]


def files_are_short(root: Path) -> list[str]:
    return [
        f"{path}: {count} lines, more than {lines_max}; it has two jobs: find the seam"
        for path, count in _lengths(root).items()
        if count > lines_max
    ]


def most_files_are_shorter_still(root: Path) -> list[str]:
    lengths = _lengths(root)
    above = [f"{path}: {count} lines" for path, count in lengths.items() if count > lines_target]
    if len(above) <= max(1, above_target_share_max * len(lengths)):
        return []
    return [f"{len(above)} of {len(lengths)} files have more than {lines_target} lines:", *above]


def _lengths(root: Path) -> dict[Path, int]:
    return {path: len(lines) for path, lines in texts(root) if path.suffix in code_suffixes}


def tests_stand_beside_what_they_test(root: Path) -> list[str]:
    """X_test.cpp beside X.cpp; a test of several files in a row beside those that it includes."""
    known = set(files(root))
    problems = []
    for path, lines in cpp(root, ".cpp"):
        if path.name.endswith("_test.cpp"):
            own = path.with_name(f"{path.name.removesuffix('_test.cpp')}.cpp")
            folders = {Path(target).parent for _, target in includes(lines)}
            if known.isdisjoint([own, own.with_suffix(".hpp")]) and path.parent not in folders:
                problems.append(f"{path}: there is no {own.name} beside it, nor a header that it includes")
    return problems


# Lines.


def nothing_is_left_unfinished(root: Path) -> list[str]:
    word = re.compile(r"\b(" + "|".join(unfinished_words) + r")\b")
    return [
        f"{path}:{number}: {line.strip()}"
        for path, lines in texts(root)
        for number, line in enumerate(lines, start=1)
        if word.search(line)
    ]


def tests_do_not_sleep(root: Path) -> list[str]:
    """A pause between two looks at a condition that has a deadline is none, and says so in its line."""
    sleep = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|time\.sleep|asyncio\.sleep)\b|(?<![\w.])sleep\(")
    return [
        f"{path}:{number}: wait for a condition with a deadline: {line.strip()}"
        for path, lines in _tests(root)
        for number, line in enumerate(lines, start=1)
        if sleep.search(line) and between_two_looks not in line
    ]


def tests_are_never_skipped(root: Path) -> list[str]:
    skip = re.compile(
        r"\bGTEST_SKIP\b|\bDISABLED_\w|\bpytest\.(skip|xfail|importorskip)\b|\bmark\.(skip|skipif|xfail)\b"
    )
    return [
        f"{path}:{number}: {line.strip()}"
        for path, lines in _tests(root)
        for number, line in enumerate(lines, start=1)
        if skip.search(line)
    ]


def _tests(root: Path) -> Iterator[tuple[Path, list[str]]]:
    for path, lines in texts(root):
        in_tests = path.parts[0] == "tests" and path.suffix in code_suffixes and path.parts[1] != "tree"
        if in_tests or path.name.endswith("_test.cpp"):
            yield path, lines


def headers_are_included_once(root: Path) -> list[str]:
    return [f"{path}: has no #pragma once" for path, lines in cpp(root, ".hpp") if "#pragma once" not in lines]


def own_header_comes_first(root: Path) -> list[str]:
    """So that each header is seen once with nothing before it."""
    known = set(files(root))
    problems = []
    for path, lines in cpp(root, ".cpp"):
        own = path.with_suffix(".hpp")
        first = next((target for _, target in includes(lines)), "")
        if own in known and first not in ("", str(own)):
            problems.append(f"{path}: its first include is {first}, not {own}")
    return problems


def nothing_points_outside_the_tree(root: Path) -> list[str]:
    """Tests may look for data beside the tree; nothing else knows that there is something."""
    outside = re.compile(r"\.\./" + "shared")
    return [
        f"{path}:{number}: {line.strip()}"
        for path, lines in texts(root)
        for number, line in enumerate(lines, start=1)
        if path.parts[0] != "tests" and not path.name.endswith("_test.cpp") and outside.search(line)
    ]


def no_path_of_one_machine(root: Path) -> list[str]:
    personal = re.compile(r"(?<![\w.$}/-])/(work|root|home|Users)/")
    return [
        f"{path}:{number}: {line.strip()}"
        for path, lines in texts(root)
        for number, line in enumerate(lines, start=1)
        if personal.search(line) and path.parts[:2] != ("tests", "tree")
    ]


# Documents.


def documented_commands_exist(root: Path, commands: set[str]) -> list[str]:
    """`./plaza WORD` in a code block, or in code within a line."""
    problems = []
    for path, lines in texts(root):
        if path.suffix == ".md":
            for number, line in _code(lines):
                for word in re.findall(r"\./plaza +([a-z][\w-]*)", line):
                    if word not in commands:
                        problems.append(f"{path}:{number}: ./plaza knows no {word}")
    return problems


def _code(lines: list[str]) -> Iterator[tuple[int, str]]:
    fenced = False
    for number, line in enumerate(lines, start=1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield number, line
        else:
            for code in re.findall(r"`([^`]+)`", line):
                yield number, code


def links_resolve(root: Path) -> list[str]:
    problems = []
    for path, lines in texts(root):
        if path.suffix != ".md":
            continue
        for number, line in enumerate(lines, start=1):
            for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
                place = target.split("#")[0]
                outside = re.match(r"[a-z]+:", target)
                if place and not outside and not (root / path.parent / place).exists():
                    problems.append(f"{path}:{number}: leads nowhere: {target}")
    return problems

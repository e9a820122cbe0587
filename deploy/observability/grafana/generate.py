#!/usr/bin/env python3
"""Writes dashboards/*.json from dashboards.py; with --check it says which of them are not what it would write."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dashboards import all_of_them

folder = Path(__file__).parent / "dashboards"


def main(arguments: list[str]) -> int:
    wanted = {f"{one.name}.json": json.dumps(one.to_json(), indent=1) + "\n" for one in all_of_them}
    if arguments == ["--check"]:
        found = {file.name: file.read_text() for file in folder.glob("*.json")}
        for name in sorted(set(wanted) | set(found)):
            if wanted.get(name) != found.get(name):
                print(f"{name} is not what dashboards.py says: run {Path(__file__).name}")
        return 0 if wanted == found else 1
    for file in folder.glob("*.json"):
        file.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

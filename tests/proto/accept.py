"""Takes the contracts as they are into proto/baseline.txtpb; refuses what would break somebody."""

from __future__ import annotations

import sys

from tests.proto.breaking import breaking_changes
from tests.proto.contracts import as_text, baseline, baseline_file, compile_folder, contracts


def main() -> int:
    now = compile_folder(contracts)
    if baseline_file.exists() and (broken := breaking_changes(baseline(), now)):
        print("the baseline stays; these changes break those who speak the contracts already:", file=sys.stderr)
        print("\n".join(f"  {change}" for change in broken), file=sys.stderr)
        return 1
    baseline_file.write_text(as_text(now), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Says how many branches of each part the tests take, and which not: make coverage"""

from __future__ import annotations

import json
import sys
from pathlib import Path

PARTS = {
    "domain": ("cpor_tui/domain/",),
    "desk": ("cpor_tui/desk.py", "cpor_tui/reading.py", "cpor_tui/ledger.py"),
    "store": ("cpor_tui/store/",),
}
WANTED = 98.0


def main() -> int:
    """Print each file that lacks something, then each part. 1 when a part has fewer branches than wanted."""
    files = json.loads(Path(sys.argv[1]).read_text("utf-8"))["files"]
    least = 100.0
    for part, places in PARTS.items():
        taken = known = 0
        for name, found in sorted(files.items()):
            if not name.startswith(places):
                continue
            taken += found["summary"]["covered_branches"]
            known += found["summary"]["num_branches"]
            lacking = [f"{frm}->{to if to > 0 else 'end'}" for frm, to in found["missing_branches"]]
            if lacking or found["missing_lines"]:
                print(f"  {name}: {' '.join(lacking) or '-'}; lines {found['missing_lines'] or '-'}")
        share = 100 * taken / known
        least = min(least, share)
        print(f"{part}: {share:.1f} % of {known} branches")
    return int(least < WANTED)


if __name__ == "__main__":
    sys.exit(main())

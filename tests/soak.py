"""What takes hours: `--seeds 10000 [--postgres]` lives simulated lives, `kills --times 1000` kills the real programs."""

from __future__ import annotations

import sys

from tests.crash import kills
from tests.simulation import __main__ as simulation

if __name__ == "__main__":
    sys.exit(kills.main(sys.argv[2:]) if sys.argv[1:2] == ["kills"] else simulation.main())

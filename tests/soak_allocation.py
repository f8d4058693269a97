"""Random towns of allocation, many: `python tests/soak_allocation.py --towns 2000 --seed 2026`.

Each town is files, read, and allocated by every method under random limits for years that the scenario may not name:
`kept` in test_allocation.py says what is held. The short form is in the suite.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from test_allocation import PHASES, kept, limited


def soak(count: int, start: int) -> Counter[str]:
    """How many towns were equal to brute force, only held to the others, or refused, by code."""
    seen: Counter[str] = Counter()

    @seed(start)
    @given(limited())
    @settings(max_examples=count, deadline=None, phases=PHASES, database=None, suppress_health_check=list(HealthCheck))
    def run(drawn: tuple[dict[str, object], dict[str, object], list[int]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            seen[kept(Path(folder), *drawn)] += 1

    run()
    return seen


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--towns", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    for name, number in sorted(soak(asked.towns, asked.seed).items()):
        print(f"{name:6} {number}")

"""Random towns of allocation, many: `python tests/soak_allocation.py --runs 2000 --seed 2026`.

Each town is files, read, and allocated by every method under random limits for years that the scenario may not name:
`kept` in test_allocation.py says what is held. The short form is in the suite.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

import soaking
from soaking import Outcome
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


def batch(towns: int, start: int) -> Outcome:
    """Some towns; the first that is wrong raises."""
    return Outcome(towns, counts=soak(towns, start))


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 10, 2_000))

"""How much memory the cell reading takes: a batch, against its inputs and outputs; and sweeps of more and more draws.

    python benchmarks/memory_cells.py
    python benchmarks/memory_cells.py --areas 6160 --draws 100

The workload is the invented one of `peers.py`. Each measure is a process of its own, and `peak` is the most memory that
the whole process has held; what it held before it had any areas (Python, numpy, the rules) is shown beside it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from typing import Final

import peers
from peers_workload import INSATSER, areas

CITY: Final = 6_160


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def batch(rows: int) -> str:
    """Decision, deciding rule and amount of every area and insats, as a user has them: columns in, answers out."""
    made = peers.Grund.made()
    before = peak()
    given = areas(rows)
    found = made.plan.decide(made.columns(given), rows)
    assert found.amounts is not None
    inward, outward = (
        sum(held.nbytes for held in given.values()) / 1e6,
        (found.numbers.nbytes + found.amounts.nbytes) / 1e6,
    )
    own = peak() - before
    return (
        f"{rows:,} areas x {len(INSATSER)}: in {inward:.0f} MB, out {outward:.0f} MB, peak {peak():.0f} MB, of which "
        f"{before:.0f} MB before: {own / (inward + outward):.2f} times in and out ({peak() / (inward + outward):.2f} "
        "with what was there before)"
    )


def sweep(draws: int) -> str:
    """Every threshold of need drawn anew in each draw, counts and öre per draw and insats."""
    held, given = peers.frame(swept=True), areas(CITY)
    before = peak()
    found = peers.swept(held, given, draws)
    results = found.yes.nbytes + found.unknown.nbytes + found.cost.nbytes + sum(v.nbytes for v in found.values.values())
    return (
        f"{draws:,} draws over {CITY:,} x {len(INSATSER)}: peak {peak():.0f} MB, of which {before:.0f} MB before and "
        f"{results / 1e6:.0f} MB counts and values drawn"
    )


def main() -> None:
    """Measure each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--areas", type=int, default=1_000_000)
    parser.add_argument("--draws", type=int, nargs="*", default=list(peers.DRAWS))
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        kind, count = asked.one
        print({"batch": batch, "sweep": sweep}[kind](int(count)))
        return
    for kind, count in (("batch", asked.areas), *(("sweep", draws) for draws in asked.draws)):
        subprocess.run([sys.executable, __file__, "--one", kind, str(count)], check=True)


if __name__ == "__main__":
    main()

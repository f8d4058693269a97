"""Uncertain: 20 insatser in 6 160 areas with three uncertain facts, 10 000 draws; the world is written here.

    python benchmarks/bench_uncertain.py
    python benchmarks/bench_uncertain.py --draws 100000 --everywhere

Three facts of an area are uncertain (a normal, a triangular and a Beta distribution), in one area or `--everywhere`:
then each area has its own. Shown: CPU seconds from a loaded scenario to every outcome, how many decisions are reached
and depend, and how much memory the process took at most, with the world and beyond it.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "engine")]

import bench_nation  # noqa: E402
from grund.analysis import uncertainty  # noqa: E402
from grund.loading.scenario import load_scenario  # noqa: E402
from grund.model.scenario import Scenario  # noqa: E402
from grund.model.sources import Citation  # noqa: E402
from grund.model.uncertain import Beta, Normal, Triangular, UncertainFact, Uncertainty  # noqa: E402

INSATSER: Final = 20
FORMS: Final = {"b29": Normal(66.0, 4.0), "b07": Triangular(80.0, 90.0, 95.0), "b14": Beta(36, 40, 100.0)}


def write(folder: Path, areas: int) -> Path:
    """The world of `bench_nation`, with 20 insatser that each read seven of its burdens."""
    path = bench_nation.write(folder, areas)
    rules = folder / "rules" / "nation"
    names = [f"i{i:02}" for i in range(INSATSER)]
    listed = "".join(f"  {i}: {{label: {i}, level: omrade, source: s}}\n" for i in names)
    (rules / "insatser.yaml").write_text(f"insatser:\n{listed}", encoding="utf-8")
    policy = bench_nation._POLICY + "".join(map(_insats, range(INSATSER)))
    (rules / "policies" / "a.yaml").write_text(policy, encoding="utf-8")
    return path


def _insats(i: int) -> str:
    some = " or ".join(f"b{(i + 3 * k) % bench_nation.BURDENS:02} >= {85 + (i + k) % 10}" for k in range(6))
    when = f"({some} or b{(7 * i) % 21:02} >= 92) and b29 >= param.grind"
    rule = f'{{id: r{i:02}, when: "{when}", then: yes, illustration: true, because: påhittat}}'
    return f"  i{i:02}:\n    otherwise: no\n    rules:\n      - {rule}\n"


def uncertain(scenario: Scenario, everywhere: bool, draws: int) -> Scenario:
    """The scenario with three uncertain facts, of one area or of each."""
    areas = scenario.today.by_level["omrade"]
    facts = {
        (area.id, name): UncertainFact(area.id, name, form, Citation(illustration=True))
        for area in (areas if everywhere else areas[:1])
        for name, form in FORMS.items()
    }
    return replace(scenario, uncertain=Uncertainty(facts, draws), frames={}).seeing(scenario.today)


def megabytes() -> float:
    """The most memory that the process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Write, load and time."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--areas", type=int, default=6_160)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--everywhere", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_scenario(write(Path(folder), args.areas))
        scenario = uncertain(loaded, args.everywhere, args.draws)
        before = megabytes()
        for nth in ("first", "again"):
            made = replace(scenario, frames={}).seeing(scenario.today)
            start = time.process_time()
            met = uncertainty.outcomes.decided(made, made.policy("a"), ())
            seconds = time.process_time() - start
            kinds = Counter(outcome.kind for outcome in met.values())
            print(f"{nth}: {seconds:.2f} CPU s, {len(met)} decisions reached, {kinds['depends']} depend")
        print(f"memory: {before:.0f} MB with the world, {megabytes() - before:.0f} MB more")


if __name__ == "__main__":
    main()

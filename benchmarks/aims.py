"""Aims: what a person or a slider waits for, each beside the time that is aimed at, in one table.

    python benchmarks/aims.py [--runs N]

Seconds of CPU, the least of N runs (3), for others may use the machine: commands from cold, in a process of their own;
a decision with its grounds; a report after its decisions; a year's budget of a nation (6 160 areas × 20 insatser,
written by tests/towns.py); and a parameter moved in a loaded city, to a value that was not tried before.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import grund  # noqa: E402
from cold_start import LIBRARIES, cpu  # noqa: E402
from grund.analysis.compare.comparison import compare  # noqa: E402
from grund.report.page import page  # noqa: E402
from grund.report.places import places  # noqa: E402
from grund.report.request import ReportRequest  # noqa: E402
from grund.report.sections import report  # noqa: E402
from towns import large, town  # noqa: E402

A, B, NEEDY = "nulage", "nulage-med-stadsdelslyft", "behovsstyrd"
COLD: Final[dict[str, tuple[float | None, str]]] = {
    "--help": (0.15, "--help"),
    "problem": (0.1, "problem G101"),
    "compare": (0.25, f"compare {A} {B}"),
    "check": (0.5, "check"),
    "report": (0.8, f"report {A} {B} --force -o"),
    "budget": (None, "budget budget-exempel"),
}
"""Commands, each with the seconds aimed at, if any are."""


def main(runs: int) -> None:
    """The table."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; CPU seconds, least of {runs} runs\n")
    print(f"{'':34} {'seconds':>9} {'aim':>7}")
    row("the libraries of a command", min(cpu((), *LIBRARIES) for _ in range(runs)), None)
    with tempfile.TemporaryDirectory() as folder:
        for name, (aim, words) in COLD.items():
            command = [*words.split(), *([f"{folder}/report.html"] if name == "report" else [])]
            row(f"{name} from cold", min(cpu(command) for _ in range(runs)), aim)
        grounds(runs)
        page_of(runs)
        moved(runs)
        nation(Path(folder))


def row(name: str, seconds: float, aim: float | None) -> None:
    """A line of the table."""
    beside = "" if aim is None else f"{aim:7g}{'' if seconds <= aim else '  missed'}"
    print(f"{name:34} {seconds:9.5f} {beside}", flush=True)


def least(runs: int, call: Callable[[], object]) -> float:
    """The CPU of a call, in seconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def grounds(runs: int) -> None:
    """One decision with its whole tree of grounds, in words; in a loaded city."""
    scenario = grund.load()
    area = grund.find_area(scenario, "hässelby gård")
    asked = (scenario, area, "insats-handlingsplan", "stadsdelslyft-ersatter")
    row("a decision with grounds, in words", least(runs * 10, lambda: grund.explain(*asked)), None)


def page_of(runs: int) -> None:
    """A report of a comparison that is made."""
    compared = compare(grund.load(), A, B)
    asked = ReportRequest(compared, places(compared.scenario), command="grund report")
    row("report after its decisions", least(runs, lambda: page(report(asked), "sv")), 1)


def moved(runs: int) -> None:
    """A parameter moved in a city that was compared once: two policies compared, and a year's budget."""
    scenario, values = grund.load(), count(1)
    years = [scenario.day.year]

    def tried() -> grund.Scenario:
        return grund.what_if(scenario, parameters={"vikt_65_ensamboende": Decimal(next(values)) / 100})

    for other, aim in ((B, 0.02), (NEEDY, 0.02)):
        grund.compare(scenario, A, other)
        row(f"what_if + compare, {other[:14]}", least(runs * 2, lambda o=other: grund.compare(tried(), A, o)), aim)  # type: ignore[misc]
    grund.budget(scenario, A, years)

    def both() -> None:
        scenario = tried()
        grund.compare(scenario, A, B)
        grund.budget(scenario, A, years)

    row("what_if + compare + budget", least(runs * 2, both), 0.06)


def nation(folder: Path) -> None:
    """A year's budget of a nation, once, from a loaded scenario."""
    scenario = town(folder, large(6_160, 20))
    lines: list[int] = []
    costed = partial(grund.budget, scenario, ["p"], [2027])
    seconds = least(1, lambda: lines.append(sum(len(side.lines) for side in costed().sides)))
    row(f"nation's budget, {lines[0]} lines", seconds, 3)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=3)
    main(arguments.parse_args().runs)

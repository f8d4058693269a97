"""Soak: a comparison after what-ifs, of which much is kept, is the comparison of the same scenario counted anew.

    python tests/soak_what_if.py --runs 400 --seed 2026

Worlds are those of `soak_completions`: facts and parameters of which half are missing, two policies and a baseline that
share rules. Each is compared, then moved a few times at random (a parameter, facts, the day; one what-if on top of
another, or beside it) and compared again, both as it is and with nothing kept. Everything has to be the same: groups,
changes, counts, the step that settled each area and the facts that would.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import case_files  # noqa: E402
import soak_completions  # noqa: E402
import soaking  # noqa: E402
from grund.analysis.compare.comparison import compare  # noqa: E402
from grund.analysis.what_if import what_if  # noqa: E402
from grund.model.scenario import Scenario  # noqa: E402
from grund.problems.problem import GrundError  # noqa: E402
from soaking import Outcome  # noqa: E402

VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "b": (True, False, None), "c": (True, False, None), "k": ("ingen", "utsatt", "svar", None),
    "n": (0, 1, 2, 3, None), "m": (0, 1, 2, None),
}  # fmt: skip
PAIRS: Final = (("p", "q"), ("q", "p"), ("p", "noll"))
MOVES: Final = 4


@dataclass
class Counts:
    """How many comparisons were held to those counted anew, and every one that differs."""

    compared: int = 0
    refused: int = 0
    differences: list[str] = field(default_factory=list)


def hold(worlds: int, start: int) -> Counts:
    """Hold comparisons after what-ifs in random worlds to the same counted anew."""
    dice, counts = random.Random(start), Counts()
    for _ in range(worlds):
        raw = soak_completions.drawn(dice)
        with tempfile.TemporaryDirectory() as folder:
            scenario = soak_completions.scenario_of(raw, Path(folder))
            for moved, words in _moved(dice, replace(scenario, baseline=dice.choice(("noll", "")))):
                _held(moved, dice.choice(PAIRS), counts, f"{words}\n{case_files.text(raw)}")
    return counts


def _moved(dice: random.Random, scenario: Scenario) -> Iterator[tuple[Scenario, str]]:
    """The scenario compared in several ways, and then moved a few times."""
    for pair in PAIRS:
        everything_of(scenario, *pair)
    for _ in range(MOVES):
        words = move(dice)
        moved = what_if(scenario, **words)
        yield moved, str(words)
        scenario = moved if dice.random() < 0.6 else scenario


def move(dice: random.Random) -> dict[str, Any]:
    """Something to try, or nothing."""
    words: dict[str, Any] = {}
    if dice.random() < 0.5:
        words["parameters"] = {"g": dice.choice((None, 0, 1, 2, 3))}
    if dice.random() < 0.6:
        names = [dice.choice(list(VALUES)) for _ in range(dice.randint(1, 2))]
        facts = {(dice.choice(("d1", "d2")), name): dice.choice(VALUES[name]) for name in names}
        words["facts"] = facts | (
            {(dice.choice(("p1", "p2")), "pb"): dice.choice((True, False, None))} if dice.random() < 0.3 else {}
        )
    if dice.random() < 0.1:
        words["day"] = "2026-06-01"
    return words


def _held(scenario: Scenario, pair: tuple[str, str], counts: Counts, words: str) -> None:
    kept, anew = everything_of(scenario, *pair), everything_of(replace(scenario, cache={}, frames={}), *pair)
    counts.compared += 1
    counts.refused += isinstance(kept, str)
    if kept != anew:
        counts.differences.append(f"{pair}: {kept}\nanew: {anew}\n{words}")


def everything_of(scenario: Scenario, a: str, b: str) -> object:
    """All that a comparison says; or what it is refused for."""
    try:
        sides = compare(scenario, a, b).sides
    except GrundError as error:
        return str(error)
    steps = [[(r.step, r.needs) for layer in side.layers for r in layer.areas] for side in sides]
    return sides, steps


def batch(worlds: int, start: int) -> Outcome:
    """Some worlds, each compared a few times."""
    counts = hold(worlds, start)
    return Outcome(worlds, counts.differences, {"comparisons": counts.compared, "refused alike": counts.refused})


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 1, 1_000))

"""The cell reading on columns, against numpy written by hand for the same policy, in the same run.

The columns are invented: classes and areas of the programme drawn at random, one in a hundred missing. The floor is
what a programmer would write for this one policy: verdict and deciding rule, but no missing facts. The answers are
checked equal first.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest

import grund
from conftest import Timed
from grund.engines import vectorized
from grund.engines.run import frame_of

SIZES: Final = (117, 6_160, 1_000_000)
POLICY: Final = "stadsdelslyft"
VERDICTS: Final = ("no", "yes", "unknown")


@cache
def plan() -> vectorized.DecisionPlan:
    """A plan for every insats that reads both columns."""
    scenario = grund.load()
    policy = scenario.policy(POLICY)
    frame = frame_of(scenario, policy, scenario.readings(policy.rulings.values())[0])
    every = [vectorized.table(frame, insats) for insats in policy.rulings]
    mine = [t for t in every if {a.name for a in t.cells.axes} == {"klassning", "omfattas_fokus_jarva"}]
    return vectorized.DecisionPlan(frame, tuple(mine))


@cache
def columns(rows: int) -> dict[str, vectorized.CodedColumn]:
    """Codes: 0 is missing; the four classes from 1, no and yes from 1."""
    rng = np.random.default_rng(2026)
    klass = rng.choice(5, rows, p=[0.01, 0.69, 0.15, 0.05, 0.1]).astype(np.int8)
    jarva = rng.choice(3, rows, p=[0.01, 0.89, 0.1]).astype(np.int8)
    return {"klassning": vectorized.CodedColumn(klass), "omfattas_fokus_jarva": vectorized.CodedColumn(jarva)}


def by_cells(rows: int) -> vectorized.Batch:
    """Every insats, with deciding rule and missing names."""
    return plan().decide(columns(rows), rows)


def by_hand(rows: int) -> list[tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]]:
    """Every insats: verdict, and deciding rule (0 none, 1 the programme's, 2 the class's, 3 otherwise)."""
    klass, jarva = columns(rows)["klassning"].values, columns(rows)["omfattas_fokus_jarva"].values
    found = []
    for _ in plan().tables:
        listed, programme = klass >= 2, jarva == 2
        yes = listed | programme
        unknown = ~yes & ((klass == 0) | (jarva == 0))
        verdict = np.where(yes, 1, np.where(unknown, 2, 0)).astype(np.int8)
        rule = np.where(programme, 1, np.where(listed, 2, np.where(unknown, 0, 3))).astype(np.int8)
        found.append((verdict, rule))
    return found


def test_answers_are_equal() -> None:
    """Before anything is timed."""
    found = by_cells(SIZES[1])
    for i, (verdict, _) in enumerate(by_hand(SIZES[1])):
        answers, which = found.answers(i)
        assert (np.array([VERDICTS.index(a[0]) for a in answers])[which] == verdict).all()


@pytest.mark.parametrize("rows", SIZES)
@pytest.mark.parametrize("way", [by_cells, by_hand], ids=lambda f: f.__name__)
def test_batch(timed: Timed, rows: int, way: object) -> None:
    """All insatser of the policy that read the class, for every row."""
    function = by_cells if way is by_cells else by_hand
    per = rows * len(plan().tables)
    timed(
        function, rows, group=f"{rows} areas x {len(plan().tables)} insatser", label=function.__name__,
        floor=function is by_hand, per=per, rounds=5,
    )  # fmt: skip


def test_compile(timed: Timed) -> None:
    """From a loaded policy to its tables, every insats, no cell filled yet."""
    scenario = grund.load()
    policy = scenario.policy(POLICY)
    frame = frame_of(scenario, policy, scenario.readings(policy.rulings.values())[0])
    timed(
        lambda: [vectorized.table(frame, insats) for insats in policy.rulings],
        group="compile to cells", label=POLICY, floor=True, rounds=20,
    )  # fmt: skip

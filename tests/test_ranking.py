"""Ranks, percentiles and quotas: equal to pandas, SciPy and counting by hand; the case file has them as language."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pandas as pd
import pytest

import soak_scaling
from grund.model.ranking import (
    AT_THE_BOUNDARY,
    DIVISORS,
    SHARES,
    TIES,
    percentile,
    places,
    rank,
    size,
    standings,
    within,
)

WORLDS = 60


def worlds(seed: int = 8) -> list[list[int]]:
    """Seeded lists of values with many ties: of one member, all equal, all different, and random ones."""
    draw = random.Random(seed)
    lists = [[draw.randint(0, draw.choice((1, 3, 40))) for _ in range(draw.randint(1, 30))] for _ in range(WORLDS)]
    return [[], [7], [3, 3, 3], [1, 2, 3, 4], *lists]


def ranked(values: list[int], ties: str, descending: bool = False) -> list[Fraction]:
    """The rank of every value."""
    return [rank(s, ties) for s in standings([(v,) for v in values], (descending,))]


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("descending", [False, True])
def test_ranks_equal_pandas_and_scipy(ties: str, descending: bool) -> None:
    """All four tie rules, both ways; SciPy ranks upwards only, so it is given the negated values."""
    from scipy import stats  # a second and a half, which few tests need

    for values in worlds():
        found = [float(r) for r in ranked(values, ties, descending)]
        assert found == pd.Series(values, dtype="int64").rank(method=ties, ascending=not descending).tolist()
        assert found == stats.rankdata([-v if descending else v for v in values], method=ties).tolist()


@pytest.mark.parametrize("ties", TIES)
def test_percentiles_equal_pandas(ties: str) -> None:
    """Divided by n, which for dense ranks is the number of different values."""
    for values in worlds():
        found = standings([(v,) for v in values], (False,))
        shares = [percentile(rank(s, ties), size(found, ties), "n") for s in found]
        expected = pd.Series(values, dtype="int64").rank(method=ties, pct=True).tolist()
        assert [float(s) for s in shares if s is not None] == pytest.approx(expected, abs=1e-15)
        assert None not in shares


@pytest.mark.parametrize(
    ("kind", "ties", "divisor"), [("rank", "average", "n"), ("weak", "max", "n"), ("mean", "average", "midpoint")]
)
def test_percentiles_equal_scipy(kind: str, ties: str, divisor: str) -> None:
    """The kinds of SciPy's percentile of a score, each said with a tie rule and a divisor."""
    from scipy import stats  # a second and a half, which few tests need

    for values in worlds():
        for value, place in zip(values, ranked(values, ties), strict=True):
            found = percentile(place, len(values), divisor)
            assert found is not None
            assert 100 * float(found) == pytest.approx(stats.percentileofscore(values, value, kind), abs=1e-12)


def test_divisors() -> None:
    """From 0 to 1, from 1/n to 1, never 0 or 1; what cannot be divided is nothing."""
    assert [percentile(Fraction(1), 4, d) for d in DIVISORS] == [Fraction(1, 4), 0, Fraction(1, 5), Fraction(1, 8)]
    assert [percentile(Fraction(4), 4, d) for d in DIVISORS] == [1, 1, Fraction(4, 5), Fraction(7, 8)]
    assert [percentile(Fraction(1), 1, d) for d in DIVISORS] == [1, None, Fraction(1, 2), Fraction(1, 2)]


def test_secondary_keys_part_ties() -> None:
    """Each key has its own direction; only members with every key equal are tied."""
    found = standings([(1, 5), (1, 9), (0, 9), (1, 9)], (False, True))
    assert [rank(s, "min") for s in found] == [4, 2, 1, 2]


def test_order_is_never_seen() -> None:
    """Whatever order the members come in, each stands where it stands."""
    for values in permutations([2, 2, 1, 3]):
        held = dict(zip(values, standings([(v,) for v in values], (True,)), strict=True))
        assert held == {3: (0, 1, 0), 2: (1, 2, 1), 1: (3, 1, 2)}


@pytest.mark.parametrize("rounding", SHARES)
def test_places_of_a_share(rounding: str) -> None:
    """Exact: 0.1 of 30 is 3 places, whatever the rounding; 0.07 of 100 too is 7 and not 8."""
    assert places(Decimal("0.1"), 30, rounding) == 3
    assert places(Decimal("0.07"), 100, rounding) == 7
    assert places(Decimal("0.25"), 10, rounding) == {"up": 3, "down": 2, "half_up": 3}[rounding]
    assert places(Decimal("0.1"), 0, rounding) == 0


@pytest.mark.parametrize("boundary", AT_THE_BOUNDARY)
def test_quota_equals_counting(boundary: str) -> None:
    """Against the definition: sort, take the first, then see to those who are equal to the last one in."""
    for values in worlds():
        for room in range(len(values) + 2):
            found = [within(s, room, boundary) for s in standings([(v,) for v in values], (True,))]
            assert found == [by_hand(values, value, room, boundary) for value in values]


def by_hand(values: list[int], value: int, room: int, boundary: str) -> bool | None:
    """Whether a value is among the first, counted from the sorted list."""
    ordered = sorted(values, reverse=True)
    inside, outside = value in ordered[:room], value in ordered[room:]
    if inside and outside:
        return {"include": True, "exclude": False, "unknown": None}[boundary]
    return inside


@pytest.mark.parametrize("boundary", AT_THE_BOUNDARY)
@pytest.mark.parametrize("share", [None, Decimal("0.4")])
def test_quota_with_unknown_members_is_never_wrong(boundary: str, share: Decimal | None) -> None:
    """Tried for every value the unknown members could have, and with and without those that may not belong.

    What is said is what all of these say; it may be unknown where they agree, but is not always so.
    """
    draw, said = random.Random(8), 0
    for _ in range(120):
        values = [draw.randint(0, 4) for _ in range(draw.randint(1, 6))]
        inside, maybe, first = draw.randint(0, 1), draw.randint(0, 1), draw.randint(0, 4)
        room = first if share is None else places(share, len(values) + inside + maybe, "up")
        answers = []
        for count in range(inside, inside + maybe + 1):
            for extra in ([a, b][:count] for a in (-1, 0, 1, 2, 3, 4, 5) for b in (-1, 1, 2, 5)):
                every = values + extra
                k = first if share is None else places(share, len(every), "up")
                answers.append([by_hand(every, value, k, boundary) for value in values])
        found = [within(s, room, boundary, inside + maybe) for s in standings([(v,) for v in values], (True,))]
        for i, answer in enumerate(found):
            if answer is not None:
                said += bool(inside + maybe)
                assert {a[i] for a in answers} == {answer}, (values, inside, maybe, room)
    assert said > 100


@pytest.mark.slow
def test_scaled_values_are_those_of_scipy() -> None:
    """The short form of the soak; `python tests/soak_scaling.py` is the long one."""
    found = soak_scaling.batch(3, 5)
    assert found.failures == []
    assert found.counts["settled by SciPy"] > 1000

"""Split: shares in whole units, against brute force over every way to share."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grund.split import REMAINDERS, Sharer, largest_remainder, pro_rata

WEIGHTS = st.one_of(st.integers(0, 9), st.decimals(0, 3, places=2), st.fractions(0, 3, max_denominator=7))


@st.composite
def sharings(draw: st.DrawFn) -> tuple[int, list[Sharer]]:
    """An amount that covers the leasts, and up to four who share it."""
    found = []
    for key in draw(st.permutations("abcd"))[: draw(st.integers(1, 4))]:
        least = draw(st.integers(0, 3))
        most = draw(st.one_of(st.none(), st.integers(least, 6)))
        found.append(Sharer(key, draw(WEIGHTS), least, most))
    return draw(st.integers(sum(s.least for s in found), 16)), found


def ideal(total: int, sharers: list[Sharer]) -> dict[str, Fraction]:
    """The exact shares, by trying every way to be at the least, between, or at the most."""
    found: list[tuple[Fraction, dict[str, Fraction]]] = []
    for ways in product((0, 1, 2), repeat=len(sharers)):
        share: dict[str, Fraction] = {}
        free = [s for s, way in zip(sharers, ways, strict=True) if way == 1]
        for s, way in zip(sharers, ways, strict=True):
            if way == 0:
                share[s.key] = Fraction(s.least)
            if way == 2 and s.most is not None:
                share[s.key] = Fraction(s.most)
        left, weight = total - sum(share.values()), sum(Fraction(s.weight) for s in free)
        if weight == 0 or left < 0:
            continue
        rate = left / weight
        share |= {s.key: rate * Fraction(s.weight) for s in free}
        if len(share) == len(sharers) and all(share[s.key] == clamp(rate, s) for s in sharers):
            found.append((rate, share))
    return max(found, key=lambda f: f[0])[1] if found else {}


def clamp(rate: Fraction, s: Sharer) -> Fraction:
    """A share between its bounds."""
    share = max(rate * Fraction(s.weight), Fraction(s.least))
    return share if s.most is None else min(share, Fraction(s.most))


@given(sharings())
def test_nothing_is_lost_and_bounds_hold(sharing: tuple[int, list[Sharer]]) -> None:
    """Parts and rest add up; the order of the sharers never matters."""
    total, sharers = sharing
    for remainder in REMAINDERS:
        split = pro_rata(total, sharers, remainder=remainder)
        assert sum(split.parts.values()) + split.rest == total
        assert all(s.least <= split.parts[s.key] for s in sharers)
        assert all(s.most is None or split.parts[s.key] <= s.most for s in sharers)
        assert pro_rata(total, reversed(sharers), remainder=remainder) == split
        assert list(split.parts) == sorted(split.parts)


@given(sharings())
def test_closest_to_the_exact_shares(sharing: tuple[int, list[Sharer]]) -> None:
    """Of every whole way to share the amount, ours is nearest the exact shares, and first by key among equals."""
    total, sharers = sharing
    exact = ideal(total, sharers)
    assume(exact)
    split = pro_rata(total, sharers)
    assert split.rest == 0
    keys = sorted(exact)
    bounds = {s.key: (s.least, total if s.most is None else s.most) for s in sharers}
    ways = product(*(range(bounds[k][0], bounds[k][1] + 1) for k in keys[:-1]))
    found = []
    for way in ways:
        whole = (*way, total - sum(way))
        if bounds[keys[-1]][0] <= whole[-1] <= bounds[keys[-1]][1]:
            far = sum((w - exact[k]) ** 2 for w, k in zip(whole, keys, strict=True))
            found.append((far, [-w for w in whole]))
    assert [split.parts[k] for k in keys] == [-w for w in min(found)[1]]


@given(sharings(), st.integers(1, 5))
def test_units_are_not_divided(sharing: tuple[int, list[Sharer]], unit: int) -> None:
    """In units of n, n times everything is split as in units of one."""
    total, sharers = sharing
    large = [
        Sharer(s.key, s.weight, s.least * unit, None if s.most is None else s.most * unit + unit - 1) for s in sharers
    ]
    small = pro_rata(total, sharers)
    found = pro_rata(total * unit + unit - 1, large, unit)
    assert found.parts == {key: part * unit for key, part in small.parts.items()}
    assert found.rest == small.rest * unit + unit - 1


@given(st.integers(-100, 100), st.dictionaries(st.text("abc", min_size=1), st.integers(1, 9), min_size=1))
def test_largest_remainder(total: int, weights: dict[str, int]) -> None:
    """Each part is the exact share rounded up or down, and a negative amount mirrors the positive one."""
    parts = largest_remainder(total, weights)
    assert sum(parts.values()) == total
    whole = sum(weights.values())
    assert all(abs(Fraction(total * w, whole) - parts[k]) < 1 for k, w in weights.items())
    assert largest_remainder(-total, weights) == {k: -p for k, p in parts.items()}


def test_ties_go_to_the_first_key() -> None:
    """A declared rule: code-point order of the key."""
    assert largest_remainder(100, {"c": 1, "a": 1, "b": 1}) == {"a": 34, "b": 33, "c": 33}
    assert pro_rata(100, [Sharer(k, 1) for k in "abc"], remainder="last").parts == {"a": 33, "b": 33, "c": 34}
    assert pro_rata(100, [Sharer(k, 1) for k in "abc"], remainder="none").rest == 1


@pytest.mark.parametrize(
    ("total", "sharers"),
    [
        (1, [Sharer("a", -1)]),
        (-1, [Sharer("a", 1)]),
        (1, [Sharer("a", 1), Sharer("a", 1)]),
        (1, [Sharer("a", 1, 2)]),
        (9, [Sharer("a", 1, 2, 1)]),
    ],
)
def test_what_cannot_be_split_is_refused(total: int, sharers: list[Sharer]) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError):
        pro_rata(total, sharers)
    with pytest.raises(ValueError):
        largest_remainder(1, {"a": Decimal(0)})

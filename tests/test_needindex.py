"""Need indexes: the parts add up to what plain computes, and the least change of a weight is the least.

The neighbours that a weight swaps are held to a search, step by step, through the weights on both sides.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from grund.analysis.need_index import NeedIndex, indexes, need_index
from grund.loading.scenario import load_scenario
from grund.problems.problem import GrundError


def index(scenario: str, name: str, *tried: str) -> NeedIndex:
    """The one reading of an index."""
    held = load_scenario(scenario)
    (found,) = need_index(held, name, held.named[0], tried)
    return found


def order(found: NeedIndex) -> list[str]:
    """The areas by new value, highest first; none of those tried here are equal."""
    ranked = sorted((row.new_rank, row.area.id) for row in found.rows if row.new_rank is not None)
    return [area for _, area in ranked]


def test_published_example_by_parts() -> None:
    """SCB's example: seven parts whose sum is the index, and shares whose sum is one."""
    found = index("scb-exempel", "cni_index")
    first = found.rows[0]
    assert (first.area.id, first.value, first.rank) == ("enhet-1", Decimal("22709.42"), 1)
    assert sum(part.contribution or 0 for part in first.parts) == first.value
    assert sum(part.share or 0 for part in first.parts) == 1
    assert [row.rank for row in found.rows] == [1, 2, 2]


def test_a_ratio_has_the_parts_of_what_it_divides() -> None:
    """CNI on the ratio scale is taken apart as the raw index, and has the same shares."""
    ratio, raw = index("scb-exempel", "cni"), index("scb-exempel", "cni_index")
    assert ratio.summed.id == "cni_index"
    assert [row.parts for row in ratio.rows] == [row.parts for row in raw.rows]


def test_what_is_missing_has_no_rank() -> None:
    """Without published counts no stadsdel has a CNI, a rank, or a part."""
    held = load_scenario("stockholm-2026")
    found = need_index(held, "cni", "behovsstyrd")[0]
    assert found.rows
    assert all(row.value is row.rank is None and "utlandsfodd" in row.missing for row in found.rows)
    assert all(part.contribution is part.share is None for row in found.rows for part in row.parts)


def test_a_tried_weight_is_what_the_engine_gives() -> None:
    """A weight of zero takes its part away."""
    found = index("scb-exempel", "cni_index", "vikt_utlandsfodd=0")
    for row in found.rows:
        assert row.value is not None and row.parts[1].contribution is not None
        assert row.new_value == row.value - row.parts[1].contribution


@pytest.mark.parametrize("weight", ["v_skattekraft", "v_bidrag", "v_inkomst"])
def test_the_least_change_is_the_least(weight: str) -> None:
    """At the value said, just those two have swapped; no step nearer on either side changes the order."""
    whole = index("stratumbidrag", "index")
    swap = next(swap for held, swap in whole.swaps if held.id == weight)
    assert swap is not None
    distance = abs(swap.to - swap.now)
    before = [row.area.id for row in whole.rows]
    turned = order(index("stratumbidrag", "index", f"{weight}={swap.to}"))
    assert turned.index(swap.below.id) < turned.index(swap.above.id)
    step = Decimal("0.01")
    while step < distance:
        for value in (swap.now - step, swap.now + step):
            assert order(index("stratumbidrag", "index", f"{weight}={value}")) == before
        step += Decimal("0.01")
    assert min(swap.now, swap.to) < swap.equal < max(swap.now, swap.to)


def test_crossing_is_exact() -> None:
    """The two areas are worth the same, exactly, where they are said to be."""
    found = index("stratumbidrag", "index")
    swap = next(swap for held, swap in found.swaps if held.id == "v_inkomst" and swap)
    rows = {row.area.id: row for row in found.rows}
    worth = []
    for area in (swap.above, swap.below):
        parts = rows[area.id].parts
        whole = sum(Fraction(part.contribution or 0) for part in parts)
        worth.append(whole + (swap.equal - Fraction(swap.now)) * Fraction(parts[-1].amount or 0))
    assert worth[0] == worth[1]


def test_names_that_are_no_index() -> None:
    """An attribute, and a word, get the names of what is an index."""
    held = load_scenario("scb-exempel")
    assert "cni" in indexes(held)
    for name in ("befolkning", "cnii"):
        with pytest.raises(GrundError) as error:
            need_index(held, name, held.named[0])
        assert [p.code for p in error.value.problems] == ["G548"]


def test_an_empty_world() -> None:
    """No areas: an index without rows, and weights that swap nobody."""
    held = load_scenario("scb-exempel")
    empty = replace(held, facts=replace(held.facts, areas=(), facts=(), links=()))
    (found,) = need_index(empty, "cni", empty.named[0])
    assert found.rows == ()
    assert all(swap is None for _, swap in found.swaps)

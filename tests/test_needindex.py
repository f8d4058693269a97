"""Need indexes: the parts add up to what plain computes, and the least change of a weight is the least.

The neighbours that a weight swaps are held to a search, step by step, through the weights on both sides.
"""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest

from grund.analysis.need_index import NeedIndex, indexes, need_index
from grund.analysis.weight_swaps import Line, nearest
from grund.loading.scenario import load_scenario
from grund.model.expressions import number
from grund.model.facts import Area
from grund.model.policies import Parameter
from grund.model.sources import Label
from grund.problems.problem import GrundError
from soak_completions import scenario_of


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


@pytest.mark.parametrize(("most", "wanted"), [("1000", 7), ("98", 7), ("97", None), ("95", None)])
def test_what_a_domain_makes_equal_has_not_changed_places(tmp_path: Path, most: str, wanted: int | None) -> None:
    """90 + 5 · 1 stands above 40 + 5 · 9 until the weight is 7: 97 and 103, unless both are cut (`clamp`) to less."""
    number = {"type": "number", "min": "0", "max": "1000"}
    words = {
        "levels": {"del": {}},
        "attributes": {"n": number, "m": number},
        "derived": {"v": number | {"max": most, "clamp": "true", "formula": "n + param.w * m"}},
        "parameters": {"w": {"type": "number", "min": "0", "max": "20", "values": [{"value": "5"}]}},
    }
    rules = [{"id": "r", "when": "v > 1"}]
    raw = {
        "name": "cut", "note": "-", "vocabulary": words,
        "policies": {"p": {"insatser": {"i": {"otherwise": "no", "rules": rules}}}},
        "world": {
            "areas": {"x": "del", "y": "del"},
            "facts": {"x": {"n": "90", "m": "1"}, "y": {"n": "40", "m": "9"}},
        },
    }  # fmt: skip
    (found,) = need_index(scenario_of(raw, tmp_path, ("p",)), "v", "p")
    ((_, swap),) = found.swaps
    assert (swap and int(swap.to)) == wanted


def test_cut_lines_change_places_where_their_values_do() -> None:
    """The least whole change, up to 20 either way, is that of a search through every pair and every value."""
    dice = random.Random(7)
    parameter = Parameter("w", number(0, 0, 40), Label("w"), Label(""), ())
    for _ in range(400):
        lines = []
        for name in "abcd"[: dice.randint(2, 4)]:
            line = Line(Area(name, "del", name), Fraction(dice.randint(-9, 9)), Fraction(dice.randint(-3, 3)))
            for _ in range(dice.randint(0, 2)):
                low = dice.randint(-9, 9)
                line = line.over(Fraction(dice.choice((-2, -1, 1, 1, 3)))).within(
                    Fraction(low), Fraction(low + dice.randint(0, 9))
                )
            lines.append(line)
        swapped = [
            abs(change)
            for change in range(-20, 21)
            for a, b in permutations(lines, 2)
            if a.after(Fraction(0)) > b.after(Fraction(0)) and a.after(Fraction(change)) < b.after(Fraction(change))
        ]
        swap = nearest(parameter, Decimal(20), lines)
        assert (swap and abs(int(swap.to) - 20)) == (min(swapped) if swapped else None), lines

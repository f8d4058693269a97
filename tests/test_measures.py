"""Measures: held to every possible world of small ones, and to definitions written out by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import command_line
import grund
from grund.analysis.compare.comparison import Comparison, compare
from grund.analysis.targeting_measures import (
    TOPS,
    Bounds,
    Item,
    MeasuredArea,
    amount,
    churn,
    concentration,
    curve,
    in_need,
    outside,
    share,
    spread,
    top,
)
from grund.budgeting.need import Need
from grund.budgeting.policy_budgets import Budget, budget
from grund.budgeting.targeting import Targeting, _one, _spending, targeting
from grund.model.facts import Area
from strategies import examples
from test_budget import ONE, changed
from towns import town

F = Fraction
MAYBE = st.sampled_from([True, False, None])
MEMBER = st.builds(
    MeasuredArea,
    MAYBE,
    MAYBE,
    st.sampled_from([F(0), F(1), F(1), F(2), None]),
    st.sampled_from([F(0), F(1), F(3), None]),
    st.just(F(1)),
    st.sampled_from("xy"),
)
MEMBERS = st.lists(MEMBER, min_size=1, max_size=3)
ITEMS = st.lists(st.builds(Item, MAYBE, MAYBE, st.sampled_from([F(0), F(1), F(3)])), max_size=4)
NUMBERS = (F(0), F(1), F(4), F(1000))
"""What an unknown number may be in the worlds that are tried."""


def either(value: bool | None) -> tuple[bool, ...]:
    """What a truth may be."""
    return (True, False) if value is None else (value,)


def numbers(value: Fraction | None) -> tuple[Fraction, ...]:
    """What a number may be."""
    return NUMBERS if value is None else (value,)


def worlds(members: Sequence[MeasuredArea]) -> Iterator[list[MeasuredArea]]:
    """Every way in which what is unknown may be."""
    ways = [
        [
            MeasuredArea(*way, m.group)
            for way in product(
                either(m.reached), either(m.inside), numbers(m.weight), numbers(m.residents), (m.children,)
            )
        ]
        for m in members
    ]
    for world in product(*ways):
        yield list(world)


def part(hits: Sequence[Fraction], base: Sequence[Fraction]) -> Fraction | None:
    """A share as a child would count it."""
    return sum(hits, F(0)) / sum(base, F(0)) if sum(base, F(0)) else None


def plain_need(world: Sequence[MeasuredArea]) -> Fraction | None:
    """Need x residents reached / need x residents."""
    sizes = [(m, (m.weight or F(0)) * (m.residents or F(0))) for m in world if m.inside]
    return part([s for m, s in sizes if m.reached], [s for _, s in sizes])


def plain_leakage(world: Sequence[MeasuredArea]) -> Fraction | None:
    """Residents reached outside the need / residents reached."""
    mine = [m for m in world if m.reached]
    return part([m.residents or F(0) for m in mine if not m.inside], [m.residents or F(0) for m in mine])


def plain_spread(world: Sequence[MeasuredArea]) -> Fraction | None:
    """Highest minus lowest coverage."""
    held = []
    for group in "xy":
        mine = [m for m in world if m.inside and m.group == group]
        held.append(part([m.residents or F(0) for m in mine if m.reached], [m.residents or F(0) for m in mine]))
    found = [c for c in held if c is not None]
    return max(found) - min(found) if found else None


def plain_top(world: Sequence[MeasuredArea], percent: int) -> Fraction | None:
    """The share of the neediest that is reached: an area is among them if too few areas are needier."""
    need = [m.weight or F(0) if m.inside else F(0) for m in world]
    room = -(-percent * len(world) // 100)
    first = [m for m, n in zip(world, need, strict=True) if n > 0 and sum(o > n for o in need) < room]
    return part([F(1) for m in first if m.reached], [F(1) for _ in first])


def plain_concentration(world: Sequence[MeasuredArea]) -> Fraction | None:
    """2 x the area under the curve − 1, by trapezes."""
    points = curve(world)
    if points is None:
        return None
    under = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(points))
    return 2 * under - 1


def holds(found: Bounds | None, value: Fraction | None) -> bool:
    """Whether a value lies within; one that is not defined always does."""
    return value is None or (found is not None and found.low <= value and (found.high is None or value <= found.high))


MEASURES: tuple[tuple[Callable[..., Bounds | None], Callable[..., Fraction | None]], ...] = (
    (lambda ms: share([Item(m.inside, m.reached, m.need) for m in ms]), plain_need),
    (lambda ms: share([Item(m.reached, outside(m), m.residents) for m in ms]), plain_leakage),
    (spread, plain_spread),
    *((lambda ms, p=p: share(top(ms, p)), lambda w, p=p: plain_top(w, p)) for p in TOPS),
)


@pytest.mark.slow
@examples(12, 5)
@given(MEMBERS)
def test_no_possible_world_lies_outside_the_bounds(members: list[MeasuredArea]) -> None:
    """And where nothing is unknown, the value is exact and the one of the definition."""
    found = [measure(members) for measure, _ in MEASURES]
    index = concentration(members)
    for world in worlds(members):
        for held, (measure, definition) in zip(found, MEASURES, strict=True):
            value = definition(world)
            assert holds(held, value)
            exact = measure(world)
            assert (None if exact is None else exact.exact) == value
        if index is not None:
            assert holds(index, plain_concentration(world))


@examples(80)
@given(ITEMS)
def test_a_share_is_as_narrow_as_it_can_be(items: list[Item]) -> None:
    """With known sizes both ends are reached in some world."""
    ways = [[Item(b, h, i.size) for b in either(i.base) for h in either(i.hit)] for i in items]
    values = [
        part([i.size or F(0) for i in w if i.base and i.hit], [i.size or F(0) for i in w if i.base])
        for w in product(*ways)
    ]
    defined = [v for v in values if v is not None]
    assert share(items) == (Bounds(min(defined), max(defined)) if defined else None)
    sums = [sum((i.size or F(0) for i in w if i.base and i.hit), F(0)) for w in product(*ways)]
    assert amount(items) == Bounds(min(sums), max(sums))


KNOWN = st.builds(
    MeasuredArea,
    MAYBE,
    st.booleans(),
    st.sampled_from([F(1), F(2)]),
    st.sampled_from([F(0), F(1), F(3), F(7)]),
    st.just(None),
)


@examples(60)
@given(st.lists(KNOWN, min_size=1, max_size=6))
def test_the_index_is_as_narrow_as_it_can_be(members: list[MeasuredArea]) -> None:
    """With known needs, undecided selections are tried in every way."""
    values = [v for world in worlds(members) if (v := plain_concentration(world)) is not None]
    assert concentration(members) == (Bounds(min(values), max(values)) if values else None)


LIST = st.dictionaries(st.sampled_from("abcd"), MAYBE)


@examples(40)
@given(LIST, LIST)
def test_churn_is_what_moved_of_what_is_on_either_list(
    before: dict[str, bool | None], after: dict[str, bool | None]
) -> None:
    """In every way in which two lists may be."""
    names = sorted({**before, **after})
    values = []
    for one in product(*(either(before.get(n, False)) for n in names)):
        for two in product(*(either(after.get(n, False)) for n in names)):
            union = sum(a or b for a, b in zip(one, two, strict=True))
            if union:
                values.append(F(sum(a != b for a, b in zip(one, two, strict=True)), union))
    assert churn(before, after) == (Bounds(min(values), max(values)) if values else None)


def test_unknown_need_is_never_guessed() -> None:
    """Every need unknown: nothing is known of the shares, and the index is unknown."""
    members = [MeasuredArea(True, None, F(1), F(10), None), MeasuredArea(False, None, F(1), F(10), None)]
    assert share(in_need(members)) == Bounds(F(0), F(1))
    assert concentration(members) is None
    assert curve(members) is None


def test_the_size_of_a_need_is_known_where_all_of_it_is() -> None:
    """Need x residents; of an area outside the need it is nothing, whatever else is unknown."""
    area, two, three = Area("a", "del", "A"), Decimal(2), Decimal(3)
    ways = (False, None, None), (True, two, three), (True, None, three), (True, two, None), (None, two, three)
    assert [Need(area, "", *way, None).size for way in ways] == [F(0), F(6), None, None, None]


def test_a_need_that_another_open_question_decides_is_unknown() -> None:
    """Whether there is one, and how much, each on its own."""
    area, two, three = Area("a", "del", "A"), Decimal(2), Decimal(3)
    yes, no, more = (
        Need(area, "", inside, weight, three, None) for inside, weight in ((True, two), (False, two), (True, three))
    )
    assert _one([yes, yes]) == yes
    assert _one([yes, no]) == Need(area, "", None, two, three, None)
    assert _one([yes, more]) == Need(area, "", True, None, three, None)


def test_what_is_spent_outside_the_need_is_from_the_least_to_the_most_of_its_readings(tmp_path: Path) -> None:
    """All of it in one reading, nothing in the other."""
    areas = {f"a{i}": {"district": "d1", "folk": 900, "behov": "true"} for i in range(2)}
    costed = budget(
        town(tmp_path, {**changed("anlaggning", once="50.00"), "areas": areas}), ["p"], [2027], ["anlaggning"]
    )
    (side,) = costed.sides
    sides = (
        replace(side, reading=(("t", area),), lines=tuple(n for n in side.lines if n.area == area)) for area in areas
    )
    spent = replace(costed, sides=tuple(sides))
    inside = {"a0": False, "a1": True}
    assert _spending(spent, side.policy, (), inside) == Bounds(F(0), F(1))
    assert _spending(spent, side.policy, (("t", "a1"),), inside) == Bounds(F(0), F(0))


def test_a_town_is_measured_from_its_files(tmp_path: Path) -> None:
    """P reaches those in need and nobody else; Q those with many residents; an unknown need is a range."""
    areas = {
        "a0": {"district": "d1", "folk": 3000, "behov": "true"},
        "a1": {"district": "d2", "folk": 500, "behov": "true"},
        "a2": {"district": "d2", "folk": 1500, "behov": "false"},
    }
    p, q = measured(compare(town(tmp_path, {**ONE, "areas": areas}), "p", "q"))
    assert p.need == Bounds(F(1), F(1)) and p.leakage == Bounds(F(0), F(0)) and p.spread == Bounds(F(0), F(0))
    assert q.need == Bounds(F(6000, 6500), F(6000, 6500))
    assert q.areas_outside == Bounds(F(1), F(1)) and q.residents_outside == Bounds(F(1500), F(1500))
    assert q.spread == Bounds(F(1), F(1)) and q.children is None
    priced = town(tmp_path, {**changed("cirkel", once="1.00"), "areas": areas})
    p, q = measured(compare(priced, "p", "q"))  # what it costs is measured where the scenario has years of a plan
    assert p.spending is not None and q.spending is not None
    areas["a2"]["behov"] = None
    _, q = measured(compare(town(tmp_path, {**ONE, "areas": areas}), "p", "q"))
    assert q.need == Bounds(F(6000, 6500), F(7500, 8000)) and q.residents_outside == Bounds(F(0), F(1500))
    assert q.concentration is None


def test_the_baseline_is_measured_by_what_it_gives(tmp_path: Path) -> None:
    """And another policy by what it gives beyond that."""
    areas = {
        "a0": {"district": "d1", "folk": 3000, "behov": "true"},
        "a1": {"district": "d2", "folk": 1500, "behov": "false"},
    }
    town(tmp_path, {**ONE, "areas": areas})
    path = tmp_path / "s.yaml"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "baseline": "p"}), encoding="utf-8")
    p, q = measured(compare(grund.load(path), "p", "q"))
    assert (p.need, p.residents_outside) == (Bounds(F(1), F(1)), Bounds(F(0), F(0)))
    assert (q.need, q.residents_outside) == (Bounds(F(0), F(0)), Bounds(F(1500), F(1500)))


def measured(found: Comparison | Budget) -> list[Targeting]:
    """The measures of a comparison's policies."""
    return [each.measures for each in targeting(found)]


def test_a_budget_measures_as_its_last_year_is_decided(tmp_path: Path) -> None:
    """Q gives to all from 2028, which the budget's last year sees and the scenario's own day does not."""
    areas = {
        f"a{i}": {"district": "d1", "folk": n, "behov": said}
        for i, (n, said) in enumerate([(900, "true"), (800, "false")])
    }
    scenario = town(tmp_path, {**changed("anlaggning", once="50.00"), "areas": areas})
    p, q = measured(budget(scenario))
    assert (p.need, p.residents_outside) == (Bounds(F(1), F(1)), Bounds(F(0), F(0)))
    assert (q.need, q.residents_outside) == (Bounds(F(1), F(1)), Bounds(F(800), F(800)))
    _, then = measured(compare(scenario, "p", "q"))
    assert then.need == Bounds(F(0), F(0))
    p, q = measured(budget(scenario, None, None, ["anlaggning"]))  # P spends in the one area, Q as much in both
    assert (p.spending, q.spending) == (Bounds(F(0), F(0)), Bounds(F(1, 2), F(1, 2)))
    (only,) = measured(budget(scenario, ["q"], [2027]))
    assert only.need == Bounds(F(0), F(0))
    assert targeting(budget(grund.load("stockholm-2015-2026"), ["fokusomrade"], [2027])) == ()


@pytest.mark.slow
def test_budget_and_notebook_show_them() -> None:
    """In the table, in JSON by side, and in what a notebook shows; a page has them too."""
    words = "budget budget-exempel --own --policy stadsdelslyft --policy fokusomrade --tolkning lyft_utbredning=utsatta"
    assert "Behov som nås (2029)" in said(f"{words} --all")
    sides = json.loads(said(f"{words} --format json"))["sides"]
    assert [s["measures"]["coverage"]["need"][0] for s in sides] == [0.806221, 0.81802, 0.806221, 0.817123]
    assert "Need reached" in said(f"{words} --format html --lang en")
    assert "täckning: av behovet" in grund.budget(grund.load("budget-exempel"))._repr_html_()


def test_churn_is_in_json_and_csv() -> None:
    """As a share from least to most; nothing before the first list."""
    issues = json.loads(said("run polisens-listor --format json"))["replay"]["issues"]
    assert [next(iter(i["measures"].values()))["churn"] for i in issues][:2] == [None, [0.125, 0.125]]
    first, *rows = said("run polisens-listor --format csv --lang en").splitlines()
    assert (
        first.endswith("churn_low,churn_high")
        and rows[0].endswith(",,")
        and any(r.endswith("0.1250,0.1250") for r in rows)
    )


def said(words: str) -> str:
    """What a command prints."""
    code, out, err = command_line.run(words.split())
    assert code == 0, err
    return out.decode("utf-8")


LIFT = "compare fokusomrade stadsdelslyft --tolkning lyft_utbredning=utsatta"
"""A comparison in one reading of what the lift covers."""


@pytest.mark.slow
def test_compare_shows_them_where_a_need_is_declared() -> None:
    """As a table and as data; without a need in one line, and nothing in the data."""
    out = said(f"{LIFT} --scenario budget-exempel --all")
    assert "Behov som nås" in out and "koncentrationsindex" in out
    assert "säger inget om policyerna" not in " ".join(out.split())  # the need is SCB's, which neither goes by
    data = json.loads(said(f"{LIFT} --scenario budget-exempel --format json"))
    assert data["readings"][0]["measures"]["b"]["coverage"]["residents"] == [0.76095, 0.76095]
    bare = said(f"{LIFT} --scenario stockholm-2015-2026 --all")
    assert "Mått på behov" in bare and "Behov som nås" not in bare
    text = said(f"{LIFT} --scenario budget-exempel --format csv").removeprefix("\ufeff")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert list(rows[0])[-1] == "illustration"
    row = next(r for r in rows if r["area"] == "sd-rinkeby" and "fokusomrade_jarva=vid" in r["tolkning"])
    assert (row["in_need"], row["need"]) == ("yes", "0,99365135")


def test_a_replay_shows_churn() -> None:
    """Between 2015 and 2017 one entry came and none left: 1 of 8."""
    out = said("run polisens-listor")
    assert "Andel utbytta områden mellan listor" in out and "12,5\u00a0%" in out

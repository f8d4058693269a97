"""Allocation: every method keeps every limit, the exact one equals brute force, and shadow prices are what they say."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, assume, given
from hypothesis import strategies as st

import command_line
import grund
from grund.budgeting.allocation import METHODS, MILLION, allocate, quick_of, solved
from grund.budgeting.allocation.conflicting_limits import clash
from grund.budgeting.allocation.greedy import priority, proportional, waterfill, year_by_year
from grund.budgeting.allocation.integer_program import exact
from grund.budgeting.allocation.linear_program import relaxed
from grund.budgeting.allocation.model import AllocationModel, Candidate, GrantKey, YearLimits, model
from grund.budgeting.allocation.priced_areas import by_area
from grund.budgeting.allocation.records import allocation_hash, data
from grund.budgeting.allocation.round_solution import rounded
from grund.budgeting.policy_budgets import budget
from grund.language.typing import condition
from grund.loading.vocabulary import scope
from grund.model.costs import Limits
from grund.problems.problem import GrundError
from grund.views.allocate import allocation_view, method_name
from grund.views.formats.text import as_text
from strategies import examples
from test_budget import ONE, changed
from towns import town, towns

AREAS = ("a", "b", "c")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""No shrinking: each town is files that are written and read."""


@st.composite
def models(draw: st.DrawFn, steps: int = 3, lows: bool = False) -> AllocationModel:
    """Up to six candidates of one year under random limits."""
    keys = draw(
        st.lists(st.tuples(st.sampled_from(AREAS), st.sampled_from("xyz")), min_size=1, max_size=6, unique=True)
    )
    candidates = []
    for area, insats in keys:
        step = draw(st.integers(1, 40))
        share = draw(st.integers(0, step))
        candidates.append(
            Candidate(
                GrantKey(2027, area, insats), step, draw(st.integers(1, steps)), Fraction(draw(st.integers(0, 30))),
                tuple((b, o) for b, o in (("n", share), ("m", step - share)) if o),
                draw(st.integers(0, 1)) if lows else 0, draw(st.integers(0, 2)), Fraction("abc".index(area) + 1),
            )
        )  # fmt: skip
    maybe = st.one_of(st.none(), st.integers(0, 120))
    bodies = {("n", 2027): draw(st.integers(0, 90))} if draw(st.booleans()) else {}
    least, floor = (
        (draw(maybe), draw(st.one_of(st.none(), st.fractions(0, 1, max_denominator=4)))) if lows else (None, None)
    )
    return model(
        candidates,
        YearLimits(
            {2027: draw(st.integers(0, 200))}, bodies, least, draw(maybe), draw(st.sampled_from([None, 1, 2])), floor
        ),
    )


def every(held: AllocationModel) -> list[tuple[int, ...]]:
    """Every choice of steps that keeps every limit, by trying all."""
    ranges = [range(c.least, c.most + 1) for c in held.candidates]
    return [steps for steps in product(*ranges) if not held.broken(steps)]


@given(models())
@examples(60)
def test_exact_is_brute_force_and_nobody_beats_it(held: AllocationModel) -> None:
    """The best worth of all choices; the bound is above it; every method keeps every limit."""
    best = max(held.worth(steps) for steps in every(held))
    found, _ = exact(held)
    assert found is not None and not held.broken(found)
    assert held.worth(found) == best
    relaxation = relaxed(held)
    assert relaxation.bound >= float(best) - 1e-6
    alone = by_area(held, relaxation)
    if alone is not None:
        assert float(best) - 1e-6 <= alone.bound <= relaxation.bound + 1e-6
    begun = [choice for choice in (relaxation.steps, alone and alone.steps) if choice is not None]
    for steps in (priority(held), proportional(held), waterfill(held), *(rounded(held, choice) for choice in begun)):
        assert not held.broken(steps)
        assert held.worth(steps) <= best


@given(models(lows=True))
@examples(60)
def test_limits_from_below(held: AllocationModel) -> None:
    """The exact method finds a choice where there is one; a clash is irreducible; from above nothing is ever broken."""
    possible = every(held)
    if relaxed(held).steps is None:
        assert not possible
        rows = clash(held)
        assert rows
        for row in rows:
            assert not clash(_with([r for r in rows if r is not row], held))
        return
    found, _ = exact(held)
    assert (found is None) == (not possible)
    if found is not None:
        assert held.worth(found) == max(held.worth(steps) for steps in possible)
        alone = by_area(held, relaxed(held))
        assert alone is None or alone.bound >= float(held.worth(found)) - 1e-6
    committed = tuple(c.least for c in held.candidates)
    assume(not any(r.high is not None for r in held.broken(committed)))
    for steps in (priority(held), proportional(held), waterfill(held)):
        assert all(row.low is not None for row in held.broken(steps))
        assert all(n >= c.least for n, c in zip(steps, held.candidates, strict=True))


@st.composite
def linked(draw: st.DrawFn) -> AllocationModel:
    """Candidates of up to three years, of which some keep what they had the year before but for a cut."""
    candidates = []
    for area, insats in draw(
        st.lists(st.tuples(st.sampled_from(AREAS), st.sampled_from("xy")), min_size=1, max_size=2, unique=True)
    ):
        before = draw(st.integers(0, 2))
        for year in draw(st.sampled_from([(2027, 2028), (2027, 2029), (2027, 2028, 2029), (2028,)])):
            step = draw(st.integers(1, 9))
            candidates.append(
                Candidate(
                    GrantKey(year, area, insats), step, draw(st.integers(1, 3)), Fraction(draw(st.integers(0, 9))),
                    least=min(1, before), need=Fraction(1),
                )
            )  # fmt: skip
    return model(
        candidates,
        YearLimits(
            {year: draw(st.integers(0, 60)) for year in (2027, 2028, 2029)},
            kept=frozenset(draw(st.sets(st.tuples(st.sampled_from(AREAS), st.sampled_from("xy"))))),
            cut=draw(st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 3), Fraction(1)])),
        ),
    )


@given(linked())
@examples(80)
def test_a_year_keeps_of_the_year_before(held: AllocationModel) -> None:
    """Years bound together: exact over all years is brute force; nobody beats it; rounding keeps every link."""
    possible = every(held)
    parts = [(part, relaxed(part)) for part, _ in held.parts()]
    if any(r.steps is None for _, r in parts):
        assert not possible
        return
    chosen = [exact(part)[0] for part, _ in parts]
    assert all(c is not None for c in chosen) == bool(possible)
    assume(possible)
    best = sum((part.worth(c or ()) for (part, _), c in zip(parts, chosen, strict=True)), Fraction(0))
    assert best == max(held.worth(steps) for steps in possible)
    assert sum(r.bound for _, r in parts) >= float(best) - 1e-6
    for part, relaxation in parts:
        steps = rounded(part, relaxation.steps or ())
        assert all(row.low is not None for row in part.broken(steps))
        assert part.broken(steps) or part.worth(steps) <= (relaxation.bound + 1e-6)
        if not any(c.least for c in part.candidates):
            assert not part.broken(steps)
        for method in (priority, proportional, waterfill):
            assert all(row.kind == "link" for row in part.broken(year_by_year(part, method)))


def _with(rows: list[Any], held: AllocationModel) -> AllocationModel:
    """The model with some limits only; a commitment is a limit of its own."""
    names = {row.key for row in rows}
    free = tuple(
        c if ("commitment", c.key.year, f"{c.key.area} {c.key.insats}") in names
        else Candidate(c.key, c.step, c.most, c.worth, c.bodies, 0, c.rank, c.need)
        for c in held.candidates
    )  # fmt: skip
    return AllocationModel(free, tuple(row for row in held.rows if row.key in names))


@given(models(), st.randoms(use_true_random=False))
@examples(24)
def test_the_order_of_input_never_matters(held: AllocationModel, random: Any) -> None:
    """The same candidates in another order, the same answer."""
    shuffled = list(held.candidates)
    random.shuffle(shuffled)
    again = AllocationModel(tuple(sorted(shuffled, key=lambda c: c.key)), held.rows)
    for method in (
        priority,
        proportional,
        waterfill,
        lambda m: rounded(m, relaxed(m).steps or ()),
        lambda m: exact(m)[0],
    ):
        assert method(held) == method(again)


@given(models(), st.floats(0.05, 1))
@examples(60)
def test_a_shadow_price_is_what_solving_again_says(held: AllocationModel, share: float) -> None:
    """More of a limit, inside its stated range, is worth exactly the price times as much more."""
    first = relaxed(held)
    for shadow in first.shadows:
        if shadow.row.kind not in ("total", "body"):
            continue
        assert shadow.row.high is not None
        assert shadow.start - 1e-6 <= shadow.row.high <= shadow.end + 1e-6
        room = min(shadow.end, 1e9) - shadow.row.high
        more = int(room * share)
        rows = tuple(
            type(r)(r.kind, r.year, r.name, r.terms, r.low, r.high + more)
            if r is shadow.row and r.high is not None
            else r
            for r in held.rows
        )
        assert relaxed(AllocationModel(held.candidates, rows)).bound == pytest.approx(
            first.bound + shadow.price * more, abs=1e-6
        )


def test_water_is_level() -> None:
    """Divisible grants of two areas are level to a step, whatever the areas could get."""
    held = model(
        [
            Candidate(GrantKey(2027, a, "x"), 1, most, Fraction(1), need=Fraction(1))
            for a, most in (("a", 100), ("b", 300))
        ],
        YearLimits(total={2027: 200}),
    )
    assert waterfill(held) == [50, 150]
    assert proportional(held) == [100, 100]


def test_priority_passes_over_what_does_not_fit() -> None:
    """The first that does not fit gets nothing, and a smaller one after it still does."""
    sizes = {"a": 60, "b": 50, "c": 40}
    held = model(
        [
            Candidate(GrantKey(2027, a, "x"), n, 1, Fraction(1), need=Fraction(3 - "abc".index(a)))
            for a, n in sizes.items()
        ],
        YearLimits(total={2027: 100}),
    )
    assert priority(held) == [1, 0, 1]


def test_what_is_far_too_large_does_not_blur_what_is_small() -> None:
    """A candidate of a thousand billion kronor beside some of ten: the search still finds the best of those."""
    sizes = {"a": 10**17, "b": 700, "c": 600, "d": 400}
    held = model(
        [Candidate(GrantKey(2027, a, "x"), n, 1, Fraction(9 if a == "a" else n)) for a, n in sizes.items()],
        YearLimits(total={2027: 1000}),
    )
    steps, bound = exact(held)
    assert steps == [0, 0, 1, 1] and bound == pytest.approx(1000)


def test_what_passes_a_limit_by_the_tolerance_is_cut_off() -> None:
    """A total of 36 000 050 kr, costs of 36 000 000 and twice 30: the large one and one small, to the öre."""
    sizes = {"a": 3_600_000_000, "b": 3_000, "c": 3_000}
    for unit in (1, 10**4, 10**8):
        held = model(
            [Candidate(GrantKey(2027, a, "x"), n * unit, 1, Fraction(2 if a == "a" else 1)) for a, n in sizes.items()],
            YearLimits(total={2027: 3_600_005_000 * unit}),
        )
        steps, bound = exact(held)
        assert steps in ([1, 1, 0], [1, 0, 1]) and bound == 3


def test_small_beside_large_is_not_lost() -> None:
    """A choice that the solver missed while costs of 102 öre and 100 000 kr stood in one row of floats."""
    sizes = {"a": (1000, 1, 1), "b": (10_000_000, 2, 1), "c": (102, 3, 2)}
    held = model(
        [Candidate(GrantKey(2027, a, "x"), step, most, Fraction(worth, 7)) for a, (step, most, worth) in sizes.items()],
        YearLimits(total={2027: 20_000_305}),
    )
    steps, bound = exact(held)
    assert held.worth(steps or ()) == Fraction(1, 2) and bound == 0.5


@st.composite
def skewed(draw: st.DrawFn) -> AllocationModel:
    """Costs from an öre to a hundred billion kronor, and limits that stand an öre above or below some sum of them."""
    sizes = draw(st.lists(st.integers(0, 10).map(lambda n: 10**n), min_size=1, max_size=5))
    sizes = [n + draw(st.integers(0, 99)) for n in sizes]
    candidates = [
        Candidate(GrantKey(2027, "abcde"[i], "x"), n, draw(st.integers(1, 3)), Fraction(draw(st.integers(1, 9)), 7))
        for i, n in enumerate(sizes)
    ]
    chosen = sum(n * draw(st.integers(0, c.most)) for n, c in zip(sizes, candidates, strict=True))
    total = max(0, chosen + draw(st.integers(-1, 1)))
    least = draw(st.sampled_from([None, None, 1, 10**6]))
    return model(candidates, YearLimits({2027: total}, least=least))


@given(skewed())
@examples(60)
def test_exact_to_the_ore_whatever_the_sizes(held: AllocationModel) -> None:
    """The best of all choices, where the tolerance of the solver is many kronor; none only where there is none."""
    possible = every(held)
    found, bound = exact(held)
    assert (found is None) == (not possible)
    if found is not None:
        assert not held.broken(found)
        assert held.worth(found) == max(held.worth(steps) for steps in possible)
        assert bound == float(held.worth(found))
    elif relaxed(held).steps is not None:
        assert clash(held, in_steps=True)


def test_a_limit_that_nothing_uses_binds_nothing() -> None:
    """A frame of a body that pays for no candidate: no shadow price, and no crash."""
    held = model([Candidate(GrantKey(2027, "a", "x"), 5, 1, Fraction(1))], YearLimits(bodies={("n", 2027): 100}))
    assert relaxed(held).shadows == () and exact(held)[0] == [1]


# ── from files


PLANS = ([2027, 2028, 2029], [2028], [2027, 2030, 2032], [2035])
"""Years that are asked: those of the scenario, one of them, and years that it does not name."""


@st.composite
def limited(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], list[int]]:
    """A town, limits of every kind, and the years that are asked."""
    limits: dict[str, Any] = {"total": str(draw(st.integers(0, 3_000_000))), "priority": ["besok"]}
    if draw(st.booleans()):
        limits["steps"] = {"besok": draw(st.sampled_from(["100", "0.07", "33333"]))}
    for name, values in {
        "ramar": ["true"], "floor": ["0.2"], "area_insatser": ["1", "2"], "area_most": ["50000", "900000.01"],
        "area_least": ["0.01", "2000"], "bodies": [{"namnd": "70000.01"}], "worth": [{"besok": "0.25", "cirkel": "3"}],
        "cut": ["0.1"], "commitments": [[{"area": "a0", "insats": "besok", "amount": "900"}]],
    }.items():  # fmt: skip
        if draw(st.integers(0, 2)) == 0:
            limits[name] = draw(st.sampled_from(values))
    return draw(towns()), limits, draw(st.sampled_from(PLANS))


@given(limited())
@examples(12, 20, phases=PHASES)
def test_random_towns(drawn: tuple[dict[str, Any], dict[str, Any], list[int]]) -> None:
    """From files, whatever years are asked: `kept` (tests/soak_allocation.py is the long form, 2 000 towns)."""
    with tempfile.TemporaryDirectory() as folder:
        kept(Path(folder), *drawn)


def kept(folder: Path, held: dict[str, Any], limits: dict[str, Any], years: list[int]) -> str:
    """Allocate a town by every method, and hold each to its limits, to the others, and to brute force where small.

    Every limit from above is kept in every year that is asked, to the öre; the search is never worse than another row
    of the table that keeps all; nothing is granted that is not decided, and nothing decided is left out. Gives what was
    seen: `brute`, `held` or the code it was refused with.
    """
    scenario = town(folder, held, limits)
    try:
        (found, *_) = allocate(scenario, "q", years, methods=list(METHODS))
    except GrundError as error:
        codes = {p.code for p in error.problems}
        assert codes <= {"G573", "G574"}, codes
        return min(codes) if re.search(r"20\d\d", error.problems[0].message("sv")) else "unnamed"
    most = round(Decimal(limits["total"]) * 100)
    for granted in found.granted:
        lines = found.lines(granted)
        assert all(0 <= öre <= whole for _, _, öre, whole in lines)
        for year in years:
            now = [(key, body, öre) for key, body, öre, _ in lines if key.year == year]
            assert sum(öre for _, _, öre in now) <= most
            paid = sum(öre for _, body, öre in now if body == "namnd")
            assert paid <= 7_000_001 or "bodies" not in limits
            assert paid <= 10_000_050 or "ramar" not in limits or year != 2027
            for area in held["areas"]:
                if "area_most" in limits:
                    got = sum(öre for key, _, öre in now if key.area == area)
                    assert got <= round(Decimal(limits["area_most"]) * 100)
                if "area_insatser" in limits:
                    many = {n.key.insats for n in found.grants(granted) if n.key[:2] == (year, area) and n.steps}
                    assert len(many) <= int(limits["area_insatser"])
        if granted.method in ("optimum", "exact"):
            assert granted.gap is not None and float(granted.worth) <= (granted.bound or 0) + 1e-6
    keeping = [g for g in found.granted if not g.unmet]
    for method in ("exact", "optimum"):
        assert all(found.by(method).worth >= g.worth for g in keeping)  # type: ignore[arg-type]
    assert (
        found.by("exact").proven and not found.by("exact").unmet and found.granted[0].worth == found.by("exact").worth
    )
    there = {(n.year, n.area, n.insats) for s in budget(scenario, ["q"], years).sides for n in s.lines
             if n.verdict == "yes" and n.amount is not None and n.area}  # fmt: skip
    unknown = {(n.year, n.area, n.insats) for s in budget(scenario, ["q"], years).sides for n in s.lines
               if n.verdict != "yes" or n.amount is None}  # fmt: skip
    assert {tuple(c.key) for c in found.model.candidates} == there - unknown
    choices = prod(c.most - c.least + 1 for c in found.model.candidates)
    if choices > 4096:
        return "held"
    assert found.by("exact").worth == max(found.model.worth(steps) for steps in every(found.model))
    return "brute"


HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"total": "0"}, ""),
    ({"total": "999999999999999"}, ""),
    ({"total": "-5"}, "G303"),
    ({"total": "9" * 40}, "G303"),
    ({"total": "1e400"}, "G303"),
    ({"total": "1.005"}, "G404"),
    ({"area_least": "500", "area_most": "100"}, "G573"),
    ({"area_least": "5000", "total": "10"}, "G573"),
    ({"area_insatser": "0"}, ""),
    ({"area_insatser": "-1"}, "G303"),
    ({"floor": "1", "total": "1"}, "G573"),
    ({"steps": {"besok": "0.01"}, "total": "5000"}, ""),
    ({"steps": {"besok": "0"}}, "G303"),
    ({"commitments": [{"area": "nowhere", "insats": "besok", "amount": "9"}]}, "G312"),
    ({"bodies": {"namnd": "0"}}, ""),
    ({"bodies": {"bolag": "100"}}, ""),
    ({}, ""),
]
"""Limits that clash, that are nothing, that are far too much; and the code they are refused with, or none."""


@pytest.mark.parametrize(("limits", "code"), HOSTILE)
def test_hostile_limits(tmp_path: Path, limits: dict[str, Any], code: str) -> None:
    """Each is an answer that keeps every limit from above, or an error with its code."""
    if code:
        with pytest.raises(GrundError) as caught:
            allocate(town(tmp_path, ONE, limits), "p", methods=list(METHODS))
        assert code in {p.code for p in caught.value.problems}
        return
    (found, *_) = allocate(town(tmp_path, ONE, limits), "p", methods=list(METHODS))
    for granted in found.granted:
        assert all(row.low is not None for row in found.model.broken(granted.steps))
    if limits.get("total") == "0":
        assert found.amount(found.by("exact")) == 0


def test_limits_that_clash_are_named_in_the_language_of_the_message(tmp_path: Path) -> None:
    """What a limit is called, and how its numbers are written, follow the sentence that they stand in."""
    with pytest.raises(GrundError) as caught:
        allocate(town(tmp_path, ONE, {"area_least": "5000", "total": "10"}), "p", methods=["optimum"])
    (found,) = caught.value.problems
    assert "lägsta belopp per område" in found.message("sv") and "(5\u00a0000\u00a0kr)" in found.message("sv")
    assert "minimum per area" in found.message("en") and "(SEK\u00a05,000)" in found.message("en")


def test_a_total_is_of_every_year_that_is_asked(tmp_path: Path) -> None:
    """`total: X` and `bodies` hold in 2031, which the scenario does not name; a year without one says so."""
    limits = {"total": "9000", "bodies": {"m-d1": "5000"}, "steps": {"besok": "1"}}
    scenario = town(tmp_path, ONE, limits)
    (found, *_) = allocate(scenario, "p", [2029, 2031], methods=list(METHODS))
    for granted in found.granted:
        for year in (2029, 2031):
            now = [n for n in found.grants(granted) if n.key.year == year]
            assert sum(n.granted for n in now) <= 900_000
            assert sum(n.granted for n in now if n.body == "m-d1") <= 500_000
    dated = town(tmp_path, ONE, {"total": {"2027": "9000"}, "ramar": "true"})
    shown = as_text(allocation_view(allocate(dated, "p", [2027, 2031]), "sv").blocks, "sv").replace("\u00a0", " ")
    assert "2027: 9 000,00 kr, 2031: ingen gräns" in shown and "Inga budgetramar är angivna för 2031" in shown


def test_what_costs_nothing_is_granted_and_shown(tmp_path: Path) -> None:
    """A price of 0 kr is no unknown price and no missing decision: a row of 0 kr that every method grants."""
    (found, *_) = allocate(town(tmp_path, changed("besok", price="0.00", once=None), {"total": "1"}), "p", [2027])
    held = town(tmp_path, changed("besok", price="0.00", once="0.00"), {"total": "1"})
    (found, *_) = allocate(held, "p", [2027], methods=list(METHODS))
    for granted in found.granted:
        (free,) = [n for n in found.grants(granted) if n.key.insats == "besok"]
        assert (free.granted, free.decided, free.steps, free.most) == (0, 0, 1, 1)
        assert granted.worth == 1001


def test_a_weight_per_insats_is_a_judgement(tmp_path: Path) -> None:
    """What weighs more is granted first by the search; and the page says that it is a value judgement."""
    limits = {"total": "10000", "worth": {"anlaggning": "0", "cirkel": "2.5"}}
    priced = {name: {**cost, "once": "0.00"} for name, cost in ONE["costs"].items()}
    (found, *_) = allocate(town(tmp_path, {**ONE, "costs": priced}, limits), "p", [2027], methods=["exact"])
    worth = {c.key.insats: c.worth for c in found.model.candidates}
    assert worth == {"anlaggning": 0, "besok": 1001, "cirkel": Fraction(5, 2) * 1001}
    shown = as_text(allocation_view([found], "sv").blocks, "sv")
    assert "Vikt per insats: anlaggning 0; cirkel 2,5; övriga 1. Vikterna är en värdering" in " ".join(shown.split())
    with pytest.raises(GrundError) as caught:
        town(tmp_path, ONE, {"worth": {"anlaggning": "-1", "sigg": "1"}})
    assert {p.code for p in caught.value.problems} == {"G303", "G312"}


def test_what_clashes_in_whole_steps_is_named(tmp_path: Path) -> None:
    """A floor that only a divided insats could reach under the most of its area: both, and the area."""
    limits = {"area_least": "6000", "area_most": "9000"}
    for methods in (["exact"], list(METHODS)):
        with pytest.raises(GrundError) as caught:
            allocate(town(tmp_path, ONE, limits), "p", [2028], methods=methods)  # type: ignore[arg-type]
        (error,) = caught.value.problems
        text = error.message("sv").replace("\u00a0", " ")
        assert error.code == "G574" and "lägsta belopp per område Område a0 2028 (6 000 kr)" in text, text
        assert "högsta belopp per område Område a0 2028 (9 000 kr)" in text


def test_nothing_is_called_the_optimum_but_what_is(tmp_path: Path) -> None:
    """Three things in a knapsack that rounding misses: proven; without a search, the best found by its name."""
    sizes = {"a": 60, "b": 50, "c": 50}
    held = model(
        [Candidate(GrantKey(2027, a, "x"), n, 1, Fraction(n + (a == "a")), need=Fraction(1)) for a, n in sizes.items()],
        YearLimits(total={2027: 100}),
    )
    relaxation = relaxed(held)
    quick = [quick_of(held, relaxation)]
    parts = held.parts()
    best = solved(held, "optimum", parts, [relaxation], quick, 1)
    assert best.proven and best.steps == (0, 1, 1) and best.gap == 0 and method_name(best, "sv") == "optimum"
    short = solved(held, "optimum", parts, [relaxation], quick, 1, most=0)
    assert not short.proven and short.worth == max(held.worth(steps) for steps in quick[0].values())
    assert method_name(short, "sv").startswith("bästa funna (")


def test_whole_insatser_that_seldom_fill_a_limit_of_an_area_leave_no_gap() -> None:
    """An area may have 10 and its insatser cost 6 each: the bound says that one fits, also where no search is made."""
    held = model(
        [Candidate(GrantKey(2027, a, i), 6, 1, Fraction(6), need=Fraction(1)) for a in "ab" for i in "xyz"],
        YearLimits(total={2027: 30}, most=10),
    )
    relaxation = relaxed(held)
    watched: list[str] = []
    alone = by_area(held, relaxation, lambda areas: (watched.append(area) or area for area in areas))
    assert watched == ["a", "b"]
    assert relaxation.bound == pytest.approx(20) and alone is not None and alone.bound == 12
    quick = [quick_of(held, relaxation, alone)]
    best = solved(held, "optimum", held.parts(), [replace(relaxation, bound=alone.bound)], quick, 1, most=0)
    assert best.worth == 12 and best.gap == 0


def test_prices_unknown_everywhere(tmp_path: Path) -> None:
    """Nothing can be granted, everything is outside and counted; and the view says so."""
    costs = {name: {**cost, "price": None, "once": None} for name, cost in ONE["costs"].items()}
    found = allocate(town(tmp_path, {**ONE, "costs": costs}, {"total": "100"}), "p", methods=list(METHODS))
    assert not found[0].model.candidates and found[0].outside["unknown"].unknown == 12
    assert "saknas (12)" in as_text(allocation_view(found, "sv").blocks, "sv").replace("\u00a0", " ")


@pytest.mark.slow
@pytest.mark.parametrize("asked", [(2028,), (2027, 2029), (2028, 2031)])
def test_a_year_is_the_same_whatever_other_years_are_asked(tmp_path: Path, asked: tuple[int, ...]) -> None:
    """What can be granted, and what a commitment keeps, count from the plan's first year, as the budget does."""
    limits: dict[str, Any] = {"cut": "0.1", "commitments": [{"area": "a0", "insats": "besok", "amount": "4000"}]}
    limits["steps"] = {"besok": "0.01"}
    scenario = town(tmp_path, {**changed("besok", ramp=["0.8", "0.9", "1"]), "index": "102.5"}, limits)
    through = allocate(scenario, "p", range(2027, 2032), ["priority"])[0].model.candidates
    some = allocate(scenario, "p", asked, ["priority"])[0].model.candidates
    assert tuple(some) == tuple(c for c in through if c.key.year in asked)
    sums = budget(scenario, ["p"], asked, ["besok"]).sides[0].by("year")
    assert {c.key.year: c.amount for c in some if c.key.insats == "besok"} == {y: m.low for (y,), m in sums.items()}


def test_a_body_whose_share_is_nothing_has_a_row(tmp_path: Path) -> None:
    """Of an amount of one öre two bodies pay one and none: both are told."""
    held = changed("besok", key={"namnd": 9999, "grupp": 1}, once="0.00")
    found = allocate(town(tmp_path, held, {"steps": {"besok": "0.01"}, "total": "0.01"}), "p", [2027], ["priority"])[0]
    paid = {n.body: n.granted for n in found.grants(found.by("priority")) if n.key.insats == "besok"}
    assert len(paid) == 2 and sorted(paid.values()) == [0, 1]


@pytest.mark.parametrize("step", ["0.01", "0.07", "1", "333.33", "100000"])
def test_bodies_pay_what_the_decision_gives_them(tmp_path: Path, step: str) -> None:
    """However small the steps: decided is the budget's, to the öre, and a grant of all of it too."""
    held = changed("besok", key={"namnd": 997, "grupp": 3}, once="0.00")
    scenario = town(tmp_path, held, {"steps": {"besok": step}})
    found = allocate(scenario, "p", [2027], ["priority"])[0]
    given = budget(scenario, ["p"], [2027], ["besok"]).sides[0].by("body")
    grants = [n for n in found.grants(found.by("priority")) if n.key.insats == "besok"]
    assert {(n.body,): n.decided for n in grants} == {body: money.low for body, money in given.items()}
    whole, lost = sum(n.decided for n in grants), sum(n.decided - n.granted for n in grants)
    assert 0 <= lost < max(1, round(Decimal(step) * 100)) and all(n.granted <= n.decided for n in grants)
    assert whole > 100_000 and (lost or all(n.granted == n.decided for n in grants))
    assert data([found])["allocations"][0]["decided_ore"] == found.decided


def test_commitments_are_kept(tmp_path: Path) -> None:
    """At least what is left of them after the cut, each year; more than the money is a clash that names both."""
    commitments = [{"area": "a0", "insats": "besok", "amount": "8000"}]
    limits = {
        "total": "9000",
        "cut": "0.25",
        "steps": {"besok": "1"},
        "commitments": commitments,
        "priority": ["anlaggning"],
    }
    (found, *_) = allocate(town(tmp_path, ONE, limits), "p", methods=["priority"])
    got = {key.year: öre for key, _, öre, _ in found.lines(found.by("priority")) if key.insats == "besok"}
    assert got[2027] >= 600_000 and got[2028] >= 450_000 and got[2029] >= 337_500
    (late, *_) = allocate(town(tmp_path, ONE, limits), "p", [2029], methods=["priority"])
    (besok,) = [c for c in late.model.candidates if c.key.insats == "besok"]
    assert (besok.least, besok.most) == (3375, 10010)  # the plan began in 2027, and so did the one-off part
    with pytest.raises(GrundError) as caught:
        allocate(town(tmp_path, ONE, {**limits, "total": "5000"}), "p")
    text = caught.value.problems[0].message("sv")
    assert "total 2027" in text and "tidigare åtaganden" in text and "2029" not in text


def test_a_year_keeps_what_the_year_before_was_granted(tmp_path: Path) -> None:
    """With more money in 2027 than later, whoever has a commitment falls by at most the cut from what it then had."""
    limits = {
        "total": {"2027": "12000", "2028": "7000", "2029": "7000"},
        "cut": "0.25",
        "steps": {"besok": "1"},
        "commitments": [{"area": "a0", "insats": "besok", "amount": "4000"}],
        "priority": ["besok"],
    }
    held = town(tmp_path, changed("besok", once="0.00"), limits)
    (found, *_) = allocate(held, "p", methods=["priority", "optimum", "exact"])
    for method in ("optimum", "exact"):
        granted = found.by(method)  # type: ignore[arg-type]
        got = {key.year: öre for key, _, öre, _ in found.lines(granted) if key.insats == "besok"}
        assert not granted.unmet and got[2028] >= got[2027] * 3 // 4 and got[2029] >= got[2028] * 3 // 4
    first = found.by("priority")  # looks no year ahead, and says what it could not keep
    assert [(r.kind, r.year) for r in first.unmet] == [("link", 2028)]


def test_the_hash_covers_what_decides(tmp_path: Path) -> None:
    """Policy, years, limits, methods, own: another of any is another run; the same again is the same."""
    scenario = town(tmp_path, ONE, {"total": "9000"})
    every = [
        allocate(scenario, "p"), allocate(scenario, "q"), allocate(scenario, "p", [2027]),
        allocate(scenario, "p", methods=["priority"]), allocate(scenario, "p", own=True),
        allocate(scenario, "p", limits=Limits(total={2027: 1})), allocate(scenario, "p", limits=Limits()),
        allocate(scenario, "p", methods=["exact"]), allocate(scenario, "p", methods=["exact"], seconds=9),
    ]  # fmt: skip
    assert len({allocation_hash(found) for found in every}) == len(every)
    assert allocation_hash(allocate(scenario, "p")) == allocation_hash(every[0])


def test_need_is_that_of_the_year_and_of_the_reading() -> None:
    """A need that rises in 2028 changes what 2028 is worth; an open question in it gives one answer for each."""
    scenario = grund.load("budget-exempel")
    need = condition("i_fokusomrade and day >= 2028-01-01", scope(scenario.book.vocabulary, {}, "stadsdel"))
    planning = replace(scenario.planning, need=need, limits=Limits())
    found = allocate(replace(scenario, planning=planning), "stadsdelslyft-ersatter", methods=["priority"], own=True)
    assert [dict(a.reading) for a in found] == [{"fokusomrade_jarva": "vid"}, {"fokusomrade_jarva": "snav"}]
    worth = [{y: sum(c.worth for c in a.model.candidates if c.key.year == y) for y in a.years} for a in found]
    assert all(held[2027] == 0 < held[2028] for held in worth)
    assert len({area for a in found for area, n in a.needs[2028].items() if n.inside}) > 0
    assert found[0].needs[2028] != found[1].needs[2028]


def test_two_policies_are_not_one_allocation() -> None:
    """Said, and not the first of them taken without a word."""
    words = ["allocate", "budget-exempel", "--policy", "fokusomrade", "--policy", "stadsdelslyft"]
    code, out, err = command_line.run(words)
    assert (code, out) == (2, b"") and "G578" in err.decode("utf-8")


def test_one_more_million_says_what_it_buys() -> None:
    """On the example: worth, range, and the insatser it would reach."""
    code, out, err = command_line.run(
        ["allocate", "budget-exempel", "--policy", "stadsdelslyft-ersatter", "--own", "--format", "json"]
    )
    assert (code, err) == (0, b""), err.decode()
    data = json.loads(out)
    (first, *_) = data["allocations"]
    assert first["one_more"] and MILLION == 100_000_000
    assert {g["method"] for g in first["granted"]} == {"priority", "proportional", "waterfill", "optimum"}
    for granted in first["granted"]:
        assert granted["amount_ore"] == sum(n["amount_ore"] for n in granted["lines"])

"""Allocation: every method keeps every limit, the exact one equals brute force, and shadow prices are what they say."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import grund
import renew
from grund.allocation import METHODS, MILLION, allocate
from grund.allocation.filling import priority, proportional, waterfill, year_by_year
from grund.allocation.model import Bounds, Candidate, Key, Model, model
from grund.allocation.optimum import clash, exact, relaxed
from grund.allocation.rounding import rounded
from grund.allocation.written import allocation_hash
from grund.costs import Limits
from grund.doors.allocated import allocation_view
from grund.doors.tables import as_text
from grund.loading.vocabulary import scope
from grund.problems import GrundError
from grund.resolve import condition
from test_budget import ONE, changed
from towns import town, towns

AREAS = ("a", "b", "c")


@st.composite
def models(draw: st.DrawFn, steps: int = 3, lows: bool = False) -> Model:
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
                Key(2027, area, insats), step, draw(st.integers(1, steps)), Fraction(draw(st.integers(0, 30))),
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
        Bounds(
            {2027: draw(st.integers(0, 200))}, bodies, least, draw(maybe), draw(st.sampled_from([None, 1, 2])), floor
        ),
    )


def every(held: Model) -> list[tuple[int, ...]]:
    """Every choice of steps that keeps every limit, by trying all."""
    ranges = [range(c.least, c.most + 1) for c in held.candidates]
    return [steps for steps in product(*ranges) if not held.broken(steps)]


@given(models())
@settings(max_examples=150, deadline=None)
def test_exact_is_brute_force_and_nobody_beats_it(held: Model) -> None:
    """The best worth of all choices; the bound is above it; every method keeps every limit."""
    best = max(held.worth(steps) for steps in every(held))
    found, _ = exact(held)
    assert found is not None and not held.broken(found)
    assert held.worth(found) == best
    relaxation = relaxed(held)
    assert relaxation.bound >= float(best) - 1e-6
    for steps in (priority(held), proportional(held), waterfill(held), rounded(held, relaxation.steps or ())):
        assert not held.broken(steps)
        assert held.worth(steps) <= best


@given(models(lows=True))
@settings(max_examples=150, deadline=None)
def test_limits_from_below(held: Model) -> None:
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
    committed = tuple(c.least for c in held.candidates)
    assume(not any(r.high is not None for r in held.broken(committed)))
    for steps in (priority(held), proportional(held), waterfill(held)):
        assert all(row.low is not None for row in held.broken(steps))
        assert all(n >= c.least for n, c in zip(steps, held.candidates, strict=True))


@st.composite
def linked(draw: st.DrawFn) -> Model:
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
                    Key(year, area, insats), step, draw(st.integers(1, 3)), Fraction(draw(st.integers(0, 9))),
                    least=min(1, before), need=Fraction(1),
                )
            )  # fmt: skip
    return model(
        candidates,
        Bounds(
            {year: draw(st.integers(0, 60)) for year in (2027, 2028, 2029)},
            kept=frozenset(draw(st.sets(st.tuples(st.sampled_from(AREAS), st.sampled_from("xy"))))),
            cut=draw(st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 3), Fraction(1)])),
        ),
    )


@given(linked())
@settings(max_examples=200, deadline=None)
def test_a_year_keeps_of_the_year_before(held: Model) -> None:
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


def _with(rows: list[Any], held: Model) -> Model:
    """The model with some limits only; a commitment is a limit of its own."""
    names = {row.key for row in rows}
    free = tuple(
        c if ("commitment", c.key.year, f"{c.key.area} {c.key.insats}") in names
        else Candidate(c.key, c.step, c.most, c.worth, c.bodies, 0, c.rank, c.need)
        for c in held.candidates
    )  # fmt: skip
    return Model(free, tuple(row for row in held.rows if row.key in names))


@given(models(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_input_never_matters(held: Model, random: Any) -> None:
    """The same candidates in another order, the same answer."""
    shuffled = list(held.candidates)
    random.shuffle(shuffled)
    again = Model(tuple(sorted(shuffled, key=lambda c: c.key)), held.rows)
    for method in (
        priority,
        proportional,
        waterfill,
        lambda m: rounded(m, relaxed(m).steps or ()),
        lambda m: exact(m)[0],
    ):
        assert method(held) == method(again)


@given(models(), st.floats(0.05, 1))
@settings(max_examples=150, deadline=None)
def test_a_shadow_price_is_what_solving_again_says(held: Model, share: float) -> None:
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
        assert relaxed(Model(held.candidates, rows)).bound == pytest.approx(first.bound + shadow.price * more, abs=1e-6)


def test_water_is_level() -> None:
    """Divisible grants of two areas are level to a step, whatever the areas could get."""
    held = model(
        [Candidate(Key(2027, a, "x"), 1, most, Fraction(1), need=Fraction(1)) for a, most in (("a", 100), ("b", 300))],
        Bounds(total={2027: 200}),
    )
    assert waterfill(held) == [50, 150]
    assert proportional(held) == [100, 100]


def test_priority_passes_over_what_does_not_fit() -> None:
    """The first that does not fit gets nothing, and a smaller one after it still does."""
    sizes = {"a": 60, "b": 50, "c": 40}
    held = model(
        [Candidate(Key(2027, a, "x"), n, 1, Fraction(1), need=Fraction(3 - "abc".index(a))) for a, n in sizes.items()],
        Bounds(total={2027: 100}),
    )
    assert priority(held) == [1, 0, 1]


def test_what_is_far_too_large_does_not_blur_what_is_small() -> None:
    """A candidate of a thousand billion kronor beside some of ten: the search still finds the best of those."""
    sizes = {"a": 10**17, "b": 700, "c": 600, "d": 400}
    held = model(
        [Candidate(Key(2027, a, "x"), n, 1, Fraction(9 if a == "a" else n)) for a, n in sizes.items()],
        Bounds(total={2027: 1000}),
    )
    steps, bound = exact(held)
    assert steps == [0, 0, 1, 1] and bound == pytest.approx(1000)


def test_a_limit_that_nothing_uses_binds_nothing() -> None:
    """A frame of a body that pays for no candidate: no shadow price, and no crash."""
    held = model([Candidate(Key(2027, "a", "x"), 5, 1, Fraction(1))], Bounds(bodies={("n", 2027): 100}))
    assert relaxed(held).shadows == () and exact(held)[0] == [1]


# ── from files


@given(towns(), st.integers(0, 3_000_000), st.sampled_from([None, "0.2"]), st.sampled_from([None, "1", "2"]))
@settings(max_examples=20, deadline=None)
def test_random_towns(held: dict[str, Any], total: int, floor: str | None, most: str | None) -> None:
    """From files: grants never pass what the decisions give, limits hold to the öre, and all methods see one model."""
    limits: dict[str, Any] = {"total": str(total), "ramar": "true", "steps": {"besok": "100"}, "priority": ["besok"]}
    limits |= ({"floor": floor} if floor else {}) | ({"area_insatser": most} if most else {})
    with tempfile.TemporaryDirectory() as folder:
        try:
            (found, *_) = allocate(town(Path(folder), held, limits), "q", methods=list(METHODS))
        except GrundError as error:
            if {p.code for p in error.problems} <= {"G573", "G574"}:
                return
            raise
    for granted in found.granted:
        lines = found.lines(granted)
        assert all(0 <= öre <= whole for _, _, öre, whole in lines)
        for year in found.years:
            assert sum(öre for key, _, öre, _ in lines if key.year == year) <= total * 100
        assert sum(öre for key, body, öre, _ in lines if body == "namnd" and key.year == 2027) <= 10_000_050
        assert float(granted.worth) <= (granted.bound or 0) + 1e-6
    assert found.by("exact").worth >= max(g.worth for g in found.granted if not g.unmet or g.method == "exact")


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


def test_prices_unknown_everywhere(tmp_path: Path) -> None:
    """Nothing can be granted, everything is outside and counted; and the view says so."""
    costs = {name: {**cost, "price": None, "once": None} for name, cost in ONE["costs"].items()}
    found = allocate(town(tmp_path, {**ONE, "costs": costs}, {"total": "100"}), "p", methods=list(METHODS))
    assert not found[0].model.candidates and found[0].outside["unknown"].unknown == 12
    assert "okänt (12)" in as_text(allocation_view(found, "sv").blocks, "sv").replace("\u00a0", " ")


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
    assert late.model.candidates[-1].least == 3375  # the plan began in 2027
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
    code, out, err = renew.said(words)
    assert (code, out) == (3, b"") and "G578" in err.decode("utf-8")


def test_one_more_million_says_what_it_buys() -> None:
    """On the example: worth, range, and the insatser it would reach."""
    code, out, err = renew.said(
        ["allocate", "budget-exempel", "--policy", "stadsdelslyft-ersatter", "--own", "--format", "json"]
    )
    assert (code, err) == (0, b""), err.decode()
    data = json.loads(out)
    (first, *_) = data["allocations"]
    assert first["one_more"] and MILLION == 100_000_000
    assert {g["method"] for g in first["granted"]} == {"priority", "proportional", "waterfill", "optimum"}
    for granted in first["granted"]:
        assert granted["amount_ore"] == sum(n["amount_ore"] for n in granted["lines"])

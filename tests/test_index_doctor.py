"""What a weight really does, and how far a ranking rests on choices: against Shapley by enumeration, and ranks."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path
from random import Random
from statistics import correlation, pvariance
from typing import Final

import pytest

from command_line import run
from grund.analysis import weight_draws
from grund.analysis.index_doctor import AS_IT_IS, CHOICES, Doctor, examined
from grund.analysis.need_index import NeedIndex, need_index
from grund.analysis.weight_draws import Drawing
from grund.loading.scenario import load_scenario
from soak_completions import scenario_of

SHIPPED = (("stratumbidrag", "index"), ("scb-exempel", "cni"))


def doctor_of(name: str, index: str) -> tuple[NeedIndex, Doctor]:
    """An index of a shipped scenario, and what is found of it."""
    scenario = load_scenario(name)
    (made,) = need_index(scenario, index, scenario.named[0])
    return made, examined(made)


def terms_of(index: NeedIndex) -> list[list[Fraction]]:
    """The contributions of each term, divided as the sum is."""
    rows = [row for row in index.rows if row.per]
    return [[Fraction(r.parts[i].contribution or 0) / (r.per or 1) for r in rows] for i in range(len(index.terms))]


@pytest.mark.parametrize(("name", "index"), SHIPPED)
def test_shares_are_shapley_values_by_enumeration(name: str, index: str) -> None:
    """The mean over every order of what a term adds to the variance; at most five terms, for there are 120 orders."""
    made, doctor = doctor_of(name, index)
    terms = terms_of(made)
    assert sum(i.effective or 0 for i in doctor.importances) == 1
    few = terms[:5]
    whole = [sum(values) for values in zip(*few, strict=True)]
    orders = list(permutations(range(len(few))))
    for at, term in enumerate(few):
        added = Fraction(0)
        for order in orders:
            before = [few[i] for i in order[: order.index(at)]]
            sums = [sum(values, Fraction(0)) for values in zip(*before, strict=True)] or [Fraction(0)] * len(term)
            more = [a + b for a, b in zip(sums, term, strict=True)]
            added += pvariance(more) - pvariance(sums)
        n = len(term)
        shared = Fraction(sum(a * b for a, b in zip(term, whole, strict=True)), n) - sum(term) * sum(whole) / n**2
        assert added / len(orders) == shared


@pytest.mark.parametrize(("name", "index"), SHIPPED)
def test_correlations_are_those_of_the_standard_library(name: str, index: str) -> None:
    """To the fourth decimal."""
    made, doctor = doctor_of(name, index)
    terms = terms_of(made)
    whole = [float(sum(values)) for values in zip(*terms, strict=True)]
    for importance, term in zip(doctor.importances, terms, strict=True):
        assert importance.correlation is not None
        assert float(importance.correlation) == pytest.approx(correlation([*map(float, term)], whole), abs=6e-5)


def test_ranks_by_other_choices() -> None:
    """The index as it is ranks as `index` does; every area has a rank by every choice, and its interval has it."""
    made, doctor = doctor_of("stratumbidrag", "index")
    ranks = {row.area.id: row.rank for row in made.rows}
    assert {i.area.id: i.ranks[AS_IT_IS] for i in doctor.intervals} == ranks
    assert all(set(i.ranks) == set(CHOICES) for i in doctor.intervals)
    assert all(i.ends[0] <= i.ranks[AS_IT_IS] <= i.ends[1] for i in doctor.intervals)
    first, second, *_ = doctor.intervals
    assert (first.ends, second.ends) == ((1, 1), (2, 17))


def test_areas_without_an_index_are_counted() -> None:
    """They have no rank by any choice."""
    made, doctor = doctor_of("kommuner", "behovsindex")
    assert doctor.unknown == 12
    assert len(doctor.intervals) == len(made.rows) - 12
    answer = run(("index", "behovsindex", "--scenario", "kommuner", "--format", "json")).json()
    (reading,) = answer["readings"]
    assert sum(area["ranks"] == {} for area in reading["areas"]) == 12


def test_a_mean_is_an_index(tmp_path: Path) -> None:
    """Its terms are what it weighs; equal values have no share, and a part that moves nothing has no correlation."""
    number = {"type": "number", "decimals": "1", "min": "0", "max": "1000"}
    raw = {
        "name": "mean", "note": "-",
        "vocabulary": {
            "levels": {"del": {}},
            "attributes": {"n": number, "m": number},
            "derived": {"v": number | {"mean": {"n": "1", "m": "3"}}},
        },
        "policies": {"p": {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "r", "when": "v > 1"}]}}}},
        "world": {
            "areas": {"x": "del", "y": "del"},
            "facts": {"x": {"n": "4", "m": "2"}, "y": {"n": "8", "m": "2"}},
        },
    }  # fmt: skip
    (made,) = need_index(scenario_of(raw, tmp_path, ("p",)), "v", "p")
    doctor = examined(made)
    assert [str(row.value) for row in made.rows] == ["3.5", "2.5"]
    assert [(i.declared, i.effective) for i in doctor.importances] == [(Fraction(1, 4), 1), (Fraction(3, 4), 0)]
    assert [i.correlation and str(i.correlation) for i in doctor.importances] == ["1.0000", None]


# ── weights that vary

RANGES: Final = ("v_skattekraft=0.30..0.50", "v_bidrag=0,25..0,45", "v_inkomst=0.15..0.35")


def test_draws_are_the_ranks_of_the_weights_that_are_drawn() -> None:
    """Each draw ranks as the index with those weights does; of some draws the best, the worst, and who is first."""
    made, _ = doctor_of("stratumbidrag", "index")
    one = [weight_draws.drawn(made, Drawing(RANGES, n, 7), 3) for n in (1, 2, 3)]
    generator = Random(7)
    ranks: dict[str, list[int]] = {row.area.id: [] for row in made.rows}
    for draws in one:
        lows = ((0.30, 0.50), (0.25, 0.45), (0.15, 0.35))
        weights = [Fraction(generator.randint(round(low * 10**4), round(high * 10**4)), 10**4) for low, high in lows]
        terms = {row.area.id: [Fraction(part.amount or 0) / (row.per or 1) for part in row.parts] for row in made.rows}
        values = {area: sum(w * a for w, a in zip(weights, row, strict=True)) for area, row in terms.items()}
        for area, value in values.items():
            ranks[area].append(1 + sum(other > value for other in values.values()))
        assert draws.areas == {a: (min(of), max(of), sum(r <= 3 for r in of)) for a, of in ranks.items()}


def test_the_same_seed_gives_the_same_draws_and_ranges_are_those_declared() -> None:
    made, _ = doctor_of("stratumbidrag", "index")
    again = [weight_draws.drawn(made, Drawing((), 20, seed), 3) for seed in (1, 1, 2)]
    assert again[0] == again[1] != again[2]
    assert [(r.name.removeprefix("param."), r.low, r.high) for r in again[0].ranges] == [
        (name, 0, 1) for name in ("v_skattekraft", "v_bidrag", "v_inkomst")
    ]
    still = weight_draws.drawn(made, Drawing(("v_bidrag=0.35..0.35",), 5, 1), 3)
    assert {(d.best, d.worst) for d in still.areas.values()} == {(row.rank, row.rank) for row in made.rows}


def test_draws_and_pictures_in_every_form() -> None:
    words = ["index", "index", "--scenario", "stratumbidrag", "--draws", "50", "--range", RANGES[0], "--first", "2"]
    text = run([*words, "--all"]).text
    assert "50 dragningar med frö 1" in text and "Andel bland de 2 första" in text and "Aldrig:" in text
    data = run([*words, "--format", "json"]).json()["readings"][0]
    assert data["draws"] == {
        "number": 50, "seed": 1, "first": 2, "ranges": [{"weight": "v_skattekraft", "low": "0.30", "high": "0.50"}]
    }  # fmt: skip
    assert sum(area["drawn"]["first"] for area in data["areas"]) == 100
    for lang, title in (("sv", "Rang när vikterna varierar"), ("en", "Rank when the weights vary")):
        page = run([*words, "--format", "html", "--lang", lang]).text
        assert page.count("<svg") == 2 and title in page and 'role="img" aria-label="' in page
        assert page.count("<circle") == 48  # a dot for each area and picture


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--range", "v_bidrag"), "G857"),
        (("--range", "folkmangd=1..2"), "G312"),
        (("--range", "v_bidrag=0.2"), "G857"),
        (("--range", "v_bidrag=0.4..0.2"), "G857"),
        (("--range", "v_bidrag=0.4..7"), "G403"),
        (("--range", "v_bidrag=0.4..0.411"), "G404"),
        (("--range", "v_bidragg=0.4..0.5"), "G312"),
        (("--range", "andel=0.1..0.2"), "G312"),
        (("--draws", "0"), "G857"),
        (("--draws", "9999999"), "G857"),
        (("--first", "-1"), "G857"),
    ],
)
def test_what_cannot_be_drawn_is_refused(more: tuple[str, ...], code: str) -> None:
    answer = run(["index", "index", "--scenario", "stratumbidrag", *more])
    assert answer.code and code in answer.talk


@pytest.mark.parametrize("wrong", ["arbetsloshe", "vikt_arbetslos"])
def test_a_weight_that_is_none_of_the_index_is_told_with_those_that_are(wrong: str) -> None:
    """A parameter of the policy that weighs another index is no weight of this one; what is proposed can be given."""
    answer = run(["index", "tre_andelar", "--range", f"{wrong}=0,5..0,6", "--draws", "10"])
    assert answer.code and f"G312  vikten ”{wrong}” finns inte" in answer.talk
    assert "vikt_" not in answer.talk.partition("finns inte")[2] and "arbetsloshet" in answer.talk
    assert run(["index", "tre_andelar", "--range", "arbetsloshet=0,5..0,6", "--draws", "10"]).code == 0


@pytest.mark.parametrize(("name", "index", "text"), [
    ("stratumbidrag", "index", "v_bidrag=0..1"),
    ("stockholm-2026", "tre_andelar", "arbetsloshet=0,5..1,5"),
])  # fmt: skip
def test_breakpoints_are_those_of_every_pair(name: str, index: str, text: str) -> None:
    """Every pair of areas that is the other way round at the ends, where they are equal; between two breakpoints the
    order is one, and at each it changes."""
    scenario = load_scenario(name)
    (made,) = need_index(scenario, index, scenario.named[0])
    ((varied, points),) = examined(made, drawing=Drawing((text,), 1, 1)).breakpoints
    rows = weight_draws.known_rows(made)

    def values(at: Fraction) -> list[Fraction]:
        weights = [weight_draws.weight_of(made, term, {varied.name: at}) for term in made.terms]
        return [sum((w * Fraction(p.amount or 0) for w, p in zip(weights, row.parts, strict=True)), Fraction(0))
                / (row.per or 1) for row in rows]  # fmt: skip

    low, high = Fraction(varied.low), Fraction(varied.high)
    first, last = values(low), values(high)
    want = set()
    for i, above in enumerate(rows):
        for j, below in enumerate(rows):
            if first[i] > first[j] and last[i] < last[j]:
                slope = ((last[j] - last[i]) - (first[j] - first[i])) / (high - low)
                want.add((low + (first[i] - first[j]) / slope, above.area.id, below.area.id))
    assert points and {(p.value, p.above.id, p.below.id) for p in points} == want
    ends = [low, *sorted({p.value for p in points}), high]
    orders = []
    for a, b in pairwise(ends):
        early, late = (values(a + (b - a) * part) for part in (Fraction(1, 9), Fraction(8, 9)))
        orders.append(sorted(range(len(rows)), key=lambda i: early[i]))
        assert a == b or orders[-1] == sorted(range(len(rows)), key=lambda i: late[i])
    assert all(before != after for before, after in pairwise(orders))

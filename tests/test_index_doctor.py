"""What a weight really does, and how far a ranking rests on choices: against Shapley by enumeration, and ranks."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from pathlib import Path
from statistics import correlation, pvariance

import pytest

from command_line import run
from grund.analysis.index_doctor import AS_IT_IS, CHOICES, Doctor, examined
from grund.analysis.need_index import NeedIndex, need_index
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

"""Regions: where the shipped policies differ, as conditions. (Complete and minimal against enumeration: soak_proof.)"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from case_files import Case, build
from grund.doors.regional import said
from grund.possible import Given, Side, every, says
from grund.readings.proof import Prover
from grund.regions import Region, cover, literals, plainly, regions
from grund.render import canonical
from grund.scenario import Scenario, load_scenario

SENTENCES: Final = [
    (
        ("fokusomrade", "stadsdelslyft-ersatter"),
        ["ligger i ett fokusområde, och klassning är inte på listan"],
        ["klassning är utsatt område, riskområde eller särskilt utsatt område, och ligger inte i något fokusområde"],
    ),
    (
        ("stadsdelslyft", "stadsdelslyft-ersatter"),
        ["ligger i ett stadsdelsområde med Fokus Järva, och klassning är inte på listan"],
        [],
    ),
]


@pytest.fixture(scope="module")
def city() -> Scenario:
    """The shipped question."""
    return load_scenario("stockholm-2026")


@pytest.mark.parametrize(("pair", "only_a", "only_b"), SENTENCES)
def test_shipped_regions(city: Scenario, pair: tuple[str, str], only_a: list[str], only_b: list[str]) -> None:
    """The conditions, and that the real areas of each are those that `compare` counts."""
    found = regions(city, *pair)
    assert all(r.settled for r in found)
    assert [[said(city, r, cube, "sv") for cube in r.cubes] for r in found] == [only_a, only_b]


def test_shipped_areas(city: Scenario) -> None:
    """Twenty stadsdelar only in the fokusområden (fourteen in the narrow reading), one only in the stadsdelslyft."""
    one, other = regions(city, "fokusomrade", "stadsdelslyft-ersatter")
    assert [len(areas) for _, areas in one.areas] == [20, 14]
    assert [[a.name for a in areas] for _, areas in other.areas] == [["Hässelby gård"], ["Hässelby gård"]]


def test_what_is_unknown_is_no_difference(city: Scenario) -> None:
    """Where need cannot be decided, the policies are not said to differ."""
    one, other = regions(city, "fokusomrade", "behovsstyrd")
    assert not any(areas for region in (one, other) for _, areas in region.areas)
    assert isinstance(one, Region) and one.settled


def test_thresholds_that_differ(tmp_path: Path) -> None:
    """Where the one policy only moves a parameter, the region lies between its two values; each said as a number."""
    raw = {
        "name": "moved", "note": "-",
        "vocabulary": {"levels": {"omrade": {}}, "attributes": {"n": {"type": "number", "min": "0", "max": "100"}}},
        "policies": {
            "p": {
                "parameters": {"g": {"min": "0", "max": "100", "values": [{"value": "10"}]}},
                "insatser": {"i": {"otherwise": "no", "rules": [{"id": "r", "when": "n >= param.g"}]}},
            },
            "q": {"extends": "p", "parameters": {"g": {"values": [{"value": "20"}]}}},
        },
    }  # fmt: skip
    book = build(Case("moved", raw), tmp_path).book
    one, other = book.policies["p"], book.policies["q"]
    sides = (Side(one), Side(other))
    prover = Prover(book.vocabulary, "omrade", sides, Given(date(2026, 1, 1), complete=True))
    question = every(says(one.rulings["i"], "yes"), says(other.rulings["i"], "no", side=1))
    rules = [[r.when for r in p.rulings["i"].rules] for p in (one, other)]
    cubes, settled = cover(prover, question, literals(prover, rules))
    texts = [[canonical(said) for part in cube if (said := plainly(part))] for cube in cubes]
    assert (settled, texts) == (True, [["n >= 10", "n < 20"]])

"""Regions: where the shipped policies differ, as conditions. (Complete and minimal against enumeration: soak_proof.)"""

from __future__ import annotations

from typing import Final

import pytest

from grund.doors.regional import said
from grund.regions import Region, regions
from grund.scenario import Scenario, load_scenario

SENTENCES: Final = [
    (
        ("fokusomrade", "stadsdelslyft-ersatter"),
        ["ligger i ett fokusområde och inte (klassning är utsatt område, riskområde eller särskilt utsatt område)"],
        ["klassning är utsatt område, riskområde eller särskilt utsatt område och inte (ligger i ett fokusområde)"],
    ),
    (
        ("stadsdelslyft", "stadsdelslyft-ersatter"),
        [
            "ligger i ett stadsdelsområde med Fokus Järva"
            " och inte (klassning är utsatt område, riskområde eller särskilt utsatt område)"
        ],
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
    assert [[said(city, r.one, cube, "sv") for cube in r.cubes] for r in found] == [only_a, only_b]


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

"""Regions: where policies differ, as conditions; complete and minimal, against trying every area."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, assume, given, settings

import soak_proof
from case_files import Case, build
from grund.doors.regional import said
from grund.possible import Given, Is, Side, differs, every, holds, needed, no
from grund.proving.rules import without
from grund.readings import plain
from grund.readings.proof import Prover
from grund.regions import Region, atoms, cover, regions
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


@settings(max_examples=25, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(soak_proof.policies())
def test_complete_and_minimal(raw: dict[str, Any]) -> None:
    """Over every area whose facts are known: the conditions hold exactly where taking away a rule changes something."""
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("small", raw), Path(folder))
    words, policy = built.book.vocabulary, built.book.policies["p"]
    ruling = policy.rulings["i"]
    fewer = without(policy, ruling, ruling.rules[-1])
    question = differs(Is(ruling.decision), Is(fewer.rulings["i"].decision, side=1))
    read = needed(words, policy, [r.active for r in ruling.rules])
    areas = [a for a in soak_proof.every_area(read) if None not in a.values()]
    assume(len(areas) <= 300)
    sides = (Side(policy), Side(fewer))
    prover = Prover(words, "del", sides, Given(soak_proof.DAY, complete=True), 60_000)
    parts = [*atoms(e for r in ruling.rules for e in (r.when, r.unless) if e is not None)]
    cubes, settled = cover(prover, question, parts)
    assert settled
    world = soak_proof.world(areas)
    frames = [plain.frame(words, side.policy, world) for side in sides]
    for area in world.areas.values():
        assert holds(frames, question, area) == any(
            holds(frames, every(*cube), area) if cube else True for cube in cubes
        )
    for cube in cubes:  # no part of a condition can go
        for part in cube:
            rest = every(*(held for held in cube if held is not part), no(question))
            assert any(holds(frames, rest, area) for area in world.areas.values())

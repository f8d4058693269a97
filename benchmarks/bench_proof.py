"""Proof: a whole check of the shipped policies and of made-up ones, a counterfactual, a region.

The floor is the solver itself, asked as many questions about one comparison each.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
import z3

import grund
from case_files import Case, build
from conftest import Timed
from grund.analysis.counterfactual import turns
from grund.analysis.proofs.claims import ground_of, prove_claims
from grund.analysis.proofs.defects import findings
from grund.analysis.proofs.difference_regions import regions
from grund.engines.run import frame_of
from grund.model.policies import Rulebook
from grund.model.scenario import Scenario


@pytest.fixture(scope="module")
def city() -> Scenario:
    """The shipped question."""
    return grund.load("stockholm-2026")


def made(insatser: int, rules: int) -> Rulebook:
    """A rulebook of so many insatser with so many rules each, every one of which matters."""
    members = ["ingen", "utsatt", "risk", "sarskilt"]
    names = [f"n{i}" for i in range(rules)]
    attributes: dict[str, Any] = {n: {"type": "number", "min": "0", "max": "100000"} for n in names}
    ids = [f"i{i}" for i in range(insatser)]
    rulings = {
        name: {
            "otherwise": "no",
            "rules": [
                {"id": f"{name}-r{j}", "when": f"{n} >= {100 + i} and k >= {members[1 + j % 3]}"}
                for j, n in enumerate(names)
            ],
        }
        for i, name in enumerate(ids)
    }
    raw = {
        "name": "made", "note": "made", "insatser": dict.fromkeys(ids, "omrade"),
        "vocabulary": {
            "levels": {"omrade": {}}, "types": {"klass": {"enum": members, "ordered": "true"}},
            "attributes": attributes | {"k": {"type": "klass"}},
        },
        "policies": {"p": {"insatser": rulings}},
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        return build(Case("made", raw), Path(folder)).book


def solver_alone(questions: int) -> int:
    """The floor: a fresh solver and one comparison, so many times."""
    found = 0
    n = z3.Int("n")
    for i in range(questions):
        solver = z3.SimpleSolver()
        solver.add(n >= 0, n <= 100_000, n >= i)
        found += solver.check() == z3.sat
    return found


def test_shipped(timed: Timed, city: Scenario) -> None:
    """Every check of the six shipped policies, with real areas as witnesses."""
    policies = list(city.policies.values())
    found = timed(findings, city.book, policies, city, group="whole check", label="shipped policies", rounds=5)
    assert all(f.note for f in found)


@pytest.mark.parametrize(("insatser", "rules"), [(20, 5), (100, 10)])
def test_made(timed: Timed, insatser: int, rules: int) -> None:
    """Every check of a large policy without defects."""
    book = made(insatser, rules)
    found = timed(
        findings, book, list(book.policies.values()), group=f"check {insatser} x {rules}", label="findings", rounds=2
    )
    assert all(f.note for f in found)


@pytest.mark.parametrize(("insatser", "rules"), [(20, 5), (100, 10)])
def test_made_floor(timed: Timed, insatser: int, rules: int) -> None:
    """One question a rule, to the solver alone."""
    size = insatser * rules
    group = f"check {insatser} x {rules}"
    assert timed(solver_alone, size, group=group, label="Z3, one question a rule", floor=True, rounds=2) == size


@pytest.mark.parametrize(
    ("policy", "insats", "area"),
    [("stadsdelslyft", "insats-skola", "sd-husby"), ("nulage", "insats-pilot", "sd-farsta")],
)
def test_counterfactual(timed: Timed, city: Scenario, policy: str, insats: str, area: str) -> None:
    """What would change one decision of the shipped question."""
    held = city.policy(policy)
    reading = city.readings([held.rulings[insats]])[0]
    frame = frame_of(city, held, reading)
    found = timed(turns, frame, insats, city.today.areas[area], group="counterfactual", label=f"{area} {insats}")
    assert found.facts


def test_region(timed: Timed, city: Scenario) -> None:
    """Where the fokusområden and the stadsdelslyft differ, both ways."""
    one, other = timed(
        regions, city, "fokusomrade", "stadsdelslyft-ersatter", group="region", label="both ways", rounds=5
    )
    assert one.settled and other.settled


def test_claims(timed: Timed) -> None:
    """The report's claims that can be put to a proof."""
    held = grund.load("tjansteutlatandet")
    assert timed(prove_claims, ground_of(held), held.claims, group="prove", label="the report's claims", rounds=5)

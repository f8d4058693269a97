"""What if: a scenario in memory decides as the same scenario in a file, and leaves the one it came from alone."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grund
import soak_what_if
from command_line import load_afresh
from grund.analysis.compare import whole_level
from grund.analysis.recorded_question import question, run_hash
from grund.analysis.uncertainty import by_decision
from grund.engines.run import decide
from grund.problems.problem import GrundError
from grund.views.heading import heading
from towns import town, towns

SCENARIO = """\
scenario: prov
label: prov
description: prov
world: {world}
day: {day}
policies: [fokusomrade, behovsstyrd]
baseline: ordinarie
tolkning: {{fokusomrade_jarva: [{jarva}]}}
level: stadsdel
hierarchy: indelning
group: stadsdelsomrade
residents: befolkning
source: {{document: tu-2026, place: "s. 1"}}
parameters:
  cni_troskel_konstruerad: {{value: {threshold}, assumption: true}}
changes:
- {{area: sd-tensta, attribute: fokusomrade, value: {tensta}, assumption: true}}
- {{area: sd-kista, attribute: fokusomrade, value: unknown, assumption: true}}
"""
WORLD = Path(__file__).resolve().parents[1] / "scenarios" / "stockholm"


def loaded(folder: Path, **words: object) -> grund.Scenario:
    file = folder / f"{len(list(folder.iterdir()))}.yaml"
    file.write_text(SCENARIO.format(world=WORLD, **words), encoding="utf-8")
    return grund.load(str(file))


def decided(scenario: grund.Scenario) -> list[tuple[Any, ...]]:
    answers = grund.run(scenario, list(scenario.named))
    return [
        (a.policy.id, a.ruling.insats.id, a.reading, d.area.id, d.verdict, d.rule, d.missing)
        for a in answers
        for d in a.decisions
    ]


def test_it_decides_as_a_file_that_says_the_same(tmp_path: Path) -> None:
    plain = {"day": "2026-02-17", "jarva": "vid, snav", "threshold": 6, "tensta": "jarva"}
    first = loaded(tmp_path, **plain)
    before = decided(first)
    other = {"day": "2026-03-01", "jarva": "snav", "threshold": "3.50", "tensta": "farsta"}
    tried = grund.what_if(
        first,
        parameters={"cni_troskel_konstruerad": Decimal("3.5")},
        facts={("Tensta", "fokusomrade"): "farsta"},
        day="2026-03-01",
        interpretation={"fokusomrade_jarva": "snav"},
    )
    assert decided(tried) == decided(loaded(tmp_path, **other))
    assert decided(first) == before
    again = grund.what_if(tried, facts={("sd-tensta", "fokusomrade"): "inget"})
    assert decided(again) == decided(loaded(tmp_path, **{**other, "tensta": "inget"}))


def test_what_is_decided_already_is_not_decided_again_and_nothing_else_is_kept() -> None:
    scenario = grund.load("stockholm-2026")
    grund.run(scenario)
    for threshold in (2, 6, 2):
        tried = grund.what_if(scenario, parameters={"cni_troskel_konstruerad": threshold})
        fresh = grund.what_if(load_afresh("stockholm-2026"), parameters={"cni_troskel_konstruerad": threshold})
        assert decided(tried) == decided(fresh)
        same = grund.run(tried, ["stadsdelslyft"])[0].decisions
        assert same is grund.run(scenario, ["stadsdelslyft"])[0].decisions


@pytest.mark.slow
def test_a_comparison_keeps_only_what_would_be_counted_again() -> None:
    assert soak_what_if.hold(8, 2026).differences == []


def test_so_does_one_of_a_city() -> None:
    tried = grund.load("stockholm-2026")
    moves: tuple[dict[str, Any], ...] = (
        {"parameters": {"cni_troskel_konstruerad": 4}},
        {"facts": {("Tensta", "fokusomrade"): "farsta"}},
        {"interpretation": {"fokusomrade_jarva": "snav"}},
        {"day": "2026-03-01", "facts": {("Kista", "fokusomrade"): None}},
    )
    for move in moves:
        tried = grund.what_if(tried, **move)
        anew = replace(tried, cache={}, frames={})
        assert soak_what_if.everything_of(tried, "fokusomrade", "behovsstyrd") == soak_what_if.everything_of(
            anew, "fokusomrade", "behovsstyrd"
        )


def test_an_answer_says_what_is_tried() -> None:
    scenario = grund.load("stockholm-2026")
    tried = grund.what_if(scenario, facts={("Tensta", "fokusomrade"): "farsta"}, parameters={"cni_troskel": 3})
    assert any("Tensta" in note and "Antaganden" in note for note in heading(tried, "sv"))
    assert run_hash(question(tried)) != run_hash(question(scenario))
    assert "what_if" not in question(scenario)


@given(towns(), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_a_budget_keeps_only_what_would_be_counted_again(held: dict[str, Any], dice: random.Random) -> None:
    """Also where a level is so large that its decisions and quantities are made without grounds."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        tried = town(Path(folder), held)
        for _ in range(3):
            grund.budget(tried)
            moved: dict[str, Any] = (
                {"prices": {"pris_besok": dice.choice((None, 7, "12.34"))}} if dice.random() < 0.5 else {}
            )
            if dice.random() < 0.7:
                facts = {("a0", "folk"): dice.choice((None, 7, 900)), ("a0", "behov"): dice.choice((None, True, False))}
                moved["facts"] = dict(dice.sample(list(facts.items()), dice.randint(1, 2)))
            tried = grund.what_if(tried, **moved)
            with patch.context() as plain:
                plain.setattr(by_decision, "answers", explained)
                anew = grund.budget(replace(tried, cache={}, frames={}))
            assert [side.lines for side in grund.budget(tried).sides] == [side.lines for side in anew.sides]
            with patch.context() as large:
                large.setattr(whole_level, "LARGE", 0)
                again = grund.budget(replace(tried, cache={}, frames={}))
            assert [side.lines for side in again.sides] == [side.lines for side in anew.sides]


def explained(scenario: grund.Scenario, policy: Any, ruling: Any, reading: Any) -> list[tuple[Any, ...]]:
    return [(d.verdict, d.rule, d.missing) for d in decide(scenario, policy, ruling, reading)]


def test_prices_and_limits() -> None:
    scenario = grund.load("budget-exempel")
    dearer = grund.what_if(scenario, prices={"pris_sig": 2_500_000})
    (a, *_), (b, *_) = (grund.budget(s, "stadsdelslyft", "2027", "insats-sig").sides for s in (scenario, dearer))
    assert b.money.low == 2 * a.money.low > 0
    free = grund.what_if(scenario, limits=grund.Limits())
    kept = grund.allocate(free, "stadsdelslyft", 2027, "priority")[0].granted[0]
    assert (
        not kept.unmet and kept.worth >= grund.allocate(scenario, "stadsdelslyft", 2027, "priority")[0].granted[0].worth
    )


def test_every_problem_at_once() -> None:
    scenario = grund.load("stockholm-2026")
    with pytest.raises(GrundError) as caught:
        grund.what_if(
            scenario,
            parameters={"cni": 3, "cni_troskel": 1_000_000},
            prices={"cni_troskel": 1},
            facts={3: 1, ("Tenst", "fokusomrade"): "farsta", ("Tensta", "fokus"): 1, ("Kista", "fokusomrade"): "x"},
            day="i går",
            interpretation={"fokusomrade_jarva": "bred"},
        )  # type: ignore[dict-item]
    codes = sorted(problem.code for problem in caught.value.problems)
    assert codes == ["G201", "G216", "G312", "G312", "G401", "G402", "G403", "G502", "G791"]


SCENARIOS = grund.load("budget-exempel")
WRONG: dict[str, tuple[str, Callable[[], object]]] = {
    "a day that is none": ("G216", lambda: grund.load(day="i går")),
    "a reading that is none": ("G502", lambda: grund.load(tolkning={"x": "vid"})),
    "a policy file that is not there": ("G101", lambda: grund.load(more="nope.yaml")),
    "an insats of nobody": ("G503", lambda: grund.explain(SCENARIOS, "Tensta", "nope", "fokusomrade")),
    "an area of nobody": ("G401", lambda: grund.explain(SCENARIOS, "Tenst", "insats-sig", "fokusomrade")),
    "no change of nothing": ("G503", lambda: grund.what_would_change(SCENARIOS, "Tensta", "nope", "fokusomrade")),
    "no number": ("G402", lambda: grund.breakpoints(SCENARIOS, "behovsstyrd", "cni_troskel_konstruerad", "a")),
    "years that are none": ("G572", lambda: grund.budget(SCENARIOS, years="hej")),
    "years that are texts": ("G572", lambda: grund.budget(SCENARIOS, years=["2027"])),  # type: ignore[list-item]
    "a table of nothing": ("G312", lambda: grund.table(SCENARIOS, "nope")),  # type: ignore[arg-type]
    "a table of a number": ("G791", lambda: grund.table(SCENARIOS, 3)),  # type: ignore[arg-type]
    "limits as a mapping": (
        "G791",
        lambda: grund.allocate(SCENARIOS, "fokusomrade", 2027, limits={"total": 3}),  # type: ignore[arg-type]
    ),
    "a method that is none": (
        "G312",
        lambda: grund.allocate(SCENARIOS, "fokusomrade", 2027, "nope"),  # type: ignore[arg-type]
    ),
    "mixed cells": ("G402", lambda: grund.decide(SCENARIOS, "fokusomrade", {"fokusomrade": [1, "a", None]})),
    "no table of areas": ("G791", lambda: grund.decide(SCENARIOS, "fokusomrade", [1, 2])),
    "a policy that is an object": (
        "G791",
        lambda: grund.compare(SCENARIOS, SCENARIOS.policy("fokusomrade"), "x"),  # type: ignore[arg-type]
    ),
    "a region of nothing": ("G312", lambda: grund.regions(SCENARIOS, "fokusomrade", "stadsdelslyft", "nope")),
    "a rulebook that is not there": ("G101", lambda: grund.rulebook("nope")),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_a_problem_with_a_code(name: str) -> None:
    """As on the command line, and never an error of Python."""
    code, ask = WRONG[name]
    with pytest.raises(GrundError) as caught:
        ask()
    assert code in {problem.code for problem in caught.value.problems}


def test_names_and_one_value_alone_will_do() -> None:
    label = SCENARIOS.book.insatser["insats-sig"].label.sv
    by_name = grund.explain(SCENARIOS, "Järva", label, "fokusomrade")
    assert by_name == grund.explain(SCENARIOS, grund.find_area(SCENARIOS, "sdo-jarva"), "insats-sig", "fokusomrade")
    assert grund.load(day="2026-03-01").day == date(2026, 3, 1)
    assert grund.budget(SCENARIOS, "fokusomrade", "2027-2028").years == (2027, 2028)
    assert grund.near(SCENARIOS, "fokusomrade", "insats-sig") == grund.near(SCENARIOS, ["fokusomrade"], ["insats-sig"])

"""The pages about the Python API: their examples run, and no public name is left out."""

from __future__ import annotations

import doctest
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

import grund
from grund.model.policies import Policy
from together import hold

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
PAGE: Final = DOCS / "api.md"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "least"), [("api.md", 20), ("batch.md", 15), ("live.md", 8)])
def test_every_example_says_what_it_says(name: str, least: int) -> None:
    """As a reader would run them, from the top down."""
    found = doctest.testfile(str(DOCS / name), module_relative=False, encoding="utf-8")
    assert found.attempted > least
    assert found.failed == 0


def test_every_public_name_is_on_the_page() -> None:
    """A name that is not described is not public."""
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in grund.__all__ if name not in text] == []


def _wrong_calls(path: Path) -> Iterator[tuple[str, Callable[[], object], str]]:
    """Calls with a wrong argument: what it is, the call, the code that the command line has for the same."""
    scenario, plan = grund.load(), grund.load("budget-exempel")
    a, b, insats = "fokusomrade", "stadsdelslyft-ersatter", "insats-handlingsplan"
    area, parameter = grund.find_area(scenario, "hässelby gård"), "cni_troskel_konstruerad"
    policy: Policy = scenario.policy(a)
    breakpoints = grund.breakpoints(scenario, "behovsstyrd", parameter)
    wrong: Sequence[Any] = (5, 2.5, [5], object(), policy)
    of_scenario: Mapping[str, Callable[[Any], object]] = {
        "run": grund.run, "compare": lambda s: grund.compare(s, a, b), "reach": lambda s: grund.reach(s, a),
        "budget": grund.budget, "near": grund.near, "prove": grund.prove, "what_if": grund.what_if,
        "diff": lambda s: grund.diff(s, a, b), "find_area": lambda s: grund.find_area(s, "Akalla"),
        "table": grund.table, "regions": lambda s: grund.regions(s, a, b), "prices": lambda s: grund.prices(s, a),
        "allocate": lambda s: grund.allocate(s, a), "decide": lambda s: grund.decide(s, a, {}),
        "breakpoints": lambda s: grund.breakpoints(s, a, parameter), "targeting": grund.targeting,
        "explain": lambda s: grund.explain(s, area, insats, a), "to_arrow": grund.to_arrow,
        "to_pandas": grund.to_pandas, "to_polars": grund.to_polars,
    }  # fmt: skip
    for name, of in of_scenario.items():
        for given in (*wrong, None, "stockholm-2026"):
            yield f"{name}({given!r})", partial(of, given), "G791"
    of_names: Mapping[str, Callable[[Any], object]] = {
        "run": lambda p: grund.run(scenario, p), "budget": lambda p: grund.budget(plan, p),
        "near": lambda p: grund.near(scenario, p), "prove": lambda p: grund.prove(scenario, policies=p),
        "reach": lambda p: grund.reach(scenario, p), "compare": lambda p: grund.compare(scenario, p, b),
        "near insatser": lambda p: grund.near(scenario, a, p), "insatser": lambda p: grund.budget(plan, a, insatser=p),
        "methods": lambda p: grund.allocate(plan, b, [2027], p), "decide": lambda p: grund.decide(scenario, p, {}),
        "decide insatser": lambda p: grund.decide(scenario, a, {}, insatser=p),
        "Session": lambda p: grund.Session(scenario, policies=p),
    }  # fmt: skip
    for name, of in of_names.items():
        for given in wrong:
            yield f"{name}: {given!r}", partial(of, given), "G791"
        yield f"{name}: nope", partial(of, "nope"), "G503" if name == "decide insatser" else "G312"
    singles: Sequence[tuple[str, Callable[[], object], str]] = (
        ("area", lambda: grund.explain(scenario, None, insats, b), "G791"),  # type: ignore[arg-type]
        ("insats", lambda: grund.explain(scenario, area, policy, b), "G791"),  # type: ignore[arg-type]
        ("lang", lambda: grund.explain(scenario, area, insats, b, lang="de"), "G791"),  # type: ignore[arg-type]
        ("level", lambda: grund.find_area(scenario, "Tensta", "stadsdelen"), "G312"),
        ("turn", lambda: grund.what_would_change(scenario, 5, insats, b), "G791"),  # type: ignore[arg-type]
        ("tolkning", lambda: grund.load(tolkning="lyft_utbredning=utsatta"), "G791"),  # type: ignore[arg-type]
        ("choice", lambda: grund.load(tolkning={"lyft_utbredning": 5}), "G791"),  # type: ignore[dict-item]
        ("more", lambda: grund.load(more=5), "G791"),  # type: ignore[arg-type]
        ("day", lambda: grund.load(day="i går"), "G216"),
        ("years", lambda: grund.budget(plan, a, [True]), "G572"),
        ("years text", lambda: grund.budget(plan, a, "2026-2027"), "G585"),
        ("limits", lambda: grund.allocate(plan, b, [2027], limits={"total": 5}), "G791"),  # type: ignore[arg-type]
        ("what_if limits", lambda: grund.what_if(plan, limits=5), "G791"),  # type: ignore[arg-type]
        ("facts", lambda: grund.what_if(scenario, facts={(1, 2): 5}), "G791"),  # type: ignore[dict-item]
        ("interpretation", lambda: grund.what_if(scenario, interpretation="vid"), "G791"),  # type: ignore[arg-type]
        ("parameters", lambda: grund.what_if(scenario, parameters={5: 1}), "G791"),  # type: ignore[dict-item]
        ("claim", lambda: grund.prove(scenario, "nope"), "G302"),
        ("regions", lambda: grund.regions(scenario, a, b, 5), "G791"),  # type: ignore[arg-type]
        ("parameter", lambda: grund.breakpoints(scenario, a, None), "G791"),  # type: ignore[arg-type]
        ("breakpoints", lambda: grund.breakpoints(scenario, "behovsstyrd", parameter, 5, 1), "G543"),
        ("stretches", lambda: list(breakpoints.stretches("nope")), "G312"),
        ("reading", lambda: list(breakpoints.stretches("insats-skola", (("x", "y"),))), "G502"),
        ("value", lambda: breakpoints.verdicts("insats-skola", 99_999_999), "G403"),
        ("table", lambda: grund.table(scenario, "nope"), "G312"),  # type: ignore[arg-type]
        ("rulebook", lambda: grund.rulebook(None), "G791"),  # type: ignore[arg-type]
        ("old", lambda: grund.diff(scenario, a, b, "HEAD"), "G791"),  # type: ignore[arg-type]
        ("ask", lambda: grund.ask("compare", 5), "G791"),  # type: ignore[arg-type]
        ("column", lambda: grund.decide(scenario, a, {"fokusomrade": 5}), "G791"),
        ("matrix", lambda: grund.decide(scenario, a, {"cni": np.zeros((2, 2))}), "G791"),
        ("mixed", lambda: grund.decide(scenario, a, {"fokusomrade": ["inget", 5]}), "G402"),
        ("session", lambda: grund.Session(path / "nope.yaml"), "G101"),
    )
    yield from singles
    side, budget = grund.compare(scenario, a, b).sides[0], grund.budget(plan, a)
    shared, reached = grund.allocate(plan, b, [2027], "priority")[0], grund.reach(scenario, a).sides[0].levels[0]
    of_answers: Sequence[tuple[str, Callable[[], object], str]] = (
        ("group", lambda: side.group("only_A"), "G791"),  # type: ignore[arg-type]
        ("changed", lambda: side.changed("gained"), "G791"),  # type: ignore[arg-type]
        ("by", lambda: budget.sides[0].by("body", "månad"), "G791"),
        ("method", lambda: shared.by("optimum"), "G312"),
        ("reached", lambda: reached.of(reached.columns[0], "reached"), "G791"),  # type: ignore[arg-type]
    )
    yield from of_answers
    with grund.Session(scenario) as session:
        yield "update", lambda: session.update(None), "G791"  # type: ignore[arg-type]
        yield "a fact alone", lambda: session.update({"area": "sd-tensta"}), "G791"  # type: ignore[arg-type]
        yield "no fact", lambda: session.update([5]), "G791"  # type: ignore[list-item]
        yield "withdrawn", lambda: session.update((), [5]), "G791"  # type: ignore[list-item]
        yield "why", lambda: session.why("Tensta", 5), "G503"  # type: ignore[arg-type]


def test_wrong_arguments_have_the_codes_of_the_command_line(tmp_path: Path) -> None:
    """Whatever a public function is given, it refuses it with a code: never an error of Python's own."""

    def refused(call: Callable[[], object], code: str) -> None:
        with pytest.raises(grund.GrundError) as raised:
            call()
        assert {p.code for p in raised.value.problems} == {code}

    hold(refused, ((name, {"call": call, "code": code}) for name, call, code in _wrong_calls(tmp_path)))


@pytest.mark.slow
def test_what_is_large_shows_itself_in_a_line() -> None:
    """A notebook that shows an answer is not filled with the rulebook."""
    scenario = grund.load("budget-exempel")
    a, b = scenario.named[:2]
    answers, compared = grund.run(scenario, a), grund.compare(scenario, a, b)
    shown = (
        answers[0], answers[0].decisions[0], answers[0].policy, compared, compared.sides[0], grund.reach(scenario, a),
        grund.budget(scenario, a), grund.diff(scenario, a, b), grund.table(scenario), scenario, scenario.book,
        scenario.facts, scenario.today, grund.ask("gaps"),
    )  # fmt: skip
    assert [len(repr(value)) for value in shown if len(repr(value)) > 300] == []
    assert repr(answers[0]).startswith(f"<Answers policy={a}, ruling={answers[0].ruling.insats.id}, ")


def test_what_fits_is_taken_in_any_form() -> None:
    """A list, a tuple, a set or a generator of names; a whole number of seconds; one answer, or several."""
    scenario, plan = grund.load(), grund.load("budget-exempel")
    names = ("fokusomrade", "stadsdelslyft")
    forms: Sequence[Iterable[str]] = (list(names), names, dict.fromkeys(names), (name for name in names))
    assert len({len(grund.run(scenario, form)) for form in forms}) == 1
    assert grund.near(scenario, names[0], (name for name in ["insats-skola"])) is not None
    assert grund.allocate(plan, "stadsdelslyft-ersatter", [2027], {"priority"}, seconds=1)
    first, *_ = answers = grund.run(scenario, names[0])
    assert len(grund.table(scenario, first)) == len(first.decisions) <= len(grund.table(scenario, iter(answers)))
    with pytest.raises(grund.GrundError, match=r"Iterable\[str\] \| str \| None"):
        grund.run(scenario, 5)  # type: ignore[arg-type]

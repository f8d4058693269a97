"""What would change a decision, in named situations. (Minimality against enumeration: soak_proof.)"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from case_files import Built, Case, build
from command_line import run
from grund.analysis.counterfactual import TurningChange, Turns, distance, turns
from grund.analysis.counterfactual.near import near
from grund.engines import interpreter
from grund.language.printer import canonical
from grund.loading.scenario import load_scenario
from grund.views import near as nearing
from grund.views.formats.text import as_csv

WORDS: Final[dict[str, Any]] = {
    "levels": {"omrade": {}, "polis": {}},
    "shares": {"andel": {}},
    "types": {"klass": {"enum": ["ingen", "utsatt", "sarskilt"], "ordered": "true"}},
    "attributes": {
        "n": {"type": "number", "min": "0", "max": "100000"},
        "m": {"type": "number", "decimals": "2", "min": "0", "max": "100"},
        "folk": {"type": "number", "min": "0", "max": "100000", "frozen": "true"},
        "dyr": {"type": "bool", "cost": "3"}, "a": {"type": "bool"},
        "pk": {"level": "polis", "type": "klass"},
    },
}  # fmt: skip


def asked(tmp_path: Path, facts: dict[str, str], **raw: Any) -> Turns:
    """The turns for the area `x`, with these facts."""
    world = {"areas": {"x": "omrade", "p": "polis"}, "facts": {"x": facts, "p": {"pk": "utsatt"}}}
    world["overlaps"] = [{"area": "p", "other": "x", "andel": "0.5"}]
    case = Case("x", {"name": "x", "note": "-", "vocabulary": WORDS, "world": world} | raw)
    built = build(case, tmp_path)
    frame = _frame(built)
    return turns(frame, "i", frame.world.areas["x"])


def _frame(built: Built) -> interpreter.EvalContext:
    world = built.facts.at(built.case.day)
    return interpreter.frame(built.book.vocabulary, built.book.policies["p"], world)


def said(found: tuple[TurningChange, ...]) -> list[str]:
    """Turns in short: `n=10 yes`."""
    return [
        " ".join(f"{lv.name}={v}" for lv, v in zip(t.levers, t.values, strict=True)) + f" {t.verdict}" for t in found
    ]


def test_the_nearest_value(tmp_path: Path) -> None:
    """A number is moved to the threshold and not beyond."""
    found = asked(tmp_path, {"n": "3"}, when="n >= 10000")
    assert said(found.facts) == ["n=10000 yes"]
    assert [(str(c.low), str(c.high), c.verdict) for c in found.facts[0].cells] == [
        ("0", "9999", "no"), ("10000", "100000", "yes"),
    ]  # fmt: skip


def test_the_step_of_its_decimals(tmp_path: Path) -> None:
    """Below a threshold means one hundredth below where there are two decimals."""
    assert said(asked(tmp_path, {"m": "7.5"}, when="m >= 1.6").facts) == ["m=1.59 no"]


def test_a_frozen_fact_is_not_changed(tmp_path: Path) -> None:
    """People are not moved to turn a decision; the other fact is."""
    found = asked(tmp_path, {"folk": "50", "n": "5"}, when="folk >= 100 or n >= 10")
    assert said(found.facts) == ["n=10 yes"]


def test_a_frozen_fact_can_be_learnt(tmp_path: Path) -> None:
    """What is unknown may turn out to be anything."""
    assert said(asked(tmp_path, {}, when="folk >= 100").facts) == ["folk=100 yes", "folk=0 no"]


def test_costs(tmp_path: Path) -> None:
    """Two cheap facts go before one that costs three."""
    found = asked(tmp_path, {"n": "5", "a": "false", "dyr": "false"}, when="dyr or (a and n >= 10)")
    assert said(found.facts) == ["a=True n=10 yes"]
    assert found.facts[0].cost == 2


def test_facts_of_other_areas(tmp_path: Path) -> None:
    """A class that comes from an overlapping area is changed there; as a derived value it is shown too."""
    derived = {
        "k": {"type": "klass", "over": "overlaps", "of": "pk", "aggregate": "max", "share": "andel", "more_than": "0.1"}
    }
    found = asked(tmp_path, {}, derived=derived, when="k = sarskilt")
    assert [(t.levers[0].area, t.levers[0].name, t.values[0]) for t in found.facts] == [("p", "pk", "sarskilt")]
    assert said(found.derived) == ["k=sarskilt yes"]


def test_a_parameter(tmp_path: Path) -> None:
    """One parameter that would turn the decision, with every value's verdict."""
    found = asked(
        tmp_path,
        {"n": "7"},
        when="n >= param.g",
        parameters={"g": {"min": "0", "max": "1000", "values": [{"value": "10"}]}},
    )
    assert said(found.parameters) == ["g=7 yes"]


def test_a_quotient(tmp_path: Path) -> None:
    """A formula is turned through what it is computed from, and as a value of its own."""
    derived = {"q": {"type": "number", "decimals": "2", "min": "0", "max": "100000", "formula": "n / folk"}}
    found = asked(tmp_path, {"n": "100", "folk": "200"}, derived=derived, when="q >= 0.75")
    assert said(found.facts) == ["n=149 yes"]  # 149 / 200 is 0.745, which is rounded to 0.75
    assert said(found.derived) == ["q=0.75 yes"]


def test_nothing_turns_it(tmp_path: Path) -> None:
    """Where no fact is read there is nothing to change."""
    found = asked(tmp_path, {}, when="true")
    assert (found.facts, found.parameters, found.derived, found.settled) == ((), (), (), True)


def test_values_are_decimals(tmp_path: Path) -> None:
    """What comes out is fixed point, as everywhere."""
    assert isinstance(asked(tmp_path, {"m": "7.5"}, when="m >= 1.6").facts[0].values[0], Decimal)


def test_an_unknown_decision_says_what_it_waits_for(tmp_path: Path) -> None:
    """A fact that settles it, from which value; or the values that settle it together, and the comparison they make."""
    alone = asked(tmp_path / "one", {}, when="n >= 100 and a")
    assert said(alone.facts) == ["a=False no", "n=0 no"]
    derived = {"q": {"type": "number", "decimals": "2", "min": "0", "max": "300000", "formula": "n + m + folk"}}
    unknown = {"g": {"min": "0", "max": "1000", "values": [{"value": "unknown", "note": "okänt"}]}}
    found = asked(tmp_path / "two", {}, derived=derived, when="q >= param.g", parameters=unknown)
    assert [canonical(test) for test in found.tests] == ["q >= param.g"]
    assert {tuple(lv.name for lv in turn.levers) for turn in found.together} == {("g", "q")}


def test_boundaries_are_exact(tmp_path: Path) -> None:
    """On a shared threshold `<=` and `>=` both hold: ten turns at eleven and at nine, and both ways are as near."""
    found = asked(tmp_path, {"n": "10"}, when="n <= 10 and n >= 10")
    assert [(str(c.low), str(c.high), c.verdict) for c in found.facts[0].cells] == [
        ("0", "9", "no"), ("10", "10", "yes"), ("11", "100000", "no"),
    ]  # fmt: skip
    assert said(found.facts) == ["n=9 no"]


def test_near() -> None:
    """Every decision that one fact would turn, nearest first, each the plain reading's own."""
    city = load_scenario("stockholm-2026")
    found = near(city, ["stadsdelslyft-ersatter"], ["insats-skola"])
    apart = [distance(one.turn) for one in found]
    assert apart == sorted(apart)
    assert {one.decision.area.name for one in found if one.decision.verdict == "yes"} >= {"Husby", "Vårberg"}
    assert all(len(one.turn.levers) == 1 and one.turn.verdict != one.decision.verdict for one in found)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["explain", "Husby", "insats-skola", "--policy", "stadsdelslyft"], "ändras från"),
        (["explain", "Husby", "insats-hembesok"], "Det avgörande är om: CNI är minst CNI-tröskel."),
        (
            ["explain", "Husby", "insats-hembesok", "--lang", "en"],
            "What decides it is whether: CNI is at least CNI threshold.",
        ),
    ],
)
def test_what_would_change_is_said(words: list[str], shown: str) -> None:
    """In sentences, in both languages."""
    result = run([*words, "--what-would-change"])
    assert result.code == 0
    assert shown in " ".join(result.text.split())


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_two_rows_of_near_look_alike(lang: str) -> None:
    """A row is a change, with the interpretations it is the same in: of several policies it was cut before them."""
    view = nearing.near_view(load_scenario("stockholm-2026"), ["fokus-jarva", "fokusomrade"], (), 60, lang)
    rows = view.blocks[1].rows
    assert len(set(rows)) == len(rows) > 1


@pytest.mark.slow
def test_near_from_the_command_line() -> None:
    """People see the nearest, programs all of them."""
    words = ("near", "--policy", "stadsdelslyft", "--insats", "insats-skola")
    assert "till." in run([*words, "--most", "2"]).text
    assert len(run([*words, "--format", "csv"]).text.splitlines()) > 50


def test_a_number_below_zero_is_a_number_in_a_csv() -> None:
    """`near` wrote `'-5.1`: its values are numbers, written as everywhere, and no text to guard."""
    row = (nearing._cell(Decimal("-5.1")), nearing._cell("-x"), nearing._cell(None), nearing._cell(True))
    assert as_csv(tuple("abcd"), [row], "sv").splitlines()[1] == "-5,1;'-x;unknown;true"
    assert as_csv(tuple("abcd"), [row], "en").splitlines()[1] == "-5.1,'-x,unknown,true"

"""What would change a decision: named situations, and minimality against trying every change."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import soak_proof
from case_files import Built, Case, build
from grund.counterfactual import MOST, Turn, Turns, turns
from grund.expr import Value
from grund.possible import needed
from grund.problems import GrundError
from grund.readings import plain
from grund.sources import Citation
from grund.world import Fact

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


def _frame(built: Built) -> plain.Frame:
    world = built.facts.at(built.case.day)
    return plain.frame(built.book.vocabulary, built.book.policies["p"], world)


def said(found: tuple[Turn, ...]) -> list[str]:
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


@settings(max_examples=40, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(soak_proof.policies(), st.data())
def test_no_cheaper_change(raw: dict[str, Any], data: st.DataObject) -> None:
    """The cheapest turn changes as few facts as any change of facts that turns the decision does."""
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("small", raw | {"world": {"areas": {"x": "del"}}}), Path(folder))
    policy, words = built.book.policies["p"], built.book.vocabulary
    read = sorted(needed(words, policy, [r.active for r in policy.rulings["i"].rules]) & soak_proof.DOMAINS.keys())
    now = {name: data.draw(st.sampled_from(soak_proof.DOMAINS[name])) for name in read}
    base = _frame(built)
    frame = _with(base, now)
    area = frame.world.areas["x"]
    try:
        found = turns(frame, "i", area)
    except GrundError:  # rules in conflict decide nothing, so there is nothing to turn
        return
    least = _least(base, read, now, found.decision.verdict)
    assert (found.facts[0].cost if found.facts else None) == (least if least is not None and least <= MOST else None)
    for turn in found.facts:
        changed = now | {lv.name: value for lv, value in zip(turn.levers, turn.values, strict=True)}
        assert plain.decide(_with(base, changed), "i", area).verdict == turn.verdict != found.decision.verdict


def _with(frame: plain.Frame, values: dict[str, Value | None]) -> plain.Frame:
    day = frame.world.day
    facts = {("x", n): Fact("x", n, v, day, None, day, Citation()) for n, v in values.items() if v is not None}
    return replace(frame, world=replace(frame.world, facts=facts), cells={}, evaluators={})


def _least(frame: plain.Frame, read: list[str], now: dict[str, Value | None], verdict: str) -> int | None:
    """The fewest facts that differ in any area with another, known verdict; by trying every area."""
    counts = []
    for values in product(*([v for v in soak_proof.DOMAINS[n] if v is not None or now[n] is None] for n in read)):
        held = dict(zip(read, values, strict=True))
        try:
            other = plain.decide(_with(frame, held), "i", frame.world.areas["x"]).verdict
        except GrundError:
            continue
        if other not in (verdict, "unknown"):
            counts.append(sum(now[n] != v for n, v in held.items()))
    return min(counts, default=None)


def test_values_are_decimals(tmp_path: Path) -> None:
    """What comes out is fixed point, as everywhere."""
    assert isinstance(asked(tmp_path, {"m": "7.5"}, when="m >= 1.6").facts[0].values[0], Decimal)

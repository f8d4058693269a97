"""The live reading: right after every update, refuses what it cannot follow, and stops when the engine is wrong.

tests/test_cases.py and tests/test_properties.py hold it to the language; here are updates, limits and faults. The long
form of the random test is tests/soak_live.py.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import seed as seeded
from hypothesis import strategies as st

import live_sequences
import soak_live
import strategies
from case_files import Case, Raw, build
from grund.engines import interpreter, rete
from grund.engines.rete import dnf, durable_rules, intervals, rulesets
from grund.engines.rete import matcher as matching
from grund.language.operators import STRICT
from grund.model.expressions import Value, number
from grund.problems.problem import GrundError
from live_sequences import Counts, first_values, plainly, program
from strategies import Sample
from test_properties import FEWER

WORDS: Raw = {
    "levels": {"del": {}, "stad": {}},
    "hierarchies": {"h": {}},
    "types": {"klass": {"enum": ["ingen", "utsatt", "sarskilt"], "ordered": "true"}},
    "attributes": {
        "b": {"type": "bool"},
        "n": {"type": "number", "decimals": "1", "min": "0", "max": "1000"},
        "k": {"type": "klass"},
    },
}
CITY: Raw = {
    "areas": {"s": "stad", "d1": "del", "d2": "del", "d3": "del"},
    "part_of": [{"area": area, "parent": "s"} for area in ("d1", "d2", "d3")],
}


def frame(**raw: Any) -> interpreter.EvalContext:
    """A small city with a policy, as a frame."""
    with tempfile.TemporaryDirectory() as folder:
        given_: Raw = {"name": "x", "vocabulary": WORDS, "world": CITY} | raw
        built = build(Case("x", given_), Path(folder))
    world = built.facts.at(built.case.day)
    return interpreter.frame(built.book.vocabulary, built.book.policies["p"], world)


@contextmanager
def memory(held: interpreter.EvalContext, **facts: Mapping[str, Value]) -> Iterator[rete.Memory]:
    """A memory of some values, by area."""
    values = {(area, name): value for area, row in facts.items() for name, value in row.items()}
    with rete.Memory(program(held), values) as found:
        yield found


def codes(error: GrundError) -> set[str]:
    """The codes of its problems."""
    return {p.code for p in error.problems}


# ── updates


@pytest.mark.slow
@FEWER
@given(sample=strategies.samples(), seed=st.integers(0, 2**32))
def test_updates_agree(sample: Sample, seed: int) -> None:
    """Live, in another order, from scratch and plain: the same after every update."""
    live_sequences.play(sample.raw, seed, 12, Counts())


@pytest.mark.slow
@pytest.mark.parametrize("kind", soak_live.KINDS[1:3])
def test_updates_agree_elsewhere(kind: str) -> None:
    """The same with memory full of rubbish and with a decimal comma, as the long form does it, seeded."""
    with tempfile.TemporaryDirectory() as folder:
        if kind.startswith("LC_NUMERIC") and not soak_live.has_comma(folder):
            pytest.skip(f"localedef cannot make {soak_live.COMMA} here")
    outcome = soak_live.elsewhere(2, 1, kind)
    assert not outcome.failures, outcome.failures
    assert outcome.runs == outcome.counts[kind] == 100 and outcome.counts["sequences"] == 2


def test_an_update_says_what_it_touched() -> None:
    """Every decision that reads the value is answered, changed or not; no other is."""
    held = frame(when="n > 2 or b")
    with memory(held, d1={"n": Decimal("2.0")}) as live:
        assert live.update({("d1", "n"): Decimal("1.0")}) == (("i", "d1", "unknown", None, False),)
        assert live.update({("d1", "b"): False}) == (("i", "d1", "no", "otherwise", True),)
        assert live.update({("d1", "k"): "utsatt"}) == ()
        assert live.update({("d1", "n"): Decimal("2.1"), ("d2", "b"): True}) == (
            ("i", "d1", "yes", "r", True),
            ("i", "d2", "yes", "r", True),
        )
        assert live.update({("d1", "n"): None}) == (("i", "d1", "unknown", None, True),)


def test_a_value_touches_what_its_verdict_does_not_need() -> None:
    """The missing facts of an unknown decision follow what is written, not what the clauses came down to."""
    held = frame(when="if k = k then n = n else b")
    with memory(held) as live:
        assert [a.area for a in live.update({("d1", "b"): True})] == ["d1"]


def test_an_update_reaches_along_relations() -> None:
    """An aggregate follows its members, and their members' values, but not areas that stand apart."""
    derived = {
        "some": {"level": "stad", "type": "bool", "over": "parts", "hierarchy": "h", "of": "b", "aggregate": "any"},
        "most": {"level": "stad", "type": "klass", "over": "parts", "hierarchy": "h", "of": "k", "aggregate": "max"},
    }
    held = frame(derived=derived, insatser={"i": "stad"}, when="some or most = sarskilt")
    with memory(held, **{d: {"b": False, "k": "ingen"} for d in ("d1", "d2", "d3")}) as live:
        assert live.update({("d1", "k"): "utsatt"})[0].changed is False
        assert live.value("s", "most") == "utsatt"
        assert live.update({("d1", "k"): "sarskilt"}) == (("i", "s", "yes", "r", True),)
        assert live.update({("d1", "k"): None}) == (("i", "s", "unknown", None, True),)
        assert live.update({("d1", "k"): "ingen", ("d2", "b"): True})[0].verdict == "yes"
        assert live.value("s", "most") == "ingen"


def test_a_conflict_changes_nothing() -> None:
    """An update after which two rules conflict is refused whole, and the memory lives on."""
    rules = [{"id": "r1", "when": "b"}, {"id": "r2", "when": "n > 1", "then": "no"}]
    with memory(frame(rules=rules), d1={"b": True}) as live:
        before = dict(live.decisions())
        with pytest.raises(GrundError) as caught:
            live.update({("d1", "n"): Decimal(2), ("d2", "b"): True})
        assert codes(caught.value) == {"G317"}
        assert live.decisions() == before and live.value("d1", "n") is None
        assert live.update({("d2", "b"): True}) == (("i", "d2", "yes", "r1", True),)


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (("d9", "b"), True, "G401"),
        (("s", "b"), True, "G406"),
        (("d1", "x"), True, "G406"),
        (("d1", "b"), Decimal(1), "G402"),
        (("d1", "n"), True, "G402"),
        (("d1", "n"), Decimal("1.23"), "G402"),
        (("d1", "k"), "okand", "G402"),
    ],
)
def test_bad_values_change_nothing(place: tuple[str, str], value: Value, code: str) -> None:
    """What is no value of the area is refused with everything that came with it."""
    with memory(frame(when="b")) as live:
        with pytest.raises(GrundError) as caught:
            live.update({("d2", "b"): True, place: value})
        assert codes(caught.value) == {code}
        assert live.value("d2", "b") is None


def test_large_numbers_are_exact() -> None:
    """Eighteen digits differ in their last one."""
    words = WORDS | {"attributes": {"x": {"type": "number", "min": "0", "max": "999999999999999999"}}}
    held = frame(vocabulary=words, when="x - 999999999999999 >= 1 and x != 999999999999999")
    with memory(held, d1={"x": Decimal(999999999999999)}, d2={"x": Decimal(10**15)}) as live:
        assert live.decisions()["i", "d1"] == ("no", "otherwise")
        assert live.decisions()["i", "d2"] == ("yes", "r")


# ── size


@pytest.mark.slow
def test_wide_conditions_get_names() -> None:
    """Conditions whose clauses would be thousands, and pages of many patterns, agree with plain all the same."""
    wide = " or ".join(f"(n > {i} and n < {i}.5 and (b or k = utsatt))" for i in range(0, 60, 2))
    deep = " and ".join(f"(n != {i} or b and k != ingen)" for i in range(40))
    rules = [{"id": f"r{i}", "when": f"{wide if i % 2 else deep} and n != {i}"} for i in range(12)]
    held = frame(rules=rules)
    compiled = program(held)
    for page in (step for step in compiled.steps if isinstance(step, rete.program.Ruleset)):
        assert len(page.rules) <= rulesets.PATTERNS
    by = random.Random(1)
    values = first_values(held)
    with rete.Memory(compiled, values) as live:
        for _ in range(60):
            changes = {
                ("d1", name): live_sequences.value_of(held.vocabulary.attributes[name].type, by) for name in "bnk"
            }
            live.update(changes)
            values |= changes
            wanted = plainly(held, values)
            assert wanted is not None
            assert dict(live.decisions()) == {place: said[:2] for place, said in wanted.items()}


def test_a_matcher_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many facts its memory is given back; nobody notices."""
    made = []
    monkeypatch.setattr(matching, "RENEWED", 5)
    monkeypatch.setattr(matching.Pen, "_renew", lambda pen, _old=matching.Pen._renew: (made.append(1), _old(pen)))
    with memory(frame(when="n > 2")) as live:
        for i in range(40):
            verdict = live.update({("d1", "n"): Decimal(i % 4)})[0].verdict
            assert verdict == ("yes" if i % 4 > 2 else "no")
    assert len(made) >= 7


# ── faults


def forgetful(pen: matching.Pen, area: str, fact: durable_rules.Fact) -> matching.MatchChange:
    """A pen that never withdraws a match."""
    gone, come, now = PUT(pen, area, fact)
    pen.matches[area] = now | gone
    return matching.MatchChange(frozenset(), come, now | gone)


def late(pen: matching.Pen, area: str, fact: durable_rules.Fact) -> matching.MatchChange:
    """A pen that loses what comes second."""
    gone, come, now = PUT(pen, area, fact)
    lost = frozenset(sorted(come)[1:])
    return matching.MatchChange(gone, come - lost, now - lost)


PUT = matching.Pen.put
BROKEN = {
    "never withdraws": (matching.Pen, "put", forgetful),
    "loses a match": (matching.Pen, "put", late),
    "reaches only its own area": (rete.program.Ties, "owners", lambda ties, member: frozenset()),
    "forgets who reads": (rete.Memory, "_touched", lambda live, changes: []),
    "takes a bound for open": (intervals, "rest", lambda taken, kind: OLD_REST(taken, kind)[:1]),
}
OLD_REST = intervals.rest


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_the_random_test_bites(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory that is broken in one way is caught within some sequences; or it catches itself."""
    home, attribute, instead = BROKEN[name]
    if home is intervals:
        monkeypatch.setattr(dnf, attribute, instead)
    else:
        monkeypatch.setattr(home, attribute, instead)

    @seeded(4)  # one that meets each of them soon
    @strategies.examples(300, phases=[Phase.generate], report_multiple_bugs=False)
    @given(sample=strategies.samples(), seed=st.integers(0, 2**32))
    def play(sample: Sample, seed: int) -> None:
        live_sequences.play(sample.raw, seed, 12, Counts())

    with pytest.raises((AssertionError, GrundError, ExceptionGroup, KeyError)):
        play()


def test_an_engine_that_is_wrong_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The self-test says so, and does not serve."""
    rete.self_test()
    drain = durable_rules.Matcher._drain
    monkeypatch.setattr(durable_rules.Matcher, "_drain", lambda m, s: [f for f in drain(m, s) if f[0] != "within"])
    with pytest.raises(GrundError) as caught:
        rete.self_test.__wrapped__()
    assert codes(caught.value) == {"G902"}


def test_a_fault_kills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a fault nothing more is answered: a half-told engine cannot be repaired."""
    with memory(frame(when="n > 2")) as live:
        monkeypatch.setattr(durable_rules.Matcher, "_drain", lambda m, s: [])
        with pytest.raises(GrundError) as caught:
            live.update({("d1", "n"): Decimal(3)})
        assert codes(caught.value) == {"G902"}
        for ask in (live.decisions, lambda: live.update({}), lambda: live.value("d1", "n")):
            with pytest.raises(GrundError):
                ask()


def test_without_durable_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its absence is said in both languages, when it is asked and when it is needed; compiling needs it not."""
    monkeypatch.setattr(durable_rules, "native", None)
    absence = rete.unavailable()
    assert absence is not None and absence.code == "G650"
    assert absence.message("sv") != absence.message("en") and absence.cure("sv")
    compiled = program(frame(when="b"))
    with pytest.raises(GrundError) as caught:
        rete.Memory(compiled, {})
    assert codes(caught.value) == {"G650"}
    with pytest.raises(GrundError):
        rete.self_test.__wrapped__()


def test_what_it_cannot_follow_is_refused() -> None:
    """What reads days of the past is refused by name, with the rule that reads it and its line."""
    held = frame(derived={"t": {"type": "number", "since": "b", "count": "days"}}, when="t > 1")
    with pytest.raises(GrundError) as caught:
        rete.compile(held.vocabulary, held.policy, held.world, {})
    (found,) = caught.value.problems
    assert found.code == "G651" and found.place is not None and found.place.line
    assert "“t”" in found.message("en") and "”r”" in found.message("sv")


# ── regions


@given(
    st.sampled_from(("eq", "lt", "le", "gt", "ge")),
    st.decimals(-20, 20, places=2),
    st.integers(-250, 250),
)
def test_regions_are_comparisons(op: str, constant: Decimal, value: int) -> None:
    """A code lies in the region of a comparison exactly where the comparison holds, and else in the rest."""
    kind = number(1, -30, 30)
    inside = intervals.region(op, constant, kind)
    said = STRICT[op](Decimal(value).scaleb(-1), constant)
    for held, wanted in ((inside, said), (intervals.rest(inside, kind), not said)):
        assert any(low <= value <= high for low, high in held) == wanted
        assert intervals.union(intervals.spans(held)) == held if held else True


def test_names_of_one_hash_are_told_apart() -> None:
    """Ids that the engine would take for one another are given other names; a fact with such an id is refused."""
    one, two = "keb3af9a216", "k6dc38062b"
    assert durable_rules.fnv1a(one) == durable_rules.fnv1a(two)
    assert durable_rules.distinct((one, two)) == (one, two + "x")
    matcher = durable_rules.Matcher({})
    matcher.put({"id": one, "kind": "area"})
    with pytest.raises(GrundError) as caught:
        matcher.put({"id": two, "kind": "area"})
    assert codes(caught.value) == {"G902"}
    matcher.dispose()

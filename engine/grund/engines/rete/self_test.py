"""Self test: the reading tests itself where it runs, before anybody relies on it.

Enters: nothing. Leaves: nothing, or a `GrundError`. Promise: every form of test that pages are written in has been seen
true and false in this process, under its locale; and a small invented world has been updated, decided and found to say
what the interpreter says. Nothing but whole numbers and short strings passes to the engine, so no locale has a say;
this is where that is seen and not believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from ...language.typing import Scope, condition
from ...loading.exceptions import compile_ruling
from ...model.attributes import Attribute, Level
from ...model.derivations import Over
from ...model.expressions import BOOL, DATE, Expr, Literal, Type, Value, number
from ...model.facts import Area, Fact, Link, World
from ...model.policies import Derived, Insats, Outcome, Policy, Rule, Ruling, Vocabulary
from ...model.sources import Citation, Label
from ...problems.problem import GrundError
from .. import interpreter
from .durable_rules import Matcher, fault, unavailable
from .intervals import BOUND
from .program import compile
from .working_memory import Memory

_DAY: Final = date(2026, 1, 1)
_SAID: Final = Label("golden")
_RANK: Final = Type("enum", "rank", ("low", "middle", "high"), ordered=True)
_KINDS: Final[Mapping[str, Mapping[str, Type]]] = {
    "place": {"rank": _RANK, "people": number(1, 0, 1000), "since": DATE, "listed": BOOL},
    "town": {"open": BOOL, "some": BOOL, "most": _RANK, "many": number(0, 0, 9)},
}
_OVERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "some": ("listed", "", "any"),
    "most": ("rank", "rank >= middle", "max"),
    "many": ("", "people >= 1.5", "count"),
}
_RULES: Final[Mapping[str, tuple[str, Outcome, tuple[str, ...]]]] = {
    "c": ("open and most = high", "yes", ("b",)),
    "b": ("many >= 2 or many is missing", "no", ("a",)),
    "a": ("some or most >= middle and not open", "yes", ()),
}
"""Exceptions first: the condition, the outcome, and the rules it is an exception to."""
_UPDATES: Final[tuple[Mapping[tuple[str, str], Value | None], ...]] = (
    {("p1", "rank"): "high", ("p2", "rank"): "low", ("t", "open"): False},
    {("p1", "listed"): True, ("p1", "people"): Decimal("1.5")},
    {("p2", "listed"): False, ("p2", "people"): Decimal("1.4"), ("p2", "since"): _DAY},
    {("p2", "people"): Decimal("1.9"), ("t", "open"): True},
    {("p1", "people"): None, ("p1", "listed"): False},
    {("t", "open"): None, ("p1", "rank"): None},
)


@cache
def self_test() -> None:
    """Raises `GrundError`: G650 where durable-rules is absent, G902 where it answers wrongly. Once per process."""
    absence = unavailable()
    if absence is not None:
        raise GrundError([absence])
    _forms()
    _joins()
    _world()


def _expect(actual: object, wanted: object) -> None:
    if actual != wanted:
        raise fault(f"self-test: {actual!r}, not {wanted!r}")


def _forms() -> None:
    """Every form of test, on values below, at and above its constant, and on none."""
    forms: dict[str, list[dict[str, Any]]] = {
        "equal": [{"c0": 15}],
        "least": [{"$gte": {"c0": 15}}],
        "most": [{"$lte": {"c0": 15}}],
        "within": [{"$gte": {"c0": -2}}, {"$lte": {"c0": 20}}, {"$neq": {"c0": 15}}],
        "far": [{"$gte": {"c0": BOUND - 1}}],
        "known": [{"u0": 0}],
        "unknown": [{"u0": 1}],
    }
    matcher = Matcher({n: [("m", {"$and": [{"kind": "area"}, *tests]})] for n, tests in forms.items()})
    wanted = {
        14: "known most within", 15: "equal known least most", 16: "known least within", -3: "known most",
        BOUND - 2: "known least", BOUND - 1: "far known least", -BOUND: "known most", None: "unknown",
    }  # fmt: skip
    for value, names in wanted.items():
        attributes = {"u0": 1} if value is None else {"c0": value, "u0": 0}
        fired = matcher.put({"id": "a0", "kind": "area", "k": "a0", "_1": 1, **attributes})
        _expect([name for name, _ in fired], names.split())
        matcher.take("a0", "area")  # the same id with new content comes next
    matcher.dispose()


def _joins() -> None:
    """A join that is false, then true; that pairs no fact with itself; and that ends when its fact does."""
    link = {"$and": [{"kind": "link"}, {"$gte": {"c1": 3}}]}
    area = {"$and": [{"kind": "area"}, {"c0": 1}, {"k": {"l": "o"}}, {"_1": {"l": "_1"}}]}
    matcher = Matcher({"joined": [("l", link), ("m", area)]})
    for name, share in (("l0", 3), ("l1", 2)):
        _expect(matcher.put({"id": name, "kind": "link", "o": "a0", "_1": 1, "c1": share}), ())
    for key, value, fired in (("a1", 1, ()), ("a0", 0, ()), ("a0", 1, (("joined", ("l0", "a0")),)), ("a0", 0, ())):
        _expect(matcher.put({"id": key, "kind": "area", "k": key, "_1": 1, "c0": value}), fired)
        matcher.take(key, "area")
    matcher.dispose()


def _world() -> None:
    """An invented town of two places and one more, through updates, as the interpreter decides each of them afresh."""
    vocabulary, policy = _vocabulary(), _policy()
    values: dict[tuple[str, str], Value | None] = {}
    program = compile(vocabulary, policy, _at({}), {})
    with Memory(program, values) as memory:
        for changes in ({}, *_UPDATES):
            memory.update(changes)
            values |= changes
            frame = interpreter.frame(vocabulary, policy, _at(values), {})
            wanted = {(d.ruling.insats.id, d.area.id): (d.verdict, d.rule) for d in interpreter.decide_all(frame, "i")}
            _expect(dict(memory.decisions()), wanted)


def _vocabulary() -> Vocabulary:
    attributes = {
        name: Attribute(name, (level,), kind, _SAID)
        for level, kinds in _KINDS.items()
        for name, kind in kinds.items()
        if name not in _OVERS
    }
    derived = {name: _derived(name, *how) for name, how in _OVERS.items()}
    levels = {level: Level(level, _SAID) for level in _KINDS}
    return Vocabulary(levels, {"h": _SAID}, {"rank": _RANK}, {}, attributes, derived, {}, {})


def _derived(name: str, of: str, where: str, aggregate: str) -> Derived:
    at = Scope(_KINDS["place"], "place")
    read: Expr | None = condition(f"{of} = {of}", at).args[0] if of else None  # type: ignore[union-attr]
    how = Over("parts", "h", "place", read, condition(where, at) if where else None, aggregate)
    return Derived(name, ("town",), _KINDS["town"][name], _SAID, _SAID, how, Citation())


def _policy() -> Policy:
    at = Scope(_KINDS["town"], "town")
    rules = tuple(
        [
            Rule(name, condition(when, at), then, None, defeats, None, None, _SAID, Citation(), "golden", None, _NEVER)
            for name, (when, then, defeats) in _RULES.items()
        ]
    )
    insats = Insats("i", _SAID, "town", "", _SAID, ("i",), Citation())
    ruling = compile_ruling(Ruling(insats, "no", rules, _NEVER, None))
    return Policy("golden", _SAID, (), Citation(), {}, {"i": ruling}, "")


_NEVER: Final = Literal(False, BOOL)


def _at(values: Mapping[tuple[str, str], Value | None]) -> World:
    areas = {name: Area(name, level, name) for name, level in (("p1", "place"), ("p2", "place"), ("t", "town"))}
    links = tuple([Link(place, "t", "part_of", "h") for place in ("p1", "p2")])
    facts = {(a, n): Fact(a, n, v, _DAY, None, _DAY, Citation()) for (a, n), v in values.items()}
    return World(_DAY, None, areas, links, facts, {})

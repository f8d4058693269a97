"""Enumeration: what trying every possible area says. The proof reading, regions and counterfactuals are held to it.

Enters: policies over attributes with small finite domains (see soak_proof). Leaves: verdicts, by the plain reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, Final, TypeAlias

import strategies
from grund.analysis.proofs.defects.rules import without
from grund.engines import interpreter
from grund.engines.symbolic.questions import Is, JoinedQuestion, PolicySide, Question, differs, every, holds
from grund.model.expressions import Expr, Operation, Reference, Value
from grund.model.facts import Area, Fact, World
from grund.model.policies import Policy, Rule, Vocabulary
from grund.model.sources import Citation
from grund.problems.problem import GrundError

DAY: Final = date(2026, 1, 1)
DAYS: Final = (date(2025, 12, 30), date(2025, 12, 31), DAY, date(2026, 1, 2))
"""A day of every stretch between the first and last days that rules are given."""
MEMBERS: Final = strategies.MEMBERS[:3]
DOMAINS: Final[dict[str, tuple[Value | None, ...]]] = {
    "b": (True, False, None),
    "c": (True, False, None),
    "n": (*map(Decimal, range(4)), None),
    "m": (*(Decimal(i).scaleb(-1) for i in range(6)), None),
    "k": (*MEMBERS, None),
}
"""Every value of each attribute, and none."""
Values: TypeAlias = dict[str, Value | None]


def every_area(read: frozenset[str]) -> Iterator[Values]:
    """Every possible area: every value, or none, of every attribute that is read."""
    names = sorted(read & DOMAINS.keys())
    for values in product(*(DOMAINS[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def world(areas: Sequence[Values], day: date = DAY) -> World:
    """A world that holds every possible area, each under its number."""
    named = {f"a{i}": Area(f"a{i}", "del", f"a{i}") for i in range(len(areas))}
    facts = {
        (f"a{i}", name): Fact(f"a{i}", name, value, DAY, None, DAY, Citation())
        for i, values in enumerate(areas)
        for name, value in values.items()
    }
    return World(day, None, named, (), facts, {})


def tried(
    frames: list[interpreter.EvalContext], sides: tuple[PolicySide, ...], question: Question, areas: Sequence[Values]
) -> bool:
    """Whether some area answers the question, by trying them all; two areas, where sides have their own values."""
    held = list(frames[0].world.areas.values())
    own = set().union(*(side.own for side in sides))
    if not own:
        return any(holds(frames, question, area) for area in held)
    groups: dict[tuple[Any, ...], list[int]] = {}
    for i, values in enumerate(areas):
        groups.setdefault(tuple(v for n, v in values.items() if n not in own), []).append(i)
    pairs = ((i, j) for group in groups.values() for i in group for j in group)
    return any(_both(frames, question, held[i], held[j]) for i, j in pairs)


def _both(frames: list[interpreter.EvalContext], question: Question, first: Area, second: Area) -> bool:
    """The question of two areas: each atom is asked of its own side's."""
    if isinstance(question, JoinedQuestion):
        said = (_both(frames, question=part, first=first, second=second) for part in question.parts)
        return all(said) if question.op == "and" else any(said) if question.op == "or" else not next(said)
    if isinstance(question, Is):
        return holds(frames, question, second if question.side else first)
    low, high = (interpreter.read(frames[0], Reference(question.name), area).value for area in (first, second))
    if isinstance(low, str) and isinstance(high, str):
        return MEMBERS.index(low) < MEMBERS.index(high)
    return low is not None and high is not None and low < high  # type: ignore[operator]


# ── findings


def findings(words: Vocabulary, policy: Policy, areas: Sequence[Values]) -> set[str]:
    """What is wrong with the rules of the insats `i`: `G701 r1 r2`, `G702 r1`; on any day of `DAYS`."""
    ruling = policy.rulings["i"]
    seen = _Seen(words, policy, areas)
    clashes = {
        (a.id, b.id) for a in ruling.rules for b in ruling.rules if a.then < b.then and seen.ever(_both_of(a, b))
    }
    found = {f"G701 {' '.join(sorted(pair))}" for pair in clashes}
    for rule in ruling.rules:
        if not seen.ever(Is(Reference(rule.name))):
            found.add(f"G703 {rule.id}" if rule.exceptions and seen.ever(Is(held(rule))) else f"G702 {rule.id}")
            continue
        met = [other for other in ruling.rules if other.id in rule.exception_to and seen.ever(_over(rule, other))]
        if not seen.matters(rule) and not clashes and (met or not rule.exception_to):
            found.add(f"G704 {rule.id}")
        elif len(met) < len(rule.exception_to):
            found.add(f"G706 {rule.id}")
    return found


def held(rule: Rule) -> Expr:
    """The rule's conditions, without its exceptions."""
    assert isinstance(rule.active, Operation)
    return replace(rule.active, args=rule.active.args[:-1]) if rule.exceptions else rule.active


def _both_of(a: Rule, b: Rule) -> Question:
    return every(Is(Reference(a.name)), Is(Reference(b.name)))


def _over(rule: Rule, target: Rule) -> Question:
    return every(Is(Reference(rule.name)), Is(held(target)))


class _Seen:
    """Every area on every day, under a policy."""

    def __init__(self, words: Vocabulary, policy: Policy, areas: Sequence[Values]) -> None:
        self.words, self.policy = words, policy
        self.worlds = [world(areas, day) for day in DAYS]
        self.frames = [interpreter.frame(words, policy, w) for w in self.worlds]

    def ever(self, question: Question) -> bool:
        """Whether some area answers the question on some day."""
        return any(holds([f], question, area) for f in self.frames for area in f.world.areas.values())

    def matters(self, rule: Rule) -> bool:
        """Whether some decision is another without the rule."""
        fewer = without(self.policy, self.policy.rulings["i"], rule)
        question = differs(Is(self.policy.rulings["i"].decision), Is(fewer.rulings["i"].decision, side=1))
        pairs = [(f, interpreter.frame(self.words, fewer, f.world)) for f in self.frames]
        return any(holds(pair, question, area) for pair in pairs for area in pair[0].world.areas.values())


# ── changes of facts


def frame_at(frame: interpreter.EvalContext, values: Values) -> interpreter.EvalContext:
    """The frame with these values of its area `x`."""
    day = frame.world.day
    facts = {("x", n): Fact("x", n, v, day, None, day, Citation()) for n, v in values.items() if v is not None}
    return replace(frame, world=replace(frame.world, facts=facts), cells={})


def least_change(frame: interpreter.EvalContext, read: Sequence[str], now: Values, verdict: str) -> int | None:
    """The fewest facts that differ in any area with another, known verdict; by trying every area."""
    counts = []
    for values in product(*([v for v in DOMAINS[n] if v is not None or now[n] is None] for n in read)):
        tried_values = dict(zip(read, values, strict=True))
        try:
            other = interpreter.decide(frame_at(frame, tried_values), "i", frame.world.areas["x"]).verdict
        except GrundError:
            continue
        if other not in (verdict, "unknown"):
            counts.append(sum(now[n] != v for n, v in tried_values.items()))
    return min(counts, default=None)

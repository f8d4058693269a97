"""Search: a decision made again and again, with some of what it read set to other values.

Enters: a frame of the interpreter, an insats and an area. Leaves: levers, and the cells of their values. Promise: a
trial is a decision of the interpreter; the frame that enters is not touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ...engines import interpreter
from ...language.intervals import unscaled
from ...model.decisions import Decision, Derivation, Trace, Verdict, once
from ...model.derivations import Test
from ...model.expressions import OPERATORS, Name, Operation, Reference, Type, Value, domain
from ...model.facts import Area, Fact
from ...model.policies import ParameterValue
from ...model.sources import Citation
from ...problems.problem import GrundError

TRIES: Final = 20_000
"""Decisions made in one search before it gives up, and says so."""
SMALL: Final = 64
"""A domain of at most so many values is tried value by value."""

Kind: TypeAlias = OneOf["fact", "parameter", "derived"]


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that could be otherwise. `area` is empty for a parameter; `value` None is unknown."""

    kind: Kind
    name: str
    area: str
    type: Type
    value: Value | None
    cost: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of values of a lever, both ends included, in which nothing that the decision reads changes."""

    low: Value
    high: Value
    verdict: Verdict | None


class Enough(Exception):
    """The search has made as many decisions as it may."""


Setting: TypeAlias = Mapping[Lever, Value]


class LeverTrial:
    """The decision, made again with some levers set; one frame is used throughout, and its cells are made anew."""

    def __init__(self, frame: interpreter.EvalContext, insats: str, area: Area) -> None:
        self.insats, self.area, self.vocabulary = insats, area, frame.vocabulary
        self.base = dict(frame.world.facts)
        self.facts = dict(self.base)
        self.parameters = dict(frame.policy.parameters)
        policy = replace(frame.policy, parameters=self.parameters)
        self.frame = interpreter.frame(frame.vocabulary, policy, frame.world.holding(self.facts), frame.tolkning)
        self.declared = dict(frame.policy.parameters)
        self.tries = 0

    def decide(self, setting: Setting) -> Decision | None:
        """The decision under a setting; None where rules conflict in it."""
        self.tries += 1
        if self.tries > TRIES:
            raise Enough
        self.frame.cells.clear()
        self.frame.wholes.clear()
        self.facts.clear()
        self.facts.update(self.base)
        self.parameters.update(self.declared)
        for lever, value in setting.items():
            self._set(lever, value)
        try:
            return interpreter.decide(self.frame, self.insats, self.area)
        except GrundError:
            return None

    def _set(self, lever: Lever, value: Value) -> None:
        if lever.kind == "fact":
            day = self.frame.world.day
            self.facts[lever.area, lever.name] = Fact(lever.area, lever.name, value, day, None, day, Citation())
        elif lever.kind == "parameter":
            dated = ParameterValue(date.min, value, Citation())
            self.parameters[lever.name] = replace(self.declared[lever.name], values=(dated,))
        else:
            self.frame.cells[lever.name, lever.area] = Trace(Reference(lever.name, lever.type), value, (), "given")

    def levers(self) -> tuple[Lever, ...]:
        """What the decision read and can have a value: facts of every area, parameters, derived values of the area."""
        self.decide({})
        words, levers = self.vocabulary, []
        for (name, area), ground in sorted(self.frame.cells.items(), key=lambda item: item[0]):
            if interpreter.not_applicable(ground):
                continue
            if name in words.attributes:
                attribute = words.attributes[name]
                if ground.value is None or not attribute.frozen:  # to learn a fact is not to change it
                    levers.append(Lever("fact", name, area, attribute.type, ground.value, attribute.cost))
            elif (parsed := Name.parse(name)).space == "param" and not self.declared[parsed.id].open:
                levers.append(Lever("parameter", parsed.id, "", self.declared[parsed.id].type, ground.value))
            elif name in words.derived and area == self.area.id and not isinstance(words.derived[name].how, Test):
                levers.append(Lever("derived", name, area, words.derived[name].type, ground.value))
        return tuple(dict.fromkeys(levers))

    def cells(self, lever: Lever, setting: Setting) -> tuple[Cell, ...]:
        """All values of a lever, cut where the decision reads something else."""
        kind = lever.type
        low, high = domain(kind)
        if kind.kind in ("bool", "enum") or high - low < SMALL:
            values = [unscaled(step, kind) for step in range(low, high + 1)]
            return tuple(Cell(v, v, _verdict(self.decide({**setting, lever: v}))) for v in values)
        starts = [low, *self._cuts(lever, setting, low, high)]
        ends = [*(start - 1 for start in starts[1:]), high]
        return tuple(
            Cell(unscaled(a, kind), unscaled(b, kind), _verdict(self.decide({**setting, lever: unscaled(a, kind)})))
            for a, b in zip(starts, ends, strict=True)
        )

    def _cuts(self, lever: Lever, setting: Setting, low: int, high: int) -> list[int]:
        """Where a new cell starts, found by halving."""
        seen: dict[int, object] = {}

        def signature(at: int) -> object:
            if at not in seen:
                seen[at] = _signature(self.decide({**setting, lever: unscaled(at, lever.type)}))
            return seen[at]

        starts: list[int] = []
        stack = [(low, high)]
        while stack:
            a, b = stack.pop()
            if signature(a) == signature(b):
                continue
            if b - a == 1:
                starts.append(b)
                continue
            middle = (a + b) // 2
            stack += [(a, middle), (middle, b)]
        return sorted(starts)


def _verdict(decision: Decision | None) -> Verdict | None:
    return None if decision is None else decision.verdict


def _signature(decision: Decision | None) -> object:
    """The signs of every comparison of a decision, in order: what changes when a number crosses a cut."""
    if decision is None:
        return None
    signs: list[object] = [decision.verdict]
    stack = [rule.ground for rule in reversed(decision.rules)]
    for ground in once(stack):
        if isinstance(ground.node, Operation) and OPERATORS[ground.node.op].group in ("compare", "member"):
            signs.append(_signs(ground))
        stack += reversed(ground.parts)
        if isinstance(ground.basis, Derivation):
            for member in ground.basis.members:
                stack += [part for part in (member.where, member.value) if part is not None]
    return tuple(signs)


def _signs(ground: Trace) -> tuple[object, ...]:
    first, *others = (part.value for part in ground.parts)
    if not isinstance(first, Decimal | date):
        return (ground.value,)
    return tuple(None if other is None else (first > other) - (first < other) for other in others)  # type: ignore[operator]

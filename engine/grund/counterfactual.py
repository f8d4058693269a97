"""Counterfactual: what would change a decision. The smallest change of facts, one parameter, one derived value.

Enters: a frame of the plain reading, an insats and an area. Leaves: `Turn` values: levers, their new values, and the
verdict they give. Promise: every turn is a decision of the plain reading on the real world with only that changed; the
cheapest come first, and no cheaper set of facts turns the decision (see below).

A *lever* is a base fact of any area that the decision read, a parameter, or a derived value of the area itself. A fact
costs what its attribute declares (1), a `frozen` one is never changed. A number is cut where some comparison of the
decision changes its sign: in small domains every value is tried; in large ones the cuts are found by halving, which is
exact as long as each comparison grows or falls with each number, as sums, products and quotients of facts do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations, product
from typing import Final, TypeAlias
from typing import Literal as OneOf

from .expr import OPERATORS, Operation, Reference, Type, Value
from .outcome import Decision, Derivation, Ground, Verdict
from .policy import ParameterValue, Test
from .problems import GrundError
from .readings import plain
from .sources import Citation
from .world import Area, Fact

MOST: Final = 3
"""Facts changed together, at most."""
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


@dataclass(frozen=True, slots=True)
class Turn:
    """A change that turns a decision: levers, the nearest values that do it, and the verdict then.

    `cells`, for a single lever, are all its values with the verdict each gives.
    """

    levers: tuple[Lever, ...]
    values: tuple[Value, ...]
    verdict: Verdict
    cost: int
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Turns:
    """What would change a decision: cheapest changes of facts, single parameters, single derived values.

    `settled` is false where the search for facts gave up before it had tried all sets of `MOST` facts.
    """

    decision: Decision
    facts: tuple[Turn, ...]
    parameters: tuple[Turn, ...]
    derived: tuple[Turn, ...]
    settled: bool


class _Enough(Exception):
    """The search has made as many decisions as it may."""


Setting: TypeAlias = Mapping[Lever, Value]


class _Trial:
    """The decision, made again with some levers set; one frame is used throughout, and its cells are made anew."""

    def __init__(self, frame: plain.Frame, insats: str, area: Area) -> None:
        self.insats, self.area, self.vocabulary = insats, area, frame.vocabulary
        self.base = dict(frame.world.facts)
        self.facts = dict(self.base)
        self.parameters = dict(frame.policy.parameters)
        policy = replace(frame.policy, parameters=self.parameters)
        self.frame = plain.frame(frame.vocabulary, policy, replace(frame.world, facts=self.facts), frame.tolkning)
        self.declared = dict(frame.policy.parameters)
        self.tries = 0

    def decide(self, setting: Setting) -> Decision | None:
        """The decision under a setting; None where rules conflict in it."""
        self.tries += 1
        if self.tries > TRIES:
            raise _Enough
        self.frame.cells.clear()
        self.facts.clear()
        self.facts.update(self.base)
        self.parameters.update(self.declared)
        for lever, value in setting.items():
            self._set(lever, value)
        try:
            return plain.decide(self.frame, self.insats, self.area)
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
            self.frame.cells[lever.name, lever.area] = Ground(Reference(lever.name, lever.type), value, (), "given")

    def levers(self) -> tuple[Lever, ...]:
        """What the decision read: facts of every area, parameters, derived values of the area itself."""
        self.decide({})
        words, found = self.vocabulary, []
        for (name, area), ground in sorted(self.frame.cells.items(), key=lambda item: item[0]):
            if name in words.attributes:
                attribute = words.attributes[name]
                if ground.value is None or not attribute.frozen:  # to learn a fact is not to change it
                    found.append(Lever("fact", name, area, attribute.type, ground.value, attribute.cost))
            elif name[:6] == "param." and not self.declared[name[6:]].open:
                found.append(Lever("parameter", name[6:], "", self.declared[name[6:]].type, ground.value))
            elif name in words.derived and area == self.area.id and not isinstance(words.derived[name].how, Test):
                found.append(Lever("derived", name, area, words.derived[name].type, ground.value))
        return tuple(dict.fromkeys(found))

    def cells(self, lever: Lever, setting: Setting) -> tuple[Cell, ...]:
        """All values of a lever, cut where the decision reads something else."""
        kind = lever.type
        if kind.kind in ("bool", "enum"):
            values: Sequence[Value] = (False, True) if kind.kind == "bool" else kind.members
            return tuple(Cell(v, v, _verdict(self.decide({**setting, lever: v}))) for v in values)
        low, high = (int(bound.scaleb(kind.decimals)) for bound in (kind.low, kind.high))
        if high - low < SMALL:
            each = [_value(kind, i) for i in range(low, high + 1)]
            return tuple(Cell(v, v, _verdict(self.decide({**setting, lever: v}))) for v in each)
        starts = [low, *self._cuts(lever, setting, low, high)]
        ends = [*(start - 1 for start in starts[1:]), high]
        return tuple(
            Cell(_value(kind, a), _value(kind, b), _verdict(self.decide({**setting, lever: _value(kind, a)})))
            for a, b in zip(starts, ends, strict=True)
        )

    def _cuts(self, lever: Lever, setting: Setting, low: int, high: int) -> list[int]:
        """Where a new cell starts, found by halving."""
        seen: dict[int, object] = {}

        def signature(at: int) -> object:
            if at not in seen:
                seen[at] = _signature(self.decide({**setting, lever: _value(lever.type, at)}))
            return seen[at]

        found: list[int] = []
        stack = [(low, high)]
        while stack:
            a, b = stack.pop()
            if signature(a) == signature(b):
                continue
            if b - a == 1:
                found.append(b)
                continue
            middle = (a + b) // 2
            stack += [(a, middle), (middle, b)]
        return sorted(found)


def turns(frame: plain.Frame, insats: str, area: Area) -> Turns:
    """What would change the decision for an area; for an unknown one, what would settle it."""
    decision = plain.decide(frame, insats, area)
    trial = _Trial(frame, insats, area)
    levers = trial.levers()
    settled = True
    facts: tuple[Turn, ...] = ()
    try:
        facts = _cheapest(trial, [lever for lever in levers if lever.kind == "fact"], decision.verdict)
    except _Enough:
        settled, trial.tries = False, 0
    single = {kind: _singles(trial, [lv for lv in levers if lv.kind == kind], decision.verdict) for kind in _ALONE}
    return Turns(decision, facts, single["parameter"], single["derived"], settled)


_ALONE: Final[tuple[Kind, ...]] = ("parameter", "derived")


def _singles(trial: _Trial, levers: Iterable[Lever], now: Verdict) -> tuple[Turn, ...]:
    found = []
    for lever in levers:
        trial.tries = 0
        cells = merged(trial.cells(lever, {}))
        found += [_turn((lever,), (value,), verdict, cells) for value, verdict in _ways(lever, cells, now)]
    return tuple(found)


def _cheapest(trial: _Trial, levers: Sequence[Lever], now: Verdict) -> tuple[Turn, ...]:
    """Every way to turn the decision at the least cost: sets of facts by cost, each with its nearest values."""
    sets = [group for size in range(1, MOST + 1) for group in combinations(levers, size)]
    sets.sort(key=_cost)
    found: list[Turn] = []
    cuts: dict[Lever, tuple[Cell, ...]] = {}
    for group in sets:
        if found and _cost(group) > found[0].cost:
            break
        *others, last = group
        for lever in others:
            if lever not in cuts:
                cuts[lever] = trial.cells(lever, {})
        for choice in product(*(_candidates(lever, cuts[lever]) for lever in others)):
            setting = dict(zip(others, choice, strict=True))
            cells = merged(trial.cells(last, setting))
            ways = _ways(last, cells, now)
            found += [_turn(group, (*choice, value), v, cells if not others else ()) for value, v in ways]
    return tuple(sorted(found, key=_distance))


def _cost(group: Iterable[Lever]) -> int:
    return sum(lever.cost for lever in group)


def _turn(levers: tuple[Lever, ...], values: tuple[Value, ...], verdict: Verdict, cells: tuple[Cell, ...]) -> Turn:
    return Turn(levers, values, verdict, _cost(levers), cells)


def _ways(lever: Lever, cells: Sequence[Cell], now: Verdict) -> Iterator[tuple[Value, Verdict]]:
    """The other verdicts a lever can give, each with the nearest value that gives it."""
    wanted: tuple[Verdict, ...] = ("yes", "no") if now == "unknown" else ("no",) if now == "yes" else ("yes",)
    for verdict in wanted:
        near = [_nearest(lever, c) for c in cells if c.verdict == verdict]
        near = [value for value in near if value != lever.value]
        if near:
            yield min(near, key=lambda value: _apart(lever, value)), verdict


def _candidates(lever: Lever, cells: Sequence[Cell]) -> list[Value]:
    """The nearest value of each cell, and the ends of the domain."""
    values = [_nearest(lever, c) for c in cells]
    if cells and lever.type.kind in ("number", "date"):
        values += [cells[0].low, cells[-1].high]
    return [v for v in dict.fromkeys(values) if v != lever.value]


def _nearest(lever: Lever, cell: Cell) -> Value:
    if lever.value is None or _apart(lever, cell.low) <= _apart(lever, cell.high):
        return cell.low
    return cell.high


def _apart(lever: Lever, value: Value) -> Decimal:
    """How far a value is from the present one: members of an ordered enum by place, numbers as they are."""
    now = lever.value
    if now is None or isinstance(value, bool):
        return Decimal(0)
    if isinstance(value, Decimal) and isinstance(now, Decimal):
        return abs(value - now)
    if isinstance(value, date) and isinstance(now, date):
        return Decimal(abs((value - now).days))
    members = lever.type.members
    return Decimal(abs(members.index(str(value)) - members.index(str(now)))) if lever.type.ordered else Decimal(1)


def _distance(turn: Turn) -> tuple[int, Decimal, str]:
    """Cheapest first, then the least of the change as a share of the domain, then by name."""
    shares = Decimal(0)
    for lever, value in zip(turn.levers, turn.values, strict=True):
        width = lever.type.high - lever.type.low if lever.type.kind in ("number", "date") else len(lever.type.members)
        shares += _apart(lever, value) / (width or 1)
    return turn.cost, shares, " ".join(f"{lever.name}@{lever.area}" for lever in turn.levers)


def merged(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Neighbouring cells of the same verdict as one; members of an enum are kept apart."""
    found: list[Cell] = []
    for cell in cells:
        numeric = isinstance(cell.low, Decimal | date)
        if found and numeric and found[-1].verdict == cell.verdict:
            found[-1] = replace(found[-1], high=cell.high)
        else:
            found.append(cell)
    return tuple(found)


def _value(kind: Type, at: int) -> Value:
    return date.fromordinal(at) if kind.kind == "date" else Decimal(at).scaleb(-kind.decimals)


def _verdict(decision: Decision | None) -> Verdict | None:
    return None if decision is None else decision.verdict


def _signature(decision: Decision | None) -> object:
    """The signs of every comparison of a decision, in order: what changes when a number crosses a cut."""
    if decision is None:
        return None
    signs: list[object] = [decision.verdict]
    seen: set[int] = set()
    stack = [rule.ground for rule in reversed(decision.rules)]
    while stack:
        ground = stack.pop()
        if id(ground) in seen:
            continue
        seen.add(id(ground))
        if isinstance(ground.node, Operation) and OPERATORS[ground.node.op].group in ("compare", "member"):
            signs.append(_signs(ground))
        stack += reversed(ground.parts)
        if isinstance(ground.basis, Derivation):
            for member in ground.basis.members:
                stack += [part for part in (member.where, member.value) if part is not None]
    return tuple(signs)


def _signs(ground: Ground) -> tuple[object, ...]:
    first, *others = (part.value for part in ground.parts)
    if not isinstance(first, Decimal | date):
        return (ground.value,)
    return tuple(None if other is None else (first > other) - (first < other) for other in others)  # type: ignore[operator]

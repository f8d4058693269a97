"""Validity: how long a decision stands. The first day on which something it was made from may be otherwise.

Takes a decision (or any ground) of the interpreter, in the frame it was made in. Until that day, and not including it,
the interpreter says the same. Nothing is sampled: facts, lists, links, areas and parameters have days of their own,
and if a rule uses the date itself, each value is followed as it moves (so much a day), so that a comparison turns on
the day when its two sides meet. A value that moves in any other way is asked again the next day, and `daily` says
which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from ...engines import interpreter
from ...language.typing import fits
from ...model.arithmetic import EXACT
from ...model.change_days import NEVER, ChangeDays, after, before
from ...model.decisions import Base, Decision, Derivation, Member, Pot, Trace
from ...model.derivations import History as Remembered
from ...model.derivations import Over, Since
from ...model.expressions import OPERATORS, Literal, Name, Operation, Reference, Value, ids_in
from ...model.facts import Area
from ...model.policies import Derived

_STILL: Final = Decimal(0)


class Motion(NamedTuple):
    """How a value goes on: until a day (not included) it is the same, or grows by `step` a day."""

    until: date
    step: Decimal = _STILL


Motions: TypeAlias = dict[int, tuple[Trace, Motion]]
"""How the values of grounds go on, by their identity; frames of one day may share it, as they share grounds."""


class Validity:
    """How long the grounds of one frame stand; every ground is asked once."""

    def __init__(self, frame: interpreter.EvalContext, history: ChangeDays, motions: Motions) -> None:
        self.frame, self.history, self.day = frame, history, frame.world.day
        self.daily: set[Operation | Derived] = set()
        self._motions = motions
        self._bases: dict[int, tuple[Base | Pot, Motion]] = {}
        self._grouped: dict[str, date] = {}

    def decision(self, decision: Decision) -> date:
        """The first day after the decision's on which it may be another."""
        return min((self.motion(r.ground, decision.area).until for r in decision.rules), default=NEVER)

    def value(self, ground: Trace, area: Area) -> date:
        """The first day after the frame's on which a value may be another."""
        motion = self.motion(ground, area)
        return self._later(1) if motion.step else motion.until

    def motion(self, ground: Trace, area: Area) -> Motion:
        """How the value of a ground read at an area goes on."""
        entry = self._motions.get(id(ground))
        if entry is None:
            entry = self._motions[id(ground)] = (ground, self._motion(ground, area))
        return entry[1]

    def _motion(self, ground: Trace, area: Area) -> Motion:
        node = ground.node
        if isinstance(node, Literal):
            return Motion(NEVER)
        parts = [self.motion(part, area) for part in ground.parts]
        until = min((part.until for part in parts), default=NEVER)
        if isinstance(node, Operation):
            own_motion = self._operation(node, ground.parts, parts, until)
        elif isinstance(ground.basis, Derivation):
            own_motion = self._derived(ground.basis, ground.parts, parts, until, area)
        else:
            own_motion = self._read(node, until, area)
        return own_motion if ground.value is not None else Motion(own_motion.until)

    def _later(self, days: int) -> date:
        return self.day + timedelta(days) if days < (NEVER - self.day).days else NEVER

    def _tomorrow(self, what: Operation | Derived) -> Motion:
        """What cannot be followed is asked again the next day."""
        self.daily.add(what)
        return Motion(self._later(1))

    # ── names
    def _read(self, node: Reference, until: date, area: Area) -> Motion:
        attribute = self.frame.vocabulary.attributes.get(node.name)
        if attribute is not None:
            return Motion(self.history.fact(area.id, attribute, self.day))
        if node.name == "day":
            return Motion(NEVER, Decimal(1))
        space, short = Name.parse(node.name)
        if space == "param":
            return Motion(after([v.start for v in self.frame.policy.parameters[short].values], self.day))
        return Motion(until)  # a rule's own boolean, or a tolkning

    # ── operations
    def _operation(self, node: Operation, grounds: Sequence[Trace], parts: Sequence[Motion], until: date) -> Motion:
        steps = [part.step for part in parts]
        if not any(steps) or OPERATORS[node.op].group == "logic":
            return Motion(until)
        if OPERATORS[node.op].group in ("compare", "member"):
            pairs = zip(grounds[1:], parts[1:], strict=True)
            return Motion(min((until, *(self._meeting(grounds[0], parts[0], *pair) for pair in pairs))))
        if node.op == "if":
            return Motion(until, steps[1] if grounds[0].value else steps[2])
        if node.op in ("add", "sub"):
            return Motion(until, steps[0] + steps[1] if node.op == "add" else steps[0] - steps[1])
        if node.op == "mul":
            return self._product(node, grounds, steps, until)
        return self._extreme(node, grounds, parts, until)

    def _product(self, node: Operation, grounds: Sequence[Trace], steps: Sequence[Decimal], until: date) -> Motion:
        if all(steps):
            return self._tomorrow(node)
        moving, still = (0, 1) if steps[0] else (1, 0)
        factor = grounds[still].value
        return Motion(until, EXACT.multiply(steps[moving], factor) if isinstance(factor, Decimal) else _STILL)

    def _extreme(self, node: Operation, grounds: Sequence[Trace], parts: Sequence[Motion], until: date) -> Motion:
        """`min` and `max` go as the one that is least or most, until another meets it."""
        known = [(g, p) for g, p in zip(grounds, parts, strict=True) if g.value is not None]
        if len(known) < len(parts):
            return Motion(until)
        pick = min if node.op == "min" else max
        first = pick(known, key=lambda pair: pair[0].value)  # type: ignore[arg-type, return-value]
        return Motion(min((until, *(self._meeting(*first, *pair) for pair in known))), first[1].step)

    def _meeting(self, a: Trace, moving_a: Motion, b: Trace, moving_b: Motion) -> date:
        """The first day on which two values stand to each other as they do not now: below, level or above."""
        step = moving_a.step - moving_b.step
        if not step or a.value is None or b.value is None:
            return NEVER
        apart = _apart(a.value, b.value)
        if not apart:
            return self._later(1)
        if (apart > 0) == (step > 0):
            return NEVER
        days, rest = EXACT.divmod(abs(apart), abs(step))
        return self._later(int(days) + (rest > 0))

    def _beyond(self, way: Decimal, step: Decimal) -> date:
        """The first day on which what moves by a step a day has gone further than some way."""
        return self._later(int(EXACT.divide_int(way, abs(step))) + 1)

    # ── derived attributes
    def _derived(
        self, basis: Derivation, grounds: Sequence[Trace], parts: Sequence[Motion], until: date, area: Area
    ) -> Motion:
        how = basis.derived.how
        if how.at_area:
            return self._computed(basis.derived, grounds, parts, until, area)
        if isinstance(how, Over):
            return self._over(basis.derived, how, basis.members, area, until)
        if isinstance(how, Since | Remembered):
            return self._past(basis, how, grounds, until)
        return self._rank(basis, until)

    def _computed(
        self, derived: Derived, grounds: Sequence[Trace], parts: Sequence[Motion], until: date, area: Area
    ) -> Motion:
        """What is made of values of the area, some of which move: it stays until it is another, where it goes one way.

        One that is neither rounded nor cut to its domain moves as they do, until it leaves its domain.
        """
        if not any(part.step for part in parts):
            return Motion(until)
        if not derived.how.goes_one_way([bool(part.step) for part in parts]):
            return self._tomorrow(derived)

        def value(days: int) -> Value | None:
            moved = [_moved(ground.value, part.step, days) for ground, part in zip(grounds, parts, strict=True)]
            return interpreter.computed(derived, moved, area)

        step, top = parts[0].step, grounds[0].value
        if derived.how.expressed and len(parts) == 1 and top == value(0) and fits(step, derived.type.decimals):
            bound = derived.type.high if step > 0 else derived.type.low
            leaves = self._beyond(abs(_apart(bound, top)), step) if derived.checked and top is not None else NEVER
            return Motion(min(until, leaves), step)
        return Motion(min(until, self._next_value(value, until)))

    def _next_value(self, value: Callable[[int], Value | None], until: date) -> date:
        """The first day before `until` with another value than today's, of one that only rises or only falls."""
        now, last = value(0), (until - self.day).days
        far = 1
        while far < last and value(far) == now:
            far *= 2
        low, high = far // 2, min(far, last)
        if value(high) == now:
            return until
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if value(middle) == now else (low, middle)
        return self._later(high)

    def _rank(self, basis: Derivation, until: date) -> Motion:
        """As long as what was read at every area of the level stands; where a value moves, it is asked every day."""
        if basis.base is None:
            return Motion(until)
        entry = self._bases.get(id(basis.base))
        if entry is None:
            areas, read = self.frame.world.areas, basis.base.read
            motions = [self.motion(ground, areas[area]) for area, grounds in read.items() for ground in grounds]
            still = Motion(
                min((m.until for m in motions), default=NEVER), max((abs(m.step) for m in motions), default=_STILL)
            )
            entry = self._bases[id(basis.base)] = (basis.base, still)
        until = min(until, entry[1].until, self.history.bounds(self.day))
        return self._tomorrow(basis.derived) if entry[1].step else Motion(until)

    def _past(self, basis: Derivation, how: Since | Remembered, grounds: Sequence[Trace], until: date) -> Motion:
        """Until anything at all is otherwise, or the earliest stretch that was looked at has passed."""
        read = interpreter.reached(self.frame.vocabulary, how.exprs)
        dated = [v.start for n in ids_in("param", read) for v in self.frame.policy.parameters[n].values]
        until = min(until, after(self.history.days, self.day), after(sorted(dated), self.day))
        if how.count == "lists":
            return Motion(until)
        if isinstance(how, Since) or how.aggregate == "count" or not isinstance(grounds[0].value, Decimal):
            return self._tomorrow(basis.derived)
        if len(basis.moments) < 2:
            return Motion(until)
        last, edge = int(grounds[0].value), basis.moments[-2].day - timedelta(1)
        passed = self._first(lambda day: before(day, last, how.count) >= edge, until)
        return Motion(min(until, passed))

    def _first(self, holds: Callable[[date], bool], until: date) -> date:
        """The first day before `until` on which what holds from some day on begins to hold."""
        low, high = self.day, until
        while (high - low).days > 1:
            middle = low + (high - low) // 2
            low, high = (low, middle) if holds(middle) else (middle, high)
        return high

    def _over(self, derived: Derived, how: Over, members: Sequence[Member], area: Area, until: date) -> Motion:
        """As long as the same areas stand in the relation, and what was read of each stands."""
        if how.relation == "level":
            until = min(until, self.history.bounds(self.day), self._groups(derived, how))
        else:
            until = min(until, self.history.related(how.relation, how.hierarchy, area.id, self.day))
        if how.empty is not None:
            read = interpreter.reached(self.frame.vocabulary, how.exprs)
            series = {a.series for n in read if (a := self.frame.vocabulary.attributes.get(n)) and a.series}
            until = min((until, *(self.history.begins(s, self.day) for s in series)))
        steps: set[Decimal] = set()
        for member in members:
            for ground in (member.where, member.value, member.weight):
                if ground is not None:
                    motion = self.motion(ground, member.area)
                    until = min(until, motion.until)
                    if ground is not member.where and member.counted is not False:
                        steps.add(motion.step)
        if not any(steps) or how.aggregate == "count":
            return Motion(until)
        return self._tomorrow(derived)

    def _groups(self, derived: Derived, how: Over) -> date:
        """As long as every area of a level is in the group that it is in, those of other groups too."""
        if how.by is None:
            return NEVER
        if derived.id not in self._grouped:
            here = self.frame.world.by_level.get(how.to, ())
            moved = [self.motion(interpreter.evaluate(self.frame, how.by, area), area) for area in here]
            until = min((motion.until for motion in moved), default=NEVER)
            self._grouped[derived.id] = self._tomorrow(derived).until if any(m.step for m in moved) else until
        return self._grouped[derived.id]


def _moved(value: Value | None, step: Decimal, days: int) -> Value | None:
    """A number after some days; what does not move is what it is."""
    return EXACT.add(value, EXACT.multiply(step, Decimal(days))) if step and isinstance(value, Decimal) else value


def _apart(a: Value, b: Value) -> Decimal:
    """How far a number is above another, or a date, in days."""
    if isinstance(a, date) and isinstance(b, date):
        return Decimal((a - b).days)
    assert isinstance(a, Decimal) and isinstance(b, Decimal)
    return EXACT.subtract(a, b)

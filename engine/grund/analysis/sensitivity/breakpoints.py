"""Breakpoints: the values of one threshold at which any decision changes.

Enters: a scenario, a policy and one of its parameters. Leaves: `Breakpoints`: per insats, reading of the open questions
and area, where the verdict turns and to what. Promise: exact and complete: between two breakpoints nothing changes, and
the verdicts are those that the interpreter gives (each is the interpreter's answer for a cell of `partition`, where
everything that reads the parameter is an atom). One pass over the areas; the parameter is never stepped through.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from ...engines import interpreter, vectorized
from ...engines.decision_cells import Partition
from ...engines.run import frame_of
from ...language.intervals import scaled, unscaled
from ...language.typing import constant, fits
from ...loading.arguments import typed_arguments
from ...loading.scenario import decided_as, read_by
from ...loading.vocabulary import widest
from ...model.brief import brief
from ...model.decisions import VERDICTS, Verdict
from ...model.expressions import Value, domain
from ...model.facts import Area
from ...model.names import both, meant
from ...model.policies import Insats, Parameter, Policy, Ruling
from ...model.scenario import Reading, Scenario, reading_text
from ...problems.problem import GrundError, nearest, problem
from ..compare.comparison import residents
from ..lookup import find_insats
from .piecewise import Profiler, settled


@dataclass(frozen=True, slots=True)
class VerdictCourse:
    """One area under one insats, in one reading: from `starts[i]` on the verdict is `verdicts[i]`.

    `missing` are the facts that its unknown verdicts wait for.
    """

    insats: Insats
    reading: Reading
    area: Area
    starts: tuple[int, ...]
    verdicts: tuple[Verdict, ...]
    missing: frozenset[str]

    def at(self, value: int) -> Verdict:
        """The verdict at a value, in smallest units."""
        return self.verdicts[bisect_right(self.starts, value) - 1]


@dataclass(frozen=True, slots=True)
class BreakpointMove:
    """An area whose verdict changes at a breakpoint."""

    area: Area
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class VerdictStretch:
    """Between two breakpoints of an insats: the first and the last value (None: no end), and the outcome.

    `counts` of areas by verdict; `residents` of the areas that get yes, and how many of those areas have no number.
    `moves` are the areas that changed at `first`.
    """

    first: Value | None
    last: Value | None
    counts: dict[Verdict, int]
    residents: Decimal
    residents_unknown: int
    moves: tuple[BreakpointMove, ...]


@dataclass(frozen=True)
class Breakpoints:
    """What a parameter decides; `low` and `high` are the ends of its domain, in smallest units.

    `asked` are the insatser that read the parameter, each in every reading; one without areas has no course.
    """

    scenario: Scenario
    policy: Policy
    parameter: Parameter
    low: int
    high: int
    asked: tuple[tuple[Insats, Reading], ...]
    courses: tuple[VerdictCourse, ...]

    __repr__ = brief

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Every value at which a decision changes, in order: below it, something is decided otherwise."""
        return tuple(unscaled(p, self.parameter.type) for p in sorted({p for c in self.courses for p in c.starts[1:]}))

    def stretches(self, insats: str, reading: Reading = ()) -> Iterator[VerdictStretch]:
        """An insats's outcome between its breakpoints, in order; the counts are kept, not recounted."""
        courses = self.courses_of(insats, reading)
        events: dict[int, list[BreakpointMove]] = {}
        for c in courses:
            for p, before, after in zip(c.starts[1:], c.verdicts[:-1], c.verdicts[1:], strict=True):
                events.setdefault(p, []).append(BreakpointMove(c.area, before, after))
        counts, tally = Counter(c.verdicts[0] for c in courses), _People(self.scenario)
        for c in courses:
            tally.move(BreakpointMove(c.area, "no", c.verdicts[0]))
        starts = [self.low, *sorted(events)]
        for i, start in enumerate(starts):
            moves = tuple(events.get(start, ()))
            for move in moves:
                counts[move.before] -= 1
                counts[move.after] += 1
                tally.move(move)
            last = starts[i + 1] - 1 if i + 1 < len(starts) else self.high
            verdict_counts = {v: counts[v] for v in VERDICTS}
            yield VerdictStretch(
                self._value(start), self._value(last), verdict_counts, tally.people, tally.unknown, moves
            )

    def _value(self, p: int) -> Value | None:
        """None at the end of what is declared nowhere."""
        boundless = self.parameter.open and p in domain(widest(self.parameter))
        return None if boundless else unscaled(p, self.parameter.type)

    def verdicts(self, insats: str, value: Bound, reading: Reading = ()) -> dict[str, Verdict]:
        """Every area's verdict at a value, by id."""
        p = bound(self.parameter, value)
        return {c.area.id: c.at(p) for c in self.courses_of(insats, reading)}

    def courses_of(self, insats: str, reading: Reading = ()) -> tuple[VerdictCourse, ...]:
        """The areas of an insats, by id or name, in order of id.

        Raises `GrundError`: G312 for an insats that is none, G502 for an interpretation that it does not have.
        """
        identity = find_insats(self.scenario, insats).id
        readings = [other for one, other in self.asked if one.id == identity]
        if readings and reading not in readings:
            known = "; ".join(map(reading_text, readings))
            words = {"value": reading_text(reading), "known": known, "example": reading_text(readings[0])}
            raise GrundError([problem("G502", None, **words)])
        return tuple(c for c in self.courses if c.insats.id == identity and c.reading == reading)


class _People:
    """The residents of the areas that get yes, kept as areas come and go; each area is counted once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.people, self.unknown = Decimal(0), 0

    def move(self, move: BreakpointMove) -> None:
        """An area that gets yes, or no longer does."""
        sign = (move.after == "yes") - (move.before == "yes")
        if sign:
            counted = residents(self.scenario, [move.area])
            self.people += sign * counted.people
            self.unknown += sign * counted.unknown


Bound: TypeAlias = str | int | float | Decimal | date
"""A value of a parameter, as a person writes it or as a number or a day."""


@typed_arguments
def breakpoints(
    scenario: Scenario, policy: str, parameter: str, first: Bound | None = None, last: Bound | None = None
) -> Breakpoints:
    """Every breakpoint of a parameter of a policy, over its domain or from `first` to `last` (as a person writes them).

    Raises `GrundError`: an unknown policy or parameter, one without order (only numbers and dates have one), a bound
    that is no value of it, or a rule whose dependence on it cannot be solved.
    """
    chosen = scenario.policy(policy)
    declaration = parameter_of(chosen, parameter)
    low, high = _bounds(declaration, first, last)
    questions: list[tuple[Insats, Reading]] = []
    verdict_courses: list[VerdictCourse] = []
    profilers: dict[Reading, Profiler] = {}
    for ruling, reading in _readers(scenario, chosen, declaration.id):
        questions.append((ruling.insats, reading))
        frame = frame_of(scenario, chosen, reading)
        profiler = profilers.setdefault(reading, Profiler(frame, declaration, low, high))
        verdict_courses += courses(frame, ruling, reading, profiler)
    return Breakpoints(scenario, chosen, declaration, low, high, tuple(questions), tuple(verdict_courses))


def turning_values(scenario: Scenario, policy: str, parameter: str) -> tuple[Value, ...]:
    """The breakpoints alone, over the whole domain; those of rulings of the same conditions, whatever their rules are
    called and in whichever policy, are looked for once. Raises `GrundError` as `breakpoints` does."""
    chosen = scenario.policy(policy)
    declaration = parameter_of(chosen, parameter)
    points: set[int] = set()
    profilers: dict[Reading, Profiler] = {}
    for ruling, reading in _readers(scenario, chosen, declaration.id):
        own, *values = decided_as(scenario, chosen, ruling, reading)
        simple = not any(rule.exceptions for rule in ruling.rules)
        conditions = frozenset((rule.active, rule.then) for rule in ruling.rules) if simple else own
        key = ("turns at", declaration.id, declaration.type, ruling.insats.level, ruling.otherwise, conditions, *values)
        if key not in scenario.cache:
            frame = frame_of(scenario, chosen, reading)
            profiler = profilers.setdefault(reading, Profiler(frame, declaration, *_bounds(declaration)))
            verdict_courses = courses(frame, ruling, reading, profiler)
            scenario.cache[key] = frozenset(point for course in verdict_courses for point in course.starts[1:])
        points |= scenario.cache[key]
    return tuple(unscaled(point, declaration.type) for point in sorted(points))


def _readers(scenario: Scenario, policy: Policy, parameter: str) -> Iterator[tuple[Ruling, Reading]]:
    """The rulings of a policy that read a parameter, each in every reading that matters for it."""
    for ruling in policy.rulings.values():
        if f"param.{parameter}" in read_by(scenario, ruling)[1]:
            for reading in scenario.readings([ruling]):
                yield ruling, reading


def courses(
    frame: interpreter.EvalContext, ruling: Ruling, reading: Reading, profiler: Profiler
) -> Iterator[VerdictCourse]:
    """Every area of a ruling's level: its axes as profiles, and the cell of each stretch looked up."""
    table = vectorized.table(frame, ruling.insats.id, {f"param.{profiler.parameter.id}"})
    axes = table.cells.axes
    exprs = [table.cells.expression(axis) for axis in axes]
    for area in frame.world.by_level.get(ruling.insats.level, ()):
        starts: list[int] = []
        verdicts: list[Verdict] = []
        lacking: set[str] = set()
        for start, _, worth in profiler.stretches([profiler.profile(expr, area) for expr in exprs]):
            codes = {axis.name: vectorized.code(axis, settled(w)) for axis, w in zip(axes, worth, strict=True)}
            verdict, _, missing = vectorized.answer(table, codes, area)
            lacking |= missing
            if not verdicts or verdicts[-1] != verdict:
                starts.append(start)
                verdicts.append(verdict)
        names = frozenset().union(*(_lacking(frame, table.cells, name, area) for name in lacking))
        own = f"param.{profiler.parameter.id}"
        yield VerdictCourse(ruling.insats, reading, area, tuple(starts), tuple(verdicts), names - {own})


def _lacking(frame: interpreter.EvalContext, partition: Partition, name: str, area: Area) -> frozenset[str]:
    """The facts behind a name that a cell misses; a parameter is its own fact."""
    axis = next((a for a in partition.axes if a.name == name), None)
    return (
        frozenset((name,))
        if axis is None
        else interpreter.missing(interpreter.evaluate(frame, partition.expression(axis), area))
    )


def parameter_of(policy: Policy, name: str) -> Parameter:
    """A parameter of a policy that has an order."""
    identity = meant(name, {p.id: both(p.label) for p in policy.parameters.values()})
    if identity is None:
        near = nearest(name, policy.parameters)
        raise GrundError([problem("G312", None, near, what="@parameter", id=name, known=", ".join(policy.parameters))])
    parameter = policy.parameters[identity]
    if parameter.type.kind not in ("number", "date"):
        raise GrundError([problem("G541", None, parameter=name, kind=f"@{parameter.type.kind}")])
    return parameter


def _bounds(declaration: Parameter, first: Bound | None = None, last: Bound | None = None) -> tuple[int, int]:
    """The ends of a parameter's domain, or those asked for, in smallest units."""
    low, high = domain(widest(declaration))
    low = low if first is None else bound(declaration, first)
    high = high if last is None else bound(declaration, last)
    if low > high:
        ends = ["–" if end is None else end for end in (first, last)]
        raise GrundError([problem("G543", None, first=ends[0], last=ends[1], parameter=declaration.id)])
    return low, high


def bound(parameter: Parameter, given: Bound) -> int:
    """A value as a person writes it, with decimal point or comma; or a number or a day."""
    kind, name, text = parameter.type, f"param.{parameter.id}", str(given)
    sentence = text.replace(",", ".").replace("\u2212", "-") if kind.kind == "number" else text
    try:
        value = constant(sentence, kind)
    except ValueError:
        raise GrundError([problem("G402", None, value=text, attribute=name, wanted="@" + kind.kind)]) from None
    assert isinstance(value, Decimal | date)
    if isinstance(value, Decimal) and not fits(value, kind.decimals):
        raise GrundError([problem("G404", None, value=text, decimals=kind.decimals, attribute=name)])
    (low, high), p = domain(widest(parameter)), scaled(value, kind)
    if not low <= p <= high:
        ends = [str(unscaled(end, kind)) for end in (low, high)]
        raise GrundError([problem("G403", None, value=text, low=ends[0], high=ends[1], attribute=name)])
    return p

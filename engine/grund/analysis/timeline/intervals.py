"""Intervals: an answer through time, cut where it becomes another.

Takes questions (a decision, a value), the history of a fact book, and a period. They are what asking every single day
would give; a question is asked again only on a day on which something it read may have changed.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from ...engines import interpreter
from ...language.printer import canonical
from ...model.change_days import NEVER, ChangeDays
from ...model.decisions import Decision, Trace
from ...model.dependencies import factual
from ...model.expressions import Operation, Reference
from ...model.facts import Area
from ...model.policies import Derived, Policy, Ruling, Vocabulary
from ...model.scenario import Reading
from ...problems.problem import GrundError, problem
from .validity import Motion, Validity

DAILY: Final = 200_000
"""The most answers that may be asked for only because a rule cannot be followed from one day to the next."""

A = TypeVar("A")


class Period(NamedTuple):
    """The days from `start` to `last`, both included."""

    start: date
    last: date


@dataclass(frozen=True, slots=True)
class Interval(Generic[A]):
    """From `start` to (not including) `end` the answer is the same; `end` is None where the period ends first.

    `answer` is the first day's, with its grounds; `before` is the answer of the day before, None where there is none.
    """

    start: date
    end: date | None
    answer: A
    before: A | None


class DatedQuestion(Protocol[A]):
    """What can be asked of an area on any day."""

    @property
    def policy(self) -> Policy:
        """The policy it is asked of."""

    @property
    def reading(self) -> Reading:
        """The choices of the open questions."""

    @property
    def area(self) -> Area:
        """The area it is asked of."""

    def ask(self, frame: interpreter.EvalContext) -> A:
        """The answer in a frame."""

    def until(self, standing: Validity, answer: A) -> date:
        """The first day on which it may be another."""

    def same(self, a: A, b: A) -> bool:
        """Whether two answers are one."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """Whether an area is given an insats by a policy, in one reading of the open questions."""

    policy: Policy
    reading: Reading
    area: Area
    ruling: Ruling

    def ask(self, frame: interpreter.EvalContext) -> Decision:
        """The decision."""
        return interpreter.decide(frame, self.ruling.insats.id, self.area)

    def until(self, standing: Validity, answer: Decision) -> date:
        """The first day on which it may be another."""
        return standing.decision(answer)

    def same(self, a: Decision, b: Decision) -> bool:
        """Whether two decisions are one: verdict, deciding rule, missing facts, and what has no value."""
        none = (interpreter.settled_by_nothing(a), interpreter.settled_by_nothing(b))
        return (a.verdict, a.rule, a.missing, none[0]) == (b.verdict, b.rule, b.missing, none[1])


@dataclass(frozen=True, slots=True)
class Valuing:
    """The value of a name at an area."""

    policy: Policy
    reading: Reading
    area: Area
    node: Reference

    def ask(self, frame: interpreter.EvalContext) -> Trace:
        """The value, with its grounds."""
        return interpreter.read(frame, self.node, self.area)

    def until(self, standing: Validity, answer: Trace) -> date:
        """The first day on which it may be another."""
        return standing.value(answer, self.area)

    def same(self, a: Trace, b: Trace) -> bool:
        """Whether two values are one."""
        return a.value == b.value


@dataclass(frozen=True, slots=True)
class Played(Generic[A]):
    """The intervals of each question, in their order; how many answers it took; what had to be asked every day."""

    lines: tuple[tuple[Interval[A], ...], ...]
    asked: int
    daily: tuple[Operation | Derived, ...]


def play(words: Vocabulary, history: ChangeDays, questions: Sequence[DatedQuestion[A]], period: Period) -> Played[A]:
    """Every question through the period, as long as its area exists.

    Raises `GrundError` where two rules conflict on some day, or where a period is too long for what must be asked
    every day.
    """
    lines = [_Line(question, period) for question in questions]
    due: dict[date, list[_Line[A]]] = defaultdict(list)
    for line in lines:
        if line.start < line.stop:
            due[line.start].append(line)
    days = sorted(due)
    number, daily, names = 0, dict[Operation | Derived, None](), factual(words)
    while days:
        day = heapq.heappop(days)
        frames = _Frames(words, history, day, names)
        for line in due.pop(day):
            next_day = line.answer(frames.of(line.question), day)
            number += 1
            if next_day < line.stop:
                if next_day not in due:
                    heapq.heappush(days, next_day)
                due[next_day].append(line)
        for standing in frames.made.values():
            daily.update(dict.fromkeys(standing.daily))
        if daily and number > DAILY:
            what = ", ".join(sorted({d.id if isinstance(d, Derived) else canonical(d) for d in daily}))
            raise GrundError([problem("G512", None, start=period.start, end=period.last, limit=DAILY, what=what)])
    return Played(tuple(line.intervals(period) for line in lines), number, tuple(daily))


class _Frames:
    """The frames of a day, each made once with what it stands on; what turns on the facts alone they share."""

    def __init__(self, words: Vocabulary, history: ChangeDays, day: date, names: frozenset[str]) -> None:
        self.words, self.history, self.world = words, history, history.at(day)
        self.shared, self.motions = interpreter.WorldCells(names), dict[int, tuple[Trace, Motion]]()
        self.made: dict[tuple[str, Reading], Validity] = {}

    def of(self, question: DatedQuestion[A]) -> Validity:
        """The frame of a question's policy and reading."""
        key = (question.policy.id, question.reading)
        if key not in self.made:
            frame = interpreter.frame(self.words, question.policy, self.world, dict(question.reading), self.shared)
            self.made[key] = Validity(frame, self.history, self.motions)
        return self.made[key]


class _Line(Generic[A]):
    """One question being played: its answers so far, cut where they differ."""

    def __init__(self, question: DatedQuestion[A], period: Period) -> None:
        area = question.area
        self.question = question
        self.start = max(period.start, area.start or period.start)
        self.stop = min(period.last + timedelta(1), area.end or NEVER)
        self.cuts: list[tuple[date, A, A | None]] = []
        self.last: A | None = None

    def answer(self, standing: Validity, day: date) -> date:
        """Ask on a day; gives the next day on which it must be asked."""
        a = self.question.ask(standing.frame)
        if self.last is None or not self.question.same(self.last, a):
            self.cuts.append((day, a, self.last))
        self.last = a
        return self.question.until(standing, a)

    def intervals(self, period: Period) -> tuple[Interval[A], ...]:
        """The answers as intervals."""
        stop = self.stop if self.stop <= period.last else None
        ends = [*(start for start, _, _ in self.cuts[1:]), stop]
        return tuple(
            Interval(start, end, answer, before) for (start, answer, before), end in zip(self.cuts, ends, strict=False)
        )

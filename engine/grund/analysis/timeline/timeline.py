"""Timeline: what a scenario decides through a period, and what moved it.

Every move names the day, what became another and its source; an event is shown on its day and never said to have moved
what it did not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ...engines import interpreter
from ...engines.run import every_conflict
from ...model.change_days import NEVER, ChangeDays, history
from ...model.decisions import Decision, Trace, Verdict
from ...model.expressions import Operation, Reference, names
from ...model.facts import Area, Event
from ...model.policies import Derived, Policy, Ruling
from ...model.scenario import Reading, Scenario
from ...problems.problem import GrundError, problem
from .alike import AlikeQuestions
from .causes import TimelineShift, distinct, shifts
from .intervals import Deciding, Interval, Period, Valuing, play
from .validity import Validity


@dataclass(frozen=True)
class TimelineLine:
    """One insats of a policy for one area, in one reading, through the period."""

    question: Deciding
    intervals: tuple[Interval[Decision], ...]
    turns: dict[tuple[object, ...], tuple[TimelineShift, ...]] = field(default_factory=dict, repr=False, compare=False)
    """What was found to become another, by the grounds: rulings that are decided alike have the same."""

    @cached_property
    def shifts(self) -> tuple[tuple[TimelineShift, ...], ...]:
        """By interval, what became another since the day before it."""
        return tuple([self._shifts(i.before, i.answer) if i.before else () for i in self.intervals])

    def _shifts(self, before: Decision, after: Decision) -> tuple[TimelineShift, ...]:
        key = (after.area.id, *[id(rule.ground) for decision in (before, after) for rule in decision.rules])
        if key not in self.turns:
            turned = shifts(before, after)
            if any(shift.kind == "rule" for shift in turned):  # it names a rule, of which each ruling has its own
                return turned
            self.turns[key] = turned
        return self.turns[key]

    def on(self, day: date) -> Decision | None:
        """The decision of a day; None where the area is not there."""
        for interval in reversed(self.intervals):
            if interval.start <= day:
                return interval.answer if interval.end is None or day < interval.end else None
        return None


@dataclass(frozen=True)
class Timeline:
    """Lines through a period; `asked` decisions were made for them, `daily` is what had to be asked every day.

    A ruling that several of `policies` decide alike has its lines once, under the first of them. `insatser`: those that
    were asked for; empty: all.
    """

    scenario: Scenario
    period: Period
    follows: bool
    lines: tuple[TimelineLine, ...]
    asked: int
    daily: tuple[Operation | Derived, ...]
    policies: tuple[Policy, ...] = ()
    insatser: frozenset[str] = frozenset()

    def sharing(self, question: Deciding) -> tuple[Policy, ...]:
        """The policies that decide a line alike."""
        return self._sharing[question.policy.id, question.ruling.insats.id]

    @cached_property
    def _sharing(self) -> dict[tuple[str, str], tuple[Policy, ...]]:
        """By policy and insats, the policies that decide it alike."""
        sharing: dict[tuple[int, tuple[int, ...]], list[Policy]] = {}
        alike: dict[tuple[str, str], list[Policy]] = {}
        for policy in self.policies:
            for insats, ruling in policy.rulings.items():
                alike[policy.id, insats] = sharing.setdefault(_shared(policy, ruling), [])
                alike[policy.id, insats].append(policy)
        return {key: tuple(policies) for key, policies in alike.items()}

    def verdicts(self, scenario: Scenario) -> dict[tuple[str, str, Reading], tuple[Verdict, ...]]:
        """What is decided on the scenario's day, by policy, insats and interpretation, in order of the areas of its
        level; of insatser whose every area has a line."""
        by_area: dict[tuple[str, str, Reading], dict[str, Verdict]] = {}
        for line in self.lines:
            q, decision = line.question, line.on(scenario.day)
            if decision is not None:
                by_area.setdefault((q.policy.id, q.ruling.insats.id, q.reading), {})[q.area.id] = decision.verdict
        columns: dict[tuple[str, str, Reading], tuple[Verdict, ...]] = {}
        for key, verdicts in by_area.items():
            areas = scenario.today.by_level.get(scenario.book.insatser[key[1]].level, ())
            if len(verdicts) == len(areas):
                columns[key] = tuple([verdicts[area.id] for area in areas])
        return columns

    @cached_property
    def moves(self) -> tuple[TimelineMove, ...]:
        """Every way in which decisions became another, in order of day; areas that moved alike are one move."""
        gathered: dict[tuple[object, ...], list[tuple[TimelineLine, _Turn]]] = {}
        for line in self.lines:
            for turn in _turns(line, self.period):
                outcomes = tuple((d.verdict, d.rule, d.missing) if d else None for d in (turn.before, turn.after))
                key = (turn.day, line.question.policy.id, line.question.ruling.insats.id, line.question.reading)
                gathered.setdefault((*key, *outcomes), []).append((line, turn))
        return tuple(sorted(map(_move, gathered.values()), key=lambda m: m.day))

    def events(self, day: date) -> tuple[Event, ...]:
        """What happened on a day."""
        return tuple(event for event in self.scenario.events if event.day == day)


@dataclass(frozen=True, slots=True)
class TimelineMove:
    """Areas whose decision became another on a day in one way; None: the area begins, or ends, there."""

    day: date
    question: Deciding
    before: Decision | None
    after: Decision | None
    areas: tuple[Area, ...]
    shifts: tuple[TimelineShift, ...]


def period_of(scenario: Scenario, start: date | None, last: date | None) -> Period:
    """The period asked for, or the scenario's own, or from the first fact, list or event to its day or last event."""
    own_start, own_last = scenario.span
    events = [event.day for event in scenario.events]
    known = [fact.start for fact in scenario.facts.facts] + [issue.start for issue in scenario.facts.lists]
    first = start or own_start or min([*known, *events], default=scenario.day)
    end = last or own_last or max([scenario.day, *events])
    if end < first:
        raise GrundError([problem("G514", None, start=first, end=end)])
    return Period(first, end)


def timeline(
    scenario: Scenario,
    policies: Sequence[str],
    period: Period,
    insatser: Collection[str] = (),
    areas: Collection[str] | None = None,
    follows: bool = False,
) -> Timeline:
    """Every insats (or some) of some policies for every area (or some); `follows`: as it was known on each day.

    Raises `GrundError` where an insats is in none of the policies, or two rules conflict on some day.
    """
    chosen = [scenario.policy(name) for name in policies]
    _refuse_unknown(chosen, insatser)
    questions = [
        Deciding(policy, reading, area, ruling)
        for policy, ruling in _rulings(chosen)
        if not insatser or ruling.insats.id in insatser
        for reading in scenario.readings([ruling])
        for area in scenario.facts.areas
        if area.level == ruling.insats.level and (areas is None or area.id in areas)
    ]
    change_days = days_of(scenario, follows)
    alike = AlikeQuestions(questions)
    with every_conflict(scenario, [policy.id for policy in chosen]):
        played = play(scenario.book.vocabulary, change_days, alike.first, period)
    pairs = zip(questions, alike.answers_to_all(questions, played.lines), strict=True)
    turns: dict[tuple[object, ...], tuple[TimelineShift, ...]] = {}
    lines = tuple([TimelineLine(question, intervals, turns) for question, intervals in pairs if intervals])
    return Timeline(scenario, period, follows, lines, played.asked, played.daily, tuple(chosen), frozenset(insatser))


def days_of(scenario: Scenario, follows: bool) -> ChangeDays:
    """The days of a scenario's facts."""
    return history(scenario.facts, scenario.known, follows)


def _rulings(policies: Sequence[Policy]) -> list[tuple[Policy, Ruling]]:
    """Every ruling once, under the first policy that has it: policies inherit them from one another."""
    seen: set[tuple[int, tuple[int, ...]]] = set()
    pairs: list[tuple[Policy, Ruling]] = []
    for policy in policies:
        for ruling in policy.rulings.values():
            key = _shared(policy, ruling)
            if key not in seen:
                seen.add(key)
                pairs.append((policy, ruling))
    return pairs


def _shared(policy: Policy, ruling: Ruling) -> tuple[int, tuple[int, ...]]:
    """What policies that decide a ruling alike have in common: the ruling, and every parameter's values."""
    return id(ruling), policy.valued


def _refuse_unknown(policies: Sequence[Policy], insatser: Collection[str]) -> None:
    known = {name: None for policy in policies for name in policy.rulings}
    for name in insatser:
        if name not in known:
            words = {"id": name, "policy": ", ".join(p.id for p in policies), "known": ", ".join(known)}
            raise GrundError([problem("G503", None, **words)])


# ── what moved


class _Turn(NamedTuple):
    """A day on which a line becomes another, and what shifted; None: the area is not there before, or after."""

    day: date
    before: Decision | None
    after: Decision | None
    shifts: tuple[TimelineShift, ...] = ()


def _turns(line: TimelineLine, period: Period) -> list[_Turn]:
    """The days on which a line begins after the period does, becomes another, or ends before it."""
    pairs = zip(line.intervals, line.shifts, strict=True)
    turns = [_Turn(i.start, i.before, i.answer, shifted) for i, shifted in pairs if i.start > period.start]
    last = line.intervals[-1]
    return turns if last.end is None else [*turns, _Turn(last.end, last.answer, None)]


def _move(alike: list[tuple[TimelineLine, _Turn]]) -> TimelineMove:
    line, turn = alike[0]
    areas = tuple(sorted((one.question.area for one, _ in alike), key=lambda a: a.id))
    shifted = distinct(shift for _, one in alike for shift in one.shifts)
    return TimelineMove(turn.day, line.question, turn.before, turn.after, areas, shifted)


# ── what an area was


@dataclass(frozen=True, slots=True)
class Lying:
    """What an area is part of."""

    policy: Policy
    reading: Reading
    area: Area

    def ask(self, frame: interpreter.EvalContext) -> tuple[Area, ...]:
        """The areas above it, nearest first."""
        return frame.world.above(self.area)

    def until(self, standing: Validity, answer: tuple[Area, ...]) -> date:
        """The first day on which it may lie in others."""
        change_days, day = standing.history, standing.day
        return min(
            (change_days.related("parent", h, self.area.id, day) for h in standing.frame.vocabulary.hierarchies),
            default=NEVER,
        )

    def same(self, a: tuple[Area, ...], b: tuple[Area, ...]) -> bool:
        """Whether they are the same areas."""
        return a == b


def homes(scenario: Scenario, area: Area, period: Period, follows: bool) -> tuple[Interval[tuple[Area, ...]], ...]:
    """What an area was part of, through the period."""
    policy = next(iter(scenario.policies.values()))
    question = Lying(policy, (), area)
    return play(scenario.book.vocabulary, days_of(scenario, follows), [question], period).lines[0]


def values(
    scenario: Scenario, area: Area, period: Period, follows: bool
) -> list[tuple[Valuing, tuple[Interval[Trace], ...]]]:
    """What rules, and aggregates over areas, read of an area: each name that is ever known and does not run with the
    day, in every reading it depends on."""
    words, policy = scenario.book.vocabulary, next(iter(scenario.policies.values()))
    types = words.type_at(area.level)
    nodes = [Reference(n, types[n]) for n in read_at(scenario, area.level)]
    still = [node for node in nodes if "day" not in interpreter.reached(words, [node])]
    questions = [Valuing(policy, r, area, node) for node in still for r in scenario.readings_of([node])]
    played = play(words, days_of(scenario, follows), questions, period)
    pairs = zip(questions, played.lines, strict=True)
    return [(q, line) for q, line in pairs if any(i.answer.value is not None for i in line)]


def read_at(scenario: Scenario, level: str) -> list[str]:
    """The names that are read at a level: by rules decided there, and by aggregates that look at such areas."""
    words = scenario.book.vocabulary
    exprs = [
        rule.active
        for policy in scenario.policies.values()
        for ruling in policy.rulings.values()
        if ruling.insats.level == level
        for rule in ruling.rules
    ]
    derived = words.derived.values()
    elsewhere = [d for d in derived if d.how.across]
    exprs += [expr for d in elsewhere for own in d.levels for at, expr in d.how.reads(own) if at == level]
    read = frozenset[str]().union(*(names(expr) for expr in exprs))
    return [name for name in words.type_at(level) if name in read]

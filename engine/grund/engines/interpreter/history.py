"""History: what has held on days before the day, read in the fact book at the run's `known`.

Enters: a frame, a derived attribute that counts days or lists, an area, and how expressions are read. Leaves: its
ground. Promise: a day in the past is read as any day is, with what is known now; nothing before an area's first day,
and no list before the first one, is taken for granted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from ...model.change_days import before
from ...model.change_days import history as days_of
from ...model.decisions import Derivation, Moment, Trace, kleene_and, kleene_or
from ...model.dependencies import reached
from ...model.derivations import History, Since
from ...model.expressions import BOOL, FIRST, Expr, Literal, Reference, ids_in
from ...model.facts import Area, ListInForce, seen
from ...model.policies import Derived
from .context import Ask, EvalContext
from .context import frame as frame_in

_DAY: Final = timedelta(1)
_UNKNOWN: Final = Trace(Literal(False, BOOL), None, (), "no_past")
"""What is asked of a day of which nothing is known."""


def since(frame: EvalContext, node: Reference, derived: Derived, how: Since, area: Area, ask: Ask) -> Trace:
    """How many days or lists the condition has held without a break; unknown where a break may come first."""
    moments: list[Moment] = []
    value: Decimal | None = None
    count, end = 0, frame.world.day + _DAY
    for stretch in stretches(frame, how.expr, how.count, how.series):
        moment = _moment(frame, how.expr, stretch, area, ask)
        moments.append(moment)
        if moment.ground.value is None:
            break
        if moment.ground.value is False:
            value = Decimal(count if how.count == "lists" else (frame.world.day + _DAY - end).days)
            break
        count, end = count + 1, moment.day
    return Trace(node, value, (), Derivation(derived, moments=tuple(moments)))


def history(frame: EvalContext, node: Reference, derived: Derived, how: History, area: Area, ask: Ask) -> Trace:
    """Whether the condition has held on any or all of the last days or lists, or on how many."""
    last = ask(frame, how.last, area)
    if not isinstance(last.value, Decimal):
        return Trace(node, None, (last,), Derivation(derived))
    spans, complete = lasting(frame, how, int(last.value))
    moments = tuple(_moment(frame, how.expr, stretch, area, ask) for stretch, _ in spans)
    truths = tuple(m.ground.value if isinstance(m.ground.value, bool) else None for m in moments)
    truths += () if complete else (None,)
    basis = Derivation(derived, moments=moments)
    if how.aggregate == "count":
        days = sum(n for (_, n), value in zip(spans, truths, strict=False) if value)
        return Trace(node, None if None in truths else Decimal(days), (last,), basis)
    return Trace(node, kleene_or(truths) if how.aggregate == "any" else kleene_and(truths), (last,), basis)


class UnchangedDays(NamedTuple):
    """A list, or days on which a condition stays what it is: its first day, and the day on which it is asked.

    `day` is None where nothing is known of them.
    """

    start: date
    issue: ListInForce | None
    day: date | None


def stretches(frame: EvalContext, expr: Expr, count: str, series: str) -> Iterator[UnchangedDays]:
    """What is asked, from the day of the run backwards: list by list, or from one day of change to the one before."""
    today = frame.world.day
    if count == "lists":
        for i, issue in enumerate(_issues(frame, series)):
            yield UnchangedDays(issue.start, issue, issue.start if i else today)
        return
    if frame.world.book is None:
        yield from (UnchangedDays(today, None, today), UnchangedDays(FIRST, None, None))
        return
    days, day = _days(frame, expr), today
    for start in reversed(days[: bisect_right(days, today)]):
        yield UnchangedDays(start, None, day)
        day = start - _DAY
    if day >= FIRST:
        yield UnchangedDays(FIRST, None, day)


def lasting(frame: EvalContext, how: History, last: int) -> tuple[Sequence[tuple[UnchangedDays, int]], bool]:
    """The stretches of the last days, years or lists, each with how many of them it is; and whether they are all."""
    spans: list[tuple[UnchangedDays, int]] = []
    lists, today = how.count == "lists", frame.world.day
    start = today if lists else before(today, last, how.count)
    end, complete = today + _DAY, last == 0
    for stretch in stretches(frame, how.expr, how.count, how.series) if not complete else ():
        first = max(stretch.start, start + _DAY)
        spans.append((stretch, 1 if lists else (end - first).days))
        end = stretch.start
        complete = len(spans) == last if lists else stretch.start <= start + _DAY
        if complete:
            break
    return spans, complete


def then(frame: EvalContext, day: date) -> EvalContext:
    """The same, on another day; it is made once."""
    key = ("past", day)
    if key not in frame.wholes:
        assert frame.world.book is not None  # or no list and no day of the past would be known
        world = frame.world.book().at(day, frame.world.known)
        frame.wholes[key] = frame_in(frame.vocabulary, frame.policy, world, frame.tolkning)
    past_frame: EvalContext = frame.wholes[key]
    return past_frame


def _moment(frame: EvalContext, expr: Expr, stretch: UnchangedDays, area: Area, ask: Ask) -> Moment:
    """The condition in a stretch; before the area's own first day it is unknown."""
    day = stretch.day
    if day is None or (area.start is not None and day < area.start):
        return Moment(stretch.start, stretch.issue, _UNKNOWN)
    return Moment(stretch.start, stretch.issue, ask(frame if day == frame.world.day else then(frame, day), expr, area))


def _issues(frame: EvalContext, series: str) -> Sequence[ListInForce]:
    """The lists of a series up to the day, the one in force first."""
    key = ("lists", series)
    if key not in frame.wholes:
        book, world = frame.world.book, frame.world
        lists = book().lists if book is not None else ()
        issues = [i for i in lists if i.series == series and i.start <= world.day and seen(i, world.known)]
        frame.wholes[key] = sorted(issues, key=lambda issue: issue.start, reverse=True)
    series_lists: Sequence[ListInForce] = frame.wholes[key]
    return series_lists


def _days(frame: EvalContext, expr: Expr) -> Sequence[date]:
    """The days on which the condition may have become another, in order."""
    key = ("days", id(expr))
    if frame.world.book is None:
        return ()
    if key not in frame.wholes:
        read = reached(frame.vocabulary, (expr,))
        change_days = days_of(frame.world.book(), frame.world.known)
        dates = {day for (_, name), days in change_days.facts.items() if name in read for day in days}
        series = {a.series for n in read if (a := frame.vocabulary.attributes.get(n)) and a.series}
        dates.update(day for name in series for day in change_days.lists.get(name, ()))
        if any(not d.local for n in read if (d := frame.vocabulary.derived.get(n))):
            dates.update(change_days.days)
        params = (frame.policy.parameters[n] for n in ids_in("param", read))
        dates.update(v.start for p in params for v in p.values)
        frame.wholes[key] = (sorted(dates), expr)  # with the tree, so that its identity is not used again
    sorted_dates: Sequence[date] = frame.wholes[key][0]
    return sorted_dates

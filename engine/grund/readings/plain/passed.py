"""Passed: what has held on days before the day, read in the fact book at the run's `known`.

Enters: a frame, a derived attribute that counts days or lists, an area, and how expressions are read. Leaves: its
ground. Promise: a day in the past is read as any day is, with what is known now; nothing before an area's first day,
and no list before the first one, is taken for granted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from ...expr import BOOL, FIRST, Expr, Literal, Reference
from ...history import before
from ...history import history as days_of
from ...outcome import Derivation, Ground, Moment, kleene_and, kleene_or
from ...policy import Derived, History, Since
from ...world import Area, ListInForce, seen
from .frames import Ask, Frame
from .frames import frame as frame_in
from .lacking import reached

_DAY: Final = timedelta(1)
_UNKNOWN: Final = Ground(Literal(False, BOOL), None, (), "no_past")
"""What is asked of a day of which nothing is known."""


def since(frame: Frame, node: Reference, derived: Derived, how: Since, area: Area, ask: Ask) -> Ground:
    """How many days or lists the condition has held without a break; unknown where a break may come first."""
    moments: list[Moment] = []
    value: Decimal | None = None
    count, end = 0, frame.world.day + _DAY
    for moment in _back(frame, how.expr, how.count, how.series, area, ask):
        moments.append(moment)
        if moment.ground.value is None:
            break
        if moment.ground.value is False:
            value = Decimal(count if how.count == "lists" else (frame.world.day + _DAY - end).days)
            break
        count, end = count + 1, moment.day
    return Ground(node, value, (), Derivation(derived, moments=tuple(moments)))


def history(frame: Frame, node: Reference, derived: Derived, how: History, area: Area, ask: Ask) -> Ground:
    """Whether the condition has held on any or all of the last days or lists, or on how many."""
    last = ask(frame, how.last, area)
    if not isinstance(last.value, Decimal):
        return Ground(node, None, (last,), Derivation(derived))
    start = frame.world.day if how.count == "lists" else before(frame.world.day, int(last.value), how.count)
    moments: list[Moment] = []
    lengths: list[int] = []
    end = frame.world.day + _DAY
    whole = last.value == 0
    for moment in _back(frame, how.expr, how.count, how.series, area, ask) if not whole else ():
        moments.append(moment)
        first = moment.day if how.count == "lists" else max(moment.day, start + _DAY)
        lengths.append(1 if how.count == "lists" else (end - first).days)
        end = moment.day
        whole = len(moments) == last.value if how.count == "lists" else moment.day <= start + _DAY
        if whole:
            break
    held = tuple(m.ground.value if isinstance(m.ground.value, bool) else None for m in moments)
    held += () if whole else (None,)
    basis = Derivation(derived, moments=tuple(moments))
    if how.aggregate == "count":
        days = sum(n for n, value in zip(lengths, held, strict=False) if value)
        return Ground(node, None if None in held else Decimal(days), (last,), basis)
    return Ground(node, kleene_or(held) if how.aggregate == "any" else kleene_and(held), (last,), basis)


def _back(frame: Frame, expr: Expr, count: str, series: str, area: Area, ask: Ask) -> Iterator[Moment]:
    """What held, from the day of the run backwards: list by list, or from one day of change to the one before."""
    if count == "lists":
        for i, issue in enumerate(_issues(frame, series)):
            day = issue.start if i else frame.world.day
            yield Moment(issue.start, issue, _asked(frame, expr, area, day, ask))
        return
    days = _days(frame, expr)
    day = frame.world.day
    if frame.world.book is None:
        yield Moment(day, None, ask(frame, expr, area))
        yield Moment(FIRST, None, _UNKNOWN)
        return
    for start in reversed(days[: bisect_right(days, day)]):
        yield Moment(start, None, _asked(frame, expr, area, day, ask))
        day = start - _DAY
    if day >= FIRST:
        yield Moment(FIRST, None, _asked(frame, expr, area, day, ask))


def _asked(frame: Frame, expr: Expr, area: Area, day: date, ask: Ask) -> Ground:
    """The condition on a day; before the area's own first day it is unknown."""
    if area.start is not None and day < area.start:
        return _UNKNOWN
    if day == frame.world.day:
        return ask(frame, expr, area)
    key = ("past", day)
    if key not in frame.wholes:
        assert frame.world.book is not None  # or no list and no day of the past would be known
        world = frame.world.book().at(day, frame.world.known)
        frame.wholes[key] = frame_in(frame.vocabulary, frame.policy, world, frame.tolkning)
    then: Frame = frame.wholes[key]
    return ask(then, expr, area)


def _issues(frame: Frame, series: str) -> Sequence[ListInForce]:
    """The lists of a series up to the day, the one in force first."""
    key = ("lists", series)
    if key not in frame.wholes:
        book, world = frame.world.book, frame.world
        lists = book().lists if book is not None else ()
        held = [i for i in lists if i.series == series and i.start <= world.day and seen(i, world.known)]
        frame.wholes[key] = sorted(held, key=lambda issue: issue.start, reverse=True)
    found: Sequence[ListInForce] = frame.wholes[key]
    return found


def _days(frame: Frame, expr: Expr) -> Sequence[date]:
    """The days on which the condition may have become another, in order."""
    key = ("days", id(expr))
    if frame.world.book is None:
        return ()
    if key not in frame.wholes:
        read = reached(frame.vocabulary, (expr,))
        held = days_of(frame.world.book(), frame.world.known)
        every = {day for (_, name), days in held.facts.items() if name in read for day in days}
        series = {a.series for n in read if (a := frame.vocabulary.attributes.get(n)) and a.series}
        every.update(day for name in series for day in held.lists.get(name, ()))
        if any(not d.local for n in read if (d := frame.vocabulary.derived.get(n))):
            every.update(held.days)
        params = (frame.policy.parameters[n[6:]] for n in read if n.startswith("param."))
        every.update(v.start for p in params for v in p.values)
        frame.wholes[key] = (sorted(every), expr)  # with the tree, so that its identity is not used again
    found: Sequence[date] = frame.wholes[key][0]
    return found

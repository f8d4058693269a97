"""Timelines: a city's whole timeline, against asking every single day.

The peer is what one would write without intervals: for each day the world of that day, and every decision. It is timed
on a part of the period and counted per day, because the whole takes minutes; the timeline is timed whole.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import grund
from conftest import Timed
from grund.analysis.timeline.timeline import Timeline, period_of, timeline
from grund.engines import interpreter
from grund.model.decisions import Decision
from grund.model.scenario import Reading, Scenario

Said = dict[tuple[date, str, str, Reading, str], Decision]

SAMPLE = 10
"""Days that the peer is timed on, spread evenly over the period."""


@cache
def scenario() -> Scenario:
    """The shipped timeline."""
    return grund.load("stockholm-2015-2026")


def whole() -> Timeline:
    """Every decision of the scenario's policies through its period."""
    held = scenario()
    return timeline(held, held.named, period_of(held, None, None))


def every_day(found: Timeline, days: int) -> Said:
    """The same decisions, asked on some days one by one."""
    held, period = scenario(), found.period
    length = (period.last - period.start).days + 1
    said: Said = {}
    for n in range(days):
        day = period.start + timedelta(n * length // days)
        world = held.facts.at(day, held.known)
        frames: dict[tuple[str, Reading], interpreter.EvalContext] = {}
        for line in found.lines:
            q = line.question
            if q.area.id not in world.areas:
                continue
            key = (q.policy.id, q.reading)
            if key not in frames:
                frames[key] = interpreter.frame(held.book.vocabulary, q.policy, world, dict(q.reading))
            decision = interpreter.decide(frames[key], q.ruling.insats.id, q.area)
            said[day, q.policy.id, q.ruling.insats.id, q.reading, q.area.id] = decision
    return said


def test_timeline(timed: Timed) -> None:
    """The whole period, per day of it."""
    found = whole()
    days = (found.period.last - found.period.start).days + 1
    timed(whole, group="a city's timeline, per day", label=f"grund timeline, {days} days", per=days, floor=True)


def test_every_day(timed: Timed) -> None:
    """Asked day by day, per day; and the answers are the timeline's."""
    found = whole()
    said = timed(
        every_day, found, SAMPLE, group="a city's timeline, per day", label="plain, every single day", per=SAMPLE
    )
    asked = [(line.question, line) for line in found.lines]
    lines = {(q.policy.id, q.ruling.insats.id, q.reading, q.area.id): line for q, line in asked}
    for (day, policy, insats, reading, area), decision in said.items():
        line = lines[policy, insats, reading, area]
        i = next(i for i in line.intervals if i.start <= day and (i.end is None or day < i.end))
        mine, theirs = i.answer, decision
        assert (mine.verdict, mine.rule, mine.missing) == (theirs.verdict, theirs.rule, theirs.missing)

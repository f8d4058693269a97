"""Data: what `grund timeline` gives programs, and the words that its views share with it.

Every interval carries the days as they are recorded and how exactly they are known; `to` is the first day after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ...analysis.compare.tally import Tally, tallies
from ...analysis.recorded_question import cited
from ...analysis.timeline.causes import TimelineShift
from ...analysis.timeline.intervals import Interval
from ...analysis.timeline.timeline import Timeline, TimelineLine
from ...language.printer import canonical
from ...model.decisions import Decision
from ...model.facts import Area, Event
from ...model.numbers import pick
from ...model.policies import Derived
from ...model.scenario import Reading, reading_text
from ..formats.text import Cell
from ..tally import tally_data
from ..wording.explanation import Explainer, explainer
from ..wording.values import supposed_text, value_data, value_text

HEADER: Final = (
    "policy", "tolkning", "insats", "level", "area", "name", "from", "to", "precision", "verdict", "rule", "missing",
    "changes", "events", "policies",
)  # fmt: skip


def events_in(timeline: Timeline) -> list[Event]:
    """The events of the period."""
    return [e for e in timeline.scenario.events if timeline.period.start <= e.day <= timeline.period.last]


def precision_of(timeline: Timeline, day: date, turned: Iterable[TimelineShift]) -> str:
    """How exactly a day is known: as its events say, else as the least exact of what became another."""
    sentences = {e.precision for e in timeline.events(day)} or {s.precision for s in turned}
    return next((p for p in ("year", "month") if p in sentences), "day")


def shift_text(shift: TimelineShift, explain: Explainer) -> str:
    """One thing that became another, in words: `class (the area): vulnerable → not on the list`."""
    lang, say, words = explain.lang, explain.speaker, explain.book.vocabulary
    mark = supposed_text(shift.citation, lang)
    if shift.kind == "rule":
        verb = pick(lang, *(("gäller från", "holds from") if shift.after else ("upphör", "ends")))
        return f"{pick(lang, 'regeln', 'rule')} {shift.name} {verb} {pick(lang, 'den dagen', 'that day')}"
    if shift.kind == "day" and shift.node is not None:
        return f"{say.say(shift.node)}: {value_text(shift.before, lang)} → {value_text(shift.after, lang)}"
    if shift.kind == "member":
        verb = pick(lang, *(("tillkommer", "is added") if shift.after else ("faller bort", "falls away")))
        return f"{say.name(shift.name)}: {shift.area.name} {verb}"
    attribute = words.attributes.get(shift.name)
    kind = attribute.type.name if attribute else ""
    before, after = (say.value(v, kind) for v in (shift.before, shift.after))
    where = "" if shift.kind == "parameter" else f" ({shift.area.name})"
    return f"{say.name(shift.name)}{where}: {before} → {after} {mark}".strip()


def daily_text(timeline: Timeline) -> str:
    """What must be computed every day, in the language of rules."""
    return ", ".join(sorted(d.id if isinstance(d, Derived) else canonical(d) for d in timeline.daily)) + "."


def line_row(timeline: Timeline, line: TimelineLine, number: int, lang: str) -> tuple[Cell, ...]:
    """An interval, the `number`th of its line, as a row of `HEADER`."""
    explain = explainer(timeline.scenario.book, line.question.policy, lang)
    q, interval, turned = line.question, line.intervals[number], line.shifts[number]
    answer = interval.answer
    return (
        q.policy.id, reading_text(q.reading), q.ruling.insats.id, q.area.level, q.area.id,
        q.area.name, str(interval.start), str(interval.end) if interval.end else None,
        _known(timeline, interval, turned), answer.verdict, answer.rule, ", ".join(sorted(answer.missing)),
        "; ".join(dict.fromkeys(shift_text(s, explain) for s in turned)),
        "; ".join(e.label.get(lang) for e in timeline.events(interval.start) if interval.start > timeline.period.start),
        ", ".join(policy.id for policy in timeline.sharing(q)),
    )  # fmt: skip


def _known(timeline: Timeline, interval: Interval[Decision], turned: Iterable[TimelineShift]) -> str:
    """How exactly an interval's first day is known; the period's own first day is what was asked for."""
    return "day" if interval.start == timeline.period.start else precision_of(timeline, interval.start, turned)


def count_row(
    timeline: Timeline,
    tallied: tuple[date, tuple[str, ...], Reading, Mapping[str, int]],
    until: date | None,
    area: Area | None,
) -> tuple[Cell, ...]:
    """Areas reached and changed from a day on, as a row of `HEADER` without insats, and without area unless it is of
    one."""
    day, policies, reading, counts = tallied
    sentence = "; ".join(f"{name} {count}" for name, count in counts.items())
    row: dict[str, Cell] = {
        "policy": policies[0], "tolkning": reading_text(reading), "level": timeline.scenario.level,
        "from": str(day), "to": str(until) if until else None, "changes": sentence, "policies": ", ".join(policies),
    }  # fmt: skip
    row |= {} if area is None else {"area": area.id, "name": area.name}
    return tuple(row.get(column) for column in HEADER)


COUNTED: Final = 3
"""Policies that are compared with the first day by day, at most; of more than so many each is counted alone."""


def tallied(timeline: Timeline, area: Area | None = None) -> tuple[Tally, ...]:
    """Reach and change on the first day, and on every day on which a decision moved; none of some insatser alone.

    Of one area, where reach is counted at its level, completions are tried too."""
    if timeline.insatser or not timeline.policies or (area and area.level != timeline.scenario.level):
        return ()
    only = frozenset((area.id,) if area else ())
    days = sorted({timeline.period.start, *(m.day for m in timeline.moves if m.day <= timeline.period.last)})
    names = [policy.id for policy in timeline.policies]
    apart = len(names) > COUNTED
    return tallies(timeline.scenario, names, days, timeline.follows, bool(area), timeline.verdicts, apart, only)


def timeline_data(timeline: Timeline, counted: Sequence[Tally]) -> dict[str, Any]:
    """The timeline as plain data: `to` is the first day after an interval, null where the period ends first."""
    return {
        "kind": "grund-timeline",
        "scenario": timeline.scenario.id,
        "from": timeline.period.start.isoformat(),
        "to": timeline.period.last.isoformat(),
        "known": timeline.scenario.known.isoformat() if timeline.scenario.known else None,
        "as_known": timeline.follows,
        "computed_daily": daily_text(timeline) if timeline.daily else None,
        "events": [
            {"on": e.day.isoformat(), "precision": e.precision, "label": e.label.sv, **cited(e.citation)}
            for e in events_in(timeline)
        ],
        "lines": [_line_data(timeline, line) for line in timeline.lines],
        "reach": tally_data(counted),
    }


def _line_data(timeline: Timeline, line: TimelineLine) -> dict[str, Any]:
    q = line.question
    return {
        "policy": q.policy.id, "policies": [p.id for p in timeline.sharing(q)],
        "insats": q.ruling.insats.id, "tolkning": dict(q.reading), "area": q.area.id,
        "intervals": [_interval_data(timeline, *pair) for pair in zip(line.intervals, line.shifts, strict=True)],
    }  # fmt: skip


def _interval_data(
    timeline: Timeline, interval: Interval[Decision], turned: tuple[TimelineShift, ...]
) -> dict[str, Any]:
    return {
        "from": interval.start.isoformat(),
        "to": interval.end.isoformat() if interval.end else None,
        "precision": _known(timeline, interval, turned),
        "verdict": interval.answer.verdict,
        "rule": interval.answer.rule,
        "missing": sorted(interval.answer.missing),
        "changes": [
            {"kind": s.kind, "name": s.name, "area": s.area.id, "before": value_data(s.before),
             "after": value_data(s.after), **cited(s.citation)}
            for s in turned
        ],
    }  # fmt: skip

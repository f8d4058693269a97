"""Finding: what a timeline says first: how many decisions changed, when, and the largest change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from ...analysis.timeline.timeline import Timeline, TimelineMove
from ...model.facts import Area
from ...problems.problem import quoted
from ..wording.headlines import headline
from ..wording.values import count_text


def timeline_finding(timeline: Timeline, moved: Sequence[TimelineMove], lang: str) -> str:
    """How many decisions changed, in how many areas and on how many days, and the event that changed most."""
    period = timeline.period
    turned = _turned(moved)
    if not turned:
        return headline("timeline.none", lang, start=period.start, last=period.last)
    by_day = Counter(m.day for m in turned for _ in m.areas)
    areas = {area.id for m in turned for area in m.areas}
    event, day = _event(timeline, by_day.most_common(1)[0][0], lang)
    most = count_text(by_day.most_common(1)[0][1], lang, "decision")
    return headline(
        "timeline", lang, start=period.start, last=period.last, decisions=by_day.total(), areas=len(areas),
        days=len(by_day), event=event and quoted(event, lang), unnamed="" if event else day, day=day, most=most,
    )  # fmt: skip


def area_timeline_finding(timeline: Timeline, area: Area, moved: Sequence[TimelineMove], lang: str) -> str:
    """On how many days decisions for an area changed, and the last of them."""
    period = timeline.period
    days = sorted({m.day for m in _turned(moved) if area.id in {a.id for a in m.areas}})
    if not days:
        return headline("timeline.none", lang, start=period.start, last=period.last)
    event, day = _event(timeline, days[-1], lang)
    slots = {"start": period.start, "last": period.last, "day": day, "event": event}
    return headline("timeline.area", lang, area=area.name, days=len(days), **slots)


def _turned(moved: Iterable[TimelineMove]) -> list[TimelineMove]:
    """The moves in which a verdict became another."""
    return [m for m in moved if m.before and m.after and m.before.verdict != m.after.verdict]


def _event(timeline: Timeline, day: date, lang: str) -> tuple[str, date]:
    """What happened on a day, empty where nothing is declared, and the day."""
    return "; ".join(event.label.get(lang) for event in timeline.events(day)), day

"""Timeline: the views of `grund timeline`: what moved in a period, day by day, and the intervals of one area.

A day is said as exactly as it is known; every move says what became another and what happened that day; an insats that
never moved is still there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias

from ...analysis.compare.tally import Tally
from ...analysis.timeline.causes import TimelineShift
from ...analysis.timeline.intervals import Deciding, Interval
from ...analysis.timeline.timeline import Timeline, TimelineLine, TimelineMove, homes, values
from ...engines import interpreter
from ...model.decisions import Decision
from ...model.facts import Area, Event
from ...model.names import sort_key
from ...model.numbers import pick
from ...problems.problem import GrundError, problem
from ..formats.columns import headings
from ..formats.text import Block, Cell, led
from ..heading import day_note, heading
from ..result import Result
from ..run import question_notes, reading_word
from ..tally import rows_of
from ..who import sources_block
from ..wording.explanation import Explainer, explainer
from ..wording.values import day_text, flags_text, marks_legend, verdict_word
from .data import HEADER, count_row, daily_text, events_in, line_row, precision_of, shift_text, tallied, timeline_data
from .finding import area_timeline_finding, timeline_finding
from .reach_blocks import area_reach_block, reach_block

_Rows: TypeAlias = tuple[tuple[Cell, ...], ...]
_Lines: TypeAlias = tuple[str, str, _Rows]
"""A label, the reading it holds in, and its rows."""

_NAMED = 12
"""How many areas a row names before it counts them."""
_MISSING = 3
"""How many missing facts a row names before it counts the rest."""


def timeline_view(timeline: Timeline, lang: str) -> Result:
    """What happened, day by day, and which decisions it moved."""
    counted = tallied(timeline)
    reach = [reach_block(counted, lang)] if counted else []
    head = led(_head(timeline, None, lang), timeline_finding(timeline, timeline.moves, lang))
    return _view(timeline, [head, *reach, days_block(timeline, lang)], lang, counted)


def days_block(timeline: Timeline, lang: str) -> Block:
    """Each day on which something happened or a decision moved."""
    moved = timeline.moves
    days = sorted({*(m.day for m in moved), *(e.day for e in events_in(timeline))})
    rows: list[tuple[Cell, ...]] = []
    for day in days:
        day_moves = [m for m in moved if m.day == day]
        sentence = _happened(timeline, day, [s for m in day_moves for s in m.shifts], lang)
        head: tuple[Cell, Cell] = (day_text(day, precision_of(timeline, day, ())), sentence)
        idle = ("inget beslut ändras", "no decision changes")
        if day == timeline.period.start:
            idle = ("startläge", "starting point")
        lines = _move_rows(timeline, day_moves, lang) or [("", pick(lang, *idle), "", None, "")]
        rows += [(*(head if i == 0 else ("", "")), *line) for i, line in enumerate(lines)]
    columns = (*headings(lang, "day", "event"), "Policy", *headings(lang, "insats", "verdict", "count", "areas"))
    title = pick(
        lang, "Dag för dag: händelser och de beslut de ändrade", "Day by day: events and the decisions they changed"
    )
    none = pick(lang, "Inget hände och inget beslut ändrades.", "Nothing happened and no decision changed.")
    return Block(title, columns if rows else (), tuple(rows), () if rows else (none,))


def area_view(timeline: Timeline, area: Area, lang: str) -> Result:
    """One area: what it was part of, what it was, and what was decided for it and for what it is part of."""
    scenario, period = timeline.scenario, timeline.period
    lying = homes(scenario, area, period, timeline.follows)
    if not lying:
        raise GrundError([problem("G513", None, area=area.name, start=period.start, end=period.last)])
    counted = tallied(timeline, area)
    blocks = [
        led(_head(timeline, area, lang), area_timeline_finding(timeline, area, timeline.moves, lang)),
        *([area_reach_block(counted, area, lang)] if counted else []),
        _homes_block(timeline, area, lying, lang),
        _values_block(timeline, area, lang),
    ]
    areas = {a.id: a for i in lying for a in i.answer}
    levels = list(scenario.book.vocabulary.levels)
    for place in (area, *sorted(areas.values(), key=lambda a: (-levels.index(a.level), a.start or period.start, a.id))):
        lines = [line for line in timeline.lines if line.question.area.id == place.id]
        if lines:
            blocks.append(_decisions_block(timeline, place, lines, lang))
    if not any(line.question.area.id in {area.id, *areas} for line in timeline.lines):
        none = pick(lang, "Ingen insats beslutas för området.", "No intervention is decided for the area.")
        blocks.append(Block("", (), (), (none,)))
    return _view(timeline, blocks, lang, counted, area)


def _view(
    timeline: Timeline, blocks: list[Block], lang: str, counted: Sequence[Tally], area: Area | None = None
) -> Result:
    explain = _explainer(timeline, lang)
    cited_in = [Block("", (), (), tuple(_event_text(e, lang) for e in events_in(timeline)))]
    notes = [*question_notes(timeline.scenario, [line.question.reading for line in timeline.lines], lang)]
    if timeline.daily:
        lead = pick(lang, "Måste räknas om för varje dag: ", "Computed every day: ")
        notes.append(lead + daily_text(timeline))
    notes.append(marks_legend(lang))
    events = _events_block(timeline, lang)
    blocks = [*blocks, *([events] if events.rows else []), Block("", (), (), tuple(notes))]
    sources = sources_block(explain, cited_in)
    blocks += [sources] if sources.rows else []
    rows = tuple(line_row(timeline, line, n, lang) for line in timeline.lines for n in range(len(line.intervals)))
    tally_rows, days = list(rows_of(counted)), sorted({tally.day for tally in counted})
    until = dict(zip(days, [*days[1:], None], strict=True)) if days else {}
    rows += tuple(count_row(timeline, row, until[row[0]], area) for row in tally_rows)
    return Result(tuple(blocks), HEADER, rows, timeline_data(timeline, counted))


def _head(timeline: Timeline, area: Area | None, lang: str) -> Block:
    scenario, period = timeline.scenario, timeline.period
    known = (
        pick(lang, " · med de uppgifter som var kända respektive dag", " · with the facts known on each day")
        if timeline.follows
        else ""
    )
    span = f"{period.start} – {period.last}{known}"
    policies = {line.question.policy.id: line.question.policy for line in timeline.lines}
    levels = {line.question.ruling.insats.level for line in timeline.lines}
    notes = (span, *heading(scenario, lang, policies.values())[1:], *day_note(scenario, levels, lang))
    if area is None:
        sentence = scenario.description.get(lang)
        return Block(scenario.label.get(lang), (), (), (*([sentence] if sentence else []), *notes))
    level = scenario.book.vocabulary.levels[area.level].label.get(lang)
    return Block(f"{area.name} ({level}, {area.id})", (), (), (scenario.label.get(lang), *notes))


# ── what happened


def _event_text(event: Event, lang: str) -> str:
    documents = ", ".join(event.citation.documents)
    return f"{event.label.get(lang)} {flags_text(event.citation, lang)} {documents}".strip()


def _events_block(timeline: Timeline, lang: str) -> Block:
    rows = tuple(
        (day_text(e.day, e.precision), e.label.get(lang), flags_text(e.citation, lang), ", ".join(e.citation.documents))
        for e in events_in(timeline)
    )
    heads = headings(lang, "day", "event", "marks", "source")
    return Block(pick(lang, "Händelserna", "The events"), heads if rows else (), rows)


def _explainer(timeline: Timeline, lang: str) -> Explainer:
    """Says what every policy calls the same."""
    return explainer(timeline.scenario.book, next(iter(timeline.scenario.policies.values())), lang)


def _happened(timeline: Timeline, day: date, turned: Sequence[TimelineShift], lang: str) -> str:
    """The events of a day; where there is none, what became another."""
    sentences = [event.label.get(lang) for event in timeline.events(day)]
    if sentences:
        return "; ".join(sentences)
    say = _explainer(timeline, lang).speaker
    named = sorted({say.name(s.name) for s in turned}, key=sort_key)
    return pick(lang, "ändrat: ", "changed: ") + ", ".join(named) if named else ""


# ── day by day


def _state(decision: Decision | None, lang: str) -> str:
    return verdict_word(decision.verdict, lang) if decision else ""


def _move_text(before: Decision, after: Decision, lang: str) -> str:
    was, now = _state(before, lang), _state(after, lang)
    if was != now:
        return f"{was} → {now}"
    missing = after.verdict == "unknown"
    other = ("andra uppgifter saknas", "other facts are missing") if missing else ("ny regel", "a new rule")
    return f"{now} ({pick(lang, *other)})"


def _move_rows(timeline: Timeline, moved: Sequence[TimelineMove], lang: str) -> list[tuple[Cell, ...]]:
    """Insatser that moved alike in the same areas share a row; areas that begin or end come first."""
    rows = [
        *_area_row(timeline, [m for m in moved if m.before is None], pick(lang, "nya områden", "new areas"), lang),
        *_area_row(timeline, [m for m in moved if m.after is None], pick(lang, "upphör", "no longer there"), lang),
    ]
    gathered: dict[tuple[str, str, str, tuple[str, ...]], tuple[list[str], tuple[Area, ...]]] = {}
    for m in moved:
        if m.before is None or m.after is None:
            continue
        word = reading_word(timeline.scenario, m.question.reading, lang)
        turn = _move_text(m.before, m.after, lang)
        key = (policies_text(timeline, m.question), turn, word, tuple(a.id for a in m.areas))
        gathered.setdefault(key, ([], m.areas))[0].append(m.question.ruling.insats.label.get(lang))
    for (by, sentence, word, _), (insatser, areas) in gathered.items():
        label = "; ".join(dict.fromkeys(insatser)) + (f" [{word}]" if word else "")
        rows.append((by, label, sentence, len(areas), _names(timeline, areas, lang)))
    return rows


def policies_text(timeline: Timeline, question: Deciding) -> str:
    """The policies that decide a line, by id."""
    return ", ".join(policy.id for policy in timeline.sharing(question))


def _area_row(timeline: Timeline, moved: Sequence[TimelineMove], text: str, lang: str) -> list[tuple[Cell, ...]]:
    areas = {a.id: a for m in moved for a in m.areas}
    return [("–", "–", text, len(areas), _names(timeline, list(areas.values()), lang))] if areas else []


def _names(timeline: Timeline, areas: Sequence[Area], lang: str) -> str:
    if len(areas) <= _NAMED:
        return ", ".join(sorted((a.name for a in areas), key=sort_key))
    level = timeline.scenario.book.vocabulary.levels[areas[0].level].label.get(lang)
    return f"({level})"


# ── one area


def _homes_block(timeline: Timeline, area: Area, lying: Sequence[Interval[tuple[Area, ...]]], lang: str) -> Block:
    """What the area was part of, and the body of each, as long as both were there."""
    levels = timeline.scenario.book.vocabulary.levels
    rows: dict[tuple[Cell, ...], None] = {}
    for interval in lying:
        for place in (area, *interval.answer):
            for body in timeline.scenario.book.organisation.bodies.values():
                start = max(d for d in (interval.start, body.start) if d)
                ends = [d for d in (interval.end, body.end) if d]
                if body.area == place.id and start <= timeline.period.last and (not ends or start < min(ends)):
                    end = min(ends) if ends else None
                    label = levels[place.level].label.get(lang)
                    rows[day_text(start), _end(timeline, end), f"{place.name} ({label})", body.called(lang)] = None
    heads = (*headings(lang, "from", "to"), pick(lang, "Del av", "Part of"), *headings(lang, "body_name"))
    return Block(pick(lang, "Namn och aktör", "Name and body"), heads if rows else (), tuple(rows))


def _values_block(timeline: Timeline, area: Area, lang: str) -> Block:
    explain = _explainer(timeline, lang)
    read: list[_Lines] = []
    for question, line in values(timeline.scenario, area, timeline.period, timeline.follows):
        word = reading_word(timeline.scenario, question.reading, lang)
        value_rows = tuple(
            (*span, explain.speaker.value(i.answer.value, question.node.type.name), _cause(timeline, i.start, lang))
            for i, span in zip(line, _spans(timeline, line, [()] * len(line)), strict=True)
        )
        read.append((explain.speaker.name(question.node.name), word, value_rows))
    rows = _labelled(read)
    heads = headings(lang, "what", "from", "to", "value", "event")
    return Block(pick(lang, "Områdets egenskaper", "Attributes of the area"), heads if rows else (), tuple(rows))


def _decisions_block(timeline: Timeline, place: Area, lines: Sequence[TimelineLine], lang: str) -> Block:
    """Insats, from, to, decision, why, what happened; lines that never moved are one note each verdict."""
    moved: list[_Lines] = []
    still: dict[str, dict[str, None]] = {}
    for line in lines:
        insats = line.question.ruling.insats.label.get(lang)
        if len(timeline.policies) > 1:
            insats += f" ({policies_text(timeline, line.question)})"
        word = reading_word(timeline.scenario, line.question.reading, lang)
        if len(line.intervals) > 1:
            moved.append((insats, word, _interval_rows(timeline, line, lang)))
        else:
            still.setdefault(verdict_word(line.intervals[0].answer.verdict, lang), {})[insats] = None
    rows = _labelled(moved)
    heads = (*headings(lang, "insats", "from", "to", "verdict"), pick(lang, "Varför", "Why"), *headings(lang, "event"))
    lead = pick(lang, "Oförändrat under hela perioden", "Unchanged throughout")
    notes = tuple(f"{lead} – {verdict}: {'; '.join(labels)}." for verdict, labels in still.items())
    level = timeline.scenario.book.vocabulary.levels[place.level].label.get(lang)
    title = pick(lang, "Beslut för", "Decisions for") + f" {place.name} ({level})"
    return Block(title, heads if rows else (), tuple(rows), notes)


def _labelled(lines: Sequence[_Lines]) -> list[tuple[Cell, ...]]:
    """Rows with their label on the first. A reading is named only where the readings differ in days or answers, and
    what went alike in every cell is one group of rows."""
    rows_by_label: dict[str, set[_Rows]] = {}
    for label, _, rows in lines:
        rows_by_label.setdefault(label, set()).add(tuple(row[:3] for row in rows))
    alike: dict[_Rows, dict[str, None]] = {}
    done: set[str] = set()
    for label, word, rows in lines:
        same = len(rows_by_label[label]) == 1
        if not same or label not in done:
            alike.setdefault(rows, {})[label if same or not word else f"{label} [{word}]"] = None
        done.add(label)
    return [("; ".join(labels) if i == 0 else "", *row) for rows, labels in alike.items() for i, row in enumerate(rows)]


def _interval_rows(timeline: Timeline, line: TimelineLine, lang: str) -> _Rows:
    """From, to, decision, why, what happened."""
    explain = explainer(timeline.scenario.book, line.question.policy, lang)
    turned = line.shifts
    cells: list[tuple[Cell, ...]] = []
    for interval, moved, span in zip(line.intervals, turned, _spans(timeline, line.intervals, turned), strict=True):
        answer = interval.answer
        why = "; ".join(dict.fromkeys(shift_text(s, explain) for s in moved))
        none = interpreter.settled_by_nothing(answer)
        if none or not why:
            why = "; ".join(filter(None, (why, explain.speaker.lacking(answer.missing, none, _MISSING))))
        verdict = verdict_word(answer.verdict, lang)
        cells.append((*span, verdict, why or None, _cause(timeline, interval.start, lang)))
    return tuple(cells)


def _spans(
    timeline: Timeline, intervals: Sequence[Interval[Any]], turned: Sequence[Sequence[TimelineShift]]
) -> list[tuple[Cell, Cell]]:
    """From and to of each interval; the first day of the period is that day, whatever else happened on it."""
    starts: list[Cell] = [
        day_text(i.start, "day" if i.start == timeline.period.start else precision_of(timeline, i.start, moved))
        for i, moved in zip(intervals, turned, strict=True)
    ]
    return list(zip(starts, [*starts[1:], _end(timeline, intervals[-1].end)], strict=True))


def _cause(timeline: Timeline, day: date, lang: str) -> Cell:
    """What happened on the day an interval begins; the period's own first day causes nothing."""
    return None if day == timeline.period.start else _happened(timeline, day, (), lang) or None


def _end(timeline: Timeline, end: date | None) -> Cell:
    return None if end is None else day_text(end, precision_of(timeline, end, ()))

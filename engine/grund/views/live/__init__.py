"""Live: the views of `grund live`: where a session stands, what an update changed, what its journal holds.

Every changed decision says before, after, by which rule and why, and names the bodies that must be told or that none
is known; nothing invented looks like a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ...analysis.accountability.responsibility import Responsibility
from ...live.changes import Change
from ...live.session import LiveScenario
from ...live.transition import JournalEvent
from ...model.decisions import VERDICTS
from ...model.facts import Area, Fact, ListInForce
from ...model.names import sort_key
from ...model.numbers import pick
from ...model.organisation import ROLES
from ...model.policies import Insats
from ...model.scenario import Scenario
from ..formats.columns import headings
from ..formats.text import Block, Cell
from ..heading import heading
from ..result import Result
from ..run import question_notes, reading_word
from ..who import sources_block
from ..wording.explanation import Explainer, explainer
from ..wording.headlines import headline
from ..wording.values import count_text, day_text, first_texts, flags_text, marks_legend, verdict_word
from .data import HEADER, asked_of, change_row, event_data, item_value, move_text, shift_text, told_text

_FEW = 6
"""How many of something a row names before it counts the rest."""


def opened_view(session: LiveScenario, file: str, lang: str) -> Result:
    """Where a session stands: its journal, its day, and what each policy decides."""
    scenario = asked_of(session)
    rows: list[tuple[Cell, ...]] = []
    for name in session.policies:
        decided = [d for a in session.decisions([name]) for d in a.decisions]
        counts = [sum(d.verdict == v for d in decided) for v in VERDICTS]
        rows.append((f"{scenario.policy(name).label.get(lang)} ({name})", *counts))
    entry = headline("live.open", lang, file=file, count=session.seq, day=session.day)
    policies = [scenario.policy(name) for name in session.policies]
    columns = ("Policy", *(verdict_word(v, lang).capitalize() for v in VERDICTS))
    lone = pick(lang, *_ALONE) if session.alone else ""
    notes = (entry, *filter(None, (lone,)), *heading(scenario, lang, policies))
    block = Block(scenario.label.get(lang), columns, tuple(rows), notes)
    header = ("policy", *VERDICTS)
    listed = tuple((name, *row[1:]) for name, row in zip(session.policies, rows, strict=True))
    data = {"kind": "grund-live", **_where(session), "policies": [dict(zip(header, r, strict=True)) for r in listed]}
    return Result((block,), header, listed, data)


_ALONE: Final = (
    "Ingen .head-fil bredvid händelseloggen när den öppnades (är den kopierad?): senare händelser kan saknas.",
    "No .head file beside the event log when it was opened (is it a copy?): later events may be missing.",
)


def update_view(session: LiveScenario, event: JournalEvent, lang: str, trial: bool = False) -> Result:
    """What an update changed; `trial`: what it would change, nothing being recorded."""
    scenario = asked_of(session)
    explain = _explainer(session, lang)
    areas = {c.area.id for c in event.changed}
    bodies = {answer.body.id for change in event.changed for answer in session.told(change)}
    slots = {"decisions": len(event.changed), "areas": len(areas), "bodies": len(bodies)}
    finding = headline(f"live.{'trial' if trial else 'update'}{'' if areas else '.none'}", lang, **slots)
    read = count_text(event.read, lang, "recalculated")
    entry = pick(lang, f"Händelse {event.seq}", f"Event {event.seq}")
    title = pick(lang, "Provkörning: inget har sparats", "Dry run: nothing has been saved") if trial else entry
    notes = (finding, read, *heading(scenario, lang))
    blocks = [Block(title, (), (), notes), _facts_block(session, event, explain), *_changed(session, event, explain)]
    blocks += [_told_block(session, event.changed, explain)] if event.changed else []
    notes = (*_later(session, event, lang), *question_notes(scenario, [c.reading for c in event.changed], lang))
    view = _view(session, blocks, notes, [event], explain)
    return Result(view.blocks, view.header, view.rows, {**view.data, "trial": trial} if trial else view.data)


def history_view(session: LiveScenario, events: Sequence[JournalEvent], area: Area | None, lang: str) -> Result:
    """The journal, entry by entry; with an area, every change of its decisions."""
    explain = _explainer(session, lang)
    scenario = asked_of(session)
    title = scenario.label.get(lang)
    if area is not None:
        level = scenario.book.vocabulary.levels[area.level].label.get(lang)
        title = f"{area.name} ({level}, {area.id})"
    kind = "live.history" if area is None else "live.history.area" if events else "live.history.none"
    finding = headline(kind, lang, count=len(events), area=area.name if area else "")
    blocks = [Block(title, (), (), (finding, *heading(scenario, lang)))]
    if area is None:
        blocks.append(_journal_block(session, events, explain))
    for event in events if area is not None else ():
        entry = pick(lang, f"Händelse {event.seq} · {event.day}", f"Event {event.seq} · {event.day}")
        blocks.append(Block(entry, (), (), ()))
        blocks += [_facts_block(session, event, explain), *_changed(session, event, explain)]
    readings = [c.reading for e in events for c in e.changed]
    return _view(session, blocks, question_notes(scenario, readings, lang), events, explain)


def _view(
    session: LiveScenario,
    blocks: Iterable[Block],
    notes: Sequence[str],
    events: Sequence[JournalEvent],
    explain: Explainer,
) -> Result:
    all_blocks = [*blocks, Block("", (), (), (*notes, marks_legend(explain.lang)))]
    sources = sources_block(explain, all_blocks)
    rows = tuple(change_row(session, e.seq, e.day, c, explain) for e in events for c in e.changed)
    data = {"kind": "grund-live-events", **_where(session), "events": [event_data(session, e) for e in events]}
    return Result((*all_blocks, *([sources] if sources.rows else [])), HEADER, rows, data)


def _where(session: LiveScenario) -> dict[str, object]:
    known = session.known.isoformat() if session.known else None
    return {"scenario": session.scenario.id, "seq": session.seq, "day": session.day.isoformat(), "known": known}


def _explainer(session: LiveScenario, lang: str) -> Explainer:
    return explainer(session.scenario.book, session.scenario.policy(session.policies[0]), lang)


# ── what came


def _facts_block(session: LiveScenario, event: JournalEvent, explain: Explainer) -> Block:
    lang = explain.lang
    rows = [_fact_row(session, pick(lang, "tillkom", "added"), item, explain) for item in event.added]
    rows += [_fact_row(session, pick(lang, "drogs tillbaka", "withdrawn"), item, explain) for item in event.withdrawn]
    if not rows:
        sentence = pick(lang, f"Ny dag: {event.day}.", f"A new day: {event.day}.")
        return Block("", (), (), (sentence,))
    heads = ("", *headings(lang, "name", "what", "value", "valid_from", "source"))
    return Block(pick(lang, "Uppgifter", "Facts"), heads, tuple(rows))


def _fact_row(session: LiveScenario, how: str, item: Fact | ListInForce, explain: Explainer) -> tuple[Cell, ...]:
    value, source = item_value(item, explain), explain.citation(item.citation)
    since = day_text(item.start, item.precision or "day")
    if isinstance(item, ListInForce):
        return (how, "–", pick(explain.lang, "lista", "list"), f"{item.id} ({value})", since, source)
    name = session.scenario.book.vocabulary.label(item.attribute, explain.lang)
    return (how, _area_name(session.scenario, item.area), name, value, since, source)


def _area_name(scenario: Scenario, area: str) -> str:
    return next(a.name for a in scenario.facts.areas if a.id == area)


def _later(session: LiveScenario, event: JournalEvent, lang: str) -> tuple[str, ...]:
    """What has come and holds from a later day: why nothing may have changed yet."""
    days = sorted({item.start for item in event.added if item.start > session.day})
    if not days:
        return ()
    days_text = ", ".join(map(str, days))
    return (
        pick(
            lang,
            f"Börjar gälla senare: {days_text}. Visa den dagen med --day {days[-1]}.",
            f"Takes effect later: {days_text}. Show that day with --day {days[-1]}.",
        ),
    )


# ── what changed


def _changed(session: LiveScenario, event: JournalEvent, explain: Explainer) -> list[Block]:
    """For each area, what moved there, and below it the decisions that moved with it."""
    groups: dict[tuple[str, str, str, tuple[str, ...]], list[Change]] = {}
    for change in event.changed:
        moved = tuple(shift_text(s, explain) for s in change.grounds)
        area = change.area
        groups.setdefault((area.level, sort_key(area.name), area.id, moved), []).append(change)
    blocks: list[Block] = []
    before = ""
    for (_, _, name, moved), changes in sorted(groups.items()):
        area = changes[0].area
        level = session.scenario.book.vocabulary.levels[area.level].label.get(explain.lang)
        title = f"{area.name} ({level}, {area.id})" if name != before else ""
        blocks += [Block(title, (), (), moved), _moves_block(session.scenario, changes, explain.lang)]
        before = name
    return blocks


def _moves_block(scenario: Scenario, changes: Sequence[Change], lang: str) -> Block:
    """Insats, before and after, policies and rules; policies that move an insats alike share a row."""
    rows: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        word = reading_word(scenario, change.reading, lang)
        label = change.insats.label.get(lang) + (f" [{word}]" if word else "")
        rows.setdefault((label, move_text(change, lang)), []).append(change)
    cells = tuple(
        (label, moved, ", ".join(p for c in group for p in c.policies), "; ".join(_rule(c, lang) for c in group))
        for (label, moved), group in rows.items()
    )
    heads = (
        *headings(lang, "insats", "verdict"),
        "Policy",
        pick(lang, "Regel", "Rule"),
    )
    return Block("", heads, cells)


def _rule(change: Change, lang: str) -> str:
    """The deciding rule before and after; `none` where no rule says otherwise, a dash where nothing is decided."""
    none = pick(lang, "ingen", "none")
    was, now = (None if d is None else d.rule for d in (change.before, change.after))
    return " → ".join("–" if rule is None else none if rule == "otherwise" else rule for rule in (was, now))


def _told_block(session: LiveScenario, changes: Sequence[Change], explain: Explainer) -> Block:
    """Who must be told: each body that answers, for which insatser and where; and what nobody answers for."""
    lang = explain.lang
    entries: dict[str, tuple[Responsibility | None, dict[str, Insats], dict[str, Area]]] = {}
    for change in changes:
        answers: list[Responsibility | None] = [*session.told(change)]
        for answer in answers or [None]:
            key = "" if answer is None else f"{answer.body.id} {answer.role} {answer.duty.id}"
            _, insatser, areas = entries.setdefault(key, (answer, {}, {}))
            insatser[change.insats.id], areas[change.area.id] = change.insats, change.area
    rows: list[tuple[Cell, ...]] = []
    for key, (answer, insatser, areas) in sorted(entries.items(), key=lambda item: (item[0] == "", item[0])):
        what = "; ".join(i.label.get(lang) for i in insatser.values())
        where = _some([a.name for a in areas.values()], lang)
        if key and answer is not None:
            role, source = pick(lang, *ROLES[answer.role]), explain.citation(answer.duty.citation)
            rows.append((answer.body.called(lang), role, what, where, source))
        else:
            rows.append((told_text((), lang), None, what, where, None))
    heads = headings(lang, "body_name", "role", "insats", "name", "source")
    return Block(pick(lang, "Aktörer att underrätta", "Bodies to notify"), heads, tuple(rows))


def _some(names: Iterable[str], lang: str) -> str:
    """A few names, and how many more."""
    return first_texts(sorted(dict.fromkeys(names), key=sort_key), _FEW, lang)


def _journal_block(session: LiveScenario, events: Sequence[JournalEvent], explain: Explainer) -> Block:
    lang = explain.lang
    rows: list[tuple[Cell, ...]] = []
    for event in events:
        came, gone = (
            _some([_brief(session, i, explain) for i in items], lang) for items in (event.added, event.withdrawn)
        )
        areas = _some([c.area.name for c in event.changed], lang)
        rows.append((event.seq, event.day.isoformat(), came or None, gone or None, len(event.changed), areas or None))
    heads = (
        *headings(lang, "event", "day"), pick(lang, "Tillkom", "Added"),
        pick(lang, "Drogs tillbaka", "Withdrawn"), pick(lang, "Ändrade beslut", "Decisions changed"),
        *headings(lang, "areas"),
    )  # fmt: skip
    empty = pick(lang, "Händelseloggen har inga uppdateringar.", "The event log has no updates.")
    return Block(pick(lang, "Händelselogg", "Event log"), heads if rows else (), tuple(rows), () if rows else (empty,))


def _brief(session: LiveScenario, item: Fact | ListInForce, explain: Explainer) -> str:
    """A fact in a few words: `Area: name = value [illustration]`."""
    mark = flags_text(item.citation, explain.lang)
    if isinstance(item, ListInForce):
        return f"{item.id} {mark}".strip()
    name = session.scenario.book.vocabulary.label(item.attribute, explain.lang)
    return f"{_area_name(session.scenario, item.area)}: {name} = {item_value(item, explain)} {mark}".strip()

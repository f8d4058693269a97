"""Data: what `grund live` gives programs, and the words that its views share with it.

A changed decision is whole in one row: before, after, rule, missing facts, what moved, and the bodies that must be
told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from ...analysis.accountability.responsibility import Responsibility
from ...analysis.recorded_question import cited, side
from ...live.changes import Change, ValueShift
from ...live.fact_store import fact_id
from ...live.session import LiveScenario
from ...live.transition import JournalEvent
from ...model.decisions import Decision, Trace
from ...model.facts import Fact, ListInForce
from ...model.numbers import pick
from ...model.scenario import Scenario, reading_text
from ...model.sources import Citation
from ..formats.text import Cell
from ..wording.explanation import Explainer
from ..wording.values import flags_text, value_data, verdict_word

HEADER: Final = (
    "seq", "day", "policies", "tolkning", "insats", "level", "area", "name", "before", "after", "rule_before",
    "rule_after", "missing", "changes", "told",
)  # fmt: skip


def asked_of(session: LiveScenario, day: date | None = None, known: date | None = None) -> Scenario:
    """The session's scenario on a day, as known on a day; what its journal assumes or invents counts as its own."""
    scenario = session.at(day, known)
    recorded = set(map(id, session.scenario.facts.facts))
    added = [fact for fact in scenario.today.facts.values() if id(fact) not in recorded]
    stated = tuple(f for f in added if f.citation.assumption or f.citation.illustration)
    invented = scenario.illustration or any(f.citation.illustration for f in stated)
    return replace(scenario, changes=(*scenario.changes, *stated), illustration=invented)


# ── words


def citation_of(ground: Trace | None) -> Citation:
    """What a value stands on, where that is a fact or a list."""
    return ground.basis.citation if ground is not None and isinstance(ground.basis, Fact | ListInForce) else Citation()


def shift_text(shift: ValueShift, explain: Explainer) -> str:
    """A ground that moved: `class (the area): vulnerable → not on the list`."""
    say, words, lang = explain.speaker, explain.book.vocabulary, explain.lang
    definition = words.attributes.get(shift.name) or words.derived.get(shift.name)
    kind = definition.type.name if definition else ""
    before, after = ("–" if g is None else say.value(g.value, kind) for g in (shift.before, shift.after))
    sentence = (
        f"{before} → {after}" if before != after else pick(lang, f"{after} (ny uppgift)", f"{after} (a new fact)")
    )
    return f"{say.name(shift.name)} ({shift.area.name}): {sentence} {warning(citation_of(shift.after), lang)}".strip()


def warning(citation: Citation, lang: str) -> str:
    """The marks of a statement that nobody vouches for."""
    return flags_text(replace(citation, mark=""), lang)


def state_text(decision: Decision | None, lang: str) -> str:
    """A verdict in a word; a dash where there was no area to decide."""
    return "–" if decision is None else verdict_word(decision.verdict, lang)


def move_text(change: Change, lang: str) -> str:
    """Before and after; where the verdict is the same, what else is another."""
    was, now = state_text(change.before, lang), state_text(change.after, lang)
    if was != now:
        return f"{was} → {now}"
    if change.decision.verdict == "unknown":
        return f"{now} ({pick(lang, 'andra uppgifter saknas än tidigare', 'other facts are now missing')})"
    return f"{now} ({pick(lang, 'ny regel', 'a new rule')})"


def item_value(item: Fact | ListInForce, explain: Explainer) -> str:
    """What a fact says, or which list."""
    if isinstance(item, ListInForce):
        return item.series
    sentence = explain.speaker.value(item.value, explain.book.vocabulary.attributes[item.attribute].type.name)
    return sentence + (explain.speaker.unit(item.attribute, item.value) if item.value is not None else "")


def told_text(responsibilities: Iterable[Responsibility], lang: str) -> str:
    """The bodies that must be told; a gap is said and not left out."""
    names = dict.fromkeys(a.body.called(lang) for a in responsibilities)
    return ", ".join(names) or pick(lang, "ansvarig aktör saknas", "no responsible body")


# ── rows and data


def change_row(session: LiveScenario, seq: int, day: date, change: Change, explain: Explainer) -> tuple[Cell, ...]:
    """A changed decision as a row of `HEADER`."""
    before, after = change.before, change.after
    return (
        seq, day.isoformat(), ", ".join(change.policies), reading_text(change.reading),
        change.insats.id, change.area.level, change.area.id, change.area.name, before and before.verdict,
        after and after.verdict, before and before.rule, after and after.rule,
        ", ".join(sorted(after.missing)) if after else None, "; ".join(shift_text(s, explain) for s in change.grounds),
        told_text(session.told(change), explain.lang),
    )  # fmt: skip


def change_data(session: LiveScenario, change: Change) -> dict[str, Any]:
    """A changed decision as plain data."""
    return {
        "policies": list(change.policies),
        "tolkning": dict(change.reading),
        "insats": change.insats.id,
        "level": change.area.level,
        "area": change.area.id,
        "before": side(change.before),
        "after": side(change.after),
        "grounds": [
            {"name": s.name, "area": s.area.id, "before": _value(s.before), "after": _value(s.after),
             "source": cited(citation_of(s.after))}
            for s in change.grounds
        ],
        "told": [
            {"body": a.body.id, "role": a.role, "duty": a.duty.id, **cited(a.duty.citation)}
            for a in session.told(change)
        ],
    }  # fmt: skip


def event_data(session: LiveScenario, event: JournalEvent) -> dict[str, Any]:
    """A step as plain data: what came, what went, what changed."""
    return {
        "seq": event.seq,
        "day": event.day.isoformat(),
        "added": [item_data(i) for i in event.added],
        "withdrawn": [fact_id(i) for i in event.withdrawn],
        "read": event.read,
        "changed": [change_data(session, c) for c in event.changed],
    }


def item_data(item: Fact | ListInForce) -> dict[str, Any]:
    """A fact or a list as plain data."""
    fields = {"id": fact_id(item), "valid_from": item.start.isoformat(), "recorded": item.recorded.isoformat()}
    if isinstance(item, ListInForce):
        return {**fields, "series": item.series, **cited(item.citation)}
    end = item.end.isoformat() if item.end else None
    return {
        **fields,
        "value": value_data(item.value),
        "missing": item.absence or None,
        "valid_to": end,
        **cited(item.citation),
    }


def _value(ground: Trace | None) -> bool | str | None:
    return None if ground is None else value_data(ground.value)

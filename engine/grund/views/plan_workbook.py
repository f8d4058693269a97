"""Plan workbook: an action plan as the list of activities that planning systems take in.

An .xlsx with sheets of activities, a summary, goals and indicators, gaps, and what the plan is.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final

from ..analysis.accountability.action_plan import ActionPlan
from ..analysis.accountability.responsibility import GAPS
from ..loading.paths import word_for
from ..model.names import sort_key
from ..model.numbers import pick
from .by_field import field_label
from .formats.columns import headings
from .formats.exports.sheet_layout import Looks, data_rows, on_paper, opened
from .formats.text import Block, Cell
from .gaps import subject_text
from .goals import target_text, unset
from .handlingsplan import summary_block, title_of
from .run import reading_word
from .wording.values import marks_legend

_ACTIVITY: Final = (
    ("Mål", "Aktivitet", "Startdatum", "Slutdatum", "Ansvarig", "Område", "Tolkning", "Sakområde"),
    ("Goal", "Activity", "Start date", "End date", "Responsible", "Area", "Interpretation", "Policy area"),
)
_TARGET: Final = (
    ("Mål", "Indikator", "Årsmål", "KF:s årsmål", "Periodicitet", "Ansvarig"),
    ("Goal", "Indicator", "Annual target", "City Council's annual target", "Frequency", "Responsible"),
)


def as_excel(plans: Sequence[ActionPlan], lang: str) -> bytes:
    """The activity list that planning systems take in: sheets Sammanfattning, Aktiviteter and so on."""
    out, book = opened(title_of(plans[0], lang))
    looks = Looks(book)
    summary = summary_block(plans[0], lang)
    sheets: list[tuple[str, tuple[str, ...], list[tuple[Cell, ...]]]] = [
        (
            pick(lang, "Aktiviteter", "Activities"),
            pick(lang, *_ACTIVITY),
            _activities(plans, lang),
        ),
        (pick(lang, "Sammanfattning", "Summary"), summary.columns, list(summary.rows)),
        (
            pick(lang, "Mål och indikatorer", "Goals and indicators"),
            pick(lang, *_TARGET),
            _targets(plans, lang),
        ),
        (pick(lang, "Luckor", "Gaps"), headings(lang, "gap", "what"), _lacking(plans, lang)),
        (pick(lang, "Om", "About"), pick(lang, ("Uppgift", "Värde"), ("Fact", "Value")), _about(plans, lang)),
    ]
    for name, titles, rows in sheets:
        data_rows(book.add_worksheet(name), Block("", titles, tuple(rows)), looks)
    on_paper(book)
    book.close()
    return out.getvalue()


def _activities(plans: Sequence[ActionPlan], lang: str) -> list[tuple[Cell, ...]]:
    open_, nobody = unset(lang), pick(lang, "ansvarig aktör saknas", "no responsible body")
    rows: list[tuple[Cell, ...]] = []
    for plan in plans:
        word = reading_word(plan.scenario, plan.reading, lang)
        for section in plan.sections:
            body = section.body.called(lang) if section.body else nobody
            for task in section.tasks:
                goal = next((f.goal.label.get(lang) for f in plan.goals if f.goal.insats == task.insats.id), open_)
                areas = ", ".join(sorted((a.name for a in task.areas), key=sort_key))
                field = field_label(plan.scenario, task.insats.field, lang) if task.insats.field else None
                rows.append((goal, task.insats.label.get(lang), open_, open_, body, areas, word, field))
            for activity in section.activities:
                goal = plan.scenario.book.organisation.goals[activity.goal].label.get(lang)
                dates = [day.isoformat() if day else open_ for day in (activity.start, activity.end)]
                rows.append((goal, activity.label.get(lang), *dates, body, None, word, None))
    return rows


def _targets(plans: Sequence[ActionPlan], lang: str) -> list[tuple[Cell, ...]]:
    open_ = unset(lang)
    org = plans[0].scenario.book.organisation
    rows: list[tuple[Cell, ...]] = []
    for item in plans[0].goals:
        owner = org.bodies[item.goal.body].called(lang) if item.goal.body else None
        for indicator in (i for i in org.indicators.values() if i.goal == item.goal.id):
            target = target_text(indicator, lang)
            label = indicator.label.get(lang)
            rows.append(
                (item.goal.label.get(lang), label, target, open_, indicator.periodicity.get(lang) or open_, owner)
            )
    return rows


def _lacking(plans: Sequence[ActionPlan], lang: str) -> list[tuple[Cell, ...]]:
    rows = ((pick(lang, *GAPS[g.kind]), subject_text(p.scenario, g, lang)) for p in plans for g in p.gaps)
    return list(dict.fromkeys(rows))


def _beside(plan: ActionPlan, lang: str) -> list[tuple[str, str]]:
    """What the policy's file says is to be said beside other policies, by their names."""
    policies = plan.scenario.book.policies
    listed = sorted(plan.policy.beside.items())
    return [(policies[p].label.get(lang) if p in policies else p, text.get(lang)) for p, text in listed]


def _about(plans: Sequence[ActionPlan], lang: str) -> list[tuple[Cell, ...]]:
    plan = plans[0]
    command = ("grund", "handlingsplan", plan.policy.id, "--scenario", word_for(plan.scenario))
    return [
        (pick(lang, "Policy", "Policy"), f"{plan.policy.label.get(lang)} ({plan.policy.id})"),
        (pick(lang, "Scenario", "Scenario"), plan.scenario.id),
        (pick(lang, "Dag", "Day"), plan.scenario.day.isoformat()),
        (pick(lang, "Kommando", "Command"), shlex.join(command)),
        *((pick(lang, f"Bredvid {other}", f"Beside {other}"), text) for other, text in _beside(plan, lang)),
        (pick(lang, "Källstatus", "Source status"), marks_legend(lang)),
    ]

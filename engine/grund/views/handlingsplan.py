"""Handlingsplan: the action plan of a policy, with a row for each body first.

Every granted decision stands once; a policy of ordinary steering gets what each body puts in its verksamhetsplan
instead; what is not decided says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..analysis.accountability.action_plan import ActionPlan, PlanSection, Task
from ..budgeting.money import Money
from ..budgeting.policy_budgets import budget
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.organisation import ROLES
from ..model.scenario import agree, reading_text
from .by_field import plan_fields, plan_fields_block
from .formats.columns import headings
from .formats.money import money_text
from .formats.text import Block, Cell
from .gaps import gap_block
from .goals import target_text, unset
from .heading import heading
from .result import Result
from .run import provisional, provisos, question_notes, reading_word
from .who import sources_block
from .wording.explanation import Explainer, explainer
from .wording.headlines import amount_unit, headline
from .wording.values import first_texts, flags_text, marks_legend, marks_text


def plan_view(plans: Sequence[ActionPlan], lang: str) -> Result:
    """The plans of a policy, one per reading."""
    blocks: list[Block] = []
    rows: list[tuple[Cell, ...]] = []
    for plan in plans:
        blocks += _plan_blocks(plan, lang)
        rows += _decision_rows(plan)
    header = ("tolkning", "body", "insats", "role", "area", "name", "field")
    rest = pick(
        lang, "varje aktörs insatser, områden, mål och luckor", "the interventions, areas, goals and gaps of each body"
    )
    return Result(tuple(blocks), header, tuple(rows), plan_data(plans), _brief(plans[0], blocks, lang), rest)


def _brief(plan: ActionPlan, blocks: Sequence[Block], lang: str) -> tuple[Block, ...]:
    """What a short answer shows: what the plan is, its policy areas, and how much each body has in it."""
    gaps = pick(lang, f"Luckor: {len(plan.gaps)}.", f"Gaps: {len(plan.gaps)}.")
    before = blocks[: 2 if plan_fields_block(plan, lang) else 1]
    return (*before, replace(summary_block(plan, lang), notes=(gaps, marks_legend(lang))))


def summary_block(plan: ActionPlan, lang: str) -> Block:
    """A row for each body: how much it has in the plan, and what it pays where prices are known."""
    costs = _costs(plan)
    rows: list[tuple[Cell, ...]] = []
    for section in plan.sections:
        row: tuple[Cell, ...] = (
            section.body.called(lang) if section.body else pick(lang, "ansvarig aktör saknas", "no responsible body"),
            len(section.tasks),
            len({area.id for task in section.tasks for area in task.areas}),
            len(section.activities),
        )
        paid = costs.get((section.body.id if section.body else "",), Money())
        rows.append((*row, money_text(paid, "mnkr", lang)) if costs else row)
    areas, activities = pick(lang, "Områden", "Areas"), pick(lang, "Aktiviteter", "Activities")
    heads: tuple[str, ...] = (*headings(lang, "body_name", "insatser"), areas, activities)
    if costs:
        years = "–".join(map(str, dict.fromkeys((plan.scenario.planning.years[0], plan.scenario.planning.years[-1]))))
        heads = (*heads, pick(lang, f"Betalar {years}, mnkr", f"Pays {years}, {amount_unit('mnkr')}"))
    return Block(pick(lang, "Per aktör", "By body"), heads, tuple(rows))


def _costs(plan: ActionPlan) -> dict[tuple[Any, ...], Money]:
    """What each body pays for the policy through the scenario's years; nothing where no price is known."""
    years = plan.scenario.planning.years
    if not years:
        return {}
    costed = budget(plan.scenario, [plan.policy.id], years, own=plan.scenario.baseline != "")
    side = next(side for side in costed.sides if agree(plan.reading, side.reading))
    known = any(line.amount is not None for line in side.lines)
    return side.by("body") if known else {}


def title_of(plan: ActionPlan, lang: str) -> str:
    """What the document is: a plan of its own, or the parts of each body's ordinary planning."""
    name = plan.policy.label.get(lang)
    if plan.policy.steering == "handlingsplan":
        return pick(lang, f"Handlingsplan: {name}", f"Action plan: {name}")
    return pick(lang, f"Underlag till verksamhetsplaner: {name}", f"Input to operational plans: {name}")


def _plan_blocks(plan: ActionPlan, lang: str) -> list[Block]:
    word = reading_word(plan.scenario, plan.reading, lang, full=True)
    intro = pick(lang, *(_PLAN_INTRO if plan.policy.steering == "handlingsplan" else _ORDINARY_INTRO))
    areas = {area.id for section in plan.sections for task in section.tasks for area in task.areas}
    counts = headline(
        "handlingsplan", lang, count=plan.decisions, bodies=sum(section.body is not None for section in plan.sections),
        areas=len(areas), open=len(plan.unknown), gaps=len(plan.gaps),
    )  # fmt: skip
    questions = question_notes(plan.scenario, [plan.reading], lang)
    notes = (counts, *heading(plan.scenario, lang), plan.policy.note.get(lang), intro, *questions)
    fields = plan_fields_block(plan, lang)
    blocks = [Block(f"{title_of(plan, lang)} {('· ' + word) if word else ''}".strip(), (), (), notes)]
    blocks += [*([fields] if fields else []), summary_block(plan, lang)]
    for section in plan.sections:
        blocks += _section_blocks(plan, section, lang)
    blocks.append(gap_block(plan.scenario, plan.gaps, pick(lang, "Luckor", "Gaps"), lang))
    blocks.append(Block("", (), (), (marks_legend(lang),)))
    blocks.append(sources_block(explainer(plan.scenario.book, plan.policy, lang), blocks))
    return blocks


def _section_blocks(plan: ActionPlan, section: PlanSection, lang: str) -> list[Block]:
    nobody = pick(lang, "Insatser utan ansvarig aktör", "Interventions without a responsible body")
    name = section.body.called(lang) if section.body else nobody
    heads = (
        *headings(lang, "insats", "role", "count", "areas"),
        pick(lang, "Tillsammans med", "Together with"),
        *headings(lang, "source"),
    )
    explain = explainer(plan.scenario.book, plan.policy, lang)
    rows = tuple(_task_row(task, explain) for task in section.tasks)
    notes: list[str] = []
    for part in section.takes_part:
        answers = pick(lang, ", är också ansvarig", ", also responsible") if part.answers else ""
        areas = ", ".join(sorted((a.name for a in part.areas), key=sort_key))
        also = pick(lang, "Övriga roller", "Other roles")
        notes.append(f"{also}: {part.insats.label.get(lang)} ({_role(part.role, part.marks, lang)}{answers}): {areas}.")
    notes += provisos(((task.insats, rule) for task in section.tasks for rule in task.rules), lang)
    blocks = [Block(name, heads if rows else (), rows, tuple(notes))]
    if section.goals:
        blocks.append(_goal_block(section, lang))
    if section.activities:
        blocks.append(_activity_block(section, lang))
    return blocks


def _task_row(task: Task, explain: Explainer) -> tuple[Cell, ...]:
    lang = explain.lang
    grounds = dict.fromkeys(explain.citation(rule.citation, note=False) for rule in task.rules)
    areas = ", ".join(sorted((a.name for a in task.areas), key=sort_key))
    role = _role(task.role, task.marks, lang) if task.role else None
    label = task.insats.label.get(lang) + (provisional(lang) if any(r.proviso.sv for r in task.rules) else "")
    return (label, role, len(task.areas), areas, _others(task, lang), "; ".join(grounds))


def _role(role: str, marks: Sequence[str], lang: str) -> str:
    """`utför [G]`: a role with the marks of what says so."""
    return f"{pick(lang, *ROLES[role])} {marks_text(marks, lang)}".rstrip()


_FEW = 4


def _others(task: Task, lang: str) -> str | None:
    """The other bodies by role; many in the same role are counted, few are named."""
    by_role: dict[str, list[str]] = {}
    for part in task.others:
        by_role.setdefault(_role(part.role, part.marks, lang), []).append(part.body.called(lang))
    sentences: list[str] = []
    for role, names in by_role.items():
        sentences.append(f"{first_texts(names, _FEW, lang)} ({role})")
    return "; ".join(sentences) or None


def _activity_block(section: PlanSection, lang: str) -> Block:
    open_ = unset(lang)
    rows = tuple(
        (
            a.label.get(lang),
            *(day.isoformat() if day else open_ for day in (a.start, a.end)),
            flags_text(a.citation, lang),
        )
        for a in section.activities
    )
    heads = ("Aktivitet", "Startdatum", "Slutdatum", "Märke") if lang != "en" else ("Activity", "Start", "End", "Mark")
    return Block("", heads, rows)


def _goal_block(section: PlanSection, lang: str) -> Block:
    open_ = unset(lang)
    rows: list[tuple[Cell, ...]] = []
    for item in section.goals:
        text = f"{item.goal.label.get(lang)} {flags_text(item.goal.citation, lang)}"
        indicators = [i for i in section.indicators if i.goal == item.goal.id]
        for indicator in indicators:
            target = target_text(indicator, lang)
            rows.append((text, indicator.label.get(lang), target, indicator.periodicity.get(lang) or open_))
        if not indicators:
            rows.append((text, open_, open_, open_))
    heads = (
        *headings(lang, "goal", "indicator"),
        pick(lang, "Årsmål", "Target"),
        pick(lang, "Periodicitet", "Frequency"),
    )
    return Block("", heads, tuple(rows))


def _decision_rows(plan: ActionPlan) -> list[tuple[Cell, ...]]:
    """Every granted decision once, with the body it stands under."""
    reading = reading_text(plan.reading)
    return [
        (
            reading,
            section.body.id if section.body else "",
            task.insats.id,
            task.role,
            area.id,
            area.name,
            task.insats.field,
        )
        for section in plan.sections
        for task in section.tasks
        for area in task.areas
    ]


def plan_data(plans: Sequence[ActionPlan]) -> dict[str, Any]:
    """The plans as plain data."""
    header = ("tolkning", "body", "insats", "role", "area", "name", "field")
    return {
        "kind": "grund-plan",
        "policy": plans[0].policy.id,
        "steering": plans[0].policy.steering,
        "plans": [
            {
                "tolkning": dict(plan.reading),
                "decisions": [dict(zip(header[1:], row[1:], strict=True)) for row in _decision_rows(plan)],
                "fields": plan_fields(plan),
                "gaps": [{"kind": g.kind, "subject": g.subject} for g in plan.gaps],
                "unknown": len(plan.unknown),
            }
            for plan in plans
        ],
    }


_PLAN_INTRO = (
    "Ett utkast, gjort av policyns regler och aktörernas uppdrag. "
    "Mål, årsmål och datum som inte är beslutade är inte ifyllda.",
    "A draft, made from the policy's rules and the bodies' duties. "
    "Goals, targets and dates that have not been decided are not filled in.",
)
_ORDINARY_INTRO = (
    "Policyn har ingen egen handlingsplan. Här står vad varje aktör behöver föra in i sin verksamhetsplan.",
    "This policy has no action plan of its own. The tables show what each body needs to put in its operational plan.",
)

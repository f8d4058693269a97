"""By field: the table per field of `grund compare`, `report` and `handlingsplan`.

The same fields and counts in each.
"""

from __future__ import annotations

from typing import Any

from ..analysis.accountability.action_plan import ActionPlan
from ..analysis.accountability.responsibility import ledger_of
from ..analysis.compare.by_field import PerField, fields_given, per_field
from ..analysis.compare.comparison import Comparison, residents
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.scenario import Scenario
from .duties import per_reading
from .formats.columns import headings
from .formats.text import Block, Cell, Columns
from .run import reach_cells, reach_heads
from .wording.values import verdict_word


def field_label(scenario: Scenario, name: str, lang: str) -> str:
    """A field in words; insatser that name none are said to be in none."""
    fields = scenario.book.vocabulary.fields
    return (
        fields[name].get(lang)
        if name in fields
        else pick(lang, "inget särskilt sakområde", "no particular policy area")
    )


def declared(scenario: Scenario) -> bool:
    """Whether the rulebook declares fields at all."""
    return bool(scenario.book.vocabulary.fields)


def fields_block(comparison: Comparison, lang: str) -> Block | None:
    """Each field under A and B; None where no field is declared."""
    scenario = comparison.scenario
    if not declared(scenario):
        return None
    sides = [
        {f.id: f for f in per_field(scenario, comparison.a, comparison.b, side.reading)} for side in comparison.sides
    ]
    names = [name for name in (*scenario.book.vocabulary.fields, "") if any(name in side for side in sides)]
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        cells = [_counts(scenario, side.get(name, PerField(name, (), ()))) for side in sides]
        rows += per_reading(comparison, field_label(scenario, name, lang), cells, lang)
    heads = (*headings(lang, "field", "tolkning"), *reach_heads(scenario, lang), verdict_word("unknown", lang))
    level = scenario.book.vocabulary.levels[scenario.level].label.get(lang)
    note = pick(
        lang,
        f"Områden ({level}) som får någon insats i sakområdet, utöver det som jämförelsegrunden ger.",
        f"Areas ({level}) that receive an intervention in the policy area, beyond what the baseline gives.",
    )
    return Block(pick(lang, "Per sakområde", "By policy area"), heads, tuple(rows), (note, *_alone(comparison, lang)))


def _alone(comparison: Comparison, lang: str) -> tuple[str, ...]:
    """Where one of the two is the baseline, why it counts nothing."""
    names = [
        x
        for x, policy in zip("AB", (comparison.a, comparison.b), strict=True)
        if policy.id == comparison.scenario.baseline
    ]
    return tuple(
        pick(lang, f"{x} är jämförelsegrunden och räknas inte.", f"{x} is the baseline and is not counted.")
        for x in names
    )


def _counts(scenario: Scenario, field: PerField) -> tuple[Cell, ...]:
    return (*reach_cells(scenario, field.given(0), field.given(1), field.group), len(field.group("unknown")))


def fields_data(comparison: Comparison) -> list[list[dict[str, Any]]]:
    """For each reading, each field as plain data."""
    scenario = comparison.scenario
    return [
        [
            {
                "field": f.id or None,
                "insatser": [i.id for i in f.insatser],
                "a": [x.id for x in f.given(0)],
                "b": [x.id for x in f.given(1)],
                **{g: [x.id for x in f.group(g)] for g in ("both", "only_a", "only_b", "unknown")},
                **_residents_data(scenario, f),
            }
            for f in per_field(scenario, comparison.a, comparison.b, side.reading)
        ]
        for side in comparison.sides
    ]


def _residents_data(scenario: Scenario, field: PerField) -> dict[str, dict[str, int]]:
    """The residents of a field's groups, and the areas whose number is unknown."""
    counted = {group: residents(scenario, field.group(group)) for group in ("both", "only_a", "only_b")}
    return {
        "residents": {group: int(one.people) for group, one in counted.items()},
        "residents_unknown": {group: one.unknown for group, one in counted.items()},
    }


def fields_columns(comparison: Comparison) -> Columns:
    """What CSV rows (in order of reading and area) have besides: the fields that A and B give each area."""
    if not declared(comparison.scenario):
        return (), ()
    more: list[tuple[Cell, ...]] = []
    for side in comparison.sides:
        pair = (comparison.a, comparison.b)
        both = [fields_given(comparison.scenario, policy, pair, side.reading) for policy in pair]
        more += [
            tuple(
                ";".join(sorted(n for n, column in given.items() if n and column.get(r.area.id) == "yes"))
                for given in both
            )
            for r in side.areas
        ]
    return ("fields_a", "fields_b"), more


# ── a plan


def plan_fields(plan: ActionPlan) -> list[dict[str, Any]]:
    """Each field of a plan: its insatser, the areas that get some of them, and the bodies that answer for them."""
    duty_ledger = ledger_of(plan.scenario)
    tasks = [task for section in plan.sections for task in section.tasks]
    gathered = []
    for name in (*plan.scenario.book.vocabulary.fields, ""):
        field_tasks = [task for task in tasks if task.insats.field == name]
        if field_tasks:
            areas = {area.id: area for task in field_tasks for area in task.areas}
            answers = [
                a
                for task in field_tasks
                for area in task.areas
                for a in duty_ledger.who(task.insats, area)
                if a.answers
            ]
            gathered.append(
                {
                    "field": name or None,
                    "insatser": sorted({task.insats.id for task in field_tasks}),
                    "areas": sorted(areas),
                    "bodies": sorted({(a.through or a.body).id for a in answers}),
                }
            )
    return gathered


def plan_fields_block(plan: ActionPlan, lang: str) -> Block | None:
    """The table per field of a plan; None where no field is declared."""
    scenario = plan.scenario
    if not declared(scenario):
        return None
    bodies = scenario.book.organisation.bodies
    rows: list[tuple[Cell, ...]] = []
    for data in plan_fields(plan):
        labels = [scenario.book.insatser[name].label.get(lang) for name in data["insatser"]]
        names = sorted((bodies[b].called(lang) for b in data["bodies"]), key=sort_key)
        nobody = pick(lang, "ansvarig aktör saknas", "no responsible body")
        rows.append(
            (field_label(scenario, data["field"] or "", lang), "; ".join(labels), len(data["areas"]),
             "; ".join(names) or nobody)
        )  # fmt: skip
    heads = headings(lang, "field", "insatser", "areas", "responsible")
    return Block(pick(lang, "Per sakområde", "By policy area"), heads, tuple(rows))

"""The page of a decision table: its rows as they are written, the areas that each holds for, and what decides one."""

from __future__ import annotations

from ... import analysis, views
from ...model.numbers import pick
from ...model.tables import WrittenTable
from ...views.wording.values import sentence
from .cross_references import CrossReferences
from .page import Page, PageTable, Parts


def decision_table_page(refs: CrossReferences, table: WrittenTable, area: str = "") -> Page:
    """The page of a table as `grund table` shows it; with an area, what each row is to it. Raises `GrundError`."""
    place = analysis.lookup.find_area(refs.scenario, area) if area else None
    policies = [policy.id for policy in refs.policies]
    about, *blocks = views.table.table_view(refs.scenario, table, policies, place, False, refs.lang).blocks
    sheets = tuple(PageTable(block.title, block.columns, block.rows, block.notes) for block in blocks)
    policy = refs.scenario.policies.get(table.policy)
    lead: list[Parts] = [*about.notes]
    if policy is not None:
        linked = refs.policy(policy) if policy in refs.policies else policy.label.get(refs.lang)
        lead.append((pick(refs.lang, "Står i policyn ", "Stands in the policy "), linked))
    words = ("--area", area) if area else ()
    return Page(
        "table",
        table.name,
        sentence(refs.table(table).text),
        tuple(lead),
        sheets,
        refs.command("table", table.name, *words),
    )

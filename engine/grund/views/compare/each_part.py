"""Each part: what two policies give per insats, and per what the areas are part of.

Every insats that either policy names is there, what leaves something open is marked, and every count stands beside its
residents.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...analysis.compare.comparison import Comparison, PerInsats, Reached
from ...model.names import sort_key
from ...model.numbers import pick
from ...model.policies import Insats, Policy, Rule
from ...model.scenario import Scenario
from ..duties import per_reading
from ..formats.columns import headings
from ..formats.text import Block, Cell
from ..run import counted_word, people_cell, provisional, provisos
from ..wording.values import verdict_word
from .change import group_word


def insatser_block(comparison: Comparison, lang: str) -> Block:
    """Every insats under both policies."""
    columns = (
        *headings(lang, "insats", "tolkning"),
        *_count_heads(comparison.scenario, lang),
        verdict_word("unknown", lang),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    left_open: list[tuple[Insats, Rule]] = []
    for i, first in enumerate(comparison.sides[0].insatser):
        cells = [_insats_counts(comparison.scenario, side.insatser[i]) for side in comparison.sides]
        rules = [
            rule
            for policy in (comparison.a, comparison.b)
            for rule in _provisional(comparison.scenario, policy, first.insats)
        ]
        left_open += [(first.insats, rule) for rule in rules]
        label = first.insats.label.get(lang) + (provisional(lang) if rules else "")
        rows += per_reading(comparison, label, cells, lang)
    short, word = (counted_word(comparison.scenario, lang, short) for short in (True, False))
    note = f"{short} = {word}; " + pick(
        lang,
        "– = insatsen finns inte i policyn. Insatser som jämförelsegrunden också ger ingår här, men "
        "räknas inte bland dem som omfattas ovan.",
        "– = the policy does not include the intervention. Interventions that the baseline gives are listed here, "
        "but not "
        "counted as reached above.",
    )
    notes = (note, *provisos(left_open, lang))
    return Block(pick(lang, "Per insats", "By intervention"), columns, tuple(rows), notes)


def _provisional(scenario: Scenario, policy: Policy, insats: Insats) -> list[Rule]:
    """The rules of an insats in a policy that are in force on the day and leave something open."""
    ruling = policy.rulings.get(insats.id)
    rules = [rule for rule in ruling.rules if rule.proviso.sv] if ruling else []
    return [r for r in rules if (r.start or date.min) <= scenario.day < (r.end or date.max)]


def _count_heads(scenario: Scenario, lang: str) -> tuple[str, ...]:
    """Short heads, so that the names keep their room; `inv.` is residents."""
    people = counted_word(scenario, lang, short=True)
    only_a, only_b = (group_word(g, lang) for g in ("only_a", "only_b"))
    return ("A", people, "B", people, pick(lang, "båda", "both"), only_a, people, only_b, people)


def _insats_counts(scenario: Scenario, per_insats: PerInsats) -> tuple[Cell, ...]:
    sides: list[Cell] = []
    for counted, groups in ((per_insats.a, ("both", "only_a")), (per_insats.b, ("both", "only_b"))):
        areas = [a for g in groups for a in per_insats.groups[g]]  # type: ignore[index]
        sides += [None, None] if counted is None else [counted["yes"], people_cell(scenario, areas)]
    areas_of = per_insats.groups
    return (
        *sides, len(areas_of["both"]),
        len(areas_of["only_a"]), people_cell(scenario, areas_of["only_a"]),
        len(areas_of["only_b"]), people_cell(scenario, areas_of["only_b"]),
        len(areas_of["unknown"]),
    )  # fmt: skip


def districts_block(comparison: Comparison, lang: str) -> Block:
    """The areas reached, by what they are part of."""
    scenario = comparison.scenario
    sides: list[dict[str, list[Reached]]] = []
    for side in comparison.sides:
        sides.append({})
        for reached in side.areas:
            if reached.district:
                sides[-1].setdefault(reached.district.name, []).append(reached)
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(sides[0], key=sort_key):
        cells = [_district_counts(scenario, side[name]) for side in sides]
        if any(any(version) for version in cells):
            rows += per_reading(comparison, name, cells, lang)
    head = scenario.book.vocabulary.levels[scenario.group].label.get(lang) if scenario.group else "–"
    title = pick(lang, f"Per {head} (områden som omfattas)", f"Per {head} (areas reached)")
    return Block(
        title, (head.capitalize(), pick(lang, "Tolkning", "Interpretation"), *_count_heads(scenario, lang)), tuple(rows)
    )


def _district_counts(scenario: Scenario, here: Sequence[Reached]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for areas in ([r.area for r in here if r.a == "yes"], [r.area for r in here if r.b == "yes"]):
        cells += [len(areas), people_cell(scenario, areas)]
    cells.append(sum(r.group == "both" for r in here))
    for g in ("only_a", "only_b"):
        areas = [r.area for r in here if r.group == g]
        cells += [len(areas), people_cell(scenario, areas)]
    return tuple(cells)

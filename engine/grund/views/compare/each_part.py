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
from ..run import counted_word, provisional, provisos, reach_cells, reach_heads
from ..wording.values import verdict_word


def insatser_block(comparison: Comparison, lang: str) -> Block:
    """Every insats under both policies."""
    columns = (
        *headings(lang, "insats", "tolkning"),
        *reach_heads(comparison.scenario, lang),
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


def _insats_counts(scenario: Scenario, per_insats: PerInsats) -> tuple[Cell, ...]:
    """What a policy gives counts also where the other cannot be decided."""
    of = per_insats.groups
    cells = reach_cells(scenario, *per_insats.given, of.__getitem__)
    a, b = (
        (None, None) if counted is None else reached
        for counted, reached in ((per_insats.a, cells[:2]), (per_insats.b, cells[2:4]))
    )
    return (*a, *b, *cells[4:], len(of["unknown"]))


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
        title, (head.capitalize(), pick(lang, "Tolkning", "Interpretation"), *reach_heads(scenario, lang)), tuple(rows)
    )


def _district_counts(scenario: Scenario, here: Sequence[Reached]) -> tuple[Cell, ...]:
    a, b = [r.area for r in here if r.a == "yes"], [r.area for r in here if r.b == "yes"]
    return reach_cells(scenario, a, b, lambda group: [r.area for r in here if r.group == group])

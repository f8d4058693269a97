"""Handover: who is responsible for the change from A to B, as a table, CSV columns and plain data.

The same handovers in each; nobody known is a row of its own, and what cannot be decided is counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...analysis.compare.comparison import Comparison
from ...analysis.compare.handover import TURNS, Handover, Turn, handovers
from ...model.facts import Area
from ...model.numbers import number_text, pick
from ...model.scenario import Scenario
from ..duties import per_reading
from ..formats.columns import headings
from ..formats.text import Block, Cell, Columns
from ..wording.headlines import agreed, none
from ..wording.values import sentence


def declared(comparison: Comparison) -> bool:
    """Whether anybody is declared who could answer, and there are two policies."""
    return bool(comparison.scenario.book.organisation.duties) and not comparison.alone


def body_name(scenario: Scenario, body: str, lang: str) -> str:
    """A body's name; the empty id is nobody known."""
    return (
        scenario.book.organisation.bodies[body].called(lang)
        if body
        else pick(lang, "ansvarig aktör saknas", "no responsible body")
    )


def sides(comparison: Comparison) -> list[dict[str, Handover]]:
    """For each reading, the handovers by body."""
    return [
        {h.body: h for h in handovers(comparison.scenario, comparison.a, comparison.b, side.reading)}
        for side in comparison.sides
    ]


def ordered(handed: Sequence[Mapping[str, Handover]]) -> list[str]:
    """The bodies of all readings: most changed first, nobody known last."""
    weight: dict[str, int] = {}
    for side in handed:
        for name, handover in side.items():
            weight[name] = max(weight.get(name, 0), handover.weight)
    return sorted(weight, key=lambda name: (not name, -weight[name], name))


def handed_block(comparison: Comparison, lang: str) -> Block | None:
    """What each body gains and loses; None where nobody is declared."""
    if not declared(comparison):
        return None
    scenario, handed = comparison.scenario, sides(comparison)
    rows: list[tuple[Cell, ...]] = []
    for name in ordered(handed):
        cells = [_row(scenario, side.get(name, Handover(name, {})), lang) for side in handed]
        rows += per_reading(comparison, body_name(scenario, name, lang), cells, lang)
    heads = (
        *headings(lang, "body_name", "tolkning"), pick(lang, "Får", "Gains"),
        pick(lang, "Insatser (områden)", "Interventions (areas)"), pick(lang, "Lämnar", "Loses"),
        pick(lang, "Insatser (områden)", "Interventions (areas)"), pick(lang, "Kan inte avgöras", "Cannot be decided"),
        pick(lang, "Mål", "Goals"),
    )  # fmt: skip
    note = pick(
        lang,
        "Får och lämnar räknar beslut (en insats i ett område) som aktören har ansvaret för i B men inte i A, och "
        "tvärtom, för alla områdestyper. Mål: de som tillkommer / de som faller bort.",
        "Gains and loses count decisions (an intervention in an area) that the body is responsible for in B and not "
        "in A, and the reverse, for all area types. Goals: added / removed.",
    )
    title = pick(lang, "Ändrat ansvar, A → B", "Change of responsibility, A → B")
    return Block(title, heads, tuple(rows), (_finding(comparison, handed, lang), note))


def _row(scenario: Scenario, handover: Handover, lang: str) -> tuple[Cell, ...]:
    goals = (
        f"{len(handover.goals_gained)} / {len(handover.goals_lost)}"
        if handover.goals_gained or handover.goals_lost
        else None
    )
    return (
        handover.size("gains"), insatser_text(scenario, handover.turns.get("gains", {}), lang),
        handover.size("loses"), insatser_text(scenario, handover.turns.get("loses", {}), lang),
        handover.size("unknown"), goals,
    )  # fmt: skip


def insatser_text(scenario: Scenario, areas: Mapping[str, Sequence[Area]], lang: str) -> str | None:
    """`Skola (8); Boende (8)`; None where there is nothing."""
    labels = scenario.book.insatser
    sentences = [f"{labels[name].label.get(lang)} ({number_text(len(where), lang)})" for name, where in areas.items()]
    return "; ".join(sentences) or None


def handed_sentence(comparison: Comparison, lang: str) -> str:
    """How many bodies gain and lose, and what is left with nobody; empty where nobody is declared."""
    return _finding(comparison, sides(comparison), lang) if declared(comparison) else ""


def _finding(comparison: Comparison, handed: Sequence[Mapping[str, Handover]], lang: str) -> str:
    """The same, in the reading with most."""
    gaining, losing = (
        max(sum(h.size(turn) > 0 for name, h in side.items() if name) for side in handed) for turn in TURNS[:2]
    )
    left: dict[str, int] = {}
    for side in handed:
        for insats, areas in side.get("", Handover("", {})).turns.get("gains", {}).items():
            left[insats] = max(left.get(insats, 0), len(areas))
    labels = comparison.scenario.book.insatser
    nobody = "; ".join(f"{labels[n].label.get(lang)} ({number_text(count, lang)})" for n, count in left.items())
    return sentence(agreed(_FINDING, lang, gaining=gaining, losing=losing, nobody=nobody or none(lang)))


_FINDING: Final = (
    "{gaining:aktör|aktörer} får nytt ansvar och {losing:aktör|aktörer} lämnar ansvar. Tillkommande insatser utan "
    "ansvarig aktör: {nobody}.",
    "{gaining:body gains|bodies gain} responsibility and {losing:body loses|bodies lose} some. Added interventions "
    "without a responsible body: {nobody}.",
)


def handed_data(comparison: Comparison) -> list[list[dict[str, Any]]]:
    """For each reading, each body's handover as plain data."""
    if not declared(comparison):
        return [[] for _ in comparison.sides]
    return [
        [
            {
                "body": name or None,
                **{
                    turn: {i: [x.id for x in areas] for i, areas in _turned(side[name], turn).items()} for turn in TURNS
                },
                "goals_gained": list(side[name].goals_gained),
                "goals_lost": list(side[name].goals_lost),
            }
            for name in ordered([side])
        ]
        for side in sides(comparison)
    ]


def _turned(handover: Handover, turn: Turn) -> Mapping[str, Sequence[Area]]:
    return handover.turns.get(turn, {})


def handed_columns(comparison: Comparison) -> Columns:
    """What CSV rows (in order of reading and area) have besides: the bodies that gain and lose an answer for the area,
    and the insatser that come there with nobody known to answer."""
    if not declared(comparison):
        return (), ()
    more: list[tuple[Cell, ...]] = []
    for side, handed in zip(comparison.sides, sides(comparison), strict=True):
        by_area: dict[str, tuple[list[str], list[str], list[str]]] = {r.area.id: ([], [], []) for r in side.areas}
        for body, handover in handed.items():
            for column, turn in enumerate(TURNS[:2]):
                for insats, areas in _turned(handover, turn).items():
                    for area in areas:
                        if area.id in by_area and (body or turn == "gains"):
                            by_area[area.id][column if body else 2].append(body or insats)
        more += [tuple(";".join(sorted({*names})) for names in by_area[r.area.id]) for r in side.areas]
    return ("answers_gained", "answers_lost", "left_with_nobody"), more

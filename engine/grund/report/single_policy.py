"""Single policy: the tables of one policy: who is reached, who is not, what cannot be decided, and why.

As in a comparison: residents beside every count, every reading side by side, unknown apart.
"""

from __future__ import annotations

from ..analysis.compare.comparison import Comparison, Reached
from ..model.names import sort_key
from ..model.numbers import pick
from ..views.compare import each
from ..views.compare.change import alone_note
from ..views.compare.data import WhyLines
from ..views.formats.text import Block, Cell
from ..views.run import people_cell, question_notes, reading_words, residents_note
from ..views.wording.values import first_texts
from .drawing import ALONE

_NAMED = 60
"""Areas that a row names before it counts the rest."""


def totals_block(comparison: Comparison, lang: str) -> Block:
    """Areas and residents reached, not reached and unknown, in every reading."""
    scenario = comparison.scenario
    names = reading_words(scenario, [side.reading for side in comparison.sides], lang)
    words = (pick(lang, "antal", "count"), pick(lang, "invånare", "residents"))
    heads = [f"{name}: {word}" if name else word.capitalize() for name in names for word in words]
    kinds = [k for k in ALONE if k.group != "not_settled" or any(side.group(k.group) for side in comparison.sides)]
    rows: list[tuple[Cell, ...]] = []
    for kind in kinds:
        cells: list[Cell] = [kind.label.get(lang)]
        for side in comparison.sides:
            areas = [r.area for r in side.group(kind.group)]
            cells += [len(areas), people_cell(scenario, areas)]
        rows.append(tuple(cells))
    notes = (
        *question_notes(scenario, [s.reading for s in comparison.sides], lang),
        residents_note(scenario, scenario.today.by_level.get(scenario.level, ()), lang),
        alone_note(comparison, lang),
    )
    level = scenario.book.vocabulary.levels[scenario.level].label.get(lang)
    title = pick(lang, f"Områden som omfattas ({level})", f"Areas reached ({level})")
    return Block(title, (" ", *heads), tuple(rows), notes)


def areas_block(comparison: Comparison, lang: str) -> Block:
    """The areas that the policy reaches, or may reach, gathered by outcome and reason."""
    scenario = comparison.scenario
    why = WhyLines(comparison, comparison.a)
    names = reading_words(scenario, [side.reading for side in comparison.sides], lang)
    words = {kind.group: kind.label.get(lang) for kind in ALONE}
    gathered: dict[tuple[str, ...], list[Reached]] = {}
    for row in zip(*(side.areas for side in comparison.sides), strict=True):
        if any(r.group != "neither" for r in row):
            sentences = tuple(words[r.group] for r in row)
            pairs = zip(comparison.sides, row, strict=True)
            reasons = [why(side, r, lang) for side, r in pairs]
            gathered.setdefault((*sentences, each(comparison, reasons, lang)), []).append(row[0])
    rows: list[tuple[Cell, ...]] = []
    for key, members in gathered.items():
        listed = sorted((r.area.name for r in members), key=sort_key)
        text = first_texts(listed, _NAMED, lang)
        rows.append((*key[:-1], len(members), people_cell(scenario, [r.area for r in members]), text, key[-1]))
    outcome, level = pick(lang, "Grupp", "Group"), scenario.book.vocabulary.levels[scenario.level].label.get(lang)
    columns = (
        *(f"{outcome}, {name}" if name else outcome for name in names),
        pick(lang, "Antal", "Count"), pick(lang, "Invånare", "Residents"), level.capitalize(),
        pick(lang, "Varför", "Why"),
    )  # fmt: skip
    return Block(pick(lang, "Områden och skäl", "Areas and reasons"), columns, tuple(rows))

"""Reach blocks: whom each policy reaches through a period, and what changes; of one area whether it does.

What `grund compare` says of the same day, in the interpretations that tell areas apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...analysis.compare.comparison import Reached
from ...analysis.compare.tally import Tally
from ...model.facts import Area
from ...model.numbers import pick
from ..compare.change import base_note, change_word, open_notes
from ..duties import per_reading
from ..formats.columns import headings
from ..formats.text import Block, Cell
from ..tally import policies_of, tally_block
from ..wording.values import day_text, verdict_word


def reach_block(counted: Sequence[Tally], lang: str) -> Block:
    """Reach day by day, and that completions are not tried for it."""
    block = tally_block(counted, lang, day_text)
    sentence = pick(
        lang,
        "Möjliga värden på uppgifter som saknas prövas inte dag för dag: grund compare A B --day DAG gör det.",
        "Possible values of missing facts are not tried day by day: grund compare A B --day DAY does that.",
    )
    return replace(block, notes=(*block.notes, sentence))


def area_reach_block(counted: Sequence[Tally], area: Area, lang: str) -> Block:
    """A row for each policy, day and interpretation that says another thing than the day before."""
    rows: list[tuple[Cell, ...]] = []
    before: dict[str, list[tuple[Cell, ...]]] = {}
    for tally, which in policies_of(counted):
        comparison = tally.found
        policy = comparison.a if which == "a" else comparison.b
        named = f"A: {policy.id}" if which == "a" and not tally.found.alone else policy.id
        sides = [_cells(tally, which, side.areas, lang) for side in comparison.sides]
        lines = per_reading(comparison, named, sides, lang)
        if before.get(named) != lines:
            rows += [(day_text(tally.day), *line) for line in lines]
        before[named] = lines
    heads = (
        *headings(lang, "from"), "Policy", *headings(lang, "tolkning"),
        pick(lang, "Omfattas", "Reached"), pick(lang, "Tar bort något", "Withdraws"),
        pick(lang, "Från A till policyn", "From A to the policy"),
    )  # fmt: skip
    title = pick(lang, f"Perioder då {area.name} omfattas", f"Periods when {area.name} is reached")
    notes = [
        base_note(counted[0].found.base, lang),
        *(note for tally in counted for note in open_notes(tally.found, lang)),
    ]
    return Block(title, heads, tuple(rows), tuple(dict.fromkeys(notes)))


def _cells(tally: Tally, which: str, areas: Sequence[Reached], lang: str) -> tuple[Cell, ...]:
    """What is said of the area; nothing on a day on which it is not there."""
    if not areas:
        return None, None, None
    (area,), base = areas, tally.found.base
    policy = tally.found.a if which == "a" else tally.found.b
    changed = which == "b" and not tally.found.alone
    change = change_word(area.change, lang) if changed else None
    if base is not None and policy.id == base.id:
        return pick(lang, "jämförelsegrund", "baseline"), None, change
    withdraws = getattr(area, f"withdraws_{which}")
    return (
        verdict_word(getattr(area, which), lang), None if withdraws == "no" else verdict_word(withdraws, lang), change
    )  # fmt: skip

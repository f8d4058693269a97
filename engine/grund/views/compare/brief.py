"""Brief: what of a comparison stands on one screen, before anybody asks for the rest.

The counts of the whole answer, without the rows that are 0 everywhere; areas by name where they are few, else how many
more there are; who is responsible for the change, and what is not known, in a sentence each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ...analysis.compare.comparison import Comparison, Group, Reached
from ...analysis.compare.interpretations import by_groups, in_fours
from ...model.names import sort_key
from ...model.numbers import pick
from ..formats.columns import headings
from ..formats.text import Block, Cell, width
from ..heading import heading
from ..run import question_notes, reading_word, residents_note
from ..wording.values import count_text, marks_legend
from .change import MOVED, baseline_note, beside, change_word, group_word, in_change, in_group, open_notes, worded
from .handover import handed_sentence

_FEW: Final = 6
"""So many areas of a group or change are named, each of them."""
_SOME: Final = 3
"""So many are named where there are more."""
_ONE_SIDED: Final[tuple[Group, ...]] = ("only_a", "only_b")


def brief_blocks(comparison: Comparison, first: Block, counted: Sequence[Block], lang: str) -> tuple[Block, ...]:
    """The finding, whom the policies reach and what changes, the areas by name, who answers, and how marks are read."""
    apart, shown = by_groups(comparison), in_fours(comparison)[0]
    answering = handed_sentence(comparison, lang)
    notes = (*open_notes(apart, lang), *((answering,) if answering else ()), marks_legend(lang))
    counts = _counts(apart, counted, lang)
    left = _left(apart, shown, lang)
    return (
        replace(_on_fewer_lines(first, comparison, lang), title=_title(first.title, comparison, lang)),
        replace(counts, notes=(*left, *counts.notes)),
        replace(_areas(shown, lang), notes=notes),
    )


def _title(title: str, comparison: Comparison, lang: str) -> str:
    """The title; without the policies' ids, which the command below has, where it is longer than a line."""
    labels = (policy.label.get(lang) for policy in (comparison.a, comparison.b))
    return title if len(title) <= width() else "A: {}  →  B: {}".format(*labels)


def _left(comparison: Comparison, shown: Comparison, lang: str) -> tuple[str, ...]:
    """How many more interpretations there are, and what those that are shown have in common."""
    more = len(comparison.sides) - len(shown.sides)
    if not more:
        return ()
    shared = set.intersection(*(set(side.reading) for side in shown.sides))
    fixed = tuple(pair for pair in shown.sides[0].reading if pair in shared)
    words = reading_word(comparison.scenario, fixed, lang)
    here = pick(lang, f"; här gäller {words}", f"; those here have {words}") if words else ""
    return (f"{count_text(more, lang, 'interpretation_more')} {pick(lang, 'med', 'with')} --all{here}.",)


def _on_fewer_lines(first: Block, comparison: Comparison, lang: str) -> Block:
    """The block with the day and what the policies' files say beside each other in one paragraph."""
    said_beside = beside((comparison.a, comparison.b), lang)
    dated = heading(comparison.scenario, lang)[0]
    if not said_beside or dated not in first.notes:
        return first
    kept = tuple(note for note in first.notes if note not in (dated, *said_beside))
    return replace(first, notes=(*kept, ". ".join((dated, *said_beside))))


def _counts(comparison: Comparison, counted: Sequence[Block], lang: str) -> Block:
    """Reach and change in one table, in the order of the whole answer."""
    scenario = comparison.scenario
    level = scenario.book.vocabulary.levels[scenario.level].label.get(lang)
    title = pick(
        lang,
        f"Områden som omfattas, och ändring från A till B ({level})",
        f"Areas reached, and change from A to B ({level})",
    )
    notes = (
        *question_notes(scenario, [side.reading for side in comparison.sides], lang, because=False),
        f"{residents_note(scenario, scenario.today.by_level.get(scenario.level, ()), lang)} "
        f"{_reached_note(comparison, lang)}",
    )
    return Block(title, counted[0].columns, _rows(counted, comparison.base is None, lang), notes)


def _reached_note(comparison: Comparison, lang: str) -> str:
    """What reach is counted from, in few words where a baseline is declared."""
    base = comparison.base
    if base is None:
        return baseline_note(comparison, lang)
    return pick(
        lang,
        f"Omfattas: får någon insats utöver jämförelsegrunden ({base.id}).",
        f"Reached: receives an intervention beyond the baseline ({base.id}).",
    )


def _rows(counted: Sequence[Block], change_first: bool, lang: str) -> tuple[tuple[Cell, ...], ...]:
    """The rows of both tables that are not 0 everywhere; a label that stands in both says of what it is."""
    of = (pick(lang, "omfattas", "reached"), pick(lang, "ändras", "changed"))
    labels = [str(row[0]) for block in counted for row in block.rows]
    return tuple(
        (f"{row[0]} ({word})" if labels.count(str(row[0])) > 1 else row[0], *row[1:])
        for word, block in zip(reversed(of) if change_first else of, counted, strict=True)
        for row in block.rows
        if any(row[1:])
    )


def _areas(comparison: Comparison, lang: str) -> Block:
    """The areas that one policy alone reaches, and those with each change, by name where they are few."""
    scenario = comparison.scenario
    kinds: list[tuple[str, Callable[[Reached], bool]]] = [
        *((group_word(group, lang), in_group(group)) for group in _ONE_SIDED),
        *((change_word(change, lang), in_change(change)) for change in MOVED),
    ]
    readings = [side.reading for side in comparison.sides]
    rows: list[tuple[Cell, ...]] = []
    for word, holds in kinds:
        names = [tuple(r.area.name for r in side.areas if holds(r)) for side in comparison.sides]
        rows += [(word, reading, len(of), _some(of)) for reading, of in worded(scenario, readings, names, lang) if of]
    level = scenario.book.vocabulary.levels[scenario.level].label.get(lang)
    heads = (" ", *headings(lang, "tolkning", "count"), level.capitalize())
    title = pick(lang, "Områden per grupp", "Areas by group")
    return Block(title, heads if rows else (), tuple(rows))


def _some(names: Sequence[str]) -> str:
    """All the names where they are few, else the first, and how many more there are."""
    ordered = sorted(names, key=sort_key)
    if len(ordered) <= _FEW:
        return ", ".join(ordered)
    return f"{', '.join(ordered[:_SOME])} (+{len(ordered) - _SOME})"

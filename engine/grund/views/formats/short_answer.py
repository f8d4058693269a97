"""Short answer: what of a long answer stands on a screen or two, and how the rest is asked for.

What is left out is counted where it is left out, the last line says the command that shows it, and no mark, day or
assumption is lost. Only text on the screen is shortened: a file, Markdown, CSV and JSON are whole.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from ...model.numbers import pick
from ..result import Result
from ..wording.values import count_text, marks_legend
from .text import Block, Cell, as_text

_LINES: Final = 58
"""Lines of a short answer, at most, before the two that say how to ask for the rest."""
_CELL: Final = 90
"""Characters of a cell of a short answer, at most."""


def shortened(result: Result) -> tuple[Block, ...]:
    """The blocks of a result, shortened where they do not stand on a screen or two."""
    if _lines(result.blocks, result.lang) <= _LINES:
        return result.blocks
    return (*_fitted(result.short or result.blocks, result.lang), _rest(result))


def enough(blocks: Iterable[Block], lang: str) -> tuple[Block, ...]:
    """The blocks; of those that do not stand on a screen or two so many that it is seen: the rest is not made."""
    first: list[Block] = []
    lines = -1
    for block in blocks:
        first.append(block)
        lines += 1 + _lines([block], lang)
        if lines > _LINES:
            break
    return tuple(first)


def _lines(blocks: Sequence[Block], lang: str) -> int:
    return as_text(blocks, lang).count("\n")


def _rest(result: Result) -> Block:
    """What `--all` adds, and the command."""
    lang = result.lang
    added = result.rest or pick(lang, "det som är utelämnat här", "what is left out here")
    sentence = f"--all {pick(lang, 'visar också', 'also shows')} {added}:"
    words = " ".join(map(_quoted, result.command)).replace(" --format table", "")  # as it is shown in any case
    return Block("", (), (), (sentence, f"grund {words} --all"))


def _quoted(word: str) -> str:
    return word if word.replace("-", "").isalnum() else shlex.quote(word)


def _fitted(blocks: Sequence[Block], lang: str) -> tuple[Block, ...]:
    """As many rows and notes of each block as there is room for; where there are too many blocks, the first ones."""
    low, high = 1, min(_LINES, max(len(b.rows) + len(b.notes) for b in blocks))  # a row is a line at least
    while low < high:
        most = (low + high + 1) // 2
        low, high = (most, high) if _lines(_cut(blocks, most, lang), lang) <= _LINES else (low, most - 1)
    cut = _cut(blocks, low, lang)
    kept = len(cut)
    while kept > 1 and _lines(cut[:kept], lang) > _LINES:
        kept -= 1
    if kept == len(cut):
        return cut
    left = _more(len(cut) - kept, "section_more", lang)
    return (*cut[:kept], Block("", (), (), (*left, *_legend(cut[kept:], lang))))


def _cut(blocks: Sequence[Block], most: int, lang: str) -> tuple[Block, ...]:
    """The first rows and notes of each block; what the answer says of itself first is whole."""
    number = 1 if blocks[0].notes and not blocks[0].columns else 0
    return (*blocks[:number], *(_first(block, most, lang) for block in blocks[number:]))


def _first(block: Block, most: int, lang: str) -> Block:
    """A block's first rows and notes, with how many more there are."""
    rows = tuple(tuple(map(_abridged, row)) for row in block.rows[:most])
    notes = block.notes
    if len(notes) > most:
        notes = tuple(dict.fromkeys((*notes[:most], *_legend([block], lang))))
        notes += _more(len(block.notes) - len(notes), "line_more", lang)
    more = _more(len(block.rows) - len(rows), "row_more", lang)
    return replace(block, rows=rows, notes=more + notes)


def _more(n: int, unit: str, lang: str) -> tuple[str, ...]:
    return (f"… {count_text(n, lang, unit)}",) if n > 0 else ()


def _legend(blocks: Sequence[Block], lang: str) -> tuple[str, ...]:
    """The legend of the marks, where some blocks have it: it is never left out."""
    legend = marks_legend(lang)
    return (legend,) if any(legend in block.notes for block in blocks) else ()


def _abridged(cell: Cell) -> Cell:
    """A cell's first words."""
    if not isinstance(cell, str) or len(cell) <= _CELL:
        return cell
    return type(cell)(cell[:_CELL].rpartition(" ")[0].rstrip(",;") + " …")

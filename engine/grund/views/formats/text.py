"""Text: blocks of rows, written as plain text, Markdown or CSV.

The same cells in every format; Swedish numbers for people, and a `;`-CSV with decimal comma and byte order mark that
opens in Excel.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeAlias

from ...model.numbers import number_text
from ...problems.visible_text import guarded, visible

Cell: TypeAlias = str | int | Decimal | None


class NumericText(str):
    """A cell that is written like a number, though it may be a range or unknown: it stands to the right."""

    __slots__ = ()


Columns: TypeAlias = tuple[tuple[str, ...], Sequence[tuple[Cell, ...]]]
"""Columns that rows have besides: their keys, and their cells row by row; neither where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Block:
    """A titled table; `columns` are headings for people, `notes` stand below it; `picture` is an SVG that a page shows
    above it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    picture: str = ""


def led(block: Block, *notes: str) -> Block:
    """The block with some notes before its own."""
    return replace(block, notes=(*notes, *block.notes))


def without_empty(block: Block) -> Block:
    """The block without columns in which every cell is blank, such as interpretations where there is only one."""
    kept = [i for i in range(len(block.columns)) if not block.rows or any(row[i] != "" for row in block.rows)]
    if len(kept) == len(block.columns):
        return block
    rows = tuple(tuple(row[i] for i in kept) for row in block.rows)
    return replace(block, columns=tuple(block.columns[i] for i in kept), rows=rows)


def width() -> int:
    """The width to write for: the terminal's, or 100."""
    return max(60, shutil.get_terminal_size((100, 24)).columns)


def colour() -> bool:
    """Whether titles may be bold: a terminal, and NO_COLOR is not set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def cell_text(cell: Cell, lang: str) -> str:
    """A cell for people."""
    if cell is None:
        return "–"
    return number_text(cell, lang) if isinstance(cell, int | Decimal) else visible(cell)


def as_text(blocks: Sequence[Block], lang: str, columns: int | None = None) -> str:
    """Blocks as plain tables, wrapped to `columns` characters."""
    bold = ("\033[1m", "\033[0m") if colour() else ("", "")
    parts = [_text_block(block, lang, columns or width(), bold) for block in blocks]
    return "\n".join(parts)


def _text_block(block: Block, lang: str, limit: int, bold: tuple[str, str]) -> str:
    title = textwrap.wrap(visible(block.title), limit, break_on_hyphens=False)
    lines = [f"{bold[0]}{line}{bold[1]}" for line in title]
    if block.columns:
        columns = [visible(column) for column in block.columns]
        grid = [[cell_text(c, lang) for c in row] for row in block.rows]
        right = [
            all(isinstance(row[i], int | Decimal | NumericText | None) for row in block.rows) and bool(block.rows)
            for i in range(len(block.columns))
        ]
        for at, picked in enumerate(_folds([columns, *grid], right, limit - 2)):
            lines += [""] if at else []
            part, to_right = [[row[i] for i in picked] for row in (columns, *grid)], [right[i] for i in picked]
            sizes = _sizes(part, to_right, limit - 2)
            lines += _layout(part[0], sizes, to_right)
            lines.append("  " + "  ".join("─" * size for size in sizes))
            for row in part[1:]:
                lines += _layout(row, sizes, to_right)
    for note in map(visible, block.notes):
        if len(note) + 2 <= limit:
            lines.append(f"  {note}".rstrip())
        else:
            lines += textwrap.wrap(note, limit, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def _folds(grid: list[list[str]], right: list[bool], limit: int) -> list[list[int]]:
    """The columns that stand beside each other: all, or those that fit with every word whole, then the others.

    The first column stands first in each part.
    """
    least = _least(grid, right)
    parts = [[0]]
    for i in range(1, len(least)):
        if len(parts[-1]) > 1 and sum(least[n] + 2 for n in (*parts[-1], i)) - 2 > limit:
            parts.append([0])
        parts[-1].append(i)
    return parts


def _least(grid: list[list[str]], right: list[bool]) -> list[int]:
    """How narrow each column may be: its longest word; of numbers, the longest of them."""
    heads, *rows = grid
    return [
        max(_longest([heads[i]]), max((len(row[i]) for row in rows), default=0))
        if r
        else _longest([*(r[i] for r in grid)])
        for i, r in enumerate(right)
    ]


def _sizes(grid: list[list[str]], right: list[bool], limit: int) -> list[int]:
    """Column widths: as wide as needed; where the row is too long, headings over numbers wrap, then text columns."""
    sizes = [max(map(len, column)) for column in zip(*grid, strict=True)]
    spare = limit - 2 * (len(sizes) - 1)
    if sum(sizes) <= spare:
        return sizes
    least = _least(grid, right)
    sizes = [least[i] if r else size for i, (r, size) in enumerate(zip(right, sizes, strict=True))]
    for floors in ([max(8, n) for n in least], least, [7] * len(sizes)):  # a word is broken where no line has room
        while sum(sizes) > spare:
            candidates = [i for i, r in enumerate(right) if not r and sizes[i] > floors[i]]
            if not candidates:
                break
            sizes[max(candidates, key=lambda i: sizes[i])] -= 1
    return sizes


def _longest(texts: Sequence[str]) -> int:
    """The longest word of a column, as it may stand on a line: parts that a hyphen joins are words."""
    return min(_WORD, max(map(_word, texts), default=0))


@lru_cache(maxsize=1024)
def _word(text: str) -> int:
    """The length of its longest word; a short answer measures its cells many times to see how many rows fit."""
    return max(map(len, textwrap.wrap(text, 1, break_long_words=False)), default=0)


@lru_cache(maxsize=1024)
def _lines(text: str, size: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, size)) or ("",)


_WORD: Final = 40
"""What is longer is no word but an address, and may be broken."""


def _layout(row: list[str], sizes: list[int], right: list[bool]) -> list[str]:
    wrapped = [_lines(text, size) for text, size in zip(row, sizes, strict=True)]
    lines = []
    for i in range(max(map(len, wrapped))):
        cells = [
            (part[i] if i < len(part) else "").rjust(size) if r else (part[i] if i < len(part) else "").ljust(size)
            for part, size, r in zip(wrapped, sizes, right, strict=True)
        ]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines


def as_markdown(blocks: Sequence[Block], lang: str) -> str:
    """Blocks as Markdown tables; text is text, whatever it looks like."""
    parts: list[str] = []
    for block in blocks:
        lines = [f"### {_unmarked(block.title)}", ""] if block.title else []
        if block.columns:
            lines.append("| " + " | ".join(map(_unmarked, block.columns)) + " |")
            lines.append("|" + " --- |" * len(block.columns))
            for row in block.rows:
                lines.append("| " + " | ".join(_unmarked(cell_text(cell, lang)) for cell in row) + " |")
            lines.append("")
        lines += [f"{_unmarked(note)}  " for note in block.notes]
        parts.append("\n".join(lines).rstrip() + "\n")
    return "\n".join(parts)


FICTIONAL: Final = ("FIKTIVT EXEMPEL", "FICTIONAL EXAMPLE")
"""How a note begins that says that the figures are made up; formats make it stand out."""
_MARKUP: Final = re.compile(r"[\\`|<]|\](?=[(:\[])|&(?=#?\w+;)|^(?=[#>+*-]+ )|\*(?=\S)")
"""What begins code, a cell, HTML, a link, an entity, a heading, a list or emphasis."""


def _unmarked(text: str) -> str:
    """A text on one line, as Markdown that shows it."""
    return _MARKUP.sub(lambda m: "\\" + m[0], visible(text).replace("\n", " "))


def as_csv(header: Sequence[str], rows: Sequence[Sequence[Cell]], lang: str) -> str:
    """A CSV for people: Swedish opens in Excel (`;`, decimal comma, BOM, CRLF); English is RFC 4180.

    Text that a spreadsheet would read as a formula is guarded by an apostrophe.
    """
    swedish = lang != "en"
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if swedish else ",", lineterminator="\r\n")
    writer.writerow([_csv_cell(name, swedish) for name in header])
    for row in rows:
        writer.writerow([_csv_cell(cell, swedish) for cell in row])
    return ("\ufeff" if swedish else "") + out.getvalue()


def _csv_cell(cell: Cell, swedish: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int | Decimal):
        text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
        return text.replace(".", ",") if swedish else text
    return guarded(cell)

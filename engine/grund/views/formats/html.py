"""HTML: blocks of rows as HTML, in a notebook's cell or as a page that stands by itself.

Everything is escaped; no script, and nothing is fetched; numbers stand to the right; what is unknown is said in words;
on a narrow screen a wide table becomes a list of rows, without the cells that hold nothing. A page of many tables
begins with its contents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Final

from ...model.numbers import pick
from ...problems.page_policy import content_policy
from ..wording.values import MISSING, NO_DATA
from .text import FICTIONAL, Block, Cell, NumericText, cell_text

STYLE: Final = """
.grund{font:15px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#16212b;background:#fff;
max-width:72rem;overflow-wrap:break-word}
.grund h1{font-size:1.4rem;margin:0 0 .5rem}.grund h2{font-size:1.1rem;margin:1.6rem 0 .3rem}
.grund p{margin:.2rem 0;max-width:76ch;color:#4a5966}.grund h1+p{font-size:1.1rem;color:#16212b}
.grund p.mark{font-weight:700;color:#a3260b;border:2px solid #a3260b;padding:.3rem .6rem;margin:.5rem 0}
.grund table{border-collapse:collapse;margin:.3rem 0;font-size:.94em}
.grund th,.grund td{padding:.25rem .7rem;border-bottom:1px solid #c9d1d9;text-align:left;vertical-align:top}
.grund thead th{border-bottom:2px solid #34424e;vertical-align:bottom}.grund tbody th{font-weight:400}
.grund .n{text-align:right;font-variant-numeric:tabular-nums}.grund td.n{white-space:nowrap}
.grund .d{white-space:nowrap}.grund .u{font-style:italic;color:#6b4fa0}
.grund .p{overflow-x:auto;margin:.5rem 0}.grund svg{display:block}
.grund tr.sum>*{font-weight:700;border-top:2px solid #34424e}
.grund nav{margin:.8rem 0;columns:20rem;font-size:.94em}
.grund nav a{display:block;color:#0b4f8a;padding:.25rem 0;min-height:24px}
@media print{.grund nav{display:none}.grund{font-size:10pt}.grund tr{break-inside:avoid}.grund h2{break-after:avoid}}
@media(max-width:600px){.grund{font-size:14px}.grund td.n{white-space:normal}
.grund h1{font-size:1.2rem}.grund th,.grund td{padding:.25rem .4rem}
.grund .many,.grund .many tbody,.grund .many tr,.grund .many th,.grund .many td{display:block}
.grund .many thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.grund .many tbody tr{padding:.35rem 0;border-bottom:1px solid #34424e}
.grund .many tbody th{font-weight:700}.grund .many td.e{display:none}
.grund .many td,.grund .many tbody th{border:0;padding:.05rem 0;text-align:left}
.grund .many td{overflow-wrap:anywhere;display:flex;gap:.6rem}
.grund .many td::before{content:attr(data-head);color:#4a5966;font-style:normal;white-space:normal;flex:none;
width:7.4rem;overflow-wrap:normal}}
"""
DAY: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")
"""A day, which no line is broken in."""
MANY: Final = 4
"""Columns that a phone has room for side by side."""
ROOM: Final = 26
"""Characters that a phone has room for beside the first column."""
PHONE: Final = 34
"""Characters that a phone has room for in all, where no word is broken."""
CONTENTS: Final = 6
"""Tables from which a page has its contents at the top."""


def fragment(blocks: Sequence[Block], lang: str, contents: bool = False) -> str:
    """The blocks as a piece of a page, with its style; with `contents` links to them below the first."""
    parts = [_titled(block, "h1" if at == 0 else "h2", lang, at) for at, block in enumerate(blocks)]
    if contents and len(blocks) > CONTENTS:
        titled = [(at, block.title) for at, block in enumerate(blocks) if at and block.title]
        links = (f'<a href="#t{at}">{escape(title)}</a>\n' for at, title in titled)
        parts.insert(1, f'<nav aria-label="{pick(lang, "Innehåll", "Contents")}">\n{"".join(links)}</nav>\n')
    return f'<style>{STYLE}</style>\n<div class="grund" lang="{escape(lang)}">\n{"".join(parts)}</div>\n'


_FRAME: Final = (
    "@page{size:A4;margin:14mm}body{margin:1rem auto;padding:0 1rem;max-width:72rem}"
    "@media print{body{margin:0;padding:0}}"
)


def page(blocks: Sequence[Block], lang: str) -> bytes:
    """The blocks as a file of its own; its name is that of the first block."""
    return (
        f'<!doctype html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{content_policy([_FRAME, STYLE])}">\n'
        f"<title>{escape(blocks[0].title if blocks else 'grund')}</title>\n"
        f"<style>{_FRAME}</style>\n</head>\n"
        f"<body>\n<main>\n{fragment(blocks, lang, contents=True)}</main>\n</body>\n</html>\n"
    ).encode()


def _titled(block: Block, level: str, lang: str, at: int) -> str:
    title = f'<{level} id="t{at}">{escape(block.title)}</{level}>\n' if block.title else ""
    return title + _picture(block) + (_table(block, lang) if block.columns else "") + "".join(map(_note, block.notes))


def _picture(block: Block) -> str:
    """The picture of a table, which a narrow screen moves sideways, by keyboard too."""
    if not block.picture:
        return ""
    return f'<div class="p" role="region" tabindex="0" aria-label="{escape(block.title)}">\n{block.picture}</div>\n'


def _note(text: str) -> str:
    loud = ' class="mark"' if text.startswith(FICTIONAL) else ""
    return f"<p{loud}>{DAY.sub(_whole, escape(text))}</p>\n"


def _whole(day: re.Match[str]) -> str:
    return f'<span class="d">{day[0]}</span>'


def _table(block: Block, lang: str) -> str:
    """The table; its rows and cells say their roles, which a list of rows on a phone would otherwise lose."""
    right = [
        all(isinstance(row[i], int | Decimal | NumericText | None) for row in block.rows)
        for i in range(len(block.columns))
    ]
    heads = "".join(
        f'<th scope="col" role="columnheader"{_class(n)}>{escape(h)}</th>'
        for h, n in zip(block.columns, right, strict=True)
    )
    rows = "".join(_row(block, row, right, lang) for row in block.rows)
    many = ' class="many"' if len(block.columns) > MANY or _too_wide(block, lang) else ""
    return (
        f'<table role="table" aria-label="{escape(block.title)}"{many}>\n'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{rows}</tbody>\n</table>\n'
    )


def _too_wide(block: Block, lang: str) -> bool:
    """Whether a phone has no room for the columns side by side: the first by its longest word, the others unbroken."""
    first, *others = zip(block.columns, *block.rows, strict=True)
    cells = [max([_longest(head), *(len(cell_text(cell, lang)) for cell in column)]) for head, *column in others]
    return sum(cells) > ROOM or max(_longest(cell_text(cell, lang)) for cell in first) + sum(cells) > PHONE


def _longest(text: str) -> int:
    """The letters of the longest word."""
    return max(map(len, text.split()), default=0)


def _row(block: Block, row: Sequence[Cell], right: Sequence[bool], lang: str) -> str:
    last = ' class="sum"' if row[0] == pick(lang, "Summa", "Total") else ""
    first = f'<th scope="row" role="rowheader"{_class(right[0])}>{escape(cell_text(row[0], lang))}</th>'
    cells = []
    for head, cell, number in zip(block.columns[1:], row[1:], right[1:], strict=True):
        text = cell_text(cell, lang)
        unknown = isinstance(cell, str) and any(pick(lang, *words) in text for words in (MISSING, NO_DATA))
        shape = _class(number, unknown, cell is None or cell == "")
        cells.append(f'<td role="cell" data-head="{escape(head)}"{shape}>{escape(text)}</td>')
    return f'<tr role="row"{last}>{first}{"".join(cells)}</tr>\n'


def _class(number: bool, unknown: bool = False, empty: bool = False) -> str:
    """Classes of a cell: a number, unknown, empty."""
    names = " ".join(n for n, flag in zip("nue", (number, unknown, empty), strict=True) if flag)
    return f' class="{names}"' if names else ""

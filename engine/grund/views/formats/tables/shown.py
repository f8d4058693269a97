"""Shown: a table as plain HTML, for notebooks.

Everything is escaped, and nothing is carried by colour or place alone: a caption, headings with scope, and what is
left out is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import islice
from typing import Final

MOST: Final = 60
"""Rows shown: a notebook page, not a file."""


def html(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[bool]) -> str:
    """A table; `numbers` says of each column whether its cells stand to the right."""
    styles = [' style="text-align: right"' if number else ' style="text-align: left"' for number in numbers]
    head = "".join(f'<th scope="col"{s}>{escape(h)}</th>' for h, s in zip(heads, styles, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{s}>{escape(c)}</td>" for c, s in zip(row, styles, strict=True)) + "</tr>\n"
        for row in islice(rows, MOST)
    )
    left = f"<p>… {len(rows) - MOST} more rows of {len(rows)}</p>\n" if len(rows) > MOST else ""
    return (
        f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}</tbody>\n</table>\n{left}"
    )

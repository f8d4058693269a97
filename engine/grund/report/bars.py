"""Bars: amounts of money as bars in a table, so that the picture is its own table.

Every bar has its number beside it; a range is drawn as one, and what is unknown as unknown; all bars of a table have
one scale; no difference is one of colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import Final, NamedTuple

from ..analysis.compare.comparison import Group
from ..budgeting.money import Money
from ..model.sources import Label
from ..views.formats.money import Unit, money_text
from .bilingual import Html, Voice, both, say
from .hyphens import softened

_WIDEST: Final = 96.0
"""How much of its cell the longest bar takes, in per cent; the rest is for what is unknown."""


class BarColumn(NamedTuple):
    """What a bar is of: its words, and the look it has."""

    label: Label
    group: Group


class BarRow(NamedTuple):
    """A name, the money of each column, and what stands after the bars as text."""

    label: Label
    amounts: tuple[Money, ...]
    after: tuple[Label, ...] = ()
    limit: int | None = None
    """A budget limit, drawn as a line across the bars."""
    total: bool = False


def bars(
    id: str, title: Label, head: Label, columns: Sequence[BarColumn], after: Sequence[Label], rows: Sequence[BarRow],
    unit: Unit, voice: Voice = say,
) -> Html:  # fmt: skip
    """A table with a bar in every cell of money; in both languages, or in the one of a voice."""
    most = max((abs(m.high) for row in rows if not row.total for m in row.amounts), default=0)
    most = max(chain([most, 1], (row.limit for row in rows if row.limit is not None)))
    heads = [
        f"<th scope=col>{voice(head)}</th>",
        *(f"<th scope=col>{_key(column.group)} {voice(_soft(column.label))}</th>" for column in columns),
        *(f"<th scope=col class=n>{voice(label)}</th>" for label in after),
    ]
    body = [_row(row, columns, after, most, unit, voice) for row in rows]
    return Html(
        f'<div class="scroll" role="region" aria-labelledby="h-{id}" tabindex="0"><table class="bars" id="{id}">'
        f'<caption id="h-{id}">{voice(title)}</caption><thead><tr>{"".join(heads)}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _row(
    row: BarRow, columns: Sequence[BarColumn], after: Sequence[Label], most: int, unit: Unit, voice: Voice
) -> Html:  # fmt: skip
    cells = []
    for column, amount in zip(columns, row.amounts, strict=True):
        text = both(partial(money_text, amount, unit))
        drawn = "" if row.total else _bar(amount, column.group, row.limit, most)
        cells.append(f"<td>{_named(column.label, voice)}<span class=m>{voice(text)}</span>{drawn}</td>")
    cells += [
        f"<td class=n>{_named(head, voice)}{voice(text)}</td>" for head, text in zip(after, row.after, strict=True)
    ]
    return Html(
        f"<tr{' class=sum' if row.total else ''}><th scope=row>{voice(_soft(row.label))}</th>{''.join(cells)}</tr>"
    )


def _soft(label: Label) -> Label:
    """A name that may be broken, as those of other tables."""
    return Label(softened(label.sv), label.get("en"))


def _named(head: Label, voice: Voice) -> Html:
    """The head of a cell's column, for a narrow screen on which a row is a list."""
    return Html(f'<span class="of" aria-hidden="true">{voice(head)}: </span>')


def _key(group: Group) -> Html:
    shape = f'<g class="{group}"><rect x="1" y="1" width="20" height="14"/></g>'
    return Html(f'<svg class="key" viewBox="0 0 22 16" aria-hidden="true">{shape}</svg>')


def _bar(amount: Money, group: Group, limit: int | None, most: int) -> Html:
    """A bar: what is certain, then the range, then what is unknown; and the limit across it."""
    low, high = (_WIDEST * abs(end) / most for end in sorted((amount.low, amount.high), key=abs))
    shapes = [f'<rect class="{group}" width="{low:.2f}%" height="14" y="1"/>'] if low else []
    if high > low:
        shapes.append(f'<rect class="unknown" x="{low:.2f}%" width="{high - low:.2f}%" height="14" y="1"/>')
    if amount.unknown:
        shapes.append(f'<rect class="unknown" x="{high:.2f}%" width="12" height="14" y="1"/>')
    if limit is not None:
        at = f"{_WIDEST * limit / most:.2f}%"
        shapes.append(f'<line class="edge" x1="{at}" x2="{at}" y1="0" y2="16"/>')
    if not shapes:
        return Html("")
    return Html(f'<svg class="bar" width="100%" height="16" aria-hidden="true">{"".join(shapes)}</svg>')

"""Sheet layout: how the sheets of every workbook look: formats, widths and heights, blocks and notes, and the paper.

A text that is folded has a row as high as its lines, for not every program makes room for it; a head stands as what is
below it; a number is a number; a sheet prints on the breadth of a lying A4.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final, NamedTuple

import xlsxwriter

from ....model.numbers import SPACE, pick
from ....problems.visible_text import visible
from ..tables.shape import decimals_of
from ..text import FICTIONAL, Block, Cell, NumericText, cell_text, without_empty

MOST_TEXT: Final = 32_767
"""The characters that a cell has room for."""
_OPTIONS: Final = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_CREATED: Final = datetime(2026, 1, 1)
"""A day of its own, so that the same answer gives the same bytes."""
_LINE: Final = 15.0
"""How high a line is, in points."""
_WIDEST: Final = 44
_NARROWEST: Final = 4
"""The characters of a column that is folded, and of one that holds next to nothing."""
_BROAD: Final = 110
"""How wide a note is, in characters: about the breadth of the paper."""
_FOLDED: Final = 14
"""The width of a column that is folded because it is one of many."""
_BROADEST: Final = 200
"""How wide blocks may be, in characters, to be read on paper."""
_NAMING: Final = 3
"""So many columns of data say what a row is about, and stand on every page."""
_DATA: Final = 30
"""The width of a column of data, at most."""
_PAIR: Final = (_WIDEST, 90)
"""The widths of keys, and of what they say."""
_UNSET: Final = 9
"""The width of a column that nobody has set."""
_GROUPED: Final = 10_000
"""Numbers from here on are grouped; smaller ones may be years."""
_TOP: Final = {"valign": "top"}
_RIGHT: Final = {"align": "right"}
_TOTAL: Final = {"bold": True, "top": 1}
_HEAD: Final = {"bold": True, "bg_color": "#E6EAEE", "bottom": 1, "text_wrap": True, "valign": "top"}
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": _TOP,
    "wrap": {"text_wrap": True, **_TOP},
    "right": {**_RIGHT, **_TOP},
    "after": {"text_wrap": True, "indent": 1, **_TOP},
    "bold": {"bold": True, "text_wrap": True, **_TOP},
    "title": {"bold": True, "font_size": 12},
    "warn": {"bold": True, "font_color": "#A3260B", "text_wrap": True, **_TOP},
    "head": _HEAD,
    "head right": {**_HEAD, **_RIGHT},
    "head after": {**_HEAD, "indent": 1},
    "total": {**_TOTAL, **_TOP},
    "total right": {**_TOTAL, **_RIGHT, **_TOP},
}
_SHOWN: Final = re.compile(r"([+\N{MINUS SIGN}-]?)(\d[\d ,.\N{NO-BREAK SPACE}]*?)(\N{NO-BREAK SPACE}?%)?")


class Looks:
    """The formats of a workbook, each made once: a look by its name, and how a number is written."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}

    def __call__(self, look: str = "plain", number: str = "") -> Any:
        """The format of a look, with a number format where there is one."""
        if (look, number) not in self._made:
            own = {"num_format": number} if number else {}
            self._made[look, number] = self._book.add_format({**_LOOKS[look], **own})
        return self._made[look, number]


class ShownNumber(NamedTuple):
    """The number of a cell, and the format in which a sheet shows it as people read it."""

    value: Decimal | int
    format: str


def opened(title: str) -> tuple[io.BytesIO, Any]:
    """A new workbook in memory: text in it never becomes a formula, a link or a number."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, dict(_OPTIONS))
    book.set_properties({"title": title, "created": _CREATED})
    return out, book


def on_paper(book: Any) -> None:
    """Every sheet as broad as a lying A4, or as several where it says so, with its name and page below."""
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.set_paper(9)
        if not sheet.fit_page:
            sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
        sheet.set_footer("&L&A&R&P (&N)")


def width(texts: Sequence[str], head: str = "") -> int:
    """How wide a column is, in characters: as its longest text and the longest word of its head, within bounds."""
    return _bounded(max(map(len, texts), default=0), head)


def _bounded(longest: int, head: str) -> int:
    least = max(map(len, head.split()), default=0)
    return min(_WIDEST, 2 + max(_NARROWEST, least, longest))


def height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """How high a row is, in points."""
    folded = (len(textwrap.wrap(text, max(1, wide - 2))) for text, wide in zip(texts, widths, strict=True))
    return _LINE * max(1, *folded)


def pairs(sheet: Any, lines: Sequence[tuple[str, str]], looks: Looks) -> int:
    """Keys and what they say, in two columns; the row after the last."""
    for column, wide in enumerate(_PAIR):
        sheet.set_column(column, column, wide)
    for row, (key, value) in enumerate(lines):
        sheet.write_string(row, 0, key, looks("bold"))
        sheet.write_string(row, 1, value[:MOST_TEXT], looks("wrap"))
        _make_room(sheet, row, [key, value], _PAIR)
    return len(lines)


def _make_room(sheet: Any, at: int, texts: Sequence[str], widths: Sequence[int]) -> None:
    """A row as high as its texts, where they are folded."""
    high = height(texts, widths)
    if high > _LINE:
        sheet.set_row(at, high)


def heads(
    sheet: Any, at: int, texts: Sequence[str], numbers: Sequence[bool], widths: Sequence[int], looks: Looks
) -> None:
    """The heads of columns; those of numbers stand to the right."""
    for column, (text, number) in enumerate(zip(texts, numbers, strict=True)):
        after = " after" if column and numbers[column - 1] else ""
        sheet.write_string(at, column, visible(text), looks(f"head{' right' if number else after}"))
    _make_room(sheet, at, texts, widths)


def note(sheet: Any, at: int, text: str, widths: Sequence[int], looks: Looks) -> None:
    """A sentence over so many columns as the paper is broad, folded."""
    last, wide = 0, 0
    for last, own in enumerate((*widths, *[_UNSET] * _BROAD)):
        if wide + own > _BROAD and last:
            last -= 1
            break
        wide += own
    look = looks("warn" if text.startswith(FICTIONAL) else "wrap")
    if last:
        sheet.merge_range(at, 0, at, last, "", look)
    sheet.write_string(at, 0, visible(text)[:MOST_TEXT], look)
    _make_room(sheet, at, [text], [wide])


def write_blocks(sheet: Any, blocks: Sequence[Block], looks: Looks, lang: str) -> None:
    """Blocks below one another, as on a page: title, heads, rows, notes; columns as wide as what they hold."""
    shown = [without_empty(block) for block in blocks]
    widths = _widths(shown, lang)
    for column, wide in enumerate(widths):
        sheet.set_column(column, column, wide)
    at = 0
    for block in shown:
        at = _block(sheet, block, at, widths, looks, lang) + 1


def _widths(blocks: Sequence[Block], lang: str) -> list[int]:
    """The width of each column of blocks that stand below one another: less where one of them has many columns."""
    columns: list[list[int]] = []
    for block in blocks:
        texts = [[cell_text(cell, lang) for cell in column] for column in zip(*block.rows, strict=True)]
        pairs = zip(texts or [[]] * len(block.columns), block.columns, strict=True)
        columns.append([width(cells, head) for cells, head in pairs])
    if not any(columns):
        return []
    first, *rest = (max(column) for column in zip_longest(*columns, fillvalue=_NARROWEST + 2))
    most = max(_FOLDED, (_BROADEST - first) // max(1, len(rest)))
    return [first, *(min(wide, most) for wide in rest)]


def _block(sheet: Any, block: Block, at: int, widths: Sequence[int], looks: Looks, lang: str) -> int:
    """A block; the row after its last."""
    if block.title:
        sheet.write_string(at, 0, visible(block.title.removeprefix(" · ")), looks("title"))
        at += 1
    if block.columns:
        own = widths[: len(block.columns)]
        right = [any(isinstance(row[i], int | Decimal | NumericText) for row in block.rows) for i in range(len(own))]
        heads(sheet, at, block.columns, right, own, looks)
        for row in block.rows:
            at += 1
            total = "total" if row[0] == pick(lang, "Summa", "Total") else ""
            for column, cell in enumerate(row):
                look = "right" if right[column] else "after" if column and right[column - 1] else "wrap"
                _shown(sheet, at, column, cell, look, total, looks, lang)
            _make_room(sheet, at, [cell_text(cell, lang) for cell in row], own)
        at += 1
    for text in block.notes:
        note(sheet, at, text, widths, looks)
        at += 1
    return at


def _shown(sheet: Any, at: int, column: int, cell: Cell, look: str, total: str, looks: Looks, lang: str) -> None:
    """A cell: a number as a number; a range, a word for what is missing and – stand as the numbers of the column."""
    number = number_of(cell, lang)
    if number is not None:
        sheet.write_number(at, column, number.value, looks(total or "plain", number.format))
        return
    text = "–" if cell is None else visible(str(cell))[:MOST_TEXT]
    sheet.write_string(at, column, text, looks(look if not total else "total right" if look == "right" else total))


def number_of(cell: Cell, lang: str) -> ShownNumber | None:
    """The number of a cell that shows one; None of a text, a range, and what is missing."""
    if isinstance(cell, int | Decimal):
        return ShownNumber(cell, number_format(cell))
    match = _SHOWN.fullmatch(cell) if isinstance(cell, NumericText) else None
    if match is None:
        return None
    sign, digits, percent = match.groups()
    plain = digits.replace(SPACE, "").replace(" ", "")
    plain = plain.replace(",", "") if lang == "en" else plain.replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", plain):
        return None
    value = Decimal(plain) * (1 if sign in ("", "+") else -1)
    places = len(plain.partition(".")[2])
    shape = ("#,##0" if len(digits) > len(plain) or places else "0") + ("." + "0" * places if places else "")
    if percent:
        return ShownNumber(value / 100, shape + "%")
    return ShownNumber(value if places else int(value), f"+{shape};-{shape};{shape}" if sign == "+" else shape)


def number_format(value: Decimal | int) -> str:
    """How a sheet shows a number: with its decimals, and grouped where it cannot be a year."""
    places = decimals_of(value)
    grouped = "0" if -_GROUPED < value < _GROUPED else "#,##0"
    return f"{grouped}.{'0' * places}" if places else grouped


def data_widths(sheet: Any, texts: Sequence[str], longest: Sequence[int]) -> list[int]:
    """Columns of data as wide as their longest text, with room for the button of a filter, under a head that stays."""
    titles = [f"{text}.." for text in texts]
    widths = [min(_DATA, _bounded(most, title)) for title, most in zip(titles, longest, strict=True)]
    for column, wide in enumerate(widths):
        sheet.set_column(column, column, wide)
    _make_room(sheet, 0, titles, widths)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    if sum(widths) > _BROADEST:  # on one page it would be too small to read
        named = sum(widths[:_NAMING])
        sheet.fit_to_pages(-(-(sum(widths) - named) // (_BROADEST - named)), 0)
        sheet.repeat_columns(0, _NAMING - 1)
        sheet.print_across()
    return widths


def data_rows(sheet: Any, block: Block, looks: Looks) -> None:
    """Rows of texts and numbers under a head that stays, on the screen and on every page, each as high as its texts."""
    shown = without_empty(block)
    titles, rows = shown.columns, shown.rows
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(titles)
    widths = data_widths(sheet, titles, [max(map(length, column), default=0) for column in columns])
    numbers = [any(isinstance(cell, int | Decimal) for cell in column) for column in columns]
    heads(sheet, 0, titles, numbers, widths, looks)
    for at, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            sheet.write(at, column, "" if cell is None else cell, looks("wrap"))
        _make_room(sheet, at, ["" if cell is None else str(cell) for cell in row], widths)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(titles) - 1)


def length(cell: object) -> int:
    """How long a cell is as a sheet shows it, its numbers grouped."""
    return 0 if cell is None else len(f"{cell:,}" if isinstance(cell, Decimal) else str(cell))

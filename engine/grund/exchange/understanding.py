"""Understanding: what a sheet seems to be, to be shown and confirmed.

A `SheetMapping` with `?` where only a person knows, and every doubtful cell as a problem with its place. Nothing is
written from it before those are answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ..loading.workbooks.sheets import Sheet, SheetCell
from ..model.absences import ABSENCES
from ..model.attributes import Attribute
from ..model.policies import Rulebook
from ..model.sources import Label
from ..problems.problem import Problem, problem
from .cell_texts import ambiguous, day_of, folded, signs_of, spelt
from .doubtful_rows import area_rows, doubtful_rows
from .mapping import OPEN, SheetColumn, SheetMapping

_IDS: Final = ("id", "kod", "code", "områdeskod", "kommunkod", "regsokod", "desokod")
_NAMES: Final = ("namn", "name", "område", "area", "områdesnamn")
_ABSENT: Final = {folded(text): kind for kind, words in ABSENCES.items() for text in (kind, *words)}
_TRUTHS: Final = {"ja": "true", "nej": "false", "yes": "true", "no": "false", "sant": "true", "falskt": "false"}
_MOST: Final = 30
"""No more different cells than this are asked about in a column; the others are refused when it is made facts."""


def understood(sheet: Sheet, book: Rulebook, world: str, residents: str = "") -> tuple[SheetMapping, list[Problem]]:
    """The mapping that a sheet suggests, and its doubtful cells; `residents` is what other scenarios count them by."""
    head = head_rows(sheet)
    heads = heads_of(sheet, head)
    body = range(head[-1] + 1, len(sheet.rows))
    doubts: list[Problem] = list(_twice(sheet, heads, head[-1]))
    rows = area_rows(sheet, body)
    columns = [_column(sheet, rows, place, text, book, doubts) for place, text in enumerate(heads)]
    levels = {levels for c in columns if c.attribute for levels in book.vocabulary.attributes[c.attribute].levels}
    numeric = [c for c in columns if c.attribute and book.vocabulary.attributes[c.attribute].type.kind == "number"]
    row_doubts, skip = doubtful_rows(sheet, body, columns, numeric)
    doubts += row_doubts
    parent = next((c for c in columns if c.role == "part_of"), None)
    hierarchies = list(book.vocabulary.hierarchies)
    hierarchy = hierarchies[0] if len(hierarchies) == 1 else OPEN
    level = levels.pop() if len(levels) == 1 else OPEN
    lines = tuple(row + 1 for row in head)
    mapping = SheetMapping(
        sheet=sheet.name,
        head=lines,
        world=world,
        rules=book.id,
        level=level,
        valid_from=OPEN,
        source=OPEN,
        mark=OPEN,
        skip=skip,
        columns=tuple(columns),
        hierarchy=hierarchy if parent else "",
        residents=residents if residents in book.vocabulary.attributes else "",
        parent_level=(_level_called(parent.head, book) or OPEN) if parent else "",
    )
    return mapping, doubts


def _level_called(head: str, book: Rulebook) -> str:
    """The level that a head names by its id or label; empty for none."""
    levels = book.vocabulary.levels.items()
    return next((id_ for id_, level in levels if folded(head) in _called(id_, level.label)), "")


def head_rows(sheet: Sheet) -> list[int]:
    """The rows of the head, from 0: the first row that is filled, and a second where that one has gaps to fill."""
    needed = max(1, sheet.width * 2 // 3)
    first = next((i for i, row in enumerate(sheet.rows) if sum(bool(c.text) for c in row) >= needed), 0)
    above = sheet.rows[first - 1] if first else ()
    if first and sum(bool(c.text) for c in above) > 1 and _spans(sheet, first - 1):
        return [first - 1, first]
    below = sheet.rows[first + 1] if first + 2 < len(sheet.rows) else ()
    gaps = any(not c.text for c in sheet.rows[first]) or _spans(sheet, first)
    return [first, first + 1] if gaps and below and all(_is_head(c) for c in below) else [first]


def _spans(sheet: Sheet, row: int) -> bool:
    """Whether cells are merged sideways in a row, or stand over gaps as if they were."""
    return any(m[0] <= row <= m[2] and m[1] < m[3] for m in sheet.merged) or any(
        a.text and not b.text for a, b in zip(sheet.rows[row], sheet.rows[row][1:], strict=False)
    )


def _is_head(cell: SheetCell) -> bool:
    return cell.kind == "text" and not signs_of(cell.text)


def heads_of(sheet: Sheet, head: Sequence[int]) -> list[str]:
    """The head of each column; of two lines, the upper is carried to the right over its gaps."""
    texts = [[" ".join(c.text.split()) for c in sheet.rows[row]] for row in head]
    if len(texts) > 1:
        for place in range(1, sheet.width):
            texts[0][place] = texts[0][place] or (texts[0][place - 1] if texts[1][place] else "")
    return [" ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*texts, strict=True)]


def _twice(sheet: Sheet, heads: Sequence[str], row: int) -> Iterator[Problem]:
    for place, text in enumerate(heads):
        if not text or text in heads[:place]:
            why = "@head_twice" if text else "@no_head"
            yield problem("G805", sheet.place(row, place), cell=sheet.cell_name(row, place), why=why)


def _column(
    sheet: Sheet, rows: Sequence[int], place: int, head: str, book: Rulebook, doubts: list[Problem]
) -> SheetColumn:
    """What a column is: by the exact name or label of an attribute, or by a word for id or name."""
    column = SheetColumn(place, head)
    plain = folded(head)
    attribute = next((a for a in book.vocabulary.attributes.values() if plain in _names(a)), None)
    if plain in _IDS:
        return replace(column, role="id", pad=_pad(sheet, rows, place, doubts))
    if attribute is not None:
        return _values(sheet, rows, replace(column, role="value", attribute=attribute.id), attribute, book, doubts)
    if plain in _NAMES:
        return replace(column, role="name")
    return replace(column, role="part_of") if _level_called(head, book) else column


def _names(attribute: Attribute) -> set[str]:
    return _called(attribute.id, attribute.label)


def _called(id_: str, label: Label) -> set[str]:
    return {folded(text) for text in (id_, label.sv, label.en or label.sv)}


def _pad(sheet: Sheet, rows: Sequence[int], place: int, doubts: list[Problem]) -> str:
    """`?` where codes stand as numbers, or digits of several lengths: zeros at the start may be gone."""
    cells = {row: sheet.rows[row][place] for row in rows if sheet.rows[row][place].text}
    digits = {row: c for row, c in cells.items() if c.text.isdigit()}
    lengths = {len(c.text) for c in digits.values()}
    doubtful = [row for row, c in digits.items() if c.kind == "number" or len(c.text) < max(lengths)]
    for row in doubtful:
        doubts.append(problem("G804", sheet.place(row, place), cell=sheet.cell_name(row, place),
                              value=cells[row].text, wanted="@code_as_text"))  # fmt: skip
    return OPEN if doubtful else ""


def _values(
    sheet: Sheet, rows: Sequence[int], column: SheetColumn, attribute: Attribute, book: Rulebook, doubts: list[Problem]
) -> SheetColumn:
    """A column of values, with how its numbers and days are written and the cells that say something else."""
    cells = {row: sheet.rows[row][column.place] for row in rows if sheet.rows[row][column.place].text}
    kind = attribute.type.kind
    words: dict[str, str] = {}
    doubtful: list[int] = []
    members = _members(attribute, book)
    for row, cell in cells.items():
        means = _says(cell, kind, members)
        if means != cell.text:
            words[cell.text] = means
        if means == OPEN:
            doubtful.append(row)
    decimal = _decimal(cells, doubtful) if kind == "number" else ""
    percents = [row for row, c in cells.items() if c.kind == "percent" or c.text.endswith("%")]
    percent = OPEN if kind == "number" and percents else ""
    written = _written(words) if kind == "date" else ""
    if written:
        words = {text: means for text, means in words.items() if not day_of(text, written)}
    for row in sorted({*doubtful, *percents[:1]}):
        wanted = "@percent_or_share" if row in percents else ", ".join(attribute.type.members) or f"@{kind}_or_word"
        doubts.append(problem("G804", sheet.place(row, column.place), cell=sheet.cell_name(row, column.place),
                              value=cells[row].text, wanted=wanted))  # fmt: skip
    open_texts = [text for text, means in words.items() if means == OPEN][:_MOST]
    words = {text: means for text, means in words.items() if means != OPEN or text in open_texts}
    return replace(column, words=words, decimal=decimal, percent=percent, date=OPEN if written else "")


def _written(words: dict[str, str]) -> str:
    """How days that are not written year first may be read; empty where none of them can be."""
    unread = [text for text, means in words.items() if means == OPEN]
    return next((w for w in ("dmy", "serial") if any(day_of(text, w) for text in unread)), "")


def _members(attribute: Attribute, book: Rulebook) -> dict[str, str]:
    """What members are called, and truths, by what a cell may say."""
    if attribute.type.kind == "bool":
        return {**_TRUTHS, "true": "true", "false": "false"}
    labels = book.vocabulary.members.get(attribute.type.name, {}) if attribute.type.members else {}
    labelled = {folded(text): member for member, label in labels.items() for text in (label.sv, label.en or member)}
    return {**labelled, **{folded(member): member for member in attribute.type.members}}


def _says(cell: SheetCell, kind: str, members: dict[str, str]) -> str:
    """What a cell says: its own text, another word, or `?`."""
    if cell.kind == "error":
        return OPEN
    if folded(cell.text) in _ABSENT:
        return _ABSENT[folded(cell.text)]
    if kind == "number":
        return cell.text if cell.kind in ("number", "percent") or signs_of(cell.text) else OPEN
    if kind == "date":
        return cell.text if cell.kind == "date" or day_of(cell.text, "iso") else OPEN
    return members.get(folded(cell.text), OPEN)


def _decimal(cells: dict[int, SheetCell], doubtful: list[int]) -> str:
    """The decimal sign of a column of text; `?`, and the cells noted, where they do not tell."""
    texts = {row: c.text for row, c in cells.items() if c.kind == "text"}
    only = {sign for text in texts.values() if len(signs := signs_of(text)) == 1 and spelt(text) for sign in signs}
    either = [row for row, text in texts.items() if ambiguous(text)]
    if len(only) > 1:
        doubtful += [row for row, text in texts.items() if len(signs_of(text)) == 1]
        return OPEN
    if not only and either:
        doubtful += either
        return OPEN
    return only.pop() if only else ""

"""From sheet: sheets and their confirmed mappings to the files of a world.

Every cell that is not what the mapping says is a problem with its place, all at once; an empty cell is an unknown
value, never zero, and keeps its row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from ..loading.cell_values import Form, Refused
from ..loading.cell_values import read as read_cell
from ..loading.workbooks.sheets import Sheet, SheetCell, letter
from ..loading.workbooks.workbook import plain
from ..model.absences import ABSENCES
from ..model.attributes import Attribute
from ..model.policies import Rulebook
from ..problems.problem import GrundError, Place, Problem, gathered, nearest, problem
from .cell_texts import day_of, number_of
from .doubtful_rows import merged_values, no_area
from .fetched import csv_file
from .mapping import SheetColumn, SheetMapping
from .understanding import heads_of

UNKNOWN: Final = "unknown"


@dataclass
class _Made:
    """The rows made so far, and what is wrong."""

    areas: list[tuple[str, ...]] = field(default_factory=list)
    links: list[tuple[str, ...]] = field(default_factory=list)
    facts: list[tuple[str, ...]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class SheetAsMapped(NamedTuple):
    """A sheet, and what it was said to be."""

    sheet: Sheet
    mapping: SheetMapping


def world_files(sheets: Sequence[SheetAsMapped], book: Rulebook) -> dict[str, bytes]:
    """The files of the world that sheets become together; raises `GrundError` with every problem.

    An area that stands in several sheets is one; each sheet has its own file of facts.
    """
    parts = gathered([partial(_part, sheet, mapping, book) for sheet, mapping in sheets])
    problems = list(_disagreeing(sheets, parts))
    if problems:
        raise GrundError(problems)
    first = sheets[0].mapping
    world = f"world: {first.world}\nlabel: {first.world}\nrules: {first.rules}\n"
    tree = next((mapping for (_, mapping), part in zip(sheets, parts, strict=True) if part.links), None)
    files = {"world.yaml": world.encode(), "scenario.yaml": _scenario(sheets, book, tree).encode()}
    areas = {row[0]: row for part in reversed(parts) for row in part.areas}
    areas |= {row[0]: row for part in reversed(parts) for row in part.areas if row[2] != row[0]}
    ids = dict.fromkeys(row[0] for part in parts for row in part.areas)
    files["areas.csv"] = csv_file(("id", "level", "name", "source", "mark"), [areas[area] for area in ids])
    links = {row[:3]: row for part in reversed(parts) for row in part.links}
    if links:
        order = dict.fromkeys(row[:3] for part in parts for row in part.links)
        files["part_of.csv"] = csv_file(
            ("area", "hierarchy", "parent", "source", "mark"), [links[key] for key in order]
        )
    header = ("area", "attribute", "value", "valid_from", "missing", "source", "mark")
    for (sheet, _), part in zip(sheets, parts, strict=True):
        name = first.world if len(sheets) == 1 else world_name(sheet.file)
        while f"facts/{name}.csv" in files:
            name = f"{name}-2"
        files[f"facts/{name}.csv"] = csv_file(header, part.facts)
    return files


def _scenario(sheets: Sequence[SheetAsMapped], book: Rulebook, tree: SheetMapping | None) -> str:
    """A scenario of the world, with every policy; `tree`: the mapping that says what areas lie in, where one does."""
    first = sheets[0].mapping
    text = f"scenario: {first.world}\nlabel: {first.world}\nworld: {first.world}\n"
    text += f"day: {max(mapping.valid_from for _, mapping in sheets)}\n"
    text += f"policies: [{', '.join(sorted(book.policies))}]\nlevel: {first.level}\n"
    text += f"hierarchy: {tree.hierarchy}\ngroup: {tree.parent_level}\n" if tree else ""
    residents = next((mapping.residents for _, mapping in sheets if mapping.residents), "")
    return text + (f"residents: {residents}\n" if residents else "")


def _part(sheet: Sheet, mapping: SheetMapping, book: Rulebook) -> _Made:
    """The rows that one sheet becomes; raises `GrundError` with every problem."""
    made = _Made()
    made.problems += _declared(sheet, mapping, book)
    if made.problems:
        raise GrundError(made.problems)
    rows = [row for row in range(mapping.head[-1], len(sheet.rows)) if row + 1 not in mapping.skip]
    ids = _ids(sheet, mapping, rows, made)
    _parents(sheet, mapping, ids, made)
    made.problems += merged_values(sheet, ids, mapping.columns)
    frame = (mapping.valid_from, mapping.source, mapping.mark)
    for row, area in ids.items():
        name = _first(sheet, mapping, row, "name") or area
        made.areas.append((area, mapping.level, name, mapping.source, mapping.mark))
        for column in _of(mapping, "value"):
            form = book.vocabulary.attributes[column.attribute]
            value, missing = _value(sheet, row, column, form, made)
            made.facts.append((area, column.attribute, value, frame[0], missing, *frame[1:]))
    if made.problems:
        raise GrundError(made.problems)
    return made


def _disagreeing(sheets: Sequence[SheetAsMapped], parts: Sequence[_Made]) -> Iterator[Problem]:
    """What two sheets say otherwise of one area: its level, its name, what it is part of, or a value of one day."""
    earlier_rows: dict[tuple[str, ...], tuple[str, str]] = {}
    rules = sheets[0].mapping.rules
    for (sheet, mapping), part in zip(sheets, parts, strict=True):
        if mapping.rules != rules:
            at = mapping.places.get(("rules",))
            yield problem("G807", at, word=f"rules: {mapping.rules}", wanted=rules)
        rows: list[tuple[tuple[str, ...], str]] = [(("level", row[0]), row[1]) for row in part.areas]
        rows += [(("name", row[0]), row[2]) for row in part.areas if row[2] != row[0]]
        rows += [(("part_of", *row[:2]), row[2]) for row in part.links]
        rows += [((row[1], row[0], row[3]), row[2] or row[4]) for row in part.facts if row[2] or row[4]]
        for key, value in rows:
            file, earlier = earlier_rows.setdefault(key, (sheet.file, value))
            if earlier != value:
                why = f"{', '.join(key)}: {value} ≠ {earlier} ({file})"
                yield problem("G805", Place(sheet.file), cell=sheet.name or sheet.file, why=why)


def _of(mapping: SheetMapping, role: str) -> list[SheetColumn]:
    return [column for column in mapping.columns if column.role == role]


def _first(sheet: Sheet, mapping: SheetMapping, row: int, role: str) -> str:
    return next((" ".join(sheet.rows[row][c.place].text.split()) for c in _of(mapping, role)), "")


def _declared(sheet: Sheet, mapping: SheetMapping, book: Rulebook) -> Iterable[Problem]:
    """What the mapping says that the sheet or the rules do not have."""
    words = book.vocabulary
    names: list[tuple[str, str, Iterable[str]]] = [("level", mapping.level, words.levels)]
    names.append(("source", mapping.source, book.sources))
    if mapping.residents:
        names.append(("residents", mapping.residents, words.attributes))
    if _of(mapping, "part_of"):
        names.append(("hierarchy", mapping.hierarchy, words.hierarchies))
        names.append(("parent_level", mapping.parent_level, words.levels))
    for what, name, known in names:
        if name not in known:
            at = mapping.places.get((what,))
            yield problem("G807", at, nearest(name, known), word=f"{what}: {name}", wanted=", ".join(known))
    yield from _declared_columns(mapping, words.attributes)
    if not re.fullmatch("[a-z][a-z0-9-]*", mapping.world):
        yield problem("G807", mapping.places.get(("world",)), word=f"world: {mapping.world}", wanted="a–z, 0–9, -")
    if day_of(mapping.valid_from, "iso") is None or len(mapping.valid_from) != 10:
        at = mapping.places.get(("valid_from",))
        yield problem("G807", at, word=f"valid_from: {mapping.valid_from}", wanted="@date")
    if mapping.sheet != sheet.name or mapping.head[-1] >= len(sheet.rows):
        yield problem("G806", sheet.place(0), cell=sheet.name, head=mapping.sheet)
        return
    yield from _headed(sheet, mapping)


def _declared_columns(mapping: SheetMapping, known: Iterable[str]) -> Iterable[Problem]:
    """Columns of values by a name that the rules do not have, and roles and attributes of more columns than one."""
    if not (_of(mapping, "id") or _of(mapping, "name")):
        yield problem("G807", mapping.places.get(("level",)), word="as", wanted="id, name")
    names = [(c, c.attribute if c.role == "value" else c.role) for c in mapping.columns if c.role != "skip"]
    for at, (column, name) in enumerate(names):
        place = mapping.places.get(("columns", letter(column.place), "attribute"))
        if column.role == "value" and name not in known:
            yield problem("G807", place, nearest(name, known), word=f"attribute: {name}", wanted=", ".join(known))
        elif name in [earlier for _, earlier in names[:at]]:
            yield problem("G807", place, word=f"{letter(column.place)}: {name}", wanted="@one_column")


def _headed(sheet: Sheet, mapping: SheetMapping) -> Iterable[Problem]:
    """Columns whose head is another than the mapping's, and columns that the mapping does not name."""
    heads = heads_of(sheet, [row - 1 for row in mapping.head])
    for column in mapping.columns:
        head = heads[column.place] if column.place < len(heads) else ""
        if head != column.head:
            at = sheet.place(mapping.head[-1] - 1, min(column.place, sheet.width - 1))
            yield problem("G806", at, cell=sheet.cell_name(mapping.head[-1] - 1, column.place), head=column.head)
    unnamed = {*range(sheet.width)} - {c.place for c in mapping.columns}
    for place in sorted(unnamed):
        at = sheet.place(mapping.head[-1] - 1, place)
        yield problem("G806", at, cell=sheet.cell_name(mapping.head[-1] - 1, place), head="")


def _ids(sheet: Sheet, mapping: SheetMapping, rows: Sequence[int], made: _Made) -> dict[int, str]:
    """The id of the area in each row: its code with zeros again at the start, else made of its name."""
    ids: dict[int, str] = {}
    first: dict[str, int] = {}
    role = "id" if _of(mapping, "id") else "name"
    column = _of(mapping, role)[0]
    for row in rows:
        cell = sheet.rows[row][column.place]
        text = cell.text.zfill(int(column.pad or 0)) if column.pad.isdigit() else cell.text
        area = text if role == "id" else slug(text)
        where = {"cell": sheet.cell_name(row, column.place)}
        if not any(c.text for c in sheet.rows[row]):
            continue
        if why := no_area(sheet, row, mapping.head[-1] - 1, mapping.columns):
            made.problems.append(problem("G805", sheet.place(row, column.place), why=why, **where))
        elif not area or cell.kind == "error" or re.fullmatch(r"\d[.,]\d+E\+\d+", text):
            made.problems.append(problem("G805", sheet.place(row, column.place), why="@no_id", **where))
        elif area in first:
            why = f"@same_id {area}: {sheet.cell_name(first[area], column.place)}"
            made.problems.append(problem("G805", sheet.place(row, column.place), why=why, **where))
        else:
            first[area] = row
            ids[row] = area
    return ids


def world_name(file: str) -> str:
    """The name of a world after its sheet's file."""
    return re.sub("^[^a-z]+", "", slug(Path(file).stem)) or "ark"


def slug(name: str) -> str:
    """An id of a name: small letters a–z, digits and hyphens."""
    plain_name = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o").replace("æ", "ae").replace("ß", "ss"))
    return re.sub("[^a-z0-9]+", "-", "".join(c for c in plain_name if not unicodedata.combining(c))).strip("-")


def _parents(sheet: Sheet, mapping: SheetMapping, ids: dict[int, str], made: _Made) -> None:
    """The areas that others are part of, once each; a merged cell holds for every row that it covers."""
    covered = sheet.covered()
    for column in _of(mapping, "part_of"):
        named: dict[str, str] = {}
        for row, area in ids.items():
            above, left = covered.get((row, column.place), (row, column.place))
            name = " ".join(sheet.rows[above][left].text.split())
            if not name:
                continue
            parent = slug(name)
            if named.setdefault(parent, name) != name or parent in ids.values():
                why = f"@same_id {parent}"
                at = sheet.place(row, column.place)
                made.problems.append(problem("G805", at, cell=sheet.cell_name(row, column.place), why=why))
            made.links.append((area, mapping.hierarchy, parent, mapping.source, mapping.mark))
        made.areas += [(i, mapping.parent_level, n, mapping.source, mapping.mark) for i, n in named.items()]


def _value(sheet: Sheet, row: int, column: SheetColumn, attribute: Attribute, made: _Made) -> tuple[str, str]:
    """What a cell says as a fact's value and, where it is empty, why."""
    cell = sheet.rows[row][column.place]
    means = column.words.get(cell.text)
    if not cell.text or means == UNKNOWN:
        return "", ""
    if means in ABSENCES and means is not None:
        return "", means
    text = means if means is not None else _canonical(cell, column, attribute)
    try:
        if text is None:
            raise Refused("G402", cell.text)
        read_cell(text, Form(attribute.type, attribute.round))
    except Refused as refused:
        wanted = Form(attribute.type).accepted if refused.code in ("G402", "G450") else _bounds(attribute)
        where = {"cell": sheet.cell_name(row, column.place), "value": cell.text, "wanted": wanted}
        made.problems.append(problem("G804", sheet.place(row, column.place), **where))
        return "", ""
    return text, ""


def _bounds(attribute: Attribute) -> str:
    kind = attribute.type
    return f"{plain(kind.low)}–{plain(kind.high)}, {kind.decimals} @decimals_word"


def _canonical(cell: SheetCell, column: SheetColumn, attribute: Attribute) -> str | None:
    """A cell as files of facts write it; None where it is nothing of the kind."""
    if cell.kind == "error":
        return None
    kind = attribute.type.kind
    if kind == "date":
        day = day_of(cell.text, column.date or "iso")
        return day.isoformat() if day else None
    if kind != "number":
        return cell.text
    number = Decimal(cell.text) if cell.kind in ("number", "percent") else number_of(cell.text, column.decimal or ",")
    is_percent = cell.kind == "percent" or cell.text.endswith("%")
    if number is None or is_percent != bool(column.percent):
        return None
    return plain(number / 100 if column.percent == "share" else number)

"""Mapping: what the columns of a sheet are, as a YAML file that can be read, edited and run again.

A `SheetMapping`, or its text. A question that the file leaves open (`?`) is a problem at its place, and so is a word
that the file does not have; all at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..loading.documents import Document, read_yaml
from ..loading.workbooks.sheets import column_of, letter
from ..problems.problem import GrundError, Place, Problem, nearest, problem

OPEN: Final = "?"
"""What stands where a person must answer."""
ROLES: Final = ("id", "name", "part_of", "value", "skip")
_ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "as": ROLES, "decimal": (",", "."), "percent": ("number", "share"), "date": ("iso", "dmy", "serial", "serial_1904"),
    "mark": ("V", "H", "G"),
}  # fmt: skip
_TOP: Final = ("sheet", "head", "world", "rules", "level", "valid_from", "source", "mark", "skip", "columns")
_MORE: Final = ("hierarchy", "parent_level", "residents")
_COLUMN: Final = ("head", "as", "attribute", "decimal", "percent", "date", "pad", "words")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: `place` from 0; `words` are cells that say something else than what stands in them."""

    place: int
    head: str
    role: str = OPEN
    attribute: str = ""
    decimal: str = ""
    percent: str = ""
    date: str = ""
    pad: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a sheet is: `head` and `skip` are rows, from 1."""

    sheet: str
    head: tuple[int, ...]
    world: str
    rules: str
    level: str
    valid_from: str
    source: str
    mark: str
    skip: tuple[int, ...]
    columns: tuple[SheetColumn, ...]
    hierarchy: str = ""
    parent_level: str = ""
    residents: str = ""
    places: Mapping[tuple[str, ...], Place] = field(default_factory=dict, compare=False)
    """Where the file says what; none where it was not read from one."""


def read_mapping(path: str) -> SheetMapping:
    """The mapping in a file; raises `GrundError` with every problem."""
    document = read_yaml(path)
    problems = list(_problems(document))
    if problems:
        raise GrundError(problems)
    value = document.value
    texts = {name: value.get(name) or "" for name in (*_TOP, *_MORE) if name not in ("head", "skip", "columns")}
    columns = [_column(name, given) for name, given in value["columns"].items()]
    head, skip = (tuple(sorted(map(int, value[name]))) for name in ("head", "skip"))
    ways = ((name,) for name in texts)
    own = (("columns", name, "attribute") for name in value["columns"])
    places = {way: document.place(way) for way in (*ways, *own)}
    return SheetMapping(head=head, skip=skip, columns=tuple(columns), places=places, **texts)


def _column(letters: str, given: Mapping[str, Any]) -> SheetColumn:
    texts = {name: given.get(name) or "" for name in _COLUMN if name not in ("as", "words")}
    words = dict(given.get("words") or {})
    return SheetColumn(column_of(letters), role=given["as"], words=words, **texts)


def _problems(document: Document) -> Iterator[Problem]:
    value = document.value
    if not isinstance(value, dict):
        yield problem("G807", document.place(()), word="", wanted=", ".join(_TOP))
        return
    yield from _names(document, (), value, _TOP, _MORE)
    columns = value.get("columns")
    if not isinstance(columns, dict):
        yield problem("G807", document.place(("columns",)), word="columns", wanted="A: {head: …, as: …}")
        columns = {}
    for letters, given in columns.items():
        at = ("columns", letters)
        if not isinstance(given, dict) or not re.fullmatch("[A-Z]{1,3}", str(letters)):
            yield problem("G807", document.place(at, key=True), word=str(letters), wanted="A: {head: …, as: …}")
            continue
        yield from _names(document, at, given, ("head", "as"), _COLUMN)
        for text, means in given["words"].items() if isinstance(given.get("words"), dict) else ():
            if means == OPEN:
                yield problem("G803", document.place((*at, "words", text)), field=str(text))
    for name in ("head", "skip"):
        rows = value.get(name, [])
        is_rows = isinstance(rows, list) and all(re.fullmatch("[1-9][0-9]{0,6}", str(row)) for row in rows)
        if not is_rows or (name == "head" and not rows):
            yield problem("G807", document.place((name,)), word=name, wanted="[1]")


def _names(
    document: Document, at: tuple[str, ...], given: dict[Any, Any], required: tuple[str, ...], more: tuple[str, ...]
) -> Iterator[Problem]:
    """Names that are not known or not there, and answers that are none."""
    known = (*required, *(name for name in more if name not in required))
    for name in required:
        if name not in given:
            yield problem("G803", document.place(at), field=name)
    for name, answer in given.items():
        place = document.place((*at, name))
        if name not in known:
            near = nearest(str(name), known)
            yield problem("G807", document.place((*at, name), key=True), near, word=str(name), wanted=", ".join(known))
        elif answer == OPEN:
            yield problem("G803", place, field=str(name))
        elif name in _ANSWERS and answer not in _ANSWERS[name]:
            yield problem("G807", place, word=str(answer), wanted=", ".join(_ANSWERS[name]))
        elif isinstance(answer, dict | list) and name not in ("head", "skip", "columns", "words"):
            yield problem("G807", place, word=str(name), wanted="@text_value")


def mapping_text(mapping: SheetMapping, comments: Mapping[str, str]) -> str:
    """A mapping as YAML; a line whose key `comments` has ends with it."""
    names = (*_TOP[:-1], *(name for name in _MORE if getattr(mapping, name)))
    lines = [_line("", name, getattr(mapping, name), comments.get(name, "")) for name in names]
    lines.append("columns:")
    for column in mapping.columns:
        lines += [f"  {letter(column.place)}:", _line("    ", "head", column.head), _line("    ", "as", column.role)]
        own = ((name, getattr(column, name)) for name in _COLUMN[2:-1])
        lines += [_line("    ", name, value, comments.get(name, "")) for name, value in own if value]
        lines += ["    words:"] * bool(column.words)
        lines += [_line("      ", json.dumps(text, ensure_ascii=False), means) for text, means in column.words.items()]
    return "\n".join(lines) + "\n"


def _line(indent: str, name: str, value: object, comment: str = "") -> str:
    """A line of YAML; texts are quoted, so that 0180 stays one."""
    written = str(list(value)) if isinstance(value, tuple) else json.dumps(value, ensure_ascii=False)
    shown = comment and (OPEN in written or name == "residents")
    return f"{indent}{name}: {written}" + (f"  # {comment}" if shown else "")

"""Documents: YAML files to plain values that know their line and column.

A `Document` (mappings, sequences, text). Every scalar stays the text that was written (`0180`, `NO`, `12:30`), any
place can be shown with its source line, and no input can crash, hang or exhaust memory.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import yaml

from ..problems.catalogue import yaml_reason
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, Problem, problem
from ..problems.reader_limits import whole
from ..problems.visible_text import HIDDEN

Path: TypeAlias = tuple[str | int, ...]
Mark: TypeAlias = tuple[int, int, int]
"""Line, column (both from 0) and width of a scalar; width 1 for collections."""

_CONTROLS: Final = bytes(code for code in range(128) if HIDDEN.match(chr(code)))
MAX_YAML: Final = 4_000_000
MAX_DEPTH: Final = 32
MAX_PROBLEMS: Final = 1_000
"""No more problems than this are sought in one load: time is bounded, and nobody reads more."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain values, with the place of every key and value: YAML, or a `sheet` of plain cells.

    `filled`: the texts that are not as they stand in the file, since a name was written into them. `file` is how
    people read the file's name, `opened` the path by which it was opened.
    """

    file: str
    value: Any
    lines: Sequence[str]
    values: dict[Path, Mark] = field(repr=False)
    keys: dict[Path, Mark] = field(repr=False)
    sheet: bool = False
    filled: frozenset[Path] = frozenset()
    opened: str = ""

    def place(self, path: Path, key: bool = False, span: tuple[int, int] | None = None) -> Place:
        """The place of a value (or of its key); `span` narrows it to a part of a scalar's text.

        A path that is not in the file gives the place of its nearest ancestor.
        """
        while path and path not in self.values:
            path, span = path[:-1], None
        if path in self.filled:
            span = None
        line, column, width = (self.keys if key and path in self.keys else self.values)[path]
        line = min(line, len(self.lines) - 1)  # an empty value at the end stands on the line after the last
        if span is not None:
            line, column = self._within(path, line, column, span[0])
            width = span[1] - span[0]
        return Place(self.file, line + 1, column + 1, self.lines[line], max(1, width))

    def _within(self, path: Path, line: int, column: int, offset: int) -> tuple[int, int]:
        """Where character `offset` of a scalar stands: folding moves only white space, so count the rest.

        In quotes, an escaped or doubled character is written as two.
        """
        if self.sheet:
            return line, column + offset + (self.lines[line][column : column + 1] == '"')
        value: Any = self.value
        for step in path:
            value = value[step]
        left = len(re.sub(r"\s", "", str(value)[:offset]))
        quote = self.lines[line][column : column + 1]
        if quote in ("|", ">"):
            line, column = line + 1, 0
        elif quote in ("'", '"'):
            column += 1
        pairs = {"'": ("''",), '"': ('\\"', "\\\\")}.get(quote, ())
        while line < len(self.lines):
            text = self.lines[line]
            while column < len(text):
                width = 2 if text[column : column + 2] in pairs else 1
                if not text[column].isspace():
                    if left == 0:
                        return line, column + width - 1
                    left -= 1
                column += width
            line, column = line + 1, 0
        return len(self.lines) - 1, 0


def read(path: str | os.PathLike[str], limit: int = MAX_YAML) -> str:
    """The text of a file: UTF-8 (a byte order mark is dropped), NFC, no hidden characters."""
    file = shown(path)
    try:
        raw = whole(path, limit, file)
    except (OSError, ValueError):
        raise GrundError([problem("G101", Place(file.replace("\0", "\ufffd")), file=file)]) from None
    return decoded(raw, file)


def decoded(raw: bytes, file: str) -> str:
    """The text of a file's bytes (see `read`)."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise GrundError([problem("G102", Place(file, line, 1))]) from None
    return clean(text, file)


def clean(text: str, file: str) -> str:
    """The text in NFC with `\\n` line ends; hidden and direction-changing characters are refused."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    bad = HIDDEN.search(text) if not (text.isascii() and _plain(text)) else None
    if bad:
        raise GrundError([problem("G104", at(text, file, bad.start()), hex=f"{ord(bad[0]):04X}")])
    return text


def _plain(text: str) -> bool:
    """Whether a text of ASCII has no control character; told fast, for there are large files."""
    encoded = text.encode("ascii")
    return len(encoded) == len(encoded.translate(None, _CONTROLS))


def at(text: str, file: str, index: int, width: int = 1) -> Place:
    """The place of character `index` of a text."""
    start = text.rfind("\n", 0, index) + 1
    end = text.find("\n", index)
    line = text[start : end if end >= 0 else len(text)]
    return Place(file, text.count("\n", 0, index) + 1, index - start + 1, line, width)


def read_yaml(path: str | os.PathLike[str]) -> Document:
    """A YAML file as a `Document`; raises `GrundError` with every structural problem found."""
    return parse_yaml(read(path), shown(path), str(path))


def _unclosed(why: str, noticed: Any, began: Any) -> bool:
    """Whether something was left open: it is noticed at the end, or on a later line than that where it began."""
    later = noticed is not None and began is not None and began.line < noticed.line
    return "end of stream" in why or (later and why.startswith("did not find expected ','"))


def parse_yaml(text: str, file: str, opened: str = "") -> Document:
    """YAML text as a `Document` (see `read_yaml`)."""
    text = clean(text, file)
    builder = _Builder(file, text.split("\n"))
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        if _unclosed(str(getattr(error, "problem", "")), *marks):
            marks.reverse()  # what was never closed began at the context
        mark = marks[0] or marks[1]
        why = yaml_reason(str(getattr(error, "problem", None) or "syntax"))
        place = builder.at(mark) if mark else Place(file, 1, 1)
        if "nesting depth" in why:  # the library's own limit, met while it reads ahead of us
            raise GrundError([*builder.problems, problem("G108", place, limit=MAX_DEPTH)]) from None
        raise GrundError([*builder.problems, problem("G105", place, why=why)]) from None
    if builder.documents == 0:
        builder.problems.append(problem("G109", Place(file)))
    if builder.problems:
        raise GrundError(builder.problems)
    return Document(file, builder.root, builder.lines, builder.values, builder.keys, opened=opened)


class _Builder:
    """Builds values from parser events, without recursion, so depth cannot hurt."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file, self.lines = file, lines
        self.root: Any = None
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.problems: list[Problem] = []
        self.stack: list[tuple[Any, Path]] = []
        self.key: list[str | None] = []
        self.documents = 0

    def at(self, mark: Any) -> Place:
        line = min(mark.line, len(self.lines) - 1)
        return Place(self.file, line + 1, mark.column + 1, self.lines[line])

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.stack.pop()
            self.key.pop()
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise GrundError([problem("G105", self.at(event.start_mark), why="@two_documents")])
        elif getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise GrundError([*self.problems, problem("G107", self.at(event.start_mark))])
        elif kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event, {} if kind is yaml.MappingStartEvent else [])

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        same = start.line == end.line
        mark = (start.line, start.column, end.column - start.column if same else 1)
        text: str | None = event.value
        if text == "" and event.style in (None, "", "plain"):
            text = None
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            self._key(event, mark)
        else:
            self._put(text, mark)

    def _key(self, event: Any, mark: Mark) -> None:
        holder, path = self.stack[-1]
        key = event.value
        if key == "<<":
            raise GrundError([*self.problems, problem("G107", self.at(event.start_mark))])
        if key in holder:
            self.problems.append(problem("G106", self.at(event.start_mark), key=key))
        self.keys[(*path, key)] = mark
        self.key[-1] = key

    def _open(self, event: Any, holder: Any) -> None:
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            raise GrundError([*self.problems, problem("G110", self.at(event.start_mark))])
        if len(self.stack) >= MAX_DEPTH:
            raise GrundError([*self.problems, problem("G108", self.at(event.start_mark), limit=MAX_DEPTH)])
        path = self._put(holder, (event.start_mark.line, event.start_mark.column, 1))
        self.stack.append((holder, path))
        self.key.append(None)

    def _put(self, value: Any, mark: Mark) -> Path:
        if not self.stack:
            self.root = value
            self.values[()] = mark
            return ()
        holder, path = self.stack[-1]
        step: str | int
        if isinstance(holder, dict):
            step = self.key[-1] or ""
            self.key[-1] = None
            holder[step] = value
        else:
            step = len(holder)
            holder.append(value)
        self.values[(*path, step)] = mark
        return (*path, step)

"""Delimited: text with `;`, `,` or tab between cells, in the encodings that Excel writes.

Every cell of its one sheet is text: what it means is asked later.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from typing import Final

from ..loading.workbooks.sheets import Sheet, SheetCell, trimmed
from ..problems.problem import GrundError, Place, problem

_SEPARATORS: Final = ";\t,"
_TOP: Final = 20_000
"""Characters of a text by which its separator is told."""


def read(raw: bytes, file: str) -> list[Sheet]:
    """The sheet of a text file; raises `GrundError`."""
    text = unicodedata.normalize("NFC", decoded(raw, file))
    separator, text = _separator(text)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = [[SheetCell(cell.strip()) for cell in line] for line in lines]
    except csv.Error as error:
        raise GrundError([problem("G800", Place(file), file=file, why=f"CSV: {error}")]) from None
    return [trimmed(file, "", rows)]


def decoded(raw: bytes, file: str) -> str:
    """Text of UTF-16 with its mark, else UTF-8, else Windows-1252; raises `GrundError`."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif raw[:400].count(0) > len(raw[:400]) // 4:
        encodings = ["utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise GrundError([problem("G800", Place(file), file=file, why="@encoding")])


def _separator(text: str) -> tuple[str, str]:
    """The separator, and the text after a line that names it (`sep=;`); else that by which most rows at the top are
    equally wide, for `,` is a decimal sign too, and `;` stands in names."""
    first, _, rest = text.partition("\n")
    if first.strip().strip('"').lower().startswith("sep=") and len(first.strip().strip('"')) == 5:
        return first.strip().strip('"')[4], "\n" + rest
    if first.rstrip("\r").lower() == "sep=\t":
        return "\t", "\n" + rest
    top = text[:_TOP]
    return max(_SEPARATORS, key=lambda sign: _even(top, sign)), text


def _even(top: str, separator: str) -> int:
    """How many rows have the commonest number of cells, of those with more cells than one."""
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(top, newline=""), delimiter=separator))
    except csv.Error:
        return 0
    return max((count for width, count in widths.items() if width > 1), default=0)

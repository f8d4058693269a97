"""Sheet files: the sheets of a file, by the reader of its kind.

`Sheet` values, or a problem that says which sheets there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ..loading.workbooks import open_document, workbook
from ..loading.workbooks.sheets import MAX_FILE, Sheet
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, problem
from . import delimited

READERS: Final[Mapping[str, Callable[[bytes, str], list[Sheet]]]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), delimited.read),
    **dict.fromkeys((".xlsx", ".xlsm"), workbook.read),
    ".ods": open_document.read,
}
"""Who reads a file, by how its name ends."""


def read_sheets(path: str) -> list[Sheet]:
    """The sheets of a file that hold anything; raises `GrundError`."""
    file, suffix = shown(path), Path(path).suffix.lower()
    if suffix not in READERS:
        raise GrundError([problem("G800", Place(file), file=file, why=f"@no_sheet_kind ({suffix or '–'})")])
    try:
        if Path(path).stat().st_size > MAX_FILE:
            raise GrundError([problem("G800", Place(file), file=file, why="@too_large_file")])
        raw = Path(path).read_bytes()
    except (OSError, ValueError):
        raise GrundError([problem("G101", None, file=file)]) from None
    return [sheet for sheet in READERS[suffix](raw, file) if sheet.rows]


def read_sheet(path: str, name: str | None = None) -> Sheet:
    """The sheet of a file, which must be named where several hold something; raises `GrundError`."""
    filled, file = read_sheets(path), shown(path)
    if not filled:
        raise GrundError([problem("G802", Place(file), file=file)])
    sheets = [sheet for sheet in filled if name in (None, sheet.name)]
    if len(sheets) != 1:
        names = ", ".join(repr(sheet.name) for sheet in filled)
        raise GrundError([problem("G801", Place(file), file=file, names=names)])
    return sheets[0]

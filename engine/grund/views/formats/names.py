"""Names of formats: what each is called, by the suffix of a file, and what it shows of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

Format: TypeAlias = Literal["table", "md", "csv", "json", "html", "xlsx", "parquet", "arrow", "sql"]

SUFFIXES: Final[Mapping[str, Format]] = {
    "": "table", ".txt": "table", ".md": "md", ".csv": "csv", ".json": "json", ".html": "html", ".xlsx": "xlsx",
    ".parquet": "parquet", ".arrow": "arrow", ".sql": "sql",
}  # fmt: skip
"""The format that a file's name asks for."""
Wanted: TypeAlias = Format | Literal["short"]
"""What is made of an answer: all that a format shows, or what of its text stands on a screen (see `short_answer`)."""
FOR_PEOPLE: Final[frozenset[Wanted]] = frozenset(("short", "table", "md", "html", "xlsx"))
"""Formats that show the blocks."""
IN_ROWS: Final[frozenset[Format]] = frozenset(("csv", "xlsx", "parquet", "arrow", "sql"))
"""Formats that hold the rows."""

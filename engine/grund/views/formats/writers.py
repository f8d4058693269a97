"""Writers: the formats that every answer has, a row each.

The same answer in every format: labels where people read (text, Markdown, HTML, Excel), keys where programs do (CSV,
JSON, Parquet, Arrow, SQL).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from ...model.canonical_json import dump
from .. import formats
from ..result import Result
from .names import Format
from .text import as_csv, as_markdown, as_text

Writer: TypeAlias = Callable[[Result], bytes]

WRITERS: Final[Mapping[Format, Writer]] = {
    "table": lambda r: (r.text or as_text(r.blocks, r.lang)).encode(),
    "md": lambda r: as_markdown(r.blocks, r.lang).encode(),
    "csv": lambda r: as_csv(r.header, r.rows, r.lang).encode(),
    "json": lambda r: dump(r.data),
    "html": lambda r: formats.html.page(r.blocks, r.lang),
    "xlsx": lambda r: formats.exports.workbook.as_workbook(r.blocks, r.tables, r.lang),
    "parquet": lambda r: formats.exports.arrow.table_as_arrow(r.table, "parquet"),
    "arrow": lambda r: formats.exports.arrow.table_as_arrow(r.table, "arrow"),
    "sql": lambda r: formats.exports.statements.table_as_sql(r.table, asked(r.command), "postgres").encode(),
}
"""Every format of an answer; a module of a format that most answers do not need is read when it is asked for."""

_HOW: Final = {"-o": 2, "--output": 2, "--format": 2, "--force": 1, "--all": 1}
"""Options that change how an answer is written and not what it is, with the words they take."""


def asked(command: Sequence[str]) -> str:
    """A command without the options that only say how its answer is written."""
    words, at = [], 0
    while at < len(command):
        option, _, given = command[at].partition("=")
        step = min(_HOW.get(option, 0), 1 if given else 2)
        if not step:
            words.append(command[at])
        at += step or 1
    return " ".join(("grund", *words))

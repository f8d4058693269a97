"""Writers: the formats that every answer has, a row each.

Enters: a view, its scenario and a language. Leaves: bytes. Promise: the same answer in every format: labels where
people read (text, Markdown, HTML, Excel), keys where programs do (CSV, JSON, Parquet, Arrow, SQL).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from ...analysis.run_record import dump
from ...model.scenario import Scenario
from .. import formats
from ..run import View
from .names import Format
from .result_table import result_table
from .tables.shape import Table
from .text import as_csv, as_markdown, as_text


class Answer(NamedTuple):
    """What is written: the view with its marks, what it is an answer to, and the command that asked."""

    view: View
    scenario: Scenario
    lang: str
    command: Sequence[str]

    @property
    def kind(self) -> str:
        """The kind of answer: `grund-run` …."""
        data = self.view.data
        named = data.get("kind") if isinstance(data, dict) else None
        return str(named or f"grund-{self.command[0] if self.command else 'run'}")

    @property
    def table(self) -> Table:
        """The rows as typed columns."""
        return result_table(self.view, self.scenario, self.kind)


Writer: TypeAlias = Callable[[Answer], bytes]

WRITERS: Final[Mapping[Format, Writer]] = {
    "table": lambda a: as_text(a.view.blocks, a.lang).encode(),
    "md": lambda a: as_markdown(a.view.blocks, a.lang).encode(),
    "csv": lambda a: as_csv(a.view.header, a.view.rows, a.lang).encode(),
    "json": lambda a: dump(a.view.data),
    "html": lambda a: formats.html.page(a.view.blocks, a.lang),
    "xlsx": lambda a: formats.exports.workbook.as_workbook(a.view.blocks, a.table, a.lang),
    "parquet": lambda a: formats.exports.arrow.table_as_arrow(a.table, "parquet"),
    "arrow": lambda a: formats.exports.arrow.table_as_arrow(a.table, "arrow"),
    "sql": lambda a: formats.exports.statements.table_as_sql(a.table, asked(a.command), "postgres").encode(),
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

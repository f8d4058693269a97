"""Result: what a command answers, once, for people and for programs.

A column has the key of CSV, the label, kind and unit of `columns`; a day is a date, a sum a decimal with its decimals,
what is empty is null; nothing invented looks like a fact; `meta` says which run it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from .. import analysis
from ..model.canonical_json import dump
from ..version import __version__
from .formats import html
from .formats.columns import meaning
from .formats.dataframes import AsFrames
from .formats.tables.run_meta import run_meta
from .formats.tables.shape import Cell, Column, Kind, Table, decimals_of
from .formats.text import Block, without_empty
from .formats.text import Cell as ViewCell

if TYPE_CHECKING:
    from ..model.scenario import Scenario

FORMAT: Final = 1
"""The format of the JSON of an answer, where it has none of its own (as a record has): another where a key goes."""
Rows = tuple[tuple[ViewCell, ...], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Result(AsFrames):
    """What a command answers: blocks for people, the rows of its table by the keys of their columns, data for JSON.

    `short`: the blocks of a short answer, where the first rows of each block do not make one; `rest`: what of the
    blocks those leave out, in words. `text`: the whole as plain text, where blocks do not make it. `more`: further
    tables by name, each as its keys and rows. The last four say what it is an answer to (see `of`).
    """

    blocks: tuple[Block, ...]
    header: tuple[str, ...]
    rows: Rows
    data: Any
    short: tuple[Block, ...] = ()
    rest: str = ""
    text: str = ""
    more: Mapping[str, tuple[tuple[str, ...], Rows]] = field(default_factory=dict)
    scenario: Scenario | None = None
    command: tuple[str, ...] = ()
    lang: str = "sv"

    def of(self, scenario: Scenario | None, command: Sequence[str], lang: str) -> Result:
        """The same with what it answers: the scenario's mark of an illustration in its rows and data, and in the data
        their kind and format, and what is repaired or uncertain."""
        blocks, short = (tuple(map(without_empty, part)) for part in (self.blocks, self.short))
        made = replace(self, blocks=blocks, short=short, scenario=scenario, command=tuple(command), lang=lang)
        data = self.data
        if isinstance(data, dict):
            data = {"kind": made.kind, "format": FORMAT, **_provided(scenario), **data}
        if scenario is None or not scenario.illustration:
            return replace(made, data=data)
        rows = tuple((*row, "illustration") for row in self.rows)
        data = {**data, "illustration": True} if isinstance(data, dict) else data
        return replace(made, header=(*self.header, "illustration"), rows=rows, data=data)

    @property
    def kind(self) -> str:
        """The kind of answer: `grund-run` …."""
        named = self.data.get("kind") if isinstance(self.data, dict) else None
        return str(named or f"grund-{self.command[0] if self.command else 'run'}")

    @property
    def notes(self) -> tuple[str, ...]:
        """What it says of itself before anything else: its day, what is assumed, what is invented."""
        return self.blocks[0].notes if self.blocks else ()

    @property
    def meta(self) -> dict[str, str]:
        """The kind of answer and the run that gave it; without a scenario the hash is that of the answer."""
        if self.scenario is not None:
            return run_meta(self.scenario, self.kind)
        return {"kind": self.kind, "run": hashlib.sha256(dump(self.data)).hexdigest(), "engine": __version__}

    @property
    def table(self) -> Table:
        """Its table: that of CSV, as typed columns."""
        return self._typed(self.header, self.rows)

    @property
    def tables(self) -> dict[str, Table]:
        """Every table by its name: first its own, called as its kind without `grund-`."""
        others = {name: self._typed(*keyed) for name, keyed in self.more.items()}
        return {self.kind.removeprefix("grund-"): self.table, **others}

    def _typed(self, header: tuple[str, ...], rows: Rows) -> Table:
        values = list(zip(*rows, strict=True)) if rows else [()] * len(header)
        columns = (_column(key, cells, self.kind) for key, cells in zip(header, values, strict=True))
        return Table(tuple(columns), self.meta)

    def _repr_html_(self) -> str:
        """The blocks, as a notebook shows them."""
        return html.fragment(self.blocks, self.lang)

    def __repr__(self) -> str:
        """`<grund-gaps: 12 rows (level, area …)>`."""
        return f"<{self.kind}: {len(self.rows)} rows ({', '.join(self.header[:6])}{' …' * (len(self.header) > 6)})>"


def _provided(scenario: Scenario | None) -> dict[str, Any]:
    """What a scenario puts in the place of missing values, and what of it is uncertain."""
    data: dict[str, Any] = {}
    if scenario is not None and scenario.repairs:
        data["repaired"] = analysis.repair_effects.repaired_data(scenario)
    if scenario is not None and scenario.uncertain:
        data["uncertain"] = analysis.uncertainty.by_decision.facts_data(scenario)
    return data


def _column(key: str, cells: Sequence[ViewCell], answer: str) -> Column:
    label, kind, unit = meaning(key, answer)
    values = tuple(_cell(cell, kind) for cell in cells)
    decimals = max((decimals_of(value) for value in values), default=0)
    return Column(key, kind, decimals=decimals, values=values, label=label, unit=unit)


def _cell(cell: ViewCell, kind: Kind) -> Cell:
    """A cell of the kind that its column has; raises `TypeError` where it is of another, which is a fault of ours."""
    if cell is None or cell == "":
        return None
    if kind == "text":
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    if kind == "date" and isinstance(cell, str):
        return date.fromisoformat(cell)
    if kind == "whole" and isinstance(cell, int):
        return cell
    if kind == "decimal" and isinstance(cell, int | Decimal):
        return Decimal(cell)
    raise TypeError(f"{cell!r} in a column of kind {kind}")

"""Tables: decision tables as they are written, for those who read or edit them.

Frozen values built by `loading`. What a table means is in the rules or the derived attribute that it was lowered to;
here stand its cells, as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..problems.problem import Place
from .sources import Citation, Label


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row: its cells by input, what comes out by output, and why. `number` counts from 1.

    `when` is the condition that its cells make together, as text; `start` and `end` its first and last day, of rules.
    """

    id: str
    number: int
    cells: Mapping[str, str]
    when: str
    outputs: Mapping[str, str]
    because: Label = Label("")
    citation: Citation = Citation()
    place: Place | None = None
    start: date | None = None
    end: date | None = None

    def names(self, output: str, several: bool) -> str:
        """The id of the rule that it makes for an output."""
        return f"{self.id}-{output}" if several else self.id


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A decision table: its hit policy, what its columns read, its outputs and its rows.

    `outputs` are insatser (of `policy`) or derived attributes, never both. `gap` and `overlap` as in `DecisionTable`;
    of insatser both are empty.
    """

    id: str
    hit: str
    inputs: Mapping[str, str]
    outputs: tuple[str, ...]
    rows: tuple[WrittenRow, ...]
    label: Label = Label("")
    gap: str = ""
    overlap: str = ""
    policy: str = ""
    place: Place | None = None

    @property
    def name(self) -> str:
        """Its id, after that of the policy whose insatser it decides."""
        return f"{self.policy}.{self.id}" if self.policy else self.id

    def row(self, number: int) -> WrittenRow:
        """The row of a number."""
        return self.rows[number - 1]

    @property
    def several(self) -> bool:
        """Whether it has more outputs than one, so that the rules of a row are told apart."""
        return len(self.outputs) > 1

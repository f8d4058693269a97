"""Model: what a report is made of, before it is a page.

Values built by `sections`. A picture stands with its table, and every part knows whether anything in it is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ..analysis.compare.comparison import Group
from ..model.sources import Label
from .bilingual import BilingualTable, Html
from .drawing import Kind, Picture


class TileValue(NamedTuple):
    """Areas and residents in the readings that a word names; `sides` are their places among all that are shown."""

    sides: tuple[int, ...]
    reading: Label
    areas: Label
    residents: Label | None


@dataclass(frozen=True, slots=True)
class Tile:
    """One number, or a word: what it counts, and what it is in the readings that tell it apart."""

    group: Group | None
    label: Label
    values: tuple[TileValue, ...]
    words: bool = False
    """Whether its values are words, which are set smaller than numbers."""

    @property
    def alike(self) -> bool:
        """Whether its two readings have one number, until a threshold is moved."""
        return len(self.values) == 2 and self.values[0][2:] == self.values[1][2:]

    @property
    def brief(self) -> Tile:
        """The tile without the word of its only reading."""
        return replace(self, values=(self.values[0]._replace(reading=Label("")),)) if len(self.values) == 1 else self


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A picture with what stands under it, and whether it shows the groups."""

    picture: Picture
    caption: Label
    notes: tuple[Label, ...] = ()
    legend: bool = False
    shown: str = ""
    """Classes that say when it is shown: with which view (`v-map`, `v-hex`), and which interpretation (`by r0`)."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: notes, markup, pictures, tables, in that order; `special` names a part the script fills."""

    id: str
    title: Label
    notes: tuple[Label, ...] = ()
    figures: tuple[ReportFigure, ...] = ()
    tables: tuple[BilingualTable, ...] = ()
    special: str = ""
    markup: Html = Html("")
    invented: bool = False
    """Whether something in this part is invented where the rest of the report is not."""

    @property
    def views(self) -> bool:
        """Whether it has two views of the same areas, of which the reader chooses one."""
        return {"map", "hex"} <= {figure.picture.id.split("-")[0] for figure in self.figures}


@dataclass(frozen=True)
class Report:
    """The whole: title, finding, heads, four numbers, sections, how it is repeated, and data for the script."""

    title: Label
    finding: Label
    heads: tuple[Label, ...]
    tiles: tuple[Tile, ...]
    kinds: tuple[Kind, ...]
    sections: tuple[Section, ...]
    command: str
    footer: tuple[Label, ...]
    illustration: bool
    areas: tuple[tuple[str, str], ...] = ()
    """Id and name of each area that can be chosen."""
    levers: tuple[tuple[str, Label], ...] = ()
    left_out: tuple[Label, ...] = ()
    readings: tuple[Label, ...] = ()
    """The interpretations that the map can show, in a word each."""
    beside: tuple[Label, ...] = ()
    """What the policies' files say beside each other: one of the heads, and under a picture that leaves the page."""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, ReportFigure]:
        """Every picture by its id."""
        return {f.picture.id: f for s in self.sections for f in s.figures}

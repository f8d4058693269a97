"""Sheets: the columns of every kind of CSV file.

The loaders read by these very rows, so that what is written of the files (docs/files.md) is what is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CITED: Final = ("source", "mark")
DATED: Final = ("valid_from", "valid_to")
MORE: Final = ("note", "assumption", "illustration")


@dataclass(frozen=True, slots=True)
class CsvKind:
    """A kind of CSV file: where such files lie, one line on a row of it, columns, and if others are let be."""

    where: str
    about: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    free: bool = False

    @property
    def allowed(self) -> tuple[str, ...] | None:
        """The optional columns, as the reader of text takes them: None for any."""
        return None if self.free else self.optional


SOURCES: Final = CsvKind(
    "rules/*/sources.csv",
    "A document that something is cited from.",
    ("id", "title", "publisher", "date", "reference", "url"),
    ("licence", "note"),
)
ENGLISH: Final = CsvKind(
    "rules/*/english.csv",
    "The English of a text in the CSV files of the rulebook and of its worlds: notes, activities, titles.",
    ("sv", "en"),
)
BODIES: Final = CsvKind(
    "rules/*/bodies.csv",
    "A council, board, company or authority; or a group that stands for several.",
    ("id", "name", "kind", "parent", "group", "area", *CITED),
    ("overseen_by", "consulted", "note", *DATED),
)
DUTIES: Final = CsvKind(
    "rules/*/duties.csv",
    "Which body has which role for what, and where.",
    ("id", "insats", "field", "body", "role", "scope", *CITED),
    ("covers", "note", *DATED),
)
OUTCOMES: Final = CsvKind(
    "rules/*/outcomes.csv",
    "A reported value of an indicator; an empty value is unknown.",
    ("indicator", "day", "value", *CITED),
    MORE,
)
AREAS: Final = CsvKind(
    "scenarios/*/areas.csv",
    "An area that can be decided, or that others are part of.",
    ("id", "level", "name", *CITED),
    (*DATED, *MORE),
)
PART_OF: Final = CsvKind(
    "scenarios/*/part_of*.csv",
    "What an area is part of: one parent at a time in a hierarchy.",
    ("area", "hierarchy", "parent", *CITED),
    (*DATED, *MORE),
    free=True,
)
OVERLAPS: Final = CsvKind(
    "scenarios/*/overlaps*.csv",
    "Two areas that overlap, with a column for each of the vocabulary's shares that is known (0 to 1; empty: unknown).",
    ("area", "other", *CITED),
    (*DATED, *MORE),
    free=True,
)
NEIGHBOURS: Final = CsvKind(
    "scenarios/*/neighbours*.csv",
    "Two areas that are neighbours.",
    ("area", "other", *CITED),
    (*DATED, *MORE),
    free=True,
)
LISTS: Final = CsvKind(
    "scenarios/*/lists.csv",
    "An issue of a series of lists; it holds until the next.",
    ("id", "series", "valid_from", *CITED),
    ("precision", "recorded", *MORE),
)
FACTS: Final = CsvKind(
    "scenarios/*/facts/*.csv",
    "What is known of an attribute of an area, from a day on.",
    ("area", "attribute", "value", "valid_from", *CITED),
    ("valid_to", "precision", "recorded", "missing", *MORE),
)
PLACES: Final = CsvKind(
    "scenarios/*/places.csv",
    "Where an area lies: for pictures only, no decision reads it.",
    ("area", *CITED),
    ("lon", "lat", "column", "row", *MORE),
)

SHEETS: Final = (SOURCES, ENGLISH, BODIES, DUTIES, OUTCOMES, AREAS, PART_OF, OVERLAPS, NEIGHBOURS, LISTS, FACTS, PLACES)
"""Every kind of CSV file of a rulebook and a world."""

"""Sheets: the columns of every kind of CSV file.

Enters: nothing. Leaves: for each kind where it lies, what it holds, and its columns. Promise: the loaders read by these
very rows, so that what is written of the files is what is read; every column has words (tested).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .hover import FIELDS, Said

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

COLUMNS: Final[dict[str, Said]] = {
    "source": ("dokumentens id i sources.csv, skilda av ;", "ids of documents in sources.csv, separated by ;"),
    "valid_from": ("gäller från och med denna dag; tomt: alltid", "holds from this day on; empty: always"),
    "valid_to": ("gäller till denna dag, den ej inräknad", "holds until this day, not included"),
    "recorded": ("dagen då det blev känt; annars valid_from", "the day it became known; else valid_from"),
    "missing": ("varför värdet är tomt", "why the value is empty"),
    "precision": ("om dagen är känd, eller bara månaden eller året", "whether the day is known, or the month or year"),
    "name": ("namn för människor", "a name for people"),
    "title": ("dokumentets titel", "the document's title"),
    "publisher": ("vem som gav ut det", "who published it"),
    "date": ("när det är daterat", "its date"),
    "reference": ("diarienummer eller annan beteckning", "a reference number"),
    "url": ("publik adress", "a public address"),
    "licence": ("villkor för att använda det", "its terms of use"),
    "kind": ("vilket slag, fri text", "which kind, in free words"),
    "parent": ("det närmast ovanför, dess id", "what is above it, its id"),
    "group": ("gruppen som det hör till, dess id", "the group it belongs to, its id"),
    "field": ("verksamhetsområdet, fri text", "the field of work, in free words"),
    "role": ("vilken roll", "which role"),
    "overseen_by": ("den som har uppsikt utan att bestämma, dess id", "who supervises it without deciding, its id"),
    "consulted": (
        "dokumenten som den har fått yttra sig om, skilda av ;",
        "the documents it was asked for its opinion on, separated by ;",
    ),
    "covers": ("whole: det hela (också tomt); part: den del som field nämner", "whole (also empty), or the part of it"),
    "scope": ("området som uppdraget gäller i, med allt i det", "the area it holds in, with all within it"),
    "insats": (
        "id för en insats, ett answered_as eller en process; tomt: bara ett verksamhetsområde",
        "the id of an intervention, an answered_as or a process; empty: only an activity",
    ),
    "sv": ("texten, som den står i filerna", "the text, as it stands in the files"),
    "en": ("samma text på engelska", "the same text in English"),
    "indicator": ("indikatorns id", "the indicator's id"),
    "hierarchy": ("vilket träd", "which tree"),
    "other": ("det andra områdets id", "the other area's id"),
    "lon": ("longitud, grader", "longitude in degrees"),
    "lat": ("latitud, grader", "latitude in degrees"),
    "column": ("kolumn bland sexhörningarna", "the column among the hexagons"),
    "row": ("rad bland sexhörningarna", "the row among the hexagons"),
    "series": ("seriens namn, från vocabulary.yaml", "the name of the series, from vocabulary.yaml"),
}
"""What a column means where no field of the same name says it."""


def said(column: str) -> Said:
    """The sentences of a column; empty where it has none (which a test refuses)."""
    return COLUMNS.get(column) or FIELDS.get(column, ("", ""))

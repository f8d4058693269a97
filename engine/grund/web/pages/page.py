"""Page: the nouns of what a page shows: a title, a leading sentence, and tables whose cells may lead to other pages.

Values made by the pages. A link names a kind and an id, never an address, so that a server and a folder of files can
show the same page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from itertools import compress
from typing import Final, Literal, NamedTuple, TypeAlias

from ...model.policies import Rulebook
from ...views.formats.text import Cell

Kind: TypeAlias = Literal["area", "insats", "body", "policy", "rule", "parameter", "attribute", "table", "source"]
KINDS: Final[dict[Kind, tuple[str, str, str, str]]] = {
    "area": ("Område", "Områden", "Area", "Areas"),
    "insats": ("Insats", "Insatser", "Intervention", "Interventions"),
    "body": ("Aktör", "Aktörer", "Body", "Bodies"),
    "policy": ("Policy", "Policyer", "Policy", "Policies"),
    "rule": ("Regel", "Regler", "Rule", "Rules"),
    "parameter": ("Parameter", "Parametrar", "Parameter", "Parameters"),
    "attribute": ("Egenskap", "Egenskaper", "Attribute", "Attributes"),
    "table": ("Beslutstabell", "Beslutstabeller", "Decision table", "Decision tables"),
    "source": ("Källa", "Källor", "Source", "Sources"),
}
"""The kinds of page: one and many, in Swedish and English."""


def kinds_of(book: Rulebook) -> tuple[Kind, ...]:
    """The kinds that have pages; decision tables where there are some."""
    return tuple(kind for kind in KINDS if kind != "table" or book.tables)


def kind_words(kind: Kind, lang: str) -> tuple[str, str]:
    """What one and what several of a kind are called."""
    one_sv, many_sv, one_en, many_en = KINDS[kind]
    return (one_en, many_en) if lang == "en" else (one_sv, many_sv)


@dataclass(frozen=True, slots=True)
class PageLink:
    """Words that lead to the page of a thing."""

    text: str
    kind: Kind
    id: str


Part: TypeAlias = Cell | PageLink
Parts: TypeAlias = Part | tuple[Part, ...]
"""A cell of a page: words, a link, or several of these after one another."""


class DrawnNode(NamedTuple):
    """What a line leads to, and what the line says; a line to nobody is dashed."""

    part: Part
    says: str
    nobody: bool = False


class GraphPart(NamedTuple):
    """What stands in the middle, what leads to it from the left, and what it leads to on the right."""

    title: str
    middle: Part
    left: tuple[DrawnNode, ...]
    right: tuple[DrawnNode, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class PageTable:
    """A titled table of a page; without heads its notes alone; with one head a list.

    `folded`: it opens at its title.
    """

    title: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Parts, ...], ...] = ()
    notes: tuple[Parts, ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a thing: what it is, the finding first, and its tables. `command`: what asks for the same;
    `graph`: what stands around it, as a picture."""

    kind: Kind
    id: str
    title: str
    lead: tuple[Parts, ...]
    sheets: tuple[PageTable, ...]
    command: str = ""
    graph: GraphPart | None = None


def without_void(sheet: PageTable) -> PageTable:
    """A table without the columns in which no row has anything."""
    kept = [any(row[i] not in (None, "", ()) for row in sheet.rows) for i in range(len(sheet.heads))]
    if not sheet.rows or all(kept):
        return sheet
    rows = tuple(tuple(compress(row, kept)) for row in sheet.rows)
    return replace(sheet, heads=tuple(compress(sheet.heads, kept)), rows=rows)


def between(parts: Iterable[Part], sign: str = ", ") -> tuple[Part, ...]:
    """Parts with a sign between them."""
    joined: list[Part] = []
    for part in parts:
        joined += [sign, part] if joined else [part]
    return tuple(joined)


def alike(
    rows: Iterable[tuple[Parts, ...]], at: int, complete: Callable[[tuple[Parts, ...]], Collection[str]] = lambda _: ()
) -> tuple[tuple[Parts, ...], ...]:
    """Rows that differ in one column alone as one, with the words of that column side by side; none of them where they
    are all that a row of its kind can have (`complete`), for then they tell nothing apart."""
    gathered: dict[tuple[Parts, ...], dict[str, None]] = {}
    for row in rows:
        gathered.setdefault((*row[:at], None, *row[at + 1 :]), {})[str(row[at] or "")] = None
    return tuple(
        (*rest[:at], " / ".join(filter(None, words)) if set(words) != set(complete(rest)) else None, *rest[at + 1 :])
        for rest, words in gathered.items()
    )

"""Sources: the documents behind facts, rules and parameters, and how sure we are.

Takes rows of sources.csv and `source:` fields. A mark is never dropped on the way from a file to an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..problems.label import Label as Label

MARKS: Final = {
    "V": ("kontrollerad mot källan", "checked against the source"),
    "H": ("härledd", "derived"),
    "G": ("inte kontrollerad", "not checked"),
}
"""[V] stated in a named source that was read, [H] derived from verified sources, [G] not checked."""
_PLACES: Final = {"s.": "p.", "stycke": "para.", "not": "note"}
"""What a place in a document is counted in."""


def in_swedish(text: str) -> str:
    """A Swedish text among English: as a quotation that says so."""
    return f"“{text}” (in Swedish)"


@dataclass(frozen=True, slots=True)
class Source:
    """A document: title, publisher, date, diarienummer or other reference, public address."""

    id: str
    title: str
    publisher: str
    date: str
    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from: documents (ids), the place in them, a quote, and marks."""

    documents: tuple[str, ...] = ()
    place: str = ""
    quote: str = ""
    mark: str = ""
    note: str = ""
    assumption: bool = False
    illustration: bool = False
    note_en: str = ""
    place_en: str = ""

    def noted(self, lang: str) -> str:
        """The note in a language; a Swedish one among English is quoted and says that it is Swedish."""
        if lang != "en" or not self.note:
            return self.note
        return self.note_en or in_swedish(self.note)

    def placed(self, lang: str) -> str:
        """The place in a language: `s. 2, stycke 3`, `p. 2, para. 3`; headings of a document are as they are."""
        if lang != "en":
            return self.place
        return self.place_en or re.sub(r"(?<!\w)(?:s\.|stycke|not)(?= \d)", lambda m: _PLACES[m[0]], self.place)

    @property
    def flags(self) -> tuple[str, ...]:
        """The marks that must show wherever the statement does."""
        shown = (self.mark, "assumption" * self.assumption, "illustration" * self.illustration)
        return tuple(flag for flag in shown if flag)

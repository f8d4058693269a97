"""Sources: the documents behind facts, rules and parameters, and how sure we are.

Enters: rows of sources.csv and `source:` fields. Leaves: `Source` and `Citation` values.
Promise: a mark is never dropped on the way from a file to an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MARKS: Final = {
    "V": ("verifierad", "verified"),
    "H": ("härledd", "derived"),
    "G": ("ej verifierad", "unverified"),
}
"""[V] stated in a named source that was read, [H] derived from such, [G] not verified."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name for people, in Swedish and English."""

    sv: str
    en: str = ""

    def get(self, lang: str) -> str:
        """The label in a language; Swedish where there is no English."""
        return (self.en if lang == "en" else self.sv) or self.sv


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

    @property
    def flags(self) -> tuple[str, ...]:
        """The marks that must show wherever the statement does."""
        shown = (self.mark, "assumption" * self.assumption, "illustration" * self.illustration)
        return tuple(flag for flag in shown if flag)

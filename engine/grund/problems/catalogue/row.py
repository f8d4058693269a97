"""A row of the table of codes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the table of codes: the sentence and its cure, in both languages."""

    sv: str
    en: str
    cure_sv: str
    cure_en: str

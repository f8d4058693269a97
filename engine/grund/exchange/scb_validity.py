"""SCB validity: the years that an edition of a division holds for, and what differs between two editions.

First and last year, and the areas that are new, gone or renamed. Years are read where the code list says them or the
reader does; an edition whose years nobody says is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ..problems.problem import GrundError, problem
from .scb_question import CodeList, bare

_FROM: Final = re.compile(r"\b(?:from(?: year)?|fr\.?o\.?m\.?|från(?: och med)?)(?: år)? (\d{4})\b", re.IGNORECASE)
_UNTIL: Final = re.compile(r"\b(?:until(?: year)?|t\.?o\.?m\.?|till(?: och med)?)(?: år)? (\d{4})\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


class ValidYears(NamedTuple):
    """The first and the last year of an edition; None where it has no end."""

    first: int | None = None
    last: int | None = None

    def holds(self, period: str) -> bool:
        """Whether a period, by the year it begins with, is one of them."""
        year = int(period[:4])
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)

    @property
    def shown(self) -> str:
        """The years as they are written: 2024–."""
        return f"{self.first or ''}–{self.last or ''}"


def valid_years(codelist: CodeList, more: Sequence[str], stated: str) -> ValidYears:
    """The years of an edition: as stated, else as its labels say; raises `GrundError` where it is one and none does."""
    if stated:
        match = re.fullmatch(r"(\d{4})?-(\d{4})?", stated)
        if match is None:
            raise GrundError([problem("G857", None, option="--valid", value=stated, wanted="2024-, -2023, 2018-2023")])
        return ValidYears(*(int(year) if year else None for year in match.groups()))
    for text in (codelist.label, *more):
        first, last = _FROM.search(text), _UNTIL.search(text)
        if first or last:
            return ValidYears(int(first[1]) if first else None, int(last[1]) if last else None)
    if is_edition(codelist.id, codelist.label):
        raise GrundError([problem("G847", None, codelist=codelist.id, label=codelist.label)])
    return ValidYears()


def is_edition(id_: str, label: str) -> bool:
    """Whether a code list is one of several editions of a division: its name holds a year."""
    return bool(_YEAR.search(id_) or _YEAR.search(label))


def siblings(id_: str, listed: Iterable[str]) -> list[str]:
    """The other editions of a division among a variable's code lists: their names differ in the year alone."""
    stem = _YEAR.sub("", id_)
    return [other for other in listed if other != id_ and _YEAR.sub("", other) == stem != id_]


def edition_changes(codes: Sequence[str], own: CodeList, other: CodeList) -> dict[str, list[str]]:
    """Of the areas asked for, those that another edition has not or calls something else; and those that it alone has
    in the same municipalities."""
    before, everywhere = _names(other), _names(own)
    now = {bare(code): everywhere[bare(code)] for code in codes}
    places = {code[:4] for code in now}
    shown = {code: f"{code} {name}" for code, name in now.items()}
    changed = {
        "only_here": [shown[code] for code in now if code not in before],
        "only_there": [f"{c} {name}" for c, name in before.items() if c not in everywhere and c[:4] in places],
        "renamed": [f"{shown[c]} ({before[c]})" for c in now if c in before and before[c] != now[c]],
    }
    return {f"{kind}_{other.id}": names for kind, names in changed.items() if names}


def _names(codelist: CodeList) -> dict[str, str]:
    return {bare(code): name_of(code, label) for code, label in codelist.labels.items()}


def name_of(code: str, label: str) -> str:
    """What an area is called, without the code that its label may begin with."""
    return label.removeprefix(f"{bare(code)} ").strip() or code

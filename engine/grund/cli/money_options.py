"""Money options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    pass

Years = str | None


Own = bool


Unit = Literal["kr", "tkr", "mnkr"]


def years_of(text: str | None) -> list[int] | None:
    """The years a person wrote: `2027`, `2027-2029`, `2027,2029`; raises `GrundError`."""
    from ..problems.problem import GrundError, problem

    if text is None:
        return None
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and len(first) == len(last or first) == 4):
            raise GrundError([problem("G572", None, text=text)])
        begins, ends = int(first), int(last or first)
        if begins > ends:
            raise GrundError([problem("G572", None, text=text)])
        found += range(begins, ends + 1)
    return sorted(set(found))

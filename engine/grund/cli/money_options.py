"""Money options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    pass

Years = Annotated[str | None, Parameter(help="År: 2027, 2027-2029 / years")]


Own = Annotated[
    bool,
    Parameter(
        help="Bara det som skiljer sig från jämförelsegrunden / only what differs from the baseline",
        negative="",
    ),
]


Unit = Annotated[Literal["kr", "tkr", "mnkr"], Parameter(help="Enhet i tabeller / unit in tables")]


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

"""Budgeting: what policies cost, and what to do when the money is not enough.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from ..options import OUT, WHICH, Out, Which, load, policies_of, write

_Years = Annotated[str | None, Parameter(help="År: 2027, 2027-2029 / years")]
_Insats = Annotated[list[str] | None, Parameter("--insats", help="Insats: id / id", negative="")]
_Own = Annotated[bool, Parameter(help="Bara policyernas egna insatser / the policies' own only", negative="")]
_Unit = Annotated[Literal["kr", "tkr", "mnkr"], Parameter(help="Enhet i tabeller / unit in tables")]


def budget(
    scenario: str | None = None,
    /,
    *,
    years: _Years = None,
    insats: _Insats = None,
    own: _Own = False,
    unit: _Unit = "mnkr",
    which: Which = WHICH,
    out: Out = OUT,
) -> int:
    """Vad policyer kostar, per nämnd, insats, område och år. / What policies cost."""
    from ...budgeting import budget as plan
    from ..budgeted import budget_view

    held = load(which, scenario, which.policy)
    found = plan(held, policies_of(held, which), years_of(years), insats, own)
    return write(budget_view(found, out.lang, unit), held, out)


def years_of(text: str | None) -> list[int] | None:
    """The years a person wrote: `2027`, `2027-2029`, `2027,2029`; raises `GrundError`."""
    from ...problems import GrundError, problem

    if text is None:
        return None
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and len(first) == len(last or first) == 4):
            raise GrundError([problem("G552", None, text=text)])
        found += range(int(first), int(last or first) + 1)
    if not found or not 1900 <= min(found) <= max(found) <= 2200 or len(found) > 30:
        raise GrundError([problem("G552", None, text=text)])
    return found

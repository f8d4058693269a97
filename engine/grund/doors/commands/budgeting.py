"""Budgeting: what policies cost, and what to do when the money is not enough.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

from cyclopts import Parameter

from ..options import OUT, WHICH, ForceOption, Format, LangOption, Out, OutputOption, Which, load, policies_of, write

if TYPE_CHECKING:
    from ...budgeting import Budget

_Years = Annotated[str | None, Parameter(help="År: 2027, 2027-2029 / years")]
_Insats = Annotated[list[str] | None, Parameter("--insats", help="Insats: id / id", negative="")]
_Own = Annotated[bool, Parameter(help="Bara policyernas egna insatser / the policies' own only", negative="")]
_Kind = Literal["table", "json", "csv", "md", "xlsx", "parquet", "arrow", "sql", "sie", "html"]
_SUFFIXES = {
    **{f".{kind}": kind for kind in ("xlsx", "parquet", "arrow", "sql", "sie", "html")},
    **dict.fromkeys((".se", ".si"), "sie"),
}
_Method = Literal["priority", "proportional", "waterfill", "optimum", "exact"]
_Unit = Annotated[Literal["kr", "tkr", "mnkr"], Parameter(help="Enhet i tabeller / unit in tables")]


def budget(
    scenario: str | None = None,
    /,
    *,
    years: _Years = None,
    insats: _Insats = None,
    own: _Own = False,
    unit: _Unit = "mnkr",
    dialect: Annotated[Literal["postgres", "mssql"], Parameter(help="SQL-dialekt / dialect")] = "postgres",
    konto: Annotated[list[str] | None, Parameter(help="Konto, eller INSATS=KONTO (SIE) / account", negative="")] = None,
    which: Which = WHICH,
    format: Annotated[_Kind | None, Parameter(help="Utformat / output format")] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    lang: LangOption = "sv",
) -> int:
    """Vad policyer kostar, per nämnd, insats, område och år. / What policies cost."""
    from ...budgeting import budget as plan
    from ..budgeted import budget_view
    from ..delivery import deliver

    kind = format or _SUFFIXES.get(Path(output).suffix if output else "")
    held = load(which, scenario, which.policy)
    found = plan(held, policies_of(held, which), years_of(years), insats, own)
    data = _exported(found, kind, dialect, konto, lang)
    if data is not None:
        return deliver(data, output, force)
    view = budget_view(found, lang, unit)
    if kind == "html":
        from ..sheet import page

        return deliver(page(view.blocks, lang), output, force)
    return write(view, held, Out(cast("Format | None", format), output, lang, force))


def _exported(found: Budget, kind: str | None, dialect: str, konto: list[str] | None, lang: str) -> bytes | None:
    """The budget as a file of a kind that only budgets have; None for the kinds of every command."""
    if kind == "xlsx":
        from ..exports.excel import as_excel

        return as_excel(found, lang)
    if kind in ("parquet", "arrow"):
        from ..exports.arrow import as_arrow

        return as_arrow(found, kind)
    if kind == "sql":
        from ..exports.statements import as_sql

        return as_sql(found, cast("Literal['postgres', 'mssql']", dialect)).encode()
    if kind == "sie":
        from ...problems import GrundError, problem
        from ..exports.sie import as_sie

        if len(found.sides) != 1:
            raise GrundError([problem("G576", None, count=len(found.sides))])
        return as_sie(found, found.sides[0], _accounts(found, konto))
    return None


def _accounts(found: Budget, konto: list[str] | None) -> dict[str, str]:
    """The account of each insats, `""` for the others; raises `GrundError` where one that is needed is not given."""
    from ...problems import GrundError, problem

    given: dict[str, str] = {}
    for text in konto or ():
        insats, _, account = text.rpartition("=")
        if not account.isdecimal() or (insats and insats not in found.scenario.book.insatser):
            raise GrundError([problem("G577", None, text=text)])
        given[insats] = account
    bare = sorted({n.insats for side in found.sides for n in side.lines} - given.keys())
    if bare and "" not in given:
        raise GrundError([problem("G577", None, text=", ".join(bare))])
    return given


def allocate(
    scenario: str | None = None,
    /,
    *,
    years: _Years = None,
    total: Annotated[str | None, Parameter(help="Total per år i kronor / total per year in kronor")] = None,
    method: Annotated[list[_Method] | None, Parameter(help="Metod / method", negative="")] = None,
    seconds: Annotated[float, Parameter(help="Längsta sökning med exact / longest search")] = 60.0,
    own: _Own = False,
    unit: _Unit = "mnkr",
    which: Which = WHICH,
    out: Out = OUT,
) -> int:
    """Fördela en policys pengar under tak och golv, metod för metod. / Allocate under limits."""
    from dataclasses import replace

    from ...allocation import allocate as share
    from ...problems import GrundError, problem
    from ..allocated import allocation_view

    held = load(which, scenario, which.policy)
    (policy, *others) = policies_of(held, which)
    if which.policy and others:
        raise GrundError([problem("G578", None, count=1 + len(others), policies=", ".join((policy, *others)))])
    asked = years_of(years) or list(held.planning.years)
    limits = held.planning.limits
    if total is not None:
        limits = replace(limits, total={}, yearly=ore_of(total))
    found = share(held, policy, asked, method, limits, own, seconds)
    return write(allocation_view(found, out.lang, unit), held, out)


def ore_of(text: str) -> int:
    """An amount in kronor as a person writes it, in öre: `40000000`, `40 000 000,50`; raises `GrundError`."""
    import re

    from ...problems import GrundError, problem

    plain = re.sub(r"[\s_]", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,13}(\.\d{1,2})?", plain, re.ASCII):
        raise GrundError([problem("G575", None, text=text)])
    whole, _, part = plain.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def years_of(text: str | None) -> list[int] | None:
    """The years a person wrote: `2027`, `2027-2029`, `2027,2029`; raises `GrundError`."""
    from ...problems import GrundError, problem

    if text is None:
        return None
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and len(first) == len(last or first) == 4):
            raise GrundError([problem("G572", None, text=text)])
        found += range(int(first), int(last or first) + 1)
    if not found or not 1900 <= min(found) <= max(found) <= 2200 or len(found) > 30:
        raise GrundError([problem("G572", None, text=text)])
    return found

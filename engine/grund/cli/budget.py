"""`grund budget`: calculate what policies cost, by body, area and year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from cyclopts import Parameter

from .. import budgeting, loading, views
from .. import report as report_room
from ..batch.atomic_files import check_target, deliver
from ..problems.problem import GrundError, problem
from ..views.formats import exports
from ..views.formats.names import SUFFIXES, Format
from .options import (
    SURE,
    WHICH,
    LangOption,
    Out,
    OutputOption,
    UncertainOptions,
    Unit,
    Which,
    format_of,
    load,
    policies_of,
    write,
)
from .request import COMMAND

_BudgetFormat = Format | Literal["sie"]
_Dialect = Literal["postgres", "mssql"]
_SUFFIXES: dict[str, _BudgetFormat] = {**SUFFIXES, ".sie": "sie", ".se": "sie", ".si": "sie"}


@Parameter(name="*")
@dataclass(frozen=True)
class Sie:
    """How a SIE file is booked, beside its accounts."""

    objects: Annotated[str | None, Parameter("--sie-objects")] = None
    year: Annotated[int | None, Parameter("--sie-year")] = None
    dimension: Annotated[
        list[str] | None,
        Parameter("--sie-dimension"),
    ] = None
    undecided: Annotated[str | None, Parameter("--undecided")] = None


SIE = Sie()


def budget(
    scenario: str | None = None,
    /,
    *,
    years: str | None = None,
    insats: list[str] | None = None,
    own: bool = False,
    unit: Unit = "mnkr",
    dialect: _Dialect = "postgres",
    konto: list[str] | None = None,
    sie: Sie = SIE,
    which: Which = WHICH,
    uncertain: UncertainOptions = SURE,
    format: _BudgetFormat | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
    full: Annotated[bool, Parameter("--all")] = False,
) -> int:
    """Calculate what policies cost, by body, area and year."""
    kind = format or format_of(output, _SUFFIXES)
    loaded_scenario = uncertain.of(load(which, scenario, which.policy))
    policy_budget = budgeting.policy_budgets.budget(
        loaded_scenario, policies_of(loaded_scenario, which), loading.arguments.years_of(years), insats, own
    )
    if kind == "sie":
        return _as_sie(policy_budget, konto, sie, output, force)
    data = _exported(policy_budget, kind, dialect, lang)
    if data is not None:
        return deliver(data, output, force)
    if kind == "html":
        report = report_room.budget_page.budget_report(policy_budget, unit, views.formats.writers.asked(COMMAND.get()))
        return deliver(report_room.page.page(report, lang), output, force)
    view = views.budget.budget_view(policy_budget, lang, unit)
    return write(view, loaded_scenario, Out(kind, output, lang, force, full))


def _exported(budget: budgeting.policy_budgets.Budget, kind: Format, dialect: _Dialect, lang: str) -> bytes | None:
    """The budget in a form of its own; None for the formats that it has as every answer has them."""
    if kind == "xlsx":
        return exports.excel.as_excel(budget, lang)
    if kind in ("parquet", "arrow"):
        return exports.arrow.as_arrow(budget, kind)
    if kind == "sql":
        return exports.statements.as_sql(budget, dialect).encode()
    return None


def _as_sie(
    budget: budgeting.policy_budgets.Budget, konto: list[str] | None, sie: Sie, output: str | None, force: bool
) -> int:
    """The budget as a SIE file; the numbers of its objects are kept first. Raises `GrundError` for what is not said."""
    refused(budget, sie)
    (side,), year = budget.sides, sie.year or budget.years[0]
    dimensions = dimensions_of(sie.dimension)
    assert sie.objects is not None
    needed = ((kind, str(getattr(n, kind))) for n in side.lines for kind in dimensions)
    if output is not None:
        check_target(output, force, (sie.objects,))
    before = exports.ledger_objects.read_objects(sie.objects)
    objects = before.with_new(needed)
    accounts = _accounts(budget, konto, sie.undecided or "")
    data = exports.sie.as_sie(
        budget, side, exports.sie.Booking(year, accounts, dimensions, objects, sie.undecided or "")
    )
    if objects != before:
        deliver(objects.as_csv(), sie.objects, True)
    return deliver(data, output, force, (sie.objects,))


def refused(budget: budgeting.policy_budgets.Budget, sie: Sie) -> None:
    """Raise `GrundError` where a SIE file would have to guess: which policy, year or number, or what is undecided."""
    problems = []
    if len(budget.sides) != 1:
        problems.append(problem("G576", None, count=len(budget.sides)))
    if sie.year not in budget.years if sie.year else len(budget.years) > 1:
        years = ", ".join(map(str, budget.years))
        problems.append(problem("G580", None, years=years, year=budget.years[0]))
    if sie.objects is None:
        problems.append(problem("G581", None))
    if problems:
        raise GrundError(problems)
    year = sie.year or budget.years[0]
    open_ = budgeting.money.total(
        n.money for n in budget.sides[0].lines if n.year == year and (n.verdict != "yes" or n.amount is None)
    )
    if not sie.undecided and (open_.high or open_.unknown):
        kr = f"{open_.high // 100}.{open_.high % 100:02d}"
        raise GrundError([problem("G582", None, year=year, undecided=kr, unknown=open_.unknown)])


def dimensions_of(texts: list[str] | None) -> dict[str, int]:
    """The dimensions that are told apart, by kind; default all three. Raises `GrundError`."""
    numbers: dict[str, int] = {}
    for text in texts or ():
        kind, _, number = text.partition("=")
        given = (
            int(number)
            if number.isdecimal() and len(number) < 5
            else exports.ledger_objects.DIMENSIONS.get(kind, 0)
            if not number
            else 0
        )
        if (
            kind not in exports.ledger_objects.DIMENSIONS
            or kind in numbers
            or given in numbers.values()
            or not (1 <= given <= 10 or given >= 20)
        ):
            raise GrundError([problem("G584", None, text=text)])
        numbers[kind] = given
    return numbers or dict(exports.ledger_objects.DIMENSIONS)


def _accounts(budget: budgeting.policy_budgets.Budget, konto: list[str] | None, undecided: str) -> dict[str, str]:
    """The account of each insats, `""` for the others; raises `GrundError` where one that is needed is not given."""
    given: dict[str, str] = {}
    if undecided and (not undecided.isdecimal() or undecided in {text.rpartition("=")[2] for text in konto or ()}):
        raise GrundError([problem("G577", None, text=f"--undecided {undecided}")])
    for text in konto or ():
        insats, _, account = text.rpartition("=")
        if not account.isdecimal() or (insats and insats not in budget.scenario.book.insatser):
            raise GrundError([problem("G577", None, text=text)])
        given[insats] = account
    bare = sorted({n.insats for side in budget.sides for n in side.lines} - given.keys())
    if bare and "" not in given:
        raise GrundError([problem("G577", None, text=", ".join(bare))])
    return given

"""Operations: what can be asked over HTTP: a row for each, from a query to the view of its command.

The view is the one that the command of the same name gives; an operation that a person may not ask in an address is
asked in a body only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain, combinations
from operator import itemgetter
from typing import Final, NamedTuple

from .. import analysis, budgeting, engines, loading, model, views
from ..loading.paths import word_for
from ..model.scenario import Scenario
from ..problems.problem import GrundError, problem
from ..views.formats.names import Format
from ..views.result import Result
from .queries import (
    AllocateQuery,
    BudgetQuery,
    CheckQuery,
    CompareQuery,
    DecideQuery,
    ExplainQuery,
    GapsQuery,
    Given,
    NearQuery,
    OfPolicies,
    ProveQuery,
    Query,
    RegionQuery,
    RunQuery,
    SweepQuery,
    WebRows,
    WhoQuery,
)


class WebOperation(NamedTuple):
    """A row of the table: how a query of this kind is answered, the words of the command that gives the same, whether
    it is asked in an address too, and whether its view makes of a format only what that shows."""

    query: type[Query]
    view: Callable[..., Result]
    words: tuple[str, ...] = ()
    address: bool = True
    by_format: bool = False

    def answer(self, scenario: Scenario, query: Query, format: Format | None = None) -> Result:
        """The view of a query; with a format what that shows of it at least. Raises `GrundError`."""
        return self.view(scenario, query, format) if self.by_format else self.view(scenario, query)


def _policies(scenario: Scenario, query: OfPolicies) -> list[str]:
    return [scenario.policy(name).id for name in query.policy] or list(scenario.named)


def _run(scenario: Scenario, query: RunQuery, format: Format | None) -> Result:
    answers = engines.run.run(scenario, _policies(scenario, query))
    view = views.replay.with_extras(scenario, views.run.run_view(scenario, answers, query.lang, format), query.lang)
    record = analysis.run_record.record(scenario, answers, command_of("run", scenario, query))
    return replace(view, data=model.canonical_json.sealed(record))


def _compare(scenario: Scenario, query: CompareQuery, format: Format | None) -> Result:
    if query.residents is not None:
        scenario = loading.scenario.counting(scenario, query.residents)
    names = [scenario.policy(name).id for name in (query.a, query.b, *query.more)]
    if not (query.more or query.pairs):
        return views.compare.compare_view(analysis.compare.comparison.compare(scenario, *names), query.lang, format)
    policy_reach = analysis.compare.reach.reach(scenario, *names)
    two = combinations(names, 2) if query.pairs else ()
    pairs = [analysis.compare.comparison.compare(scenario, *pair) for pair in two]
    return views.reach.reach_view(policy_reach, pairs, query.lang)


def _explain(scenario: Scenario, query: ExplainQuery) -> Result:
    names = _policies(scenario, query)
    if not query.what_would_change:
        return views.explain.explain_view(scenario, query.area, query.what, names, query.lang)
    insats = analysis.lookup.find_insats(scenario, query.what or "")
    area = analysis.lookup.find_area(scenario, query.area, insats.level)
    return views.what_would_change.turning_view(scenario, area, insats.id, names, query.lang)


def _near(scenario: Scenario, query: NearQuery) -> Result:
    insatser = [analysis.lookup.find_insats(scenario, name).id for name in query.insats]
    return views.near.near_view(scenario, _policies(scenario, query), insatser, query.most, query.lang)


def _sweep(scenario: Scenario, query: SweepQuery) -> Result:
    policy, name = scenario.policy(query.policy).id, query.parameter.removeprefix("param.")
    return views.sweep.sweep_view(
        analysis.sensitivity.breakpoints(scenario, policy, name, query.first, query.last), query.lang
    )


def _region(scenario: Scenario, query: RegionQuery) -> Result:
    a, b = scenario.policy(query.a).id, scenario.policy(query.b).id
    insats = analysis.lookup.find_insats(scenario, query.insats).id if query.insats else ""
    return views.region.region_view(scenario, a, b, insats, query.timeout, query.lang)


def _budget(scenario: Scenario, query: BudgetQuery) -> Result:
    years = loading.arguments.years_of(query.years)
    budget = budgeting.policy_budgets.budget(
        scenario, _policies(scenario, query), years, list(query.insats) or None, query.own
    )
    return views.budget.budget_view(budget, query.lang, query.unit)


def _allocate(scenario: Scenario, query: AllocateQuery) -> Result:
    policy = scenario.policy(query.policy or scenario.named[0]).id
    years = loading.arguments.years_of(query.years) or list(scenario.planning.years)
    limits = scenario.planning.limits
    if query.total is not None:
        limits = replace(limits, total={}, yearly=loading.arguments.ore_of(query.total))
    allocations = budgeting.allocation.allocate(
        scenario, policy, years, list(query.method) or None, limits, query.own, query.seconds
    )
    return views.allocate.allocation_view(allocations, query.lang, query.unit)


def _who(scenario: Scenario, query: WhoQuery) -> Result:
    subject = analysis.lookup.find_asked(scenario, query.insats)
    area = analysis.lookup.find_area(scenario, query.area, subject.level)
    return views.who.who_view(scenario, subject, area, query.lang)


def _gaps(scenario: Scenario, query: GapsQuery) -> Result:
    return views.gaps.gaps_view(scenario, _policies(scenario, query), query.lang)


def _prove(scenario: Scenario, query: ProveQuery) -> Result:
    claims = (
        loading.scenario.typed_claims(scenario, query.claim)
        if query.claim
        else analysis.claims.claims_of(scenario, _policies(scenario, query))
    )
    return views.prove.proofs_view(scenario, claims, query.timeout, query.lang)[0]


def _decide(scenario: Scenario, query: DecideQuery, format: Format | None) -> Result:
    if not query.rows:
        raise GrundError([problem("G872", None, name="rows")])
    columns = _columns(query.rows)
    return views.decide.decided_view(scenario, scenario.policy(query.policy).id, columns, query.lang, format)


def _columns(rows: WebRows) -> dict[str, list[Given]]:
    """Rows by column; what a row does not name is None there."""
    first = rows[0]
    if {*map(len, rows)} == {len(first)}:
        with suppress(KeyError):  # they all have the same names
            return {name: list(map(itemgetter(name), rows)) for name in first}
    names = dict.fromkeys(chain.from_iterable(rows))
    return {name: [row.get(name) for row in rows] for name in names}


def _check(scenario: Scenario, query: CheckQuery) -> Result:
    if not query.text:
        raise GrundError([problem("G872", None, name="text")])
    read, problems = analysis.check.check_text(scenario.book, query.text)
    return views.check.check_view(views.check.CheckOutcome(read, problems), query.lang)


OPERATIONS: Final[Mapping[str, WebOperation]] = {
    "run": WebOperation(RunQuery, _run, by_format=True),
    "compare": WebOperation(CompareQuery, _compare, ("a", "b", "more"), by_format=True),
    "explain": WebOperation(ExplainQuery, _explain, ("area", "what")),
    "near": WebOperation(NearQuery, _near),
    "sweep": WebOperation(SweepQuery, _sweep, ("policy", "parameter")),
    "region": WebOperation(RegionQuery, _region, ("a", "b")),
    "budget": WebOperation(BudgetQuery, _budget),
    "allocate": WebOperation(AllocateQuery, _allocate),
    "who": WebOperation(WhoQuery, _who, ("insats", "area")),
    "gaps": WebOperation(GapsQuery, _gaps),
    "prove": WebOperation(ProveQuery, _prove, address=False),
    "decide": WebOperation(DecideQuery, _decide, address=False, by_format=True),
    "check": WebOperation(CheckQuery, _check, address=False),
}
"""Every operation; `words`: the fields that its command takes without an option's name, in order."""

_TAKES_SCENARIO: Final = frozenset({"run", "near", "budget", "allocate", "prove"})
"""The commands whose first word is the scenario; the others take `--scenario`."""
_OPTIONS: Final = {"first": "from", "last": "to"}
_OWN: Final = frozenset({"parameters", "prices", "facts", "repair", "text", "rows"})


def command_of(name: str, scenario: Scenario, query: Query) -> list[str]:
    """The words of the command that gives the same answer; what is tried has no words of its own there."""
    row = OPERATIONS[name]
    words = ["grund", name]
    given = query.model_dump(exclude_defaults=True, exclude=set(_OWN))
    for field in row.words:
        value = given.pop(field, None)
        words += [] if value is None else list(value) if isinstance(value, tuple) else [str(value)]
    opened = word_for(scenario)
    words += [opened] if name in _TAKES_SCENARIO else ["--scenario", opened]
    for field, value in given.items():
        option = f"--{_OPTIONS.get(field, field).replace('_', '-')}"
        if value is True:
            words.append(option)
            continue
        for one in value if isinstance(value, tuple) else (value,):
            words += [option, str(one)]
    return words if query.repair else [*words, "--no-repair"]

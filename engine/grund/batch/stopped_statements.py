"""Stopped statements: why a database stopped one, as the problems that a run here would have had.

Problems. Rules in conflict, a table without an answer and a number outside its domain have the codes and the places
that they have elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ..engines import interpreter
from ..loading.cell_values import Form
from ..model.decisions import in_conflict
from ..model.derivations import DecisionTable
from ..model.expressions import Type
from ..model.policies import Rule
from ..model.scenario import Scenario
from ..problems.problem import Place, Problem, problem


def explained(scenario: Scenario, policies: Sequence[str], why: str) -> Problem | None:
    """What a statement stopped itself for, by what it said; None: it was something else."""
    conflict = re.search(r"G317 (\S+) (\S+) (\S+): ([^'\"]*)", why)
    if conflict:
        insats, *ids, area = conflict.groups()
        rule, other = (_rule(scenario, policies, insats, name) for name in sorted(ids))
        return in_conflict(rule, other, rule.place, area)
    table = re.search(r"(G334|G335) (\S+?)(?: (\d+) (\d+))?: ([^'\"]*)", why)
    if table:
        code, name, first, second, area = table.groups()
        lines = {"first": first, "second": second} if first else {}
        how = scenario.book.vocabulary.derived[name].how
        rows = {str(row.line): row.place for row in how.rows} if isinstance(how, DecisionTable) else {}
        place = rows.get(second) if second else how.place if isinstance(how, DecisionTable) else None
        return problem(code, place, table=name, area=area, **lines)
    outside = re.search(r"G340 (\S+) (\S+): ([^'\"]*)", why)
    if outside:
        name, value, area = outside.groups()
        return interpreter.outside(scenario.book.vocabulary.derived[name], Decimal(value), area)
    split = re.search(r"G336 (\S+?): ", why)
    return problem("G336", None, split=split.group(1)) if split else None


def _rule(scenario: Scenario, policies: Iterable[str], insats: str, rule: str) -> Rule:
    rulings = (scenario.policy(name).rulings.get(insats) for name in policies)
    return next(r for ruling in rulings if ruling for r in ruling.rules if r.id == rule)


def misfits(table: str, columns: Mapping[str, Type], faults: Iterable[tuple[str, str, str]]) -> list[Problem]:
    """What is wrong in a table of areas, of which a database gives the id, the column and the value of each fault; of
    an id that is missing, or there more than once, the value is how many rows have it."""
    problems: list[Problem] = []
    for area, column, value in faults:
        if column != "id":
            wanted = Form(columns[column]).accepted
            problems.append(problem("G831", Place(table), value=value, attribute=column, area=area, wanted=wanted))
        elif area:
            problems.append(problem("G832", Place(table), count=value, area=area))
        else:
            problems.append(problem("G453", Place(table)))
    return problems

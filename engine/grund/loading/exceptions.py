"""Exceptions: rules in the order of their exceptions, compiled so that no engine knows about exceptions.

Exceptions are lowered to one named boolean per rule, in exception order, and one decision over those names (LANGUAGE
§5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from graphlib import CycleError, TopologicalSorter

from ..language.tokens import MAX_LEVELS
from ..model.expressions import BOOL, DATE, Expr, Literal, Operation, Reference
from ..model.policies import Rule, Ruling
from ..model.policies.active import any_active
from ..problems.problem import Place
from .report import ProblemReport


def exception_order(report: ProblemReport, rules: list[Rule], places: Mapping[tuple[str, str], Place]) -> list[Rule]:
    """Rules with exceptions first; unknown targets, circles and chains too long go to the report."""
    by_id = {r.id: r for r in rules}
    for rule in rules:
        for target in rule.exception_to:
            if target not in by_id:
                place = places.get((rule.id, target), rule.place)
                report.add("G306", place, report.nearest(target, by_id), id=target)
    try:
        steps = in_exception_order(rules)
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        report.add("G305", by_id[circle[0]].place, circle=" → ".join(circle))
        return rules
    ordered = [rule for step in steps for rule in step]
    if len(steps) > MAX_LEVELS:
        last = ordered[-1]
        report.add("G320", last.place, what="@exceptions", limit=MAX_LEVELS, chain=f"… → {last.id}")
    return ordered


def in_exception_order(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Rules step by step, exceptions before what they defeat; ties by id, so the order of a file never matters.

    Raises `graphlib.CycleError` where exceptions form a circle; a target that is not among the rules is passed over.
    """
    by_id = {r.id: r for r in rules}
    graph: dict[str, list[str]] = {name: [] for name in by_id}
    for rule in by_id.values():
        for target in rule.exception_to:
            if target in by_id:
                graph[target].append(rule.id)
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    steps: list[list[Rule]] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        steps.append([by_id[name] for name in ready])
        sorter.done(*ready)
    return steps


def compile_ruling(ruling: Ruling) -> Ruling:
    """The ruling with its named booleans and its decision (LANGUAGE §5)."""
    exceptions: dict[str, list[str]] = {}
    for rule in ruling.rules:
        for target in rule.exception_to:
            exceptions.setdefault(target, []).append(rule.id)
    rules = tuple([_compile(rule, tuple(sorted(set(exceptions.get(rule.id, ()))))) for rule in ruling.rules])
    return replace(ruling, rules=rules, decision=any_active([r.name for r in rules if r.then != ruling.otherwise]))


def _compile(rule: Rule, exceptions: tuple[str, ...]) -> Rule:
    return replace(rule, active=_active(rule, exceptions), exceptions=exceptions, name=_name(rule.id))


def _name(rule: str) -> str:
    return f"rule.{rule}"


def _active(rule: Rule, exceptions: tuple[str, ...]) -> Expr:
    """`day in [from, to) and when and not unless and not (exception or …)`."""
    parts: list[Expr] = []
    for op, day in (("ge", rule.start), ("lt", rule.end)):
        if day is not None:
            parts.append(Operation(op, (Reference("day", DATE), _day(day)), BOOL))
    parts.append(rule.when)
    if rule.unless is not None:
        parts.append(Operation("not", (rule.unless,), BOOL))
    if exceptions:
        parts.append(Operation("not", (any_active([_name(e) for e in exceptions]),), BOOL))
    return Operation("and", tuple(parts), BOOL)


def _day(day: date) -> Literal:
    return Literal(day, DATE)

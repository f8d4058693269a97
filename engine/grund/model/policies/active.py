"""Active: which rules of a ruling may be active, and the ruling where only those may.

Where the others do not hold, the answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..expressions import BOOL, Expr, Literal, Operation, Reference
from . import Rule, Ruling


def where_only(ruling: Ruling, places: Iterable[int]) -> Ruling:
    """The ruling where only the rules at some places may hold: the others are gone, as exceptions too."""
    rules = [ruling.rules[i] for i in places]
    names = {rule.id: rule.name for rule in rules}
    against = [rule.name for rule in rules if rule.then != ruling.otherwise]
    return replace(ruling, rules=tuple([_with_only(rule, names) for rule in rules]), decision=any_active(against))


def _with_only(rule: Rule, names: Mapping[str, str]) -> Rule:
    """A rule with those of its exceptions that are named."""
    if not rule.exceptions or not isinstance(rule.active, Operation):
        return rule
    exceptions = tuple([e for e in rule.exceptions if e in names])
    unless = (Operation("not", (any_active([names[e] for e in exceptions]),), BOOL),) if exceptions else ()
    return replace(rule, exceptions=exceptions, active=replace(rule.active, args=(*rule.conditions, *unless)))


def any_active(names: Sequence[str]) -> Expr:
    """Whether any of the rules is active whose booleans have these names."""
    return Operation("or", tuple([Reference(name, BOOL) for name in names]), BOOL) if names else Literal(False, BOOL)

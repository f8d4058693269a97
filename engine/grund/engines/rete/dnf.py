"""DNF: a condition as two sets of clauses, those that make it true and those that make it false.

Enters: a typed tree, what is constant in it, and the columns that can be read. Leaves: clauses, each a conjunction of
regions of columns; what no clause can say is given a name, and becomes a column of its own. Promise: positive
patterns only, and still three-valued: true where a clause for it holds, false where one against it does, unknown where
neither; never both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Final, NamedTuple, TypeAlias

from ...model.expressions import BOOL, Expr, Operation, Reference, Type, Value
from .intervals import MISSING, Region, comparable, domain, intersection, region, rest, spans, union

Clause: TypeAlias = tuple[tuple[str, Region], ...]
"""Columns and the region that each must lie in, in order of name. Empty: always."""
Clauses: TypeAlias = tuple[Clause, ...]
"""Alternatives. Empty: never."""

ALWAYS: Final[Clauses] = ((),)
NEVER: Final[Clauses] = ()
WIDE: Final = 16
"""Most patterns that one side of a condition may take."""
TESTS: Final = 24
"""Most tests in one pattern, and most columns that one side reads; the engine takes 32 expressions in a join."""
_GROUP: Final = 8
"""Most parts of an *and* or *or* that are joined at once: with three tests each, no more than `TESTS`."""


class Pair(NamedTuple):
    """The clauses for a condition, and those against it."""

    true: Clauses
    false: Clauses


UNKNOWN: Final = Pair(NEVER, NEVER)


class TooWideError(Exception):
    """More clauses than one column should take; its parts get names of their own."""


def weight(clauses: Clauses) -> int:
    """How many patterns the clauses become."""
    return sum(prod(len(spans(pairs)) for _, pairs in clause) for clause in clauses)


def _tests(pairs: Region) -> int:
    """Most tests that one pattern needs for a region: two bounds and the holes, or one equality."""
    return max(1 if part[0][0] == part[-1][1] else len(part) + 1 for part in spans(pairs))


def any_of(sets: Iterable[Clauses]) -> Clauses:
    """The clauses of any; one that another covers is left out."""
    candidates = sorted({clause for clauses in sets for clause in clauses}, key=lambda clause: (len(clause), clause))
    if len(candidates) > WIDE * _GROUP:
        raise TooWideError
    kept: list[Clause] = []
    for clause in candidates:
        if not any(_covers(other, clause) for other in kept):
            kept.append(clause)
    return _narrow(tuple(kept))


def all_of(sets: Iterable[Clauses]) -> Clauses:
    """The clauses that say all."""
    return reduce(lambda left, right: any_of([_both(a, b) for a in left for b in right]), sets, ALWAYS)


def _covers(wider: Clause, clause: Clause) -> bool:
    regions = dict(clause)
    return all(name in regions and intersection(where, regions[name]) == regions[name] for name, where in wider)


def _both(left: Clause, right: Clause) -> Clauses:
    regions = dict(left)
    for name, where in right:
        regions[name] = intersection(regions[name], where) if name in regions else where
        if not regions[name]:
            return NEVER
    return (tuple(sorted(regions.items())),)


def _narrow(clauses: Clauses) -> Clauses:
    read = {name for clause in clauses for name, _ in clause}
    long = any(sum(_tests(pairs) for _, pairs in clause) > TESTS for clause in clauses)
    if long or len(read) > TESTS or weight(clauses) > WIDE:
        raise TooWideError
    return clauses


# ── conditions


@dataclass(frozen=True)
class CompileScope:
    """What a condition is compiled against.

    `constant`: whether an expression reads no column, and its value if so. `column`: the name of the column that holds
    an expression, made for it where there is none (a plain reference is its own). `part`: the name of a column for a
    condition, matched before this one. `test`: the condition that a derived name stands for, or None.
    """

    constant: Callable[[Expr], tuple[bool, Value | None]]
    column: Callable[[Expr], str]
    part: Callable[[Expr], str]
    test: Callable[[str], Expr | None]


def truth(expr: Expr, scope: CompileScope) -> Pair:
    """The clauses for and against a condition."""
    fixed, value = scope.constant(expr)
    if fixed:
        return UNKNOWN if value is None else Pair(ALWAYS, NEVER) if value else Pair(NEVER, ALWAYS)
    if isinstance(expr, Reference):
        inner = scope.test(expr.name)
        return is_true(expr.name) if inner is None else _or_name(inner, scope, lambda: is_true(scope.column(expr)))
    assert isinstance(expr, Operation)
    if expr.op in ("and", "or", "not", "if"):
        return _logic(expr, scope)
    if expr.op == "missing":
        return _missing(expr.args[0], scope)
    if expr.op == "in":
        return _in(expr, scope)
    if expr.op == "eq" and expr.args[0].type.kind == "bool":
        return _join("eq", expr.args, scope)
    return _compare(expr, scope) if expr.op in _FLIP else is_true(scope.column(expr))


def is_true(column: str) -> Pair:
    """A bool column by itself."""
    return Pair((((column, ((1, 1),)),),), (((column, ((0, 0),)),),))


def is_known(column: str, kind: Type) -> Pair:
    """Whether a column has a value."""
    return Pair((((column, domain(kind)),),), (((column, MISSING),),))


def opposite(pair: Pair) -> Pair:
    """Not."""
    return Pair(pair.false, pair.true)


def both(*pairs: Pair) -> Pair:
    """And."""
    return Pair(all_of([p.true for p in pairs]), any_of([p.false for p in pairs]))


def either(*pairs: Pair) -> Pair:
    """Or."""
    return opposite(both(*(opposite(p) for p in pairs)))


def _chosen(test: Pair, yes: Pair, no: Pair) -> Pair:
    """If: unknown as soon as its condition is."""
    return Pair(
        any_of([all_of([test.true, yes.true]), all_of([test.false, no.true])]),
        any_of([all_of([test.true, yes.false]), all_of([test.false, no.false])]),
    )


def _same(left: Pair, right: Pair) -> Pair:
    """Equality of two conditions: unknown as soon as one is."""
    return _chosen(left, right, opposite(right))


_JOINS: Final[dict[str, Callable[..., Pair]]] = {"and": both, "or": either, "if": _chosen, "eq": _same}


def _logic(expr: Operation, scope: CompileScope) -> Pair:
    if expr.op == "not":
        return opposite(truth(expr.args[0], scope))
    if expr.op in ("and", "or") and len(expr.args) > _GROUP:
        groups = [Operation(expr.op, expr.args[i : i + _GROUP], BOOL) for i in range(0, len(expr.args), _GROUP)]
        return _logic(Operation(expr.op, tuple(groups), BOOL), scope)
    return _join(expr.op, expr.args, scope)


def _join(op: str, args: tuple[Expr, ...], scope: CompileScope) -> Pair:
    """The parts joined; where that takes too many clauses, each part that is more than a test gets a name."""
    pairs = [truth(arg, scope) for arg in args]
    try:
        return _JOINS[op](*pairs)
    except TooWideError:
        named = [p if _small(p) else is_true(scope.part(arg)) for arg, p in zip(args, pairs, strict=True)]
        return _JOINS[op](*named)


def _or_name(inner: Expr, scope: CompileScope, name: Callable[[], Pair]) -> Pair:
    """A derived test in place; by its name where it is large, so that it is matched once."""
    pair = truth(inner, scope)
    return pair if weight(pair.true) + weight(pair.false) <= WIDE // 2 else name()


def _small(pair: Pair) -> bool:
    """Whether a condition is one test of one column, or less."""
    clauses = pair.true + pair.false
    narrow = all(len(clause) <= 1 and all(_tests(pairs) <= 3 for _, pairs in clause) for clause in clauses)
    return narrow and weight(pair.true) <= 1 and weight(pair.false) <= 1


def _missing(arg: Expr, scope: CompileScope) -> Pair:
    return opposite(is_known(scope.column(arg), arg.type))


def _in(expr: Operation, scope: CompileScope) -> Pair:
    """Membership: of constants, one region; else an *or* of equalities."""
    wanted, *items = expr.args
    values = [scope.constant(item) for item in items]
    plain = wanted.type.kind != "bool" and not scope.constant(wanted)[0]
    if plain and all(v is not None and comparable(v, wanted.type) for _, v in values):
        inside = union(region("eq", v, wanted.type) for _, v in values if v is not None)
        return _within(expr, wanted, inside, scope)
    exprs = tuple([Operation("eq", (wanted, item), BOOL, expr.span) for item in items])
    return _logic(Operation("or", exprs, BOOL, expr.span), scope) if len(exprs) > 1 else truth(exprs[0], scope)


_FLIP: Final = {"eq": "eq", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def _compare(expr: Operation, scope: CompileScope) -> Pair:
    """A comparison with a constant is a region; of two columns, a column made for it."""
    left, right = expr.args
    for op, side, other in ((expr.op, left, right), (_FLIP[expr.op], right, left)):
        fixed, value = scope.constant(other)
        if fixed and value is None:
            return UNKNOWN
        if value is not None and comparable(value, side.type):
            return _within(expr, side, region(op, value, side.type), scope)
    return is_true(scope.column(expr))


def _within(expr: Expr, side: Expr, inside: Region, scope: CompileScope) -> Pair:
    """Whether a value lies in a region; one of many parts is looked up before the engine."""
    outside = rest(inside, side.type)
    if max(len(inside), len(outside)) > _GROUP:
        return is_true(scope.column(expr))
    column = scope.column(side)
    return Pair(_where(column, inside), _where(column, outside))


def _where(column: str, pairs: Region) -> Clauses:
    return (((column, pairs),),) if pairs else NEVER

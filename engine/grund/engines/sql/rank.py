"""Rank: where an area stands among those of its level, by window functions over whoever has a place.

Enters: a derived attribute that ranks. Leaves: its value and missing facts. Promise: places are counted in whole
numbers and rounded once; who may or may not belong to the base, or has no value, is counted beside it, so that a place
is known only where it is the same whatever the unknown values are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from ...model.derivations import Rank
from ...model.expressions import Expr
from ...model.policies import Derived
from .ctes import Chain, SqlStatement
from .dialects import Dialect, Tree, both, case, cast, column, either, inside, is_null, joined, negated, number
from .evaluate import Masks, any_of, comparable, only_where, stated, value, write
from .layers import AREA
from .masks import bits, bits_of, gathered, have, keep_waits, or_else, waits, waits_column
from .rounding import quotient, times, whole


def rank(statement: SqlStatement, chain: Chain, derived: Derived, how: Rank) -> None:
    """What each area says; then where those with a place stand, beside how many are unsure; then the value."""
    have(statement, chain, how.exprs)
    _entries(statement, chain, derived, how)
    rows = [key for key in statement.keys if key != AREA]
    columns = _windows(derived, how, rows)
    if _may_be_unsure(how):
        columns |= _unsure(statement, derived, how, rows)
    chain.join(columns, {})
    expression = (_quota if how.measure == "quota" else _place)(statement, chain, derived, how)
    chain.add(derived.id, _value(statement.dialect, derived, how, expression))
    _masks(statement, chain, derived, how)


def _may_be_unsure(how: Rank) -> bool:
    """Whether an area may or may not belong to a base, or have a place there that nobody knows."""
    return not how.excluded or how.where is not None or how.by is not None


def _value(dialect: Dialect, derived: Derived, how: Rank, expression: Tree) -> Tree:
    """Outside the base what is declared; without a place, nothing."""
    out = negated(dialect.truth(column(f"{derived.id}.inside")))
    outside = stated(dialect, how.value_outside, derived.type)
    nowhere = negated(_has_place(derived.id))
    return case((out, outside), (nowhere, stated(dialect, None, derived.type)), otherwise=expression)


def _masks(statement: SqlStatement, chain: Chain, derived: Derived, how: Rank) -> None:
    """What an area without a place says itself; with one, what the unsure wait for, and the room of a quota."""
    room = {} if how.room is None else waits(statement, chain, derived.id, [how.room])
    nowhere = negated(_has_place(derived.id))
    expressions: Masks = {}
    for word in statement.bits.words:
        lacks = [{word: room[word]}] if word in room else []
        if _may_be_unsure(how):
            lacks.append({word: column(_lacks(derived, word))})
        own = column(waits_column(derived.id, word))
        expressions[word] = case((nowhere.copy(), own), otherwise=any_of(lacks).get(word, number(0)))
    chain.masks(
        derived.id, only_where(is_null(column(derived.id)), or_else(expressions, bits(statement, [derived.id])))
    )


def _lacks(derived: Derived, word: int) -> str:
    return f"{derived.id}.lacks{word or ''}"


def _read(how: Rank) -> list[Expr]:
    """What is read at every area of the base."""
    return [e for e in (how.where, how.by, *(key.expr for key in how.keys)) if e is not None]


# ── what each area says


def _entries(statement: SqlStatement, chain: Chain, derived: Derived, how: Rank) -> None:
    """Whether an area belongs to the base, to which, by what it is ranked; whether it has a place, or may change one.

    `inside`, `group`, `key1` and on; `placed` and `open` are 0 or 1; `waits`: what it waits for.
    """
    request, dialect, name = statement.asked(derived.id), statement.dialect, derived.id
    belongs = dialect.known(True) if how.where is None else write(request, how.where)
    chain.add(f"{name}.inside", dialect.value(belongs))
    if how.by is not None:
        chain.add(f"{name}.group", value(request, how.by))
    for at, key in enumerate(how.keys, 1):
        expression = value(request, key.expr)
        if key.expr.type.kind in ("enum", "bool"):
            chain.add(f"{name}.said{at}", expression)
            expression = comparable(dialect, column(f"{name}.said{at}"), key.expr.type)
        chain.add(f"{name}.key{at}", expression)
    inside_ = dialect.truth(column(f"{name}.inside"))
    valued = both(*(negated(is_null(column(f"{name}.key{at}"))) for at in range(1, len(how.keys) + 1)))
    grouped = [negated(is_null(column(f"{name}.group")))] if how.by is not None else []
    placed = both(inside_, valued, *grouped)
    chain.add(f"{name}.placed", case((placed, number(1)), otherwise=number(0)))
    if _may_be_unsure(how):
        out: list[tuple[Tree, Tree]] = [(negated(inside_.copy()), number(0)), (_has_place(name), number(0))]
        if how.excluded:
            out.append((negated(valued.copy()), number(0)))
        chain.add(f"{name}.open", case(*out, otherwise=number(1)))
    keep_waits(statement, chain, name, _read(how), negated(inside_.copy()))


def _has_place(name: str) -> Tree:
    return column(f"{name}.placed").eq(1)


# ── where they stand


def _windows(derived: Derived, how: Rank, rows: Sequence[str]) -> dict[str, Tree]:
    """Of an area with a place: its first rank, its last one, and how many there are; of dense ranks, different ones."""
    name, quota = derived.id, how.measure == "quota"
    same = [*rows, *([f"{name}.group"] if how.by is not None else []), f"{name}.placed"]

    def over(tree: Tree, turned: bool | None = False) -> Tree:
        parts: list[Tree] = [column(key, "t") for key in same]
        order = [
            exp.Ordered(this=column(f"{name}.key{at}", "t"), desc=(down := key.descending != turned), nulls_first=down)
            for at, key in enumerate(how.keys, 1)
        ]
        ordered = None if turned is None else exp.Order(expressions=order)
        return cast(exp.Window(this=tree, partition_by=parts, order=ordered), "BIGINT")

    expressions: dict[str, Tree] = {}
    if quota or how.ties in ("average", "min"):
        expressions[f"{name}.first"] = over(exp.Anonymous(this="RANK"))
    if quota or how.ties in ("average", "max"):
        expressions[f"{name}.last"] = over(exp.Count(this=exp.Star()))
    if how.ties == "dense":
        expressions[f"{name}.first"] = over(exp.Anonymous(this="DENSE_RANK"))
    if how.measure == "percentile" and how.ties == "dense":
        ends = [expressions[f"{name}.first"].copy(), over(exp.Anonymous(this="DENSE_RANK"), True)]
        expressions[f"{name}.n"] = inside(joined(exp.Add, ends)) - 1
    elif how.measure == "percentile" or how.fraction:
        expressions[f"{name}.n"] = over(exp.Count(this=exp.Star()), None)
    return expressions


def _unsure(statement: SqlStatement, derived: Derived, how: Rank, rows: Sequence[str]) -> dict[str, Tree]:
    """How many may change the places of an area's group, and what they wait for: those of no certain group too."""
    name, open_ = derived.id, column(f"{derived.id}.open", "t")
    possible = bits_of(statement.vocabulary, _read(how)).names

    def over(group: Sequence[str]) -> Callable[[Tree], Tree]:
        parts = [column(part, "t") for part in (*rows, *group)]
        return lambda tree: exp.Window(this=tree, partition_by=[part.copy() for part in parts])

    own = (over([f"{name}.group"] if how.by is not None else []), open_.eq(0))
    windows: list[tuple[Callable[[Tree], Tree], Tree]] = [own]
    if how.by is not None:
        elsewhere = negated(is_null(column(f"{name}.group", "t")))
        windows.append((over([]), either(own[1].copy(), elsewhere)))
    counts: list[Tree] = []
    for window, settled in windows:
        total = window(exp.Sum(this=case((settled.copy(), number(0)), otherwise=number(1))))
        counts.append(exp.Coalesce(this=total, expressions=[number(0)]))
    expressions: dict[str, Tree] = {f"{name}.unsure": cast(joined(exp.Add, counts), "BIGINT")}
    for word in statement.bits.words:
        mask = column(waits_column(name, word), "t")
        lacks = [gathered(statement, possible, word, settled, mask, window) for window, settled in windows]
        expressions[_lacks(derived, word)] = cast(joined(exp.BitwiseOr, lacks), "BIGINT")
    return expressions


# ── ranks and quotas


def _place(statement: SqlStatement, chain: Chain, derived: Derived, how: Rank) -> Tree:
    """An ordinal or a percentile, of whole numbers: twice the rank where that may be a half, over twice as much."""
    name, dialect = derived.id, statement.dialect
    first, last, n = (column(f"{name}.{part}") for part in ("first", "last", "n"))
    ranks: dict[str, Tree] = {"average": first + last, "max": last}
    top, unit = ranks.get(how.ties, first), 2 if how.ties == "average" else 1
    bottom: Tree | None = number(unit) if unit > 1 else None
    if how.measure == "percentile":
        if how.divisor == "midpoint":
            top = exp.Sub(this=times(top, 2), expression=number(unit))
            unit *= 2
        elif how.divisor == "n-1":
            top = inside(top) - unit
        more = {"n-1": -1, "n+1": 1}.get(how.divisor, 0)
        places = n if not more else exp.Add(this=n, expression=number(more))
        top, bottom = times(top, how.out_of), exp.Nullif(this=times(places, unit), expression=number(0))
    chain.add(f"{name}.numerator", cast(top, dialect.wide))
    if bottom is not None:
        chain.add(f"{name}.denominator", cast(bottom, dialect.wide))
    divisor = None if bottom is None else column(f"{name}.denominator")
    decimals = derived.type.decimals
    expression = quotient(dialect, column(f"{name}.numerator"), divisor, decimals, derived.type, how.round)
    if not _may_be_unsure(how):
        return expression
    unsure = column(f"{name}.unsure") > 0
    return case((unsure, stated(dialect, None, derived.type)), otherwise=expression)


def _quota(statement: SqlStatement, chain: Chain, derived: Derived, how: Rank) -> Tree:
    """Within it where none of the unsure can push the area out; outside where there is no room in any case."""
    name, dialect = derived.id, statement.dialect
    chain.add(f"{name}.room", _room(statement, derived, how))
    before: Tree = column(f"{name}.first") - 1
    last, room = column(f"{name}.last"), column(f"{name}.room")
    beyond: Tree = inside(before) >= room
    if how.boundary == "exclude":
        beyond = either(beyond, last > room)
    certain: Tree = inside(_with_unsure(name, how, last)) <= room
    if how.boundary == "include":
        certain = either(certain, inside(_with_unsure(name, how, before.copy())) < room)
    expressions = [stated(dialect, known, derived.type) for known in (None, False, True, None)]
    return case(
        (is_null(room.copy()), expressions[0]),
        (beyond, expressions[1]),
        (certain, expressions[2]),
        otherwise=expressions[3],
    )


def _room(statement: SqlStatement, derived: Derived, how: Rank) -> Tree:
    """How many places there are: a number, or a share of whoever may belong to the base."""
    assert how.room is not None
    dialect, decimals = statement.dialect, how.room.type.decimals
    expression = value(statement.asked(derived.id), how.room)
    if not how.fraction:
        return cast(expression, "BIGINT")
    most = _with_unsure(derived.id, how, column(f"{derived.id}.n"))
    top = times(whole(dialect, expression, decimals), inside(most))
    unit = 10**decimals
    if how.fraction == "up":
        top = exp.Add(this=top, expression=number(unit - 1))
    elif how.fraction == "half_up":
        top, unit = exp.Add(this=times(top, 2), expression=number(unit)), 2 * unit
    tree = dialect.quotient(cast(top, dialect.wide), cast(number(unit), dialect.wide))
    return cast(tree, "BIGINT")


def _with_unsure(name: str, how: Rank, tree: Tree) -> Tree:
    """A number of places, and those that the unsure may take."""
    return inside(tree) + column(f"{name}.unsure") if _may_be_unsure(how) else tree

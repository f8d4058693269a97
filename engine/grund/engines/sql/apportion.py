"""Apportion: an amount shared out in proportion to a key, by whole numbers, with window functions over those who share.

Enters: a derived attribute that splits. Leaves: its value and missing facts. Promise: the parts are those of
`grund.model.apportion`, to the last unit.

The exact share is `clamp(rate x key, floor, cap)` with the one rate at which the shares add up. That rate is never
looked for: an area is held at its floor where, at the rate of that floor, the shares come to the amount or more, and
at its cap where, at the rate of that cap, they come to the amount or less. Multiplied by the area's key these are sums
of whole numbers. What the held leave is in proportion to the keys of the others.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from sqlglot import exp

from ...model.derivations import Split
from ...model.expressions import Expr
from ...model.policies import Derived
from .ctes import Chain, SqlStatement
from .dialects import Tree, both, case, cast, column, either, inside, is_null, named, negated, number, relation, text
from .evaluate import any_of, only_where, stated, write
from .faults import stopped
from .layers import AREA
from .masks import bits, bits_of, gathered, have, keep_waits, or_else, waits, waits_column
from .rounding import quotient, times, whole

_ZERO: Final = Decimal(0)


def split(statement: SqlStatement, chain: Chain, derived: Derived, how: Split) -> None:
    """What each area says; who is held at a bound; what the others' exact shares are; the units left; the value."""
    if how.infeasible == "error" and not statement.asks_all(chain.level, derived.id):
        raise statement.asked(derived.id).refuse("split, infeasible: error")
    have(statement, chain, how.exprs)
    _entries(statement, chain, derived, how)
    _bounds(statement, chain, derived, how)
    _shares(statement, chain, derived, how)
    _value(statement, chain, derived, how)
    _masks(statement, chain, derived, how)


def _whole(statement: SqlStatement, derived: Derived, how: Split, expr: Expr, up: bool) -> Tree:
    """A number that is not negative as whole steps, upwards or downwards."""
    dialect, shift = statement.dialect, derived.type.decimals - expr.type.decimals
    step = int(how.step.scaleb(derived.type.decimals))
    above, below = 10 ** max(shift, 0), 10 ** max(-shift, 0) * step
    expression = whole(dialect, write(statement.asked(derived.id), expr), expr.type.decimals)
    top: Tree = times(expression, above)
    if below == 1:
        return top
    if up:
        top = inside(top) + (below - 1)
    return dialect.quotient(cast(top, dialect.wide), cast(number(below), dialect.wide))


def _entries(statement: SqlStatement, chain: Chain, derived: Derived, how: Split) -> None:
    """Whether an area shares, its key and its bounds in steps, and the amount; `placed` and `open` are 0 or 1."""
    request, dialect, name = statement.asked(derived.id), statement.dialect, derived.id
    belongs = dialect.known(True) if how.where is None else write(request, how.where)
    chain.add(f"{name}.inside", dialect.value(belongs))
    chain.add(f"{name}.key", whole(dialect, write(request, how.key), how.key.type.decimals))
    chain.add(f"{name}.units", _whole(statement, derived, how, how.amount, up=False))
    if how.floor is not None:
        chain.add(f"{name}.low", _whole(statement, derived, how, how.floor, up=True))
    if how.cap is not None:
        chain.add(f"{name}.high", _whole(statement, derived, how, how.cap, up=False))
    inside_ = dialect.truth(column(f"{name}.inside"))
    parts = ["key", *(["low"] if how.floor is not None else []), *(["high"] if how.cap is not None else [])]
    valued = both(*(negated(is_null(column(f"{name}.{part}"))) for part in parts))
    chain.add(f"{name}.placed", case((both(inside_, valued), number(1)), otherwise=number(0)))
    settled = [(negated(inside_.copy()), number(0)), (_is(f"{name}.placed", 1), number(0))]
    if how.excluded:
        settled.append((negated(valued.copy()), number(0)))
    chain.add(f"{name}.open", case(*settled, otherwise=number(1)))
    keep_waits(statement, chain, name, _read(how), negated(inside_.copy()))


def _read(how: Split) -> list[Expr]:
    """What is read at every area of those who may share."""
    return [e for e in (how.where, *how.keys) if e is not None]


def _is(name: str, amount: int, table: str = "") -> Tree:
    return column(name, table).eq(number(amount))


def _wide(statement: SqlStatement, tree: Tree) -> Tree:
    return cast(tree, statement.dialect.wide)


# ── who is held at a bound


def _low(how: Split, name: str, table: str = "") -> Tree:
    return number(0) if how.floor is None else column(f"{name}.low", table)


def _bounds(statement: SqlStatement, chain: Chain, derived: Derived, how: Split) -> None:
    """`fixed`: the bound that an area is held at, or null where its share is in proportion."""
    name, shared = derived.id, how.capped == "shared"
    key, units, low, high = column(f"{name}.key"), column(f"{name}.units"), _low(how, name), column(f"{name}.high")
    branches: list[tuple[Tree, Tree]] = [(_is(f"{name}.key", 0), low)]
    if how.floor is not None or shared:
        step = _at_bounds(statement, chain, derived, how)
        keys = [(k, k) for k in statement.keys]
        sums = [*(["at_low"] if how.floor is not None else []), *(["at_high"] if shared else [])]
        chain.join({f"{name}.{side}": column(side, "o") for side in sums}, {"o": (step, keys)})
    due: Tree = units * key
    if how.floor is not None:
        some: Tree = low > 0
        branches.append((both(some, column(f"{name}.at_low") >= inside(due)), low.copy()))
    if shared:
        branches.append((column(f"{name}.at_high") <= inside(due.copy()), high))
    chain.add(f"{name}.fixed", _wide(statement, case(*branches, otherwise=exp.Null())))


def _at_bounds(statement: SqlStatement, chain: Chain, derived: Derived, how: Split) -> str:
    """A step with a row per sharer: what all shares come to at the rate of each of its bounds, times its key."""
    name, rows = derived.id, [key for key in statement.keys if key != AREA]
    bound = {"at_low": "low", "at_high": "high"}
    names = [*(["at_low"] if how.floor is not None else []), *(["at_high"] if how.capped == "shared" else [])]
    keys = [column(key, "a") for key in statement.keys]
    columns: list[exp.Expr] = [named(key, key.name) for key in keys]
    for side in names:
        columns.append(named(exp.Sum(this=_clamped(statement, how, name, bound[side])), side))
    same = [column(row, "a").eq(column(row, "b")) for row in rows]
    on, sharing = both(*same, _is(f"{name}.placed", 1, "b")), _is(f"{name}.placed", 1, "a")
    current = chain.step([*columns, on, sharing], "a", "b")
    query = exp.select(*columns, copy=False).from_(relation(current, "a"), copy=False)
    query = query.join(relation(current, "b"), on=on).where(sharing).group_by(*(key.copy() for key in keys))
    return statement.step(f"bounds of {name}", query)


def _clamped(statement: SqlStatement, how: Split, name: str, bound: str) -> Tree:
    """What `b` gets at the rate of a bound of `a`, times the key of `a`."""

    def by_key(part: Tree, table: str) -> Tree:
        return _wide(statement, part) * column(f"{name}.key", table)

    share = by_key(column(f"{name}.{bound}", "a"), "b")
    least = by_key(_low(how, name, "b"), "a")
    branches: list[tuple[Tree, Tree]] = [(inside(share) <= inside(least), least.copy())]
    if how.capped == "shared":
        most = by_key(column(f"{name}.high", "b"), "a")
        branches.append((inside(share.copy()) >= inside(most), most.copy()))
    return case(*branches, otherwise=share.copy())


# ── what each gets


def _shares(statement: SqlStatement, chain: Chain, derived: Derived, how: Split) -> None:
    """The whole units of every exact share, and who is in line for those left."""
    name, dialect = derived.id, statement.dialect
    over = _windows(statement)
    free = is_null(column(f"{name}.fixed", "t"))
    columns = {
        f"{name}.held": over(_when_placed(name, case((free, number(0)), otherwise=column(f"{name}.fixed", "t")))),
        f"{name}.keys": over(_when_placed(name, case((free.copy(), column(f"{name}.key", "t")), otherwise=number(0)))),
        f"{name}.unsure": over(column(f"{name}.open", "t")),
    }
    if how.floor is not None:
        columns[f"{name}.lows"] = over(_when_placed(name, column(f"{name}.low", "t")))
        if how.cap is not None:
            above = column(f"{name}.low", "t") > column(f"{name}.high", "t")
            columns[f"{name}.above"] = over(_when_placed(name, case((above, number(1)), otherwise=number(0))))
    possible = bits_of(statement.vocabulary, _read(how)).names
    for word in statement.bits.words:
        settled, mask = _is(f"{name}.open", 0, "t"), column(waits_column(name, word), "t")
        lacks = gathered(statement, possible, word, settled, mask, _windows(statement, bare=True))
        columns[f"{name}.lacks{word or ''}"] = cast(lacks, "BIGINT")
    chain.join(columns, {})
    left = inside(column(f"{name}.units") - column(f"{name}.held"))
    chain.add(f"{name}.top", _wide(statement, left * column(f"{name}.key")))
    shared = both(is_null(column(f"{name}.fixed")), column(f"{name}.keys") > 0)
    chain.add(f"{name}.bottom", _wide(statement, case((shared, column(f"{name}.keys")), otherwise=number(1))))
    top, bottom, fixed = (column(f"{name}.{part}") for part in ("top", "bottom", "fixed"))
    share = case((is_null(fixed), dialect.quotient(top, bottom)), otherwise=fixed.copy())
    chain.add(f"{name}.share", _wide(statement, share))
    rest = case((is_null(fixed.copy()), exp.Mod(this=top.copy(), expression=bottom.copy())), otherwise=number(0))
    chain.add(f"{name}.fraction", _wide(statement, _when_placed(name, rest, "")))
    some = column(f"{name}.fraction") > 0
    chain.add(f"{name}.in_line", case((some, number(1)), otherwise=number(0)))
    lined = {f"{name}.shares": over(_when_placed(name, column(f"{name}.share", "t")))}
    if how.remainder != "none":
        lined[f"{name}.turn"] = _turn(statement, how, name)
    chain.join(lined, {})


def _turn(statement: SqlStatement, how: Split, name: str) -> Tree:
    """Whose turn it is among those with a fraction: the largest first, then by id in the order of code points."""
    area = statement.dialect.by_code_point(column(AREA, "t"))
    order = [exp.Ordered(this=area, desc=how.remainder == "last", nulls_first=how.remainder == "last")]
    if how.remainder == "largest":
        order.insert(0, exp.Ordered(this=column(f"{name}.fraction", "t"), desc=True, nulls_first=True))
    rows = [column(key, "t") for key in statement.keys if key != AREA]
    parts = [*rows, column(f"{name}.in_line", "t")]
    return exp.Window(this=exp.RowNumber(), partition_by=parts, order=exp.Order(expressions=order))


def _windows(statement: SqlStatement, bare: bool = False) -> Callable[[Tree], Tree]:
    """A sum over all areas of a row of parameters; `bare`: whatever aggregate is given."""
    rows = [column(key, "t") for key in statement.keys if key != AREA]

    def over(tree: Tree) -> Tree:
        aggregate = tree if bare else exp.Sum(this=tree)
        window: Tree = exp.Window(this=aggregate, partition_by=[row.copy() for row in rows])
        return window if bare else _wide(statement, exp.Coalesce(this=window, expressions=[number(0)]))

    return over


def _when_placed(name: str, tree: Tree, table: str = "t") -> Tree:
    """A number of an area that shares, and 0 of another."""
    return case((_is(f"{name}.placed", 1, table), tree), otherwise=number(0))


# ── the value


def _value(statement: SqlStatement, chain: Chain, derived: Derived, how: Split) -> None:
    """Its part; 0 where it does not share, unknown where that is, or where floors cannot be met."""
    name, dialect = derived.id, statement.dialect
    part: Tree = column(f"{name}.share")
    if how.remainder != "none":
        left = inside(column(f"{name}.units") - column(f"{name}.shares"))
        due = both(_is(f"{name}.in_line", 1), column(f"{name}.turn") <= left)
        part = part + case((due, number(1)), otherwise=number(0))
    if how.capped == "kept":
        chain.add(f"{name}.whole", _wide(statement, part))
        high, part = column(f"{name}.high"), column(f"{name}.whole")
        part = case((part > high, high.copy()), otherwise=part.copy())
    step = int(how.step.scaleb(derived.type.decimals))
    chain.add(f"{name}.part", _wide(statement, inside(part) * step))
    expression = quotient(dialect, column(f"{name}.part"), None, 0, derived.type, "down")
    unsure = column(f"{name}.unsure") > 0
    none = stated(dialect, None, derived.type)
    broken = _broken(how, name)
    branches: list[tuple[Tree, Tree]] = []
    if broken is not None and how.infeasible == "error":
        sure = both(column(f"{name}.unsure").eq(0), broken)
        branches.append((sure, stopped(derived, text(f"G336 {name}: "))))
    branches.append((negated(dialect.truth(column(f"{name}.inside"))), stated(dialect, _ZERO, derived.type)))
    lost = [_is(f"{name}.placed", 0), unsure, is_null(column(f"{name}.units"))]
    branches.append((either(*lost, *([broken.copy()] if broken is not None else [])), none))
    chain.add(name, case(*branches, otherwise=expression))


def _broken(how: Split, name: str) -> Tree | None:
    """That the floors come to more than the amount, or one is above its cap."""
    if how.floor is None:
        return None
    more: Tree = column(f"{name}.lows") > column(f"{name}.units")
    if how.cap is None:
        return more
    return inside(either(more, column(f"{name}.above") > 0))


def _masks(statement: SqlStatement, chain: Chain, derived: Derived, how: Split) -> None:
    """What an area that may share says itself; where it does, what the unsure wait for, and the amount."""
    name = derived.id
    amount = waits(statement, chain, name, [how.amount])
    expressions = {}
    for word in statement.bits.words:
        lacks = [{word: amount[word]}] if word in amount else []
        lacks.append({word: column(f"{name}.lacks{word or ''}")})
        own = column(waits_column(name, word))
        expressions[word] = case((_is(f"{name}.placed", 0), own), otherwise=any_of(lacks).get(word, number(0)))
    unknown = is_null(column(name))
    chain.masks(name, only_where(unknown, or_else(expressions, bits(statement, [name]))))

"""History: what has held on earlier days or lists, read in tables that say when each row held.

Enters: a derived attribute that counts days or lists. Leaves: its value and missing facts. Promise: which days and
lists are asked is the interpreter's own answer, written as rows; on each the condition means what it means on the day,
whatever it reads; before an area's first day nothing is known of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from sqlglot import exp

from ...model.derivations import History, Since
from ...model.expressions import Expr
from ...model.facts import Area
from ...model.policies import Derived
from ..interpreter import EvalContext, UnchangedDays, evaluate, lasting, stretches
from .ctes import Chain, SqlStatement
from .dialects import Tree, case, cast, column, either, is_null, named, negated, number, relation
from .evaluate import Masks, any_of, mask_of, only_where, stated, typed, value
from .layers import AREA, Sides
from .masks import bits, bits_of, gathered, have, or_else, waits, waits_column
from .parameters import ROW, literals

_Moment: TypeAlias = tuple[int, int]
"""A stretch that is asked: a row of the parameters of the days that are asked, and how much the stretch counts for."""
_NEVER: Final = -1
"""A row that is not there: a time of which nothing is known."""
_ANYWHERE: Final = Area("", "", "")
"""Where parameters are read: they are the same for every area."""


def since(statement: SqlStatement, chain: Chain, derived: Derived, how: Since) -> None:
    """How much comes after the nearest stretch in which the condition does not hold, if no unknown one is nearer."""

    def moments(at: int, frame: EvalContext) -> Iterator[_Moment]:
        length = 0
        for i, stretch in enumerate(stretches(frame, how.expr, how.count, how.series), 1):
            yield _row(statement, at, stretch), length
            length = i if how.count == "lists" else (frame.world.day - stretch.start).days + 1

    name, keys = derived.id, [column(key) for key in statement.keys]
    _, text = _asked(statement, chain, derived, how.expr, moments)
    nearest = exp.Min(this=case((is_null(column("held")), column("length"))))
    window = exp.Window(this=nearest, partition_by=[key.copy() for key in keys])
    query = exp.select(exp.Star(), named(window, "unknown"), copy=False).from_(relation(text), copy=False)
    step = statement.step(f"nearest {name}", query)
    broken = exp.Min(this=case((negated(statement.dialect.truth(column("held"))), column("length"))))
    columns: list[Tree] = [named(broken, f"{name}.broken"), named(exp.Min(this=column("unknown")), f"{name}.unknown")]
    elsewhere = column("length").neq(column("unknown"))
    columns += _lacks(statement, derived, how.expr, elsewhere)
    query = (
        exp.select(*keys, *columns, copy=False)
        .from_(relation(step), copy=False)
        .group_by(*(key.copy() for key in keys))
    )
    unknown = column(f"{name}.unknown", "o")
    first = either(is_null(unknown), column(f"{name}.broken", "o") < unknown)
    expression = typed(case((first, column(f"{name}.broken", "o"))), derived.type)
    _settle(statement, chain, derived, statement.step(f"since {name}", query), expression, {}, {})


def history(statement: SqlStatement, chain: Chain, derived: Derived, how: History) -> None:
    """Any or all of some stretches, or how much they count for; of no stretches, what that is of nothing."""

    def moments(at: int, frame: EvalContext) -> Iterator[_Moment]:
        last = evaluate(frame, how.last, _ANYWHERE).value
        spans, complete = lasting(frame, how, int(last)) if isinstance(last, Decimal) else ((), False)
        yield from ((_row(statement, at, stretch), length) for stretch, length in spans)
        if not complete:
            yield _NEVER, 0

    name, kind, dialect = derived.id, derived.type, statement.dialect
    keys = [column(key) for key in statement.keys]
    have(statement, chain, [how.last])
    steps, text = _asked(statement, chain, derived, how.expr, moments)
    truth = dialect.truth(column("held"))
    decides = truth if how.aggregate != "all" else negated(truth)
    columns: list[Tree] = [
        named(exp.Max(this=case((decides, number(1)), otherwise=number(0))), f"{name}.decided"),
        named(exp.Count(this=column("held")), f"{name}.known"),
        named(exp.Sum(this=case((truth.copy(), column("length")), otherwise=number(0))), f"{name}.days"),
        *_lacks(statement, derived, how.expr, dialect.known(False)),
    ]
    query = (
        exp.select(*keys, *columns, copy=False)
        .from_(relation(text), copy=False)
        .group_by(*(key.copy() for key in keys))
    )
    known, n = (exp.Coalesce(this=column(f"{name}.{w}", at), expressions=[number(0)]) for w, at in _COUNTS)
    open_ = known < n
    decided = column(f"{name}.decided", "o").eq(1)
    none = stated(dialect, None, kind)
    if how.aggregate == "count":
        days = exp.Coalesce(this=column(f"{name}.days", "o"), expressions=[number(0)])
        expression: Tree = case((open_, none), otherwise=typed(days, kind))
    else:
        tree, other = (stated(dialect, (how.aggregate == "any") is yes, kind) for yes in (True, False))
        expression = case((decided, tree), (open_, none), otherwise=other)
    rows = [key for key in statement.keys if key != AREA]
    select = exp.select(*map(column, rows), named(exp.Count(this=exp.Star()), f"{name}.n"), copy=False)
    select = select.from_(relation(steps), copy=False)
    select = select.group_by(*map(column, rows), copy=False) if rows else select
    more = {"n": (statement.step(f"stretches {name}", select), [(key, key) for key in rows])}
    last = waits(statement, chain, name, [how.last])
    _settle(statement, chain, derived, statement.step(f"history {name}", query), expression, last, more)


_COUNTS: Final = (("known", "o"), ("n", "n"))
"""How many stretches of an area are known, and how many are asked."""


def _row(statement: SqlStatement, at: int, stretch: UnchangedDays) -> int:
    """The row by which a stretch is asked, for a frame of the statement."""
    return _NEVER if stretch.day is None else statement.day_of(at, stretch.day)


def _asked(
    statement: SqlStatement,
    chain: Chain,
    derived: Derived,
    expr: Expr,
    moments: Callable[[int, EvalContext], Iterator[_Moment]],
) -> tuple[str, str]:
    """The stretches; and a step with a row per area and stretch of which something may be known.

    It says whether the condition `held`, how much the stretch counts for (`length`), and what it waits for.
    """
    name, several = derived.id, ROW in statement.keys

    def rows() -> exp.Query:
        pairs = [(at, moment) for at, frame in enumerate(statement.frames, 1) for moment in moments(at - 1, frame)]
        heads = [*([ROW] if several else []), "then", "length"]
        cells: list[list[Tree]] = [[number(n) for n in ((at, *moment) if several else moment)] for at, moment in pairs]
        return literals(heads, cells, [cast(exp.Null(), "INT") for _ in heads])

    steps = statement.late(f"stretches {name}", rows)
    then = statement.earlier().chain(chain.level)
    have(then.statement, then, [expr])
    then.add(f"{name}.held", value(then.statement.asked(name), expr))
    then.masks(f"{name}.held", waits(then.statement, then, name, [expr]))
    columns: list[Tree] = [column(AREA, "o"), *([column(ROW, "s")] if several else []), column("length", "s")]
    columns.append(named(column(f"{name}.held", "o"), "held"))
    for word in statement.bits.words:
        columns.append(named(column(mask_of(f"{name}.held", word), "o"), f"waits{word or ''}"))
    same = column("then", "s").eq(column(ROW, "o"))
    query = exp.select(*columns, copy=False).from_(relation(steps, "s"), copy=False)
    query = query.join(relation(then.step(columns, "o"), "o"), on=same, copy=False)
    return steps, statement.step(f"asked {name}", query)


def _lacks(statement: SqlStatement, derived: Derived, expr: Expr, settled: Tree) -> list[Tree]:
    """What the stretches that are not settled wait for."""
    possible = bits_of(statement.vocabulary, [expr]).names
    return [named(gathered(statement, possible, w, settled), waits_column(derived.id, w)) for w in statement.bits.words]


def _settle(
    statement: SqlStatement,
    chain: Chain,
    derived: Derived,
    step: str,
    expression: Tree,
    more: Masks,
    extra_sides: Sides,
) -> None:
    """The value; and where it is unknown what its stretches wait for and what more it does, or itself."""
    words = [waits_column(derived.id, word) for word in statement.bits.words]
    sides: Sides = {"o": (step, [(key, key) for key in statement.keys]), **extra_sides}
    coalesces = {name: exp.Coalesce(this=column(name, "o"), expressions=[number(0)]) for name in words}
    chain.join({derived.id: expression, **coalesces}, sides)
    masks = any_of([{word: column(waits_column(derived.id, word)) for word in statement.bits.words}, more])
    chain.masks(derived.id, only_where(is_null(column(derived.id)), or_else(masks, bits(statement, [derived.id]))))

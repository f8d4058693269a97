"""Aggregate: an `over` as two steps with rows of their own, and one that joins them to the area's.

Enters: a derived attribute over parts, parent, overlaps, neighbours, or a whole level. Leaves: its value and missing
facts. Promise: `any` and `all` are Kleene's; the others are unknown if a member that may count is, unless enough are
observed; a member of unknown group may belong to any. SQL's own aggregates pass over what is unknown, so it is
counted first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ...model.arithmetic import Observed, aggregate
from ...model.derivations import Over
from ...model.expressions import Expr, names
from ...model.policies import Derived
from ..interpreter import reached
from .ctes import DAY, Chain, SqlStatement
from .dialects import Dialect, Tree, both, case, column, either, inside, is_null, named, negated, number, relation, text
from .evaluate import Masks, any_of, comparable, decimal, only_where, stated, typed, value, write
from .layers import AREA, Sides
from .masks import as_bits, bits, bits_of, gathered, have, or_else, waits, waits_column
from .rounding import quotient, whole
from .sources import held_on

_SHARE = 17
"""Decimals of a share."""


@dataclass(frozen=True, slots=True)
class _Members:
    """The columns of the members' step, as trees over it."""

    dialect: Dialect
    how: Over

    @property
    def counted(self) -> Tree:
        """Whether a member counts."""
        return self.dialect.truth(column("counted"))

    @property
    def holds(self) -> Tree:
        """Whether a member's value holds, for `any` and `all`."""
        return self.dialect.truth(column("value"))

    @property
    def taken(self) -> Tree:
        """Whether a member counts and all that is taken of it is known: never unknown where `counted` is known."""
        parts = [self.counted]
        if self.how.of is not None:
            parts.append(negated(is_null(column("value"))))
        if self.weighed:
            parts.append(negated(is_null(column("weight"))))
        return both(*parts)

    @property
    def weighed(self) -> bool:
        """Whether a member has a weight: a share, or a value of its own."""
        return self.how.weighted or self.how.weight is not None

    @property
    def settled(self) -> Tree:
        """Whether a member says what it says whatever is unknown."""
        out = negated(self.counted)
        if self.how.aggregate == "any":
            return either(out, negated(self.holds))
        return either(out, self.holds) if self.how.aggregate == "all" else out

    def whole(self, name: str) -> Tree:
        """A member's value or weight as a whole number of its smallest unit."""
        return whole(self.dialect, column(name), self.decimals(name))

    @property
    def ordered(self) -> Tree:
        """A member's value as something that is compared exactly: a whole number, or a date."""
        assert self.how.of is not None
        kind = self.how.of.type
        return self.whole("value") if kind.kind == "number" else comparable(self.dialect, column("value"), kind)

    def decimals(self, name: str) -> int:
        """How many decimals a member's value or weight has."""
        expr = self.how.of if name == "value" else self.how.weight
        return _SHARE if expr is None else expr.type.decimals

    def total(self, tree: Tree) -> Tree:
        """The sum over the members that are taken."""
        return exp.Sum(this=case((self.taken, tree)))

    def several(self, condition: Tree) -> Tree:
        """How many members a condition does not deny."""
        return exp.Sum(this=case((condition, number(0)), otherwise=number(1)))


def over(statement: SqlStatement, chain: Chain, derived: Derived, how: Over) -> None:
    """A row per area and member; then a row per area or group; then the area's own row with it."""
    grouped = how.relation == "level"
    members = _Members(statement.dialect, how)
    group, keys = f"{derived.id}.group", [key for key in statement.keys if key != AREA] if grouped else statement.keys
    if how.by is not None:
        have(statement, chain, [how.by])
        chain.add(group, value(statement.asked(derived.id), how.by))
    there = statement.chain(how.to)
    have(statement, there, how.exprs)
    step = _per_level(statement, there, derived, how) if grouped else _per_member(statement, chain, derived, how)
    sides: Sides = {"o": (_per_area(statement, derived, how, members, step, keys), [(key, key) for key in keys])}
    if how.by is not None:
        sides["o"][1].append((group, "group"))
        sides["u"] = (_unsure(statement, derived, how, members, step, keys), [(key, key) for key in keys])
    columns = {derived.id: _finished(statement, chain, derived, how)}
    for word in statement.bits.words:
        columns[waits_column(derived.id, word)] = _together(how, waits_column(derived.id, word), exp.BitwiseOr)
    chain.join(columns, sides)
    _masks(statement, chain, derived, how)


def _masks(statement: SqlStatement, chain: Chain, derived: Derived, how: Over) -> None:
    """What it waits for: what its members do, or what is taken of them; without a group of its own, that."""
    own = bits(statement, (names(how.of) & {*statement.bits.names} if how.of is not None else ()) or [derived.id])
    expressions: Masks = {
        word: exp.Coalesce(this=column(waits_column(derived.id, word)), expressions=[number(0)])
        for word in statement.bits.words
    }
    trees = or_else(expressions, own)
    if how.by is not None:
        lost, group = is_null(column(f"{derived.id}.group")), waits(statement, chain, derived.id, [how.by])
        trees = {
            word: case((lost.copy(), group.get(word, number(0))), otherwise=trees.get(word, number(0)))
            for word in statement.bits.words
        }
    chain.masks(derived.id, only_where(is_null(column(derived.id)), trees))


# ── a row per member


def _per_member(statement: SqlStatement, chain: Chain, derived: Derived, how: Over) -> str:
    """Along links: whether each member counts, its value and its weight, and what they wait for."""
    there = statement.chain(how.to)
    pairs = statement.related(chain.level, how)
    counts: list[Tree] = []
    if how.bound is not None:
        op, limit = how.bound
        kind = exp.GT if op == "more_than" else exp.GTE
        counts.append(kind(this=column(how.share, "p"), expression=decimal(limit)))  # type: ignore[arg-type]
    columns: list[Tree] = [named(column("area", "p"), AREA)]
    columns += [column(key, "m") for key in statement.keys if key != AREA]
    columns += _said(statement, there, derived, how, counts)
    query = exp.select(*columns, copy=False).from_(relation(statement.table(pairs.name), "p"), copy=False)
    on: Tree = column("other", "p").eq(column(AREA, "m"))
    if statement.dated:
        on = both(on, held_on(column(DAY, "m"), "p"))
    query = query.join(relation(there.step(columns, "m"), "m"), on=on, copy=False)
    return statement.step(f"members {derived.id}", query)


def _per_level(statement: SqlStatement, there: Chain, derived: Derived, how: Over) -> str:
    """Of a whole level: the same, with each member's group."""
    columns: list[Tree] = [column(key, "m") for key in statement.keys if key != AREA]
    if how.by is not None:
        columns.append(named(value(statement.asked(derived.id, "m"), how.by), "group"))
    columns += _said(statement, there, derived, how, [])
    query = exp.select(*columns, copy=False).from_(relation(there.step(columns, "m"), "m"), copy=False)
    return statement.step(f"members {derived.id}", query)


def _said(statement: SqlStatement, there: Chain, derived: Derived, how: Over, counts: list[Tree]) -> list[Tree]:
    """What a member says, read as `m`; its link, where it has one, as `p`."""
    dialect, request = statement.dialect, statement.asked(derived.id, "m")
    where: list[Expr] = [] if how.where is None else [how.where]
    counts = counts + [write(request, expr) for expr in where]
    columns: list[Tree] = [named(dialect.value(both(*counts) if counts else dialect.known(True)), "counted")]
    if how.of is not None:
        columns.append(named(value(request, how.of), "value"))
    if how.weighted:
        columns.append(named(column(how.share, "p"), "weight"))
    elif how.weight is not None:
        columns.append(named(value(request, how.weight), "weight"))
    exprs = [expr for expr in (how.of, how.weight) if expr is not None]
    masks = waits(statement, there, derived.id, [*where, *exprs], "m")
    if how.by is not None:  # of a member whose group is unknown that is asked, and not whether it counts
        group = waits(statement, there, derived.id, [how.by], "m")
        lost = is_null(value(request, how.by))
        other = any_of([group, waits(statement, there, derived.id, exprs, "m")])
        zero = number(0)
        masks = {w: case((lost, other.get(w, zero)), otherwise=masks.get(w, zero)) for w in {*masks, *other}}
    for word in statement.bits.words:
        columns.append(named(_mask(statement, how, masks, word), f"waits{word or ''}"))
    return columns


def _mask(statement: SqlStatement, how: Over, masks: Masks, word: int) -> Tree:
    """What a member waits for, its share among it."""
    expression = masks.get(word, number(0))
    if not how.share or statement.bits.place(how.share)[0] != word:
        return as_bits(expression)
    share = case((is_null(column(how.share, "p")), bits(statement, [how.share])[word]), otherwise=number(0))
    return as_bits(exp.BitwiseOr(this=inside(expression), expression=inside(share)))


# ── a row per area, or group


def _per_area(
    statement: SqlStatement, derived: Derived, how: Over, members: _Members, step: str, keys: Sequence[str]
) -> str:
    """What the members are together; of a group, without those of which it is unknown whether they belong to it."""
    grouping = [*keys, *(["group"] if how.by is not None else [])]
    columns: list[Tree] = [column(key) for key in grouping]
    columns += [named(tree, f"{derived.id}.{part}") for part, tree in _parts(how, members).items()]
    query = exp.select(*columns, *_open(statement, derived, how, members), copy=False).from_(relation(step), copy=False)
    if how.by is not None:
        query = query.where(negated(is_null(column("group"))), copy=False)
    if grouping:
        query = query.group_by(*(column(key) for key in grouping), copy=False)
    return statement.step(f"over {derived.id}", query)


def _unsure(
    statement: SqlStatement, derived: Derived, how: Over, members: _Members, step: str, keys: Sequence[str]
) -> str:
    """The members that may belong to any group: how many may count, and what they wait for."""
    columns: list[Tree] = [column(key) for key in keys]
    query = exp.select(*columns, *_open(statement, derived, how, members), copy=False).from_(relation(step), copy=False)
    query = query.where(is_null(column("group")), copy=False)
    if keys:
        query = query.group_by(*(column(key) for key in keys), copy=False)
    return statement.step(f"unsure {derived.id}", query)


def _open(statement: SqlStatement, derived: Derived, how: Over, members: _Members) -> list[Tree]:
    """How many members may count, how many of those can change the answer, and what they wait for."""
    expressions: list[Tree] = [named(members.several(negated(members.counted)), f"{derived.id}.some")]
    if how.aggregate in ("any", "all"):
        expressions.append(named(members.several(members.settled), f"{derived.id}.open"))
    possible = {how.share, *bits_of(statement.vocabulary, how.exprs).names}
    for word in statement.bits.words:
        tree = gathered(statement, possible, word, members.settled)
        expressions.append(named(tree, waits_column(derived.id, word)))
    return expressions


def _parts(how: Over, members: _Members) -> dict[str, Tree]:
    """What is computed over the members that are taken, and how many they are."""
    if how.aggregate in ("any", "all"):
        holds = both(members.counted, members.holds)
        if how.aggregate == "all":
            holds = both(members.counted, negated(members.holds))
        return {"found": exp.Max(this=case((holds, number(1)), otherwise=number(0)))}
    expressions: dict[str, Tree] = {"taken": exp.Sum(this=case((members.taken, number(1)), otherwise=number(0)))}
    if how.aggregate == "count":
        return expressions
    assert how.of is not None
    if how.aggregate in ("min", "max"):
        kind = exp.Min if how.aggregate == "min" else exp.Max
        return expressions | {"found": kind(this=case((members.taken, members.ordered)))}
    expression = members.whole("value")
    if members.weighed and how.aggregate != "ratio":
        expression = members.dialect.widened(exp.Mul(this=expression, expression=members.whole("weight")))
    expressions["found"] = exp.Coalesce(this=members.total(expression), expressions=[number(0)])
    if how.aggregate in ("mean", "ratio"):
        weight = members.whole("weight") if members.weighed else number(1)
        expressions["weight"] = exp.Nullif(this=members.total(weight), expression=number(0))
    return expressions


# ── the area's own row


def _together(how: Over, name: str, kind: type[exp.Binary]) -> Tree:
    """A number of the area's members; with those that may belong to its group too."""
    expression: Tree = column(name, "o")
    if how.by is None:
        return expression
    parts = [exp.Coalesce(this=column(name, side), expressions=[number(0)]) for side in ("o", "u")]
    return as_bits(kind(this=parts[0], expression=parts[1]))


def _finished(statement: SqlStatement, chain: Chain, derived: Derived, how: Over) -> Tree:
    """The value, from what was computed over its members."""
    some = exp.Coalesce(this=_together(how, f"{derived.id}.some", exp.Add), expressions=[number(0)])
    none: Tree = some.eq(0)
    result = _result(statement, derived, how)
    branches = [(none, _of_nothing(statement, derived, how))]
    if how.empty is not None:
        listed = statement.listed(chain, _series(statement, how))
        branches.insert(0, (both(*listed, none.copy()), stated(statement.dialect, how.empty, derived.type)))
    if how.by is not None:
        lost = is_null(column(f"{derived.id}.group", "t"))
        branches.insert(0, (lost, stated(statement.dialect, None, derived.type)))
    return case(*branches, otherwise=result)


def _result(statement: SqlStatement, derived: Derived, how: Over) -> Tree:
    """The value of some members, or null where too few are known."""
    dialect, kind = statement.dialect, derived.type
    total = column(f"{derived.id}.found", "o")
    none = stated(dialect, None, kind)
    if how.aggregate in ("any", "all"):
        any_ = how.aggregate == "any"
        decided = exp.Coalesce(this=total, expressions=[number(0)]).eq(1)
        opened = _together(how, f"{derived.id}.open", exp.Add) > 0
        idle = stated(dialect, not any_, kind)
        return case((decided, stated(dialect, any_, kind)), (opened, none), otherwise=idle)
    taken = exp.Coalesce(this=column(f"{derived.id}.taken", "o"), expressions=[number(0)])
    least = number(how.min_observations or 0)
    if how.min_observations is None:
        least = exp.Coalesce(this=_together(how, f"{derived.id}.some", exp.Add), expressions=[number(0)])
    return case((taken < least, none), otherwise=_value(dialect, derived, how, total, taken))


def _value(dialect: Dialect, derived: Derived, how: Over, expression: Tree, taken: Tree) -> Tree:
    """The value of enough members."""
    kind, members = derived.type, _Members(dialect, how)
    if how.aggregate == "count":
        return typed(taken.copy(), kind)
    if kind.kind == "bool":
        return dialect.value(expression.eq(1))
    if kind.kind == "enum":
        return case(*((expression.eq(number(i)), text(m)) for i, m in enumerate(kind.members)))
    if kind.kind == "date":
        return expression
    assert how.of is not None
    above = how.of.type.decimals
    below = members.decimals("weight") if members.weighed else 0
    if how.aggregate == "sum":
        return quotient(dialect, expression, None, kind.decimals - above - below, kind, how.round)
    if how.aggregate in ("min", "max"):
        return quotient(dialect, expression, None, kind.decimals - above, kind, how.round)
    shift = kind.decimals - above + (below if how.aggregate == "ratio" else 0)
    return quotient(dialect, expression, column(f"{derived.id}.weight", "o"), shift, kind, how.round)


def _series(statement: SqlStatement, how: Over) -> frozenset[str]:
    """The series of lists that the members' values come from."""
    read = reached(statement.vocabulary, how.exprs)
    return frozenset(a.series for n in read if (a := statement.vocabulary.attributes.get(n)) and a.series)


def _of_nothing(statement: SqlStatement, derived: Derived, how: Over) -> Tree:
    """What the aggregate of nothing is."""
    members: Sequence[Observed] = ()
    empty_value = aggregate(how.aggregate, members, derived.type, (), how.min_observations, how.round)
    return stated(statement.dialect, empty_value, derived.type)

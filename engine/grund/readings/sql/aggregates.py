"""Aggregates: an `over` as two steps with rows of their own, and one that joins them to the area's.

Enters: a derived attribute over parts, parent, overlaps or neighbours. Leaves: its value and missing facts. Promise:
`any` and `all` are Kleene's; the others are unknown if a member that may count is, unless enough are observed. SQL's
own aggregates pass over what is unknown, so it is counted first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ...derive import Observed, aggregate
from ...expr import Type, names
from ...policy import Derived, Over
from ..plain import reached
from .dialects import (
    Dialect,
    Tree,
    both,
    case,
    column,
    either,
    inside,
    is_null,
    named,
    negated,
    number,
    relation,
    text,
)
from .expressions import Masks, decimal, only_where, stated, typed, value, write
from .layers import AREA, Chain, Statement
from .names import bits, have, or_else, waits
from .rounding import quotient, whole

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
        if self.how.weighted:
            parts.append(negated(is_null(column("share"))))
        return both(*parts)

    @property
    def settled(self) -> Tree:
        """Whether a member says what it says whatever is unknown."""
        out = negated(self.counted)
        if self.how.aggregate == "any":
            return either(out, negated(self.holds))
        return either(out, self.holds) if self.how.aggregate == "all" else out

    def total(self, tree: Tree) -> Tree:
        """The sum over the members that are taken."""
        return exp.Sum(this=case((self.taken, tree)))


def over(statement: Statement, chain: Chain, derived: Derived, how: Over) -> None:
    """A row per area and member; then a row per area; then the area's own row with it."""
    if not how.linked:
        raise statement.asked(derived.id).refuse("over, level | weight | per")
    members = _Members(statement.dialect, how)
    step = _per_area(statement, derived, how, members, _per_member(statement, chain, derived, how))
    found = _finished(statement, derived, how)
    nobody = is_null(column(AREA, "o"))
    columns = {derived.id: case((nobody, _of_nothing(statement, derived, how)), otherwise=found)}
    for word in statement.bits.words:
        columns[_waits(derived, word)] = column(_waits(derived, word), "o")
    chain.join(step, columns)
    own = bits(statement, names(how.of) if how.of is not None and names(how.of) else [derived.id])
    held: Masks = {
        word: exp.Coalesce(this=column(_waits(derived, word)), expressions=[number(0)]) for word in statement.bits.words
    }
    chain.masks(derived.id, only_where(is_null(column(derived.id)), or_else(held, own)))


def _waits(derived: Derived, word: int) -> str:
    return f"{derived.id}.waits{word or ''}"


def _per_member(statement: Statement, chain: Chain, derived: Derived, how: Over) -> str:
    """Whether each member counts, its value and its share, and what they wait for."""
    there = statement.chain(how.to)
    have(statement, there, how.exprs)
    pairs = statement.related(chain.level, how)
    asked = statement.asked(derived.id, "m")
    dialect = statement.dialect
    counts: list[Tree] = []
    if how.bound is not None:
        op, limit = how.bound
        kind = exp.GT if op == "more_than" else exp.GTE
        counts.append(kind(this=column(how.share, "p"), expression=decimal(limit)))  # type: ignore[arg-type]
    if how.where is not None:
        counts.append(write(asked, how.where))
    counted = dialect.value(both(*counts) if counts else dialect.known(True))
    columns: list[Tree] = [named(column("area", "p"), AREA)]
    columns += [column(key, "m") for key in statement.keys if key != AREA]
    columns.append(named(counted, "counted"))
    if how.of is not None:
        columns.append(named(value(asked, how.of), "value"))
    if how.share:
        columns.append(named(column(how.share, "p"), "share"))
    masks = waits(statement, there, derived.id, how.exprs, "m")
    for word in statement.bits.words:
        columns.append(named(_mask(statement, how, masks, word), f"waits{word or ''}"))
    query = exp.select(*columns, copy=False).from_(relation(pairs.name, "p"))
    on = exp.EQ(this=column("other", "p"), expression=column(AREA, "m"))
    return statement.step(f"members {derived.id}", query.join(relation(there.flush(), "m"), on=on, copy=False))


def _mask(statement: Statement, how: Over, masks: Masks, word: int) -> Tree:
    """What a member waits for, its share among it."""
    found = masks.get(word, number(0))
    if not how.share or statement.bits.place(how.share)[0] != word:
        return exp.cast(found, "BIGINT")
    share = case((is_null(column(how.share, "p")), bits(statement, [how.share])[word]), otherwise=number(0))
    return exp.cast(exp.BitwiseOr(this=inside(found), expression=inside(share)), "BIGINT")


def _per_area(statement: Statement, derived: Derived, how: Over, members: _Members, step: str) -> str:
    columns: list[Tree] = [column(key) for key in statement.keys]
    columns += [named(tree, f"{derived.id}.{part}") for part, tree in _parts(derived, how, members).items()]
    if _empties(statement, how):
        some = case((negated(members.counted), number(0)), otherwise=number(1))
        columns.append(named(exp.Sum(this=some), f"{derived.id}.some"))
    for word in statement.bits.words:
        columns.append(named(_every_bit(statement, how, members, word), _waits(derived, word)))
    query = exp.select(*columns, copy=False).from_(relation(step))
    query = query.group_by(*(column(key) for key in statement.keys), copy=False)
    return statement.step(f"over {derived.id}", query)


def _every_bit(statement: Statement, how: Over, members: _Members, word: int) -> Tree:
    """Every bit of the members that are not settled: a maximum for each, which every dialect has."""
    possible = {how.share, *reached(statement.vocabulary, how.exprs)}
    found: list[Tree] = []
    for name in statement.bits.names:
        if statement.bits.place(name)[0] == word and name in possible:
            own = bits(statement, [name])[word]
            held = exp.NEQ(
                this=exp.Paren(this=exp.BitwiseAnd(this=column(f"waits{word or ''}"), expression=own)),
                expression=number(0),
            )
            each = case((members.settled, number(0)), (held, own.copy()), otherwise=number(0))
            found.append(exp.Max(this=each))
    total = found[0] if found else number(0)
    for part in found[1:]:
        total = exp.Add(this=total, expression=part)
    return exp.cast(total, "BIGINT")


def _parts(derived: Derived, how: Over, members: _Members) -> dict[str, Tree]:
    """What is computed per area, over its members."""
    if how.aggregate in ("any", "all"):
        return {"found": _kleene(how, members)}
    some = case((negated(members.counted), number(0)), otherwise=number(1))
    taken = exp.Sum(this=case((members.taken, number(1)), otherwise=number(0)))
    least = exp.Sum(this=some) if how.min_observations is None else number(how.min_observations)
    few = exp.LT(this=taken, expression=least)

    def enough(tree: Tree) -> Tree:
        return case((few.copy(), exp.Null()), otherwise=tree)

    if how.aggregate == "count":
        return {"found": enough(taken.copy())}
    assert how.of is not None
    held = _ordered(members.dialect, how, how.of.type)
    if how.aggregate in ("min", "max"):
        kind = exp.Min if how.aggregate == "min" else exp.Max
        return {"found": enough(kind(this=case((members.taken, held))))}
    if how.weighted:
        share = whole(members.dialect, column("share"), _SHARE)
        held = exp.cast(exp.Mul(this=held, expression=share), members.dialect.wide)
    total = exp.Coalesce(this=members.total(held), expressions=[number(0)])
    found = {"found": enough(total)}
    if how.aggregate == "mean":
        weight = whole(members.dialect, column("share"), _SHARE) if how.weighted else number(1)
        found["weight"] = exp.Nullif(this=members.total(weight), expression=number(0))
    return found


def _kleene(how: Over, members: _Members) -> Tree:
    """Kleene *or* and *and* over the members."""
    any_ = how.aggregate == "any"
    holds = both(members.counted, members.holds) if any_ else either(negated(members.counted), members.holds)
    each = case((holds, number(1)), (negated(holds.copy()), number(0)))
    pick = exp.Max(this=each) if any_ else exp.Min(this=each)
    unknown = exp.LT(this=exp.Count(this=each.copy()), expression=exp.Count(this=exp.Star()))
    decided = exp.EQ(this=pick, expression=number(int(any_)))
    return case((decided, number(int(any_))), (unknown, exp.Null()), otherwise=number(int(not any_)))


def _ordered(dialect: Dialect, how: Over, kind: Type) -> Tree:
    """A member's value as something that is added and compared exactly: a whole number, or a date."""
    held = column("value")
    if kind.kind == "number":
        return whole(dialect, held, kind.decimals)
    if kind.kind == "enum":
        return case(*((exp.EQ(this=held.copy(), expression=text(m)), number(i)) for i, m in enumerate(kind.members)))
    if kind.kind == "bool":
        truth = dialect.truth(held)
        return case((truth, number(1)), (negated(truth.copy()), number(0)))
    return held


def _finished(statement: Statement, derived: Derived, how: Over) -> Tree:
    """The value, from what was computed per area."""
    dialect, kind = statement.dialect, derived.type
    found, decimals = column(f"{derived.id}.found", "o"), 0
    result: Tree = found
    if kind.kind == "bool":
        result = dialect.value(exp.EQ(this=found, expression=number(1)))
    elif kind.kind == "enum":
        result = case(*((exp.EQ(this=found.copy(), expression=number(i)), text(m)) for i, m in enumerate(kind.members)))
    elif kind.kind == "number" and how.aggregate != "count":
        assert how.of is not None
        decimals = how.of.type.decimals + (_SHARE if how.weighted else 0)
        weight = column(f"{derived.id}.weight", "o") if how.aggregate == "mean" else None
        below = _SHARE if how.aggregate == "mean" and how.weighted else 0
        result = quotient(dialect, found, weight, below + kind.decimals - decimals, kind, how.round)
    elif kind.kind == "number":
        result = typed(found, kind)
    if not _empties(statement, how):
        return result
    empty = exp.EQ(this=column(f"{derived.id}.some", "o"), expression=number(0))
    return case((empty, _of_nothing(statement, derived, how)), otherwise=result)


def _empties(statement: Statement, how: Over) -> bool:
    """Whether the attribute says a value of its own where no member counts, as the lists now stand."""
    read = reached(statement.vocabulary, how.exprs)
    series = {a.series for n in read if (a := statement.vocabulary.attributes.get(n)) and a.series}
    return how.empty is not None and statement.listed(series)


def _of_nothing(statement: Statement, derived: Derived, how: Over) -> Tree:
    """The value where no member counts: the attribute's own, or what the aggregate of nothing is."""
    members: Sequence[Observed] = ()
    found = aggregate(how.aggregate, members, derived.type, (), how.min_observations, how.round)
    if _empties(statement, how):
        found = how.empty
    return stated(statement.dialect, found, derived.type)

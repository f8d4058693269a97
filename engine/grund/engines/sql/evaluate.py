"""Evaluate: the fold of this reading. A typed tree becomes an SQL tree.

Enters: an expression and a dialect. Leaves: an SQL tree; a condition is a predicate, anything else a value. Promise:
three-valued exactly: comparisons and `AND`, `OR`, `NOT`, `IN` are Kleene's own in SQL; `CASE` and `LEAST` are not,
and are guarded here. Numbers are decimals with the scale that the loaded tree declares: each step is cast to it, so
that no dialect's own rules of precision can round. An operator that no row of `OPERATIONS` writes is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

from sqlglot import exp

from ...model.expressions import DIGITS, Expr, Literal, Operation, Reference, Type, Value, fold
from ...problems.problem import GrundError, Place
from .dialects import (
    Dialect,
    Tree,
    both,
    case,
    cast,
    column,
    either,
    inside,
    is_null,
    joined,
    negated,
    number,
    text,
    type_of,
)

MOST: Final = 20_000
"""How many nodes the SQL of one expression may have; `min`, `max` and bits write an operand more than once."""


@dataclass(frozen=True, slots=True)
class ExpressionContext:
    """Where an expression stands: the dialect, what it belongs to (a rule or a name), and the table its names are
    in."""

    dialect: Dialect
    what: str
    place: Place | None = None
    table: str = ""

    def refuse(self, construct: str) -> GrundError:
        """What this dialect cannot say, by rule and name; never dropped."""
        return self.dialect.refusal(self.what, construct, self.place)


Written: TypeAlias = Callable[[ExpressionContext, Operation, tuple[Tree, ...]], Tree]


def write(request: ExpressionContext, expr: Expr) -> Tree:
    """The SQL of an expression; raises `GrundError` for what the dialect cannot say."""
    if fold(expr, lambda _: 1, lambda _: 1, _size) > MOST:
        raise request.refuse("@too_large")

    def reference(node: Reference) -> Tree:
        tree = column(node.name, request.table)
        return request.dialect.truth(tree) if node.type.kind == "bool" else tree

    def operation(node: Operation, parts: tuple[Tree, ...]) -> Tree:
        if node.op not in OPERATIONS:
            raise request.refuse(node.op)
        if node.type.kind == "number" and node.type.decimals > DIGITS:
            raise request.refuse("@too_many_decimals")
        return OPERATIONS[node.op](request, node, parts)

    return fold(expr, lambda node: constant(request.dialect, node), reference, operation)


def _size(node: Operation, parts: tuple[int, ...]) -> int:
    """How many nodes an operation becomes at most."""
    twice = node.op in ("min", "max", "if") or _compares(node)
    again = (len(parts) - 2) * parts[0] if node.op == "in" else 0
    return 2 + (2 if twice else 1) * sum(parts) + max(again, 0)


def _compares(node: Operation) -> bool:
    """Whether it compares conditions, which a dialect without booleans writes twice."""
    return any(arg.type.kind == "bool" for arg in node.args) and node.op in ("eq", "in", "missing")


def value(request: ExpressionContext, expr: Expr) -> Tree:
    """The SQL of an expression as a value, for a column."""
    written = write(request, expr)
    return request.dialect.value(written) if expr.type.kind == "bool" else written


def constant(dialect: Dialect, node: Literal) -> Tree:
    """A literal, in the type of its node."""
    scalar = node.value
    if isinstance(scalar, bool):
        return dialect.known(scalar)
    if isinstance(scalar, date):
        return cast(text(scalar.isoformat()), "DATE")
    return text(scalar) if isinstance(scalar, str) else decimal(scalar)


def decimal(amount: Decimal) -> Tree:
    """A number as it is written; a negative one is the negation of a literal."""
    return exp.Neg(this=exp.Literal.number(f"{-amount:f}")) if amount < 0 else exp.Literal.number(f"{amount:f}")


def stated(dialect: Dialect, scalar: Value | None, kind: Type) -> Tree:
    """A value as a column of a kind; None is unknown."""
    if scalar is None:
        return cast(exp.Null(), type_of(kind))
    tree = constant(dialect, Literal(scalar, kind))
    return dialect.value(tree) if kind.kind == "bool" else typed(tree, kind)


def typed(tree: Tree, kind: Type) -> Tree:
    """A tree cast to the database's type of values of a kind."""
    return cast(tree, type_of(kind))


def comparable(dialect: Dialect, expression: Tree, kind: Type) -> Tree:
    """A column as something that is put in order: of an enum its place, of truth 0 or 1."""
    if kind.kind == "enum":
        return case(*((expression.eq(text(m)), number(i)) for i, m in enumerate(kind.members)))
    if kind.kind == "bool":
        truth = dialect.truth(expression)
        return case((truth, number(1)), (negated(truth.copy()), number(0)))
    return expression


# ── operators


def _compared(kind: type[exp.Binary]) -> Written:
    def run(request: ExpressionContext, node: Operation, parts: tuple[Tree, ...]) -> Tree:
        return kind(this=inside(parts[0]), expression=inside(parts[1]))

    return run


def _equal(request: ExpressionContext, node: Operation, parts: tuple[Tree, ...]) -> Tree:
    left, right = (inside(p) for p in _values(request, node, parts))
    return left.eq(right)


def _in(request: ExpressionContext, node: Operation, parts: tuple[Tree, ...]) -> Tree:
    """`IN` for constants; anything else is compared one by one, which means the same and is read alike everywhere (a
    Spark server was found to make `IN` unknown where an item is a `CASE` of another scale)."""
    wanted, *items = _values(request, node, parts)
    if not all(isinstance(arg, Literal) for arg in node.args[1:]):
        return either(*(inside(wanted.copy()).eq(inside(item)) for item in items))
    return exp.In(this=inside(wanted), expressions=items)


def _values(request: ExpressionContext, node: Operation, parts: tuple[Tree, ...]) -> list[Tree]:
    """The arguments as values, conditions among them."""
    pairs = zip(node.args, parts, strict=True)
    return [request.dialect.value(part) if arg.type.kind == "bool" else part for arg, part in pairs]


def _missing(request: ExpressionContext, node: Operation, parts: tuple[Tree, ...]) -> Tree:
    return is_null(_values(request, node, parts)[0])


def _if(request: ExpressionContext, node: Operation, parts: tuple[Tree, ...]) -> Tree:
    """`CASE test WHEN TRUE … WHEN FALSE … END` takes no branch where the test is unknown, and writes it once."""
    _, yes, no = _values(request, node, parts)
    if node.type.kind == "number":
        yes, no = typed(yes, node.type), typed(no, node.type)
    expression = request.dialect.chosen(parts[0], yes, no)
    return request.dialect.truth(expression) if node.type.kind == "bool" else expression


def _arithmetic(kind: type[exp.Binary]) -> Written:
    def run(request: ExpressionContext, node: Operation, parts: tuple[Tree, ...]) -> Tree:
        first, second = (arg.type.kind for arg in node.args)
        if first == "date" and second == "date":
            return typed(request.dialect.days_between(*parts), node.type)
        if first == "date":
            days = parts[1] if kind is exp.Add else exp.Neg(this=inside(parts[1]))
            return request.dialect.days_after(parts[0], days)
        left, right = (inside(_scaled(part, arg.type)) for part, arg in zip(parts, node.args, strict=True))
        return typed(kind(this=left, expression=right), node.type)

    return run


def _scaled(part: Tree, kind: Type) -> Tree:
    """An operand of arithmetic with its declared scale, so that two of them have fewer than 38 digits together."""
    return part if isinstance(part, exp.Cast | exp.Column) else typed(part, kind)


def _extreme(kind: type[exp.Func]) -> Written:
    """`LEAST` and `GREATEST` pass over what is unknown: it is asked first."""

    def run(request: ExpressionContext, node: Operation, parts: tuple[Tree, ...]) -> Tree:
        first, *rest = parts
        unknown = either(*(is_null(part.copy()) for part in parts))
        return typed(case((unknown, exp.Null()), otherwise=kind(this=first, expressions=rest)), node.type)

    return run


OPERATIONS: Final[Mapping[str, Written]] = MappingProxyType(
    {
        "if": _if,
        "or": lambda asked, node, parts: either(*parts),
        "and": lambda asked, node, parts: both(*parts),
        "not": lambda asked, node, parts: negated(parts[0]),
        "eq": _equal,
        "lt": _compared(exp.LT),
        "le": _compared(exp.LTE),
        "gt": _compared(exp.GT),
        "ge": _compared(exp.GTE),
        "in": _in,
        "missing": _missing,
        "add": _arithmetic(exp.Add),
        "sub": _arithmetic(exp.Sub),
        "mul": _arithmetic(exp.Mul),
        "min": _extreme(exp.Least),
        "max": _extreme(exp.Greatest),
    }
)
"""How each operator is written. `div` stands only at the root of a formula, and is written there (`derived`)."""

ELSEWHERE: Final = frozenset(("div",))
"""Operators of the table that no expression holds after loading."""


# ── which facts are missing


@dataclass(frozen=True, slots=True)
class Bits:
    """The names that can be missing, each a bit; a word has `WORD` of them, in order of name."""

    names: tuple[str, ...]

    def place(self, name: str) -> tuple[int, int]:
        """The word and the bit of a name."""
        return divmod(self.names.index(name), WORD)

    @property
    def words(self) -> range:
        """The words there are."""
        return range((len(self.names) + WORD - 1) // WORD)


WORD: Final = 62
Masks: TypeAlias = dict[int, Tree]
"""By word, a whole number whose bits are the missing names; a word that is not there is 0."""


def bit(index: int) -> Tree:
    """The number of one bit."""
    return number(1 << index) if index < 31 else cast(number(1 << index), "BIGINT")


def any_of(masks: list[Masks]) -> Masks:
    """Every bit of some masks."""
    words = sorted({word for expressions in masks for word in expressions})
    return {w: joined(exp.BitwiseOr, [trees[w] for trees in masks if w in trees]) for w in words}


def only_where(condition: Tree, masks: Masks) -> Masks:
    """The bits, where a condition holds; otherwise none."""
    return {w: case((condition.copy(), expression), otherwise=number(0)) for w, expression in masks.items()}


def missing(request: ExpressionContext, bits: Bits, unfolded: frozenset[str], expr: Expr) -> Masks:
    """The bits of the facts that an expression waits for; none where it is known (LANGUAGE §4).

    `unfolded` are the names that have a mask of their own in a column before (`mask_of`): derived attributes, rules.
    """
    if isinstance(expr, Literal) or (isinstance(expr, Operation) and expr.op == "missing"):
        return {}
    if isinstance(expr, Reference):
        if expr.name in unfolded:
            return {w: column(mask_of(expr.name, w), request.table) for w in bits.words}
        if expr.name not in bits.names:
            return {}
        word, index = bits.place(expr.name)
        return {word: case((is_null(column(expr.name, request.table)), bit(index)), otherwise=number(0))}
    part_masks = [missing(request, bits, unfolded, arg) for arg in expr.args]
    part_masks = [expressions for expressions in part_masks if expressions]
    if not part_masks:
        return {}
    masks = any_of(part_masks)
    alone = all(isinstance(arg, Literal) for arg in expr.args[1:])
    if expr.op not in _PART_BY_PART or (expr.op == "in" and alone):
        return masks
    return only_where(is_null(value(request, expr)), masks)


_PART_BY_PART: Final = frozenset(("and", "or", "if", "in"))
"""Operators that can be known though a part is unknown: there it is asked whether they are."""


def mask_of(name: str, word: int) -> str:
    """The column with the missing facts of a derived attribute or a rule."""
    return f"missing.{name}" if word == 0 else f"missing{word}.{name}"

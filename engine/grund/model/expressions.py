"""Expressions: what a condition or formula *is*, after its text is gone.

A tree of three node kinds (literal, reference, operation) and one operator table. Every reading is a fold over this
tree, and the tree means the same in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar, cast

Value: TypeAlias = bool | Decimal | str | date
"""A known value. An enum member is its identifier; unknown is `None`, never a `Value`."""

Kind: TypeAlias = str
Span: TypeAlias = tuple[int, int]

DIGITS: Final = 18
"""No expression may reach more decimal digits than this, so every reading can use 64-bit integers."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type: `bool`, `enum`, `number` (fixed point) or `date`.

    `low` and `high` bound a number (or a date, as its ordinal); they are the declared domain for an
    attribute and are computed for an operation, which is how overflow is found when rules are loaded.
    `scale` names the scale of an index: two numbers of different scales may not be compared.
    """

    kind: Kind
    name: str = ""
    members: tuple[str, ...] = ()
    ordered: bool = False
    decimals: int = 0
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    scale: str = ""


BOOL: Final = Type("bool", "bool")
UNTYPED: Final = Type("untyped")
"""The type of a node that has been parsed but not yet resolved against a vocabulary."""

FIRST: Final = date(1800, 1, 1)
"""The first day there is: what has no first day of its own holds from here."""

DATE: Final = Type(
    "date",
    "date",
    low=Decimal(FIRST.toordinal()),
    high=Decimal(date(2300, 1, 1).toordinal()),
)


def number(decimals: int, low: Decimal | int, high: Decimal | int, scale: str = "") -> Type:
    """The fixed-point type with `decimals` decimals over the closed domain [low, high]."""
    return Type("number", "number", (), False, decimals, Decimal(low), Decimal(high), scale)


def domain(kind: Type) -> tuple[int, int]:
    """The least and the greatest value of a type as whole steps of its decimals: a member's place, a date's ordinal."""
    if kind.kind == "enum":
        return 0, len(kind.members) - 1
    if kind.kind == "bool":
        return 0, 1
    low, high = (bound.scaleb(kind.decimals) for bound in (kind.low, kind.high))
    return int(low.to_integral_value(ROUND_CEILING)), int(high.to_integral_value(ROUND_FLOOR))


def order_key(kind: Type, value: Value) -> Any:
    """How high a value stands in the order of its type."""
    return kind.members.index(str(value)) if kind.kind == "enum" else value


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: Value
    type: Type = UNTYPED
    span: Span = field(default=(0, 0), compare=False)


class Name(NamedTuple):
    """What is read: an attribute or `day`, in no space; `param.x`, `tolkning.x` or `rule.x`, an id in a space."""

    space: str
    id: str

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> Name:
        """The name that a text writes."""
        space, dot, id_ = text.partition(".")
        return cls(space, id_) if dot else cls("", text)

    def __str__(self) -> str:
        return f"{self.space}.{self.id}" if self.space else self.id


def ids_in(space: str, names: Iterable[str]) -> frozenset[str]:
    """The ids of a space (`param`, `tolkning`, `rule`) among some names."""
    return frozenset(name.id for name in map(Name.parse, names) if name.space == space)


@dataclass(frozen=True, slots=True)
class Reference:
    """A name: an attribute, `day`, `param.x`, `tolkning.x` or, after compilation, `rule.x`."""

    name: str
    type: Type = UNTYPED
    span: Span = field(default=(0, 0), compare=False)

    @property
    def space(self) -> str:
        """The space its name is in; empty for an attribute and `day`."""
        return Name.parse(self.name).space


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator of `OPERATORS` applied to its arguments, left to right."""

    op: str
    args: tuple[Expr, ...]
    type: Type = UNTYPED
    span: Span = field(default=(0, 0), compare=False)


Expr: TypeAlias = Literal | Reference | Operation


@dataclass(frozen=True, slots=True)
class Operator:
    """One row of the operator table.

    `strict`: the result is unknown as soon as one argument is. `binding`: higher binds tighter.
    `formula`: allowed in formulas only (LANGUAGE §3: no division and no rounding in conditions).
    """

    symbol: str
    group: str
    binding: int
    strict: bool = True
    formula: bool = False


OPERATORS: Final[dict[str, Operator]] = {
    "if": Operator("if", "choice", 0, strict=False),
    "or": Operator("or", "logic", 1, strict=False),
    "and": Operator("and", "logic", 2, strict=False),
    "not": Operator("not", "logic", 3),
    "eq": Operator("=", "compare", 4),
    "lt": Operator("<", "compare", 4),
    "le": Operator("<=", "compare", 4),
    "gt": Operator(">", "compare", 4),
    "ge": Operator(">=", "compare", 4),
    "in": Operator("in", "member", 4, strict=False),
    "missing": Operator("is missing", "member", 4, strict=False),
    "add": Operator("+", "arithmetic", 5),
    "sub": Operator("-", "arithmetic", 5),
    "mul": Operator("*", "arithmetic", 6),
    "div": Operator("/", "arithmetic", 6, formula=True),
    "min": Operator("min", "arithmetic", 7, formula=True),
    "max": Operator("max", "arithmetic", 7, formula=True),
}

T = TypeVar("T")


def fold(
    expr: Expr,
    literal: Callable[[Literal], T],
    reference: Callable[[Reference], T],
    operation: Callable[[Operation, tuple[T, ...]], T],
) -> T:
    """Replace every node by a value, leaves first; a reading is three such small functions."""
    if type(expr) is Operation:
        return operation(expr, tuple([fold(arg, literal, reference, operation) for arg in expr.args]))
    if type(expr) is Reference:
        return reference(expr)
    return literal(cast(Literal, expr))


def size(expr: Expr) -> int:
    """How many nodes the expression has."""
    return fold(expr, lambda _: 1, lambda _: 1, lambda _, parts: 1 + sum(parts))


def height(expr: Expr) -> int:
    """How many nodes lie on the longest way from its root to a leaf."""
    return fold(expr, lambda _: 1, lambda _: 1, lambda _, parts: 1 + max(parts, default=0))


def names(expr: Expr) -> frozenset[str]:
    """Every name the expression reads."""
    return _names(Same(expr))


def references(expr: Expr) -> frozenset[Reference]:
    """Every reference of the expression: its names, with the types that they are read as."""
    return fold(
        expr, lambda _: frozenset(), lambda node: frozenset((node,)), lambda _, parts: frozenset().union(*parts)
    )


class Same:
    """An expression as a key: the very one, for hashing a tree costs as much as reading it."""

    __slots__ = ("expr",)

    def __init__(self, expr: Expr) -> None:
        self.expr = expr

    def __hash__(self) -> int:
        return id(self.expr)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.expr is other.expr


@lru_cache(maxsize=4096)
def _names(same: Same) -> frozenset[str]:
    return fold(
        same.expr,
        lambda _: frozenset(),
        lambda node: frozenset((node.name,)),
        lambda _, parts: frozenset().union(*parts),
    )

"""Typing: an untyped tree and a scope to a typed tree.

Enters: the tree from `parse` and the names that may be read. Leaves: the same tree with types, enum members
told from attributes, and order on ordered enums turned into membership.
Promise: a tree that leaves cannot fail when it is evaluated, and no value in it exceeds 18 digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from typing import Final

from ..model.expressions import BOOL, DATE, DIGITS, OPERATORS, Expr, Literal, Operation, Reference, Type, number, size
from ..model.expressions import Value as Known
from ..problems.problem import nearest, problem
from .parser import parse
from .tokens import MAX_NODES, ParseError

WIDE: Final = Context(prec=60)
"""Wide enough for any number that can be written in a file."""
LIMIT: Final = Decimal(10) ** DIGITS
"""What no value, written as a whole number of its smallest unit, may reach."""
_CALENDAR: Final = (Decimal(1), Decimal(3_652_059))
_DAY: Final = replace(DATE, name="day")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names a condition may read, and what it is read at.

    `elsewhere` holds names that exist, but at other levels: they get an error of their own.
    """

    types: Mapping[str, Type]
    level: str = ""
    elsewhere: frozenset[str] = frozenset()

    def find(self, name: str) -> Type | None:
        """The type of a name, or None."""
        return _DAY if name == "day" else self.types.get(name)


def condition(text: str, scope: Scope) -> Expr:
    """The typed tree of a condition; raises `ParseError`."""
    return expect(resolve(parse(text), scope, BOOL), BOOL)


def formula(text: str, scope: Scope) -> tuple[Expr, Expr | None]:
    """The typed numerator and denominator (or None) of a formula; raises `ParseError`.

    At most one division, at the root, so that the value can be computed exactly and rounded once.
    """
    tree = parse(text, formula=True)
    parts = tree.args if isinstance(tree, Operation) and tree.op == "div" else (tree,)
    resolved = [_no_division(resolve(part, scope, None)) for part in parts]
    for part in resolved:
        if part.type.kind != "number":
            raise mismatch(part, "number")
    return resolved[0], (resolved[1] if len(resolved) > 1 else None)


def value(text: str, scope: Scope, wanted: Type | None = None) -> Expr:
    """The typed tree of an expression of any type; raises `ParseError`."""
    return _no_division(resolve(parse(text, formula=True), scope, wanted))


def _no_division(tree: Expr) -> Expr:
    if isinstance(tree, Operation):
        if tree.op == "div":
            raise ParseError(tree.span, problem("G212"))
        for arg in tree.args:
            _no_division(arg)
    return tree


def expect(tree: Expr, wanted: Type) -> Expr:
    """The tree, if it is of the wanted kind."""
    if tree.type.kind != wanted.kind or (wanted.kind == "enum" and tree.type.name != wanted.name):
        raise mismatch(tree, wanted.name if wanted.kind == "enum" else wanted.kind)
    return tree


def mismatch(tree: Expr, wanted: str) -> ParseError:
    """The error of a tree that has another type than `wanted`."""
    text = tree.type.name if tree.type.kind == "enum" else "@" + tree.type.kind
    named = "@" + wanted if wanted in ("bool", "enum", "number", "date", "whole") else wanted
    return ParseError(tree.span, problem("G205", wanted=named, found=text))


def resolve(tree: Expr, scope: Scope, wanted: Type | None) -> Expr:
    """The typed tree; `wanted` is the type the other side gives to a bare enum member."""
    if isinstance(tree, Literal):
        return _literal(tree, wanted)
    if isinstance(tree, Reference):
        return _reference(tree, scope, wanted)
    group = OPERATORS[tree.op].group
    if group == "logic":
        args = tuple([expect(resolve(arg, scope, BOOL), BOOL) for arg in tree.args])
        return replace(tree, args=args if tree.op == "not" else _flat(tree.op, args), type=BOOL)
    if group == "choice":
        return _choice(tree, scope, wanted)
    if tree.op == "missing":
        return replace(tree, args=(resolve(tree.args[0], scope, None),), type=BOOL)
    if group == "arithmetic":
        return _arithmetic(tree, scope)
    return _comparison(tree, scope)


def _flat(op: str, args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """The arguments of one `and` or `or`, with those of the same operator inside it (an order spelt out)."""
    return tuple([a for arg in args for a in (arg.args if isinstance(arg, Operation) and arg.op == op else (arg,))])


def _literal(tree: Literal, wanted: Type | None) -> Literal:
    literal = tree.value
    if isinstance(literal, bool):
        return replace(tree, type=BOOL)
    if isinstance(literal, Decimal):
        exponent = literal.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        return replace(tree, type=number(decimals, literal, literal))
    if not isinstance(literal, str):
        day = Decimal(literal.toordinal())
        return replace(tree, type=replace(DATE, low=day, high=day))
    if wanted is None or wanted.kind != "enum":
        fault = problem("G205", wanted="@" + wanted.kind if wanted else "@value", found="@text")
        raise ParseError(tree.span, fault)
    return Literal(_member(literal, wanted, tree.span), wanted, tree.span)


def _member(name: str, wanted: Type, span: tuple[int, int]) -> str:
    if name not in wanted.members:
        near = nearest(name, wanted.members)
        members = ", ".join(wanted.members)
        raise ParseError(span, problem("G203", near=near, name=name, type=wanted.name, members=members))
    return name


def _reference(tree: Reference, scope: Scope, wanted: Type | None) -> Expr:
    name_type = scope.find(tree.name)
    if name_type is not None:
        return Reference(tree.name, name_type, tree.span)
    if tree.name in scope.elsewhere:
        raise ParseError(tree.span, problem("G202", name=tree.name, level=scope.level))
    if wanted is not None and wanted.kind == "enum" and "." not in tree.name:
        return Literal(_member(tree.name, wanted, tree.span), wanted, tree.span)
    near = nearest(tree.name, scope.types)
    raise ParseError(tree.span, problem("G201", near=near, name=tree.name))


def _is_bare(tree: Expr, scope: Scope) -> bool:
    """Whether the node can only be understood from the other side: members and quoted texts, chosen by `if` or not."""
    if isinstance(tree, Operation):
        return tree.op == "if" and all(_is_bare(branch, scope) for branch in tree.args[1:])
    if isinstance(tree, Literal):
        return isinstance(tree.value, str)
    return scope.find(tree.name) is None


def _alike(args: tuple[Expr, ...], scope: Scope, wanted: Type | None) -> tuple[Expr, ...]:
    """The arguments, each resolved once: those that stand on their own first, for they type the bare ones."""
    own = {i: resolve(arg, scope, wanted) for i, arg in enumerate(args) if not _is_bare(arg, scope)}
    hint = wanted or next((arg.type for arg in own.values()), None)
    return tuple([own[i] if i in own else resolve(arg, scope, hint) for i, arg in enumerate(args)])


def _choice(tree: Operation, scope: Scope, wanted: Type | None) -> Operation:
    test, *branches = tree.args
    expr = expect(resolve(test, scope, BOOL), BOOL)
    yes, no = _alike(tuple(branches), scope, wanted)
    expect(no, yes.type)
    _same_scale(yes, no)
    kind = yes.type
    if kind.kind in ("number", "date"):
        kind = replace(
            kind,
            decimals=max(yes.type.decimals, no.type.decimals),
            low=min(yes.type.low, no.type.low),
            high=max(yes.type.high, no.type.high),
        )
    return replace(tree, args=(expr, yes, no), type=kind)


def _comparison(tree: Operation, scope: Scope) -> Expr:
    args = _alike(tree.args, scope, None)
    first = args[0]
    for arg in args[1:]:
        if arg.type.kind != first.type.kind or (arg.type.kind == "enum" and arg.type.name != first.type.name):
            raise mismatch(arg, first.type.name if first.type.kind == "enum" else first.type.kind)
        _same_scale(first, arg)
    if tree.op in ("eq", "in"):
        return replace(tree, args=args, type=BOOL)
    if first.type.kind == "enum":
        return _ordered(tree, args[0], args[1])
    if first.type.kind == "bool":
        raise mismatch(first, "number")
    return replace(tree, args=args, type=BOOL)


def _same_scale(left: Expr, right: Expr) -> None:
    a, b = left.type.scale, right.type.scale
    if a and b and a != b:
        raise ParseError(right.span, problem("G215", left=a, right=b))


_FLIP: Final = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def _ordered(tree: Operation, left: Expr, right: Expr) -> Expr:
    """Order on an ordered enum becomes membership; between two references it is spelt out by member."""
    kind = left.type
    if not kind.ordered:
        raise ParseError(tree.span, problem("G214", type=kind.name))
    if isinstance(left, Literal) and not isinstance(right, Literal):
        return _ordered(replace(tree, op=_FLIP[tree.op]), right, left)
    if isinstance(right, Literal):
        return _members(left, members_at(kind, tree.op, str(right.value)), tree.span)
    if len(kind.members) * (size(left) + size(right)) > MAX_NODES:
        raise ParseError(tree.span, problem("G208", what="@nodes", limit=MAX_NODES))
    pairs: list[Expr] = []
    for member in kind.members:
        allowed = members_at(kind, _FLIP[tree.op], member)
        if allowed:
            exactly = Operation("eq", (left, Literal(member, kind, left.span)), BOOL, tree.span)
            other = _members(right, allowed, tree.span)
            pairs.append(Operation("and", (exactly, other), BOOL, tree.span))
    if tree.op in ("lt", "gt"):  # unknown where one is, though nothing is beyond the other
        pairs.append(_never(tree.span, left, right))
    return pairs[0] if len(pairs) == 1 else Operation("or", tuple(pairs), BOOL, tree.span)


def members_at(kind: Type, op: str, member: str) -> tuple[str, ...]:
    """The members that stand in relation `op` to `member`."""
    at = kind.members.index(member)
    return {
        "lt": kind.members[:at],
        "le": kind.members[: at + 1],
        "gt": kind.members[at + 1 :],
        "ge": kind.members[at:],
    }[op]


def _members(left: Expr, allowed: tuple[str, ...], span: tuple[int, int]) -> Expr:
    literals = tuple([Literal(m, left.type, span) for m in allowed])
    if len(literals) == 1:
        return Operation("eq", (left, literals[0]), BOOL, span)
    return Operation("in", (left, *literals), BOOL, span) if literals else _never(span, left)


def _never(span: tuple[int, int], *args: Expr) -> Expr:
    """What is below the lowest: false, but unknown where an argument is."""
    same = tuple([Operation("eq", (arg, arg), BOOL, span) for arg in args])
    return Operation("not", (same[0] if len(same) == 1 else Operation("and", same, BOOL, span),), BOOL, span)


def _arithmetic(tree: Operation, scope: Scope) -> Operation:
    args = tuple([resolve(arg, scope, None) for arg in tree.args])
    if tree.op in ("add", "sub") and any(arg.type.kind == "date" for arg in args):
        return _date_arithmetic(tree, args)
    for arg in args:
        if arg.type.kind != "number":
            raise mismatch(arg, "number")
    kind = _bounds(tree.op, [arg.type for arg in args])
    if max(abs(kind.low), abs(kind.high)) * Decimal(10) ** kind.decimals >= LIMIT:
        raise ParseError(tree.span, problem("G210", limit=DIGITS))
    return replace(tree, args=args, type=kind)


def _bounds(op: str, kinds: list[Type]) -> Type:
    """The domain of a result, from the domains of its arguments."""
    a = kinds[0]
    decimals = max(kind.decimals for kind in kinds)
    if op in ("min", "max"):
        pick = min if op == "min" else max
        return number(decimals, pick(k.low for k in kinds), pick(k.high for k in kinds))
    b = kinds[1]
    if op == "add":
        return number(decimals, a.low + b.low, a.high + b.high)
    if op == "sub":
        return number(decimals, a.low - b.high, a.high - b.low)
    if op == "div":
        return number(0, 0, 0)
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return number(a.decimals + b.decimals, min(corners), max(corners))


def _date_arithmetic(tree: Operation, args: tuple[Expr, ...]) -> Operation:
    left, right = args
    if left.type.kind == "date" and right.type.kind == "date" and tree.op == "sub":
        kind = _bounds("sub", [left.type, right.type])
        return replace(tree, args=args, type=number(0, kind.low, kind.high))
    if tree.op == "add" and left.type.kind != "date":
        left, right = right, left
    if left.type.kind != "date":
        raise mismatch(left, "date")
    if right.type.kind != "number" or right.type.decimals:
        raise mismatch(right, "whole")
    bounds = _bounds(tree.op, [left.type, right.type])
    if bounds.low < _CALENDAR[0] or bounds.high > _CALENDAR[1]:
        raise ParseError(tree.span, problem("G217"))
    return replace(tree, args=(left, right), type=replace(DATE, low=bounds.low, high=bounds.high))


def fits(amount: Decimal, decimals: int) -> bool:
    """Whether a number has no more decimals than declared; trailing zeros are none."""
    return not WIDE.remainder(WIDE.scaleb(amount, decimals), Decimal(1))


def constant(text: str, wanted: Type) -> Known:
    """A value written as text (a cell, a parameter) as a value of a type; raises `ValueError`."""
    if wanted.kind == "bool" and text in ("true", "false"):
        return text == "true"
    if wanted.kind == "enum" and text in wanted.members:
        return text
    if wanted.kind == "date" and _ISO.fullmatch(text):
        day = date.fromisoformat(text)
        if DATE.low <= day.toordinal() <= DATE.high:  # so that no sum of days can leave the calendar
            return day
    if wanted.kind == "number" and _NUMBER.fullmatch(text):
        return Decimal(text)
    raise ValueError(text)

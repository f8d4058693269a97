"""Region parts: the conditions of a region as they are said, few and without `not` where that can be.

Parts and expressions of the same meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ...engines.symbolic.questions import Is
from ...model.expressions import BOOL, Expr, Literal, Operation, Reference
from .difference_regions import Cube


def together(cube: Cube) -> tuple[Is, ...]:
    """The parts of a condition as they are said: those that leave an attribute some members, as what all leave it."""
    questions: dict[object, Is] = {}
    for part in cube:
        node, members = _members(part)
        key = part if node is None else (node.name, part.side)
        if node is None or key not in questions:
            questions[key] = part
        else:
            _, before = _members(questions[key])
            questions[key] = Is(_among(node, [member for member in before if member in members]), True, part.side)
    return tuple(questions.values())


def _members(part: Is) -> tuple[Reference | None, tuple[str, ...]]:
    """The attribute of an enum that a part speaks of, and the members that it leaves it."""
    expr = part.expr
    if part.truth is None or not isinstance(expr, Operation) or expr.op not in ("eq", "in"):
        return None, ()
    node, *others = expr.args
    if not isinstance(node, Reference) or node.type.kind != "enum" or not all(isinstance(o, Literal) for o in others):
        return None, ()
    named = [str(other.value) for other in others if isinstance(other, Literal)]
    return node, tuple(m for m in node.type.members if (m in named) is part.truth)


def _among(node: Reference, members: Sequence[str]) -> Expr:
    """The attribute is one of the members."""
    named = tuple(Literal(member, node.type) for member in members)
    return Operation("eq" if len(named) == 1 else "in", (node, *named), BOOL)


_FLIPPED: Final = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}


def plainly(part: Is) -> Expr | None:
    """A part of a condition as an expression that is true, said without `not` where it can be; None: it is unknown."""
    expr = part.expr
    if part.truth is not False:
        return expr if part.truth else None
    if isinstance(expr, Operation) and expr.op in _FLIPPED:  # a comparison is false only of known values
        return replace(expr, op=_FLIPPED[expr.op])
    if isinstance(expr, Operation) and expr.op in ("eq", "in") and isinstance(expr.args[0], Reference):
        kind, named = expr.args[0].type, [a.value for a in expr.args[1:] if isinstance(a, Literal)]
        rest = [member for member in kind.members if member not in named]
        if len(named) == len(expr.args) - 1 and 0 < len(rest) <= len(named):
            args: tuple[Expr, ...] = (expr.args[0], *(Literal(member, kind) for member in rest))
            return replace(expr, op="eq" if len(rest) == 1 else "in", args=args)
    return Operation("not", (expr,), BOOL)

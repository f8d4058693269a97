"""Printer: the canonical text of a condition, which parses back to the same tree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from ..model.expressions import OPERATORS, Expr, Literal, Operation, Reference, fold
from .tokens import KEYWORDS, is_name


def canonical(expr: Expr) -> str:
    """The expression in the language, with the fewest parentheses."""
    return fold(expr, _literal_text, _name_text, _operation_text).text


class _Piece(NamedTuple):
    text: str
    binding: int


_TIGHT: Final = 9


def _literal_text(node: Literal) -> _Piece:
    value = node.value
    if isinstance(value, bool):
        return _Piece("true" if value else "false", _TIGHT)
    if isinstance(value, Decimal):
        return _Piece(f"{value:f}", _TIGHT)
    if isinstance(value, date):
        return _Piece(value.isoformat(), _TIGHT)
    bare = node.type.kind == "enum" and is_name(value) and value not in KEYWORDS
    return _Piece(value if bare else f'"{value}"', _TIGHT)


def _name_text(node: Reference) -> _Piece:
    return _Piece(node.name, _TIGHT)


def _wrap(piece: _Piece, binding: int) -> str:
    return f"({piece.text})" if piece.binding < binding else piece.text


def _operation_text(node: Operation, parts: tuple[_Piece, ...]) -> _Piece:
    row = OPERATORS[node.op]
    bind = row.binding
    if node.op == "if":
        test, yes, no = (p.text for p in parts)
        return _Piece(f"if {test} then {yes} else {no}", bind)
    if node.op in ("and", "or"):
        return _Piece(f" {row.symbol} ".join(_wrap(p, bind + 1) for p in parts), bind)
    if node.op == "not":
        return _Piece(f"not {_wrap(parts[0], bind)}", bind)
    if node.op == "missing":
        return _Piece(f"{_wrap(parts[0], bind + 1)} is missing", bind)
    if node.op in ("min", "max"):
        return _Piece(f"{row.symbol}({', '.join(p.text for p in parts)})", _TIGHT)
    if node.op == "in":
        items = ", ".join(_wrap(p, bind + 1) for p in parts[1:])
        return _Piece(f"{_wrap(parts[0], bind + 1)} in ({items})", bind)
    left, right = parts
    own = bind + 1 if row.group == "compare" else bind  # `a = b = c` would be a chain
    return _Piece(f"{_wrap(left, own)} {row.symbol} {_wrap(right, bind + 1)}", bind)

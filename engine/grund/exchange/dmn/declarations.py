"""Declarations: types and values as a vocabulary declares them.

An expression of texts or days becomes rows, one for each value that it may have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from ...language.printer import canonical
from ...model.expressions import BOOL, DATE, Expr, Literal, Operation, Reference, Type, Value, number
from .constants import decimals_of, kind_of
from .elements import Element
from .feel import Unsayable, strings

KINDS: Final = {"boolean": BOOL, "date": DATE}
NUMBERED: Final = ("sum", "min", "max")
"""The hit policies whose answer is a number of several rows."""
DIGITS: Final = 15
"""A number with more decimals than this, or much more digits in all, has no place."""


def declaration(kind: Type) -> dict[str, Any]:
    """A type as a vocabulary declares it."""
    if kind.kind == "enum":
        return {"type": kind.name} if kind.ordered else {"type": "text", "values": list(kind.members)}
    if kind.kind == "number":
        low, high = f"{kind.low:f}", f"{kind.high:f}"
        return {"type": "number", "decimals": str(kind.decimals), "min": low, "max": high}
    return {"type": kind.kind}


def base_of(values: Sequence[Value]) -> str:
    """What given values are, where a file does not say."""
    first = next(iter(values), None)
    return "boolean" if isinstance(first, bool) else "string" if isinstance(first, str) else (
        "number" if first is None or isinstance(first, Decimal) else "date"
    )  # fmt: skip


def check_digits(kind: Type) -> None:
    """Raise `Unsayable` for a number that has more digits than there is room for."""
    widest = max(abs(kind.low), abs(kind.high))
    if kind.decimals > DIGITS or len(str(int(widest.scaleb(kind.decimals)))) > DIGITS + 2:
        raise Unsayable("G210")


def branches(expr: Expr, parts: tuple[Expr, ...]) -> Iterator[tuple[tuple[Expr, ...], str]]:
    """The values of an expression with what must hold for each: of `if`, and of a name of few values."""
    if isinstance(expr, Operation) and expr.op == "if":
        test, yes, no = expr.args
        yield from branches(yes, (*parts, test))
        yield from branches(no, (*parts, Operation("not", (test,), BOOL)))
    elif isinstance(expr, Literal):
        yield parts, str(expr.value)
    elif isinstance(expr, Reference) and expr.type.kind == "enum":
        for member in expr.type.members:
            yield (*parts, Operation("eq", (expr, Literal(member, expr.type)), BOOL)), member
    else:
        raise Unsayable(canonical(expr))


def all_hold(parts: tuple[Expr, ...]) -> Expr:
    """Whether all of some conditions hold."""
    return Operation("and", parts, BOOL) if len(parts) > 1 else parts[0] if parts else Literal(True, BOOL)


def output_type(output: Element, values: Sequence[str | None], hit: str, text: Type) -> Type:
    """The type of an output: of numbers, from the least to the greatest that the rows can make together.

    `text`: that of its texts. Raises `Unsayable`.
    """
    kinds = {kind_of(one) for one in values if one is not None}
    if hit == "count":
        return number(0, Decimal(0), Decimal(max(1, len(values))))
    if kinds == {"number"}:
        amounts = [Decimal(one) for one in values if one is not None]
        low, high = min(amounts), max(amounts)
        if hit == "sum":
            low, high = sum(min(a, Decimal(0)) for a in amounts), sum(max(a, Decimal(0)) for a in amounts)  # type: ignore[assignment]
        made = number(max(map(decimals_of, amounts)), low, high)
        check_digits(made)
        return made
    if hit in NUMBERED or len(kinds) != 1 or "" in kinds:
        raise Unsayable(" ".join(sorted(kinds)) or "outputEntry", output)
    kind = kinds.pop()
    return text if kind == "string" else KINDS[kind]


def places_of(outputs: Sequence[Element], row: Sequence[str | None]) -> list[int]:
    """Where a row's outputs stand in the order that is declared, of those with one. Raises `Unsayable`."""
    places = []
    for output, text in zip(outputs, row, strict=True):
        declared = output.first("outputValues")
        values = [f'"{one}"' for one in strings(declared.said())] if declared else []
        if declared and text not in values:
            raise Unsayable("outputValues", output)
        places += [values.index(str(text))] if declared else []
    return places

"""Cells: what a cell of a decision table says of its input, as the text of a condition.

What a cell says is said exactly, two thirds too; what is no cell is left as it is written, so that the parser says
what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ...language.tokens import ParseError, is_name
from ...language.typing import Scope, condition
from ...model.expressions import Expr

_NOTHING: Final = ("", "-", "–")
_MISSING: Final = {
    "missing": "is missing",
    "null": "is missing",
    "not missing": "is not missing",
    "not(null)": "is not missing",
    "not(missing)": "is not missing",
}
_SIGNS: Final = {"≤": "<=", "≥": ">=", "≠": "!="}
_DAY: Final = re.compile(r'date\(\s*"(\d{4}-\d\d-\d\d)"\s*\)', re.ASCII)
_INTERVAL: Final = re.compile(r"([\[\](])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])")
_COMPARED: Final = re.compile(r"(<=|>=|!=|<|>|=)\s*(.+)", re.DOTALL)
_FRACTION: Final = re.compile(r"(-?\d{1,9})\s*/\s*([1-9]\d{0,8})", re.ASCII)
_NEGATED: Final = re.compile(r"not\s*\((.*)\)", re.DOTALL)


@lru_cache(maxsize=4096)
def cell_text(column: str, cell: str) -> str:
    """The condition that a cell makes of a column's expression; empty where it says nothing."""
    text = _DAY.sub(r"\1", cell.strip())
    for sign, spelt in _SIGNS.items():
        text = text.replace(sign, spelt)
    read = column if is_name(column) else f"({column})"
    if text in _NOTHING:
        return ""
    if text in _MISSING:
        return f"{read} {_MISSING[text]}"
    negated = _NEGATED.fullmatch(text)
    return f"not ({_any(read, negated[1])})" if negated else _any(read, text)


def row_text(inputs: dict[str, str], cells: dict[str, str]) -> str:
    """The condition that the cells of a row make together; `true` where none says anything."""
    parts = [part for name, cell in cells.items() if (part := cell_text(inputs[name], cell))]
    return " and ".join(f"({part})" if " or " in part and len(parts) > 1 else part for part in parts) or "true"


def cell(column: str, text: str, at: Scope) -> Expr:
    """A cell as a typed condition on its input; an error points into the cell. Raises `ParseError`."""
    written = cell_text(column, text)
    try:
        return condition(written, at)
    except ParseError as error:
        wrong = written[slice(*error.span)]
        start = text.find(wrong) if wrong else -1
        span = (start, start + len(wrong)) if start >= 0 else (0, max(1, len(text)))
        raise ParseError(span, error.issue) from None


def _any(column: str, text: str) -> str:
    """The tests of a list: values together, and each other one on its own."""
    values: list[str] = []
    others: list[str] = []
    for piece in _pieces(text):
        tested = _tested(column, piece)
        others += [tested] if tested else []
        values += [] if tested else [piece]
    if len(values) > 1:
        others.insert(0, f"{column} in ({', '.join(values)})")
    elif values:
        others.insert(0, f"{column} = {values[0]}")
    return " or ".join(others)


def _pieces(text: str) -> Iterator[str]:
    """The parts of a list between its commas: not those in quotes, in calls, or between two digits (`2,5`)."""
    quoted, depth, start = False, 0, 0
    for i, char in enumerate(text):
        before, after = text[i - 1 : i], text[i + 1 : i + 2]
        quoted ^= char == '"'
        if not quoted and char == "(" and (depth or before.isalpha()):
            depth += 1
        elif not quoted and char == ")" and depth:
            depth -= 1
        elif char == "," and not quoted and not depth and not (before.isdigit() and after.isdigit()):
            yield text[start:i].strip()
            start = i + 1
    yield text[start:].strip()


def _tested(column: str, piece: str) -> str:
    """A test that is more than a value: a comparison, an interval, a fraction, `null`; else empty."""
    if piece in _MISSING:
        return f"{column} {_MISSING[piece]}"
    interval = _INTERVAL.fullmatch(piece)
    if interval:
        opened, low, high, closed = interval.groups()
        if _FRACTION.fullmatch(low) or _FRACTION.fullmatch(high):
            least = _compared(column, ">=" if opened == "[" else ">", low)
            return f"{least} and {_compared(column, '<=' if closed == ']' else '<', high)}"
        return f"{column} in {'[' if opened == '[' else '('}{low} .. {high}{']' if closed == ']' else ')'}"
    comparison = _COMPARED.fullmatch(piece)
    if comparison:
        return _compared(column, comparison[1], comparison[2])
    return _compared(column, "=", piece) if _FRACTION.fullmatch(piece) else ""


def _compared(column: str, sign: str, bound: str) -> str:
    """A comparison; with a fraction it is multiplied out, for a quotient may have no end."""
    fraction = _FRACTION.fullmatch(bound)
    return f"{column} * {fraction[2]} {sign} {fraction[1]}" if fraction else f"{column} {sign} {bound}"

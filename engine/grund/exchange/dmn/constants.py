"""Constants: what an output of a DMN table writes, and what it is.

What is no number, text, truth or day is none.
"""

from __future__ import annotations

from decimal import Decimal

from .elements import Element
from .feel import Unsayable
from .reading import output_value


def constant_of(entry: Element | None) -> str | None:
    """A constant output as DMN writes it; None where nothing comes out. Raises `Unsayable`."""
    text = entry.said() if entry is not None else ""
    if text in ("", "null", "-"):
        return None
    if not kind_of(text):
        raise Unsayable(text, entry)
    return text


def kind_of(text: str) -> str:
    """What a constant is: a string, a boolean, a date, a number; empty where it is no constant of ours."""
    plain = written(text)
    if text.startswith('"'):
        return "string" if plain != text and plain.strip() and "\\" not in text else ""
    if text in ("true", "false"):
        return "boolean"
    if plain != text:
        return "date"
    try:
        return "number" if Decimal(text).is_finite() and not {"_", "e", "E"} & set(text) else ""
    except ArithmeticError:
        return ""


def written(text: str) -> str:
    """A constant as our files write it."""
    return output_value(Element("outputEntry", {}, 0, "", [Element("text", {}, 0, text)]))


def decimals_of(amount: Decimal) -> int:
    """How many decimals a number has."""
    return max(0, -int(amount.normalize().as_tuple().exponent))

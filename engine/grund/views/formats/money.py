"""Money: how money is written for people.

Kronor with öre exactly, or thousands and millions with one decimal, rounded half away from zero for showing only; a
range where a decision is unknown; what is unknown is said, with how many amounts it is.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, TypeAlias

from ...budgeting.money import Money
from ...model.arithmetic import ratio
from ...model.costs import ORE
from ...model.numbers import SPACE, number_text, pick
from ..wording.values import MISSING
from .text import NumericText

Unit: TypeAlias = Literal["kr", "tkr", "mnkr"]
SIZES: Final[dict[Unit, tuple[int, int]]] = {"kr": (ORE, 2), "tkr": (1_000 * ORE, 1), "mnkr": (1_000_000 * ORE, 1)}
"""Öre in a unit, and the decimals it is shown with."""


def ore_text(ore: int, unit: Unit, lang: str, sign: bool = False) -> str:
    """An amount in a unit: `1 234,5`."""
    size, decimals = SIZES[unit]
    shown = ratio(Decimal(ore), Decimal(size), decimals)
    assert shown is not None
    return number_text(shown + 0, lang, sign)


def money_text(amount: Money, unit: Unit, lang: str, sign: bool = False) -> NumericText:
    """An amount, a range, or how much is unknown: `12,3`, `0–12,3`, `12,3 + saknas (3)`, `saknas (3)`."""
    sentence = ore_text(amount.low, unit, lang, sign)
    high = ore_text(amount.high, unit, lang, sign)
    if high != sentence:
        sentence = f"{sentence}{SPACE}till{SPACE}{high}" if amount.low < 0 and lang != "en" else f"{sentence}–{high}"
    if amount.unknown:
        unknown = f"{pick(lang, *MISSING)}{SPACE}({number_text(amount.unknown, lang)})"
        sentence = f"{sentence}{SPACE}+{SPACE}{unknown}" if amount.low or amount.high else unknown
    return NumericText(sentence)


def kronor(ore: int | None) -> Decimal | None:
    """Öre as kronor with two decimals, exact."""
    return None if ore is None else Decimal(ore).scaleb(-2)

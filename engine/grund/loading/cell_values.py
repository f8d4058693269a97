"""Cell values: what a cell of data says.

Takes a cell as it came (text of a file, or a Python scalar out of a data frame) and the form that is wanted. Gives a
value, None where there is nothing. Said here and nowhere else; a reader that reads many cells at a time takes what is
plainly written and asks here of the rest (tests/values.yaml, played through every reader).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final, TypeVar

from ..language.typing import WIDE, fits
from ..model.expressions import Type, Value
from ..problems.problem import Place, Problem, nearest, problem

V = TypeVar("V", Decimal, date)
EXACTLY: Final = 2**53 - 1
"""A float holds every whole number so far from 0."""
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?", re.ASCII)
_LONG: Final = re.compile(r"-?[1-9]\d{18,}(?:\.\d+)?", re.ASCII)
"""A number all the same, but outside every domain."""
_GROUPED: Final = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_WIDEST: Final = 36
"""A number with more digits before its point lies outside every domain."""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TRUTH: Final = {"true": True, "false": False}
TRUTHS: Final = {spelt: held for word, held in _TRUTH.items() for spelt in (word, word.title(), word.upper())}
"""Truth values as this program, pandas and Excel write them."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is wanted of the values of a name: their type, and how a number with more decimals is rounded, if at all."""

    type: Type
    round: str = ""

    @property
    def accepted(self) -> str:
        """What may stand in a cell, for a problem to say."""
        return ", ".join(self.type.members) or f"@cell_{self.type.kind}"


class Refused(ValueError):
    """A cell that says nothing certain: a code, and the words of its sentence but for whose value it is."""

    def __init__(self, code: str, scalar: object, **words: object) -> None:
        super().__init__(code)
        self.code, self.words = code, {"value": scalar, **words}

    def problem(self, place: Place | None, attribute: str, form: Form) -> Problem:
        """The refusal as a problem of an attribute at a place; a word that is nearly a member names it."""
        near = nearest(str(self.words["value"]), form.type.members) if form.type.members else None
        return problem(self.code, place, near, attribute=attribute, **self.words)


def cell(text: str) -> str:
    """A cell's text in NFC, without the blanks (no-break ones too) at its ends."""
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def read(scalar: object, form: Form, comma: bool = False, exactly: int = EXACTLY) -> Value | None:
    """What a cell says, None for nothing; raises `Refused`.

    `comma`: whether a decimal comma is read, as in a file of `;`. `exactly`: how far from 0 a float of its breadth
    holds every whole number.
    """
    if isinstance(scalar, str):
        text = cell(scalar)
        return _spelt(text, form, comma) if text else None
    if _nothing(scalar):
        return None
    kind = form.type.kind
    if kind == "bool" and isinstance(scalar, bool):
        return scalar
    if kind == "date" and isinstance(scalar, date):
        return _bounded(_day(scalar, form), form)
    if kind == "number" and isinstance(scalar, float):
        return _float(scalar, form, exactly)
    if kind == "number" and isinstance(scalar, int | Decimal) and not isinstance(scalar, bool):
        return fixed(Decimal(scalar), form)
    raise Refused("G402", scalar, wanted=form.accepted)


def _nothing(scalar: object) -> bool:
    """Whether a scalar is one library's or another's sign for what is missing."""
    if isinstance(scalar, Decimal):
        return scalar.is_nan()
    return (
        scalar is None
        or type(scalar).__name__ in ("NAType", "NaTType")
        or (isinstance(scalar, float) and scalar != scalar)
    )


def _spelt(text: str, form: Form, comma: bool) -> Value:
    """What a text says; raises `Refused`."""
    kind = form.type
    if kind.kind == "bool" and text in TRUTHS:
        return TRUTHS[text]
    if kind.kind == "enum" and text in kind.members:
        return text
    if kind.kind == "date" and _DAY.fullmatch(text):
        try:
            return _bounded(date.fromisoformat(text), form)
        except ValueError as error:  # a refusal is one
            raise Refused("G402", text, wanted=form.accepted) from error
    if kind.kind == "number":
        numeral = text.replace(",", ".") if comma and "." not in text else text
        if _NUMBER.fullmatch(numeral):
            return _number(text, Decimal(numeral), form)
        if _LONG.fullmatch(numeral):
            raise _outside(text, form)
    raise Refused("G402", text, wanted=form.accepted)


def _number(text: str, number: Decimal, form: Form) -> Decimal:
    """A number as it is written; what may be a thousand is none, unless three decimals are to be had."""
    decimals = form.type.decimals
    if decimals < 3 and _GROUPED.fullmatch(text) and (not form.round or text.endswith("000")):
        shortened = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, WIDE)
        words = {"decimal": f"{number.normalize():f}", "rounded": f"{shortened.normalize():f}"}
        raise Refused("G450", text, thousand=re.sub("[.,]", "", text), **words)
    return fixed(number, form)


def fixed(number: Decimal, form: Form) -> Decimal:
    """A number with its declared decimals, within its domain; raises `Refused`."""
    kind = form.type
    if not number.is_finite():
        raise Refused("G402", number, wanted=form.accepted)
    if number.adjusted() > _WIDEST:  # before it is written out: 1e999999 is a long text
        raise _outside(f"{number:.3e}", form)
    if not form.round and not fits(number, kind.decimals):
        raise Refused("G404", f"{number:f}", decimals=kind.decimals)
    unit = Decimal(1).scaleb(-kind.decimals)
    rounded_number = number.quantize(unit, ROUND_DOWN if form.round == "down" else ROUND_HALF_UP, WIDE)
    return _bounded(rounded_number if rounded_number else abs(rounded_number), form)


def _float(scalar: float, form: Form, exactly: int) -> Decimal:
    """The decimal that a float is nearest to; one so large that it may have been another number is refused."""
    number = Decimal(repr(scalar))
    if number.is_finite() and abs(number.scaleb(form.type.decimals, WIDE)) > exactly:
        raise Refused("G451", f"{number:f}" if number.adjusted() < _WIDEST else scalar, most=exactly)
    return fixed(number, form)


def _day(moment: date, form: Form) -> date:
    """The day of a time stamp at midnight without a zone; any other is no day."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is not None or moment != datetime(moment.year, moment.month, moment.day):
        raise Refused("G402", moment, wanted=form.accepted)
    return moment.date()


def _bounded(value: V, form: Form) -> V:
    """The value, where it lies in its domain."""
    if isinstance(value, date):
        if not form.type.low <= value.toordinal() <= form.type.high:
            raise Refused("G402", value, wanted=form.accepted)
    elif not form.type.low <= value <= form.type.high:
        raise _outside(f"{value:f}", form)
    return value


def _outside(text: str, form: Form) -> Refused:
    return Refused("G403", text, low=f"{form.type.low:f}", high=f"{form.type.high:f}")

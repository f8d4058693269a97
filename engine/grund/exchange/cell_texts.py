"""Cell texts: numbers and days as people type them.

A number or a day, or None where it is none or may be two.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

_BLANKS: Final = re.compile(r"[\u00a0\u2007\u2009\u202f ]")
_MINUS: Final = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2010": "-", "\u2011": "-"})
_GROUPS: Final = r"[1-9]\d{{0,2}}(?:[ {g}]\d{{3}})+|\d+"
"""Groups of three, of a number that no zero begins: 0.241 is less than one."""
_SHAPES: Final = {
    sign: re.compile(rf"-?(?:{_GROUPS.format(g=group)})(?:{re.escape(sign)}\d+)?", re.ASCII)
    for sign, group in ((",", "."), (".", ","))
}
_EITHER: Final = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_EPOCHS: Final = {"serial": date(1899, 12, 30), "serial_1904": date(1904, 1, 1)}
"""The day before the first, of Excel and of Excel on an old Mac."""
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)


def folded(text: str) -> str:
    """A text for comparison: NFC, small letters, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def spelt(text: str) -> str:
    """A text with plain blanks and a plain minus sign, without a % at its end."""
    return _BLANKS.sub(" ", text).translate(_MINUS).strip().removesuffix("%").strip()


def number_of(text: str, decimal: str) -> Decimal | None:
    """The number that a text says, with this decimal sign; groups of three are parted by a blank or the other sign."""
    plain = spelt(text)
    if not _SHAPES[decimal].fullmatch(plain):
        return None
    return Decimal(plain.replace(" ", "").replace("." if decimal == "," else ",", "").replace(decimal, "."))


def signs_of(text: str) -> set[str]:
    """The decimal signs with which a text is a number; two where it is another number, or the same, with each."""
    return {sign for sign in _SHAPES if number_of(text, sign) is not None}


def ambiguous(text: str) -> bool:
    """Whether a text is a thousand with one decimal sign and about one with the other: 1.234."""
    return _EITHER.fullmatch(spelt(text)) is not None


def day_of(text: str, written: str) -> date | None:
    """The day that a text says: 2026-02-17 or 20260217, with `dmy` also 17/2 2026 in figures, with `serial` 46070."""
    iso = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]00:00(?::00)?)?", text, re.ASCII)
    try:
        if written in _EPOCHS and re.fullmatch(r"\d{1,6}(?:\.0+)?", text, re.ASCII):
            return _EPOCHS[written] + timedelta(days=int(float(text)))
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        turned = _DAY_FIRST.fullmatch(text)
        return date(int(turned[3]), int(turned[2]), int(turned[1])) if turned and written == "dmy" else None
    except (ValueError, OverflowError):
        return None

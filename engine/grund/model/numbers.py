"""Numbers as people write them: decimal comma and no-break space in Swedish, point and comma in English."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, TypeVar

_T = TypeVar("_T")

SPACE: Final = "\u00a0"


def pick(lang: str, sv: _T, en: _T) -> _T:
    """The text, or whatever holds texts, in the reader's language."""
    return en if lang == "en" else sv


def number_text(value: Decimal | int, lang: str, sign: bool = False) -> str:
    """A number with its own decimals: `1 234,5` in Swedish, `1,234.5` in English; U+2212 for minus."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    lead = "\u2212" if text.startswith("-") else "+" if sign and value > 0 else ""
    text = text.lstrip("-")
    if lang != "en":
        text = text.replace(",", SPACE).replace(".", ",")
    return lead + text

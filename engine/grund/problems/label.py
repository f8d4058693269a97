"""Label: a name for people, in Swedish and English."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Lang: TypeAlias = Literal["sv", "en"]
"""A language that grund speaks."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name for people, in Swedish and English, and what several of it are called."""

    sv: str
    en: str = ""
    sv_many: str = ""
    en_many: str = ""

    def get(self, lang: str) -> str:
        """The label in a language; Swedish where there is no English."""
        return (self.en if lang == "en" else self.sv) or self.sv

    def of(self, number: int | Decimal, lang: str) -> str:
        """The label as it stands after a number; as it is, where several of it are called the same."""
        many = (self.en_many if lang == "en" else self.sv_many) if number != 1 else ""
        return many or self.get(lang)

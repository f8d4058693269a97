"""Headlines: the first sentence of every answer, by the templates of `headline_texts`.

The finding comes first; a number agrees with its noun, and none is said as a word; what cannot be decided is said
where it is more than none.

A slot may hold a number, a date, a text, or names, which are listed: all where they are few.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ...model.numbers import SPACE, number_text, pick
from ...model.sources import Label
from .headline_texts import HEADLINES
from .values import count_text, sentence

_OPTIONAL: Final = re.compile("⟦(.*?)⟧")
_SLOT: Final = re.compile(r"\{(\w+)")
_ONE: Final = re.compile(r"1(?!\s*[^\s(])")
"""A count that is already a text, with other interpretations beside it in brackets: its verb agrees with the first."""
_ENGLISH: Final = {"kr": "", "tkr": f"{SPACE}thousand", "mnkr": f"{SPACE}million"}
FEW: Final = 6
"""Names that are listed in full."""
MONTHS: Final = (
    ("januari", "January"), ("februari", "February"), ("mars", "March"), ("april", "April"), ("maj", "May"),
    ("juni", "June"), ("juli", "July"), ("augusti", "August"), ("september", "September"), ("oktober", "October"),
    ("november", "November"), ("december", "December"),
)  # fmt: skip


class _Writer(string.Formatter):
    """Fills the slots of a template in a language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        """A slot: a number with its noun, a date, names or a text."""
        one, _, many = format_spec.removeprefix("=").partition("|")
        if isinstance(value, str) and format_spec.startswith("="):
            return one if _ONE.match(value) else many
        if isinstance(value, int) and one:
            noun = one if value == 1 else many or one
            return noun if format_spec.startswith("=") else f"{counted(value, self.lang)}{SPACE}{noun}"
        if isinstance(value, int):
            return none(self.lang) if value == 0 else number_text(value, self.lang)
        if isinstance(value, date):
            return day_words(value, self.lang)
        return value if isinstance(value, str) else listed(value, self.lang)


def headline(key: str, lang: str, **slots: Any) -> str:
    """The sentence of a command and branch, with its slots filled."""
    return sentence(phrase(key, lang, **slots))


def phrase(key: str, lang: str, **slots: Any) -> str:
    """A part of a sentence, which begins as its template does."""
    return agreed(HEADLINES[key], lang, **slots)


def agreed(templates: tuple[str, str], lang: str, **slots: Any) -> str:
    """A template of its own in the two languages, filled as those of the headlines: nouns and verbs agree with numbers.

    For a text that stands in one place only; what is counted in many has its words in `UNITS` (`count_text`).
    """
    template = _OPTIONAL.sub(lambda m: m[1] if _filled(m[1], slots) else "", pick(lang, *templates))
    return _Writer(lang).format(template, **slots)


def _filled(part: str, slots: Mapping[str, Any]) -> bool:
    """Whether the first slot of a part that may be left out holds something."""
    slot = _SLOT.search(part)
    return slot is None or bool(slots.get(slot[1]))


def areas_text(level: Label, number: int, lang: str) -> str:
    """`27 stadsdelar`; where a level has no word for several, `27 områden (områdestyp: rut)`."""
    return f"{counted(number, lang)}{SPACE}{areas_word(level, number, lang)}"


def areas_word(level: Label, number: int, lang: str) -> str:
    """`stadsdelar`; where a level has no word for several, `områden (områdestyp: rut)`."""
    if level.sv_many:
        return level.of(number, lang)
    noun = pick(lang, "område" if number == 1 else "områden", "area" if number == 1 else "areas")
    return f"{noun} ({pick(lang, 'områdestyp', 'area type')}: {level.get(lang)})"


def amount_text(amount: str, unit: str, lang: str) -> str:
    """An amount with its unit: `12,3 mnkr`, `SEK 12.3 million`."""
    if lang != "en":
        return f"{amount}{SPACE}{unit}"
    return f"SEK{SPACE}{amount}{_ENGLISH[unit]}"


def amount_unit(unit: str) -> str:
    """The English name of a unit of money: `SEK million`."""
    return f"SEK{_ENGLISH[unit]}"


def none(lang: str) -> str:
    """None, as a number in a sentence."""
    return pick(lang, "inga", "none")


def counted(number: int, lang: str) -> str:
    """A number before its noun; none is a word."""
    return pick(lang, "inga", "no") if number == 0 else number_text(number, lang)


def day_words(day: date, lang: str) -> str:
    """A date in a sentence: `17 februari 2026`."""
    return f"{day.day} {pick(lang, *MONTHS[day.month - 1])} {day.year}"


def listed(names: Iterable[str], lang: str) -> str:
    """`A, B och C`; of many the first, and how many more."""
    unique = list(dict.fromkeys(names))
    shown = unique if len(unique) <= FEW else unique[: FEW - 1]
    more = len(unique) - len(shown)
    shown = [*shown, count_text(more, lang, "more")] if more else shown
    return ", ".join(shown[:-1]) + pick(lang, " och ", " and ") + shown[-1] if len(shown) > 1 else "".join(shown)


def span(numbers: Sequence[int | Decimal], lang: str) -> str:
    """`27`, `21–27` where they differ, and nothing where all are 0."""
    low, high = min(numbers), max(numbers)
    if low == high:
        return number_text(high, lang) if high else ""
    return f"{number_text(low, lang)}–{number_text(high, lang)}"

"""Problem: an error is data, with a code, a place and a cure.

`Problem` values that print in Swedish or English. No code without a sentence and a cure in both languages (tested).
"""

from __future__ import annotations

import difflib
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeVar

from .catalogue import TERMS, codes
from .label import Label
from .visible_text import visible, without_secrets

TYPED_CLAIM: Final = "claim "
"""The file of a place in a claim that was typed on the command line, before the claim's number."""
TYPED_CONDITION: Final = "condition"
"""The file of a place in a condition that was typed on the command line."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where: `line` and `column` count from 1, in code points; `text` is the source line."""

    file: str
    line: int = 0
    column: int = 0
    text: str = ""
    width: int = 1

    @property
    def shown(self) -> str:
        """The file as it may be shown: an address that was taken for one has no password."""
        return visible(without_secrets(self.file))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `near` is the closest declared word, if there is one.

    `words` fill its sentence; a name that people have in both languages is said in the reader's.
    """

    code: str
    place: Place | None
    words: Mapping[str, str | Label]
    near: str = ""

    def message(self, lang: str = "sv") -> str:
        """The sentence, lower case and without a full stop."""
        row = codes()[self.code]
        return _fill(row.en if lang == "en" else row.sv, self.words, lang)

    def cure(self, lang: str = "sv") -> str:
        """What to do about it."""
        if self.near:
            near = visible(self.near)
            return f"did you mean {quoted(near, lang)}?" if lang == "en" else f"menade du {quoted(near, lang)}?"
        row = codes()[self.code]
        return _fill(row.cure_en if lang == "en" else row.cure_sv, self.words, lang)

    def show(self, lang: str = "sv") -> str:
        """The problem as printed: place, code, sentence, source line with caret, cure."""
        if self.place is None or not self.place.line:
            where = f"{self.place.shown}: " if self.place else ""
            return f"{where}{self.code}  {self.message(lang)}\n  {self.cure(lang)}"
        place = self.place
        gutter = str(place.line)
        blank = " " * len(gutter)
        line, lead, width = _window(place)
        return (
            f"{place.shown}:{place.line}:{place.column}  {self.code}  {self.message(lang)}\n"
            f"{gutter} | {line}\n{blank} | {' ' * lead}{'^' * width} {self.cure(lang)}"
        )


def _fill(sentence: str, words: Mapping[str, str | Label], lang: str) -> str:
    """The sentence with its words; a label and a word written `@term` are said in the reader's language."""
    side = 1 if lang == "en" else 0
    spoken = {k: word.get(lang) if isinstance(word, Label) else word for k, word in words.items()}
    texts = {k: re.sub(r"@(\w+)", lambda m: TERMS.get(m[1], (m[0], m[0]))[side], v) for k, v in spoken.items()}
    plain = {k: visible(without_secrets(v)) for k, v in texts.items()}
    return _Writer(lang).vformat(sentence, (), plain)


def quoted(text: str, lang: str) -> str:
    """A name as a language quotes it: `”nulage”`, `“nulage”`."""
    return f"“{text}”" if lang == "en" else f"”{text}”"


class _Writer(string.Formatter):
    """Fills a sentence in a language; `{name!r}` is quoted."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def convert_field(self, value: Any, conversion: Any) -> Any:
        """A word, or a word in quotation marks."""
        return quoted(value, self.lang) if conversion == "r" else value


_SHOWN: Final = 110
_PLACES: Final = 12
"""How many further places or areas of one cause are printed before the rest is counted."""
GATHERED: Final = 1_000
"""With so many problems no more are looked for."""
T = TypeVar("T")


def _window(place: Place) -> tuple[str, int, int]:
    """The visible part of the source line, and where the caret stands in it."""
    start = max(0, place.column - 1 - _SHOWN // 2) if len(place.text) > _SHOWN else 0
    part = place.text[start : start + _SHOWN]
    text = "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in part)
    line = ("…" if start else "") + text
    lead = place.column - 1 - start + (1 if start else 0)
    return line, lead, max(1, min(place.width, _SHOWN - lead))


class GrundError(Exception):
    """Carries every problem found, sorted by place. Never shown to a person as a traceback."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set_of(problems), key=_order))
        super().__init__("\n".join(p.show() for p in self.problems))


def told(problems: Iterable[Problem], lang: str) -> list[str]:
    """Problems as printed, in their order; what is wrong in several places, or for several areas, is said once."""
    return [f"{first.show(lang)}{_also(first, later, lang)}" for first, *later in causes(problems)]


def causes(problems: Iterable[Problem]) -> list[list[Problem]]:
    """The problems by their cause: those that say the same of several places, or of several areas."""
    faults: dict[tuple[object, ...], list[Problem]] = {}
    for p in problems:
        own = {"area", "value"} if "area" in p.words else set()
        words = tuple(sorted((name, word) for name, word in p.words.items() if name not in own))
        at = p.place if own else p.place and p.place.line > 0
        faults.setdefault((p.code, p.near, words, at) if own or at else (id(p),), []).append(p)
    return list(faults.values())


def _also(first: Problem, later: Sequence[Problem], lang: str) -> str:
    """The other places of a cause, or its other areas, on a line of their own."""
    areas = {str(p.words["area"]) for p in later if "area" in p.words} - {first.words.get("area")}
    places = (f"{p.place.shown}:{p.place.line}:{p.place.column}" for p in later if p.place and p.place != first.place)
    listed = [visible(area) for area in sorted(areas)] or list(places)
    if not listed:
        return ""
    more = len(listed) - _PLACES
    left = "" if more <= 0 else f" and {more} more" if lang == "en" else f" och {more} till"
    return f"\n  {'also' if lang == 'en' else 'även'}: {', '.join(listed[:_PLACES])}{left}"


def gathered(calls: Iterable[Callable[[], T]]) -> tuple[T, ...]:
    """What each gives; where some cannot be given all are tried, and `GrundError` has every problem."""
    ts: list[T] = []
    problems: list[Problem] = []
    for ask in calls:
        try:
            ts.append(ask())
        except GrundError as error:
            problems += error.problems
            if len(problems) >= GATHERED:
                break
    if problems:
        raise GrundError(problems)
    return tuple(ts)


def set_of(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, each once."""
    seen: dict[tuple[object, ...], Problem] = {}
    for p in problems:
        seen.setdefault((p.code, p.place, tuple(sorted(p.words.items()))), p)
    return list(seen.values())


def _order(problem: Problem) -> tuple[list[str | int], int, int, str]:
    """By place; numbers in the name of a file, or of a row in it, in their own order."""
    place = problem.place or Place("")
    name: list[str | int] = [int(p) if i % 2 else p for i, p in enumerate(re.split(r"(\d{1,18})", place.file))]
    return (name, place.line, place.column, problem.code)


def problem(code: str, place: Place | None = None, /, near: str | None = None, **words: object) -> Problem:
    """A problem of `code` at `place`; the keyword words fill its sentence."""
    filled = MappingProxyType({k: v if isinstance(v, Label) else str(v) for k, v in words.items()})
    return Problem(code, place, filled, near or "")


def wrong_kind(name: str, wanted: str, given: object) -> GrundError:
    """An argument from Python that is of another kind than `wanted`, as an error G791."""
    kind = repr(given) if isinstance(given, str) else type(given).__name__
    return GrundError([problem("G791", None, name=name, wanted=wanted, found=kind)])


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The declared word closest to `word`, if one is close; a text of more than 80 characters is no word."""
    if len(word) > 80:
        return None
    names = difflib.get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return names[0] if names else None

"""Arguments: what somebody asks with, from Python or from the command line, as the engine takes it.

Enters: a day, years, names, as text or as values. Leaves: the value. Promise: what is of another kind is a problem with
a code, as on the command line, and not an error of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from ..problems.problem import GrundError, problem

T = TypeVar("T")


def day_of(given: date | str | None) -> date | None:
    """The day a person wrote; raises `GrundError` G216."""
    if given is None or (isinstance(given, date) and not isinstance(given, datetime)):
        return given
    try:
        day = date.fromisoformat(str(given))
        if day.isoformat() != str(given) or not 1800 <= day.year < 2300:
            raise ValueError(given)
        return day
    except ValueError:
        raise GrundError([problem("G216", None, text=given)]) from None


def years_of(given: Iterable[int] | int | str | None) -> list[int] | None:
    """The years, as numbers or as a person writes them: `2027`, `2027-2029`, `2027,2029`; raises `GrundError` G572."""
    if given is None:
        return None
    if not isinstance(given, str):
        years = [given] if isinstance(given, int) else list(given)
        if not all(isinstance(year, int) for year in years):
            raise GrundError([problem("G572", None, text=", ".join(map(str, years)))])
        return sorted(set(years))
    all_years: list[int] = []
    for part in given.split(","):
        first, _, last = part.strip().partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and len(first) == len(last or first) == 4):
            raise GrundError([problem("G572", None, text=given)])
        begins, ends = int(first), int(last or first)
        if begins > ends:
            raise GrundError([problem("G572", None, text=given)])
        all_years += range(begins, ends + 1)
    return sorted(set(all_years))


def several(given: Iterable[str] | str) -> list[str]:
    """Names, or one name by itself."""
    return [given] if isinstance(given, str) else list(given)


def of_kind(given: object, kind: type[T], name: str) -> T:
    """The argument `name`, if it is of a kind; raises `GrundError` G791."""
    if not isinstance(given, kind):
        wanted = kind.__name__ if kind.__module__ == "builtins" else f"grund.{kind.__name__}"
        words = {"name": name, "wanted": wanted, "found": type(given).__name__}
        raise GrundError([problem("G791", None, **words)])
    return given


def ore_of(text: str) -> int:
    """An amount in kronor as a person writes it, in öre: `40000000`, `40 000 000,50`; raises `GrundError`."""
    plain = re.sub(r"[\s_]", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,13}(\.\d{1,2})?", plain, re.ASCII):
        raise GrundError([problem("G575", None, text=text)])
    words, _, part = plain.partition(".")
    return int(words) * 100 + int(part.ljust(2, "0"))

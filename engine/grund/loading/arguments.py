"""Arguments: what somebody asks with, from Python or from the command line, as the engine takes it.

What is of another kind is a problem with a code, as on the command line, and not an error of Python.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache, wraps
from itertools import chain, repeat
from types import NoneType, UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from ..problems.problem import GrundError, problem, wrong_kind

P = ParamSpec("P")
T = TypeVar("T")


def typed_arguments(function: Callable[P, T]) -> Callable[P, T]:
    """A public function whose arguments are held to the kinds in its signature; it raises `GrundError` G791.

    What a list or a mapping contains is not looked at: the function refuses that with a code that says more.
    """

    @wraps(function)
    def called(*args: P.args, **named: P.kwargs) -> T:
        places, rest, hints = _signature(function)
        for name, value in (*zip(chain(places, repeat(rest)), args, strict=False), *named.items()):
            if name in hints and not _fits(value, hints[name]):
                raise wrong_kind(name, _words(hints[name]), value)
        return function(*args, **named)

    return called


@cache
def _signature(function: Callable[..., object]) -> tuple[list[str], str, dict[str, Any]]:
    """A function's arguments by place, what takes any number of more (empty: nothing), and the types of all."""
    parameters = inspect.signature(function).parameters.values()
    places = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    rest = next((p.name for p in parameters if p.kind is p.VAR_POSITIONAL), "")
    return places, rest, get_type_hints(function)


def _words(hint: Any) -> str:
    """What an argument may be, as a signature writes it; of a `Literal`, its words."""
    if get_origin(hint) in (Union, UnionType):
        return " | ".join(map(_words, get_args(hint)))
    if get_origin(hint) is Literal:
        return " | ".join(get_args(hint))
    if hint is NoneType:
        return "None"
    return hint.__name__ if isinstance(hint, type) and not get_args(hint) else re.sub(r"(\w+\.)+", "", str(hint))


def _fits(value: object, hint: Any) -> bool:
    """Whether a value is of a kind: one of a union, one of the words of a `Literal`, or of the class."""
    kind = get_origin(hint) or hint
    if kind in (Union, UnionType):
        return any(_fits(value, option) for option in get_args(hint))
    if kind is Literal:
        return isinstance(value, str) and value in get_args(hint)
    if isinstance(value, bool) and kind in (int, float):  # which a truth is to Python
        return False
    return hint is Any or isinstance(value, (int, float) if kind is float else kind)


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
        if not all(isinstance(year, int) and not isinstance(year, bool) for year in years):
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
    """Names, or one name by itself; raises `GrundError` G791 for what is neither."""
    if not isinstance(given, Iterable):
        raise wrong_kind("id", "Iterable[str] | str", given)
    return [given] if isinstance(given, str) else list(given)


def ore_of(text: str) -> int:
    """An amount in kronor as a person writes it, in öre: `40000000`, `40 000 000,50`; raises `GrundError`."""
    plain = re.sub(r"[\s_]", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,13}(\.\d{1,2})?", plain, re.ASCII):
        raise GrundError([problem("G575", None, text=text)])
    words, _, part = plain.partition(".")
    return int(words) * 100 + int(part.ljust(2, "0"))

"""Vectors: numpy arrays as the cell reading's columns, typed and checked as facts are.

Enters: arrays by name, and the types of the names that are read. Leaves: a `Column` each. Promise: exact (a float is
read as the decimal it is nearest to, and refused where it has more decimals than declared); a value outside its domain
is a problem with its row. Whole numbers of a name without decimals are not copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeAlias

import numpy as np

from ..expr import Type
from ..problems import GrundError, Place, Problem, problem
from ..readings.cells import Column
from ..readings.cells.vectors import Ints
from ..resolve import constant, fits

Where: TypeAlias = Callable[[int, str], Place]
"""Where a value stands: its row, from 0, and its text."""
SHOWN: Final = 20
"""How many wrong values of a column are shown."""
BLOCK: Final = 1 << 14
"""Floats at a time: what is worked out between them and whole numbers stays in cache."""
EXACTLY: Final = 2**53 - 1
"""A float holds every whole number so far from 0."""
NARROW: Final = 2**31 - 1
"""Whole numbers so far from 0 are held in four bytes."""
_EPOCH: Final = 719_163
"""The ordinal of 1970-01-01, from which numpy counts days."""


def columns(given: Mapping[str, Any], types: Mapping[str, Type], where: Where) -> dict[str, Column]:
    """The columns of some names; raises `GrundError` with every problem."""
    found: dict[str, Column] = {}
    problems: list[Problem] = []
    for name, kind in types.items():
        try:
            found[name] = _column(given[name], kind)
        except ValueError:
            problems += _problems(given[name], name, kind, where)
    if problems:
        raise GrundError(problems)
    return found


def _column(values: Any, kind: Type) -> Column:
    """An array as a column; raises `ValueError` where any value does not fit its type or domain.

    Of an enum: words, or places in its order with -1 for missing. NaN, NaT and masked values are missing.
    """
    known = None
    if isinstance(values, np.ma.MaskedArray):
        known, values = ~np.ma.getmaskarray(values), values.data
    sort = values.dtype.kind
    if kind.kind == "bool" and sort == "b":
        return Column(values.view(np.int8) + np.int8(1), known)
    if kind.kind == "enum" and sort in "iu":
        if len(values) and not -1 <= values.min() <= values.max() < len(kind.members):
            raise ValueError(kind.name)
        return Column((values + 1).astype(np.int8 if len(kind.members) < 127 else np.int64), known)
    if kind.kind in ("bool", "enum") and sort in "UO":
        words, places = np.unique(values.astype(str), return_inverse=True)
        codes = {"": 0, "false": 1, "true": 2} if kind.kind == "bool" else {"": 0}
        codes |= {member: i + 1 for i, member in enumerate(kind.members)}
        if not set(words.tolist()) <= codes.keys():
            raise ValueError(kind.name)
        return Column(np.array([codes[word] for word in words.tolist()], np.int64)[places], known)
    if kind.kind == "date" and sort == "M":
        days = values.astype("datetime64[D]")
        there = ~np.isnat(days)
        return bounded(np.where(there, days.astype(np.int64), 0) + _EPOCH, _and(known, there), kind)
    if kind.kind == "number" and sort in "iu":
        return whole_numbers(values, known, kind)
    if kind.kind == "number" and sort == "f":
        return floats(values, known, kind)
    raise ValueError(kind.name)


def whole_numbers(values: Any, known: Any, kind: Type) -> Column:
    """Whole numbers of the name's unit in its smallest; raises `ValueError` for one outside the domain."""
    by, (low, high) = 10**kind.decimals, _ends(kind)
    held = bounded(values, known, kind, (-(-low // by), high // by))
    whole = held.values.astype(np.int64, copy=False)
    return Column(whole * np.int64(by) if kind.decimals else whole, known)


def floats(values: Any, known: Any, kind: Type) -> Column:
    """Floats as whole numbers of the smallest declared unit: those of the decimal that each float is nearest to.

    Raises `ValueError` where that has more decimals than declared, or lies outside the domain. NaN is missing.
    """
    low, high = _ends(kind)
    by, least, most = 10.0**kind.decimals, max(low, -EXACTLY), min(high, EXACTLY)
    found: Ints = np.empty(len(values), np.int32 if low >= -NARROW and high <= NARROW else np.int64)
    lacks = np.zeros(0, np.bool_)
    for start in range(0, len(values), BLOCK):
        part = slice(start, start + BLOCK)
        held = values[part]
        whole = np.rint(held * by)
        right = whole / by == held
        if not right.all() or not least <= whole.min() <= whole.max() <= most:
            there = held == held
            if known is not None:
                there &= known[part]
            if not (right & (whole >= least) & (whole <= most) | ~there).all():
                raise ValueError(kind.name)
            whole[~there] = 0
            lacks = lacks if len(lacks) else np.zeros(len(values), np.bool_)
            np.logical_not(there, out=lacks[part])
        found[part] = whole
    return Column(found, _and(known, ~lacks) if len(lacks) else known)


def bounded(values: Any, known: Any, kind: Type, ends: tuple[int, int] | None = None) -> Column:
    """The column, where every known value lies in its domain (or between other ends); raises `ValueError`."""
    low, high = ends or _ends(kind)
    if len(values) and not low <= int(values.min()) <= int(values.max()) <= high:
        outside = (values < low) | (values > high)
        if (outside if known is None else outside & known).any():
            raise ValueError(kind.name)
        values = np.where(outside, low, values)
    return Column(values, known)


@cache
def _ends(kind: Type) -> tuple[int, int]:
    """The least and the greatest value of a type, in its smallest units."""
    scale = kind.decimals if kind.kind == "number" else 0
    return int(kind.low.scaleb(scale)), int(kind.high.scaleb(scale))


def _and(one: Any, other: Any) -> Any:
    return other if one is None else one & other


def _problems(values: Any, name: str, kind: Type, where: Where) -> list[Problem]:
    """What is wrong in an array, value by value."""
    found: list[Problem] = []
    for i, held in enumerate(np.ma.getdata(values).tolist()):
        if held is None or held != held or (isinstance(values, np.ma.MaskedArray) and np.ma.getmaskarray(values)[i]):
            continue
        text = str(held).lower() if isinstance(held, bool) else str(held)
        issue = issue_of(text.removesuffix(".0") if isinstance(held, float) else text, name, kind, where(i, text))
        if issue is not None:
            found.append(issue)
        if len(found) == SHOWN:
            break
    return found or [problem("G402", where(0, ""), value=str(values.dtype), attribute=name, wanted="@" + kind.kind)]


def issue_of(text: str, name: str, kind: Type, place: Place) -> Problem | None:
    """What is wrong with a value, if anything."""
    said = text.replace(",", ".") if kind.kind == "number" else text
    try:
        value = constant(said, kind)
    except ValueError:
        wanted = ", ".join(kind.members) or "@" + kind.kind
        return problem("G402", place, value=text, attribute=name, wanted=wanted)
    if isinstance(value, Decimal):
        if not fits(value, kind.decimals):
            return problem("G404", place, value=text, decimals=kind.decimals, attribute=name)
        if not kind.low <= value <= kind.high:
            return problem("G403", place, value=text, low=f"{kind.low:f}", high=f"{kind.high:f}", attribute=name)
    return None

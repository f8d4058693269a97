"""Vectors: numpy arrays as the cell reading's columns, typed and checked as facts are.

Enters: arrays by name, and the types of the names that are read. Leaves: a `Column` each. Promise: exact (a float is
read as the decimal it is nearest to, and refused where it has more decimals than declared); a value outside its domain
is a problem with its row. Whole numbers of a name without decimals are not copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np

from ..expr import Type
from ..problems import GrundError, Place, Problem, problem
from ..readings.cells import Column
from ..resolve import constant, fits

Where: TypeAlias = Callable[[int, str], Place]
"""Where a value stands: its row, from 0, and its text."""
SHOWN: Final = 20
"""How many wrong values of a column are shown."""
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
        return (
            bounded(values.astype(np.int64, copy=False) * np.int64(10**kind.decimals), known, kind)
            if (kind.decimals)
            else bounded(values.astype(np.int64, copy=False), known, kind)
        )
    if kind.kind == "number" and sort == "f":
        return floats(values, known, kind)
    raise ValueError(kind.name)


def floats(values: Any, known: Any, kind: Type) -> Column:
    """Floats as whole numbers of the smallest declared unit: those of the decimal that each float is nearest to.

    Raises `ValueError` where that has more decimals than declared. NaN is missing.
    """
    there = values == values
    if not there.all():
        known, values = _and(known, there), np.where(there, values, 0)
    by = 10.0**kind.decimals
    whole = np.rint(values * by)
    right = whole / by == values
    if not (right if known is None else right | ~known).all() or (abs(whole) >= 2.0**53).any():
        raise ValueError(kind.name)
    return bounded(whole.astype(np.int64), known, kind)


def bounded(values: Any, known: Any, kind: Type) -> Column:
    """The column, where every known value lies in its domain; raises `ValueError`."""
    scale = kind.decimals if kind.kind == "number" else 0
    low, high = (int(end.scaleb(scale)) for end in (kind.low, kind.high))
    if len(values) and not low <= int(values.min()) <= int(values.max()) <= high:
        outside = (values < low) | (values > high)
        if (outside if known is None else outside & known).any():
            raise ValueError(kind.name)
        values = np.where(outside, low, values)
    return Column(values, known)


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

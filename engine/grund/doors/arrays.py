"""Arrays: Arrow columns as the cell reading's columns, typed and checked as facts are.

Enters: a record batch and the axes to fill. Leaves: a `Column` per axis. Promise: exact (no binary float decides
anything: a float is read as its shortest text); a value that is not of its type, has too many decimals or lies outside
its domain is a problem with its row; an axis without a column is unknown everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..expr import DIGITS, Type
from ..partition import Axis
from ..problems import GrundError, Place, Problem, problem
from ..readings.cells import Column
from ..resolve import constant, fits

_SHOWN: Final = 20
"""How many wrong values of a column are shown."""
_EPOCH: Final = 719_163
"""The ordinal of 1970-01-01, from which Arrow counts days."""


Where: TypeAlias = Callable[[int, str], Place]
"""Where a value stands: its row in the batch, from 0, and its text."""


def columns(batch: pa.RecordBatch, axes: Mapping[str, Axis], where: Where) -> dict[str, Column]:
    """The columns of a batch, one per axis; raises `GrundError` with every problem."""
    found: dict[str, Column] = {}
    problems: list[Problem] = []
    for name, axis in axes.items():
        if name not in batch.schema.names:
            found[name] = Column(np.zeros(batch.num_rows, np.int64), np.zeros(batch.num_rows, np.bool_))
            continue
        values = batch.column(name)
        try:
            found[name] = _column(values, axis.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError):
            problems += _problems(values, axis, where)
    if problems:
        raise GrundError(problems)
    return found


def _column(values: pa.Array, kind: Type) -> Column:
    """An Arrow array as a column; raises where any value does not fit its type or domain."""
    known = np.asarray(values.is_valid())
    if kind.kind in ("bool", "enum"):
        codes = {"false": 1, "true": 2} if kind.kind == "bool" else {m: i + 1 for i, m in enumerate(kind.members)}
        held = values.cast(pa.string()).dictionary_encode()
        order = np.array([codes.get(word, -1) for word in held.dictionary.to_pylist()] or [0], np.int64)
        if (order < 0).any():
            raise ValueError(kind.name)
        return Column(order.take(np.asarray(held.indices.fill_null(0))), known)
    if kind.kind == "date":
        days = values.cast(pa.date32()).cast(pa.int32()).fill_null(0)
        return _bounded(np.asarray(days).astype(np.int64) + _EPOCH, known, kind, 0)
    return _bounded(_scaled(values, kind.decimals), known, kind, kind.decimals)


def _scaled(values: pa.Array, decimals: int) -> Any:
    """Numbers as whole numbers of their smallest declared unit; raises where a digit would be lost."""
    if pa.types.is_floating(values.type):
        values = values.cast(pa.string())
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        values = pc.replace_substring(pc.utf8_trim_whitespace(values), ",", ".")
    exact = values.cast(pa.decimal128(DIGITS + decimals, decimals)).fill_null(Decimal(0))
    low = np.frombuffer(exact.buffers()[1], np.int64)[::2]  # 128 bits, the lower half first; 18 digits fit in it
    return low[exact.offset : exact.offset + len(exact)]


def _bounded(values: Any, known: Any, kind: Type, decimals: int) -> Column:
    low, high = (int(end.scaleb(decimals)) for end in (kind.low, kind.high))
    if (known & ((values < low) | (values > high))).any():
        raise ValueError(kind.name)
    return Column(values, known)


def _problems(values: pa.Array, axis: Axis, where: Where) -> list[Problem]:
    """What is wrong in a column, value by value."""
    found: list[Problem] = []
    for i, held in enumerate(values.cast(pa.string()).to_pylist()):
        issue = None if held is None else _problem(held.strip(), axis, where(i, held))
        if issue is not None:
            found.append(issue)
        if len(found) == _SHOWN:
            break
    return found


def _problem(text: str, axis: Axis, place: Place) -> Problem | None:
    kind = axis.type
    said = text.replace(",", ".") if kind.kind == "number" else text
    try:
        value = constant(said, kind)
    except ValueError:
        wanted = ", ".join(kind.members) or "@" + kind.kind
        return problem("G402", place, value=text, attribute=axis.name, wanted=wanted)
    if isinstance(value, Decimal):
        if not fits(value, kind.decimals):
            return problem("G404", place, value=text, decimals=kind.decimals, attribute=axis.name)
        if not kind.low <= value <= kind.high:
            return problem("G403", place, value=text, low=f"{kind.low:f}", high=f"{kind.high:f}", attribute=axis.name)
    return None

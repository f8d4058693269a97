"""Arrays: Arrow columns as the cell reading's columns, typed and checked as facts are.

Enters: columns by name, and the types of the names that are read. Leaves: a `Column` each. Promise: exact (no binary
float decides anything: a float is read as the decimal it is nearest to); a value that is not of its type, has too many
decimals or lies outside its domain is a problem with its row. Nothing is copied that need not be.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..expr import DIGITS, Type
from ..problems import GrundError, Problem
from ..readings.cells import Column
from .vectors import Where, bounded, floats, issue_of

_SHOWN: Final = 20
"""How many wrong values of a column are shown."""
_EPOCH: Final = 719_163
"""The ordinal of 1970-01-01, from which Arrow counts days."""


def columns(given: Mapping[str, Any], types: Mapping[str, Type], where: Where) -> dict[str, Column]:
    """The columns of some names, from Arrow arrays; raises `GrundError` with every problem."""
    found: dict[str, Column] = {}
    problems: list[Problem] = []
    for name, kind in types.items():
        values = given[name]
        if isinstance(values, pa.ChunkedArray):
            values = values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()
        try:
            found[name] = _column(values, kind)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError):
            problems += _problems(values, name, kind, where)
    if problems:
        raise GrundError(problems)
    return found


def _column(values: pa.Array, kind: Type) -> Column:
    """An Arrow array as a column; raises where any value does not fit its type or domain."""
    known = np.asarray(values.is_valid()) if values.null_count else None
    if kind.kind in ("bool", "enum"):
        return _codes(values, kind, known)
    if kind.kind == "date":
        days = np.asarray(_filled(values.cast(pa.date32()).cast(pa.int32()), 0))
        return bounded(days.astype(np.int64) + _EPOCH, known, kind)
    if pa.types.is_floating(values.type):
        return floats(values.to_numpy(zero_copy_only=False), known, kind)
    return bounded(_scaled(values, kind.decimals), known, kind)


def _codes(values: pa.Array, kind: Type, known: Any) -> Column:
    """Members of an enum, or truth values, from words, dictionaries of words, or booleans."""
    if kind.kind == "bool" and pa.types.is_boolean(values.type):
        return Column(np.asarray(_filled(values, False)).view(np.int8) + np.int8(1), known)
    codes = {"false": 1, "true": 2} if kind.kind == "bool" else {m: i + 1 for i, m in enumerate(kind.members)}
    held = values if pa.types.is_dictionary(values.type) else values.cast(pa.string()).dictionary_encode()
    words = held.dictionary.cast(pa.string()).to_pylist()
    order = np.array([codes.get(word, 0) for word in words] or [0], np.int8 if len(codes) < 127 else np.int16)
    places = np.asarray(_filled(held.indices, 0))
    found = order[places]
    if not order.all() and (found[slice(None) if known is None else known] == 0).any():
        raise ValueError(kind.name)
    return Column(found, known)


def _filled(values: pa.Array, by: Any) -> pa.Array:
    return values.fill_null(by) if values.null_count else values


def _scaled(values: pa.Array, decimals: int) -> Any:
    """Numbers as whole numbers of their smallest declared unit; raises where a digit would be lost."""
    if pa.types.is_integer(values.type) and decimals == 0:
        return np.asarray(_filled(values.cast(pa.int64()), 0))
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        values = pc.replace_substring(pc.utf8_trim_whitespace(values), ",", ".")
    exact = _filled(values.cast(pa.decimal128(DIGITS + decimals, decimals)), Decimal(0))
    low = np.frombuffer(exact.buffers()[1], np.int64)[::2]  # 128 bits, the lower half first; 18 digits fit in it
    return low[exact.offset : exact.offset + len(exact)]


def _problems(values: pa.Array, name: str, kind: Type, where: Where) -> list[Problem]:
    """What is wrong in a column, value by value."""
    found: list[Problem] = []
    for i, held in enumerate(values.cast(pa.string()).to_pylist()):
        issue = None if held is None else issue_of(held.strip(), name, kind, where(i, held))
        if issue is not None:
            found.append(issue)
        if len(found) == _SHOWN:
            break
    return found


def wide(questions: Mapping[str, Any], rows: int) -> pa.Table:
    """Answers side by side: for each question its verdict, rule and missing facts, and its amount where it has one."""
    found: dict[str, pa.Array] = {}
    for head, question in questions.items():
        answers, which = question.answers()
        said = [(verdict, rule, ";".join(sorted(missing))) for verdict, rule, missing in answers]
        for k, part in enumerate(("verdict", "rule", "missing")):
            found[f"{head}.{part}"] = _words([s[k] or None for s in said], which)
        if question.amounts is not None:
            found[f"{head}.amount"] = amounts(question.amounts)
    return pa.table(found)


def amounts(values: Any) -> pa.Array:
    """Amounts in öre, null where they are masked."""
    return pa.array(np.ma.getdata(values), mask=np.ma.getmaskarray(values) if np.ma.isMaskedArray(values) else None)


def _words(said: list[str | None], which: Any) -> pa.DictionaryArray:
    """A word per row, each different word once; None is null."""
    words = sorted({word for word in said if word is not None})
    kind = np.int8 if len(words) < 127 else np.int32
    order = np.array([-1 if word is None else words.index(word) for word in said] or [-1], kind)
    places = order[which]
    mask = places < 0
    return pa.DictionaryArray.from_arrays(
        pa.array(places, mask=mask if mask.any() else None), pa.array(words, pa.string())
    )

"""From Arrow: Arrow columns as the cell reading's columns, typed and checked as facts are.

What `values.read` says of every cell (no binary float decides anything: a float is read as the decimal it is nearest
to). Nothing is copied that need not be.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..engines.vectorized import CodedColumn
from ..loading.cell_values import EXACTLY, Form
from ..model.expressions import DIGITS, Type
from . import from_numpy
from .from_numpy import EPOCH, SHOWN, Read, Refusals, Taken, bounded, ends, settled, spelled, unread

_SHORT: Final = 1 << 10
"""Columns of no more rows are read together: it is the call that costs."""


def columns(
    given: Mapping[str, Any], forms: Mapping[str, Form], refusals: Refusals, comma: bool = False, start: int = 0
) -> dict[str, CodedColumn]:
    """The columns of some names, from Arrow arrays; what is refused goes to `refusals` and is unknown.

    `comma`: whether text is of a file of `;`, where a decimal comma is read. `start`: the number of the first row.
    """
    room = SHOWN if len(refusals.shown) < SHOWN else 0
    coded_columns: dict[str, CodedColumn] = {}
    arrays = {name: _whole(given[name]) for name in forms}
    readings = _numbers(arrays, forms, comma)
    for name, form in forms.items():
        values = arrays[name]
        if pa.types.is_null(values.type):
            coded_columns[name] = CodedColumn(unread(len(values), None, form.type).values, np.zeros(len(values), bool))
        elif pa.types.is_floating(values.type):
            array = values.to_numpy(zero_copy_only=False)
            coded_columns[name] = from_numpy.columns({name: array}, {name: form}, refusals, start)[name]
        else:
            reading = readings[name] if name in readings else _together(values, form, comma)
            coded_columns[name] = settled(reading, _taken(values), name, form, refusals, room, comma, EXACTLY, start)
    return coded_columns


def _whole(values: Any) -> pa.Array:
    """One array, of text as text."""
    if isinstance(values, pa.ChunkedArray):
        values = values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()
    kind = values.type
    if pa.types.is_dictionary(kind) and not is_text(kind.value_type):
        return values.dictionary_decode()
    return values.cast(pa.string()) if is_text(kind) else values


def is_text(kind: pa.DataType) -> bool:
    """Whether a type is one of Arrow's for text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _taken(values: pa.Array) -> Taken:
    """A cell as a scalar; what Python has no scalar for as its text, which is refused."""

    def taken(row: int) -> object:
        try:
            return values[row].as_py()
        except (ValueError, OverflowError, pa.ArrowException, ImportError, KeyError):
            return str(values[row].cast(pa.string()))

    return taken


def _together(values: pa.Array, form: Form, comma: bool) -> Read:
    """What can be read many cells at a time."""
    kind, sort = form.type, values.type
    known = _known(values)
    if pa.types.is_string(sort) or pa.types.is_dictionary(sort):
        encoding = values if pa.types.is_dictionary(sort) else values.dictionary_encode()
        words = encoding.dictionary.cast(pa.string()).fill_null("").to_pylist()
        return spelled(words, np.asarray(_filled(encoding.indices, 0)), known, form, comma)
    if kind.kind == "bool" and pa.types.is_boolean(sort):
        return Read(np.asarray(_filled(values, False)).view(np.int8) + np.int8(1), known)
    if kind.kind == "date" and pa.types.is_date(sort):
        days = np.asarray(_filled(values.cast(pa.date32()).cast(pa.int32()), 0)).astype(np.int64)
        return bounded(days + EPOCH, known, ends(kind))
    if kind.kind == "date" and pa.types.is_timestamp(sort) and sort.tz is None:
        moments = np.asarray(_filled(values.cast(pa.int64()), 0)).view(f"datetime64[{sort.unit}]")
        return from_numpy.together(moments, known, form)
    if kind.kind == "number" and pa.types.is_integer(sort):
        return from_numpy.whole_numbers(np.asarray(_filled(values, 0)), known, kind)
    if kind.kind == "number" and pa.types.is_decimal(sort):
        return _decimals(values, known, kind)
    return unread(len(values), known, kind)


def _filled(values: pa.Array, by: Any) -> pa.Array:
    return values.fill_null(by) if values.null_count else values


def _known(values: pa.Array) -> Any:
    return np.asarray(values.is_valid()) if values.null_count else None


def _numbers(arrays: Mapping[str, pa.Array], forms: Mapping[str, Form], comma: bool) -> dict[str, Read]:
    """The columns of numbers that are written as text; short ones with as many decimals are read as one."""
    groups: dict[object, list[str]] = {}
    for name, form in forms.items():
        if form.type.kind == "number" and pa.types.is_string(arrays[name].type):
            key = form.type.decimals if len(arrays[name]) <= _SHORT else name
            groups.setdefault(key, []).append(name)
    readings = {}
    for names in groups.values():
        joined = pa.concat_arrays([arrays[name] for name in names]) if len(names) > 1 else arrays[names[0]]
        numbers, right = _plain(joined, forms[names[0]].type.decimals, comma)
        for k, name in enumerate(names):
            values = arrays[name]
            part = slice(k * len(values), (k + 1) * len(values))
            readings[name] = _number(numbers[part], right[part], _known(values), forms[name].type)
    return readings


def _plain(values: pa.Array, decimals: int, comma: bool) -> tuple[Any, Any]:
    """Numbers as they are plainly written, in the smallest unit, and which are: with no more digits than a whole number
    holds, no more decimals than declared."""
    sign = "[.,]" if comma else "[.]"
    digits = rf"\d{{1,{decimals}}}" if decimals else "0"
    pattern = rf"^-?(0|[1-9]\d{{0,{DIGITS - 1 - decimals}}})({sign}{digits})?$"
    plain = _filled(pc.match_substring_regex(values, pattern), False)
    zeros = pa.scalar("0", pa.string())
    texts = pc.replace_substring(values, ",", ".") if comma else values
    exact = pc.if_else(plain, texts, zeros).cast(pa.decimal128(2 * DIGITS, decimals))
    return _low(exact), np.asarray(plain)


def _number(numbers: Any, right: Any, known: Any, kind: Type) -> Read:
    """Numbers of a column, of which those that are plainly written are `right`; of the others each is asked about."""
    reading = bounded(numbers, right, ends(kind))
    doubtful = ~right if known is None else known & ~right
    return Read(reading.values, right, doubtful if reading.doubtful is None else doubtful | reading.doubtful)


def _decimals(values: pa.Array, known: Any, kind: Type) -> Read:
    """Decimals; where any would lose a digit, each is asked about."""
    try:
        exact = _filled(values.cast(pa.decimal128(DIGITS, kind.decimals)), Decimal(0))
    except pa.ArrowInvalid:
        return unread(len(values), known, kind)
    return bounded(_low(exact), known, ends(kind))


def _low(exact: pa.Array) -> Any:
    """Decimals of no more than 18 digits as whole numbers: of 128 bits the lower half, which stands first."""
    low = np.frombuffer(exact.buffers()[1], np.int64)[::2]
    return low[exact.offset : exact.offset + len(exact)]


def typed(column: CodedColumn, kind: Type) -> pa.Array:
    """A column as an Arrow array of its kind, null where it is unknown."""
    lacks = None if column.known is None else ~column.known
    if kind.kind == "bool":
        lacks = column.values == 0 if lacks is None else lacks | (column.values == 0)
        return pa.array(column.values == 2, mask=lacks)
    if kind.kind == "enum":
        lacks = column.values == 0 if lacks is None else lacks | (column.values == 0)
        words = pa.array(kind.members, pa.string())
        places = pa.array(np.maximum(column.values.astype(np.int32) - 1, 0), mask=lacks)
        return pa.DictionaryArray.from_arrays(places, words).dictionary_decode()
    if kind.kind == "date":
        return pa.array((column.values - EPOCH).astype(np.int32), pa.int32(), mask=lacks).cast(pa.date32())
    halves = np.empty((len(column), 2), np.int64)
    halves[:, 0], halves[:, 1] = column.values, column.values >> np.int64(63)
    decimals = pa.Decimal128Array.from_buffers(arrow_type(kind), len(column), [None, pa.py_buffer(halves)])
    return decimals if lacks is None else pc.if_else(pa.array(lacks), pa.scalar(None, decimals.type), decimals)


def arrow_type(kind: Type) -> pa.DataType:
    """The Arrow type of values of a kind."""
    words = {"bool": pa.bool_(), "enum": pa.string(), "date": pa.date32()}
    return words.get(kind.kind) or pa.decimal128(DIGITS, kind.decimals)


def wide(questions: Mapping[str, Any], rows: int) -> pa.Table:
    """Answers side by side: for each question its verdict, rule and missing facts, and its amount where it has one."""
    data: dict[str, pa.Array] = {}
    for head, question in questions.items():
        answers, which = question.answers()
        triples = [(verdict, rule, ";".join(sorted(missing))) for verdict, rule, missing in answers]
        for k, part in enumerate(("verdict", "rule", "missing")):
            data[f"{head}.{part}"] = _words([s[k] or None for s in triples], which)
        if question.amounts is not None:
            data[f"{head}.amount"] = amounts(question.amounts)
    return pa.table(data)


def amounts(values: Any) -> pa.Array:
    """Amounts in öre, null where they are masked."""
    return pa.array(np.ma.getdata(values), mask=np.ma.getmaskarray(values) if np.ma.isMaskedArray(values) else None)


def _words(texts: list[str | None], which: Any) -> pa.DictionaryArray:
    """A word per row, each different word once; None is null."""
    words = sorted({word for word in texts if word is not None})
    kind = np.int8 if len(words) < 127 else np.int32
    order = np.array([-1 if word is None else words.index(word) for word in texts] or [-1], kind)
    places = order[which]
    mask = places < 0
    return pa.DictionaryArray.from_arrays(
        pa.array(places, mask=mask if mask.any() else None), pa.array(words, pa.string())
    )

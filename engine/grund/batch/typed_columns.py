"""Typed columns: columns that come in memory, by name, and typed.

A name and a cell are what they are in a file (`values.read`); everything that is refused is said at once, by row, and
counted. Arrow is asked for only by those who come with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from types import NoneType
from typing import Any, Final

import numpy as np

from .. import batch
from ..engines.vectorized import CodedColumn
from ..engines.vectorized.few_rows import LISTED
from ..loading.cell_values import Form, Refused, cell
from ..problems.extras import require
from ..problems.problem import GrundError, Place, Problem, problem
from ..problems.visible_text import HIDDEN
from . import from_numpy

_CELLS: Final = frozenset({bool, str, NoneType})
_SHORT: Final = 1 << 10
"""Lists of numbers and days that are no longer are read by Python: it is the call of a library that costs."""
_SORTS: Final[dict[type, str]] = {bool: "?", str: "U", float: "d", int: "q"}
"""The kind of array that holds what Python has."""
_SINGLE: Final = frozenset({"", *_SORTS.values()})


def by_name(columns: Any) -> dict[str, Any]:
    """Arrays by name, which is told without the blanks at its ends; raises `GrundError` where two are one."""
    data: dict[str, Any] = {}
    for raw, values in _pairs(columns):
        if isinstance(values, str) or not isinstance(values, Sized) or getattr(values, "ndim", 1) != 1:
            raise GrundError([_no_table(columns)])
        name = cell(str(raw))
        hidden = HIDDEN.search(name)
        if hidden:
            raise GrundError([problem("G104", None, hex=f"{ord(hidden[0]):04X}")])
        if name in data:
            raise GrundError([problem("G106", None, key=name)])
        data[name] = values
    return data


def _no_table(columns: Any) -> Problem:
    wanted = "{name: array} / DataFrame / Table"
    return problem("G791", None, name="columns", wanted=wanted, found=type(columns).__name__)


def _pairs(columns: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(columns, Mapping):
        return columns.items()
    pa = require("pyarrow")
    try:
        table = columns if isinstance(columns, pa.Table | pa.RecordBatch) else pa.table(columns)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):  # cells of many kinds in one column
        if not hasattr(columns, "columns"):
            raise GrundError([_no_table(columns)]) from None
        return [(name, columns[name]) for name in columns.columns]
    except (TypeError, ValueError):
        raise GrundError([_no_table(columns)]) from None
    return list(zip(table.schema.names, table.columns, strict=True))


def columns_of(given: Mapping[str, Any], forms: Mapping[str, Form]) -> dict[str, CodedColumn]:
    """The columns that are read, typed; raises `GrundError`."""
    lengths = {len(values) for values in given.values()}
    if len(lengths) > 1:
        raise GrundError([problem("G545", None, lengths=", ".join(map(str, sorted(lengths))))])
    columns = {name: column for name, form in forms.items() if (column := _listed(given[name], form)) is not None}
    data = {name: _array(given[name], forms[name].type.kind) for name in forms if name not in columns}
    numpy_forms = {n: forms[n] for n, values in data.items() if isinstance(values, np.ndarray)}
    arrow_forms = {n: forms[n] for n in data if n not in numpy_forms}
    refusals = from_numpy.Refusals()
    columns |= from_numpy.columns(data, numpy_forms, refusals)
    if arrow_forms:
        columns |= batch.from_arrow.columns(data, arrow_forms, refusals)
    if refusals.count:
        problems = [refusal.problem(Place(f"[{refusal.row}]")) for refusal in refusals.first]
        if refusals.count > len(problems):
            problems.append(problem("G452", None, count=refusals.count, shown=len(problems)))
        raise GrundError(problems)
    return {name: columns[name] for name in forms}


def _listed(values: Any, form: Form) -> CodedColumn | None:
    """A list that is short, or of truths, texts and what is missing, of which each is asked about once; None where it
    is no such list, or one of them is refused."""
    if not isinstance(values, list):
        return None
    kinds = {*map(type, values)}
    if len(values) <= LISTED:
        sort = "".join(_SORTS.get(kind, " ") for kind in kinds - {NoneType})
        whole_member = form.type.kind == "enum" and sort == "q"  # only an array has members by their place
        if sort in _SINGLE and not whole_member:
            return from_numpy.few(values, form, sort)
    if not kinds <= _CELLS or (form.type.kind in ("number", "date") and len(values) > _SHORT):
        return None
    codes = {value: from_numpy.asked(value, form) for value in {*values}}
    if any(isinstance(code, Refused) for code in codes.values()):
        return None
    filler, count = from_numpy.filler(form.type), len(values)
    numbers = {value: filler if code is None else code for value, code in codes.items()}
    array = np.fromiter(map(numbers.__getitem__, values), np.int64, count)
    if None not in codes.values():
        return CodedColumn(array)
    there = {value: code is not None for value, code in codes.items()}
    return CodedColumn(array, np.fromiter(map(there.__getitem__, values), np.bool_, count))


def each_once(ids: Any) -> None:
    """Ids that come with the rows name each a row of its own; raises `GrundError` for those that do not."""
    array = np.array(ids, object) if isinstance(ids, list) and {*map(type, ids)} == {str} else _array(ids)
    if isinstance(array, np.ndarray) and array.dtype.kind in "iu" and len(np.unique(array)) == len(array):
        return
    values = array.tolist() if isinstance(array, np.ndarray) else array.to_pylist()
    texts = ["" if v is None or v != v else cell(str(v)) for v in values]
    if len({*texts}) == len(texts) and "" not in texts:
        return
    first: dict[str, int] = {}
    problems = []
    for row, text in enumerate(texts):
        if not text:
            problems.append(problem("G453", Place(f"[{row}]")))
        elif first.setdefault(text, row) != row:
            problems.append(problem("G304", Place(f"[{row}]"), id=text, first=f"[{first[text]}]"))
    if len(problems) > from_numpy.SHOWN:
        count, problems = len(problems), problems[: from_numpy.SHOWN]
        problems.append(problem("G452", None, count=count, shown=len(problems)))
    raise GrundError(problems)


def _array(values: Any, kind: str = "") -> Any:
    """A numpy or Arrow array, of the values of a kind of attribute; cells of many kinds in one as numpy's objects."""
    if isinstance(values, np.ndarray):
        return values
    if kind == "number" and isinstance(values, list) and {*map(type, values)} == {float}:
        return np.array(values)
    pa = require("pyarrow")
    try:
        return values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return np.array([*values, None], object)[:-1]  # the None keeps numpy from making rows of lists

"""From NumPy: numpy arrays as the cell reading's columns, typed and checked as facts are.

What `values.read` says of every cell; what is plainly written is read many cells at a time, and it is asked of the
rest. Whole numbers of a name without decimals are not copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeAlias

import numpy as np

from ..engines.vectorized import CodedColumn, FewColumn
from ..engines.vectorized.columns import number
from ..engines.vectorized.few_rows import FEW, Memo
from ..engines.vectorized.vectors import Bools, Ints
from ..loading.cell_values import EXACTLY, Form, Refused, read
from ..model.expressions import DIGITS, Type, domain
from ..problems.problem import Place, Problem

SHOWN: Final = 20
"""How many wrong values are shown; the others are counted."""
BLOCK: Final = 1 << 14
"""Floats at a time: what is worked out between them and whole numbers stays in cache."""
NARROW: Final = 2**31 - 1
"""Whole numbers so far from 0 are held in four bytes."""
EPOCH: Final = 719_163
"""The ordinal of 1970-01-01, from which numpy and Arrow count days."""
_EXACT: Final = {2: 2**11 - 1, 4: 2**24 - 1, 8: EXACTLY}
"""How far from 0 a float of so many bytes holds every whole number."""
Taken: TypeAlias = Callable[[int], object]
"""The cell of a row, as a Python scalar."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that was refused: its row, from 0, the name, and the text in it."""

    row: int
    name: str
    text: str
    refused: Refused
    form: Form

    def problem(self, place: Place | None) -> Problem:
        """The refusal as a problem at a place."""
        return self.refused.problem(place, self.name, self.form)


@dataclass(slots=True)
class Refusals:
    """What was refused so far, over all columns: the first cells in order of rows, and how many there are."""

    shown: list[Refusal] = field(default_factory=list)
    count: int = 0

    @property
    def first(self) -> list[Refusal]:
        """The first, in order of rows."""
        return sorted(self.shown, key=lambda r: r.row)[:SHOWN]


@dataclass(frozen=True, slots=True)
class Read:
    """Cells as they were read together: whole numbers, which are known (None: all), and which are still to be asked
    about one by one (None: none)."""

    values: Ints
    known: Bools | None = None
    doubtful: Bools | None = None


def columns(
    given: Mapping[str, Any], forms: Mapping[str, Form], refusals: Refusals, start: int = 0
) -> dict[str, CodedColumn]:
    """The columns of some names, from numpy arrays; what is refused goes to `refusals` and is unknown.

    `start`: the number of the first row.
    """
    room = SHOWN if len(refusals.shown) < SHOWN else 0
    return {name: _column(given[name], name, form, refusals, room, start) for name, form in forms.items()}


def _column(values: Any, name: str, form: Form, refusals: Refusals, room: int, start: int) -> CodedColumn:
    if len(values) <= FEW and type(values) is np.ndarray and values.dtype.char in _PLAIN:
        listed = few(values.tolist(), form, values.dtype.char)
        if listed is not None:
            return listed
    known = None
    if type(values) is not np.ndarray and isinstance(values, np.ma.MaskedArray):  # numpy imports `ma` when it is named
        known, values = ~np.ma.getmaskarray(values), values.data
    exactly = _EXACT.get(values.dtype.itemsize, EXACTLY) if values.dtype.kind == "f" else EXACTLY
    taken = _taken(values)
    reading = together(values, known, form)
    return settled(reading, taken, name, form, refusals, room, False, exactly, start)


def settled(
    reading: Read,
    taken: Taken,
    name: str,
    form: Form,
    refusals: Refusals,
    room: int,
    comma: bool = False,
    exactly: int = EXACTLY,
    start: int = 0,
) -> CodedColumn:
    """The column, its doubtful cells asked about one by one; of those refused no more than `room` are kept."""
    if reading.doubtful is None or not reading.doubtful.any():
        return CodedColumn(reading.values, reading.known)
    values = np.array(reading.values)
    known = np.ones(len(values), np.bool_) if reading.known is None else np.array(reading.known)
    spelt: dict[str, int | Refused | None] = {}
    for row in np.flatnonzero(reading.doubtful).tolist():
        scalar = taken(row)
        key = scalar if isinstance(scalar, str) else ""
        answer = spelt[key] if key in spelt else asked(scalar, form, comma, exactly)
        if key:
            spelt[key] = answer
        known[row] = isinstance(answer, int)
        if isinstance(answer, int):
            values[row] = answer
        elif isinstance(answer, Refused):
            refusals.count += 1
            if room:
                room -= 1
                refusals.shown.append(Refusal(start + row, name, _shown(scalar), answer, form))
    return CodedColumn(values, known)


def asked(scalar: object, form: Form, comma: bool = False, exactly: int = EXACTLY) -> int | Refused | None:
    """What a cell says, as a column has it; or the refusal."""
    if isinstance(scalar, str) and form.type.kind == "number":
        plain = _plain(scalar, form.type)
        if plain is not None:
            return plain
    try:
        value = read(scalar, form, comma, exactly)
    except Refused as refused:
        return refused
    return None if value is None else number(form.type, value)


def _plain(text: str, kind: Type) -> int | None:
    """A number from 0 up, plainly written, with no more decimals than declared; None where it must be asked about."""
    left, point, right = text.partition(".")
    if not (text.isascii() and left.isdecimal() and right.isdecimal() == bool(point) and len(right) <= kind.decimals):
        return None
    if len(text) > DIGITS or (left != "0" and left.startswith("0")):
        return None
    amount, (low, high) = int(left + right.ljust(kind.decimals, "0")), ends(kind)
    return amount if low <= amount <= high else None


def few(values: list[Any], form: Form, sort: str) -> FewColumn | None:
    """A column of a few scalars, as an array of a kind gives them, or None; None where one of them is refused."""
    reading = _CELLS[form, sort]
    try:
        return FewColumn(list(map(reading.__getitem__, values)))
    except KeyError:
        return None


def _once(form: Form, sort: str) -> Memo[Any, int | None]:
    """What scalars of a kind of array say, each asked about once; `KeyError` for one that is refused."""
    kind = form.type
    if kind.kind == "enum" and sort in _WHOLE:
        return Memo({place: place + 1 for place in range(-1, len(kind.members))}.__getitem__)
    low, high = ends(kind) if kind.kind == "number" and sort in f"d{_WHOLE}" else (1, 0)
    low, high, by = max(low, -EXACTLY), min(high, EXACTLY), 10**kind.decimals

    def gives(scalar: Any) -> int | None:
        if low <= high and scalar is not None and low <= scalar * by <= high:
            amount: int = round(scalar * by)
            if amount / by == scalar:
                return amount
        answer = asked(scalar, form)
        if isinstance(answer, Refused):
            raise KeyError(scalar)
        return answer

    return Memo(gives)


_WHOLE: Final = "bhilqBHILQ"
_PLAIN: Final = f"?dU{_WHOLE}"
"""Kinds of arrays whose scalars Python has too."""
_CELLS: Final[Memo[tuple[Form, str], Memo[Any, int | None]]] = Memo(lambda key: _once(*key))


def _shown(scalar: object) -> str:
    return str(scalar).lower() if isinstance(scalar, bool) else str(scalar)


def _taken(values: Any) -> Taken:
    """A cell as a scalar: a float is the shortest decimal of its breadth, a day or a moment counted in microseconds."""
    if values.dtype.kind == "f":
        return lambda row: float(str(values[row]))
    if values.dtype.kind == "M":
        return lambda row: values[row].astype("datetime64[us]").item()
    return lambda row: values[row].item() if isinstance(values[row], np.generic) else values[row]


def together(values: Any, known: Any, form: Form) -> Read:
    """What can be read many cells at a time. In an array of whole numbers an enum is its member's place, -1: none."""
    kind, sort = form.type, values.dtype.kind
    if kind.kind == "bool" and sort == "b":
        return Read(values.view(np.int8) + np.int8(1), known)
    if kind.kind == "enum" and sort in "iu":
        reading = bounded(values, known, (-1, len(kind.members) - 1))
        codes: Ints = (reading.values + 1).astype(np.int8 if len(kind.members) < 127 else np.int64)
        return Read(codes, _and(known, codes > 0) if (codes == 0).any() else known, reading.doubtful)
    if sort == "U":
        words, places = np.unique(values, return_inverse=True)
        return spelled([str(word) for word in words], places.ravel(), known, form)
    if kind.kind == "date" and sort == "M":
        days = values.astype("datetime64[D]")
        there = ~np.isnat(values)
        reading = bounded(np.where(there, days.astype(np.int64), 0) + EPOCH, _and(known, there), ends(kind))
        return Read(reading.values, reading.known, _or(reading.doubtful, _odd(days != values, reading.known)))
    if kind.kind == "number" and sort in "iu":
        return whole_numbers(values, known, kind)
    if kind.kind == "number" and sort == "f":
        return floats(values, known, kind)
    return unread(len(values), known, kind)


def unread(count: int, known: Any, kind: Type) -> Read:
    """Cells of which every one must be asked about."""
    doubtful = np.ones(count, np.bool_) if known is None else np.array(known)
    return Read(np.full(count, filler(kind), np.int64), known, doubtful)


def filler(kind: Type) -> int:
    """What stands where nothing is known: a value that the type has."""
    return ends(kind)[0] if kind.kind in ("number", "date") else 0


def spelled(words: list[str], places: Any, known: Any, form: Form, comma: bool = False) -> Read:
    """Words and each row's place among them; what a word says is asked once."""
    answers = [asked(word, form, comma) for word in words]
    low = filler(form.type)
    values = np.array([answer if isinstance(answer, int) else low for answer in answers] or [low], np.int64)[places]
    if all(isinstance(answer, int) for answer in answers):
        return Read(values, known)
    right = np.array([isinstance(answer, int) for answer in answers])[places]
    wrong = np.array([isinstance(answer, Refused) for answer in answers])[places]
    return Read(values, _and(known, right), wrong if known is None else wrong & known)


def whole_numbers(values: Any, known: Any, kind: Type) -> Read:
    """Whole numbers of the name's unit in its smallest."""
    by, (low, high) = 10**kind.decimals, ends(kind)
    reading = bounded(values, known, (-(-low // by), high // by))
    array = reading.values.astype(np.int64, copy=False)
    return Read(array * np.int64(by) if kind.decimals else array, reading.known, reading.doubtful)


def floats(values: Any, known: Any, kind: Type) -> Read:
    """Floats as whole numbers of the smallest declared unit: those of the decimal that each float is nearest to.

    Doubtful where that has more decimals than declared, or lies outside the domain. NaN is missing.
    """
    low, high = ends(kind)
    far = _EXACT.get(values.dtype.itemsize, EXACTLY)
    by, least, most = 10.0**kind.decimals, max(low, -far), min(high, far)
    array: Ints = np.full(len(values), max(least, 0), np.int32 if low >= -NARROW and high <= NARROW else np.int64)
    lacks, doubtful = np.zeros(0, np.bool_), np.zeros(0, np.bool_)
    for start in range(0, len(values), BLOCK):
        part = slice(start, start + BLOCK)
        chunk = values[part]
        with np.errstate(over="ignore", invalid="ignore"):
            units = np.rint(chunk * by)
            right = (units / by == chunk) & (units >= least) & (units <= most)
        if not right.all():
            there = chunk == chunk
            if known is not None:
                there &= known[part]
            lacks = lacks if len(lacks) else np.zeros(len(values), np.bool_)
            np.logical_not(there, out=lacks[part])
            doubtful = doubtful if len(doubtful) else np.zeros(len(values), np.bool_)
            np.logical_and(there, ~right, out=doubtful[part])
            units = np.where(right, units, max(least, 0))
        array[part] = units
    return Read(array, _and(known, ~lacks) if len(lacks) else known, doubtful if len(doubtful) else None)


def bounded(values: Any, known: Any, ends: tuple[int, int]) -> Read:
    """The values; doubtful where a known one lies outside some ends."""
    low, high = ends
    if not len(values) or low <= int(values.min()) <= int(values.max()) <= high:
        return Read(values, known)
    outside = (values < low) | (values > high)
    return Read(np.where(outside, low, values.astype(np.int64)), known, _odd(outside, known))


ends = cache(domain)


def _and(one: Any, other: Any) -> Any:
    return other if one is None else one & other


def _or(one: Any, other: Any) -> Any:
    return other if one is None else one if other is None else one | other


def _odd(wrong: Any, known: Any) -> Any:
    """Where something is wrong with what is known; None: nowhere."""
    mask = wrong if known is None else wrong & known
    return mask if mask.any() else None

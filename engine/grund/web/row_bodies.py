"""Row bodies: the rows of `decide` as they may come beside JSON: CSV and Arrow.

A few bytes can say that there are many: nothing is unpacked, and what would become more than its body holds is refused.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..loading.documents import decoded
from ..problems.extras import require
from ..problems.problem import GrundError, problem
from .queries import MOST_COLUMNS, MOST_ROWS, WebRows

_MOST_CELLS: Final = 4_000_000
_MOST_TEXT: Final = 16_000_000
"""So many bytes the texts may have that rows share."""
_DICTIONARY, _RECORDS = 2, 3
"""What a message of Arrow may hold, beside the schema."""


def csv_rows(body: bytes) -> WebRows:
    """Rows of a CSV table: every cell as text, an empty one missing; `;` or `,` by its first line."""
    pa, csv = require("pyarrow"), require("pyarrow.csv")
    body = decoded(body, "rows.csv").encode()
    head = body.partition(b"\n")[0]
    parse = csv.ParseOptions(delimiter=";" if head.count(b";") > head.count(b",") else ",")
    _refuse_large(body.count(b"\n"), head.count(parse.delimiter.encode()) + 1)
    try:
        names = csv.open_csv(io.BytesIO(body), parse_options=parse).schema.names
        types = {name: pa.string() for name in names}
        convert = csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
        table = csv.read_csv(io.BytesIO(body), parse_options=parse, convert_options=convert)
    except pa.ArrowInvalid as error:
        raise _wrong("CSV", error) from None
    return _rows(names, [column.to_pylist() for column in table.columns])


def arrow_rows(body: bytes) -> WebRows:
    """Rows of an Arrow table, as a stream, or as a file, which holds one behind its first eight bytes."""
    pa = require("pyarrow")
    stream = pa.py_buffer(body)
    stream = stream.slice(8) if body.startswith(b"ARROW1") else stream
    try:
        messages = [message.metadata.to_pybytes() for message in pa.ipc.MessageReader.open_stream(stream)]
        _refuse_large(sum(map(_rows_of, messages)), 1)
        table = pa.ipc.open_stream(stream).read_all()
        _refuse_large(table.num_rows, table.num_columns)
        table.validate(full=True)
        if sum(map(_shared, table.columns)) > _MOST_TEXT:
            raise _wrong("Arrow", f"> {_MOST_TEXT}")
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, struct.error, UnicodeDecodeError) as error:
        raise _wrong("Arrow", error) from None
    return _rows(table.schema.names, columns)


def _rows(names: list[str], columns: list[list[Any]]) -> WebRows:
    """Columns as rows; raises `GrundError` G106 where two have one name."""
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise GrundError([problem("G106", None, key=twice[0])])
    return tuple(dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _shared(column: Any) -> int:
    """How many bytes the texts of a column have where many rows may share one; 0 where each has its own."""
    types, kind = require("pyarrow").types, column.type
    if types.is_dictionary(kind) and not kind.value_type.num_fields:
        parts = [(chunk.dictionary.to_pylist(), chunk.indices.to_pylist()) for chunk in column.chunks]
        sizes = [([len(str(word)) for word in words], places) for words, places in parts]
        return sum(lengths[place] for lengths, places in sizes for place in places if place is not None)
    if kind.num_fields:  # lists of lists, and what else JSON does not bring either
        raise _wrong("Arrow", kind)
    if types.is_string_view(kind) or types.is_binary_view(kind):  # each with its length first, in four bytes of sixteen
        return sum(sum(memoryview(chunk.buffers()[1]).cast("i")[::4]) for chunk in column.chunks)
    return 0


def _rows_of(message: bytes) -> int:
    """How many rows a message of Arrow brings, read from its head (a table of a flatbuffer) before they are unpacked;
    raises `GrundError` where it is compressed."""
    root = _reference(message, 0)
    kind, table = message[_field(message, root, 1)], _reference(message, _field(message, root, 2))
    if kind not in (_DICTIONARY, _RECORDS):
        return 0
    batch = _reference(message, _field(message, table, 1)) if kind == _DICTIONARY else table
    if _field(message, batch, 3):
        raise _wrong("Arrow", "compression")
    length = _field(message, batch, 0)
    return int(struct.unpack_from("<q", message, length)[0]) if length else 0


def _field(data: bytes, table: int, nth: int) -> int:
    """Where the nth field of a table stands; 0 where it has none."""
    sheet = table - struct.unpack_from("<i", data, table)[0]
    (size,) = struct.unpack_from("<H", data, sheet)
    (offset,) = struct.unpack_from("<H", data, sheet + 4 + 2 * nth) if 4 + 2 * nth < size else (0,)
    return table + int(offset) if offset else 0


def _reference(data: bytes, at: int) -> int:
    """Where that stands to which there is a reference."""
    return at + int(struct.unpack_from("<I", data, at)[0])


def _refuse_large(rows: int, columns: int) -> None:
    """Refuse a table of more rows, columns or cells than may be sent."""
    for count, most in ((rows, MOST_ROWS), (columns, MOST_COLUMNS), (rows * columns, _MOST_CELLS)):
        if not 0 <= count <= most:
            raise GrundError([problem("G871", None, name="rows", wanted=f"≤ {most}", value=count)])


def _wrong(wanted: str, why: object) -> GrundError:
    return GrundError([problem("G871", None, name="body", wanted=wanted, value=str(why)[:80])])


READERS: Final[Mapping[str, Callable[[bytes], WebRows]]] = {
    "text/csv": csv_rows,
    "application/vnd.apache.arrow.file": arrow_rows,
    "application/vnd.apache.arrow.stream": arrow_rows,
}
"""How rows are read, by media type."""

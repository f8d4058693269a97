"""What a cell says, in every reader: one table of cases, one reading, one refusal (tests/values.yaml)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from case_files import files, write
from grund.batch.from_arrow import typed
from grund.batch.row_files import Rowed
from grund.batch.typed_columns import by_name, columns_of
from grund.engines.vectorized import CodedColumn
from grund.language.intervals import unscaled
from grund.live.accept import accept, request
from grund.live.fact_store import Book
from grund.live.rows import changes
from grund.loading.cell_values import Form
from grund.loading.folders import factbook, rulebook
from grund.model.facts import FactBook
from grund.model.policies import Rulebook
from grund.problems.problem import GrundError

RAW: Final[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "values.yaml").read_text(encoding="utf-8"))
DAY: Final = date(2026, 6, 1)
INVENTED: Final = {"illustration": "true", "valid_from": "2026-01-01"}
Said: TypeAlias = Any
"""What a reader said of a cell: a value, None for nothing, or the code of its refusal."""


@dataclass(frozen=True)
class Held:
    """The table's vocabulary as a project with one area."""

    folder: Path
    book: Rulebook
    facts: FactBook
    forms: Mapping[str, Form]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """The project, once."""
    folder = tmp_path_factory.mktemp("values")
    found = files({"vocabulary": RAW["vocabulary"], "world": {"areas": {"x": "omrade"}}, "when": "truth"})
    write(found, folder)
    book = rulebook(folder / "rules")
    forms = {name: Form(a.type, a.round) for name, a in book.vocabulary.attributes.items()}
    return Held(folder, book, factbook(folder / "world", book), forms)


# ── the readers: each says what a text of an attribute says


def table(rows: Sequence[Sequence[str]], separator: str) -> str:
    """Rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


def facts_file(held: Held, name: str, text: str, separator: str = ",") -> Said:
    """A row of facts/*.csv."""
    row = {"area": "x", "attribute": name, "value": text, "source": "s", "mark": "", **INVENTED}
    path = held.folder / "world" / "facts" / "facts.csv"
    path.write_text(table([list(row), list(row.values())], separator), encoding="utf-8")
    return factbook(held.folder / "world", held.book).facts[0].value


def live_file(held: Held, name: str, text: str, separator: str = ",") -> Said:
    """A row of a file of changes."""
    row = {"area": "x", "attribute": name, "value": text, **INVENTED}
    read = changes(table([list(row), list(row.values())], separator), "changes.csv")
    step, _ = accept(request(read.adds, (), "changes"), held.book, Book(held.facts), DAY)
    return step.facts[0].value


def live_mapping(held: Held, name: str, text: Any) -> Said:
    """A mapping in Python."""
    row = {"area": "x", "attribute": name, "value": text, **INVENTED}
    step, _ = accept(request([row], (), "changes"), held.book, Book(held.facts), DAY)
    return step.facts[0].value


def of_column(column: CodedColumn, form: Form) -> Said:
    """The first value of a column, and that it is the same in what a database is given."""
    kind, code = form.type, int(column.values[0])
    known = (column.known is None or bool(column.known[0])) and not (kind.kind in ("bool", "enum") and code == 0)
    said = None
    if known:
        said = code == 2 if kind.kind == "bool" else kind.members[code - 1] if kind.members else unscaled(code, kind)
    assert typed(column, kind).to_pylist()[0] == said
    return said


def of_file(held: Held, name: str, path: Path) -> Said:
    """The first value of a column of `--input`."""
    form = held.forms[name]
    ((_, columns),) = Rowed(str(path)).batches({name: form})
    return of_column(columns[name], form)


def input_file(held: Held, name: str, text: str, separator: str = ",") -> Said:
    """A row of a CSV file of areas."""
    path = held.folder / "areas.csv"
    path.write_text(table([["id", name], ["a", text]], separator), encoding="utf-8")
    return of_file(held, name, path)


def parquet_file(held: Held, name: str, values: pa.Array) -> Said:
    """A row of a Parquet file of areas."""
    path = held.folder / "areas.parquet"
    pq.write_table(pa.table({"id": ["a"], name: values}), path)
    return of_file(held, name, path)


def in_memory(held: Held, name: str, columns: Any) -> Said:
    """Columns or a frame, as `grund.decide` reads them."""
    form = held.forms[name]
    return of_column(columns_of(by_name(columns), {name: form})[name], form)


COMMA: Final[dict[str, Callable[[Held, str, str], Said]]] = {
    "facts": facts_file,
    "live": live_file,
    "live-mapping": live_mapping,
    "live-json": lambda h, n, t: live_json(h, n, json.dumps(t)),
    "input": input_file,
    "parquet": lambda h, n, t: parquet_file(h, n, pa.array([t])),
    "arrow": lambda h, n, t: in_memory(h, n, {n: pa.array([t])}),
    "arrow-words": lambda h, n, t: in_memory(h, n, {n: pa.array([t]).dictionary_encode()}),
    "pandas": lambda h, n, t: in_memory(h, n, pd.DataFrame({n: [t]})),
    "pandas-objects": lambda h, n, t: in_memory(h, n, pd.DataFrame({n: np.array([t], object)})),
    "pandas-category": lambda h, n, t: in_memory(h, n, pd.DataFrame({n: pd.Categorical([t])})),
    "polars": lambda h, n, t: in_memory(h, n, pl.DataFrame({n: [t]})),
    "numpy": lambda h, n, t: in_memory(h, n, {n: np.array([t])}),
    "numpy-objects": lambda h, n, t: in_memory(h, n, {n: np.array([t], object)}),
    "list": lambda h, n, t: in_memory(h, n, {n: [t]}),
}
"""The readers of text where a decimal sign is a point."""
SEMICOLON: Final[dict[str, Callable[[Held, str, str], Said]]] = {
    "facts;": lambda h, n, t: facts_file(h, n, t, ";"),
    "live;": lambda h, n, t: live_file(h, n, t, ";"),
    "input;": lambda h, n, t: input_file(h, n, t, ";"),
}
"""The readers of files whose cells are parted by `;`, where it may be a comma."""


def live_json(held: Held, name: str, text: str) -> Said:
    """A line of JSON."""
    row = json.dumps({"area": "x", "attribute": name, **INVENTED})[:-1] + f', "value": {text}}}'
    read = changes(row + "\n", "changes.jsonl", True)
    step, _ = accept(request(read.adds, (), "changes"), held.book, Book(held.facts), DAY)
    return step.facts[0].value


def said(read: Callable[[], Said]) -> Said:
    """What a reader says, or the code of its one refusal."""
    try:
        return read()
    except GrundError as error:
        (problem,) = error.problems
        return problem.code


def wanted(case: Mapping[str, Any], key: str = "says") -> Said:
    """What a case wants: a code, or a value as Python has it."""
    if "refused" in case and key == "says":
        return case["refused"]
    value = case[key]
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def named(case: Mapping[str, Any]) -> str:
    """A case for people."""
    return f"{case['of']} {case.get('type', '')} {case['cell']!r}"


@pytest.mark.parametrize("reader", [*COMMA, *SEMICOLON])
def test_text(reader: str, held: Held) -> None:
    """Every text of the table, in one reader."""
    wrong = []
    for case in RAW["texts"]:
        text, name = case["cell"], case["of"]
        want = wanted(case, "semicolon") if reader in SEMICOLON and "semicolon" in case else wanted(case)
        found = said(lambda n=name, t=text: (COMMA | SEMICOLON)[reader](held, n, t))  # type: ignore[misc]
        if found != want or type(found) is not type(want):
            wrong.append((named(case), found, want))
    assert wrong == []


def scalar(case: Mapping[str, Any]) -> Any:
    """The cell of a typed case."""
    return eval(case["cell"], {"Decimal": Decimal, "date": date, "datetime": datetime, "ZoneInfo": ZoneInfo})


def arrow(case: Mapping[str, Any]) -> pa.Array:
    """A typed case as an Arrow array."""
    kind = eval(case["type"] if "(" in case["type"] else f"{case['type']}()", dict(vars(pa)))
    value = scalar(case)
    if pa.types.is_dictionary(kind):
        return pa.array([value], kind.value_type).dictionary_encode()
    return pa.array([value], kind)


FRAMES: Final[dict[str, Callable[[Held, str, pa.Array], Said]]] = {
    "parquet": parquet_file,
    "arrow": lambda h, n, v: in_memory(h, n, {n: v}),
    "arrow-pieces": lambda h, n, v: in_memory(h, n, {n: pa.chunked_array([v[:0], v])}),
    "pandas": lambda h, n, v: in_memory(h, n, pa.table({n: v}).to_pandas()),
    "polars": lambda h, n, v: in_memory(h, n, pl.from_arrow(pa.table({n: v}))),
    "numpy": lambda h, n, v: in_memory(h, n, {n: v.to_numpy(zero_copy_only=False)}),
    "numpy-objects": lambda h, n, v: in_memory(h, n, {n: np.array([*v.to_pylist(), None], object)[:1]}),
}
"""The readers of columns that have a type."""
LOST: Final = {
    "polars": ("binary",),  # a null column of bytes has no sign of its own there
    "numpy": ("timestamp('us', 'UTC')", "timestamp('us', 'Europe/Stockholm')"),  # numpy has no zones
    "numpy-objects": ("float32",),  # Python has one breadth of floats
}
"""The types that a library cannot hold, so that the cell is another before it is read."""


@pytest.mark.parametrize("reader", FRAMES)
def test_typed(reader: str, held: Held) -> None:
    """Every typed column of the table, in one reader."""
    wrong = []
    for case in RAW["typed"]:
        if case["type"] in LOST.get(reader, ()):
            continue
        values, name = arrow(case), case["of"]
        found = said(lambda n=name, v=values: FRAMES[reader](held, n, v))  # type: ignore[misc]
        if found != wanted(case) or type(found) is not type(wanted(case)):
            wrong.append((named(case), found, wanted(case)))
    assert wrong == []


def headed(held: Held, cell: str, separator: str) -> Said:
    """The column that a header of a file of areas is, none where it is another."""
    path = held.folder / "areas.csv"
    path.write_text(f"id,{cell}\na,1\n".replace(",", separator), encoding="utf-8")
    file = Rowed(str(path))
    return "whole" if "whole" in file.names() and of_file(held, "whole", path) == 1 else None


@pytest.mark.parametrize("separator", [",", ";"])
def test_headers(separator: str, held: Held) -> None:
    """Every header of the table, in files of areas: blanks at its ends are none, and what is not seen is refused."""
    found = [(case["cell"], said(lambda c=case["cell"]: headed(held, c, separator))) for case in RAW["headers"]]  # type: ignore[misc]
    assert found == [(case["cell"], wanted(case)) for case in RAW["headers"]]

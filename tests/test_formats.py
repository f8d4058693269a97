"""Formats: every command that answers has every format, and each of them says the same."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb
import openpyxl
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot

from grund.cli import entry
from grund.problems.problem import GrundError
from grund.views.formats import writers
from grund.views.formats.columns import COLUMNS, IN_KIND, meaning
from grund.views.formats.exports import workbook
from grund.views.formats.writers import WRITERS, asked
from grund.views.result import Result

COMMANDS = (
    "run", "run polisens-listor", "run budget-exempel", "compare nulage nulage-med-stadsdelslyft",
    "compare nulage fokusomrade stadsdelslyft", "compare nulage fokusomrade stadsdelslyft --pairs", "explain Tensta",
    "explain Tensta insats-handlingsplan --policy stadsdelslyft", "explain Tensta fokusomrade",
    "explain Tensta insats-handlingsplan --policy stadsdelslyft --what-would-change",
    "diff fokusomrade stadsdelslyft", "region fokusomrade stadsdelslyft", "near --policy behovsstyrd",
    "sweep behovsstyrd cni_troskel_konstruerad", "timeline stockholm-2015-2026",
    "timeline stockholm-2026 Tensta --policy fokusomrade",
    "who insats-handlingsplan Tensta", "body kommunstyrelsen", "gaps", "goals", "handlingsplan stadsdelslyft",
    "budget budget-exempel", "allocate budget-exempel", "index cni --scenario scb-exempel",
    "claims tjansteutlatandet", "prove", "list", "list areas", "check", "test",
    "graph --policy stadsdelslyft --tolkning lyft_utbredning=utsatta",
    "problem", "problem G203", "verify scenarios/stratumbidrag.expected.json",
)  # fmt: skip


ROWS = 120
"""At most so many rows of an answer are written, from all over it."""


@pytest.fixture(scope="module", params=COMMANDS)
def answer(request: pytest.FixtureRequest) -> Result:
    """What a command answers, before it is written; it ends well, with nothing on stderr."""
    taken: list[Result] = []
    patch = pytest.MonkeyPatch()
    form = "xlsx" if request.param.startswith("compare") else "csv"  # a comparison makes only what is asked for
    patch.setitem(writers.WRITERS, form, lambda given: taken.append(given) or b"")
    patch.setattr("sys.argv", ["grund", *request.param.split(), "--format", form])
    talk = io.StringIO()
    with contextlib.redirect_stderr(talk), pytest.raises(SystemExit) as ended:
        raise SystemExit(entry.main())
    patch.undo()
    assert (ended.value.code or 0, talk.getvalue()) == (0, ""), request.param
    answered = taken[0]
    return replace(answered, rows=answered.rows[:: len(answered.rows) // ROWS + 1])


def rows_of(answer: Result) -> list[tuple[Any, ...]]:
    return list(zip(*(column.values for column in answer.table.columns), strict=True))


def test_every_column_has_a_label_and_a_kind(answer: Result) -> None:
    for column in answer.table.columns:
        assert column.label.sv
        assert column.label.en, column.name


def test_every_format_is_written(answer: Result) -> None:
    for name, writer in WRITERS.items():
        if name in ("xlsx", "parquet", "arrow", "sql"):
            continue
        assert writer(answer), name
    read = list(csv.reader(io.StringIO(WRITERS["csv"](answer).decode("utf-8-sig")), delimiter=";"))
    assert read[0] == [column.name for column in answer.table.columns]
    assert len(read) - 1 == len(answer.table)
    if answer.data is not None:  # a run makes its record for JSON alone
        assert isinstance(orjson.loads(WRITERS["json"](answer)), dict)


def test_arrow_and_parquet_hold_the_rows(answer: Result) -> None:
    table = pa.ipc.open_file(WRITERS["arrow"](answer)).read_all()
    assert table.equals(pq.read_table(io.BytesIO(WRITERS["parquet"](answer))), check_metadata=True)
    assert [tuple(row.values()) for row in table.to_pylist()] == rows_of(answer)
    assert {name.decode(): value.decode() for name, value in table.schema.metadata.items()} == answer.meta
    assert all(field.metadata[b"sv"] for field in table.schema)


def test_a_workbook_shows_the_answer_and_holds_the_rows(answer: Result) -> None:
    book = openpyxl.load_workbook(io.BytesIO(WRITERS["xlsx"](answer)), read_only=True)
    assert book.sheetnames == ["Svar", "Data", *answer.more, "Om"]
    first = [row[0] for row in book["Svar"].iter_rows(values_only=True) if row[0]]
    assert all(note in first for note in answer.blocks[0].notes)
    heads, *rows = book["Data"].iter_rows(values_only=True)
    assert len(set(heads)) == len(answer.table.columns)
    said = [tuple(cell if isinstance(cell, str | None) else Decimal(str(cell)) for cell in row) for row in plain(rows)]
    assert said == plain(rows_of(answer))


def plain(rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Rows with days as text; an empty row is none."""
    texts = (
        tuple(str(c)[:10] if hasattr(c, "year") else c[:32767] if isinstance(c, str) else c for c in r) for r in rows
    )
    return [row for row in texts if any(cell is not None for cell in row)]


def test_a_script_puts_the_rows_in_a_table_once(answer: Result) -> None:
    script = WRITERS["sql"](answer).decode()
    base = duckdb.connect()
    for part in 2 * sqlglot.transpile(script, read="postgres", write="duckdb"):
        base.execute(part)
    name = f"{answer.kind.replace('-', '_')}_rows"
    assert base.execute(f"SELECT * EXCLUDE (run, command) FROM {name}").fetchall() == rows_of(answer)


def test_rows_that_no_sheet_has_room_for_are_refused(answer: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST", len(answer.table) - 1)
    with pytest.raises(GrundError, match="G790"):
        WRITERS["xlsx"](answer)


def test_no_meaning_is_idle() -> None:
    """A key that holds another kind in an answer is one that others have."""
    for _, key in IN_KIND:
        assert key in COLUMNS
    with pytest.raises(KeyError):
        meaning("nothing_of_ours")


def test_how_an_answer_is_written_is_not_what_is_asked() -> None:
    words = ["run", "s", "-o", "f.csv", "--format=csv", "--policy", "p", "--force"]
    assert asked(words) == "grund run s --policy p"

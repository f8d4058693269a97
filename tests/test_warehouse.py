"""A table is decided where it stands: what is written there is what a run of the same rows writes here, and it is there
whole or not at all.

DuckDB runs here; PostgreSQL and Spark are started by these tests, and skipped by name where they are not installed.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp

import command_line
from grund.engines.sql import StatementFailed
from grund.engines.sql.storage import Stored, dropped

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning")

KEYS = ("area", "policy", "insats", "tolkning", "decision", "rule", "missing")
CLASSES = ("ingen", "utsatt", "riskomrade", "sarskilt_utsatt", None)
Row = tuple[Any, ...]


def areas(count: int = 40) -> pa.Table:
    """Areas with what the rules read of their own, some of it missing, and a day of change."""
    return pa.table(
        {
            "id": [f"a{i}" for i in range(count)],
            "klassning": [CLASSES[i % 5] for i in range(count)],
            "omfattas_fokus_jarva": pa.array([(None, True, False)[i % 3] for i in range(count)], pa.bool_()),
            "andrad": pa.array([f"2026-01-{i % 28 + 1:02}" for i in range(count)]),
        }
    )


class Place(Protocol):
    """A database with a table of areas, `omraden`."""

    address: str

    def ask(self, sql: str) -> list[Row]:
        """The rows of a statement."""


@dataclass
class InDuckDB:
    address: str
    file: str

    def ask(self, sql: str) -> list[Row]:
        with duckdb.connect(self.file) as connection:
            return connection.execute(sql).fetchall()


@dataclass
class InPostgreSQL:
    address: str

    def ask(self, sql: str) -> list[Row]:
        with psycopg.connect(self.address, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []


@dataclass
class InSpark:
    address: str

    def ask(self, sql: str) -> list[Row]:
        from grund.engines.sql.spark import Spark

        with Spark(self.address) as engine:
            return [tuple(row) for row in engine.ask(sql)]


def values() -> str:
    """The areas as the rows of a statement."""
    cells = [[_literal(cell) for cell in row.values()] for row in areas().to_pylist()]
    return ", ".join(f"({', '.join(row)})" for row in cells)


def _literal(cell: object) -> str:
    return "NULL" if cell is None else str(cell).upper() if isinstance(cell, bool) else f"'{cell}'"


NAMES = "id, klassning, omfattas_fokus_jarva, andrad"
SELECTED = f"SELECT * FROM (VALUES {values()}) AS v({NAMES})"


@pytest.fixture(params=["duckdb", "postgres", "java_spark"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A database that has the areas; a Rust server is none, for its tables are gone with the session."""
    one: Place
    if request.param == "duckdb":
        one = InDuckDB(f"duckdb://{tmp_path}/b.db", f"{tmp_path}/b.db")
    else:
        address = str(request.getfixturevalue(request.param))
        one = InPostgreSQL(address) if request.param == "postgres" else InSpark(address)
    for table in ("omraden", "beslut"):
        one.ask(f"DROP TABLE IF EXISTS {table}")
    one.ask(f"CREATE TABLE omraden AS {SELECTED}")
    yield one
    for table in ("omraden", "beslut"):
        one.ask(f"DROP TABLE IF EXISTS {table}")


def run(place: Place, *words: str, policy: str = "stadsdelslyft", source: str = "omraden") -> tuple[int, str]:
    """The exit code of a run where the table stands, and what was said."""
    asked = ["run", "--policy", policy, "--on", place.address, "--input", source, "-o", "beslut", *words]
    code, _, err = command_line.run(asked)
    return code, err.decode()


def wanted(folder: Path) -> set[Row]:
    """What a run here writes of the same areas."""
    pq.write_table(areas(), folder / "a.parquet")
    words = ["run", "--policy", "stadsdelslyft", "--input", f"{folder}/a.parquet", "-o", f"{folder}/u.parquet"]
    assert command_line.run(words)[0] == 0
    return {tuple(row[key] for key in KEYS) for row in pq.read_table(folder / "u.parquet").to_pylist()}


DECIDED = f"SELECT {', '.join(KEYS)} FROM beslut"


@pytest.mark.slow
def test_what_is_written_there_is_what_a_run_here_writes(place: Place, tmp_path: Path) -> None:
    """Created, not written over unasked, replaced, and added to."""
    rows = wanted(tmp_path)
    assert run(place) == (0, run(place, "--mode", "replace")[1])
    assert set(place.ask(DECIDED)) == rows
    code, err = run(place)
    assert code == 3 and "G835" in err and set(place.ask(DECIDED)) == rows
    code, err = run(place, "--mode", "append", "--changed", "andrad=2026-01-20")
    assert code == 0, err
    again = place.ask("SELECT decided, COUNT(*), COUNT(DISTINCT area), MIN(day), MIN(run) FROM beslut GROUP BY decided")
    (first, second) = sorted(again)
    assert (first[1], first[2], second[2]) == (len(rows), 40, 8) and first[3:] == second[3:]


@pytest.mark.slow
def test_a_bad_value_leaves_what_was_there(place: Place) -> None:
    """It stops the run, is named with its area, and nothing is half written."""
    assert run(place)[0] == 0
    before = place.ask("SELECT MIN(decided), COUNT(*) FROM beslut")
    place.ask("CREATE TABLE fel AS SELECT id, 'utsat' AS klassning FROM omraden WHERE id = 'a7'")
    try:
        code, err = run(place, "--mode", "replace", source="fel")
    finally:
        place.ask("DROP TABLE fel")
    assert code == 3 and "G831  ”utsat” är inget giltigt värde för klassning i området ”a7”" in err, err
    assert place.ask("SELECT MIN(decided), COUNT(*) FROM beslut") == before


FAULTS = {
    "values": ("SELECT id, 5 AS omfattas_fokus_jarva, 'UTSATT' AS klassning FROM omraden", {"G831": 40 * 2}),
    "twice": ("SELECT id FROM omraden UNION ALL SELECT id FROM omraden WHERE id < 'a12'", {"G832": 4}),
    "blank": ("SELECT CASE WHEN id < 'a11' THEN NULL WHEN id < 'a12' THEN '  ' ELSE id END AS id FROM omraden", {}),
    "absent": ("", {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", FAULTS)
def test_what_is_wrong_in_a_table_is_said_with_its_areas(place: Place, kind: str) -> None:
    """All of it, and not what the database says of the statement; of one fault in many areas the areas are listed."""
    query, codes = FAULTS[kind]
    if query:
        place.ask(f"CREATE TABLE fel AS {query}")
    try:
        code, err = run(place, source="fel")
    finally:
        place.ask("DROP TABLE IF EXISTS fel")
    wanted = {"values": "G831", "twice": "G832", "blank": "G453", "absent": "G833"}[kind]
    assert code == 3 and "G563" not in err and wanted in err, err
    areas = sum(len(line.split(", ")) for line in err.splitlines() if line.startswith("  även: "))
    more = sum(int(number) for number in re.findall(r" och (\d+) till", err))
    assert areas + more + err.count(wanted) == codes.get(wanted, 1), err


@pytest.mark.slow
def test_a_capital_letter_is_another_letter_whatever_the_order_of_the_column_is(place: Place) -> None:
    """A column whose order knows no capitals: `A` is not `a`, and UTSATT is no class."""
    kind = {"duckdb": "VARCHAR COLLATE NOCASE", "postgresql": "TEXT COLLATE sma", "spark": "STRING COLLATE UTF8_LCASE"}
    if place.address.startswith("postgresql"):
        place.ask("CREATE COLLATION sma (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
    word = kind[place.address.partition("://")[0]]
    place.ask(f"CREATE TABLE fel (id {word}, klassning {word})")
    try:
        place.ask("INSERT INTO fel VALUES ('a', 'utsatt'), ('A', 'ingen')")
        assert run(place, source="fel")[0] == 0
        place.ask("INSERT INTO fel VALUES ('b', 'UTSATT')")
        code, err = run(place, "--mode", "replace", source="fel")
    finally:
        place.ask("DROP TABLE fel")
        if place.address.startswith("postgresql"):
            place.ask("DROP COLLATION sma CASCADE")
    assert code == 3 and "G831" in err and "”b”" in err, err


def test_all_that_a_database_says_is_shown_where_it_is_wanted(tmp_path: Path) -> None:
    """Its first line alone; with --verbose the rest too."""
    words = ["run", "--policy", "stadsdelslyft", "--on", f"duckdb://{tmp_path}/b.db", "--input", "borta", "-o", "u"]
    for more in ([], ["--verbose"], []):
        code, _, err = command_line.run([*words, *more])
        assert code == 3 and ("LINE " in err.decode()) == bool(more), err.decode()


@pytest.mark.slow
def test_a_table_without_ids_is_no_table_of_areas(place: Place) -> None:
    """Named, with the columns there are."""
    place.ask("CREATE TABLE fel AS SELECT klassning FROM omraden")
    try:
        code, err = run(place, source="fel")
    finally:
        place.ask("DROP TABLE fel")
    assert code == 3 and "G837" in err and "klassning" in err


@pytest.mark.slow
@pytest.mark.parametrize("where", ["duckdb", "spark", "java_spark"])
def test_files_are_read_and_written_by_the_database(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Parquet to Parquet; what is there is not written over unasked, and what cannot be done whole is refused."""
    rows = wanted(tmp_path)
    address = "duckdb://" if where == "duckdb" else str(request.getfixturevalue(where))
    target = f"{tmp_path}/ut.parquet"
    words = ["run", "--policy", "stadsdelslyft", "--on", address, "--input", f"{tmp_path}/a.parquet", "-o", target]
    more = ("replace", "append") if where == "duckdb" else ("append", "replace")
    for number, (options, code) in enumerate([([], 0), ([], 3), (["--mode", more[0]], 0), (["--mode", more[1]], 3)]):
        found, _, err = command_line.run([*words, *options])
        assert found == code, err.decode()
        assert code == 0 or ("G835" if number == 1 else "G838") in err.decode()
        written = pq.read_table(target).to_pylist()
        assert {tuple(row[key] for key in KEYS) for row in written} == rows
        assert len(written) == len(rows) * (2 if number > 1 and where != "duckdb" else 1)


@pytest.mark.slow
def test_the_areas_are_never_written_over(place: Place) -> None:
    """A table that is read is not the one that is written, by whatever name."""
    for name in ("beslut", "BESLUT"):
        place.ask("DROP TABLE IF EXISTS beslut")
        place.ask("CREATE TABLE beslut AS SELECT * FROM omraden")
        code, err = run(place, "--mode", "replace", source=name)
        assert code == 2 and "G890" in err, err
        assert place.ask("SELECT COUNT(DISTINCT id) FROM beslut") == [(40,)]


@pytest.mark.parametrize(
    ("source", "output", "words", "code"),
    [
        ("a.parquet", "a.parquet", ["--mode", "replace"], "G890"),
        ("a.parquet", "under/../a.parquet", ["--mode", "replace"], "G890"),
        (".", "ny.parquet", [], "G890"),
        ("a.parquet", "anteckningar.txt", [], "G835"),
    ],
)
def test_files_that_are_there_stay(tmp_path: Path, source: str, output: str, words: list[str], code: str) -> None:
    """What is read, what is in the folder that is read, and a file of another kind."""
    pq.write_table(areas(), tmp_path / "a.parquet")
    (tmp_path / "under").mkdir()
    (tmp_path / "anteckningar.txt").write_text("mina")
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    ends = ["--input", f"{tmp_path}/{source}", "-o", f"{tmp_path}/{output}"]
    found, _, err = command_line.run(["run", "--policy", "stadsdelslyft", "--on", "duckdb://", *ends, *words])
    assert found != 0 and code in err.decode(), err.decode()
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_decisions_that_would_be_gone_are_not_made(tmp_path: Path) -> None:
    """A database in memory keeps no table; a name with too many parts is no table's."""
    pq.write_table(areas(), tmp_path / "a.parquet")
    words = ["run", "--policy", "stadsdelslyft", "--input", f"{tmp_path}/a.parquet", "-o"]
    for target, output, code in (
        ("duckdb://", "beslut", "G891"),
        (f"duckdb://{tmp_path}/b.db", "a.b.c.d", "G892"),
    ):
        found, _, err = command_line.run([*words, output, "--on", target])
        assert found == 2 and code in err.decode(), err.decode()


def test_a_database_that_was_not_there_is_not_left_empty(tmp_path: Path) -> None:
    """A misspelt file; the sentence has no excerpt of the statement."""
    words = ["run", "--policy", "stadsdelslyft", "--on", f"duckdb://{tmp_path}/b.db", "--input", "t", "-o", "u"]
    found, _, err = command_line.run(words)
    assert found == 3 and "G833" in err.decode() and "LINE" not in err.decode(), err.decode()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("source", "code", "cure"), [("a.parquet", "G825", "sökvägen"), ("a", "G833", "schema")])
def test_what_cannot_be_read_is_said_with_its_own_cure(source: str, code: str, cure: str, tmp_path: Path) -> None:
    """A file has no schema to be in, and a table no path."""
    words = ["run", "--policy", "stadsdelslyft", "--on", "duckdb://", "--input", source, "-o", f"{tmp_path}/b.parquet"]
    found, _, err = command_line.run(words)
    assert found == 3 and code in err.decode() and cure in err.decode(), err.decode()


def test_no_areas_are_no_decisions(tmp_path: Path) -> None:
    """Nothing changed: that is said."""
    pq.write_table(areas(), tmp_path / "a.parquet")
    ends = ["--input", f"{tmp_path}/a.parquet", "-o", f"{tmp_path}/u.parquet", "--changed", "andrad=2027"]
    found, _, err = command_line.run(["run", "--policy", "stadsdelslyft", "--on", "duckdb://", *ends])
    assert found == 0 and "Det finns inga områden att besluta om" in err.decode(), err.decode()
    assert pq.read_table(tmp_path / "u.parquet").num_rows == 0


@pytest.mark.slow
def test_what_is_ranked_over_all_is_not_decided_for_some(tmp_path: Path) -> None:
    """An area that changed moves the others: it is refused, by name; with a column of its own it is not ranked here."""
    words = ["run", "percentilgallring", "--on", f"duckdb://{tmp_path}/b.db", "--input", "t", "-o", "u"]
    with duckdb.connect(f"{tmp_path}/b.db") as connection:
        connection.execute("CREATE TABLE t AS SELECT 'a' AS id, 1 AS nar")
    code, _, err = command_line.run([*words, "--changed", "nar=0"])
    assert code == 3 and "G836" in err.decode(), err.decode()


@pytest.mark.slow
def test_a_table_that_is_being_replaced_can_be_read_and_a_killed_run_leaves_it(postgres: str, tmp_path: Path) -> None:
    """Killed while the server works: the old table stands, the query is stopped, and nothing is half there."""
    place = InPostgreSQL(postgres)
    place.ask("DROP TABLE IF EXISTS omraden, beslut")
    place.ask(f"CREATE TABLE omraden AS {SELECTED}")
    assert run(place)[0] == 0
    before = place.ask("SELECT MIN(decided), COUNT(*) FROM beslut")
    place.ask("INSERT INTO omraden SELECT 'b' || n, 'utsatt', TRUE, '2026-01-01' FROM generate_series(1, 1000000) AS n")
    words = ["run", "--policy", "stadsdelslyft", "--on", postgres, "--input", "omraden", "-o", "beslut"]
    busy = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'CREATE TABLE%beslut~new%'"
    client = _client([*words, "--mode", "replace"])
    try:
        _until(lambda: bool(place.ask(busy)))
        assert place.ask("SELECT MIN(decided), COUNT(*) FROM beslut") == before
        client.send_signal(signal.SIGKILL)
        client.wait(30)
        _until(lambda: not place.ask(busy))
    finally:
        client.kill()
        names = place.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        after = place.ask("SELECT MIN(decided), COUNT(*) FROM beslut")
        place.ask("DROP TABLE IF EXISTS omraden, beslut")
    assert after == before and set(names) == {("omraden",), ("beslut",)}


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("output", ["beslut", "ut.parquet"])
def test_a_run_in_duckdb_that_is_stopped_leaves_what_was_there(
    tmp_path: Path, output: str, stop: signal.Signals
) -> None:
    """Stopped while it writes: the old table or file stands, whole."""
    place = InDuckDB(f"duckdb://{tmp_path}/b.db", f"{tmp_path}/b.db")
    place.ask(f"CREATE TABLE omraden AS {SELECTED}")
    target = output if output == "beslut" else f"{tmp_path}/{output}"
    read = output if output == "beslut" else f"'{target}'"
    words = ["run", "--policy", "stadsdelslyft", "--on", place.address, "--input", "omraden", "-o", target]
    assert command_line.run(words)[0] == 0
    before = place.ask(f"SELECT MIN(decided), COUNT(*) FROM {read}")
    place.ask("INSERT INTO omraden SELECT 'b' || n, 'utsatt', TRUE, '2026-01-01' FROM range(500000) AS t(n)")
    places = {path: path.stat().st_size for path in tmp_path.iterdir()}
    client = _client([*words, "--mode", "replace"])
    try:
        _until(lambda: sum(path.stat().st_size for path in tmp_path.iterdir()) > sum(places.values()) + 200_000)
        client.send_signal(stop)
        assert client.wait(60) == (-stop if stop == signal.SIGKILL else 128 + stop)
    finally:
        client.kill()
        client.wait(60)
    assert place.ask(f"SELECT MIN(decided), COUNT(*) FROM {read}") == before
    assert place.ask("SELECT table_name FROM duckdb_tables() ORDER BY ALL") == [
        (name,) for name in ("beslut", "omraden") if name != "beslut" or output == "beslut"
    ]
    assert stop == signal.SIGKILL or set(tmp_path.iterdir()) <= places.keys() | {tmp_path / "b.db.wal"}


MANY = 100_000
"""Areas enough for a run to be stopped while a cluster writes."""


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize(
    ("output", "mode"),
    [("beslut", "create"), ("beslut", "replace"), ("beslut", "append"), ("ut", "create"), ("ut", "append")],
)
def test_a_run_on_a_cluster_that_is_stopped_leaves_what_was_there(
    java_spark: str, tmp_path: Path, output: str, mode: str, stop: signal.Signals
) -> None:
    """Stopped while the cluster writes. Ended, it has the cluster stop; killed, the cluster ends what it was asked, and
    nobody sees a part: rows that were to be added are there, all or none, and no table has another's name."""
    place = InSpark(java_spark)
    for table in ("omraden", "beslut"):
        place.ask(f"DROP TABLE IF EXISTS {table}")
    place.ask(f"CREATE TABLE omraden AS {SELECTED}")
    ((_, kept),) = place.ask("SET spark.sql.warehouse.dir")
    folder = Path(kept.removeprefix("file:")) if output == "beslut" else tmp_path
    target, read = (output, output) if output == "beslut" else (f"{tmp_path}/ut", f"parquet.`{tmp_path}/ut`")
    words = ["run", "--policy", "stadsdelslyft", "--on", java_spark, "--input", "omraden", "-o", target]
    try:
        if mode != "create":
            assert command_line.run(words)[0] == 0
        before = _rows(place, read)
        place.ask(f"INSERT INTO omraden SELECT CONCAT('b', id), 'utsatt', TRUE, '2026-01-01' FROM RANGE({MANY})")
        client = _client([*words, "--mode", mode])
        try:
            _until(lambda: any(folder.glob(f"{output}*/_temporary/**/*.parquet")))
            assert _rows(place, read) == before
            client.send_signal(stop)
            assert client.wait(60) == (-stop if stop == signal.SIGKILL else 128 + stop)
        finally:
            client.kill()
            client.wait(60)
        _until(lambda: not any(folder.glob(f"{output}*/_temporary")))
        added = (MANY + 40) * 16 if stop == signal.SIGKILL and (mode == "append" or output == "ut") else 0
        assert _rows(place, read) in (before, before + added)
        tables = {row[1] for row in place.ask("SHOW TABLES") if "__new_" not in row[1] or stop == signal.SIGTERM}
        assert tables == {"omraden", *(["beslut"] if output == "beslut" and mode != "create" else [])}
        if mode == "create" and stop == signal.SIGTERM:  # and it can be begun again
            place.ask("TRUNCATE TABLE omraden")
            assert command_line.run(words)[0] == 0
    finally:
        for _, table, _ in place.ask("SHOW TABLES"):
            place.ask(f"DROP TABLE IF EXISTS {table}")


@pytest.mark.slow
def test_a_table_that_made_room_for_one_that_is_gone_has_its_name_again(java_spark: str) -> None:
    """Of two renames of a cluster the second did not come."""
    from grund.engines.sql.spark import Spark

    place = InSpark(java_spark)
    place.ask("DROP TABLE IF EXISTS beslut")
    place.ask("CREATE TABLE beslut AS SELECT 1 AS gammal")
    try:
        with pytest.raises(StatementFailed, match="NOT_FOUND"), Spark(java_spark) as engine:  # noqa: PT012
            new = engine.store(exp.select("2 AS ny"), Stored("beslut"), "replace")
            engine.session.sql(dropped(new, "spark"))
            engine.keep()
        assert place.ask("SELECT gammal FROM beslut") == [(1,)]
        assert [row[1] for row in place.ask("SHOW TABLES")] == ["beslut"]
    finally:
        place.ask("DROP TABLE IF EXISTS beslut")


def _rows(place: InSpark, read: str) -> int:
    """How many rows are seen there; 0 where there is nothing."""
    try:
        ((count,),) = place.ask(f"SELECT COUNT(*) FROM {read}")
    except StatementFailed:
        return 0
    return int(count)


def _client(words: list[str]) -> subprocess.Popen[bytes]:
    """A run in a process of its own."""
    where = os.environ | {"PYTHONPATH": str(command_line.ROOT / "engine"), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen([sys.executable, "-m", "grund", *words], env=where, stderr=subprocess.DEVNULL)


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never held")


@pytest.mark.slow
def test_a_role_and_a_schema_of_ones_own(postgres: str) -> None:
    """Names with a schema, a native enum, a hostile search path; what the role may not do is a sentence with a cure."""
    place = InPostgreSQL(postgres)
    place.ask("CREATE TYPE klass AS ENUM ('ingen', 'utsatt', 'riskomrade', 'sarskilt_utsatt')")
    place.ask("CREATE SCHEMA data")
    place.ask(f"CREATE TABLE data.omraden AS SELECT id, klassning::klass, omfattas_fokus_jarva FROM ({SELECTED}) AS s")
    place.ask("CREATE TABLE public.stadsdel (id text, klassning text)")
    place.ask("CREATE ROLE skrivare LOGIN")
    place.ask("ALTER ROLE skrivare SET search_path TO data, public, pg_temp, pg_catalog")
    place.ask("GRANT USAGE ON SCHEMA data TO skrivare")
    place.ask("GRANT SELECT ON data.omraden TO skrivare")
    own = InPostgreSQL(postgres.replace("grund@", "skrivare@"))
    try:
        code, err = run(own)
        assert code == 3 and "G861" in err and "GRANT" not in err, err
        place.ask("GRANT CREATE ON SCHEMA data TO skrivare")
        code, err = run(own)
        assert code == 0, err
        assert len(place.ask("SELECT DISTINCT area FROM data.beslut")) == 40
    finally:
        place.ask("DROP SCHEMA data CASCADE")
        place.ask("DROP TABLE public.stadsdel")
        place.ask("DROP TYPE klass")
        place.ask("DROP ROLE skrivare")


@pytest.mark.slow
@pytest.mark.parametrize("where", ["duckdb", "java_spark"])
@pytest.mark.parametrize("log", ["_delta_log/00000000000000000000.json", "metadata/v1.metadata.json", ".hoodie/p"])
def test_files_that_are_not_the_rows_of_a_table_are_not_read(
    where: str, log: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A folder with a log of its own has files of rows that are gone; nor is anything put among them."""
    address = "duckdb://" if where == "duckdb" else str(request.getfixturevalue(where))
    table = tmp_path / "tabell"
    (table / log).parent.mkdir(parents=True)
    (table / log).write_text("{}")
    for folder in (table, tmp_path):
        pq.write_table(areas(), folder / "a.parquet")
    words = ["run", "--policy", "stadsdelslyft", "--on", address, "--mode", "append" if where != "duckdb" else "create"]
    for source, output in ((table, tmp_path / "ut"), (tmp_path / "a.parquet", table)):
        code, _, err = command_line.run([*words, "--input", f"{source}", "-o", f"{output}"])
        assert code == 3 and "G834" in err.decode(), err.decode()


@pytest.mark.slow
def test_a_table_that_is_parted_stays_so_when_it_is_replaced(postgres: str) -> None:
    """Its new rows go where they belong, and whoever might read it still may."""
    place = InPostgreSQL(postgres)
    place.ask("DROP TABLE IF EXISTS omraden, beslut")
    place.ask(f"CREATE TABLE omraden AS {SELECTED}")
    heads = ", ".join(f"{name} text" for name in (*KEYS, "run"))
    place.ask(f"CREATE TABLE beslut ({heads}, day date, decided timestamp) PARTITION BY LIST (decision)")
    for verdict in ("yes", "no", "unknown"):
        place.ask(f"CREATE TABLE beslut_{verdict} PARTITION OF beslut FOR VALUES IN ('{verdict}')")
    try:
        for mode in ("append", "replace", "replace"):
            code, err = run(place, "--mode", mode)
            assert code == 0, err
        counts = [place.ask(f"SELECT COUNT(*), COUNT(DISTINCT run) FROM {name}") for name in ("beslut", "beslut_yes")]
        assert counts[0] == [(640, 1)] and 0 < counts[1][0][0] < 640
    finally:
        place.ask("DROP TABLE IF EXISTS omraden, beslut")


@pytest.mark.slow
def test_a_parted_table_of_a_cluster_is_replaced_by_one_parted_so(java_spark: str) -> None:
    """By the same columns."""
    place = InSpark(java_spark)
    place.ask(f"CREATE TABLE omraden AS {SELECTED}")
    heads = ", ".join(f"{name} STRING" for name in (*KEYS, "run"))
    place.ask(f"CREATE TABLE beslut ({heads}, day DATE, decided TIMESTAMP) USING parquet PARTITIONED BY (decision)")
    try:
        code, err = run(place, "--mode", "replace")
        assert code == 0, err
        assert {row[0] for row in place.ask("SHOW PARTITIONS beslut")} == {
            "decision=yes", "decision=no", "decision=unknown"
        }  # fmt: skip
    finally:
        place.ask("DROP TABLE IF EXISTS omraden")
        place.ask("DROP TABLE IF EXISTS beslut")


@pytest.mark.slow
def test_a_role_that_looks_in_no_schema_writes_no_table_that_is_gone(postgres: str) -> None:
    """A name without a schema would be that of a temporary table."""
    place = InPostgreSQL(postgres)
    place.ask("DROP TABLE IF EXISTS omraden, beslut")
    place.ask(f"CREATE TABLE omraden AS {SELECTED}")
    place.ask("CREATE ROLE blind LOGIN SUPERUSER")
    place.ask("ALTER ROLE blind SET search_path TO ''")
    own = InPostgreSQL(postgres.replace("grund@", "blind@"))
    try:
        for source in ("omraden", "public.omraden"):
            code, err = run(own, source=source)
            assert code == 3 and "search_path" in err, err
    finally:
        place.ask("DROP TABLE omraden")
        place.ask("DROP ROLE blind")

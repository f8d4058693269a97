"""A budget system that asks grund: facts and prices from its PostgreSQL, the budget back as rows.

    python run.py postgresql:///budget [SCENARIO.yaml]

Takes the address of a database with the tables of schema.sql, and a scenario; writes a run, its lines, and which run is
the scenario's budget now. Reading and writing are one transaction, so a failure leaves nothing; a run that is there
already is not written again, whoever wrote it; where several run at once, each ends well. To copy: only grund's public
names and psycopg are used.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import dict_row

import grund

HERE = Path(__file__).resolve().parent
COLUMNS = (
    "run", "policy", "tolkning", "year", "insats", "part", "area", "area_name", "district", "body", "body_name",
    "verdict", "quantity", "amount_ore", "low_ore", "high_ore", "missing", "marks",
)  # fmt: skip
GROUNDS = ("source", "mark", "assumption", "illustration", "note")
READING = "tolkning."
TRIES = 8
ANEW = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
"""What a database says of a transaction that another one got ahead of: begun anew, it may go through."""
Connection = psycopg.Connection[dict[str, Any]]


class Written(NamedTuple):
    """What a call came to: the run, its lines, and whether they were written now or were there already."""

    run: str
    lines: int
    new: bool


def main(url: str, question: Path = HERE / "scenario.yaml") -> Written:
    """Read, run and write, in one transaction. Raises `grund.GrundError` or `psycopg.Error`, with nothing written.

    Where others write the same at the same time, the database lets one through and asks the rest to begin anew.
    """
    for attempt in range(TRIES):
        try:
            return once(url, question)
        except ANEW:
            if attempt == TRIES - 1:
                raise
            time.sleep(random.uniform(0, 0.1 * 2**attempt))  # not all at once again
    raise AssertionError("unreachable")


def once(url: str, question: Path) -> Written:
    """One attempt, of which everything or nothing is left."""
    with psycopg.connect(url, row_factory=dict_row) as db:
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ  # facts and prices as of one moment
        with asked(db, question) as scenario:
            return write(db, scenario, grund.budget(scenario, own=True))


@contextmanager
def asked(db: Connection, question: Path) -> Iterator[grund.Scenario]:
    """The scenario, with the database's facts on top of its world and the database's prices as its parameters.

    Its file stands as long as the scenario is used: the hash of the run is that of the files.
    """
    changes = [
        {"area": f["area"], "attribute": f["attribute"], "value": f["value"], **period(f), **grounds(f)}
        for f in db.execute("SELECT * FROM grund_fact ORDER BY area, attribute, valid_from")
    ]
    prices: dict[str, list[dict[str, Any]]] = {}
    for p in db.execute("SELECT * FROM grund_price ORDER BY parameter, valid_from"):
        level = {} if p["price_level"] is None else {"price_level": p["price_level"]}
        prices.setdefault(p["parameter"], []).append({"value": p["value"], **period(p), **level, **grounds(p)})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, question.name)
        # JSON is YAML: the same rows give the same bytes, and so the same hash of the run.
        held = "".join(f"{k}: {plain(v)}\n" for k, v in (("parameters", prices), ("changes", changes)) if v)
        file.write_text(question.read_text(encoding="utf-8") + held, encoding="utf-8")
        yield grund.load(file)


def period(row: dict[str, Any]) -> dict[str, Any]:
    """From when a row holds, and until when."""
    until = row.get("valid_to")
    return {"from": row["valid_from"], **({"to": until} if until else {})}


def grounds(row: dict[str, Any]) -> dict[str, Any]:
    """What a row stands on."""
    return {name: row[name] for name in GROUNDS if row[name]}


def plain(value: Any) -> str:
    """A value as YAML on one line; decimals and dates bare, as a person would write them."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {plain(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(plain, value)) + "]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | int) else str(value)


def write(db: Connection, scenario: grund.Scenario, found: grund.Budget) -> Written:
    """The run and its lines, if it is not there; and that it is the scenario's budget now."""
    table = grund.table(scenario, found)
    run, meta = table.meta["run"], table.meta
    new = db.execute(
        "INSERT INTO grund_run (run, scenario, engine, illustration, lines) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        (run, scenario.id, meta["engine"], scenario.illustration, len(table)),
    ).rowcount
    if new:
        with db.cursor().copy(f"COPY grund_budget ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows(table, scenario.illustration):
                copy.write_row(row)
    db.execute(
        "INSERT INTO grund_current AS c (scenario, run) VALUES (%s, %s) "
        "ON CONFLICT (scenario) DO UPDATE SET run = EXCLUDED.run WHERE c.run <> EXCLUDED.run",
        (scenario.id, run),
    )
    return Written(run, len(table), bool(new))


def rows(table: grund.Table, illustration: bool) -> Iterator[tuple[Any, ...]]:
    """The lines in the order of `COLUMNS`; empty text is NULL, unknown is NULL, and what is invented says so."""
    for line in table:
        reading = {k.removeprefix(READING): v for k, v in line.items() if k.startswith(READING) and v}
        marks = dict.fromkeys((*line["marks"], *(["illustration"] if illustration else [])))  # type: ignore[misc]
        held = {
            **line,
            "run": table.meta["run"],
            "tolkning": ", ".join(f"{k}={v}" for k, v in reading.items()),
            "area_name": line["name"],
            "missing": ", ".join(line["missing"]),  # type: ignore[arg-type]
            "marks": " ".join(marks),
        }
        yield tuple(None if held[name] == "" else held[name] for name in COLUMNS)


if __name__ == "__main__":
    try:
        done = main(sys.argv[1], *map(Path, sys.argv[2:3]))
    except grund.GrundError as error:
        sys.exit("\n".join(f"{p.code}: {p.message('sv')}" for p in error.problems))
    except psycopg.Error as error:
        sys.exit(f"databasen: {str(error).splitlines()[0]}; inget är skrivet")
    print(f"{done.run[:12]}  {done.lines} rader, {'skrivna' if done.new else 'fanns redan; inget skrivet'}")

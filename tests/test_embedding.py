"""The example of a budget system, against a PostgreSQL of its own: whole, once, and to the öre."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, get_ident
from types import ModuleType
from typing import Any, Final

import psycopg
import pytest

import grund
import web_server
from grund.views.formats.exports.records import COLUMNS, records
from grund.views.formats.exports.statements import ddl

HOME: Final = Path(__file__).resolve().parents[1] / "examples" / "budgetsystem"


def example(name: str = "run") -> ModuleType:
    """A script, as a budget system would copy it."""
    spec = importlib.util.spec_from_file_location(f"budgetsystem_{name}", HOME / f"{name}.py")
    assert spec is not None and spec.loader is not None
    held = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = held
    spec.loader.exec_module(held)
    return held


@pytest.fixture
def url(postgres: str) -> Iterator[str]:
    """A database with the tables and the example's rows, emptied afterwards."""
    for name in ("schema.sql", "example.sql"):
        ask(postgres, (HOME / name).read_text(encoding="utf-8"))
    yield postgres
    ask(postgres, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def ask(url: str, text: str) -> list[Any]:
    """Statements, and the rows of the last."""
    with psycopg.connect(url) as db:
        found = db.execute(text)
        return found.fetchall() if found.description else []


def test_the_tables_are_those_of_the_export() -> None:
    """The lines have one shape, whichever road they took."""
    assert ddl("postgres") in (HOME / "schema.sql").read_text(encoding="utf-8")
    assert tuple(c.name for c in COLUMNS) == example().COLUMNS


@pytest.mark.slow
def test_every_line_is_there_to_the_ore_with_its_unknowns(url: str) -> None:
    """The rows are those of the export, and sum to the budget's own sides."""
    run = example()
    done = run.main(url)
    with psycopg.connect(url, row_factory=run.dict_row) as db, run.asked(db, HOME / "scenario.yaml") as scenario:
        found = grund.budget(scenario, own=True)
        rows = list(exact(found))
    assert done.new and done.lines == len(rows)
    names = ", ".join(run.COLUMNS)
    assert sorted(map(repr, ask(url, f"SELECT {names} FROM grund_budget"))) == sorted(map(repr, rows))
    sums = ask(
        url,
        "SELECT policy, tolkning, coalesce(sum(low_ore), 0)::bigint, coalesce(sum(high_ore), 0)::bigint, "
        "count(*) FILTER (WHERE amount_ore IS NULL) FROM grund_budget GROUP BY policy, tolkning",
    )
    for side in found.sides:  # a line that reads no open question stands once, and belongs to every answer to it
        answers = {f"{k}={v}" for k, v in side.reading}
        its = [n for p, t, *n in sums if p == side.policy.id and set((t or "").split(", ")) - {""} <= answers]
        assert tuple(map(sum, zip(*its, strict=True))) == (side.money.low, side.money.high, side.money.unknown)
    assert any(s.money.unknown for s in found.sides) and all(s.money.low for s in found.sides)
    assert ask(url, "SELECT DISTINCT marks LIKE '%illustration%' FROM grund_budget") == [(True,)]


def exact(found: grund.Budget) -> Iterator[tuple[Any, ...]]:
    """The export's rows as PostgreSQL gives them back: decimals with the column's scale."""
    scale = re.search(r"quantity DECIMAL\(\d+, (\d+)\)", ddl("postgres"))
    assert scale is not None
    at = [c.name for c in COLUMNS].index("quantity")
    for row in records(found):
        size = row[at]
        yield (*row[:at], None if size is None else round(size, int(scale[1])), *row[at + 1 :])  # type: ignore[call-overload]


@pytest.mark.slow
def test_the_same_hash_writes_nothing_and_another_is_a_run_of_its_own(url: str) -> None:
    """Facts and prices are in the hash; going back to old ones points at the run that is there."""
    run = example()
    first = run.main(url)
    before = ask(url, "SELECT r.*, r.xmin::text, c.xmin::text FROM grund_run r JOIN grund_current c USING (run)")
    assert run.main(url) == first._replace(new=False)
    assert (
        ask(url, "SELECT r.*, r.xmin::text, c.xmin::text FROM grund_run r JOIN grund_current c USING (run)") == before
    )
    assert ask(url, "SELECT count(*) FROM grund_budget") == [(first.lines,)]

    ask(url, "UPDATE grund_price SET value = value + 1 WHERE parameter = 'pris_skola'")
    second = run.main(url)
    ask(url, "UPDATE grund_fact SET value = '13000'")
    third = run.main(url)
    assert second.new and third.new and len({first.run, second.run, third.run}) == 3
    assert ask(url, "SELECT run FROM grund_current") == [(third.run,)]
    skola = "SELECT sum(low_ore)::bigint FROM grund_budget WHERE insats = 'insats-skola' AND run = '{}'"
    assert len({ask(url, skola.format(r.run))[0] for r in (first, second, third)}) == 3

    ask(url, "UPDATE grund_price SET value = value - 1 WHERE parameter = 'pris_skola'")
    ask(url, "UPDATE grund_fact SET value = '12500'")
    assert run.main(url) == first._replace(new=False)
    assert ask(url, "SELECT run FROM grund_current") == [(first.run,)]
    assert ask(url, "SELECT count(*) FROM grund_run") == [(3,)]


@pytest.mark.slow
def test_the_hash_is_the_same_from_every_folder(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that starts elsewhere, as timers do, writes nothing again."""
    run = example()
    first = run.main(url)
    for folder in (tmp_path, Path("/")):
        monkeypatch.chdir(folder)
        assert run.main(url) == first._replace(new=False)


@pytest.mark.slow
def test_a_failure_half_way_leaves_nothing(url: str) -> None:
    """The database refuses a late row: no run, no lines, and what was there stands."""
    run = example()
    ask(url, "ALTER TABLE grund_budget ADD CONSTRAINT late CHECK (year < 2029)")
    with pytest.raises(psycopg.errors.CheckViolation):
        run.main(url)
    for table in ("grund_run", "grund_budget", "grund_current"):
        assert ask(url, f"SELECT count(*) FROM {table}") == [(0,)]
    ask(url, "ALTER TABLE grund_budget DROP CONSTRAINT late")
    assert run.main(url).new


def test_a_wrong_price_is_said_and_nothing_is_written(url: str) -> None:
    """grund refuses a parameter that no rule knows, by name."""
    ask(
        url,
        "INSERT INTO grund_price (parameter, value, valid_from, assumption) VALUES ('pris_x', 1, '2026-01-01', true)",
    )
    with pytest.raises(grund.GrundError) as caught:
        example().main(url)
    assert "pris_x" in caught.value.problems[0].message("en")
    assert ask(url, "SELECT count(*) FROM grund_run") == [(0,)]


@pytest.mark.slow
def test_six_at_once_end_well(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One writes; the database asks the others to begin anew, and they find that it is there."""
    run, begun, attempts = example(), Barrier(6), Counter[int]()
    write = run.write

    def together(db: Any, *rest: Any) -> Any:
        attempts[get_ident()] += 1
        db.execute("SELECT count(*) FROM grund_run")  # here the transaction sees what it will see
        if attempts[get_ident()] == 1:
            begun.wait(60)
        return write(db, *rest)

    monkeypatch.setattr(run, "write", together)
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: run.main(url), range(6)))
    assert len({each.run for each in done}) == 1 and [each.new for each in done].count(True) == 1
    assert sum(attempts.values()) > 6, "nobody was asked to begin anew"
    assert ask(url, "SELECT count(*) FROM grund_run") == [(1,)]
    assert ask(url, "SELECT count(*) FROM grund_budget") == [(done[0].lines,)]
    assert ask(url, "SELECT count(*) FROM grund_current") == [(1,)]


@pytest.mark.slow
def test_the_same_over_http(url: str) -> None:
    """The lines are those of the same values tried; the same question is written once; unknown is NULL."""
    pytest.importorskip("starlette")
    by_api = example("by_api")
    with web_server.serving(HOME, "scenario.yaml") as server:
        runs = [by_api.main(url, server.at, "2026-12-31") for _ in range(2)]
    tried = grund.what_if(
        grund.load(HOME / "scenario.yaml"), day="2026-12-31",
        prices=dict(ask(url, "SELECT DISTINCT ON (parameter) parameter, value FROM grund_price WHERE valid_from < "
                             "'2027-01-01' AND price_level IS NOT NULL ORDER BY parameter, valid_from DESC")),
        facts={("sd-husby", "befolkning"): "12500"},
    )  # fmt: skip
    rows = [(*row[1:5], *row[12:16]) for row in exact(grund.budget(tried, own=True))]
    names = "policy, tolkning, year, insats, quantity, amount_ore, low_ore, high_ore"
    assert runs[0] == runs[1] and ask(url, "SELECT run FROM grund_current") == [(runs[0],)]
    assert ask(url, "SELECT illustration FROM grund_run") == [(tried.illustration,)]
    assert sorted(map(repr, ask(url, f"SELECT {names} FROM grund_budget"))) == sorted(map(repr, rows))
    assert any(row[5] is None for row in rows) and any(row[5] for row in rows)

"""Round trip: what a world says of its areas, written as a sheet, comes in again as it was."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

import grund
from grund.exchange.from_sheet import SheetAsMapped, world_files
from grund.exchange.sheet_files import read_sheet
from grund.exchange.understanding import understood
from grund.loading.folders import rulebook
from grund.model.policies import Rulebook
from grund.views.formats.tables.answer_tables import values

Rows = list[dict[str, Any]]
FORMATS: Final = ("xlsx", "semicolons", "commas")


def written(path: Path, header: Sequence[str], rows: Rows, kind: str) -> Path:
    """Rows as a workbook with its own kinds of cells, or as text with the decimal sign that goes with its separator."""
    if kind == "xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        for cells in (header, *([row.get(name) for name in header] for row in rows)):
            book.active.append(list(cells))
        book.save(path.with_suffix(".xlsx"))
        return path.with_suffix(".xlsx")
    text = io.StringIO()
    out = csv.writer(text, delimiter=";" if kind == "semicolons" else ",")
    out.writerow(header)
    out.writerows([_text(row.get(name), kind) for name in header] for row in rows)
    path.with_suffix(".csv").write_text(text.getvalue(), encoding="utf-8-sig")
    return path.with_suffix(".csv")


def _text(value: Any, kind: str) -> str:
    if isinstance(value, Decimal):
        return str(value).replace(".", ",") if kind == "semicolons" else str(value)
    return "" if value is None else str(value)


def imported(path: Path, book: Rulebook, level: str) -> dict[tuple[str, str], tuple[str, str]]:
    """What each area and attribute became, value and missing, with the questions answered that only a person can."""
    sheet = read_sheet(str(path))
    mapping, doubts = understood(sheet, book, "igen")
    assert not doubts, doubts
    columns = tuple(replace(c, role="skip") if c.role == "?" else c for c in mapping.columns)
    answers = {"valid_from": "2026-01-01", "source": next(iter(book.sources)), "mark": "G", "level": level}
    files = world_files([SheetAsMapped(sheet, replace(mapping, columns=columns, **answers))], book)
    rows = csv.DictReader(io.StringIO(files["facts/igen.csv"].decode()))
    return {(row["area"], row["attribute"]): (row["value"], row["missing"]) for row in rows}


def plain(value: Any) -> str:
    """A value as a file of facts has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", ["stockholm-2026", "kommuner", "stratumbidrag"])
def test_the_shipped_worlds_come_in_again(name: str, kind: str, tmp_path: Path) -> None:
    """Every attribute of the scenario's areas, in each format."""
    scenario, cited = grund.load(name), grund.load("stockholm-2026").book.sources
    book = replace(scenario.book, sources=scenario.book.sources or cited)
    table = values(scenario)
    words = scenario.book.vocabulary.attributes
    header = [c.name for c in table.columns if c.name in ("area", "name") or c.name in words]
    rows = [{key: row[key] for key in header} for row in table]
    rows = [{"id" if key == "area" else key: cell for key, cell in row.items()} for row in rows]
    header[0] = "id"
    distinct = list({row["id"]: row for row in rows}.values())
    found = imported(written(tmp_path / "ark", header, distinct, kind), book, scenario.level)
    wanted = {(row["id"], key): (plain(row[key]), "") for row in distinct for key in header if key in words}
    assert found == wanted and len(found) > 50


WORDS: Final = """
levels: {omrade: {label: {sv: område, en: area}}}
types: {klass: {enum: {ingen: {sv: ingen, en: none}, svag: {sv: mycket svag, en: very weak}}, ordered: true}}
attributes:
  klass: {label: klass, type: klass, level: omrade}
  larm: {label: larm, type: bool, level: omrade}
  start: {label: start, type: date, level: omrade}
  antal: {label: antal, type: number, min: 0, max: 1000000, level: omrade}
  netto: {label: netto, type: number, decimals: 2, min: -100000, max: 100000, level: omrade}
  andel: {label: andel, type: number, decimals: 5, min: 0, max: 1, level: omrade}
"""
ABSENT: Final = {"": "", "ej tillämpligt": "not_applicable", "not available": "not_available", "Sekretess": "secret"}
"""What a cell says where there is no value, and what it means."""


def drawn(dice: random.Random) -> Iterator[tuple[dict[str, Any], dict[str, tuple[str, str]]]]:
    """Areas with the cells of each, and what they are as facts."""
    letters = "aåÅäöé -'&;,.\"/()"
    for number in range(40):
        cells: dict[str, Any] = {
            "klass": dice.choice(("ingen", "svag")),
            "larm": dice.choice((True, False)),
            "start": date(2000, 1, 1).replace(year=dice.randint(1950, 2049), month=dice.randint(1, 12)),
            "antal": Decimal(dice.randint(0, 10 ** dice.randint(0, 6))),
            "netto": Decimal(dice.randint(-9_999_999, 9_999_999)).scaleb(-2),
            "andel": Decimal(dice.randint(0, 99_999)).scaleb(-5),
        }
        facts = {key: (plain(value), "") for key, value in cells.items()}
        for key in cells:
            if dice.random() < 0.2:
                text = dice.choice(list(ABSENT))
                cells[key], facts[key] = text or None, ("", ABSENT[text])
        name = "".join(dice.choice(letters) for _ in range(dice.randint(1, 30))) + "x"
        yield {"id": f"{number:04}", "name": name, **cells}, facts


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("seed", range(6))
def test_random_worlds_come_in_again(seed: int, kind: str, tmp_path: Path) -> None:
    """Each type of value, with what is missing by its kind, whatever signs are in the names."""
    rules = tmp_path / "rules"
    (rules / "policies").mkdir(parents=True)
    (rules / "vocabulary.yaml").write_text(WORDS, encoding="utf-8")
    (rules / "sources.csv").write_text("id,title,publisher,date,reference,url\ns,s,s,2026,,\n", encoding="utf-8")
    (rules / "insatser.yaml").write_text("insatser: {}\n", encoding="utf-8")
    made = list(drawn(random.Random(seed)))
    header = list(made[0][0])
    cells = [row for row, _ in made]
    path = written(tmp_path / "ark", header, cells, kind)
    wanted = {(row["id"], key): fact for row, facts in made for key, fact in facts.items()}
    assert imported(path, rulebook(rules), "omrade") == wanted

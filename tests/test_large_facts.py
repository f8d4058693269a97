"""Large files of facts: read column by column, they give the facts, and the faults, that reading row by row gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path

import pytest

from command_line import ROOT, run
from grund.loading import csv_tables
from grund.loading import facts as loading_facts
from grund.loading.facts import factbook
from grund.loading.folders import rulebook
from grund.loading.report import ProblemReport
from grund.model.fact_columns import FactColumns
from grund.model.facts import Fact, FactBook, in_force
from grund.problems.problem import GrundError

WORLDS = sorted(path.parent for path in (ROOT / "scenarios").glob("*/world.yaml"))


@contextmanager
def large() -> Iterator[None]:
    """Every file is a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading_facts, "_LARGE", -1)
        patch.setattr(csv_tables, "_LARGE", -1)
        yield


def read(folder: Path) -> FactBook | list[str]:
    """The book of a world, or its problems as they are shown."""
    name = (folder / "world.yaml").read_text(encoding="utf-8").partition("rules:")[2].split()[0]
    report = ProblemReport()
    book = factbook(report, folder, rulebook(ROOT / "rules" / name))
    try:
        report.finish()
    except GrundError as error:
        return [problem.show("en") for problem in error.problems]
    assert book is not None
    return book


@pytest.mark.parametrize("folder", WORLDS, ids=[folder.name for folder in WORLDS])
def test_a_large_world_is_the_same_world(folder: Path) -> None:
    """Every fact, in order; what is in force on days on which something begins; columns; what lies on top."""
    plain = read(folder)
    with large():
        columns = read(folder)
    assert isinstance(plain, FactBook) and isinstance(columns, FactBook)
    if not plain.facts:
        return
    assert isinstance(columns.facts, FactColumns) and len(columns.facts) == len(plain.facts)
    assert tuple(columns.facts) == plain.facts and columns.facts[-1] is columns.facts[len(plain.facts) - 1]
    starts = sorted({fact.start for fact in plain.facts})
    for day in {starts[0] - timedelta(1), starts[0], starts[len(starts) // 2], starts[-1]}:
        for known in (None, starts[len(starts) // 2]):
            want, world = in_force(plain.facts, day, known), columns.at(day, known)
            assert dict(world.facts) == want and len(world.facts) == len(want)
            top = Fact("nowhere", "nothing", None, day, None, day, plain.facts[0].citation)
            covered = world.covered([top], columns).facts
            assert dict(covered) == want | {("nowhere", "nothing"): top} and len(covered) == len(want) + 1
    assert columns.stated("not_available") == plain.stated("not_available")


def _world(folder: Path, text: str) -> Path:
    """A city's world with another file of facts."""
    world = folder / "stockholm"
    world.mkdir()
    for name in ("world.yaml", "areas.csv", "part_of.csv", "lists.csv"):
        (world / name).write_bytes((ROOT / "scenarios" / "stockholm" / name).read_bytes())
    (world / "facts").mkdir()
    (world / "facts" / "a.csv").write_text(text, encoding="utf-8")
    return world


HEAD = "area,attribute,value,valid_from,valid_to,recorded,missing,source,mark\n"
ROW = "sd-husby,befolkning,100,2025-01-01,,,,tu-2026,H\n"


@pytest.mark.parametrize(
    "row",
    [
        "sd-husbi,befolkning,100,2025-01-01,,,,tu-2026,H",
        "sd-husby,befolkningen,100,2025-01-01,,,,tu-2026,H",
        "stockholm,befolkning,100,2025-01-01,,,,tu-2026,H",
        "sd-husby,befolkning,hundra,2025-01-01,,,,tu-2026,H",
        "sd-husby,befolkning,-1,2025-01-01,,,,tu-2026,H",
        "sd-husby,befolkning,100,2025-13-01,,,,tu-2026,H",
        "sd-husby,befolkning,100,,,,,tu-2026,H",
        "sd-husby,befolkning,100,2025-01-01,2024-01-01,,,tu-2026,H",
        "sd-husby,befolkning,100,2025-01-01,,,secret,tu-2026,H",
        "sd-husby,befolkning,,2025-01-01,,,nowhere,tu-2026,H",
        "sd-husby,befolkning,100,2025-01-01,,,,no-such-source,H",
        "sd-husby,befolkning,100,2025-01-01,,,,tu-2026,X",
        "sd-husby,befolkning,101,2025-01-01,,,,tu-2026,H",  # against the row above
        "sd-husby,befolkning,100,2025-01-01,,,,tu-2026",
        ",,,,,,,,",
        '"sd-husby,befolkning,100,2025-01-01,,,,tu-2026,H',
    ],
)
def test_a_fault_in_a_large_file_is_told_with_its_place(row: str, tmp_path: Path) -> None:
    """The very problems, with line and column."""
    world = _world(tmp_path, HEAD + ROW + row + "\n")
    plain = read(world)
    with large():
        assert read(world) == plain
    assert isinstance(plain, list) and plain


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ROW,
        (HEAD + ROW).rstrip("\n"),
        HEAD + ROW + "\n\n" + ROW.replace("2025", "2026"),
        HEAD + ROW.replace("befolkning", " befolkning "),
        HEAD + ROW.replace("sd-husby", '"sd-husby"'),
        HEAD.replace("mark", "mark,note") + ROW.replace(",H", ',H,"one, two\nthree"') + ROW.replace(",H", ",H,"),
        (HEAD + ROW).replace(",", ";"),
        HEAD,
    ],
)
def test_rows_are_read_alike_in_every_way(text: str) -> None:
    """Line by line, many lines at once, and by Arrow: where a quicker way reads a text, it reads the same."""
    separator = ";" if ";" in text else ","
    lines = csv_tables.Lines(text)
    told = csv_tables._told(text, "a.csv", lines, separator, (), None).rows
    for way in (csv_tables._plain_rows, csv_tables._rows_by_arrow):
        rows = way(text, separator)
        assert rows is None or all(a == b for a, b in zip_longest(rows, told))
    assert list(csv_tables.parse_csv(text, "a.csv", (), None).rows) == list(told)


def test_a_history_in_a_large_file(tmp_path: Path) -> None:
    """Of several facts of one area the one recorded last counts, then the one that began last."""
    rows = [
        ROW,
        ROW.replace("100,2025-01-01,,", "200,2025-06-01,,"),
        ROW.replace("100,2025-01-01,,,", "300,2025-01-01,2025-03-01,2026-01-01,"),
    ]
    world = _world(tmp_path, HEAD + "".join(rows))
    plain = read(world)
    with large():
        columns = read(world)
    assert isinstance(plain, FactBook) and isinstance(columns, FactBook)
    for day in (date(2025, 2, 1), date(2025, 4, 1), date(2025, 7, 1)):
        for known in (None, date(2025, 8, 1)):
            assert dict(columns.at(day, known).facts) == dict(plain.at(day, known).facts)


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("trygghet;dunkel;2026-01-01;", ["G402"]),  # a value that is refused contradicts nothing
        ("trygghet;;2026-01-01;secret", ["G405"]),
    ],
)
def test_a_contradiction_is_told_in_words_of_the_file(tmp_path: Path, row: str, codes: list[str]) -> None:
    """One fact says a value, the other that it is secret; neither says None."""
    assert run(["init", "p"], tmp_path)[0] == 0
    path = tmp_path / "p/scenarios/exempelstad/facts/omraden.csv"
    path.write_text(path.read_text(encoding="utf-8") + f"exempelbacken;{row};;;;true\n", encoding="utf-8")
    code, _, err = run(["check", "scenarios/exempelstad.yaml"], tmp_path / "p")
    text = err.decode()
    assert code == 1 and [word for word in text.split() if word in ("G402", "G405")] == codes
    assert "None" not in text and ("secret" in text) == (codes == ["G405"])

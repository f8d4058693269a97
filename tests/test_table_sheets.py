"""Sheets of decision tables as people leave them, and a table of Stockholm in a spreadsheet program and back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from command_line import run
from grund.loading.decision_tables import grids, rules
from grund.problems.file_names import root

HEAD: Final = ("id", "when.a", "then")
POLICY: Final = """\
policy: trygghet-tabell
label: {sv: Hembesök efter tabell, en: Home visits by table}
illustration: true
note: en prövning av tabeller; ingen policy som staden har
tables:
  trygghet:
    hit: first
    inputs: {klassning: klassning, invånare: befolkning}
    rows:
      - {id: litet, when: {invånare: "< 1000"}, then: no, because: {sv: få bor där, en: few}, illustration: true}
      - {id: utsatt, when: {klassning: "utsatt, riskomrade"}, then: yes, illustration: true}
      - {id: stort, when: {invånare: ">= 15000"}, then: yes, because: {sv: många bor där, en: many}, illustration: true}
insatser:
  insats-hembesok: {otherwise: no, table: trygghet}
"""
NEW: Final = POLICY[: POLICY.index("tables:")].replace("trygghet-tabell", "trygghet-ny") + (
    "tables: {trygghet-ny: {file: ../tables/ny.yaml}}\n"
    "insatser: {insats-hembesok: {otherwise: no, table: trygghet-ny}}\n"
)


def _sheet(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([], "G802"),
        ([HEAD, ("r1", "< 5", "yes"), (), HEAD, ("r2", "< 7", "no")], "G815  rad 4"),
        ([(*HEAD, None, *HEAD), ("r1", "< 5", "yes", None, "r2", "< 7", "no")], "G106"),
        ([("id", "whena", "then"), ("r1", "< 5", "yes")], "menade du ”when”"),
        ([("id", "when.a", "when.a", "then"), ("r1", "< 5", "< 6", "yes")], "G106"),
        ([HEAD, ("r1", "#N/A", "yes")], "Sheet!B2 är ett felvärde"),
    ],
    ids=["empty", "two below", "two beside", "misspelt", "twice", "error"],
)
def test_a_careless_sheet_is_refused_by_its_cell(tmp_path: Path, rows: Any, wanted: str) -> None:
    """What is no table, or more than one."""
    code, out, err = run(["table", "import", str(_sheet(tmp_path / "ark.xlsx", rows))], tmp_path)
    assert code == 3 and not out and wanted in err.decode(), err.decode()


def test_blanks_days_and_truths_are_read_as_they_are_meant(tmp_path: Path) -> None:
    """Blanks and no-break spaces around a text, a day of the spreadsheet, and its truth values."""
    rows = [(" id ", "when.a\u00a0", "then "), ("r1 ", " < 5\u00a0", " yes "), ("\u00a0", None, None)]
    rows += [("r2", date(2026, 2, 17), True)]
    code, out, err = run(["table", "import", str(_sheet(tmp_path / "ark.xlsx", rows))], tmp_path)
    assert code == 0, err.decode()
    assert out.decode().splitlines()[1:] == [
        '  - {"id": "r1", "when": {"a": "< 5"}, "then": "yes"}',
        '  - {"id": "r2", "when": {"a": "2026-02-17"}, "then": "true"}',
    ]


def test_more_rows_than_a_table_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a CSV and in a workbook."""
    monkeypatch.setattr(grids, "MOST_ROWS", 2)
    rows = [HEAD, *((f"r{i}", "< 5", "yes") for i in range(3))]
    (tmp_path / "ark.csv").write_text("\n".join(map(";".join, rows)), "utf-8")
    for path in (tmp_path / "ark.csv", _sheet(tmp_path / "ark.xlsx", rows)):
        code, _, err = run(["table", "import", str(path)], tmp_path)
        assert code == 3 and "G816" in err.decode()


@pytest.mark.parametrize(("hit", "limit", "code"), [("first", 1_000_000, "G320"), ("priority", 100, "G817")])
def test_rows_that_go_before_one_another_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hit: str, limit: int, code: str
) -> None:
    """Neither a chain of exceptions nor their number grows without end."""
    monkeypatch.setattr(rules, "MOST_PAIRS", limit)
    assert run(["init", str(tmp_path / "p")], tmp_path)[0] == 0
    policies = tmp_path / "p/rules/exempelstad/policies"
    lines = [f"r{i:04};>= {900 - i};{('no', 'yes')[i % 2]};true" for i in range(900)]
    (policies / "m.csv").write_text("\n".join(["id;when.a;then;illustration", *lines]), "utf-8")
    table = f"{{file: m.csv, hit: {hit}, inputs: {{a: invanare}}}}"
    text = (
        f"policy: m\nlabel: m\nillustration: true\nnote: n\ninsatser: {{lekplats: {{otherwise: no, table: {table}}}}}\n"
    )
    (policies / "m.yaml").write_text(text, "utf-8")
    status, _, err = run(["check", "rules/exempelstad"], tmp_path / "p")
    assert status == 1 and err.decode().count(code) == 1, err.decode()


@pytest.mark.parametrize("option", ["--area=Rinkeby", "--prove", "--format=json"])
def test_options_of_what_is_shown_are_no_options_of_what_is_written(tmp_path: Path, option: str) -> None:
    """They were ignored."""
    for words in (["export", "omradestyp", "-o", "t.xlsx"], ["import", "t.xlsx"]):
        code, _, err = run(["table", *words, option], tmp_path)
        assert code == 2 and b"G857" in err and not list(tmp_path.iterdir())


# ── a table of Stockholm, edited


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The rules and scenarios of Stockholm, with a policy that decides by a table."""
    for name in ("rules", "scenarios"):
        shutil.copytree(root() / name, tmp_path / name)
    (tmp_path / "rules/stockholm/policies/trygghet-tabell.yaml").write_text(POLICY, "utf-8")
    return tmp_path


def _edited(path: Path) -> None:
    """A threshold lowered, and a row added below."""
    book = openpyxl.load_workbook(path)
    sheet = book["Tabell"]
    for row in sheet.iter_rows():
        for cell in row:
            cell.value = ">= 12000" if cell.value == ">= 15000" else cell.value
    heads = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if "." in str(cell.value)}
    line = sheet.max_row + 1
    cells = {"when.invånare": "[10000..12000[", "then.insats-hembesok": "yes", "because.sv": "ganska många"}
    sheet.cell(line, 1, "mellan")
    for head, text in cells.items():
        sheet.cell(line, heads[head], text)
    sheet.cell(line, next(c.column for r in sheet.iter_rows() for c in r if c.value == "illustration"), "true")
    book.save(path)


def _as_it_is(path: Path) -> Path:
    return path


def _through_office(suffix: str) -> Callable[[Path], Path]:
    """Opened and saved by LibreOffice."""

    def save(path: Path) -> Path:
        office = shutil.which("soffice")
        if office is None:
            pytest.skip("LibreOffice (soffice) is not installed")
        folder = path.parent / "sparat"
        words = [office, f"-env:UserInstallation=file://{path.parent}/office", "--headless", "--convert-to", suffix]
        subprocess.run([*words, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=180)
        return folder / f"{path.stem}.{suffix}"

    return save


@pytest.mark.parametrize(
    "saved", [_as_it_is, _through_office("xlsx"), _through_office("ods")], ids=["openpyxl", "office xlsx", "office ods"]
)
def test_a_table_of_stockholm_edited_in_a_spreadsheet(city: Path, saved: Callable[[Path], Path]) -> None:
    """Exported, edited by a script (and saved by LibreOffice), imported, and the difference shown by `grund diff`."""
    assert run(["table", "export", "trygghet", "-o", "ark.xlsx"], city)[0] == 0
    _edited(city / "ark.xlsx")
    sheet = saved(city / "ark.xlsx")
    assert run(["check", str(sheet)], city)[0] == 0
    (city / "rules/stockholm/tables").mkdir()
    assert run(["table", "import", str(sheet), "-o", "rules/stockholm/tables/ny.yaml"], city)[0] == 0
    (city / "rules/stockholm/policies/trygghet-ny.yaml").write_text(NEW, "utf-8")
    code, out, err = run(["diff", "trygghet-tabell", "trygghet-ny", "--format", "md", "--lang", "en"], city)
    assert code == 0, err.decode()
    text = out.decode()
    assert (
        "2\u00a0changes from A to B" in text
        and "befolkning >= 15000 → yes" in text
        and "befolkning >= 12000 → yes" in text
    )
    assert "befolkning >= 10000 and befolkning " in text


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_what_is_not_what_it_seems_is_refused_whatever_program_saved_it(city: Path, suffix: str) -> None:
    """Formulas, merged and hidden cells, by their names."""
    run(["table", "export", "trygghet", "-o", "ark.xlsx"], city)
    book = openpyxl.load_workbook(city / "ark.xlsx")
    sheet = book["Tabell"]
    last = sheet.max_row
    sheet.cell(last, 3).value = "=1+1"
    sheet.row_dimensions[last - 1].hidden = True
    sheet.merge_cells(start_row=last - 2, end_row=last - 2, start_column=5, end_column=6)
    book.save(city / "ark.xlsx")
    code, _, err = run(["table", "import", str(_through_office(suffix)(city / "ark.xlsx"))], city)
    text = err.decode()
    assert code == 3, text
    for words in (f"C{last} är en formel", f"A{last - 1} är dold", f"E{last - 2} är sammanslagen"):
        assert words in text, text

"""Import: sheets as officials have them, made facts of or refused with the cell."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import openpyxl
import pytest

import command_line
import renew
from grund.exchange.sheet_files import read_sheet
from grund.problems.problem import GrundError

Answers = dict[str, str]
ANSWERS: Final[Answers] = {'valid_from: "?"': "valid_from: 2026-01-01", 'source: "?"': "source: pahitt"}
ANSWERS['mark: "?"'] = "mark: G"
COMPARE: Final = ["compare", "trygghet", "trygghet-barn", "--scenario", "scenarios/stad/scenario.yaml"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as `grund init` leaves it."""
    return renew.project(tmp_path)


def workbook(path: Path, rows: Sequence[Sequence[Any]], change: Callable[[Any], None] = lambda sheet: None) -> None:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Blad1"
    for row in rows:
        sheet.append(row)
    change(sheet)
    book.save(path)


def open_document(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """An open document of one sheet, with texts and numbers, and the empty rows that LibreOffice repeats."""
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    lines = ""
    for row in rows:
        cells = ""
        for cell in row:
            kind = (
                f'office:value-type="float" office:value="{cell}"' if cell.isdigit() else 'office:value-type="string"'
            )
            cells += f"<table:table-cell {kind}><text:p>{cell}</text:p></table:table-cell>"
        lines += f'<table:table-row>{cells}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
    lines += '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    body = (
        f'<office:body><office:spreadsheet><table:table table:name="Blad1">{lines}</table:table></office:spreadsheet>'
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "content.xml", f"<office:document-content{names}>{body}</office:body></office:document-content>"
        )


def imported(
    project: Path, file: str, answers: Mapping[str, str] = ANSWERS
) -> tuple[int, str, dict[tuple[str, str], list[str]]]:
    """The sheet described, the questions answered, and made facts of: exit code, talk, and each value and missing."""
    code, _, err = command_line.run(["import", file, "-o", "import.yaml", "--force"], project)
    assert code == 1, err.decode()
    page = project / "import.yaml"
    text = page.read_text(encoding="utf-8")
    for question, answer in {**ANSWERS, **answers}.items():
        assert question in text, (question, text)
        text = text.replace(question, answer)
    page.write_text(text, encoding="utf-8")
    code, _, err = command_line.run(["import", file, "--mapping", "import.yaml", "-o", "scenarios/stad"], project)
    if code:
        assert not (project / "scenarios" / "stad").exists()
        return code, err.decode(), {}
    (facts,) = (project / "scenarios" / "stad" / "facts").glob("*.csv")
    rows = csv.DictReader(io.StringIO(facts.read_text(encoding="utf-8")))
    return code, err.decode(), {(row["area"], row["attribute"]): [row["value"], row["missing"]] for row in rows}


PLAIN: Final = "Kod;Namn;Trygghet;Invånare\n0101;Norr;svag;1200\n0102;Söder;god;\n"
READ: Final = {
    ("0101", "trygghet"): ["svag", ""],
    ("0101", "invanare"): ["1200", ""],
    ("0102", "trygghet"): ["god", ""],
    ("0102", "invanare"): ["", ""],
}
"""What the plain sheet says: an empty cell is unknown and keeps its row."""
TEXTS: Final = {
    "utf-8": PLAIN.encode(),
    "mark": PLAIN.encode("utf-8-sig"),
    "cp1252": PLAIN.encode("cp1252"),
    "utf-16": PLAIN.encode("utf-16"),
    "comma": PLAIN.replace(";", ",").encode(),
    "tab": PLAIN.replace(";", "\t").encode(),
    "sep": ("sep=;\n" + PLAIN).encode(),
    "crlf": PLAIN.replace("\n", "\r\n").encode("cp1252"),
    "groups": PLAIN.replace("1200", "1 200").encode(),
    "no-break groups": PLAIN.replace("1200", "1\u00a0200").encode(),
    "trailing": (PLAIN.replace("\n", ";;\n") + ";;;;;\n;;;;;\n").encode(),
    "capitals": PLAIN.replace("svag", "Svag").replace("Invånare", "INVÅNARE").encode(),
    "another separator in names": PLAIN.replace(";", ",")
    .replace("Norr", "Norr; östra")
    .replace("Söder", "Söder; x")
    .encode(),
    "title": ("Områden 2026;;;\n" + PLAIN).encode(),
    "sum": (PLAIN + "Summa;;;1200\n").encode(),
    "note": (PLAIN + ";;;\nKälla: egen räkning;;;\n").encode(),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_messy_text_is_read_right(name: str, project: Path) -> None:
    (project / "ark.csv").write_bytes(TEXTS[name])
    code, err, facts = imported(project, "ark.csv")
    assert (code, facts) == (0, READ), err
    assert command_line.run(COMPARE, project).code == 0


def test_a_workbook_is_read_as_it_is_shown(project: Path) -> None:
    """Merged heads of two lines, another sheet that is empty, rows and columns with nothing at the end."""
    rows = [["Kod", "Namn", "Läge", None], [None, None, "Trygghet", "Invånare"]]
    rows += [["0101", "Norr", "svag", 1200], ["0102", "Söder", "god", None]]

    def change(sheet: Any) -> None:
        sheet.merge_cells("C1:D1")
        sheet["H40"] = ""
        sheet.parent.create_sheet("Blad2")

    workbook(project / "ark.xlsx", rows, change)
    answers = {}
    command_line.run(["import", "ark.xlsx", "-o", "import.yaml"], project)
    text = (project / "import.yaml").read_text(encoding="utf-8")
    assert "head: [1, 2]" in text and '"Läge Trygghet"' in text
    for column in ("Trygghet", "Invånare"):
        attribute = column.lower().replace("å", "a")
        answers[f'head: "Läge {column}"\n    as: "?"'] = (
            f'head: "Läge {column}"\n    as: value\n    attribute: {attribute}'
        )
    code, err, facts = imported(project, "ark.xlsx", {'level: "?"': "level: omrade", **answers})
    assert (code, facts) == (0, READ), err


def test_codes_that_became_numbers_get_their_zeros_again(project: Path) -> None:
    """Asked about, with each cell."""
    workbook(
        project / "ark.xlsx",
        [["Kod", "Namn", "Trygghet", "Invånare"], [101, "Norr", "svag", 1200], [102, "Söder", "god"]],
    )
    assert "Blad1!A2" in command_line.run(["import", "ark.xlsx"], project).talk
    code, err, facts = imported(project, "ark.xlsx", {'pad: "?"': "pad: 4"})
    assert (code, facts) == (0, READ), err


def test_an_open_document_is_read(project: Path) -> None:
    open_document(
        project / "ark.ods", [["Namn", "Trygghet", "Invånare"], ["Norr", "svag", "1200"], ["Söder", "god", ""]]
    )
    code, err, facts = imported(project, "ark.ods")
    assert code == 0 and facts[("norr", "invanare")] == ["1200", ""] and facts[("soder", "invanare")] == ["", ""], err


def test_an_error_and_a_mark_are_asked_about(project: Path) -> None:
    """And are what the answer says; unanswered they stop."""
    workbook(project / "ark.xlsx", [["Namn", "Invånare", "Barn"], ["Norr", 5, "#N/A"], ["Söder", "..", 3]])
    code, err, _ = imported(project, "ark.xlsx")
    assert code == 3 and err.count("G803") == 2, err
    answers = {'"..": "?"': '"..": secret', '"#SAKNAS!": "?"': '"#SAKNAS!": not_available'}
    code, err, facts = imported(project, "ark.xlsx", answers)
    assert code == 0 and facts[("norr", "barn")] == ["", "not_available"], err
    assert facts[("soder", "invanare")] == ["", "secret"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Namn;Invånare\nNorr;12,5\nSöder;3\n", "G804"),
        ("Namn;Invånare\nNorr;-5\nSöder;3\n", "B2"),
        ("Namn;Invånare\nNorr;5\nNorr;3\n", "A3"),
        ("Kod;Invånare\n1,8E+05;5\n0180;3\n", "A2"),
    ],
)
def test_what_is_wrong_is_refused_with_its_cell(text: str, says: str, project: Path) -> None:
    (project / "ark.csv").write_text(text, encoding="utf-8")
    code, err, _ = imported(project, "ark.csv")
    assert code == 3 and says in err


def test_a_thousand_that_may_be_one_is_asked_about(project: Path) -> None:
    (project / "ark.csv").write_text("Namn;Invånare\nNorr;1.234\nSöder;300\n", encoding="utf-8")
    code, err, facts = imported(project, "ark.csv", {'decimal: "?"': 'decimal: ","'})
    assert code == 0 and facts[("norr", "invanare")] == ["1234", ""], err


def test_a_sum_that_is_not_skipped_is_refused(project: Path) -> None:
    (project / "ark.csv").write_bytes(TEXTS["sum"])
    code, err, _ = imported(project, "ark.csv", {"skip: [4]": "skip: []"})
    assert code == 3 and "G805" in err and "summa" in err


SHEET: Final = [["Namn", "Stad", "Trygghet", "Invånare", "Barn"]]
SHEET += [["Berget", "Nystad", "svag", "1850", "310"], ["Dalen", "Nystad", "god", "2420", "505"]]
SHEET += [["Hamnen", "Nystad", "god", "960", "150"], ["Udden", "Nystad", "god", "305", "40"]]


def sheet_with(*rows: Sequence[str]) -> str:
    """The sheet with more rows below."""
    return "".join(";".join(row) + "\n" for row in [*SHEET, *rows])


@pytest.mark.parametrize(
    ("text", "cell", "says", "skipped"),
    [
        (sheet_with(["Summa Nystad", "", "", "5535", "1005"]), "A6", "summa", "[6]"),
        (sheet_with(["Delsumma", "", "", "5500", ""]), "A6", "summa", "[6]"),
        (sheet_with(["Totalt staden:", "", "", "9", "9"]), "A6", "summa", "[6]"),
        (sheet_with(["Nystads kommun", "", "", "5535", "1005"]), "A6", "summan av de andra", "[6]"),
        (sheet_with(SHEET[0], ["Åsen", "Nystad", "god", "5", "1"]), "A6", "rubriken igen", "[6]"),
        (sheet_with(["Södra delen", "", "", "", ""], ["Åsen", "Nystad", "god", "5", "1"]), "A6", "mellanrubrik", "[]"),
        (sheet_with(["Udden", "Gamlestad", "god", "5", "1"]), "A6", "as: id) skiljer dem åt: A5", "[]"),
    ],
)  # fmt: skip
def test_a_row_that_may_be_no_area_is_asked_about(text: str, cell: str, says: str, skipped: str, project: Path) -> None:
    """Once, with its cell; what is certainly none, or likely none, is left out unless the answer says otherwise."""
    (project / "ark.csv").write_text(text, encoding="utf-8")
    result = command_line.run(["import", "ark.csv"], project)
    assert re.search(rf"cell {cell}: .*{re.escape(says)}", result.talk) and result.talk.count("G80") == 1, result.talk
    assert f"skip: {skipped}" in result.text


def test_a_plain_sheet_has_no_doubts(project: Path) -> None:
    """Two equal areas are no sum of one another."""
    (project / "ark.csv").write_text("Namn;Invånare;Barn\nA;5;1\nB;5;1\n", encoding="utf-8")
    assert "G80" not in command_line.run(["import", "ark.csv"], project).talk
    (project / "ark.csv").write_text(sheet_with(), encoding="utf-8")
    assert "G80" not in command_line.run(["import", "ark.csv"], project).talk


def test_what_a_workbook_hides_or_merges_is_said(project: Path) -> None:
    """A hidden row or column is read, and said; a value merged over rows is refused; so is a formula not computed."""

    def change(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True
        sheet.merge_cells("D4:D5")
        sheet["E5"] = "=E2+E3"

    rows = [[int(cell) if cell.isdigit() else cell for cell in row] for row in SHEET]
    workbook(project / "ark.xlsx", rows, change)
    talk = command_line.run(["import", "ark.xlsx"], project).talk
    for cell, says in (("A3", "dold"), ("E2", "dold"), ("D5", "flera rader: Blad1!D4"), ("E5", "=E2+E3")):
        assert re.search(rf"Blad1!{cell}: .*{re.escape(says)}", talk), talk
    code, err, _ = imported(project, "ark.xlsx", {'"=E2+E3": "?"': '"=E2+E3": unknown'})
    assert code == 3 and "Blad1!D5" in err and "dold" not in err


def test_a_sheet_that_changed_is_refused(project: Path) -> None:
    (project / "ark.csv").write_text(PLAIN, encoding="utf-8")
    assert imported(project, "ark.csv")[0] == 0
    (project / "ark.csv").write_text(PLAIN.replace("Trygghet", "Trygghet 2025"), encoding="utf-8")
    code, out, err = command_line.run(["import", "ark.csv", "--mapping", "import.yaml", "-o", "ny"], project)
    assert (code, out) == (3, b"") and b"G806" in err and not (project / "ny").exists()


def test_a_level_that_there_is_none_of_is_told_at_its_line(project: Path) -> None:
    (project / "ark.csv").write_text(PLAIN, encoding="utf-8")
    code, err, _ = imported(project, "ark.csv", {'level: "omrade"': "level: omraden"})
    assert code == 3 and re.search(r"import\.yaml:\d+:8  G807", err), err


def test_files_that_are_no_sheet(project: Path) -> None:
    """Each says why, and what to do."""
    (project / "ark.pdf").write_bytes(b"%PDF")
    (project / "ark.xlsx").write_bytes(b"PK no zip")
    (project / "tom.csv").write_bytes(b";;\n")
    (project / "ark.csv").write_text(PLAIN, encoding="utf-8")
    workbook(project / "tva.xlsx", [["Namn"]], lambda sheet: sheet.parent.create_sheet("Två").append(["x"]))
    for file, code in (("ark.pdf", "G800"), ("ark.xlsx", "G800"), ("tom.csv", "G802"), ("tva.xlsx", "G801")):
        assert code in command_line.run(["import", file], project).talk
    assert "G808" in command_line.run(["import", "ark.csv", "-o", "x.csv"], project).talk
    assert "Blad1" in command_line.run(["import", "tva.xlsx"], project).talk
    (project / "rules" / "andra").mkdir()
    (project / "rules" / "andra" / "vocabulary.yaml").write_text("levels: {}\n", encoding="utf-8")
    assert "G809" in command_line.run(["import", "ark.csv"], project).talk


@pytest.mark.parametrize("field", [(8, b"\x01\x00"), (10, b"\x63\x00"), (10, b"\x0e\x00"), (10, b"\x0c\x00")], ids=str)
@pytest.mark.parametrize("file", ["a.xlsx", "a.ods"])
def test_a_package_that_cannot_be_unpacked(tmp_path: Path, file: str, field: tuple[int, bytes]) -> None:
    """Encrypted, or said to be packed otherwise than it is: no sheet, and not a fault of ours."""
    name = "xl/workbook.xml" if file.endswith("xlsx") else "content.xml"
    with zipfile.ZipFile(tmp_path / file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, "<x/>" * 100)
    raw = bytearray((tmp_path / file).read_bytes())
    for mark, more in ((b"PK\x01\x02", 0), (b"PK\x03\x04", -2)):
        start = raw.index(mark) + field[0] + more
        raw[start : start + 2] = field[1]
    (tmp_path / file).write_bytes(raw)
    with pytest.raises(GrundError) as caught:
        read_sheet(str(tmp_path / file))
    assert [p.code for p in caught.value.problems] == ["G800"]


def test_dates_of_a_workbook_are_days(tmp_path: Path) -> None:
    """As 1900 and as 1904 count them; a per cent is one."""
    workbook(
        tmp_path / "a.xlsx",
        [["dag", "andel"], [date(2026, 2, 17), 0.253]],
        lambda s: setattr(s["B2"], "number_format", "0.0%"),
    )
    cells = read_sheet(str(tmp_path / "a.xlsx")).rows[1]
    assert [(c.text, c.kind) for c in cells] == [("2026-02-17", "date"), ("25.3", "percent")]
    with pytest.raises(GrundError):
        read_sheet(str(tmp_path / "none.xlsx"))


def test_a_newcomers_sheet_is_compared_in_five_commands(project: Path) -> None:
    """init (the fixture), import, answer, import, compare; and what is exported comes in again as it was."""
    rows = [["Namn", "Stad", "Trygghet", "Invånare", "Barn"]]
    rows += [[f"Område {i}", "Nystad", ("Svag", "god")[i % 2], str(500 + 100 * i), str(40 * i)] for i in range(1, 15)]
    workbook(project / "ark.xlsx", [rows[0], *([*row[:3], *map(int, row[3:])] for row in rows[1:])])
    code, err, facts = imported(project, "ark.xlsx")
    assert code == 0 and len(facts) == 14 * 3, err
    result = command_line.run(COMPARE, project)
    assert result.code == 0 and "Område" in result.text
    wide = io.StringIO()
    csv.writer(wide, delimiter=";").writerows(
        [rows[0], *([*r[:2], facts[(f"omrade-{i}", "trygghet")][0], *r[3:]] for i, r in enumerate(rows[1:], 1))]
    )
    (project / "ut.csv").write_text(wide.getvalue(), encoding="utf-8-sig")
    (project / "scenarios" / "stad").rename(project / "forst")
    (project / "import.yaml").unlink()
    assert imported(project, "ut.csv")[2] == facts


# ── one way at a time

MORE_WORDS: Final = """
  andel: {level: omrade, type: number, decimals: 3, min: 0, max: 100, label: {sv: andel, en: share}}
  netto: {level: omrade, type: number, decimals: 1, min: -100000, max: 100000, label: {sv: netto, en: net}}
  start: {level: omrade, type: date, label: {sv: start, en: start}}
  larm: {level: omrade, type: bool, label: {sv: larm, en: alarm}}
"""


class Way(NamedTuple):
    """A column as somebody has written it: head, two cells, answers, and the values; or the cell that is refused."""

    head: str
    cells: tuple[Any, Any]
    values: tuple[str, str] = ("", "")
    answers: Mapping[str, str] = MappingProxyType({})
    refused: str = ""
    number_format: str = ""


WAYS: Final = {
    "decimal comma": Way("Andel", ("12,5", "7"), ("12.5", "7")),
    "less than one": Way("Andel", ("0.241", "0.120"), ("0.241", "0.12")),
    "less than one, by a comma": Way("Andel", ("0,241", "0,120"), ("0.241", "0.12")),
    "decimal point": Way("Andel", ("12.5", "7"), ("12.5", "7")),
    "comma and groups of dots": Way("Netto", ("1.234,5", "-7,0"), ("1234.5", "-7")),
    "point and groups of commas": Way("Netto", ("1,234.5", "7"), ("1234.5", "7")),
    "thin blanks": Way("Netto", ("1\u202f234,5", "1\u2009000"), ("1234.5", "1000")),
    "both signs in one column": Way("Andel", ("12,5", "12.5"), answers={'decimal: "?"': 'decimal: ","'}, refused="C3"),
    "a minus sign": Way("Netto", ("\u2212123", "-7"), ("-123", "-7")),
    "a dash for a minus": Way("Netto", ("\u20135,5", "7"), ("-5.5", "7")),
    "a dash for nothing": Way("Netto", ("\u2013", "7"), ("", "7"), {'"–": "?"': '"–": unknown'}),
    "per cent as a number": Way("Andel", ("25,3 %", "7%"), ("25.3", "7"), {'percent: "?"': "percent: number"}),
    "per cent as a share": Way("Andel", ("25,3 %", "7%"), ("0.253", "0.07"), {'percent: "?"': "percent: share"}),
    "some per cent and some not": Way(
        "Andel", ("25,3 %", "7"), answers={'percent: "?"': "percent: number"}, refused="C3"
    ),
    "a percentage of a workbook": Way(
        "Andel", (0.253, 0.07), ("25.3", "7"), {'percent: "?"': "percent: number"}, "", "0.0%"
    ),
    "days": Way("Start", ("2026-02-17", "20260301"), ("2026-02-17", "2026-03-01")),
    "days first": Way("Start", ("17/2/2026", "1.3.2026"), ("2026-02-17", "2026-03-01"), {'date: "?"': "date: dmy"}),
    "serials": Way("Start", ("46070", "46082"), ("2026-02-17", "2026-03-01"), {'date: "?"': "date: serial"}),
    "dates of a workbook": Way("Start", (date(2026, 2, 17), date(2026, 3, 1)), ("2026-02-17", "2026-03-01")),
    "a day that there is none of": Way(
        "Start",
        ("30/2/2026", "1/3/2026"),
        ("", "2026-03-01"),
        {'date: "?"': "date: dmy", '"30/2/2026": "?"': '"30/2/2026": unknown'},
    ),
    "truths": Way("Larm", ("Ja", "NEJ"), ("true", "false")),
    "a Swedish error": Way("Netto", ("#VÄRDEFEL!", "7"), ("", "7"), {'"#VÄRDEFEL!": "?"': '"#VÄRDEFEL!": unknown'}),
    "another error": Way(
        "Netto", ("#DIVISION/0!", "7"), ("", "7"), {'"#DIVISION/0!": "?"': '"#DIVISION/0!": not_applicable'}
    ),
    "SCB's two dots": Way("Netto", ("..", "7"), ("", "7"), {'"..": "?"': '"..": secret'}),
    "a star for a note": Way("Netto", ("7*", "7"), ("7", "7"), {'"7*": "?"': '"7*": "7"'}),
    "text for a number": Way("Netto", ("många", "7"), ("", "7"), {'"många": "?"': '"många": unknown'}),
    "too many decimals": Way("Netto", ("7,25", "7"), refused="C2"),
    "beyond the bounds": Way("Andel", ("7", "120"), refused="C3"),
    "an exponent": Way("Netto", ("1E+5", "7"), ("100000", "7"), {'"1E+5": "?"': '"1E+5": "100000"'}),
}
"""The ways of the cells in a column; those of files, heads and codes stand above."""


@pytest.mark.parametrize("name", WAYS)
def test_a_way_of_writing_is_read_right_or_refused_with_its_cell(name: str, project: Path) -> None:
    """Texts in a file of `;`, numbers and dates in a workbook; nothing is guessed without a word."""
    way = WAYS[name]
    words = project / "rules" / "exempelstad" / "vocabulary.yaml"
    words.write_text(
        words.read_text(encoding="utf-8").replace("\nderived:", f"{MORE_WORDS}\nderived:"), encoding="utf-8"
    )
    rows = [["Kod", "Namn", way.head], ["0101", "Norr", way.cells[0]], ["0102", "Söder", way.cells[1]]]
    file = "ark.csv"
    if all(isinstance(cell, str) for cell in way.cells):
        (project / file).write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    else:
        file = "ark.xlsx"

        def formatted(sheet: Any) -> None:
            for cell in ("C2", "C3") if way.number_format else ():
                sheet[cell].number_format = way.number_format

        workbook(project / file, rows, formatted)
    code, err, facts = imported(project, file, way.answers)
    if way.refused:
        assert code == 3 and "G804" in err and re.search(rf"\b{way.refused}\b", err), err
    else:
        assert code == 0 and tuple(facts[area, way.head.lower()][0] for area in ("0101", "0102")) == way.values, err


def test_at_least_twenty_ways_are_tried() -> None:
    assert len(TEXTS) + len(WAYS) >= 40


# ── several sheets


def answered(project: Path, file: str, page: str, answers: Answers = ANSWERS) -> None:
    """A sheet described and its questions answered."""
    command_line.run(["import", file, "-o", page], project)
    text = (project / page).read_text(encoding="utf-8")
    for question, answer in {**ANSWERS, **answers}.items():
        text = text.replace(question, answer)
    (project / page).write_text(text, encoding="utf-8")


def test_several_sheets_become_one_world(project: Path) -> None:
    """An area of both is one, with the name that one gives it; each sheet has its facts; the latest day is asked."""
    workbook(project / "a.xlsx", [["Kod", "Namn", "Trygghet"], ["0101", "Norr", "svag"], ["0102", "Söder", "god"]])
    (project / "b.csv").write_text("Kod;Invånare\n0101;1200\n0103;800\n", encoding="utf-8")
    answered(project, "a.xlsx", "a.yaml")
    answered(project, "b.csv", "b.yaml", {'valid_from: "?"': "valid_from: 2026-02-01"})
    words = ["import", "a.xlsx", "b.csv", "--mapping", "a.yaml", "--mapping", "b.yaml", "-o", "scenarios/stad"]
    result = command_line.run(words, project)
    assert result.code == 0, result.talk
    world = project / "scenarios" / "stad"
    areas = csv.DictReader(io.StringIO((world / "areas.csv").read_text(encoding="utf-8")))
    assert [(row["id"], row["name"]) for row in areas] == [("0101", "Norr"), ("0102", "Söder"), ("0103", "0103")]
    assert sorted(p.name for p in (world / "facts").iterdir()) == ["a.csv", "b.csv"]
    assert "day: 2026-02-01" in (world / "scenario.yaml").read_text(encoding="utf-8")
    assert command_line.run(COMPARE, project).code == 0


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ("Kod;Namn;Invånare\n0101;Nord;1200\n", "Nord ≠ Norr"),
        ("Kod;Trygghet\n0101;god\n", "god ≠ svag"),
    ],
)
def test_sheets_that_say_two_things_of_one_area_are_refused(other: str, says: str, project: Path) -> None:
    (project / "a.csv").write_text(PLAIN, encoding="utf-8")
    (project / "b.csv").write_text(other, encoding="utf-8")
    for name in ("a", "b"):
        answered(project, f"{name}.csv", f"{name}.yaml")
    words = ["import", "a.csv", "b.csv", "--mapping", "a.yaml", "--mapping", "b.yaml", "-o", "scenarios/stad"]
    result = command_line.run(words, project)
    assert result.code == 3 and says in result.talk and "a.csv" in result.talk, result.talk
    assert not (project / "scenarios" / "stad").exists()
    assert "G857" in command_line.run([*words[:-4], "-o", "x"], project).talk
    assert "G857" in command_line.run(words[:3], project).talk

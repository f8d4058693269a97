"""Decision tables: what is found in them, what they become, and their way to a sheet and back."""

from __future__ import annotations

import csv
import random
import re
import shutil
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

import random_tables
from case_files import Case, build
from command_line import run as _run
from grund.analysis.table_rows import clashes, gap, hidden
from grund.engines import interpreter
from grund.loading.folders import rulebook
from grund.model.expressions import Reference
from grund.model.policies import Ruling
from random_tables import POINTS, TYPES, Table, tables

POLICY: Final = """\
policy: tabell
label: {sv: Ljus efter tabell, en: Light by table}
illustration: true
tables:
  ljus:
    label: {sv: Ljus, en: Light}
    hit: first
    inputs: {trygghet: trygghet, storlek: invanare}
    rows:
      - {id: smatt, when: {storlek: "< 500"}, then: no, because: {sv: få, en: few}, source: pahitt, note: a}
      - {id: svagt, when: {trygghet: "svag, mycket_svag"}, then: yes, source: {document: pahitt, place: s. 2}}
      - {when: {storlek: "[5000..9000["}, then: yes, from: 2026-01-01, illustration: true}
      - {id: annat, when: "andel_barn > 0.5", then: yes, illustration: true}
insatser:
  belysning: {otherwise: no, table: ljus}
"""


def run(words: list[str]) -> tuple[int, bytes, bytes]:
    """A command, from the working directory."""
    return _run(words, Path.cwd())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project whose lighting is decided by a table."""
    assert _run(["init", str(tmp_path / "p")])[0] == 0
    home = tmp_path / "p"
    (home / "rules/exempelstad/policies/tabell.yaml").write_text(POLICY, encoding="utf-8")
    monkeypatch.chdir(home)
    return home


def _said(ruling: Ruling) -> list[Any]:
    """What the rules of a ruling say, without where they stand."""
    return [
        (r.id, r.when, r.then, r.exception_to, r.start, r.end, r.because, r.citation) for r in ruling.rules
    ]  # fmt: skip


def _ruling(home: Path, **tables_: Path) -> Ruling:
    return rulebook(home / "rules/exempelstad", tables=tables_).policies["tabell"].rulings["belysning"]


def _edited(source: str, target: str, change: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(source)
    for row in book["Tabell"].iter_rows():
        for cell in row:
            cell.value = change.get(cell.value, cell.value)
    book.save(target)


def test_a_report_shows_the_tables_that_decide_it(project: Path) -> None:
    """Row by row, with the areas that each row decides, in both languages; a policy without tables has no such part."""
    assert run(["report", "trygghet", "tabell", "-o", "t.html"])[0] == 0
    text = (project / "t.html").read_text(encoding="utf-8")
    assert "Beslutstabell: Ljus" in text and "Decision table: Light" in text
    shown = run(["table", "ljus", "--format", "csv"])[1].decode("utf-8-sig")
    for row in csv.DictReader(shown.splitlines(), delimiter=";"):
        cells = re.search(rf"<tr><td>{row['row']}<td>.*", text)
        assert cells and cells[0].replace("<td class=n>", "<td>").split("<td>")[5:8] == [
            row[name] for name in ("hits", "decided", "open")
        ], row
    assert run(["report", "trygghet", "-o", "p.html"])[0] == 0
    assert "Beslutstabell" not in (project / "p.html").read_text(encoding="utf-8")


# ── what is found


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 4))])
def test_findings_are_those_of_trying_every_value(seed: int) -> None:
    """Overlaps, hidden rows and gaps of random tables."""
    for table in tables(500, seed):
        for hit in ("unique", "any"):
            seen = {clash.second.line - 1 for clash in clashes(table.how(hit), TYPES)}
            assert seen == table.clashing(hit == "unique"), table.texts
        rows = list(hidden(table.how("first"), TYPES))
        assert {one.row.line - 1 for one in rows} == table.hidden(), table.texts
        shown = gap(table.how("first"), TYPES)
        assert (shown is not None) == bool(table.gaps()), table.texts
        if shown is not None:
            assert any(all(point[name] == value for name, value in shown.items()) for point in table.gaps())


def test_an_insats_and_an_attribute_of_one_table_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What rules and exceptions say of `first` and `priority` is what the table says, whatever is missing."""
    monkeypatch.chdir(tmp_path)
    by = random.Random(7)
    for i, table in enumerate(tables(30, 99)):
        hit = ("first", "priority")[i % 2]
        _agree(table, hit, by, tmp_path / str(i))


def _agree(table: Table, hit: str, by: random.Random, folder: Path) -> None:
    rows = [
        {"id": f"r{by.randint(0, 999):03}-{i}", "when": texts, "then": "yes" if then else "no", "source": "s"}
        for i, (texts, (_, then)) in enumerate(zip(table.texts, table.rows, strict=True))
    ]
    own = [{**row, "then": str(row["then"] == "yes").lower()} for row in rows]
    areas = {f"o{j}": "omrade" for j in range(25)}
    points = {name: {k: str(v).lower() for k, v in by.choice(POINTS).items() if by.random() < 0.75} for name in areas}
    inputs = dict(random_tables.INPUTS)
    ruled = {"hit": hit, "inputs": inputs, "rows": rows}
    raw = {
        "name": "t", "note": "t",
        "vocabulary": random_tables.VOCABULARY,
        "derived": {"t": {"type": "bool", "table": {"hit": hit, "gap": "false", "inputs": inputs, "rows": own}}},
        "policies": {"p": {"insatser": {"i": {"otherwise": "no", "table": ruled}}}},
        "world": {"areas": areas, "facts": points},
    }  # fmt: skip
    folder.mkdir()
    built = build(Case("t", raw), folder)
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(built.case.day, None))
    for decision in interpreter.decide_all(frame, "i"):
        value = interpreter.read(frame, Reference("t"), decision.area).value
        assert decision.verdict == {True: "yes", False: "no", None: "unknown"}[value], (table.texts, hit, points)


# ── to a sheet and back


def test_a_sheet_holds_all_that_the_table_says(project: Path) -> None:
    """Exported and read again, as a sheet and as the file that import writes, the rules are the same."""
    before = _said(_ruling(project))
    assert run(["table", "export", "ljus", "-o", "ljus.xlsx"])[0] == 0
    assert _said(_ruling(project, ljus=project / "ljus.xlsx")) == before
    assert run(["table", "import", "ljus.xlsx", "-o", "ljus.yaml"])[0] == 0
    assert _said(_ruling(project, ljus=project / "ljus.yaml")) == before
    assert run(["table", "import", "ljus.xlsx", "-o", "ljus.yaml"])[0] == 3  # never overwritten unasked
    sheet = openpyxl.load_workbook("ljus.xlsx")["Tabell"]
    assert [v.formula1 for v in sheet.data_validations.dataValidation][:1] == ["'Värden'!$A$2:$A$5"]


def test_an_edit_in_the_sheet_is_shown_by_diff(project: Path) -> None:
    """Export, edit, import, diff."""
    run(["table", "export", "ljus", "-o", "ljus.xlsx"])
    _edited("ljus.xlsx", "nytt.xlsx", {"< 500": "< 300"})
    (project / "rules/exempelstad/tables").mkdir()
    assert run(["table", "import", "nytt.xlsx", "-o", "rules/exempelstad/tables/ljus.yaml"])[0] == 0
    new = POLICY[: POLICY.index("tables:")].replace("policy: tabell", "policy: tabell-ny")
    new += "tables: {ljus-ny: {file: ../tables/ljus.yaml}}\ninsatser: {belysning: {otherwise: no, table: ljus-ny}}\n"
    (project / "rules/exempelstad/policies/tabell-ny.yaml").write_text(new, encoding="utf-8")
    code, out, err = run(["diff", "tabell", "tabell-ny"])
    assert code in (0, 1), err
    assert b"invanare < 500" in out and b"invanare < 300" in out


def test_what_is_wrong_stands_in_its_cell(project: Path) -> None:
    """`grund check` of a sheet names the cell, and writes it into the sheet as a comment."""
    run(["table", "export", "ljus", "-o", "ljus.xlsx"])
    assert run(["check", "ljus.xlsx"])[0] == 0
    _edited("ljus.xlsx", "fel.xlsx", {"< 500": "> 2,5", "svag, mycket_svag": "svagt"})
    for kind, first in (("json", b"{"), ("csv", b"\xef\xbb\xbfkind;code"), ("sarif", b"{"), ("github", b"::error")):
        code, out, _ = run(["check", "fel.xlsx", "--format", kind])
        assert code == 1 and out.startswith(first) and b"G2" in out, kind
    assert run(["check", "ljus.xlsx", "--strict"])[0] == run(["check", "ljus.xlsx", "rules"])[0] == 2
    code, _, err = run(["check", "fel.xlsx", "-o", "rättat.xlsx"])
    assert code == 1 and err.decode().count("G206") == 1 and "menade du ”svag”" in err.decode()
    sheet = openpyxl.load_workbook("rättat.xlsx")["Tabell"]
    comments = {cell.value: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert {value: text[:4] for value, text in comments.items()} == {"> 2,5": "G206", "svagt": "G203"}
    _edited("ljus.xlsx", "dold.xlsx", {"[5000..9000[": "< 400"})  # a row that the first one hides
    code, _, err = run(["check", "dold.xlsx"])
    assert code == 0, err.decode()  # from a day on: boxes cannot say


def test_what_may_have_been_edited_is_not_overwritten(project: Path) -> None:
    """Neither by export nor by import; and a file is of the kind that its name says."""
    assert run(["table", "export", "ljus", "-o", "ljus.xlsx"])[0] == 0
    raw = Path("ljus.xlsx").read_bytes()
    code, _, err = run(["table", "export", "ljus", "-o", "ljus.xlsx"])
    assert code == 3 and "G590" in err.decode() and "kan ha redigerats" in err.decode()
    assert run(["table", "export", "ljus", "-o", "ljus.xlsx", "--force"])[0] == 0
    for words in (["export", "ljus", "-o", "ljus.csv"], ["import", "ljus.xlsx", "-o", "ljus.xlsx", "--force"]):
        code, _, err = run(["table", *words])
        assert code == 2 and "G506" in err.decode(), words
    assert Path("ljus.xlsx").read_bytes() == raw and not Path("ljus.csv").exists()


def test_numbers_are_given_back_as_they_were_written(project: Path) -> None:
    """Chapter 3.10 is not 3.1, sixteen digits stay, and 5 % is as little in the checked sheet as in the sheet."""
    path = project / "rules/exempelstad/policies/tabell.yaml"
    text = POLICY.replace("place: s. 2", 'place: "3.10"').replace("note: a", 'note: "1234567890.123456"')
    path.write_text(text.replace("andel_barn > 0.5", "andel_barn > 0.05"), encoding="utf-8")
    before = _said(_ruling(project))
    run(["table", "export", "ljus", "-o", "ljus.xlsx"])
    assert _said(_ruling(project, ljus=project / "ljus.xlsx")) == before
    book = openpyxl.load_workbook("ljus.xlsx")
    cell = next(cell for row in book["Tabell"].iter_rows() for cell in row if cell.value == "< 500")
    cell.value, cell.number_format = 0.05, "0%"
    book.save("ljus.xlsx")
    assert run(["check", "ljus.xlsx", "-o", "checked.xlsx"])[0] == 0
    assert run(["table", "import", "checked.xlsx"])[1] == run(["table", "import", "ljus.xlsx"])[1]


def test_what_is_not_what_it_seems_is_refused(project: Path) -> None:
    """Formulas, merged and hidden cells, by their names; a sheet without heads; one that names no table."""
    run(["table", "export", "ljus", "-o", "ljus.xlsx"])
    book = openpyxl.load_workbook("ljus.xlsx")
    sheet = book["Tabell"]
    sheet["B12"], sheet["B13"] = "=1+1", "x"
    sheet.merge_cells("C13:D13")
    sheet.row_dimensions[14].hidden = True
    book.save("fel.xlsx")
    code, _, err = run(["table", "import", "fel.xlsx"])
    text = err.decode()
    assert code == 3 and "Tabell!B12 är en formel" in text and "Tabell!C13 är sammanslagen" in text
    assert "Tabell!A14 är dold" in text
    empty = openpyxl.Workbook()
    empty.active["A1"] = "Hej"
    empty.save("tom.xlsx")
    assert b"G884" in run(["table", "import", "tom.xlsx"])[2]
    empty.active["A2"], empty.active["B2"] = "when.x", "then"
    empty.save("tom.xlsx")
    assert b"G886" in run(["check", "tom.xlsx"])[2]


# ── DMN

LOAN: Final = """\
<?xml version="1.0"?>
<d:definitions xmlns:d="http://www.omg.org/spec/DMN/20151101/dmn.xsd" id="d" name="d" namespace="x">
 <d:inputData id="i1" name="Invanare"/>
 {more}
 <d:decision id="dec" name="Beslut"><d:decisionTable hitPolicy="{hit}">
  <d:input label="Antal"><d:inputExpression><d:text>Invanare</d:text></d:inputExpression></d:input>
  <d:output name="svar"><d:outputValues><d:text>{values}</d:text></d:outputValues></d:output>
  <d:rule id="r1"><d:inputEntry><d:text>{cell}</d:text></d:inputEntry>
   <d:outputEntry><d:text>true</d:text></d:outputEntry></d:rule>
 </d:decisionTable></d:decision>
</d:definitions>
"""


def test_dmn_out_and_in(project: Path) -> None:
    """A table of cells as DMN and back: the same rules, and a report of what is not said exactly."""
    said = ("id: annat", "from: 2026")  # what DMN has no word for
    text = "".join(line for line in POLICY.splitlines(keepends=True) if not any(word in line for word in said))
    (project / "rules/exempelstad/policies/tabell.yaml").write_text(text, encoding="utf-8")
    before = [(r.id, r.when, r.then, r.exception_to) for r in _ruling(project).rules]
    assert run(["table", "export", "ljus", "-o", "ljus.dmn"])[0] == 0
    code, out, err = run(["table", "import", "ljus.dmn", "--lang", "en"])
    assert code == 0 and b"approximate: 1 decisionTable: if a fact is missing, the answer cannot be decided" in err
    Path("ljus.yaml").write_bytes(out)
    after = [(r.id, r.when, r.then, r.exception_to) for r in _ruling(project, ljus=project / "ljus.yaml").rules]
    assert after == before


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "when: {storlek: '< 5'}, then: {belysning: yes, lekplats: '-'}",
            "outputEntry (r) cannot be said as a decision table: lekplats: -",
        ),
        (
            "when: {storlek: '< barn'}, then: {belysning: yes, lekplats: no}",
            "inputEntry (r) cannot be said as a decision table: < barn",
        ),
        (
            "when: {storlek: '!= 5, 7'}, then: {belysning: yes, lekplats: no}",
            "inputEntry (r) cannot be said as a decision table: != 5, 7",
        ),
        (
            "when: {storlek: '< 5'}, then: {belysning: yes, lekplats: no}, from: 2026-01-01",
            "rule (r) cannot be said as a decision table: from",
        ),
    ],
)
def test_what_dmn_would_answer_in_another_way_is_refused(project: Path, row: str, words: str) -> None:
    """Days, names that are no inputs, and cells that leave an output to other rows."""
    text = f"""\
policy: tabell
label: tabell
illustration: true
tables: {{ljus: {{hit: first, inputs: {{storlek: invanare}}, rows: [{{id: r, {row}, illustration: true}}]}}}}
insatser: {{belysning: {{otherwise: no, table: ljus}}, lekplats: {{otherwise: no, table: ljus}}}}
"""
    (project / "rules/exempelstad/policies/tabell.yaml").write_text(text, encoding="utf-8")
    code, _, err = run(["table", "export", "ljus", "-o", "ljus.dmn", "--lang", "en"])
    assert code == 3 and words in err.decode() and not Path("ljus.dmn").exists()


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        ({"cell": "some x in [1] satisfies x &gt; ?"}, "some"),
        ({"cell": "string length(?) &gt; 3"}, "string length("),
        ({"more": '<d:businessKnowledgeModel id="bkm" name="f"/>'}, "bkm"),
        ({"hit": "ANYTHING"}, "ANYTHING"),
        ({"hit": "PRIORITY", "values": "false, true"}, "outputValues"),
    ],
)
def test_dmn_that_cannot_be_said_is_refused_by_name(project: Path, filled: dict[str, str], words: str) -> None:
    """Never answered in another way."""
    Path("lån.dmn").write_text(
        LOAN.format(**{"more": "", "hit": "UNIQUE", "values": "", "cell": "&gt; 5", **filled}), "utf-8"
    )
    code, _, err = run(["table", "import", "lån.dmn"])
    assert code == 3 and "G888" in err.decode() and words in err.decode()


def test_dmn_of_others_is_read_by_local_names(project: Path) -> None:
    """Whatever version its namespace is of; what may fetch other things is refused."""
    Path("lån.dmn").write_text(LOAN.format(more="", hit="UNIQUE", values="", cell="&gt;= 18, &lt; 3"), "utf-8")
    code, out, _ = run(["table", "import", "lån.dmn"])
    assert code == 0 and '{"id": "r1", "when": {"Antal": ">= 18, < 3"}, "then": "true"}' in out.decode()
    Path("ond.dmn").write_text('<!DOCTYPE a [<!ENTITY x "y">]><definitions>&x;</definitions>', "utf-8")
    assert b"G889" in run(["table", "import", "ond.dmn"])[2]


# ── the view


def test_which_row_decides_an_area(project: Path) -> None:
    """Counts of areas, and of one area which row decides."""
    code, out, err = run(["table", "ljus", "--area", "Sagolunda", "--format", "csv", "--lang", "en"])
    assert code == 0, err
    rows = [line.split(",") for line in out.decode().splitlines()]
    assert rows[0][:6] == ["table", "policy", "tolkning", "output", "row", "number"]
    assert len(rows) == 5 and [row[-1] for row in rows[1:]].count("yes") <= 1
    assert b"menade du" in run(["table", "jus"])[2]
    assert run(["table", "ljus", "--prove"])[0] == 0


def test_a_table_beside_its_rule_file(project: Path) -> None:
    """A rule file may name the sheet itself."""
    run(["table", "export", "ljus", "-o", "ljus.xlsx"])
    (project / "rules/exempelstad/tables").mkdir()
    shutil.move("ljus.xlsx", project / "rules/exempelstad/tables/ljus.xlsx")
    before = _said(_ruling(project))
    head = POLICY[: POLICY.index("tables:")]
    text = head + "tables: {ljus: {file: ../tables/ljus.xlsx}}\ninsatser: {belysning: {otherwise: no, table: ljus}}\n"
    (project / "rules/exempelstad/policies/tabell.yaml").write_text(text, encoding="utf-8")
    assert _said(_ruling(project)) == before


ONE: Final = """\
policy: {name}
label: {{sv: {name}, en: {name}}}
illustration: true
insatser:
  belysning:
    otherwise: no
    table:
      hit: unique
      inputs: {{ljus: trygghet}}
      rows:
        - {{when: {{ljus: "{cell}"}}, then: yes, illustration: true}}
        - {{when: {{ljus: svag}}, then: yes, illustration: true}}
"""


def test_tables_of_one_id_in_two_policies_are_told_apart(project: Path) -> None:
    """Each is checked, shown and exported under its own name; the id alone is refused, with both names."""
    for name, cell in (("ett", "svag, god"), ("tva", "mycket_svag")):
        text = ONE.format(name=name, cell=cell)
        (project / f"rules/exempelstad/policies/{name}.yaml").write_text(text, encoding="utf-8")
    code, _, err = run(["check", "rules/exempelstad"])
    assert code == 1 and "ett.yaml" in err.decode() and err.decode().count("G337") == 1
    code, _, err = run(["table", "belysning"])
    assert code == 2 and "ett.belysning" in err.decode() and "tva.belysning" in err.decode()
    for name in ("ett", "tva"):
        assert run(["table", "export", f"{name}.belysning", "-o", f"{name}.xlsx"])[0] == 0
    assert run(["check", "tva.xlsx"])[0] == 0
    code, _, err = run(["check", "ett.xlsx"])
    assert code == 1 and err.decode().count("G337") == 1 and "ett.xlsx" in err.decode()
    assert run(["table", "tabell.ljus"])[0] == 0  # its name, also where the id would do


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("when.ljus;when", "svag;invanare > 5"),
        ("when;when.ljus", "invanare > 5;svag"),
        ("when.ljus;source;source.document", "svag;pahitt;pahitt"),
    ],
)
def test_two_cells_of_one_field_are_refused(project: Path, head: str, row: str) -> None:
    """Neither is quietly left out."""
    policies = project / "rules/exempelstad/policies"
    use = "{otherwise: no, table: {file: ljus.csv, hit: first, inputs: {ljus: trygghet}}}"
    policies.joinpath("fil.yaml").write_text(
        f"policy: fil\nlabel: fil\nillustration: true\ninsatser:\n  lekplats: {use}\n", encoding="utf-8"
    )
    policies.joinpath("ljus.csv").write_text(f"{head};then;illustration\n{row};yes;true\n", encoding="utf-8")
    code, _, err = run(["check", "rules/exempelstad"])
    assert code == 1 and "ljus.csv:2" in err.decode() and err.decode().count("G106") == 1


def test_a_table_without_rows_goes_to_a_sheet_and_back(project: Path) -> None:
    """It has none, and says so."""
    start = POLICY.index("    rows:\n")
    text = POLICY[:start] + "    rows: []\n" + POLICY[POLICY.index("insatser:") :]
    (project / "rules/exempelstad/policies/tabell.yaml").write_text(text, encoding="utf-8")
    assert run(["table", "export", "ljus", "-o", "ljus.xlsx"])[0] == 0
    assert run(["table", "import", "ljus.xlsx", "-o", "ljus.yaml"])[0] == 0
    assert _said(_ruling(project, ljus=project / "ljus.yaml")) == []

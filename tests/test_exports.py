"""Exports: each file is read again by a reader that is not ours, and holds every line to the öre."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import openpyxl
import pyarrow.ipc
import pyarrow.parquet
import pytest
import sqlglot
from hypothesis import Phase, given, settings

import command_line
import grund
import journey_controller
from grund.budgeting.lines import BudgetLine
from grund.budgeting.policy_budgets import Budget, PolicyBudget, budget
from grund.loading.scenario import load_scenario
from grund.views.budget import HEADER, budget_view
from grund.views.formats.exports.arrow import as_arrow
from grund.views.formats.exports.excel import as_excel
from grund.views.formats.exports.ledger_objects import DIMENSIONS, KINDS, Objects
from grund.views.formats.exports.sie import Booking, as_sie
from grund.views.formats.exports.statements import as_sql
from grund.views.formats.text import as_csv
from sie_reader import SieFile
from test_budget import ONE, changed
from towns import town, towns

PHASES: Final = (Phase.explicit, Phase.reuse, Phase.generate)
"""No shrinking: each town is eight files written and read."""

FORMULA: Final = re.compile(r'(^|[;,\n])"?[=@]')
"""A cell that a spreadsheet would carry out."""

Key = tuple[str, int, str, str, str]
"""Policy and reading, year, insats, area and body."""
Sums = tuple[Counter[Key], Counter[Key]]
"""Öre by key: at least, and at most."""


def summed(rows: Iterable[tuple[Key, int, int]]) -> Sums:
    """The sums of rows of key, at least and at most."""
    low: Counter[Key] = Counter()
    high: Counter[Key] = Counter()
    for key, least, most in rows:
        low[key] += least
        high[key] += most
    return +low, +high


def source(found: Budget) -> Sums:
    """The decision-level sums of a budget."""
    return summed(
        ((side.policy.id, n.year, n.insats, n.area, n.body), n.money.low, n.money.high)
        for side in found.sides
        for n in side.lines
        if n.amount is not None
    )


def ore(value: Any) -> int:
    """Kronor as a reader gives them, in öre; what is unknown is in no sum."""
    if value in ("saknas", "missing"):
        return 0
    return round(Decimal(str(value or 0)) * 100)


HEADS: Final = {
    "policyns id": "policy", "år": "year", "del av kostnaden": "part",
    "insatsens id": "insats", "områdets id": "area", "aktörens id": "body",
    "minst, kr": "low_kr", "högst, kr": "high_kr", "belopp, kr": "amount_kr", "summans nummer": "sum_number",
    "volym": "quantity", "styckkostnad, kr": "price_kr", "andel": "share", "beslut": "verdict",
}  # fmt: skip
"""The columns of the lines in the workbook, by their Swedish heads."""


def from_excel(data: bytes) -> Sums:
    """By openpyxl, with the cached values."""
    head, *rows = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[1].iter_rows(values_only=True)
    named = (dict(zip((HEADS.get(str(name), str(name)) for name in head), row, strict=True)) for row in rows)
    return summed((_key(row), ore(row["low_kr"]), ore(row["high_kr"])) for row in named if row["policy"] is not None)


def from_csv(text: str, swedish: bool) -> Sums:
    """By Python's own reader."""
    file = io.StringIO(text.removeprefix("\ufeff"), newline="")
    rows = csv.DictReader(file, delimiter=";" if swedish else ",")
    return summed((_key(row), *(ore(row[name].replace(",", ".")) for name in ("low_kr", "high_kr"))) for row in rows)


def from_rows(rows: list[dict[str, Any]]) -> Sums:
    """From a table read by another library."""
    return summed((_key(row), row["low_ore"] or 0, row["high_ore"] or 0) for row in rows)


def _key(row: Mapping[str, Any]) -> Key:
    return row["policy"], int(row["year"]), row["insats"], row["area"] or "", row["body"] or ""


def from_sql(text: str, dialect: str) -> Sums:
    """Carried out by DuckDB; what is written for SQL Server is read by sqlglot first."""
    base = duckdb.connect()
    if dialect == "mssql":
        guard = "IF OBJECT_ID(N'grund_budget', N'U') IS NULL\n"  # sqlglot takes all that follows for its block
        assert text.count(guard) == 1
        for tree in sqlglot.parse(text.replace(guard, ""), read="tsql"):
            if isinstance(tree, sqlglot.exp.Insert):
                base.execute(tree.sql("duckdb"))
            elif tree is not None and tree.find(sqlglot.exp.Create):
                made = tree.find(sqlglot.exp.Create)
                assert made is not None
                base.execute(made.sql("duckdb").replace("(MAX)", ""))
    else:
        for _ in range(2):  # again: the rows of the same run are put in the place of themselves
            base.execute(text)
    return from_rows(base.sql("select * from grund_budget").to_arrow_table().to_pylist())


@pytest.mark.slow
@given(towns())
@settings(max_examples=15, deadline=None, phases=PHASES)
def test_every_export_adds_up_to_the_ore(held: dict[str, Any]) -> None:
    """For random towns: each file, read again, gives the sums of the decisions by body, area, insats and year."""
    with tempfile.TemporaryDirectory() as folder:
        reconciled(budget(town(Path(folder), held)))


def reconciled(found: Budget) -> None:
    """Each file of a budget, read again, against the decisions."""
    want = source(found)
    assert from_excel(as_excel(found, "sv")) == want
    view = budget_view(found, "sv")
    for lang in ("sv", "en"):
        text = as_csv(view.header, view.rows, lang)
        assert from_csv(text, lang == "sv") == want
        assert not FORMULA.search(text)
    parquet = pyarrow.parquet.read_table(io.BytesIO(as_arrow(found, "parquet")))
    arrow = pyarrow.ipc.open_file(io.BytesIO(as_arrow(found, "arrow"))).read_all()
    assert from_rows(parquet.to_pylist()) == from_rows(arrow.to_pylist()) == want
    for dialect in ("postgres", "mssql"):
        assert from_sql(as_sql(found, dialect), dialect) == want
    for side in found.sides:
        numbers = OBJECTS.with_new((kind, str(getattr(n, kind))) for n in side.lines for kind in KINDS)
        for year in found.years:
            booking = Booking(year, ACCOUNTS, DIMENSIONS, numbers, "5999")
            assert from_sie(as_sie(found, side, booking), found) == booked(found, side, year)


OBJECTS: Final = Objects({("insats", "besok"): "B-7", ("area", "a1"): "12", ("body", "gone"): "3"})
"""Numbers that a ledger has already."""
ACCOUNTS: Final = {"": "5500", "besok": "5600"}
Booked = Counter[tuple[int, str, str, str, str]]
"""Öre by year, account, body, insats and area, by name."""


def booked(found: Budget, side: PolicyBudget, year: int) -> Booked:
    """What a SIE file should hold: what is decided by its account, and what is undecided, at most, by its own."""
    sums: Booked = Counter()
    for n in side.lines:
        if n.year == year and n.amount:
            account = "5999" if n.verdict != "yes" else ACCOUNTS.get(n.insats, ACCOUNTS[""])
            sums[year, account, *called(found, n)] += n.amount
    return sums


def from_sie(data: bytes, found: Budget) -> Booked:
    """By a strict reader, the names of the objects in the place of their numbers."""
    sie = SieFile(data)
    sums: Booked = Counter()
    for (period, account, objects), öre in sie.amounts.items():
        body, insats, area = (sie.objects[each] for each in objects)
        sums[int(period[:4]), account, body, insats, area] += öre
    return sums


def called(found: Budget, line: BudgetLine) -> tuple[str, str, str]:
    """Body, insats and area as a SIE file names them: in code page 437, with the id where that loses something."""
    bodies = {b.id: b.name for b in found.scenario.book.organisation.bodies.values()}
    areas = {a.id: a.name for a in found.scenario.facts.areas}
    held = (line.body, bodies), (line.insats, {line.insats: line.insats}), (line.area, areas)
    return tuple(_written(name, names.get(name, "Ej fördelat")) for name, names in held)  # type: ignore[return-value]


def _written(name: str, said: str) -> str:
    try:
        said.encode("cp437")
        return said.replace("\\", "/")
    except UnicodeEncodeError:
        return f"{said} ({name})".encode("cp437", "replace").decode("cp437")


# ── the example, as a user writes it

ASKED: Final = ("budget", "budget-exempel", "--own", "--policy", "stadsdelslyft-ersatter")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["b.xlsx", "b.csv", "b.parquet", "b.arrow", "b.sql", "b.json", "b.md"],
)
def test_files_by_suffix(tmp_path: Path, name: str) -> None:
    """Whole files, the same bytes every time, with the mark of an illustration in them."""
    written = []
    for n in range(2):
        path = tmp_path / f"{n}{name}"
        code, out, err = command_line.run([*ASKED, "-o", str(path)])
        assert (code, out, err) == (0, b"", b""), err.decode()
        written.append(path.read_bytes())
    assert written[0] == written[1]
    if not name.endswith((".xlsx", ".parquet")):
        assert b"llustration" in written[0] or b"FIKTIVT EXEMPEL" in written[0]


@pytest.mark.slow
def test_excel_shows_whom_the_policies_reach(tmp_path: Path) -> None:
    """A sheet with the counts of the JSON, a row for each policy and year that says something new."""
    path = tmp_path / "b.xlsx"
    assert command_line.run([*ASKED, "-o", str(path)])[0] == 0
    rows = list(openpyxl.load_workbook(path)["Omfattning"].iter_rows(min_row=2, values_only=True))
    reached = rows[0].index("omfattas")
    days = json.loads(command_line.run([*ASKED, "--format", "json"])[1])["reach"]
    first = days[0]["readings"][0]["reached"]
    assert [row[reached] for row in rows[1:] if row[0] == days[0]["day"]][:1] == [first["a"]["count"]]


def test_excel_shows_its_sums(tmp_path: Path) -> None:
    """Live formulas with cached values, a table with a filter, a frozen head, and what the file is."""
    path = tmp_path / "b.xlsx"
    assert command_line.run([*ASKED, "-o", str(path)])[0] == 0
    live, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    assert live.sheetnames[:3] == ["Sammanfattning", "Underlag", "Omfattning"] and live.sheetnames[-1] == "Om"
    assert {"Aktörer", "Insatser", "Priser"} <= set(live.sheetnames)
    for sheet in live.worksheets:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
    summary = list(live["Sammanfattning"].iter_rows())
    formulas = [cell for row in summary for cell in row if isinstance(cell.value, str) and cell.value.startswith("=")]
    assert any("SUMIFS" in str(c.value) for c in formulas)
    assert all(isinstance(cached["Sammanfattning"][c.coordinate].value, int | float) for c in formulas)
    assert live["Underlag"].tables and live["Underlag"].freeze_panes == "A2"
    said = {row[0].value: row[1].value for row in cached["Om"].iter_rows()}
    assert said["illustration"] == "true" and len(str(said["run"])) == 64
    assert "FIKTIVT EXEMPEL" in "".join(str(row[0].value) for row in summary[:3])
    head, *_, last = [
        row for row in cached["Sammanfattning"].iter_rows(values_only=True) if row[0] in ("Aktör", "Summa")
    ]
    lines, _ = from_excel(path.read_bytes())
    assert head[:5] == ("Aktör", "2027", "2028", "2029", "Summa")  # nothing is undecided: no at most beside
    assert sum(ore(v) for v in last[1:4]) == ore(last[4]) == sum(lines.values())


def test_excel_shows_what_is_undecided_and_unknown(tmp_path: Path) -> None:
    """At least beside at most where something is undecided; how many amounts are unknown, counted by a formula."""
    areas = {
        f"a{i}": {"district": "d1", "folk": n, "behov": said}
        for i, (n, said) in enumerate([(900, None), (None, "true")])
    }
    found = budget(town(tmp_path, {**ONE, "areas": areas}), ["p"])
    (side,) = found.sides
    rows = list(
        openpyxl.load_workbook(io.BytesIO(as_excel(found, "en")), data_only=True)["Summary"].iter_rows(values_only=True)
    )
    head, *_, last = [row for row in rows if row[0] in ("Body", "Total")]
    assert head[1:3] == ("2027 at least", "2027 at most") and head[-1] == "Missing amounts"
    assert (ore(last[-3]), ore(last[-2]), last[-1]) == (side.money.low, side.money.high, side.money.unknown)
    assert side.money.low < side.money.high and side.money.unknown


def test_unknown_is_never_nothing_in_excel(tmp_path: Path) -> None:
    """In cells, sums and years the word stands where nothing is known, and beside what is."""
    unpriced = {name: {**cost, "price": None, "once": None} for name, cost in ONE["costs"].items()}
    some = {**unpriced, "anlaggning": {**ONE["costs"]["anlaggning"], "once": "0.00"}}
    for costs, known in ((unpriced, False), (some, True)):
        found = budget(town(tmp_path, {**ONE, "costs": costs}), ["p"])
        book = openpyxl.load_workbook(io.BytesIO(as_excel(found, "sv")), data_only=True)
        rows = list(book["Sammanfattning"].iter_rows())
        (head,) = [n for n, row in enumerate(rows) if row[0].value == "Aktör"]
        for row in rows[head + 1 :]:
            cells = row[1:5]
            if row[0].value == "Nämnden" and known:
                assert [cell.value for cell in cells[:3]] == [100.01] * 3
            elif row[0].value == "Summa" and known:
                assert [cell.value for cell in cells] == [100.01] * 3 + [300.03]
                assert all("saknas" in cell.number_format for cell in cells)
            else:
                assert [cell.value for cell in cells] == ["saknas"] * 4, row[0].value
        head_, *lines = book["Underlag"].iter_rows(values_only=True)
        at = head_.index("belopp, kr")
        said = [line[at] for line in lines if line[0]]
        assert said.count("saknas") == found.sides[0].money.unknown and None not in said


def test_amounts_follow_the_sheet_of_unit_costs(tmp_path: Path) -> None:
    """Each formula, computed here from the cells it names, is our amount; where a key divides öre a constant may stand;
    without a price the word stands, and never 0; a price on a ramp follows the full one."""
    ramped = 0
    begun = {**ONE["costs"], "besok": {**ONE["costs"]["besok"], "ramp": ["0.5"]}}
    for costs in (ONE["costs"], begun, {n: {**c, "price": None} for n, c in ONE["costs"].items()}):
        found = budget(town(tmp_path, {**ONE, "costs": costs}), ["p"])
        live = openpyxl.load_workbook(io.BytesIO(as_excel(found, "sv")))
        cached = openpyxl.load_workbook(io.BytesIO(as_excel(found, "sv")), data_only=True)
        head, *lines = live["Underlag"].iter_rows()
        names = [HEADS.get(cell.value, cell.value) for cell in head]
        computed = 0
        for line, values in zip(lines, [*cached["Underlag"].iter_rows()][1:], strict=True):
            row = dict(zip(names, line, strict=True))
            shown = {name: cell.value for name, cell in zip(names, values, strict=True)}
            cell = str(row["price_kr"].value).split("!")[1].replace("$", "")
            price, written = cached["Styckkostnader"][cell].value, live["Styckkostnader"][cell].value
            assert shown["price_kr"] == price
            if written != price:  # on a ramp: the full cost times the year's share
                full, step = (live["Styckkostnader"][cell.replace("E", column)].value for column in "FG")
                assert written == f"={cell.replace('E', 'F')}*{cell.replace('E', 'G')}" and full * step == price
                ramped += 1
            formula = str(row["amount_kr"].value)
            if formula.startswith("="):
                at = {name: row[name].coordinate for name in ("quantity", "price_kr", "share")}
                product = f"{at['quantity']}*{at['price_kr']},2)*{at['share']},2)"
                assert formula == f'=IF(COUNT({at["quantity"]},{at["price_kr"]})=2,ROUND(ROUND({product},"saknas")'
                size, share = row["quantity"].value, row["share"].value
                known = all(isinstance(n, int | float) for n in (size, price))
                assert shown["amount_kr"] == (rounded(rounded(size * price) * share) if known else "saknas")
                computed += 1
            assert str(row["high_kr"].value) == f"={row['amount_kr'].coordinate}"
        assert computed
    assert ramped


def rounded(number: float) -> float:
    """ROUND(number, 2) of a sheet."""
    return float(Decimal(f"{number:.15g}").quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_excel_tells_bodies_apart_that_differ_in_case(tmp_path: Path) -> None:
    """`namnd` and `NAMND` are two bodies, in the formulas too."""
    town(tmp_path, changed("besok", key={"namnd": 1, "grupp": 1}, once="0.00"))
    rules = tmp_path / "rules" / "stad"
    for name in ("bodies.csv", "duties.csv"):
        path = rules / name
        path.write_text(path.read_text(encoding="utf-8").replace("bolag,Bolaget", "NAMND,Annan"), encoding="utf-8")
    path = rules / "duties.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",bolag,", ",NAMND,"), encoding="utf-8")
    path = rules / "insatser.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"grupp": "1"', '"NAMND": "1"'), encoding="utf-8")
    found = budget(load_scenario(tmp_path / "s.yaml"), ["p"], [2027], ["besok"])
    live = openpyxl.load_workbook(io.BytesIO(as_excel(found, "sv")))
    cached = openpyxl.load_workbook(io.BytesIO(as_excel(found, "sv")), data_only=True)
    (side,) = found.sides
    amounts = {body: money.low for (body,), money in side.by("body").items()}
    names = {"namnd": "Nämnden", "NAMND": "Annan"}
    seen = {
        row[0].value: (ore(row[1].value), f[1].value)
        for row, f in zip(cached["Sammanfattning"].iter_rows(), live["Sammanfattning"].iter_rows(), strict=True)
    }
    assert {body: seen[name][0] for body, name in names.items()} == amounts and len(amounts) == 2
    head, *lines = cached["Underlag"].iter_rows(values_only=True)
    for body, name in names.items():
        formula = seen[name][1]
        assert "SUMIFS" in formula and name not in formula and body not in formula
        numbers = set(re.findall(r"\$U\$\d+,(\d+)", formula))
        picked = [line for line in lines if str(line[head.index("summans nummer")]) in numbers]
        assert {line[head.index("aktörens id")] for line in picked} == {body}
        assert sum(ore(line[head.index("minst, kr")]) for line in picked) == amounts[body]


@pytest.mark.slow
def test_a_line_that_reads_no_open_question_stands_once(tmp_path: Path) -> None:
    """What one reading comes to is its own rows and those that are the same in each; in every file."""
    scenario = grund.load("budget-exempel")
    found = budget(scenario, ["fokusomrade", "stadsdelslyft"], own=True)
    assert len(found.readings) > 1
    files = {
        "csv": list(csv.DictReader(io.StringIO(as_csv(HEADER, budget_view(found, "en").rows, "en")))),
        "parquet": pyarrow.parquet.read_table(io.BytesIO(as_arrow(found, "parquet"))).to_pylist(),
    }
    base = duckdb.connect()
    base.execute(as_sql(found, "postgres"))
    files["sql"] = base.sql("select * from grund_budget").to_arrow_table().to_pylist()
    book = openpyxl.load_workbook(io.BytesIO(as_excel(found, "sv")), data_only=True)
    head, *lines = book["Underlag"].iter_rows(values_only=True)
    files["xlsx"] = [dict(zip((HEADS.get(h, h) for h in head), line, strict=True)) for line in lines]
    for kind, read in files.items():
        for side in found.sides:
            words = {f"{name}={choice}" for name, choice in side.reading}
            mine = [
                row
                for row in read
                if row["insats"]  # rows without one count areas
                and row["policy"] == side.policy.id
                and {*(row["tolkning"] or "").split(", ")} - {""} <= words
            ]
            got = [row["amount_ore"] if "amount_ore" in row else ore(row["amount_kr"]) for row in mine]
            assert (len(got), sum(got)) == (len(side.lines), side.money.low), kind
        amounts = [row for row in read if row["insats"]]
        assert any(not row["tolkning"] for row in amounts) and any(row["tolkning"] for row in amounts)
        keys = Counter((row["policy"], row["tolkning"], *(row[k] for k in KEYS)) for row in amounts)
        assert max(keys.values()) == 1
    amounts = [row for row in files["csv"] if row["insats"]]
    assert sum(len(side.lines) for side in found.sides) > len(amounts) == len(list(grund.table(scenario, found)))


KEYS: Final = ("year", "insats", "part", "area", "body")


def test_sie_as_the_standard_writes_it(tmp_path: Path) -> None:
    """Records in order; one year; the account after the period; totals; numeric objects; what code page 437 has."""
    path, numbers = tmp_path / "b.se", tmp_path / "objekt.csv"
    words = ["--konto", "5500", "--konto", "insats-kultur=5650", "--sie-objects", str(numbers), "--sie-year", "2028"]
    code, _, err = command_line.run([*ASKED, *words, "-o", str(path)])
    assert (code, err) == (0, b""), err.decode()
    sie = SieFile(path.read_bytes())
    assert list(dict.fromkeys(tag for tag, _ in sie.records)) == [
        "FLAGGA", "PROGRAM", "FORMAT", "GEN", "SIETYP", "PROSA", "FNAMN", "RAR", "OMFATTN", "KONTO", "DIM", "OBJEKT",
        "PBUDGET",
    ]  # fmt: skip
    assert sie.year == 2028 and "FIKTIVT EXEMPEL" in str(sie.all("PROSA")[0][0])
    assert all(number.isdigit() for _, number in sie.objects)
    assert {account for _, account in sie.totals} == set(sie.accounts) == {"5500", "5650"}
    assert sorted(sie.dimensions) == [1, 6, 20]


def test_a_number_stays_with_its_object(tmp_path: Path) -> None:
    """From year to year and from edition to edition: what is new comes after, and what is gone keeps its number."""
    path, numbers = tmp_path / "b.se", tmp_path / "objekt.csv"
    numbers.write_text("kind,id,number\nbody,namnd-trafik,1210\ninsats,insats-nedlagd,7\n", encoding="utf-8")
    words = [*ASKED, "--konto", "5500", "--sie-objects", str(numbers), "-o", str(path)]
    held = []
    for more in (["--sie-year", "2029", "--insats", "insats-stadning"], ["--sie-year", "2027"], ["--sie-year", "2028"]):
        code, _, err = command_line.run([*words, *more])
        assert (code, err) == (0, b""), err.decode()
        held.append(SieFile(path.read_bytes()).objects)
    for earlier, later in ((held[0], held[1]), (held[1], held[2])):
        assert all(later.get(key, name) == name for key, name in earlier.items())
    assert held[0][1, "1210"] == "Trafiknämnden" and "insats,insats-nedlagd,7\n" in numbers.read_text(encoding="utf-8")
    assert held[0][6, "8"] == held[1][6, "8"]
    before = numbers.read_bytes()
    assert command_line.run([*words, "--sie-year", "2027"])[0] == 0 and numbers.read_bytes() == before
    code, _, err = command_line.run(
        [*words, "--sie-year", "2027", "--sie-dimension", "insats=6", "--sie-dimension", "area=25"]
    )
    sie = SieFile(path.read_bytes())
    assert (code, err) == (0, b"") and sorted(sie.dimensions) == [6, 25] and {n for n, _ in sie.objects} == {6, 25}


def test_numbers_that_a_ledger_cannot_have(tmp_path: Path) -> None:
    """Each row that is wrong is said where it stands, all at once, and neither file is written."""
    path, numbers = tmp_path / "b.se", tmp_path / "objekt.csv"
    text = "kind,id,number\nbody,a,1\nbody,b,1\nplace,c,2\ninsats,d,å\nbody,a,4\narea,e,0\n"
    numbers.write_text(text, encoding="utf-8")
    words = [*ASKED, "--sie-year", "2027", "--konto", "5500", "--sie-objects", str(numbers), "-o", str(path)]
    code, out, err = command_line.run(words)
    assert (code, out) == (3, b"") and not path.exists() and numbers.read_text(encoding="utf-8") == text
    shown = err.decode("utf-8")
    assert all(f"objekt.csv:{line}:" in shown for line in (3, 4, 5, 6, 7)) and "G583" in shown and "G314" in shown


def test_what_is_undecided_is_apart_or_refused(tmp_path: Path) -> None:
    """Never dropped: refused with what it comes to, or on an account of its own, and said in the file."""
    areas = {f"a{i}": {"district": "d1", "folk": 900, "behov": said} for i, said in enumerate([None, "true"])}
    town(tmp_path, {**ONE, "areas": areas})
    path = tmp_path / "b.se"
    words = ["budget", str(tmp_path / "s.yaml"), "--policy", "p", "--konto", "5500", "--sie-year", "2027"]
    words += ["--sie-objects", str(tmp_path / "o.csv"), "-o", str(path)]
    code, out, err = command_line.run(words)
    assert (code, out) == (3, b"") and not path.exists() and not (tmp_path / "o.csv").exists()
    assert "G582" in err.decode("utf-8") and "--undecided" in err.decode("utf-8")
    code, out, err = command_line.run([*words, "--undecided", "5999"])
    assert (code, out, err) == (0, b"", b""), err.decode()
    (side,) = budget(town(tmp_path, {**ONE, "areas": areas}), ["p"]).sides
    sie = SieFile(path.read_bytes())
    open_ = sum(n.amount or 0 for n in side.lines if n.year == 2027 and n.verdict != "yes")
    assert sum(öre for (_, account), öre in sie.totals.items() if account == "5999") == open_ > 0
    unknown = sum(1 for n in side.lines if n.year == 2027 and n.amount is None)
    assert f"okända belopp, ej med: {unknown}" in str(sie.all("PROSA")[0][0]) and unknown
    assert f"högst {open_ // 100}.{open_ % 100:02d} på konto 5999" in str(sie.all("PROSA")[0][0])


KEPT: Final = ("--sie-objects", "no-such-objects.csv", "--sie-year", "2027")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((*ASKED, *KEPT, "-o", "b.se"), "G577"),
        (("budget", "budget-exempel", "--own", "--konto", "5500", *KEPT, "-o", "b.se"), "G576"),
        ((*ASKED, "--konto", "femtusen", *KEPT, "-o", "b.se"), "G577"),
        ((*ASKED, "--konto", "5500", *KEPT, "--undecided", "5500", "-o", "b.se"), "G577"),
        ((*ASKED, "--konto", "5500", *KEPT[:2], "-o", "b.se"), "G580"),
        ((*ASKED, "--konto", "5500", *KEPT[:2], "--sie-year", "2035", "-o", "b.se"), "G580"),
        ((*ASKED, "--konto", "5500", *KEPT[2:], "-o", "b.se"), "G581"),
        ((*ASKED, "--konto", "5500", *KEPT, "--sie-dimension", "area=13", "-o", "b.se"), "G584"),
        ((*ASKED, "--konto", "5500", *KEPT, "--sie-dimension", "omrade=20", "-o", "b.se"), "G584"),
        ((*ASKED, "-o", "b.doc"), "G506"),
    ],
)
def test_what_cannot_be_written(words: tuple[str, ...], code: str) -> None:
    """Said with its cure, and no file is left."""
    exit_code, out, err = command_line.run(words)
    assert exit_code == 2 and out == b"" and code in err.decode("utf-8")
    assert not Path(words[-1]).exists() and not Path(KEPT[1]).exists()


@pytest.mark.slow
def test_a_controllers_journey(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Budget, every file, allocation: each summed again to the öre by another reader (tests/journey_controller.py)."""
    well = journey_controller.journey(tmp_path)
    shown = capsys.readouterr().out
    assert well, shown
    assert shown.count("the same to the öre") >= 10, shown


def test_a_quantity_is_shown_with_its_decimals(tmp_path: Path) -> None:
    """1 001 / 7 is 143.00 in the workbook too, and not 143."""
    book = openpyxl.load_workbook(io.BytesIO(as_excel(budget(town(tmp_path, ONE), ["p"]), "sv")))
    head, *rows = book.worksheets[1].iter_rows()
    at = [cell.value for cell in head].index("volym")
    assert {(row[at].value, row[at].number_format) for row in rows} == {(1, "0.00"), (1001, "0.00"), (143, "0.00")}

"""A controller's journey: `python tests/journey_controller.py [FOLDER]`.

An invented town is costed and allocated by the command line, every file is written, and each is summed again
to the öre by a reader that is not ours (openpyxl, csv, json, pyarrow, DuckDB, a strict SIE reader; LibreOffice where
it is installed). Prints a line for each file; ends with 1 if any differs.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import openpyxl
import pyarrow.ipc
import pyarrow.parquet

import command_line
from sie_reader import SieFile
from towns import town

YEARS: Final = (2027, 2028, 2029)
_COST: Final = {"per": "area", "once": "0.00", "ramp": [], "key": None}
TOWN: Final[dict[str, Any]] = {
    "areas": {
        f"a{n}": {"district": f"d{n % 2 + 1}", "folk": 700 + 313 * n, "behov": (None if n == 5 else "true")}
        for n in range(6)
    },
    "costs": {
        "anlaggning": {**_COST, "quantity": "1", "price": "100000.01", "ramp": ["0.333", "1"]},
        "besok": {**_COST, "quantity": "folk / 7", "price": "99.99", "once": "7.77", "key": {"namnd": 2, "grupp": 1}},
        "cirkel": {**_COST, "quantity": "folk", "price": None},
    },
    "index": "102.5",
}
LIMITS: Final = {"total": "400000", "area_most": "150000", "steps": {"besok": "7.07"}, "priority": ["besok"]}
Sums = dict[int, tuple[int, int]]
"""Öre by year, at least and at most."""


def grund(*words: str) -> None:
    """The command, as a user runs it; any word on stderr or another code than 0 ends the journey."""
    result = command_line.travelled(words)
    if result.code or result.err:
        raise SystemExit(f"grund {' '.join(words)}: {result.code}\n{result.talk}")


def summed(rows: Iterable[tuple[int, Any, Any]]) -> Sums:
    """Rows of year, at least and at most, in öre; what is unknown is in no sum."""
    low: Counter[int] = Counter()
    high: Counter[int] = Counter()
    for year, least, most in rows:
        low[year] += least or 0
        high[year] += most or 0
    return {year: (low[year], high[year]) for year in sorted(high)}


def ore(value: Any) -> int:
    """Kronor as a reader gives them."""
    text = str(value or 0).replace("\xa0", "").replace(" ", "").replace(",", ".")
    return 0 if "saknas" in text and not text[0].isdigit() else round(Decimal(text.split("+")[0]) * 100)


def by_json(path: Path) -> Sums:
    """The lines, added up here."""
    (side,) = json.loads(path.read_text(encoding="utf-8"))["sides"]
    lines = ((n["year"], n["amount_ore"] if n["verdict"] == "yes" else 0, n["amount_ore"]) for n in side["lines"])
    return summed(lines)


def by_csv(path: Path) -> Sums:
    """By Python's own reader."""
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";")
    return summed((int(row["year"]), ore(row["low_kr"]), ore(row["high_kr"])) for row in rows)


def by_lines(path: Path) -> Sums:
    """The lines of the workbook, by openpyxl."""
    head, *rows = openpyxl.load_workbook(path, data_only=True).worksheets[1].iter_rows(values_only=True)
    year, low, high = (head.index(name) for name in ("år", "minst, kr", "högst, kr"))
    return summed((row[year], ore(row[low]), ore(row[high])) for row in rows if row[year])


def by_summary(path: Path) -> Sums:
    """The last row of the workbook's summary: at least and at most of each year."""
    last = by_openpyxl(path)
    return {year: (ore(last[1 + 2 * n]), ore(last[2 + 2 * n])) for n, year in enumerate(YEARS)}


def by_openpyxl(path: Path) -> list[Any]:
    """The last row of the summary as it is stored."""
    rows = list(openpyxl.load_workbook(path, data_only=True).worksheets[0].iter_rows(values_only=True))
    return list(next(row for row in rows if row[0] == "Summa"))


def by_arrow(path: Path) -> Sums:
    """By pyarrow."""
    table = pyarrow.parquet.read_table(path) if path.suffix == ".parquet" else pyarrow.ipc.open_file(path).read_all()
    return summed((row["year"], row["low_ore"], row["high_ore"]) for row in table.to_pylist())


def by_sql(path: Path) -> Sums:
    """Carried out by DuckDB."""
    base = duckdb.connect()
    base.execute(path.read_text(encoding="utf-8"))
    return summed(base.execute("select year, low_ore, high_ore from grund_budget").fetchall())


def by_sie(path: Path) -> Sums:
    """One year, by the strict reader: what is decided on 5500, what is undecided on 5999; totals and objects alike."""
    sie = SieFile(path.read_bytes())
    on: Counter[str] = Counter()
    for (_, account), öre in sie.totals.items():
        on[account] += öre
    return {sie.year: (on["5500"], on["5500"] + on["5999"])}


def by_libreoffice(path: Path) -> Sums:
    """The summary as LibreOffice counts it: the values that were cached are taken away first."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.xlsx"
        openpyxl.load_workbook(path).save(bare)
        assert not any(isinstance(n, int | float) for n in by_openpyxl(bare)), "nothing is left to count"
        kind = "csv:Text - txt - csv (StarCalc):59,34,76,1,,1033,false,false"
        home = f"-env:UserInstallation={(Path(folder) / 'home').as_uri()}"
        words = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", folder]
        subprocess.run([*words, str(bare)], check=True, capture_output=True)
        (made,) = Path(folder).glob("*.csv")
        rows = list(csv.reader(io.StringIO(made.read_text(encoding="utf-8")), delimiter=";"))
    (last,) = [[cell.replace(",", "") for cell in row] for row in rows if row[0] == "Summa"]
    return {year: (ore(last[1 + 2 * n]), ore(last[2 + 2 * n])) for n, year in enumerate(YEARS)}


READERS: Final[tuple[tuple[str, str, Callable[[Path], Sums]], ...]] = (
    ("budget.csv", "csv", by_csv), ("budget.xlsx", "openpyxl, lines", by_lines),
    ("budget.xlsx", "openpyxl, summary", by_summary), ("budget.parquet", "pyarrow", by_arrow),
    ("budget.arrow", "pyarrow", by_arrow), ("budget.sql", "DuckDB", by_sql),
    *((f"budget-{year}.se", "strict SIE reader", by_sie) for year in YEARS),
)  # fmt: skip


def journey(folder: Path) -> bool:
    """Whether every file says the same to the öre."""
    town(folder, TOWN, LIMITS)
    asked = ["budget", str(folder / "s.yaml"), "--policy", "p"]
    for name in ("json", "csv", "xlsx", "parquet", "arrow", "sql", "html", "md"):
        grund(*asked, "-o", str(folder / f"budget.{name}"))
    booked = ["--konto", "5500", "--undecided", "5999", "--sie-objects", str(folder / "objekt.csv")]
    for year in YEARS:
        grund(*asked, *booked, "--sie-year", str(year), "-o", str(folder / f"budget-{year}.se"))
    want = by_json(folder / "budget.json")
    print(f"budget.json: {want}")
    well = len(want) == len(YEARS) and all(low < high for low, high in want.values())
    readers = [*READERS]
    if shutil.which("soffice"):
        readers.append(("budget.xlsx", "LibreOffice", by_libreoffice))
    else:
        print("LibreOffice: not installed, skipped")
    for name, reader, read in readers:
        got = read(folder / name)
        same = got == {year: want[year] for year in got} and bool(got)
        well = well and same
        print(f"{name}, {reader}: {'the same to the öre' if same else got}")
    return _allocated(folder) and well


def _allocated(folder: Path) -> bool:
    """Allocate, and hold both files to each other and to the limits."""
    asked = ["allocate", str(folder / "s.yaml"), "--policy", "p", "--years", "2027-2030"]
    for name in ("json", "csv", "md"):
        grund(*asked, "-o", str(folder / f"fordelning.{name}"))
    (found,) = json.loads((folder / "fordelning.json").read_text(encoding="utf-8"))["allocations"]
    text = (folder / "fordelning.csv").read_text(encoding="utf-8-sig")
    by_csv: Counter[tuple[str, int]] = Counter()
    by_area: Counter[tuple[str, int, str]] = Counter()
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";"):
        by_csv[row["method"], int(row["year"])] += ore(row["granted_kr"])
        by_area[row["method"], int(row["year"]), row["area"]] += ore(row["granted_kr"])
    by_json: Counter[tuple[str, int]] = Counter()
    for granted in found["granted"]:
        for line in granted["lines"]:
            by_json[granted["method"], line["year"]] += line["amount_ore"]
    same = by_csv == by_json and {year for _, year in by_csv} == {*YEARS, 2030}
    kept = max(by_csv.values()) <= 40_000_000 and max(by_area.values()) <= 15_000_000
    best = max(Decimal(g["worth"].split("/")[0]) / Decimal((g["worth"] + "/1").split("/")[1]) for g in found["granted"])
    first = found["granted"][0]
    print(f"fordelning.csv, csv: {'the same to the öre' if same else (by_csv, by_json)}; limits kept: {kept}")
    print(f"fordelning.json: first is {first['method']}, worth {first['worth']}, proven {first['proven']}")
    return same and kept and first["method"] in ("optimum", "exact") and float(best) > 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(0 if journey(Path(sys.argv[1])) else 1)
    with tempfile.TemporaryDirectory() as made:
        sys.exit(0 if journey(Path(made)) else 1)

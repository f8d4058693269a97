"""Files of areas: what comes out is what plain decides; what is wrong is said by line; nothing is half written."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

import command_line
import grund
import renew
from grund.batch import files
from grund.engines import interpreter, vectorized
from grund.engines.run import frame_of
from grund.model.expressions import Reference
from grund.model.scenario import Scenario
from towns import town

ON = pytest.mark.parametrize("on", [(), ("--on", "duckdb")], ids=["cells", "duckdb"])
"""The two that decide files, with one face."""
UTSATTA = ["--tolkning", "lyft_utbredning=utsatta"]
POLICIES = ("ordinarie", "stadsdelslyft", "stadsdelslyft-ersatter", "behovsstyrd")


def exported(scenario: Scenario) -> tuple[pa.Table, set[tuple[str, ...]]]:
    """The city's stadsdelar as a table of what the rules read, and what plain decides of them.

    Policies whose columns hang on a tolkning are left out: a file holds one choice.
    """
    values: dict[str, dict[str, Any]] = {}
    wanted: set[tuple[str, ...]] = set()
    types: dict[str, pa.DataType] = {}
    kinds = {"number": pa.decimal128(20, 4), "bool": pa.bool_(), "enum": pa.string()}
    for name in POLICIES:
        policy = scenario.policy(name)
        for insats, ruling in policy.rulings.items():
            if ruling.insats.level != scenario.level:
                continue
            frame = frame_of(scenario, policy, scenario.readings([ruling])[0])
            for axis in vectorized.table(frame, insats).cells.axes:
                types[axis.name] = kinds[axis.type.kind]
                for area in frame.world.by_level[scenario.level]:
                    value = interpreter.read(frame, Reference(axis.name, axis.type), area).value
                    values.setdefault(area.id, {})[axis.name] = value
            for d in interpreter.decide_all(frame, insats):
                given = frozenset().union(*(_given(n, types) for n in d.missing))
                wanted.add((d.area.id, name, insats, d.verdict, d.rule or "", ";".join(sorted(given))))
    rows = [{"id": area, **held} for area, held in values.items()]
    return pa.Table.from_pylist(rows, pa.schema([("id", pa.string()), *types.items()])), wanted


def _given(name: str, columns: Any) -> set[str]:
    """A missing fact as the file knows it: a fact below a given derived attribute is that column."""
    return {name} if name in columns or name.startswith("param.cni_troskel") else {"cni"}


@pytest.fixture(scope="module")
def city() -> tuple[pa.Table, set[tuple[str, ...]]]:
    """The shipped city."""
    return exported(grund.load())


@ON
@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_a_file_is_decided_as_the_world_is(on: tuple[str, ...], kind: str, city: Any, tmp_path: Path) -> None:
    """Every decision, deciding rule and missing name, from CSV to Parquet and back."""
    table, wanted = city
    source, target = tmp_path / f"areas{kind}", tmp_path / ("ut.parquet" if kind == ".csv" else "ut.csv")
    (pacsv.write_csv if kind == ".csv" else pq.write_table)(table, source)
    words = [w for p in POLICIES for w in ("--policy", p)] + UTSATTA
    code, _, err = command_line.run(["run", "--input", str(source), "-o", str(target), *on, *words])
    assert code == 0, err.decode()
    rows = pq.read_table(target).to_pylist() if target.suffix == ".parquet" else _rows(target)
    found = {(r["area"], r["policy"], r["insats"], r["decision"], r["rule"], r["missing"]) for r in rows}
    assert found == wanted
    assert {p.name for p in tmp_path.iterdir()} == {source.name, target.name}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as held:
        return list(csv.DictReader(held, delimiter=";"))


@ON
def test_a_swedish_file(on: tuple[str, ...], tmp_path: Path) -> None:
    """Semicolons and decimal commas; a name without a column is unknown, and said."""
    (tmp_path / "a.csv").write_text("\ufeffid;klassning;cni\nx;utsatt;1,25\ny;;\n", encoding="utf-8")
    words = ["run", "--input", str(tmp_path / "a.csv"), "-o", str(tmp_path / "u.csv"), "--policy", "stadsdelslyft", *on]
    code, _, err = command_line.run([*words, *UTSATTA])
    assert code == 0
    assert (
        "uppgift saknas överallt, kolumn saknas: fokusomrade, fokusomrade_i_snav, namnd_med_utsatta, "
        "omfattas_fokus_jarva" in err.decode()
    )
    found = {(r["area"], r["insats"]): r for r in _rows(tmp_path / "u.csv")}
    assert found["x", "insats-skola"]["decision"] == "yes"
    assert found["y", "insats-skola"]["missing"] == "klassning;omfattas_fokus_jarva"


@ON
def test_what_is_wrong_is_said_by_line(on: tuple[str, ...], tmp_path: Path) -> None:
    """All of it at once, with a caret, and nothing is written."""
    (tmp_path / "a.csv").write_text("id,klassning,cni\nx,utsat,1.23456\ny,utsatt,99\n", encoding="utf-8")
    words = ["run", "--input", str(tmp_path / "a.csv"), "-o", str(tmp_path / "u.csv"), "--policy", "stadsdelslyft", *on]
    code, _, err = command_line.run(words)
    said = err.decode()
    assert code == 3
    for wanted in ("a.csv:2:3  G402", "a.csv:2:9  G404", "a.csv:3:10  G403", "^^^^^"):
        assert wanted in said
    assert not (tmp_path / "u.csv").exists()


@ON
@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", "namn,klassning\nx,utsatt\n", "G112"),
        ("a.csv", "id,klassning\nx,utsatt,3\n", "G111"),
        ("a.parquet", "not parquet", "G532"),
        ("a.txt", "id\n", "G810"),
        ("a.csv", None, "G101"),
    ],
)
def test_files_that_cannot_be_read(on: tuple[str, ...], name: str, text: str | None, code: str, tmp_path: Path) -> None:
    """A sentence, never a traceback."""
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = ["run", "--input", str(tmp_path / name), "-o", str(tmp_path / "u.csv"), "--policy", "stadsdelslyft", *on]
    found, _, err = command_line.run(words)
    assert (found, code in err.decode()) == (2 if code == "G810" else 3, True), err.decode()
    assert not (tmp_path / "u.csv").exists()


def test_what_cannot_be_read_is_not_said_to_be_written(tmp_path: Path) -> None:
    """The format of the answer is no cure for the kind of a file that is read; a folder has files of one kind."""
    (tmp_path / "a.txt").write_text("id\n", encoding="utf-8")
    (tmp_path / "blandat").mkdir()
    (tmp_path / "tom").mkdir()
    for name in ("a.csv", "b.parquet"):
        (tmp_path / "blandat" / name).write_text("id\n", encoding="utf-8")
    for words in (["run", "-o", str(tmp_path / "u.csv")], ["compare", "fokusomrade", "stadsdelslyft"]):
        for source, wanted in (("a.txt", ".csv, .parquet"), ("blandat", ".csv, .parquet"), ("tom", "har: –")):
            code, _, err = command_line.run([*words, "--input", str(tmp_path / source)])
            assert code == 2 and wanted in err.decode() and "--format" not in err.decode(), err.decode()


def test_an_output_is_asked_for(tmp_path: Path) -> None:
    """A file's decisions are not poured out on a terminal."""
    code, _, err = command_line.run(["run", "--input", "a.csv"])
    assert code == 2 and b"G533" in err


@ON
def test_numbers_are_exact(on: tuple[str, ...], tmp_path: Path) -> None:
    """A float is its shortest text, a decimal itself: 1.2345 is neither above nor below itself."""
    for values in ([1.2345], [Decimal("1.2345")]):
        pq.write_table(pa.table({"id": ["x"], "cni": pa.array(values)}), tmp_path / "a.parquet")
        target = str(tmp_path / "u.parquet")
        words = [
            "run",
            "--input",
            str(tmp_path / "a.parquet"),
            "-o",
            target,
            "--policy",
            "behovsstyrd",
            "--allow-unknown",
            *on,
        ]
        code, _, err = command_line.run(words)
        assert code == 0, err.decode()


SCHOOL = ("id;klassning;omfattas_fokus_jarva;befolkning", "x;utsatt;false;12345", "y;;false;800", "z;utsatt;false;",
          "w;ingen;false;9")  # fmt: skip


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_amounts_where_prices_are_known(suffix: str, tmp_path: Path) -> None:
    """Öre and marks; unknown is null, whether for want of a decision or of a quantity. Without prices, no columns."""
    (tmp_path / "a.csv").write_text("\n".join(SCHOOL), encoding="utf-8")
    target = tmp_path / f"u{suffix}"
    words = ["--input", str(tmp_path / "a.csv"), "-o", str(target), "--policy", "stadsdelslyft", *UTSATTA]
    code, _, err = command_line.run(["run", "budget-exempel", *words])
    assert code == 0 and "uppgift saknas överallt, kolumn saknas" in err.decode() and "landareal_ha" in err.decode()
    rows: list[dict[str, Any]] = pq.read_table(target).to_pylist() if suffix == ".parquet" else _rows(target)
    found = {r["area"]: r["amount_ore"] for r in rows if r["insats"] == "insats-skola"}
    assert {a: int(v) if v not in (None, "") else None for a, v in found.items()} == {
        "x": 12345 * 11875, "y": None, "z": None, "w": 0}  # fmt: skip
    assert {r["marks"] for r in rows} == {"assumption;illustration"}
    code, _, err = command_line.run(["run", *words])
    assert code == 0 and b"belopp" not in err
    names = pq.read_schema(target).names if suffix == ".parquet" else list(_rows(target)[0])
    assert names == ["area", "policy", "insats", "tolkning", "decision", "rule", "missing"]


def test_who_has_no_amount_is_named(tmp_path: Path) -> None:
    """An insats counted by body, and one without a price: null everywhere it may be given, and said why."""
    cost = {"quantity": "folk", "per": "area", "price": "10.00", "once": "0.00", "ramp": [], "key": None}
    costs = {"anlaggning": cost, "besok": {**cost, "per": "body"}, "cirkel": {**cost, "price": None}}
    areas = {"a": {"district": "d1", "folk": 1, "behov": "true"}}
    scenario = town(tmp_path, {"areas": areas, "costs": costs, "index": None})
    (tmp_path / "a.csv").write_text("id,behov,folk\na,true,7\nb,false,\n", encoding="utf-8")
    done = files.decide_file(scenario, ["p"], str(tmp_path / "a.csv"), str(tmp_path / "u.parquet"))
    assert done.untold == {"besok": (), "cirkel": ("param.pris_cirkel",)}
    found = {(r["insats"], r["area"]): r["amount_ore"] for r in pq.read_table(tmp_path / "u.parquet").to_pylist()}
    assert found == {
        ("anlaggning", "a"): 7000, ("besok", "a"): None, ("cirkel", "a"): None,
        ("anlaggning", "b"): 0, ("besok", "b"): 0, ("cirkel", "b"): 0,
    }  # fmt: skip


@pytest.mark.slow
@ON
def test_killed_half_way(on: tuple[str, ...], tmp_path: Path) -> None:
    """Kill -9 during a run leaves no output in its place."""
    n = 1_000_000
    table = pa.table({"id": pa.array(range(n)).cast(pa.string()), "klassning": pa.repeat(pa.scalar("utsatt"), n)})
    pq.write_table(table, tmp_path / "a.parquet")
    words = [
        "run",
        "--input",
        str(tmp_path / "a.parquet"),
        "-o",
        str(tmp_path / "u.csv"),
        "--policy",
        "stadsdelslyft",
        *on,
    ]
    run = subprocess.Popen([sys.executable, "-m", "grund", *words], cwd=renew.ROOT / "engine")
    while run.poll() is None and not list(tmp_path.glob(".u.csv.*")):
        time.sleep(0.01)
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert not (tmp_path / "u.csv").exists()

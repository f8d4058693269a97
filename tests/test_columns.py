"""Derived attributes on columns are plain's: by a soak, from files, from Python, and beside pandas and SciPy."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import command_line
import grund
import soak_columns
from case_files import Case, build
from grund.batch import source_file
from grund.batch.decide import Decided
from grund.engines import interpreter, vectorized
from grund.engines.run import run
from grund.engines.vectorized import Answer
from grund.engines.vectorized.group import runs
from grund.loading.scenario import load_scenario
from grund.model.expressions import Reference
from grund.model.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
METHODS = ("kommuner", "percentilgallring", "samlat-index", "stratumbidrag")
"""The scenarios whose policies rank, count and look at neighbours."""


@pytest.mark.slow
def test_random_worlds() -> None:
    """The short form of the soak."""
    found = soak_columns.hold(60, 7)
    assert found.differences == []
    assert min(found.values.values()) > 100


# ── files


def decided(scenario: Scenario) -> set[tuple[str, ...]]:
    """What the world says: area, policy, insats, decision, rule, missing."""
    return {
        (d.area.id, r.policy.id, d.ruling.insats.id, d.verdict, d.rule or "", ";".join(sorted(d.missing)))
        for r in run(scenario, scenario.named)
        for d in r.decisions
        if d.ruling.insats.level == scenario.level
    }


def written(scenario: Scenario, path: Path) -> list[str]:
    """A file of the world's facts, an area in each row; the ids."""
    words = [a.id for a in scenario.book.vocabulary.attributes.values() if scenario.level in a.levels]
    areas = [area.id for area in scenario.today.by_level[scenario.level]]
    with path.open("w", encoding="utf-8", newline="") as held:
        rows = csv.writer(held)
        rows.writerow(["id", *words])
        for area in areas:
            facts = [scenario.today.facts.get((area, word)) for word in words]
            rows.writerow([area, *(_text(f.value) if f is not None else "" for f in facts)])
    return areas


def _text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def from_file(path: Path) -> set[tuple[str, ...]]:
    """The decisions of a file."""
    with path.open(encoding="utf-8-sig", newline="") as held:
        names = ("area", "policy", "insats", "decision", "rule", "missing")
        return {tuple(row[name] for name in names) for row in csv.DictReader(held, delimiter=";")}


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("rows", [7, 1 << 16])
def test_a_file_is_decided_as_its_world(name: str, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranks over the whole file, however it is cut; neighbours are the world's."""
    monkeypatch.setattr(source_file, "ROWS", rows)
    scenario = load_scenario(str(ROOT / "scenarios" / f"{name}.yaml"))
    written(scenario, tmp_path / "areas.csv")
    words = ["run", name, "--input", str(tmp_path / "areas.csv"), "-o", str(tmp_path / "out.csv")]
    code, _, err = command_line.run(words)
    assert code == 0, err.decode()
    assert from_file(tmp_path / "out.csv") == decided(scenario)


def pairs(path: Path, rows: list[str]) -> list[str]:
    """A file of neighbours, and how it is named on the command line."""
    path.write_text("\n".join(["area;other", *rows]) + "\n", encoding="utf-8")
    return ["--neighbours", str(path)]


def asked(folder: Path, rows: list[str], *more: str) -> tuple[int, str]:
    """The policy that counts neighbours, asked of a file."""
    source, target = folder / "areas.csv", folder / "out.csv"
    source.write_text("\n".join(["id;folkmangd;arbetslosa;lagutbildade", *rows]) + "\n", encoding="utf-8")
    words = ["run", "kommuner", "--policy", "aven-grannar", "--input", str(source), "-o", str(target), *more]
    code, _, err = command_line.run(words)
    assert target.exists() == (code == 0)
    return code, err.decode()


AREAS = ["a;100;9;9", "b;100;8;8", *(f"c{i};100;1;{i % 5}" for i in range(18))]
"""Twenty areas, of which a and b are the tenth with the highest need."""


def test_neighbours_of_a_file(tmp_path: Path) -> None:
    """Given in pairs, once or both ways: who borders on two of the first gets it too."""
    beside = pairs(tmp_path / "pairs.csv", ["a;c0", "c0;b", "b;c0", "c1;a"])
    code, err = asked(tmp_path, AREAS, *beside)
    assert code == 0, err
    assert {row[0] for row in from_file(tmp_path / "out.csv") if row[3] == "yes"} == {"a", "b", "c0"}


def test_what_is_wrong_with_neighbours(tmp_path: Path) -> None:
    """Each by file, line and cure; nothing is written."""
    wrong = {
        "G535": asked(tmp_path, AREAS),
        "G534": asked(tmp_path, AREAS, *pairs(tmp_path / "pairs.csv", ["a;b", "a;nowhere", ";b"])),
        "G304": asked(tmp_path, [*AREAS, "a;1;1;1"], *pairs(tmp_path / "pairs.csv", ["a;b"])),
        "G101": asked(tmp_path, AREAS, "--neighbours", str(tmp_path / "none.csv")),
        "G112": asked(tmp_path, AREAS, "--neighbours", str(tmp_path / "areas.csv")),
        "G537": asked(tmp_path, AREAS, "--neighbours", str(tmp_path / "areas.csv"), "--on", "duckdb"),
    }
    ends = dict.fromkeys(wrong, (3, True)) | {"G537": (2, True)}  # a wrong word of the command
    assert {code: (said[0], code in said[1]) for code, said in wrong.items()} == ends
    assert "pairs.csv:3:3" in wrong["G534"][1] and wrong["G534"][1].count("G534") == 2
    assert "areas.csv:22:1" in wrong["G304"][1]
    assert command_line.run(["run", "kommuner", "--neighbours", "pairs.csv"])[0] == 2


# ── Python


def test_columns_in_memory() -> None:
    """Ranks and neighbours of arrays, by the numbers of their rows; what is missing is named as in a world."""
    scenario = load_scenario(str(ROOT / "scenarios" / "kommuner.yaml"))
    areas = {
        "folkmangd": np.full(20, 100),
        "arbetslosa": np.array([9.0, 8.0, np.nan, *[1.0] * 17]),
        "lagutbildade": np.arange(20) % 5,
    }
    found = grund.decide(scenario, "aven-grannar", areas, neighbours=(np.array([0, 3, 5]), np.array([3, 1, 2])))
    answers, which = found.questions[0].answers()
    assert found.absent == ()
    assert [answers[which[row]][0] for row in (0, 1, 3, 4)] == ["yes", "yes", "yes", "no"]
    assert answers[which[2]] == ("unknown", None, frozenset({"arbetslosa"}))
    alone = grund.decide(scenario, "aven-grannar", areas)
    assert alone.absent == ("utvalda_grannar",)
    with pytest.raises(grund.GrundError, match="G549"):
        grund.decide(scenario, "aven-grannar", areas, neighbours=(np.array([0]), np.array([20])))


@pytest.mark.slow
def test_a_few_rows_are_answered_as_many() -> None:
    """What is remembered of a few rows is what many are told, however often and with whatever beside them: derived
    attributes that they wait for too."""
    dice, scenario = random.Random(2026), load_scenario("stockholm-2026")
    kinds = {name: word.type for name, word in scenario.book.vocabulary.attributes.items()}

    def cell(name: str) -> str | float | bool | None:
        kind = kinds[name]
        given = {"bool": (True, False), "enum": kind.members, "number": (0, 3, 40, 900)}.get(kind.kind, ())
        return dice.choice([*given, None]) if given else None

    def told(decided: Decided) -> list[list[Answer]]:
        pairs = [question.answers() for question in decided.questions]
        return [[answers[place] for answers, places in pairs for place in places[row : row + 1]] for row in range(60)]

    for policy in scenario.named:
        rows: dict[str, list[Any]] = {name: [cell(name) for _ in range(60)] for name in kinds}
        for changed in ("", "", "befolkning", "klassning", ""):
            rows |= {name: [cell(name) for _ in range(60)] for name in kinds if name == changed}
            many = grund.decide(scenario, policy, {name: values * 10 for name, values in rows.items()})
            assert told(grund.decide(scenario, policy, rows)) == told(many), (policy, changed)


@pytest.mark.parametrize(
    "made", [dict, pd.DataFrame, pl.DataFrame, pa.table], ids=["list", "pandas", "polars", "arrow"]
)
@pytest.mark.parametrize(
    ("ids", "wanted"),
    [
        (["a", "b", " a ", ""], [("G304", "[2]"), ("G453", "[3]")]),
        (["a", None, "b", None], [("G453", "[1]"), ("G453", "[3]")]),
        ([7, 8, 9, 7], [("G304", "[3]")]),
        ([7, 8, 9, 10], []),
        (["a", "b", "c", "d"], []),
    ],
)
def test_ids_in_memory_name_each_row_once(made: Callable[[Any], Any], ids: list[Any], wanted: list[Any]) -> None:
    """As in a file: one that is there twice, or empty, is told of by its row."""
    columns = made({"id": ids, "klassning": ["utsatt"] * 4})
    try:
        grund.decide(grund.load(), "stadsdelslyft", columns)
        found = []
    except grund.GrundError as error:
        found = [(p.code, p.place.file if p.place else "") for p in error.problems]
    assert found == wanted


def test_no_areas() -> None:
    """An empty table has no ranks, and nobody to decide."""
    scenario = load_scenario(str(ROOT / "scenarios" / "kommuner.yaml"))
    none = np.zeros(0, np.int64)
    areas = {"folkmangd": none, "arbetslosa": none, "lagutbildade": none}
    found = grund.decide(scenario, "aven-grannar", areas, neighbours=(none, none))
    assert found.rows == 0


# ── beside pandas and SciPy

KEYS = st.lists(st.one_of(st.integers(-3, 3), st.integers(-(10**15), 10**15)), max_size=40)


@given(KEYS, st.booleans())
@settings(deadline=None)  # the first example reads SciPy
def test_runs_equal_pandas_and_scipy(values: list[int], descending: bool) -> None:
    """Where every row stands, by each tie rule they share; few values are counted, many sorted."""
    from scipy import stats  # a second and a half, which few tests need

    keys = np.array(values, np.int64)
    found = runs([(keys, descending)], np.zeros(len(keys), np.intp), 1)
    before, equal, distinct = (part[found.of_row] for part in (found.before, found.equal, found.distinct))
    mine: dict[str, npt.NDArray[Any]] = {
        "min": before + 1,
        "max": before + equal,
        "average": before + (equal + 1) / 2,
        "dense": distinct + 1,
    }
    for ties, ranks in mine.items():
        assert ranks.tolist() == stats.rankdata(-keys if descending else keys, ties).tolist()  # type: ignore[call-overload]
        assert ranks.tolist() == pd.Series(keys).rank(method=ties, ascending=not descending).tolist()  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(-(2**62), 2**62)), max_size=40))
def test_groups_and_further_keys(rows: list[tuple[int, int, int]]) -> None:
    """Each group has places of its own; a second key, descending and as wide as they come, parts equal ones."""
    groups, first, second = (np.array([row[i] for row in rows], np.int64) for i in range(3))
    found = runs([(first, False), (second, True)], groups, 5)
    wanted = [sum(1 for g, a, b in rows if g == h and (a, -b) < (x, -y)) for h, x, y in rows]
    assert found.before[found.of_row].tolist() == wanted
    assert found.rows.tolist() == np.bincount(groups, minlength=5).tolist()


def test_a_column_of_what_is_the_same_for_all(tmp_path: Path) -> None:
    """Where one is given for the places of a quota or a reference, each row has its own: as it is read row by row."""
    number = {"type": "number", "min": 0, "max": 1000}
    raw = {
        "name": "own", "note": "", "day": "2026-01-01", "world": {"areas": {}}, "policies": {"p": {}},
        "vocabulary": {
            "levels": {"del": {}},
            "attributes": {"n": number, "b": {"type": "bool"}},
            "derived": {
                "platser": number | {"over": "level", "where": "b", "aggregate": "count"},
                "q": {"type": "bool", "rank": "quota", "of": "n", "direction": "descending", "first": "platser",
                      "boundary": "include", "missing": "excluded"},
                "d": {"type": "number", "decimals": 2, "scaled": "distance", "of": "n", "reference": "platser",
                      "direction": "ascending", "missing": "excluded", "out_of": "1"},
            },
        },
    }  # fmt: skip
    built = build(Case("own", raw), tmp_path)
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(built.case.day))
    words = frame.vocabulary.derived
    platser = vectorized.CodedColumn(np.array([1, 3, 1, 0, 0]), np.array([True, True, True, True, False]))
    columns = {"n": vectorized.CodedColumn(np.array([10, 20, 20, 40, 5])), "platser": platser}
    made = vectorized.worked(frame, columns, 5, [Reference(name, words[name].type) for name in "qd"])
    assert _read(made["q"]) == [1, 2, 1, 1, None]
    assert _read(made["d"]) == [900, 567, 1900, None, None]
    made = vectorized.worked(frame, {**columns, "platser": vectorized.CodedColumn(np.array([1] * 5))}, 5, [
        Reference(name, words[name].type) for name in "qd"
    ])  # fmt: skip
    assert _read(made["q"]) == [1, 1, 1, 2, 1]


def _read(column: vectorized.CodedColumn) -> list[int | None]:
    known = [True] * len(column) if column.known is None else column.known.tolist()
    return [value if there else None for value, there in zip(column.values.tolist(), known, strict=True)]

"""Files of areas as they come: names that look like patterns, folders, headers, ids, encodings, and blanks in cells."""

from __future__ import annotations

import csv
import os
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

import command_line
import grund
import renew
from grund.batch.typed_columns import by_name
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError

ON: Final = pytest.mark.parametrize("on", [(), ("--on", "duckdb")], ids=["cells", "duckdb"])
"""The two that decide files, with one face."""
POLICY: Final = "stadsdelslyft"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The shipped city."""
    return grund.load()


def run(source: Path, target: Path, on: Sequence[str] = (), *words: str) -> tuple[int, str]:
    """What a run of a file says, and its exit code."""
    asked = ["run", "--input", str(source), "-o", str(target), "--policy", POLICY, *on, *words]
    code, _, err = command_line.run(asked)
    return code, err.decode()


def decided(path: Path) -> dict[tuple[str, str], tuple[str, str, str]]:
    """The decisions of a file of them."""
    with path.open(encoding="utf-8-sig", newline="") as held:
        rows = list(csv.DictReader(held, delimiter=";"))
    return {(r["area"], r["insats"]): (r["decision"], r["rule"], r["missing"]) for r in rows}


@ON
def test_a_blank_is_in_its_own_cell(on: tuple[str, ...], tmp_path: Path) -> None:
    """One stray blank does not make its column unknown for the others, nor its own area."""
    (tmp_path / "a.csv").write_text("id,klassning\na,utsatt\nb,ingen\nc,utsatt \nd,\u00a0\n", encoding="utf-8")
    assert run(tmp_path / "a.csv", tmp_path / "u.csv", on)[0] == 0
    found = decided(tmp_path / "u.csv")
    assert found["a", "insats-skola"] == found["c", "insats-skola"] == ("yes", "lyft-skola-utsatt", "")
    assert found["b", "insats-skola"][0] == "unknown" and "klassning" in found["d", "insats-skola"][2]


@ON
def test_names_are_never_patterns(on: tuple[str, ...], tmp_path: Path) -> None:
    """`areas[1].csv` is the file of that name, and not areas1.csv."""
    (tmp_path / "areas[1].csv").write_text("id,klassning\nright,utsatt\n", encoding="utf-8")
    (tmp_path / "areas1.csv").write_text("id,klassning\nwrong,utsatt\n", encoding="utf-8")
    assert run(tmp_path / "areas[1].csv", tmp_path / "ut[1]*.csv", on)[0] == 0
    assert {area for area, _ in decided(tmp_path / "ut[1]*.csv")} == {"right"}


@ON
def test_a_folder_is_read_by_the_names_of_its_columns(on: tuple[str, ...], tmp_path: Path) -> None:
    """In any order; what stands in the names of folders is a column; a file that differs is named."""
    folder = tmp_path / "areas"
    for name in ("omfattas_fokus_jarva=true", "omfattas_fokus_jarva=false"):
        (folder / name).mkdir(parents=True)
    (folder / "omfattas_fokus_jarva=true" / "x.csv").write_text("id,klassning\na,ingen\n", encoding="utf-8")
    (folder / "omfattas_fokus_jarva=false" / "y.csv").write_text("klassning;id\nutsatt;b\n", encoding="utf-8")
    code, said = run(folder, tmp_path / "u.csv", on)
    assert code == 0, said
    found = decided(tmp_path / "u.csv")
    assert found["a", "insats-skola"][1] == "lyft-skola-jarva" and found["b", "insats-skola"][1] == "lyft-skola-utsatt"
    (folder / "omfattas_fokus_jarva=false" / "y.csv").write_text("id,klass\nb,utsatt\n", encoding="utf-8")
    code, said = run(folder, tmp_path / "u2.csv", on)
    assert code == 3 and "G456" in said and "y.csv: +klassning, −klass" in said and "x.csv: G456" in said


@ON
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("id,klassning,klassning\na,utsatt,ingen\n", ["a.csv:1:1  G106"]),
        (" id ,\u00a0klassning\na,utsatt\n", []),
        ("ID,klassning\na,utsatt\n", ["G112", "menade du"]),
        ("id,klass\u200bning\na,utsatt\n", ["G104"]),
        ("id,klassning,\na,utsatt,\n", []),
        ("id,klassning\na,utsatt\na,ingen\n", ["a.csv:3:1  G304", "a.csv:2"]),
        ("id,klassning\na,utsatt\n a ,ingen\n", ["a.csv:3:1  G304"]),
        ("id,klassning\na,utsatt\n ,ingen\n", ["a.csv:3:1  G453"]),
        ("id,klassning\na,utsatt\n,\n", ["a.csv:3:1  G454"]),
        ("id,klassning\na,utsatt\n\n\nb,utsat\n", ["a.csv:5:3  G402"]),
        ('id,klassning\n"a\nb",utsatt\nc,utsat\n', ["a.csv:4:3  G402"]),
        ("id,klassning\na,utsatt\nb\nc,utsat\n", ["a.csv:3:1  G111", "a.csv:4:3  G402"]),
        ("id,klassning\nå,utsatt\n".encode("cp1252"), ["a.csv:2:1  G102"]),
        ("id,klassning\na,utsatt\n".encode("utf-16"), ["G102"]),
        ("", ["G109"]),
    ],
)
def test_what_a_file_may_hold(on: tuple[str, ...], text: str | bytes, wanted: list[str], tmp_path: Path) -> None:
    """Every fault has its code and its line, in both; nothing is written where there is one."""
    (tmp_path / "a.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    code, said = run(tmp_path / "a.csv", tmp_path / "u.csv", on)
    assert code == (3 if wanted else 0) and "G901" not in said, said
    assert all(part in said for part in wanted), said
    assert (tmp_path / "u.csv").exists() == (not wanted)


@ON
@pytest.mark.parametrize(
    ("ids", "code"),
    [
        (pa.array([1.0, 2.0]), "G455"),
        (pa.array([["a"], ["b"]]), "G455"),
        (pa.array([7, 7]), "G304"),
        (pa.array(["a", None]), "G453"),
        (pa.array(["a", "b"]).dictionary_encode(), ""),
        (pa.array([180, 181]), ""),
    ],
)
def test_ids_in_parquet(on: tuple[str, ...], ids: pa.Array, code: str, tmp_path: Path) -> None:
    """Text or whole numbers, each once."""
    pq.write_table(pa.table({"id": ids, "klassning": ["utsatt", "ingen"]}), tmp_path / "a.parquet")
    status, said = run(tmp_path / "a.parquet", tmp_path / "u.csv", on)
    assert status == (3 if code else 0) and code in said and "G901" not in said, said


@ON
def test_much_that_is_wrong(on: tuple[str, ...], tmp_path: Path) -> None:
    """All is counted, the first are shown in order of rows, and it takes no time."""
    rows = 200_000
    words = ["utsatt"] * rows
    for row in (199_999, 17, 150_000, 9, 100_000, 3):
        words[row] = "utsat"
    text = "".join(f"a{row},{word}\n" for row, word in enumerate(words))
    (tmp_path / "a.csv").write_text(f"id,klassning\n{text}", encoding="utf-8")
    started = time.process_time()
    code, said = run(tmp_path / "a.csv", tmp_path / "u.csv", on)
    assert code == 3 and time.process_time() - started < 10
    assert re.findall(r"a\.csv:(\d+):", said) == ["5", "11", "19", "100002", "150002", "200001"]
    (tmp_path / "a.csv").write_text("id,klassning\n" + text.replace("utsatt", "x"), encoding="utf-8")
    code, said = run(tmp_path / "a.csv", tmp_path / "u.csv", on)
    assert code == 3 and "200000 värden" in said.replace("\u00a0", "") and "a.csv:22:" not in said
    assert said.index("G452") < said.index("a.csv:2:")


CELLS: Final = st.sampled_from(
    ["utsatt", "ingen", "utsatt ", "\u00a0ingen", "", " ", "Utsatt", "true", "särskilt", "sarskilt_utsatt"]
)
TRUTHS: Final = st.sampled_from(["true", "false", "True", " false", "", "1", "ja"])
NUMBERS: Final = st.sampled_from(["1.2", "1,2", " 0.5", "1e3", "", "1.23456", "99", "-0", "1.000"])


@pytest.mark.slow
@limits(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, TRUTHS, NUMBERS), min_size=1, max_size=8), semicolon=st.booleans())
def test_a_file_is_decided_as_its_rows_one_by_one(
    rows: list[tuple[str, str, str]], semicolon: bool, scenario: Scenario, tmp_path: Path
) -> None:
    """Whatever stands in its cells: what is said of a row does not hang on the others, and a refused row is named."""
    from grund.batch import files

    def written(some: Sequence[tuple[int, tuple[str, str, str]]]) -> Any:
        path, target = tmp_path / "a.csv", tmp_path / "u.csv"
        with path.open("w", encoding="utf-8", newline="") as held:
            out = csv.writer(held, delimiter=";" if semicolon else ",")
            out.writerow(("id", "klassning", "omfattas_fokus_jarva", "cni"))
            out.writerows([f"a{i}", *cells] for i, cells in some)
        try:
            files.decide_file(scenario, ["stadsdelslyft", "behovsstyrd"], str(path), str(target), lang="sv")
        except GrundError as error:
            return {(p.code, p.place.text, p.place.column) for p in error.problems if p.place}
        with target.open(encoding="utf-8-sig", newline="") as held:
            return {tuple(row.values()) for row in csv.DictReader(held, delimiter=";")}

    alone = [written([row]) for row in enumerate(rows)]
    wrong = [said for said in alone if any(str(part[0]).startswith("G") for part in said)]
    together = written(list(enumerate(rows)))
    assert together == (set().union(*wrong) if wrong else set().union(*alone))


def test_frames_of_many_kinds(scenario: Scenario) -> None:
    """A column that holds cells of many kinds says what is wrong with which."""
    import pandas as pd

    frame = pd.DataFrame({"klassning": np.array(["utsatt", 7, None, "ingen "], object)})
    with pytest.raises(GrundError) as caught:
        grund.decide(scenario, POLICY, frame)
    assert [(p.code, p.place.file if p.place else "") for p in caught.value.problems] == [("G402", "[1]")]
    frame.iloc[1, 0] = "utsatt"
    asked = grund.decide(scenario, POLICY, frame).questions
    assert next(q for q in asked if q.insats == "insats-skola").counts["yes"] == 2


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set here")
def test_no_answer_hangs_on_the_zone_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment with a zone is no day, whatever the machine's zone."""
    from grund.batch.row_files import Rowed
    from grund.loading.cell_values import Form
    from grund.model.expressions import DATE

    moments = pa.array([0], pa.timestamp("us", "Europe/Stockholm"))
    pq.write_table(pa.table({"id": ["a"], "dag": moments}), tmp_path / "a.parquet")
    for zone in ("UTC", "Pacific/Auckland"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        with pytest.raises(GrundError, match="G402"):
            list(Rowed(str(tmp_path / "a.parquet")).batches({"dag": Form(DATE)}))
    monkeypatch.undo()
    time.tzset()


# ── what a run of a file reads, shows and says


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small project, with a file of areas beside it."""
    folder = renew.project(tmp_path)
    (folder / "a.csv").write_text("id,trygghet,invanare,barn\na,svag,900,300\nb,god,1000,\n", encoding="utf-8")
    return folder


def asked(project: Path, *words: str) -> tuple[int, str]:
    """What a run of the project's file says."""
    code, _, err = command_line.run(["run", "--input", "a.csv", *words], project)
    return code, err.decode()


def test_a_file_is_decided_without_the_world(project: Path) -> None:
    """A fault in the world's facts is not one of the file's, and the world is not read."""
    facts = project / "scenarios" / "exempelstad" / "facts" / "omraden.csv"
    facts.write_text("nonsense\n", encoding="utf-8")
    assert command_line.run(["run"], project)[0] == 3
    assert asked(project, "-o", "u.csv")[0] == 0


def test_values_stand_beside_decisions(project: Path) -> None:
    """Given or worked out, typed in Parquet, with the decimal sign of the language in CSV."""
    assert asked(project, "-o", "u.parquet", "--show", "andel_barn", "--show", "trygghet")[0] == 0
    rows = pq.read_table(project / "u.parquet").to_pylist()
    assert {(r["area"], str(r["andel_barn"]), r["trygghet"]) for r in rows} == {
        ("a", "0.333", "svag"), ("b", "None", "god")}  # fmt: skip
    assert asked(project, "-o", "u.csv", "--show", "andel_barn")[0] == 0
    text = (project / "u.csv").read_bytes()
    assert text.startswith("\ufeff".encode()) and b'"0,333"' in text
    assert asked(project, "-o", "e.csv", "--show", "andel_barn", "--lang", "en")[0] == 0
    assert b'"0.333"' in (project / "e.csv").read_bytes()
    code, said = asked(project, "-o", "v.csv", "--show", "andel_bran")
    assert code == 2 and "menade du ”andel_barn”" in said


def test_everything_unknown_is_no_answer(project: Path) -> None:
    """Mistyped columns are named with what they may be meant for; an answer without a decision is none."""
    (project / "a.csv").write_text("id,tryghet,annat\na,svag,1\n", encoding="utf-8")
    for on in ((), ("--on", "duckdb")):
        code, said = asked(project, "-o", f"u{len(on)}.csv", *on)
        assert code == 1 and "G458" in said and "tryghet (menade du trygghet?), annat" in said
        assert asked(project, "-o", f"w{len(on)}.csv", "--allow-unknown", *on)[0] == 0


@ON
def test_a_character_that_is_not_seen_is_told_in_the_header_of_parquet_too(on: tuple[str, ...], tmp_path: Path) -> None:
    """As it is in the header of CSV; the column is not silently another."""
    pq.write_table(pa.table({"id": ["a"], "klass\u200bning": ["utsatt"]}), tmp_path / "a.parquet")
    code, said = run(tmp_path / "a.parquet", tmp_path / "u.csv", on)
    assert code == 3 and "a.parquet: G104" in said and "U+200B" in said and not (tmp_path / "u.csv").exists()


def test_a_character_that_is_not_seen_is_told_in_the_names_of_a_frame() -> None:
    """Whatever library the frame is of."""
    for frame in ({"klass\u200bning": ["utsatt"]}, pa.table({"klass\u200bning": ["utsatt"]})):
        with pytest.raises(GrundError) as caught:
            by_name(frame)
        assert [p.code for p in caught.value.problems] == ["G104"]


def test_most_of_three_and_of_one() -> None:
    """`max` and `min` take any number of arguments, in every engine that decides files."""
    from grund.engines.vectorized.vectors import Vector, applied
    from grund.model.expressions import Operation, number

    kind = number(0, 0, 9)
    columns = [Vector(np.array(values)) for values in ([1, 5], [2, 4], [3, 3])]
    for op, wanted in (("max", [3, 5]), ("min", [1, 3])):
        for count in (1, 3):
            node = Operation(op, tuple(_reference(kind) for _ in range(count)), kind)
            assert applied(node, columns[:count]).values.tolist() == (wanted if count == 3 else [1, 5])


def _reference(kind: Any) -> Any:
    from grund.model.expressions import Reference

    return Reference("n", kind)


def test_counts_of_rules_are_alike_in_a_database(project: Path) -> None:
    """What `fired` counts of a file, decided in DuckDB, is what the cells count: a rule that is defeated is none."""
    words, policy = (project / "rules" / "exempelstad" / n for n in ("vocabulary.yaml", "policies/trygghet-barn.yaml"))
    count = "  skal: {level: omrade, type: number, min: 0, max: 2, label: skäl, fired: [svag-trygghet, mycket-svag], "
    count += "illustration: true, note: x}\n"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace("derived:\n", f"derived:\n{count}", 1), encoding="utf-8")
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace('when: "andel_barn >= 0.2"', 'when: "skal >= 1"'), encoding="utf-8")
    rows = "id,trygghet,invanare,barn\na,svag,1200,10\nb,svag,200,10\nc,mycket_svag,200,10\nd,,900,1\n"
    (project / "a.csv").write_text(rows, encoding="utf-8")
    assert asked(project, "-o", "cells.csv")[0] == asked(project, "-o", "duckdb.csv", "--on", "duckdb")[0] == 0
    cells, duckdb = (decided(project / f"{name}.csv") for name in ("cells", "duckdb"))
    assert cells == duckdb
    counted = {area: cells[area, "lekplats"] for area in "abcd"}
    assert counted["a"] == counted["c"] == ("yes", "manga-barn", "")
    assert counted["b"] == ("no", "otherwise", "") and counted["d"] == ("unknown", "", "trygghet")


@pytest.mark.parametrize("name", ["percentilgallring", "stratumbidrag", "kommuner", "samlat-index"])
def test_what_rows_of_a_level_say_together_is_alike_in_a_database(name: str, tmp_path: Path) -> None:
    """Ranks, quotas, means and sums are windows there; a count of neighbours, which no column gives, stops it."""
    scenario = grund.load(name)
    words, areas = scenario.book.vocabulary, scenario.today.by_level[scenario.level]
    attributes = [words.attributes[n] for n in words.type_at(scenario.level) if n in words.attributes]
    columns = {a.id: [scenario.today.read(area.id, a)[0] for area in areas] for a in attributes}
    pq.write_table(pa.table({"id": [area.id for area in areas], **columns}), tmp_path / "a.parquet")

    def answers(*more: str) -> tuple[int, str]:
        code, _, err = command_line.run(["run", name, "--input", "a.parquet", "-o", "u.csv", *more], tmp_path)
        return code, err.decode()

    def rows() -> dict[tuple[str, ...], tuple[str, str, str]]:
        with (tmp_path / "u.csv").open(encoding="utf-8-sig", newline="") as file:
            return {
                (r["area"], r["policy"], r["insats"]): (r["decision"], r["rule"], r["missing"])
                for r in csv.DictReader(file, delimiter=";")
            }

    assert answers()[0] == 0
    cells = rows()
    code, said = answers("--on", "duckdb", "--force")
    borders = {"percentilgallring": "granne_till_utpekade", "kommuner": "utvalda_grannar"}.get(name)
    if borders:
        assert code == 3 and "G457" in said and borders in said
        code, said = answers("--on", "duckdb", "--force", "--allow-unknown")
    assert code == 0, said
    database = rows()
    differ = {key for key in cells if cells[key] != database[key]}
    assert cells.keys() == database.keys() and all(borders in database[key][2].split(";") for key in differ)
    assert bool(differ) == bool(borders) and len(differ) < len(cells)


def test_rounding_that_is_declared(project: Path) -> None:
    """The cure that G404 gives works for a file as it does for facts."""
    (project / "a.csv").write_text("id,trygghet,invanare,barn\na,svag,900.6,300\n", encoding="utf-8")
    code, said = asked(project, "-o", "u.csv", "--show", "invanare")
    assert code == 3 and "G404" in said and "round: half_up" in said
    words = project / "rules" / "exempelstad" / "vocabulary.yaml"
    text = words.read_text(encoding="utf-8")
    held = "invanare: {level: omrade, type: number,"
    words.write_text(text.replace(held, held + " round: half_up,"), encoding="utf-8")
    for on in ((), ("--on", "duckdb")):
        assert asked(project, "-o", "r.parquet", "--force", *on)[0] == 0
    assert asked(project, "-o", "s.parquet", "--show", "invanare")[0] == 0
    assert {str(r["invanare"]) for r in pq.read_table(project / "s.parquet").to_pylist()} == {"901"}


def test_a_project_is_found_upwards(tmp_path: Path) -> None:
    """From a folder within it; its own scenarios are not crowded by those that came with the package."""
    inner = renew.project(tmp_path) / "scenarios" / "exempelstad" / "facts"
    code, out, err = command_line.run(["list", "scenarios", "--format", "csv"], inner)
    assert code == 0 and b"exempelstad" in out and b"stockholm" not in out and err == b""
    assert b"stockholm" in command_line.run(["list", "scenarios", "--all", "--format", "csv"], inner)[1]
    code, out, err = command_line.run(["check"], inner)
    assert code == 0 and b"exempelstad.yaml" in out and b"stockholm" not in out and err == b""
    code, out, _ = command_line.run(["check", "percentilgallring"], inner)
    assert code == 0 and b"percentilgallring.yaml" in out and b"exempelstad" not in out


def test_an_only_scenario_needs_no_default(tmp_path: Path) -> None:
    """It answers where none is named, before what came with the package."""
    root = renew.project(tmp_path)
    (root / "scenarios" / "DEFAULT").unlink()
    code, out, err = command_line.run(["run", "--format", "json"], root)
    assert code == 0 and b"sagolunda" in out and err == b""


def test_without_a_project_it_is_said_whose_world_answers(tmp_path: Path) -> None:
    """On stderr, and only where no scenario was named."""
    words = ["explain", "Tensta", "--format", "json"]
    code, out, err = command_line.run([*words, "--lang", "en"], tmp_path)
    assert code == 0 and out and b"G461" in err and b"came with grund" in err
    assert b"G461" not in command_line.run([*words, "--scenario", "stockholm-2026"], tmp_path)[2]
    assert b"G461" not in command_line.run(words)[2]


def test_an_empty_answer_names_the_files_that_were_not_read(tmp_path: Path) -> None:
    """The facts lie under a name that no loader takes: the run warns, and so does the check."""
    root = renew.project(tmp_path)
    facts = root / "scenarios" / "exempelstad" / "facts"
    (facts / "omraden.csv").rename(facts / "omraden.CSV")
    assert b"omraden.CSV: G462" in command_line.run(["run"], root)[2]
    assert b"omraden.CSV: G462" in command_line.run(["check", "--strict"], root)[2]

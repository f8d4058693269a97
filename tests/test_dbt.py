"""A model of dbt: a policy's statement, with what it reads as sources and what they may hold as tests.

dbt builds it where it is found: on the path, or by `GRUND_DBT` in an environment of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
import yaml

import command_line
import grund
from grund.batch import sql_statements
from grund.engines import sql
from grund.engines.run import run
from grund.engines.sql.duckdb import DuckDB
from grund.model.policies import Policy
from grund.model.scenario import Scenario

PROJECT = """
name: city
version: "1.0"
profile: city
"""
PROFILES = """
city:
  target: dev
  outputs:
    dev: {type: duckdb, path: city.duckdb}
"""


def test_a_model_of_dbt(tmp_path: Path) -> None:
    """A statement of sources, each with what its columns may hold."""
    code, _, err = command_line.run(["sql", "stadsdelslyft", "--dialect", "snowflake", "--dbt", str(tmp_path / "dbt")])
    assert code == 0, err.decode()
    model = (tmp_path / "dbt/models/stadsdelslyft.sql").read_text(encoding="utf-8")
    schema = yaml.safe_load((tmp_path / "dbt/models/stadsdelslyft.yml").read_text(encoding="utf-8"))
    tables = {table["name"]: table for table in schema["sources"][0]["tables"]}
    assert all(f"{{{{ source('grund', '{name}') }}}}" in model for name in tables)
    classes = next(c for c in tables["polisomrade"]["columns"] if c["name"] == "klass_polis")
    assert classes["data_tests"] == [
        {"accepted_values": {"values": ["ingen", "utsatt", "riskomrade", "sarskilt_utsatt"]}}
    ]
    assert tables["stadsdel"]["columns"][0] == {"name": "id", "data_tests": ["not_null", "unique"]}
    assert [m["name"] for m in schema["models"]] == ["stadsdelslyft"]
    assert "freshness" not in schema["sources"][0]


def test_a_source_of_dbt_is_as_fresh_as_it_is_to_be(tmp_path: Path) -> None:
    """By the column that is given; a word that is no column and days, or is without --dbt, is refused."""
    words = ["sql", "stadsdelslyft", "--dbt", str(tmp_path / "dbt"), "--fresh", "laddad=7"]
    assert command_line.run(words)[0] == 0
    source = yaml.safe_load((tmp_path / "dbt/models/stadsdelslyft.yml").read_text(encoding="utf-8"))["sources"][0]
    assert source["loaded_at_field"] == "laddad" and source["freshness"]["warn_after"] == {"count": 7, "period": "day"}
    for wrong in (["--fresh", "laddad=7"], ["--dbt", str(tmp_path / "x"), "--fresh", "laddad"]):
        code, _, err = command_line.run(["sql", "stadsdelslyft", *wrong])
        assert code == 2 and "G893" in err.decode()


@pytest.fixture(scope="module")
def dbt() -> str:
    """The program."""
    program = os.environ.get("GRUND_DBT") or shutil.which("dbt")
    if program is None:
        pytest.skip("no dbt: it is not on the path, and GRUND_DBT is not set")
    return program


@pytest.mark.slow
@pytest.mark.parametrize("where", ["", "town"])
def test_dbt_builds_the_model_and_stops_at_a_wrong_value(dbt: str, tmp_path: Path, where: str) -> None:
    """Its rows are those of a run; a class that is none fails its test, and so does an id that is there twice; the
    model is then not built."""
    named: list[str] = []
    if where:
        assert command_line.run(["init", f"{tmp_path}/{where}"])[0] == 0
        named = [str(next((tmp_path / where).glob("scenarios/*.yaml")))]
    scenario = grund.load(*named)
    policy = next(iter(scenario.policies.values())) if where else scenario.policy("stadsdelslyft")
    folder = tmp_path / "project"
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILES)
    more = ["--scenario", *named] if where else []
    code, _, err = command_line.run(["sql", policy.id, "--dbt", f"{folder}/models/grund", *more])
    assert code == 0, err.decode()
    compiled = _put(scenario, policy, f"{folder}/city.duckdb")

    assert set(_build(dbt, folder).values()) == {"pass", "success"}
    wanted = [
        (d.area.id, d.ruling.insats.id, sql_statements.label(answers.reading), d.verdict, d.rule or "", d.missing)
        for answers in run(scenario, [policy.id])
        for d in answers.decisions
    ]
    with duckdb.connect(f"{folder}/city.duckdb") as city:
        rows = city.execute(f'FROM "{policy.id.replace("-", "_")}"').fetchall()
        assert sorted((*row[:-1], frozenset(filter(None, row[-1].split(";")))) for row in rows) == sorted(wanted)
        faults = []
        for table, columns in compiled.tables.items():
            faults.append(f"source_unique_grund_{table}_id")
            city.execute(f'INSERT INTO grund."{table}" FROM grund."{table}" LIMIT 1')
            for column in (name for name, kind in columns.items() if kind.kind == "enum"):
                faults.append(f"source_accepted_values_grund_{table}_{column}")
                city.execute(f"""UPDATE grund."{table}" SET "{column}" = 'fel'""")
    results = _build(dbt, folder)
    failed = [name.split(".")[2] for name, status in results.items() if status == "fail"]
    assert all(any(name.startswith(fault) for name in failed) for fault in faults) and len(failed) == len(faults)
    assert {status for name, status in results.items() if name.startswith("model.")} == {"skipped"}


def _put(scenario: Scenario, policy: Policy, file: str) -> sql.Compiled:
    """Have the world in the schema of the sources; what is read of it."""
    question = sql_statements.question(scenario, policy, list(policy.rulings.values()))
    compiled = sql.compile(question, "duckdb")
    with duckdb.connect(file) as city:
        sql.decide(DuckDB(city), question)
        city.execute("CREATE SCHEMA grund")
        for source in compiled.sources:
            city.execute(f'CREATE TABLE grund."{source}" AS FROM "{source}"')
    return compiled


def _build(dbt: str, folder: Path) -> dict[str, str]:
    """What became of every model and test."""
    words = [
        dbt,
        "build",
        "--project-dir",
        str(folder),
        "--profiles-dir",
        str(folder),
        "--no-send-anonymous-usage-stats",
    ]
    subprocess.run(words, cwd=folder, capture_output=True, check=False)
    results = json.loads((folder / "target/run_results.json").read_text())["results"]
    return {one["unique_id"]: one["status"] for one in results}

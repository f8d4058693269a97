"""Results kept as facts: last year's grant is this year's guarantee, by the commands a newcomer would give."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import command_line
from grund.analysis.recorded_question import run_hash
from grund.engines import interpreter
from grund.engines.run import frame_of
from grund.loading.scenario import load_scenario
from grund.model.expressions import Reference

ROOT = Path(__file__).resolve().parents[1]
KEEP = ("keep", "bidrag=forra_aret", "--scenario", "stratumbidrag", "--from", "2027-01-01")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what is shipped, to write in."""
    for name in ("rules", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def said(folder: Path, *words: str) -> tuple[str, str]:
    """What a command that goes well says, on both streams."""
    code, out, err = command_line.run(words, folder)
    assert code == 0, err.decode()
    return out.decode("utf-8-sig"), err.decode()


def table(text: str) -> list[dict[str, str]]:
    """The rows of a file."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.slow
def test_two_years(project: Path) -> None:
    """The grant of 2026 is written as facts of 2027, cites its run, and is that year's guarantee."""
    record, _ = said(project, "run", "stratumbidrag", "--format", "json")
    facts, line = said(project, *KEEP)
    rows = table(facts)
    first = {row["area"]: Decimal(row["value"]) for row in rows}
    digest = run_hash(json.loads(record))
    assert f"sha256:{digest}" in line
    assert {row["source"] for row in rows} == {f"run-{digest[:12]}"}
    assert {(row["valid_from"], row["recorded"]) for row in rows} == {("2027-01-01", "2026-02-17")}
    assert {(row["mark"], row["illustration"]) for row in rows} == {("H", "true")}
    assert sum(first.values()) == 20_000_000

    home = project / "scenarios" / "stratumbidrag" / "facts" / "bidrag-2026.csv"
    said(project, *KEEP, "-o", str(home))
    assert home.read_text(encoding="utf-8") == facts
    code, _, err = command_line.run(["check"], project)
    assert code == 1 and "G308" in err.decode()  # the run is no source yet
    with (project / "rules" / "stratumbidrag" / "sources.csv").open("a", encoding="utf-8") as held:
        held.write(line.splitlines()[1] + "\n")
    said(project, "check")

    second = grants(project, "2027-02-17")
    assert {area: row["forra_aret"] for area, row in second.items()} == first
    assert all(row["bidrag"] >= row["garanti"] for row in second.values())
    assert any(row["garanti"] for row in second.values())
    assert grants(project, "2026-02-17")["km-23"]["bidrag"] == first["km-23"]  # the first year is as it was


def grants(folder: Path, day: str) -> dict[str, dict[str, Decimal]]:
    """What every kommun had last year, is guaranteed and gets, on a day."""
    scenario = load_scenario(str(folder / "scenarios" / "stratumbidrag.yaml"), date.fromisoformat(day))
    frame = frame_of(scenario, scenario.policy("fast-pott"), ())
    types = scenario.book.vocabulary.type_at("kommun")
    found: dict[str, dict[str, Decimal]] = {}
    for area in scenario.today.by_level["kommun"]:
        for name in ("forra_aret", "garanti", "bidrag"):
            value = interpreter.read(frame, Reference(name, types[name]), area).value
            assert isinstance(value, Decimal)
            found.setdefault(area.id, {})[name] = value
    return found


@pytest.mark.slow
def test_a_decision_is_kept_as_true_or_false(project: Path) -> None:
    """Yes, no, and what could not be decided: that is stated to be missing, never no."""
    words = project / "rules" / "kommuner" / "vocabulary.yaml"
    text = words.read_text(encoding="utf-8")
    new = "attributes:\n  fick_stod: {level: kommun, type: bool, label: {sv: fick stöd}, illustration: true}\n"
    words.write_text(text.replace("attributes:\n", new, 1), encoding="utf-8")
    asked = ("--scenario", "kommuner", "--policy", "hogst-behov", "--from", "2027-01-01", "--to", "2028-01-01")
    rows = table(said(project, "keep", "riktat-stod=fick_stod", *asked)[0])
    counts = Counter((row["value"], row["missing"]) for row in rows)
    assert counts == {("true", ""): 28, ("false", ""): 250, ("", "not_available"): 12}
    assert {row["valid_to"] for row in rows} == {"2028-01-01"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "G301"),
        (("bidrag",), "G301"),
        (("bidrag=forra",), "G201"),
        (("bidra=forra_aret",), "G312"),
        (("stratum=forra_aret",), "G539"),
        (("stratumbidrag=forra_aret",), "G539"),
        (("index=forra_aret",), "G404"),
        (("bidrag=folkmangd",), "G403"),
        (("bidrag=forra_aret", "--to", "2026-01-01"), "G315"),
        (("bidrag=forra_aret", "-o", "facts.json"), "G506"),
        (("bidrag=forra_aret", "--policy", "fast"), "G312"),
    ],
)
def test_what_is_wrong(words: Sequence[str], code: str, tmp_path: Path) -> None:
    """By code and cure; nothing is written."""
    asked = ["keep", *words, "--scenario", "stratumbidrag", "--from", "2027-01-01"]
    found, out, err = command_line.run(asked, tmp_path)
    typed = code not in ("G539", "G403", "G404")  # a wrong word of the command; else the result does not fit the rules
    assert (found, out) == (2 if typed else 3, b"") and code in err.decode()
    assert list(tmp_path.iterdir()) == []

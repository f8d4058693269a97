"""Problems for other programs: SARIF 2.1.0, and the commands of a GitHub workflow."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

import command_line
import renew
from grund.loading import shared_worlds
from grund.problems.problem import Place, problem
from grund.views.formats import sarif

MISTAKES: Final = "tests/mistakes/policy.yaml"


def said(*words: str) -> tuple[int, str, str]:
    """What a check leaves."""
    code, out, err = command_line.run(["check", *words])
    return code, out.decode("utf-8"), err.decode("utf-8")


def run_of(text: str) -> dict[str, Any]:
    """The one run of a SARIF log."""
    log = json.loads(text)
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    assert set(log) == {"$schema", "version", "runs"} and len(log["runs"]) == 1
    run: dict[str, Any] = log["runs"][0]
    return run


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_sarif_holds_every_problem(lang: str) -> None:
    """As many results as problems, each with its rule, its region, and its cure in the message."""
    code, out, err = said(MISTAKES, "--format", "sarif", "--lang", lang)
    _, plain, _ = said(MISTAKES, "--format", "json", "--lang", lang)
    problems = json.loads(plain)["problems"]
    run = run_of(out)
    assert (code, err) == (1, "") and len(run["results"]) == len(problems) > 4
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == sorted({p["code"] for p in problems})
    for result, p in zip(run["results"], problems, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == p["code"] and result["level"] == "error"
        assert result["message"]["text"] == f"{p['message']}. {p['cure']}"
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"] == {"uri": MISTAKES}
        region = physical["region"]
        assert (region["startLine"], region["startColumn"]) == (p["line"], p["column"])
        assert region["endColumn"] > region["startColumn"]


@pytest.mark.slow
def test_sarif_of_nothing_wrong() -> None:
    """A run without results, and exit code 0."""
    code, out, err = said("--format", "sarif")
    assert (code, err) == (0, "") and run_of(out)["results"] == []


@pytest.mark.slow
def test_proofs_are_errors_and_notes() -> None:
    """What may be as intended is a note."""
    pytest.importorskip("z3")
    code, out, _ = said("--prove", "--format", "sarif")
    levels = [r["level"] for r in run_of(out)["results"]]
    assert levels and (code == 1) == ("error" in levels) and set(levels) <= {"error", "note"}


def test_github_marks_every_place() -> None:
    """A command a problem; the message in one line."""
    code, out, err = said(MISTAKES, "--format", "github")
    lines = out.splitlines()
    assert (code, err) == (1, "") and len(lines) > 4
    pattern = re.compile(rf"::error file={MISTAKES},title=G\d+,line=\d+,col=\d+,endColumn=\d+::.+%0A.+")
    assert all(pattern.fullmatch(line) for line in lines)


def test_github_escapes_what_people_write() -> None:
    """A per cent, a comma, a colon or a line in a name closes nothing."""
    found = problem("G312", Place("a,b:c%.yaml", 2, 3, "x"), None, what="x", id="50 %\r\n::error::y", known="")
    line = sarif.github([found], [], "sv")
    assert line.startswith("::error file=a%2Cb%3Ac%25.yaml,title=G312,line=2,col=3,endColumn=3::")
    assert line.count("\n") == 1 and "50 %25\\r%0A::error::y" in line


def test_paths_are_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file below the folder is named from it, blanks and all; another as it stands."""
    monkeypatch.chdir(tmp_path)
    here, there = Place(str(tmp_path / "min fil.yaml"), 1, 1, "x"), Place("/annan/fil.yaml")
    log = sarif.sarif([problem("G109", here), problem("G109", there)], [], "0", "sv")
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]]
    assert uris == ["min%20fil.yaml", "/annan/fil.yaml"]
    assert "region" not in log["runs"][0]["results"][1]["locations"][0]["physicalLocation"]


def test_to_a_file(tmp_path: Path) -> None:
    """The log whole in a file; nothing on stdout."""
    target = tmp_path / "grund.sarif"
    code, out, _ = said(MISTAKES, "--format", "sarif", "-o", str(target))
    assert (code, out) == (1, "") and run_of(target.read_text(encoding="utf-8"))["results"]


def test_a_rulebook_with_a_mistake_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many scenarios stand on it: all wait for the same cure, and it is said once."""
    home, read = renew.project(tmp_path), shared_worlds.rulebook
    (home / "rules" / "exempelstad" / "policies" / "fel.yaml").write_text("policy: fel\n", encoding="utf-8")
    first = next((home / "scenarios").glob("*.yaml"))
    (first.parent / "en_till.yaml").write_text(first.read_text(encoding="utf-8"), encoding="utf-8")
    calls: list[Path] = []
    monkeypatch.setattr(shared_worlds, "rulebook", lambda folder, more=(): calls.append(folder) or read(folder, more))
    code, _, err = command_line.afresh(["check", "--format", "json"], home)
    assert code == 1 and len(calls) == 1, err

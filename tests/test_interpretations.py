"""Interpretations: shown where a number changes, no more than four side by side, and all of them with --all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pytest

import command_line

ROOT: Final = Path(__file__).resolve().parents[1]
PAIR: Final = ("nulage-med-stadsdelslyft", "omradestyp")
"""Sixteen interpretations where the scenario chooses none: of whom the lift and Järva cover, of years and students."""


@pytest.fixture(scope="module")
def open_scenario(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The shipped question with every interpretation open, in a project of its own."""
    folder = tmp_path_factory.mktemp("projekt")
    for name in ("rules", "scenarios"):
        (folder / name).mkdir()
        (folder / name / "stockholm").symlink_to(ROOT / name / "stockholm")
    text = (ROOT / "scenarios" / "stockholm-2026.yaml").read_text(encoding="utf-8")
    text = re.sub("(?m)^tolkning: .*$", "", text).replace("scenario: stockholm-2026", "scenario: oppen")
    text = re.sub("policies: .*", f"policies: [{', '.join(PAIR)}]", text)
    (folder / "scenarios" / "oppen.yaml").write_text(text, encoding="utf-8")
    return str(folder)


def said(folder: str, *words: str) -> str:
    """What a command says of the open question."""
    result = command_line.run([*words, "--scenario", "scenarios/oppen.yaml"], Path(folder))
    assert result.code == 0, result.talk
    return result.text


def heads(text: str) -> int:
    """The most columns of numbers that a line of rules has."""
    return max(line.count(" ─") for line in text.splitlines() if line.lstrip().startswith("─"))


@pytest.mark.slow
def test_four_stand_side_by_side(open_scenario: str) -> None:
    """First that of the first choices, then those that differ from it in one; the headline is of all."""
    text = said(open_scenario, "compare", *PAIR)
    assert heads(text) == 2 * 4 + 1 and max(map(len, text.splitlines()[1:])) <= 110
    assert "12\xa0tolkningar till med --all; här gäller bred tolkning" in text
    assert "9–12 av B" in " ".join(text.split())


@pytest.mark.slow
def test_all_of_them_stand_in_fours(open_scenario: str) -> None:
    """Every interpretation once, and programs have all."""
    text = said(open_scenario, "compare", *PAIR, "--all", "--format", "md")
    tables = re.findall(r"Områden som omfattas \(stadsdel.*?\n\n(\|[^\n]*)", text, re.S)
    assert [table.count("Antal") for table in tables] == [4] * 4 and "till med --all" not in text
    assert len({head for table in tables for head in table.split("|") if "Antal" in head}) == 16
    readings = json.loads(said(open_scenario, "compare", *PAIR, "--format", "json"))["readings"]
    assert len(readings) == 16


@pytest.mark.slow
def test_what_changes_no_number_is_not_told_apart(open_scenario: str) -> None:
    """A run has a row for each interpretation in which a number is another."""
    text = said(open_scenario, "compare", "omradestyp", "ordinarie")
    assert "bred" not in text and "hela nämnder" not in text
    words = ["run", "scenarios/oppen.yaml", "--policy", "omradestyp", "--all", "--format", "md"]
    text = command_line.run(words, Path(open_scenario)).text
    lines = [line for line in text.splitlines() if line.startswith("| Boende (motionens sakområde)")]
    assert len(lines) == 4 and not any("bred" in line for line in lines)


@pytest.mark.slow
def test_a_report_has_four_and_says_how_many_more(open_scenario: str) -> None:
    """Maps and tables; the answer in a sentence is of all."""
    words = ["report", *PAIR, "--scenario", "scenarios/oppen.yaml", "-o", "r.html"]
    assert command_line.run(words, Path(open_scenario)).code == 0
    page = (Path(open_scenario) / "r.html").read_text(encoding="utf-8")
    assert "12\xa0tolkningar till" in page and "9–12" in page and len(set(re.findall("map-[0-9]+", page))) == 4

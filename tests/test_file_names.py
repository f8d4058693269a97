"""How files are named: by a command that a page or a record prints, and in every answer, wherever rules lie."""

from __future__ import annotations

import html
import os
import re
import shlex
from pathlib import Path

import pytest

import command_line
import every_command
from command_line import ROOT
from grund.problems.file_names import shown


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A project where the scenario `exempelstad` stands in another file, and another stands in the file of its name."""
    folder = tmp_path / "stad"
    assert command_line.run(["init", str(folder)], tmp_path).code == 0
    scenarios = folder / "scenarios"
    text = (scenarios / "exempelstad.yaml").read_text(encoding="utf-8")
    (scenarios / "var stad.yaml").write_text(text, encoding="utf-8")
    other = text.replace("scenario: exempelstad", "scenario: annat").replace("trygghet, trygghet-barn", "trygghet-barn")
    (scenarios / "exempelstad.yaml").write_text(other, encoding="utf-8")
    (scenarios / "DEFAULT").write_text("var stad\n", encoding="utf-8")
    return folder


def _repeats(words: list[str], folder: Path) -> bool:
    """Whether a command opens the scenario `exempelstad`, and not the other that its file's name leads to."""
    at = words.index("--scenario") + 1 if "--scenario" in words else 2
    answer = command_line.run(["run", words[at], "--format", "json"], folder)
    return answer.code == 0 and answer.json()["scenario"] == "exempelstad"


@pytest.mark.parametrize("below", ["", "rules"])
def test_a_record_repeats_its_own_scenario(town: Path, below: str) -> None:
    """Also from a folder of the project, where the default names the scenario."""
    folder = town / below
    assert command_line.run(["run", "-o", "k.json"], folder).code == 0
    assert command_line.run(["verify", "k.json"], folder).code == 0
    assert str(town) not in (folder / "k.json").read_text(encoding="utf-8")


def test_a_record_of_a_file_is_not_taken_for_a_shipped_one(tmp_path: Path) -> None:
    """A file that the user names is taken before one that came with grund, also when its run is repeated."""
    (tmp_path / "scenarios").mkdir()
    file = tmp_path / "scenarios" / "listminne.yaml"
    text = (ROOT / "scenarios" / "listminne.yaml").read_text(encoding="utf-8")
    file.write_text(f"{text}\n# ours\n", encoding="utf-8")
    assert command_line.run(["run", "scenarios/listminne.yaml", "-o", "k.json"], tmp_path).code == 0
    again = command_line.run(["verify", "k.json"], tmp_path)
    assert again.code == 0, again.text


def test_a_report_names_its_own_scenario(town: Path) -> None:
    assert command_line.run(["report", "trygghet", "trygghet-barn", "-o", "r.html"], town).code == 0
    page = html.unescape((town / "r.html").read_text(encoding="utf-8"))
    named = re.search(r"grund report trygghet [^<\n]*", page)
    assert named and _repeats(shlex.split(named[0]), town)


def test_a_plan_names_its_own_scenario(town: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    assert command_line.run(["handlingsplan", "trygghet", "-o", "p.xlsx"], town).code == 0
    cells = [c for sheet in openpyxl.load_workbook(town / "p.xlsx") for row in sheet.values for c in row]
    (named,) = (text for text in cells if str(text).startswith("grund handlingsplan"))
    assert _repeats(shlex.split(named), town)


def test_every_page_names_its_own_scenario(town: Path) -> None:
    pytest.importorskip("starlette")
    assert command_line.run(["site", "-o", "webb"], town).code == 0
    pages = {path: path.read_text(encoding="utf-8") for path in (town / "webb").rglob("*.html")}
    named = {html.unescape(text) for page in pages.values() for text in re.findall("<code>(grund [^<]*)</code>", page)}
    assert len({words.split()[1] for words in named}) >= 5
    opened = {"var stad"} | {shlex.split(words)[-1] for words in named}
    assert opened == {"var stad"}
    from web_server import serving

    with serving(town) as server:
        for at in ("/compare?a=trygghet&b=trygghet-barn", "/explain?area=sagolunda", "/v1/run", "/area/sagolunda"):
            text = html.unescape(server.get(at).text)
            assert "var stad" in text and "exempelstad.yaml" not in text, at
        assert "--tolkning" not in server.get("/area/sagolunda").text
        assert server.get("/v1/run?day=2026-05-01").json()["scenario"] == "exempelstad"


ASKED = """\
run
compare stadsdelslyft fokusomrade
explain Husby insats-handlingsplan
near
claims tjansteutlatandet
test
check rules/stockholm
who insats-handlingsplan Husby
diff stadsdelslyft fokusomrade
gaps
handlingsplan stadsdelslyft-ersatter
sql stadsdelslyft
budget budget-exempel
list all
timeline stockholm-2015-2026 Husby
table omradestyp
"""


@pytest.mark.slow
def test_no_answer_says_where_grund_is_installed(tmp_path: Path) -> None:
    """Rules that lie outside of the working directory are named as in a checkout, in text and in JSON."""
    for line in ASKED.splitlines():
        words = [str(ROOT / word) if word.startswith("rules/") else word for word in shlex.split(line)]
        for how in ([], ["--format", "json"]) if words[0] != "sql" else ([],):
            answer = command_line.afresh([*words, *how], tmp_path)
            assert answer.code in (0, 1), (words, answer.talk)
            assert str(ROOT) not in answer.text + answer.talk, words


def test_how_a_file_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "b.yaml") == os.path.join("a", "b.yaml")
    assert shown("../x.yaml") == os.path.join("..", "x.yaml")
    assert shown(ROOT / "rules" / "x.yaml") == os.path.join("rules", "x.yaml")
    assert shown("/x.yaml") == os.path.abspath("/x.yaml")


def test_a_page_s_command_chooses_what_the_page_chooses(tmp_path: Path) -> None:
    """An interpretation that is chosen otherwise than in the scenario's file is in the command, and no other."""
    pytest.importorskip("starlette")
    from web_server import serving

    with serving(every_command.project(tmp_path / "p")) as server:
        chosen = html.unescape(server.get("/policy/trygghet?tolkning=barnsyn=snav").text)
        assert "--tolkning barnsyn=snav</code>" in chosen
        assert "--tolkning" not in re.findall("<code>grund [^<]*", server.get("/policy/trygghet").text)[0]

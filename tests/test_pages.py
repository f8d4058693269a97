"""The pages of the codes: one for every code, and its example raises the code as it says.

A new code has its entry in `engine/grund/problems/catalogue/*.yaml`; what it holds stands in `catalogue/__init__.py`.
A code that no file and no command of the small project can raise is listed in `UNSHOWN`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

import command_line
import renew
from grund.loading.problem_pages import ProblemPage, cure, pages, sentence
from grund.problems.catalogue import codes
from together import together

UNSHOWN: Final = {
    # bytes and sizes that a page of text cannot show; raised in tests/test_hostile.py and tests/cases
    *("G102", "G103", "G104", "G320", "G321", "G468", "G334", "G335", "G336", "G340", "G710", "G512", "G593", "G594"),
    # what must be missing, broken or busy on the machine
    *("G524", "G532", "G600", "G610", "G611", "G614", "G618", "G650", "G553", "G555", "G562", "G563", "G565"),
    # options that go ill together, which are not asked for in a small project: tests/test_report.py
    *("G830",),
    # databases with tables: tests/test_warehouse.py
    *("G825", "G831", "G832", "G833", "G834", "G835", "G836", "G837", "G838", "G861", "G862", "G864", "G890", "G891"),
    # what a public service answers
    *(f"G{number}" for number in range(840, 860)),
    # a history of git
    *("G521", "G523"),
    # more than the small project holds; raised in the tests of the command
    *(
        "G860",
        "G502",
        "G508",
        "G513",
        "G534",
        "G790",
        "G791",
        "G538",
        "G535",
        "G541",
        "G542",
        "G544",
        "G545",
        "G546",
        "G547",
        "G548",
        "G549",
        "G554",
        "G556",
        "G557",
        "G560",
        "G564",
    ),
    # spreadsheets, which are no pages of text: tests/test_import.py
    *("G800", "G801", "G802", "G803", "G804", "G805", "G806", "G807", "G808", "G809"),
    *("G868", "G884", "G885", "G886", "G888", "G889", "G812", "G813", "G814", "G815", "G816", "G817"),
    # requests over HTTP: tests/test_web.py
    *("G792", "G793", "G794", *(f"G{number}" for number in range(870, 884))),
    # a file of draws, and a value that is missing: tests/test_uncertain.py
    *("G897", "G899"),
    # hundreds of rules: tests/test_many_rules.py
    "G829",
    # a condition with blanks: tests/test_fit.py
    "G819",
    # files of areas: tests/test_streamed.py
    *("G810", "G811"),
    *("G451", "G452", "G455", "G456", "G457"),
    # where no project is, a file under another name, an attribute and its facts: tests/test_remarks.py, test_files.py
    *("G461", "G462", "G464"),
    *("G602", "G603", "G604", "G606", "G617", "G651", "G708", "G709", "G711", "G344"),
    # budgets that the small project does not have
    *("G573", "G574", "G576", "G577", "G578", "G579", "G580", "G581", "G582", "G583", "G584", "G585"),
    # faults of grund itself
    *("G901", "G902", "G903", "G904", "G905", "G906"),
}
NOTES: Final = {"G707"}
"""Shown, and no reason for an exit code."""
PAGES: Final = pages()
SHOWN: Final = [page for page in PAGES.values() if page.shown]


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as `grund init` leaves it."""
    return renew.project(tmp_path_factory.mktemp("pages"))


def ran(page: ProblemPage, starter: Path, folder: Path, good: bool) -> tuple[int, str]:
    """What the page's command says in a project with the mistake in it, or mended."""
    project = folder / ("good" if good else "bad")
    shutil.copytree(starter, project)
    if page.file:
        file = project / page.file
        before = file.read_text(encoding="utf-8") if file.is_file() else None
        after = page.changed(before, good)
        if page.replaces or before is not None:
            assert before is not None and (page.replaces or page.good) in before
        file.write_text(after, encoding="utf-8")
    if page.first:
        code, _, err = command_line.run(page.first.split()[1:], project)
        assert code == 0, err.decode("utf-8")
    command = page.after if good else page.command
    words = [w.strip("'") for w in re.findall(r"'[^']*'|\S+", command)]
    assert words[0] == "grund"
    code, out, err = command_line.run(words[1:], project)
    return code, (out + err).decode("utf-8")


def raised(text: str) -> set[str]:
    """The codes in what a command said."""
    return set(re.findall(r"\bG\d{3}\b", text))


def test_every_code_has_a_page() -> None:
    """And no page is about a code that is gone."""
    assert sorted(codes()) == list(PAGES), "engine/grund/problems/catalogue/*.yaml"


@together("code", sorted(codes()))
def test_a_page_speaks_both_languages(code: str) -> None:
    """Sentences, in both, that are not the same."""
    page = PAGES[code]
    assert page.sv.endswith((".", ".)")) and page.en.endswith((".", ".)"))
    assert page.sv != page.en
    assert all(sentence(code, lang) and isinstance(cure(code, lang), str) for lang in ("sv", "en"))


def test_pages_without_an_example_are_known() -> None:
    """A code that can be raised in the small project shows how."""
    assert {code for code, page in PAGES.items() if not page.shown} == UNSHOWN


@together("page", SHOWN, ids=lambda p: p.code)
def test_an_example_raises_its_code(page: ProblemPage, starter: Path, tmp_path: Path) -> None:
    """The mistake raises the code; the mended text does not, and nothing else is wrong."""
    code, said = ran(page, starter, tmp_path, good=False)
    assert page.code in raised(said) and (code in (1, 2, 3) or page.code in NOTES)
    code, said = ran(page, starter, tmp_path, good=True)
    assert code == 0 and page.code not in raised(said), said


def test_the_command_shows_a_page() -> None:
    """In both languages; small letters and bare digits will do."""
    for words in (["G203"], ["g203"], ["203"]):
        code, out, _ = command_line.run(["problem", *words])
        assert code == 0
        assert out.decode("utf-8").startswith("G203  okänt värde ‹name›")
    code, out, _ = command_line.run(["problem", "G203", "--lang", "en"])
    assert "unknown value" in out.decode("utf-8") and "before, rules/" in out.decode("utf-8")


def test_the_command_lists_the_codes() -> None:
    """As a table, and whole as JSON."""
    listed = command_line.run(["problem"])[1].decode("utf-8")
    assert all(f"  {code}  " in listed for code in codes())
    data = json.loads(command_line.run(["problem", "--format", "json", "--lang", "en"])[1])
    assert [p["code"] for p in data["problems"]] == sorted(codes())
    assert all(p["text"] for p in data["problems"])


def test_an_unknown_code_gets_the_nearest() -> None:
    """And the exit code of usage."""
    code, out, err = command_line.run(["problem", "G021"])
    assert (code, out) == (2, b"")
    assert "menade du ”G" in err.decode("utf-8")
    assert command_line.run(["problem", "hej"])[0] == 2


@pytest.mark.slow
def test_pages_are_read_only_when_asked_for() -> None:
    """A check imports neither the pages nor their reader."""
    script = "import sys; from grund.cli.app import _guarded; _guarded(['check'], 'sv'); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=renew.ROOT, check=True)
    assert "'grund.analysis.check'" in done.stdout and "'grund.loading.problem_pages'" not in done.stdout

"""`grund live`: a city that takes updates from the command line, and keeps them in a journal."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

import grund
from command_line import run as said
from grund.live.journal import Journal
from grund.live.rows import changes
from grund.problems.problem import GrundError

HEAD: Final = "area,attribute,value,valid_from,valid_to,recorded,withdraw,illustration,note\n"
GONE: Final = HEAD + "po-hasselby-gard,klass_polis,ingen,,,,,true,påhittat\n"


@dataclass(frozen=True)
class Result:
    """What a command left; `text` with every run of blanks as one, since tables wrap."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Stdout for people."""
        return " ".join(self.out.decode().split())

    def json(self) -> Any:
        """Stdout as data."""
        return json.loads(self.out)


def live(*words: str) -> Result:
    """`grund live …`."""
    code, out, err = said(["live", *words])
    return Result(code, out, err.decode())


@pytest.fixture
def journal(tmp_path: Path) -> str:
    """A journal on the default scenario."""
    path = str(tmp_path / "stad.db")
    assert live("open", path, "--matcher", "plain").code == 0
    return path


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Writes a file and gives its path."""

    def write(text: str, name: str = "nytt.csv") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def update(journal: str, *words: str) -> Any:
    """An update that `plain` answers alone, as JSON."""
    found = live("update", journal, *words, "--matcher", "plain", "--format", "json")
    assert found.code == 0, found.err
    return found.json()


def entries(journal: str) -> int:
    """How many entries a journal has."""
    held = Journal(journal, writing=False)
    count = len(list(held.entries()))
    held.close()
    return count


# ── open


@pytest.mark.slow
def test_open_begins_and_goes_on(journal: str) -> None:
    """What is there is opened again; another scenario, or another day, is refused."""
    assert entries(journal) == 1
    found = live("open", journal, "--format", "json").json()
    assert (found["seq"], found["day"], found["scenario"]) == (0, "2026-02-17", "stockholm-2026")
    assert {row["policy"] for row in found["policies"]} == set(grund.load().named)
    assert "G613" in live("open", journal, "scb-exempel").err
    assert "G509" in live("open", journal, "--day", "2026-03-01").err
    assert entries(journal) == 1


def test_no_journal(tmp_path: Path) -> None:
    """Nothing but `open` makes one; a file that is something else is left alone."""
    for words in (("update", "x.csv"), ("show",), ("why", "Tensta"), ("history",)):
        found = live(words[0], str(tmp_path / "ny.db"), *words[1:])
        assert found.code == 3 and "G615" in found.err and "grund live open" in found.err
    assert list(tmp_path.iterdir()) == []
    other = tmp_path / "annat.db"
    other.write_text("hej", encoding="utf-8")
    assert "G612" in live("open", str(other)).err
    assert other.read_text(encoding="utf-8") == "hej"


# ── update


@pytest.mark.slow
def test_an_update_says_what_changed_and_who_is_told(journal: str, file: Any) -> None:
    """Before, after, rule, what moved it, and the bodies; in the table, as JSON and as rows.

    Hässelby gård is the one vulnerable area of its council. Off the list it loses 7 insatser of the lift that replaces
    and 13 of the one that widens (7 read as vulnerable areas only, and 6 that read the council again); read as whole
    councils, the lift leaves the council's 8 other areas too, with 6 insatser each: 7 + 13 + 48 = 68.
    """
    path = file(GONE)
    table = live("update", journal, path, "--all")
    assert table.code == 0 and table.err == ""
    for wanted in (
        "68 beslut i 9 områden ändrades",
        "ja → nej",
        "lyft-skola-utsatt → ingen",
        "utsatt område → inte på polisens lista",
    ):
        assert wanted in table.text
    assert "Utbildningsnämnden" in table.text
    assert re.search(r"ansvarig aktör .*saknas", table.text)  # in a cell of several lines
    assert table.text.index("FIKTIVT EXEMPEL") < table.text.index("Uppgifter Område")
    back = file(HEAD + "po-hasselby-gard,klass_polis,,,,,true,,\n")
    found = live("update", journal, back, "--format", "json")
    assert "G603" in found.err  # which of the two?
    back = file(HEAD + "po-hasselby-gard,klass_polis,,2026-02-17,,,true,,\n")
    (event,) = update(journal, back)["events"]
    assert event["withdrawn"] == ["po-hasselby-gard/klass_polis/2026-02-17/2026-02-17"]
    outside = [c for c in event["changed"] if c["area"] != "sd-hasselby-gard"]
    assert len(outside) == 48 and {c["tolkning"]["lyft_utbredning"] for c in outside} == {"hela_namnder"}
    school = next(c for c in event["changed"] if c not in outside and c["insats"] == "insats-skola")
    assert (school["before"]["verdict"], school["after"]["verdict"]) == ("no", "yes")
    assert [a["body"] for a in school["told"]] == ["namnd-utbildning"]
    assert ("klass_polis", "ingen", "utsatt") in [(g["name"], g["before"], g["after"]) for g in school["grounds"]]
    rows = live("history", journal, "Hässelby gård", "--format", "csv").out.decode()
    listed = list(csv.DictReader(io.StringIO(rows.lstrip("\ufeff")), delimiter=";"))
    assert len(listed) == 40 and {row["seq"] for row in listed} == {"1", "2"}


def test_every_mistake_at_its_cell_and_nothing_recorded(journal: str, file: Any) -> None:
    """All at once, with row, column, caret and cure."""
    path = file(
        "area;attribute;value;withdraw;recorded;illustration;note\n"
        "po-bredang;klass_polis;utsat;;;true;x\n"
        "po-bredan;klass_polis;utsatt;;;true;x\n"
        "sd-tensta;areal_ha;2,5;;2026-13-01;true;x\n"
        "po-bredang;klass_polis;utsatt;;;;\n"
        "po-bredang;klass_poli;;true;;;\n"
    )
    found = live("update", journal, path)
    assert found.code == 3 and found.out == b""
    for wanted in (":2:24  G402", ":3:1  G401", ":4:25  G216", ":5:", ":6:"):
        assert f"nytt.csv{wanted}" in found.err, wanted
    assert "menade du ”po-bredang/klass_polis”?" in found.err
    assert "menade du ”utsatt”?" in found.err and "menade du ”po-bredang”?" in found.err
    assert entries(journal) == 1
    wrong = live("update", journal, file("area;attribute;value;withdraw\npo-bredang;klass_polis;ingen;true\n"))
    assert ":2:24  G609" in wrong.err
    wrong = live("update", journal, file("area,attribute,valu\nx,y,z\n"))
    assert wrong.code == 3 and "G113" in wrong.err and "nytt.csv:1" in wrong.err


def test_lines_of_json(journal: str, file: Any) -> None:
    """One object on each line, numbers as they are written; a wrong line is named."""
    good = {"area": "sd-tensta", "attribute": "areal_ha", "value": 12.5, "illustration": True, "note": "x"}
    gone = {"area": "po-bredang", "attribute": "klass_polis", "withdraw": True, "valid_from": "2025-12-02"}
    (event,) = update(journal, file(f"{json.dumps(good)}\n\n{json.dumps(gone)}\n", "a.jsonl"))["events"]
    assert [a["value"] for a in event["added"]] == ["12.5"] and len(event["withdrawn"]) == 1
    wrong = file('{"area": 1,\n["x"]\n{"area": "a", "area": "b"}\n{"attribut": "x"}\n{"withdraw": "ja"}\n', "b.jsonl")
    found = live("update", journal, wrong)
    for wanted in (":1:", "G616", ":2:1  G303", ":3:1  G106", ":4:1  G113", ":5:1  G303"):
        assert wanted in found.err, wanted
    assert entries(journal) == 2


def test_decimal_commas_stay_numbers_in_the_journal(journal: str, file: Any) -> None:
    """What Excel saves with a comma is read again from the journal as the same number."""
    update(journal, file("area;attribute;value;illustration;note\nsd-tensta;areal_ha;12,5;true;x\n"))
    found = live("why", journal, "Tensta", "areal_ha")
    assert found.code == 0 and "12,5" in found.text and "[fiktiv uppgift]" in found.text


@pytest.mark.slow
def test_stdin(journal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads CSV or lines of JSON, told by the first character; a problem is placed in stdin."""

    def piped(text: str) -> Any:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        return live("update", journal, "-", "--matcher", "plain")

    assert piped(GONE).code == 0
    assert "stdin:1:1  G401" in piped('{"area": "nej", "attribute": "klass_polis", "value": "ingen", "note": "x"}').err
    assert "G109" in piped("").err
    assert entries(journal) == 2


def test_a_trial_records_nothing(journal: str, file: Any) -> None:
    """The same answer as the update gives, and it says that it is a trial."""
    path = file(GONE)
    trial = live("update", journal, path, "--dry-run", "--format", "json").json()
    assert trial["trial"] and entries(journal) == 1
    done = update(journal, path)
    assert trial["events"][0]["changed"] == done["events"][0]["changed"]
    assert "trial" not in done


@pytest.mark.slow
def test_a_day_of_its_own(journal: str, file: Any) -> None:
    """What holds from a later day says so; going there is one step more, or the same; never back."""
    path = file(HEAD + "po-hasselby-gard,klass_polis,ingen,2026-12-01,,,,true,påhittat\n")
    found = live("update", journal, path)
    assert "Inga beslut ändrades." in found.text and "--day 2026-12-01" in found.text
    (event,) = update(journal, "--day", "2026-12-01")["events"]
    assert event["day"] == "2026-12-01" and event["changed"] and not event["added"]
    assert "G605" in live("update", journal, "--day", "2026-12-01").err
    assert "G605" in live("update", journal).err
    assert "G607" in live("update", journal, "--day", "2026-11-01").err
    back = file(HEAD + "po-hasselby-gard,klass_polis,utsatt,,,,,true,påhittat\n")
    (event,) = update(journal, back, "--day", "2027-01-01")["events"]
    assert event["day"] == "2027-01-01" and event["added"][0]["recorded"] == "2027-01-01"


@pytest.mark.slow
def test_a_key_repeats_its_answer(journal: str, file: Any) -> None:
    """The same update under the same key is recorded once; another one under it is refused."""
    path = file(GONE)
    assert update(journal, path, "--key", "KS 2026/1") == update(journal, path, "--key", "KS 2026/1")
    assert entries(journal) == 2
    other = file(HEAD + "po-bredang,klass_polis,ingen,,,,,true,x\n", "annan.csv")
    assert "G606" in live("update", journal, other, "--key", "KS 2026/1").err


def test_an_answer_that_cannot_be_delivered_is_not_asked_for(
    journal: str,
    file: Any,
    tmp_path: Path,
) -> None:
    """The file to write is looked at before anything is recorded."""
    for target, code in ((tmp_path / "ingen" / "x.json", "G505"), (tmp_path, "G505"), (tmp_path / "x.pdf", "G506")):
        assert code in live("update", journal, file(GONE), "-o", str(target)).err
    assert entries(journal) == 1
    assert live("update", journal, file(GONE), "-o", str(tmp_path / "x.json")).out == b""
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["seq"] == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_what_is_no_file_is_not_replaced(journal: str, file: Any) -> None:
    """A device stays one: it is written to, and says no for itself; the update stands in the journal."""
    found = live("update", journal, file(GONE), "-o", "/dev/full")
    assert found.code == 3 and "G505" in found.err
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)
    assert entries(journal) == 2


# ── asked of it


@pytest.mark.slow
def test_any_day_as_known_on_any(journal: str, file: Any) -> None:
    """`show` and `why` on another day, and as known before something was recorded or withdrawn."""
    update(journal, file(GONE), "--day", "2026-03-01")

    def verdict(*words: str) -> str:
        found = live("show", journal, "--policy", "stadsdelslyft-ersatter", "--format", "json", *words).json()
        assert found["kind"] == "grund-live-run" and found["illustration"] is (words == ())
        school = next(r for r in found["results"] if r["insats"] == "insats-skola")
        return next(g["verdict"] for g in school["decisions"] if "sd-hasselby-gard" in g["areas"])

    assert verdict() == "no"
    assert verdict("--day", "2026-02-20") == "yes"
    assert verdict("--known", "2026-02-28") == "yes"
    why = ("why", journal, "Hässelby gård", "insats-skola", "--policy", "stadsdelslyft-ersatter")
    assert "NEJ" in live(*why).text and "FIKTIVT EXEMPEL" in live(*why).text
    before = live(*why, "--known", "2026-02-28", "--lang", "en").text
    assert "YES" in before and "known 2026-02-28" in before and "FICTIONAL EXAMPLE" not in before


@pytest.mark.slow
def test_the_entries(journal: str, file: Any) -> None:
    """The journal entry by entry, both languages; an area whose decisions never moved has none."""
    assert "inga uppdateringar" in live("history", journal).text
    update(journal, file(GONE))
    found = live("history", journal, "--lang", "en").text
    assert (
        "Hässelby gård: police classification" in found
        and "= not on the police list" in found
        and "[fictional]" in found
    )
    assert "Inget beslut har ändrats" in live("history", journal, "Tensta").text
    assert "G401" in live("history", journal, "Tenstaa").err


def test_a_journal_elsewhere(tmp_path: Path) -> None:
    """A project's journal is asked in the project; from another folder, it says where it began."""
    assert said(["init", str(tmp_path / "stad")])[0] == 0
    code, _, err = said(["live", "open", "stad.db", "--matcher", "plain"], tmp_path / "stad")
    assert (code, err) == (0, b"")
    code, out, _ = said(["live", "show", "stad.db"], tmp_path / "stad")
    assert code == 0 and "Exempelstad" in out.decode()
    code, _, err = said(["live", "show", "stad/stad.db"], tmp_path)
    assert code == 3 and "G617" in err.decode() and "scenarios/exempelstad.yaml" in err.decode()


@pytest.mark.slow
def test_two_writers(journal: str, file: Any) -> None:
    """While a session writes, another is refused with a sentence; reading goes on."""
    with grund.Session(None, journal, matcher="plain"):
        found = live("update", journal, file(GONE))
        assert found.code == 3 and "G610" in found.err
        assert live("show", journal).code == 0
    assert os.path.exists(journal)


def test_changes_of_a_text() -> None:
    """Rows that withdraw are told from those that add; hidden characters and an empty text are refused."""
    found = changes("area,attribute,value,withdraw\na,b,c,\na,b,,true\na,b,c,false\n", "x.csv")
    assert (len(found.adds), len(found.withdraws)) == (2, 1)
    for text in ("", "  \n", "area,attribute\n\u202ea,b\n"):
        with pytest.raises(GrundError):
            changes(text, "x.csv")

"""Fetch: facts of public services, each as a server of our own plays it, with its faults."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

import command_line
import renew
from command_line import Result
from grund.batch import progress
from grund.exchange import calls, json_stat
from grund.exchange.calls import Clock
from grund.exchange.periods import last_day
from grund.exchange.sweref import east_north
from played_services import KoladaFigures, MapService, Played, ScbTable, collection, playing, square

RECORDED: Final = Path(
    os.environ.get("GRUND_RECORDINGS") or Path(__file__).resolve().parents[2] / "shared" / "fixtures"
)
"""Answers that others have recorded; they are no part of the project."""


class Waits:
    """A clock that nobody waits for: it remembers how long was slept."""

    def __init__(self) -> None:
        self.time, self.slept = 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        """Time passes."""
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """Every wait is over at once, and silence is short."""
    clock = Waits()
    monkeypatch.setattr(calls, "CLOCK", Clock(lambda: clock.time, clock.sleep))
    monkeypatch.setattr(calls, "SILENCE", 0.6)
    return clock


# ── SCB

OLD: Final = {"0101R001": "Norrstad (Berget)", "0101R002": "Norrstad (Dalen)", "0101R009": "Norrstad (Viken)"}
NEW: Final = {
    "0101R001_RegSO2025": "0101R001 Norrstad (Berget)",
    "0101R002_RegSO2025": "0101R002 Norrstad (Nya dalen)",
    "0101R003_RegSO2025": "0101R003 Norrstad (Udden)",
}
LISTS: Final = {
    "vs_RegSO2020": ("RegSO 2020 till och med år 2023", OLD),
    "vs_RegSO2025": ("RegSO 2025 från år 2024", NEW),
}


def figure(region: str, sex: str, content: str, year: str) -> tuple[int | float | None, str]:
    """A figure made of its codes; outside the years of its edition zero, as the service has it."""
    if ("2025" in region) != (year >= "2024"):
        return 0, ""
    return sum(map(ord, region + sex + content)) + int(year), ""


def table(**changes: Any) -> ScbTable:
    """The constructed table, changed."""
    given: dict[str, Any] = {"regions": {**OLD, **NEW}, "lists": LISTS, "years": ["2022", "2023", "2024", "2025"]}
    return ScbTable(**{**given, "cell": figure, **changes})


ASKED: Final = ["fetch", "scb", "TAB1", "--level", "regso", "--codelist", "vs_RegSO2025", "--only", "Kon=1+2"]


@pytest.fixture
def scb() -> Iterator[Played]:
    """SCB as it is on a good day."""
    with playing(lambda asked: table().answers(asked)) as played:
        yield played


def scb_fetch(played: Played, folder: Path, *more: str, years: str = "2023-2025", to: str = "hamtat") -> Result:
    """The usual question put to a played service."""
    words = [*ASKED, "--years", years, "--base", played.base, "-o", to, *more]
    return command_line.checked(command_line.run(words, folder))


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def described(folder: Path) -> Any:
    """The description of a fetch, as any reader of YAML has it."""
    return yaml.safe_load((folder / "fetch.yaml").read_text(encoding="utf-8"))


def test_a_table_becomes_facts(scb: Played, tmp_path: Path) -> None:
    """With ids, level, source, day; an area outside the years of its code is missing and never zero."""
    result = scb_fetch(scb, tmp_path)
    assert result.code == 0, result.talk
    facts = rows(tmp_path / "hamtat/facts/tab1.csv")
    assert len(facts) == 3 * 3 and {f["source"] for f in facts} == {"scb-tab1-regso2025"}
    by = {(f["area"], f["valid_from"]): f for f in facts}
    old, new = by["0101R001", "2023-12-31"], by["0101R001", "2024-12-31"]
    assert (old["value"], old["missing"]) == ("", "not_applicable") and "SCB skriver 0" in old["note"]
    assert new["value"] == str(figure("0101R001_RegSO2025", "1+2", "0001AA", "2024")[0])
    assert (new["recorded"], new["precision"], new["mark"]) == ("2026-03-24", "year", "G")  # not SCB's own address
    areas = rows(tmp_path / "hamtat/areas.csv")
    assert [(a["id"], a["level"], a["name"]) for a in areas][1] == ("0101R002", "regso", "Norrstad (Nya dalen)")
    (source,) = rows(tmp_path / "hamtat/sources.csv")
    assert "vs_RegSO2025" in source["reference"] and source["date"] == "2026-03-24" and "CC0" in source["licence"]


def test_the_description_can_be_cited(scb: Played, tmp_path: Path) -> None:
    """Request, edition, notes that must follow, and the hash of every file; areas new, gone and renamed are named."""
    talk = scb_fetch(scb, tmp_path).text
    page = described(tmp_path / "hamtat")
    for name, digest in page["files"].items():
        assert hashlib.sha256((tmp_path / "hamtat" / name).read_bytes()).hexdigest() == digest
    assert page["codelist"] == {
        "id": "vs_RegSO2025",
        "label": "RegSO 2025 från år 2024",
        "years": "2024–",
        "compared_with": ["vs_RegSO2020"],
    }
    assert page["notes"] == ["Liten slumpmässig osäkerhet."] and page["request"]["table"] == "TAB1"
    assert page["findings"] == {
        "only_here_vs_RegSO2020": ["0101R003 Norrstad (Udden)"],
        "only_there_vs_RegSO2020": ["0101R009 Norrstad (Viken)"],
        "renamed_vs_RegSO2020": ["0101R002 Norrstad (Nya dalen) (Norrstad (Dalen))"],
    }
    assert "0101R009 Norrstad (Viken)" in talk and "POST" in page["calls"][0]["request"]
    assert list(page["missing"].values()) == [3]


def test_two_runs_give_the_same_bytes(scb: Played, tmp_path: Path) -> None:
    """In a new folder, and in the same: nothing is written where nothing changed."""
    scb_fetch(scb, tmp_path)
    first = tree(tmp_path / "hamtat")
    stamps = {p: p.stat().st_mtime_ns for p in (tmp_path / "hamtat").rglob("*")}
    again = scb_fetch(scb, tmp_path)
    assert again.code == 0 and "oförändrad" in again.text
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "hamtat").rglob("*")} == stamps
    (tmp_path / "annan").mkdir()
    scb_fetch(scb, tmp_path / "annan")
    assert tree(tmp_path / "annan/hamtat") == first and not list(tmp_path.glob("*.part"))


def test_only_the_service_asked_is_called_and_says_who_calls(scb: Played, tmp_path: Path) -> None:
    scb_fetch(scb, tmp_path)
    assert {asked.agent.partition("/")[0] for asked in scb.asked} == {"grund"}
    assert scb.paths("/data") == ["/tables/TAB1/data"]


def test_dry_run_calls_nothing(scb: Played, tmp_path: Path) -> None:
    result = scb_fetch(scb, tmp_path, "--dry-run")
    assert result.code == 0 and scb.asked == [] and not list(tmp_path.iterdir())
    assert f"POST {scb.base}/tables/TAB1/data" in result.text and '"codelist":"vs_RegSO2025"' in result.text


def test_cells_are_asked_for_in_parts(waits: Waits, tmp_path: Path) -> None:
    """Each below the limit, by time and then by area, and no more than 25 in ten seconds."""
    regions = {f"01{n:02}": f"Ort {n}" for n in range(30)}
    many = table(regions=regions, lists={}, years=[str(year) for year in range(1990, 2026)], cell=lambda *_: (1, ""))
    many.most = 20
    with playing(many.answers) as played:
        words = [
            "fetch",
            "scb",
            "TAB1",
            "--level",
            "kommun",
            "--area",
            "01*",
            "--only",
            "Kon=1",
            "--years",
            "1990-2025",
        ]
        result = command_line.run([*words, "--base", played.base, "-o", "x"], tmp_path)
        assert result.code == 0, result.talk
        sizes = [sum(len(row["valueCodes"]) - 1 for row in a.body["selection"]) + 1 for a in played.asked if a.body]
        assert max(sizes) <= 16 and len(sizes) == 36 * 2
        assert sum(waits.slept) >= 20 and all(0 < s <= 10 for s in waits.slept)
    assert len(rows(tmp_path / "x/facts/tab1.csv")) == 30 * 36


# ── what is missing


@pytest.mark.parametrize(
    ("sign", "kind"),
    [("..", "not_available"), (".", "not_applicable"), (":", "secret"), ("-", "not_available")],
)
def test_kinds_of_missing_are_kept(sign: str, kind: str, tmp_path: Path) -> None:
    """Each as a kind that the files know, with the source's own sign beside it."""
    with playing(table(cell=lambda r, s, c, y: (None, sign) if "R001" in r else figure(r, s, c, y)).answers) as played:
        assert scb_fetch(played, tmp_path, years="2024").code == 0
    fact = rows(tmp_path / "hamtat/facts/tab1.csv")[0]
    assert (fact["value"], fact["missing"], fact["note"]) == ("", kind, f"SCB: {sign}")


def test_nothing_to_report_is_zero_where_a_person_says_so(tmp_path: Path) -> None:
    with playing(table(cell=lambda r, s, c, y: (None, "-") if "R001" in r else (5, "p")).answers) as played:
        assert scb_fetch(played, tmp_path, "--sign=-=zero", years="2024").code == 0
    first, second, _ = rows(tmp_path / "hamtat/facts/tab1.csv")
    assert (first["value"], first["missing"], first["note"]) == ("0", "", "SCB: -")
    assert (second["value"], second["note"]) == ("5", "SCB: p")  # a mark beside a figure is no reason to drop it


@pytest.mark.parametrize("sign", ["...", "......", "p", ""])
def test_a_sign_that_nobody_explains_stops(sign: str, tmp_path: Path) -> None:
    """And so does a null without one; what came is kept, and explained it goes on without asking again."""
    with playing(table(cell=lambda r, s, c, y: (None, sign) if "R001" in r else (5, "")).answers) as played:
        result = scb_fetch(played, tmp_path, years="2024")
        assert result.code == 3 and "G846" in result.talk and "POST" in result.talk
        assert not (tmp_path / "hamtat").exists() and (tmp_path / "hamtat.part").exists()
        if sign:
            assert "hamtat.part" in result.talk
            (tmp_path / "hamtat.part").unlink()  # explained, it is another request
            assert scb_fetch(played, tmp_path, f"--sign={sign}=secret", years="2024").code == 0
            assert rows(tmp_path / "hamtat/facts/tab1.csv")[0]["missing"] == "secret"


def test_a_figure_outside_the_years_of_its_code_stops(tmp_path: Path) -> None:
    with playing(table(cell=lambda *_: (7, "")).answers) as played:
        result = scb_fetch(played, tmp_path)
        assert result.code == 3 and "G848" in result.talk
        (tmp_path / "hamtat.part").unlink()
        assert scb_fetch(played, tmp_path, "--valid=2020-").code == 0


def test_an_edition_must_say_its_years(tmp_path: Path) -> None:
    lists = {"vs_RegSO2025": ("RegSO 2025", NEW)}
    with playing(table(lists=lists, regions=NEW).answers) as played:
        result = scb_fetch(played, tmp_path)
        assert result.code == 3 and "G847" in result.talk
        assert "G857" in scb_fetch(played, tmp_path, "--valid", "i fjol").talk
        assert scb_fetch(played, tmp_path, "--valid", "2024-").code == 0


# ── words that nothing has


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (["--codelist", "vs_RegSO2026"], "G843", "vs_RegSO2025"),
        (["--area", "0101R004"], "G843", "0101R003"),
        (["--area", "0199*"], "G843", "0199*"),
        (["--contents", "0001AB"], "G843", "0001AA"),
        (["--years", "2031"], "G843", "2025"),
        (["--only", "Kön=1"], "G843", "Kon"),
        (["--only", "Kon=3"], "G843", "1+2"),
        (["--attribute", "0009=x"], "G843", "0001AA"),
        (["--attribute", "x"], "G857", "NAMN=VÄRDE"),
        (["--sign", "..=noll"], "G857", "zero"),
    ],
)
def test_an_unknown_word_stops(more: list[str], code: str, says: str, scb: Played, tmp_path: Path) -> None:
    """With those that there are; it is a usage error, and nothing is written."""
    words = [w for w in ASKED if w not in ("Kon=1+2", "--only") or "--only" not in more]
    given = [*words, "--years", "2025", *more, "--base", scb.base, "-o", "hamtat"]
    if "--years" in more or "--codelist" in more:
        given = [w for i, w in enumerate(given) if not (w == more[0] or given[i - 1] == more[0])] + more
    result = command_line.checked(command_line.run(given, tmp_path))
    assert result.code == 2 and code in result.talk and says in result.talk, result.talk
    assert not list(tmp_path.iterdir())


def test_an_unknown_table_stops_with_its_request(scb: Played, tmp_path: Path) -> None:
    words = ["TAB9" if word == "TAB1" else word for word in ASKED]
    result = command_line.checked(command_line.run([*words, "--base", scb.base, "-o", "x"], tmp_path))
    assert result.code == 3 and "Non-existent table" in result.talk and "/tables/TAB9/metadata" in result.talk


@pytest.mark.parametrize("left_out", ["Kon", "vs_RegSO2025", "years"])
def test_what_would_be_summed_away_or_mixed_must_be_chosen(left_out: str, scb: Played, tmp_path: Path) -> None:
    words = ["fetch", "scb", "TAB1", "--level", "regso", "--base", scb.base, "-o", "x"]
    words += [] if left_out == "Kon" else ["--only", "Kon=1"]
    words += [] if left_out == "years" else ["--years", "2025"]
    words += [] if left_out == "vs_RegSO2025" else ["--codelist", "vs_RegSO2025"]
    result = command_line.checked(command_line.run(words, tmp_path))
    assert result.code == 2 and "G844" in result.talk and {"years": "Tid"}.get(left_out, left_out) in result.talk


def test_a_code_list_of_sums_is_refused_where_the_source_says_so(tmp_path: Path) -> None:
    with playing(table(lists={"agg_Stor": ("Stora", {"S1": "Allt"})}, regions=OLD).answers) as played:
        words = [*ASKED[:5], "--codelist", "agg_Stor", "--only", "Kon=1", "--years", "2022"]
        result = command_line.run([*words, "--base", played.base, "-o", "x"], tmp_path)
        assert result.code == 2 and "summ" in result.talk


# ── a bad day

FAULTS: Final = ["cut", "half", "torn", "slow", 500, 502, 503, 504]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_call_that_fails_is_sent_again(fault: str | int, scb: Played, waits: Waits, tmp_path: Path) -> None:
    scb.fault(fault, "/data", times=2)
    result = scb_fetch(scb, tmp_path)
    assert result.code == 0, result.talk
    assert len(scb.paths("/data")) == 3 and waits.slept == [1.0, 2.0]


@pytest.mark.parametrize(("headers", "wait"), [({"Retry_After": "7"}, 7.0), ({}, 10.0)])
def test_too_many_calls_wait_as_asked(
    headers: dict[str, str], wait: float, scb: Played, waits: Waits, tmp_path: Path
) -> None:
    scb.fault(429, "/data", **headers)
    assert scb_fetch(scb, tmp_path).code == 0 and waits.slept == [wait]


def test_a_service_that_asks_for_too_long_a_wait_is_left(scb: Played, waits: Waits, tmp_path: Path) -> None:
    scb.fault(503, "/data", Retry_After="86400")
    result = scb_fetch(scb, tmp_path)
    assert result.code == 3 and "G840" in result.talk and "86400" in result.talk and waits.slept == []


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_kept_is_gone_on_with(fault: str | int, waits: Waits, tmp_path: Path) -> None:
    """A fetch that stops half-way writes no folder; the same command asks for the rest alone, and ends the same."""
    small = table(years=[str(year) for year in range(2024, 2028)], most=4)
    with playing(small.answers) as played:
        (tmp_path / "hel").mkdir()
        assert scb_fetch(played, tmp_path / "hel", years="2024-2027").code == 0
        asked = len(played.paths("/data"))
        played.asked.clear()
        small.updated, before = small.updated, played.answers

        def third_fails(request: Any) -> tuple[int, Any]:
            if request.path.endswith("/data") and len(played.paths("/data")) == 2:
                played.fault(fault, "/data", times=5)
            return before(request)

        played.answers = third_fails
        result = scb_fetch(played, tmp_path, years="2024-2027")
        assert result.code == 3 and "G840" in result.talk and "2 svar" in result.talk, result.talk
        assert [p.name for p in tmp_path.iterdir() if p.name != "hel"] == ["hamtat.part"]
        played.answers = before
        played.asked.clear()
        assert scb_fetch(played, tmp_path, years="2024-2027").code == 0
        assert len(played.paths("/data")) == asked - 2
        assert tree(tmp_path / "hamtat") == tree(tmp_path / "hel/hamtat")
        assert not (tmp_path / "hamtat.part").exists()


def half_way(played: Played, folder: Path) -> bytes:
    """A fetch that stopped at its second call for figures; what it kept."""
    before = played.answers

    def second_fails(request: Any) -> tuple[int, Any]:
        return (400, {"title": "Nej"}) if len(played.paths("/data")) == 2 else before(request)

    played.answers = second_fails
    assert scb_fetch(played, folder, years="2024-2027").code == 3
    played.answers = before
    return (folder / "hamtat.part").read_bytes()


def test_a_part_that_was_cut_is_asked_for_again(tmp_path: Path) -> None:
    """The last line of the part file is half: what stands whole is used."""
    with playing(table(years=["2024", "2025", "2026", "2027"], most=4).answers) as played:
        kept = half_way(played, tmp_path)
        (tmp_path / "hamtat.part").write_bytes(kept + b'{"call": "POST x", "ans')
        played.asked.clear()
        assert scb_fetch(played, tmp_path, years="2024-2027").code == 0 and len(played.paths("/data")) == 3
    assert not (tmp_path / "hamtat.part").exists()


def test_a_part_of_another_request_or_edition_is_not_mixed_in(tmp_path: Path) -> None:
    own = table(years=["2024", "2025", "2026", "2027"], most=4)
    with playing(own.answers) as played:
        kept = half_way(played, tmp_path)
        own.updated = "2026-06-23T06:00:00Z"
        for damaged in (kept, b"hej\n", b'{"kind": 1}\n', kept.replace(b'"call"', b'"cal"')):
            (tmp_path / "hamtat.part").write_bytes(damaged)
            assert "G851" in scb_fetch(played, tmp_path, years="2024-2027").talk
            assert (tmp_path / "hamtat.part").read_bytes() == damaged


@pytest.mark.parametrize(
    ("fault", "says"), [("html", "text/html"), ("latin", "G842"), (302, "http://annan.se/"), (403, "403")]
)
def test_an_answer_of_another_kind_is_not_taken(fault: str | int, says: str, scb: Played, tmp_path: Path) -> None:
    """Nor is a redirect followed; it is not asked for again."""
    scb.fault(fault, "/data", Location="http://annan.se/")
    result = scb_fetch(scb, tmp_path)
    assert result.code == 3 and says in result.talk and len(scb.paths("/data")) == 1
    assert not (tmp_path / "hamtat").exists()


def _drop(name: str) -> Callable[[dict[str, Any]], None]:
    def spoil(answer: dict[str, Any]) -> None:
        at = answer["id"].index(name)
        answer["id"].pop(at)
        answer["size"].pop(at)
        del answer["dimension"][name]

    return spoil


def _other_code(answer: dict[str, Any]) -> None:
    category = answer["dimension"]["Tid"]["category"]
    category["index"] = {("1999" if code == "2025" else code): at for code, at in category["index"].items()}


SPOILT: Final[dict[str, Callable[[dict[str, Any]], None]]] = {
    "a dimension missing": _drop("Kon"),
    "another code": _other_code,
    "too few figures": lambda answer: answer["value"].pop(),
    "no figures": lambda answer: answer.pop("value"),
    "a text for a figure": lambda answer: answer["value"].__setitem__(0, "många"),
    "a truth for a figure": lambda answer: answer["value"].__setitem__(0, True),
    "size that lies": lambda answer: answer["size"].__setitem__(0, 99),
    "a status beyond the end": lambda answer: answer.update(status={"999": ".."}),
    "another class": lambda answer: answer.update({"class": "collection"}),
}


@pytest.mark.parametrize("way", SPOILT)
def test_an_answer_that_does_not_fit_stops(way: str, tmp_path: Path) -> None:
    with playing(table(spoil=SPOILT[way]).answers) as played:
        result = scb_fetch(played, tmp_path)
        assert result.code == 3 and "G845" in result.talk, result.talk
        assert not (tmp_path / "hamtat").exists()


def test_an_answer_of_nothing_but_missing_figures_is_no_folder(tmp_path: Path) -> None:
    with playing(table(cell=lambda *_: (None, "..")).answers) as played:
        assert "G859" in scb_fetch(played, tmp_path).talk and not (tmp_path / "hamtat").exists()


# ── where it is written


def test_a_folder_of_another_request_stays(scb: Played, tmp_path: Path) -> None:
    """Asked before anything is called; so does a folder that no fetch wrote, and a file that somebody changed."""
    scb_fetch(scb, tmp_path)
    before, asked = tree(tmp_path / "hamtat"), len(scb.asked)
    assert "G849" in scb_fetch(scb, tmp_path, years="2025").talk and len(scb.asked) == asked
    assert tree(tmp_path / "hamtat") == before
    facts = tmp_path / "hamtat/facts/tab1.csv"
    facts.write_bytes(facts.read_bytes() + b"\n")
    assert "G850" in scb_fetch(scb, tmp_path).talk
    (tmp_path / "egen").mkdir()
    (tmp_path / "egen/areas.csv").write_text("id\n", encoding="utf-8")
    assert "G849" in scb_fetch(scb, tmp_path, to="egen").talk


def test_a_corrected_table_takes_the_place_of_the_old(tmp_path: Path) -> None:
    own = table()
    with playing(own.answers) as played:
        scb_fetch(played, tmp_path)
        own.updated = "2026-06-23T06:00:00Z"
        assert scb_fetch(played, tmp_path).code == 0
    assert {f["recorded"] for f in rows(tmp_path / "hamtat/facts/tab1.csv")} == {"2026-06-23"}


@pytest.mark.parametrize("base", ["http://example.org", "https://a:b@example.org", "ftp://x", "https://x/?a=1", "x"])
def test_an_address_must_be_safe(base: str, tmp_path: Path) -> None:
    result = command_line.checked(command_line.run([*ASKED, "--base", base, "-o", "x"], tmp_path))
    assert result.code == 2 and "G852" in result.talk and "a:b" not in result.talk


def test_the_address_may_stand_in_the_environment(scb: Played, tmp_path: Path) -> None:
    result = command_line.run([*ASKED, "--years", "2025", "-o", "x"], tmp_path, GRUND_SCB=scb.base)
    assert result.code == 0 and scb.asked


# ── the rules of a city

RULES: Final = "rules/exempelstad"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as `grund init` leaves it."""
    return renew.project(tmp_path)


def test_what_the_rules_lack_is_said_with_its_row_and_then_runs(scb: Played, project: Path) -> None:
    """A newcomer fetches, adds the row of the source, fetches for the rules, and runs."""
    words = [*ASKED[:3], "--level", "omrade", *ASKED[5:], "--years", "2024", "--attribute", "0001AA=invanare"]
    words += ["--base", scb.base, "--rules", "exempelstad", "-o", "scenarios/scb"]
    result = command_line.checked(command_line.run(words, project))
    assert result.code == 3 and "G858" in result.talk and "scb-tab1-regso2025,Folkmängd (TAB1)" in result.talk
    sources = project / RULES / "sources.csv"
    row = next(line.strip() for line in result.talk.splitlines() if "scb-tab1-regso2025,F" in line)
    sources.write_text(sources.read_text(encoding="utf-8") + row.partition(": ")[2] + "\n", encoding="utf-8")
    result = command_line.checked(command_line.run(words, project))
    assert result.code == 0, result.talk
    run = command_line.run(["run", "scenarios/scb/scenario.yaml"], project)
    assert run.code == 0 and "(3)" in run.text, run.talk
    assert "residents: invanare" in (project / "scenarios/scb/scenario.yaml").read_text(encoding="utf-8")
    assert "G462" not in command_line.run(["check", "--strict"], project).talk


def test_a_figure_that_the_attribute_does_not_take_is_refused(project: Path) -> None:
    with playing(table(cell=lambda *_: (-5, "")).answers) as played:
        words = [*ASKED[:3], "--level", "omrade", *ASKED[5:], "--years", "2024", "--attribute", "0001AA=invanare"]
        result = command_line.run([*words, "--base", played.base, "--rules", "exempelstad", "-o", "x"], project)
        assert result.code == 3 and "invanare" in result.talk and "-5" in result.talk


# ── Kolada

CELLS: Final[dict[tuple[str, str, str, str], dict[str, Any]]] = {
    ("N00001", "0101", "2019", "T"): {"value": 12.345678901},
    ("N00001", "0101", "2020", "T"): {"value": None, "status": "Missing"},
    ("N00001", "0102", "2019", "T"): {"value": 0},
    ("N00001", "0102", "2020", "T"): {"value": None, "isdeleted": True},
    ("N00001", "0101", "2019", "K"): {"value": 13},
    ("U00002", "0101", "2019", "T"): {"value": 1},
}


def kolada(folder: Path, *more: str, figures: KoladaFigures | None = None, faults: tuple[Any, ...] = ()) -> Result:
    """Key figures of two towns and two years."""
    own = figures or KoladaFigures(CELLS)
    with playing(own.answers) as played:
        own.next_base = played.base
        for fault in faults:
            played.fault(*fault)
        words = ["fetch", "kolada", "N00001", "--level", "kommun", "--area", "0101,0102", "--years", "2019-2020"]
        result = command_line.run([*words, "--base", played.base, "-o", "k", *more], folder)
    return command_line.checked(result)


def test_kolada_is_read_page_by_page(tmp_path: Path) -> None:
    """Every figure asked for has a row, with Kolada's own word where there is none; zero is a figure."""
    assert kolada(tmp_path).code == 0
    facts = rows(tmp_path / "k/facts/kolada.csv")
    assert [(f["area"], f["valid_from"][:4], f["value"], f["missing"], f["note"]) for f in facts] == [
        ("0101", "2019", "12.345678901", "", ""),
        ("0102", "2019", "0", "", ""),
        ("0101", "2020", "", "not_available", "Kolada: Missing"),
        ("0102", "2020", "", "not_available", "Kolada: borttagen"),
    ]
    assert len(described(tmp_path / "k")["calls"]) == 2
    (source,) = rows(tmp_path / "k/sources.csv")
    assert source["licence"].startswith("Källa: Kolada")


def test_kolada_by_gender_and_all_areas(tmp_path: Path) -> None:
    own = KoladaFigures(CELLS)
    with playing(own.answers) as played:
        own.next_base = played.base
        words = ["fetch", "kolada", "N00001", "--level", "kommun", "--years", "2019", "--gender", "K", "--gender", "T"]
        assert "G857" in command_line.run([*words, "--base", played.base, "-o", "k"], tmp_path).talk
        words += ["--area", "K"]
        words += ["--attribute", "N00001/K=vab_kvinnor", "--base", played.base, "-o", "k"]
        assert command_line.run(words, tmp_path).code == 0
    facts = {(f["area"], f["attribute"]): f["value"] + f["note"] for f in rows(tmp_path / "k/facts/kolada.csv")}
    assert (
        facts["0101", "vab_kvinnor"] == "13" and facts["0102", "vab_kvinnor"] == "Kolada: ingen rad" and len(facts) == 4
    )


def kolada_of(folder: Path, *words: str, figures: KoladaFigures) -> Result:
    """A key figure of 2019, for other areas."""
    with playing(figures.answers) as played:
        figures.next_base = played.base
        given = ["fetch", "kolada", "N00001", "--years", "2019", *words, "--base", played.base, "-o", "k"]
        return command_line.checked(command_line.run(given, folder))


GROUPED: Final = {
    **CELLS,
    ("N00001", "G1", "2019", "T"): {"value": 6.5, "count": 2},
    ("N00001", "V15E1", "2019", "T"): {"value": 210},
    ("N00001", "V15E2", "2019", "T"): {"value": None, "status": "Missing"},
}


def test_a_group_is_an_area_with_its_members_and_mean(tmp_path: Path) -> None:
    """Its figure is Kolada's mean, and says of how many; beside it the municipalities that are asked for too."""
    words = ["--level", "grupp", "--area", "G1,0101"]
    assert kolada_of(tmp_path, *words, figures=KoladaFigures(GROUPED)).code == 0
    facts = {f["area"]: (f["value"], f["note"]) for f in rows(tmp_path / "k/facts/kolada.csv")}
    assert facts == {"0101": ("12.345678901", ""), "G1": ("6.5", "Kolada: ovägt medelvärde av 2")}
    areas = {a["id"]: (a["name"], a["note"]) for a in rows(tmp_path / "k/areas.csv")}
    assert areas["G1"] == ("Grupp G1", "Kolada: 0101, 0102")


@pytest.mark.parametrize(
    ("area", "pattern", "units"),
    [
        ("0101", "V15*", ["V15E1"]),
        ("0101", "*", ["V15E1", "V11E1"]),
        ("G1", "V15*", ["V15E1", "V15E2"]),
        ("K", "V15*", ["V15E1", "V15E2"]),
        ("0101,0102", "V15E2", ["V15E2"]),
    ],
)  # fmt: skip
def test_units_of_municipalities(area: str, pattern: str, units: list[str], tmp_path: Path) -> None:
    """Each has a row, with its municipality; what Kolada has none of says so; zero is a figure."""
    words = ["--level", "skola", "--area", area, "--units", pattern]
    figures = {**GROUPED, ("N00001", "V15E2", "2019", "T"): {"value": 0}}
    assert kolada_of(tmp_path, *words, figures=KoladaFigures(figures)).code == 0
    facts = {f["area"]: f["value"] or f"{f['missing']} {f['note']}" for f in rows(tmp_path / "k/facts/kolada.csv")}
    expected = {"V15E1": "210", "V15E2": "0", "V11E1": "not_available Kolada: ingen rad"}
    assert facts == {unit: expected[unit] for unit in units}
    assert {a["id"]: a["note"] for a in rows(tmp_path / "k/areas.csv")}[units[0]] in ("Kolada: 0101", "Kolada: 0102")


def test_units_are_gone_on_with(tmp_path: Path) -> None:
    """Thirty units are two questions; a service that falls silent at the second is gone on with, to the same bytes."""
    units = {f"V15E{n}": "0101" for n in range(30)}
    cells = {("N00001", unit, "2019", "T"): {"value": n} for n, unit in enumerate(units)}
    own = KoladaFigures(cells, units=units, per_page=5000)
    words = ["fetch", "kolada", "N00001", "--years", "2019", "--level", "skola", "--area", "0101", "--units", "V15*"]
    with playing(own.answers) as played:
        words += ["--base", played.base, "-o"]
        assert command_line.run([*words, "x"], tmp_path).code == 0
        played.fault(500, "V15E29", 9)
        stopped = command_line.run([*words, "k"], tmp_path)
        assert stopped.code == 3 and "1 svar" in stopped.talk and not (tmp_path / "k").exists()
        played.faults.clear()
        assert command_line.run([*words, "k"], tmp_path).code == 0
        assert tree(tmp_path / "k") == tree(tmp_path / "x") and not list(tmp_path.glob("*.part"))
        assert "oförändrad" in command_line.run([*words, "k"], tmp_path).text


@pytest.mark.parametrize(
    ("kpi", "area", "pattern", "says"),
    [("N00001", "0101", "V99*", "V99"), ("N00001", "G9", "*", "G9"), ("U00002", "0101", "*", "U00002 --units")],
)
def test_units_that_kolada_does_not_have(kpi: str, area: str, pattern: str, says: str, tmp_path: Path) -> None:
    own = KoladaFigures(GROUPED)
    with playing(own.answers) as played:
        own.next_base = played.base
        words = ["fetch", "kolada", kpi, "--years", "2019", "--level", "skola", "--area", area, "--units", pattern]
        result = command_line.run([*words, "--base", played.base, "-o", "k"], tmp_path)
        assert (result.code, "G843" in result.talk, says in result.talk) == (2, True, True), result.talk
        shown = command_line.run([*words, "--base", played.base, "--dry-run"], tmp_path).text
        assert "/ou?" in shown and f"/oudata/kpi/{kpi}/ou/{pattern.replace('*', '%2A')}/year/2019" in shown


def test_whoever_watches_is_told_of_each_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a line says how many answers have come; nowhere else."""
    answers: list[str] = []

    @contextmanager
    def advancing(total: Callable[[], int | None], what: str) -> Iterator[Callable[[int], None]]:
        yield lambda more: answers.append(what)

    monkeypatch.setattr(progress, "advancing", advancing)
    assert kolada(tmp_path).code == 0 and answers == ["Svar från 127.0.0.1"] * 5


@pytest.mark.parametrize(
    ("more", "code", "exit_code"),
    [
        (["N99999"], "G843", 2),
        (["--area", "0199"], "G843", 2),
        (["U00002", "--gender", "K"], "G843", 2),
        (["--attribute", "N1=x"], "G843", 2),
        (["--area", "Norrstad"], "G857", 2),
        (["--years", "i fjol"], "G857", 2),
    ],
)
def test_words_that_kolada_does_not_have(more: list[str], code: str, exit_code: int, tmp_path: Path) -> None:
    """It answers them with nothing and no error; here they stop."""
    result = kolada(tmp_path, *more)
    assert (result.code, code in result.talk) == (exit_code, True), result.talk
    assert not (tmp_path / "k").exists()


@pytest.mark.parametrize("cell", [{"value": None}, {"value": None, "status": "Preliminär"}, {"value": "12"}])
def test_a_null_that_kolada_does_not_explain_stops(cell: dict[str, Any], tmp_path: Path) -> None:
    result = kolada(tmp_path, figures=KoladaFigures({**CELLS, ("N00001", "0101", "2019", "T"): cell}))
    assert result.code == 3 and "G846" in result.talk and "N00001, 0101, 2019, T" in result.talk


def test_kolada_on_a_bad_day(tmp_path: Path) -> None:
    """It is gone on with page by page; a page on another service is not asked for."""
    assert kolada(tmp_path, faults=(("cut", "/data", 2), (429, "kpi", 1))).code == 0
    (tmp_path / "b").mkdir()
    result = kolada(tmp_path / "b", figures=KoladaFigures(CELLS, elsewhere="https://annan.se"))
    assert result.code == 3 and "annan.se" in result.talk and "1 svar" in result.talk


# ── maps

EAST, NORTH = 650_000.0, 6_580_000.0
FIRST: Final = [({"kod": f"A{n}", "namn": f"Norr {n}"}, square(EAST + 1000 * n, NORTH, 1000)) for n in range(3)]
SECOND: Final = [({"id": "B/1", "titel": "Lista ett"}, square(EAST + 500, NORTH, 1000))]
SECOND_STRIP: Final = [*SECOND, ({"id": "B2", "titel": "Två"}, square(EAST + 2995, NORTH, 1000))]


def layer(path: Path, features: Any, crs: str = "urn:ogc:def:crs:EPSG::3006") -> None:
    """A layer as a GeoJSON file."""
    path.write_text(json.dumps(collection(features, crs)), encoding="utf-8")


def geo(folder: Path, *more: str, files: tuple[str, str] = ("a.geojson", "b.geojson"), to: str = "g") -> Result:
    """The overlaps of two files."""
    words = ["fetch", "geo", *files, "--id", "kod", "--id", "id", "--name", "namn", "--name", "titel"]
    words += ["--level", "regso", "--level", "lista", "-o", to]
    return command_line.checked(command_line.run([*words, *more], folder))


def test_overlaps_of_two_files(tmp_path: Path) -> None:
    """Shares of both, the projection, what is not covered, and strips by name."""
    layer(tmp_path / "a.geojson", FIRST)
    layer(tmp_path / "b.geojson", SECOND_STRIP)
    result = geo(tmp_path)
    assert result.code == 0, result.talk
    table_ = rows(tmp_path / "g/overlaps_regso_lista.csv")
    assert [(r["area"], r["other"], r["share_of_regso_area"], r["share_of_lista_area"]) for r in table_] == [
        ("A0", "b-1", "0.500000", "0.500000"),
        ("A1", "b-1", "0.500000", "0.500000"),
        ("A2", "B2", "0.005000", "0.005000"),
    ]
    assert table_[2]["note"].startswith("remsa") and table_[0]["overlap_ha"] == "50.0000"
    page = described(tmp_path / "g")
    assert page["measured_in"] == "EPSG:3006" and page["findings"]["not_covered_other"] == ["B2: 0.0050"]
    assert [a["name"] for a in rows(tmp_path / "g/areas.csv")] == ["Norr 0", "Norr 1", "Norr 2", "Lista ett", "Två"]
    before = tree(tmp_path / "g")
    assert geo(tmp_path).code == 0 and tree(tmp_path / "g") == before


def test_a_floor_names_what_it_drops(tmp_path: Path) -> None:
    layer(tmp_path / "a.geojson", FIRST)
    layer(tmp_path / "b.geojson", SECOND_STRIP)
    assert geo(tmp_path, "--floor", "1").code == 0
    assert len(rows(tmp_path / "g/overlaps_regso_lista.csv")) == 2
    assert described(tmp_path / "g")["findings"]["below_floor"] == ["A2 – B2: 5000 m²"]


def test_shares_by_where_people_live(tmp_path: Path) -> None:
    """People at places, and spread over surfaces; where nobody lives the share is unknown."""
    layer(tmp_path / "a.geojson", FIRST)
    layer(tmp_path / "b.geojson", SECOND)
    point = {"type": "Point", "coordinates": [EAST + 600, NORTH + 10]}
    layer(tmp_path / "p.geojson", [({"folk": 30}, point), ({"folk": "10"}, square(EAST, NORTH, 100))])
    result = geo(tmp_path, "--population", "p.geojson", "--residents", "folk")
    assert result.code == 0, result.talk
    first, second = rows(tmp_path / "g/overlaps_regso_lista.csv")
    assert (first["share_of_regso_population"], first["population_est"]) == ("0.750000", "30.0")
    assert (second["share_of_regso_population"], first["share_of_lista_population"]) == ("", "1.000000")
    layer(tmp_path / "p.geojson", [({"folk": None}, point)])
    assert "G853" in geo(tmp_path, "--population", "p.geojson", "--residents", "folk", to="h").talk


def geopackage(path: Path, epsg: int = 3006) -> None:
    """A GeoPackage of the first layer."""
    shapely = pytest.importorskip("shapely")
    base = sqlite3.connect(path)
    base.executescript(
        "create table gpkg_contents (table_name, data_type, identifier, last_change);"
        "create table gpkg_geometry_columns (table_name, column_name, srs_id);"
        "create table gpkg_spatial_ref_sys (srs_id, organization_coordsys_id);"
        f"insert into gpkg_spatial_ref_sys values (7, {epsg});"
        "insert into gpkg_contents values ('ytor', 'features', 'Ytor 2025', '2026-06-10T07:40:54Z');"
        "insert into gpkg_geometry_columns values ('ytor', 'geom', 7);"
        "create table ytor (fid integer primary key, kod, namn, geom);"
    )
    for at, (fields, ring) in enumerate(FIRST):
        envelope = struct.pack("<4d", 0, 0, 0, 0) if at else b""
        flags = bytes([1 | (2 if at else 0)])
        blob = b"GP\0" + flags + struct.pack("<i", 7) + envelope + shapely.to_wkb(shapely.Polygon(ring[0]))
        base.execute("insert into ytor values (null, ?, ?, ?)", (fields["kod"], fields["namn"], blob))
    base.commit()
    base.close()


def test_a_geopackage_is_read_without_more_than_shapely(tmp_path: Path) -> None:
    geopackage(tmp_path / "a.gpkg")
    layer(tmp_path / "b.geojson", SECOND)
    assert geo(tmp_path, files=("a.gpkg", "b.geojson")).code == 0
    assert len(rows(tmp_path / "g/overlaps_regso_lista.csv")) == 2
    first, _ = rows(tmp_path / "g/sources.csv")
    assert (first["id"], first["date"]) == ("ytor-2025", "2026-06-10") and "sha256" in first["reference"]


def test_a_map_service_is_read_page_by_page(tmp_path: Path) -> None:
    """Filtered where it is asked, as many rows as it says that there are."""
    others = [({**fields, "kommunkod": "0101"}, ring) for fields, ring in FIRST]
    others.append(({"kod": "C1", "namn": "Annan", "kommunkod": "0102"}, square(EAST, NORTH + 5000, 10)))
    layer(tmp_path / "b.geojson", SECOND)
    for lie in (0, 3):
        with playing(MapService({"stat:RegSO_2025": others}, lie=lie).answers) as played:
            more = ["--where", "kommunkod=0101", "--where", "", "--base", played.base]
            result = geo(tmp_path, *more, files=("wfs:stat:RegSO_2025", "b.geojson"), to=f"g{lie}")
            assert (result.code, "G845" in result.talk) == ((3, True) if lie else (0, False)), result.talk
    assert len(rows(tmp_path / "g0/areas.csv")) == 4 and len(described(tmp_path / "g0")["calls"]) == 2


def test_two_editions_of_a_division_name_what_was_drawn_anew(tmp_path: Path) -> None:
    """Under the same code another border, another name, areas that one alone has."""
    newer = [
        ({"kod": "A0", "namn": "Norr 0"}, square(EAST, NORTH, 1000)),
        ({"kod": "A1", "namn": "Nya norr"}, square(EAST + 1000, NORTH, 900)),
        ({"kod": "A9", "namn": "Norr 9"}, square(EAST + 2000, NORTH, 1000)),
    ]
    layer(tmp_path / "a.geojson", newer)
    layer(tmp_path / "b.geojson", FIRST)
    words = ["fetch", "geo", "a.geojson", "b.geojson", "--id", "kod", "--name", "namn", "--level", "regso", "-o", "g"]
    assert "G856" in command_line.run(words, tmp_path).talk
    assert command_line.run([*words, "--prefix", "ny-", "--prefix", "gammal-"], tmp_path).code == 0
    findings = described(tmp_path / "g")["findings"]
    assert findings["drawn_anew"] == ["A1 Nya norr: 0.8100"] and findings["renamed"] == ["A1 Nya norr (Norr 1)"]
    assert (findings["only_first"], findings["only_second"]) == (["A9 Norr 9"], ["A2 Norr 2"])
    assert "share_of_other_regso_area" in rows(tmp_path / "g/overlaps_regso_regso.csv")[0]


def test_degrees_are_put_on_the_map_before_they_are_measured(tmp_path: Path) -> None:
    """A corner that a map service gave in both, to the millimetres of its rounding."""
    east, north = east_north(13.09577306, 55.5417832)
    assert abs(east - 379844.1709) < 0.005 and abs(north - 6156729.8055) < 0.005
    ring = [[[18.0, 59.3], [18.1, 59.3], [18.1, 59.4], [18.0, 59.4], [18.0, 59.3]]]
    half = [[[18.0, 59.3], [18.05, 59.3], [18.05, 59.4], [18.0, 59.4], [18.0, 59.3]]]
    layer(tmp_path / "a.geojson", [({"kod": "A", "namn": "a"}, ring)], "")
    layer(tmp_path / "b.geojson", [({"id": "B", "titel": "b"}, half)], "urn:ogc:def:crs:OGC:1.3:CRS84")
    assert geo(tmp_path).code == 0
    (row,) = rows(tmp_path / "g/overlaps_regso_lista.csv")
    assert abs(float(row["share_of_regso_area"]) - 0.5) < 0.001 and float(row["overlap_ha"]) > 3000
    assert "EPSG:4326" in described(tmp_path / "g")["layers"][0]


@pytest.mark.parametrize(
    ("name", "first", "second", "crs", "more", "code"),
    [
        ("beyond the country", [({"kod": "A", "namn": "a"}, square(5, 5, 1))], SECOND, "", [], "G854"),
        ("a projection that lies", [({"kod": "A", "namn": "a"}, square(18, 59, 1))], SECOND, "EPSG:3006", [], "G854"),
        ("another projection", FIRST, SECOND, "EPSG:3011", [], "G854"),
        ("over itself", FIRST, [SECOND[0], ({"id": "C", "titel": "c"}, SECOND[0][1])], "EPSG:3006", [], "G855"),
        ("no shape", [({"kod": "A", "namn": "a"}, None), *FIRST], SECOND, "EPSG:3006", [], "G853"),
        ("a point", [({"kod": "A"}, {"type": "Point", "coordinates": [EAST, NORTH]})], SECOND, "", [], "G853"),
        ("no id", [({"kod": None, "namn": "a"}, FIRST[0][1])], SECOND, "", [], "G853"),
        ("no field", [({"code": "A"}, FIRST[0][1])], SECOND, "", [], "G843"),
        ("no row", FIRST, SECOND, "", ["--where", "kod=Z"], "G853"),
        ("three ids", FIRST, SECOND, "", ["--id", "tre"], "G857"),
    ],
)
def test_layers_that_cannot_be_laid_over_one_another(
    name: str, first: Any, second: Any, crs: str, more: list[str], code: str, tmp_path: Path
) -> None:
    layer(tmp_path / "a.geojson", first, crs)
    layer(tmp_path / "b.geojson", second)
    result = geo(tmp_path, *more)
    assert result.code in (2, 3) and code in result.talk, (name, result.talk)
    assert not (tmp_path / "g").exists()


def test_files_that_are_no_layer(tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_bytes(b"no database")
    (tmp_path / "b.geojson").write_text('{"type": "Feature"}', encoding="utf-8")
    (tmp_path / "c.shp").write_bytes(b"")
    layer(tmp_path / "d.geojson", SECOND)
    for file, code in (("a.gpkg", "G853"), ("b.geojson", "G853"), ("c.shp", "G853"), ("e.gpkg", "G101")):
        assert code in geo(tmp_path, files=(file, "d.geojson")).talk


def test_without_shapely_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "shapely", None)
    monkeypatch.setitem(__import__("sys").modules, "shapely.geometry", None)
    layer(tmp_path / "a.geojson", FIRST)
    layer(tmp_path / "b.geojson", SECOND)
    result = geo(tmp_path)
    assert result.code == 3 and "G524" in result.talk and "grund[geo]" in result.talk


# ── parts


def test_a_dimension_of_one_code_may_go_without_an_index() -> None:
    data = {"version": "2.0", "class": "dataset", "label": "x", "id": ["a", "b"], "size": [1, 2], "value": [1, None],
            "dimension": {"a": {"category": {"label": {"k": "K"}}}, "b": {"category": {"index": ["y", "x"]}}},
            "status": {"1": ".."}}  # fmt: skip
    cube = json_stat.cube_of(data)
    assert [(codes["b"], figure.value, figure.mark) for codes, figure in cube.figures()] == [
        ("y", 1, ""),
        ("x", None, ".."),
    ]


def test_periods() -> None:
    days = {text: last_day(text) for text in ("2024", "2024K1", "2024M02", "2024V07", "20244")}
    assert [str(day and day[0]) for day in days.values()] == ["2024-12-31", "2024-03-31", "2024-02-29", "None", "None"]


# ── recordings


def recording(name: str) -> Path:
    """A recorded answer, or the test is skipped by its name."""
    if not (RECORDED / name).is_file():
        pytest.skip(f"no recording {name} on this machine (GRUND_RECORDINGS)")
    return RECORDED / name


def test_a_recorded_table_is_read(tmp_path: Path) -> None:
    """SCB's own answer for every county, ten-year age, sex and month: as many figures, the first as recorded."""
    table_, data = (json.loads(recording(f"scb/TAB6471_{n}_sv.json").read_bytes()) for n in ("metadata", "data"))
    chosen = {name: list(dimension["category"]["index"]) for name, dimension in data["dimension"].items()}

    def answers(asked: Any) -> tuple[int, Any]:
        if asked.path == "/config":
            return 200, json.loads(recording("scb/config.pxwebpy.json").read_bytes())
        return 200, table_ if asked.path.endswith("metadata") else data

    with playing(answers) as played:
        words = [
            "fetch",
            "scb",
            "TAB6471",
            "--level",
            "lan",
            "--area",
            ",".join(chosen["Region"]),
            "--base",
            played.base,
        ]
        words += [
            "--only",
            f"Alder={','.join(chosen['Alder'])}",
            "--only",
            "Kon=TotSa,1,2",
            "--years",
            ",".join(chosen["Tid"]),
        ]
        result = command_line.checked(command_line.run([*words, "-o", "x"], tmp_path))
    assert result.code == 0, result.talk
    facts = rows(tmp_path / "x/facts/tab6471.csv")
    assert len(facts) == len(data["value"]) == 21 * 11 * 3 * 4
    total = ("01", "tab6471_000007sf_0_9_totsa", "2026-01-31")
    first = next(f for f in facts if (f["area"], f["attribute"], f["valid_from"]) == total)
    assert first["value"] == str(data["value"][0]) and first["precision"] == "month"
    assert sum(int(f["value"]) for f in facts) == sum(data["value"])


@pytest.mark.parametrize("name", ["TAB6586_metadata_en.trimmed", "TAB6574_metadata_en.trimmed", "TAB3100_metadata_en"])
def test_recorded_descriptions_are_read(name: str) -> None:
    cube = json_stat.cube_of(json.loads(recording(f"scb/{name}.json").read_bytes()), figures=False)
    assert cube.role("time") == "Tid" and all(len(d.labels) == len(d.codes) for d in cube.dimensions.values())


def test_recorded_layers_overlap_as_another_library_has_it(tmp_path: Path) -> None:
    """Police areas in degrees, RegSO in metres; the reference was computed with shapely and pyproj."""
    files = [
        str(recording(f"geo/{n}")) for n in ("polisen_uso_2025_malmo3.trimmed.geojson", "RegSO_2025_malmo.trimmed.gpkg")
    ]
    words = ["fetch", "geo", *files, "--id", "name", "--id", "regsokod", "--level", "polisomrade", "--level", "regso"]
    assert command_line.run([*words, "-o", "g"], tmp_path).code == 0
    names = {a["id"]: a["name"] for a in rows(tmp_path / "g/areas.csv")}
    own = {(names[r["area"]], r["other"]): r for r in rows(tmp_path / "g/overlaps_polisomrade_regso.csv")}
    reference = json.loads(recording("geo/overlap_reference_malmo.json").read_bytes())
    assert len(own) == sum(row["area_m2"] >= 1 for row in reference) == 25
    for row in (row for row in reference if row["area_m2"] >= 1):
        overlap = own[row["polis"], row["regsokod"]]
        assert abs(float(overlap["overlap_ha"]) * 10_000 - row["area_m2"]) < 2
        assert abs(float(overlap["share_of_polisomrade_area"]) - row["share_of_polis"]) < 0.00002

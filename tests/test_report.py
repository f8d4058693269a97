"""The report: one file that opens from disk. Read as text, and in a real browser (skipped by name without one)."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

import command_line
import grund
from accessibility import violations
from grund import load
from grund.analysis.compare.comparison import GROUPS, Comparison, compare, residents
from grund.analysis.compare.interpretations import apart
from grund.batch import progress
from grund.budgeting.policy_budgets import budget
from grund.report import palette
from grund.report.borders import thinned
from grund.report.charts import chart, names
from grund.report.costs import costs_of, no_costs
from grund.report.drawing import lines_of, spread
from grund.report.header import people_label, tiles
from grund.report.hyphens import SOFT, softened
from grund.report.levers import levers
from grund.report.model import Report
from grund.report.outlines import outlines_of
from grund.report.page import page
from grund.report.places import Places, cells_of, places
from grund.report.request import CODES, ReportRequest
from grund.report.sections import report
from grund.report.single_area import single
from grund.report.step_costs import StepCosts
from grund.report.summary import glance
from grund.report.terminal import SIGNS, hexagon_block
from grund.report.threshold import course
from grund.views.compare.change import beside
from grund.views.formats.money import money_text
from measure_report import nation

A, B = "fokusomrade", "stadsdelslyft-ersatter"


@pytest.fixture(scope="session")
def found() -> Comparison:
    """The comparison people discuss."""
    return compare(load("stockholm-2026"), A, B)


@pytest.fixture(scope="session")
def whole(found: Comparison) -> Report:
    """Its report."""
    return report(ReportRequest(found, places(found.scenario), outlines_of(found.scenario), command="grund report"))


@pytest.fixture(scope="session")
def text(whole: Report) -> str:
    """Its page."""
    return page(whole, "sv").decode()


@pytest.fixture(scope="session")
def data(text: str) -> Any:
    """What the page's script is given."""
    return json.loads(text.split('id="data">', 1)[1].split("</script>", 1)[0])


# ── palette


@pytest.mark.parametrize(("colour", "on", "least"), palette.PAIRS)
def test_contrast(colour: str, on: str, least: float) -> None:
    """WCAG 1.4.3 and 1.4.11, computed from the palette: a browser test leaves text in SVG undecided."""
    held = palette.COLOURS
    assert palette.contrast(held[colour], held[on]) >= least


def test_no_group_differs_by_colour_alone() -> None:
    """Every group but the two plain ones, dark and light, has a pattern; the two are told apart in grey."""
    plain = [g for g in GROUPS if g not in palette.PATTERNS]
    assert plain == ["both", "neither"]
    fills = [palette.COLOURS[palette.LOOKS[g].fill] for g in plain]
    assert palette.contrast(fills[0], fills[1]) > 4.5
    assert len(set(palette.PATTERNS.values())) == len(palette.PATTERNS)


# ── one file


def test_one_file_that_asks_for_nothing(text: str) -> None:
    """A policy that allows its own style and script by their hashes; no address but in text; no inline style."""
    assert "default-src &#39;none&#39;" in text
    assert not re.search(r"<(link|img|iframe|object|embed)\b|\s(src|srcset|style|on\w+)=", text)
    assert not re.search(r"url\((?!#)", text)
    assert all(h.startswith("#") for h in re.findall(r'href="([^"]*)"', text))


def test_size(text: str) -> None:
    """The city's file can be mailed."""
    assert len(text.encode()) < 500_000


def test_same_bytes(found: Comparison, whole: Report, text: str) -> None:
    """The same report, the same bytes; no path of the machine in it."""
    asked = ReportRequest(found, places(found.scenario), outlines_of(found.scenario), command="grund report")
    again = report(asked)
    assert page(again, "sv").decode() == text
    assert str(Path(__file__).parents[1]) not in text


def test_groups_and_numbers_are_the_comparisons(found: Comparison, data: Any, whole: Report) -> None:
    """What is drawn, listed and counted is one evaluation."""
    back = {group: code for code, group in CODES.items()}
    for side, groups in zip(found.sides, data["groups"], strict=True):
        assert groups == "".join(back[r.group] for r in side.areas)
    for tile in whole.tiles:
        assert tile.group is not None
        assert sorted(k for value in tile.values for k in value.sides) == [*range(len(found.sides))]
        for k, side in enumerate(found.sides):
            *_, count, people = next(value for value in tile.values if k in value.sides)
            areas = [r.area for r in side.group(tile.group)]
            assert count.sv == str(len(areas))
            assert people is not None
            assert Decimal(people.sv.replace("\u00a0", "")) == residents(found.scenario, areas).people


def test_residents_that_nobody_knows_are_not_0(found: Comparison) -> None:
    """In the four numbers and at every step of a threshold; of some that are known, at least so many."""
    unknown = replace(found, scenario=replace(found.scenario, residents=""))
    request = ReportRequest(unknown, places(found.scenario))
    numbers = [value[-2:] for tile in tiles(request) for value in tile.values]
    assert {people.sv for count, people in numbers if people and count.sv != "0"} == {"uppgift saknas om"}
    step = course(unknown, levers(found).held[0]).steps[0][0]
    assert step.unknown == step.counts
    assert people_label(Decimal(1200), 1, 2).get("en") == "≥\u00a01,200"


def test_an_areas_residents_are_written_in_both_languages(data: Any) -> None:
    """As the panel beside the map says them."""
    people = {name: texts for name, _, texts in data["areas"]}
    assert people["Hässelby gård"] == ["11\u00a0617", "11,617"]


def test_a_word_is_broken_after_the_s_that_joins_it() -> None:
    """The patterns also allow the s by itself."""
    assert softened("fördelningsnyckel").split(SOFT) == ["för", "del", "nings", "nyckel"]


def test_a_report_says_why_it_has_no_costs(found: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of many areas does not say that there are no prices."""
    request = ReportRequest(compare(load("budget-exempel"), *load("budget-exempel").named[:2]), places(found.scenario))
    assert costs_of(request)
    monkeypatch.setattr("grund.report.request.MOST_LISTED", 1)
    assert not costs_of(request) and "grund budget" in no_costs(request).sv


def test_every_step_is_plains(found: Comparison, whole: Report) -> None:
    """A threshold's steps: today's is the comparison, and a step in the middle is what a changed world says."""
    (lever,) = levers(found).held
    held = course(found, lever)
    assert held.now is not None and len(held.words) > 15
    for k, side in enumerate(found.sides):
        groups = list(held.first[k])
        for i, step in enumerate(held.steps[k]):
            for n, group in step.changes:
                groups[n] = group
            assert [step.counts[g] for g in GROUPS] == [groups.count(g) for g in GROUPS]
            assert sum(step.people.values()) == residents(found.scenario, [r.area for r in side.areas]).people
            if i == held.now:
                assert groups == [r.group for r in side.areas]


def test_every_graphic_has_a_table_and_every_table_a_csv(whole: Report, text: str) -> None:
    """A picture stands in a section with a table; a table has a button."""
    assert all(s.tables for s in whole.sections if s.figures)
    tables = re.findall(r'<table id="([^"]+)"', text)
    assert sorted(tables) == sorted(re.findall(r'data-t="([^"]+)"', text))


def test_what_is_invented_is_marked_and_nothing_else(found: Comparison, text: str, own: Path) -> None:
    """An invented city says so once, below its finding; the real one nowhere but in a part laid beside."""
    invented = own.read_text(encoding="utf-8")
    assert invented.count('class="banner"') == 1 and 'class="mark"' not in invented
    assert invented.index('class="finding"') < invented.index('class="banner"') < invented.index('class="tiles"')
    assert 'class="mark"' not in text and 'class="banner"' not in text
    beside = replace(load("polisens-listor"), illustration=True)
    both = page(report(ReportRequest(found, places(found.scenario), None, (beside,), "grund report")), "sv").decode()
    parts = re.findall(r'<section id="([^"]+)".*?</section>', both, re.S)
    marked = [n for n in parts if 'class="mark"' in both.split(f'<section id="{n}"', 1)[1].split("</section>", 1)[0]]
    assert marked == ["matt-1"]


def test_three_questions(text: str, data: Any) -> None:
    """A reader finds in the file alone: who only the stadsdelslyft reaches and why, what is unknown, who answers."""
    rows = re.findall(r"<tr>(.*?)</tr>", text.split('id="omraden-1"', 1)[1].split("</table>", 1)[0], re.S)
    only_b = next(r for r in rows if "bara B" in r)
    assert "Hässelby gård" in only_b and "utsatt område" in only_b
    head = text.split("<main", 1)[0]
    assert (
        "Varför bara Fokusområdena (14 av 20\xa0stadsdelar, bred tolkning)? Fokusområdena – ligger i ett fokusområde: "
        "ja" in head
    )
    only = "Why Stadsdelslyft only (broad interpretation)? The focus areas – is in a focus area: no"
    assert f"{only} · Stadsdelslyft – classification: vulnerable area" in head
    unknown = text.split('id="okant-1"', 1)[1].split("</table>", 1)[0].replace("\u00ad", "")
    assert "Utökat hembesöksprogram" in unknown and "CNI-tröskel" in unknown and ">115<" in unknown
    husby = data["about"][data["ids"].index("sd-husby")]
    row = next(data["told"][n] for n in husby if data["insatser"][data["told"][n][0]][0].startswith("Klotter"))
    bodies = [data["texts"][b][0] for answers, b, *_ in data["answers"][row[4]] if answers]
    assert bodies == ["Trafiknämnden", "De kommunala bostadsbolagen (3)", "Skolfastigheter i Stockholm AB (SISAB)"]


@pytest.mark.slow
def test_what_it_costs_and_who_pays(text: str) -> None:
    """Answered from the page alone: where prices are known by body, with a range and what is unknown; else by a
    sentence."""
    assert "Kostnaden kan inte beräknas" in text.split('id="kostnad"', 1)[1].split("</section>", 1)[0]
    scenario = load("budget-exempel")
    request = ReportRequest(compare(scenario, A, B), places(scenario))
    section = next(s for s in report(request).sections if s.id == "kostnad")
    table = section.markup.split('id="kostnad-aktor-0"', 1)[1].split("</table>", 1)[0]
    costs = costs_of(request)
    assert costs is not None
    side = costs.budget.side(B, costs.reading_of(request.found.sides[0]))
    body = scenario.book.organisation.bodies["namnd-trafik"].name
    row = next(r for r in table.split("<tr") if body in r)
    assert money_text(side.by("body")[("namnd-trafik",)], "mnkr", "sv") in row and row.count("<svg") == 2
    assert "Kostnad jämfört med budgetramarna" in {t.sv.title.split(" · ")[0] for t in section.tables}


@pytest.mark.slow
def test_the_money_of_a_step_is_the_budgets() -> None:
    """What a threshold's step costs is, to the öre, the budget of a scenario in which the threshold has that value."""
    scenario = load("budget-exempel")
    request = ReportRequest(compare(scenario, A, B), places(scenario))
    costs = costs_of(request)
    (lever,) = levers(request.found).held
    held = course(request.found, lever)
    assert costs is not None and held.now is not None
    steps = StepCosts(costs, held)
    insatser = {line.insats for side in costs.budget.sides for line in side.lines}
    for step in (0, 5, held.now, len(held.words) - 1):
        reading = costs.reading_of(request.found.sides[0])
        words = lever.framed(scenario.policy(B), held.starts[step], reading, scenario).vocabulary
        tried = replace(scenario, book=replace(scenario.book, vocabulary=words), cache={}, frames={})
        other = budget(tried, [A, B], scenario.planning.years, insatser)
        for policy in request.found.policies:
            assert steps.money(policy, reading, held.starts[step]) == other.side(policy.id, reading).money


@pytest.mark.slow
def test_one_page_is_one_page(chromium: Any, tmp_path: Path) -> None:
    """The finding, two maps, four numbers, money, who answers and sources on one tagged A4, in both languages."""
    pypdf = pytest.importorskip("pypdf")
    for lang, extra, wanted in (
        ("sv", ["--scenario", "budget-exempel"], "Vem har ansvaret"),
        ("en", ["--scenario", "budget-exempel"], "Who is responsible"),
        ("en", [], "The cost cannot be calculated"),
    ):
        target = tmp_path / f"{lang}.html"
        status, _, err = command_line.run(["report", A, B, "--one-page", "--lang", lang, *extra, "-o", str(target)])
        assert status == 0, err.decode()
        tab = chromium.new_page()
        tab.goto(target.as_uri())
        assert tab.locator("figure").count() == 2
        tab.pdf(path=tmp_path / "one.pdf", format="A4", tagged=True, outline=True, print_background=True)
        pdf = pypdf.PdfReader(tmp_path / "one.pdf")
        assert len(pdf.pages) == 1 and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert wanted in " ".join(pdf.pages[0].extract_text().split())
        tab.close()


@pytest.mark.slow
def test_a_nation_says_what_it_leaves_out(tmp_path: Path) -> None:
    """Above the limit the file stays small, and names at its top what it has not, and the commands that give it."""
    folder = nation(tmp_path, 700)
    status, _, err = command_line.run(["report", "trygghet", "trygghet-barn", "-o", "r.html"], folder)
    assert status == 0, err.decode()
    text = (folder / "r.html").read_text(encoding="utf-8")
    assert len(text) < 600_000 and "Utelämnat för 700 områden" in text.replace("\u00a0", " ")
    assert "grund explain OMRÅDE" in text and 'id="area"' not in text and 'id="lever"' not in text


# ── pieces


def test_names_keep_within_their_hexagon() -> None:
    """A name is broken into short lines that spell it."""
    held = load("stockholm-2026")
    for area in held.today.by_level["stadsdel"]:
        lines = lines_of(area.name, 10)
        assert all(len(line) <= 10 for line in lines) and len(lines) <= 3
        assert "".join(lines).replace("-", "").replace(" ", "") == re.sub(r"[\s-]", "", area.name)


def test_spread_keeps_order_and_distance() -> None:
    """Labels do not collide, even where they do not all fit."""
    found = spread({"a": 5, "b": 5, "c": 6, "d": 90}, 10, 0, 100)
    values = list(found.values())
    assert list(found) == ["a", "b", "c", "d"]
    assert all(y - x >= 10 for x, y in pairwise(values))
    tight = list(spread({str(i): 0 for i in range(50)}, 10, 0, 100).values())
    assert min(tight) >= -1e-9 and max(tight) <= 100 + 1e-9 and len({round(v, 6) for v in tight}) == 50


def test_thinned_keeps_the_ends() -> None:
    """A thinned ring lies within the tolerance and keeps its corners."""
    ring = (*((x / 10, 0.001 * (x % 2)) for x in range(100)), (9.9, 5.0), (0.0, 5.0), (0.0, 0.0))
    found = thinned(ring, 0.01)
    assert len(found) < 8 and {(9.9, 5.0), (0.0, 5.0), ring[0]} <= set(found)


def test_check_reads_the_places(tmp_path: Path) -> None:
    """A place of an area that is not there, or beyond the earth, is found before a report asks for it."""
    status, _, err = command_line.run(["init", "minstad"], tmp_path)
    assert status == 0, err.decode()
    world = next(tmp_path.glob("minstad/scenarios/*/world.yaml")).parent
    (area, *_) = csv.DictReader(io.StringIO((world / "areas.csv").read_text(encoding="utf-8")))
    rows = (("area", "lon", "lat", "source", "mark"), (area["id"], "181", "59", area["source"], "H"))
    more = ("inte-har", "18", "59", area["source"], "H")
    (world / "places.csv").write_text("\n".join(map(",".join, (*rows, more))), encoding="utf-8")
    for words in (["check", str(world)], ["check"]):
        status, _, err = command_line.run(words, tmp_path / "minstad")
        said = err.decode("utf-8")
        assert status == 1 and "G402" in said and "places.csv:2" in said and "G401" in said and "places.csv:3" in said


def test_places_of_the_city(found: Comparison) -> None:
    """Every stadsdel has a place and a hexagon of its own; a world without places gets a grid."""
    held = places(found.scenario)
    areas = [r.area for r in found.sides[0].areas]
    cells = cells_of(held, areas, {})
    assert cells == {a.id: held.cells[a.id] for a in areas} and len(set(cells.values())) == 117
    plain = cells_of(Places(), areas, {})
    assert len(set(plain.values())) == 117


@pytest.mark.slow
def test_what_the_policies_say_beside_each_other(found: Comparison, whole: Report, text: str) -> None:
    """The motion leaves the focus areas alone: under the finding, in a report of one area, a picture and a glance."""
    for said in (beside((found.a, found.b), "sv"), beside((found.a, found.b), "en")):
        assert len(said) == 1
    (sv,), (en,) = beside((found.a, found.b), "sv"), beside((found.a, found.b), "en")
    area = single(ReportRequest(found, places(found.scenario)), found.scenario.today.areas["sd-tensta"])
    assert text.count(f">{sv}<") == text.count(f">{en}<") == 1
    assert [(h.sv, h.en) for h in whole.heads][-1] == (sv, en) == (area.heads[-1].sv, area.heads[-1].en)
    assert sv in page(area, "sv").decode() and sv in glance(found, "sv") and en in glance(found, "en")
    assert sv.split(".")[0] in " ".join(re.findall(">([^<]+)<", chart(whole, "hexagons", "sv")))
    alone = report(ReportRequest(compare(found.scenario, A, A), places(found.scenario)))
    assert sv not in page(alone, "sv").decode()


@pytest.mark.parametrize("level", ["stadsdel", "stadsdelsomrade", "polisomrade", "plats", "kommun"])
def test_an_area_of_any_kind_has_its_report(found: Comparison, level: str) -> None:
    """Also one at whose level nothing is decided: it says where it lies."""
    asked = ReportRequest(found, places(found.scenario))
    for area in found.scenario.today.by_level[level][:2]:
        built = single(asked, area)
        html = page(built, "sv").decode()
        assert area.id in built.heads[0].sv
        assert "class=here" not in html  # unquoted, the slash that ends the shape would be a part of its class
        assert level != "stadsdel" or ' here" data-i=' in html
        assert ("lage" in {s.id for s in built.sections}) == (level == "polisomrade")


def test_charts(whole: Report) -> None:
    """Each picture is an SVG of its own, in one language, with its heading and sources."""
    assert list(names(whole)) == ["map", "map-1", "hexagons", "hexagons-1", "handover", "accountability", "timeline"]
    for name in names(whole):
        for lang, word in (("sv", "Stadsdelslyftet"), ("en", "Stadsdelslyft")):
            svg = chart(whole, name, lang)
            assert word in svg and "<span" not in svg and "<style>" in svg


def test_a_glance(found: Comparison) -> None:
    """A notebook's cell: the four numbers and the hexagons, in one language, without a script."""
    for lang, word in (("sv", "bara Stadsdelslyftet"), ("en", "Stadsdelslyft only")):
        said = glance(found, lang)
        assert word in said and "<svg" in said and "<script" not in said
        assert ("bara Stadsdelslyftet" in said) == (lang == "sv")


def test_a_notebook_shows_a_comparison() -> None:
    """What `grund.compare` gives is the comparison, and shows itself."""
    held = grund.compare(load("stockholm-2026"), A, B)
    assert isinstance(held, Comparison)
    assert "Hässelby" in held._repr_html_()


def test_the_terminals_map(found: Comparison) -> None:
    """Every area has its sign; a narrow terminal gets none."""
    block = hexagon_block(found, 80, "sv")
    assert block is not None
    half = len(block.notes) // 2
    for side, lines in zip(found.sides, (block.notes[1 : half + 1], block.notes[half + 1 :]), strict=True):
        text = "".join(lines[1:])
        for group, sign in SIGNS.items():
            assert text.count(sign) == len(side.group(group))
        assert max(map(len, lines[1:])) <= 80
    assert hexagon_block(found, 60, "sv") is None


@pytest.mark.slow
def test_on_a_terminal() -> None:
    """`grund compare` shows the map on a terminal, and not in a pipe."""
    pty = pytest.importorskip("pty")
    main, side = pty.openpty()
    command = [sys.executable, "-m", "grund", "compare", A, B]
    with subprocess.Popen(command, stdout=side, env={**os.environ, "COLUMNS": "100"}) as started:
        os.close(side)
        said = b""
        while True:
            try:
                said += (part := os.read(main, 65536))
            except OSError:  # the other end of the terminal is gone
                break
            if not part:
                break
    assert started.returncode == 0 and "Karta: ett läge per område" in said.decode()
    assert b"Karta:" not in command_line.run(["compare", A, B], Path.cwd())[1]


def test_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar on a terminal when it takes time, with a rate and an end; nothing else, and the items as they were."""
    items = [1, 2, 3]
    quiet = io.StringIO()
    monkeypatch.setattr("sys.stderr", quiet)
    assert list(progress.watched(items, lambda: 3, "x")) == items and quiet.getvalue() == ""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    assert list(progress.watched(items, lambda: 3, "x")) == items and screen.getvalue() == ""
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    assert list(progress.watched(items, lambda: 3, "areas")) == items
    said = screen.getvalue()
    assert "areas" in said and "3/3" in said and "/s" in said and "0:00:00" in said
    screen.truncate(0)
    with progress.advancing(lambda: 10, "draws") as advance:
        advance(4)
    assert "draws" in screen.getvalue() and "4/10" in screen.getvalue()
    screen.truncate(0)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with progress.waiting("duckdb"):
        time.sleep(0.3)
    assert "duckdb" in screen.getvalue() and "0:00:00" in screen.getvalue()
    monkeypatch.setattr("sys.stderr", quiet)
    with progress.waiting("x"), progress.advancing(lambda: 1, "x") as advance:
        advance(1)
    assert quiet.getvalue() == ""


# ── a user's map


def geojson(*features: tuple[dict[str, Any], object]) -> str:
    """A collection of features: properties (with `id` as the feature's own) and coordinates."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": p, "geometry": {"type": "Polygon", "coordinates": c}}
                for p, c in features
            ],
        }
    )


SQUARE: Final = [[[18.0, 59.3], [18.1, 59.3], [18.1, 59.4], [18.0, 59.4], [18.0, 59.3]]]


@pytest.mark.slow
def test_a_map_of_ones_own(tmp_path: Path) -> None:
    """Matched by id, else by name; what did not match is said on stderr and under the picture."""
    held = tmp_path / "karta.geojson"
    held.write_text(geojson(({"id": "sd-husby"}, SQUARE), ({"namn": "KISTA"}, SQUARE), ({"id": "x9"}, SQUARE)))
    code, _, err = command_line.run(["report", A, B, "--map", str(held), "-o", str(tmp_path / "r.html")], tmp_path)
    assert code == 0
    assert "Områden med gräns i filen: 2 av 117, varav 1 efter namn" in err.decode()
    assert "I filen men inte i underlaget: x9." in err.decode()
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "I filen men inte i underlaget: x9." in text and 'fill-rule="evenodd"' in text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "G557"),
        ("[]", "G557"),
        (geojson(({"id": "nowhere"}, SQUARE)), "G556"),
        (geojson(({"id": "sd-husby"}, [[["a", 1], [2, 3], [4, 5]]])), "G557"),
        (geojson(({"id": "sd-husby"}, [[[674000, 6580000], [674100, 6580000], [674100, 6580100]]])), "G557"),
        (geojson(({"id": "sd-husby"}, 7)), "G557"),
    ],
)
def test_a_wrong_map(tmp_path: Path, content: str, code: str) -> None:
    """One clear error, and nothing written."""
    held = tmp_path / "karta.geojson"
    held.write_text(content)
    status, _, err = command_line.run(["report", A, B, "--map", str(held), "-o", str(tmp_path / "r.html")], tmp_path)
    assert status == 3 and code in err.decode() and "Traceback" not in err.decode()
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["report"], "G509"),
        (["report", A, B, A], "G509"),
        (["report", A, B, "-o", "r.pdf"], "G506"),
        (["report", A, B, "--chart", "c.gif"], "G506"),
        (["report", A, B, "--chart", "c.svg", "--graphic", "hexagon"], "G554"),
        (["report", A, B, "--area", "Atlantis"], "G401"),
        (["report", A, B, "--map", "ingen.geojson", "-o", "r.html"], "G532"),
        (["report", A, B, "--one-page", "--area", "Husby", "-o", "r.html"], "G830"),
    ],
)
def test_wrong_words(tmp_path: Path, words: list[str], code: str) -> None:
    """A clear error and nothing half written."""
    status, _, err = command_line.run(words, tmp_path)
    assert status in (2, 3) and code in err.decode() and "Traceback" not in err.decode()
    assert list(tmp_path.iterdir()) == []


# ── in a browser


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory, text: str) -> Path:
    """The report on disk."""
    held = tmp_path_factory.mktemp("report") / "rapport.html"
    held.write_text(text, encoding="utf-8")
    return held


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a user's own city, as `grund init` leaves it."""
    folder = tmp_path_factory.mktemp("own")
    assert command_line.run(["init", "stad"], folder)[0] == 0
    status, _, err = command_line.run(["report", "trygghet", "trygghet-barn", "-o", "r.html"], folder / "stad")
    assert status == 0, err.decode()
    return folder / "stad" / "r.html"


@pytest.fixture
def tab(chromium: Any, city: Path) -> Iterator[Any]:
    """The report opened from disk; every request it makes and every error are remembered."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="sv-SE")
    held = context.new_page()
    held.asked, held.wrong = [], []
    held.on("request", lambda r: held.asked.append(r.url))
    held.on("console", lambda m: held.wrong.append(m.text) if m.type == "error" else None)
    held.on("pageerror", lambda e: held.wrong.append(str(e)))
    held.goto(city.as_uri())
    yield held
    assert held.wrong == []
    assert {u.split("#")[0].split(":")[0] for u in held.asked} <= {"file", "blob"}
    assert len([u for u in held.asked if u.startswith("file:")]) == 1
    context.close()


@pytest.mark.slow
def test_two_languages(tab: Any) -> None:
    """The switch changes lang, title and every text; the address remembers it."""
    assert tab.evaluate("document.documentElement.lang") == "sv"
    assert tab.locator("h1").inner_text().startswith("A: Fokusområdena")
    tab.get_by_label("English").check()
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert tab.title().startswith("A: The focus areas") and tab.url.endswith("#lang=en")
    shown = tab.locator("body").inner_text()
    assert "Responsible body" in shown and "Ansvarig aktör" not in shown


@pytest.mark.slow
def test_keyboard(tab: Any) -> None:
    """The slider and the choice of area work by keys; the numbers follow, and are those that Python counted."""
    tab.locator("#step").focus()
    before = tab.locator('[data-v="0both"]').inner_text()
    for _ in range(4):
        tab.keyboard.press("ArrowRight")
    data = json.loads(tab.locator("#data").inner_text())
    lever = data["levers"][0]
    step = lever["now"] + 4
    assert tab.locator("#step").get_attribute("aria-valuetext") == lever["steps"][step][0]
    after = tab.locator('[data-v="0both"]').inner_text()
    assert after != before and after == str(lever["counts"][0][step]["b"])
    assert f"step={step}" in tab.url
    groups = list(lever["first"][0])
    for changes in lever["changes"][0][1 : step + 1]:
        for n, group in changes:
            groups[n] = group
    for kind in ("map", "hex"):  # the signs say the same as the shapes
        signs = [data["signs"][data["codes"][groups[i]]] for i, _, _ in data["at"][kind]]
        assert [t.text_content() for t in tab.locator(f"#f-{kind}-0 .s text").all()] == [s for s in signs if s]
    tab.locator("#area").focus()
    tab.keyboard.type("Husby")
    tab.keyboard.press("Enter")
    assert "Husby" in tab.locator("#panel h3").first.inner_text()
    panel = tab.locator("#panel").inner_text()
    assert "Stadsdelslyftet: ja" in panel and "Ansvarig aktör" in panel and "Närmast en ändring" in panel
    tab.locator("#panel > details > summary").focus()
    tab.keyboard.press("Enter")  # the grounds are closed until they are asked for
    told = tab.locator("#panel .told", has_text="Klottersanering (motionens sakområde)")
    summary = told.locator("summary")
    assert summary.inner_text().count("B: ja") == 1  # said once, in however many readings it is so
    shown = told.evaluate("d => d.open")
    assert not shown
    summary.focus()
    for wanted in (not shown, shown, not shown):
        tab.keyboard.press("Enter")
        assert told.evaluate("d => d.open") == wanted
    told.evaluate("d => { d.open = true; }")
    assert "Trafiknämnden" in told.inner_text()


@pytest.mark.slow
def test_the_address_is_the_state(chromium: Any, city: Path) -> None:
    """A link to a language, an area and a step opens there."""
    held = chromium.new_page()
    held.goto(city.as_uri() + "#lang=en&area=sd-hasselby-gard&step=3")
    assert "Stadsdelslyft only" in held.locator("#panel").inner_text()
    assert held.locator("#step").input_value() == "3"
    held.close()


@pytest.mark.slow
def test_without_script(chromium: Any, city: Path) -> None:
    """Swedish is shown, with tables and pictures, and nothing that needs the script."""
    context = chromium.new_context(java_script_enabled=False)
    held = context.new_page()
    held.goto(city.as_uri())
    shown = held.locator("body").inner_text()
    assert "Områden och skäl" in shown and "Areas and reasons" not in shown
    assert held.locator("svg[role=img]").first.is_visible()
    assert not held.locator("#lever").is_visible() and not held.locator("button").first.is_visible()
    held.get_by_label("English").check()
    assert "Areas and reasons" in held.locator("body").inner_text()
    context.close()


@pytest.mark.slow
def test_map_or_hexagons_without_script(chromium: Any, city: Path) -> None:
    """One view and one interpretation at a time on the screen, chosen by keys; no script is needed. On paper the view
    that is chosen has every interpretation."""
    context = chromium.new_context(java_script_enabled=False)
    held = context.new_page()
    held.goto(city.as_uri())
    assert held.locator("#f-map-0").is_visible() and not held.locator("#f-hex-0").is_visible()
    assert not held.locator("#f-map-1").is_visible()
    held.get_by_role("radio", name="snäv tolkning").check()
    assert held.locator("#f-map-1").is_visible() and not held.locator("#f-map-0").is_visible()
    held.get_by_role("radio", name="bred tolkning").check()
    held.locator("#v-map").focus()
    held.keyboard.press("ArrowRight")
    assert held.locator("#f-hex-0").is_visible() and not held.locator("#f-map-0").is_visible()
    held.emulate_media(media="print")
    assert held.locator("#f-hex-0").is_visible() and held.locator("#f-hex-1").is_visible()
    assert not held.locator("#f-map-0").is_visible()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_phone(chromium: Any, city: Path, lang: str) -> None:
    """390 px wide, the page does not scroll sideways."""
    held = chromium.new_page(viewport={"width": 390, "height": 800})
    held.goto(f"{city.as_uri()}#lang={lang}&area=sd-husby")
    held.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert held.evaluate("document.documentElement.scrollWidth") <= 390
    held.close()


_LONG_NAMES: Final = (
    ("Trygghet och barn", "Trygghetsskapandebarnrättsutvecklingsprogrammet för områdena"),
    ("Safety and children", "Neighbourhooddevelopmentpartnershipprogramme for areas"),
    ("Trygghet först", "Stadsdelsutvecklingsfinansieringsöverenskommelsen"),
    ("Safety first", "Neighbourhooddevelopmentfinancingagreement"),
    ("sv: Bättre belysning", "sv: Belysningsupprustningshandlingsplanesamordning"),
    ("en: Better lighting", "en: Lightingrefurbishmentcoordinationactionplan"),
)


@pytest.fixture(scope="module")
def long_named(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every kind of page of an own city whose policies and interventions have long names, and of one area."""
    project = tmp_path_factory.mktemp("long") / "stad"
    assert command_line.run(["init", str(project)])[0] == 0
    for path in project.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for name, long in _LONG_NAMES:
            text = text.replace(name, long)
        path.write_text(text, encoding="utf-8")
    both = ("trygghet", "trygghet-barn")
    asked = {
        "report": ("report", *both), "area": ("report", *both, "--area", "Sagolunda"), "alone": ("report", "trygghet"),
        "sheet": ("report", *both, "--one-page"), "plan": ("handlingsplan", "trygghet"), "compare": ("compare", *both),
        "budget": ("budget", "--policy", both[0], "--policy", both[1], "--years", "2027-2028"),
    }  # fmt: skip
    for name, words in asked.items():
        assert command_line.run([*words, "-o", f"{name}.html"], project)[0] == 0, name
    path = project / "lyft.html"
    assert command_line.run(["report", A, B, "--area", "Hässelby gård", "-o", str(path)])[0] == 0
    plan = project / "nulage.html"
    assert command_line.run(["handlingsplan", "nulage", "-o", str(plan)])[0] == 0
    return [*(project / f"{name}.html" for name in asked), path, plan]


@pytest.mark.slow
def test_long_names_fit_a_phone(chromium: Any, long_named: list[Path]) -> None:
    """No page scrolls sideways, with all that is folded open, in both languages."""
    tab = chromium.new_page()
    wide = {}
    for path in long_named:
        tab.goto(path.as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        for lang in ("sv", "en"):
            for key in tab.locator(f"#l-{lang}").all():
                key.check()
            for width in (390, 320):
                tab.set_viewport_size({"width": width, "height": 800})
                wide[path.stem, lang, width] = tab.evaluate("document.documentElement.scrollWidth")
    tab.close()
    assert {name: at for name, at in wide.items() if at > name[-1]} == {}


@pytest.mark.slow
def test_heads_of_bars_do_not_touch(chromium: Any, tmp_path: Path) -> None:
    """On the one page a policy's name ends before the next begins."""
    path = tmp_path / "sheet.html"
    assert command_line.run(["report", A, B, "--scenario", "budget-exempel", "--one-page", "-o", str(path)])[0] == 0
    tab = chromium.new_page(viewport={"width": 726, "height": 900})
    tab.emulate_media(media="print")
    tab.goto(path.as_uri())
    over = "th => { const r = document.createRange(); r.selectNodeContents(th); const b = th.getBoundingClientRect();"
    over += " return r.getBoundingClientRect().right - b.right + parseFloat(getComputedStyle(th).paddingRight); }"
    cells = tab.locator(".bars th").all()
    assert len(cells) > 8 and [cell.inner_text() for cell in cells if cell.evaluate(over) > 0.5] == []
    tab.close()


@pytest.mark.slow
def test_printed(tab: Any, tmp_path: Path) -> None:
    """A tagged PDF with a title, in which no column is cut; the maps are on the first page; what is folded on the
    screen is not on paper."""
    pypdf = pytest.importorskip("pypdf")
    target = tmp_path / "r.pdf"
    tab.pdf(path=target, format="A4", tagged=True, outline=True, print_background=True)
    held = pypdf.PdfReader(target)
    assert held.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert held.metadata.title.startswith("A: Fokusområdena")
    first, *_ = pages = [p.extract_text() for p in held.pages]
    said = "".join(pages)
    assert "Vad färgerna betyder" not in said and "hela Järva" in first and "Akalla, Husby" in first
    assert "Hässelby gård" in said and "Varför B" in said and "Abrahamsberg" not in said  # the folded stays folded
    assert target.stat().st_size < 3_000_000


def test_a_fault_of_accessibility_is_found(chromium: Any, axe: str) -> None:
    """A picture without words, and of many cells the one whose text is too pale."""
    tab = chromium.new_page()
    pale, dark = "<td style='color:#999'>pale</td>", "<td>dark</td>"
    table = f"<table><tr>{dark * 3}{pale}{dark}</tr></table>"
    tab.set_content(f"<html lang=en><title>t</title><main><h1>Head</h1>{table}<img src=x></main>")
    assert sorted(rule for _, rule, _ in violations(tab, axe, [800])) == ["color-contrast", "image-alt"]
    tab.close()


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("which", ["city", "own"])
def test_accessible(chromium: Any, request: pytest.FixtureRequest, axe: str, which: str, lang: str) -> None:
    """axe-core finds no violation of WCAG 2.2 A or AA, with an area chosen; in the small city with all tables open."""
    path = request.getfixturevalue(which)
    context = chromium.new_context(bypass_csp=True, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{path.as_uri()}#lang={lang}&area={'sd-husby' if which == 'city' else 'pahittsvik'}&step=3")
    if which == "own":
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert list(violations(tab, axe, [1280, 768, 390])) == []
    context.close()


@pytest.fixture(scope="session")
def budget_pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """The pages of budgets in a language, each written once."""

    @cache
    def pages(lang: str) -> list[Path]:
        folder = tmp_path_factory.mktemp(f"budgets-{lang}")
        paths = []
        for scenario, years in (("budget-exempel", ()), ("stockholm-2026", ("--years", "2027"))):
            paths.append(folder / f"{scenario}.html")
            words = ["budget", scenario, *years, "--policy", "fokusomrade", "--policy", "stadsdelslyft", "--lang", lang]
            assert command_line.run([*words, "-o", str(paths[-1])]) == (0, b"", b"")
        return paths

    return pages


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_budget_page_is_accessible(
    chromium: Any, budget_pages: Callable[[str], list[Path]], axe: str, lang: str
) -> None:
    """axe-core finds nothing in the page of a budget, and on a phone nothing is wider than the screen."""
    for path in budget_pages(lang):
        context = chromium.new_context(bypass_csp=True)
        tab = context.new_page()
        tab.goto(path.as_uri())
        assert list(violations(tab, axe, [1280, 360], None)) == []
        context.close()


@pytest.mark.slow
def test_every_table_leaves_as_csv(tab: Any) -> None:
    """Swedish opens in Excel; English is plain: from disk, under the page's own policy."""
    tab.locator("details", has=tab.locator("#karta-1")).locator("summary").click()
    with tab.expect_download() as held:
        tab.locator('[data-t="karta-1"]').click()
    raw = Path(held.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["omfattas av A", "27", "220930", "21", "196900"]
    tab.get_by_label("English").check()
    with tab.expect_download() as held:
        tab.locator('[data-t="karta-1"]').click()
    rows = list(csv.reader(io.StringIO(Path(held.value.path()).read_text(encoding="utf-8"))))
    assert rows[1] == ["reached by A", "27", "220930", "21", "196900"]


@pytest.mark.slow
def test_script_in_a_name_stays_text(chromium: Any, tmp_path: Path) -> None:
    """An area named like markup is shown as it is written, everywhere, and runs nothing."""
    assert command_line.run(["init", str(tmp_path / "stad")], tmp_path)[0] == 0
    folder = tmp_path / "stad"
    evil = "</script><script>window.hit=1</script><img src=x onerror='window.hit=1'>"
    areas = folder / "scenarios" / "exempelstad" / "areas.csv"
    areas.write_text(areas.read_text(encoding="utf-8").replace("Sagolunda", evil), encoding="utf-8")
    status, _, err = command_line.run(["report", "trygghet", "trygghet-barn", "-o", "r.html"], folder)
    assert status == 0, err.decode()
    held = chromium.new_page()
    held.goto((folder / "r.html").as_uri() + "#area=sagolunda")
    assert held.evaluate("window.hit") is None
    assert held.locator("#panel h3").first.inner_text() == evil
    assert held.locator(".banner").is_visible()
    held.close()


def test_interpretations_with_the_same_number_stand_once_in_a_tile() -> None:
    """Only where they agree at every step of the thresholds too, so that a moved threshold writes no number wrongly."""
    scenario = load("stockholm-2026")
    found = compare(scenario, "nulage", "nulage-med-stadsdelslyft")
    courses = [course(found, lever) for lever in levers(found).held]
    both, _, only_b, *_ = tiles(ReportRequest(found, places(scenario)), courses)
    assert [(v.sides, v.reading.sv, v.areas.sv) for v in both.values] == [((0, 1, 2, 3), "", "27")]
    words = [(v.sides, v.reading.sv, v.areas.sv) for v in only_b.values]
    assert words == [((0, 2), "utsatta områden", "1"), ((1, 3), "hela nämnder", "19")]
    turned = replace(courses[0], steps=(*courses[0].steps[:2], *courses[0].steps[1::-1]))
    assert len(tiles(ReportRequest(found, places(scenario)), [turned])[2].values) == 4


def test_a_choice_that_is_not_shown_is_not_spoken_for() -> None:
    """Of three interpretations of two questions, none is named by one question alone."""
    found = compare(load("stockholm-2026"), "nulage", "nulage-med-stadsdelslyft")
    three = replace(found, sides=found.sides[:3])
    assert [len(side.reading) for side in apart(three, lambda side: len(side.group("only_b"))).sides] == [2, 2, 2]


def test_a_number_that_two_interpretations_share_stands_once_until_a_threshold_moves() -> None:
    reply = command_line.run(["report", "fokusomrade", "stadsdelslyft-ersatter"])
    (shared, apart_, *_) = reply.text.split('class="vals"')[1:]
    assert shared.count('class="val later"') == 1 and 'class="val later"' not in apart_

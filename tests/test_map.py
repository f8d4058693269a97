"""The map: outlines of a world, made plainer together, each in the group of the area whose outcome it has."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

import command_line
from grund import load
from grund.analysis.compare.comparison import Comparison, compare
from grund.loading.outlines import world_outlines
from grund.report.borders import coverage
from grund.report.charts import chart
from grund.report.figures import shared_block
from grund.report.mapped import map_sheet, marked
from grund.report.outlines import Outlines, outlines_of
from grund.report.places import places
from grund.report.request import ReportRequest
from grund.report.sections import report
from test_report import A, B

WORLD: Final = Path(__file__).parents[1] / "scenarios" / "stockholm"


@pytest.fixture(scope="module")
def found() -> Comparison:
    """The comparison people discuss."""
    return compare(load("stockholm-2026"), A, B)


@pytest.fixture(scope="module")
def outlines(found: Comparison) -> Outlines:
    """The outlines of its world."""
    held = outlines_of(found.scenario)
    assert held is not None
    return held


def edges(rings: Any) -> Counter[frozenset[tuple[float, float]]]:
    """How many shapes have each piece of line."""
    return Counter(
        frozenset(pair) for shape in rings for ring in shape for pair in zip(ring, (*ring[1:], ring[0]), strict=True)
    )


def test_the_city_has_an_outline_for_each_regso() -> None:
    """All 127, small, and no line but between two areas or at the edge of all."""
    scenario = load("stockholm-2026")
    held = world_outlines(scenario.facts, scenario.book)
    assert held is not None
    assert set(held.rings) == {a.id for a in scenario.today.by_level["regso"]} and len(held.rings) == 127
    assert set(edges(held.rings.values()).values()) == {1, 2}
    assert (WORLD / "outlines.geojson").stat().st_size < 65_000


@pytest.mark.parametrize("tolerance", [0.0, 0.0005, 0.002])
def test_neighbours_still_share_their_lines(outlines: Outlines, tolerance: float) -> None:
    """However plain: a line between two stays between those two, and no piece belongs to three."""
    rings = [shape.rings for shape in outlines.shapes]
    before, after = coverage(rings, 0.0), coverage(rings, tolerance)
    assert set(edges(after.rings).values()) <= {1, 2}
    assert Counter(b.sides for b in before.borders) == Counter(b.sides for b in after.borders)
    assert tolerance > 0 or edges(after.rings) == edges(rings)
    points = {point for shape in rings for ring in shape for point in ring}
    assert {point for shape in after.rings for ring in shape for point in ring} <= points


def test_an_outline_has_the_outcome_of_the_area_with_most_of_its_residents(outlines: Outlines) -> None:
    """Of Akalla's residents 99 of 100 live in Akalla; Hansta, with two fifths of the surface, is kept by name."""
    shapes = {shape.name: [within.area.id for within in shape.within] for shape in outlines.shapes}
    assert shapes["Akalla"] == ["sd-akalla", "sd-hansta"]
    assert shapes["Reimersholme-Långholmen"] == ["sd-reimersholme", "sd-langholmen"]
    assert all(shapes.values())
    for shape in outlines.shapes:
        first, *rest = shape.within
        assert first.shares[0] is not None and first.shares[0] > Decimal("0.5")
        assert all(max(s or 0 for s in within.shares) > Decimal("0.05") for within in rest)


def test_the_list_says_where_areas_in_a_shape_differ(found: Comparison, outlines: Outlines) -> None:
    """In the narrow reading Akalla is reached and Hansta is not; where all agree, the list says nothing."""
    block = shared_block(ReportRequest(found, places(found.scenario), outlines), "sv")
    rows = {(row[0], row[1]): row[-2:] for row in block.rows}
    assert rows["Akalla", "Akalla"] == ("bara Fokusområdena", "bara Fokusområdena")
    assert rows["Akalla", "Hansta"] == ("bara Fokusområdena", "ingen av dem")
    assert "Nockebyhov-Olovslund" not in {name for name, _ in rows}


@pytest.mark.slow
def test_every_shape_has_its_name_and_the_map_its_credit(found: Comparison, outlines: Outlines) -> None:
    """In the shape, or by a number that the list explains; year, licence and water in both languages."""
    asked = ReportRequest(found, places(found.scenario), outlines)
    sheet = map_sheet(outlines, found.sides[0].areas, marked((side.areas for side in found.sides), asked.kinds))
    assert sheet is not None
    words = "".join(c for c in sheet.defs.split('id="m-text">')[1].split("</g>")[0] if c not in "-\u00ad")
    for tag in ("<text", "<tspan", "</t"):
        words = words.replace(tag, "\n" + tag)
    plain = "".join(part.partition(">")[2] for part in words.split("\n")).replace(" ", "")
    assert [s.name for s in outlines.shapes if s.name.replace("-", "").replace(" ", "") not in plain] == []
    whole = report(asked)
    for lang, water in (("sv", "Ytorna omfattar även vatten"), ("en", "Surfaces include water")):
        svg = chart(whole, "map", lang)
        assert water in svg and "CC0" in svg and "RegSO 2025" in svg.replace("RegSO of 2025", "RegSO 2025")


def test_a_city_without_outlines(tmp_path: Path) -> None:
    """It has hexagons as before, and no switch."""
    status, _, err = command_line.run(["init", "stad"], tmp_path)
    assert status == 0, err.decode()
    folder = tmp_path / "stad"
    status, _, err = command_line.run(["report", "trygghet", "trygghet-barn", "-o", "r.html"], folder)
    assert status == 0, err.decode()
    text = (folder / "r.html").read_text(encoding="utf-8")
    assert 'id="f-hex-0"' in text and 'id="f-map-0"' not in text and 'id="v-map"' not in text


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """The project of `grund init`, whose world has the outlines of one area."""
    assert command_line.run(["init", "stad"], tmp_path)[0] == 0
    folder = next((tmp_path / "stad" / "scenarios").glob("*/world.yaml")).parent
    manifest = folder / "world.yaml"
    more = "outlines:\n  file: outlines.geojson\n  illustration: true\n"
    manifest.write_text(manifest.read_text(encoding="utf-8") + more, encoding="utf-8")
    square = {"type": "Polygon", "coordinates": [[[18.0, 59.3], [18.1, 59.3], [18.1, 59.4], [18.0, 59.3]]]}
    feature = {"type": "Feature", "id": "sagolunda", "geometry": square}
    collection = {"type": "FeatureCollection", "features": [feature]}
    (folder / "outlines.geojson").write_text(json.dumps(collection), encoding="utf-8")
    return folder


REPORT: Final = ["report", "trygghet", "trygghet-barn", "-o", "r.html"]


def test_a_city_adds_its_outlines(world: Path) -> None:
    """A file and four lines of world.yaml: the map is there, and the switch."""
    status, _, err = command_line.run(REPORT, world.parents[1])
    assert status == 0, err.decode()
    text = (world.parents[1] / "r.html").read_text(encoding="utf-8")
    assert 'id="f-map-0"' in text and 'id="v-hex"' in text
    assert command_line.run(["check"], world.parents[1])[0] == 0


@pytest.mark.parametrize(
    ("name", "wrong", "code"),
    [
        ("outlines.geojson", "{", "G557"),
        ("outlines.geojson", '{"type":"FeatureCollection","features":[{"id":"atlantis"}]}', "G401"),
        ("world.yaml", "file: ../outlines.geojson", "G860"),
        ("world.yaml", "file: karta.geojson", "G860"),
        ("world.yaml", "file: outlines.geojson\n  shares: [yta]", "G312"),
        ("world.yaml", "file: outlines.geojson\n  least: mycket", "G303"),
    ],
)
def test_outlines_that_are_wrong_stop_the_map_and_no_decision(world: Path, name: str, wrong: str, code: str) -> None:
    """`check` and `report` say what and where; `compare` reads no outlines, only their fields in world.yaml."""
    path, project = world / name, world.parents[1]
    text = path.read_text(encoding="utf-8")
    path.write_text(wrong if name.endswith("json") else text.replace("file: outlines.geojson", wrong), encoding="utf-8")
    for words in (["check"], REPORT):
        status, _, err = command_line.run(words, project)
        assert status != 0 and code in err.decode() and "Traceback" not in err.decode()
    assert not (project / "r.html").exists()
    assert (command_line.run(["compare", "trygghet", "trygghet-barn"], project)[0] == 0) == (code != "G303")


def test_outlines_without_a_source_are_refused(world: Path) -> None:
    """What is drawn says what it stands on, or that it is invented."""
    path = world / "world.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  illustration: true\n", ""), encoding="utf-8")
    status, _, err = command_line.run(["check"], world.parents[1])
    assert status != 0 and "G307" in err.decode()


def test_a_map_is_made_plainer_by_the_script(tmp_path: Path) -> None:
    """`scenarios/outlines.py`: ids with a prefix, five decimals, holes kept as holes."""
    ring = [[18.0, 59.3], [18.05, 59.30001], [18.1, 59.3], [18.1, 59.4], [18.0, 59.4], [18.0, 59.3]]
    hole = [[18.04, 59.34], [18.06, 59.34], [18.06, 59.36], [18.04, 59.34]]
    geometry = {"type": "Polygon", "coordinates": [ring, hole]}
    held = {"type": "FeatureCollection", "features": [{"type": "Feature", "id": "1", "geometry": geometry}]}
    source, target = tmp_path / "a.geojson", tmp_path / "b.geojson"
    source.write_text(json.dumps(held), encoding="utf-8")
    script = WORLD.parent / "outlines.py"
    subprocess.run([sys.executable, str(script), str(source), str(target), "--prefix", "x-"], check=True)
    (feature,) = json.loads(target.read_text(encoding="utf-8"))["features"]
    assert feature["id"] == "x-1" and feature["geometry"]["type"] == "Polygon"
    outer, inner = feature["geometry"]["coordinates"]
    assert len(outer) == 5 and len(inner) == 4 and outer[0] == outer[-1]

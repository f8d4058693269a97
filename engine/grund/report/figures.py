"""Figures: the hexagons and the map of every reading, with what they stand on.

Enters: what was asked, perhaps an area to point out. Leaves: figures. Promise: under every picture stand its sources
and marks; what a user's map did not match is named.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from ..analysis.compare.comparison import residents
from ..model.scenario import Scenario
from ..model.sources import Label
from ..views.run import reading_word
from ..views.wording.values import flags_text
from .bilingual import both
from .drawing import Picture
from .hexagons import hexagons
from .mapped import circles, shapes
from .model import ReportFigure
from .outlines import Outlines
from .places import cells_of
from .request import MOST_READINGS, ReportRequest


def drawn(request: ReportRequest, here: str = "") -> list[tuple[Label, Picture, Picture | None]]:
    """Per reading: its word, the hexagons, and the map where there are positions or outlines."""
    comparison = request.found
    districts = {r.area.id: r.district.name for r in comparison.sides[0].areas if r.district}
    cells = cells_of(request.places, [r.area for r in comparison.sides[0].areas], districts)
    people = {r.area.id: _people(comparison.scenario, r.area.id) for r in comparison.sides[0].areas}
    pictures = []
    for i, side in enumerate(comparison.sides[:MOST_READINGS]):
        word = both(partial(reading_word, comparison.scenario, side.reading))
        hexes = hexagons(f"hex-{i}", side.areas, cells, request.kinds, here)
        if request.outlines:
            plan = shapes(f"map-{i}", side.areas, request.outlines, request.kinds, here)
        else:
            plan = circles(f"map-{i}", side.areas, request.places.positions, people, request.kinds, here)
        pictures.append((word, hexes, plan))
    return pictures


def _people(scenario: Scenario, area: str) -> Decimal | None:
    counted = residents(scenario, [scenario.today.areas[area]])
    return None if counted.unknown else counted.people


def figures(request: ReportRequest, here: str = "") -> list[ReportFigure]:
    """The hexagons and the map of every reading, with what they stand on."""
    report_figures: list[ReportFigure] = []
    for word, hexes, plan in drawn(request, here):
        for picture in (hexes, plan):
            if picture is not None:
                caption = Label(*(_captioned(picture.name, word, lang) for lang in ("sv", "en")))
                report_figures.append(ReportFigure(picture, caption, _picture_notes(request, picture), legend=True))
    return sorted(report_figures, key=lambda f: f.picture.id.startswith("map"))


def _captioned(name: Label, word: Label, lang: str) -> str:
    return f"{name.get(lang)} – {word.get(lang)}" if word.get(lang) else name.get(lang)


def _picture_notes(request: ReportRequest, picture: Picture) -> tuple[Label, ...]:
    """What a picture stands on: sources and marks; what the user's map did not match."""
    if picture.id.startswith("map") and request.outlines:
        return match_notes(request.outlines)
    if not request.places.citations:
        plain = Label(
            "Världen har inga lägen (places.csv): sexhörningarna står i namnordning.",
            "The world has no places (places.csv): the hexagons stand in order of name.",
        )
        return (plain,) if picture.id.startswith("hex") else ()
    titles = {d: request.found.scenario.book.sources[d] for c in request.places.citations for d in c.documents}
    marks = " ".join(dict.fromkeys(flags_text(c, "sv") for c in request.places.citations))
    named = "; ".join(f"{s.title} ({s.publisher}, {s.date})" for s in titles.values())
    return (Label(f"Lägen: {named} {marks}", f"Places: {named} {marks}"),)


def match_notes(drawing: Outlines) -> tuple[Label, ...]:
    """How a user's map matched the world's areas, by name where it did not."""
    file, by_name = drawing.file, drawing.by_name
    drawn, missing = len(drawing.rings), [a.name for a in drawing.missing]
    total = drawn + len(missing)
    labels = [
        Label(
            f"Karta: {file}. {drawn} av {total} områden har en gräns i filen, varav {by_name} efter namn.",
            f"Map: {file}. {drawn} of {total} areas have an outline in the file, {by_name} of them by name.",
        )
    ]
    for what, names in (
        (Label("Områden utan gräns i filen", "Areas without an outline in the file"), missing),
        (Label("I filen men inte i världen", "In the file but not in the world"), list(drawing.strangers)),
    ):
        if names:
            more = f" (+{len(names) - 20})" if len(names) > 20 else ""
            listed = ", ".join(names[:20]) + more
            labels.append(Label(f"{what.sv}: {listed}.", f"{what.en}: {listed}."))
    return tuple(labels)

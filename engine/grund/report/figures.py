"""Figures: the map and the hexagons of every reading, with what they stand on.

Under every picture stand its sources and marks; where a shape holds more than one area, a table says which.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from ..analysis import uncertainty
from ..analysis.compare.comparison import Comparison
from ..analysis.compare.interpretations import MOST
from ..loading.places import Cell as HexagonCell
from ..model.numbers import pick
from ..model.sources import Label
from ..views.formats.text import Block, Cell
from ..views.run import reading_word
from ..views.wording.values import MISSING, marks_text, share_text, sources_text
from .bilingual import both
from .drawing import Picture
from .hexagons import HexagonSheet, hexagon_sheet, hexagons
from .mapped import MapSheet, map_sheet, mapped, marked
from .model import ReportFigure
from .outlines import Outline
from .places import cells_of
from .request import ReportRequest


@dataclass(frozen=True, slots=True)
class Canvas:
    """What the pictures of some areas share, whatever their outcome: the map, if there is one, and the hexagons."""

    map: MapSheet | None
    grid: HexagonSheet
    cells: Mapping[str, HexagonCell]


def canvas(request: ReportRequest, signed: Collection[str] | None = None) -> Canvas:
    """The canvas of a question's areas; `signed`: those, by id, that get room for a sign; by itself those that have
    one now."""
    sides, outlines = request.found.sides[:MOST], request.outlines
    areas = sides[0].areas
    if signed is None:
        signed = marked((side.areas for side in sides), request.kinds)
    districts = {r.area.id: r.district.name for r in areas if r.district}
    cells = cells_of(request.places, [r.area for r in areas], districts)
    return Canvas(map_sheet(outlines, areas, signed) if outlines else None, hexagon_sheet(areas, cells), cells)


def figures(request: ReportRequest, here: str = "", drawn: Canvas | None = None) -> list[ReportFigure]:
    """The maps, then the hexagons, of every reading, with what they stand on; on a canvas that is `drawn`, or a new."""
    comparison, kinds = request.found, request.kinds
    on = drawn or canvas(request)
    maps, hexes = [], []
    depending, below = _depending(comparison), _DEPENDS if comparison.scenario.uncertain else ()
    for i, side in enumerate(comparison.sides[:MOST]):
        word = both(partial(reading_word, comparison.scenario, side.reading, full=True))
        if on.map:
            picture = mapped(f"map-{i}", on.map, side.areas, kinds, here, depending[i])
            notes = request.outlines.notes if request.outlines else ()
            maps.append(_figure(picture, word, (*below, *notes), f"by r{i} v-map"))
        picture = hexagons(f"hex-{i}", on.grid, side.areas, on.cells, kinds, here, depending[i])
        hexes.append(_figure(picture, word, (*below, *_cell_notes(request)), f"by r{i} v-hex"))
    return maps + hexes


_DEPENDS: Final = (
    Label(
        "▧ Streckat: områdets grupp beror på osäkra uppgifter.",
        "▧ Hatched: the area's group depends on uncertain facts.",
    ),
)


def _depending(comparison: Comparison) -> list[frozenset[str]]:
    """By reading, the areas whose group uncertain facts may change."""
    if not comparison.scenario.uncertain:
        return [frozenset() for _ in comparison.sides]
    outcomes = (uncertainty.comparison_groups.groups(comparison, side.reading) for side in comparison.sides[:MOST])
    return [frozenset(area for area, one in of_side.items() if one.kind == "depends") for of_side in outcomes]


def _figure(picture: Picture, word: Label, notes: tuple[Label, ...], shown: str) -> ReportFigure:
    def caption(lang: str) -> str:
        reading = word.get(lang)
        return f"{picture.name.get(lang)} – {reading}" if reading else picture.name.get(lang)

    return ReportFigure(picture, both(caption), notes, legend=True, shown=shown)


def _cell_notes(request: ReportRequest) -> tuple[Label, ...]:
    """What the hexagons stand on: sources and marks."""
    if not request.places.citations:
        plain = Label(
            "Underlaget har inga lägen (places.csv): hexagonerna står i namnordning.",
            "The data set has no places (places.csv): the hexagons are in order of name.",
        )
        return (plain,)
    documents = [d for c in request.places.citations for d in c.documents]
    flags = dict.fromkeys(flag for c in request.places.citations for flag in c.flags)
    marks, marks_en = (marks_text(flags, lang) for lang in ("sv", "en"))
    book = request.found.scenario.book
    named, named_en = (sources_text(book, documents, lang) for lang in ("sv", "en"))
    return (Label(f"Lägen: {named} {marks}", f"Places: {named_en} {marks_en}"),)


def shared_block(request: ReportRequest, lang: str) -> Block:
    """The shapes of the map in which areas have different outcomes: how much of it each holds, and its outcome."""
    outlines, comparison = request.outlines, request.found
    words = {kind.group: kind.label.get(lang) for kind in request.kinds}
    groups = [{r.area.id: words[r.group] for r in side.areas} for side in comparison.sides[:MOST]]
    rows: list[tuple[Cell, ...]] = []
    for shape in outlines.shapes if outlines else ():
        for n, within in enumerate(shape.within) if _differ(shape, groups) else ():
            shares = (pick(lang, *MISSING) if s is None else share_text(s, lang) for s in within.shares)
            outcomes = (side[within.area.id] for side in groups)
            first = pick(lang, "ja", "yes") if n == 0 else ""
            rows.append((shape.name, within.area.name, first, *shares, *outcomes))
    level = comparison.scenario.book.vocabulary.levels[comparison.scenario.level].label.get(lang).capitalize()
    readings = [word.get(lang) for word in request.words[:MOST]]
    heads = (
        pick(lang, "Yta", "Shape"), level, pick(lang, "Ytans färg", "Colours the shape"),
        *(s.get(lang).capitalize() for s in (outlines.shares if outlines else ())),
        *(", ".join(filter(None, (pick(lang, "Grupp", "Group"), word))) for word in readings),
    )  # fmt: skip
    return Block(
        pick(lang, "Ytor på kartan med områden i olika grupper", "Shapes on the map with areas in different groups"),
        heads,
        tuple(rows),
    )


def _differ(shape: Outline, groups: Sequence[Mapping[str, str]]) -> bool:
    """Whether the areas in a shape have different outcomes in some reading."""
    return any(len({side[within.area.id] for within in shape.within}) > 1 for side in groups)

"""Outlines: the shapes of a map and the areas within each: the world's own, or a user's map file.

Nothing is drawn for an area that no file names; a shape of another level has the outcome of the area where most of its
residents live, and the others in it are kept by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, cast

from ..analysis.what_if import untried
from ..batch.atomic_files import reason
from ..loading.geojson import Ring, read_map
from ..loading.outlines import WorldOutlines, world_outlines
from ..model.facts import Area
from ..model.located import located
from ..model.names import fold_name, sort_key
from ..model.scenario import Scenario
from ..model.sources import Label
from ..problems.problem import GrundError, Place, nearest, problem
from ..views.wording.values import flags_text, percent_text, sources_text
from .bilingual import both

_MOST: Final = Decimal("0.5")
"""A shape has the outcome of an area that holds more than this of it."""


@dataclass(frozen=True, slots=True)
class Within:
    """An area in a shape, and what part of the shape it holds, share by share; none where it is the shape."""

    area: Area
    shares: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """One shape: its name, its rings, and the areas in it: first the one whose outcome it has. Perhaps none."""

    name: str
    rings: tuple[Ring, ...]
    within: tuple[Within, ...]


@dataclass(frozen=True, slots=True)
class Outlines:
    """The shapes of a map, in order of name; degrees, or metres with y to the north; what is said under the map."""

    shapes: tuple[Outline, ...]
    degrees: bool
    notes: tuple[Label, ...]
    shares: tuple[Label, ...] = ()


def outlines_of(scenario: Scenario) -> Outlines | None:
    """The outlines of a scenario's world; None where it has none, or none at a level that leads to the one compared.

    Made once: what is tried moves no border.
    """
    first, key = untried(scenario), ("outlines", scenario.level)
    if key not in first.cache:
        first.cache[key] = _outlines_of(first)
    return cast("Outlines | None", first.cache[key])


def _outlines_of(scenario: Scenario) -> Outlines | None:
    given = world_outlines(scenario.facts, scenario.book)
    if given is None:
        return None
    areas = scenario.today.areas
    shapes = tuple(
        Outline(areas[name].name, rings, _within(scenario, areas[name], given))
        for name, rings in given.rings.items() if name in areas
    )  # fmt: skip
    if not any(shape.within for shape in shapes):
        return None
    shares = tuple(scenario.book.vocabulary.shares[s] for s in given.shares)
    ordered = sorted(shapes, key=lambda shape: sort_key(shape.name))
    return Outlines(tuple(ordered), given.degrees, _notes(scenario, given, shapes), shares)


def _within(scenario: Scenario, area: Area, given: WorldOutlines) -> tuple[Within, ...]:
    """The areas of the level compared that lie in an outline: the one with most of it first, then those large enough.

    Most is by the first share. None where no area holds more than half.
    """
    places = located(scenario.today, area, scenario.level)
    if any(place.relation != "overlaps" for place in places):
        return (Within(places[0].area),)
    parts = [Within(p.area, tuple(p.shares.get(name) for name in given.shares)) for p in places]
    parts = sorted((p for p in parts if p.shares), key=lambda p: -(p.shares[0] or 0))
    if not parts or (parts[0].shares[0] or 0) <= _MOST:
        return ()
    return (parts[0], *(p for p in parts[1:] if any((share or 0) > given.least for share in p.shares)))


def _notes(scenario: Scenario, given: WorldOutlines, shapes: Sequence[Outline]) -> tuple[Label, ...]:
    """The sources of the outlines, what the world says of them, and how a shape of another level got its outcome."""
    named, named_en = (sources_text(scenario.book, given.citation.documents, lang) for lang in ("sv", "en"))
    marks, marks_en = (flags_text(given.citation, lang) for lang in ("sv", "en"))
    notes = [Label(f"Gränser: {named} {marks}", f"Outlines: {named_en} {marks_en}")]
    if given.caption.sv:
        notes.append(given.caption)
    if any(within.shares for shape in shapes for within in shape.within):
        level = scenario.book.vocabulary.levels[scenario.level].label
        least = both(lambda lang: percent_text((given.least * 100).normalize(), lang))
        notes.append(
            Label(
                f"Varje yta visar gruppen för det område ({level.sv}) där de flesta av ytans invånare bor. Ränder: ett "
                f"annat område med mer än {least.sv} av ytan hör till en annan grupp. Hexagonkartan visar varje område "
                "för sig.",
                f"Each shape shows the group of the area ({level.get('en')}) where most of its residents live. Bands: "
                f"another area with more than {least.en} of the shape is in another group. The hexagon map shows every "
                "area by itself.",
            )
        )
    return tuple(notes)


def outlines_from(path: str, areas: Sequence[Area]) -> Outlines:
    """The outlines of areas in a user's GeoJSON file, matched by id, else by name. Raises `GrundError`."""
    try:
        drawn = read_map(path, path)
    except OSError as error:
        raise GrundError([problem("G532", Place(path), file=path, why=reason(error))]) from None
    ids, names = {a.id: a for a in areas}, dict[str, list[Area]]()
    for candidate in areas:
        names.setdefault(fold_name(candidate.name), []).append(candidate)
    rings: dict[Area, tuple[Ring, ...]] = {}
    strangers: list[str] = []
    by_name = 0
    for feature in drawn.features:
        area: Area | None = next((ids[w] for w in feature.words if w in ids), None)
        if area is None:
            named = (names.get(fold_name(w), []) for w in feature.words)
            area = next((places[0] for places in named if len(places) == 1), None)
            by_name += area is not None
        if area is None:
            strangers.append(feature.words[0] if feature.words else "–")
            continue
        rings[area] = rings.get(area, ()) + feature.rings
    shapes = [Outline(a.name, outline, (Within(a),)) for a, outline in rings.items() if outline]
    if not shapes:
        known = ", ".join(a.id for a in areas[:6])
        near = nearest(strangers[0], ids) if strangers else None
        sentence = ", ".join(strangers[:6]) or "–"
        raise GrundError([problem("G556", Place(path), near, file=path, found=sentence, known=known)])
    drawn_areas = {shape.within[0].area.id for shape in shapes}
    missing = [a.name for a in areas if a.id not in drawn_areas]
    notes = _match_notes(path, len(shapes), by_name, missing, strangers)
    return Outlines(tuple(sorted(shapes, key=lambda shape: sort_key(shape.name))), drawn.degrees, notes)


def _match_notes(
    file: str, count: int, by_name: int, missing: Sequence[str], strangers: Sequence[str]
) -> tuple[Label, ...]:
    """How a user's map matched the world's areas, by name where it did not."""
    total = count + len(missing)
    labels = [
        Label(
            f"Karta: {file}. Områden med gräns i filen: {count} av {total}, varav {by_name} efter namn.",
            f"Map: {file}. Areas with an outline in the file: {count} of {total}, {by_name} of them by name.",
        )
    ]
    for what, names in (
        (Label("Områden utan gräns i filen", "Areas without an outline in the file"), missing),
        (Label("I filen men inte i underlaget", "In the file but not in the data set"), strangers),
    ):
        if names:
            more = f" (+{len(names) - 20})" if len(names) > 20 else ""
            listed = ", ".join(names[:20]) + more
            labels.append(Label(f"{what.sv}: {listed}.", f"{what.en}: {listed}."))
    return tuple(labels)

"""Overlaps: how much of each area of a layer lies in each of another, by surface and by where people live.

The shares of an area add to one or less; where a layer lies over itself it is refused; what is dropped, not covered or
no more than a strip along a border is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..problems.extras import require
from ..problems.problem import GrundError, Place, Problem, problem
from .map_layers import MapLayer

HECTARE: Final = 10_000.0
_TOUCH: Final = 1.0
"""Square metres: surfaces that share less only touch."""
_SLACK: Final = 0.001
"""By so much may shares add to more than one, or two editions of one area differ."""


class ResidentLayer(NamedTuple):
    """People at places, or spread evenly over surfaces."""

    shapes: Sequence[Any]
    counts: Sequence[float]


class SharedSurface(NamedTuple):
    """The surface that two areas share, in square metres, and who lives there; None where it was not asked."""

    area: str
    other: str
    surface: float
    residents: float | None


class Overlay(NamedTuple):
    """The pieces of two layers, the residents of each area, and what must be said."""

    pieces: Sequence[SharedSurface]
    residents: Mapping[str, float]
    other_residents: Mapping[str, float]
    findings: Mapping[str, Sequence[str]]


def overlay(first: MapLayer, second: MapLayer, residents: ResidentLayer | None, floor: float) -> Overlay:
    """The overlaps of at least `floor` hectares; raises `GrundError` where shares add to more than one."""
    if first.epsg != second.epsg:
        raise GrundError(
            [problem("G854", Place(second.question.place), epsg=second.epsg, bounds=f"≠ EPSG:{first.epsg}")]
        )
    shapely = require("shapely")
    others = list(second.shapes)
    tree = shapely.STRtree([second.shapes[id_] for id_ in others])
    people = _People(residents, shapely) if residents else None
    pieces: list[SharedSurface] = []
    for id_, shape in first.shapes.items():
        for at in sorted(tree.query(shape, predicate="intersects")):
            shared = shape.intersection(second.shapes[others[at]])
            if shared.area >= _TOUCH:
                pieces.append(SharedSurface(id_, others[at], shared.area, people.within(shared) if people else None))
    _check_sums(first, second, pieces)
    _check_alone(first, shapely)
    _check_alone(second, shapely)
    kept = [piece for piece in pieces if piece.surface >= floor * HECTARE]
    dropped = [piece for piece in pieces if piece.surface < floor * HECTARE]
    findings = {
        "below_floor": [_shown(piece) for piece in dropped],
        "strips": [_shown(piece) for piece in kept if piece.surface < HECTARE],
        **_uncovered(first, second, pieces),
        **_editions(first, second, pieces),
        "repaired": [*first.repaired, *second.repaired],
    }
    return Overlay(
        kept,
        {id_: people.within(shape) for id_, shape in first.shapes.items()} if people else {},
        {id_: people.within(shape) for id_, shape in second.shapes.items()} if people else {},
        {kind: names for kind, names in findings.items() if names},
    )


class _People:
    """Who lives within a surface."""

    def __init__(self, residents: ResidentLayer, shapely: Any) -> None:
        self.residents = residents
        self.tree = shapely.STRtree(list(residents.shapes))

    def within(self, surface: Any) -> float:
        """Residents at places within the surface, and of each surface of residents the part that lies in it."""
        total = 0.0
        for at in sorted(self.tree.query(surface, predicate="intersects")):
            shape, count = self.residents.shapes[at], self.residents.counts[at]
            total += count * (shape.intersection(surface).area / shape.area if shape.area else 1.0)
        return total


def _shown(piece: SharedSurface) -> str:
    return f"{piece.area} – {piece.other}: {piece.surface:.0f} m²"


def _covered(layer: MapLayer, pieces: Sequence[SharedSurface], at: int) -> Iterator[tuple[str, float]]:
    """Of each area the share that the other layer covers."""
    sums = dict.fromkeys(layer.shapes, 0.0)
    for piece in pieces:
        sums[(piece.area, piece.other)[at]] += piece.surface
    yield from ((id_, total / layer.shapes[id_].area) for id_, total in sums.items())


def _check_sums(first: MapLayer, second: MapLayer, pieces: Sequence[SharedSurface]) -> None:
    """An area is covered once at most: shares that add to more mean that the other layer lies over itself."""
    problems = []
    for at, (layer, other) in enumerate(((first, second), (second, first))):
        for id_, share in _covered(layer, pieces, at):
            if share > 1 + _SLACK:
                problems.append(_twice(other, id_, share))
    if problems:
        raise GrundError(problems)


def _check_alone(layer: MapLayer, shapely: Any) -> None:
    """The surfaces of a layer lie beside one another: each is covered by its own layer once."""
    ids, shapes = list(layer.shapes), list(layer.shapes.values())
    tree = shapely.STRtree(shapes)
    problems = []
    for id_, shape in zip(ids, shapes, strict=True):
        near = (shapes[at] for at in tree.query(shape, predicate="intersects"))
        share = sum(shape.intersection(other).area for other in near) / shape.area
        if share > 1 + _SLACK:
            problems.append(_twice(layer, id_, share))
    if problems:
        raise GrundError(problems)


def _twice(layer: MapLayer, id_: str, share: float) -> Problem:
    """That an area is covered more than once by a layer."""
    file = layer.question.place
    return problem("G855", Place(file), area=id_, sum=f"{share:.4f}", file=file)


def _uncovered(first: MapLayer, second: MapLayer, pieces: Sequence[SharedSurface]) -> dict[str, list[str]]:
    named = {}
    for at, layer in enumerate((first, second)):
        key = f"not_covered_{('area', 'other')[at]}"
        named[key] = [f"{id_}: {share:.4f}" for id_, share in _covered(layer, pieces, at) if share < 1 - _SLACK]
    return named


def _editions(first: MapLayer, second: MapLayer, pieces: Sequence[SharedSurface]) -> dict[str, list[str]]:
    """Of two editions of one division (most ids are in both) the areas that one alone has, and those drawn anew."""
    both = first.shapes.keys() & second.shapes.keys()
    if 2 * len(both) < min(len(first.shapes), len(second.shapes)):
        return {}
    same = {piece.area: piece.surface for piece in pieces if piece.area == piece.other}
    drawn = {id_: max(first.shapes[id_].area, second.shapes[id_].area) for id_ in sorted(both)}
    return {
        "only_first": [f"{id_} {first.name(id_)}" for id_ in first.shapes if id_ not in both],
        "only_second": [f"{id_} {second.name(id_)}" for id_ in second.shapes if id_ not in both],
        "drawn_anew": [
            f"{id_} {first.name(id_)}: {same.get(id_, 0.0) / area:.4f}"
            for id_, area in drawn.items()
            if same.get(id_, 0.0) < (1 - _SLACK) * area
        ],
        "renamed": [
            f"{id_} {first.name(id_)} ({second.name(id_)})"
            for id_ in sorted(both)
            if first.name(id_) != second.name(id_)
        ],
    }

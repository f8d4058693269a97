"""Geo: two map layers, from files or from a map service (WFS), as areas and their overlaps.

The projection, the floor and the sums are said; every page of a service is read, as many rows as it says that there
are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ..problems.problem import GrundError, Place, problem
from .calls import Call, Client, address
from .fetched import AreaOverlap, Fetched, FetchedArea, SourceRow, request_hash
from .from_sheet import slug
from .map_layers import LayerQuestion, MapLayer, RawLayer, geojson, layer_of, read_file
from .overlaps import HECTARE, Overlay, ResidentLayer, overlay
from .part_file import opened

BASE: Final = "https://geodata.scb.se/geoserver/stat/wfs"
_ROWS: Final = 1_000
_PAGES: Final = 1_000
WFS: Final = "wfs:"


@dataclass(frozen=True, slots=True)
class GeoQuestion:
    """What a person asks of two layers; `residents` is a layer with the field that counts them."""

    first: LayerQuestion
    second: LayerQuestion
    residents: LayerQuestion | None = None
    floor: float = 0.0

    @property
    def layers(self) -> tuple[LayerQuestion, ...]:
        """Every layer that is read."""
        return tuple(layer for layer in (self.first, self.second, self.residents) if layer)

    @property
    def words(self) -> dict[str, Any]:
        """The question as the description of a fetch says it."""
        residents = self.residents.words if self.residents else {}
        return {
            "first": self.first.words,
            "second": self.second.words,
            "residents": residents,
            "floor_ha": str(self.floor),
        }


def fetch(question: GeoQuestion, base: str, client: Client, part: Path) -> Fetched:
    """The overlaps that a question asks for; raises `GrundError`."""
    if any(layer.place.startswith(WFS) for layer in question.layers):
        client.kept = opened(part, request_hash({**question.words, "base": base}))
    raws = [_raw(layer, base, client) for layer in question.layers]
    first, second = (layer_of(own, raw) for own, raw in zip((question.first, question.second), raws, strict=False))
    people = _residents(question.residents, raws[2], first) if question.residents else None
    over = overlay(first, second, people, question.floor)
    ids = [_area_ids(layer) for layer in (first, second)]
    clash = sorted({*ids[0].values()} & {*ids[1].values()})
    if clash:
        raise GrundError([problem("G856", None, id=clash[0], first=question.first.place, second=question.second.place)])
    return Fetched(
        service="geo",
        name=f"{question.first.level}_{question.second.level}",
        request={"base": base, **question.words},
        sources=[_source(layer, raw, base) for layer, raw in zip(question.layers, raws, strict=True)],
        mark="H",
        recorded="",
        areas=[
            FetchedArea(own[id_], layer.question.level, layer.name(id_))
            for layer, own in zip((first, second), ids, strict=True)
            for id_ in layer.shapes
        ],
        overlaps=_overlaps(question, first, second, over, ids),
        description=_description(question, first, second, over),
        findings=over.findings,
        calls=client.sent,
    )


def planned_calls(question: GeoQuestion, base: str) -> list[Call]:
    """The first page of each layer that a service is asked for."""
    return [_page(layer, base, 0) for layer in question.layers if layer.place.startswith(WFS)]


def _page(layer: LayerQuestion, base: str, start: int) -> Call:
    name, _, value = layer.where.partition("=")
    quoted = value.replace("'", "''")
    url = address(
        base,
        service="WFS",
        version="1.1.0",
        request="GetFeature",
        typeName=layer.place.removeprefix(WFS),
        outputFormat="application/json",
        srsName="EPSG:3006",
        CQL_FILTER=f"{name}='{quoted}'" if name else "",
        sortBy=layer.id,
        maxFeatures=str(_ROWS),
        startIndex=str(start),
    )
    return Call(url)


def _raw(layer: LayerQuestion, base: str, client: Client) -> RawLayer:
    """A layer from its file, or all pages of it from the service."""
    if not layer.place.startswith(WFS):
        return read_file(layer)
    pages: list[RawLayer] = []
    rows, total, call = 0, 1, _page(layer, base, 0)
    while rows < total and len(pages) < _PAGES:
        call = _page(layer, base, rows)
        data = client.figures(call)
        try:
            page = geojson(data, layer.place.removeprefix(WFS))
            total = int(next(data[n] for n in ("numberMatched", "totalFeatures") if str(data.get(n)).isdigit()))
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
            raise GrundError([problem("G845", call.place, why=str(error) or "numberMatched")]) from None
        pages.append(page)
        rows += len(page.features)
        if not page.features and rows < total:
            raise GrundError([problem("G845", call.place, why=f"{rows} < {total}")])
    if rows != total or not pages:
        raise GrundError([problem("G845", call.place, why=f"{rows} ≠ {total}")])
    return pages[0]._replace(features=[feature for page in pages for feature in page.features])


def _residents(question: LayerQuestion, raw: RawLayer, first: MapLayer) -> ResidentLayer:
    """The layer of residents with the count of each row; raises `GrundError` where one says none."""
    layer = layer_of(question, raw, points=True)
    if layer.epsg != first.epsg:
        raise GrundError([problem("G854", Place(question.place), epsg=layer.epsg, bounds=f"≠ EPSG:{first.epsg}")])
    counts = []
    for fields in layer.fields.values():
        value = fields.get(question.id)
        try:
            counts.append(float(str(value)))
        except ValueError:
            why = f"{question.id}: {value}"
            raise GrundError([problem("G853", Place(question.place), file=question.place, why=why)]) from None
        if not 0 <= counts[-1] < 1e9:
            raise GrundError(
                [problem("G853", Place(question.place), file=question.place, why=f"{question.id}: {value}")]
            )
    return ResidentLayer(list(layer.shapes.values()), counts)


def _area_ids(layer: MapLayer) -> dict[str, str]:
    """The id of each area in a world: as the layer has it, else made of it, after the prefix; each its own."""
    ids = {id_: layer.question.prefix + (id_ if re.fullmatch(r"[\w.-]+", id_) else slug(id_)) for id_ in layer.shapes}
    first: dict[str, str] = {}
    for id_, area in ids.items():
        if first.setdefault(area, id_) != id_:
            raise GrundError([problem("G856", None, id=area, first=first[area], second=id_)])
    return ids


def _overlaps(
    question: GeoQuestion, first: MapLayer, second: MapLayer, over: Overlay, ids: Sequence[dict[str, str]]
) -> list[AreaOverlap]:
    levels = (question.first.level, question.second.level)
    own, other = levels if levels[0] != levels[1] else (levels[0], f"other_{levels[1]}")
    rows = []
    for piece in over.pieces:
        shares = {
            f"share_of_{own}_area": f"{piece.surface / first.shapes[piece.area].area:.6f}",
            f"share_of_{other}_area": f"{piece.surface / second.shapes[piece.other].area:.6f}",
        }
        if piece.residents is not None:
            shares[f"share_of_{own}_population"] = _share(piece.residents, over.residents[piece.area])
            shares[f"share_of_{other}_population"] = _share(piece.residents, over.other_residents[piece.other])
            shares["population_est"] = f"{piece.residents:.1f}"
        shares["overlap_ha"] = f"{piece.surface / HECTARE:.4f}"
        note = "remsa längs gränsen, under 1 ha" if piece.surface < HECTARE else ""
        rows.append(AreaOverlap(ids[0][piece.area], ids[1][piece.other], shares, note))
    return rows


def _share(part: float, total: float) -> str:
    """A share of residents; empty, that is unknown, where nobody lives."""
    return f"{min(1.0, part / total):.6f}" if total > 0 else ""


def _source(layer: LayerQuestion, raw: RawLayer, base: str) -> SourceRow:
    service = layer.place.startswith(WFS)
    bodies = {str(feature.fields.get("ansvarig_organisation") or "") for feature in raw.features}
    editions = {str(feature.fields.get("version") or "") for feature in raw.features}
    edition = editions.pop() if len(editions) == 1 else ""
    file = "" if service else f"{Path(layer.place).name}, sha256 {sha256(Path(layer.place).read_bytes()).hexdigest()}"
    return SourceRow(
        id=layer.source or slug(raw.title),
        title=f"{raw.title} {edition}".strip(),
        publisher=(bodies.pop() if len(bodies) == 1 else "") or ("SCB" if service and base == BASE else ""),
        date=raw.date,
        reference=file,
        url=base if service else "",
        licence="CC0 1.0" if service and base == BASE else "",
    )


def _description(question: GeoQuestion, first: MapLayer, second: MapLayer, over: Overlay) -> dict[str, Any]:
    stated = [f"{layer.question.place}: EPSG:{layer.stated}, {len(layer.shapes)}" for layer in (first, second)]
    people = sum(over.residents.values())
    return {
        "measured_in": f"EPSG:{first.epsg}",
        "layers": stated,
        "floor_ha": str(question.floor),
        "sums": "andelarna av varje område är tillsammans högst 1; det som inte täcks står under findings",
        "residents": f"{people:.1f}" if question.residents else "",
    }

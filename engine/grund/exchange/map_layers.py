"""Map layers: the surfaces of a GeoPackage or GeoJSON file, by their ids, in a stated projection.

The projection is the one that the file states, and where it states none, or another than its coordinates are in, it is
refused unless they tell; degrees are put on the map of SWEREF 99 TM before anything is measured; a surface without an
id, or of no area, is a problem.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..loading.workbooks.sheets import MAX_FILE
from ..problems.extras import require
from ..problems.problem import GrundError, Place, nearest, problem
from .sweref import east_north

DEGREES: Final = (4326, 4258, 4619)
"""Longitude and latitude, of WGS84 and of SWEREF 99: for shares of areas the same."""
METRES: Final = 3006
_ENVELOPES: Final = (0, 32, 48, 48, 64)
"""Bytes before the shape in a GeoPackage, by the kind of its envelope."""


@dataclass(frozen=True, slots=True)
class LayerQuestion:
    """A layer to read: a file or `wfs:NAME`, the fields of its ids and names, its level, and a filter FIELD=VALUE."""

    place: str
    id: str
    level: str
    name: str = ""
    prefix: str = ""
    where: str = ""
    layer: str = ""
    epsg: str = ""
    source: str = ""

    @property
    def words(self) -> dict[str, str]:
        """The question as the description of a fetch says it."""
        return {
            name: getattr(self, name) for name in ("place", "layer", "id", "name", "level", "prefix", "where", "epsg")
        }


class LayerRow(NamedTuple):
    """A row of a layer: its fields, and its shape as the map library reads it."""

    fields: Mapping[str, Any]
    shape: Any


@dataclass(frozen=True, slots=True)
class MapLayer:
    """Surfaces in metres by their ids; `stated` is the projection of the file, `repaired` ids of shapes that crossed
    themselves."""

    question: LayerQuestion
    title: str
    date: str
    stated: int
    epsg: int
    shapes: Mapping[str, Any]
    fields: Mapping[str, Mapping[str, Any]]
    repaired: Sequence[str]

    def name(self, id_: str) -> str:
        """What a surface is called."""
        return str(self.fields[id_].get(self.question.name) or id_)


class RawLayer(NamedTuple):
    """A layer as it was read: title, date, the projection it states (0 for none), and its rows."""

    title: str
    date: str
    epsg: int
    features: Sequence[LayerRow]


def read_file(question: LayerQuestion) -> RawLayer:
    """The layer of a file; raises `GrundError`."""
    path = Path(question.place)
    try:
        if path.stat().st_size > MAX_FILE:
            raise ValueError("@too_large_file")
        if path.suffix.lower() == ".gpkg":
            return _geopackage(path, question)
        if path.suffix.lower() in (".geojson", ".json"):
            return geojson(json.loads(path.read_text(encoding="utf-8-sig")), path.name)
        raise ValueError("@no_map_kind")
    except OSError:
        raise GrundError([problem("G101", None, file=question.place)]) from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, sqlite3.Error) as error:
        raise _unread(question, str(error) or type(error).__name__) from None


def _unread(question: LayerQuestion, why: str) -> GrundError:
    return GrundError([problem("G853", Place(question.place), file=question.place, why=why)])


def _geopackage(path: Path, question: LayerQuestion) -> RawLayer:
    shapely = require("shapely")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        base.row_factory = sqlite3.Row
        layers = {
            row["table_name"]: row for row in base.execute("select * from gpkg_contents where data_type='features'")
        }
        if question.layer not in layers and len(layers) != 1:
            raise ValueError(f"--layer: {', '.join(layers)}")
        row = layers[question.layer or next(iter(layers))]
        table = row["table_name"]
        column, epsg = base.execute(
            "select column_name, organization_coordsys_id from gpkg_geometry_columns g join gpkg_spatial_ref_sys s"
            " on g.srs_id = s.srs_id where table_name = ?", (table,)
        ).fetchone()  # fmt: skip
        quoted = table.replace('"', '""')
        features = [
            LayerRow({n: v for n, v in dict(line).items() if n != column}, shapely.from_wkb(_wkb(line[column])))
            for line in base.execute(f'select * from "{quoted}" order by rowid')
        ]
    return RawLayer(str(row["identifier"] or table), str(row["last_change"] or "")[:10], int(epsg), features)


def _wkb(blob: bytes | None) -> bytes | None:
    """The shape in a GeoPackage's blob: after `GP`, flags, the projection and an envelope."""
    if blob is None:
        return None
    if blob[:2] != b"GP":
        raise ValueError("GP")
    return blob[8 + _ENVELOPES[(blob[3] >> 1) & 7] :]


def geojson(data: Any, title: str) -> RawLayer:
    """The layer of a GeoJSON collection; raises `ValueError` and the like where it is none."""
    shapely = require("shapely.geometry")
    crs = str(((data.get("crs") or {}).get("properties") or {}).get("name") or "")
    code = re.search(r"EPSG:{1,2}(\d+)$", crs)
    epsg = int(code[1]) if code else 4326 if crs.endswith("CRS84") else 0
    if data.get("type") != "FeatureCollection":
        raise ValueError("FeatureCollection")
    rows = data["features"]
    features = [
        LayerRow(row["properties"] or {}, shapely.shape(row["geometry"]) if row["geometry"] else None) for row in rows
    ]
    return RawLayer(title, "", epsg, features)


def layer_of(question: LayerQuestion, raw: RawLayer, points: bool = False) -> MapLayer:
    """A layer by its ids, in metres; raises `GrundError`. `points`: places and not surfaces may stand in it."""
    shapely = require("shapely")
    features = list(_filtered(question, raw.features))
    if not features:
        raise _unread(question, "@no_features")
    stated = _projection(question, raw.epsg, features, shapely)
    parts: dict[str, list[Any]] = {}
    fields: dict[str, Mapping[str, Any]] = {}
    repaired = []
    kinds = ("Polygon", "MultiPolygon", *(("Point", "MultiPoint") if points else ()))
    for at, feature in enumerate(features):
        id_ = str(at) if points else _id(question, feature)
        shape = feature.shape
        if shape is None or shape.is_empty or shape.geom_type not in kinds:
            raise _unread(question, f"{id_}: {shape.geom_type if shape is not None else 'null'}")
        if stated in DEGREES:
            shape = _in_metres(shape, shapely)
        if not shape.is_valid:
            repaired.append(id_)
            shape = shapely.make_valid(shape)
        parts.setdefault(id_, []).append(shape)
        fields.setdefault(id_, feature.fields)
    shapes = {id_: own[0] if len(own) == 1 else shapely.union_all(own) for id_, own in parts.items()}
    empty = [id_ for id_, shape in shapes.items() if not points and shape.area <= 0]
    if empty:
        raise _unread(question, f"@no_surface {', '.join(empty)}")
    epsg = METRES if stated in DEGREES else stated
    return MapLayer(question, raw.title, raw.date, stated, epsg, shapes, fields, repaired)


def _in_metres(shape: Any, shapely: Any) -> Any:
    return shapely.transform(shape, lambda rows: [east_north(float(lon), float(lat)) for lon, lat in rows[:, :2]])


def _filtered(question: LayerQuestion, features: Sequence[LayerRow]) -> Iterator[LayerRow]:
    name, _, value = question.where.partition("=")
    for feature in features:
        if not name or str(_field(question, feature, name)) == value:
            yield feature


def _field(question: LayerQuestion, feature: LayerRow, name: str) -> Any:
    if name not in feature.fields:
        near, known = nearest(name, feature.fields), ", ".join(feature.fields)
        raise GrundError([problem("G843", Place(question.place), near, what="@map_field", word=name, known=known)])
    return feature.fields[name]


def _id(question: LayerQuestion, feature: LayerRow) -> str:
    id_ = str(_field(question, feature, question.id) or "").strip()
    if not id_:
        raise _unread(question, f"@no_id_field {question.id}")
    return id_


def _projection(question: LayerQuestion, stated: int, features: Sequence[LayerRow], shapely: Any) -> int:
    """The projection of a layer, by the file, the command, or where its coordinates can lie; raises `GrundError`."""
    shapes = [feature.shape for feature in features if feature.shape is not None]
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    degrees = 10 < west <= east < 25 and 55 < south <= north < 70
    metres = 200_000 < west <= east < 1_000_000 and 6_000_000 < south <= north < 7_800_000
    bounds = f"{west:.1f}, {south:.1f}, {east:.1f}, {north:.1f}"
    given = int(question.epsg) if question.epsg else stated
    guess = DEGREES[0] if degrees else METRES if metres else 0
    epsg = given or guess
    fits = degrees if epsg in DEGREES else metres if epsg == METRES else max(map(abs, (west, south, east, north))) > 360
    if not epsg or not fits:
        raise GrundError([problem("G854", Place(question.place), epsg=epsg or "–", bounds=bounds)])
    return epsg

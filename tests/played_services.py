"""Played services: a server on this machine that answers as the public services do, and as they do on a bad day.

The answers are constructed after the services' own descriptions; nothing here was recorded. A fault is played once,
to the next request that it is meant for: a status, `cut` (no answer), `half` (an answer that ends early), `torn` (JSON
that ends early), `html` (a login page), `slow` (no answer in time), `latin` (bytes that are no UTF-8).
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from socketserver import TCPServer
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

SLOW: Final = 1.2
"""Seconds that a slow answer takes; tests wait for less."""


@dataclass(frozen=True)
class Asked:
    """A request: its path without the base, query and JSON body."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    agent: str


Answers = Callable[[Asked], tuple[int, Any]]


@dataclass
class Played:
    """A service: what it answers, the faults to come by a part of the path, and what it was asked."""

    answers: Answers
    faults: list[tuple[str, str | int, dict[str, str]]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    base: str = ""

    def fault(self, kind: str | int, path: str = "", times: int = 1, **headers: str) -> None:
        """The next requests whose path has this in it get a fault in place of an answer."""
        self.faults += [(path, kind, {k.replace("_", "-"): v for k, v in headers.items()})] * times

    def paths(self, part: str = "") -> list[str]:
        """The paths asked for that have this in them."""
        return [asked.path for asked in self.asked if part in asked.path]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Without asking anybody for the name of this machine, which takes seconds where nobody knows it."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]


@contextlib.contextmanager
def playing(answers: Answers) -> Iterator[Played]:
    """A service on a port of its own, gone afterwards."""
    played = Played(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            assert self.headers["Content-Type"] == "application/json"
            self._answer(json.loads(raw))

        def _answer(self, body: Any) -> None:
            parts = urlsplit(self.path)
            path = unquote(parts.path)
            asked = Asked(self.command, path, dict(parse_qsl(parts.query)), body, self.headers.get("User-Agent", ""))
            played.asked.append(asked)
            fault = next((f for f in played.faults if f[0] in path), None)
            if fault is not None:
                played.faults.remove(fault)
                self._fail(fault[1], fault[2], asked)
                return
            status, answer = played.answers(asked)
            kind = "application/json" if status == 200 else "application/problem+json"
            self._send(status, json.dumps(answer, ensure_ascii=False).encode(), kind)

        def _fail(self, kind: str | int, headers: dict[str, str], asked: Asked) -> None:
            if isinstance(kind, int):
                text = b"API calls quota exceeded! maximum admitted 30 per 10s." if kind == 429 else b""
                self._send(kind, text, "text/plain", headers)
            elif kind == "cut":
                self.close_connection = True
            elif kind == "html":
                self._send(200, b"<html>Logga in</html>", "text/html")
            elif kind == "slow":
                time.sleep(SLOW)
                self.close_connection = True
            elif kind == "latin":
                self._send(200, '{"label": "å"}'.encode("latin-1"), "application/json")
            else:
                raw = json.dumps(played.answers(asked)[1]).encode()
                length = len(raw) if kind == "half" else None
                self._send(200, raw[: len(raw) // 2], "application/json", length=length)

        def _send(
            self, status: int, raw: bytes, kind: str, headers: Mapping[str, str] = {}, length: int | None = -1
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if length is not None:
                self.send_header("Content-Length", str(len(raw) if length < 0 else length))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            """Nothing: a test says what went wrong."""

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    played.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# ── SCB


def dimension(codes: Mapping[str, str], **extension: Any) -> dict[str, Any]:
    """A dimension of json-stat2, its index written in another order than its positions."""
    index = {code: at for at, code in enumerate(codes)}
    shuffled = dict(sorted(index.items(), reverse=True))
    return {"label": "x", "category": {"index": shuffled, "label": dict(codes)}, "extension": extension}


@dataclass
class ScbTable:
    """A constructed table of areas, sexes, contents and years; `cell` is the figure and its sign."""

    regions: Mapping[str, str]
    lists: Mapping[str, tuple[str, Mapping[str, str]]]
    years: Sequence[str]
    cell: Callable[[str, str, str, str], tuple[int | float | None, str]]
    contents: Mapping[str, str] = field(default_factory=lambda: {"0001AA": "Folkmängd"})
    sexes: Mapping[str, str] = field(default_factory=lambda: {"1": "män", "2": "kvinnor", "1+2": "totalt"})
    updated: str = "2026-03-24T07:00:00Z"
    most: int = 150_000
    spoil: Callable[[dict[str, Any]], None] = lambda answer: None
    """What is done to an answer with figures before it is sent."""

    def answers(self, asked: Asked) -> tuple[int, Any]:
        """What PxWebApi 2 answers."""
        steps = asked.path.strip("/").split("/")
        if steps == ["config"]:
            limits = {"maxDataCells": self.most, "maxCallsPerTimeWindow": 30, "timeWindow": 10}
            return 200, {"apiVersion": "2.3.2", "license": "https://x/cc0/", **limits}
        if steps[0] == "codelists" and steps[1] in self.lists:
            label, codes = self.lists[steps[1]]
            values = [{"code": code, "label": text, "valueMap": [code]} for code, text in codes.items()]
            kind = "Aggregation" if steps[1].startswith("agg") else "Valueset"
            return 200, {"id": steps[1], "label": label, "language": "sv", "type": kind, "values": values}
        if steps[:2] != ["tables", "TAB1"]:
            return 404, {"type": "Parameter error", "title": "Non-existent table", "status": 404}
        if steps[2] == "metadata":
            return 200, self.dataset(None)
        assert asked.query["outputFormat"] == "json-stat2" and asked.method == "POST"
        chosen = {row["variableCode"]: row["valueCodes"] for row in asked.body["selection"]}
        assert all(len({*codes}) == len(codes) for codes in chosen.values()), "the same code twice is a 500"
        own = self.codes()
        for name, codes in chosen.items():
            if not {*codes} <= {*own[name], *(c for _, listed in self.lists.values() for c in listed)}:
                return 400, {"type": "Parameter error", "title": "Non-existent value", "status": 400}
        answer = self.dataset(chosen)
        if len(answer["value"]) > self.most:
            return 400, {"type": "Parameter error", "title": "Too many cells selected", "status": 400}
        self.spoil(answer)
        return 200, answer

    def codes(self) -> dict[str, Mapping[str, str]]:
        """The codes of each variable with their labels."""
        years = {year: year for year in self.years}
        return {"Region": self.regions, "Kon": self.sexes, "ContentsCode": self.contents, "Tid": years}

    def dataset(self, chosen: Mapping[str, Sequence[str]] | None) -> dict[str, Any]:
        """The table described, or the figures that are chosen of it."""
        own = self.codes()
        if chosen is not None:
            own = {n: {c: own[n].get(c, c) for c in codes} for n, codes in chosen.items()}
        lists = [{"id": id_, "label": label, "type": "Valueset"} for id_, (label, _) in self.lists.items()]
        dimensions = {name: dimension(codes) for name, codes in own.items()}
        dimensions["Region"]["extension"] = {"codelists": lists, "elimination": True}
        dimensions["ContentsCode"]["category"]["unit"] = {c: {"base": "antal", "decimals": 0} for c in self.contents}
        dimensions["ContentsCode"]["extension"] = {"refperiod": {"0001AA": "31 december"}}
        cells = [] if chosen is None else [self.cell(*codes) for codes in product(*own.values())]
        answer = {
            "version": "2.0", "class": "dataset", "label": "Folkmängd", "source": "SCB", "updated": self.updated,
            "note": ["Liten slumpmässig osäkerhet.", "Annat."], "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
            "id": list(own), "size": [len(codes) for codes in own.values()], "dimension": dimensions,
            "extension": {"noteMandatory": {"0": True}, "px": {"aggregallowed": False}},
            "value": [value for value, _ in cells],
        }  # fmt: skip
        status = {str(at): sign for at, (_, sign) in enumerate(cells) if sign}
        return {**answer, "status": status} if status else answer


# ── Kolada


@dataclass
class KoladaFigures:
    """Constructed key figures; `cells` by key figure, area, year and gender, each a cell as Kolada sends it."""

    cells: Mapping[tuple[str, str, str, str], Mapping[str, Any]]
    kpis: Mapping[str, bool] = field(default_factory=lambda: {"N00001": True, "U00002": False})
    areas: Mapping[str, str] = field(
        default_factory=lambda: {"0001": "Region A", "0101": "Norrstad", "0102": "Söderstad"}
    )
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"G1": ("0101", "0102")})
    units: Mapping[str, str] = field(
        default_factory=lambda: {"V15E1": "0101", "V15E2": "0102", "V15E3": "0001", "V11E1": "0101"}
    )
    """The municipality of each unit."""
    per_page: int = 2
    next_base: str = ""
    elsewhere: str = ""
    """Another service that a page of figures leads to."""

    def answers(self, asked: Asked) -> tuple[int, Any]:
        """What the API answers: an unknown id with an empty list, pages by `next_url`."""
        steps = asked.path.strip("/").split("/")
        if steps[0] == "kpi":
            rows: list[Any] = [
                {
                    "id": id_,
                    "title": f"Titel {id_}",
                    "is_divided_by_gender": self.kpis[id_],
                    "municipality_type": "K",
                    "has_ou_data": id_ == "N00001",
                }
                for id_ in steps[1].split(",")
                if id_ in self.kpis
            ]
        elif steps == ["municipality"]:
            rows = [
                {"id": id_, "title": title, "type": "L" if id_ < "0100" else "K"} for id_, title in self.areas.items()
            ]
        elif steps == ["municipality_groups"]:
            members = {
                id_: [{"member_id": m, "member_title": self.areas[m]} for m in of] for id_, of in self.groups.items()
            }
            rows = [{"id": id_, "title": f"Grupp {id_}", "members": of} for id_, of in members.items()]
        elif steps == ["ou"]:
            asked_for = asked.query.get("municipality")
            rows = [
                {"id": id_, "title": f"Enhet {id_}", "municipality": of}
                for id_, of in self.units.items()
                if asked_for in (None, of)
            ]
        else:
            at = dict(zip(steps[1::2], (step.split(",") for step in steps[2::2]), strict=True))
            assert all(len(words) <= 25 for words in at.values())
            kind = "ou" if steps[0] == "oudata" else "municipality"
            rows = self._rows(at, kind, self.units if kind == "ou" else [*self.areas, *self.groups])
        start = int(asked.query.get("page", 1)) - 1
        page = rows[start * self.per_page : (start + 1) * self.per_page]
        more = (start + 1) * self.per_page < len(rows)
        base = self.elsewhere if self.elsewhere and steps[0] == "data" else self.next_base
        query = urlencode({**asked.query, "page": start + 2})
        following = f"{base}{asked.path}?{query}" if more else None
        return 200, {"values": page, "count": len(page), "next_url": following, "previous_url": None}

    def _rows(self, at: Mapping[str, list[str]], kind: str, areas: Iterable[str]) -> list[Any]:
        rows = []
        for kpi, area, year in product(at["kpi"], at.get(kind, list(areas)), at["year"]):
            values = [
                {"gender": key[3], "count": 1, "status": "", "isdeleted": False, **cell}
                for key, cell in self.cells.items()
                if key[:3] == (kpi, area, year)
            ]
            if values:
                rows.append({"kpi": kpi, kind: area, "period": int(year), "values": values})
        return rows


# ── maps


def square(east: float, north: float, side: float) -> list[list[list[float]]]:
    """The ring of a square from its south-western corner."""
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    return [[[east + x, north + y] for x, y in corners]]


def collection(rows: Sequence[tuple[Mapping[str, Any], Any]], crs: str = "") -> dict[str, Any]:
    """A GeoJSON collection of surfaces or points."""
    features = [
        {
            "type": "Feature",
            "properties": dict(fields),
            "geometry": shape
            if shape is None or isinstance(shape, dict)
            else {"type": "Polygon", "coordinates": shape},
        }
        for fields, shape in rows
    ]
    stated = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return {"type": "FeatureCollection", **stated, "features": features}


@dataclass
class MapService:
    """A constructed map service (WFS 1.1.0) with its layers as rows; `most` a page."""

    layers: Mapping[str, Sequence[tuple[Mapping[str, Any], Any]]]
    most: int = 2
    lie: int = 0
    """So many rows more than there are, it says."""

    def answers(self, asked: Asked) -> tuple[int, Any]:
        """What GeoServer answers."""
        query = asked.query
        assert query["srsName"] == "EPSG:3006" and query["version"] == "1.1.0" and "sortBy" in query
        if query["typeName"] not in self.layers:
            return 400, {"title": f"Unknown layer {query['typeName']}"}
        name, _, value = query.get("CQL_FILTER", "").partition("=")
        rows = [
            row for row in self.layers[query["typeName"]] if not name or fnmatchcase(str(row[0][name]), value[1:-1])
        ]
        start = int(query["startIndex"])
        page = rows[start : start + min(self.most, int(query["maxFeatures"]))]
        answer = collection(page, "urn:ogc:def:crs:EPSG::3006")
        return 200, {**answer, "totalFeatures": len(rows) + self.lie, "numberMatched": len(rows) + self.lie}

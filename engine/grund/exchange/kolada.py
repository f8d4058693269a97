"""Kolada: key figures of municipalities, regions, groups of them, and their units (API v3) as facts.

Every page is read, from the address that was asked; each figure that was asked for has a row, with Kolada's own word
where there is none; a null that no word explains stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..problems.problem import GrundError, Problem, nearest, problem
from .calls import Call, Client, address, chunked
from .fetched import Fetched, FetchedArea, FetchedFact, SourceRow, request_hash
from .part_file import opened
from .scb import number_text

BASE: Final = "https://api.kolada.se/v3"
_PAGE: Final = "https://www.kolada.se/"
_IDS: Final = 25
"""No more ids may stand in a part of an address."""
_PER_PAGE: Final = "5000"
_PAGES: Final = 1_000
STATUSES: Final[Mapping[str, str]] = {"Missing": "not_available"}
"""What Kolada writes beside a null, as a kind of missing."""
ALL: Final = ("K", "L")
"""What stands for all municipalities, and for all regions (with the country)."""


@dataclass(frozen=True, slots=True)
class KoladaQuestion:
    """What a person asks of Kolada: key figures, areas by their codes (K: all municipalities, L: all regions, G…: a
    group of them), years, and for whom. `units`: ids or patterns (V15*) of units in these areas, asked for instead."""

    kpis: tuple[str, ...]
    level: str
    areas: tuple[str, ...]
    years: tuple[str, ...] = ()
    genders: tuple[str, ...] = ("T",)
    attributes: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    units: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What a row of figures calls the area that it is about."""
        return "ou" if self.units else "municipality"

    @property
    def words(self) -> dict[str, Any]:
        """The question as the description of a fetch says it."""
        return {
            **({"units": list(self.units)} if self.units else {}),
            "kpis": list(self.kpis),
            "areas": list(self.areas),
            "years": list(self.years),
            "genders": list(self.genders),
            "attributes": dict(sorted(self.attributes.items())),
            "signs": dict(sorted(self.signs.items())),
            "level": self.level,
            "prefix": self.prefix,
        }


_Cells = dict[tuple[str, str, str, str], Mapping[str, Any]]
"""Cells by key figure, area, year and gender."""


def fetch(question: KoladaQuestion, base: str, client: Client, part: Path, source: str = "") -> Fetched:
    """The facts that a question asks for; raises `GrundError` with the request that it stopped at."""
    client.calls, client.window = 5, 1.0
    kpis = {row["id"]: row for row in _rows(_kpi_calls(question, base), client, ("id", "title"))}
    places = _places(question, base, client)
    _check(question, kpis, places)
    areas = _asked(question, base, client, places)
    key = request_hash({**question.words, "base": base, "areas": list(areas), "kpis": list(kpis)})
    client.kept = opened(part, key)
    calls = _data_calls(question, base, areas)
    rows = _rows(calls, client, ("kpi", question.kind, "period", "values"), figures=True)
    cells = dict(_cells(rows, question.kind, calls[0]))
    facts = list(_facts(question, areas, kpis, cells, calls[0]))
    if not any(fact.value for fact in facts):
        raise GrundError([problem("G859", calls[0].place)])
    return Fetched(
        service="kolada",
        name="kolada",
        request={"base": base, **question.words},
        sources=(
            SourceRow(
                id=source or "kolada",
                title="; ".join(f"{id_} {kpis[id_]['title']}" for id_ in question.kpis),
                publisher="Kolada",
                date="",
                reference=", ".join(question.kpis),
                url=_PAGE if base == BASE else base,
                licence="Källa: Kolada (fri användning; källan ska anges)",
            ),
        ),
        mark="V" if base == BASE else "G",
        recorded="",
        areas=[FetchedArea(question.prefix + id_, question.level, *named) for id_, named in areas.items()],
        facts=facts,
        description=_description(question, kpis),
        calls=client.sent,
    )


def planned_calls(question: KoladaQuestion, base: str) -> list[Call]:
    """The requests of a question: the first page of each."""
    groups = [_call(base, "municipality_groups")] if _groups(question) else []
    units = _unit_calls(question, base, question.areas) if question.units else []
    named_areas = question.units or [area for area in question.areas if area not in ALL]
    listed = (_call(base, "municipality"), *groups, *units)
    return [*_kpi_calls(question, base), *listed, *_data_calls(question, base, named_areas)]


def _call(base: str, *path: str, **query: str) -> Call:
    """A call for as many rows as a page may have."""
    return Call(address(base, *path, per_page=_PER_PAGE, **query))


def _kpi_calls(question: KoladaQuestion, base: str) -> list[Call]:
    return [Call(address(base, "kpi", ",".join(ids))) for ids in chunked(question.kpis, _IDS)]


def _unit_calls(question: KoladaQuestion, base: str, municipalities: Sequence[str]) -> list[Call]:
    """The units of some municipalities, or of all where that takes fewer calls."""
    if {*ALL} & {*question.areas} or len(municipalities) > _IDS:
        return [_call(base, "ou")]
    return [_call(base, "ou", municipality=id_) for id_ in municipalities]


def _data_calls(question: KoladaQuestion, base: str, areas: Iterable[str]) -> list[Call]:
    """Every key figure for every area and year, by so many at a time; of all areas where a whole kind is asked for."""
    calls = []
    is_all = bool({*ALL} & {*question.areas}) and not question.units
    for kpis in chunked(question.kpis, _IDS):
        for ids in [()] if is_all else chunked(list(areas), _IDS) or [()]:
            for years in chunked(question.years, _IDS):
                where = (question.kind, ",".join(ids)) if ids else ()
                data = "oudata" if question.units else "data"
                calls.append(_call(base, data, "kpi", ",".join(kpis), *where, "year", ",".join(years)))
    return calls


# ── areas


class _Place(NamedTuple):
    """A municipality, a region, or a group of them: `kind` K, L or empty for a group."""

    title: str
    kind: str
    members: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Of a group, its members."""
        return f"Kolada: {', '.join(self.members)}" if self.members else ""


def _groups(question: KoladaQuestion) -> bool:
    return any(area.startswith("G") for area in question.areas)


def _places(question: KoladaQuestion, base: str, client: Client) -> dict[str, _Place]:
    """Every municipality and region, and every group where one is asked for, by id."""
    rows = _rows([_call(base, "municipality")], client, ("id", "title", "type"))
    places = {row["id"]: _Place(row["title"], row["type"]) for row in rows}
    if _groups(question):
        for row in _rows([_call(base, "municipality_groups")], client, ("id", "title", "members")):
            members = tuple(str(member.get("member_id") or member.get("id")) for member in row["members"])
            places[row["id"]] = _Place(row["title"], "", members)
    return places


def _asked(
    question: KoladaQuestion, base: str, client: Client, places: Mapping[str, _Place]
) -> dict[str, tuple[str, str]]:
    """The areas that figures are asked for, with name and note; raises `GrundError` where units are none."""
    chosen = {id_: place for id_, place in places.items() if {id_, place.kind} & {*question.areas}}
    if not question.units:
        return {id_: (place.title, place.note) for id_, place in chosen.items()}
    municipalities = list(dict.fromkeys(m for id_, place in chosen.items() for m in place.members or (id_,)))
    rows = _rows(_unit_calls(question, base, municipalities), client, ("id", "title", "municipality"))
    listed = {row["id"]: row for row in rows if row["municipality"] in municipalities}
    unmatched = [pattern for pattern in question.units if not any(fnmatchcase(id_, pattern) for id_ in listed)]
    if unmatched:
        raise GrundError([_unknown("--units", word, listed) for word in unmatched])
    units = {id_: row for id_, row in listed.items() if any(fnmatchcase(id_, p) for p in question.units)}
    return {id_: (row["title"], f"Kolada: {row['municipality']}") for id_, row in units.items()}


def _rows(
    calls: Sequence[Call], client: Client, names: tuple[str, ...], figures: bool = False
) -> Iterator[Mapping[str, Any]]:
    """The rows of all pages; raises `GrundError` where a page is none, lacks a field, or leads to another service."""
    for call in calls:
        page: Call | None = call
        for _ in range(_PAGES):
            if page is None:
                break
            data = (client.figures if figures else client.json)(page)
            values = data.get("values") if isinstance(data, dict) else None
            if not isinstance(values, list) or any(not {*names} <= {*row} for row in values if isinstance(row, dict)):
                raise GrundError([problem("G845", page.place, why=f"values: {', '.join(names)}")])
            yield from values
            following = data.get("next_url") or data.get("next_page")
            if following and not str(following).startswith(_origin(call.url)):
                raise GrundError([problem("G845", page.place, why=f"next_url: {following}")])
            page = Call(str(following)) if following else None


def _origin(url: str) -> str:
    return "/".join(url.split("/")[:3]) + "/"


def _check(question: KoladaQuestion, kpis: Mapping[str, Any], places: Mapping[str, _Place]) -> None:
    """Words that Kolada does not have: it answers an unknown one with nothing, and no error."""
    problems = [_unknown("@indicator", word, kpis) for word in question.kpis if word not in kpis]
    problems += [_unknown("@area", word, places) for word in question.areas if word not in places and word not in ALL]
    keys = [f"{id_}{'/' + g if g != 'T' else ''}" for id_ in question.kpis for g in question.genders]
    for key in question.attributes:
        if key not in keys:
            problems.append(problem("G843", None, what="--attribute", word=key, known=", ".join(keys)))
    for id_ in question.kpis if question.units else ():
        if id_ in kpis and kpis[id_].get("has_ou_data") in (False, 0):
            problems.append(problem("G843", None, what=f"{id_} --units", word=", ".join(question.units), known="–"))
    if problems:
        raise GrundError(problems)


def _unknown(what: str, word: str, known: Iterable[str]) -> Problem:
    """A word that is none of the known, with some of them."""
    names = list(known)
    return problem("G843", None, nearest(word, names), what=what, word=word, known=", ".join(names[:8]) or "–")


def _cells(
    rows: Iterator[Mapping[str, Any]], kind: str, call: Call
) -> Iterator[tuple[tuple[str, str, str, str], Mapping[str, Any]]]:
    seen: _Cells = {}
    for row in rows:
        for cell in row["values"]:
            key = (str(row["kpi"]), str(row[kind]), str(row["period"]), str(cell.get("gender")))
            if seen.setdefault(key, cell) != cell:
                raise GrundError([problem("G845", call.place, why=f"@twice {', '.join(key)}")])
            yield key, cell


def _facts(
    question: KoladaQuestion, areas: Iterable[str], kpis: Mapping[str, Any], cells: _Cells, call: Call
) -> Iterator[FetchedFact]:
    """A fact for all that was asked for; raises `GrundError` with every cell that says nothing certain."""
    problems: list[Problem] = []
    statuses = {**STATUSES, **question.signs}
    for kpi in question.kpis:
        for gender in question.genders:
            if gender != "T" and kpis[kpi].get("is_divided_by_gender") in (False, 0):
                problems.append(problem("G843", None, what=f"{kpi} --gender", word=gender, known="T"))
                continue
            key = f"{kpi}/{gender}" if gender != "T" else kpi
            name = question.attributes.get(key, key.lower().replace("/", "_"))
            for year in question.years:
                for area in areas:
                    cell = cells.get((kpi, area, year, gender))
                    value, missing, note = _said(cell, statuses)
                    if not value and not missing:
                        words = {"cell": f"{kpi}, {area}, {year}, {gender}", "sign": note.partition(": ")[2]}
                        problems.append(problem("G846", call.place, **words))
                    yield FetchedFact(question.prefix + area, name, value, f"{year}-12-31", "year", missing, note)
    if problems:
        raise GrundError(problems)


def _said(cell: Mapping[str, Any] | None, statuses: Mapping[str, str]) -> tuple[str, str, str]:
    """Value, kind of missing and note of a cell; neither value nor kind where nobody says what its status is."""
    if cell is None:
        return "", "not_available", "Kolada: ingen rad"
    if cell.get("isdeleted"):
        return "", "not_available", "Kolada: borttagen"
    status, value, count = str(cell.get("status") or ""), cell.get("value"), cell.get("count")
    of_group = f"ovägt medelvärde av {count}" if isinstance(count, int) and count > 1 else ""
    words = "; ".join(filter(None, (status, of_group)))
    note = f"Kolada: {words}" if words else ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number_text(value), "", note
    kind = statuses.get(status, "") if status and value is None else ""
    return ("0", "", note) if kind == "zero" else ("", kind, note)


def _description(question: KoladaQuestion, kpis: Mapping[str, Any]) -> dict[str, Any]:
    fields = ("title", "description", "municipality_type", "publication_date", "publ_period")
    return {
        "attributes": {id_: {name: str(kpis[id_].get(name) or "") for name in fields} for id_ in question.kpis},
        "dated": "valid_from är årets sista dag; när värdet blev känt säger Kolada inte",
    }

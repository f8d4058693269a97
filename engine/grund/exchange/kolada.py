"""Kolada: key figures of municipalities and regions (API v3) as facts.

Enters: a question and a client. Leaves: a `Fetched`. Promise: every page is read, from the address that was asked; each
figure that was asked for has a row, with Kolada's own word where there is none; a null that no word explains stops.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

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
    """What a person asks of Kolada: key figures, areas by their codes (K: all municipalities, L: all regions), years,
    and for whom."""

    kpis: tuple[str, ...]
    level: str
    areas: tuple[str, ...]
    years: tuple[str, ...] = ()
    genders: tuple[str, ...] = ("T",)
    attributes: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""

    @property
    def words(self) -> dict[str, Any]:
        """The question as the description of a fetch says it."""
        return {
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
    named = [Call(address(base, "municipality", per_page=_PER_PAGE))]
    listed = {row["id"]: row for row in _rows(named, client, ("id", "title", "type"))}
    titles = {id_: row["title"] for id_, row in listed.items()}
    _check(question, kpis, titles)
    areas = [id_ for id_, row in listed.items() if {id_, row["type"]} & {*question.areas}]
    key = request_hash({**question.words, "base": base, "areas": areas, "kpis": list(kpis)})
    client.kept = opened(part, key)
    calls = _data_calls(question, base)
    cells = dict(_cells(_rows(calls, client, ("kpi", "municipality", "period", "values"), figures=True), calls[0]))
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
        areas=[FetchedArea(question.prefix + id_, question.level, titles[id_]) for id_ in areas],
        facts=facts,
        description=_description(question, kpis),
        calls=client.sent,
    )


def planned_calls(question: KoladaQuestion, base: str) -> list[Call]:
    """The requests of a question: the first page of each."""
    named = Call(address(base, "municipality", per_page=_PER_PAGE))
    return [*_kpi_calls(question, base), named, *_data_calls(question, base)]


def _kpi_calls(question: KoladaQuestion, base: str) -> list[Call]:
    return [Call(address(base, "kpi", ",".join(ids))) for ids in chunked(question.kpis, _IDS)]


def _data_calls(question: KoladaQuestion, base: str) -> list[Call]:
    """Every key figure for every area and year, by so many at a time; of all areas where a whole kind is asked for."""
    calls = []
    named = () if {*ALL} & {*question.areas} else question.areas
    for kpis in chunked(question.kpis, _IDS):
        for areas in chunked(named, _IDS) or [()]:
            for years in chunked(question.years, _IDS):
                where = ("municipality", ",".join(areas)) if areas else ()
                path = ("data", "kpi", ",".join(kpis), *where, "year", ",".join(years))
                calls.append(Call(address(base, *path, per_page=_PER_PAGE)))
    return calls


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


def _check(question: KoladaQuestion, kpis: Mapping[str, Any], titles: Mapping[str, str]) -> None:
    """Words that Kolada does not have: it answers an unknown one with nothing, and no error."""
    problems: list[Problem] = []
    for what, words, known in (("@indicator", question.kpis, kpis), ("@area", question.areas, titles)):
        for word in words:
            if word not in known and word not in ALL:
                shown = ", ".join(list(known)[:8]) or "–"
                problems.append(problem("G843", None, nearest(word, known), what=what, word=word, known=shown))
    keys = [f"{id_}{'/' + g if g != 'T' else ''}" for id_ in question.kpis for g in question.genders]
    for key in question.attributes:
        if key not in keys:
            problems.append(problem("G843", None, what="--attribute", word=key, known=", ".join(keys)))
    if problems:
        raise GrundError(problems)


def _cells(
    rows: Iterator[Mapping[str, Any]], call: Call
) -> Iterator[tuple[tuple[str, str, str, str], Mapping[str, Any]]]:
    seen: _Cells = {}
    for row in rows:
        for cell in row["values"]:
            key = (str(row["kpi"]), str(row["municipality"]), str(row["period"]), str(cell.get("gender")))
            if seen.setdefault(key, cell) != cell:
                raise GrundError([problem("G845", call.place, why=f"@twice {', '.join(key)}")])
            yield key, cell


def _facts(
    question: KoladaQuestion, areas: Sequence[str], kpis: Mapping[str, Any], cells: _Cells, call: Call
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
    status, value = str(cell.get("status") or ""), cell.get("value")
    note = f"Kolada: {status}" if status else ""
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

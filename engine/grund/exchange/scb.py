"""SCB: a table of the statistical database (PxWebApi 2), by its code list and edition, as facts.

The codes that came are those that were asked for; what SCB writes for a missing figure stands beside it; a figure
outside the years of its code is missing, also where it is written as zero; a mark that nobody has explained stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ..problems.problem import GrundError, Problem, problem
from .calls import Call, Client, address
from .fetched import Fetched, FetchedArea, FetchedFact, SourceRow, request_hash
from .json_stat import Cube, CubeError, Figure, cube_of
from .part_file import opened
from .periods import last_day
from .scb_question import AREA, CodeList, ScbQuestion, bare, blocks, chosen_codes, edition, selection
from .scb_validity import ValidYears, edition_changes, is_edition, name_of, siblings, valid_years

BASE: Final = "https://statistikdatabasen.scb.se/api/v2"
PAGE: Final = "https://www.statistikdatabasen.scb.se/pxweb/sv/ssd/START__"
_CELLS, _CALLS, _WINDOW = 150_000, 30, 10.0
"""What a call may ask for and how many there may be in so many seconds, where the service does not say."""
SIGNS: Final[Mapping[str, str]] = {
    "..": "not_available",
    ".": "not_applicable",
    "-": "not_available",
    ":": "secret",
}
"""What SCB writes in place of a figure, as a kind of missing. `-` says that there is nothing to report: it is zero only
where a person says so. The table's own signs (`...`) are a person's to explain."""
_OUTSIDE: Final = "not_applicable"


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as its answers describe it, and what was chosen of it."""

    cube: Cube
    codelist: CodeList | None
    years: ValidYears
    chosen: Mapping[str, Sequence[str]]
    parts: Sequence[Mapping[str, Sequence[str]]]
    findings: Mapping[str, Sequence[str]]
    licence: str


def fetch(question: ScbQuestion, base: str, client: Client, part: Path, source: str = "") -> Fetched:
    """The facts that a question asks for; raises `GrundError` with the request that it stopped at."""
    table = _described(question, base, client)
    attribute_names(question, table.chosen, table.cube.role("time"), table.cube.role("metric"))
    key = request_hash({**question.words, "base": base, "updated": table.cube.updated, "parts": list(table.parts)})
    client.kept = opened(part, key)
    calls = [_data_call(base, question.table, block, table.codelist) for block in table.parts]
    facts: list[FetchedFact] = []
    for call, block in zip(calls, table.parts, strict=True):
        cube = _cube(client.figures(call), call)
        problems = list(_unlike(cube, block, call))
        if problems:
            raise GrundError(problems)
        facts += _facts(cube, question, table, call)
    if not any(fact.value for fact in facts):
        raise GrundError([problem("G859", calls[0].place)])
    return Fetched(
        service="scb",
        name=question.table.lower(),
        request={"base": base, **question.words},
        sources=(_source(question, base, table, source),),
        mark="V" if base == BASE else "G",
        recorded=table.cube.updated[:10],
        areas=_areas(question, table),
        facts=sorted(facts, key=lambda fact: (fact.attribute, fact.valid_from)),
        description=_description(question, table),
        findings=table.findings,
        calls=client.sent,
    )


def planned_calls(question: ScbQuestion, base: str) -> list[Call]:
    """The requests of a question, with its words where only the service knows the codes."""
    named = _list_call(base, question.codelist)
    words = {AREA: question.areas or ("*",), "ContentsCode": question.contents, "Tid": question.years, **question.only}
    codelist = CodeList(question.codelist, "", False, {}) if question.codelist else None
    return [
        Call(address(base, "config")),
        Call(address(base, "tables", question.table, "metadata", lang="sv")),
        *([named] if question.codelist else []),
        _data_call(base, question.table, {n: list(w or ["*"]) for n, w in words.items()}, codelist),
    ]


def _described(question: ScbQuestion, base: str, client: Client) -> _Table:
    """The table, its code list and the limits of the service; raises `GrundError` where a word is none of its own."""
    config = client.json(Call(address(base, "config")))
    if not isinstance(config, dict):
        raise GrundError([problem("G842", Call(address(base, "config")).place, why="config", wanted="@mapping")])
    client.calls = max(1, int(config.get("maxCallsPerTimeWindow") or _CALLS) * 5 // 6)
    client.window = float(config.get("timeWindow") or _WINDOW)
    call = Call(address(base, "tables", question.table, "metadata", lang="sv"))
    cube = _cube(client.json(call), call, figures=False)
    if not (cube.role("time") and cube.role("metric") and AREA in cube.dimensions):
        raise GrundError([problem("G845", call.place, why=f"@no_dimension {AREA}, time, metric")])
    codelist, years = None, ValidYears()
    findings: dict[str, list[str]] = {}
    listed = {row["id"]: row for row in cube.dimensions[AREA].extension.get("codelists", ())}
    known = ", ".join(f"{id_} ({row['label']})" for id_, row in listed.items())
    if question.codelist:
        if question.codelist not in listed:
            raise GrundError([problem("G843", None, what="@codelist", word=question.codelist, known=known or "–")])
        codelist = _codelist(question.codelist, base, client)
        if codelist.sums and cube.extension.get("px", {}).get("aggregallowed") is False:
            raise GrundError([problem("G857", None, option="--codelist", value=codelist.id, wanted="@no_sums")])
    elif any(is_edition(id_, row["label"]) for id_, row in listed.items()):
        raise GrundError([problem("G844", None, variable="--codelist", known=known)])
    chosen = chosen_codes(question, cube, codelist)
    if codelist:
        years, findings = _edition(question, base, client, codelist, chosen[AREA], list(listed))
    most = int(config.get("maxDataCells") or _CELLS) * 4 // 5
    parts = list(blocks(chosen, cube.role("time"), most))
    return _Table(cube, codelist, years, chosen, parts, findings, str(config.get("license") or ""))


def _edition(
    question: ScbQuestion, base: str, client: Client, codelist: CodeList, codes: Sequence[str], listed: Sequence[str]
) -> tuple[ValidYears, dict[str, list[str]]]:
    """The years of the code list, and what differs from each other edition of the same division."""
    more: list[str] = []
    if is_edition(codelist.id, codelist.label) and not question.valid:
        more = [_codelist(codelist.id, base, client, "en").label]
    years = valid_years(codelist, more, question.valid)
    findings: dict[str, list[str]] = {}
    for other in siblings(codelist.id, listed):
        findings |= edition_changes(codes, codelist, _codelist(other, base, client))
    return years, findings


def _list_call(base: str, id_: str, lang: str = "sv") -> Call:
    return Call(address(base, "codelists", id_, lang=lang))


def _codelist(id_: str, base: str, client: Client, lang: str = "sv") -> CodeList:
    call = _list_call(base, id_, lang)
    data = client.json(call)
    try:
        labels = {str(row["code"]): str(row["label"]) for row in data["values"]}
        return CodeList(str(data["id"]), str(data["label"]), data["type"] == "Aggregation", labels)
    except (KeyError, TypeError) as error:
        raise GrundError([problem("G845", call.place, why=str(error))]) from None


def _data_call(base: str, table: str, block: Mapping[str, Sequence[str]], codelist: CodeList | None) -> Call:
    url = address(base, "tables", table, "data", lang="sv", outputFormat="json-stat2")
    return Call(url, selection(block, codelist))


def _cube(data: Any, call: Call, figures: bool = True) -> Cube:
    try:
        return cube_of(data, figures)
    except CubeError as error:
        raise GrundError([problem("G845", call.place, why=str(error))]) from None


def _unlike(cube: Cube, block: Mapping[str, Sequence[str]], call: Call) -> Iterator[Problem]:
    """What an answer lacks, or has and was not asked for."""
    for name, codes in block.items():
        if name not in cube.dimensions:
            yield problem("G845", call.place, why=f"@no_dimension {name}")
        elif {*cube.dimensions[name].codes} != {*codes}:
            other = sorted({*cube.dimensions[name].codes} ^ {*codes})
            yield problem("G845", call.place, why=f"{name}: {', '.join(other[:8])}")
    for name in cube.dimensions.keys() - block.keys():
        yield problem("G845", call.place, why=f"@more_dimension {name}")


def _facts(cube: Cube, question: ScbQuestion, table: _Table, call: Call) -> Iterator[FetchedFact]:
    """Each figure as a fact; raises `GrundError` with every figure that says nothing certain."""
    time, metric = table.cube.role("time"), table.cube.role("metric")
    signs = {**SIGNS, **question.signs}
    names = attribute_names(question, table.chosen, time, metric)
    problems: list[Problem] = []
    for codes, figure in cube.figures():
        period = last_day(codes[time])
        cell = ", ".join(codes.values())
        if period is None:
            problems.append(problem("G845", call.place, why=f"{time}: {codes[time]}"))
            continue
        area = codes.get(AREA, "")
        if not table.years.holds(codes[time]):
            if figure.value:
                years = table.years.shown
                problems.append(problem("G848", call.place, cell=cell, value=figure.value, years=years))
            written = figure.mark or figure.value
            value, missing, note = "", _OUTSIDE, f"utanför kodens år ({table.years.shown}); SCB skriver {written}"
        else:
            value, missing, note = _said(figure, signs)
            if not value and not missing:
                problems.append(problem("G846", call.place, cell=cell, sign=figure.mark))
        name = names[tuple(code for v, code in codes.items() if v not in (AREA, time))]
        yield FetchedFact(question.prefix + bare(area), name, value, period[0].isoformat(), period[1], missing, note)
    if problems:
        raise GrundError(problems)


def _said(figure: Figure, signs: Mapping[str, str]) -> tuple[str, str, str]:
    """Value, kind of missing and note of a figure; neither value nor kind where nobody says what its mark is."""
    note = f"SCB: {figure.mark}" if figure.mark else ""
    if figure.value is not None:
        return number_text(figure.value), "", note
    kind = signs.get(figure.mark, "") if figure.mark else ""
    return ("0", "", note) if kind == "zero" else ("", kind, note)


def number_text(number: int | Decimal) -> str:
    """A number as files of facts write it, with the decimals that it came with."""
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def attribute_names(
    question: ScbQuestion, chosen: Mapping[str, Sequence[str]], time: str, metric: str
) -> dict[tuple[str, ...], str]:
    """The attribute of each combination of codes but area and period; raises `GrundError` where a name fits none."""
    ways: list[dict[str, str]] = [{}]
    for name, codes in chosen.items():
        if name not in (AREA, time):
            ways = [{**way, name: code} for way in ways for code in codes]
    names, keys = {}, []
    for way in ways:
        several = [code for name, code in way.items() if name != metric and len(chosen[name]) > 1]
        key = "/".join([way[metric], *several])
        keys.append(key)
        own = re.sub("[^a-z0-9]+", "_", f"{question.table} {key}".replace("+", " och ").lower()).strip("_")
        names[tuple(way.values())] = question.attributes.get(key, own)
    unknown = [key for key in question.attributes if key not in keys]
    twice = sorted({name for name in names.values() if [*names.values()].count(name) > 1})
    problems = [problem("G843", None, what="--attribute", word=key, known=", ".join(keys)) for key in unknown]
    problems += [problem("G857", None, option="--attribute", value=name, wanted=", ".join(keys)) for name in twice]
    if problems:
        raise GrundError(problems)
    return names


def _areas(question: ScbQuestion, table: _Table) -> list[FetchedArea]:
    """The areas by their codes without edition, which the source names; raises `GrundError` where two become one."""
    labels = {**table.cube.dimensions[AREA].labels, **(table.codelist.labels if table.codelist else {})}
    codes = table.chosen[AREA]
    first: dict[str, str] = {}
    for code in codes:
        if first.setdefault(bare(code), code) != code:
            raise GrundError([problem("G856", None, id=bare(code), first=first[bare(code)], second=code)])
    return [FetchedArea(question.prefix + bare(c), question.level, name_of(c, labels.get(c, c))) for c in codes]


def _source(question: ScbQuestion, base: str, table: _Table, source: str) -> SourceRow:
    """The table as a source, its code list and edition part of it."""
    editions = sorted({edition(code) for code in table.chosen.get(AREA, ()) if edition(code)})
    division = re.sub("[^a-z0-9]+", "-", re.sub("^(vs|agg)_", "", question.codelist).lower()).strip("-")
    metric = table.cube.dimensions[table.cube.role("metric")]
    contents = ", ".join(f"{c} {metric.labels.get(c, '')}".strip() for c in table.chosen[metric.name])
    listed = f"; kodlista {table.codelist.id} ({table.codelist.label})" if table.codelist else ""
    listed += f"; utgåva {', '.join(editions)}" if editions else ""
    return SourceRow(
        id=source or "-".join(filter(None, ("scb", question.table.lower(), division))),
        title=f"{table.cube.label} ({question.table})",
        publisher="SCB",
        date=table.cube.updated[:10],
        reference=f"{contents}{listed}",
        url=f"{PAGE}{question.table}/" if base == BASE else base,
        licence="CC0 1.0" if "cc0" in table.licence.lower() else table.licence,
    )


def _listed(table: _Table) -> dict[str, Any]:
    """The code list with the years that it holds for, and the other editions that its codes were compared with."""
    if table.codelist is None:
        return {}
    lists = [row["id"] for row in table.cube.dimensions[AREA].extension.get("codelists", ())]
    others = siblings(table.codelist.id, lists)
    named = {"id": table.codelist.id, "label": table.codelist.label, "years": table.years.shown}
    return {**named, "compared_with": others}


def _description(question: ScbQuestion, table: _Table) -> dict[str, Any]:
    """What the answers say of the table: notes that must follow the figures, units, the day that figures hold for."""
    cube = table.cube
    metric = cube.dimensions[cube.role("metric")]
    units, dated = metric.category.get("unit") or {}, metric.extension.get("refperiod") or {}
    must = {int(at) for at, flag in (cube.extension.get("noteMandatory") or {}).items() if flag}
    names = attribute_names(question, table.chosen, cube.role("time"), metric.name)
    at = [n for n in table.chosen if n not in (AREA, cube.role("time"))].index(metric.name)
    return {
        "table": {"id": question.table, "label": cube.label, "updated": cube.updated},
        "codelist": _listed(table),
        "attributes": {
            name: {
                "content": codes[at],
                "label": metric.labels.get(codes[at], ""),
                "codes": "/".join(codes),
                "unit": str(units.get(codes[at], {}).get("base", "")),
                "decimals": str(units.get(codes[at], {}).get("decimals", "")),
                "holds": str(dated.get(codes[at], "")),
            }
            for codes, name in names.items()
        },
        "dated": "valid_from är periodens sista dag; recorded är dagen då tabellen uppdaterades",
        "notes": [" ".join(text.split()) for i, text in enumerate(cube.notes) if i in must],
    }

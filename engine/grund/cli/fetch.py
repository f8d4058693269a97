"""`grund fetch`: figures and maps of public services, as files to read, commit and cite.

The only command that calls a service; with `--dry-run` it calls none.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from .. import batch, exchange, loading, model, views
from ..batch.atomic_files import deliver, write_folder
from ..problems.problem import GrundError, problem
from .options import LangOption, OutputOption

_Words = list[str] | None
_Signs = Annotated[list[str] | None, Parameter(allow_leading_hyphen=True)]
fetch = App(name="fetch")


@Parameter(name="*")
@dataclass(frozen=True)
class _How:
    """Where from and where to."""

    output: OutputOption = None
    base: str | None = None
    rules: str | None = None
    dry_run: bool = False
    lang: LangOption = "sv"


_HOW = _How()


@fetch.command
def scb(
    table: str,
    /,
    *,
    level: str,
    codelist: str = "",
    area: _Words = None,
    contents: _Words = None,
    years: _Words = None,
    only: _Words = None,
    attribute: _Words = None,
    sign: _Signs = None,
    valid: str = "",
    prefix: str = "",
    source: str = "",
    how: _How = _HOW,
) -> int:
    """Fetch a table of SCB's statistical database as facts."""
    if not re.fullmatch(r"\w+", table, re.ASCII):
        raise GrundError([problem("G857", None, option="TABLE", value=table, wanted="TAB6574")])
    question = exchange.scb_question.ScbQuestion(
        table=table,
        level=level,
        codelist=codelist,
        areas=_split(area),
        contents=_split(contents),
        years=tuple(re.sub(r"^(\d{4})-(\d{4})$", r"\1..\2", word) for word in _split(years)),
        only={name: _split([codes]) for name, codes in _pairs("--only", only).items()},
        attributes=_pairs("--attribute", attribute),
        signs=_signs(sign),
        valid=valid,
        prefix=prefix,
    )
    return _fetch(how, "GRUND_SCB", exchange.scb, question, source=source)


@fetch.command
def kolada(
    *kpi: str,
    level: str,
    area: _Words = None,
    units: _Words = None,
    years: _Words = None,
    gender: list[Literal["T", "K", "M"]] | None = None,
    attribute: _Words = None,
    sign: _Signs = None,
    prefix: str = "",
    source: str = "",
    how: _How = _HOW,
) -> int:
    """Fetch key figures of municipalities, regions, groups and units from Kolada as facts."""
    for option, words, form, wanted in (
        ("KPI", kpi, "[NU][0-9]{5}", "N00945"),
        ("--area", _split(area), "[0-9]{4}|K|L|G[0-9]+", "0180, G176393, K (@all_municipalities), L (@all_regions)"),
    ):
        for word in words or ("",):
            if not re.fullmatch(form, word, re.ASCII):
                raise GrundError([problem("G857", None, option=option, value=word, wanted=wanted)])
    question = exchange.kolada.KoladaQuestion(
        kpis=tuple(dict.fromkeys(kpi)),
        level=level,
        areas=tuple(dict.fromkeys(_split(area))),
        years=_years(years),
        genders=tuple(dict.fromkeys(gender or ["T"])),
        attributes=_pairs("--attribute", attribute),
        signs=_signs(sign),
        prefix=prefix,
        units=tuple(dict.fromkeys(_split(units))),
    )
    return _fetch(how, "GRUND_KOLADA", exchange.kolada, question, source=source)


@fetch.command
def geo(
    first: str,
    second: str,
    /,
    *,
    id: list[str],
    level: list[str],
    name: _Words = None,
    prefix: _Words = None,
    where: _Words = None,
    layer: _Words = None,
    epsg: _Words = None,
    source: _Words = None,
    population: str | None = None,
    residents: str = "",
    floor: float = 0.0,
    how: _How = _HOW,
) -> int:
    """Fetch two map layers, and the share of each area that lies in areas of the other."""
    options = {"id": id, "level": level, "name": name, "prefix": prefix, "where": where, "layer": layer}
    options |= {"epsg": epsg, "source": source}
    given = {option: values or [] for option, values in options.items()}
    for option, values in given.items():
        needed = option in ("id", "level")
        if len(values) > 2 or (needed and not values):
            raise GrundError(
                [problem("G857", None, option=f"--{option}", value=", ".join(values), wanted="@one_or_two")]
            )
        if option == "epsg" and not all(value.isdigit() for value in values):
            raise GrundError([problem("G857", None, option="--epsg", value=", ".join(values), wanted="3006")])
    if population is not None and not residents:
        raise GrundError([problem("G857", None, option="--residents", value="", wanted="@map_field")])
    if population is not None and population.startswith(exchange.geo.WFS):
        raise GrundError([problem("G857", None, option="--population", value=population, wanted=".gpkg, .geojson")])
    layers = [
        exchange.map_layers.LayerQuestion(place, **{o: v[min(at, len(v) - 1)] for o, v in given.items() if v})
        for at, place in enumerate((first, second))
    ]
    people = exchange.map_layers.LayerQuestion(population, residents, "") if population is not None else None
    question = exchange.geo.GeoQuestion(layers[0], layers[1], people, floor)
    return _fetch(how, "GRUND_WFS", exchange.geo, question)


def _fetch(how: _How, variable: str, service: Any, question: Any, **more: str) -> int:
    """The requests of a question to a service shown, or sent and their answers written; `variable`: that of another
    address than its own."""
    base = exchange.calls.checked_base(how.base or os.environ.get(variable) or service.BASE)
    if how.dry_run:
        print(views.fetch.planned_text(service.planned_calls(question, base), how.output, how.lang))
        return 0
    if how.output is None:
        raise GrundError([problem("G857", None, option="--output", value="", wanted="@folder")])
    folder = how.output
    exchange.fetch_folder.check_folder(folder, {"base": base, **question.words})
    book = loading.folders.rulebook(loading.paths.rules(how.rules)) if how.rules else None
    client, part = exchange.calls.Client(), exchange.part_file.part_path(folder)
    try:
        with batch.progress.advancing(lambda: None, views.fetch.watched_text(base, how.lang)) as client.on_answer:
            fetched = service.fetch(question, base, client, part, **more)
        world = {}
        if book:
            residents = loading.paths.residents()
            world = exchange.fetched_world.world_files(fetched, book, Path(folder).name, residents)
        plan = exchange.fetch_folder.planned(folder, fetched, world, date.today())
    except GrundError as error:
        kept = len(client.kept.answers) if client.kept else 0
        stopped = views.fetch.stopped_text(client.last, error.problems, kept, str(part), how.lang)
        print(stopped, file=sys.stderr, end="\n\n" if stopped else "")
        raise
    if plan.new:
        write_folder(folder, plan.new)
    for name, data in plan.changed.items():  # the description last: until then its hashes tell what is not done
        deliver(data, str(Path(folder) / name), force=True)
    if client.kept:
        client.kept.remove()
    print(views.fetch.written_text(folder, fetched, plan.files, bool(plan.new or plan.changed), how.lang))
    return 0


def _split(words: Sequence[str] | None) -> tuple[str, ...]:
    """Words given apart or with commas between."""
    return tuple(word.strip() for given in words or () for word in given.split(",") if word.strip())


def _pairs(option: str, words: Sequence[str] | None) -> dict[str, str]:
    """NAME=VALUE, several times; raises `GrundError`."""
    pairs = {}
    for word in words or ():
        name, sign, value = word.partition("=")
        if not (name and sign and value):
            raise GrundError([problem("G857", None, option=option, value=word, wanted="@name_value")])
        pairs[name] = value
    return pairs


def _signs(words: Sequence[str] | None) -> dict[str, str]:
    """What the source's own signs for missing figures mean; raises `GrundError`."""
    signs = _pairs("--sign", words)
    kinds = ("zero", *model.absences.ABSENCES)
    for sign, kind in signs.items():
        if kind not in kinds:
            raise GrundError([problem("G857", None, option="--sign", value=f"{sign}={kind}", wanted=", ".join(kinds))])
    return signs


def _years(words: Sequence[str] | None) -> tuple[str, ...]:
    """Years, and spans of them as 2015-2020; raises `GrundError`."""
    years: list[str] = []
    for word in _split(words) or ("",):
        match = re.fullmatch(r"((?:19|20)\d{2})(?:-((?:19|20)\d{2}))?", word, re.ASCII)
        if match is None or (match[2] and match[2] < match[1]):
            raise GrundError([problem("G857", None, option="--years", value=word, wanted="2024, 2015-2020")])
        years += map(str, range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(dict.fromkeys(years))

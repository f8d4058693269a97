"""`grund import`: read a sheet of areas, show how it is understood, and make facts of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from .. import exchange, loading, views
from ..batch.atomic_files import deliver, write_folder
from ..problems.problem import GrundError, gathered, problem, told
from .options import LangOption, OutputOption


def import_sheet(
    *file: str,
    mapping: list[str] | None = None,
    sheet: str | None = None,
    rules: str | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Read a sheet of areas, show how it is understood, and make facts of it."""
    if mapping is None and len(file) == 1:
        return _show(file[0], sheet, rules, output, force, lang)
    if len(mapping or ()) != len(file) or not file:
        option, given = ("--mapping", len(mapping or ())) if file else ("FILE", 0)
        raise GrundError([problem("G857", None, option=option, value=given, wanted=f"{len(file) or 1} @one_for_each")])
    sheets = gathered([partial(_mapped, path, page, output) for path, page in zip(file, mapping or (), strict=True)])
    book = loading.folders.rulebook(loading.paths.rules(rules or sheets[0].mapping.rules))
    files = exchange.from_sheet.world_files(sheets, book)
    if output is not None:
        write_folder(output, files)
    print(views.import_sheet.written_text(output, files, sheets, lang))
    return 0 if output is not None else 1


def _mapped(file: str, page: str, output: str | None) -> exchange.from_sheet.SheetAsMapped:
    """A sheet with the answers to its questions; a world is found by the name of its folder."""
    confirmed = exchange.mapping.read_mapping(page)
    if output is not None:
        confirmed = replace(confirmed, world=Path(output).name)
    return exchange.from_sheet.SheetAsMapped(exchange.sheet_files.read_sheet(file, confirmed.sheet or None), confirmed)


def _show(file: str, sheet: str | None, rules: str | None, output: str | None, force: bool, lang: str) -> int:
    """The mapping to stdout or a file, and each doubtful cell on stderr; 1, for some of it only a person knows."""
    if output is not None and not output.endswith((".yaml", ".yml")):
        raise GrundError([problem("G808", None, output=output, file=file)])
    table = exchange.sheet_files.read_sheet(file, sheet)
    rulebook = rules or loading.paths.only_rules()
    if rulebook is None:
        raise GrundError([problem("G809", None)])
    book = loading.folders.rulebook(loading.paths.rules(rulebook))
    world = exchange.from_sheet.world_name(file)
    suggested, doubts = exchange.understanding.understood(table, book, world, loading.paths.residents())
    page = views.import_sheet.mapping_page(suggested, file, lang)
    deliver(page.encode(), output, force, (file,))
    for doubt in told(doubts, lang):
        print(doubt + "\n", file=sys.stderr)
    print(views.import_sheet.summary(table, suggested, len(doubts), file, output, lang), file=sys.stderr)
    return 1

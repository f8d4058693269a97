"""`grund table`: show a decision table, or edit it in Excel."""

from __future__ import annotations

import sys
from pathlib import Path

from .. import analysis, exchange, loading, model, views
from ..batch.atomic_files import deliver
from ..problems.problem import GrundError, problem
from .options import OUT, WHICH, Out, Which, load, policies_of, write


def table(
    *name: str,
    area: str | None = None,
    prove: bool = False,
    scenario: str | None = None,
    when: Which = WHICH,
    out: Out = OUT,
) -> int:
    """Show a decision table, or edit it in Excel."""
    verb = name[0] if name[:1] in (("export",), ("import",)) else ""
    words = name[1:] if verb else name
    if len(words) != 1:
        raise GrundError([problem("G857", None, option="NAME", value=len(words), wanted="1")])
    if verb == "import":
        return _import(words[0], out)
    loaded_scenario = load(when, scenario, when.policy)
    shown_table = analysis.table_hits.find_table(loaded_scenario.book, words[0])
    if verb == "export":
        return deliver(_exported(shown_table, loaded_scenario.book, out), out.output, out.force)
    place = None if area is None else analysis.lookup.find_area(loaded_scenario, area)
    view = views.table.table_view(
        loaded_scenario, shown_table, policies_of(loaded_scenario, when), place, prove, out.lang
    )
    return write(view, loaded_scenario, out)


def _exported(shown_table: model.tables.WrittenTable, book: model.policies.Rulebook, out: Out) -> bytes:
    """The table as a sheet, or as DMN where the file's name says so."""
    if out.output is not None and out.output.endswith(".dmn"):
        return exchange.dmn.writing.as_dmn(shown_table, book).encode()
    return views.formats.exports.table_sheet.as_sheet(shown_table, book, out.lang)


def _import(file: str, out: Out) -> int:
    """A sheet or a DMN file as the table file that a rule file can name; of DMN, how each element is said on stderr."""
    path = Path(file)
    if path.suffix.lower() in (".dmn", ".xml"):
        document, report = exchange.dmn.reading.read_table(exchange.dmn.reading.content(path), file)
        print(views.table.fidelity_text(report, out.lang), file=sys.stderr)
    else:
        document = loading.decision_tables.grids.read(path)
    return deliver(exchange.table_file.as_yaml(document).encode(), out.output, out.force, (file,))

"""`grund table`: show a decision table, or edit it in Excel."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from .. import analysis, exchange, loading, model, views
from ..batch.atomic_files import deliver
from ..problems.problem import GrundError, Place, problem
from .options import OUT, WHICH, Out, Which, format_of, load, policies_of, write


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
        usage = "NAME | export NAME | import FILE"
        raise GrundError([problem("G857", None, option="grund table", value=" ".join(name), wanted=usage)])
    if verb:
        _refuse_ignored(verb, {"--area": area, "--prove": prove, "--format": out.format})
    if verb == "import":
        return _import(words[0], out)
    loaded_scenario = load(when, scenario, when.policy)
    shown_table = analysis.table_hits.find_table(loaded_scenario.book, words[0])
    if verb == "export":
        return _export(shown_table, loaded_scenario.book, out)
    place = None if area is None else analysis.lookup.find_area(loaded_scenario, area)
    view = views.table.table_view(
        loaded_scenario, shown_table, policies_of(loaded_scenario, when), place, prove, out.lang
    )
    return write(view, loaded_scenario, out)


def _refuse_ignored(verb: str, options: Mapping[str, object]) -> None:
    """Refuse what a table that is shown takes, and one that is written does not."""
    for option, value in options.items():
        if value:
            raise GrundError([problem("G857", None, option=option, value=f"table {verb}", wanted="table NAME")])


def _export(shown_table: model.tables.WrittenTable, book: model.policies.Rulebook, out: Out) -> int:
    """The table as a sheet, or as DMN where the file's name says so; one that is there may have been edited."""
    kind = format_of(out.output, {".xlsx": "xlsx", ".dmn": "dmn"}) if out.output is not None else "xlsx"
    if out.output is not None and Path(out.output).is_file() and not out.force:
        raise GrundError([problem("G590", Place(out.output), file=out.output, what="@edited_file")])
    if kind == "dmn":
        data = exchange.dmn.writing.as_dmn(shown_table, book).encode()
    else:
        data = views.formats.exports.table_sheet.as_sheet(shown_table, book, out.lang)
    return deliver(data, out.output, out.force)


def _import(file: str, out: Out) -> int:
    """A sheet or a DMN file as the table file that a rule file can name; of DMN, how each element is said on stderr."""
    path = Path(file)
    if out.output is not None:
        format_of(out.output, {".yaml": "yaml"})
    if path.suffix.lower() in (".dmn", ".xml"):
        document, report = exchange.dmn.reading.read_table(exchange.dmn.reading.content(path), file)
        print(views.table.fidelity_text(report, out.lang), file=sys.stderr)
    else:
        document = loading.decision_tables.grids.read(path)
    return deliver(exchange.table_file.as_yaml(document).encode(), out.output, out.force, (file,))

"""`grund table`: show a decision table, or edit it in Excel."""

from __future__ import annotations

from pathlib import Path

from .. import analysis, exchange, loading, views
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
    shown_table = analysis.table_hits.find_table(loaded_scenario, words[0])
    if verb == "export":
        sheet = views.formats.exports.table_sheet.as_sheet(shown_table, loaded_scenario.book, out.lang)
        return deliver(sheet, out.output, out.force)
    place = None if area is None else analysis.lookup.find_area(loaded_scenario, area)
    view = views.table.table_view(
        loaded_scenario, shown_table, policies_of(loaded_scenario, when), place, prove, out.lang
    )
    return write(view, loaded_scenario, out)


def _import(file: str, out: Out) -> int:
    """A sheet as the table file that a rule file can name."""
    page = exchange.table_file.as_yaml(loading.decision_tables.grids.read(Path(file)))
    return deliver(page.encode(), out.output, out.force, (file,))

"""Decision tables: those that decide what a report is about, row by row, with how many areas each row reaches.

The rows, counts and remarks are those of `grund table`, in every interpretation that matters.
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import views
from ..analysis.compare.comparison import Comparison
from ..model.sources import Label
from ..model.tables import WrittenTable
from .bilingual import BilingualTable
from .levers import names_read
from .model import Section


def table_sections(comparison: Comparison) -> list[Section]:
    """A section for each table of the policies, and for each that derives what their rules read."""
    return [_section(comparison, n, table) for n, table in enumerate(_tables(comparison))]


def _tables(comparison: Comparison) -> Iterator[WrittenTable]:
    tables = comparison.scenario.book.tables.values()
    read = names_read(comparison) if tables else frozenset()
    for table in tables:
        if table.policy in (comparison.a.id, comparison.b.id) or (
            not table.policy and read.intersection(table.outputs)
        ):
            yield table


def _section(comparison: Comparison, n: int, table: WrittenTable) -> Section:
    policies = list(dict.fromkeys((comparison.a.id, comparison.b.id)))
    (about, *sv), (about_en, *en) = (
        views.table.table_view(comparison.scenario, table, policies, None, False, lang).blocks for lang in ("sv", "en")
    )
    title = Label(f"Beslutstabell: {about.title}", f"Decision table: {about_en.title}")
    note = Label(about.notes[0], about_en.notes[0])
    return Section(f"tabell-{n}", title, (note,), (), tuple(map(BilingualTable, sv, en)))

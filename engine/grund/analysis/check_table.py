"""Check table: is everything in a sheet right, as the table of the rulebook that it says it is from?

What was read, and every problem that the sheet makes in its rulebook. The rulebook is read with the sheet in the place
of the table's own rows; nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..loading.decision_tables.grids import about
from ..loading.folders import rulebook
from ..loading.paths import rules
from ..model.policies import Rulebook
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, Problem, problem
from .check import Checked, loose
from .proofs.defects.bench import Bench
from .proofs.defects.tables import loose as proved
from .table_hits import find_table


def check_table(path: str, prove: bool = False) -> tuple[list[Checked], list[Problem]]:
    """What was read, and the problems; with `prove`, of the rows what is proved of them in place of what boxes see."""
    file = shown(path)
    try:
        sheet = _from(Path(path))
        book = rulebook(rules(sheet.rules), tables={sheet.table: Path(path)})
        table = find_table(book, sheet.table, Place(file))
    except GrundError as error:
        return [], list(error.problems)
    problems = _proved(book) if prove else list(loose(book))
    counts = {"rows": len(table.rows)}
    return [Checked(file, "table", counts)], [p for p in problems if p.place and p.place.file == file]


def _proved(book: Rulebook) -> list[Problem]:
    bench = Bench(book, date(2000, 1, 1))
    return [finding.problem for finding in proved(bench, list(book.policies.values())) if not finding.note]


@dataclass(frozen=True, slots=True)
class _From:
    """Which table a sheet is, and of which rulebook."""

    table: str
    rules: str


def _from(path: Path) -> _From:
    """What a sheet says that it is from; raises `GrundError`."""
    words = about(path)
    if "table" not in words or "rules" not in words:
        raise GrundError([problem("G886", Place(shown(path)), file=shown(path))])
    return _From(words["table"], words["rules"])

"""Files in DuckDB: a file or folder of areas in, a file of decisions out, by one SQL statement over the rows.

Takes a scenario's policies, and CSV or Parquet with a row per area, as for `streamed`; a folder holds files of one
kind, parted or not. A value is what it is in every other reading, for it is read by the same reader, and the database
is given what that said; memory is bounded whatever the size; the output is whole or not there; a derived attribute
without a column is computed from the columns of its own level's rows, and anything else without a column is unknown
everywhere, and given back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..engines import sql, vectorized
from ..engines.sql.duckdb import files
from ..loading.cell_values import Form
from ..model.scenario import Scenario
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, problem
from ..problems.scratch_files import folder
from . import files as streamed
from . import from_arrow
from .atomic_files import beside
from .files import Streamed
from .row_files import Rowed
from .source_file import suffix_of
from .sql_statements import here, on_rows
from .stopped_statements import explained
from .whole_file import bordered


def decide_file(
    scenario: Scenario,
    policies: Sequence[str],
    source: str,
    target: str,
    force: bool = False,
    lang: str = "en",
    allow: bool = False,
) -> Streamed:
    """Decide every row for every insats of the scenario's level; raises `GrundError`.

    What could be worked out of the columns without a database, and cannot in it, stops the run, unless it is to be
    unknown (`allow`).
    """
    suffix = suffix_of(target)
    if not any(here(scenario, scenario.policy(name)) for name in policies):
        return streamed.decide_file(
            scenario, policies, source, target, force=force, lang=lang
        )  # nothing is asked of these areas
    file = Rowed(source)
    given = frozenset(file.names()) - {"id"}
    chosen_policies = [policy for name in policies if here(scenario, policy := scenario.policy(name))]
    compiled = {p.id: sql.compile(on_rows(scenario, p, given).checked(), "duckdb") for p in chosen_policies}
    absent = {n for c in compiled.values() for n in c.absent.get(scenario.level, ())}
    words = scenario.book.vocabulary.derived
    lost = sorted(n for n in absent if n in words and vectorized.able(words[n], bordered(scenario)))
    if lost and not allow:
        raise GrundError([problem("G457", Place(shown(source)), names=", ".join(lost))])
    types = {n: k for c in compiled.values() for n, k in c.tables.get(scenario.level, {}).items()}
    attributes = scenario.book.vocabulary.attributes
    forms = {n: Form(kind, attributes[n].round if n in attributes else "") for n, kind in types.items()}
    unread = tuple(name for name in file.names() if name in given - types.keys())
    read = [str(part.path) for part in file.parts]
    with folder() as scratch:
        rows = scratch / "rows.parquet"
        areas = _exact(file, forms, rows)
        try:
            with files(rows, scenario.level, scratch) as database, beside(target, force, read) as temporary:
                decisions, unknown = database.write(compiled, temporary, suffix, lang != "en")
        except sql.StatementFailed as error:
            name = shown(source)
            other = problem("G532", Place(name), file=name, why=error.line)
            raise GrundError([explained(scenario, policies, error.line) or other]) from None
    return Streamed(areas, decisions, tuple(sorted(absent)), unknown=unknown, unread=unread)


# ── the rows, as the database is given them


def _exact(file: Rowed, forms: Mapping[str, Form], target: Path) -> int:
    """A file's rows as Parquet, exact and typed; how many."""
    schema = pa.schema(
        [("id", pa.string()), *((name, from_arrow.arrow_type(form.type)) for name, form in forms.items())]
    )
    count = 0
    with pq.ParquetWriter(target, schema) as sink:
        for batch, columns in file.batches(forms):
            arrays = [from_arrow.typed(columns[name], form.type) for name, form in forms.items()]
            sink.write_batch(pa.RecordBatch.from_arrays([batch.column("id"), *arrays], schema=schema))
            count += batch.num_rows
    return count

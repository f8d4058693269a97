"""Batch: a table, a file or a warehouse decided, row by row as the interpreter would."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        atomic_files,
        compare_rows,
        connections,
        dbt,
        decide,
        files,
        files_in_duckdb,
        from_arrow,
        from_numpy,
        progress,
        progress_bar,
        row_files,
        source_file,
        sql_statements,
        stopped_statements,
        typed_columns,
        warehouse,
        whole_file,
    )
else:
    __getattr__ = lazily(__name__)

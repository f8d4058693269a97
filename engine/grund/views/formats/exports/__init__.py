"""Exports: an answer, and a budget in the files that budget work uses.

Every file holds every row, money to the öre, with the marks and the hash of the run; text never becomes a formula; the
same answer gives the same bytes.
"""

from typing import TYPE_CHECKING

from ....rooms import lazily

if TYPE_CHECKING:
    from . import (
        arrow,
        budget_tables,
        excel,
        ledger_objects,
        line_sheet,
        records,
        sheet_layout,
        sie,
        statements,
        table_sheet,
        workbook,
    )
else:
    __getattr__ = lazily(__name__)

"""Exports: a budget in the files that budget work uses.

Enters: a budget. Leaves: bytes. Promise: every file holds every line, to the öre, with the marks and the hash of the
run; text never becomes a formula; the same budget gives the same bytes.
"""

from typing import TYPE_CHECKING

from ....rooms import lazily

if TYPE_CHECKING:
    from . import arrow, excel, grid, ledger_objects, records, sie, statements
else:
    __getattr__ = lazily(__name__)

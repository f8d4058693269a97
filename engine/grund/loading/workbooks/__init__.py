"""Workbooks: the sheets of a spreadsheet's file, cell by cell, whatever program wrote it."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import open_document, sheets, workbook
else:
    __getattr__ = lazily(__name__)

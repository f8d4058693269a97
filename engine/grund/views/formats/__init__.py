"""Formats: the same tables as text, Markdown, CSV, HTML, workbooks, Arrow, SQL, SIE and SARIF."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import bounds, dataframes, exports, html, money, sarif, short_answer, tables, text, trees
else:
    __getattr__ = lazily(__name__)

"""Formats: the same tables as text, Markdown, CSV, HTML, workbooks, Arrow, SQL, SIE and SARIF."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import (
        answer_schema,
        bounds,
        columns,
        dataframes,
        exports,
        html,
        money,
        names,
        rank_picture,
        sarif,
        short_answer,
        tables,
        text,
        trees,
        writers,
    )
else:
    __getattr__ = lazily(__name__)

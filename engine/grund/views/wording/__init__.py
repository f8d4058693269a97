"""Wording: conditions, explanations and values in Swedish and English."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import (
        cases,
        clauses,
        evidence_data,
        explanation,
        file_headlines,
        headline_texts,
        headlines,
        predicates,
        ranks,
        sentences,
        statement,
        values,
    )
else:
    __getattr__ = lazily(__name__)

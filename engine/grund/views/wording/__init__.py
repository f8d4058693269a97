"""Wording: conditions, explanations and values in Swedish and English."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import cases, explanation, ranks, sentences, values
else:
    __getattr__ = lazily(__name__)

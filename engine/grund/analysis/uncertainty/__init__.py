"""Uncertainty: what decisions may be, and how often, where facts are uncertain."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import alike, compared, outcomes, possible, told, values, worlds
else:
    __getattr__ = lazily(__name__)

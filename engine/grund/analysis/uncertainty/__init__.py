"""Uncertainty: what decisions may be, and how often, where facts are uncertain."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import (
        by_decision,
        comparison_groups,
        equivalent_worlds,
        following_repairs,
        level_decider,
        outcomes,
        possible_worlds,
        values,
    )
else:
    __getattr__ = lazily(__name__)

"""Completions: what an area's group is, whatever the missing facts turn out to be."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import axes, groups, pool, residual_terms, residuals, settle
else:
    __getattr__ = lazily(__name__)

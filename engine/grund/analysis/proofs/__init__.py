"""Proofs: what holds for every possible area, with a witness where it does not."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import audit, claims, defects, difference_regions, finding, region_parts, witness
else:
    __getattr__ = lazily(__name__)

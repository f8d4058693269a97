"""Budgeting: what policies cost, who pays, and how a limited budget is shared."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        allocation,
        bridge,
        cost,
        line_columns,
        lines,
        money,
        need,
        policy_budgets,
        records,
        row_costs,
        targeting,
    )
else:
    __getattr__ = lazily(__name__)

"""Accountability: who is responsible for each decision, goal and krona, and where nobody does."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import action_plan, body_shares, goals, graph, responsibility
else:
    __getattr__ = lazily(__name__)

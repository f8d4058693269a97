"""Derivations: the ways in which a derived attribute is computed, each with every choice that it rests on.

Enters: nothing; these are frozen values built by `loading`. Leaves: the same. Promise: what a kind reads is in its
`exprs`, and what is said of it (where it reads, how it is described) stands on its class: see `kind.DerivationKind`.
"""

from __future__ import annotations

from typing import TypeAlias

from .areas import Key, Over, Rank, Split
from .kind import DerivationKind, ReadsAt, Say, Way
from .own import Cut, DecisionTable, Fired, Formula, Mean, Row, Test
from .past import History, Since

__all__ = [
    "Cut",
    "DecisionTable",
    "DerivationKind",
    "Fired",
    "Formula",
    "History",
    "How",
    "Key",
    "Mean",
    "Over",
    "Rank",
    "ReadsAt",
    "Row",
    "Say",
    "Since",
    "Split",
    "Test",
    "Way",
]  # fmt: skip

How: TypeAlias = Test | Formula | Over | Rank | Mean | Cut | DecisionTable | Since | History | Fired | Split

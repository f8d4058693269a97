"""Derivations: the ways in which a derived attribute is computed, each with every choice that it rests on.

Frozen values built by `loading`. What a kind reads is in its `exprs`, and what is said of it (where it reads, how it
is described) stands on its class: see `kind.DerivationKind`.
"""

from __future__ import annotations

from typing import TypeAlias

from .areas import AmongAreas, Key, Over, Rank, Scaled, Split
from .kind import DerivationKind, ReadsAt, Say, Way
from .own import Cut, DecisionTable, Fired, Formula, Mean, PowerMean, Row, Test, Transform
from .past import History, Since

__all__ = [
    "AmongAreas",
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
    "PowerMean",
    "Rank",
    "ReadsAt",
    "Row",
    "Say",
    "Scaled",
    "Since",
    "Split",
    "Test",
    "Transform",
    "Way",
]  # fmt: skip

How: TypeAlias = (
    Test | Formula | Over | Rank | Scaled | Mean | PowerMean | Transform | Cut | DecisionTable | Since | History | Fired
    | Split
)  # fmt: skip

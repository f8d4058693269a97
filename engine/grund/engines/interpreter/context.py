"""Context: what an evaluation is made in.

Enters: a policy, a world, a choice of tolkningar. Leaves: a `EvalContext`. Promise: what has been read once is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ...model.decisions import Trace
from ...model.expressions import Expr
from ...model.facts import Area, World
from ...model.policies import Policy, Vocabulary


@dataclass(frozen=True, slots=True)
class WorldCells:
    """Grounds by (name, area) that frames of one world share, of names that read its facts and its day alone."""

    names: frozenset[str]
    cells: dict[tuple[str, str], Trace] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class EvalContext:
    """A policy read on a world, with a tolkning chosen for every open question.

    `cells` holds grounds by (name, area): a derived attribute is computed once per frame. `wholes` holds what is
    computed for many areas at once: the base of a rank, an aggregate over a level, the frames of earlier days.
    `evaluators` holds what each tree was folded to, by its identity, with the tree itself so that this is not reused.
    `shared`: what frames of this world have in common, where they share it.
    """

    vocabulary: Vocabulary
    policy: Policy
    world: World
    tolkning: Mapping[str, str]
    cells: dict[tuple[str, str], Trace] = field(default_factory=dict, repr=False)
    evaluators: dict[int, tuple[Expr, Evaluator]] = field(default_factory=dict, repr=False)
    wholes: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False)
    shared: WorldCells | None = field(default=None, repr=False)


Evaluator: TypeAlias = "Callable[[EvalContext, Area], Trace]"
"""A tree as a function; it knows no frame of its own, so frames share it and none is kept alive by it."""
Ask: TypeAlias = Callable[[EvalContext, Expr, Area], Trace]
"""How an expression is read at an area: `evaluate`, given to those that stand below it."""


def frame(
    vocabulary: Vocabulary,
    policy: Policy,
    world: World,
    tolkning: Mapping[str, str] | None = None,
    shared: WorldCells | None = None,
) -> EvalContext:
    """A frame in which areas can be decided."""
    return EvalContext(vocabulary, policy, world, dict(tolkning or {}), shared=shared)

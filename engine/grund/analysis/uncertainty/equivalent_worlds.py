"""Equivalent worlds: values of uncertain facts that nothing tells apart, where decisions rest on other areas.

Enters: axes of facts, and deciders. Leaves: fewer ways, one of those that are alike, or None where they are too many.
Promise: two ways are alike only where every rank, aggregate or other attribute across areas that reads the facts comes
out the same at every area, and no comparison with a constant turns; so every world is like one of those that are left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .level_decider import LevelDecider
from .possible_worlds import Varying, all_worlds, count_of


def classes(deciders: Sequence[LevelDecider], made: Sequence[Varying], most: int) -> list[Varying] | None:
    """The axes with alike ways as one; None where more than `most` worlds are left, or have to be told apart."""
    groups: list[tuple[list[Varying], set[str]]] = []
    for axis in made:
        readers = {name for decider in deciders for fact in axis.facts for name in decider.readers(fact.attribute)}
        joint = [group for group in groups if group[1] & readers]
        groups = [group for group in groups if not group[1] & readers]
        groups.append(([*(a for axes, _ in joint for a in axes), axis], readers.union(*(names for _, names in joint))))
    fewer: list[Varying] = []
    for axes, readers in groups:
        if count_of(axes) > most:
            return None
        fewer.append(_one(deciders, axes, sorted(readers), most))
    return fewer if count_of(fewer) <= most else None


def _one(deciders: Sequence[LevelDecider], axes: Sequence[Varying], readers: Sequence[str], most: int) -> Varying:
    """Some axes as one, with one of the ways that are alike."""
    ((_, worlds, size),) = all_worlds(axes, most)
    numbers: dict[tuple[object, ...], int] = {}
    apart = zip(*(decider.told_apart(readers, worlds, size) for decider in deciders), strict=True)
    of_way = np.array([numbers.setdefault(way, len(numbers)) for way in apart], np.intp)
    _, first = np.unique(of_way, return_index=True)
    facts = tuple(fact for axis in axes for fact in axis.facts)
    return Varying(facts, tuple([worlds[fact][first] for fact in facts]), tuple(axes), of_way)

"""Possible worlds: the worlds that uncertain facts leave open, all of them, or some.

Enters: uncertain facts. Leaves: worlds, some at a time: the value of each fact in each. Promise: facts of one file of
replicates come together; `all_worlds` leaves none out, and what is drawn falls into one of them; nothing is kept but
the worlds at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ...model.expressions import Type
from ...model.uncertain import OneOf, Replicates, UncertainFact
from .values import UNIT, Steps, bounds, drawn, replicate, support

Worlds: TypeAlias = dict[UncertainFact, Steps]
"""The value of each fact, by world."""
_TRIED: Final = 64
"""So many worlds are tried at random where all are too many, beside those in which facts lie at their ends."""


@dataclass(frozen=True, slots=True)
class Varying:
    """Facts that vary together: the values of each, by way.

    `within`: the axes that it is made of, where ways of them that nothing tells apart are one; `of_way`: which, by the
    number of a way of those.
    """

    facts: tuple[UncertainFact, ...]
    values: tuple[Steps, ...]
    within: tuple[Varying, ...] = ()
    of_way: npt.NDArray[np.intp] | None = None

    def __len__(self) -> int:
        return len(self.values[0])

    def drawn(self, kinds: Mapping[str, Type], unit: int, seed: int) -> npt.NDArray[np.intp]:
        """The ways of a unit of draws."""
        if self.of_way is not None:
            return self.of_way[joined([axis.drawn(kinds, unit, seed) for axis in self.within], self.within)]
        fact = self.facts[0]
        if isinstance(fact.form, Replicates):
            return replicate(fact.form, unit, seed)
        return np.searchsorted(self.values[0], drawn(fact, kinds[fact.attribute], unit, seed), side="right") - 1


def joined(ways: Sequence[npt.NDArray[np.intp]], made: Sequence[Varying]) -> npt.NDArray[np.intp]:
    """The number of a way of several axes together, by the way of each: as `all_worlds` counts them."""
    number, stride = np.zeros(len(ways[0]), np.intp), 1
    for way, axis in zip(ways, made, strict=True):
        number += way * stride
        stride *= len(axis)
    return number


def axes(
    facts: Sequence[UncertainFact], kinds: Mapping[str, Type], cuts: Callable[[str], Sequence[int] | None], most: int
) -> list[Varying] | None:
    """What varies apart from one another; None where a fact has more values than `most` that differ."""
    made: list[Varying] = []
    for fact in facts:
        if not isinstance(fact.form, Replicates):
            values = support(fact.form, kinds[fact.attribute], cuts(fact.attribute), most)
            if values is None:
                return None
            made.append(Varying((fact,), (values,)))
    return made + _of_files(facts)


def count_of(made: Sequence[Varying]) -> int:
    """How many worlds there are."""
    return prod(map(len, made))


def _of_files(facts: Sequence[UncertainFact]) -> list[Varying]:
    """The facts that come from files of replicates, an axis for each file."""
    files: dict[str, dict[UncertainFact, Steps]] = {}
    for fact in facts:
        if isinstance(fact.form, Replicates):
            files.setdefault(fact.form.content, {})[fact] = np.array(fact.form.values, np.int64)
    return [Varying(tuple(members), tuple(members.values())) for members in files.values()]


def worlds_of(ways: Sequence[npt.NDArray[np.intp]], made: Sequence[Varying]) -> Worlds:
    """The worlds in which each axis goes some way."""
    return {
        fact: values[way]
        for axis, way in zip(made, ways, strict=True)
        for fact, values in zip(axis.facts, axis.values, strict=True)
    }


def all_worlds(made: Sequence[Varying], at_once: int) -> Iterator[tuple[int, Worlds, int]]:
    """Every world, some at a time: the number of the first, the worlds, and how many these are."""
    count = count_of(made)
    for start in range(0, count, at_once):
        left, ways = np.arange(start, min(start + at_once, count)), []
        size = len(left)
        for axis in made:
            left, way = np.divmod(left, len(axis))
            ways.append(way)
        yield start, worlds_of(ways, made), size


def weights(made: Sequence[Varying], kinds: Mapping[str, Type], count: int, seed: int) -> npt.NDArray[np.int64]:
    """How many of some draws fall into each world, by its number."""
    total = np.zeros(count_of(made), np.int64)
    for unit, size in units(count):
        number = joined([axis.drawn(kinds, unit, seed)[:size] for axis in made], made)
        total += np.bincount(number, minlength=len(total))
    return total


def units(count: int) -> Iterator[tuple[int, int]]:
    """The units of some draws, each with how many of its draws are taken."""
    for unit in range(-(-count // UNIT)):
        yield unit, min(UNIT, count - unit * UNIT)


def some_worlds(facts: Sequence[UncertainFact], kinds: Mapping[str, Type], seed: int) -> tuple[Worlds, int]:
    """Worlds worth trying where all are too many: every fact at its least, at its greatest, each apart from the others,
    and any."""
    plain = [fact for fact in facts if not isinstance(fact.form, Replicates)]
    made = [Varying((fact,), (_ends(fact, kinds[fact.attribute]),)) for fact in plain] + _of_files(facts)
    width = len(made)
    last = np.array([len(axis) - 1 for axis in made])
    apart = np.eye(width if width <= _TRIED else 0, width, dtype=np.int64)
    ways = np.concatenate([
        np.zeros((1, width), np.int64), last[None], apart * last, (1 - apart) * last,
        np.random.default_rng(seed).integers(0, last + 1, (_TRIED, width)),
    ])  # fmt: skip
    return worlds_of(list(ways.T), made), len(ways)


def _ends(fact: UncertainFact, kind: Type) -> Steps:
    """The values that a fact is tried with."""
    return np.array(fact.form.values if isinstance(fact.form, OneOf) else bounds(fact.form, kind), np.int64)


def drawn_worlds(
    facts: Sequence[UncertainFact], kinds: Mapping[str, Type], count: int, seed: int, at_once: int
) -> Iterator[tuple[Worlds, int]]:
    """Worlds drawn, some at a time."""
    for unit, size in units(count):
        steps = {fact: drawn(fact, kinds[fact.attribute], unit, seed) for fact in facts}
        for start in range(0, size, at_once):
            part = slice(start, min(start + at_once, size))
            yield {fact: values[part] for fact, values in steps.items()}, part.stop - part.start

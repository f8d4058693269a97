"""Groups: what group an area has, when some verdicts wait for what is missing.

Enters: nodes of unknown verdicts, and how their combinations are grouped. Leaves: the group, the step that settles it
and the facts that would. Promise: see `completions`, whose steps 2 to 5 these are.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import compress, product
from math import prod
from typing import Final, TypeAlias

from ...model.expressions import OPERATORS, Value
from ...problems.problem import GrundError
from .. import completions
from .axes import extremes, never, skeleton, tried
from .pool import Pool, valued

CELLS: Final = 4_096
"""So many completions of an area are tried; where there are more, some of them."""
_DRAWN: Final = 64
TELLING: Final = 4
"""So many completions that told verdicts apart are tried first."""
LOOSE: Final = 10
"""With more unknown verdicts than this, their combinations are not all asked about."""
TRYING: Final[ContextVar[bool]] = ContextVar("TRYING", default=True)
"""Whether completions are tried; not where many days are counted one after another."""

Vector: TypeAlias = tuple[bool | None, ...]
"""Whether each unknown verdict is yes in a completion; None: it is unknown there too."""

Axes: TypeAlias = tuple[tuple[int, tuple[Value, ...] | None], ...]
"""Nodes, each with the values to try; None where they are too many."""

UNKNOWN: Final = "unknown"
NOT_SETTLED: Final = "not_settled"


@dataclass(frozen=True, slots=True)
class Settled:
    """An area's group, `unknown` or `not_settled`; the step that says so, and the facts that would settle it.

    `needs`: attributes and parameters (`param.x`); empty where all is settled, and of an unknown group where nothing
    that could become known settles it.
    """

    value: Hashable
    step: int
    needs: frozenset[str] = frozenset()


class _Stuck:
    """That a completion gives no group: it rests on what is unknown in it."""


_STUCK: Final = _Stuck()


class Groups:
    """The groups of vectors, each asked once."""

    def __init__(self, group: Callable[[Sequence[bool]], Hashable]) -> None:
        self._group = group
        self._made: dict[tuple[bool, ...], Hashable] = {}
        self._groups: dict[tuple[Vector, tuple[int, ...]], Hashable] = {}
        self._turning: tuple[bool, ...] | None = None

    def of(self, vector: Vector, classes: tuple[int, ...]) -> Hashable:
        """The group of a vector over all; what is unknown in it may be either, alike in a class; else it is stuck."""
        key = vector, classes
        if key not in self._groups:
            self._groups[key] = self._common(vector, classes)
        return self._groups[key]

    def _common(self, vector: Vector, classes: tuple[int, ...]) -> Hashable:
        loose = sorted({classes[i] for i, value in enumerate(vector) if value is None})
        if len(loose) > LOOSE:
            return _STUCK
        first: Hashable = _STUCK
        for values in product((False, True), repeat=len(loose)):
            either = dict(zip(loose, values, strict=True))
            group = self._known(tuple([either[classes[i]] if v is None else v for i, v in enumerate(vector)]))
            if first is not _STUCK and group != first:
                return _STUCK
            first = group
        return first

    def turning(self, size: int) -> tuple[bool, ...]:
        """By verdict of a vector, whether the group may turn on it."""
        if self._turning is None:
            vectors = list(product((False, True), repeat=size)) if size <= LOOSE else []
            self._turning = tuple([
                not vectors or any(self._known(v) != self._known((*v[:i], not v[i], *v[i + 1 :])) for v in vectors)
                for i in range(size)
            ])  # fmt: skip
        return self._turning

    def _known(self, vector: tuple[bool, ...]) -> Hashable:
        if vector not in self._made:
            self._made[vector] = self._group(vector)
        return self._made[vector]


class Trees:
    """Some unknown verdicts, as nodes of what they wait for."""

    def __init__(self, pool: Pool, roots: tuple[int, ...], drawn: dict[Axes, Draws]) -> None:
        self.pool, self.roots, self._drawn = pool, roots, drawn
        self.apart: tuple[int, ...] = tuple(range(len(roots)))
        self._alike: tuple[int, ...] | None = None
        self._met: dict[Vector, None] = {}
        self._behind: dict[tuple[bool, ...], frozenset[str]] = {}
        self._rest = self._tried()
        self._whole = False
        self._below = pool.below(roots)
        self.followed = not any(pool.nodes[n].kind == "opaque" for n in self._below)

    def settled(self, groups: Groups) -> Settled:
        """The group, by the first step that settles it."""
        open_ = (None,) * len(self.roots)
        if (group := groups.of(open_, self.apart)) is not _STUCK:
            return Settled(group, 2)
        if not TRYING.get():
            return Settled(NOT_SETTLED, 5)
        if (group := groups.of(open_, self.alike)) is not _STUCK:
            return Settled(group, 3)
        met: set[Hashable] = set()
        for vector in self.vectors():
            met.add(groups.of(vector, self.alike))
            if self.followed and len(met - {_STUCK}) > 1:
                return Settled(UNKNOWN, 3, self._needs(groups))
        sure, all_of_them = met - {_STUCK}, self._whole
        if all_of_them and self.followed:
            return Settled(next(iter(sure)), 3) if sure else Settled(UNKNOWN, 3)
        if all_of_them and len(met) == 1 and sure:
            return Settled(next(iter(sure)), 3)
        return Settled(NOT_SETTLED, 5, self._needs(groups)) if all_of_them else self._solved(groups)

    def _solved(self, groups: Groups) -> Settled:
        """What the solver says, of completions that are too many to try."""
        met, all_of_them = completions.residual_terms.met(
            self.pool, self.roots, lambda vector: groups.of(vector, self.alike), lambda met: len(met - {_STUCK}) > 1
        )
        sure = met - {_STUCK}
        if self.followed and len(sure) > 1:
            return Settled(UNKNOWN, 4, self._needs(groups))
        if all_of_them and (self.followed or _STUCK not in met):
            return Settled(next(iter(sure)), 4) if sure else Settled(UNKNOWN, 4)
        return Settled(NOT_SETTLED, 5, self._needs(groups))

    @property
    def alike(self) -> tuple[int, ...]:
        """By verdict the first that is the same in every completion, whatever is unknown there too turns out to be."""
        if self._alike is None:
            self._alike = self._classes()
        return self._alike

    def _classes(self) -> tuple[int, ...]:
        if len(self.roots) == 1:
            return self.apart
        axes = {n: self._completed(n, values) for n, values in skeleton(self.pool, self.roots).items()}
        if prod(map(len, axes.values())) > CELLS:
            return self.apart
        order = self.pool.below(self.roots, axes)
        columns: list[list[Value | None]] = [[] for _ in self.roots]
        for cell in product(*axes.values()):
            values = valued(self.pool, order, dict(zip(axes, cell, strict=True)), self.roots)
            for column, value in zip(columns, values, strict=True):
                column.append(value)
        return tuple([columns.index(column) for column in columns])

    def _completed(self, number: int, values: tuple[Value, ...]) -> tuple[Value | None, ...]:
        """The values of a node in completions: unknown too, unless every completion makes it known."""
        return values if self._always_known(number) else (*values, None)

    def _always_known(self, number: int) -> bool:
        """Whether a node is known in every completion, as far as that can be told by trying them all."""
        pool, below = self.pool, self.pool.below((number,))
        kinds = {pool.nodes[n].kind for n in below}
        if kinds <= {"leaf", "literal", *OPERATORS}:
            return True
        if not kinds.isdisjoint(("opaque", "stuck")):
            return False
        axes = tried(pool, below)
        few = [values for values in axes.values() if values is not None]
        if len(few) < len(axes) or prod(map(len, few)) > CELLS:
            return False
        try:
            cells = (valued(pool, below, dict(zip(axes, cell, strict=True)), (number,)) for cell in product(*few))
            return all(value is not None for (value,) in cells)
        except GrundError:  # a completion that breaks a table's own rule
            return False

    def vectors(self) -> Iterator[Vector]:
        """What the verdicts may be together, tried as they are asked for; `_whole` says afterwards if that is all."""
        yield from tuple(self._met)
        for vector in self._rest:
            self._met[vector] = None
            yield vector

    def _tried(self) -> Iterator[Vector]:
        pool, lost = self.pool, never(self.pool, self._below)
        order = pool.below(self.roots, lost) if lost else self._below
        axes = tried(pool, order, lost)
        few = [self._maybe(n, values) for n, values in axes.items() if values is not None]
        self._whole = len(few) == len(axes) and prod(map(len, few)) <= CELLS
        unknown = dict.fromkeys(lost)
        draws = None if self._whole else self._draws(axes)
        for cell in draws or (dict(zip(axes, cell, strict=True)) for cell in product(*few)):
            cell.update(unknown)
            try:
                vector = tuple([_truth(value) for value in valued(pool, order, cell, self.roots)])
            except GrundError:  # a completion that breaks a table's own rule is a question for the run that has it
                self._whole = False
                continue
            if draws and vector not in self._met:
                draws.tells(cell)
            yield vector

    def _draws(self, axes: Mapping[int, tuple[Value, ...] | None]) -> Draws:
        """Completions of nodes that have too many: the same for all trees that are cut at the same values."""
        key = tuple(axes.items())
        if key not in self._drawn:
            choices = [extremes(self.pool.nodes[n].type, values) for n, values in axes.items()]
            self._drawn[key] = Draws(tuple(axes), choices)
        return self._drawn[key]

    def _maybe(self, number: int, values: tuple[Value, ...]) -> tuple[Value | None, ...]:
        """The values of a node; what is not followed may also stay unknown."""
        return (*values, None) if self.pool.nodes[number].kind == "opaque" else values

    def _needs(self, groups: Groups) -> frozenset[str]:
        """The missing facts behind the verdicts that the group turns on."""
        matter = groups.turning(len(self.roots))
        if matter not in self._behind:
            below = self._below if all(matter) else self.pool.below(compress(self.roots, matter))
            nodes = [self.pool.nodes[n] for n in below]
            leaves = frozenset(node.name for node in nodes if node.kind == "leaf")
            self._behind[matter] = leaves.union(*(node.waits for node in nodes))
        return self._behind[matter]


class Draws:
    """Some completions of nodes, the same in every run; those that told a tree's verdicts apart come first, with what
    they made of its nodes, for trees share parts."""

    def __init__(self, nodes: Sequence[int], choices: Sequence[Sequence[Value]]) -> None:
        self._nodes, self._choices = nodes, choices
        self._telling: list[dict[int, Value | None]] = []

    def __iter__(self) -> Iterator[dict[int, Value | None]]:
        yield from tuple(self._telling)
        for cell in _drawn(self._choices):
            yield dict(zip(self._nodes, cell, strict=True))

    def tells(self, cell: dict[int, Value | None]) -> None:
        """Note a completion that made something else of a tree than those before it."""
        if len(self._telling) < TELLING and all(cell is not other for other in self._telling):
            self._telling.append(cell)


def _drawn(choices: Sequence[Sequence[Value]]) -> Iterator[tuple[Value, ...]]:
    """Some cells of these values: all low, all high, one apart from the others, and others."""
    bases = [tuple([values[min(place, len(values) - 1)] for values in choices]) for place in (0, 1, -1)]
    yield from bases
    for base in bases:
        for i, values in enumerate(choices):
            yield from ((*base[:i], value, *base[i + 1 :]) for value in (values[0], values[-1]))
    draw = random.Random(0)
    yield from (tuple([draw.choice(values) for values in choices]) for _ in range(_DRAWN))


def _truth(value: Value | None) -> bool | None:
    assert value is None or isinstance(value, bool)
    return value

"""Completions: what an area's group is, whatever the facts that are missing turn out to be.

Enters: a scenario, policies, an interpretation, areas, and how a complete matrix of verdicts is classified. Leaves:
for each area its group, or that it is unknown, or not settled; the step that said so, and the facts that would.
Promise (LANGUAGE §7): a group is unknown only if two completions give different ones, or if a verdict that it rests on
is unknown in all of them, and then nothing settles it; what is shown as a group is so in every completion.

A completion gives every missing base fact and unknown parameter one value of its domain; what is known keeps its value.
The steps: 1 every verdict is known; 2 what is unknown waits for the same in the same way, or does not matter; 3 every
cell of the completions is tried, or two that differ are met; 4 the solver; 5 none of these, and it is not settled.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final, TypeAlias

from .expr import Value
from .outcome import Verdict
from .policy import Policy, Ruling
from .problems import GrundError
from .residual_axes import extremes, never, skeleton, tried
from .residuals import Pool, Residue, valued
from .scenario import Reading, Scenario, decide, frame_of
from .world import Area

CELLS: Final = 4_096
"""So many completions of an area are tried; where there are more, some of them."""
_DRAWN: Final = 64
_LOOSE: Final = 10
"""With more unknown verdicts than this, their combinations are not all asked about."""

Matrix: TypeAlias = Mapping[tuple[str, str], Verdict]
"""Verdicts by (policy, insats); an insats that a policy does not name is not in it."""
Classify: TypeAlias = Callable[[Matrix], Hashable]
Vector: TypeAlias = tuple[bool | None, ...]
"""Whether each unknown verdict is yes in a completion; None: it is unknown there too."""
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


def settle(
    scenario: Scenario,
    policies: tuple[Policy, ...],
    reading: Reading,
    level: str,
    areas: Iterable[Area],
    classify: Classify,
) -> dict[str, Settled]:
    """The group of each area, by id."""
    return Completions(scenario, policies, reading, level).settle(areas, classify)


class Completions:
    """The verdicts of some policies at a level, and what the unknown ones wait for; classified in any way."""

    def __init__(
        self,
        scenario: Scenario,
        policies: Sequence[Policy],
        reading: Reading,
        level: str,
        decided: Mapping[tuple[str, str], Sequence[Verdict]] | None = None,
    ) -> None:
        """`decided`: the verdicts by policy and insats, in order of area, where they are known already."""
        self._scenario, self._reading, self._decided = scenario, reading, decided
        at_level = [(p, r) for p in policies for r in p.rulings.values() if r.insats.level == level]
        self._rulings = {(p.id, r.insats.id): (p, r) for p, r in at_level}
        self._tokens = {key: (id(r), p.valued) for key, (p, r) in self._rulings.items()}
        self._places = {a.id: i for i, a in enumerate(scenario.today.by_level.get(level, ()))}
        self._pool = Pool(scenario.book.vocabulary)
        self._residues: dict[str, Residue] = {}
        self._asked: dict[tuple[int, ...], _Trees] = {}
        self._areas: dict[str, tuple[Matrix, Mapping[tuple[str, str], Hashable]]] = {}
        self._nodes: dict[str, Mapping[tuple[str, str], int]] = {}

    def settle(self, areas: Iterable[Area], classify: Classify) -> dict[str, Settled]:
        """The group of each area, by id; areas that wait for the same in the same way are settled once."""
        made: dict[tuple[object, ...], Settled] = {}
        found: dict[str, Settled] = {}
        for area in areas:
            known, waiting = self._parted(area)
            alike = (tuple(known.items()), tuple(waiting.items()))
            if alike not in made:
                made[alike] = _shared(known, waiting, classify) or _OPEN
            if made[alike] is not _OPEN:
                found[area.id] = made[alike]
                continue
            _, unknown = self.verdicts(area)
            key = (tuple(known.items()), tuple(unknown.items()), "nodes")
            if key not in made:
                made[key] = self._settled(known, unknown, classify)
            found[area.id] = made[key]
        return found

    def verdicts(self, area: Area) -> tuple[Matrix, Mapping[tuple[str, str], int]]:
        """The known verdicts of an area, and for each unknown one the node that says when it is yes."""
        known, waiting = self._parted(area)
        if area.id not in self._nodes:
            self._nodes[area.id] = {key: self._node(key, area) for key in waiting}
        return known, self._nodes[area.id]

    def alike(self, area: Area, insats: str) -> bool:
        """Whether an insats comes out the same in every policy that does not know it, whatever facts are missing."""
        _, waiting = self._parted(area)
        if len({token for (_, name), token in waiting.items() if name == insats}) < 2:
            return True
        _, unknown = self.verdicts(area)
        nodes = {key: node for key, node in unknown.items() if key[1] == insats}

        def same(matrix: Matrix) -> bool:
            return len({matrix[key] for key in nodes}) == 1

        return len(set(nodes.values())) < 2 or self._settled({}, nodes, same).value is True

    def _parted(self, area: Area) -> tuple[Matrix, Mapping[tuple[str, str], Hashable]]:
        """The known verdicts of an area, and for each unknown one what it is decided by: the ruling, as the policy's
        parameters are. Two that are decided by the same are equal, whatever the facts."""
        if area.id not in self._areas:
            place = self._places[area.id]
            said = {key: self._verdict(policy, ruling, place) for key, (policy, ruling) in self._rulings.items()}
            known = {key: verdict for key, verdict in said.items() if verdict != "unknown"}
            self._areas[area.id] = known, {key: self._tokens[key] for key in said if key not in known}
        return self._areas[area.id]

    def _node(self, key: tuple[str, str], area: Area) -> int:
        policy, ruling = self._rulings[key]
        if policy.id not in self._residues:
            self._residues[policy.id] = Residue(self._pool, frame_of(self._scenario, policy, self._reading))
        node = self._residues[policy.id].of(ruling.decision, area)
        return self._pool.denied(node) if ruling.otherwise == "yes" else node

    def _verdict(self, policy: Policy, ruling: Ruling, place: int) -> Verdict:
        if self._decided is not None:
            return self._decided[policy.id, ruling.insats.id][place]
        return decide(self._scenario, policy, ruling, self._reading)[place].verdict

    def _settled(self, known: Matrix, unknown: Mapping[tuple[str, str], int], classify: Classify) -> Settled:
        if not unknown:
            return Settled(classify(known), 1)
        roots = tuple(sorted(set(unknown.values())))
        if roots not in self._asked:
            self._asked[roots] = _Trees(self._pool, roots)
        where = {key: roots.index(root) for key, root in unknown.items()}

        def group(vector: Sequence[bool]) -> Hashable:
            return classify({**known, **{key: "yes" if vector[i] else "no" for key, i in where.items()}})

        return self._asked[roots].settled(_Groups(group))


_OPEN: Final = Settled(None, 0)


def _shared(known: Matrix, waiting: Mapping[tuple[str, str], Hashable], classify: Classify) -> Settled | None:
    """The group, where it is known whatever the unknown verdicts are, equal where they are decided by the same."""
    if not waiting:
        return Settled(classify(known), 1)
    tokens = sorted(set(waiting.values()), key=list(waiting.values()).index)
    if len(tokens) > _LOOSE:
        return None
    groups: set[Hashable] = set()
    for values in product((False, True), repeat=len(tokens)):
        either = dict(zip(tokens, values, strict=True))
        groups.add(classify({**known, **{key: "yes" if either[token] else "no" for key, token in waiting.items()}}))
        if len(groups) > 1:
            return None
    return Settled(groups.pop(), 2)


class _Stuck:
    """That a completion gives no group: it rests on what is unknown in it."""


_STUCK: Final = _Stuck()


class _Groups:
    """The groups of vectors, each asked once."""

    def __init__(self, group: Callable[[Sequence[bool]], Hashable]) -> None:
        self._group = group
        self._made: dict[tuple[bool, ...], Hashable] = {}

    def of(self, vector: Vector, classes: Sequence[int]) -> Hashable:
        """The group of a vector over all; what is unknown in it may be either, alike in a class; else it is stuck."""
        loose = sorted({classes[i] for i, value in enumerate(vector) if value is None})
        if len(loose) > _LOOSE:
            return _STUCK
        first: Hashable = _STUCK
        for values in product((False, True), repeat=len(loose)):
            either = dict(zip(loose, values, strict=True))
            group = self._known(tuple([either[classes[i]] if v is None else v for i, v in enumerate(vector)]))
            if first is not _STUCK and group != first:
                return _STUCK
            first = group
        return first

    def _known(self, vector: tuple[bool, ...]) -> Hashable:
        if vector not in self._made:
            self._made[vector] = self._group(vector)
        return self._made[vector]


class _Trees:
    """Some unknown verdicts, as nodes of what they wait for."""

    def __init__(self, pool: Pool, roots: tuple[int, ...]) -> None:
        self.pool, self.roots = pool, roots
        self.apart: tuple[int, ...] = tuple(range(len(roots)))
        self._alike: tuple[int, ...] | None = None
        self._met: dict[Vector, None] = {}
        self._rest = self._tried()
        self._whole = False
        self.followed = not any(pool.nodes[n].kind == "opaque" for n in pool.below(roots))

    def settled(self, groups: _Groups) -> Settled:
        """The group, by the first step that settles it."""
        open_ = (None,) * len(self.roots)
        if (group := groups.of(open_, self.apart)) is not _STUCK:
            return Settled(group, 2)
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

    def _solved(self, groups: _Groups) -> Settled:
        """What the solver says, of completions that are too many to try."""
        from . import residual_terms  # the solver takes its time to load, and few comparisons ask it

        met, all_of_them = residual_terms.met(
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
        """By verdict the first that is the same whatever is known and unknown."""
        if self._alike is None:
            self._alike = self._classes()
        return self._alike

    def _classes(self) -> tuple[int, ...]:
        axes = skeleton(self.pool, self.roots)
        if len(self.roots) == 1 or prod(len(values) + 1 for values in axes.values()) > CELLS:
            return self.apart
        order = self.pool.below(self.roots, axes)
        columns: list[list[Value | None]] = [[] for _ in self.roots]
        for cell in product(*((None, *values) for values in axes.values())):
            found = valued(self.pool, order, dict(zip(axes, cell, strict=True)))
            for column, root in zip(columns, self.roots, strict=True):
                column.append(found[root])
        return tuple([columns.index(column) for column in columns])

    def vectors(self) -> Iterator[Vector]:
        """What the verdicts may be together, tried as they are asked for; `_whole` says afterwards if that is all."""
        yield from tuple(self._met)
        try:
            for vector in self._rest:
                self._met[vector] = None
                yield vector
        except GrundError:  # a completion that breaks a table's own rule is a question for the run that has it
            self._whole = False

    def _tried(self) -> Iterator[Vector]:
        pool, lost = self.pool, never(self.pool, self.roots)
        axes = tried(pool, self.roots, lost)
        few = [self._maybe(n, held) for n, held in axes.items() if held is not None]
        self._whole = len(few) == len(axes) and prod(map(len, few)) <= CELLS
        order = pool.below(self.roots, lost)
        unknown: dict[int, Value | None] = dict.fromkeys(lost)
        for cell in product(*few) if self._whole else self._drawn(axes):
            held = valued(pool, order, unknown | dict(zip(axes, cell, strict=True)))
            yield tuple([_truth(held[root]) for root in self.roots])

    def _maybe(self, number: int, values: tuple[Value, ...]) -> tuple[Value | None, ...]:
        """The values of a node; what is not followed may also stay unknown."""
        return (*values, None) if self.pool.nodes[number].kind == "opaque" else values

    def _drawn(self, axes: Mapping[int, Sequence[Value] | None]) -> Iterator[tuple[Value | None, ...]]:
        """Some completions, the same in every run: all low, all high, one apart from the others, and others."""
        choices = [extremes(self.pool.nodes[n].type, values) for n, values in axes.items()]
        for place in (0, 1, -1):
            base = tuple([values[min(place, len(values) - 1)] for values in choices])
            yield base
            for i, values in enumerate(choices):
                yield from ((*base[:i], value, *base[i + 1 :]) for value in (values[0], values[-1]))
        draw = random.Random(0)
        yield from (tuple([draw.choice(values) for values in choices]) for _ in range(_DRAWN))

    def _needs(self, groups: _Groups) -> frozenset[str]:
        """The missing facts behind the verdicts that the group turns on."""
        matter = self._turning(groups)
        below = self.pool.below(root for root, turns in zip(self.roots, matter, strict=True) if turns)
        names: set[str] = set()
        for number in below:
            node = self.pool.nodes[number]
            if node.kind == "leaf":
                names.add(node.name)
            elif node.kind == "opaque":
                names |= node.waits
        return frozenset(names)

    def _turning(self, groups: _Groups) -> list[bool]:
        """By verdict, whether the group may turn on it."""
        size = len(self.roots)
        if size > _LOOSE:
            return [True] * size
        every = list(product((False, True), repeat=size))
        return [
            any(groups.of(v, self.apart) != groups.of((*v[:i], not v[i], *v[i + 1 :]), self.apart) for v in every)
            for i in range(size)
        ]


def _truth(value: Value | None) -> bool | None:
    assert value is None or isinstance(value, bool)
    return value

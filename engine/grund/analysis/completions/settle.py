"""Settle: what an area's group is, whatever the facts that are missing turn out to be.

Enters: a scenario, policies, an interpretation, areas, and how a complete matrix of verdicts is classified. Leaves:
for each area its group, or that it is unknown, or not settled; the step that said so, and the facts that would.
Promise (LANGUAGE §7): a group is unknown only if two completions give different ones, or if a verdict that it rests on
is unknown in all of them, and then nothing settles it; what is shown as a group is so in every completion.

A completion gives every missing base fact and unknown parameter one value of its domain; what is known keeps its value.
The steps: 1 every verdict is known; 2 what is unknown waits for the same in the same way, or does not matter; 3 every
cell of the completions is tried, or two that differ are met; 4 the solver; 5 none of these, and it is not settled.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress, product
from threading import RLock
from typing import NamedTuple, TypeAlias, cast

from ...engines.run import decide, frame_of
from ...loading.scenario import waits_as
from ...model.decisions import Verdict
from ...model.facts import Area
from ...model.policies import Policy
from ...model.scenario import Reading, Scenario
from .groups import LOOSE, NOT_SETTLED, UNKNOWN, Axes, Draws, Groups, Settled, Trees
from .pool import Pool
from .residuals import Residue

__all__ = ["NOT_SETTLED", "UNKNOWN", "Classify", "Completions", "Matrix", "Settled", "settle"]

Column: TypeAlias = tuple[str, str]
"""A policy and an insats."""
Matrix: TypeAlias = Mapping[Column, Verdict]
"""Verdicts by policy and insats; an insats that a policy does not name is not in it."""
Classify: TypeAlias = Callable[[Matrix], Hashable]


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
        areas: Sequence[Area] | None = None,
    ) -> None:
        """`decided`: the verdicts by policy and insats, in order of `areas` (all of the level), if known already."""
        self._scenario, self._reading, self._decided = scenario, reading, decided
        at_level = [(p, r) for p in policies for r in p.rulings.values() if r.insats.level == level]
        self._rulings = {(p.id, r.insats.id): (p, r) for p, r in at_level}
        self._tokens = {key: waits_as(scenario, p, r, reading) for key, (p, r) in self._rulings.items()}
        self._columns: dict[str, list[tuple[str, str]]] = {}
        for key in self._rulings:
            self._columns.setdefault(key[1], []).append(key)
        listed = scenario.today.by_level.get(level, ()) if areas is None else areas
        self._places = {area.id: i for i, area in enumerate(listed)}
        self._shared = _shared(scenario)
        self._rows: dict[tuple[Verdict, ...], _Row] = {}
        self._areas: dict[str, _Row] = {}
        self.followed: set[str] = set()
        """The areas for which somebody had to know what their unknown verdicts wait for, by id."""

    def settle(self, areas: Iterable[Area], classify: Classify) -> dict[str, Settled]:
        """The group of each area, by id; areas that wait for the same in the same way are settled once."""
        with self._shared.lock:
            return self._settle(areas, classify)

    def _settle(self, areas: Iterable[Area], classify: Classify) -> dict[str, Settled]:
        turnings: dict[int, Settled | _Turning] = {}
        made: dict[tuple[int, tuple[int, ...]], Settled] = {}
        settled_groups: dict[str, Settled] = {}
        for area in areas:
            row = self._row(area)
            turning = turnings.get(row.number)
            if turning is None:
                turning = turnings[row.number] = _turning(row.known, row.waiting, classify)
            if isinstance(turning, Settled):
                settled_groups[area.id] = turning
                continue
            self.followed.add(area.id)
            nodes = tuple([self._node(keys[0], area) for keys in turning.waiting])
            key = row.number, nodes
            if key not in made:
                made[key] = self._settled(turning, nodes)
            settled_groups[area.id] = made[key]
        return settled_groups

    def verdicts(self, area: Area) -> tuple[Matrix, Mapping[tuple[str, str], int]]:
        """The known verdicts of an area, and for each unknown one the node that says when it is yes."""
        row = self._row(area)
        with self._shared.lock:
            return row.known, {key: self._node(key, area) for key in row.waiting}

    def alike(self, area: Area, insats: str) -> bool:
        """Whether an insats comes out the same in every policy that does not know it, whatever facts are missing."""
        waiting = self._row(area).waiting
        if len({waiting[key] for key in self._columns[insats] if key in waiting}) < 2:
            return True

        def same(matrix: Matrix) -> bool:
            return len(set(matrix.values())) == 1

        with self._shared.lock:
            keys = [key for key in self._columns[insats] if key in waiting]
            nodes = tuple([self._node(key, area) for key in keys])
            turning = _Turning({}, tuple([(key,) for key in keys]), same)
            return len(set(nodes)) < 2 or self._settled(turning, nodes).value is True

    def _row(self, area: Area) -> _Row:
        """The verdicts of an area; areas that have the same share it."""
        if area.id not in self._areas:
            place = self._places[area.id]
            verdicts = tuple([column[place] for column in self._verdicts])
            if verdicts not in self._rows:
                by_key = dict(zip(self._rulings, verdicts, strict=True))
                known = {key: verdict for key, verdict in by_key.items() if verdict != "unknown"}
                waiting = {key: token for key, token in self._tokens.items() if key not in known}
                self._rows[verdicts] = _Row(len(self._rows), known, waiting)
            self._areas[area.id] = self._rows[verdicts]
        return self._areas[area.id]

    @cached_property
    def _verdicts(self) -> list[Sequence[Verdict]]:
        """The verdicts of each ruling, in order of area."""
        if self._decided is not None:
            return [self._decided[key] for key in self._rulings]
        decided = (decide(self._scenario, policy, r, self._reading) for policy, r in self._rulings.values())
        return [[decision.verdict for decision in decisions] for decisions in decided]

    def _node(self, key: tuple[str, str], area: Area) -> int:
        nodes, pool, residues = self._shared.nodes, self._shared.pool, self._shared.residues
        place = self._tokens[key], area.id
        if place not in nodes:
            policy, ruling = self._rulings[key]
            by = policy.id, self._reading
            if by not in residues:
                residues[by] = Residue(pool, frame_of(self._scenario, policy, self._reading))
            node = residues[by].of(ruling.decision, area)
            nodes[place] = pool.denied(node) if ruling.otherwise == "yes" else node
        return nodes[place]

    def _settled(self, turning: _Turning, nodes: tuple[int, ...]) -> Settled:
        """The group, where what it turns on waits for these nodes."""
        shared = self._shared
        roots = tuple(shared.pool.ordered(set(nodes)))
        if roots not in shared.asked:
            shared.asked[roots] = Trees(shared.pool, roots, shared.drawn)
        return shared.asked[roots].settled(turning.groups(tuple(map(roots.index, nodes))))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What verdicts of a scenario wait for, made once for all policies and readings that decide by the same."""

    pool: Pool
    nodes: dict[tuple[Hashable, str], int] = field(default_factory=dict)
    residues: dict[tuple[str, Reading], Residue] = field(default_factory=dict)
    asked: dict[tuple[int, ...], Trees] = field(default_factory=dict)
    drawn: dict[Axes, Draws] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)
    """One thread at a time: numbers of nodes are places in a list, and what is tried of trees is tried once."""


def _shared(scenario: Scenario) -> _Shared:
    made = scenario.cache.setdefault("completions", _Shared(Pool(scenario.book.vocabulary)))
    return cast("_Shared", made)


class _Row(NamedTuple):
    """The known verdicts of an area, and for each unknown one what it is decided by: the ruling, and the values that it
    reads. Two that are decided by the same are equal, whatever the facts."""

    number: int
    known: Matrix
    waiting: Mapping[tuple[str, str], Hashable]


@dataclass(frozen=True, slots=True)
class _Turning:
    """What a group turns on: verdicts that it does not turn on are put as no beside the known; those that wait by the
    same stand together in `waiting`."""

    known: Matrix
    waiting: tuple[tuple[Column, ...], ...]
    classify: Classify
    _groups: dict[tuple[int, ...], Groups] = field(default_factory=dict)

    def groups(self, places: tuple[int, ...]) -> Groups:
        """The groups of vectors that have the verdicts of `waiting` at some places; made once, for areas share them."""
        if places not in self._groups:
            self._groups[places] = Groups(lambda vector: self._group([vector[place] for place in places]))
        return self._groups[places]

    def _group(self, truths: Iterable[bool]) -> Hashable:
        return self.classify({**self.known, **_as_one(self.waiting, truths)})


def _as_one(waiting: Iterable[Iterable[Column]], truths: Iterable[bool]) -> dict[Column, Verdict]:
    """The verdicts of columns, where those that stand together have one truth."""
    return {key: "yes" if truth else "no" for keys, truth in zip(waiting, truths, strict=True) for key in keys}


def _turning(known: Matrix, waiting: Mapping[Column, Hashable], classify: Classify) -> Settled | _Turning:
    """The group, where it is known whatever the unknown verdicts are, equal where they wait by the same; else the
    unknown verdicts that it turns on."""
    if not waiting:
        return Settled(classify(known), 1)
    by_token: dict[Hashable, list[Column]] = {}
    for key, token in waiting.items():
        by_token.setdefault(token, []).append(key)
    together = tuple(map(tuple, by_token.values()))
    if len(together) > LOOSE:
        return _Turning(known, together, classify)
    groups = {
        truths: classify({**known, **_as_one(together, truths)})
        for truths in product((False, True), repeat=len(together))
    }
    if len(set(groups.values())) == 1:
        return Settled(next(iter(groups.values())), 2)
    turns = [
        any(groups[truths] != groups[*truths[:i], not truths[i], *truths[i + 1 :]] for truths in groups)
        for i in range(len(together))
    ]
    turning = tuple(compress(together, turns))
    fixed = [keys for keys in together if keys not in turning]
    return _Turning({**known, **_as_one(fixed, [False] * len(fixed))}, turning, classify)

"""Attribution: which areas the changes between two versions move, and which change did it.

The blame is counterfactual and not guessed. For each area that is decided differently, in this order:

    alone      the changes each of which, laid into A by itself, gives B's verdict
    needed     no change does so alone; those without which B would give A's verdict
    together   neither: a set of changes that gives B's verdict, of which none can be left out

The world stays what it is, and is read by both versions. A mixture that is no policy gives no verdict, and no blame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final, Literal, TypeAlias

from ...engines import interpreter
from ...model.decisions import Decision
from ...model.facts import Area, World
from ...model.scenario import Reading, Scenario
from .change import Version, VersionChange
from .hybrid import Mixer, Taken, fitting
from .rules import aligned

How: TypeAlias = Literal["alone", "needed", "together"]
HOWS: Final[tuple[How, ...]] = ("alone", "needed", "together")
_Maybe: TypeAlias = Decision | None


@dataclass(frozen=True, slots=True)
class Moved:
    """An area that two versions decide differently for an insats, in one reading, and the changes that did it.

    A version without the insats has no decision: it gives the area nothing, like a no.
    """

    reading: Reading
    insats: str
    area: Area
    before: Decision | None
    after: Decision | None
    how: How
    changes: tuple[VersionChange, ...]


def moved(scenario: Scenario, a: Version, b: Version, changes: Sequence[VersionChange]) -> tuple[Moved, ...]:
    """The areas that `changes`, the changes from A to B, move; in order of insats, reading and area."""
    sides = (_Side(scenario.today, a), _Side(scenario.today, b))
    mixer = Mixer(scenario.today, aligned(a, b), b)
    all_slots: Taken = frozenset(slot for change in changes for slot in change.slots)
    rows: list[Moved] = []
    for name in sorted({*a.policy.rulings, *b.policy.rulings}):
        bearing = [c for c in changes if c.slots and c.insats in ("", name)]
        for reading in _readings(scenario, name, a, b):
            for old, new in _unequal(*(side.decisions(name, reading) for side in sides)):
                request = _Asked(mixer, name, held(old, new).area, reading, all_slots)
                how, by = request.blame(bearing, _verdict(old), _verdict(new))
                rows.append(Moved(reading, name, request.area, old, new, how, by))
    return tuple(rows)


def held(before: Decision | None, after: Decision | None) -> Decision:
    """The later of two decisions of which one is there."""
    decision = after or before
    assert decision is not None
    return decision


def _verdict(decision: Decision | None) -> str:
    return "no" if decision is None else decision.verdict


def _readings(scenario: Scenario, insats: str, *versions: Version) -> Iterator[Reading]:
    """Every combination of choices of the tolkningar that the insats depends on in some version."""
    options: dict[str, tuple[str, ...]] = {}
    for version in versions:
        words = version.book.vocabulary
        rules = version.policy.rulings[insats].rules if insats in version.policy.rulings else ()
        for name in interpreter.tolkningar_read(words, (rule.active for rule in rules)):
            options[name] = scenario.tolkning.get(name) or tuple(words.tolkningar[name].options)
    names = sorted(options)
    return (tuple(zip(names, choice, strict=True)) for choice in product(*(options[name] for name in names)))


@dataclass(frozen=True, slots=True)
class _Side:
    """One version on the world."""

    world: World
    version: Version
    frames: dict[Reading, interpreter.EvalContext] = field(default_factory=dict)

    def decisions(self, insats: str, reading: Reading) -> dict[str, Decision]:
        """The decisions of an insats by area; none where the version does not have it."""
        policy, words = self.version.policy, self.version.book.vocabulary
        if insats not in policy.rulings:
            return {}
        if reading not in self.frames:
            self.frames[reading] = interpreter.frame(words, policy, fitting(self.world, words), dict(reading))
        return {d.area.id: d for d in interpreter.decide_all(self.frames[reading], insats)}


def _unequal(before: Mapping[str, Decision], after: Mapping[str, Decision]) -> Iterator[tuple[_Maybe, _Maybe]]:
    """The areas' decisions before and after, where the verdicts differ."""
    for area in sorted({*before, *after}):
        old, new = before.get(area), after.get(area)
        if _verdict(old) != _verdict(new):
            yield old, new


@dataclass(frozen=True, slots=True)
class _Asked:
    """One area and insats in one reading, asked of mixtures of two versions."""

    mixer: Mixer
    insats: str
    area: Area
    reading: Reading
    every: Taken

    def blame(self, bearing: Sequence[VersionChange], before: str, after: str) -> tuple[How, tuple[VersionChange, ...]]:
        """The changes that did it; see the head of this module."""
        alone = [c for c in bearing if self._gives(c.slots) == after]
        if alone:
            return "alone", tuple(alone)
        needed = [c for c in bearing if self._gives(self.every - c.slots) == before]
        if needed:
            return "needed", tuple(needed)
        return "together", self._least(tuple(bearing), after)

    def _least(self, rest: tuple[VersionChange, ...], after: str) -> tuple[VersionChange, ...]:
        """What is left of some changes when each that can be spared is left out."""
        for spared in rest:
            fewer = tuple(c for c in rest if c is not spared)
            if self._gives(frozenset(slot for c in fewer for slot in c.slots)) == after:
                return self._least(fewer, after)
        return rest

    def _gives(self, taken: Taken) -> str | None:
        return self.mixer.verdict(taken, self.insats, self.area, self.reading)

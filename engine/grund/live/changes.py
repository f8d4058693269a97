"""Changes: what an update did, decision by decision.

A decision has changed where its verdict, its deciding rule or its missing facts have; a ground that moved is a value
that the decision read and that is another now, or stands on another fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ..model.decisions import Decision, Derivation, Trace, Verdict
from ..model.expressions import Reference
from ..model.facts import Area
from ..model.policies import Insats
from ..model.scenario import Reading


class ValueShift(NamedTuple):
    """A value that a decision reads, before and after; None where it was not read then."""

    name: str
    area: Area
    before: Trace | None
    after: Trace | None


class Change(NamedTuple):
    """A decision that is another than it was, under every policy that shares it.

    `before` or `after` is None where the area was not, or is no longer, there to decide (a new day).
    """

    policies: tuple[str, ...]
    reading: Reading
    before: Decision | None
    after: Decision | None
    grounds: tuple[ValueShift, ...]

    @property
    def decision(self) -> Decision:
        """The decision as it stands now; as it last stood, where there is none any more."""
        last_decision = self.after or self.before
        assert last_decision is not None
        return last_decision

    @property
    def insats(self) -> Insats:
        """What is decided."""
        return self.decision.ruling.insats

    @property
    def area(self) -> Area:
        """Where."""
        return self.decision.area


@dataclass(frozen=True, slots=True)
class Update:
    """What an accepted update did: the number of its entry in the journal (0 without one), and what changed.

    `read`: how many decisions read a value that moved, and were made again.
    """

    seq: int
    changed: tuple[Change, ...]
    read: int


def outcome(decision: Decision) -> tuple[Verdict, str | None, frozenset[str]]:
    """What every reading agrees on: verdict, deciding rule, missing facts."""
    return decision.verdict, decision.rule, decision.missing


Read: TypeAlias = Mapping[tuple[str, str], tuple[Area, Trace]]
"""Values that were read, by (name, area)."""


class Grounds:
    """Finds the grounds that moved between decisions; those that decisions share are looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, str], tuple[ValueShift, ...]] = {}

    def moved(self, old: Read, new: Read) -> tuple[ValueShift, ...]:
        """The values that moved, each before what lies behind it."""
        shifts: dict[tuple[str, str], ValueShift] = {}
        for key in dict.fromkeys((*new, *old)):
            area = (new.get(key) or old[key])[0]
            was, now = (snapshot[key][1] if key in snapshot else None for snapshot in (old, new))
            if was is not now:
                shifts |= {(s.name, s.area.id): s for s in self._shifts(key[0], area, was, now)}
        return tuple(shifts.values())

    def _shifts(self, name: str, area: Area, was: Trace | None, now: Trace | None) -> tuple[ValueShift, ...]:
        """The shift of one value, where it moved, and those behind it."""
        key = (id(was), id(now), area.id)
        if key not in self._known:
            moved = was is None or now is None or _moved(was, now)
            behind = self.moved(*({} if g is None else _names(_behind(area, g)) for g in (was, now)))
            self._known[key] = (*((ValueShift(name, area, was, now),) if moved else ()), *behind)
        return self._known[key]


def _moved(was: Trace, now: Trace) -> bool:
    """Whether a value, or the fact or list it stands on, is another."""
    derived = isinstance(was.basis, Derivation) and isinstance(now.basis, Derivation)
    return was.value != now.value or not (derived or was.basis == now.basis)


def _behind(area: Area, ground: Trace) -> Iterator[tuple[Area, Trace]]:
    """What a value was computed from, and where."""
    yield from ((area, part) for part in ground.parts)
    if isinstance(ground.basis, Derivation):
        for member in ground.basis.members:
            yield from ((member.area, g) for g in (member.where, member.value) if g is not None)


def _names(grounds: Iterable[tuple[Area, Trace]]) -> Read:
    """The values that some grounds read, without what lies behind them."""
    reads: dict[tuple[str, str], tuple[Area, Trace]] = {}
    queue = list(grounds)
    for area, ground in queue:  # it grows while it is read
        node = ground.node
        if isinstance(node, Reference) and node.space != "rule":
            reads[node.name, area.id] = (area, ground)
        else:
            queue += [(area, part) for part in ground.parts]
    return reads

"""Transition: one step taken, and what it did.

The decisions it could change, before and after; or the step undone. A step is taken whole or not at all; a session and
its past take it with the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from ..model.decisions import Decision
from ..model.facts import Fact, FactBook, ListInForce
from ..model.policies import Vocabulary
from ..problems.problem import GrundError, gathered
from .changes import Change, Grounds, Read, outcome
from .decision_set import Cast
from .fact_store import Book, FactStep
from .state import Affected, LiveState, Looked, Pair


class Stood(NamedTuple):
    """A decision as it stands or stood, and the values it reads; None where two rules conflict: nothing is decided."""

    decision: Decision | None
    read: Read


Decided: TypeAlias = Mapping[Pair, Stood]


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a session began: the words, what is decided, the facts, the day, and what is known."""

    words: Vocabulary
    cast: Cast
    facts: FactBook
    day: date
    known: date | None

    def standing(self, book: Book, day: date) -> LiveState:
        """How the decisions stand on a day of the session."""
        return LiveState(self.words, self.cast, book, day, self.known)


@dataclass(frozen=True, slots=True)
class Transition:
    """A step taken: how things stood and stand, and the decisions that may say something else, before and after.

    `reach` is what the step could reach on its day, and `seen` how the values there looked before.
    """

    step: FactStep
    then: LiveState
    now: LiveState
    reach: Affected
    seen: Looked
    before: Decided
    after: Decided

    @property
    def changed(self) -> tuple[Change, ...]:
        """What it changed, in order of policy, insats and area."""
        changes: list[Change] = []
        grounds = Grounds()
        for pair in sorted({*self.before, *self.after}):
            part = self.now.cast.parts[pair[0]]
            (before, was), (after, now) = self.before.get(pair, _ABSENT), self.after.get(pair, _ABSENT)
            if before is None or after is None or outcome(before) != outcome(after):
                changes.append(Change(part.policies, part.reading, before, after, grounds.moved(was, now)))
        return tuple(changes)

    def undo(self) -> None:
        """Take it back: everything is as it was."""
        _undo(self.now, self.then, self.step, self.reach, self.seen)


Wanted: TypeAlias = Callable[[Pair], bool]
Meanwhile: TypeAlias = Callable[[FactStep, LiveState, Affected], None]


def take(
    beginning: Beginning,
    then: LiveState,
    step: FactStep,
    wanted: Wanted = lambda _: True,
    meanwhile: Meanwhile = lambda step, now, reach: None,
) -> Transition:
    """Take a step; of the decisions it can change, make those anew that are wanted.

    `meanwhile` is done when the facts are in. Raises `GrundError` (G317) where two rules come into conflict by the
    step, which is then undone.
    """
    return _followed(then, step, wanted, meanwhile) if step.day == then.day else _dawned(beginning, then, step, wanted)


def _followed(now: LiveState, step: FactStep, wanted: Wanted, meanwhile: Meanwhile) -> Transition:
    """A step of the same day: what it reaches is read before and after, and only what has moved is decided."""
    reach = now.reach(step.cells, step.series)
    seen = now.look(reach)
    now.book.take(step)
    now.follow(step.cells, step.series)
    try:
        meanwhile(step, now, reach)
        looks = now.look(reach, again=True)
        pairs = [pair for pair in now.moved(seen, looks) if wanted(pair)]
        now.put(seen)
        before = _decided(now, pairs)
        now.put(looks)
        now.forget(reach.pairs)
        after = _stood(now, pairs, keep=True)
    except GrundError:
        _undo(now, now, step, reach, seen)
        raise
    return Transition(step, now, now, reach, seen, before, after)


def _dawned(beginning: Beginning, then: LiveState, step: FactStep, wanted: Wanted) -> Transition:
    """A new day: everything is decided on it, and was on the day before."""
    before = _decided(then, filter(wanted, then.pairs))
    then.book.take(step)
    now = beginning.standing(then.book, step.day)
    reach = Affected(frozenset(), tuple(now.pairs))
    try:
        after = _stood(now, list(filter(wanted, reach.pairs)))
    except GrundError:
        _undo(now, then, step, reach, {})
        raise
    return Transition(step, then, now, reach, {}, before, after)


def _stood(now: LiveState, pairs: Sequence[Pair], keep: bool = False) -> Decided:
    """What is decided; where rules conflict, every conflict is raised."""
    decisions = gathered(partial(now.decide, pair, keep) for pair in pairs)
    return {pair: Stood(decision, now.read(pair)) for pair, decision in zip(pairs, decisions, strict=True)}


def _undo(now: LiveState, then: LiveState, step: FactStep, reach: Affected, seen: Looked) -> None:
    now.book.undo(step)
    if now is then:
        now.follow(step.cells, step.series)
        now.put(seen)
        now.forget(reach.pairs)


def _decided(standing: LiveState, pairs: Iterable[Pair]) -> Decided:
    decisions: dict[Pair, Stood] = {}
    for pair in pairs:
        try:
            decision = standing.decide(pair)
        except GrundError:
            decision = None
        decisions[pair] = Stood(decision, standing.read(pair))
    return decisions


_ABSENT: Final = Stood(None, {})


@dataclass(frozen=True, slots=True)
class JournalEvent:
    """A step of the past: its number, the session's day, what was added and withdrawn, and what changed by it."""

    seq: int
    day: date
    added: tuple[Fact | ListInForce, ...]
    withdrawn: tuple[Fact | ListInForce, ...]
    changed: tuple[Change, ...]
    read: int


def events(
    beginning: Beginning, steps: Iterable[tuple[int, FactStep]], wanted: Callable[[Pair], bool] = lambda _: True
) -> Iterator[JournalEvent]:
    """The steps from the beginning on as events, with the changes to the decisions that are wanted."""
    now = beginning.standing(Book(beginning.facts), beginning.day)
    for seq, step in steps:
        turn = take(beginning, now, step, wanted)
        now = turn.now
        yield JournalEvent(seq, step.day, (*step.facts, *step.lists), step.withdrawn, turn.changed, len(turn.after))

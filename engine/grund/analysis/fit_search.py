"""Fit search: the shortest conditions that give a list, or all but some of it, by exact search.

Enters: where each comparison holds and which areas are wanted, as whole numbers with a bit for each area. Leaves: the
front: for each length the condition with the fewest errors, where it has fewer than every shorter one. Promise: what is
called proved is so: no condition of the class has fewer errors at that length. The class: alternatives, any of which
is enough, each of at most `WIDTH` comparisons that all hold; the length is the number of comparisons. The work is
bounded, alike on every machine; what is not settled within it is not called proved.

An alternative that is no longer than another, gives the same of the list, and no more outside it, stands for both: that
holds of every condition with them. Conditions are enumerated, the shortest alternatives first and all that may come
last at once; one is left as soon as the errors outside the list, and those in it that the comparisons that are left
cannot avoid, are as many as the best one has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

WIDTH: Final = 3
"""So many comparisons an alternative has at most."""
LONGEST: Final = 12
"""A condition is no longer than this."""
WORK: Final = 50_000_000
"""Work of the search at a length, and as much of making alternatives, after which it is not settled: an alternative
that is tried last counts as one, and one that is tried before others as `_STEP`."""
_STEP: Final = 200
_WORD: Final = 64
_Words: TypeAlias = npt.NDArray[np.uint64]
"""Areas as bits, in words."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A condition: its alternatives, each the numbers of its comparisons. `missed`: wanted areas that it does not give;
    `extra`: others that it does. `proved`: no condition that is as long, or shorter, has fewer errors."""

    alternatives: tuple[tuple[int, ...], ...]
    missed: int
    extra: int
    proved: bool

    @property
    def length(self) -> int:
        """How many comparisons it has."""
        return sum(map(len, self.alternatives))

    @property
    def errors(self) -> int:
        """How many areas it has wrong."""
        return (self.missed | self.extra).bit_count()


class _Alternative(NamedTuple):
    parts: tuple[int, ...]
    gives: int
    extra: int


class _TooMuchError(Exception):
    """The work that is allowed has been done."""


def front(masks: Sequence[int], wanted: int, errors: int = 0, work: int = WORK) -> tuple[Fit, ...]:
    """Conditions of growing length with ever fewer errors, until there are at most `errors`, or none does better."""
    widths, complete = _alternatives(masks, wanted, work)
    least = max(errors, _unavoidable(masks, wanted))
    search = _Search(widths, wanted, max([wanted, *masks], default=0).bit_length(), work)
    fits: list[Fit] = []
    below, settled = wanted.bit_count(), True
    for length in range(1, LONGEST + 1):
        if below <= least or not settled:
            break
        settled = length <= complete or complete == WIDTH
        chosen, ended = search.best(length, below)
        settled = settled and ended
        if chosen is not None:
            fits.append(_fit(chosen, wanted, settled))
            below = fits[-1].errors
    alternatives = [alternative for ways in widths for alternative in ways]
    return (*fits, *_greedy(alternatives, wanted, below, least)) if below > least else tuple(fits)


def _fit(chosen: Sequence[_Alternative], wanted: int, proved: bool) -> Fit:
    gives = extra = 0
    for alternative in chosen:
        gives, extra = gives | alternative.gives, extra | alternative.extra
    return Fit(tuple(a.parts for a in chosen), wanted & ~gives, extra, proved)


def _unavoidable(masks: Sequence[int], wanted: int) -> int:
    """Errors that every condition makes: areas for which all comparisons hold alike are in together, or out."""
    alike: dict[tuple[bool, ...], list[int]] = {}
    for area in range(max([wanted, *masks], default=0).bit_length()):
        pattern = tuple(bool(mask >> area & 1) for mask in masks)
        alike.setdefault(pattern, [0, 0])[wanted >> area & 1] += 1
    return sum(map(min, alike.values()))


# ── alternatives


def _alternatives(masks: Sequence[int], wanted: int, work: int) -> tuple[list[list[_Alternative]], int]:
    """By width, every alternative that no other stands for; and up to which width they are all there."""
    seen: set[int] = set()
    kept: dict[int, list[_Alternative]] = {}
    widths: list[list[_Alternative]] = [[], _new(seen, kept, [_Alternative((), wanted, ~wanted)], masks, wanted)]
    for width in range(2, WIDTH + 1):
        work -= len(widths[-1]) * len(masks)
        if work < 0:
            return [*widths, *([] for _ in range(width, WIDTH + 1))], width - 1
        widths.append(_new(seen, kept, widths[-1], masks, wanted))
    return widths, WIDTH


def _new(
    seen: set[int],
    kept: dict[int, list[_Alternative]],
    shorter: Sequence[_Alternative],
    masks: Sequence[int],
    wanted: int,
) -> list[_Alternative]:
    """Alternatives with one comparison more, that no other which gives the same of the list stands for; `kept`, by
    what they give, has those before them."""
    new: dict[int, list[_Alternative]] = {}
    for one in shorter:
        holds = one.gives | one.extra
        for i, mask in enumerate(masks):
            both = holds & mask
            if both in seen:
                continue
            seen.add(both)
            gives, extra = both & wanted, both & ~wanted
            if not gives or extra == one.extra or any(not r.extra & ~extra for r in kept.get(gives, ())):
                continue
            rivals = new.setdefault(gives, [])
            if all(r.extra & ~extra for r in rivals):
                rivals[:] = [r for r in rivals if extra & ~r.extra]
                rivals.append(_Alternative((*one.parts, i), gives, extra))
    for gives, rivals in new.items():
        kept.setdefault(gives, []).extend(rivals)
    return [alternative for rivals in new.values() for alternative in rivals]


# ── the search


class _Search:
    """The search for the condition of a length with the fewest errors."""

    def __init__(self, widths: Sequence[Sequence[_Alternative]], wanted: int, areas: int, work: int) -> None:
        self.work = work
        self.words = -(-areas // _WORD) or 1
        self.wanted = self._row(wanted)
        self.widths = [sorted(ways, key=lambda a: a.extra.bit_count()) for ways in widths]
        self.gives = [self._rows([a.gives for a in ways]) for ways in self.widths]
        self.extra = [self._rows([a.extra for a in ways]) for ways in self.widths]
        self.outside = [np.array([a.extra.bit_count() for a in ways], np.int64) for ways in self.widths]
        most = [max((a.gives.bit_count() for a in ways), default=0) for ways in self.widths]
        self.most = [0]
        for length in range(1, LONGEST + 1):
            self.most.append(max(most[n] + self.most[length - n] for n in range(1, min(WIDTH, length) + 1)))

    def _row(self, mask: int) -> _Words:
        return np.frombuffer(mask.to_bytes(self.words * _WORD // 8, "little"), np.uint64)

    def _rows(self, masks: Sequence[int]) -> _Words:
        return np.array([self._row(mask) for mask in masks], np.uint64).reshape(len(masks), self.words)

    def best(self, length: int, below: int) -> tuple[tuple[_Alternative, ...] | None, bool]:
        """The condition with the fewest errors, where these are fewer than `below`; and whether the search ended."""
        self.below, self.chosen, self.left = below, None, self.work
        nothing = self._row(0)
        try:
            for parts in _partitions(length, 1):
                self._go(parts, 0, (), nothing, nothing)
        except _TooMuchError:
            return self.chosen, False
        return self.chosen, True

    below: int
    chosen: tuple[_Alternative, ...] | None
    left: int

    def _go(
        self, parts: tuple[int, ...], start: int, taken: tuple[_Alternative, ...], gives: _Words, extra: _Words
    ) -> None:
        """The best with the alternatives taken and others of these widths, which do not become smaller."""
        width, *rest = parts
        end = int(np.searchsorted(self.outside[width], self.below))
        if not rest:
            self._last(width, start, end, taken, gives, extra)
            return
        room = sum(rest)
        for i in range(start, end):
            more = extra | self.extra[width][i]
            given = gives | self.gives[width][i]
            lost = int(np.bitwise_count(self.wanted & ~given).sum())
            self.left -= _STEP
            if int(np.bitwise_count(more).sum()) + max(0, lost - self.most[room]) < self.below:
                after = i + 1 if rest[0] == width else 0
                self._go(tuple(rest), after, (*taken, self.widths[width][i]), given, more)

    def _last(
        self, width: int, start: int, end: int, taken: tuple[_Alternative, ...], gives: _Words, extra: _Words
    ) -> None:
        """The best that may come last, all of them at once."""
        self.left -= _STEP + max(end - start, 0)
        if self.left < 0:
            raise _TooMuchError
        if start >= end:
            return
        lost = np.bitwise_count(self.wanted & ~(gives | self.gives[width][start:end])).sum(axis=1)
        errors = lost + np.bitwise_count(extra | self.extra[width][start:end]).sum(axis=1)
        at = int(errors.argmin())
        if int(errors[at]) < self.below:
            self.below, self.chosen = int(errors[at]), (*taken, self.widths[width][start + at])


def _partitions(length: int, least: int) -> Iterator[tuple[int, ...]]:
    """The widths that alternatives of a length together may have, in order of size."""
    if least <= length <= WIDTH:
        yield (length,)
    for width in range(least, min(WIDTH, length // 2) + 1):
        for rest in _partitions(length - width, width):
            yield (width, *rest)


def _greedy(alternatives: Sequence[_Alternative], wanted: int, below: int, least: int) -> list[Fit]:
    """Conditions that grow by the alternative that mends most, for its length; those with fewer errors than `below`."""
    taken: list[_Alternative] = []
    fits: list[Fit] = []
    gives = extra = 0

    def mends(one: _Alternative) -> float:
        return ((one.gives & ~gives).bit_count() - (one.extra & ~extra).bit_count()) / len(one.parts)

    while below > least and alternatives:
        best = max(alternatives, key=mends)
        if mends(best) <= 0 or sum(len(one.parts) for one in (*taken, best)) > LONGEST:
            break
        taken.append(best)
        gives, extra = gives | best.gives, extra | best.extra
        fit = _fit(taken, wanted, False)
        if fit.errors < below:
            fits.append(fit)
            below = fit.errors
    return fits

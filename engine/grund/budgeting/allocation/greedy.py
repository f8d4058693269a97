"""Greedy: methods that grant step by step, in an order that anyone can follow.

Enters: a model. Leaves: steps for each candidate. Promise: a limit from above is never broken; commitments come first,
then what every area must at least have, then the method's order; what does not fit is passed over and the next is
tried; ties go to the higher priority, then the smaller key. Years that commitments bind together are granted in order,
and a year keeps of the year before as much as fits.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from .model import AllocationModel, Candidate

MOST_STEPS = 200_000
"""The most steps that are granted one by one in a year; larger models are filled several steps at a time."""

Level = Callable[[str, int], float]
"""How well off an area is, by its name and what it has been granted; the lowest is served first."""


class Filling:
    """A choice in the making: what is granted, and what is left of every limit from above.

    It begins with the commitments, or with steps that are given; `caps` are the most steps of some candidates.
    """

    def __init__(
        self, model: AllocationModel, steps: Sequence[int] | None = None, caps: Mapping[int, int] | None = None
    ) -> None:
        self.model = model
        self.on = model.on
        self.steps = [0] * len(model.candidates)
        self.most = [c.most for c in model.candidates]
        for i, cap in (caps or {}).items():
            self.most[i] = min(self.most[i], cap)
        self.left = [row.high if row.high is not None else 0 for row in model.rows]
        self.counts = [row.kind == "insatser" for row in model.rows]
        for i, c in enumerate(model.candidates):
            self.force(i, c.least if steps is None else steps[i])
        if steps is None:
            for i in sorted((i for i, c in enumerate(model.candidates) if c.asked), key=self._first):
                self.grant(i, max(0, model.candidates[i].asked - self.steps[i]))

    def _first(self, i: int) -> tuple[int, float, tuple[int, str, str]]:
        return _first(self.model.candidates[i])

    def force(self, i: int, n: int) -> None:
        """Grant steps whether they fit or not; below zero, take them back."""
        if n:
            left, before = self.left, self.steps[i]
            counted = (before + n > 0) - (before > 0)
            for r, coefficient in self.on[i]:
                left[r] -= counted if self.counts[r] else coefficient * n
            self.steps[i] = before + n

    def room(self, i: int) -> int:
        """How many more steps of a candidate fit."""
        n = self.most[i] - self.steps[i]
        left = self.left
        for r, coefficient in self.on[i]:
            if n <= 0:
                return 0
            if self.counts[r]:
                n = n if self.steps[i] or left[r] > 0 else 0
            elif coefficient * n > left[r]:
                n = left[r] // coefficient
        return max(0, n)

    def grant(self, i: int, most: int | None = None) -> int:
        """Grant as many steps as fit, at most `most`; how many it was."""
        n = self.room(i) if most is None else min(most, self.room(i))
        self.force(i, n)
        return n

    def fits(self) -> bool:
        """Whether no limit from above is broken."""
        return all(left >= 0 for left in self.left)

    def lows(self) -> None:
        """What every area must at least have, the neediest area first, its insatser in order of priority."""
        rows = [row for row in self.model.rows if row.low]
        rows.sort(key=lambda row: (-self.model.candidates[row.terms[0][0]].need, row.key))
        for row in rows:
            for i in sorted((i for i, _ in row.terms), key=lambda i: _first(self.model.candidates[i])):
                short = (row.low or 0) - self.model.used(row, self.steps)
                if short <= 0:
                    break
                if step := self.model.candidates[i].step:
                    self.grant(i, -(-short // step))


def _first(c: Candidate) -> tuple[int, float, tuple[int, str, str]]:
    """Order of priority, then need, then key."""
    return (c.rank, -float(c.need), c.key)


def priority(model: AllocationModel) -> list[int]:
    """In order of priority until the money ends; within an insats the neediest area first."""
    filling = Filling(model)
    filling.lows()
    in_order(filling, sorted(range(len(model.candidates)), key=lambda i: _first(model.candidates[i])))
    return filling.steps


def in_order(filling: Filling, order: Iterable[int]) -> None:
    """Every candidate in turn, as much of it as fits."""
    steps, most = filling.steps, filling.most
    for i in order:
        if steps[i] < most[i]:
            filling.grant(i)


def proportional(model: AllocationModel) -> list[int]:
    """In proportion to need x residents: the area that has least for its need is served next."""
    need = {c.key.area: float(c.need) for c in model.candidates}
    return _level(model, lambda area, granted: granted / need[area] if need[area] else float("inf"))


def waterfill(model: AllocationModel) -> list[int]:
    """Max-min: the area that has got the smallest share of what it could get is served next."""
    could: dict[str, int] = {}
    for c in model.candidates:
        could[c.key.area] = could.get(c.key.area, 0) + c.amount
    return _level(model, lambda area, granted: granted / could[area] if could[area] else float("inf"))


def _level(model: AllocationModel, level: Level) -> list[int]:
    """Areas served one step at a time, the lowest level first; within an area in order of priority."""
    filling = Filling(model)
    filling.lows()
    queues: dict[str, list[int]] = {}
    granted: dict[str, int] = {}
    for i in sorted(range(len(model.candidates)), key=lambda i: _first(model.candidates[i]), reverse=True):
        area = model.candidates[i].key.area
        queues.setdefault(area, []).append(i)
        granted[area] = granted.get(area, 0) + filling.steps[i] * model.candidates[i].step
    chunk = max(1, sum(c.most for c in model.candidates) // MOST_STEPS)
    heap = [(level(area, granted[area]), area) for area in queues]
    heapq.heapify(heap)
    while heap:
        at, area = heapq.heappop(heap)
        queue = queues[area]
        if at == float("inf"):
            continue
        n = filling.grant(queue[-1], chunk)
        granted[area] += n * model.candidates[queue[-1]].step
        if not n:
            queue.pop()
        if queue:
            heapq.heappush(heap, (level(area, granted[area]), area))
    free = (i for i, c in enumerate(model.candidates) if not c.step)
    in_order(filling, sorted(free, key=lambda i: _first(model.candidates[i])))
    return filling.steps


def year_by_year(model: AllocationModel, method: Callable[[AllocationModel], list[int]]) -> list[int]:
    """A method where commitments bind years together: each year in order, keeping of the one before what fits."""
    if not model.links:
        return method(model)
    steps = [0] * len(model.candidates)
    for year in model.years():
        commitments: dict[int, int] = {}
        for row in model.links:
            (before, share), (now, step) = row.terms
            if row.year == year:
                commitments[now] = -(share * steps[before] // step)
        part, at = model.only(year)
        kept = tuple(replace(c, asked=commitments.get(i, 0)) for i, c in zip(at, part.candidates, strict=True))
        for i, n in zip(at, method(replace(part, candidates=kept)), strict=True):
            steps[i] = n
    return steps

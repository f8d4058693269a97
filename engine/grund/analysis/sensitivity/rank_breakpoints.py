"""Rank breakpoints: an insats whose one score meets thresholds that vary, in each draw with no pass over the areas.

Enters: a table whose atoms compare one score of the area with thresholds. Leaves: counts per draw. Promise: as plain
decides each draw, ties and strict comparisons included. The areas are ranked by the score once; a draw's thresholds cut
the ranks into stretches, in each of which every comparison is settled; what a stretch comes to is a difference of sums
kept per pattern of comparisons, and plain fills a pattern when a draw first meets it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ...engines import interpreter
from ...engines.decision_cells import MISSING
from ...engines.vectorized import CodedColumn, LookupTable, Rows, Vector
from ...engines.vectorized.encode import Coded
from ...model.expressions import Expr, Name, Operation, Reference
from .passes import DrawTally, Field, Order

Whole = npt.NDArray[np.int64]
_TURNED: Final = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq"}
PATTERNS: Final = 12
"""As many comparisons of one score may vary; more are passed over."""


@dataclass(frozen=True, slots=True)
class ScoreTest:
    """A comparison of the score, on its left, with a threshold; `noise`: the attribute whose noise the score has."""

    op: str
    threshold: Expr
    noise: str


@dataclass
class Ranked:
    """The areas by rank, and the codes of their `groups` on the axes of the table (0 on those that move); `rest` are
    the areas without a score."""

    here: Field
    table: LookupTable
    cost: Whole
    turns: tuple[tuple[str, ScoreTest], ...]
    ranks: Order
    decimals: int
    groups: npt.NDArray[np.intp]
    group: npt.NDArray[np.intp]
    rest: tuple[int, int, int, npt.NDArray[np.intp]] = (0, 0, 0, np.zeros(0, np.intp))
    places: npt.NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    sums: list[npt.NDArray[np.int64]] = field(default_factory=list)
    given: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        n = len(self.ranks.rows)
        self.places = np.full(1 << len(self.turns), -1, np.intp)
        self.sums, self.given = [np.zeros((3, n + 1), np.int64)], [np.zeros(n, np.bool_)]

    def tally(self, drawn: Mapping[str, Whole], count: int, reached: bool) -> DrawTally:
        """What a block of draws comes to."""
        n = len(self.ranks.rows)
        bounds = [self._bounds(turn, drawn, count) for _, turn in self.turns]
        total = np.zeros((3, count), np.int64)
        array = np.zeros(self.here.rows, np.int64) if reached else None
        if len(bounds) == 1 and self.turns[0][1].op != "eq":
            self._halves(bounds[0], total, array)
            cuts = ends = np.zeros((count, 0), np.intp)
        else:
            cuts = np.sort(np.stack([np.zeros(count, np.intp), *(b for pair in bounds for b in pair)], axis=1), axis=1)
            ends = np.concatenate([cuts[:, 1:], np.full((count, 1), n)], axis=1)
        for start, end in zip(cuts.T, ends.T, strict=True):
            pattern = np.zeros(count, np.intp)
            for j, ((_, turn), pair) in enumerate(zip(self.turns, bounds, strict=True)):
                pattern |= _holds(turn.op, start, pair) << j
            place = self._places(pattern, start < end)
            stacked = np.stack(self.sums)
            for k in range(3):
                total[k] += stacked[place, k, end] - stacked[place, k, start]
            if array is not None:
                self._reach(array, place, start, end)
        yes, unknown, cost, given = self.rest
        if array is not None:
            array[given] += count
        return DrawTally(total[0] + yes, total[1] + unknown, total[2] + cost, array)

    def _halves(self, pair: Sequence[npt.NDArray[np.intp]], total: Whole, array: Whole | None) -> None:
        """The same where one comparison cuts the ranks in two: its truth below and above the cut is the same in every
        draw."""
        op, n = self.turns[0][1].op, len(self.ranks.rows)
        cut = pair[op in ("le", "gt")]
        first, last = np.zeros_like(cut), np.full_like(cut, n)
        for pattern, start, end in ((op in ("lt", "le"), first, cut), (op in ("gt", "ge"), cut, last)):
            place = self._places(np.full_like(cut, pattern), start < end)
            sums = self.sums[place[0] if len(place) else 0]
            total += (sums[:, n:] if end is last else sums.take(end, axis=1)) - (
                0 if start is first else sums.take(start, axis=1)
            )
            if array is not None:
                self._reach(array, place, start, end)

    def _bounds(
        self, turn: ScoreTest, drawn: Mapping[str, Whole], count: int
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """How many areas score less than the threshold, and how many at most it, in each draw."""
        columns = {name: CodedColumn(values) for name, values in drawn.items() if Name.parse(name).space == "param"}
        vector = Rows(self.here.frame, columns, count).vector(turn.threshold)
        threshold = vector.values * 10 ** (self.decimals - vector.decimals)
        met = threshold
        if turn.noise:
            scale = 10 ** (self.decimals - self.here.frame.vocabulary.attributes[turn.noise].type.decimals)
            met = threshold - drawn[turn.noise] * scale
        less, most = self.ranks.less(met), self.ranks.less(met + 1)
        if turn.noise:  # a value with its noise is kept within its domain
            low, high = (end * scale for end in self.here.varied[turn.noise])
            n = len(self.ranks.rows)
            less = np.where(threshold <= low, 0, np.where(threshold > high, n, less))
            most = np.where(threshold < low, 0, np.where(threshold >= high, n, most))
        return less, most

    def _places(self, pattern: npt.NDArray[np.intp], used: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
        """Where each pattern's sums stand; those met first are filled by plain; an empty stretch's are the first, 0."""
        place = self.places[pattern]
        if (place[used] < 0).any():
            with self.lock:
                for new in np.unique(pattern[used & (place < 0)]).tolist():
                    if self.places[new] < 0:
                        self._fill(new)
            place = self.places[pattern]
        return np.maximum(place, 0)

    def _fill(self, pattern: int) -> None:
        codes = {name: 1 + (pattern >> j & 1) for j, (name, _) in enumerate(self.turns)}
        array = self.verdicts(range(len(self.groups)), codes)[self.group]
        yes, unknown = array == 0, array == 2
        sums = np.zeros((3, len(array) + 1), np.int64)
        for out, part in zip(sums[:, 1:], (yes, unknown, yes * self.cost[self.ranks.rows]), strict=True):
            np.cumsum(part, out=out)
        self.sums.append(sums)
        self.given.append(yes)
        self.places[pattern] = len(self.sums) - 1

    def verdicts(self, groups: Sequence[int] | npt.NDArray[np.intp], moving: Mapping[str, int]) -> npt.NDArray[np.int8]:
        """The place of the verdict of some groups in `VERDICTS`, by the codes of the axes that move."""
        codes = self.groups[groups]
        for k, axis in enumerate(self.table.cells.axes):
            if axis.name in moving:
                codes[:, k] = moving[axis.name]
        return np.array([self.table.place(row)[0] for row in codes.tolist()], np.int8)

    def _reach(
        self, array: Whole, place: npt.NDArray[np.intp], start: npt.NDArray[np.intp], end: npt.NDArray[np.intp]
    ) -> None:
        """In how many draws each area stands in a stretch that gives yes."""
        n = len(self.ranks.rows)
        for one in np.unique(place).tolist():
            mask = place == one
            steps = np.bincount(start[mask], minlength=n + 1) - np.bincount(end[mask], minlength=n + 1)
            array[self.ranks.rows] += np.where(self.given[one], np.cumsum(steps)[:n], 0)


def _holds(op: str, start: npt.NDArray[np.intp], pair: Sequence[npt.NDArray[np.intp]]) -> npt.NDArray[np.intp]:
    """Whether a comparison holds from a rank on."""
    less, most = pair
    holds = {
        "lt": lambda: start < less, "le": lambda: start < most, "gt": lambda: start >= most,
        "ge": lambda: start >= less, "eq": lambda: (start >= less) & (start < most),
    }  # fmt: skip
    array: npt.NDArray[np.intp] = holds[op]().astype(np.intp)
    return array


# ── from a table


def ranked(here: Field, table: LookupTable, cost: Whole, area_noise: set[str]) -> Ranked | None:
    """An insats by ranks, where it can be: one score, thresholds that no area sets, noise that all areas share."""
    exprs = {axis.name: table.cells.expression(axis) for axis in table.cells.axes}
    moving = {name: expr for name, expr in exprs.items() if here.varies(expr)}
    turns = _turns(here, moving, area_noise)
    if turns is None:
        return None
    score, tests = turns
    rows = Rows(here.frame, here.columns, here.rows)
    scores = rows.vector(score) if score is not None else Vector(np.zeros(here.rows, np.int64))
    decimals = _decimals(here, scores, [test for _, test in tests])
    if decimals is None:
        return None
    values = scores.values * 10 ** (decimals - scores.decimals)
    known = np.ones(here.rows, np.bool_) if scores.known is None else scores.known
    key = (score, decimals)
    if key not in here.orders:
        here.orders[key] = Order.of(np.flatnonzero(known), values[known])
    order = here.orders[key]
    fixed = [None if axis.name in moving else Coded(exprs[axis.name], axis) for axis in table.cells.axes]
    groups, group = _groups([(c.axis.size, c.codes(rows)) if c else None for c in fixed], here.rows)
    by_ranks = Ranked(here, table, cost, tests, order, decimals, groups, group[order.rows])
    by_ranks.rest = _rest(by_ranks, np.flatnonzero(~known), group)
    return by_ranks


def _turns(
    here: Field, moving: Mapping[str, Expr], weights: set[str]
) -> tuple[Expr | None, tuple[tuple[str, ScoreTest], ...]] | None:
    """The one score (None: no comparison moves) and its test by axis; None where it is no insats by ranks."""
    turn_by_axis = {name: _turn(here, expr, weights) for name, expr in moving.items()}
    turns = [(name, *turn) for name, turn in turn_by_axis.items() if turn is not None]
    scores = {score for _, score, _ in turns}
    if len(turns) < len(moving) or len(scores) > 1 or len(turns) > PATTERNS:
        return None
    return next(iter(scores), None), tuple((name, test) for name, _, test in turns)


def _decimals(here: Field, scores: Vector, tests: Sequence[ScoreTest]) -> int | None:
    """The decimals that a score and its thresholds share; None where a value is too large, or a threshold missing."""
    params = {n: CodedColumn(np.zeros(1, np.int64)) for n in here.varied if Name.parse(n).space == "param"}
    sides = [Rows(here.frame, params, 1).vector(test.threshold) for test in tests]
    if scores.values.dtype == object or any(side.known is not None or side.values.dtype == object for side in sides):
        return None
    return max([scores.decimals, *(side.decimals for side in sides)])


def _groups(
    fixed: Sequence[tuple[int, npt.NDArray[Any]] | None], rows: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The different codes (a row each) on the axes that do not vary, which are given with their size and every area's
    code, and which of them every area has."""
    group, first, size = np.zeros(rows, np.intp), np.zeros(min(rows, 1), np.intp), 1
    for own, code in filter(None, fixed):
        group, size = group * own + code, size * own
        if size > rows:  # numbered anew, so that numbers stay small
            first, group = _numbered(group, size)
            size = len(first)
    first, group = _numbered(group, size)
    still = np.zeros(len(first), np.intp)
    codes = [still if axis is None else axis[1][first].astype(np.intp) for axis in fixed]
    return np.stack(codes, axis=1) if codes else still.reshape(-1, 0), group


def _numbered(group: npt.NDArray[np.intp], size: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Groups below a size numbered from 0 without gaps: a row of each, and the group of every row."""
    some = np.full(size, -1, np.intp)
    some[group] = np.arange(len(group))
    there = some >= 0
    return some[there], (np.cumsum(there) - 1)[group]


def _rest(
    ranking: Ranked, without: npt.NDArray[np.intp], group: npt.NDArray[np.intp]
) -> tuple[int, int, int, npt.NDArray[np.intp]]:
    """What the areas without a score come to in every draw."""
    codes = {name: MISSING for name, _ in ranking.turns}
    groups, which = np.unique(group[without], return_inverse=True)
    verdicts = ranking.verdicts(groups, codes)[which.ravel()]
    given = without[verdicts == 0]
    return len(given), int((verdicts == 2).sum()), int(ranking.cost[given].sum()), given


def _turn(here: Field, expr: Expr, area_noise: set[str]) -> tuple[Expr, ScoreTest] | None:
    """The score that a comparison reads, and the threshold it meets; None where it is no such comparison."""
    if not isinstance(expr, Operation) or expr.op not in _TURNED:
        return None
    for (score, threshold), op in zip((expr.args, expr.args[::-1]), (expr.op, _TURNED[expr.op]), strict=True):
        reads = interpreter.reached(here.frame.vocabulary, (score,))
        if _areas(here, threshold) or not _areas(here, score):
            continue
        if not reads & here.varied.keys():
            return score, ScoreTest(op, threshold, "")
        if isinstance(score, Reference) and score.name in here.varied and score.name not in area_noise:
            return score, ScoreTest(op, threshold, score.name)
    return None


def _areas(here: Field, expr: Expr) -> bool:
    """Whether an expression reads anything that differs between areas."""
    return any("." not in name and name != "day" for name in interpreter.reached(here.frame.vocabulary, (expr,)))

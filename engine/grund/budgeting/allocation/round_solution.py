"""Round solution: whole steps from parts of steps.

Enters: a model and the parts of steps that its relaxation grants. Leaves: steps. Promise: a limit from above is never
broken, unless by what must be had whether it fits or not; what is worth the same is chosen by amount, then by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from .greedy import Filling, in_order
from .model import AllocationModel, LimitRow

NEAR: Final = 1e-6
"""How far from a whole number the solver's may be."""


def rounded(model: AllocationModel, relaxed: Sequence[float]) -> list[int]:
    """Whole steps from the relaxation: rounded down, then what must be had, then what is worth most for its öre.

    Where commitments bind years together the last year is granted first, and no year more than the next can keep.
    """
    if not model.links:
        return _rounded(model, relaxed, {})
    steps = [0] * len(model.candidates)
    for year in reversed(model.years()):
        caps = {}
        for row in model.links:
            (before, share), (now, step) = row.terms
            if model.candidates[before].key.year == year:
                caps[before] = step * steps[now] // -share
        part, at = model.only(year)
        local = {n: caps[i] for n, i in enumerate(at) if i in caps}
        for i, n in zip(at, _rounded(part, [relaxed[i] for i in at], local), strict=True):
            steps[i] = n
    return steps


def _rounded(model: AllocationModel, steps: Sequence[float], caps: Mapping[int, int]) -> list[int]:
    start = [max(c.least, int(x + NEAR)) for c, x in zip(model.candidates, steps, strict=True)]
    for i, cap in caps.items():
        start[i] = max(model.candidates[i].least, min(start[i], cap))
    filling = fitting(model, start, caps)
    _cover(filling)
    in_order(filling, model.by_worth)
    divided = [(i, int(x + NEAR) + 1) for i, x in enumerate(steps) if x - int(x + NEAR) > NEAR]
    if _exchange(filling, divided):
        in_order(filling, model.by_worth)
    return filling.steps


def _cover(filling: Filling) -> None:
    """What every area must at least have, by what passes it the least; the neediest area first."""
    model, steps = filling.model, filling.steps
    rows = [row for row in model.rows if row.low]
    rows.sort(key=lambda row: (-model.candidates[row.terms[0][0]].need, row.key))
    for row in rows:
        short = (row.low or 0) - model.used(row, steps)
        while short > 0:
            could = [(model.candidates[i].step, filling.room(i), i) for i, _ in row.terms if model.candidates[i].step]
            alone = [(-(-short // step) * step, i) for step, room, i in could if step * room >= short]
            best = max(((step * room, -i) for step, room, i in could), default=(0, 0))
            if alone:
                _, i = min(alone)
                filling.grant(i, -(-short // model.candidates[i].step))
            elif not best[0]:
                break
            else:
                filling.grant(-best[1])
            short = (row.low or 0) - model.used(row, steps)


def _exchange(filling: Filling, divided: Iterable[tuple[int, int]]) -> bool:
    """What the relaxation divided is granted whole, if less is lost by taking back some of one other of the area's."""
    model, steps = filling.model, filling.steps
    members: dict[str, list[int]] = {}
    lows: dict[str, list[LimitRow]] = {}
    for i, c in enumerate(model.candidates):
        members.setdefault(c.key.area, []).append(i)
    for row in model.rows:
        if row.low:
            lows.setdefault(row.name, []).append(row)
    changed = False
    for i, number in divided:
        c, more = model.candidates[i], min(number, filling.most[i]) - steps[i]
        if more <= 0:
            continue
        filling.force(i, more)
        over = [r for r, _ in filling.on[i] if filling.left[r] < 0]
        lost = (_loss(filling, d, over) for d in members[c.key.area] if d != i)
        best = min((loss for loss in lost if loss is not None), default=None)
        if best is not None and best[0] < c.worth * more / c.most:
            _, back, d = best
            filling.force(d, -back)
            if all(model.used(row, steps) >= (row.low or 0) for row in lows.get(c.key.area, ())):
                changed = True
                continue
            filling.force(d, back)
        filling.force(i, -more)
    return changed


def _loss(filling: Filling, d: int, over: Sequence[int]) -> tuple[Fraction, int, int] | None:
    """What is lost, and how many steps, if one candidate gives back so much that these limits are kept again."""
    c, uses = filling.model.candidates[d], dict(filling.on[d])
    had, back = filling.steps[d], 0
    for r in over:
        if not uses.get(r):
            return None
        back = max(back, had if filling.counts[r] else -(filling.left[r] // uses[r]))
    return (c.worth * back / c.most, back, d) if 0 < back <= had - c.least else None


def fitting(model: AllocationModel, steps: Sequence[int], caps: Mapping[int, int] | None = None) -> Filling:
    """The steps, less the worst of them for their öre where a limit is passed by the solver's tolerance."""
    attempt = Filling(model, steps, caps)
    if attempt.fits():
        return attempt
    filling = Filling(model, None, caps)
    for i in model.by_worth:
        filling.grant(i, steps[i] - filling.steps[i])
    return filling

"""Monte carlo: a policy decided again and again while thresholds and measurements vary.

Enters: a scenario's policy, columns of areas, and what varies: parameters, and attributes with noise. Leaves: `Drawn`:
per draw and insats how many areas get yes and how many cannot be decided, and the cost; per insats and area in how many
draws it gets yes. Promise: every draw is decided as the interpreter would; no decision is kept, so memory is the
columns, the answer and one block of draws; the same seed gives the same draws whatever the threads, and more draws
begin with the same ones.

Where nothing but one score of the area meets thresholds that vary, the areas are ranked once, and a draw is a look-up
of ranks and a difference of sums over them, however many areas there are (`ranks`). Else the areas are passed over
draw by draw, with the fixed part of their cell worked out once (`passes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ...engines import interpreter, vectorized
from ...engines.vectorized.sheets import content
from ...model.expressions import Name, Type, domain
from ...model.policies import Parameter
from ...problems.problem import GrundError, problem
from .passes import Field, Passed, passed
from .rank_breakpoints import Ranked, ranked

Sample: TypeAlias = Callable[[np.random.Generator, tuple[int, ...]], npt.NDArray[Any]]
"""Values drawn: a generator and a shape give an array of numbers in the name's unit (of dates, days)."""
UNIT: Final = 256
"""Draws that share a seed of their own; so many are passed over together."""
RANKED: Final = 64
"""Units that are looked up together, where every insats is by ranks: a look-up costs less than a call."""
KEPT: Final = 256
"""How many interventions's tables are kept."""
_TABLES: Final[dict[object, vectorized.LookupTable]] = {}


@dataclass(frozen=True, slots=True)
class Varied:
    """What varies: a parameter (`param.NAME`) takes the value drawn; to an attribute it is added, the same for all
    areas, or to `each` its own. It is rounded to the declared decimals, and the sum kept within the declared domain."""

    name: str
    sample: Sample
    each: bool = False


@dataclass(frozen=True)
class Drawn:
    """Counts per draw (first axis) and insats: areas that get yes, areas that cannot be decided, and öre.

    `reached`: per insats and area, in how many draws it gets yes, where it was asked for. `values`: what was drawn of
    what is one value per draw, in smallest units. `unpriced`: per insats, areas whose quantity is unknown, and whose
    cost is in no sum.
    """

    insatser: tuple[str, ...]
    yes: npt.NDArray[np.int32]
    unknown: npt.NDArray[np.int32]
    cost: npt.NDArray[np.int64]
    unpriced: tuple[int, ...]
    reached: npt.NDArray[np.int32] | None
    values: Mapping[str, npt.NDArray[np.int64]]


def draws(
    frame: interpreter.EvalContext,
    insatser: Sequence[str],
    columns: Mapping[str, vectorized.CodedColumn],
    rows: int,
    varied: Sequence[Varied],
    count: int,
    seed: int,
    *,
    costs: Mapping[str, vectorized.Cost] | None = None,
    reached: bool = False,
    threads: int = 1,
    advance: Callable[[int], object] | None = None,
) -> Drawn:
    """Decide some insatser for every area in `count` draws; `advance` is told how many are done.

    A cost is that of the quantities as measured: what varies decides who gets, not how much. Raises `GrundError` where
    two rules conflict in a draw, and for a cost that reads a parameter that varies.
    """
    field = Field(frame, columns, rows, {v.name: _domain(frame, v.name) for v in varied})
    made = [_prepared(field, insats, varied, (costs or {}).get(insats)) for insats in insatser]
    shape = (count, len(made))
    yes, unknown, cost = np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros(shape, np.int64)
    array = np.zeros((len(made), rows), np.int32) if reached else None
    values = {v.name: np.zeros(count, np.int64) for v in varied if not v.each}

    by_ranks = all(isinstance(one, Ranked) for one, _ in made) and not any(v.each for v in varied)
    at_once = UNIT * RANKED if by_ranks else UNIT

    def block(start: int) -> list[npt.NDArray[np.int64] | None]:
        part = slice(start, min(start + at_once, count))
        size = part.stop - start
        units = range(start // UNIT, -(-part.stop // UNIT))
        drawn = {v.name: _drawn(field, v, k, units, seed)[:size] for k, v in enumerate(varied)}
        for name, vector in values.items():
            vector[part] = drawn[name]
        tallies = [one.tally(drawn, size, reached) for one, _ in made]
        for k, tally in enumerate(tallies):
            yes[part, k], unknown[part, k], cost[part, k] = tally.yes, tally.unknown, tally.cost
        return [tally.reached for tally in tallies]

    starts = range(0, count, at_once)
    alone = threads <= 1 or by_ranks or len(starts) < 2  # look-ups are too short for a second thread to help
    with ThreadPoolExecutor(1 if alone else threads) as pool:
        for start, block_reach in zip(starts, (map if alone else pool.map)(block, starts), strict=True):
            for k, more in enumerate(block_reach):
                if array is not None and more is not None:
                    array[k] += more.astype(np.int32)
            if advance is not None:
                advance(min(at_once, count - start))
    return Drawn(tuple(insatser), yes, unknown, cost, tuple(lacking for _, lacking in made), array, values)


def _prepared(
    field: Field, insats: str, varied: Sequence[Varied], cost: vectorized.Cost | None
) -> tuple[Ranked | Passed, int]:
    """An insats, by ranks where it can be, and how many areas have no known quantity."""
    table = _table(field, insats)
    amounts, lacking = np.zeros(field.rows, np.int64), 0
    if cost is not None:
        moving = interpreter.reached(field.frame.vocabulary, cost.reads) & field.varied.keys()
        drawn = sorted(name for name in moving if _parameter(field.frame, name))
        if drawn:
            raise GrundError([problem("G544", None, insats=insats, names=", ".join(drawn))])
        amounts, known = vectorized.amounts_of(cost, vectorized.Rows(field.frame, field.columns, field.rows), insats)
        if known is not None:
            amounts, lacking = np.where(known, amounts, 0), int((~known).sum())
    area_noise = {v.name for v in varied if v.each}
    return ranked(field, table, amounts, area_noise) or passed(field, table, amounts), lacking


def _table(field: Field, insats: str) -> vectorized.LookupTable:
    """The table of an insats where some names vary, kept with the cells it has filled by the content it depends on."""
    ruling = field.frame.policy.rulings[insats]
    key = (content(field.frame, [ruling], {}), frozenset(field.varied))
    if key not in _TABLES:
        while len(_TABLES) >= KEPT:
            del _TABLES[next(iter(_TABLES))]
        _TABLES[key] = vectorized.table(field.frame, insats, frozenset(field.varied))
    return _TABLES[key]


def _type(frame: interpreter.EvalContext, name: str) -> Type:
    parameter = _parameter(frame, name)
    return parameter.type if parameter else frame.vocabulary.attributes[name].type


def _parameter(frame: interpreter.EvalContext, name: str) -> Parameter | None:
    space, short = Name.parse(name)
    return frame.policy.parameters[short] if space == "param" else None


def _domain(frame: interpreter.EvalContext, name: str) -> tuple[int, int]:
    """The least and the greatest value, in smallest units; a parameter without a declared domain has any."""
    parameter = _parameter(frame, name)
    return (-(10**15), 10**15) if parameter and parameter.open else domain(_type(frame, name))


def _drawn(field: Field, varied: Varied, place: int, units: range, seed: int) -> npt.NDArray[np.int64]:
    """Some units of draws of one name: whole smallest units."""
    shape = (UNIT, field.rows) if varied.each else (UNIT,)
    seeds = (np.random.SeedSequence(seed, spawn_key=(unit, place)) for unit in units)
    samples = [varied.sample(np.random.Generator(np.random.PCG64(own)), shape) for own in seeds]
    kind = _type(field.frame, varied.name)
    scale = 10**kind.decimals if kind.kind == "number" else 1
    array = np.rint(np.concatenate(samples).astype(np.float64, copy=False) * scale).astype(np.int64)
    return np.clip(array, *field.varied[varied.name]) if _parameter(field.frame, varied.name) else array

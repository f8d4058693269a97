"""Model: what an allocation chooses between, and what it must keep to. Whole numbers only.

Enters: candidates and limits. Leaves: a `Model`, and answers about a choice of steps. Promise: an amount is steps x öre
per step, for every body too, so that no limit is broken by a rounding; the order in which candidates come is never seen
in an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["total", "body", "area_most", "area_least", "floor", "insatser", "commitment"]
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "total": ("total", "total"),
    "body": ("ram", "frame"),
    "area_most": ("högst per område", "most per area"),
    "area_least": ("minst per område", "least per area"),
    "floor": ("golv", "floor"),
    "insatser": ("antal insatser per område", "insatser per area"),
    "commitment": ("tidigare åtaganden", "earlier commitments"),
}


class Key(NamedTuple):
    """Which grant: an insats in an area in a year; where it is counted once for each body, `area` is `@body`."""

    year: int
    area: str
    insats: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An insats that an area could be granted, in whole steps of `step` öre, from `least` to `most` of them.

    `worth` is what all of it is worth (need x residents), `bodies` what each body pays of a step, `rank` its place in
    the order of priority (0 first), `need` the area's need x residents.
    """

    key: Key
    step: int
    most: int
    worth: Fraction
    bodies: tuple[tuple[str, int], ...] = ()
    least: int = 0
    rank: int = 0
    need: Fraction = Fraction(0)

    @property
    def amount(self) -> int:
        """All of it, in öre."""
        return self.step * self.most


@dataclass(frozen=True, slots=True)
class Row:
    """A limit: `low <= sum of coefficient x steps <= high`, None is no bound; `name` is who it is about.

    Of kind `insatser` every candidate that is granted at all counts as one, whatever its steps.
    """

    kind: Kind
    year: int
    name: str
    terms: tuple[tuple[int, int], ...]
    low: int | None = None
    high: int | None = None

    @property
    def key(self) -> tuple[str, int, str]:
        """What the limit is called."""
        return (self.kind, self.year, self.name)


@dataclass(frozen=True)
class Model:
    """Candidates in order of key, and the limits on them."""

    candidates: tuple[Candidate, ...]
    rows: tuple[Row, ...]
    of: Mapping[int, tuple[int, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def on(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each candidate, the limits from above that it uses: (row, coefficient)."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.candidates]
        for r, row in enumerate(self.rows):
            if row.high is not None:
                for i, coefficient in row.terms:
                    found[i].append((r, coefficient))
        return tuple(tuple(rows) for rows in found)

    def used(self, row: Row, steps: Sequence[int]) -> int:
        """What a choice of steps comes to in a limit."""
        if row.kind == "insatser":
            return sum(1 for i, _ in row.terms if steps[i])
        return sum(coefficient * steps[i] for i, coefficient in row.terms)

    def broken(self, steps: Sequence[int]) -> tuple[Row, ...]:
        """The limits that a choice does not keep."""
        return tuple(row for row in self.rows if not self._keeps(row, self.used(row, steps)))

    @staticmethod
    def _keeps(row: Row, used: int) -> bool:
        return (row.low is None or used >= row.low) and (row.high is None or used <= row.high)

    def worth(self, steps: Sequence[int]) -> Fraction:
        """What a choice is worth."""
        return sum(
            (c.worth * Fraction(n, c.most) for c, n in zip(self.candidates, steps, strict=True) if n), Fraction(0)
        )

    def years(self) -> tuple[int, ...]:
        """The years there is something to grant in."""
        return tuple(sorted({c.key.year for c in self.candidates}))

    def only(self, year: int) -> tuple[Model, tuple[int, ...]]:
        """The part of one year, and where its candidates are in the whole; no limit binds two years together."""
        mine = tuple(i for i, c in enumerate(self.candidates) if c.key.year == year)
        at = {i: n for n, i in enumerate(mine)}
        rows = tuple(
            Row(r.kind, r.year, r.name, tuple((at[i], c) for i, c in r.terms), r.low, r.high)
            for r in self.rows
            if r.year == year
        )
        return Model(tuple(self.candidates[i] for i in mine), rows), mine


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of every year, in öre; empty and None are no limit. `floor` is a share of what an area could get."""

    total: Mapping[int, int] = field(default_factory=dict)
    bodies: Mapping[tuple[str, int], int] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None
    insatser: int | None = None
    floor: Fraction | None = None


def model(candidates: Iterable[Candidate], bounds: Bounds) -> Model:
    """The model of some candidates under limits. Candidates have different keys; a least is not above its most."""
    held = tuple(sorted(candidates, key=lambda c: c.key))
    return Model(held, tuple(_rows(held, bounds)))


def _rows(held: Sequence[Candidate], bounds: Bounds) -> Iterator[Row]:
    by_year: dict[int, list[tuple[int, int]]] = {}
    by_body: dict[tuple[str, int], list[tuple[int, int]]] = {}
    by_area: dict[tuple[int, str], list[int]] = {}
    for i, c in enumerate(held):
        by_year.setdefault(c.key.year, []).append((i, c.step))
        by_area.setdefault((c.key.year, c.key.area), []).append(i)
        for body, öre in c.bodies:
            by_body.setdefault((body, c.key.year), []).append((i, öre))
    for year, amount in sorted(bounds.total.items()):
        yield Row("total", year, "", tuple(by_year.get(year, ())), high=amount)
    for (body, year), amount in sorted(bounds.bodies.items()):
        yield Row("body", year, body, tuple(by_body.get((body, year), ())), high=amount)
    for (year, area), members in sorted(by_area.items()):
        if area[:1] != "@":
            yield from _area_rows(held, bounds, year, area, members)


def _area_rows(held: Sequence[Candidate], bounds: Bounds, year: int, area: str, members: list[int]) -> Iterator[Row]:
    """The limits of one area in one year; a least is at most what the area could get at all."""
    terms = tuple((i, held[i].step) for i in members)
    could = sum(held[i].amount for i in members)
    if bounds.most is not None:
        yield Row("area_most", year, area, terms, high=bounds.most)
    if bounds.least is not None:
        yield Row("area_least", year, area, terms, low=min(bounds.least, could))
    if bounds.floor is not None:
        low = -(-could * bounds.floor.numerator // bounds.floor.denominator)
        yield Row("floor", year, area, terms, low=low)
    if bounds.insatser is not None:
        yield Row("insatser", year, area, tuple((i, 1) for i in members), high=bounds.insatser)

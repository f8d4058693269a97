"""Model: what an allocation chooses between, and what it must keep to. Whole numbers only.

Enters: candidates and limits. Leaves: a `AllocationModel`, and answers about a choice of steps. Promise: an amount is
steps x öre per step, for every body too, so that no limit is broken by a rounding; the order in which candidates come
is never seen in an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from ...model.apportion import largest_remainder

Kind: TypeAlias = Literal["total", "body", "area_most", "area_least", "floor", "insatser", "commitment", "link"]


class GrantKey(NamedTuple):
    """Which grant: an insats in an area in a year; where it is counted once for each body, `area` is `@body`."""

    year: int
    area: str
    insats: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An insats that an area could be granted, in whole steps of `step` öre, from `least` to `most` of them.

    `worth` is what all of it is worth (need x residents), `bodies` what a step counts for in each body's frame: its
    part, rounded up to whole öre. `rank` is its place in the order of priority (0 first), `need` the area's need x
    residents. `asked` steps come before others', as far as they fit; the `least` come whether they fit or not.
    `decided` is what the decision gives of it by body, also what is less than a step.
    """

    key: GrantKey
    step: int
    most: int
    worth: Fraction
    bodies: tuple[tuple[str, int], ...] = ()
    least: int = 0
    rank: int = 0
    need: Fraction = Fraction(0)
    asked: int = 0
    decided: tuple[tuple[str, int], ...] = ()

    @property
    def amount(self) -> int:
        """All of it, in öre."""
        return self.step * self.most

    def paid(self, steps: int) -> dict[str, int]:
        """What each body pays of some steps, in öre: in proportion to what the decision gives, never more than that."""
        return largest_remainder(self.step * steps, dict(self.decided))


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit: `low <= sum of coefficient x steps <= high`, None is no bound; `name` is who it is about.

    Of kind `insatser` every candidate that is granted at all counts as one, whatever its steps. Of kind `link` the
    first term is an earlier year's candidate, below zero, and the second what it binds in this one: `low` is 0.
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
class AllocationModel:
    """Candidates in order of key, and the limits on them."""

    candidates: tuple[Candidate, ...]
    rows: tuple[LimitRow, ...]

    @cached_property
    def on(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each candidate, the limits from above that it uses: (row, coefficient)."""
        uses: list[list[tuple[int, int]]] = [[] for _ in self.candidates]
        for r, row in enumerate(self.rows):
            if row.high is not None:
                for i, coefficient in row.terms:
                    uses[i].append((r, coefficient))
        return tuple(map(tuple, uses))

    @cached_property
    def by_worth(self) -> tuple[int, ...]:
        """The order of most worth per öre, then the smaller amount, then the key."""

        def rate(i: int) -> tuple[float, int, int]:
            c = self.candidates[i]
            amount = c.step * c.most
            per = c.worth.numerator / (c.worth.denominator * amount) if amount else float("inf")
            return (-per, amount, i)

        return tuple(sorted(range(len(self.candidates)), key=rate))

    @cached_property
    def links(self) -> tuple[LimitRow, ...]:
        """The limits that bind a year to an earlier one."""
        return tuple(row for row in self.rows if row.kind == "link")

    def raised(self, row: LimitRow, more: int) -> AllocationModel:
        """The model with so much more of one of its limits from above."""
        assert row.high is not None
        raised_model = replace(self, rows=tuple(replace(r, high=row.high + more) if r is row else r for r in self.rows))
        vars(raised_model).update({name: value for name, value in vars(self).items() if name in ("on", "by_worth")})
        return raised_model

    def used(self, row: LimitRow, steps: Sequence[int]) -> int:
        """What a choice of steps comes to in a limit."""
        if row.kind == "insatser":
            return sum(1 for i, _ in row.terms if steps[i])
        return sum(coefficient * steps[i] for i, coefficient in row.terms)

    def broken(self, steps: Sequence[int]) -> tuple[LimitRow, ...]:
        """The limits that a choice does not keep."""
        return tuple(row for row in self.rows if not self.keeps(row, steps))

    def keeps(self, row: LimitRow, steps: Sequence[int]) -> bool:
        """Whether a choice keeps a limit."""
        used = self.used(row, steps)
        return (row.low is None or used >= row.low) and (row.high is None or used <= row.high)

    def worth(self, steps: Sequence[int]) -> Fraction:
        """What a choice is worth."""
        sums: dict[int, int] = {}
        for c, n in zip(self.candidates, steps, strict=True):
            if n:
                below = c.worth.denominator * c.most
                sums[below] = sums.get(below, 0) + c.worth.numerator * n
        return sum((Fraction(above, below) for below, above in sums.items()), Fraction(0))

    def years(self) -> tuple[int, ...]:
        """The years there is something to grant in."""
        return tuple(sorted({c.key.year for c in self.candidates}))

    def only(self, *years: int) -> tuple[AllocationModel, tuple[int, ...]]:
        """The part of some years, and where its candidates are in the whole; without what binds them to others."""
        indices = tuple(i for i, c in enumerate(self.candidates) if c.key.year in years)
        at = {i: n for n, i in enumerate(indices)}
        rows = tuple(
            replace(r, terms=tuple((at[i], c) for i, c in r.terms))
            for r in self.rows
            if r.year in years and all(i in at for i, _ in r.terms[:1])
        )
        return AllocationModel(tuple(self.candidates[i] for i in indices), rows), indices

    def parts(self) -> tuple[tuple[AllocationModel, tuple[int, ...]], ...]:
        """The model in parts that do not depend on one another: a year each, or years that commitments bind."""
        together = {year: {year} for year in self.years()}
        for row in self.links:
            merged = set().union(*(together[self.candidates[i].key.year] for i, _ in row.terms))
            together |= dict.fromkeys(merged, merged)
        apart = {min(years): sorted(years) for years in together.values()}
        return tuple(self.only(*apart[first]) for first in sorted(apart))


@dataclass(frozen=True, slots=True)
class YearLimits:
    """The limits of every year, in öre; empty and None are no limit. `floor` is a share of what an area could get.

    `kept` are insatser by area of which a year keeps what the year before had, less the share `cut` for each year
    between.
    """

    total: Mapping[int, int] = field(default_factory=dict)
    bodies: Mapping[tuple[str, int], int] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None
    insatser: int | None = None
    floor: Fraction | None = None
    kept: frozenset[tuple[str, str]] = frozenset()
    cut: Fraction = Fraction(0)


def model(candidates: Iterable[Candidate], bounds: YearLimits) -> AllocationModel:
    """The model of some candidates under limits. Candidates have different keys; a least is not above its most."""
    sorted_candidates = tuple(sorted(candidates, key=lambda c: c.key))
    return AllocationModel(sorted_candidates, tuple(_rows(sorted_candidates, bounds)))


def _rows(candidates: Sequence[Candidate], bounds: YearLimits) -> Iterator[LimitRow]:
    by_year: dict[int, list[tuple[int, int]]] = {}
    by_body: dict[tuple[str, int], list[tuple[int, int]]] = {}
    by_area: dict[tuple[int, str], list[int]] = {}
    for i, c in enumerate(candidates):
        by_year.setdefault(c.key.year, []).append((i, c.step))
        by_area.setdefault((c.key.year, c.key.area), []).append(i)
        for body, öre in c.bodies:
            by_body.setdefault((body, c.key.year), []).append((i, öre))
    for year, amount in sorted(bounds.total.items()):
        yield LimitRow("total", year, "", tuple(by_year.get(year, ())), high=amount)
    for (body, year), amount in sorted(bounds.bodies.items()):
        yield LimitRow("body", year, body, tuple(by_body.get((body, year), ())), high=amount)
    for (year, area), members in sorted(by_area.items()):
        if area[:1] != "@":
            yield from _area_rows(candidates, bounds, year, area, members)
    yield from _links(candidates, bounds)


def _area_rows(
    candidates: Sequence[Candidate], bounds: YearLimits, year: int, area: str, members: list[int]
) -> Iterator[LimitRow]:
    """The limits of one area in one year; a least is at most what the area could get at all."""
    terms = tuple((i, candidates[i].step) for i in members)
    could = sum(candidates[i].amount for i in members)
    if bounds.most is not None:
        yield LimitRow("area_most", year, area, terms, high=bounds.most)
    if bounds.least is not None:
        yield LimitRow("area_least", year, area, terms, low=min(bounds.least, could))
    if bounds.floor is not None:
        low = -(-could * bounds.floor.numerator // bounds.floor.denominator)
        yield LimitRow("floor", year, area, terms, low=low)
    if bounds.insatser is not None:
        yield LimitRow("insatser", year, area, tuple((i, 1) for i in members), high=bounds.insatser)


def _links(candidates: Sequence[Candidate], bounds: YearLimits) -> Iterator[LimitRow]:
    """What is kept from year to year; where the decision itself gives less than that, as large a share of it."""
    chains: dict[tuple[str, str], list[int]] = {}
    for i, c in enumerate(candidates):
        if (c.key.area, c.key.insats) in bounds.kept:
            chains.setdefault((c.key.area, c.key.insats), []).append(i)
    for (area, insats), chain in sorted(chains.items()):
        for before, after in pairwise(chain):
            a, b = candidates[before], candidates[after]
            left = (1 - bounds.cut) ** (b.key.year - a.key.year)
            share = min(left * a.amount, Fraction(b.amount)) / a.most
            if share:
                terms = ((before, -share.numerator), (after, b.step * share.denominator))
                yield LimitRow("link", b.key.year, f"{area} {insats}", terms, low=0)

"""Allocation: what to grant when the money is not enough for everything that the decisions say.

Enters: a scenario, a policy, years, limits, methods. Leaves: an `Allocation`: the same candidates under each method,
side by side. Promise: a grant is never more than the decision gives, and no limit from above is broken; ties are broken
by key, so the answer is the same every time and for every order of input; where limits clash they are named.

A candidate is an insats that a policy gives an area of the scenario's level in a year, with a known amount. It is
granted whole or not at all, or in steps where the limits declare them. What is undecided or has no known amount, and
what is decided at another level or once for each body, is outside and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from ..budgeting import Money, Side, budget, total, year_of
from ..budgeting.lines import Line
from ..budgeting.needs import Need, needs
from ..costs import Limits
from ..policy import Policy
from ..problems import GrundError, problem
from ..scenario import Reading, Scenario
from ..split import largest_remainder
from ..words import SPACE, number_text, pick
from . import filling, optimum
from .model import KINDS, Bounds, Candidate, Key, Model, Row, model

Method: TypeAlias = Literal["priority", "proportional", "waterfill", "optimum", "exact"]
METHODS: Final[Mapping[Method, tuple[str, str]]] = {
    "priority": ("prioritetsordning", "order of priority"),
    "proportional": ("proportionellt mot behov", "proportional to need"),
    "waterfill": ("minst först (max–min)", "least first (max–min)"),
    "optimum": ("optimum, avrundat", "optimum, rounded"),
    "exact": ("exakt optimum", "exact optimum"),
}
_FILLING: Final[Mapping[str, Callable[[Model], list[int]]]] = {
    "priority": filling.priority,
    "proportional": filling.proportional,
    "waterfill": filling.waterfill,
}
MILLION: Final = 100_000_000
"""A million kronor in öre."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a method grants: steps for each candidate, what that is worth, and the bound no choice can pass.

    `gap` is (bound − worth) / bound, where there is a bound. `unmet` are limits from below that it does not reach.
    """

    method: Method
    steps: tuple[int, ...]
    worth: Fraction
    bound: float | None
    unmet: tuple[Row, ...]

    @property
    def gap(self) -> float | None:
        """How far from the bound, as a share of it."""
        if self.bound is None or self.bound <= 0:
            return None if self.bound is None else 0.0
        return max(0.0, 1 - float(self.worth) / self.bound)


@dataclass(frozen=True, slots=True)
class OneMore:
    """What one more million of a limit is worth, how many öre more that holds for, what it changes in the optimum."""

    row: Row
    worth: float
    holds: float
    changes: tuple[tuple[Key, int], ...]


@dataclass(frozen=True)
class Allocation:
    """One policy in one reading, allocated by each method; `outside` is what is no candidate, by why."""

    scenario: Scenario
    policy: Policy
    reading: Reading
    years: tuple[int, ...]
    model: Model
    needs: Mapping[str, Need]
    granted: tuple[Granted, ...]
    one_more: tuple[OneMore, ...]
    outside: Mapping[str, Money]
    limits: Limits

    def by(self, method: Method) -> Granted:
        """What a method grants."""
        return next(g for g in self.granted if g.method == method)

    def lines(self, granted: Granted) -> list[tuple[Key, str, int, int]]:
        """Every grant by body: key, body, öre granted, öre that the decision gives."""
        return [
            (c.key, body, öre * n, öre * c.most)
            for c, n in zip(self.model.candidates, granted.steps, strict=True)
            for body, öre in c.bodies
        ]


def allocate(
    scenario: Scenario,
    policy: str,
    years: Iterable[int] | None = None,
    methods: Sequence[Method] | None = None,
    limits: Limits | None = None,
    own: bool = False,
    seconds: float = optimum.SECONDS,
) -> tuple[Allocation, ...]:
    """The policy's budget under limits (default: the scenario's), by each method; one `Allocation` per reading.

    Default methods: all but `exact`, and `optimum` only where its solver is installed. Raises `GrundError` where the
    limits clash, with their names.
    """
    asked = methods or [m for m in METHODS if m != "exact" and (m != "optimum" or optimum.ready())]
    if {"optimum", "exact"} & set(asked):
        optimum.need()
    held = limits if limits is not None else scenario.planning.limits
    found = budget(scenario, [policy], years, own=own)
    return tuple(_side(scenario, side, found.years, tuple(dict.fromkeys(asked)), held, seconds) for side in found.sides)


def _side(
    scenario: Scenario, side: Side, years: tuple[int, ...], methods: tuple[Method, ...], limits: Limits, seconds: float
) -> Allocation:
    need = needs(year_of(scenario, years[0], 0).scenario, side.policy, side.reading)
    candidates, outside = candidates_of(side, years, limits, need)
    bounds = Bounds(
        {y: a for y, a in limits.total.items() if y in years},
        {k: a for k, a in limits.bodies.items() if k[1] in years},
        limits.least, limits.most, limits.insatser,
        None if limits.floor is None else Fraction(limits.floor),
    )  # fmt: skip
    held = model(candidates, bounds)
    parts = [held.only(year) for year in held.years()]
    relaxed = [optimum.relaxed(part) for part, _ in parts] if optimum.ready() else []
    if any(r.steps is None for r in relaxed):
        clashing = [row for part, _ in parts for row in optimum.clash(part)]
        raise GrundError([problem("G573", None, limits=said(scenario, clashing))])
    granted = tuple(solved(held, method, relaxed, seconds) for method in methods)
    more = one_more(parts, relaxed) if "optimum" in methods or "exact" in methods else ()
    return Allocation(scenario, side.policy, side.reading, years, held, need, granted, more, outside, limits)


def candidates_of(
    side: Side, years: Sequence[int], limits: Limits, need: Mapping[str, Need]
) -> tuple[list[Candidate], dict[str, Money]]:
    """The candidates of a budget, and what is outside: `undecided`, `unknown` (amount), `elsewhere` (level or body)."""
    grants: dict[Key, list[Line]] = {}
    for line in side.lines:
        grants.setdefault(Key(line.year, line.area or f"@{line.body}", line.insats), []).append(line)
    rank = {insats: n for n, insats in enumerate(limits.priority)}
    kept = {(c.area, c.insats): c.amount for c in limits.commitments}
    found: list[Candidate] = []
    outside: dict[str, list[Money]] = {"undecided": [], "unknown": [], "elsewhere": []}
    for key, lines in sorted(grants.items()):
        why = (
            "elsewhere" if key.area not in need
            else "unknown" if any(n.amount is None for n in lines)
            else "undecided" if any(n.verdict != "yes" for n in lines)
            else ""
        )  # fmt: skip
        if why:
            outside[why] += [n.money for n in lines]
            continue
        bodies: dict[str, int] = {}
        for n in lines:
            bodies[n.body] = bodies.get(n.body, 0) + (n.amount or 0)
        if sum(bodies.values()):
            committed = _kept(kept.get((key.area, key.insats), 0), limits, years.index(key.year) + 1)
            size = need[key.area].size or Fraction(0)
            found.append(_candidate(key, bodies, limits, size, committed, rank.get(key.insats, len(rank))))
    return found, {why: total(money) for why, money in outside.items() if money}


def _kept(amount: int, limits: Limits, years: int) -> Fraction:
    """What is left to keep of a commitment after some years, each of which may cut it by so much."""
    return Fraction(amount) * (1 - Fraction(limits.cut or 0)) ** years


def _candidate(
    key: Key, bodies: Mapping[str, int], limits: Limits, size: Fraction, committed: Fraction, rank: int
) -> Candidate:
    """A candidate in steps; an amount smaller than a step is one step of its own."""
    whole = sum(bodies.values())
    step = min(limits.steps.get(key.insats, whole), whole)
    parts = bodies if step == whole else largest_remainder(step, bodies)
    most = whole // step
    least = min(most, -(-committed.numerator // (committed.denominator * step)))
    paid = tuple((body, öre) for body, öre in sorted(parts.items()) if öre)
    return Candidate(key, step, most, size, paid, least, rank, size)


def solved(held: Model, method: Method, relaxed: Sequence[optimum.Relaxed], seconds: float) -> Granted:
    """A model granted by a method, year by year; `relaxed` are the years' bounds, none without the solver."""
    steps = [0] * len(held.candidates)
    bound = 0.0
    for n, year in enumerate(held.years()):
        part, at = held.only(year)
        found, best = _year(part, method, relaxed[n] if relaxed else None, seconds)
        bound += best
        for i, many in zip(at, found, strict=True):
            steps[i] = many
    unmet = tuple(row for row in held.broken(steps) if row.low is not None)
    return Granted(method, tuple(steps), held.worth(steps), bound if relaxed else None, unmet)


def _year(part: Model, method: Method, relaxed: optimum.Relaxed | None, seconds: float) -> tuple[list[int], float]:
    if method in _FILLING:
        return _FILLING[method](part), relaxed.bound if relaxed else 0.0
    assert relaxed is not None
    if method == "optimum":
        return optimum.rounded(part, relaxed), relaxed.bound
    best, bound = optimum.exact(part, seconds)
    if best is None:
        raise GrundError([problem("G574", None)])
    return best, bound


def one_more(parts: Sequence[tuple[Model, Sequence[int]]], relaxed: Sequence[optimum.Relaxed]) -> tuple[OneMore, ...]:
    """What one more million of each limit in money that binds is worth, and what it changes."""
    found: list[OneMore] = []
    for (part, _), solution in zip(parts, relaxed, strict=True):
        before = optimum.rounded(part, solution)
        for shadow in solution.shadows:
            row = shadow.row
            if row.kind not in ("total", "body"):
                continue
            assert row.high is not None
            rows = tuple(replace(r, high=row.high + MILLION) if r is row else r for r in part.rows)
            more = Model(part.candidates, rows)
            after = optimum.rounded(more, optimum.relaxed(more))
            changes = tuple(
                (c.key, c.step * (b - a)) for c, a, b in zip(part.candidates, before, after, strict=True) if a != b
            )
            found.append(OneMore(row, shadow.price * MILLION, shadow.end - row.high, changes))
    return tuple(found)


def said(scenario: Scenario, rows: Iterable[Row], lang: str = "sv") -> str:
    """Limits by name, as people know them."""
    bodies = scenario.book.organisation.bodies
    areas = {a.id: a.name for a in scenario.facts.areas}
    insatser = scenario.book.insatser
    found = []
    for row in rows:
        words = [bodies[w].name if w in bodies else areas.get(w) or w for w in row.name.split(" ") if w]
        words = [insatser[w].label.get(lang) if w in insatser else w for w in words]
        bound = row.high if row.high is not None else row.low
        found.append(
            " ".join(filter(None, (pick(lang, *KINDS[row.kind]), *words, str(row.year))))
            + f" ({number_text(Decimal(bound or 0) / 100, lang)}{SPACE}kr)"
        )
    return "; ".join(found)

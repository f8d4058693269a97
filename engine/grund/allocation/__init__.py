"""Allocation: what to grant when the money is not enough for everything that the decisions say.

Enters: a scenario, a policy, years, limits, methods. Leaves: an `Allocation`: the same candidates under each method,
side by side. Promise: a grant is never more than the decision gives, and no limit from above is broken; ties are broken
by key, so the answer is the same every time and for every order of input; where limits clash they are named.

A candidate is an insats that a policy gives an area of the scenario's level in a year, with a known amount. It is
granted whole or not at all, or in steps where the limits declare them. What is undecided or has no known amount, and
what is decided at another level or once for each body, is outside and counted. A year is granted by the needs of that
year, and where the need hangs on an open question there is one `Allocation` for each of its readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias

from ..budgeting import Money, Side, budget, total, year_of
from ..budgeting.lines import Line
from ..budgeting.needs import Need, needs
from ..costs import ORE, Limits
from ..policy import Policy
from ..problems import GrundError, problem
from ..scenario import Reading, Scenario
from ..split import largest_remainder
from ..words import SPACE, number_text, pick
from . import filling, optimum, rounding
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
    """One policy in one reading, allocated by each method; `outside` is what is no candidate, by why.

    `needs` are those of each year. `own` and `seconds` are as they were asked.
    """

    scenario: Scenario
    policy: Policy
    reading: Reading
    years: tuple[int, ...]
    model: Model
    needs: Mapping[int, Mapping[str, Need]]
    granted: tuple[Granted, ...]
    one_more: tuple[OneMore, ...]
    outside: Mapping[str, Money]
    limits: Limits
    own: bool = False
    seconds: float = optimum.SECONDS

    def by(self, method: Method) -> Granted:
        """What a method grants."""
        return next(g for g in self.granted if g.method == method)

    @cached_property
    def latest(self) -> Mapping[str, Need]:
        """Each area with its need in the last year in which it is there."""
        return {area: need for year in self.years for area, need in self.needs[year].items()}

    def amount(self, granted: Granted) -> int:
        """What a method grants, in öre."""
        return sum(c.step * n for c, n in zip(self.model.candidates, granted.steps, strict=True))

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
    dated = {year: year_of(scenario, year, nth).scenario for nth, year in enumerate(found.years)}
    return tuple(
        _allocated(Question(scenario, side, reading, held, tuple(dict.fromkeys(asked)), own, seconds), dated)
        for side in found.sides
        for reading in readings_with_need(scenario, side.reading)
    )


class Question(NamedTuple):
    """What is asked of one side of a budget, in one reading of what the decisions and the need leave open."""

    scenario: Scenario
    side: Side
    reading: Reading
    limits: Limits
    methods: tuple[Method, ...]
    own: bool
    seconds: float


def readings_with_need(scenario: Scenario, reading: Reading) -> list[Reading]:
    """A reading of the decisions' open questions, with each of those that only the need leaves open."""
    plan = scenario.planning
    asked = scenario.readings_of(e for e in (plan.need, plan.weight) if e is not None)
    merged = (tuple(sorted({**dict(each), **dict(reading)}.items())) for each in asked)
    return list(dict.fromkeys(merged))


def _allocated(asked: Question, dated: Mapping[int, Scenario]) -> Allocation:
    side, limits, years = asked.side, asked.limits, tuple(dated)
    need = {year: needs(scenario, side.policy, asked.reading) for year, scenario in dated.items()}
    candidates, outside = candidates_of(side, limits, need, min((*asked.scenario.planning.years, *years)))
    held = model(candidates, _bounds(limits, years))
    parts = held.parts()
    relaxed = [optimum.relaxed(part) for part, _ in parts] if optimum.ready() else []
    if any(r.steps is None for r in relaxed):
        clashing = [row for part, _ in parts for row in optimum.clash(part)]
        raise GrundError([problem("G573", None, limits=said(asked.scenario, clashing))])
    granted = tuple(solved(held, method, parts, relaxed, asked.seconds) for method in asked.methods)
    more = one_more(parts, relaxed) if {"optimum", "exact"} & set(asked.methods) else ()
    return Allocation(
        asked.scenario, side.policy, asked.reading, years, held, need, granted, more, outside, limits, asked.own,
        asked.seconds,
    )  # fmt: skip


def _bounds(limits: Limits, years: Sequence[int]) -> Bounds:
    """The limits of some years."""
    return Bounds(
        {y: a for y, a in limits.total.items() if y in years},
        {k: a for k, a in limits.bodies.items() if k[1] in years},
        limits.least, limits.most, limits.insatser,
        None if limits.floor is None else Fraction(limits.floor),
        frozenset((c.area, c.insats) for c in limits.commitments),
        Fraction(limits.cut or 0),
    )  # fmt: skip


def candidates_of(
    side: Side, limits: Limits, need: Mapping[int, Mapping[str, Need]], begins: int
) -> tuple[list[Candidate], dict[str, Money]]:
    """The candidates of a budget, and what is outside: `undecided`, `unknown` (amount), `elsewhere` (level or body).

    `begins` is the first year of the plan, the year after that of the commitments.
    """
    grants: dict[Key, list[Line]] = {}
    for line in side.lines:
        grants.setdefault(Key(line.year, line.area or f"@{line.body}", line.insats), []).append(line)
    rank = {insats: n for n, insats in enumerate(limits.priority)}
    kept = {(c.area, c.insats): c.amount for c in limits.commitments}
    found: list[Candidate] = []
    outside: dict[str, list[Money]] = {"undecided": [], "unknown": [], "elsewhere": []}
    for key, lines in sorted(grants.items()):
        why = (
            "elsewhere" if key.area not in need[key.year]
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
            committed = _kept(kept.get((key.area, key.insats), 0), limits, key.year - begins + 1)
            size = need[key.year][key.area].size or Fraction(0)
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


Parts: TypeAlias = Sequence[tuple[Model, Sequence[int]]]
"""A model in parts that do not depend on one another, and where the candidates of each are in the whole."""


def solved(
    held: Model, method: Method, parts: Parts, relaxed: Sequence[optimum.Relaxed], seconds: float
) -> Granted:  # fmt: skip
    """A model granted by a method, part by part; `relaxed` are the parts' bounds, none without the solver."""
    steps = [0] * len(held.candidates)
    bound = 0.0
    for n, (part, at) in enumerate(parts):
        found, best = _part(part, method, relaxed[n] if relaxed else None, seconds)
        bound += best
        for i, many in zip(at, found, strict=True):
            steps[i] = many
    unmet = tuple(row for row in held.broken(steps) if row.low is not None)
    return Granted(method, tuple(steps), held.worth(steps), bound if relaxed else None, unmet)


def _part(part: Model, method: Method, relaxed: optimum.Relaxed | None, seconds: float) -> tuple[list[int], float]:
    if method in _FILLING:
        return filling.year_by_year(part, _FILLING[method]), relaxed.bound if relaxed else 0.0
    assert relaxed is not None
    if method == "optimum":
        return rounding.rounded(part, relaxed.steps or ()), relaxed.bound
    best, bound = optimum.exact(part, seconds)
    if best is None:
        raise GrundError([problem("G574", None)])
    return best, bound


def one_more(parts: Parts, relaxed: Sequence[optimum.Relaxed]) -> tuple[OneMore, ...]:
    """What one more million of each limit in money that binds is worth, and what it changes."""
    found: list[OneMore] = []
    for (part, _), solution in zip(parts, relaxed, strict=True):
        binding = [s for s in solution.shadows if s.row.kind in ("total", "body")]
        before = rounding.rounded(part, solution.steps or ()) if binding else []
        for shadow in binding:
            row = shadow.row
            assert row.high is not None
            more = optimum.with_more(part, solution, row, MILLION)
            after = rounding.rounded(part.raised(row, MILLION), more.steps or ())
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
        size = number_text(Decimal(bound or 0) / (1 if row.kind == "insatser" else ORE), lang)
        amount = {"link": "", "insatser": f" ({size})"}.get(row.kind, f" ({size}{SPACE}kr)")
        found.append(" ".join(filter(None, (pick(lang, *KINDS[row.kind]), *words, str(row.year)))) + amount)
    return "; ".join(found)

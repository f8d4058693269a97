"""Allocation: what to grant when the money is not enough for everything that the decisions say.

Enters: a scenario, a policy, years, limits, methods. Leaves: an `Allocation`: the same candidates under each method,
side by side. Promise: a grant is never more than the decision gives, and no limit from above is broken; ties are broken
by key, so the answer is the same every time and for every order of input; where limits clash they are named.

A candidate is an insats that a policy gives an area of the scenario's level in a year, with a known amount. It is
granted in full or not at all, or in steps where the limits declare them. What is undecided or has no known amount, and
what is decided at another level or once for each body, is outside and counted. A year is granted by the needs of that
year, and where the need hangs on an open question there is one `Allocation` for each of its readings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from math import inf, nextafter
from typing import Final, Literal, NamedTuple, TypeAlias

from ...loading.arguments import several, typed_arguments
from ...model.brief import brief
from ...model.costs import ORE, Limits
from ...model.numbers import SPACE, number_text, pick
from ...model.policies import Policy
from ...model.scenario import Reading, Scenario
from ...problems.label import Label
from ...problems.problem import GrundError, nearest, problem, wrong_kind
from ..money import Money
from ..need import Need, needs
from ..policy_budgets import PolicyBudget, budget, in_year
from . import greedy, integer_program, linear_program, priced_areas, round_solution
from .candidates import bounds_of, candidates_of
from .conflicting_limits import clash
from .limit_names import said
from .model import AllocationModel, GrantKey, LimitRow, model
from .priced_areas import Watch

Method: TypeAlias = Literal["priority", "proportional", "waterfill", "optimum", "exact"]
METHODS: Final[Mapping[Method, tuple[str, str]]] = {
    "priority": ("prioritetsordning", "order of priority"),
    "proportional": ("proportionellt mot behov", "proportional to need"),
    "waterfill": ("lägst tilldelning först (max–min)", "lowest allocation first (max–min)"),
    "optimum": ("optimum", "optimum"),
    "exact": ("exakt optimum", "exact optimum"),
}
_FILLING: Final[Mapping[str, Callable[[AllocationModel], list[int]]]] = {
    "priority": greedy.priority,
    "proportional": greedy.proportional,
    "waterfill": greedy.waterfill,
}
MILLION: Final = 100_000_000
"""A million kronor in öre."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a method grants: steps for each candidate, what that is worth, and the bound no choice can pass.

    `gap` is (bound − worth) / bound, where there is a bound. `unmet` are limits from below that it does not reach.
    `proven`: no choice is worth more. `found_by` are the methods that found it, where it is the best of several.
    """

    method: Method
    steps: tuple[int, ...]
    worth: Fraction
    bound: float | None
    unmet: tuple[LimitRow, ...]
    proven: bool = False
    found_by: tuple[str, ...] = ()

    @property
    def gap(self) -> float | None:
        """How far from the bound, as a share of it."""
        if self.proven:
            return 0.0
        if self.bound is None or self.bound <= 0:
            return None if self.bound is None else 0.0
        return max(0.0, 1 - float(self.worth) / self.bound)


@dataclass(frozen=True, slots=True)
class OneMore:
    """What one more million of a limit is worth, solved again for all of it, and what it changes when rounded.

    `rate` is what the first öre of it is worth, times a million kronor, and `holds` how many öre more that holds for.
    """

    row: LimitRow
    worth: float
    rate: float
    holds: float
    changes: tuple[tuple[GrantKey, int], ...]


class Grant(NamedTuple):
    """What a body pays of a grant: öre, of what the decision gives; and steps, of what there are."""

    key: GrantKey
    body: str
    granted: int
    decided: int
    steps: int
    most: int


@dataclass(frozen=True)
class Allocation:
    """One policy in one reading, allocated by each method; `outside` is what is no candidate, by why.

    `needs` are those of each year. `own` and `seconds` are as they were asked.
    """

    scenario: Scenario
    policy: Policy
    reading: Reading
    years: tuple[int, ...]
    model: AllocationModel
    needs: Mapping[int, Mapping[str, Need]]
    granted: tuple[Granted, ...]
    one_more: tuple[OneMore, ...]
    outside: Mapping[str, Money]
    limits: Limits
    own: bool = False
    seconds: float = integer_program.SECONDS

    __repr__ = brief

    def by(self, method: Method) -> Granted:
        """What a method grants; raises `GrundError` G312 for one that was not asked for."""
        granted = {one.method: one for one in self.granted}
        return granted[_method(method, tuple(granted))]

    @cached_property
    def latest(self) -> Mapping[str, Need]:
        """Each area with its need in the last year in which it is there."""
        return {area: need for year in self.years for area, need in self.needs[year].items()}

    @cached_property
    def decided(self) -> int:
        """What every decision among the candidates would cost, in öre."""
        return sum(öre for c in self.model.candidates for _, öre in c.decided)

    def amount(self, granted: Granted) -> int:
        """What a method grants, in öre."""
        return sum(c.step * n for c, n in zip(self.model.candidates, granted.steps, strict=True))

    def grants(self, granted: Granted) -> Iterator[Grant]:
        """Every grant by body, also of nothing."""
        for c, n in zip(self.model.candidates, granted.steps, strict=True):
            paid = c.paid(n)
            for body, öre in c.decided:
                yield Grant(c.key, body, paid[body], öre, n, c.most)

    def lines(self, granted: Granted) -> list[tuple[GrantKey, str, int, int]]:
        """Every grant by body: key, body, öre granted, öre that the decision gives."""
        return [(n.key, n.body, n.granted, n.decided) for n in self.grants(granted)]


@typed_arguments
def allocate(
    scenario: Scenario,
    policy: str,
    years: Iterable[int] | int | str | None = None,
    methods: Iterable[Method] | Method | None = None,
    limits: Limits | None = None,
    own: bool = False,
    seconds: float = integer_program.SECONDS,
    watch: Watch = iter,
) -> tuple[Allocation, ...]:
    """The policy's budget under limits (default: the scenario's), by each method; one `Allocation` per reading.

    Default methods: all but `exact`, and `optimum` only where its solver is installed. `watch` passes on the areas that
    are solved one by one. Raises `GrundError` where the limits clash, with their names.
    """
    usual = [m for m in METHODS if m != "exact" and (m != "optimum" or linear_program.ready())]
    chosen_methods = [_method(name) for name in several(methods or ())] or usual
    if {"optimum", "exact"} & set(chosen_methods):
        linear_program.need()
    budget_limits = limits or scenario.planning.limits
    policy_budget = budget(scenario, [policy], years, own=own)
    dated = {year: in_year(scenario, year) for year in policy_budget.years}
    once = tuple(dict.fromkeys(chosen_methods))
    return tuple(
        _allocated(AllocationQuestion(scenario, side, reading, budget_limits, once, own, seconds, watch), dated)
        for side in policy_budget.sides
        for reading in readings_with_need(scenario, side.reading)
    )


def _method(name: str, known: Collection[Method] = METHODS) -> Method:
    """A method by its name, of those known; raises `GrundError` G312."""
    for method in known:
        if method == name:
            return method
    if not isinstance(name, str):
        raise wrong_kind("methods", "str", name)
    words = {"what": "@method", "id": name, "known": ", ".join(known)}
    raise GrundError([problem("G312", None, nearest(name, known), **words)])


def _ranked(granted: Iterable[Granted]) -> tuple[Granted, ...]:
    """What keeps every limit first; then by worth, what is proven, and the methods that search."""
    order = list(METHODS)[::-1]
    return tuple(sorted(granted, key=lambda g: (bool(g.unmet), -g.worth, not g.proven, order.index(g.method))))


class AllocationQuestion(NamedTuple):
    """What is asked of one side of a budget, in one reading of what the decisions and the need leave open."""

    scenario: Scenario
    side: PolicyBudget
    reading: Reading
    limits: Limits
    methods: tuple[Method, ...]
    own: bool
    seconds: float
    watch: Watch


def readings_with_need(scenario: Scenario, reading: Reading) -> list[Reading]:
    """A reading of the decisions' open questions, with each of those that only the need leaves open."""
    plan = scenario.planning
    readings = scenario.readings_of(e for e in (plan.need, plan.weight) if e is not None)
    merged = (tuple(sorted({**dict(pairs), **dict(reading)}.items())) for pairs in readings)
    return list(dict.fromkeys(merged))


def _allocated(question: AllocationQuestion, dated: Mapping[int, Scenario]) -> Allocation:
    side, limits, years = question.side, question.limits, tuple(dated)
    need = {year: needs(scenario, side.policy, question.reading) for year, scenario in dated.items()}
    candidates, outside = candidates_of(side, limits, need, question.scenario.planning.begins(years))
    program = model(candidates, bounds_of(limits, years))
    parts = program.parts()
    relaxed = [linear_program.relaxed(part) for part, _ in parts] if linear_program.ready() else []
    if any(r.steps is None for r in relaxed):
        clashing = [row for part, _ in parts for row in clash(part)]
        raise GrundError([problem("G573", None, limits=said(question.scenario, clashing))])
    searched = {"optimum", "exact"} & set(question.methods)
    alone = partial(priced_areas.by_area, watch=question.watch)
    priced = [alone(part, relaxed[n]) if searched else None for n, (part, _) in enumerate(parts)]
    quick = [quick_of(part, relaxed[n] if relaxed else None, priced[n]) for n, (part, _) in enumerate(parts)]
    bounds = [
        r if c is None else replace(r, bound=min(r.bound, c.bound)) for r, c in zip(relaxed, priced, strict=False)
    ]
    try:
        granted = [solved(program, method, parts, bounds, quick, question.seconds) for method in question.methods]
    except LimitClash as error:
        rows = error.args[0]
        fault = problem("G574", limits=said(question.scenario, rows)) if rows else problem("G579")
        raise GrundError([fault]) from None
    more = one_more(parts, relaxed) if searched else ()
    return Allocation(
        question.scenario, side.policy, question.reading, years, program, need, _ranked(granted), more, outside, limits,
        question.own, question.seconds,
    )  # fmt: skip


Parts: TypeAlias = Sequence[tuple[AllocationModel, Sequence[int]]]
"""A model in parts that do not depend on one another, and where the candidates of each are in the whole."""
Quick: TypeAlias = Sequence[Mapping[str, list[int]]]
"""Of each part, what the methods that take little time grant."""


def solved(
    allocation: AllocationModel, method: Method, parts: Parts, relaxed: Sequence[linear_program.Relaxed], quick: Quick,
    seconds: float, most: int = integer_program.MOST,
) -> Granted:  # fmt: skip
    """A model granted by a method, part by part; `relaxed` are the parts' bounds, none without the solver.

    `most` is how many candidates a search that is not asked for is tried with.
    """
    bounded = bool(relaxed) or (not parts and linear_program.ready())
    steps, bound, proven = [0] * len(allocation.candidates), 0.0, bounded and method not in _FILLING
    found_by: dict[str, None] = {}
    for n, (part, at) in enumerate(parts):
        bound += relaxed[n].bound if relaxed else 0.0
        if method in _FILLING:
            chosen = quick[n][method]
        else:
            best, high = _searched(part, method, quick[n], seconds, most)
            chosen = best if best is not None else _best(part, quick[n])
            proven = proven and best is not None and high <= float(part.worth(chosen))
            bound += min(0.0, high - relaxed[n].bound)
            found_by[next((name for name, known in quick[n].items() if known == chosen), "search")] = None
        for i, many in zip(at, chosen, strict=True):
            steps[i] = many
    unmet = tuple(row for row in allocation.broken(steps) if row.low is not None)
    worth = allocation.worth(steps)
    if proven and not unmet and bound < worth:  # what is proven is the bound, which a float may stand just below
        bound = nextafter(float(worth), inf)
    return Granted(
        method, tuple(steps), worth, bound if bounded else None, unmet, proven and not unmet, tuple(found_by)
    )


def quick_of(
    part: AllocationModel, relaxed: linear_program.Relaxed | None, priced: integer_program.Choice | None = None
) -> dict[str, list[int]]:
    """What the methods that take little time grant, by name: `rounded` is the relaxation in whole steps, `by_area` what
    each area would choose by itself."""
    begun = {"rounded": relaxed.steps if relaxed else None, "by_area": priced.steps if priced else None}
    rounded = {name: round_solution.rounded(part, steps) for name, steps in begun.items() if steps is not None}
    return rounded | {name: greedy.year_by_year(part, method) for name, method in _FILLING.items()}


def _searched(
    part: AllocationModel, method: Method, quick: Mapping[str, list[int]], seconds: float, most: int
) -> integer_program.Choice:  # fmt: skip
    """The best that a search finds: `exact` in so many seconds, else with as much work on every machine."""
    if method == "exact":
        choice = integer_program.exact(part, seconds, None, quick.values())
        if choice.steps is None:
            raise LimitClash(clash(part, in_steps=True))
        return choice
    if len(part.candidates) > most:
        return integer_program.Choice(None, float("inf"))
    return integer_program.exact(part, float("inf"), linear_program.NODES, quick.values())


class LimitClash(Exception):
    """Limits that cannot be kept together in whole steps; none where the search ended before it was settled."""


def _best(part: AllocationModel, quick: Mapping[str, list[int]]) -> list[int]:
    """What leaves the fewest limits unmet of what the quick methods grant, and of those is worth most."""
    return max(quick.values(), key=lambda steps: (-len(part.broken(steps)), part.worth(steps)))


def one_more(parts: Parts, relaxed: Sequence[linear_program.Relaxed]) -> tuple[OneMore, ...]:
    """What one more million of each limit in money that binds is worth, and what it changes."""
    one_mores: list[OneMore] = []
    for (part, _), solution in zip(parts, relaxed, strict=True):
        binding = [s for s in solution.shadows if s.row.kind in ("total", "body")]
        before = round_solution.rounded(part, solution.steps or ()) if binding else []
        for shadow in binding:
            row = shadow.row
            assert row.high is not None
            more = linear_program.with_more(part, solution, row, MILLION)
            after = round_solution.rounded(part.raised(row, MILLION), more.steps or ())
            changes = tuple(
                (c.key, c.step * (b - a)) for c, a, b in zip(part.candidates, before, after, strict=True) if a != b
            )
            worth = max(0.0, more.bound - solution.bound)
            one_mores.append(OneMore(row, worth, shadow.price * MILLION, shadow.end - row.high, changes))
    return tuple(one_mores)

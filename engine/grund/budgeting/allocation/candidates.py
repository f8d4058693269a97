"""Candidates: what of a budget can be granted, and under which limits.

Enters: a side of a budget, limits, and the needs of each year. Leaves: `Candidate` values, what is no candidate and
why, and the `Bounds` of the years. Promise: every line of the budget is in a candidate or is counted outside, also
where it costs nothing; a limit that is of every year is of every year that is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ...model.costs import Limits
from ..lines import BudgetLine
from ..money import Money, total
from ..need import Need
from ..policy_budgets import PolicyBudget
from .model import Candidate, GrantKey, YearLimits


def bounds_of(limits: Limits, years: Sequence[int]) -> YearLimits:
    """The limits of some years."""
    return YearLimits(
        limits.totals(years), limits.frames(years),
        limits.least, limits.most, limits.insatser,
        None if limits.floor is None else Fraction(limits.floor),
        frozenset((c.area, c.insats) for c in limits.commitments),
        Fraction(limits.cut or 0),
    )  # fmt: skip


def candidates_of(
    side: PolicyBudget, limits: Limits, need: Mapping[int, Mapping[str, Need]], begins: int
) -> tuple[list[Candidate], dict[str, Money]]:
    """The candidates of a budget, and what is outside: `undecided`, `unknown` (amount), `elsewhere` (level or body).

    `begins` is the first year of the plan, the year after that of the commitments.
    """
    grants: dict[GrantKey, list[BudgetLine]] = {}
    for line in side.lines:
        grants.setdefault(GrantKey(line.year, line.area or f"@{line.body}", line.insats), []).append(line)
    rank = {insats: n for n, insats in enumerate(limits.priority)}
    kept = {(c.area, c.insats): c.amount for c in limits.commitments}
    candidates: list[Candidate] = []
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
        committed = _kept(kept.get((key.area, key.insats), 0), limits, key.year - begins + 1)
        size = need[key.year][key.area].size or Fraction(0)
        candidates.append(_candidate(key, bodies, limits, size, committed, rank.get(key.insats, len(rank))))
    return candidates, {why: total(money) for why, money in outside.items() if money}


def _kept(amount: int, limits: Limits, years: int) -> Fraction:
    """What is left to keep of a commitment after some years, each of which may cut it by so much."""
    return Fraction(amount) * (1 - Fraction(limits.cut or 0)) ** years


def _candidate(
    key: GrantKey, bodies: Mapping[str, int], limits: Limits, size: Fraction, committed: Fraction, rank: int
) -> Candidate:
    """A candidate in steps; an amount smaller than a step is one step of its own, and so is what costs nothing."""
    number = sum(bodies.values())
    step = min(limits.steps.get(key.insats, number), number)
    parts = {body: -(-step * amount // number) if number else 0 for body, amount in bodies.items()}
    most = number // step if step else 1
    least = min(most, -(-committed.numerator // (committed.denominator * step))) if step else int(committed > 0)
    worth = size * Fraction(limits.worth.get(key.insats, 1))
    return Candidate(
        key, step, most, worth, tuple(sorted(parts.items())), least, rank, size, decided=tuple(sorted(bodies.items()))
    )

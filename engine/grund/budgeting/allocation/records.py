"""Records: an allocation as plain data, with the hash of everything that decides it.

Enters: allocations of one policy, one per reading. Leaves: a dictionary for JSON. Promise: same inputs, same bytes;
amounts are whole öre; two runs with the same hash give the same grants, but where a search was ended by its time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import isinf
from typing import Any, Final

from ...analysis.recorded_question import question
from ...model.canonical_json import dump
from ...model.costs import Limits
from ..records import money_data
from . import MILLION, Allocation, Granted, linear_program

KIND: Final = "grund-allocation"
FORMAT: Final = 2
_PLACES: Final = ("file", "policy_files")
"""Where the files lay, which decides nothing: what is in them is among the inputs."""


def asked(allocations: Sequence[Allocation]) -> dict[str, Any]:
    """What was asked: the scenario's question, policy, years, methods, limits, and what searches with."""
    first = allocations[0]
    methods = [g.method for g in first.granted]
    return {
        **question(first.scenario),
        "policy": first.policy.id,
        "years": list(first.years),
        "own": first.own,
        "methods": methods,
        "limits": _limits(first.limits),
        "seconds": first.seconds if "exact" in methods else None,
        "solver": linear_program.solver_name(),
    }


def allocation_hash(allocations: Sequence[Allocation]) -> str:
    """The SHA-256 of what was asked, wherever the files lay."""
    document = {name: value for name, value in asked(allocations).items() if name not in _PLACES}
    return hashlib.sha256(dump(document)).hexdigest()


def _limits(limits: Limits) -> dict[str, Any]:
    """The limits as they were given: öre, and shares as text."""
    return {
        "total_ore": {str(year): amount for year, amount in sorted(limits.total.items())},
        "bodies_ore": [
            {"body": b, "year": y, "amount_ore": amount} for (b, y), amount in sorted(limits.bodies.items())
        ],
        "area_least_ore": limits.least,
        "area_most_ore": limits.most,
        "area_insatser": limits.insatser,
        "floor": None if limits.floor is None else f"{limits.floor.normalize():f}",
        "cut": None if limits.cut is None else f"{limits.cut.normalize():f}",
        "commitments": [
            {"area": c.area, "insats": c.insats, "amount_ore": c.amount}
            for c in sorted(limits.commitments, key=lambda c: (c.area, c.insats))
        ],
        "steps_ore": dict(sorted(limits.steps.items())),
        "priority": list(limits.priority),
        "total_yearly_ore": limits.yearly,
        "bodies_yearly_ore": dict(sorted(limits.bodies_yearly.items())),
        "worth": {insats: f"{worth.normalize():f}" for insats, worth in sorted(limits.worth.items())},
    }


def data(allocations: Sequence[Allocation]) -> dict[str, Any]:
    """The allocations as plain data."""
    return {
        "kind": KIND,
        "format": FORMAT,
        "run": allocation_hash(allocations),
        "asked": asked(allocations),
        "policy": allocations[0].policy.id,
        "years": list(allocations[0].years),
        "allocations": [_allocation(a) for a in allocations],
    }


def _allocation(allocation: Allocation) -> dict[str, Any]:
    return {
        "tolkning": dict(allocation.reading),
        "decided_ore": allocation.decided,
        "limits": [
            {"kind": r.kind, "year": r.year, "name": r.name, "low_ore": r.low, "high_ore": r.high}
            for r in allocation.model.rows
            if r.kind in ("total", "body")
        ],
        "granted": [_granted(allocation, g) for g in allocation.granted],
        "one_more": [
            {
                "kind": m.row.kind, "year": m.row.year, "name": m.row.name, "million_ore": MILLION, "worth": m.worth,
                "rate": m.rate,
                "holds_ore": None if isinf(m.holds) else int(m.holds),
                "changes": [{**k._asdict(), "amount_ore": öre} for k, öre in m.changes],
            }
            for m in allocation.one_more
        ],
        "outside": {why: money_data(money) for why, money in allocation.outside.items()},
    }  # fmt: skip


def _granted(allocation: Allocation, granted: Granted) -> dict[str, Any]:
    return {
        "method": granted.method,
        "amount_ore": allocation.amount(granted),
        "worth": str(granted.worth),
        "bound": granted.bound,
        "gap": granted.gap,
        "proven": granted.proven,
        "found_by": list(granted.found_by),
        "unmet": [{"kind": r.kind, "year": r.year, "name": r.name, "low_ore": r.low} for r in granted.unmet],
        "lines": [
            {
                **n.key._asdict(),
                "body": n.body,
                "amount_ore": n.granted,
                "decided_ore": n.decided,
                "steps": n.steps,
                "of_steps": n.most,
            }
            for n in allocation.grants(granted)
        ],
    }

"""Describe derivation: how a derived attribute is computed, on one line, in the words of its file.

Enters: the way, and how an expression is said. Leaves: text. Promise: two ways that differ in anything but their source
read differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from ...model.expressions import Expr
from ...model.policies import Cut, DecisionTable, Fired, Formula, History, How, Mean, Over, Rank, Since, Split, Test

Say = Callable[[Expr], str]


def way_text(how: How, say: Say) -> str:
    """The way, on one line."""
    rounding = getattr(how, "round", "half_up")
    sentence = _WAYS[type(how)](how, say)
    return sentence if rounding == "half_up" else f"{sentence}, round: {rounding}"


def _some(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


def _named(name: str, value: Any) -> str:
    return "" if value is None or value == "" else f"{name} {value}"


def _expr(name: str, expr: Expr | None, say: Say) -> str:
    return "" if expr is None else f"{name} {say(expr)}"


def _test(how: Test, say: Say) -> str:
    return say(how.expr)


def _formula(how: Formula, say: Say) -> str:
    step = "" if how.step is None else f", step: {how.step}"
    if how.denominator is None:
        return say(how.numerator) + step
    return f"({say(how.numerator)}) / ({say(how.denominator)}){step}"


def _over(how: Over, say: Say) -> str:
    parts = (
        f"{how.aggregate}({'' if how.of is None else say(how.of)}) over {how.relation}",
        how.hierarchy,
        how.to,
        _expr("where", how.where, say),
        _expr("by", how.by, say),
        how.share,
        f"{how.bound[0]} {how.bound[1]}" if how.bound else "",
        "weighted" if how.weighted else "",
        _expr("per" if how.aggregate == "ratio" else "weight", how.weight, say),
        _named("min_observations", how.min_observations),
        _named("empty", how.empty),
    )
    return _some(parts)


def _rank(how: Rank, say: Say) -> str:
    keys = ", ".join(f"{say(key.expr)} {'descending' if key.descending else 'ascending'}" for key in how.keys)
    parts = (
        f"{how.measure} of {keys}",
        _expr("where", how.where, say),
        _expr("by", how.by, say),
        _expr("fraction" if how.fraction else "first", how.room, say),
        how.fraction,
        _named("boundary", how.boundary),
        _named("ties", how.ties),
        _named("divisor", how.divisor),
        f"out_of {how.out_of}" if how.measure == "percentile" else "",
        f"missing {'excluded' if how.excluded else 'unknown'}",
        _named("outside", how.outside),
    )
    return _some(parts)


def _mean(how: Mean, say: Say) -> str:
    terms = ", ".join(f"{say(expr)}: {weight}" for expr, weight in how.terms)
    return _some((f"mean({terms})", _named("min_observations", how.least)))


def _cut(how: Cut, say: Say) -> str:
    return f"cut({say(how.expr)}) at {', '.join(map(str, how.bounds))}, closed: {how.closed}"


def _table(how: DecisionTable, say: Say) -> str:
    rows = "; ".join(f"{say(row.when)}: {row.then}" for row in how.rows)
    gap = "error" if how.gap_error else "unknown" if how.gap is None else how.gap
    return _some((f"table {how.hit}", f"gap {gap}", _named("overlap", how.overlap), f"[{rows}]"))


def _since(how: Since, say: Say) -> str:
    return _some((f"since({say(how.expr)}) in {how.count}", how.series))


def _history(how: History, say: Say) -> str:
    return _some((f"{how.aggregate}({say(how.expr)}) of the last {say(how.last)} {how.count}", how.series))


def _fired(how: Fired, say: Say) -> str:
    return f"fired({', '.join(how.rules)})"


def _split(how: Split, say: Say) -> str:
    parts = (
        f"split({say(how.amount)}) by {say(how.key)}",
        _expr("where", how.where, say),
        f"missing {'excluded' if how.excluded else 'unknown'}",
        _expr("floor", how.floor, say) or "floor none",
        _expr("cap", how.cap, say) or "cap none",
        _named("capped", how.capped),
        f"step {how.step:f}",
        f"remainder {how.remainder}",
        _named("infeasible", how.infeasible),
    )
    return _some(parts)


_WAYS: Final[dict[type[Any], Callable[..., str]]] = {
    Test: _test,
    Formula: _formula,
    Over: _over,
    Rank: _rank,
    Mean: _mean,
    Cut: _cut,
    DecisionTable: _table,
    Since: _since,
    History: _history,
    Fired: _fired,
    Split: _split,
}

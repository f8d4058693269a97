"""Derive: the value of a derived attribute at an area, by its kind.

Enters: a frame, a derived attribute, an area, and how expressions are read. Leaves: its ground. Promise: one function
for each kind; a kind without one is an error of type, not of a run.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ...model.arithmetic import clamped, mean, quotient
from ...model.decisions import Derivation, Trace
from ...model.derivations import (
    Cut,
    DecisionTable,
    Fired,
    Formula,
    History,
    How,
    Mean,
    Over,
    PowerMean,
    Rank,
    Row,
    Scaled,
    Since,
    Split,
    Test,
    Transform,
)
from ...model.expressions import BOOL, Reference, Value, order_key
from ...model.facts import Area
from ...model.policies import Derived
from ...model.transforms import power_mean, transformed
from ...problems.problem import GrundError, Problem, problem
from .aggregate import over, place
from .apportion import share
from .context import Ask, EvalContext
from .history import history, since


def derive(frame: EvalContext, node: Reference, derived: Derived, area: Area, ask: Ask) -> Trace:
    """The value of a derived attribute; one outside its domain is cut to it, or a problem."""
    ground = KINDS[type(derived.how)](frame, node, derived, derived.how, area, ask)
    value = inside(derived, ground.value, area)
    return ground if value is ground.value else ground._replace(value=value)


def inside(derived: Derived, value: Value | None, area: Area) -> Value | None:
    """A value in its declared domain, where it may leave it; raises `GrundError` where it is not to be cut."""
    kind = derived.type
    if not derived.checked or not isinstance(value, Decimal) or kind.low <= value <= kind.high:
        return value
    if derived.clamp:
        return clamped(value, kind)
    raise GrundError([outside(derived, value, f"{area.name} ({area.id})")])


def outside(derived: Derived, value: Decimal, area: str) -> Problem:
    """That a value lies outside its declared domain."""
    words = {"value": f"{value:f}", "low": f"{derived.type.low:f}", "high": f"{derived.type.high:f}"}
    return problem("G340", None, attribute=derived.id, area=area, **words)


def _test(frame: EvalContext, node: Reference, derived: Derived, how: Test, area: Area, ask: Ask) -> Trace:
    ground = ask(frame, how.expr, area)
    return Trace(node, ground.value, (ground,), Derivation(derived))


def _local(frame: EvalContext, node: Reference, derived: Derived, how: How, area: Area, ask: Ask) -> Trace:
    """What is computed from values of the area itself."""
    parts = tuple([ask(frame, expr, area) for expr in how.exprs])
    return Trace(node, computed(derived, [part.value for part in parts], area), parts, Derivation(derived))


def computed(derived: Derived, values: Sequence[Value | None], area: Area) -> Value | None:
    """What is made of values of the area or of rules, from the values that it is computed of, in their order."""
    value = _COMPUTED[type(derived.how)](derived, derived.how, values, area)
    return clamped(value, derived.type) if derived.clamp else value


def _formula(derived: Derived, how: Formula, values: Sequence[Value | None], area: Area) -> Value | None:
    top, bottom = values if how.denominator is not None else (values[0], None)
    if not isinstance(top, Decimal) or (how.denominator is not None and not isinstance(bottom, Decimal)):
        return None
    assert bottom is None or isinstance(bottom, Decimal)
    return quotient(top, bottom, derived.type.decimals, how.round, how.step)


def _mean(derived: Derived, how: Mean, values: Sequence[Value | None], area: Area) -> Value | None:
    terms = [
        (value if isinstance(value, Decimal) else None, weight)
        for value, (_, weight) in zip(values, how.terms, strict=True)
    ]
    return mean(terms, how.least, derived.type.decimals, how.round)


def _power_mean(derived: Derived, how: PowerMean, values: Sequence[Value | None], area: Area) -> Value | None:
    terms = [
        (value, weight) for value, (_, weight) in zip(values, how.terms, strict=True) if isinstance(value, Decimal)
    ]
    enough = len(terms) >= (len(how.terms) if how.least is None else how.least)
    return power_mean(terms, how.exponent, derived.type.decimals, how.round) if enough else None


def _transform(derived: Derived, how: Transform, values: Sequence[Value | None], area: Area) -> Value | None:
    if not isinstance(values[0], Decimal | date):
        return None
    return transformed(how.function, values[0], how.constant, derived.type.decimals, how.round)


def _cut(derived: Derived, how: Cut, values: Sequence[Value | None], area: Area) -> Value | None:
    if not isinstance(values[0], Decimal):
        return None
    side = bisect_right if how.closed == "lower" else bisect_left
    return how.members[side(how.bounds, values[0])]


def _table(derived: Derived, how: DecisionTable, values: Sequence[Value | None], area: Area) -> Value | None:
    return output(derived, how, [value if isinstance(value, bool) else None for value in values], area)


def _count(derived: Derived, how: Fired, values: Sequence[Value | None], area: Area) -> Value | None:
    return None if None in values else Decimal(sum(value is True for value in values))


# ── decision tables


def output(derived: Derived, how: DecisionTable, truths: list[bool | None], area: Area) -> Value | None:
    """What the rows of a table give, by whether each holds; unknown where one that may hold could make it another."""
    hits = [row for row, value in zip(how.rows, truths, strict=True) if value]
    maybe = [row for row, value in zip(how.rows, truths, strict=True) if value is None]
    if how.hit in ("unique", "any"):
        clash = next((row for row in hits[1:] if how.hit == "unique" or row.then != hits[0].then), None)
        if clash is not None:
            if how.overlap == "error":
                lines, where = (hits[0].line, clash.line), f"{area.name} ({area.id})"
                words = {"table": derived.id, "first": str(lines[0]), "second": str(lines[1]), "area": where}
                raise GrundError([problem("G334", clash.place, **words)])
            return None
    if not hits and not maybe:
        return _gap(derived, how, area)
    gap = None if how.gap_error else how.gap
    if how.hit == "sum":
        return _summed([row.then for row in hits], [row.then for row in maybe], gap)
    if how.hit in ("unique", "any"):
        outputs = [*(row.then for row in (*hits, *maybe)), *(() if hits else (gap,))]
        return None if how.hit == "unique" and len(hits) + len(maybe) > 1 else _same(outputs)
    rows = list(zip(how.rows, truths, strict=True))
    if how.hit != "first":
        rows.sort(key=lambda pair: order_key(derived.type, pair[0].then), reverse=how.hit != "min")
    return _same(list(_reached(rows, gap)))


def _reached(rows: Sequence[tuple[Row, bool | None]], gap: Value | None) -> Iterator[Value | None]:
    """The outputs that may be those of the first row that holds; and the gap where none does for certain."""
    for row, value in rows:
        if value is not False:
            yield row.then
        if value:
            return
    yield gap


def _same(outputs: Sequence[Value | None]) -> Value | None:
    """The output, where it is one whatever is unknown."""
    return outputs[0] if all(output == outputs[0] for output in outputs) else None


def _summed(hits: list[Value], maybe: list[Value], gap: Value | None) -> Value | None:
    """The sum of the rows that hold; one that may is no matter where it adds nothing, or alone says what a gap does."""
    if hits:
        return None if any(maybe) else sum((v for v in hits if isinstance(v, Decimal)), Decimal(0))
    return _same([gap, *maybe]) if len(maybe) == 1 or not gap else None


def _gap(derived: Derived, how: DecisionTable, area: Area) -> Value | None:
    if how.gap_error:
        raise GrundError([problem("G335", how.place, table=derived.id, area=f"{area.name} ({area.id})")])
    return how.gap


# ── rules


def _fired(frame: EvalContext, node: Reference, derived: Derived, how: Fired, area: Area, ask: Ask) -> Trace:
    """How many of the rules are active; a rule that the policy does not have is not."""
    traces: dict[str, Trace] = {}
    for ruling in frame.policy.counts(how.rules):
        old_cells = {rule.name: frame.cells.get((rule.name, area.id)) for rule in ruling.rules}
        for rule in ruling.rules:
            ground = ask(frame, rule.active, area)
            named = frame.cells[rule.name, area.id] = Trace(Reference(rule.name, BOOL), ground.value, (ground,))
            traces[rule.id] = named
        for name, before in old_cells.items():  # a rule's own value is read in its ruling only
            if before is None:
                del frame.cells[name, area.id]
    parts = tuple(traces[rule] for rule in how.rules if rule in traces)
    return Trace(node, computed(derived, [part.value for part in parts], area), parts, Derivation(derived))


_COMPUTED: Final[dict[type[Any], Callable[..., Value | None]]] = {
    Formula: _formula,
    Mean: _mean,
    PowerMean: _power_mean,
    Transform: _transform,
    Cut: _cut,
    DecisionTable: _table,
    Fired: _count,
}
KINDS: Final[dict[type[Any], Callable[..., Trace]]] = {
    Test: _test,
    Formula: _local,
    Over: over,
    Rank: place,
    Scaled: place,
    Mean: _local,
    PowerMean: _local,
    Transform: _local,
    Cut: _local,
    DecisionTable: _local,
    Since: since,
    History: history,
    Fired: _fired,
    Split: share,
}
"""How each kind gives its value, with its grounds."""

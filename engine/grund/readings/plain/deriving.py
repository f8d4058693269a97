"""Deriving: the value of a derived attribute at an area, by its kind.

Enters: a frame, a derived attribute, an area, and how expressions are read. Leaves: its ground. Promise: one function
for each kind; a kind without one is an error of type, not of a run.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from ...derive import mean, quotient
from ...expr import BOOL, Reference, Value
from ...outcome import Derivation, Ground
from ...policy import Cut, Derived, Fired, Formula, History, Mean, Over, Rank, Since, Split, Table, Test
from ...problems import GrundError, problem
from ...world import Area
from .frames import Ask, Frame
from .passed import history, since
from .placing import over, place
from .sharing import share


def derive(frame: Frame, node: Reference, derived: Derived, area: Area, ask: Ask) -> Ground:
    """The value of a derived attribute."""
    return _KINDS[type(derived.how)](frame, node, derived, derived.how, area, ask)


def _test(frame: Frame, node: Reference, derived: Derived, how: Test, area: Area, ask: Ask) -> Ground:
    ground = ask(frame, how.expr, area)
    return Ground(node, ground.value, (ground,), Derivation(derived))


def _formula(frame: Frame, node: Reference, derived: Derived, how: Formula, area: Area, ask: Ask) -> Ground:
    top = ask(frame, how.numerator, area)
    bottom = None if how.denominator is None else ask(frame, how.denominator, area)
    value: Decimal | None = None
    if isinstance(top.value, Decimal) and (bottom is None or isinstance(bottom.value, Decimal)):
        divisor = None if bottom is None else bottom.value
        assert divisor is None or isinstance(divisor, Decimal)
        value = quotient(top.value, divisor, derived.type.decimals, how.round, how.step)
    return Ground(node, value, (top,) if bottom is None else (top, bottom), Derivation(derived))


def _mean(frame: Frame, node: Reference, derived: Derived, how: Mean, area: Area, ask: Ask) -> Ground:
    parts = tuple(ask(frame, expr, area) for expr, _ in how.terms)
    terms = [
        (ground.value if isinstance(ground.value, Decimal) else None, weight)
        for ground, (_, weight) in zip(parts, how.terms, strict=True)
    ]
    return Ground(node, mean(terms, how.least, derived.type.decimals, how.round), parts, Derivation(derived))


def _cut(frame: Frame, node: Reference, derived: Derived, how: Cut, area: Area, ask: Ask) -> Ground:
    ground = ask(frame, how.expr, area)
    value: Value | None = None
    if isinstance(ground.value, Decimal):
        side = bisect_right if how.closed == "lower" else bisect_left
        value = how.members[side(how.bounds, ground.value)]
    return Ground(node, value, (ground,), Derivation(derived))


# ── decision tables


def _table(frame: Frame, node: Reference, derived: Derived, how: Table, area: Area, ask: Ask) -> Ground:
    parts = tuple(ask(frame, row.when, area) for row in how.rows)
    held = [part.value if isinstance(part.value, bool) else None for part in parts]
    return Ground(node, output(derived, how, held, area), parts, Derivation(derived))


def output(derived: Derived, how: Table, held: list[bool | None], area: Area) -> Value | None:
    """What the rows of a table give, by whether each holds; unknown where one that may hold could make it another."""
    hits = [row for row, value in zip(how.rows, held, strict=True) if value]
    maybe = [row for row, value in zip(how.rows, held, strict=True) if value is None]
    if how.hit == "first":
        first = next((i for i, value in enumerate(held) if value is not False), None)
        return _gap(derived, how, area) if first is None else how.rows[first].then if held[first] else None
    if how.hit in ("unique", "any"):
        clash = next((row for row in hits[1:] if how.hit == "unique" or row.then != hits[0].then), None)
        if clash is not None:
            if how.overlap == "error":
                lines, where = (hits[0].line, clash.line), f"{area.name} ({area.id})"
                raise GrundError([problem("G334", None, first=lines[0], second=lines[1], table=derived.id, area=where)])
            return None
        if any(how.hit == "unique" or not hits or row.then != hits[0].then for row in maybe):
            return None
        return hits[0].then if hits else _gap(derived, how, area)
    if how.hit == "priority":
        best = max(hits, key=lambda row: _height(derived, row.then), default=None)
        if any(best is None or _height(derived, row.then) > _height(derived, best.then) for row in maybe):
            return None
        return best.then if best is not None else _gap(derived, how, area)
    if maybe:
        return None
    outputs = [row.then for row in hits if isinstance(row.then, Decimal)]
    together: dict[str, Callable[[list[Decimal]], Decimal]] = {
        "sum": lambda values: sum(values, Decimal(0)),
        "min": min,
        "max": max,
    }
    return together[how.hit](outputs) if outputs else _gap(derived, how, area)


def _height(derived: Derived, value: Value) -> Any:
    """How high an output stands in the order of its type."""
    return derived.type.members.index(str(value)) if derived.type.kind == "enum" else value


def _gap(derived: Derived, how: Table, area: Area) -> Value | None:
    if how.gap_error:
        raise GrundError([problem("G335", None, table=derived.id, area=f"{area.name} ({area.id})")])
    return how.gap


# ── rules


def _fired(frame: Frame, node: Reference, derived: Derived, how: Fired, area: Area, ask: Ask) -> Ground:
    """How many of the rules are active; a rule that the policy does not have is not."""
    rulings = {ruling.insats.id: ruling for r in how.rules if (ruling := frame.policy.counted.get(r)) is not None}
    found: dict[str, Ground] = {}
    for ruling in rulings.values():
        held = {rule.name: frame.cells.get((rule.name, area.id)) for rule in ruling.rules}
        for rule in ruling.rules:
            ground = ask(frame, rule.active, area)
            named = frame.cells[rule.name, area.id] = Ground(Reference(rule.name, BOOL), ground.value, (ground,))
            found[rule.id] = named
        for name, before in held.items():  # a rule's own value is read in its ruling only
            if before is None:
                del frame.cells[name, area.id]
    parts = tuple(found[rule] for rule in how.rules if rule in found)
    known = [part.value for part in parts]
    return Ground(node, None if None in known else Decimal(known.count(True)), parts, Derivation(derived))


_KINDS: Final[dict[type[Any], Callable[..., Ground]]] = {
    Test: _test,
    Formula: _formula,
    Over: over,
    Rank: place,
    Mean: _mean,
    Cut: _cut,
    Table: _table,
    Since: since,
    History: history,
    Fired: _fired,
    Split: share,
}

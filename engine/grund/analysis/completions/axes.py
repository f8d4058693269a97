"""Axes: the values that are worth trying of what a residual waits for.

For each free node the values that can make a difference, one of each interval that the comparisons with constants cut
its domain into; or that they are not finitely many.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from ...language.intervals import around, unscaled
from ...model.derivations import Cut
from ...model.expressions import OPERATORS, Type, Value, domain
from .pool import Node, Pool

_JOINED: Final = ("and", "or")
FREE: Final = ("leaf", "opaque")
FEW: Final = 64
"""A number with no more values than this has each of them tried, where it is not just compared with constants."""


def never(pool: Pool, order: Sequence[int]) -> set[int]:
    """Of an order (see `Pool.below`) the nodes that no completion makes known: what is stuck, and what cannot be known
    without it."""
    numbers: set[int] = set()
    for number in order if any(pool.nodes[n].kind == "stuck" for n in order) else ():
        node = pool.nodes[number]
        known = [arg not in numbers for arg in node.args]
        if node.kind == "stuck" or (_strict(node.kind) and not all(known)) or (node.kind in _JOINED and not any(known)):
            numbers.add(number)
    return numbers


def _strict(kind: str) -> bool:
    return kind in ("formula", "transform", "cut", "fired") or (kind in OPERATORS and OPERATORS[kind].strict)


def tried(pool: Pool, order: Iterable[int], lost: Container[int] = ()) -> dict[int, tuple[Value, ...] | None]:
    """By free node of an order, the values of its domain to try; None where cutting does not make them few."""
    cuts: dict[int, set[int] | None] = {n: set() for n in order if pool.nodes[n].kind in FREE and n not in lost}
    for number in order:
        if number in lost:
            continue
        node = pool.nodes[number]
        for arg in node.args:
            if arg in cuts:
                _note(pool, cuts, arg, node)
    values = {number: _values(pool.nodes[number].type, node_cuts, inside=True) for number, node_cuts in cuts.items()}
    return {number: values[number] for number in pool.ordered(cuts)}


def skeleton(pool: Pool, roots: Iterable[int]) -> dict[int, tuple[Value, ...]]:
    """The same for the conditions alone: what they compare with constants, and each other comparison by its truth.

    What is computed is not looked into, so it may have any value: conditions that agree here agree wherever facts are.
    """
    queue, cuts, seen = list(roots), dict[int, set[int] | None](), set[int]()
    while queue:
        number = queue.pop()
        node = pool.nodes[number]
        if number in seen or node.kind == "literal":
            continue
        seen.add(number)
        compared = _compared(pool, node)
        if compared is not None:
            _note(pool, cuts, compared, node)
        elif (node.type.kind == "bool" and node.kind in ("and", "or", "not", "if")) or _truths(pool, node):
            queue += node.args
        else:
            cuts.setdefault(number, set())
    return {n: _values(pool.nodes[n].type, node_cuts, inside=False) or () for n, node_cuts in cuts.items()}


def _truths(pool: Pool, node: Node) -> bool:
    """Whether it compares truth values with one another."""
    return node.kind == "eq" and all(pool.nodes[arg].type.kind == "bool" for arg in node.args)


def _compared(pool: Pool, node: Node) -> int | None:
    """What a comparison holds against a constant, where that is all it does and it is not a sum of others."""
    if node.kind not in ("eq", "lt") or _truths(pool, node):
        return None
    others = [arg for arg in node.args if not pool.is_literal(arg)]
    return others[0] if len(others) == 1 and pool.nodes[others[0]].kind not in ("if",) else None


def _note(pool: Pool, cuts: dict[int, set[int] | None], number: int, node: Node) -> None:
    """Note what a node makes of a number or date below it: cuts, or that every value may matter."""
    kind, node_cuts = pool.nodes[number].type, cuts.setdefault(number, set())
    if kind.kind not in ("number", "date") or node_cuts is None:
        return
    if node.kind == "cut":
        how = pool.vocabulary.derived[node.name].how
        assert isinstance(how, Cut)
        node_cuts.update(around(bound, kind)[how.closed != "lower"] for bound in how.bounds)
        return
    others = [arg for arg in node.args if arg != number]
    if node.kind not in ("eq", "lt") or len(others) != 1 or not pool.is_literal(others[0]):
        cuts[number] = None
        return
    value = pool.nodes[others[0]].value
    assert isinstance(value, Decimal | date)
    below, above = around(value, kind)
    if node.kind == "eq":
        node_cuts.update((below, above))
    else:
        node_cuts.add(below if node.args[0] == number else above)


def _values(kind: Type, cuts: set[int] | None, inside: bool) -> tuple[Value, ...] | None:
    """A value of each part that a domain is cut into; `inside` it, or wherever a computed value may come to lie."""
    if kind.kind == "bool":
        return (False, True)
    if kind.kind == "enum":
        return kind.members
    low, high = domain(kind)
    if cuts is None:
        span = range(low, high + 1) if high - low < FEW else None
        return None if span is None else tuple(map(partial(unscaled, kind=kind), span))
    start = low if inside else min(low, *(cut - 1 for cut in cuts)) if cuts else low
    steps = sorted({start} | {cut for cut in cuts if not inside or low < cut <= high})
    return tuple([unscaled(step, kind) for step in steps])


def extremes(kind: Type, values: Sequence[Value] | None) -> tuple[Value, ...]:
    """Some values of a domain that is too large to try: its ends, its middle, and near its lower end."""
    if values is not None:
        return tuple(values)
    low, high = domain(kind)
    size = high - low
    steps = sorted({low, high, low + 1, low + size // 2, low + size // 10, low + size // 100, low + size // 1000})
    return tuple([unscaled(step, kind) for step in steps])

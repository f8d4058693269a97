"""Evaluate: expressions and names at an area, each with everything it was computed from.

Enters: a frame, an expression or a name, an area. Leaves: a `Ground`. Promise: strong Kleene logic, exact arithmetic;
a name is read once in a frame.
"""

from __future__ import annotations

from functools import lru_cache

from ...language.operators import SPECIAL, STRICT
from ...model.decisions import Trace
from ...model.expressions import Expr, Literal, Name, Operation, Reference, Same, fold
from ...model.facts import Area
from .context import EvalContext, Evaluator
from .derive import derive


def evaluate(frame: EvalContext, expr: Expr, area: Area) -> Trace:
    """The value of an expression at an area, with everything it was computed from."""
    entry = frame.evaluators.get(id(expr))
    if entry is None:
        entry = frame.evaluators[id(expr)] = (expr, _evaluator(Same(expr)))
    return entry[1](frame, area)


@lru_cache(maxsize=4096)
def _evaluator(same: Same) -> Evaluator:
    """The fold of this reading: a tree becomes a function from frames and areas to grounds."""
    return fold(same.expr, _literal, _reference, _operation)


def _literal(node: Literal) -> Evaluator:
    ground = Trace(node, node.value)
    return lambda frame, area: ground


def _reference(node: Reference) -> Evaluator:
    return lambda frame, area: read(frame, node, area)


def _operation(node: Operation, parts: tuple[Evaluator, ...]) -> Evaluator:
    special, strict = SPECIAL.get(node.op), STRICT.get(node.op)

    def run(frame: EvalContext, area: Area) -> Trace:
        grounds = tuple([part(frame, area) for part in parts])
        values = [ground.value for ground in grounds]
        if special is not None:
            return Trace(node, special(values), grounds)
        assert strict is not None
        return Trace(node, None if None in values else strict(*values), grounds)

    return run


# ── names


def read(frame: EvalContext, node: Reference, area: Area) -> Trace:
    """The value of a name at an area: a fact, a parameter, a tolkning, the day, or a derived attribute."""
    key = (node.name, area.id)
    trace = frame.cells.get(key)
    if trace is None:
        trace = frame.cells[key] = _read(frame, node, area)
    return trace


def _read(frame: EvalContext, node: Reference, area: Area) -> Trace:
    shared = frame.shared
    if shared is None or node.name not in shared.names:
        return _anew(frame, node, area)
    key = (node.name, area.id)
    trace = shared.cells.get(key)
    if trace is None:
        trace = shared.cells[key] = _anew(frame, node, area)
    return trace


def _anew(frame: EvalContext, node: Reference, area: Area) -> Trace:
    name = node.name
    attribute = frame.vocabulary.attributes.get(name)
    if attribute is not None:
        value, basis = frame.world.read(area.id, attribute)
        return Trace(node, value, (), basis)
    derived = frame.vocabulary.derived.get(name)
    if derived is not None:
        return derive(frame, node, derived, area, evaluate)
    if name == "day":
        return Trace(node, frame.world.day, (), "day")
    space, short = Name.parse(name)
    if space == "tolkning":
        return Trace(node, frame.tolkning.get(short), (), "tolkning")
    parameter = frame.policy.parameters[short].on(frame.world.day)
    return Trace(node, None if parameter is None else parameter.value, (), parameter)

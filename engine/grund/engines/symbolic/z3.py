"""Z3: the SMT solver Z3, and formulas that are simplified where a part of them is known.

Enters: formulas over truth values and whole numbers. Leaves: a `Assignment` in which they hold, or that there is none,
or that it is not settled in time. Promise: the only room that knows Z3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias
from typing import Literal as OneOf

from ...problems.extras import optional, require

z3 = optional("z3")

Bit: TypeAlias = Any
"""A formula of the solver, or a plain bool where it is known."""
Whole: TypeAlias = Any
"""An integer term of the solver, or a plain int where it is known."""

TIMEOUT: Final = 5_000
"""Milliseconds after which a question is not settled."""


def both(*parts: Bit) -> Bit:
    """All of them."""
    if any(p is False for p in parts):
        return False
    kept = [p for p in parts if p is not True]
    return True if not kept else kept[0] if len(kept) == 1 else _joined(z3.Z3_mk_and, kept)


def either(*parts: Bit) -> Bit:
    """At least one of them."""
    if any(p is True for p in parts):
        return True
    kept = [p for p in parts if p is not False]
    return False if not kept else kept[0] if len(kept) == 1 else _joined(z3.Z3_mk_or, kept)


def neither(part: Bit) -> Bit:
    """Not that."""
    if isinstance(part, bool):
        return not part
    return z3.BoolRef(z3.Z3_mk_not(part.ctx_ref(), part.as_ast()), part.ctx)


def _joined(make: Any, parts: list[Bit]) -> Bit:
    """Formulas joined without the checks of `z3.And` and `z3.Or`, which take nine tenths of their time."""
    first = parts[0]
    arguments = (z3.Ast * len(parts))(*[part.as_ast() for part in parts])
    return z3.BoolRef(make(first.ctx_ref(), len(parts), arguments), first.ctx)


def choice(test: Bit, yes: Whole, no: Whole) -> Whole:
    """A number, by a formula."""
    return (yes if test else no) if isinstance(test, bool) else z3.If(test, yes, no)


def bit(name: str) -> Bit:
    """A free truth value."""
    return z3.Bool(name)


def whole(name: str) -> Whole:
    """A free whole number."""
    return z3.Int(name)


class Assignment:
    """Values in which some formulas hold."""

    def __init__(self, model: Any) -> None:
        self._found = model

    def holds(self, formula: Bit) -> bool:
        """Whether a formula holds."""
        return formula if isinstance(formula, bool) else bool(z3.is_true(self._value(formula)))

    def number(self, term: Whole) -> int:
        """The value of a number."""
        return term if isinstance(term, int) else int(self._value(term).as_long())

    def _value(self, term: Any) -> Any:
        return self._found.eval(term, model_completion=True)


def solve(formulas: Iterable[Bit], timeout: int = TIMEOUT, work: int = 0) -> Assignment | OneOf["none", "open"]:
    """A model of all the formulas; `none` if there is none, `open` if that is not settled in `timeout` milliseconds.

    `work` is a limit to what the solver counts of its own steps: unlike time it is the same on every machine.
    """
    kept = [f for f in formulas if f is not True]
    if any(f is False for f in kept):
        return "none"
    solver = z3.SimpleSolver()
    solver.set("timeout", timeout)
    if work:
        solver.set("rlimit", work)
    if kept:
        solver.add(both(*kept))  # one assertion: each costs more on its way to the solver than in it
    status = solver.check()
    return Assignment(solver.model()) if status == z3.sat else "none" if status == z3.unsat else "open"


def installed() -> bool:
    """Whether the solver is there."""
    return z3 is not None


def demand() -> None:
    """Raise `GrundError` with what to install, where the solver is not there."""
    require("z3")

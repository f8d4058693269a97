"""Residual terms: what a residual may come to, asked of the solver.

Enters: a `Pool`, the nodes asked about, and what a vector of their truths means. Leaves: the meanings met, and whether
they are all there are. Promise: the meaning of `terms`; what has no term is not asked, and then nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final

from ...engines.symbolic import z3
from ...engines.symbolic.terms import (
    Number,
    Term,
    Truth,
    constant,
    cut,
    divided,
    kleene_and,
    kleene_or,
    nothing,
    term,
    truth,
    unknown,
)
from ...engines.symbolic.z3 import Assignment, Bit, both, choice, neither, whole
from ...language.intervals import around
from ...model.derivations import Cut, Formula, Over
from ...model.expressions import Literal, Operation, Reference, Type, domain
from ...model.policies import Derived
from .axes import never
from .pool import Node, Pool

Vector = tuple[bool | None, ...]
WORK: Final = 1_000_000
"""What the solver may count of its own steps for each answer: the same on every machine."""
_LONGEST: Final = 30_000
_ROUNDS: Final = 40


class Unasked(Exception):
    """Something has no term here."""


def met(
    pool: Pool, roots: Sequence[int], means: Callable[[Vector], Hashable], enough: Callable[[set[Hashable]], bool]
) -> tuple[set[Hashable], bool]:
    """What the completions of some conditions mean, until it is `enough`; and whether that is all."""
    hashables: set[Hashable] = set()
    if not z3.installed():
        return hashables, False
    try:
        request = _Asked(pool, roots)
    except Unasked:
        return hashables, False
    for _ in range(_ROUNDS):
        answer = z3.solve(request.formulas, _LONGEST, WORK)
        if not isinstance(answer, Assignment):
            return hashables, answer == "none"
        vector = request.vector(answer)
        hashables.add(means(vector))
        if enough(hashables):
            return hashables, False
        request.exclude(_core(vector, means))
    return hashables, False


def _core(vector: Vector, means: Callable[[Vector], Hashable]) -> list[tuple[int, bool | None]]:
    """As little of a vector as still means the same, whatever the rest is."""
    meaning, free = means(vector), list(vector)
    kept = []
    for i, value in enumerate(vector):
        free[i] = None
        if value is None or means(tuple(free)) != meaning:
            free[i] = value
            kept.append((i, value))
    return kept


class _Asked:
    """The conditions as terms, and what has been asked of them."""

    def __init__(self, pool: Pool, roots: Sequence[int]) -> None:
        self.pool, self.formulas = pool, list[Bit]()
        self._lost = never(pool, pool.below(roots))
        self._terms: dict[int, Term] = {}
        for number in pool.below(roots, self._lost):
            self._terms[number] = self._term(number)
        self._roots = [self._truth(root) for root in roots]

    def vector(self, model: Assignment) -> Vector:
        """The truths in a model."""
        return tuple([True if model.holds(t.yes) else False if model.holds(t.no) else None for t in self._roots])

    def exclude(self, kept: Sequence[tuple[int, bool | None]]) -> None:
        """Ask for something else."""
        is_so = {True: lambda t: t.yes, False: lambda t: t.no, None: unknown}
        self.formulas.append(neither(both(*(is_so[value](self._roots[i]) for i, value in kept))))

    def _truth(self, number: int) -> Truth:
        term = self._terms[number]
        assert isinstance(term, Truth)
        return term

    def _term(self, number: int) -> Term:
        node = self.pool.nodes[number]
        if number in self._lost:
            return nothing(node.type)
        if node.kind == "literal":
            assert node.value is not None
            return constant(Literal(node.value, node.type))
        if node.kind in ("leaf", "opaque"):
            return self._free(number, node)
        derived = self.pool.vocabulary.derived.get(node.name)
        if derived is None:
            return self._operation(node)
        return self._computed(number, node, derived)

    def _operation(self, node: Node) -> Term:
        args = tuple([Reference(str(arg), self.pool.nodes[arg].type) for arg in node.args])
        return term(Operation(node.kind, args, node.type), lambda reference: self._terms[int(reference.name)])

    def _free(self, number: int, node: Node) -> Term:
        """Any value of the domain; what is not followed may be unknown too."""
        home = f"node.{number}"
        known = True if node.kind == "leaf" else z3.bit(f"{home}?")
        if node.type.kind == "bool":
            return truth(known, z3.bit(home))
        low, high = domain(node.type)
        value = whole(home)
        self.formulas += [value >= low, value <= high]
        return Number(known, value)

    def _computed(self, number: int, node: Node, derived: Derived) -> Term:
        term = self._made(number, node, derived)
        return cut(term, derived.type) if derived.clamp and isinstance(term, Number) else term

    def _made(self, number: int, node: Node, derived: Derived) -> Term:
        how, parts = derived.how, [self._terms[arg] for arg in node.args]
        if isinstance(how, Formula) and how.step is None:
            return self._quotient(number, node, how)
        if isinstance(how, Cut) and isinstance(parts[0], Number):
            return self._class(parts[0], how, self.pool.nodes[node.args[0]].type)
        if isinstance(how, Over) and how.aggregate in ("any", "all") and how.where is None:
            truths = tuple([part for part in parts if isinstance(part, Truth)])
            return kleene_or(truths) if how.aggregate == "any" else kleene_and(truths)
        raise Unasked(node.kind)

    def _quotient(self, number: int, node: Node, how: Formula) -> Term:
        """A formula: exact, then rounded once."""
        top, bottom = self._terms[node.args[0]], Number(True, 1)
        decimals = node.type.decimals - self.pool.nodes[node.args[0]].type.decimals
        if len(node.args) > 1:
            under = self._terms[node.args[1]]
            assert isinstance(under, Number)
            bottom = under
            decimals += self.pool.nodes[node.args[1]].type.decimals
        assert isinstance(top, Number)
        over, by = top.value * 10 ** max(decimals, 0), bottom.value * 10 ** max(-decimals, 0)
        quotient = whole(f"node.{number}")
        self.formulas.append(divided(over, by, quotient, how.round))
        return Number(both(top.known, bottom.known, by != 0), quotient)

    def _class(self, value: Number, how: Cut, kind: Type) -> Term:
        """The place of the class that a value falls in."""
        place = 0
        for i, bound in enumerate(how.bounds, 1):
            place = choice(value.value >= around(bound, kind)[how.closed != "lower"], i, place)
        return Number(value.known, place)

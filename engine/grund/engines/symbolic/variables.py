"""Variables: the variables that stand for what may be any value, each inside its declared domain.

Enters: a vocabulary, the sides of a question, what is given. Leaves: terms of variables. Promise: a variable is made
once, and its domain with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ...model.expressions import Expr, Type, domain
from ...model.policies import Vocabulary
from .questions import Assumptions, PolicySide
from .terms import Number, Term, Truth, truth
from .z3 import Bit, Whole, bit, either, whole

MISSING: Final = "missing "
"""Before the name of a variable: whether that name is missing, apart from its value."""


@dataclass(frozen=True, slots=True)
class Made:
    """Variables, domains and conditions already made. Provers may share them that have the same parameters and
    `Given`, and no side with values of its own: a condition is then the same term for all of them."""

    variables: dict[str, tuple[Bit, Any]] = field(default_factory=dict)
    domains: dict[str, list[Bit]] = field(default_factory=dict)
    guesses: dict[str, list[Bit]] = field(default_factory=dict)
    conditions: dict[int, tuple[Expr, Truth]] = field(default_factory=dict)


class Unknowns:
    """The variables of a question about one level."""

    def __init__(
        self, vocabulary: Vocabulary, sides: Sequence[PolicySide], given: Assumptions, made: Made | None
    ) -> None:
        self.vocabulary, self.sides, self.given = vocabulary, tuple(sides), given
        self.shared = made is not None
        self.made = made or Made()
        self.variables, self.domains, self.guesses = self.made.variables, self.made.domains, self.made.guesses

    def variable(self, home: str, kind: Type, lacking: bool = False) -> Term:
        """The variables of a name, inside the domain of its type; made once. `lacking`: it may have no value though
        every fact is known."""
        if home not in self.variables:
            known = True if self.given.complete and not lacking else bit(f"{home}?")
            self.variables[home] = known, bit(home) if kind.kind == "bool" else whole(home)
            if kind.kind != "bool":
                low, high = domain(kind)
                number = self.variables[home][1]
                self.domains.setdefault(home, []).extend((number >= low, number <= high))
        known, value = self.variables[home]
        return truth(known, value) if kind.kind == "bool" else Number(known, value)

    def options(self, tolkning: str) -> tuple[str, ...]:
        """The choices of a tolkning, in the order of the vocabulary."""
        return tuple(self.vocabulary.tolkningar[tolkning].options)

    def choice(self, tolkning: str) -> Whole:
        """The choice made, as its place among the options."""
        options = self.options(tolkning)
        allowed = [options.index(o) for o in self.given.tolkning.get(tolkning, options)]
        if len(allowed) == 1:
            return allowed[0]
        home = f"tolkning.{tolkning}"
        made = whole(home)
        self.domains.setdefault(home, [either(*(made == i for i in allowed))])
        return made

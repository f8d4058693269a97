"""Symbolic: every possible area at once, by the solver.

Enters: a question (see `possible`) about what policies decide at a level. Leaves: an `ProofOutcome`: in no case, in
this case, or not settled in time. Promise: every case is replayed in the interpreter before it leaves; one that fails
there is a fault of grund, and says so.

*Every possible area* is every combination of values inside the declared domains: of base attributes, and of what is
taken over other areas (`over`), whose values are free. So "in no case" is a proof, and a case may combine values that
no real area has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from typing import Literal as OneOf

from ...model.expressions import Name, Reference, Value, ids_in
from ...model.policies import Vocabulary
from ...problems.problem import GrundError, problem
from .encoder import Encoder
from .questions import Assumptions, Grows, Is, PolicySide, Possible, Question, confirmed, exprs_of, given_names, needed
from .terms import Truth, unknown
from .variables import MISSING, Made, Unknowns
from .z3 import TIMEOUT, Assignment, Bit, both, demand, either, neither, solve

__all__ = ["NONE", "Made", "ProofOutcome", "Prover"]


@dataclass(frozen=True, slots=True)
class ProofOutcome:
    """`none`: in no possible case. `case`: in this one. `open`: not settled in the time given, or for it `rests` on
    what is computed of other areas, and no areas were found that give it the values of a case."""

    status: OneOf["none", "case", "open"]
    case: Possible | None = None
    rests: tuple[str, ...] = ()


NONE: Final = ProofOutcome("none")
_GUESS: Final = 300_000
"""Work for the try with divisors in the middle of their domains; without them products are linear. Counted and not
timed, for what it finds is shown: a busy machine shows the same case."""


class Prover:
    """Questions about one level, seen from one or two sides."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        level: str,
        sides: Sequence[PolicySide],
        given: Assumptions,
        timeout: int = TIMEOUT,
        made: Made | None = None,
    ) -> None:
        demand()
        self.vocabulary, self.level, self.given, self.timeout = vocabulary, level, given, timeout
        self.sides = tuple(sides)
        self.policies = tuple(side.policy for side in sides)
        self.unknowns = Unknowns(vocabulary, sides, given, made)
        self.readers = tuple(Encoder(self.unknowns, i, side) for i, side in enumerate(sides))

    def ask(self, question: Question) -> ProofOutcome:
        """Whether there is a case in which the question holds; one found has been replayed."""
        wanted = self._formula(question)
        if wanted is False:
            return NONE
        read = self._read(question)
        homes = self._homes(read)
        inside = self._inside(wanted, homes)
        tries = [f for home in homes for f in self.unknowns.guesses.get(home, ())]
        solution = solve((*inside, *tries), self.timeout, _GUESS) if tries else "open"
        if not isinstance(solution, Assignment):
            solution = solve(inside, self.timeout)
        if not isinstance(solution, Assignment):
            return ProofOutcome(solution)
        case = self._case(solution, read, question)
        if not confirmed(self.vocabulary, self.sides, question, case):
            raise GrundError([problem("G905", None, case=repr(case))])
        return ProofOutcome("case", case)

    def never_in_a_completion(self, question: Question) -> bool:
        """Whether the question holds in no completion, though rules may ask what `is missing`; False where the time did
        not do. No case is made: what is missing in it would have a value."""
        apart = Prover(self.vocabulary, self.level, self.sides, replace(self.given, recorded_apart=True), self.timeout)
        wanted = apart._formula(question)
        if not any(name.startswith(MISSING) for name in apart.unknowns.variables):
            return True  # nobody asks: it is the question that was answered
        inside = apart._inside(wanted, apart._homes(apart._read(question)))
        return wanted is False or solve(inside, self.timeout) == "none"

    def _read(self, question: Question) -> list[frozenset[str]]:
        """The names that a question needs, side by side."""
        return [
            needed(self.vocabulary, side.policy, exprs_of(question, i), given=side.own)
            for i, side in enumerate(self.sides)
        ]

    def _homes(self, read: Sequence[frozenset[str]]) -> list[str]:
        """The names of the variables of what is read."""
        names = zip(self.readers, read, strict=True)
        return sorted({"day"} | {reader.home(name) for reader, needs in names for name in needs})

    def _inside(self, wanted: Bit, homes: Iterable[str]) -> list[Bit]:
        """The formula, and that every variable is inside its domain."""
        return [wanted, *(f for home in homes for f in self.unknowns.domains.get(home, ()))]

    def show(self, question: Question) -> ProofOutcome:
        """The same, but first with every fact known and on the usual day: such a case is easier to read."""
        known = replace(self.given, complete=True)
        for better in (replace(known, day=known.day or known.usual), known):
            nicer = Prover(self.vocabulary, self.level, self.sides, better, self.timeout).ask(question)
            if nicer.status == "case":
                return nicer
        return self.ask(question)

    def _formula(self, question: Question) -> Bit:
        if isinstance(question, Is):
            condition = self.readers[question.side].truth(question.expr)
            return unknown(condition) if question.truth is None else condition.yes if question.truth else condition.no
        if isinstance(question, Grows):
            low, high = (r.read(Reference(question.name, question.type)) for r in self.readers)
            if isinstance(low, Truth) or isinstance(high, Truth):
                assert isinstance(low, Truth) and isinstance(high, Truth)
                return both(low.no, high.yes)
            return both(low.known, high.known, low.value < high.value)
        parts = [self._formula(part) for part in question.parts]
        return both(*parts) if question.op == "and" else either(*parts) if question.op == "or" else neither(parts[0])

    def _case(self, model: Assignment, read: Sequence[frozenset[str]], question: Question) -> Possible:
        """The case of a model: the values of the names that were read."""
        values, parameters, sentence_values = [], [], []
        seen: dict[str, Value | None] = {}  # by the home of a name: the sides share most of them

        def value(reader: Encoder, name: str) -> Value | None:
            home = reader.home(name)
            if home not in seen:
                seen[home] = reader.value(model, name)
            return seen[home]

        for i, reader in enumerate(self.readers):
            values.append({n: value(reader, n) for n in given_names(self.vocabulary, read[i], reader.own)})
            names = sorted(n for n in read[i] if Name.parse(n).space == "param")
            parameters.append({Name.parse(n).id: reader.value(model, n) for n in names})
            sentences = needed(self.vocabulary, reader.policy, exprs_of(question, i), deep=False)
            others = [n for n in sorted(sentences) if Name.parse(n).space != "param" and reader.tells(n)]
            own = {n: parameters[i][Name.parse(n).id] for n in names if n in sentences and reader.tells(n)}
            sentence_values.append({n: value(reader, n) for n in others} | own)
        day = self.given.day or self.given.usual
        if "day" in self.unknowns.variables:
            day = date.fromordinal(model.number(self.unknowns.variables["day"][1]))
        ids = sorted(set().union(*(ids_in("tolkning", below) for below in read)))
        choices = {name: self.unknowns.options(name)[model.number(self.unknowns.choice(name))] for name in ids}
        case = Possible(
            day, self.level, choices, tuple(parameters), tuple(values), tuple(sentence_values), self.policies
        )
        return replace(case, inapplicable=case.unknown) if self.given.complete else case

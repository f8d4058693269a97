"""Claims: claims proved for every possible area, or refuted by one.

Enters: claims, and what they are proved on. Leaves: `Proved` values. Promise: "proved" only if the solver proves it
inside the declared domains with every fact known; a refuting case is a real area if one refutes, and holds in the
interpreter; what cannot be put to a proof (places, counts, lists of areas) is left to the data.

A value that is not applicable (need per resident where nobody lives) is possible, and may refute. A fact that is merely
missing refutes nothing: a comparison is over completions (LANGUAGE §7). Where two policies are then decided otherwise
all the same, that stands beside the proof (`unsure`); but where their rules ask whether a fact `is missing`, and may
therefore differ in a completion too, nothing is proved of them (`asks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ...engines.symbolic.applicability import not_applicable
from ...engines.symbolic.prover import ProofOutcome, Prover
from ...engines.symbolic.questions import (
    Assumptions,
    Grows,
    Is,
    PolicySide,
    Possible,
    Question,
    differs,
    every,
    no,
    says,
    some,
)
from ...engines.symbolic.z3 import TIMEOUT
from ...loading.arguments import several, typed_arguments
from ...loading.scenario import typed_claims
from ...model.brief import brief
from ...model.claims import RULES, Check, Claim, Way
from ...model.expressions import BOOL, Literal, Reference
from ...model.policies import Policy, Rulebook, Vocabulary
from ...model.scenario import Scenario
from ..claims import claims_of
from .witness import grounded, real

Standing: TypeAlias = OneOf["proved", "refuted", "open"]
STANDINGS: Final[dict[Standing, tuple[str, str]]] = {
    "proved": ("bevisat", "proved"),
    "refuted": ("motbevisat", "disproved"),
    "open": ("inte avgjort", "not settled"),
}
_NEVER: Final = Is(Literal(False, BOOL))
_OF_TWO: Final = ("equal_to", "never_less_than")
"""What is said of two policies, as a comparison says it."""


@dataclass(frozen=True, slots=True)
class Proved:
    """One way of a claim: how it stands for every possible area, the case that refutes it, and for which insats.

    `rests`: what it is not settled for, where that is what is computed of other areas and not the time. `unsure`: of
    what is proved of two policies, a case in which they are decided otherwise while a fact is missing. `asks`: it is
    not settled since rules ask whether a fact is missing: equal where every fact is known, and perhaps not where one is
    not."""

    claim: Claim
    way: Way
    policy: Policy
    standing: Standing
    case: Possible | None = None
    insats: str = ""
    rests: tuple[str, ...] = ()
    unsure: Possible | None = None
    asks: bool = False

    __repr__ = brief


@dataclass(frozen=True, slots=True)
class ProofBasis:
    """What claims are proved on: words and policies, the usual day, the choices allowed, a world for witnesses."""

    book: Rulebook
    policies: Mapping[str, Policy]
    day: date
    tolkning: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scenario: Scenario | None = None


def ground_of(scenario: Scenario) -> ProofBasis:
    """The ground of a scenario: its policies with its parameters, its day, its choices."""
    return ProofBasis(scenario.book, scenario.policies, scenario.day, scenario.tolkning, scenario)


@typed_arguments
def prove(
    scenario: Scenario, claims: Iterable[str] | str | None = None, policies: Iterable[str] | str | None = None
) -> tuple[Proved, ...]:
    """Claims as a person types them, each a check in YAML; or those of the scenario's file and of its policies' files.

    Raises `GrundError` where a claim cannot be read, or the solver is not installed."""
    named = scenario.named if policies is None else several(policies)
    chosen_claims = claims_of(scenario, named) if claims is None else typed_claims(scenario, several(claims))
    return prove_claims(ground_of(scenario), chosen_claims)


def prove_claims(ground: ProofBasis, claims: Iterable[Claim], timeout: int = TIMEOUT) -> tuple[Proved, ...]:
    """Every way of the claims that can be put to a proof, in their order."""
    return tuple(
        _prove(ground, claim, way, way.check, timeout)
        for claim in claims
        for way in claim.ways
        if way.check is not None and way.check.provable
    )


def _prove(ground: ProofBasis, claim: Claim, way: Way, check: Check, timeout: int) -> Proved:
    policy = ground.policies[check.policy] if check.policy else next(iter(ground.policies.values()))
    day = check.day or ground.day
    stated = not_applicable(ground.scenario.facts if ground.scenario else None)
    given = Assumptions(day, ground.tolkning, check.whatever or {}, complete=True, stated=stated, usual=ground.day)
    settled, asks, rests = True, False, dict[str, None]()
    for insats, level, sides, question in _against(ground, check, policy):
        prover = Prover(ground.book.vocabulary, level, sides, given, timeout)
        answer = _refuted(ground, prover, question, day)
        if answer.status == "case":
            return Proved(claim, way, policy, "refuted", answer.case, insats)
        settled, rests = settled and answer.status == "none", {**rests, **dict.fromkeys(answer.rests)}
        asks = asks or (check.form in _OF_TWO and settled and not prover.never_in_a_completion(question))
    if settled and asks:
        return Proved(claim, way, policy, "open", asks=True)
    if not settled:
        return Proved(claim, way, policy, "open", rests=tuple(rests))
    return Proved(claim, way, policy, "proved", unsure=_unsure(ground, check, policy, given, timeout))


def _refuted(ground: ProofBasis, prover: Prover, question: Question, day: date) -> ProofOutcome:
    """Whether there is a case for the question: a real area if all that is said of it is known, else a possible one; a
    real area too, where the case is one in which something is not applicable."""
    case = real(ground.scenario, prover, question, day)
    if case is not None:
        return ProofOutcome("case", case)
    answer = grounded(prover, question, prover.ask(question))
    if answer.case is not None and answer.case.inapplicable:
        return replace(answer, case=real(ground.scenario, prover, question, day, inapplicable=True) or answer.case)
    return answer


def _unsure(ground: ProofBasis, check: Check, policy: Policy, given: Assumptions, timeout: int) -> Possible | None:
    """A case that would refute what is said of two policies, were it not that a fact is missing in it."""
    for _, level, sides, question in _against(ground, check, policy) if check.form in _OF_TWO else ():
        answer = Prover(ground.book.vocabulary, level, sides, replace(given, complete=False), timeout).ask(question)
        if answer.case is not None:
            return answer.case
    return None


def _against(
    ground: ProofBasis, check: Check, policy: Policy
) -> Iterator[tuple[str, str, tuple[PolicySide, ...], Question]]:
    """What would refute a check, insats by insats: the level, the sides, and what a counterexample answers."""
    where: Question = Is(check.where)
    if check.form in ("every", "no"):
        statement = every(*_said(check, policy))
        yield (
            "",
            check.level,
            (PolicySide(policy),),
            every(where, no(statement) if check.form == "every" else statement),
        )
        return
    for insats in check.insatser:
        level = ground.book.insatser[insats].level
        if check.form in RULES:
            yield insats, level, (PolicySide(policy),), every(where, _not_so_many(check, policy, insats))
        elif check.form in ("never_depends_on", "never_less_with_more"):
            if check.other in ground.book.vocabulary.type_at(level):
                yield insats, level, *_moved(ground.book.vocabulary, check, policy, insats)
        else:
            other = ground.policies[check.other]
            question, its = _yes(policy, insats, 0), _yes(other, insats, 1)
            less, more = every(no(question), its), every(question, no(its))
            wrong = less if check.form == "never_less_than" else some(less, more, *_undecided(policy, other, insats))
            if check.exactly is not None:
                inside = Is(check.exactly)
                wrong = some(every(inside, no(wrong)), every(wrong, no(inside)))
            yield insats, level, (PolicySide(policy), PolicySide(other)), every(where, wrong)


def _not_so_many(check: Check, policy: Policy, insats: str) -> Question:
    """No rule is active, or, where exactly one is to be, two are."""
    active = [Is(Reference(rule.name, BOOL)) for rule in policy.rulings[insats].rules]
    none = no(some(_NEVER, *active))
    return none if check.form == "some_rule" else some(none, *(every(a, b) for a, b in combinations(active, 2)))


def _moved(words: Vocabulary, check: Check, policy: Policy, insats: str) -> tuple[tuple[PolicySide, ...], Question]:
    """Two areas that are alike but for one attribute, and are decided otherwise."""
    ruling = policy.rulings[insats]
    kind = (words.attributes.get(check.other) or words.derived[check.other]).type
    sides = (PolicySide(policy, frozenset({check.other})),) * 2
    if check.form == "never_depends_on":
        wrong = differs(Is(ruling.decision), Is(ruling.decision, side=1))
    else:
        wrong = every(Grows(check.other, kind), says(ruling, "yes"), no(says(ruling, "yes", side=1)))
    return sides, every(Is(check.where), Is(check.where, side=1), wrong)


def _yes(policy: Policy, insats: str, side: int) -> Is:
    """The policy gives the insats; one that does not decide it never does."""
    ruling = policy.rulings.get(insats)
    return _NEVER if ruling is None else says(ruling, "yes", side)


def _undecided(policy: Policy, other: Policy, insats: str) -> tuple[Question, Question]:
    """One policy refuses the insats, and of the other that cannot be decided: they are not equal there."""
    first, second = _refuses(policy, insats, 0), _refuses(other, insats, 1)
    return every(first, no(second)), every(second, no(first))


def _refuses(policy: Policy, insats: str, side: int) -> Question:
    """The policy does not give the insats; one that does not decide it never does."""
    ruling = policy.rulings.get(insats)
    return no(_NEVER) if ruling is None else says(ruling, "no", side)


def _said(check: Check, policy: Policy) -> Iterator[Question]:
    if check.holds is not None:
        yield Is(check.holds)
    for insats in check.insatser:
        yield says(policy.rulings[insats], "yes")

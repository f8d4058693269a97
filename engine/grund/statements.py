"""Statements: claims proved for every possible area, or refuted by one.

Enters: a scenario with claims. Leaves: `Proved` values. Promise: "proved" only if the solver proves it inside the
declared domains with every fact known; a refuting case has been replayed in the plain reading; what cannot be put to a
proof (places, counts, lists of areas) is left to the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias
from typing import Literal as OneOf

from .loading.claims import POLICIES, Check, Claim, Way
from .policy import Policy
from .possible import Given, Grows, Is, Possible, Question, Side, differs, every, no, says
from .readings.proof import Prover
from .scenario import Scenario
from .solver import TIMEOUT

Standing: TypeAlias = OneOf["proved", "refuted", "open"]
STANDINGS: Final[dict[Standing, tuple[str, str]]] = {
    "proved": ("bevisat", "proved"),
    "refuted": ("motbevisat", "refuted"),
    "open": ("ej avgjort", "not settled"),
}


@dataclass(frozen=True, slots=True)
class Proved:
    """One way of a claim: how it stands for every possible area, and the case that refutes it."""

    claim: Claim
    way: Way
    policy: Policy
    standing: Standing
    case: Possible | None = None


def prove_claims(scenario: Scenario, timeout: int = TIMEOUT) -> tuple[Proved, ...]:
    """Every claim that can be put to a proof, in the order of the file."""
    return tuple(
        _prove(scenario, claim, way, way.check, timeout)
        for claim in scenario.claims
        for way in claim.ways
        if way.check is not None and provable(way.check)
    )


def provable(check: Check) -> bool:
    """Whether a check speaks of decisions and conditions of an area alone."""
    said = check.insats or check.holds is not None
    return check.form in POLICIES or bool(
        check.form in ("every", "no") and said and not (check.within or check.outside or check.among)
    )


def _prove(scenario: Scenario, claim: Claim, way: Way, check: Check, timeout: int) -> Proved:
    policy = scenario.policy(check.policy) if check.policy else next(iter(scenario.policies.values()))
    sides, question = _against(scenario, check, policy)
    given = Given(check.day or scenario.day, scenario.tolkning, check.whatever or {}, complete=True, usual=scenario.day)
    answer = Prover(scenario.book.vocabulary, check.level, sides, given, timeout).ask(question)
    standings: dict[str, Standing] = {"none": "proved", "case": "refuted", "open": "open"}
    return Proved(claim, way, policy, standings[answer.status], answer.case)


def _against(scenario: Scenario, check: Check, policy: Policy) -> tuple[tuple[Side, ...], Question]:
    """What would refute a check: the sides, and the question whose every case is a counterexample."""
    where: Question = Is(check.where)
    if check.form in ("every", "no"):
        said = _said(check, policy)
        return (Side(policy),), every(where, no(said) if check.form == "every" else said)
    ruling = policy.rulings[check.insats]
    if check.form in ("never_less_than", "equal_to"):
        other = scenario.policy(check.other)
        theirs = other.rulings.get(check.insats)
        mine_no = no(says(ruling, "yes"))
        if theirs is None:
            return (Side(policy),), every(where, says(ruling, "yes") if check.form == "equal_to" else no(where))
        its_yes = says(theirs, "yes", side=1)
        less = every(mine_no, its_yes)
        if check.form == "never_less_than":
            return (Side(policy), Side(other)), every(where, less)
        more = every(says(ruling, "yes"), no(its_yes))
        return (Side(policy), Side(other)), every(where, no(every(no(less), no(more))))
    own = (Side(policy, frozenset({check.other})),) * 2
    if check.form == "never_depends_on":
        return own, every(where, differs(Is(ruling.decision), Is(ruling.decision, side=1)))
    kind = scenario.book.vocabulary.attributes[check.other].type
    worse = every(says(ruling, "yes"), no(says(ruling, "yes", side=1)))
    return own, every(where, Grows(check.other, kind), worse)


def _said(check: Check, policy: Policy) -> Question:
    parts: list[Question] = [] if check.holds is None else [Is(check.holds)]
    if check.insats:
        parts.append(says(policy.rulings[check.insats], "yes"))
    return every(*parts)

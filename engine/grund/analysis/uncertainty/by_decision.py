"""By decision: what is known of decisions that uncertain facts reach, one by one and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from math import sqrt
from typing import Any, Final, cast

from ...language.intervals import unscaled
from ...model.decisions import Verdict
from ...model.dependencies import reached
from ...model.expressions import Type, Value
from ...model.facts import Area
from ...model.policies import Policy, Ruling
from ...model.scenario import Answers, Reading, Scenario
from ...model.uncertain import FORMS, Between, Form, OneOf, Replicates, UncertainFact, UncertainOutcome
from .. import uncertainty
from ..compare.whole_level import Answer, answers

_Z: Final = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class UncertainDecision:
    """A decision that uncertain facts reach: what the recorded values say, and what it may come to."""

    answers: Answers
    area: Area
    verdict: Verdict
    outcome: UncertainOutcome


def uncertain_decisions(scenario: Scenario, decided: Iterable[Answers]) -> Iterator[UncertainDecision]:
    """The decisions of some answers that uncertain facts reach, in their order."""
    for one in decided:
        met = uncertainty.outcomes.decided(scenario, one.policy, one.reading)
        for decision in one.decisions:
            outcome = met.get((one.ruling.insats.id, decision.area.id))
            if outcome is not None:
                yield UncertainDecision(one, decision.area, decision.verdict, outcome)


def whatever(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> Sequence[Answer]:
    """The answers of a ruling, in order of area, that hold whatever the uncertain facts are; where several may be, an
    unknown one that waits for these facts."""
    recorded = answers(scenario, policy, ruling, reading)
    if not scenario.uncertain:
        return recorded
    own = {name for name, _ in scenario.readings([ruling])[0]}
    met = uncertainty.outcomes.decided(scenario, policy, tuple(pair for pair in reading if pair[0] in own))
    names = reached(scenario.book.vocabulary, (rule.active for rule in ruling.rules))
    waits = frozenset({attribute for _, attribute in scenario.uncertain.facts} & names)
    areas = scenario.today.by_level.get(ruling.insats.level, ())
    outcomes = (met.get((ruling.insats.id, area.id)) for area in areas)
    return [_sure(answer, outcome, waits) for answer, outcome in zip(recorded, outcomes, strict=True)]


def _sure(recorded: Answer, outcome: UncertainOutcome | None, waits: frozenset[str]) -> Answer:
    if outcome is None or (outcome.kind == "whatever" and outcome.answers == (recorded[0],)):
        return recorded
    if outcome.kind == "whatever":
        return cast("Verdict", outcome.answers[0]), None, frozenset()
    return "unknown", None, waits


def wilson(count: int, draws: int) -> tuple[Decimal, Decimal]:
    """The 95 per cent Wilson score interval of a share, with four decimals."""
    share, z = count / draws, _Z * _Z / draws
    middle, half = share + z / 2, _Z * sqrt(share * (1 - share) / draws + z / (4 * draws))
    low, high = ((middle + side * half) / (1 + z) for side in (-1, 1))
    return tuple(Decimal(min(max(end, 0.0), 1.0)).quantize(Decimal("0.0001")) for end in (low, high))  # type: ignore[return-value]


def outcome_data(outcome: UncertainOutcome) -> dict[str, Any]:
    """An outcome as plain data: `outcome` is the one answer, `depends` or `not_settled`; draws by answer, and the
    interval of each share."""
    counts = outcome.counts
    total = sum(counts.values()) if counts else 0
    return {
        "outcome": outcome.answers[0] if outcome.kind == "whatever" else outcome.kind,
        "answers": list(outcome.answers),
        "draws": None if counts is None else dict(counts),
        "shares": None
        if counts is None
        else {word: [float(end) for end in wilson(n, total)] for word, n in counts.items()},
    }


def uncertain_data(scenario: Scenario, decided: Iterable[Answers]) -> dict[str, Any]:
    """The uncertain facts and the decisions that they reach."""
    return {
        **facts_data(scenario),
        "decisions": [
            {
                "policy": one.answers.policy.id,
                "insats": one.answers.ruling.insats.id,
                "tolkning": dict(one.answers.reading),
                "area": one.area.id,
                "verdict": one.verdict,
                **outcome_data(one.outcome),
            }
            for one in uncertain_decisions(scenario, decided)
        ],
    }


def facts_data(scenario: Scenario) -> dict[str, Any]:
    """The uncertain facts, how many draws are taken and from which seed, and what the intervals are."""
    uncertain, attributes = scenario.uncertain, scenario.book.vocabulary.attributes
    return {
        "draws": uncertain.draws,
        "seed": uncertain.seed,
        "interval": "wilson-95",
        "facts": [_fact(fact, attributes[fact.attribute].type) for fact in uncertain.facts.values()],
    }


def _fact(fact: UncertainFact, kind: Type) -> dict[str, Any]:
    name = next(name for name, form in FORMS.items() if isinstance(fact.form, form))
    about = {"area": fact.area, "attribute": fact.attribute, "form": name, "marks": list(fact.citation.flags)}
    return about | {"values": form_values(fact.form, kind)}


def form_values(form: Form, kind: Type) -> list[str]:
    """What a form says, as texts: its ends or values, mean and deviation, corners, counts; of replicates the file and
    how many."""
    if isinstance(form, Replicates):
        return [form.file, str(len(form.values))]
    if isinstance(form, Between | OneOf):
        steps = (form.low, form.high) if isinstance(form, Between) else form.values
        return [_plain(unscaled(step, kind)) for step in steps]
    return [f"{value:g}" for value in astuple(form)]


def _plain(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

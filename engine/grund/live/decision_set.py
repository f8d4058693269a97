"""Decision set: what a session decides, each thing once.

Two policies that inherit one ruling and agree on every parameter are decided once and named both; nothing is decided
differently than each policy alone would.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from ..engines import interpreter
from ..model.policies import Policy, Ruling
from ..model.scenario import Reading, Scenario

Signature: TypeAlias = tuple[tuple[tuple[str, int], ...], Reading]
"""What a derived value depends on besides the world: the parameters' values and the rules that are counted, by
identity, and the reading."""


@dataclass(frozen=True, slots=True, eq=False)
class DecisionPart:
    """A ruling in one reading, under every policy that has it so. `bundle` numbers the bundle that holds it."""

    ruling: Ruling
    reading: Reading
    policies: tuple[str, ...]
    bundle: int

    @property
    def level(self) -> str:
        """The level it is decided at."""
        return self.ruling.insats.level


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A policy made of rulings that share parameters and reading, no two of one insats, no two rules of one id."""

    policy: Policy
    reading: Reading
    signature: Signature


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """The parts, in the order of the policies and their insatser, and the bundles they stand in."""

    parts: tuple[DecisionPart, ...]
    bundles: tuple[Bundle, ...]


def cast(scenario: Scenario, policies: Iterable[str]) -> Cast:
    """What these policies decide. Raises `GrundError` where one is unknown."""
    sharing: dict[tuple[int, Signature], tuple[Policy, Ruling, list[str]]] = {}
    for policy in map(scenario.policy, dict.fromkeys(policies)):
        values = tuple((name, id(p.values)) for name, p in sorted(policy.parameters.items()))
        for ruling in policy.rulings.values():
            for reading in scenario.readings([ruling]):
                key = (id(ruling), ((*values, *_counted(scenario, policy, ruling)), reading))
                sharing.setdefault(key, (policy, ruling, []))[2].append(policy.id)
    parts: list[DecisionPart] = []
    bundles: list[tuple[Policy, Signature, dict[str, Ruling]]] = []
    for (_, signature), (policy, ruling, names) in sharing.items():
        number = next((i for i, b in enumerate(bundles) if b[1] == signature and _fits(ruling, b[2])), len(bundles))
        if number == len(bundles):
            bundles.append((policy, signature, {}))
        bundles[number][2][ruling.insats.id] = ruling
        parts.append(DecisionPart(ruling, signature[1], tuple(names), number))
    made = tuple(Bundle(replace(policy, rulings=rulings), s[1], s) for policy, s, rulings in bundles)
    return Cast(tuple(parts), made)


def _counted(scenario: Scenario, policy: Policy, ruling: Ruling) -> list[tuple[str, int]]:
    """The rules that a ruling reads the count of, as they are in its policy."""
    words = scenario.book.vocabulary
    read = interpreter.reached(words, (rule.active for rule in ruling.rules))
    counts = any(words.derived[n].how.counts_rules for n in read & words.derived.keys())
    return (
        sorted((f"rule.{rule}", id(counted_ruling)) for rule, counted_ruling in policy.counted.items())
        if counts
        else []
    )


def _fits(ruling: Ruling, rulings: dict[str, Ruling]) -> bool:
    ids = {rule.id for other in rulings.values() for rule in other.rules}
    return ruling.insats.id not in rulings and ids.isdisjoint(rule.id for rule in ruling.rules)

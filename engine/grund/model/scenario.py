"""Scenario: one question, and what it is asked of: a world, a day, policies and what is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, nearest, problem, wrong_kind
from .brief import brief
from .claims import Claim
from .costs import Planning
from .decisions import Decision
from .dependencies import tolkningar_read
from .expressions import Expr
from .facts import Event, Fact, FactBook, World
from .names import both, meant
from .policies import ParameterValue, Policy, Rulebook, Ruling
from .repairs import Repair, RepairedFacts
from .sources import Citation, Label
from .uncertain import Uncertainty

Reading = tuple[tuple[str, str], ...]
"""One choice for each open tolkning, in order of name."""


def reading_text(reading: Iterable[tuple[str, str]]) -> str:
    """The choices in one cell: `a=x, b=y`."""
    return ", ".join(f"{name}={choice}" for name, choice in reading)


def agree(reading: Reading, other: Reading) -> bool:
    """Whether two readings contradict each other in no choice."""
    chosen = dict(reading)
    return all(chosen.get(name, choice) == choice for name, choice in other)


@dataclass(frozen=True, slots=True)
class Measure:
    """A count of the areas of a level for which a condition holds."""

    id: str
    label: Label
    level: str
    where: Expr
    citation: Citation


@dataclass(frozen=True, repr=False)
class Scenario:
    """One question: a world, a day, policies, and what is changed in it.

    `changes` and `parameters` replace the recorded facts and values. `baseline`: what reach is counted from, or empty.
    """

    id: str
    label: Label
    description: Label
    file: str
    book: Rulebook
    facts: FactBook
    day: date
    known: date | None
    policies: Mapping[str, Policy]
    named: tuple[str, ...]
    tolkning: Mapping[str, tuple[str, ...]]
    measures: tuple[Measure, ...]
    replay: str
    show: tuple[str, ...]
    level: str
    hierarchy: str
    group: str
    residents: str
    illustration: bool
    more: tuple[Path, ...] = ()
    moved_day: bool = False
    changes: tuple[Fact, ...] = ()
    events: tuple[Event, ...] = ()
    span: tuple[date | None, date | None] = (None, None)
    parameters: Mapping[str, tuple[ParameterValue, ...]] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    speakers: Mapping[str, Label] = field(default_factory=dict)
    planning: Planning = Planning()
    baseline: str = ""
    needs: tuple[str, ...] = ()
    """Attributes of areas of `level` that count persons in need."""
    about: tuple[str, ...] = ()
    """What the explanation of an area shows, beside what the rules read."""
    counting: bool = False
    """Whether somebody asked for another count (`residents`) than the scenario's own."""
    uncertain: Uncertainty = Uncertainty()
    """Facts whose values may be others than those that are recorded, by which everything is decided."""
    tried: tuple[str, ...] = ()
    """What a what-if changes, in words for programs: what is not in any file."""
    repairs: tuple[Repair, ...] = ()
    """What the scenario declares in the place of missing values; `facts` has it, unless somebody asked to leave it."""
    cache: dict[object, Any] = field(default_factory=dict, repr=False)
    frames: dict[object, Any] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        return f"<Scenario {self.id}, {self.day}: {', '.join(self.named)}>"

    def policy(self, name: str) -> Policy:
        """A policy of the scenario's rulebook, with the scenario's parameters."""
        return named(self.policies, name)

    @cached_property
    def today(self) -> World:
        """The world on the scenario's day."""
        return self.facts.at(self.day, self.known)

    @property
    def repaired(self) -> bool:
        """Whether missing values are repaired as the scenario declares."""
        return isinstance(self.facts, RepairedFacts)

    def as_stated(self) -> Scenario:
        """The same scenario without repairs: what is missing is unknown."""
        if not isinstance(self.facts, RepairedFacts):
            return self
        return replace(self, facts=self.facts.as_stated, cache={}, frames={})

    def refuse_repairs(self) -> None:
        """Raise `GrundError` where missing values are repaired, for a question about other rows than the world's."""
        if self.repaired:
            names = ", ".join(dict.fromkeys(repair.attribute.id for repair in self.repairs))
            raise GrundError([problem("G411", Place(shown(self.file)), names=names)])

    def seeing(self, world: World) -> Scenario:
        """This scenario; its world of today is known already."""
        self.__dict__["today"] = world
        return self

    def chosen(self, reading: Reading) -> dict[str, str]:
        """A choice for every tolkning: the reading's, and the first of those that it does not name."""
        return {name: choices[0] for name, choices in self.tolkning.items()} | dict(reading)

    def readings(self, rulings: Iterable[Ruling]) -> tuple[Reading, ...]:
        """Every combination of choices of the tolkningar that these rulings depend on."""
        return self.readings_of(rule.active for ruling in rulings for rule in ruling.rules)

    def readings_of(self, exprs: Iterable[Expr]) -> tuple[Reading, ...]:
        """Every combination of choices of the tolkningar that these expressions depend on."""
        names = sorted(tolkningar_read(self.book.vocabulary, exprs))
        return tuple(
            tuple(zip(names, choice, strict=True)) for choice in product(*(self.tolkning[name] for name in names))
        )


def named(policies: Mapping[str, Policy], name: str) -> Policy:
    """The policy of an id or a name; raises `GrundError` with the nearest."""
    if not isinstance(name, str):
        raise wrong_kind("policy", "str", name)
    if name in policies:
        return policies[name]
    text = meant(name, {p.id: both(p.label) for p in policies.values()})
    if text is None:
        near = nearest(name, policies)
        raise GrundError(
            [problem("G312", None, near, what="@policy", id=name, known=", ".join(policies) + " @of_scenario")]
        )
    return policies[text]


@dataclass(frozen=True, slots=True)
class Answers:
    """One insats of one policy in one reading of the open questions it depends on."""

    policy: Policy
    ruling: Ruling
    reading: Reading
    decisions: tuple[Decision, ...]

    __repr__ = brief

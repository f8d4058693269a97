"""Organisation: the nouns of who answers. Bodies, duties, goals, indicators, activities, outcomes.

Frozen values built by `loading`. Every role and goal carries its source and mark; what nobody has decided (a target, a
date) is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from .expressions import Expr
from .sources import Citation, Label

ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "beslutar": ("beslutar", "decides"),
    "leder": ("leder", "leads"),
    "samordnar": ("samordnar", "coordinates"),
    "ansvarar": ("har ansvaret", "is responsible"),
    "utfor": ("utför", "delivers"),
    "medverkar": ("medverkar", "contributes"),
    "ager": ("äger", "owns"),
    "finansierar": ("finansierar", "funds"),
}
ANSWERING: Final = ("ansvarar", "leder", "utfor")
"""Roles that answer, strongest first."""

GROUP: Final = "grupp"
"""The kind of body that stands for several; one that nobody is a member of is a group that is not named."""

GOAL_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "inriktningsmal": ("inriktningsmål", "strategic goal"),
    "verksamhetsmal": ("mål för verksamhetsområdet", "operational-area goal"),
    "namndmal": ("nämndmål", "committee goal"),
    "bolagsmal": ("bolagsmål", "company goal"),
    "delmal": ("delmål", "milestone"),
}
"""The city's own chain of goals, from kommunfullmäktige down."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is responsible for something: nämnd, bolag, förvaltning, or a group of them; exists in [start, end).

    `parent` decides over it, `overseer` has supervision of it without deciding; `consulted` are the ids of the
    documents about which it was asked for its opinion.
    """

    id: str
    name: str
    kind: str
    parent: str
    group: str
    area: str
    citation: Citation
    start: date | None = None
    end: date | None = None
    overseer: str = ""
    consulted: tuple[str, ...] = ()
    name_en: str = ""

    def called(self, lang: str) -> str:
        """Its name in a language; as it is, where it has no English."""
        return (self.name_en if lang == "en" else "") or self.name

    def within(self, lang: str) -> str:
        """Its name inside a sentence: a group's is a description, and begins with a small letter."""
        name = self.called(lang)
        return name[:1].lower() + name[1:] if self.kind == GROUP else name


@dataclass(frozen=True, slots=True)
class Process:
    """What bodies do together, year after year, without its being decided for some areas and not for others.

    `level` is the kind of area it is done in.
    """

    id: str
    label: Label
    level: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Duty:
    """A body's role for an insats or process, within the area `scope`, valid in [start, end).

    `part`: for a part of it only, which `field` names; who leads the whole answers before those of its parts.
    """

    id: str
    insats: str
    field: str
    body: str
    role: str
    scope: str
    citation: Citation
    start: date | None = None
    end: date | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in the chain: whose it is, which goal it serves, the insats it is about, the policies it is part of."""

    id: str
    kind: str
    label: Label
    body: str
    under: str
    insats: str
    policies: tuple[str, ...]
    citation: Citation

    def of(self, policy: str) -> bool:
        """Whether the goal belongs to a policy: to all where it names none, or no policy is asked for."""
        return not self.policies or not policy or policy in self.policies


@dataclass(frozen=True, slots=True)
class Indicator:
    """What shows whether a goal is met. `best` says which way is better: `low` or `high`.

    `target` is the årsmål, None where nobody has set it; `by` the day it is due; `partly` the value from which the
    goal is partly met. `count` reads the value from a world: the number of areas of `level` where it holds.
    """

    id: str
    goal: str
    label: Label
    unit: Label
    best: str
    target: Decimal | None
    by: date | None
    partly: Decimal | None
    periodicity: Label
    level: str
    count: Expr | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Activity:
    """What a body does for a goal, between two days (None: not decided)."""

    id: str
    goal: str
    label: Label
    body: str
    start: date | None
    end: date | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reported value of an indicator on a day."""

    indicator: str
    day: date
    value: Decimal | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who there is, who does what, and what is to be reached."""

    bodies: Mapping[str, Body] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    goals: Mapping[str, Goal] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    activities: tuple[Activity, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    processes: Mapping[str, Process] = field(default_factory=dict)

    def on(self, day: date) -> tuple[Duty, ...]:
        """The duties valid on a day, of bodies that exist then."""
        return tuple(d for d in self.duties if _valid(d, day) and _valid(self.bodies[d.body], day))

    def bodies_on(self, day: date) -> tuple[Body, ...]:
        """The bodies that exist on a day."""
        return tuple(b for b in self.bodies.values() if _valid(b, day))

    def members(self, group: str) -> tuple[Body, ...]:
        """The bodies of a group, in order of id; a body that is no group has none."""
        return tuple(sorted((b for b in self.bodies.values() if b.group == group), key=lambda b: b.id))

    def escalation(self, body: str) -> tuple[Body, ...]:
        """The body and those above it, up to the top; stops where supervision runs in a circle.

        A group with no parent of its own is under whatever all its members are under, groups of groups included.
        """
        bodies: list[Body] = []
        here = self.bodies.get(body)
        while here is not None and here not in bodies:
            bodies.append(here)
            parents = self._parents(here, frozenset()) - {"", here.id}
            here = self.bodies.get(next(iter(parents))) if len(parents) == 1 else None
        return tuple(bodies)

    def _parents(self, body: Body, seen: frozenset[str]) -> frozenset[str]:
        """The body above one, or those above the members of a group, whose groups in turn are looked into once."""
        if body.parent or body.id in seen:
            return frozenset({body.parent})
        members = self.members(body.id)
        return frozenset(p for m in members for p in self._parents(m, seen | {body.id})) or frozenset({""})

    def overseers(self, body: str) -> tuple[Body, ...]:
        """Who has supervision of a body or of somebody above it, without deciding over it; nearest first."""
        names = dict.fromkeys(name for b in self.escalation(body) for name in self._overseers(b, frozenset()))
        return tuple(self.bodies[name] for name in names)

    def _overseers(self, body: Body, seen: frozenset[str]) -> tuple[str, ...]:
        """Those that oversee a body; of a group, those that oversee some member."""
        if body.overseer or body.id in seen:
            return (body.overseer,) if body.overseer else ()
        members = self.members(body.id)
        return tuple(dict.fromkeys(n for m in members for n in self._overseers(m, seen | {body.id})))


def _valid(record: Body | Duty, day: date) -> bool:
    return (record.start is None or record.start <= day) and (record.end is None or day < record.end)

"""Program: a policy compiled for the matcher, and the steps in which its columns follow from one another.

Enters: a vocabulary, a policy, the areas, links and lists of a world, a choice of tolkningar. Leaves: a `Program`, from
which any number of memories are made. Promise: pure; the same program whatever the order of rules and files; a step
comes after every step it reads, so one pass over those that are due leaves nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from ...model.facts import Area, Link, World
from ...model.policies import Policy, Ruling, Vocabulary
from .columns import Columns, Computed, JoinColumn, Key, ReteColumn, Way, Whole
from .dependencies import Reach, reach
from .rulesets import Ruleset, pages


class Tie(NamedTuple):
    """A link as an aggregate walks it: from its owner, perhaps through levels, to a member."""

    owner: str
    member: str
    link: Link


@dataclass(frozen=True)
class Ties:
    """Every tie along one way. Ties are known by their place in `all`."""

    all: tuple[Tie, ...]

    @cached_property
    def count(self) -> Mapping[str, int]:
        """How many ties each owner has."""
        counts: dict[str, int] = {}
        for tie in self.all:
            counts[tie.owner] = counts.get(tie.owner, 0) + 1
        return counts

    @cached_property
    def of_member(self) -> Mapping[str, tuple[int, ...]]:
        """The ties that lead to each member."""
        by_member: dict[str, list[int]] = {}
        for number, tie in enumerate(self.all):
            by_member.setdefault(tie.member, []).append(number)
        return {member: tuple(numbers) for member, numbers in by_member.items()}

    def owners(self, member: str) -> frozenset[str]:
        """The areas whose aggregates a member is in."""
        return frozenset(self.all[number].owner for number in self.of_member.get(member, ()))


@dataclass(frozen=True, slots=True)
class Decider:
    """A ruling over the columns of its rules' conditions, in their order; one that reads nothing is fixed."""

    ruling: Ruling
    held: tuple[tuple[Key | None, bool | None], ...]

    @property
    def reads(self) -> tuple[Key, ...]:
        """The columns it reads."""
        return tuple([key for key, _ in self.held if key is not None])


Step: TypeAlias = ReteColumn | Ruleset | Decider
"""What is done at an area: compute or join a column, match a page's facts, decide an insats."""


class Wakes(NamedTuple):
    """What is due when a column has another value: steps at the same area, joined columns of areas tied to it, and
    columns of a whole level."""

    here: tuple[int, ...]
    along: tuple[tuple[int, Way], ...]
    whole: tuple[int, ...] = ()


@dataclass(frozen=True)
class Program:
    """A policy for the matcher. `steps` are in the order in which they are done."""

    vocabulary: Vocabulary
    policy: Policy
    tolkning: Mapping[str, str]
    world: World
    columns: Mapping[Key, ReteColumn]
    steps: tuple[Step, ...]
    wakes: Mapping[Key, Wakes]
    ties: Mapping[Way, Ties]
    reach: Reach


def compile(
    vocabulary: Vocabulary,
    policy: Policy,
    world: World,
    tolkning: Mapping[str, str],
    watched: Iterable[str] = (),
) -> Program:
    """The policy for the matcher. `world` gives areas, links, lists and the day; its facts are not read.

    `watched` are attributes that no rule need read, to be kept current as well (`Memory.value`). Raises `GrundError`
    G651 where a derived attribute is of a kind that this reading cannot follow.
    """
    bare = world.holding({})
    builder = Columns(vocabulary, policy, bare, tolkning)
    deciders = []
    for _, ruling in sorted(policy.rulings.items()):
        conditions = tuple([builder.condition(ruling.insats.level, rule) for rule in ruling.rules])
        deciders.append(Decider(ruling, conditions))
    for name in sorted(watched):
        attribute = vocabulary.attributes.get(name) or vocabulary.derived[name]
        for level in attribute.levels:
            builder.need(level, name)
    columns = builder.made
    steps = _in_order(columns, deciders)
    reached = reach(vocabulary, policy.rulings.values())
    ways = {c.how.way for c in columns.values() if isinstance(c.how, JoinColumn)}
    ways |= {way for readers in reached.values() for way in readers.along.values()}
    ties = {way: _ties(bare, way) for way in sorted(ways)}
    return Program(vocabulary, policy, dict(tolkning), bare, columns, steps, _wakes(columns, steps), ties, reached)


def _in_order(columns: Mapping[Key, ReteColumn], deciders: list[Decider]) -> tuple[Step, ...]:
    """Per stage: what was joined in the stage before, what is computed from it, what is matched; decisions last."""
    ordered: list[tuple[int, int, Step]] = []
    for column in columns.values():
        if isinstance(column.how, JoinColumn | Computed | Whole):
            ordered.append((column.stage, isinstance(column.how, Computed), column))
    ordered += [(page.stage, 2, page) for page in pages(columns.values())]
    ordered.sort(key=lambda row: row[:2])
    return (*(step for _, _, step in ordered), *deciders)


def _wakes(columns: Mapping[Key, ReteColumn], steps: tuple[Step, ...]) -> Mapping[Key, Wakes]:
    here: dict[Key, list[int]] = {key: [] for key in columns}
    along: dict[Key, list[tuple[int, Way]]] = {key: [] for key in columns}
    everywhere: dict[Key, list[int]] = {key: [] for key in columns}
    for number, step in enumerate(steps):
        if isinstance(step, Ruleset):
            for carried in step.carried:
                if carried.column in here:
                    here[carried.column].append(number)
        elif isinstance(step, ReteColumn) and isinstance(step.how, JoinColumn):
            if step.how.value is not None:  # its members' matches wake it by themselves; their values do not
                along[step.how.over.to, step.how.value].append((number, step.how.way))
        else:
            wakes = everywhere if isinstance(step, ReteColumn) and isinstance(step.how, Whole) else here
            for key in dict.fromkeys(step.reads):
                wakes[key].append(number)
    return {key: Wakes(tuple(here[key]), tuple(along[key]), tuple(everywhere[key])) for key in columns}


def _ties(world: World, way: Way) -> Ties:
    relation, hierarchy, level, to = way
    owners: tuple[Area, ...] = world.by_level.get(level, ())
    related = [(area, world.related(relation, hierarchy, area.id, to)) for area in owners]
    return Ties(tuple([Tie(area.id, other.id, link) for area, pairs in related for other, link in pairs]))

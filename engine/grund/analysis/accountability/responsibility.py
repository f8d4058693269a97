"""Responsibility: who is responsible for each decision and goal, and by which document.

Who answers is who *ansvarar*, else who *leder*, else who *utfor*, of the whole before of its parts, and it is always
said which; nobody is said to be nobody; a further duty never makes an answered decision unanswered, nor a further
agreement a new gap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple, cast

from ...model.decisions import Decision
from ...model.facts import Area, World
from ...model.organisation import ANSWERING, GROUP, ROLES, Body, Duty, Organisation
from ...model.policies import Insats
from ...model.scenario import Scenario

_RANK: Final = {role: i for i, role in enumerate((*ANSWERING, *ROLES))}

GAPS: Final[Mapping[str, tuple[str, str]]] = {
    "unanswered": ("insats utan ansvarig aktör", "intervention without a responsible body"),
    "unnamed": ("grupp som inte är namngiven", "group that is not named"),
    "leaderless": ("insats som utförs utan utpekad ledning", "intervention delivered without a lead"),
    "no_indicator": ("mål utan indikator", "goal without an indicator"),
    "no_target": ("indikator utan årsmål", "indicator without a target"),
    "no_date": ("indikator eller aktivitet utan datum", "indicator or activity without a date"),
    "no_goal": ("aktör med uppdrag men utan mål", "body with duties but no goals"),
    "no_agreement": ("aktörer utan känd samverkansöverenskommelse", "bodies without a known cooperation agreement"),
}
"""Kinds of gap, as the graph shows them instead of hiding them."""


class Responsibility(NamedTuple):
    """A body in a role for an insats in an area. `through` is the group it answers as a member of.

    `part`: it is responsible for its own part only, under somebody who answers for the whole.
    """

    body: Body
    role: str
    duty: Duty
    through: Body | None
    answers: bool
    part: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: its kind (of `GAPS`), what it is about, and the areas it holds for."""

    kind: str
    subject: str
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two or more bodies that lead the same thing in the same area."""

    insats: str
    field: str
    area: str
    bodies: tuple[Body, ...]


@dataclass(frozen=True)
class Ledger:
    """An organisation read on a world, indexed so that a question costs what its answer is large.

    `duties` are by insats and scope, `members` by group and area; both in order of id.
    """

    organisation: Organisation
    world: World
    duties: Mapping[tuple[str, str], tuple[Duty, ...]]
    members: Mapping[str, Mapping[str, tuple[Body, ...]]]
    holders: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    standings: dict[str, Hashable] = field(default_factory=dict, repr=False)
    asked: dict[Hashable, tuple[Responsibility, ...]] = field(default_factory=dict, repr=False)

    def standing(self, area: Area) -> Hashable:
        """What tells an area from others when it comes to who answers: two that stand alike have the same answers."""
        if area.id not in self.standings:
            around = self.within(area)
            members = [
                (local.keys().isdisjoint(around), *self._members_of(area, local)) for local in self.members.values()
            ]
            self.standings[area.id] = around & self._scopes, *members
        return self.standings[area.id]

    @cached_property
    def _scopes(self) -> frozenset[str]:
        """The areas that some duty is of."""
        return frozenset(scope for _, scope in self.duties)

    def within(self, area: Area) -> frozenset[str]:
        """The area and every area it is part of."""
        if area.id not in self.holders:
            self.holders[area.id] = frozenset((area.id, *(a.id for a in self.world.above(area))))
        return self.holders[area.id]

    def who(self, insats: Insats, area: Area) -> tuple[Responsibility, ...]:
        """Every body with a role for the insats in the area, those that answer first."""
        return self.answers(insats.answered_as, area)

    def answers(self, names: Iterable[str], area: Area) -> tuple[Responsibility, ...]:
        """Every body with a role in the area for what duties call by some names, those that answer first.

        A group of area bodies ("stadsdelsnämnderna") stands for the member whose area holds the decision.
        """
        key = (*names,), self.standing(area)
        if key not in self.asked:
            self.asked[key] = self._answers(key[0], area)
        return self.asked[key]

    def _answers(self, names: Iterable[str], area: Area) -> tuple[Responsibility, ...]:
        duties = [d for name in names for scope in ("", *self.within(area)) for d in self.duties.get((name, scope), ())]
        duties.sort(key=lambda d: d.id)
        role, of_part = _answering(duties)
        responsibilities: dict[tuple[str, str, str], Responsibility] = {}
        for duty in duties:
            answers = duty.role == role and duty.part == of_part
            part = duty.part and not of_part and role is not None and duty.role in ANSWERING
            for body, through in self.bodies(duty, area):
                answer = Responsibility(body, duty.role, duty, through, answers, part)
                responsibilities.setdefault((body.id, duty.role, duty.field), answer)
        return tuple(sorted(responsibilities.values(), key=_order))

    def bodies(self, duty: Duty, area: Area) -> list[tuple[Body, Body | None]]:
        """The bodies a duty falls on in an area, with the group it falls through.

        Of a group, the members whose area the area is or lies in, else those whose area it overlaps, nearest first.
        """
        group = self.organisation.bodies[duty.body]
        local = self.members.get(group.id)
        if not local:
            return [(group, None)]
        names = self._members_of(area, local)
        members: list[tuple[Body, Body | None]] = [(member, group) for name in names for member in local[name]]
        return members or [(group, None)]

    def _members_of(self, area: Area, local: Mapping[str, tuple[Body, ...]]) -> list[str]:
        """The members' areas that the area is or lies in, else those beside it."""
        return sorted(self.within(area) & local.keys()) or self._beside(area, local)

    def _beside(self, area: Area, local: Mapping[str, tuple[Body, ...]]) -> list[str]:
        """The members' areas that the area overlaps, else that its overlapped areas do, or the nearest above it."""
        world = self.world
        areas = [other for other, _ in world.overlapping(area)]
        for here in ((area,), areas, *((above,) for above in world.above(area))):
            names = sorted({other.id for one in here for other, _ in world.overlapping(one)} & local.keys())
            if names:
                return names
        return []

    def responsible(self, insats: Insats, area: Area) -> Body | None:
        """The first body that answers: the one under which a plan mentions the decision."""
        first = next(iter(self.who(insats, area)), None)
        return first.body if first is not None and first.answers else None


def _answering(duties: Sequence[Duty]) -> tuple[str | None, bool]:
    """The role that answers, and whether it is of the parts: nobody is responsible for the whole."""
    for of_part in (False, True):
        roles = {d.role for d in duties if d.part == of_part}
        role = next((r for r in ANSWERING if r in roles), None)
        if role is not None:
            return role, of_part
    return None, False


def _order(answer: Responsibility) -> tuple[bool, bool, int, str, str]:
    """Those that answer first, then those that answer for their part, by role, duty and body."""
    return (not answer.answers, not answer.part, _RANK[answer.role], answer.duty.id, answer.body.id)


def ledger(organisation: Organisation, world: World) -> Ledger:
    """The ledger of an organisation on a world's day. A body with the id of an area is the body of that area."""
    duties: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    for duty in sorted(organisation.on(world.day), key=lambda d: d.id):
        duties[duty.insats, duty.scope].append(duty)
    members: dict[str, dict[str, tuple[Body, ...]]] = defaultdict(dict)
    for body in sorted(organisation.bodies_on(world.day), key=lambda b: b.id):
        area = body.area or (body.id if body.id in world.areas else "")
        if body.group and area:
            members[body.group][area] = (*members[body.group].get(area, ()), body)
    return Ledger(organisation, world, {k: tuple(v) for k, v in duties.items()}, members)


def ledger_of(scenario: Scenario) -> Ledger:
    """The ledger of a scenario's organisation on its day, made once."""
    key = "ledger"
    if key not in scenario.frames:
        scenario.frames[key] = ledger(scenario.book.organisation, scenario.today)
    return cast("Ledger", scenario.frames[key])


def granted(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that say yes."""
    return tuple(d for d in decisions if d.verdict == "yes")


# ── gaps and overlaps


def gaps(ledger: Ledger, decisions: Iterable[Decision], policy: str = "") -> tuple[Gap, ...]:
    """Every gap, in order of kind and subject. `policy` limits goals to those of a policy and of all."""
    all_gaps, answering = _decision_gaps(ledger, decisions)
    all_gaps += [*_goal_gaps(ledger, policy), *_aimless(ledger, answering, policy), *_agreement_gaps(ledger)]
    order = {kind: i for i, kind in enumerate(GAPS)}
    return tuple(sorted(all_gaps, key=lambda g: (order[g.kind], g.subject)))


def _decision_gaps(ledger: Ledger, decisions: Iterable[Decision]) -> tuple[list[Gap], set[str]]:
    """Decided insatser that nobody is responsible for, that are carried out but not led, or that fall on a group that
    nobody has named; and the responsible bodies."""
    areas: dict[tuple[str, str], list[Area]] = defaultdict(list)
    answering: set[str] = set()
    for decision in granted(decisions):
        insats = decision.ruling.insats
        answers = ledger.who(insats, decision.area)
        answering.update(a.body.id for a in answers if a.answers)
        roles = {a.role for a in answers if a.answers}
        if not roles:
            areas["unanswered", insats.id].append(decision.area)
        elif "utfor" in roles:
            areas["leaderless", insats.id].append(decision.area)
        for name in dict.fromkeys(a.body.id for a in answers if nameless(ledger.organisation, a.body)):
            areas["unnamed", name].append(decision.area)
    return [Gap(kind, insats, tuple(where)) for (kind, insats), where in areas.items()], answering


def nameless(organisation: Organisation, body: Body) -> bool:
    """Whether a body is a group that no known body is a member of."""
    return body.kind == GROUP and not organisation.members(body.id)


def _goal_gaps(ledger: Ledger, policy: str) -> list[Gap]:
    """Goals, indicators, activities and bodies that lack what makes them possible to follow up."""
    org = ledger.organisation
    goals = {g.id for g in org.goals.values() if g.of(policy)}
    measured = {i.goal for i in org.indicators.values()}
    parents = {org.goals[g].under for g in goals}
    goal_gaps = [Gap("no_indicator", g) for g in goals if g not in measured and g not in parents]
    indicators = [i for i in org.indicators.values() if i.goal in goals]
    goal_gaps += [Gap("no_target", i.id) for i in indicators if i.target is None]
    goal_gaps += [Gap("no_date", i.id) for i in indicators if i.by is None]
    goal_gaps += [Gap("no_date", a.id) for a in org.activities if a.goal in goals and a.end is None]
    return goal_gaps


def _aimless(ledger: Ledger, answering: set[str], policy: str) -> list[Gap]:
    """Bodies that answer for some decision and have no goal, themselves or through a group."""
    org = ledger.organisation
    owners = {g.body for g in org.goals.values() if g.body and g.of(policy)}
    owners |= {b.id for b in org.bodies.values() if b.group in owners}
    return [Gap("no_goal", body) for body in answering - owners]


def _agreement_gaps(ledger: Ledger) -> list[Gap]:
    """Pairs of an area body and an outside party over the same area that meet in no known agreement.

    The outside parties are bodies that the world's areas overlap with under the same id (police districts).
    """
    org = ledger.organisation
    local: dict[str, list[str]] = defaultdict(list)
    for body in org.bodies_on(ledger.world.day):
        local[body.area].append(body.id)
    signed: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for agreement, parties in agreements(ledger).items():
        for party in parties:
            signed[party].add(agreement)
    areas: dict[str, Area] = {}
    for link in ledger.world.links:
        outside, area = (link.area, link.other) if link.area in org.bodies else (link.other, link.area)
        if link.relation != "overlaps" or outside not in org.bodies or area not in ledger.world.areas:
            continue
        for name in local.get(area, ()):
            if not signed[name] & signed[outside]:
                areas[f"{name} + {outside}"] = ledger.world.areas[area]
    return [Gap("no_agreement", pair, (area,)) for pair, area in areas.items()]


def agreements(ledger: Ledger) -> dict[tuple[str, str], frozenset[str]]:
    """The parties of every local agreement: bodies with a role for the same process in the same area."""
    parties_by_key: dict[tuple[str, str], set[str]] = defaultdict(set)
    areas = ledger.world.areas
    for (insats, scope), duties in ledger.duties.items():
        if scope and (scope not in areas or ledger.world.above(areas[scope])):
            parties_by_key[insats, scope].update(duty.body for duty in duties)
    return {key: frozenset(parties) for key, parties in parties_by_key.items()}


def overlaps(ledger: Ledger) -> tuple[Overlap, ...]:
    """Two leaders for one thing: the same insats, field and area."""
    groups: dict[tuple[str, str, str], dict[str, Body]] = defaultdict(dict)
    for (insats, scope), duties in ledger.duties.items():
        for duty in duties:
            if duty.role == "leder":
                groups[insats, duty.field, scope][duty.body] = ledger.organisation.bodies[duty.body]
    return tuple(
        Overlap(*key, tuple(bodies[b] for b in sorted(bodies)))
        for key, bodies in sorted(groups.items())
        if len(bodies) > 1
    )

"""Responsibility, goals and plans against brute force, on random organisations and on the city.

The brute force is written from the definitions in words, over plain lists, and shares nothing with the engine's
indexes; where the two disagree, one of them misreads the definition.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import grund
import strategies
from grund.analysis.accountability.action_plan import ActionPlan, plans
from grund.analysis.accountability.body_shares import shares, sole, summit
from grund.analysis.accountability.goals import ObservedValue, followed, fulfilment, observations, together
from grund.analysis.accountability.graph import build, cycles, escalation, hubs
from grund.analysis.accountability.responsibility import Gap, Ledger, agreements, gaps, ledger, overlaps
from grund.model.decisions import Decision, Verdict
from grund.model.expressions import BOOL, Literal
from grund.model.facts import Area, Link, World
from grund.model.organisation import ROLES, Activity, Body, Duty, Goal, Indicator, Organisation, Outcome
from grund.model.policies import Insats, Policy, Ruling
from grund.model.scenario import Scenario
from grund.model.sources import Citation, Label
from grund.views.handlingsplan import plan_view
from stockholm import stockholm, subjects

POLICIES = ("nulage", "fokusomrade", "fokus-jarva", "stadsdelslyft", "stadsdelslyft-ersatter", "behovsstyrd")
QUICK = strategies.examples(100)
FEW = strategies.examples(12, 10)


DAY = date(2026, 1, 1)
DISTRICTS = ("d0", "d1", "d2")
AREAS = tuple(f"{d}a{i}" for d in DISTRICTS for i in range(2))
OUTSIDE = ("p0", "p1")
GROUPS = ("g0", "g1")
BODIES = ("top", "b0", "b1", "b2", "b3", "b4")
EVERY = (*BODIES, *GROUPS, *OUTSIDE)
INSATSER = ("i0", "i1", "i2")
CITED = Citation(("doc",), mark="H")


@dataclass(frozen=True)
class Case:
    """An organisation, the world it is read on, and decisions."""

    organisation: Organisation
    world: World
    decisions: tuple[Decision, ...]

    @property
    def ledger(self) -> Ledger:
        return ledger(self.organisation, self.world)


def body_of(name: str, parent: str = "", group: str = "", area: str = "") -> Body:
    return Body(name, name.upper(), "namnd", parent, group, area, CITED)


def decision_of(insats: str, area: Area, verdict: Verdict, answered_as: str = "") -> Decision:
    named = Insats(insats, Label(insats), area.level, "", Label(""), (answered_as or insats,), CITED)
    ruling = Ruling(named, "no", (), Literal(False, BOOL), None)
    return Decision(ruling, area, DAY, None, verdict, None, frozenset(), ())


class Chance(random.Random):
    """Random choices from a seed; Hypothesis draws the seed and the sizes, and shrinks the sizes."""

    def day(self) -> date | None:
        """No day, or one before, on or after the world's."""
        return self.choice((None, None, *(DAY + timedelta(days=n) for n in range(-2, 3))))

    def number(self) -> Decimal | None:
        return self.choice((None, *map(Decimal, range(6))))

    def duty(self, name: str) -> Duty:
        role = self.choice((*ROLES, "leder", "leder", "utfor"))
        scope = self.choice(("", "k", *DISTRICTS, *AREAS))
        insats, field, body = self.choice(("", *INSATSER)), self.choice("fg"), self.choice(EVERY)
        part = self.choice((True, False, False))
        return Duty(name, insats, field, body, role, scope, CITED, self.day(), self.day(), part)

    def goal(self, name: str, earlier: Iterable[str]) -> Goal:
        policies = self.choice(((), ("x",), ("y",), ("x", "y")))
        body, under, insats = self.choice(("", *EVERY)), self.choice(("", *earlier)), self.choice(("", *INSATSER))
        return Goal(name, "namndmal", Label(name), body, under, insats, policies, CITED)

    def indicator(self, name: str, goals_: Iterable[str]) -> Indicator:
        goal, best = self.choice((*goals_,)), self.choice(("low", "high"))
        return Indicator(
            name, goal, Label(name), "", best, self.number(), self.day(), self.number(), "", "", None, CITED
        )  # fmt: skip

    def organisation(self, duties: int, goals_: int, indicators: int) -> Organisation:
        """Supervision may run in circles, a group may have an owner, two bodies may have the same area."""
        bodies = {name: body_of(name, self.choice(("", "", "top", *EVERY))) for name in EVERY}
        for name in BODIES:
            group, area = self.choice(("", *GROUPS)), self.choice(("", *DISTRICTS))
            bodies[name] = replace(bodies[name], group=group, area=area)
        names = [f"m{i}" for i in range(goals_)]
        return Organisation(
            bodies,
            tuple(self.duty(f"u{i}") for i in range(duties)),
            {name: self.goal(name, names[:i]) for i, name in enumerate(names)},
            {f"n{i}": self.indicator(f"n{i}", names) for i in range(indicators if names else 0)},
            tuple(
                Activity(f"t{i}", self.choice(names), Label("t"), self.choice(EVERY), None, self.day(), CITED)
                for i in range(self.randrange(3) if names else 0)
            ),
        )

    def world(self) -> World:
        """A kommun of three districts with two areas each; outside parties' districts lie across them.

        One of its relations is to an area that is no more.
        """
        areas = {"k": Area("k", "kommun", "K")}
        areas |= {name: Area(name, "stadsdelsomrade", name) for name in DISTRICTS}
        areas |= {name: Area(name, "stadsdel", name) for name in AREAS}
        areas |= {name: Area(name, "lokalpolisomrade", name) for name in OUTSIDE}
        links = [Link(name, "k", "part_of", "h") for name in DISTRICTS] + [Link("k", "gone", "overlaps")]
        links += [Link(name, name[:2], "part_of", "h") for name in AREAS]
        across = [(d, p) for d in DISTRICTS for p in OUTSIDE if self.random() < 0.5]
        links += [Link(*(pair if self.random() < 0.5 else pair[::-1]), "overlaps") for pair in across]
        return World(DAY, None, areas, tuple(links), {}, {})


def case_of(seed: int, duties: int, goals_: int, indicators: int, decisions: int) -> Case:
    """An organisation on a world with decisions, at most one for each insats and area."""
    chance = Chance(seed)
    world = chance.world()
    answered = {insats: chance.choice((insats, *INSATSER)) for insats in INSATSER}
    pairs = chance.sample([(i, a) for i in INSATSER for a in AREAS], decisions)
    verdicts: tuple[Verdict, ...] = ("yes", "yes", "no", "unknown")
    decided = tuple(decision_of(i, world.areas[a], chance.choice(verdicts), answered[i]) for i, a in pairs)
    return Case(chance.organisation(duties, goals_, indicators), world, decided)


SEEDS = st.integers(0, 2**32)
CASES = st.builds(
    case_of, SEEDS, st.integers(0, 10), st.integers(0, 5), st.integers(0, 4), st.integers(0, 10)
)  # fmt: skip


# the definitions, in words and loops


def holds(duty: Duty) -> bool:
    return not (duty.start and duty.start > DAY) and not (duty.end and duty.end <= DAY)


def inside(world: World, area: str) -> set[str]:
    found = {area}
    while True:
        more = {link.other for link in world.links if link.relation == "part_of" and link.area in found} - found
        if not more:
            return found
        found |= more


def falls_on(case: Case, duty: Duty, area: str) -> set[str]:
    """The members of a group whose area holds the decision, else the body itself."""
    bodies = case.organisation.bodies
    around = inside(case.world, area)
    members = {b.id for b in bodies.values() if b.group == duty.body and b.area in around}
    return members or {duty.body}


def roles(case: Case, decision: Decision) -> list[tuple[str, str, Duty]]:
    """(body, role, duty) of a decision."""
    found = []
    for duty in case.organisation.duties:
        if holds(duty) and duty.insats in decision.ruling.insats.answered_as:
            if duty.scope and duty.scope not in inside(case.world, decision.area.id):
                continue
            found += [(body, duty.role, duty) for body in falls_on(case, duty, decision.area.id)]
    return found


def answering(case: Case, decision: Decision) -> set[str]:
    return {body for body, _ in answers_of(case, decision)}


def answers_of(case: Case, decision: Decision) -> set[tuple[str, str]]:
    """(body, role) of those that answer: for the whole, else for the parts; the strongest role."""
    mine = roles(case, decision)
    for part in (False, True):
        for role in ("ansvarar", "leder", "utfor"):
            bodies = {(body, role) for body, held_role, duty in mine if held_role == role and duty.part == part}
            if bodies:
                return bodies
    return set()


def yes(case: Case) -> list[Decision]:
    return [d for d in case.decisions if d.verdict == "yes"]


def brute_gaps(case: Case, policy: str) -> set[tuple[str, str, frozenset[str]]]:
    """Every gap, as (kind, subject, areas), from the definitions."""
    org = case.organisation
    found: set[tuple[str, str, frozenset[str]]] = set()
    for insats in INSATSER:
        nobody, nobody_leads = set(), set()
        for decision in (d for d in yes(case) if d.ruling.insats.id == insats):
            held_roles = {role for _, role in answers_of(case, decision)}
            if not held_roles:
                nobody.add(decision.area.id)
            if held_roles == {"utfor"}:
                nobody_leads.add(decision.area.id)
        found |= {("unanswered", insats, frozenset(nobody))} if nobody else set()
        found |= {("leaderless", insats, frozenset(nobody_leads))} if nobody_leads else set()
    mine = [g for g in org.goals.values() if not policy or not g.policies or policy in g.policies]
    ids = {g.id for g in mine}
    for goal in mine:
        measured = any(i.goal == goal.id for i in org.indicators.values())
        if not measured and not any(other.under == goal.id for other in mine):
            found.add(("no_indicator", goal.id, frozenset()))
    for indicator in org.indicators.values():
        if indicator.goal in ids and indicator.target is None:
            found.add(("no_target", indicator.id, frozenset()))
        if indicator.goal in ids and indicator.by is None:
            found.add(("no_date", indicator.id, frozenset()))
    found |= {("no_date", a.id, frozenset()) for a in org.activities if a.goal in ids and a.end is None}
    for name in {body for decision in yes(case) for body in answering(case, decision)}:
        if not any(g.body in (name, org.bodies[name].group) for g in mine if g.body):
            found.add(("no_goal", name, frozenset()))
    for body in (b for b in org.bodies.values() if b.area):
        for party in OUTSIDE:
            sides = {frozenset((link.area, link.other)) for link in case.world.links if link.relation == "overlaps"}
            if frozenset((body.area, party)) in sides and not meet(org, body.id, party):
                found.add(("no_agreement", f"{body.id} + {party}", frozenset((body.area,))))
    return found


def meet(org: Organisation, first: str, second: str) -> bool:
    """Whether two bodies have a role in the same process, in the same area, below the whole kommun."""
    mine = [(d.insats, d.scope) for d in org.duties if holds(d) and d.body == first]
    theirs = [(d.insats, d.scope) for d in org.duties if holds(d) and d.body == second]
    return any(scope not in ("", "k") for _, scope in {*mine} & {*theirs})


def as_set(found: Iterable[Gap]) -> set[tuple[str, str, frozenset[str]]]:
    return {(g.kind, g.subject, frozenset(a.id for a in g.areas)) for g in found}


@QUICK
@given(CASES, st.sampled_from(("", "x", "y")))
def test_gaps_are_what_the_definitions_say(case: Case, policy: str) -> None:
    found = gaps(case.ledger, case.decisions, policy)
    assert as_set(found) == brute_gaps(case, policy)
    assert len(found) == len(as_set(found))


@QUICK
@given(CASES)
def test_who_is_what_the_definition_says(case: Case) -> None:
    for decision in case.decisions:
        found = case.ledger.who(decision.ruling.insats, decision.area)
        expected = {(body, role, duty.field) for body, role, duty in roles(case, decision)}
        assert {(a.body.id, a.role, a.duty.field) for a in found} == expected
        assert len(found) == len(expected)
        assert {a.body.id for a in found if a.answers} == answering(case, decision)
        assert len({a.role for a in found if a.answers}) <= 1
        standing = [(a.answers, a.part) for a in found]
        assert standing == sorted(standing, reverse=True)


def test_who_answers_comes_first_then_who_answers_for_a_part() -> None:
    """Each by the first of the duties that say the same, whatever their areas."""
    rows = (
        ("u0", "b0", "ansvarar", "d0", False), ("u1", "b0", "ansvarar", "", False),
        ("u2", "b1", "leder", "", False), ("u3", "b2", "utfor", "", True),
    )  # fmt: skip
    duties = tuple(Duty(name, "i0", "f", body, role, scope, CITED, part=part) for name, body, role, scope, part in rows)
    world = Chance(0).world()
    case = Case(Organisation({name: body_of(name) for name in BODIES}, duties), world, ())
    assert [a.duty.id for a in case.ledger.answers(["i0"], world.areas["d0a0"])] == ["u0", "u3", "u2"]


@QUICK
@given(CASES)
def test_overlaps_are_what_the_definition_says(case: Case) -> None:
    expected = {}
    leaders = [d for d in case.organisation.duties if holds(d) and d.role == "leder"]
    for a in leaders:
        same = {b.body for b in leaders if (a.insats, a.field, a.scope) == (b.insats, b.field, b.scope)}
        if len(same) > 1:
            expected[a.insats, a.field, a.scope] = tuple(sorted(same))
    found = overlaps(case.ledger)
    assert {(o.insats, o.field, o.area): tuple(b.id for b in o.bodies) for o in found} == expected
    assert len(found) == len(expected)


@QUICK
@given(CASES)
def test_agreements_are_what_the_definition_says(case: Case) -> None:
    """What is said of no area, or of the whole kommun, is no local agreement."""
    local = [d for d in case.organisation.duties if holds(d) and d.scope not in ("", "k")]
    expected: dict[tuple[str, str], set[str]] = {}
    for duty in local:
        expected.setdefault((duty.insats, duty.scope), set()).add(duty.body)
    assert agreements(case.ledger) == expected


@QUICK
@given(CASES)
def test_the_graph_has_the_edges_of_the_definitions(case: Case) -> None:
    """And no others of their kinds; every node that they meet in says what it is."""
    org, world = case.organisation, case.world
    expected = {("har_mal", goal.body, f"mal:{goal.id}") for goal in org.goals.values() if goal.body}
    expected |= {("gor", activity.body, f"aktivitet:{activity.id}") for activity in org.activities}
    expected |= {
        (link.hierarchy or link.relation, f"area:{link.area}", f"area:{link.other}")
        for link in world.links
        if {link.area, link.other} <= {*world.areas}
    }
    expected |= {("avser", f"mal:{goal.id}", goal.insats) for goal in org.goals.values() if goal.insats}
    expected |= {("under", f"mal:{goal.id}", f"mal:{goal.under}") for goal in org.goals.values() if goal.under}
    expected |= {("mater", f"indikator:{item.id}", f"mal:{item.goal}") for item in org.indicators.values()}
    expected |= {("bidrar_till", f"aktivitet:{activity.id}", f"mal:{activity.goal}") for activity in org.activities}
    for insats, area in ((d.ruling.insats, d.area.id) for d in yes(case)):
        expected |= {("besvaras_som", insats.id, name) for name in insats.answered_as if name != insats.id}
        node = f"beslut:{insats.id}/{area}"
        expected |= {("avser", node, insats.id), ("galler", node, f"area:{area}")}
    kinds = ("har_mal", "gor", "h", "overlaps", "besvaras_som", "avser", "galler", "under", "mater", "bidrar_till")
    graph = build(case.ledger, case.decisions)
    assert {(kind, a, b) for a, b, kind in graph.edges(data="kind") if kind in kinds} == expected
    assert all(data.get("kind") for _, data in graph.nodes(data=True))


@QUICK
@given(CASES)
def test_sole_and_shares_are_what_the_definitions_say(case: Case) -> None:
    alone = Counter(next(iter(a)) for d in yes(case) if len(a := answering(case, d)) == 1)
    found = sole(case.ledger, case.decisions)
    assert {body.id: n for body, n in found} == alone
    assert [n for _, n in found] == sorted((n for _, n in found), reverse=True)
    expected: dict[str, set[tuple[str, str, str]]] = {}
    for decision in yes(case):
        for body, role, _ in roles(case, decision):
            expected.setdefault(body, set()).add((decision.ruling.insats.id, role, decision.area.id))
    got = shares(case.ledger, case.decisions)
    for name in {*got, *expected}:
        listed = [(i, role, area.id) for (i, role, _), areas in got[name].duties.items() for area in areas]
        assert sorted(listed) == sorted(expected.get(name, set()))


# adding what fills a gap


def pairs_without(case: Case, kinds: set[str]) -> set[tuple[str, str]]:
    """(insats, area) of the gaps of some kinds."""
    found = gaps(case.ledger, case.decisions)
    return {(g.subject, a.id) for g in found if g.kind in kinds for a in g.areas}


def by_kind(case: Case, kind: str) -> set[str]:
    return subjects(gaps(case.ledger, case.decisions), kind)


GOAL_GAPS = ("no_indicator", "no_target", "no_date")


@QUICK
@given(CASES, SEEDS)
def test_a_new_duty_invents_no_gap_of_its_kind(case: Case, seed: int) -> None:
    """Of its kind: `unanswered`, `no_agreement`, and `unanswered` with `leaderless` taken together.

    A first *utfor* turns `unanswered` into `leaderless`: the gap narrows, it is not invented. A new duty may name a
    body that has no goal; only such bodies may be new in `no_goal`.
    """
    duty = Chance(seed).duty("az"[seed % 2])
    after = replace(case, organisation=replace(case.organisation, duties=(*case.organisation.duties, duty)))
    assert pairs_without(after, {"unanswered"}) <= pairs_without(case, {"unanswered"})
    both = {"unanswered", "leaderless"}
    assert pairs_without(after, both) <= pairs_without(case, both)
    if duty.role != "utfor":
        assert pairs_without(after, {"leaderless"}) <= pairs_without(case, {"leaderless"})
    assert by_kind(after, "no_agreement") <= by_kind(case, "no_agreement")
    for kind in GOAL_GAPS:
        assert by_kind(after, kind) == by_kind(case, kind)
    named = {body for d in yes(case) for body in falls_on(case, duty, d.area.id)}
    assert by_kind(after, "no_goal") - by_kind(case, "no_goal") <= named


@QUICK
@given(CASES, SEEDS)
def test_a_new_goal_invents_no_gap_of_its_kind(case: Case, seed: int) -> None:
    """Of its kind: `no_goal`, and `no_indicator` for the goal it is under. Itself it may lack an indicator."""
    org = case.organisation
    goal = Chance(seed).goal("new", org.goals)
    after = replace(case, organisation=replace(org, goals={**org.goals, "new": goal}))
    assert by_kind(after, "no_goal") <= by_kind(case, "no_goal") - {goal.body}
    assert by_kind(after, "no_indicator") - {"new"} <= by_kind(case, "no_indicator") - {goal.under}
    for kind in ("unanswered", "leaderless", "no_target", "no_date", "no_agreement"):
        assert by_kind(after, kind) == by_kind(case, kind)


@QUICK
@given(CASES.filter(lambda c: bool(c.organisation.goals)), SEEDS)
def test_a_new_indicator_invents_no_gap_of_its_kind(case: Case, seed: int) -> None:
    """Of its kind: `no_indicator`. Itself it may lack a target or a date."""
    org = case.organisation
    new = Chance(seed).indicator("new", org.goals)
    after = replace(case, organisation=replace(org, indicators={**org.indicators, "new": new}))
    assert by_kind(after, "no_indicator") == by_kind(case, "no_indicator") - {new.goal}
    for kind in ("no_target", "no_date"):
        assert by_kind(after, kind) - {"new"} == by_kind(case, kind)
    for kind in ("unanswered", "leaderless", "no_goal", "no_agreement"):
        assert by_kind(after, kind) == by_kind(case, kind)


@QUICK
@given(CASES, SEEDS)
def test_a_new_agreement_invents_no_gap_of_its_kind(case: Case, seed: int) -> None:
    """Of its kind: `no_agreement`. It fills the pair's gap, and no other kind changes where no decision reads it."""
    org = case.organisation
    chance = Chance(seed)
    pair = (chance.choice(BODIES), chance.choice(OUTSIDE))
    where = chance.choice((*DISTRICTS, *AREAS))
    new = tuple(Duty(f"z{b}", "process", "avtal", b, "leder", where, CITED) for b in pair)
    after = replace(case, organisation=replace(org, duties=(*org.duties, *new)))
    assert by_kind(after, "no_agreement") == by_kind(case, "no_agreement") - {" + ".join(pair)}
    for kind in ("unanswered", "leaderless", "no_goal", *GOAL_GAPS):
        assert by_kind(after, kind) == by_kind(case, kind)


# supervision


def above(org: Organisation, name: str) -> str:
    """The one body above another, or none: its parent, else what all its members are under."""
    if org.bodies[name].parent:
        return org.bodies[name].parent
    parents = {b.parent for b in org.bodies.values() if b.group == name} - {"", name}
    return parents.pop() if len(parents) == 1 else ""


def walk(org: Organisation, name: str) -> list[str]:
    """The way up, until it ends or repeats (the repeated body last)."""
    found = [name]
    while (name := above(org, name)) and name not in found:
        found.append(name)
    return [*found, name] if name else found


@QUICK
@given(CASES)
def test_cycles_are_found_just_where_supervision_runs_in_a_circle(case: Case) -> None:
    org = case.organisation
    expected = {tuple(sorted(way[:-1])) for n in EVERY if len(way := walk(org, n)) > 1 and way[0] == way[-1]}
    assert set(cycles(build(case.ledger, case.decisions))) == expected


@QUICK
@given(CASES)
def test_escalation_is_the_walk_upwards(case: Case) -> None:
    org = case.organisation
    graph = build(case.ledger, case.decisions)
    for name in BODIES:
        way = list(dict.fromkeys(walk(org, name)))
        assert [b.id for b in org.escalation(name)] == way
        if name != "top":
            expected = tuple(way[: way.index("top") + 1]) if "top" in way else ()
            assert escalation(graph, name, "top") == expected
    for decision in yes(case):
        node = f"beslut:{decision.ruling.insats.id}/{decision.area.id}"
        ways = [list(dict.fromkeys(walk(org, body))) for body in answering(case, decision)]
        lengths = [way.index("top") + 2 for way in ways if "top" in way]
        assert len(escalation(graph, node, "top")) == min(lengths, default=0)


@QUICK
@given(CASES)
def test_hubs_are_what_every_way_up_passes(case: Case) -> None:
    org = case.organisation
    counted: Counter[str] = Counter()
    for decision in yes(case):
        ways = [list(dict.fromkeys(walk(org, body))) for body in answering(case, decision)]
        up = [set(way[: way.index("top")]) for way in ways if "top" in way]
        counted.update(set.intersection(*up) if up else ())
    found = hubs(build(case.ledger, case.decisions), "top")
    assert found == tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


@QUICK
@given(CASES)
def test_the_summit_is_where_most_ways_up_end(case: Case) -> None:
    org = case.organisation
    ends = Counter([*dict.fromkeys(walk(org, name))][-1] for name in EVERY if org.bodies[name].parent)
    most = max(ends.values(), default=0)
    assert summit(org) == min((name for name, number in ends.items() if number == most), default="")


# order


def shuffled(case: Case, seed: int) -> Case:
    """The same rows in another order."""
    rng = random.Random(seed)

    def mixed(rows: Iterable[Any]) -> list[Any]:
        return rng.sample(found := list(rows), len(found))

    org, world = case.organisation, case.world
    again = Organisation(
        dict(mixed(org.bodies.items())), tuple(mixed(org.duties)), dict(mixed(org.goals.items())),
        dict(mixed(org.indicators.items())), tuple(mixed(org.activities)),
    )  # fmt: skip
    areas = dict(mixed(world.areas.items()))
    return replace(case, organisation=again, world=replace(world, areas=areas, links=tuple(mixed(world.links))))


def results(case: Case) -> list[object]:
    """Every answer, in a form that can be compared."""
    ledger_ = case.ledger
    graph = build(ledger_, case.decisions)
    return [
        gaps(ledger_, case.decisions, "x"),
        overlaps(ledger_),
        shares(ledger_, case.decisions),
        sole(ledger_, case.decisions),
        [ledger_.who(d.ruling.insats, d.area) for d in case.decisions],
        [[b.id for b in case.organisation.escalation(name)] for name in EVERY],
        cycles(graph),
        hubs(graph, "top"),
        sorted(graph.nodes(data="kind")),
        sorted((a, b, key, sorted(data.items())) for a, b, key, data in graph.edges(keys=True, data=True)),
    ]


@QUICK
@given(CASES, SEEDS)
def test_the_order_of_rows_does_not_matter(case: Case, seed: int) -> None:
    assert results(case) == results(shuffled(case, seed))


# the plan


def expected_in(plan: ActionPlan) -> Counter[tuple[str, str]]:
    """The granted decisions of the insatser that differ from the baseline, asked for one ruling at a time."""
    given = verdicts_in(plan, plan.policy.id)
    of_base = verdicts_in(plan, plan.scenario.baseline)
    counts = {i for i, areas in given.items() if any(of_base.get(i, {}).get(a, "no") != v for a, v in areas.items())}
    return Counter((i, a) for i in counts for a, verdict in given[i].items() if verdict == "yes")


def verdicts_in(plan: ActionPlan, policy: str) -> dict[str, dict[str, str]]:
    """What a policy says of every insats and area in the plan's interpretation."""
    reading = dict(plan.reading)
    answers = [a for a in grund.run(plan.scenario, [policy]) if dict(a.reading).items() <= reading.items()]
    return {a.ruling.insats.id: {d.area.id: d.verdict for d in a.decisions} for a in answers}


def parts_in(ledger_: Ledger, insats: Insats, areas: Iterable[Area]) -> dict[tuple[Body, str], set[str]]:
    """By body and role for an insats, in which of some areas it has it."""
    found: dict[tuple[Body, str], set[str]] = {}
    for area in areas:
        for answer in ledger_.who(insats, area):
            found.setdefault((answer.body, answer.role), set()).add(area.id)
    return found


def check_plan(plan: ActionPlan) -> None:
    """Every granted decision once, under a body that answers for it, or last where nobody does; and every other role
    in it, under who has it."""
    expected = expected_in(plan)
    rows = [(s, task, area) for s in plan.sections for task in s.tasks for area in task.areas]
    assert Counter((task.insats.id, area.id) for _, task, area in rows) == expected
    assert set(expected.values()) <= {1} and plan.decisions == len(expected)
    held_ = ledger(plan.scenario.book.organisation, plan.scenario.today)
    for section, task, area in rows:
        answering_ = [a.body for a in held_.who(task.insats, area) if a.answers]
        assert section.body in answering_ if section.body else not answering_
    for section in plan.sections:
        for task in section.tasks:
            parts = parts_in(held_, task.insats, task.areas)
            others = {key: areas for key, areas in parts.items() if key[0] != section.body}
            assert {(part.body, part.role): {a.id for a in part.areas} for part in task.others} == others
        for part in section.takes_part:
            granted = [area for _, task, area in rows if task.insats == part.insats]
            assert {a.id for a in part.areas} == parts_in(held_, part.insats, granted)[part.body, part.role]
    led = {(section.body, task.insats) for section, task, _ in rows}
    roles = ((*key, task.insats) for _, task, area in rows for key in parts_in(held_, task.insats, [area]))
    taken = {(part.body, part.role, part.insats) for section in plan.sections for part in section.takes_part}
    assert taken == {(body, role, insats) for body, role, insats in roles if (body, insats) not in led}
    assert {d.verdict for d in plan.unknown} <= {"unknown"}
    of_policy = {goal.id for goal in plan.scenario.book.organisation.goals.values() if goal.of(plan.policy.id)}
    assert {each.goal.id for each in plan.goals} == of_policy
    assert [s.body for s in plan.sections].count(None) <= 1
    assert all(s.body for s in plan.sections[:-1])
    ids = [s.body.id for s in plan.sections if s.body]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_plan_mentions_every_granted_decision_once(policy: str) -> None:
    found = plans(stockholm(), policy)
    for plan in found:
        check_plan(plan)
    view = plan_view(found, "sv")
    assert len(view.rows) == len({*view.rows}) == sum(plan.decisions for plan in found)
    assert [len(p["decisions"]) for p in view.data["plans"]] == [plan.decisions for plan in found]


@st.composite
def mixed_policies(draw: st.DrawFn) -> Scenario:
    """The city on some day with a policy put together at random, and an organisation put together at random."""
    city = stockholm(draw(st.sampled_from(("", "2016-06-01", "2024-06-01"))))
    every = [r for policy in city.policies.values() for r in policy.rulings.values()]
    chosen = draw(st.lists(st.sampled_from(every), max_size=6, unique_by=lambda r: r.insats.id))
    rulings = {r.insats.id: replace(r, rules=tuple(replace(x, origin="slump") for x in r.rules)) for r in chosen}
    parameters = {k: p for policy in city.policies.values() for k, p in policy.parameters.items()}
    base = city.policy("nulage")
    policy: Policy = replace(base, id="slump", rulings=rulings, parameters=parameters)
    names = [b.id for b in city.book.organisation.bodies.values()]
    used = draw(st.lists(st.sampled_from(names), min_size=1, max_size=6, unique=True))
    duty = st.tuples(
        st.sampled_from([name for r in chosen for name in r.insats.answered_as] or ["-"]), st.sampled_from(used),
        st.sampled_from(tuple(ROLES)), st.sampled_from(("", "kommun-0180", "sdo-jarva", "sdo-farsta", "sd-husby")),
    )  # fmt: skip
    drawn = enumerate(draw(st.lists(duty, max_size=10)))
    duties = tuple(Duty(f"u{n:02}", i, f"f{n % 2}", b, r, s, CITED) for n, (i, b, r, s) in drawn)
    org = Organisation(city.book.organisation.bodies, duties)
    policies = {"slump": policy, city.baseline: city.policy(city.baseline)}
    return replace(city, book=replace(city.book, organisation=org), policies=policies, cache={}, frames={})


@pytest.mark.slow
@FEW
@given(mixed_policies())
def test_a_random_plan_mentions_every_granted_decision_once(city: Scenario) -> None:
    for plan in plans(city, "slump"):
        check_plan(plan)


# follow-up

values = st.lists(st.tuples(st.integers(-3, 3), st.none() | st.integers(0, 6).map(Decimal)), max_size=4)


@QUICK
@given(SEEDS.map(lambda seed: Chance(seed).indicator("n", ["m"])), values)
def test_fulfilment_follows_the_declared_rule(indicator: Indicator, drawn: list[tuple[int, Decimal | None]]) -> None:
    rows = sorted(dict(drawn).items())
    observed = tuple(ObservedValue(indicator, DAY + timedelta(days=n), value, CITED) for n, value in rows)
    inside_time = [o.value for o in observed if indicator.by is None or o.day <= indicator.by]
    said = fulfilment(indicator, observed)
    if indicator.target is None or not inside_time or inside_time[-1] is None:
        assert said == "unknown"
        return
    sign = 1 if indicator.best == "high" else -1
    last = sign * inside_time[-1]
    partly = indicator.partly is not None and last >= sign * indicator.partly
    assert said == ("helt" if last >= sign * indicator.target else "delvis" if partly else "ej")


@pytest.mark.parametrize(("best", "partly"), [("high", 2), ("low", 6)])
def test_a_value_at_the_limit_reaches_it(best: str, partly: int) -> None:
    target, least = Decimal(4), Decimal(partly)
    indicator = replace(Chance(0).indicator("n", ["m"]), best=best, target=target, by=None, partly=least)
    for value, said in ((target, "helt"), (least, "delvis")):
        assert fulfilment(indicator, (ObservedValue(indicator, DAY, value, CITED),)) == said


def test_what_is_reported_of_another_indicator_or_later_is_not_observed() -> None:
    city = stockholm()
    org, name, later = city.book.organisation, "lyft-klotter-indikator", city.day + timedelta(days=1)
    outcomes = [(name, city.day, 1), (name, later, 2), ("antal-utsatta", city.day, 3)]
    reported = replace(org, outcomes=tuple(Outcome(i, day, Decimal(n), CITED) for i, day, n in outcomes))
    seen = observations(replace(city, book=replace(city.book, organisation=reported)), org.indicators[name])
    assert [(o.day, o.value) for o in seen] == [(city.day, 1)]


def test_a_count_is_observed_from_the_day_on_which_its_list_holds() -> None:
    city = stockholm()
    counted = [i for i in city.book.organisation.indicators.values() if i.count is not None]
    starts = sorted({o.day for i in counted for o in observations(city, i)} & {i.start for i in city.facts.lists})
    for day in starts:
        assert any(day in {o.day for o in observations(replace(city, day=day), i)} for i in counted)
        assert all(o.day < day for i in counted for o in observations(replace(city, day=day - timedelta(1)), i))
    assert starts


def test_the_goals_of_a_policy_are_those_that_name_it_and_those_that_name_none() -> None:
    """In their order."""
    of = {"a": ("y",), "b": ("x",), "c": (), "d": ("x", "y")}
    goals = {name: Goal(name, "namndmal", Label(name), "", "", "", policies, CITED) for name, policies in of.items()}
    city = stockholm()
    city = replace(city, book=replace(city.book, organisation=Organisation({}, (), goals)))
    assert [each.goal.id for each in followed(city, "x")] == ["b", "c", "d"]
    assert [each.goal.id for each in followed(city)] == [*goals]


def test_a_goal_is_as_fulfilled_as_its_weakest_indicator() -> None:
    assert together(()) == "unknown"
    assert together(("helt", "delvis")) == "delvis"
    assert together(("helt", "unknown")) == "unknown"
    assert together(("unknown", "ej")) == "ej"

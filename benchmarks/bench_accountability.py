"""Accountability at the size of a city, a county and a country: 1, 60 and 290 kommuner.

The organisations are made up from a seed, as nouns (files are `bench_load.py`'s matter), each kommun with what a large
one has: districts and their committees, companies, police, duties, goals, indicators, decisions: about 350 nodes of the
graph, so about 100 000 for the country. Every kommun uses the same insatser, as they do, so that an index by insats
alone would not do. Aims, read and not asserted: 5 ms per query for one kommun, 1 s for 290.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any, NamedTuple

import networkx as nx
import pytest

from conftest import Timed
from grund.analysis.accountability.body_shares import shares, sole
from grund.analysis.accountability.graph import build, cycles, escalation, graphml, hubs, node_link
from grund.analysis.accountability.responsibility import Ledger, gaps, ledger, overlaps
from grund.model.decisions import Decision, Verdict
from grund.model.expressions import BOOL, Literal
from grund.model.facts import Area, Link, World
from grund.model.organisation import ROLES, Activity, Body, Duty, Goal, Indicator, Organisation
from grund.model.policies import Insats, Ruling
from grund.model.sources import Citation, Label

DAY = date(2026, 1, 1)
SIZES = (1, 60, 290)
COMMITTEES = ("social", "trafik", "utbildning", "kultur", "idrott", "bygg", "miljo", "aldre")
CITED = Citation(("doc",), mark="V")
FEW = 5
"""Rounds at the largest sizes."""


class Country(NamedTuple):
    """An organisation, its world and what is decided in it."""

    organisation: Organisation
    world: World
    decisions: tuple[Decision, ...]


def rulings() -> tuple[Ruling, ...]:
    """Twelve insatser, decided per stadsdel."""
    named = (
        Insats(f"insats-{i}", Label(f"insats {i}"), "stadsdel", "", Label(""), f"insats-{i}", CITED) for i in range(12)
    )
    return tuple(Ruling(insats, "no", (), Literal(False, BOOL), None) for insats in named)


class Maker:
    """Makes kommuner, one after the other, from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rulings = rulings()
        self.areas: dict[str, Area] = {}
        self.links: list[Link] = []
        self.bodies: dict[str, Body] = {}
        self.duties: list[Duty] = []
        self.goals: dict[str, Goal] = {}
        self.indicators: dict[str, Indicator] = {}
        self.activities: list[Activity] = []
        self.decisions: list[Decision] = []
        self.body("police")

    def area(self, name: str, level: str, within: str = "") -> None:
        self.areas[name] = Area(name, level, name)
        if within:
            self.links.append(Link(name, within, "part_of", "h", {}, None, None, CITED))

    def body(self, name: str, parent: str = "", group: str = "", area: str = "") -> str:
        self.bodies[name] = Body(name, name, "namnd", parent, group, area, CITED)
        return name

    def duty(self, insats: str, body: str, role: str, scope: str, field: str = "f") -> None:
        self.duties.append(Duty(f"{body}:{len(self.duties):06}", insats, field, body, role, scope, CITED))

    def kommun(self, number: int) -> None:
        """One kommun: areas, bodies, duties, goals and decisions."""
        k, chance = f"k{number:03}", self.chance
        self.area(k, "kommun")
        top = self.body(f"{k}-kf")
        board = self.body(f"{k}-ks", top)
        group = self.body(f"{k}-grp-sdn")
        firms = self.body(f"{k}-grp-bolag")
        committees = [self.body(f"{k}-namnd-{c}", top) for c in COMMITTEES]
        offices = [self.body(f"{c}-forvaltning", c) for c in committees]
        mother = self.body(f"{k}-stadshus", top)
        companies = [self.body(f"{k}-bolag-{i}", mother, firms if i < 3 else "") for i in range(8)]
        districts = [f"{k}-d{i:02}" for i in range(11)]
        for i, district in enumerate(districts):
            self.area(district, "stadsdelsomrade", k)
            self.body(f"{district}-namnd", top, group, district)
            for j in range(8):
                self.area(f"{district}-s{j}", "stadsdel", district)
            if i % 2 == 0:
                self.police(f"{k}-lpo{i:02}", districts[i : i + 3])
        every = [*committees, *companies, group, firms, board]
        for ruling in self.rulings:
            for role in chance.sample(("ansvarar", "utfor", "samordnar", "medverkar", "ager"), 3):
                self.duty(ruling.insats.id, chance.choice(every), role, k)
            if chance.random() < 0.3:
                self.duty(ruling.insats.id, f"{chance.choice(districts)}-namnd", "leder", chance.choice(districts))
        for _ in range(25):
            self.duty("", chance.choice([*every, *offices]), chance.choice((*ROLES,)), k, f"f{chance.randrange(9)}")
        self.follow_up(k, [*committees, *companies])
        self.decide(k)

    def police(self, name: str, districts: list[str]) -> None:
        """A police district across two or three stadsdelsområden, with an agreement with the first."""
        self.area(name, "lokalpolisomrade")
        self.body(name, "police")
        self.links += [Link(d, name, "overlaps", "", {}, None, None, CITED) for d in districts]
        for party in (name, f"{districts[0]}-namnd"):
            self.duty("process-samverkan", party, "leder", districts[0], "avtal")

    def follow_up(self, k: str, owners: list[str]) -> None:
        """A chain of goals with indicators and activities, some of them open."""
        top = f"{k}-mal"
        self.goals[top] = Goal(top, "inriktningsmal", Label(top), f"{k}-kf", "", "", (), CITED)
        for i, owner in enumerate(owners):
            name = f"{k}-mal{i:02}"
            self.goals[name] = Goal(name, "namndmal", Label(name), owner, top, f"insats-{i % 12}", (), CITED)
            target = Decimal(self.chance.randrange(9)) if self.chance.random() < 0.5 else None
            label = Label(f"indikator {i}")
            self.indicators[name] = Indicator(name, name, label, "", "low", target, None, None, "år", "", None, CITED)
            end = DAY + timedelta(days=365)
            self.activities.append(Activity(f"{name}-a", name, Label("aktivitet"), owner, DAY, end, CITED))

    def decide(self, k: str) -> None:
        """Decisions for a third of the insatser in most of the areas; most of them yes."""
        where = [a for name, a in self.areas.items() if a.level == "stadsdel" and name.startswith(k)]
        for area in self.chance.sample(where, 55):
            for ruling in self.chance.sample(self.rulings, 4):
                verdict: Verdict = self.chance.choice(("yes", "yes", "yes", "no", "unknown"))
                self.decisions.append(
                    Decision(ruling, area, DAY, None, verdict, None, frozenset(), ())
                )  # fmt: skip

    def country(self) -> Country:
        org = Organisation(self.bodies, tuple(self.duties), self.goals, self.indicators, tuple(self.activities))
        world = World(DAY, None, self.areas, tuple(self.links), {}, {})
        return Country(org, world, tuple(self.decisions))


@cache
def country(size: int) -> Country:
    """So many kommuner, from one seed."""
    maker = Maker(20260101)
    for number in range(size):
        maker.kommun(number)
    return maker.country()


@cache
def held(size: int) -> Ledger:
    """The ledger, its areas looked up once as any run has."""
    found = ledger(country(size).organisation, country(size).world)
    for decision in country(size).decisions:
        found.who(decision.ruling.insats, decision.area)
    return found


@cache
def graph(size: int) -> nx.MultiDiGraph[str]:
    """The graph."""
    return build(held(size), country(size).decisions)


Query = Callable[[int], Callable[[], Any]]


def first(size: int) -> Decision:
    """A granted decision of the last kommun."""
    return next(d for d in reversed(country(size).decisions) if d.verdict == "yes")


def fresh(size: int) -> Ledger:
    """A ledger and a world that nobody has asked anything, as the first question of a command meets them."""
    old = country(size).world
    return ledger(country(size).organisation, World(old.day, None, old.areas, old.links, {}, {}))


def node(decision: Decision) -> str:
    return f"beslut:{decision.ruling.insats.id}/{decision.area.id}"


QUERIES: dict[str, Query] = {
    "ledger": lambda n: lambda: ledger(country(n).organisation, country(n).world),
    "who, one decision": lambda n: partial(held(n).who, first(n).ruling.insats, first(n).area),
    "who, every decision": lambda n: lambda: [held(n).who(d.ruling.insats, d.area) for d in country(n).decisions],
    "shares": lambda n: lambda: shares(held(n), country(n).decisions),
    "gaps": lambda n: lambda: gaps(held(n), country(n).decisions),
    "gaps, cold": lambda n: lambda: gaps(fresh(n), country(n).decisions),
    "overlaps": lambda n: lambda: overlaps(held(n)),
    "sole": lambda n: lambda: sole(held(n), country(n).decisions),
    "escalation, one body": lambda n: lambda: country(n).organisation.escalation(f"k{n - 1:03}-grp-bolag"),
    "graph: build": lambda n: lambda: build(held(n), country(n).decisions),
    "graph: cycles": lambda n: lambda: cycles(graph(n)),
    "graph: escalation": lambda n: partial(escalation, graph(n), node(first(n)), f"k{n - 1:03}-kf"),
    "graph: hubs": lambda n: lambda: hubs(graph(n), "k000-kf"),
    "graph: node-link": lambda n: lambda: node_link(graph(n)),
    "graph: GraphML": lambda n: lambda: graphml(graph(n)),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("query", QUERIES)
def test_query(timed: Timed, query: str, size: int) -> None:
    """Each query at each size; the few rounds of a country are enough to see its order."""
    ask = QUERIES[query](size)
    group, label = f"accountability: {query}", f"{size} kommuner ({len(graph(size)):,} nodes)".replace(",", " ")
    if size == 1:
        timed(ask, group=group, label=label)
    else:
        timed(ask, group=group, label=label, setup=lambda: ((), {}), rounds=FEW)


@pytest.mark.parametrize("size", SIZES)
def test_answers(size: int) -> None:
    """What is timed is right where it can be known."""
    assert 300 * size <= len(graph(size)) <= 400 * size + 100
    assert cycles(graph(size)) == ()
    assert escalation(graph(size), node(first(size)), f"k{size - 1:03}-kf")[-1:] in ((), (f"k{size - 1:03}-kf",))
    assert len({g.subject for g in gaps(held(size), ()) if g.kind == "no_agreement"}) == 10 * size

"""Deciding: one decision with all its grounds, against the same decision written by hand without any.

Five kinds of insats, because what a decision costs is what it reads. *cold*: a new frame, so every derived value is
computed; *warm*: the frame of a run, where another insats has asked for it before. The floor is what a programmer
would write in Python for this one rule: no grounds, no missing facts, no sources.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest

import grund
from conftest import Timed
from grund.engines import interpreter
from grund.model.facts import World
from grund.model.scenario import Scenario

ByHand = Callable[[str], bool | None]
CLASSES = ("ingen", "utsatt", "riskomrade", "sarskilt_utsatt")


@dataclass(frozen=True, slots=True)
class Kind:
    """An insats that reads in its own way, an area to decide, and the same by hand."""

    policy: str
    insats: str
    area: str
    by_hand: Callable[[World], ByHand]
    day: date | None = None


def listed(world: World) -> dict[str, int]:
    """The police's class of each listed area, as a number."""
    start = world.lists["polisens_lista"].start
    return {
        area: CLASSES.index(str(fact.value))
        for (area, name), fact in world.facts.items()
        if name == "klass_polis" and fact.start >= start
    }


def by_class(world: World) -> ByHand:
    """Listed where a listed police area covers more than 2 % of the neighbourhood."""
    classes = listed(world)
    shares: dict[str, list[tuple[str, float]]] = {}
    for link in world.links:
        share = link.shares.get("share_of_stadsdel_area")
        if link.relation == "overlaps" and share is not None:
            shares.setdefault(link.other, []).append((link.area, float(share)))

    def decide(area: str) -> bool:
        found = [classes.get(other, 0) for other, share in shares.get(area, ()) if share > 0.02]
        return max(found, default=0) >= 1

    return decide


def by_focus(world: World) -> ByHand:
    """In a focus area, in the wide reading."""
    focus = {area: fact.value for (area, name), fact in world.facts.items() if name == "fokusomrade"}
    narrow = {area for (area, name), fact in world.facts.items() if name == "fokusomrade_i_snav" and fact.value}
    wide = True

    def decide(area: str) -> bool:
        return focus.get(area, "inget") != "inget" and (wide or area in narrow)

    return decide


def by_parent(world: World) -> ByHand:
    """In a district with the programme."""
    districts = {area for (area, name), fact in world.facts.items() if name == "i_fokus_jarva" and fact.value}
    parents: dict[str, list[str]] = {}
    for link in world.links:
        if link.relation == "part_of" and link.hierarchy == "indelning":
            parents.setdefault(link.area, []).append(link.other)

    def decide(area: str) -> bool:
        return any(parent in districts for parent in parents.get(area, ()))

    return decide


def by_count(world: World) -> ByHand:
    """At least one listed police area in the district, before 2026; everybody from then on."""
    classes = listed(world)
    parts: dict[str, list[str]] = {}
    for link in world.links:
        if link.relation == "part_of" and link.hierarchy == "indelning":
            parts.setdefault(link.other, []).append(link.area)
    turn = date(2026, 1, 1)

    def decide(area: str) -> bool:
        if world.day >= turn:
            return True
        return sum(1 for part in parts.get(area, ()) if classes.get(part, 0) >= 1) >= 1

    return decide


def by_need(world: World) -> ByHand:
    """The seven counts weighed, per resident and against the country; unknown where one is."""
    weights = {
        "alder_65_ensamboende": 6.15, "utlandsfodd": 5.72, "arbetslos": 5.13, "ensamstaende_foralder": 4.19,
        "inflyttad": 4.19, "lagutbildad": 3.97, "under_5": 3.23,
    }  # fmt: skip
    facts = {key: fact.value for key, fact in world.facts.items()}
    country: float | None = None
    threshold: float | None = None

    def decide(area: str) -> bool | None:
        counts = [facts.get((area, name)) for name in weights]
        people = facts.get((area, "befolkning"))
        if country is None or threshold is None or people is None or None in counts:
            return None
        index = sum(w * float(str(c)) for w, c in zip(weights.values(), counts, strict=True))
        return index / float(str(people)) / country >= threshold

    return decide


KINDS = {
    "overlaps": Kind("stadsdelslyft-ersatter", "insats-handlingsplan", "sd-tensta", by_class),
    "reading": Kind("fokusomrade", "prio-skola", "sd-tensta", by_focus),
    "parent": Kind("fokus-jarva", "insats-fokus-jarva", "sd-tensta", by_parent),
    "count": Kind("nulage", "insats-sig", "sdo-jarva", by_count, date(2025, 12, 15)),
    "formula": Kind("nulage", "insats-hembesok", "sd-tensta", by_need),
}
EACH = pytest.mark.parametrize("name", sorted(KINDS))


@cache
def scenario(day: date | None) -> Scenario:
    """The default scenario, on the day of the kind."""
    return grund.load(day=day)


def fresh(kind: Kind) -> interpreter.EvalContext:
    """A frame in which nothing has been asked yet."""
    held = scenario(kind.day)
    wide = {"fokusomrade_jarva": "vid"}
    return interpreter.frame(held.book.vocabulary, held.policy(kind.policy), held.today, wide)


@EACH
def test_cold(timed: Timed, name: str) -> None:
    """A decision in a frame of its own."""
    kind = KINDS[name]
    area = scenario(kind.day).today.areas[kind.area]
    interpreter.decide(fresh(kind), kind.insats, area)  # the world's own indexes are made once

    def setup() -> tuple[tuple[interpreter.EvalContext, str, object], dict[str, object]]:
        return (fresh(kind), kind.insats, area), {}

    found = timed(interpreter.decide, group=f"one decision: {name}", label="plain, cold frame", setup=setup, rounds=500)
    assert found.verdict == said(kind)


@EACH
def test_warm(timed: Timed, name: str) -> None:
    """The same decision where its derived values are known already."""
    kind = KINDS[name]
    frame = fresh(kind)
    area = frame.world.areas[kind.area]
    found = timed(
        interpreter.decide, frame, kind.insats, area, group=f"one decision: {name}", label="plain, warm frame"
    )
    assert found.verdict == said(kind)


@EACH
def test_floor(timed: Timed, name: str) -> None:
    """The same decision by hand, and the same for every area of the level."""
    kind = KINDS[name]
    frame = fresh(kind)
    by_hand = kind.by_hand(frame.world)
    words = {True: "yes", False: "no", None: "unknown"}
    for decision in interpreter.decide_all(frame, kind.insats):
        assert words[by_hand(decision.area.id)] == decision.verdict
    timed(by_hand, kind.area, group=f"one decision: {name}", label="by hand, no grounds", floor=True)


def said(kind: Kind) -> str:
    """The verdict by hand."""
    return {True: "yes", False: "no", None: "unknown"}[kind.by_hand(scenario(kind.day).today)(kind.area)]


def test_whole_run(timed: Timed) -> None:
    """Every insats of every policy for every area, in every reading, from a loaded scenario."""

    def setup() -> tuple[tuple[Scenario], dict[str, object]]:
        held = grund.load()
        assert held.today.areas
        return (held,), {}

    found = timed(grund.run, group="a whole run", label="grund.run, stockholm-2026", setup=setup, rounds=7)
    count = sum(len(answers.decisions) for answers in found)
    assert count > 1000

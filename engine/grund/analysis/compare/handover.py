"""Handover: who answers for what changes from one policy to another, and what is left with nobody.

Enters: a scenario, two policies, a reading. Leaves: `Handover` values. Promise: what A and B decide alike changes
nobody's load, whatever is unknown in it; what goes from a body and what comes to it are the difference of the two
graphs of who answers; an undecided change is counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import Final, Literal, TypeAlias

from ...model.decisions import Verdict
from ...model.facts import Area
from ...model.policies import Insats, Policy
from ...model.scenario import Reading, Scenario
from ..accountability.responsibility import Ledger, ledger
from .whole_level import verdicts

_NO: Final[Verdict] = "no"
Turn: TypeAlias = Literal["gains", "loses", "unknown"]
TURNS: Final[tuple[Turn, ...]] = ("gains", "loses", "unknown")


@dataclass(frozen=True, slots=True)
class Handover:
    """What comes to a body and what goes from it, A → B: areas by insats; goals. An empty body is nobody known."""

    body: str
    turns: Mapping[Turn, Mapping[str, tuple[Area, ...]]]
    goals_gained: tuple[str, ...] = ()
    goals_lost: tuple[str, ...] = ()

    def size(self, turn: Turn) -> int:
        """How many decisions (an insats in an area) come, go, or are not known."""
        return sum(map(len, self.turns.get(turn, {}).values()))

    @property
    def weight(self) -> int:
        """How much changes for the body."""
        return sum(map(self.size, TURNS)) + len(self.goals_gained) + len(self.goals_lost)


@dataclass
class _Load:
    """A body's handover while it is gathered."""

    turns: dict[Turn, dict[str, list[Area]]] = field(default_factory=lambda: {t: defaultdict(list) for t in TURNS})
    goals: dict[Turn, list[str]] = field(default_factory=lambda: {t: [] for t in TURNS})


def handovers(scenario: Scenario, a: Policy, b: Policy, reading: Reading) -> tuple[Handover, ...]:
    """Every body for which something changes, most first; nobody known stands last."""
    duty_ledger = ledger(scenario.book.organisation, scenario.today)
    loads: dict[str, _Load] = defaultdict(_Load)
    for insats, area, turn in turns(scenario, a, b, reading):
        for body in answering(duty_ledger, insats, area):
            loads[body].turns[turn][insats.id].append(area)
    for goal in duty_ledger.organisation.goals.values():
        change = _turn(_word(goal.of(a.id)), _word(goal.of(b.id)))
        if goal.body and change:
            loads[goal.body].goals[change].append(goal.id)
    handover_list = [_handover(body, load) for body, load in loads.items()]
    return tuple(sorted(handover_list, key=lambda h: (not h.body, -h.weight, h.body)))


def _handover(body: str, load: _Load) -> Handover:
    turns = {turn: {name: tuple(areas) for name, areas in sorted(by.items())} for turn, by in load.turns.items()}
    return Handover(body, turns, tuple(load.goals["gains"]), tuple(load.goals["loses"]))


def answering(ledger: Ledger, insats: Insats, area: Area) -> tuple[str, ...]:
    """The ids of the bodies that answer for an insats in an area; one empty id where nobody does."""
    bodies = dict.fromkeys(a.body.id for a in ledger.who(insats, area) if a.answers)
    return tuple(bodies) or ("",)


def turns(scenario: Scenario, a: Policy, b: Policy, reading: Reading) -> Iterator[tuple[Insats, Area, Turn]]:
    """Every decision that turns from A to B, at any level."""
    insatser = {r.insats.id: r.insats for policy in (a, b) for r in policy.rulings.values()}
    for name, insats in sorted(insatser.items()):
        before, after = (_decided(scenario, policy, name, reading) for policy in (a, b))
        if before is not after:  # one ruling over one declaration of its parameters is no change
            areas = scenario.today.by_level.get(insats.level, ())
            for area, was, becomes in zip(areas, before or repeat(_NO), after or repeat(_NO), strict=False):
                turn = _turn(was, becomes)
                if turn:
                    yield insats, area, turn


def _decided(scenario: Scenario, policy: Policy, insats: str, reading: Reading) -> tuple[Verdict, ...]:
    """What a policy decides of an insats, in order of area; nothing where it does not name it."""
    ruling = policy.rulings.get(insats)
    return verdicts(scenario, policy, ruling, reading) if ruling else ()


def _turn(before: Verdict, after: Verdict) -> Turn | None:
    if "unknown" in (before, after):
        return "unknown"
    if before == after:
        return None
    return "gains" if after == "yes" else "loses"


def _word(holds: bool) -> Verdict:
    return "yes" if holds else "no"

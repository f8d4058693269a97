"""Handover: who is responsible for what changes from one policy to another, and what is left with nobody.

What A and B decide alike changes nobody's load, whatever is unknown in it; what goes from a body and what comes to it
are the difference of the two graphs of who answers; an undecided change is counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal, TypeAlias, cast

from ...model.facts import Area
from ...model.policies import Insats, Policy
from ...model.scenario import Reading, Scenario
from ..accountability.responsibility import Ledger, ledger_of
from ..completions.settle import Matrix
from .comparison import baseline
from .verdicts import kept_by, told, verdicts_of

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
    duty_ledger = ledger_of(scenario)
    loads: dict[str, _Load] = defaultdict(_Load)
    for insats, area, turn in turns(scenario, a, b, reading):
        for body in answering(duty_ledger, insats, area):
            loads[body].turns[turn][insats.id].append(area)
    for goal in duty_ledger.organisation.goals.values():
        change = _turn(goal.of(a.id), goal.of(b.id))
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
    """Every decision that turns from A to B, at any level; unknown where completions say different things of it."""
    insatser = {r.insats.id: r.insats for policy in (a, b) for r in policy.rulings.values()}
    policies = (a, b, baseline(scenario))  # as a comparison has them, so that they are settled once
    for name, insats in sorted(insatser.items()):
        before, after = (kept_by(scenario, policy, name, reading) for policy in (a, b))
        if before == after:  # one ruling over one declaration of its parameters is no change
            continue
        key = ("turns", before, after)
        if key not in scenario.cache:
            verdicts = verdicts_of(scenario, policies, reading, insats.level)
            scenario.cache[key] = verdicts.settled(partial(_turn_of, (a.id, name), (b.id, name)))
        for area, answer in zip(scenario.today.by_level.get(insats.level, ()), scenario.cache[key], strict=True):
            if answer.value is not None:
                yield insats, area, cast("Turn", told(answer))


def _turn_of(before: tuple[str, str], after: tuple[str, str], matrix: Matrix) -> Turn | None:
    """What becomes of a decision, where both are known; an insats that a policy does not name is not given by it."""
    return _turn(matrix.get(before) == "yes", matrix.get(after) == "yes")


def _turn(before: bool, after: bool) -> Turn | None:
    return None if before == after else "gains" if after else "loses"

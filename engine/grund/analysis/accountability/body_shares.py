"""Body shares: what each body leads and carries out of what is decided, and the body at the top.

Who answers is who the ledger says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...model.decisions import Decision
from ...model.facts import Area
from ...model.organisation import Body, Organisation
from .responsibility import Ledger, granted


@dataclass(frozen=True, slots=True)
class BodyShare:
    """What falls on a body: decisions by (insats, role, answers), the areas they hold for, its goals."""

    body: Body
    duties: Mapping[tuple[str, str, bool], tuple[Area, ...]]
    goals: tuple[str, ...]

    @property
    def areas(self) -> frozenset[str]:
        """The areas its decisions hold for."""
        return frozenset(a.id for areas in self.duties.values() for a in areas)


def shares(ledger: Ledger, decisions: Iterable[Decision], policy: str = "") -> dict[str, BodyShare]:
    """What falls on each body under some decisions; bodies on which nothing falls are left out."""
    areas_by_body: dict[str, dict[tuple[str, str, bool], list[Area]]] = defaultdict(lambda: defaultdict(list))
    for decision in granted(decisions):
        insats = decision.ruling.insats
        seen: set[tuple[str, str]] = set()
        for answer in ledger.who(insats, decision.area):
            if (answer.body.id, answer.role) not in seen:
                seen.add((answer.body.id, answer.role))
                areas_by_body[answer.body.id][insats.id, answer.role, answer.answers].append(decision.area)
    org = ledger.organisation
    goals: dict[str, list[str]] = defaultdict(list)
    for goal in org.goals.values():
        if goal.body and goal.of(policy):
            goals[goal.body].append(goal.id)
    return {
        name: BodyShare(
            org.bodies[name],
            {key: tuple(areas) for key, areas in sorted(areas_by_body.get(name, {}).items())},
            tuple(sorted(goals.get(name, ()))),
        )
        for name in sorted({*areas_by_body, *goals})
    }


def summit(organisation: Organisation) -> str:
    """The body that most ways up end at; empty where nobody is above anybody."""
    ends = Counter(organisation.escalation(b.id)[-1].id for b in organisation.bodies.values() if b.parent)
    return min(ends, key=lambda name: (-ends[name], name), default="")


def sole(ledger: Ledger, decisions: Iterable[Decision]) -> tuple[tuple[Body, int], ...]:
    """Key dependencies: for how many decisions each body is solely responsible, most first."""
    counted: Counter[str] = Counter()
    for decision in granted(decisions):
        bodies = {a.body.id for a in ledger.who(decision.ruling.insats, decision.area) if a.answers}
        if len(bodies) == 1:
            counted[bodies.pop()] += 1
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple((ledger.organisation.bodies[name], n) for name, n in ordered)

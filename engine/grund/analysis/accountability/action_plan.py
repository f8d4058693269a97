"""Action plan: what a policy asks of each body, as a plan that can be filed.

Every granted decision that counts (see `comparison`) stands exactly once, under the body that is responsible for it;
what has no responsible body stands last, in plain words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ...engines.run import decide
from ...model.decisions import Decision, Verdict
from ...model.facts import Area
from ...model.organisation import Activity, Body, Indicator
from ...model.policies import Insats, Policy, Rule
from ...model.scenario import Reading, Scenario
from ..compare.one_policy import counted
from ..compare.verdicts import all_readings, tell_apart
from .goals import Followed, followed
from .responsibility import Gap, Ledger, Responsibility, gaps, granted, ledger_of


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A body's part in an insats: its role, the marks of what says so, whether it answers, and the areas."""

    body: Body
    insats: Insats
    role: str
    marks: tuple[str, ...]
    answers: bool
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One insats that a body is responsible for: in which role, with which areas, with whom, by which rules."""

    insats: Insats
    role: str
    marks: tuple[str, ...]
    areas: tuple[Area, ...]
    others: tuple[PlanPart, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A body's part of the plan; `body` is None for what nobody is responsible for."""

    body: Body | None
    tasks: tuple[Task, ...]
    takes_part: tuple[PlanPart, ...]
    goals: tuple[Followed, ...]
    indicators: tuple[Indicator, ...]
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The plan of a policy in one reading of its open questions."""

    scenario: Scenario
    policy: Policy
    reading: Reading
    sections: tuple[PlanSection, ...]
    goals: tuple[Followed, ...]
    gaps: tuple[Gap, ...]
    unknown: tuple[Decision, ...]

    @property
    def decisions(self) -> int:
        """How many granted decisions the plan holds."""
        return sum(len(task.areas) for section in self.sections for task in section.tasks)


def plans(scenario: Scenario, name: str) -> tuple[ActionPlan, ...]:
    """The plan of a policy, one per interpretation that makes it another."""
    policy = scenario.policy(name)
    return tuple(_plan(scenario, policy, reading) for reading in readings_apart(scenario, policy))


def readings_apart(scenario: Scenario, policy: Policy) -> tuple[Reading, ...]:
    """The interpretations in which some decision that counts is another."""

    def verdicts(reading: Reading) -> list[tuple[str, str, Verdict]]:
        return [(d.ruling.insats.id, d.area.id, d.verdict) for d in decisions_counted(scenario, policy, reading)]

    return tell_apart(all_readings(scenario, [policy]), verdicts)


def decisions_counted(scenario: Scenario, policy: Policy, reading: Reading) -> tuple[Decision, ...]:
    """The decisions of the insatser that differ from the baseline's; without a baseline, of all that it names."""
    return tuple(d for ruling in counted(scenario, policy, reading) for d in decide(scenario, policy, ruling, reading))


def _plan(scenario: Scenario, policy: Policy, reading: Reading) -> ActionPlan:
    duty_ledger = ledger_of(scenario)
    decisions = decisions_counted(scenario, policy, reading)
    goals = followed(scenario, policy.id)
    tasks, parts = _tasks(duty_ledger, decisions), _parts(duty_ledger, decisions)
    names = dict.fromkeys((*(name for name in tasks if name), *parts))
    names.update(dict.fromkeys(f.goal.body for f in goals if f.goal.body and f.goal.policies))
    sections = [_section(scenario, name, tasks.get(name, []), parts.get(name, ()), goals) for name in names]
    sections.sort(key=lambda s: (-sum(len(t.areas) for t in s.tasks), s.body.name if s.body else ""))
    if "" in tasks:
        sections.append(PlanSection(None, tuple(tasks[""]), (), (), (), ()))
    unknown = tuple(d for d in decisions if d.verdict == "unknown")
    return ActionPlan(scenario, policy, reading, tuple(sections), goals, _gaps(duty_ledger, decisions, policy), unknown)


def _gaps(ledger: Ledger, decisions: tuple[Decision, ...], policy: Policy) -> tuple[Gap, ...]:
    """The gaps that the plan's own decisions touch."""
    touched = {name for d in granted(decisions) for name in ledger.within(d.area)}
    return tuple(
        gap
        for gap in gaps(ledger, decisions, policy.id)
        if gap.kind != "no_agreement" or any(area.id in touched for area in gap.areas)
    )


def _tasks(ledger: Ledger, decisions: tuple[Decision, ...]) -> dict[str, list[Task]]:
    """Granted decisions by the body that answers first (empty: nobody), gathered per insats and role."""
    gathered: dict[tuple[str, str, str], list[Decision]] = defaultdict(list)
    for decision in granted(decisions):
        answers = ledger.who(decision.ruling.insats, decision.area)
        first = answers[0] if answers and answers[0].answers else None
        key = (first.body.id if first else "", decision.ruling.insats.id, first.role if first else "")
        gathered[key].append(decision)
    tasks: dict[str, list[Task]] = defaultdict(list)
    for (body, _, role), group in gathered.items():
        deciding = {d.deciding.id: d.deciding for d in group if d.deciding}
        rules = tuple(deciding[name] for name in sorted(deciding))
        parts = _company(ledger, group)
        others = tuple(part for part in parts if part.body.id != body)
        marks = next((part.marks for part in parts if (part.body.id, part.role) == (body, role)), ())
        areas = tuple(d.area for d in group)
        tasks[body].append(Task(group[0].ruling.insats, role, marks, areas, others, rules))
    return tasks


def _company(ledger: Ledger, decisions: Iterable[Decision]) -> tuple[PlanPart, ...]:
    """Every body with a role in some decisions about one insats, and the areas it has it in."""
    areas: dict[tuple[str, str], list[Area]] = defaultdict(list)
    first: dict[tuple[str, str], tuple[Responsibility, Insats]] = {}
    for decision in granted(decisions):
        for answer in ledger.who(decision.ruling.insats, decision.area):
            key = (answer.body.id, answer.role)
            first.setdefault(key, (answer, decision.ruling.insats))
            if decision.area not in areas[key]:
                areas[key].append(decision.area)
    return tuple(
        PlanPart(a.body, insats, a.role, a.duty.citation.flags, a.answers, tuple(areas[key]))
        for key, (a, insats) in first.items()
    )


def _parts(ledger: Ledger, decisions: tuple[Decision, ...]) -> dict[str, tuple[PlanPart, ...]]:
    """What each body has a part in without being the first to answer."""
    by_insats: dict[str, list[Decision]] = defaultdict(list)
    for decision in granted(decisions):
        by_insats[decision.ruling.insats.id].append(decision)
    parts_by_body: dict[str, list[PlanPart]] = defaultdict(list)
    for group in by_insats.values():
        led = {b.id for d in group if (b := ledger.responsible(d.ruling.insats, d.area)) is not None}
        for part in _company(ledger, group):
            if part.body.id not in led:
                parts_by_body[part.body.id].append(part)
    return {name: tuple(parts) for name, parts in parts_by_body.items()}


def _section(
    scenario: Scenario, name: str, tasks: list[Task], parts: tuple[PlanPart, ...], goals: tuple[Followed, ...]
) -> PlanSection:
    org = scenario.book.organisation
    followups = tuple(f for f in goals if f.goal.body == name)
    ids = {f.goal.id for f in followups}
    return PlanSection(
        org.bodies[name],
        tuple(sorted(tasks, key=lambda t: t.insats.label.sv)),
        parts,
        followups,
        tuple(i for i in org.indicators.values() if i.goal in ids),
        tuple(a for a in org.activities if a.body == name),
    )

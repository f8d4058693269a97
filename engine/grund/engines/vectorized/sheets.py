"""Sheets: the questions that a policy puts to columns of areas.

Enters: a scenario and a policy. Leaves: `DecisionSheet`s: insatser of the policy in one choice of tolkningar, with a
plan that decides them together. Promise: a plan is made once for what it depends on (rules, derived attributes,
parameters, day, tolkning) and kept while the process lives, with every cell it has filled; a given column leaves no
tolkning open behind it, so only those that are read on the columns themselves are asked in each choice.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from ...loading.cell_values import Form
from ...model.expressions import Expr, Name, Reference
from ...model.facts import Area, World
from ...model.policies import Ruling
from ...model.scenario import Reading, Scenario
from .. import interpreter, vectorized
from ..run import frame_of

KEPT: Final = 64
"""How many plans are kept."""
_NOWHERE: Final = Area("", "", "")
_PLANS: Final[dict[object, vectorized.DecisionPlan]] = {}


@dataclass(frozen=True, slots=True)
class DecisionSheet:
    """Insatser of a policy, decided together for every row: one question each.

    `neighbours`: whether those of every row are known, so that what is taken of them can be worked out. `shown`: names
    whose values are asked for beside the decisions.
    """

    policy: str
    reading: Reading
    insatser: tuple[str, ...]
    plan: vectorized.DecisionPlan
    frame: interpreter.EvalContext = field(repr=False)
    neighbours: bool = False
    shown: tuple[Reference, ...] = ()

    @property
    def tolkning(self) -> str:
        """The choices of tolkningar that it is asked in."""
        return "; ".join(f"{name}={choice}" for name, choice in self.reading)

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """What is asked of every row."""
        axis_exprs = (table.cells.expression(axis) for table in self.plan.tables for axis in table.cells.axes)
        return (*axis_exprs, *_read(self.plan.costs), *self.shown)

    def needed(self, given: Container[str], exprs: Iterable[Expr] | None = None) -> vectorized.Needed:
        """What it reads, or what some expressions do, where some columns are given."""
        return _needed(self.frame, self.exprs if exprs is None else exprs, given, self.neighbours)

    def forms(self, given: Container[str]) -> dict[str, Form]:
        """The form of each given column that it reads: of an attribute, with the rounding that it declares."""
        attributes = self.frame.vocabulary.attributes
        read = self.needed(given).given.items()
        return {name: Form(kind, attributes[name].round if name in attributes else "") for name, kind in read}

    def across(self, given: Container[str]) -> tuple[Reference, ...]:
        """The derived attributes that are worked out from all rows at once."""
        words = self.frame.vocabulary.derived
        names = sorted(name for name in self.needed(given).worked if words[name].how.across)
        return tuple(Reference(name, words[name].type) for name in names)

    def worked(
        self,
        columns: Mapping[str, vectorized.CodedColumn],
        rows: int,
        segments: vectorized.Segments | None = None,
        exprs: Iterable[Expr] | None = None,
    ) -> dict[str, vectorized.CodedColumn]:
        """The columns, with those of the derived attributes that it (or some expressions) read and they give."""
        return vectorized.worked(self.frame, columns, rows, self.exprs if exprs is None else exprs, segments)


def values(
    sheet: DecisionSheet, columns: Mapping[str, vectorized.CodedColumn], count: int
) -> list[vectorized.CodedColumn]:
    """The values of the names shown, row by row, as columns have them."""
    rows = vectorized.Rows(sheet.frame, columns, count)
    return [rows.column(name) for name in sheet.shown]


def _needed(
    frame: interpreter.EvalContext, exprs: Iterable[Expr], given: Container[str], neighbours: bool
) -> vectorized.Needed:
    return vectorized.needed(frame, exprs, given, partial(vectorized.able, neighbours=neighbours))


def sheets(
    scenario: Scenario,
    policy: str,
    given: Container[str],
    insatser: Iterable[str] | None = None,
    costs: Mapping[str, vectorized.Cost] | None = None,
    neighbours: bool = False,
    shown: tuple[Reference, ...] = (),
) -> tuple[DecisionSheet, ...]:
    """The sheets of a policy at the scenario's level; one, where no tolkning is read on the columns themselves.

    `neighbours`: whether those of every row are known. `shown`: names whose values are asked for beside the decisions.
    """
    chosen_policy = scenario.policy(policy)
    names = set(chosen_policy.rulings if insatser is None else insatser)
    by_reading: dict[Reading, tuple[interpreter.EvalContext, list[str]]] = {}
    for ruling in chosen_policy.rulings.values():
        if ruling.insats.level != scenario.level or ruling.insats.id not in names:
            continue
        for reading in scenario.readings([ruling]):
            frame = frame_of(scenario, chosen_policy, reading)
            cost = (costs or {}).get(ruling.insats.id)
            exprs = [*(rule.active for rule in ruling.rules), *(cost.reads if cost else ()), *shown]
            read = _needed(frame, exprs, given, neighbours).constants
            own = tuple((name, choice) for name, choice in reading if f"tolkning.{name}" in read)
            _, asked_in = by_reading.setdefault(own, (frame, []))
            if ruling.insats.id not in asked_in:
                asked_in.append(ruling.insats.id)
    return tuple(
        DecisionSheet(
            chosen_policy.id,
            own,
            tuple(insats_ids),
            _plan(frame, tuple(insats_ids), costs or {}),
            frame,
            neighbours,
            shown,
        )
        for own, (frame, insats_ids) in by_reading.items()
    )


def sheet_of(frame: interpreter.EvalContext, reading: Reading, insatser: tuple[str, ...]) -> DecisionSheet:
    """Some insatser of the frame's policy, in the frame's choice of tolkningar."""
    return DecisionSheet(frame.policy.id, reading, insatser, _plan(frame, insatser, {}), frame)


def _plan(
    frame: interpreter.EvalContext, insatser: tuple[str, ...], costs: Mapping[str, vectorized.Cost]
) -> vectorized.DecisionPlan:
    """The plan of some insatser, kept by the content of all that it depends on."""
    rulings = [frame.policy.rulings[insats] for insats in insatser]
    plan_costs = {insats: costs[insats] for insats in insatser if insats in costs}
    key = (content(frame, rulings, plan_costs), tuple(plan_costs.items()))
    if key not in _PLANS:
        while len(_PLANS) >= KEPT:
            del _PLANS[next(iter(_PLANS))]
        world = World(frame.world.day, frame.world.known, {}, (), {}, {})
        alone = interpreter.EvalContext(frame.vocabulary, frame.policy, world, frame.tolkning)
        _PLANS[key] = vectorized.DecisionPlan(
            alone, tuple(vectorized.table(alone, insats) for insats in insatser), plan_costs
        )
    return _PLANS[key]


def _read(costs: Mapping[str, vectorized.Cost]) -> list[Expr]:
    """What some costs read."""
    return [expr for cost in costs.values() for expr in cost.reads]


def content(frame: interpreter.EvalContext, rulings: list[Ruling], costs: Mapping[str, vectorized.Cost]) -> object:
    """What the answers depend on, by value."""
    exprs = [rule.active for ruling in rulings for rule in ruling.rules]
    names = sorted(interpreter.reached(frame.vocabulary, [*exprs, *_read(costs)]))
    constants = [n for n in names if Name.parse(n).space in ("param", "tolkning")]
    return (
        frame.world.day,
        tuple(
            (r.insats.id, r.otherwise, tuple((x.id, x.then, x.active, x.exceptions) for x in r.rules)) for r in rulings
        ),
        tuple((n, frame.vocabulary.derived[n].how) for n in names if n in frame.vocabulary.derived),
        tuple((n, interpreter.read(frame, Reference(n), _NOWHERE).value) for n in constants),
    )

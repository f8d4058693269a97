"""Table hits: of every row of a decision table, the areas that it holds for and those that it decides.

Whether a row holds is what the interpreter says of its condition; a row decides only where it is certain that it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..engines import interpreter
from ..engines.run import frame_of
from ..model.decisions import Decision, Trace, truth
from ..model.dependencies import parameters_read
from ..model.derivations import DecisionTable
from ..model.facts import Area
from ..model.policies import Derived, Policy, Rulebook
from ..model.scenario import Reading, Scenario
from ..model.tables import WrittenTable
from ..problems.problem import GrundError, Place, nearest, problem
from .table_rows import of_ruling
from .testing.coverage import rows_that_held
from .testing.examples import trials

Truths: TypeAlias = tuple[bool | None, ...]
"""Of each row of a table, whether it holds of an area."""


@dataclass(frozen=True, slots=True)
class TableHits:
    """One output of a table under a policy, in an interpretation: whether each row holds, by area.

    `members`: of an output of an enum, its members in order.
    """

    output: str
    level: str
    policy: Policy
    reading: Reading
    how: DecisionTable
    truths: Mapping[Area, Truths]
    members: tuple[str, ...] = ()

    def hit(self, row: int) -> list[Area]:
        """The areas that a row holds for."""
        return [area for area, truths in self.truths.items() if truths[row]]

    def open(self, row: int) -> list[Area]:
        """The areas of which it is unknown whether a row holds."""
        return [area for area, truths in self.truths.items() if truths[row] is None]

    def decided(self, row: int) -> list[Area]:
        """The areas that a row decides."""
        return [area for area in self.truths if row in self.deciding(area)]

    def deciding(self, area: Area) -> tuple[int, ...]:
        """The rows, by their place, that decide an area: none where no row does, or it is not certain which."""
        truths, how = self.truths[area], self.how
        rows = [i for i, truth in enumerate(truths) if truth is not False]
        if how.hit == "first":
            rows = rows[:1]
        elif how.hit in ("priority", "max", "min") and rows:
            heights = [self._height(i) for i in rows]
            best = min(heights) if how.hit == "min" else max(heights)
            rows = [i for i, height in zip(rows, heights, strict=True) if height == best][:1]
        return tuple(rows) if all(truths[i] for i in rows) else ()

    def _height(self, row: int) -> Any:
        """How high an output stands in the order of its type."""
        then = self.how.rows[row].then
        return self.members.index(then) if isinstance(then, str) else then


def find_table(book: Rulebook, text: str, at: Place | None = None) -> WrittenTable:
    """The decision table of an id or a name; raises `GrundError` with the nearest, at the place that asks for it."""
    tables = book.tables
    table = tables.get(text) or next((one for one in tables.values() if one.name == text), None)
    if table is None:
        alike = [name for name, one in tables.items() if one.id == text]
        near = None if alike else nearest(text, tables)
        known = ", ".join(alike or tables) or "@none_declared"
        raise GrundError([problem("G312", at, near, what="@table", id=text, known=known)])
    return table


def hits(scenario: Scenario, table: WrittenTable, policies: Sequence[str]) -> tuple[TableHits, ...]:
    """The hits of every output of a table, under the policies that have it, in every interpretation that matters."""
    subjects = _of_insatser(scenario, table) if table.policy else _of_attributes(scenario, table, policies)
    return tuple(
        TableHits(output, level, policy, reading, how, _truths(scenario, policy, reading, how, level), members)
        for output, level, policy, how, members in subjects
        for reading in scenario.readings_of(row.when for row in how.rows)
    )


_Subject: TypeAlias = tuple[str, str, Policy, DecisionTable, tuple[str, ...]]


def _of_insatser(scenario: Scenario, table: WrittenTable) -> Iterator[_Subject]:
    """The outputs that are insatser, under the policy whose file the table is in."""
    policy = scenario.policy(table.policy)
    for output in table.outputs:
        ruling = policy.rulings.get(output)
        how = of_ruling(ruling) if ruling else None
        if ruling is not None and how is not None:
            yield output, ruling.insats.level, policy, how, ()


def _of_attributes(scenario: Scenario, table: WrittenTable, policies: Sequence[str]) -> Iterator[_Subject]:
    """The outputs that are derived attributes, at each of their levels, under a policy with what their rows read."""
    words = scenario.book.vocabulary
    for output in table.outputs:
        derived: Derived = words.derived[output]
        assert isinstance(derived.how, DecisionTable)
        read = parameters_read(words, derived.how.exprs)
        fit = [p for p in map(scenario.policy, policies) if read <= p.parameters.keys()]
        for level in derived.levels if fit else ():
            yield output, level, fit[0], derived.how, derived.type.members


def _truths(scenario: Scenario, policy: Policy, reading: Reading, how: DecisionTable, level: str) -> dict[Area, Truths]:
    frame = frame_of(scenario, policy, reading)
    areas = scenario.today.by_level.get(level, ())
    return {area: tuple([truth(interpreter.evaluate(frame, row.when, area)) for row in how.rows]) for area in areas}


def examples(scenario: Scenario, table: WrittenTable) -> dict[str, list[str]]:
    """The examples that reach each row, by the row's id."""
    reached: dict[str, list[str]] = {row.id: [] for row in table.rows}
    by_rule = {row.names(output, table.several): row.id for row in table.rows for output in row.outputs}
    numbers = {row.number: row.id for row in table.rows}
    for trial in trials(scenario.book):
        if isinstance(trial.found, Decision):
            ruling = trial.found.ruling
            own = ruling.table is not None and ruling.table.id == table.id and ruling.table.policy == table.policy
            rows = [by_rule[r.rule.id] for r in trial.found.rules if own and r.active and r.rule.id in by_rule]
            grounds = [rule.ground for rule in trial.found.rules]
        else:
            rows, grounds = [], [trial.found] if isinstance(trial.found, Trace) else []
        if not table.policy:
            rows += [numbers[line] for name, line in rows_that_held(grounds) if name in table.outputs]
        for row in dict.fromkeys(rows):
            reached[row] += [trial.example.id] if trial.example.id not in reached[row] else []
    return reached

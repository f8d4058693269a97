"""Table rows: those of a decision table that can hold together where none may, that never come first, and values that
no row covers.

`RowClash` values, hidden rows and a gap, each with what shows it, or nothing. What is shown is so, for every row is
read as boxes and the boxes are exact; a row that boxes cannot say (what is computed, parameters, the day, arithmetic)
is left to the proof reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from ..language.boxes import Box, TooFar, boxes, earlier, met, uncovered
from ..language.intervals import unscaled
from ..model.derivations import DecisionTable, Row
from ..model.expressions import BOOL, Expr, Operation, Type, Value
from ..model.policies import Policy, Rule, Ruling
from ..problems.problem import Problem, problem

Shown: TypeAlias = dict[str, Value]
"""Values that show a finding, by name."""


@dataclass(frozen=True, slots=True)
class RowClash:
    """Two rows that can hold together, though the table says that none do."""

    first: Row
    second: Row
    shown: Mapping[str, Value | None]

    def problem(self, table: str) -> Problem:
        """What is said of it."""
        words = {"first": self.first.name, "second": self.second.name, "table": table}
        return problem("G337", self.second.place, **words, case=written(self.shown))


@dataclass(frozen=True, slots=True)
class HiddenRow:
    """A row that never comes first, for rows above it hold wherever it does."""

    row: Row
    above: tuple[Row, ...]

    def problem(self, table: str) -> Problem:
        """What is said of it."""
        others = ", ".join(row.name for row in self.above)
        return problem("G869", self.row.place, row=self.row.name, table=table, others=others)


def ruled(policies: Iterable[Policy]) -> Iterator[tuple[str, str, DecisionTable]]:
    """The tables that insatser are decided by, each once: its id, with the insats where it has several, and level."""
    for policy in policies:
        for ruling in policy.rulings.values():
            how = of_ruling(ruling)
            if how is not None and ruling.table is not None and ruling.table.policy == policy.id:
                insats = f".{ruling.insats.id}" if ruling.table.several else ""
                yield f"{ruling.table.id}{insats}", ruling.insats.level, how


def of_ruling(ruling: Ruling) -> DecisionTable | None:
    """The table that a ruling was lowered from, as a derived attribute would have it; None where it was not.

    What its rules do not say together is what the ruling says otherwise, so it has no gap.
    """
    written_table = ruling.table
    if written_table is None:
        return None
    rules = {rule.id: rule for rule in ruling.rules}
    rows = [
        Row(_in_force(rules[name]), rules[name].then == "yes", row.number, rules[name].place, row.id)
        for row in written_table.rows
        if (name := row.names(ruling.insats.id, written_table.several)) in rules
    ]
    overlap = "error" if written_table.hit in ("unique", "any") else ""
    return DecisionTable(tuple(rows), written_table.hit, ruling.otherwise == "yes", False, overlap, ruling.place)


def _in_force(rule: Rule) -> Expr:
    """What must hold before exceptions are asked, its days among it."""
    return rule.conditions[0] if len(rule.conditions) == 1 else Operation("and", rule.conditions, BOOL)


def clashing(how: DecisionTable, first: Row, second: Row) -> bool:
    """Whether it is an error in the table that two rows hold together."""
    return how.overlap == "error" and (how.hit == "unique" or first.then != second.then)


def clashes(how: DecisionTable, types: Mapping[str, Type]) -> Iterator[RowClash]:
    """For each row that can hold together with one above it, the first such. `types`: of the attributes."""
    if how.overlap != "error":
        return
    unions = [boxes(row.when, types) or [] for row in how.rows]
    for i, (row, others) in enumerate(zip(how.rows, earlier(unions), strict=True)):
        for j in others:
            both = next(met(unions[i], unions[j]), None) if clashing(how, how.rows[j], row) else None
            if both is not None:
                shown = {name: unscaled(left.least, types[name]) for name, left in both.items()}
                yield RowClash(how.rows[j], row, shown)
                break


def hidden(how: DecisionTable, types: Mapping[str, Type]) -> Iterator[HiddenRow]:
    """The rows that never come first, where the first row that holds decides."""
    if how.hit != "first":
        return
    unions = [boxes(row.when, types) for row in how.rows]
    for i, (row, others) in enumerate(zip(how.rows, earlier(unions), strict=True)):
        above = [j for j in others if unions[j]]
        if unions[i] and _covered(unions[i] or [], [box for j in above for box in unions[j] or []], types):
            yield HiddenRow(row, tuple(how.rows[j] for j in _needed(unions, i, above, types)))


def _covered(union: Sequence[Box], others: Sequence[Box], types: Mapping[str, Type]) -> bool:
    """Whether some boxes cover others; not, where that would take too long to say."""
    try:
        return all(uncovered(box, others, types) is None for box in union)
    except TooFar:
        return False


def _needed(
    unions: Sequence[Sequence[Box] | None], row: int, above: Sequence[int], types: Mapping[str, Type]
) -> list[int]:
    """Of the rows above that cover a row together, the first few that do."""
    meeting = [j for j in above if any(True for _ in met(unions[row] or [], unions[j] or []))]
    low, high = 1, len(meeting)
    while low < high:
        middle = (low + high) // 2
        enough = _covered(unions[row] or [], [box for j in meeting[:middle] for box in unions[j] or []], types)
        low, high = (low, middle) if enough else (middle + 1, high)
    return meeting[:low]


def gap(how: DecisionTable, types: Mapping[str, Type]) -> Shown | None:
    """Known values for which no row holds; None where none is seen."""
    unions = [boxes(row.when, types) for row in how.rows]
    if None in unions:
        return None
    try:
        step = uncovered({}, [box for union in unions for box in union or []], types)
    except TooFar:
        return None
    return None if step is None else {name: unscaled(at, types[name]) for name, at in sorted(step.items())}


def written(shown: Mapping[str, Value | None]) -> str:
    """Values as they are written in a file: `n = 10, klass = svag`."""
    return ", ".join(f"{name} = {_written(value)}" for name, value in shown.items()) or "–"


def _written(value: Value | None) -> str:
    if value is None:
        return "missing"
    return str(value).lower() if isinstance(value, bool) else f"{value:f}" if isinstance(value, Decimal) else str(value)

"""Random decision tables over a small vocabulary, and what trying every value says of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations, product
from typing import Any, Final

from grund.language.typing import Scope, condition
from grund.loading.decision_tables.cells import row_text
from grund.model.derivations import DecisionTable, Row
from grund.model.expressions import BOOL, Type, number

KLASS: Final = Type("enum", "klass", ("lag", "mellan", "hog"), True)
TYPES: Final[Mapping[str, Type]] = {"n": number(0, 0, 9), "k": KLASS, "b": BOOL}
INPUTS: Final = {"tal": "n", "klass": "k", "ja": "b"}
POINTS: Final = [
    dict(zip("nkb", point, strict=True)) for point in product(map(Decimal, range(10)), KLASS.members, (True, False))
]
SCOPE: Final = Scope(TYPES, "omrade")
VOCABULARY: Final = {
    "levels": {"omrade": {}}, "types": {"klass": {"enum": list(KLASS.members), "ordered": "true"}},
    "attributes": {"n": {"type": "number", "min": "0", "max": "9"}, "k": {"type": "klass"}, "b": {"type": "bool"}},
}  # fmt: skip
"""The same as a vocabulary file has it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, and the values that it holds for."""

    text: str
    holds: frozenset[Any]


def _numbers(by: random.Random) -> Cell:
    low, high = sorted((by.randint(0, 9), by.randint(0, 9)))
    every = [Decimal(i) for i in range(10)]
    opened, closed = by.choice("[]("), by.choice("])[")
    inside = {
        v for v in every
        if (v >= low if opened == "[" else v > low) and (v <= high if closed == "]" else v < high)
    }  # fmt: skip
    cells = [
        Cell(f"{opened}{low}..{high}{closed}", frozenset(inside)),
        Cell(f"< {high}", frozenset(v for v in every if v < high)),
        Cell(f">= {low}", frozenset(v for v in every if v >= low)),
        Cell(f"< {low}, > {high}", frozenset(v for v in every if v < low or v > high)),
        Cell(f"not({low}, {high})", frozenset(v for v in every if v not in (low, high))),
        Cell(f"{low}, {high}", frozenset(v for v in every if v in (low, high))),
    ]
    return by.choice(cells)


def random_cell(by: random.Random, column: str) -> Cell:
    """A random cell of a column."""
    if by.random() < 0.35:
        return Cell("-", frozenset(point[INPUTS[column]] for point in POINTS))
    if column == "tal":
        return _numbers(by)
    values: Sequence[Any] = KLASS.members if column == "klass" else (True, False)
    chosen = by.sample(values, by.randint(1, len(values)))
    text = ", ".join(str(value).lower() for value in chosen)
    if by.random() < 0.3:
        return Cell(f"not({text})", frozenset(values) - frozenset(chosen))
    return Cell(text, frozenset(chosen))


@dataclass(frozen=True)
class Table:
    """A random table: of each row its cells and what it gives."""

    rows: tuple[tuple[Mapping[str, Cell], bool], ...]

    @property
    def texts(self) -> list[dict[str, str]]:
        """The cells of each row, as text."""
        return [{name: one.text for name, one in cells.items()} for cells, _ in self.rows]

    def how(self, hit: str) -> DecisionTable:
        """The table as a derived attribute has it."""
        rows = tuple(
            Row(condition(row_text(INPUTS, texts), SCOPE), then, i)
            for i, (texts, (_, then)) in enumerate(zip(self.texts, self.rows, strict=True), 1)
        )
        return DecisionTable(rows, hit, False, True, "error" if hit in ("unique", "any") else "")

    def holding(self, point: Mapping[str, Any]) -> list[int]:
        """The rows that hold of a point."""
        return [
            i for i, (cells, _) in enumerate(self.rows)
            if all(point[INPUTS[name]] in one.holds for name, one in cells.items())
        ]  # fmt: skip

    def clashing(self, same: bool) -> set[int]:
        """The rows that hold together with one above (`same`: also one that gives the same)."""
        pairs = {pair for rows in self.held for pair in combinations(rows, 2)}
        return {j for i, j in pairs if same or self.rows[i][1] != self.rows[j][1]}

    def hidden(self) -> set[int]:
        """The rows that hold somewhere, and nowhere first."""
        return {i for rows in self.held for i in rows} - {rows[0] for rows in self.held if rows}

    def gaps(self) -> list[Mapping[str, Any]]:
        """The points that no row holds of."""
        return [point for point, rows in zip(POINTS, self.held, strict=True) if not rows]

    @cached_property
    def held(self) -> list[list[int]]:
        """Of each point, the rows that hold of it."""
        return [self.holding(point) for point in POINTS]


def tables(count: int, seed: int) -> Iterator[Table]:
    """Random tables."""
    by = random.Random(seed)
    for _ in range(count):
        rows = [({name: random_cell(by, name) for name in INPUTS}, by.random() < 0.5) for _ in range(by.randint(1, 7))]
        yield Table(tuple(rows))

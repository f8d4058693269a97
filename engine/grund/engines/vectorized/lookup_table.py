"""Lookup table: the answers of a partition's cells, filled by the interpreter itself when they are first asked for.

Enters: a frame and an insats. Leaves: a `LookupTable`, and the answer of a cell. Promise: an answer is the
interpreter's own, given for one representative of the cell. A table serves every world on its day: it knows nothing of
areas.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from threading import Lock
from types import MappingProxyType
from typing import Final, TypeAlias

from ...model.decisions import VERDICTS, Trace, Verdict
from ...model.expressions import Reference, Value
from ...model.facts import Area, World
from ..decision_cells import MISSING, Axis, Partition, partition
from ..interpreter import EvalContext, decide
from .columns import number

Answer: TypeAlias = tuple[Verdict, str | None, frozenset[str]]
"""What a row gets: verdict, deciding rule, missing names (of axes)."""
_CELL: Final = Area("cell", "", "cell")
"""The area that a cell is decided as, where none is named."""


@dataclass(frozen=True)
class LookupTable:
    """A partition with the answers found so far.

    `answers` by verdict, in the order of `VERDICTS`: an answer's number is its place there, so that numbers stay small
    and a number's verdict can be read off it. `filled` holds the place of every cell asked for, by its codes.
    """

    cells: Partition
    frame: EvalContext
    answers: tuple[list[Answer], ...] = field(default_factory=lambda: tuple([] for _ in VERDICTS))
    places: dict[Answer, tuple[int, int]] = field(default_factory=dict)
    filled: dict[tuple[int, ...], tuple[int, int]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @property
    def insats(self) -> str:
        """Which insats it decides."""
        return self.cells.ruling.insats.id

    def place(self, codes: Sequence[int], area: Area = _CELL) -> tuple[int, int]:
        """A cell's answer, as its verdict and its place among the answers of that verdict, by its codes on the axes.

        Raises `GrundError` where two rules conflict; `area` is named in it.
        """
        key = tuple(codes)
        pair = self.filled.get(key)
        if pair is None:
            with self.lock:
                pair = self.filled[key] = self._fill(key, area)
        return pair

    def _fill(self, codes: tuple[int, ...], area: Area) -> tuple[int, int]:
        """The place of the answer that the interpreter gives for a cell's representative."""
        self.frame.cells.clear()
        for axis, code in zip(self.cells.axes, codes, strict=True):
            node = Reference(axis.name, axis.type)
            self.frame.cells[axis.name, area.id] = Trace(node, axis.representative(code), (), "cell")
        decision = decide(self.frame, self.insats, area)
        answer = (decision.verdict, decision.rule, decision.missing)
        if answer not in self.places:
            verdict = VERDICTS.index(decision.verdict)
            self.places[answer] = verdict, len(self.answers[verdict])
            self.answers[verdict].append(answer)
        return self.places[answer]


def table(frame: EvalContext, insats: str, varied: Set[str] = frozenset()) -> LookupTable:
    """The table of an insats under a policy, on a day, with a choice of tolkningar, where some names are varied."""
    cells = partition(frame, insats, varied)
    policy = replace(frame.policy, rulings=MappingProxyType({insats: cells.ruling}))
    world = World(frame.world.day, frame.world.known, {}, (), {}, {})
    return LookupTable(cells, EvalContext(frame.vocabulary, policy, world, frame.tolkning))


def answer(sheet: LookupTable, codes: Mapping[str, int], area: Area) -> Answer:
    """The answer of one cell, by the code on each of its axes; `area` is named where two rules conflict."""
    verdict, place = sheet.place([codes[axis.name] for axis in sheet.cells.axes], area)
    return sheet.answers[verdict][place]


def code(axis: Axis, value: Value | None) -> int:
    """The code of a value on an axis."""
    if value is None:
        return MISSING
    amount = number(axis.type, value)
    return amount if axis.type.kind in ("bool", "enum") else bisect_right(axis.cuts, amount) + 1

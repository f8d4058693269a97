"""Decision cells: the finitely many cells that a ruling's constants cut the attributes into.

Enters: a frame (policy, day, tolkning) and an insats. Leaves: `Partition`: one `Axis` per name the ruling reads, cut
where the ruling compares it with a constant, and the ruling with what cannot be cut put behind a name. Promise: two
areas in the same cell get the same decision, deciding rule and missing names, whatever their values; one code of every
axis, 0, is *missing*. What cannot be cut is a comparison of a name with a name, or of arithmetic: it becomes an axis
of its own, true, false or missing, called `atom.1`, `atom.2`, …
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import prod
from typing import Final

from ..language.intervals import around, unscaled
from ..model.expressions import BOOL, Expr, Literal, Name, Operation, Reference, Type, Value, names
from ..model.facts import Area
from ..model.policies import Ruling
from .interpreter import EvalContext, evaluate, reached

MISSING: Final = 0
"""The code of an unknown value, on every axis."""
_FLIP: Final = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq"}
_NOWHERE: Final = Area("", "", "")
"""Where constants are evaluated: they read no area."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A name that a ruling reads, and its intervals.

    `cuts`, for numbers (scaled by their declared decimals) and dates (as ordinals), in order: code i, from 1, holds
    the values from `cuts[i - 2]` up to but not including `cuts[i - 1]`. An enum has a code per member, a bool two.
    """

    name: str
    type: Type
    cuts: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many codes it has, *missing* counted."""
        return {"bool": 3, "enum": len(self.type.members) + 1}.get(self.type.kind, len(self.cuts) + 2)

    def representative(self, code: int) -> Value | None:
        """A value of the interval: its lowest, and for the first the one below its end. None for *missing*."""
        if code == MISSING:
            return None
        if self.type.kind in ("bool", "enum"):
            return unscaled(code - 1, self.type)
        number = self.cuts[code - 2] if code > 1 else self.cuts[0] - 1 if self.cuts else int(self.type.low)
        return unscaled(number, self.type)


@dataclass(frozen=True, slots=True)
class Partition:
    """The cells of one ruling: `atoms` are the conditions that stand behind the axes of that name."""

    ruling: Ruling
    axes: tuple[Axis, ...]
    atoms: dict[str, Expr]

    @property
    def size(self) -> int:
        """How many cells there are."""
        return prod(axis.size for axis in self.axes)

    def expression(self, axis: Axis) -> Expr:
        """What an axis stands for."""
        return self.atoms.get(axis.name, Reference(axis.name, axis.type))

    def codes(self, cell: int) -> tuple[int, ...]:
        """The code on each axis of a cell; the first axis varies fastest."""
        axis_codes = []
        for axis in self.axes:
            cell, code = divmod(cell, axis.size)
            axis_codes.append(code)
        return tuple(axis_codes)


def partition(frame: EvalContext, insats: str, varied: Set[str] = frozenset()) -> Partition:
    """The cells of an insats's ruling, with the parameters, the day and the tolkning of the frame as constants.

    Where some names are `varied` (parameters, attributes), no constant is made of them and nothing that reads them is
    cut: every comparison of such a value becomes an atom, so that one partition serves whatever they are.
    """
    ruling = frame.policy.rulings[insats]
    actives, axes, atoms = cut(frame, [rule.active for rule in ruling.rules], varied)
    rules = tuple([replace(rule, active=active) for rule, active in zip(ruling.rules, actives, strict=True)])
    return Partition(replace(ruling, rules=rules), axes, atoms)


def cut(
    frame: EvalContext, conditions: Iterable[Expr], varied: Set[str] = frozenset()
) -> tuple[list[Expr], tuple[Axis, ...], dict[str, Expr]]:
    """Conditions over axes, the axes in order of name, and what stands behind those that are atoms."""
    cutter = _Cutter(frame, varied)
    return [cutter.cut(condition) for condition in conditions], cutter.axes(), cutter.atoms


class _Cutter:
    """What has been cut so far: the type and the cuts of every name, and the atoms."""

    def __init__(self, frame: EvalContext, varied: Set[str]) -> None:
        self.frame = frame
        self.varied = varied
        self.types: dict[str, Type] = {}
        self.cuts: dict[str, set[int]] = {}
        self.atoms: dict[str, Expr] = {}
        self.named: dict[Expr, str] = {}

    def axes(self) -> tuple[Axis, ...]:
        """The axes of the names that have been read, in order of name."""
        return tuple([Axis(name, self.types[name], tuple(sorted(self.cuts[name]))) for name in sorted(self.types)])

    def cut(self, tree: Expr) -> Expr:
        """The same condition over axes; notes the cuts on the way."""
        if not isinstance(tree, Operation):
            return self._leaf(tree)
        truths = all(arg.type.kind == "bool" for arg in tree.args)
        varies = not truths and bool(self.varied and reached(self.frame.vocabulary, tree.args) & self.varied)
        if tree.op == "missing" and _column(tree.args[0]) and not varies:
            self._read(tree.args[0])
            return tree
        if truths:
            return replace(tree, args=tuple([self.cut(arg) for arg in tree.args]))
        return tree if not varies and self._compared(tree) else self._atom(tree)

    def _leaf(self, tree: Literal | Reference) -> Expr:
        if _column(tree):
            self._read(tree)
        return tree

    def _read(self, tree: Expr) -> str:
        assert isinstance(tree, Reference)
        self.types.setdefault(tree.name, tree.type)
        self.cuts.setdefault(tree.name, set())
        return tree.name

    def _compared(self, tree: Operation) -> bool:
        """Whether it compares constants, or one name with constants; if so its cuts are noted."""
        columns = [arg for arg in tree.args if not _constant(arg)]
        if not columns:
            return True
        first, *rest = tree.args
        if tree.op == "in" and columns == [first] and _column(first):
            name = self._read(first)
            for arg in rest:
                self._cut_at(name, "eq", arg)
            return True
        if tree.op not in _FLIP or len(columns) > 1 or not _column(columns[0]):
            return False
        turned = columns[0] is not first
        self._cut_at(self._read(columns[0]), _FLIP[tree.op] if turned else tree.op, first if turned else rest[0])
        return True

    def _cut_at(self, name: str, op: str, constant: Expr) -> None:
        """A comparison of a number or a date with a constant; where that is unknown there is nothing to cut."""
        kind = self.types[name]
        value = evaluate(self.frame, constant, _NOWHERE).value
        if kind.kind not in ("number", "date") or value is None:
            return
        assert isinstance(value, Decimal | date)
        below, above = around(value, kind)
        if op in ("lt", "ge", "eq"):
            self.cuts[name].add(below)
        if op in ("le", "gt", "eq"):
            self.cuts[name].add(above)

    def _atom(self, tree: Expr) -> Reference:
        name = self.named.setdefault(tree, f"atom.{len(self.named) + 1}")
        self.atoms[name] = tree
        node = Reference(name, BOOL, tree.span)
        self._read(node)
        return node


def _column(tree: Expr) -> bool:
    return isinstance(tree, Reference) and bool(list(names_read(tree)))


def _constant(tree: Expr) -> bool:
    return not list(names_read(tree))


def names_read(tree: Expr) -> Iterator[str]:
    """The names that a condition reads whose value depends on the area: those of axes."""
    return (n for n in names(tree) if n != "day" and Name.parse(n).space not in ("param", "tolkning", "rule"))

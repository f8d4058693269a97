"""Neighbourhood: a possible area with others about it, so that what is computed of other areas is no free value.

Enters: a question and a case that answers it, in which what is taken over other areas has the values that the solver
gave it. Leaves: the case with the values that a small world of invented areas gives it; None where no such world was
found. Promise: what leaves holds in that world by the interpreter; that none was found proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product
from typing import Final

from ...model.expressions import Expr, Reference, Type, Value, fold
from ...model.facts import Area, Link
from ...model.policies import Derived, Vocabulary
from .. import interpreter
from .questions import HERE, Around, Is, PolicySide, Possible, Question, area_of, atoms, frames_of, holds

_TRIES: Final = 300
"""The most worlds that are tried for what is taken along one relation."""
_FEW: Final = 7
"""The most values of an attribute that are tried, and the most areas."""


@dataclass(frozen=True, slots=True)
class _Relation:
    """How areas stand to the area: as an `over` says it; of a rank or a split, as areas of its level."""

    relation: str
    hierarchy: str
    to: str
    share: str = ""


def free_names(words: Vocabulary, sides: Sequence[PolicySide], case: Possible) -> tuple[str, ...]:
    """What a case has a value of that is computed of other areas, and is not a side's own."""
    pairs = zip(sides, case.values, strict=True)
    return tuple(sorted({n for side, values in pairs for n in values if n in words.derived and n not in side.own}))


def placed(
    words: Vocabulary, sides: Sequence[PolicySide], question: Question, case: Possible, complete: bool
) -> Possible | None:
    """The case among invented areas; the very case, where it reads nothing of others. `complete`: every condition of
    the question is to be known that is so in the case itself."""
    free = free_names(words, sides, case)
    if not free:
        return case
    unknown = _unknown(frames_of(words, sides, case), question, area_of(case)) if complete else ()
    for around in (Around(), _joined(_fitting(words, sides, case, free))):
        frames = frames_of(words, sides, case, around)
        more = complete and set(_unknown(frames, question, area_of(case))) - set(unknown)
        if holds(frames, question, area_of(case)) and not more:
            return _told(words, case, free, frames)
    return None


def _unknown(frames: Sequence[interpreter.EvalContext], question: Question, area: Area) -> list[int]:
    """The conditions of a question that are unknown, by their place."""
    conditions = [atom for atom in atoms(question) if isinstance(atom, Is)]
    return [i for i, atom in enumerate(conditions) if holds(frames, replace(atom, truth=None), area)]


def _told(
    words: Vocabulary, case: Possible, free: Sequence[str], frames: Sequence[interpreter.EvalContext]
) -> Possible:
    """The case with the values that the areas around it give."""
    types, area = words.type_at(case.level), area_of(case)

    def read(
        frame: interpreter.EvalContext, case_values: Mapping[str, Value | None], names: Iterable[str]
    ) -> dict[str, Value | None]:
        again = {n: interpreter.read(frame, Reference(n, types[n]), area).value for n in names if n in case_values}
        return {**case_values, **again}

    derived = [name for name in types if name in words.derived]
    values = tuple(read(f, known_values, free) for f, known_values in zip(frames, case.values, strict=True))
    return replace(case, values=values, told=tuple(read(f, t, derived) for f, t in zip(frames, case.told, strict=True)))


def _joined(parts: Iterable[Around]) -> Around:
    arounds = list(parts)
    facts = {key: value for part in arounds for key, value in part.facts.items()}
    return Around(tuple(a for p in arounds for a in p.areas), tuple(link for p in arounds for link in p.links), facts)


# ── areas that give the values of a case


def _fitting(words: Vocabulary, sides: Sequence[PolicySide], case: Possible, free: Sequence[str]) -> Iterator[Around]:
    """For each relation the areas that give what is taken along it its values, where some do."""
    groups: dict[_Relation, list[Derived]] = {}
    for name in free:
        relation = _relation(words.derived[name], case.level)
        if relation is not None:
            groups.setdefault(relation, []).append(words.derived[name])
    for number, (relation, taken) in enumerate(groups.items()):
        for around in islice(_tries(words, case, relation, taken, f"{number}"), _TRIES):
            if _fits(words, sides, case, taken, around):
                yield around
                break


def _relation(derived: Derived, level: str) -> _Relation | None:
    how = derived.how
    way = how.along(level) or ("level", "", level, how.level_read(level))
    return _Relation(way[0], way[1], way[3], how.share) if how.across else None


def _fits(
    words: Vocabulary, sides: Sequence[PolicySide], case: Possible, taken: Sequence[Derived], around: Around
) -> bool:
    """Whether everything taken along a relation has the value of the case."""
    return all(
        interpreter.read(frame, Reference(one.id, one.type), area_of(case)).value == values[one.id]
        for frame, values in zip(frames_of(words, sides, case, around), case.values, strict=True)
        for one in taken
        if one.id in values
    )


def _tries(
    words: Vocabulary, case: Possible, relation: _Relation, taken: Sequence[Derived], mark: str
) -> Iterator[Around]:
    """Worlds of so many areas that are alike, with values near those that are wanted and those that are asked for."""
    wanted = [case_values[one.id] for case_values in case.values for one in taken if one.id in case_values]
    exprs = [expr for one in taken for expr in one.how.exprs]
    read = sorted(
        name for name in interpreter.reached(words, exprs)
        if name in words.attributes and relation.to in words.attributes[name].levels
    )  # fmt: skip
    literals = [value for expr in exprs for value in _literals(words, expr)]
    ways = [_choices(words.attributes[name].type, wanted, literals) for name in read]
    own = (
        []
        if relation.relation != "level"
        else [n for n in read if not any(n in case_values for case_values in case.values)]
    )
    counts = [int(v) for v in wanted if isinstance(v, Decimal) and v == int(v) and 2 < v <= _FEW]
    for values in product(*ways, *(ways[read.index(name)] for name in own)):
        own_facts = {(HERE, name): value for name, value in zip(own, values[len(read) :], strict=True)}
        for many in (1, 2, *counts):
            yield _around(relation, dict(zip(read, values, strict=False)), many, mark, own_facts)


def _around(
    relation: _Relation, values: Mapping[str, Value], many: int, mark: str, own_facts: Mapping[tuple[str, str], Value]
) -> Around:
    """So many areas with the same values, and what is told of the area itself, which is one of its level."""
    areas = tuple(Area(f"{mark}-{i}", relation.to, f"{mark}-{i}") for i in range(many))
    links = tuple(_link(relation, area.id) for area in areas if relation.relation != "level")
    facts = {(area.id, name): value for area in areas for name, value in values.items()}
    return Around(areas, links, {**facts, **own_facts})


def _link(relation: _Relation, other: str) -> Link:
    shares = {relation.share: Decimal(1)} if relation.share else {}
    if relation.relation == "parts":
        return Link(other, HERE, "part_of", relation.hierarchy)
    kind = "part_of" if relation.relation == "parent" else relation.relation
    return Link(HERE, other, kind, relation.hierarchy, shares)


def _literals(words: Vocabulary, expr: Expr) -> list[Value]:
    """The constants of an expression, and of the tests that it reads."""

    def reference(node: Reference) -> list[Value]:
        derived = words.derived.get(node.name)
        exprs = derived.how.exprs if derived is not None and derived.local else ()
        return [value for one in exprs for value in _literals(words, one)]

    literal = fold(expr, lambda node: [node.value], reference, lambda _, parts: [v for part in parts for v in part])
    return list(dict.fromkeys(literal))


def _choices(kind: Type, wanted: Iterable[Value | None], values: Iterable[Value]) -> Sequence[Value]:
    """Values of a type to try: what is wanted, what conditions name and what lies beside it, the ends of its domain."""
    if kind.kind == "bool":
        return [True, False]
    if kind.kind == "enum":
        first = [v for v in wanted if isinstance(v, str) and v in kind.members]
        return list(dict.fromkeys((*first, *kind.members)))[:_FEW]
    if kind.kind == "date":
        days = [v for v in (*wanted, *values) if isinstance(v, date)]
        return list(dict.fromkeys(d + timedelta(i) for d in days for i in (0, 1, -1)))[:_FEW] or [date(2000, 1, 1)]
    step = Decimal(1).scaleb(-kind.decimals)
    near = [v for v in wanted if isinstance(v, Decimal)]
    near += [v + i * step for v in values if isinstance(v, Decimal) for i in (0, 1, -1)]
    fine = [v for v in (*near, kind.low, kind.high) if kind.low <= v <= kind.high and v == v.quantize(step)]
    return list(dict.fromkeys(fine))[:_FEW]

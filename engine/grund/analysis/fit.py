"""Fit: from a list of areas to its rule: the shortest conditions over some attributes that give it.

Enters: a scenario, and a list: a policy, a file with areas, or a condition. Leaves: a `FittedList` for each reading of
the open questions that the list depends on. Promise: a condition gives what the interpreter says that it gives, for it
is asked; unknown is never given. What gives the list, and what is computed of that, is left out of the vocabulary
unless it is asked for: else the answer would be the list itself.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final, NamedTuple

from ..engines import interpreter
from ..engines.run import frame_of
from ..language.tokens import ParseError
from ..language.typing import Scope, condition
from ..loading.csv_tables import cell_spans
from ..loading.documents import read
from ..loading.vocabulary import scope
from ..model.arithmetic import EXACT
from ..model.expressions import BOOL, Expr, Operation, Reference, Type, Value
from ..model.facts import Area
from ..model.policies import Policy
from ..model.scenario import Reading, Scenario
from ..problems.file_names import shown
from ..problems.problem import TYPED_CONDITION, GrundError, Place, nearest, problem
from .compare.one_policy import counted, reach
from .fit_search import Fit, front
from .lookup import find_area, find_attribute

_HEADS: Final = ("id", "area")
"""What the first column of a file may be called."""
_SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}
_DIGITS: Final = 17
"""The most places before the decimal point that a bound is rounded to."""


@dataclass(frozen=True, slots=True)
class FittedCondition:
    """A condition of the front, with the areas that it has wrong; `open`: others for which it cannot be decided."""

    fit: Fit
    expr: Expr
    missed: tuple[Area, ...]
    extra: tuple[Area, ...]
    open: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class FittedList:
    """A list in a reading. `undecided`: areas of which the policy cannot say; they are held to be outside it.

    `attributes`: the vocabulary. `conditions`: the front, shortest first. `alike`: areas of the list that no attribute
    tells from some others, with these.
    """

    scenario: Scenario
    name: str
    policy: Policy | None
    reading: Reading
    level: str
    areas: tuple[Area, ...]
    wanted: frozenset[str]
    undecided: tuple[Area, ...]
    attributes: tuple[str, ...]
    conditions: tuple[FittedCondition, ...]
    alike: tuple[tuple[Area, tuple[Area, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list before it is fitted, in a reading."""

    reading: Reading
    level: str
    wanted: frozenset[str]
    undecided: frozenset[str] = frozenset()


def fit(scenario: Scenario, text: str, attributes: Sequence[str] = (), errors: int = 0) -> tuple[FittedList, ...]:
    """The conditions that give a list, or all but `errors` of it, by reading.

    Raises `GrundError`: G818 for a name that nothing has, what is wrong with a condition, G819 for a list of no areas
    or of all, G820 for an attribute that the areas do not have.
    """
    policy = scenario.policies.get(text)
    reader = policy or next(iter(scenario.policies.values()))
    listed, own = _lists(scenario, text, policy, reader)
    fitted: dict[object, FittedList] = {}
    for one in listed:
        areas = tuple(scenario.today.by_level.get(one.level, ()))
        if not one.wanted or len(one.wanted) == len(areas):
            at = Place(shown(text)) if policy is None and os.path.isfile(text) else None
            raise GrundError([problem("G819", at, list=text, areas=str(len(one.wanted)), level=one.level)])
        words = _vocabulary(scenario, one.level, attributes, own)
        columns = _columns(scenario, reader, one, areas, words)
        key = (one.wanted, one.undecided, tuple((name, tuple(values)) for name, values in columns.items()))
        if key not in fitted:
            fitted[key] = _fitted(scenario, text, policy, reader, one, areas, columns, errors)
    return tuple(fitted.values())


# ── the list


def _lists(
    scenario: Scenario, text: str, policy: Policy | None, reader: Policy
) -> tuple[list[_Listed], frozenset[str]]:
    """The list by reading, and the names that what gives it reads."""
    if policy is not None:
        readings = scenario.readings(policy.rulings.values())
        verdicts = {reading: reach(scenario, policy, reading) for reading in readings}
        rulings = {ruling.insats.id: ruling for reading in readings for ruling in counted(scenario, policy, reading)}
        rules = [rule.active for ruling in rulings.values() for rule in ruling.rules]
        return [
            _Listed(reading, scenario.level, _of(verdicts[reading], "yes"), _of(verdicts[reading], "unknown"))
            for reading in readings
        ], interpreter.reached(scenario.book.vocabulary, rules)
    if os.path.isfile(text):
        ids = frozenset(area.id for area in _in_file(scenario, text))
        return [_Listed(reading, scenario.level, ids) for reading in scenario.readings_of(())], frozenset()
    level, expr = _condition(scenario, text, reader)
    lists = []
    for reading in scenario.readings_of([expr]):
        truths = _truths(scenario, reader, reading, expr, scenario.today.by_level.get(level, ()))
        wanted, undecided = (frozenset(i for i, truth in truths.items() if truth is what) for what in (True, None))
        lists.append(_Listed(reading, level, wanted, undecided))
    return lists, interpreter.reached(scenario.book.vocabulary, [expr])


def _of(verdicts: Mapping[str, str], verdict: str) -> frozenset[str]:
    return frozenset(area for area, answer in verdicts.items() if answer == verdict)


def _in_file(scenario: Scenario, file: str) -> Iterator[Area]:
    """The areas that the first column of a file names, by id or name; raises `GrundError` for the first unknown."""
    lines = read(file).split("\n")
    for number, line in enumerate(lines, 1):
        _, end = next(cell_spans(line, ";" if ";" in lines[0] else ","))
        name = line[:end].strip().strip('"')
        if name and not (number == 1 and name.lower() in _HEADS):
            try:
                yield find_area(scenario, name)
            except GrundError as error:
                place = Place(shown(file), number, 1, line, end)
                raise GrundError([replace(p, place=place) for p in error.problems]) from None


def _condition(scenario: Scenario, text: str, reader: Policy) -> tuple[str, Expr]:
    """A condition, at the scenario's level or at the first where it can be read."""
    faults = []
    for level in dict.fromkeys((scenario.level, *scenario.book.vocabulary.levels)):
        try:
            return level, condition(text, scope(scenario.book.vocabulary, reader.parameters, level))
        except ParseError as error:
            start, end = error.span
            faults.append(replace(error.issue, place=Place(TYPED_CONDITION, 1, start + 1, text, max(end - start, 1))))
    if text.replace("-", "").isidentifier():  # a name that nothing has, and no condition that is wrong
        raise GrundError([problem("G818", None, nearest(text, scenario.policies), text=text)])
    raise GrundError(faults[:1])


def _truths(
    scenario: Scenario, reader: Policy, reading: Reading, expr: Expr, areas: Iterable[Area]
) -> dict[str, Value | None]:
    frame = frame_of(scenario, reader, reading)
    return {area.id: interpreter.evaluate(frame, expr, area).value for area in areas}


# ── the vocabulary


def _vocabulary(scenario: Scenario, level: str, chosen: Sequence[str], own: frozenset[str]) -> tuple[str, ...]:
    """The attributes that are asked for; else all of the level that read nothing of what the list itself reads."""
    words = scenario.book.vocabulary

    def apart(name: str) -> bool:
        return own.isdisjoint(interpreter.reached(words, [Reference(name)]))

    types = {name: kind for name, kind in words.type_at(level).items() if kind.kind != "text"}
    if not chosen:
        return tuple(filter(apart, types))
    ids = [(text, find_attribute(scenario, text) or text) for text in chosen]
    unread = [problem("G820", None, nearest(n, types), name=text, level=level) for text, n in ids if n not in types]
    if unread:
        raise GrundError(unread)
    return tuple(dict.fromkeys(name for _, name in ids))


# ── the conditions


class _Comparison(NamedTuple):
    """A comparison, and the areas for which it holds, a bit for each."""

    expr: Expr
    mask: int


def _columns(
    scenario: Scenario, reader: Policy, listed: _Listed, areas: Sequence[Area], words: Iterable[str]
) -> dict[str, list[Value | None]]:
    """The values of attributes, area by area; of those that have more than one."""
    types = scenario.book.vocabulary.type_at(listed.level)
    columns = {
        name: list(_truths(scenario, reader, listed.reading, Reference(name, types[name]), areas).values())
        for name in words
    }
    return {name: values for name, values in columns.items() if len(set(values)) > 1}


def _fitted(
    scenario: Scenario,
    text: str,
    policy: Policy | None,
    reader: Policy,
    listed: _Listed,
    areas: tuple[Area, ...],
    columns: Mapping[str, list[Value | None]],
    errors: int,
) -> FittedList:
    types = scenario.book.vocabulary.type_at(listed.level)
    at = scope(scenario.book.vocabulary, reader.parameters, listed.level)
    inside = [area.id in listed.wanted for area in areas]
    comparisons = [c for name, values in columns.items() for c in _comparisons(name, types[name], values, inside, at)]
    fits = front([c.mask for c in comparisons], _bits(inside), errors)

    def described(one: Fit) -> FittedCondition:
        expr = _joined("or", [_joined("and", [comparisons[i].expr for i in way]) for way in one.alternatives])
        truths = _truths(scenario, reader, listed.reading, expr, areas)
        assert _bits([truths[area.id] is True for area in areas]) == (_bits(inside) & ~one.missed) | one.extra
        open_ = tuple(a for a in areas if truths[a.id] is None and a.id not in listed.wanted)
        return FittedCondition(one, expr, _chosen(areas, one.missed), _chosen(areas, one.extra), open_)

    undecided = tuple(area for area in areas if area.id in listed.undecided)
    return FittedList(
        scenario, text, policy, listed.reading, listed.level, areas, listed.wanted, undecided, tuple(columns),
        tuple(map(described, fits)), tuple(_alike(columns, areas, inside)),
    )  # fmt: skip


def _bits(truths: Iterable[bool]) -> int:
    return sum(1 << i for i, truth in enumerate(truths) if truth)


def _chosen(areas: Sequence[Area], bits: int) -> tuple[Area, ...]:
    return tuple(area for i, area in enumerate(areas) if bits >> i & 1)


def _joined(op: str, parts: Sequence[Expr]) -> Expr:
    return parts[0] if len(parts) == 1 else Operation(op, tuple(parts), BOOL)


def _comparisons(
    name: str, kind: Type, values: Sequence[Value | None], inside: Sequence[bool], at: Scope
) -> Iterator[_Comparison]:
    """The comparisons of an attribute that a shortest condition may need: bounds at the values of areas in the list,
    for between two of them a tighter bound gives as much of it and no more outside; members that a value is, or not."""
    place: Callable[[Any], Any] = kind.members.index if kind.kind == "enum" else lambda value: value
    known = sorted({value for value in values if value is not None}, key=place)
    of_list = [v for v in known if any(within and value == v for value, within in zip(values, inside, strict=True))]

    def comparison(text: str, sign: str, of: Value) -> _Comparison:
        compare, bound = _SIGNS[sign], place(of)
        holds = _bits(value is not None and compare(place(value), bound) for value in values)
        return _Comparison(condition(text, at), holds)

    if kind.kind == "bool":
        yield comparison(name, "=", True)
        yield comparison(f"not {name}", "=", False)
    elif kind.kind == "enum" and not kind.ordered:
        for sign, members in (("=", of_list), ("!=", known)):
            for value in members:
                yield comparison(f'{name} {sign} "{value}"', sign, value)
    else:
        for value in of_list:
            i = known.index(value)
            ends = {">=": known[i - 1] if i else None, "<=": known[i + 1] if i + 1 < len(known) else None}
            for sign, other in ends.items():
                yield comparison(f"{name} {sign} {_bound(value, other, kind)}", sign, value)


def _bound(value: Value, other: Value | None, kind: Type) -> str:
    """A bound that parts a value from the next one, as it is written: of numbers, that with the fewest digits."""
    if not isinstance(value, Decimal):
        return f'"{value}"' if isinstance(value, str) else str(value)
    if not isinstance(other, Decimal):
        return f"{value:f}"
    way = ROUND_FLOOR if other < value else ROUND_CEILING
    for digits in range(_DIGITS, -kind.decimals - 1, -1):
        bound = EXACT.scaleb(EXACT.scaleb(value, -digits).to_integral_value(way), digits)
        if abs(bound - value) < abs(other - value) and kind.low <= bound <= kind.high:
            return f"{bound.quantize(Decimal(1).scaleb(min(digits, 0))):f}"
    return f"{value:f}"


def _alike(
    columns: Mapping[str, Sequence[Value | None]], areas: Sequence[Area], inside: Sequence[bool]
) -> Iterator[tuple[Area, tuple[Area, ...]]]:
    """Areas of the list that no attribute tells from some others: where the one has a value, the others have it too."""
    for i, area in enumerate(areas):
        if inside[i]:
            known = [values for values in columns.values() if values[i] is not None]
            like = [j for j, within in enumerate(inside) if not within and all(v[j] == v[i] for v in known)]
            if like:
                yield area, tuple(areas[j] for j in like)

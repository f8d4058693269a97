"""Aggregate: what is computed from many areas at once: aggregates over related areas, and ranks.

Enters: a frame, a derived attribute of one of these kinds, an area, and how expressions are read. Leaves: its ground.
Promise: what is the same for many areas is computed once in a frame; strong Kleene: a place is known only where it is
the same whatever the unknown values are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from ...model.arithmetic import EXACT, Observed, aggregate, clamped, fraction
from ...model.decisions import Base, Derivation, Member, Trace, kleene_and
from ...model.dependencies import reached
from ...model.derivations import AmongAreas, Over, Rank, Scaled
from ...model.expressions import Reference, Value
from ...model.facts import Area, Link
from ...model.policies import Derived
from ...model.ranking import Spread, percentile, places, rank, size, spread, standings, within
from ...model.scaling import distance, min_max, reference_of, z_score
from .context import Ask, EvalContext
from .missing_facts import missing, missing_members

# ── aggregates


def over(frame: EvalContext, node: Reference, derived: Derived, how: Over, area: Area, ask: Ask) -> Trace:
    """An aggregate over the areas that stand in a relation to the area."""
    if how.relation == "level":
        return _level(frame, node, derived, how, area, ask)
    related = frame.world.related(how.relation, how.hierarchy, area.id, how.to)
    members = [_member(frame, how, other, link, ask) for other, link in related]
    return Trace(node, aggregated(frame, derived, how, members), (), Derivation(derived, tuple(members)))


def _level(frame: EvalContext, node: Reference, derived: Derived, how: Over, area: Area, ask: Ask) -> Trace:
    """An aggregate over a whole level, or over those that are alike; computed once for all of them."""
    own = () if how.by is None else (ask(frame, how.by, area),)
    if own and own[0].value is None:
        return Trace(node, None, own, Derivation(derived, lacks=frozenset()))
    key = (derived.id, own[0].value if own else None)
    if key not in frame.wholes:
        members = tuple(_alike(frame, how, own, ask))
        value = aggregated(frame, derived, how, members)
        lacks = missing_members(how, members) if value is None else None
        frame.wholes[key] = (value, Derivation(derived, members, lacks=lacks))
    value, basis = frame.wholes[key]
    return Trace(node, value, own, basis)


def _alike(frame: EvalContext, how: Over, own: Sequence[Trace], ask: Ask) -> Iterable[Member]:
    """The areas of a level that may belong together; one whose group is unknown may belong to any."""
    for other in frame.world.by_level.get(how.to, ()):
        member = _member(frame, how, other, None, ask)
        if how.by is None:
            yield member
            continue
        group = ask(frame, how.by, other)
        if group.value is None:
            yield member._replace(counted=kleene_and((member.counted, None)), where=group)
        elif group.value == own[0].value:
            yield member


def _member(frame: EvalContext, how: Over, other: Area, link: Link | None, ask: Ask) -> Member:
    where, value, weight = (None if e is None else ask(frame, e, other) for e in (how.where, how.of, how.weight))
    return member(how, other, link, where, value, weight)


def member(
    how: Over, area: Area, link: Link | None, where: Trace | None, value: Trace | None, weight: Trace | None = None
) -> Member:
    """An area that an `over` looks at: whether it counts, by its overlap and by `where`."""
    condition = True if where is None else where.value
    assert condition is None or isinstance(condition, bool)
    return Member(area, link, kleene_and((_bound(how, link), condition)), where, value, weight)


def aggregated(frame: EvalContext, derived: Derived, how: Over, members: Sequence[Member]) -> Value | None:
    """The value of an `over` whose members are known."""
    observed = [Observed(m.counted, True if m.value is None else m.value.value, _weight(how, m)) for m in members]
    none = how.empty is not None and all(m.counted is False for m in members)
    return gathered(derived, how, observed, none and listed(frame, how))


def gathered(derived: Derived, how: Over, observed: Sequence[Observed], in_force: bool) -> Value | None:
    """The value of an `over` of what was observed; `in_force`: every list that is read at its members is."""
    if how.empty is not None and in_force and all(m.counted is False for m in observed):
        return how.empty
    order = how.of.type.members if how.of is not None else ()
    value = aggregate(how.aggregate, observed, derived.type, order, how.min_observations, how.round)
    return clamped(value, derived.type) if derived.clamp else value


def _weight(how: Over, member: Member) -> Decimal | None:
    if member.weight is not None:
        return member.weight.value if isinstance(member.weight.value, Decimal) else None
    return member.link.shares.get(how.share) if how.weighted and member.link is not None else Decimal(1)


def listed(frame: EvalContext, how: Over) -> bool:
    """Whether every list that the members' values come from is in force (LANGUAGE §4, absence)."""
    read = reached(frame.vocabulary, how.exprs)
    series = {a.series for n in read if (a := frame.vocabulary.attributes.get(n)) and a.series}
    return all(s in frame.world.lists for s in series)


def _bound(how: Over, link: Link | None) -> bool | None:
    """Whether an overlap is large enough to count; unknown where its share is."""
    if how.bound is None or link is None:
        return True
    share = link.shares.get(how.share)
    if share is None:
        return None
    op, limit = how.bound
    assert isinstance(limit, Decimal)
    return share > limit if op == "more_than" else share >= limit


# ── ranks


class _Entry(NamedTuple):
    """What a rank reads at an area: whether it belongs to a base, to which, its sort keys, and their grounds."""

    area: Area
    inside: bool | None
    group: Value | None
    keys: tuple[Any, ...] | None
    read: tuple[Trace, ...]


def place(frame: EvalContext, node: Reference, derived: Derived, how: Rank | Scaled, area: Area, ask: Ask) -> Trace:
    """Where an area stands in its base, or where its value lies."""
    entries = _entries(frame, derived, how, area.level, ask)
    entry = entries[area.id]
    parts = entry.read
    if entry.inside is False:
        return Trace(node, how.value_outside, parts, Derivation(derived))
    if entry.inside is None or entry.group is None or entry.keys is None:
        return Trace(node, None, parts, Derivation(derived))
    base, lacks = _base(frame, derived, how, entries, entry.group)
    common = None if how.common is None else ask(frame, how.common, area)
    if common is not None:
        parts = (*parts, common)
    number = None if common is None else common.value
    put = _placed(derived, how, base, area, number) if isinstance(how, Rank) else _put(derived, how, base, area, number)
    unsure = lacks if put is None and base.unsure else frozenset[str]()
    return Trace(node, put, parts, Derivation(derived, base=base, lacks=unsure, at=area))


def _placed(derived: Derived, how: Rank, base: Base, area: Area, room: Value | None) -> Value | None:
    standing = base.standings[area.id]
    if how.measure == "quota":
        if not isinstance(room, Decimal):
            return None
        most = len(base.order) + base.unsure
        count = places(room, most, how.fraction) if how.fraction else int(room)
        return within(standing, count, how.boundary, base.unsure)
    if base.unsure:
        return None
    ratio: Fraction | None = rank(standing, how.ties)
    if how.measure == "percentile" and ratio is not None:
        ratio = percentile(ratio, base.different if how.ties == "dense" else len(base.order), how.divisor)
        ratio = None if ratio is None else ratio * how.out_of
    return fraction(ratio, derived.type.decimals, how.round)


def _put(derived: Derived, how: Scaled, base: Base, area: Area, number: Value | None) -> Decimal | None:
    if base.unsure or base.spread is None:
        return None
    value = base.read[area.id][-1].value
    assert isinstance(value, Decimal)
    reference = Fraction(number) * 10 ** how.keys[0].expr.type.decimals if isinstance(number, Decimal) else None
    return scaled_value(derived, how, _units(how, value), base.spread, reference)


def scaled_value(derived: Derived, how: Scaled, value: int, base: Spread, reference: Fraction | None) -> Decimal | None:
    """Where a value lies in its base, or from a reference that is a number; all in units of one decimal."""
    decimals, descending = derived.type.decimals, how.keys[0].descending
    if how.method == "z_score":
        score = z_score(value, base, how.sd, decimals, how.round)
        return score.copy_negate() if descending and score else score
    if how.method == "min_max":
        part = min_max(value, base, descending)
    else:
        reference = reference if how.number is not None else reference_of(base, how.reference)
        part = None if reference is None else distance(value, reference)
    if part is not None and descending and how.method == "distance":
        part = -part
    return fraction(None if part is None else part * how.out_of, decimals, how.round)


def _units(how: Scaled, value: Decimal) -> int:
    return int(EXACT.scaleb(value, how.keys[0].expr.type.decimals))


def _entries(frame: EvalContext, derived: Derived, how: AmongAreas, level: str, ask: Ask) -> dict[str, _Entry]:
    key = (derived.id, "entries", level)
    if key not in frame.wholes:
        areas = frame.world.by_level.get(level, ())
        frame.wholes[key] = {area.id: _entry(frame, how, area, ask) for area in areas}
    by_area: dict[str, _Entry] = frame.wholes[key]
    return by_area


def _entry(frame: EvalContext, how: AmongAreas, area: Area, ask: Ask) -> _Entry:
    where = () if how.where is None else (ask(frame, how.where, area),)
    inside = where[0].value if where else True
    assert inside is None or isinstance(inside, bool)
    if inside is False:
        return _Entry(area, False, None, None, where)
    by = () if how.by is None else (ask(frame, how.by, area),)
    grounds = tuple(ask(frame, key.expr, area) for key in how.keys)
    keys = None if any(g.value is None for g in grounds) else tuple(_comparable(g) for g in grounds)
    return _Entry(area, inside, by[0].value if by else True, keys, (*where, *by, *grounds))


def _comparable(ground: Trace) -> Any:
    """A value that can be compared with others: of an enum, its place."""
    kind = ground.node.type
    return kind.members.index(str(ground.value)) if kind.kind == "enum" else ground.value


def _base(
    frame: EvalContext, derived: Derived, how: AmongAreas, entries: dict[str, _Entry], group: Value
) -> tuple[Base, frozenset[str]]:
    """The base of a group, and the facts that its places wait for."""
    level = next(iter(entries.values())).area.level
    key = (derived.id, "base", level, group)
    if key not in frame.wholes:
        frame.wholes[key] = _make_base(how, entries, group)
    pair: tuple[Base, frozenset[str]] = frame.wholes[key]
    return pair


def _make_base(how: AmongAreas, entries: dict[str, _Entry], group: Value) -> tuple[Base, frozenset[str]]:
    candidates = [e for e in entries.values() if e.inside is not False and e.group in (None, group)]
    able = [e for e in candidates if e.keys is not None or not how.excluded]
    sure = [e for e in able if e.inside and e.group is not None]
    placed = [e for e in sure if e.keys is not None]
    unsure = [e for e in able if e.keys is None or e.group is None or not e.inside]
    positions = standings([e.keys or () for e in placed], [key.descending for key in how.keys])
    ordered = sorted(zip(placed, positions, strict=True), key=lambda pair: (pair[1].before, pair[0].area.id))
    base = Base(
        {e.area.id: e.read for e in entries.values()},
        {e.area.id: standing for e, standing in zip(placed, positions, strict=True)},
        tuple(e.area for e, _ in ordered), size(positions, "dense"), len(unsure), len(candidates) - len(able),
        _spread(how, placed),
    )  # fmt: skip
    return base, frozenset[str]().union(*(missing(g) for e in unsure for g in e.read))


def _spread(how: AmongAreas, placed: Sequence[_Entry]) -> Spread | None:
    """What the values of a base come to, in units of their last decimal; of a rank nothing is asked."""
    if not isinstance(how, Scaled):
        return None
    return spread([(_units(how, entry.keys[0]), 1) for entry in placed if entry.keys is not None])

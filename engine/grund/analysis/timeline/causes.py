"""Causes: what became another between two decisions of one area. Why then.

Each was read by a rule whose answer became another, and became another itself; nothing that stayed the same is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ...engines import interpreter
from ...model.decisions import Decision, Derivation, Member, Trace
from ...model.expressions import OPERATORS, Expr, Operation, Reference, Value
from ...model.facts import Area, Fact, Link, ListInForce
from ...model.policies import ParameterValue, Rule
from ...model.sources import Citation

Kind: TypeAlias = OneOf["fact", "parameter", "member", "share", "rule", "day"]
Stands: TypeAlias = Fact | ListInForce | ParameterValue | Link | Rule | None

_TESTS: Final = ("compare", "member")


@dataclass(frozen=True, slots=True)
class TimelineShift:
    """One thing that became another: its name, the area it was read at, its value before and after.

    `fact` and `parameter`: an attribute, `param.x`. `member`: an area that begins or ends to be looked at by the
    derived attribute `name`; `share`: how much of it overlaps. `rule`: a rule whose dates begin or end. `day`: a test
    (`node`) that the day itself turned. `stands` is what it stands on now, or stood on.
    """

    kind: Kind
    name: str
    area: Area
    before: Value | None
    after: Value | None
    stands: Stands = None
    node: Expr | None = None

    @property
    def citation(self) -> Citation:
        """The document behind it."""
        return self.stands.citation if self.stands is not None else Citation()

    @property
    def precision(self) -> str:
        """How exactly its day is known: `day`, `month`, `year`, or empty where nothing is said."""
        return self.stands.precision if isinstance(self.stands, Fact | ListInForce) else ""


def shifts(before: Decision, after: Decision) -> tuple[TimelineShift, ...]:
    """What became another between two decisions of one insats for one area."""
    timeline_shifts: list[TimelineShift] = []
    for old, new in zip(before.rules, after.rules, strict=True):
        if _same(old.ground, new.ground) and old.held == new.held:
            continue
        rule = new.rule
        dates = sum(day is not None for day in (rule.start, rule.end))
        parts = list(zip(old.ground.parts, new.ground.parts, strict=True))
        for a, b in parts[:dates]:
            if a.value != b.value:
                timeline_shifts.append(TimelineShift("rule", rule.id, after.area, a.value, b.value, rule))
        for a, b in parts[dates:]:
            timeline_shifts += _walk(a, b, after.area, None)
    return distinct(timeline_shifts)


def distinct(timeline_shifts: Iterable[TimelineShift]) -> tuple[TimelineShift, ...]:
    """Each shift once, in order: several rules may have read the same."""
    seen: dict[tuple[object, ...], TimelineShift] = {}
    for s in timeline_shifts:
        seen.setdefault((s.kind, s.name, s.area.id, s.before, s.after, s.node), s)
    return tuple(seen.values())


def _same(a: Trace, b: Trace) -> bool:
    return a.value == b.value and (a.value is not None or interpreter.missing(a) == interpreter.missing(b))


def _walk(old: Trace, new: Trace, area: Area, test: tuple[Trace, Trace] | None) -> list[TimelineShift]:
    """The leaves that differ, below nodes that differ; `test` is the comparison they stand in."""
    if _same(old, new):
        return []
    node = new.node
    if isinstance(node, Reference) and not isinstance(new.basis, Derivation):
        return _leaf(node, old, new, area, test)
    if isinstance(new.basis, Derivation) and isinstance(old.basis, Derivation):
        how = new.basis.derived.how
        if how.reads_at == "links":
            return _members(new.basis, old.basis.members, new.basis.members, test)
        if not how.told_by_parts:
            return _value(node, old, new, area, test)
    elif isinstance(node, Operation) and OPERATORS[node.op].group in _TESTS:
        test = (old, new)
    pairs = zip(old.parts, new.parts, strict=True)
    return [shift for pair in pairs for shift in _walk(*pair, area, test)]


def _leaf(node: Reference, old: Trace, new: Trace, area: Area, test: tuple[Trace, Trace] | None) -> list[TimelineShift]:
    if node.name == "day":
        return (
            []
            if test is None
            else [TimelineShift("day", "day", area, test[0].value, test[1].value, None, test[1].node)]
        )
    if node.space == "rule":
        return []  # it is a rule of the same decision, and speaks for itself
    kind: Kind = "parameter" if node.space == "param" else "fact"
    basis_types = (Fact, ListInForce, ParameterValue)
    stands = next((g.basis for g in (new, old) if isinstance(g.basis, basis_types)), None)
    return [TimelineShift(kind, node.name, area, old.value, new.value, stands)]


def _value(node: Expr, old: Trace, new: Trace, area: Area, test: tuple[Trace, Trace] | None) -> list[TimelineShift]:
    """A value made of many areas or days: what became another in it at the area itself, and the value."""
    assert isinstance(node, Reference)
    own = [s for pair in zip(old.parts, new.parts, strict=False) for s in _walk(*pair, area, test)]
    return own if own else [TimelineShift("fact", node.name, area, old.value, new.value)]


def _members(
    basis: Derivation, old: Sequence[Member], new: Sequence[Member], test: tuple[Trace, Trace] | None
) -> list[TimelineShift]:
    """Areas that came, went, or were read otherwise."""
    how, name = basis.derived.how, basis.derived.id
    was, now = ({m.area.id: m for m in members} for members in (old, new))
    timeline_shifts: list[TimelineShift] = []
    for key in sorted(was.keys() | now.keys()):
        a, b = was.get(key), now.get(key)
        if a is not None and b is not None:
            shares = [m.link.shares.get(how.share) if m.link else None for m in (a, b)]
            if shares[0] != shares[1]:
                timeline_shifts.append(TimelineShift("share", how.share, b.area, shares[0], shares[1], b.link))
            for old_part, new_part in ((a.where, b.where), (a.value, b.value)):
                if old_part is not None and new_part is not None:
                    timeline_shifts += _walk(old_part, new_part, b.area, test)
        else:
            only_member = b or a
            if only_member is not None and only_member.counted is not False:
                timeline_shifts.append(
                    TimelineShift("member", name, only_member.area, a is not None, b is not None, only_member.link)
                )
    return timeline_shifts

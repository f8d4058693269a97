"""Not applicable: unknown values that nothing gives a value, whatever becomes known.

Enters: grounds, or a decision with its grounds. Leaves: the names that have no value. Promise: a value that some
missing fact or parameter could still make known is never called so; the converse is not promised.

A fact that is said to be not applicable has no value, and neither has a share of nobody, a division by zero, a mean of
nothing, and what is computed of these. An unknown condition is `unknown` all the same (LANGUAGE §4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from ...model.absences import NO_VALUE
from ...model.decisions import Base, Decision, Derivation, Member, Trace
from ...model.derivations import (
    Cut,
    DecisionTable,
    Fired,
    Formula,
    History,
    Mean,
    Over,
    PowerMean,
    Rank,
    Scaled,
    Since,
    Split,
    Test,
    Transform,
)
from ...model.expressions import OPERATORS, Operation, Reference
from ...model.facts import Fact, Link

_NONE: Final = frozenset[str]()


def not_applicable(ground: Trace) -> frozenset[str]:
    """The names that have no value, and so leave this unknown; empty where it is known or may become so."""
    if ground.value is not None:
        return _NONE
    node, basis = ground.node, ground.basis
    if isinstance(node, Operation):
        return _operation(node, ground.parts)
    assert isinstance(node, Reference)
    if isinstance(basis, Fact):
        return frozenset((node.name,)) if basis.absence == NO_VALUE else _NONE
    if isinstance(basis, Derivation) and not isinstance(basis.derived.how, Test):
        return frozenset((node.name,)) if _derived(basis, ground.parts) else _NONE
    return not_applicable(ground.parts[0]) if ground.parts else _NONE  # a test, or a rule's boolean


def settled_by_nothing(decision: Decision) -> frozenset[str]:
    """The names that have no value, and so leave a decision unknown whatever becomes known; empty where none do."""
    if decision.verdict != "unknown":
        return _NONE
    otherwise = decision.ruling.otherwise
    return _all(r.ground for r in decision.rules if r.rule.then != otherwise and r.active is None)


def waits_for(decision: Decision) -> frozenset[str]:
    """The facts that an unknown decision waits for; none where nothing settles it."""
    return _NONE if settled_by_nothing(decision) else decision.missing


def unsaid(how: Over, link: Link) -> bool:
    """Whether the share that is read of a link may be any; one of nobody is none, unless it is held to a bound."""
    stuck = how.bound is None and link.absences.get(how.share) == NO_VALUE
    return (how.weighted or how.bound is not None) and link.shares.get(how.share) is None and not stuck


def _operation(node: Operation, parts: Sequence[Trace]) -> frozenset[str]:
    if node.op == "if":
        condition, yes, no = parts
        return not_applicable(condition if condition.value is None else yes if condition.value else no)
    if OPERATORS[node.op].strict:
        return _any(parts)
    return _all(part for part in parts if part.value is None)


def _any(grounds: Iterable[Trace]) -> frozenset[str]:
    """The names behind all grounds that have no value."""
    return frozenset[str]().union(*[not_applicable(ground) for ground in grounds if ground.value is None])


def _all(grounds: Iterable[Trace]) -> frozenset[str]:
    """The same, where none of the grounds may become known; they are all unknown."""
    names = _NONE
    for ground in grounds:
        own = not_applicable(ground)
        if not own:
            return _NONE
        names |= own
    return names


def _derived(basis: Derivation, parts: Sequence[Trace]) -> bool:
    """Whether a derived attribute, whose value is unknown, has none."""
    unknown = [part for part in parts if part.value is None]
    return WITHOUT[type(basis.derived.how)](basis, parts, unknown)


def _by_one(basis: Derivation, parts: Sequence[Trace], unknown: Sequence[Trace]) -> bool:
    """Of what needs all that it reads."""
    return any(map(not_applicable, unknown))


def _by_all(basis: Derivation, parts: Sequence[Trace], unknown: Sequence[Trace]) -> bool:
    """Of what is made of those that are known, or has none even of all."""
    return not unknown or bool(_all(unknown))


def _formula(basis: Derivation, parts: Sequence[Trace], unknown: Sequence[Trace]) -> bool:
    return (len(parts) > 1 and _zero(parts[1])) or _by_one(basis, parts, unknown)


def _zero(divisor: Trace) -> bool:
    """Whether a divisor is zero whatever becomes known: a product of which a factor is."""
    if divisor.value is not None:
        return divisor.value == Decimal(0)
    product = isinstance(divisor.node, Operation) and divisor.node.op == "mul"
    return product and any(map(_zero, divisor.parts))


def _transform(basis: Derivation, parts: Sequence[Trace], unknown: Sequence[Trace]) -> bool:
    """Also of a value outside the domain of the function."""
    return not unknown or _by_one(basis, parts, unknown)


def _power_mean(basis: Derivation, parts: Sequence[Trace], unknown: Sequence[Trace]) -> bool:
    """Also of a negative number among others."""
    negative = any(isinstance(part.value, Decimal) and part.value < 0 for part in parts)
    return negative or _by_all(basis, parts, unknown)


def _outside(basis: Derivation, parts: Sequence[Trace], unknown: Sequence[Trace]) -> bool:
    """Of an area that is outside the base, or has no value to be placed by."""
    return basis.base is None and _by_all(basis, parts, unknown)


def _scaled(basis: Derivation, parts: Sequence[Trace], unknown: Sequence[Trace]) -> bool:
    """Also where a reference is 0, or all values of a base are equal to which no other may come."""
    how, base = basis.derived.how, basis.base
    assert isinstance(how, Scaled)
    settled = isinstance(base, Base) and not base.unsure and (how.number is not None or not base.left_out)
    return (settled and not unknown) or _outside(basis, parts, unknown)


def _aggregate(basis: Derivation, parts: Sequence[Trace], unknown: Sequence[Trace]) -> bool:
    how = basis.derived.how
    assert isinstance(how, Over)
    return bool(_all(unknown)) if unknown or how.relation == "level" else _over(how, basis.members)


def _past(basis: Derivation, parts: Sequence[Trace], unknown: Sequence[Trace]) -> bool:
    """What was may always turn out: it is not looked into."""
    return False


WITHOUT: Final[dict[type[Any], Callable[[Derivation, Sequence[Trace], Sequence[Trace]], bool]]] = {
    Formula: _formula,
    Over: _aggregate,
    Rank: _outside,
    Scaled: _scaled,
    Mean: _by_all,
    PowerMean: _power_mean,
    Transform: _transform,
    Cut: _by_one,
    DecisionTable: _by_all,
    Since: _past,
    History: _past,
    Fired: _by_one,
    Split: _outside,
}
"""Of each kind but a test, which is what its condition is: whether one whose value is unknown has none, by what it is
made of, and what of that is unknown."""


# ── aggregates


def _over(how: Over, members: Iterable[Member]) -> bool:
    """Whether an aggregate has no value: nothing to take, or a member that it needs has none."""
    counted = [m for m in members if m.counted is not False]
    if not counted and how.empty is not None:
        return False  # no list says it yet
    open_ = [m for m in counted if not _idle(how, m) and any(True for _ in _missing(how, m))]
    if not open_:
        return True
    if how.aggregate in ("any", "all") or how.min_observations is not None:
        return all(all(_missing(how, m)) for m in open_)
    return any(_needed(how, m) for m in open_)


def _idle(how: Over, member: Member) -> bool:
    """Whether a member cannot change `any` or `all`, whether it counts or not."""
    idle = {"any": False, "all": True}.get(how.aggregate)
    return idle is not None and member.value is not None and member.value.value is idle


def _needed(how: Over, member: Member) -> bool:
    """Whether an aggregate that needs each of its members gets nothing of one, whatever becomes known."""
    if how.bound is not None and _share_missing(how, member):
        return False  # it may turn out to be left out
    if member.where is not None and member.where.value is None:
        return bool(not_applicable(member.where))
    return any(_missing(how, member))


def _missing(how: Over, member: Member) -> Iterator[bool]:
    """For each thing that is missing at a member, whether it has no value."""
    for ground in (member.where, member.value, member.weight):
        if ground is not None and ground.value is None:
            yield bool(not_applicable(ground))
    if _share_missing(how, member):
        assert member.link is not None
        yield member.link.absences.get(how.share) == NO_VALUE


def _share_missing(how: Over, member: Member) -> bool:
    read = member.weight is None and how.weighted
    is_read = read or how.bound is not None
    return is_read and member.link is not None and member.link.shares.get(how.share) is None

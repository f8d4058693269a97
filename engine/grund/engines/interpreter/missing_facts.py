"""Missing facts: the base facts that an unknown value waits for (LANGUAGE §4), and the names that expressions reach.

Enters: grounds, or expressions. Leaves: names. Promise: derived names are unfolded to base facts; the same set
whatever the order in which grounds are asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...model.decisions import Derivation, Member, Trace
from ...model.derivations import Over
from ...model.expressions import Reference, names


def missing(ground: Trace) -> frozenset[str]:
    """The base facts an unknown value waits for (LANGUAGE §4); empty where the value is known."""
    return _missing(ground, {})


def missing_members(how: Over, members: Iterable[Member]) -> frozenset[str]:
    """The facts that an aggregate waits for at its members."""
    return _members(how, members, {})


def _missing(ground: Trace, seen: dict[int, frozenset[str]]) -> frozenset[str]:
    """See `missing`; grounds are shared, so each is asked once."""
    if ground.value is not None:
        return frozenset()
    ids = seen.get(id(ground))
    if ids is not None:
        return ids
    fact_names: frozenset[str] = frozenset()
    for part in ground.parts:
        fact_names |= _missing(part, seen)
    if isinstance(ground.basis, Derivation):
        fact_names |= _derivation(ground.basis, seen)
    if not fact_names and isinstance(ground.node, Reference):
        fact_names = frozenset((ground.node.name,))
    seen[id(ground)] = fact_names
    return fact_names


def _derivation(basis: Derivation, seen: dict[int, frozenset[str]]) -> frozenset[str]:
    how = basis.derived.how
    ids = basis.lacks or frozenset()
    if basis.lacks is None and isinstance(how, Over):
        ids = _members(how, basis.members, seen)
    for moment in basis.moments:
        ids |= _missing(moment.ground, seen)
    return ids


def _members(how: Over, members: Iterable[Member], seen: dict[int, frozenset[str]]) -> frozenset[str]:
    ids: frozenset[str] = frozenset()
    for member in members:
        if _settled(how, member):
            continue
        for ground in (member.where, member.value, member.weight):
            ids |= frozenset() if ground is None else _missing(ground, seen)
        if how.share and member.link is not None and member.link.shares.get(how.share) is None:
            ids |= {how.share}
    if not ids and how.of is not None:
        return names(how.of)
    return ids


def _settled(how: Over, member: Member) -> bool:
    """Whether a member says what it says whatever is unknown: it is left out, or cannot change `any` or `all`."""
    idle = {"any": False, "all": True}.get(how.aggregate)
    return member.counted is False or (idle is not None and member.value is not None and member.value.value is idle)

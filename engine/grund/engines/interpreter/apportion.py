"""Apportion: what an area gets of an amount that is shared out.

Enters: a frame, a derived attribute of this kind, an area, and how expressions are read. Leaves: its ground.
Promise: parts and rest are the amount, exactly; computed once in a frame; a part is known only where everyone who may
share is.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial
from typing import NamedTuple, cast

from ...model.apportion import Remainder, Sharer, pro_rata
from ...model.arithmetic import EXACT
from ...model.decisions import Derivation, Pot, Trace
from ...model.derivations import Split
from ...model.expressions import Reference
from ...model.facts import Area
from ...model.policies import Derived
from ...problems.problem import GrundError, problem
from .context import Ask, EvalContext
from .missing_facts import missing


class _Entry(NamedTuple):
    """What is read at an area: whether it shares, its key and its bounds, and their grounds."""

    inside: bool | None
    keys: tuple[Decimal, ...] | None
    read: tuple[Trace, ...]


def share(frame: EvalContext, node: Reference, derived: Derived, how: Split, area: Area, ask: Ask) -> Trace:
    """An area's part of the amount."""
    entries, pot, lacks = _shared(frame, derived, how, area, ask)
    entry = entries[area.id]
    if entry.inside is False:
        return Trace(node, Decimal(0), entry.read, Derivation(derived))
    if entry.inside is None or entry.keys is None:
        return Trace(node, None, entry.read, Derivation(derived))
    value = None if pot.parts is None else pot.parts[area.id]
    unsure = lacks if value is None and pot.unsure else frozenset[str]()
    parts = (*entry.read, ask(frame, how.amount, area))
    return Trace(node, value, parts, Derivation(derived, base=pot, lacks=unsure, at=area))


def _shared(
    frame: EvalContext, derived: Derived, how: Split, area: Area, ask: Ask
) -> tuple[dict[str, _Entry], Pot, frozenset[str]]:
    """Everyone's entry, the pot, and the facts that it waits for; made once for a level."""
    key = (derived.id, "pot", area.level)
    if key not in frame.wholes:
        entries = {member.id: _entry(frame, how, member, ask) for member in frame.world.by_level.get(area.level, ())}
        amount = ask(frame, how.amount, area).value
        frame.wholes[key] = _pot(derived, how, entries, amount if isinstance(amount, Decimal) else None)
    sharing: tuple[dict[str, _Entry], Pot, frozenset[str]] = frame.wholes[key]
    return sharing


def _entry(frame: EvalContext, how: Split, area: Area, ask: Ask) -> _Entry:
    where = () if how.where is None else (ask(frame, how.where, area),)
    inside = where[0].value if where else True
    assert inside is None or isinstance(inside, bool)
    if inside is False:
        return _Entry(False, None, where)
    grounds = tuple(ask(frame, expr, area) for expr in how.keys)
    keys = tuple(ground.value for ground in grounds if isinstance(ground.value, Decimal))
    return _Entry(inside, keys if len(keys) == len(grounds) else None, (*where, *grounds))


def _pot(
    derived: Derived, how: Split, entries: dict[str, _Entry], amount: Decimal | None
) -> tuple[dict[str, _Entry], Pot, frozenset[str]]:
    able = [e for e in entries.values() if e.inside is not False and not (how.excluded and e.keys is None)]
    unsure = [e for e in able if e.keys is None or not e.inside]
    read = {area: entry.read for area, entry in entries.items()}
    lacks = frozenset[str]().union(*(missing(ground) for entry in unsure for ground in entry.read))
    if unsure or amount is None:
        return entries, Pot(read, amount, None, Decimal(0), len(unsure)), lacks
    keys = {area: entry.keys for area, entry in entries.items() if entry.inside and entry.keys is not None}
    parts = _parts(derived, how, keys, amount)
    rest = EXACT.subtract(amount, sum(parts.values(), Decimal(0))) if parts is not None else Decimal(0)
    return entries, Pot(read, amount, parts, rest, 0), lacks


def _parts(
    derived: Derived, how: Split, keys: dict[str, tuple[Decimal, ...]], amount: Decimal
) -> dict[str, Decimal] | None:
    """The parts, as numbers of the attribute; None where the floors cannot be met, and that is unknown."""
    decimals = derived.type.decimals
    scaled = partial(_scaled, decimals=decimals)
    unit = scaled(how.step)
    most = {area: scaled(numbers[-1]) // unit * unit for area, numbers in keys.items()} if how.cap is not None else {}
    sharers = [
        Sharer(
            area, amounts[0], scaled(amounts[1], rounding=ROUND_CEILING) if how.floor is not None else 0,
            most.get(area) if how.capped == "shared" else None,
        )
        for area, amounts in keys.items()
    ]  # fmt: skip
    try:
        if any(sharer.least > most.get(sharer.key, sharer.least) for sharer in sharers):
            raise ValueError("a floor is above a cap")
        shares = pro_rata(scaled(amount), sharers, unit, cast(Remainder, how.remainder)).parts
    except ValueError:
        if how.infeasible == "error":
            raise GrundError([problem("G336", None, split=derived.id)]) from None
        return None
    return {area: EXACT.scaleb(Decimal(min(part, most.get(area, part))), -decimals) for area, part in shares.items()}


def _scaled(value: Decimal, decimals: int, rounding: str = ROUND_FLOOR) -> int:
    """A number as a whole number of the attribute's smallest unit; an amount and a cap downwards, a floor upwards."""
    return int(EXACT.scaleb(value, decimals).to_integral_value(rounding, EXACT))

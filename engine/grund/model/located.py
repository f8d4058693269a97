"""Located: where an area of one level is found among the areas of another.

`Located` values, the largest share first; or the problem. An area that is of the level, or is part of one that is, is
found there alone; nothing is said of an area that no known relation leads to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from ..problems.problem import Problem, problem
from .facts import Area, World

_NAMED: Final = 12
"""Areas named in a cure, at most."""

Relation: TypeAlias = Literal["within", "overlaps", "holds"]


@dataclass(frozen=True, slots=True)
class Located:
    """An area of the level asked for, and how the area asked about stands to it.

    `within`: it is that area, or part of it. `overlaps`: it overlaps `via`, which is that area or part of it, with
    these shares. `holds`: that area is a part of it.
    """

    area: Area
    via: Area
    relation: Relation
    shares: Mapping[str, Decimal | None] = field(default_factory=dict)


def located(world: World, area: Area, level: str) -> tuple[Located, ...]:
    """The areas of a level that an area is in, else those it overlaps, else those within it; perhaps none."""
    for here in (area, *world.above(area)):
        if here.level == level:
            return (Located(here, area, "within"),)
    overlapped = [
        Located(here, other, "overlaps", link.shares)
        for other, link in world.overlapping(area)
        for here in (other, *world.above(other))
        if here.level == level
    ]
    if overlapped:
        return tuple(sorted(overlapped, key=lambda item: (-_size(item), item.via.id)))
    return tuple(Located(a, a, "holds") for a in world.by_level.get(level, ()) if area in world.above(a))


def wrong_level(world: World, area: Area, level: str) -> Problem:
    """That an insats is decided at another level than an area's; the cure names the areas to ask for instead."""
    nearer = [place.area.name for place in located(world, area, level)]
    names = list(dict.fromkeys(nearer)) or [a.name for a in world.by_level.get(level, ())]
    known = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "") or "@none_known"
    return problem("G508", None, level=level, area=area.name, found=area.level, known=known)


def _size(item: Located) -> Decimal:
    """The first share that is known, as the vocabulary orders them; 0 where none is."""
    return next((share for share in item.shares.values() if share is not None), Decimal(0))

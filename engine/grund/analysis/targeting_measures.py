"""Targeting measures: how well a selection of areas hits the need, as pure functions.

Takes, of each area, whether it is selected and in need, how much, who lives there; any of it may be unknown. Gives
exact fractions as `Bounds`. What is unknown is never guessed: a measure is the least and the most it is in any
possible world where it is defined, and None where it is defined in none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from ..model.ranking import places, standings, within

TOPS: Final = (10, 20, 30, 50)
"""The neediest areas that are looked at, in per cent of all areas."""

Maybe: TypeAlias = bool | None


class Bounds(NamedTuple):
    """At least `low` and at most `high`; `high` is None where nothing is known to stop it."""

    low: Fraction
    high: Fraction | None

    @property
    def exact(self) -> Fraction | None:
        """The value where it is certain."""
        return self.low if self.low == self.high else None


class Item(NamedTuple):
    """A part of a whole: whether it belongs to the base, whether it is a hit, and its size (0 or more)."""

    base: Maybe
    hit: Maybe
    size: Fraction | None


@dataclass(frozen=True, slots=True)
class MeasuredArea:
    """An area: selected, in need, how much each resident needs, its residents, its children and its group."""

    reached: Maybe
    inside: Maybe
    weight: Fraction | None
    residents: Fraction | None
    children: Fraction | None
    group: str = ""

    @property
    def need(self) -> Fraction | None:
        """Need x residents, if the area is in need."""
        return None if self.weight is None or self.residents is None else self.weight * self.residents

    @property
    def level(self) -> Fraction | None:
        """What each resident needs: nothing outside the need."""
        return Fraction(0) if self.inside is False else self.weight if self.inside else None


def amount(items: Iterable[Item]) -> Bounds:
    """The size of what is in the base and a hit."""
    low, high = Fraction(0), Fraction(0)
    boundless = False
    for base, hit, size in items:
        if base is False or hit is False:
            continue
        if size is None:
            boundless = True
        else:
            low += size if base and hit else 0
            high += size
    return Bounds(low, None if boundless else high)


def share(items: Sequence[Item]) -> Bounds | None:
    """Size of the hits / size of the base; None where no world has a base of any size, or a size is below 0."""
    if any(item.size is not None and item.size < 0 for item in items):
        return None
    ends = (_end(items, False), _end(items, True))
    return None if ends[0] is None or ends[1] is None else Bounds(ends[0], ends[1])


def _end(items: Sequence[Item], hit: bool) -> Fraction | None:
    """The least (`hit` False) or the most that a share can be: every doubt about a hit goes that way, and so does the
    size of what may be larger or smaller."""
    toward, against, boundless, either = Fraction(0), Fraction(0), False, False
    for base, truth, size in items:
        if base is False:
            continue
        outcome = hit if truth is None else truth
        either |= size is None or size > 0
        if outcome is hit:  # as large as it can be
            boundless |= size is None
            toward += size or 0
        elif base and size is not None:  # as small as it can be
            against += size
    if not either:
        return None
    if boundless or not against:
        part = Fraction(1) if boundless or toward else Fraction(0)
    else:
        part = toward / (toward + against)
    return part if hit else 1 - part


def outside(member: MeasuredArea) -> Maybe:
    """Whether an area is outside the need."""
    return None if member.inside is None else not member.inside


def top(members: Sequence[MeasuredArea], percent: int) -> tuple[Item, ...]:
    """The areas in need among the neediest `percent` of all areas (need per resident; equals at the boundary are all
    in), and whether they are selected."""
    known = [m for m in members if m.level is not None]
    unsure = len(members) - len(known)
    room = places(Decimal(percent) / 100, len(members), "up")
    levels = [(m.level,) for m in known]
    items = [
        Item(bool(m.level) and within(s, room, "include", unsure), m.reached, Fraction(1))
        for m, s in zip(known, standings(levels, (True,)), strict=True)
    ]
    return (*items, *(Item(None, m.reached, Fraction(1)) for m in members if m.level is None))


def _middles(members: Sequence[MeasuredArea]) -> list[tuple[Fraction, Fraction, Maybe]] | None:
    """Per area with residents: where it stands among all residents, from 1 (neediest first) to −1; its residents; and
    whether it is selected. Areas with equal need stand together. None where a need or a number is unknown."""
    if any(m.level is None or m.residents is None or m.residents < 0 for m in members):
        return None
    sizes: dict[Fraction, Fraction] = {}
    for m in members:
        sizes[m.level or Fraction(0)] = sizes.get(m.level or Fraction(0), Fraction(0)) + (m.residents or 0)
    total = sum(sizes.values())
    if not total:
        return None
    place, before = {}, Fraction(0)
    for level in sorted(sizes, reverse=True):
        place[level] = 1 - (2 * before + sizes[level]) / total
        before += sizes[level]
    return [(place[m.level or Fraction(0)], m.residents or Fraction(0), m.reached) for m in members]


def concentration(members: Sequence[MeasuredArea]) -> Bounds | None:
    """The concentration index of the residents reached: 2 x the area under the concentration curve − 1."""
    middles = _middles(members)
    if middles is None:
        return None
    most = _mean(middles)
    least = _mean([(-place, size, reached) for place, size, reached in middles])
    return None if most is None or least is None else Bounds(-least, most)


def _mean(middles: Sequence[tuple[Fraction, Fraction, Maybe]]) -> Fraction | None:
    """The greatest mean place, by residents, that the selected may have: of those in doubt the best first, as long as
    they raise it."""
    weight = sum((size for _, size, reached in middles if reached), Fraction(0))
    total = sum((place * size for place, size, reached in middles if reached), Fraction(0))
    for place, size, _ in sorted((h for h in middles if h[2] is None and h[1]), reverse=True):
        if weight and place * weight <= total:
            break
        weight, total = weight + size, total + place * size
    return total / weight if weight else None


def curve(members: Sequence[MeasuredArea]) -> tuple[tuple[Fraction, Fraction], ...] | None:
    """The concentration curve: share of all residents, neediest first, and the share of those reached that they are.
    From (0, 0) to (1, 1), a point for each need there is. None where something it takes is unknown."""
    middles = _middles(members)
    if middles is None or any(reached is None for _, _, reached in middles):
        return None
    ratio = sum((size for _, size, _ in middles), Fraction(0))
    reached = sum((size for _, size, yes in middles if yes), Fraction(0))
    if not reached:
        return None
    points, x, y = [(Fraction(0), Fraction(0))], Fraction(0), Fraction(0)
    sized = sorted(((place, size, yes) for place, size, yes in middles if size), key=itemgetter(0), reverse=True)
    for _, alike in groupby(sized, key=itemgetter(0)):
        for _, size, yes in alike:
            x += size / ratio
            y += size / reached if yes else 0
        points.append((x, y))
    return tuple(points)


def in_need(members: Iterable[MeasuredArea]) -> list[Item]:
    """The residents in need, and whether they are reached."""
    return [Item(m.inside, m.reached, m.residents) for m in members]


def spread(members: Sequence[MeasuredArea]) -> Bounds | None:
    """Between groups: the highest share of the residents in need that is reached, minus the lowest. Groups where
    nobody is in need do not count; None where none counts."""
    groups: dict[str, list[Item]] = {}
    for m, item in zip(members, in_need(members), strict=True):
        groups.setdefault(m.group, []).append(item)
    shares = {name: share(items) for name, items in groups.items()}
    known_shares = {name: b for name, b in shares.items() if b is not None}
    if not known_shares or any(m.residents is not None and m.residents < 0 for m in members):
        return None
    sure = [known_shares[name] for name in known_shares if any(i.base and i.size for i in groups[name])]
    low = max((b.low for b in sure), default=Fraction(0)) - min((_top(b) for b in sure), default=Fraction(0))
    gaps = [_top(a) - b.low for x, a in known_shares.items() for y, b in known_shares.items() if x != y]
    return Bounds(max(Fraction(0), low), max([Fraction(0), *gaps]))


def _top(bounds: Bounds) -> Fraction:
    return Fraction(1) if bounds.high is None else bounds.high


def churn(before: Mapping[str, Maybe], after: Mapping[str, Maybe]) -> Bounds | None:
    """Between two lists: what entered or left / what is on either. An area that is not named is not on the list."""
    return share([_moved(before.get(name, False), after.get(name, False)) for name in {**before, **after}])


def _moved(before: Maybe, after: Maybe) -> Item:
    one = Fraction(1)
    if before is None and after is None:
        return Item(None, None, one)
    if before is not None and after is not None:
        return Item(before or after, before != after, one)
    known = before if after is None else after
    return Item(True, None, one) if known else Item(None, True, one)

"""Threshold: who is reached when one threshold moves, step by step over the values where something changes.

Enters: a comparison, and a lever: a parameter, or the share that an overlap must exceed. Leaves: a `Course`: every
stretch of values, and who belongs to which group on it. Promise: every group on every stretch was decided by the plain
reading; between two steps nothing changes; where nothing can move, it is said, and what is missing is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ...comparison import GROUPS, Comparison, Group, group_of, reaches, residents
from ...policy import Policy, Ruling
from ...readings import plain
from ...scenario import Reading
from ...sources import Label
from ...words import pick
from ...world import Area
from ..tables import Block, Cell
from ..views import reading_word
from .drawing import Kind

MOST_STEPS: Final = 160
"""Steps shown, those nearest the value in force; how many there are is said."""
MOST_NAMED: Final = 12

Redecide = Callable[[Policy, int, Reading], plain.Frame]
"""The frame of a policy on a step, in a reading."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A threshold: its words, its stretches in words, which of them is in force, and the areas that change at each.

    `moved[i]` are the areas that may be decided otherwise on stretch i than on the one before; `frame` reads a policy
    on a stretch.
    """

    id: str
    label: Label
    stretches: tuple[Label, ...]
    now: int | None
    moved: tuple[frozenset[str], ...]
    frame: Redecide
    marks: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of values in one reading: areas and residents by group, and the areas that changed group there."""

    counts: Mapping[Group, int]
    people: Mapping[Group, Decimal]
    changes: tuple[tuple[int, Group], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A lever's steps in every reading; the first step's groups are whole in `first`."""

    lever: Lever
    first: tuple[tuple[Group, ...], ...]
    steps: tuple[tuple[Step, ...], ...]
    missing: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether any area ever changes group."""
        return any(step.changes for side in self.steps for step in side)


def course(found: Comparison, lever: Lever) -> Course:
    """The lever's steps."""
    areas = [r.area for r in found.sides[0].areas]
    people = [residents(found.scenario, [a]).people for a in areas]
    missing: set[str] = set()
    first, steps = [], []
    for side in found.sides:
        held = [_group(found, lever, 0, side.reading, area, missing) for area in areas]
        first.append(tuple(held))
        mine = [_step(held, people, ())]
        for i in range(1, len(lever.stretches)):
            changes = []
            for k, area in enumerate(areas):
                if area.id in lever.moved[i]:
                    group = _group(found, lever, i, side.reading, area, missing)
                    if group != held[k]:
                        held[k] = group
                        changes.append((k, group))
            mine.append(_step(held, people, tuple(changes)))
        steps.append(tuple(mine))
    return Course(lever, tuple(first), tuple(steps), tuple(sorted(missing)))


def _step(held: Sequence[Group], people: Sequence[Decimal], changes: tuple[tuple[int, Group], ...]) -> Step:
    counts: dict[Group, int] = dict.fromkeys(GROUPS, 0)
    sums: dict[Group, Decimal] = dict.fromkeys(GROUPS, Decimal(0))
    for group, number in zip(held, people, strict=True):
        counts[group] += 1
        sums[group] += number
    return Step(counts, sums, changes)


def _group(found: Comparison, lever: Lever, i: int, reading: Reading, area: Area, missing: set[str]) -> Group:
    """The group of an area on a stretch, decided anew; what an unknown decision waits for is noted."""
    said = []
    for policy in (found.a, found.b):
        frame = lever.frame(policy, i, reading)
        decisions = tuple(plain.decide(frame, r.insats.id, area) for r in own(found, policy))
        missing.update(name for d in decisions for name in d.missing)
        said.append(reaches(policy, decisions))
    return group_of(said[0], said[1])


def own(found: Comparison, policy: Policy) -> list[Ruling]:
    """The policy's own rulings at the level that is compared."""
    return [r for r in policy.own if r.insats.level == found.scenario.level]


def course_block(found: Comparison, held: Course, kinds: Sequence[Kind], lang: str) -> Block:
    """The steps as a table: on each stretch the number in each group, and who changed."""
    names = [reading_word(found.scenario, side.reading, lang, short=True) for side in found.sides]
    rows: list[tuple[Cell, ...]] = []
    for i, stretch in enumerate(held.lever.stretches):
        now = pick(lang, "gäller", "in force") if i == held.lever.now else ""
        cells: list[Cell] = [stretch.get(lang), now]
        for side in held.steps:
            cells += [side[i].counts[kind.group] for kind in kinds]
        rows.append((*cells, "; ".join(_changed(found, held, i, kinds, lang))))
    heads = [f"{name}: {k.label.get(lang)}" if name else k.label.get(lang) for name in names for k in kinds]
    columns = (held.lever.label.get(lang), "", *heads, pick(lang, "Byter grupp", "Change group"))
    return Block(pick(lang, "Stegen i siffror", "The steps in numbers"), columns, tuple(rows), notes(held, lang))


def notes(held: Course, lang: str) -> tuple[str, ...]:
    """What there is to know of a lever: that nothing moves, and why; what is left out."""
    said = []
    if not held.moves:
        said.append(pick(lang, "Inget område byter grupp, vilket värde det än blir.", "No area changes, at any value."))
        if held.missing:
            waits = pick(lang, "Det som avgör är okänt: ", "What decides is unknown: ")
            said.append(waits + ", ".join(held.missing) + ".")
    if held.lever.left_out:
        more = held.lever.left_out
        said.append(pick(lang, f"{more} steg längst bort är utelämnade.", f"{more} steps farthest off are left out."))
    return tuple(said)


def _changed(found: Comparison, held: Course, i: int, kinds: Sequence[Kind], lang: str) -> list[str]:
    """An area's name and its new group, with the reading where they differ."""
    words = {kind.group: kind.label.get(lang) for kind in kinds}
    said: dict[str, list[str]] = {}
    for side, steps in zip(found.sides, held.steps, strict=True):
        name = reading_word(found.scenario, side.reading, lang, short=True)
        for k, group in steps[i].changes:
            said.setdefault(f"{found.sides[0].areas[k].area.name} → {words.get(group, group)}", []).append(name)
    many = len(found.sides)
    rows = [text + (f" ({', '.join(names)})" if len(names) < many else "") for text, names in said.items()]
    more = len(rows) - MOST_NAMED
    return rows if more <= 0 else [*rows[:MOST_NAMED], pick(lang, f"och {more} till", f"and {more} more")]

"""Threshold: who is reached when one threshold moves, step by step over the values where something changes.

Takes a comparison, and a lever: a parameter, or the share that an overlap must exceed. Every group on every stretch
was decided by the interpreter reading; at every step some area changes group, and between two steps nothing does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from ..analysis.compare.comparison import GROUPS, Comparison, Group, Residents, Side, group_of, reaches, residents
from ..analysis.compare.verdicts import at_level
from ..analysis.timeline.alike import shape
from ..engines import interpreter
from ..model.decisions import Verdict
from ..model.facts import Area
from ..model.numbers import pick
from ..model.policies import Policy, Ruling
from ..model.scenario import Reading, Scenario
from ..model.sources import Label
from ..views.formats.text import Block, Cell
from ..views.run import reading_word, reading_words
from ..views.wording.headlines import agreed
from ..views.wording.values import and_more
from .bilingual import both
from .drawing import Kind

MOST_STEPS: Final = 160
"""Steps shown, those nearest the value in force; how many there are is said."""
MOST_NAMED: Final = 12
_LEFT_OUT: Final = (
    "{more:steg|steg} längst bort är {more:=utelämnat|utelämnade}.",
    "{more:step|steps} farthest off {more:=is|are} left out.",
)

Redecide = Callable[[Policy, int, Reading, Scenario], interpreter.EvalContext]
"""The frame of a policy on a stretch, in a reading, on the day of a scenario."""


@dataclass(frozen=True, slots=True)
class ThresholdLever:
    """A threshold: its words, which stretch of its values is in force, and the areas that may change at each.

    `moved[i]` are the areas that may be decided otherwise on stretch i than on the one before; `framed` reads a policy
    on a stretch; `said` gives the words of the stretches i to j as one.
    """

    id: str
    label: Label
    now: int | None
    moved: tuple[frozenset[str], ...]
    framed: Redecide
    said: Callable[[int, int, str], str]


@dataclass(frozen=True, slots=True)
class LeverStep:
    """One stretch of values in one reading: areas and residents by group, and the areas that changed group there.

    `unknown` counts the areas whose residents are.
    """

    counts: Mapping[Group, int]
    people: Mapping[Group, Decimal]
    unknown: Mapping[Group, int]
    changes: tuple[tuple[int, Group], ...]


@dataclass(frozen=True, slots=True)
class LeverCourse:
    """A lever's steps in every reading: stretches at whose start some area changes group, in some reading.

    `first` are the groups of the first step, whole; `now` is the step in force; `left_out` counts steps too far off;
    `starts` are the stretches that the steps begin with.
    """

    lever: ThresholdLever
    words: tuple[Label, ...]
    now: int | None
    first: tuple[tuple[Group, ...], ...]
    steps: tuple[tuple[LeverStep, ...], ...]
    left_out: int = 0
    starts: tuple[int, ...] = ()


def course(comparison: Comparison, lever: ThresholdLever) -> LeverCourse:
    """The lever's steps; only one where no area ever changes group."""
    areas = [r.area for r in comparison.sides[0].areas]
    people = [residents(comparison.scenario, [a]) for a in areas]
    indices = range(len(lever.moved))
    alike = [(policy, rulings_alike(comparison, policy)) for policy in policies_of(comparison)]
    turns = [_turns(comparison, lever, side, alike) for side in comparison.sides]
    cuts = [i for i in indices if i == 0 or any(i in changes for _, changes in turns)]
    first, kept, now = _window(cuts, lever.now)
    ends = [*cuts[1:], len(indices)]
    words = [both(partial(lever.said, i, end - 1)) for i, end in zip(cuts, ends, strict=True)][kept]
    firsts, steps = [], []
    for groups, changes in turns:
        state, side_steps = list(groups), []
        for n, i in enumerate(cuts):
            for k, group in changes.get(i, ()):
                state[k] = group
            if n == first:
                firsts.append(tuple(state))
            side_steps.append(_step(state, people, changes.get(i, ()) if n > first else ()))
        steps.append(tuple(side_steps[kept]))
    return LeverCourse(lever, tuple(words), now, tuple(firsts), tuple(steps), len(cuts) - len(words), tuple(cuts[kept]))


def _window(cuts: Sequence[int], now: int | None) -> tuple[int, slice, int | None]:
    """The first step shown, the slice of steps, and the step in force among them: those nearest what is in force."""
    at = None if now is None else sum(cut <= now for cut in cuts) - 1
    first = 0 if len(cuts) <= MOST_STEPS else min(max(0, (at or 0) - MOST_STEPS // 2), len(cuts) - MOST_STEPS)
    return first, slice(first, first + MOST_STEPS), None if at is None else at - first


_Changes = dict[int, tuple[tuple[int, Group], ...]]
_Alike = Sequence[tuple[Policy, Sequence[Sequence[Ruling]]]]
"""The rulings that count of each policy, together where they are decided alike."""


def _turns(
    comparison: Comparison, lever: ThresholdLever, side: Side, alike: _Alike
) -> tuple[tuple[Group, ...], _Changes]:
    """The groups on the first stretch, and who changes at the start of which stretch."""
    rows = [_groups(comparison, lever, side, alike, k) for k in range(len(side.areas))]
    changes: dict[int, list[tuple[int, Group]]] = {}
    for k, row in enumerate(rows):
        for (_, before), (i, group) in itertools.pairwise(row):
            if group != before:
                changes.setdefault(i, []).append((k, group))
    return tuple(row[0][1] for row in rows), {i: tuple(turned) for i, turned in sorted(changes.items())}


def _groups(
    comparison: Comparison, lever: ThresholdLever, side: Side, alike: _Alike, place: int
) -> list[tuple[int, Group]]:
    """The group of an area from each stretch on where it may change; where the lever stands it is what was counted."""
    reached = side.areas[place]
    starts = [0, *(i for i, moved in enumerate(lever.moved) if i and reached.area.id in moved)]
    row: list[tuple[int, Group]] = []
    for i, end in zip(starts, [*starts[1:], len(lever.moved)], strict=True):
        counted = len(lever.moved) == 1 or (lever.now is not None and i <= lever.now < end)
        row.append((i, reached.group if counted else _group(comparison, lever, i, side, alike, reached.area)))
    return row


def _step(groups: Sequence[Group], people: Sequence[Residents], changes: tuple[tuple[int, Group], ...]) -> LeverStep:
    counts: dict[Group, int] = dict.fromkeys(GROUPS, 0)
    unknown: dict[Group, int] = dict.fromkeys(GROUPS, 0)
    sums: dict[Group, Decimal] = dict.fromkeys(GROUPS, Decimal(0))
    for group, of_area in zip(groups, people, strict=True):
        counts[group] += 1
        unknown[group] += of_area.unknown
        sums[group] += of_area.people
    return LeverStep(counts, sums, unknown, changes)


def _group(comparison: Comparison, lever: ThresholdLever, i: int, side: Side, alike: _Alike, area: Area) -> Group:
    """The group of an area on a stretch, decided anew: by Kleene, where something is unknown."""
    verdicts: dict[tuple[str, str], Verdict] = {}
    for policy, kinds in alike:
        frame = lever.framed(policy, i, side.reading, comparison.scenario)
        for rulings in kinds:
            verdict = interpreter.decide(frame, rulings[0].insats.id, area).verdict
            verdicts.update({(policy.id, ruling.insats.id): verdict for ruling in rulings})
    low = {key: "no" if verdict == "unknown" else verdict for key, verdict in verdicts.items()}
    reach_pair = [_said(verdicts, low, policy, comparison.base) for policy in (comparison.a, comparison.b)]
    return group_of(*reach_pair)


def _said(
    verdicts: Mapping[tuple[str, str], Verdict], low: Mapping[tuple[str, str], Verdict], policy: Policy,
    base: Policy | None,
) -> Verdict:  # fmt: skip
    """Whether a policy reaches an area: yes where something is surely given and surely not by the baseline."""
    of_base = "" if base is None else base.id
    sure = {key: "yes" if key[0] == of_base and verdict == "unknown" else low[key] for key, verdict in verdicts.items()}
    most = {
        key: "yes" if key[0] == policy.id and verdict == "unknown" else low[key] for key, verdict in verdicts.items()
    }
    least = reaches(sure, policy, base)
    return least if least == reaches(most, policy, base) else "unknown"


def policies_of(comparison: Comparison) -> tuple[Policy, ...]:
    """A, B and the baseline, each once."""
    return tuple({p.id: p for p in (comparison.a, comparison.b, comparison.base) if p is not None}.values())


def rulings_counted(comparison: Comparison, policy: Policy) -> list[Ruling]:
    """The policy's rulings that count, at the level that is compared."""
    counted = frozenset().union(*(side.layers[0].counted for side in comparison.sides))
    return [r for r in at_level(policy, comparison.scenario.level) if r.insats.id in counted]


def rulings_alike(comparison: Comparison, policy: Policy) -> list[list[Ruling]]:
    """The same, together where they are decided alike."""
    kinds: dict[Hashable, list[Ruling]] = {}
    for ruling in rulings_counted(comparison, policy):
        kinds.setdefault(shape(ruling), []).append(ruling)
    return list(kinds.values())


def course_block(comparison: Comparison, lever_course: LeverCourse, kinds: Sequence[Kind], lang: str) -> Block:
    """The steps as a table: on each stretch the number in each group, and who changed."""
    names = reading_words(comparison.scenario, [side.reading for side in comparison.sides], lang)
    rows: list[tuple[Cell, ...]] = []
    for i, stretch in enumerate(lever_course.words):
        now = pick(lang, "gäller", "in force") if i == lever_course.now else ""
        cells: list[Cell] = [stretch.get(lang), now]
        for side in lever_course.steps:
            cells += [side[i].counts[kind.group] for kind in kinds]
        rows.append((*cells, "; ".join(_changed(comparison, lever_course, i, kinds, lang))))
    heads = [f"{name}: {k.label.get(lang)}" if name else k.label.get(lang) for name in names for k in kinds]
    columns = (lever_course.lever.label.get(lang), "", *heads, pick(lang, "Byter grupp", "Change group"))
    return Block(
        pick(lang, "Stegen i siffror", "The steps in numbers"), columns, tuple(rows), notes(lever_course, lang)
    )


def notes(lever_course: LeverCourse, lang: str) -> tuple[str, ...]:
    """What is left out of a threshold's steps, and how the unknown is counted where the lever does not stand."""
    more = lever_course.left_out
    sentence = agreed(_LEFT_OUT, lang, more=more)
    kleene = pick(
        lang,
        "Vid andra värden än det som gäller räknas ett område som ”kan inte avgöras” så snart ett av dess beslut "
        "inte kan avgöras; det prövas inte "
        "där om alla möjliga värden ger samma svar.",
        "At other values than the one in force an area cannot be decided as soon as one of its decisions cannot; it "
        "is not tried "
        "there whether all possible values give the same answer.",
    )
    open_ = any(
        step.counts["unknown"] for side in lever_course.steps for i, step in enumerate(side) if i != lever_course.now
    )
    return (*([sentence] if more else []), *([kleene] if open_ else []))


def _changed(comparison: Comparison, lever_course: LeverCourse, i: int, kinds: Sequence[Kind], lang: str) -> list[str]:
    """An area's name and its new group, with the reading where they differ."""
    words = {kind.group: kind.label.get(lang) for kind in kinds}
    names_by_text: dict[str, list[str]] = {}
    for side, steps in zip(comparison.sides, lever_course.steps, strict=True):
        name = reading_word(comparison.scenario, side.reading, lang)
        for k, group in steps[i].changes:
            names_by_text.setdefault(
                f"{comparison.sides[0].areas[k].area.name} → {words.get(group, group)}", []
            ).append(name)
    many = len(comparison.sides)
    rows = [text + (f" ({' / '.join(names)})" if len(names) < many else "") for text, names in names_by_text.items()]
    more = and_more(len(rows) - MOST_NAMED, lang).strip()
    return [*rows[:MOST_NAMED], more] if more else rows

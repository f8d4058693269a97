"""Panel: what stands beside the map of one area: what each policy says and why, who is responsible, what it costs.

The reasons are those of `grund compare`; every text is in both languages; the whole grounds stand below, on demand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

from ..analysis.compare.comparison import Comparison, Group, Reached
from ..model.decisions import VERDICTS
from ..model.numbers import pick
from ..model.policies import Policy
from ..model.sources import Label
from ..views import compare
from ..views.compare.change import worded
from ..views.compare.data import WhyLines
from ..views.wording.headlines import areas_text
from ..views.wording.values import verdict_word
from .bilingual import both
from .drawing import Kind
from .reasons import Reasons
from .request import ReportRequest
from .threshold import LeverCourse

AreaReasons: TypeAlias = Sequence[Sequence[Label]]
"""For each area, in order of place, the reason of each policy."""
AreaCosts: TypeAlias = Mapping[str, Sequence[Label]]
"""For an area, by id, what each policy costs there."""


_VERDICTS: Final = {verdict: both(partial(verdict_word, verdict)) for verdict in VERDICTS}


class AreaPanel(NamedTuple):
    """Numbers of texts: the group, verdict and reason (-1: none) of each policy, who answers, near misses, costs."""

    group: int
    verdicts: list[tuple[int, int]]
    answering: list[int]
    near: list[int]
    costs: list[int]


def area_reasons(request: ReportRequest) -> AreaReasons:
    """Why each policy reaches an area or does not, in a line, for each interpretation that has its own."""
    comparison = request.found
    sides = {policy.id: _reasons(comparison, policy) for policy in request.found.policies}
    count = len(comparison.sides[0].areas)
    return [[sides[policy.id][place] for policy in request.found.policies] for place in range(count)]


def common_reasons(request: ReportRequest, why_by_area: AreaReasons) -> tuple[Label, ...]:
    """Why the areas that one policy alone reaches in the first interpretation are in that group: a line for each
    policy, with the reasons that most of them share and their number; none where most have reasons of their own."""
    side = request.found.sides[0]
    lines = []
    for kind in request.kinds:
        places = [i for i, r in enumerate(side.areas) if r.group == kind.group]
        if kind.group not in ("only_a", "only_b") or not places or not why_by_area:
            continue
        (shared, count), *_ = Counter(tuple(why_by_area[i]) for i in places).most_common(1)
        if 2 * count > len(places):
            lines.append(both(partial(_common, request, kind, shared, count, len(places))))
    return tuple(lines)


def _common(request: ReportRequest, kind: Kind, shared: Sequence[Label], count: int, among: int, lang: str) -> str:
    """`Varför bara A (14 av 20 stadsdelar, bred tolkning)? A – ligger i ett fokusområde: ja · B – på listan: nej`."""
    scenario = request.found.scenario
    level = scenario.book.vocabulary.levels[scenario.level].label
    whys = (f"{name.get(lang)} – {why.get(lang)}" for name, why in zip(request.names, shared, strict=True))
    share = "" if count == among else f"{count} {pick(lang, 'av', 'of')} {areas_text(level, among, lang)}"
    among_which = ", ".join(filter(None, (share, request.words[0].get(lang))))
    lead = f"{pick(lang, 'Varför', 'Why')} {kind.label.get(lang)}"
    return f"{lead}{f' ({among_which})' if among_which else ''}? {' · '.join(whys)}"


def _reasons(comparison: Comparison, policy: Policy) -> list[Label]:
    why, rows = WhyLines(comparison, policy), list(zip(*(side.areas for side in comparison.sides), strict=True))

    def line(row: Sequence[Reached], lang: str) -> str:
        lines = [why(side, reached, lang) for side, reached in zip(comparison.sides, row, strict=True)]
        return compare.each(comparison, lines, lang)

    return [both(partial(line, row)) for row in rows]


def panels(
    request: ReportRequest, reasons: Reasons, why_by_area: AreaReasons, courses: Sequence[LeverCourse], costs: AreaCosts
) -> list[AreaPanel]:
    """The panel of every area, in order of place."""
    near, sides = near_misses(request, courses), request.found.sides
    groups: dict[str, Label] = {kind.group: kind.label for kind in request.kinds}
    numbers: dict[tuple[Label, ...], int] = {}

    def number(words: Sequence[Label]) -> int:
        """The number of what the sides say, a word each."""
        key = tuple(words)
        if key not in numbers:
            numbers[key] = _number(reasons, both(partial(_each, request.found, key)))
        return numbers[key]

    return [
        AreaPanel(
            number([groups[side.areas[place].group] for side in sides]),
            [
                (number([_VERDICTS[verdict(side.areas[place])] for side in sides]), _number(reasons, label))
                for verdict, label in zip((attrgetter("a"), attrgetter("b")), why_by_area[place], strict=False)
            ],
            _answering(reasons, place),
            [_number(reasons, label) for label in near.get(place, ())],
            [_number(reasons, label) for label in costs.get(reached.area.id, ())],
        )
        for place, reached in enumerate(sides[0].areas)
    ]


def _number(reasons: Reasons, label: Label) -> int:
    return reasons.text(label.sv, label.get("en")) if label.sv else -1


def _each(comparison: Comparison, words: Sequence[Label], lang: str) -> str:
    """`ja`, or `ja (snäv tolkning: nej)`."""
    texts, readings = [word.get(lang) for word in words], [side.reading for side in comparison.sides]
    (_, first), *rest = worded(comparison.scenario, readings, texts, lang)
    return first + "".join(f" ({word}: {other})" for word, other in rest)


def _answering(reasons: Reasons, place: int) -> list[int]:
    """The bodies that answer for what some policy gives the area beyond the baseline."""
    bodies: dict[int, None] = {}
    decided, answers = reasons.told.values(), reasons.answers.values()
    for number in reasons.by_area[place]:
        _, counts, _, verdicts, who = decided[number]
        if counts and any(verdict == "y" for _, _, verdict, _ in verdicts):
            bodies |= {body: None for first, body, *_ in answers[who] if first}
    return list(bodies)


def near_misses(request: ReportRequest, courses: Sequence[LeverCourse]) -> dict[int, list[Label]]:
    """For an area, by place, the nearest step of each threshold at which its group is another."""
    words: dict[Group, Label] = {kind.group: kind.label for kind in request.kinds}
    near: dict[int, list[Label]] = {}
    for course in courses:
        nearest: dict[int, tuple[int, int, Group]] = {}
        for place, step, group in _turns(course):
            assert course.now is not None
            candidate = (abs(step - course.now), step, group)
            nearest[place] = min(nearest.get(place, candidate), candidate, key=lambda turn: turn[:2])
        for place, (_, step, group) in nearest.items():
            near.setdefault(place, []).append(both(partial(_turn, course, step, words[group])))
    return near


def _turns(course: LeverCourse) -> Iterator[tuple[int, int, Group]]:
    """Every area with the steps at which its group is another than the one in force, nearest first on either side."""
    if course.now is None:
        return
    for first, steps in zip(course.first, course.steps, strict=True):
        groups = [list(first)]
        for step in steps[1:]:
            groups.append(list(groups[-1]))
            for place, group in step.changes:
                groups[-1][place] = group
        now = groups[course.now]
        for place in {place for step in steps for place, _ in step.changes}:
            for way in (range(course.now + 1, len(steps)), range(course.now - 1, -1, -1)):
                turn = next((i for i in way if groups[i][place] != now[place]), None)
                if turn is not None:
                    yield place, turn, groups[turn][place]


def _turn(course: LeverCourse, step: int, group: Label, lang: str) -> str:
    lever, stretch, to = course.lever.label.get(lang), course.words[step].get(lang), group.get(lang)
    return pick(lang, f"{to} om tröskelvärdet är {stretch} ({lever})", f"{to} if the threshold is {stretch} ({lever})")


def data(panel: AreaPanel) -> list[Any]:
    """A panel as plain data."""
    return [panel.group, panel.verdicts, panel.answering, panel.near, panel.costs]

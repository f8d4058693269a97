"""Page data: the plain data that the page's own script shows.

Every group, number and text in it was made by Python; the script chooses which to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..analysis.compare.comparison import GROUPS, Group, Reached, residents
from ..model.sources import Label
from .bilingual import pair
from .costs import ReportCosts
from .drawing import Picture
from .header import people_label, title
from .model import ReportFigure
from .request import CODES, ReportRequest
from .step_costs import StepMoney, step_costs
from .threshold import LeverCourse, LeverStep
from .words import SCRIPT


def data(
    request: ReportRequest,
    courses: Sequence[LeverCourse],
    reasons: dict[str, Any] | None,
    pictures: Sequence[ReportFigure],
    costs: ReportCosts | None = None,
) -> dict[str, Any]:
    """What the script shows: groups and words always; reasons and steps where the report has them."""
    comparison = request.found
    back = {group: code for code, group in CODES.items()}
    data: dict[str, Any] = {
        "title": pair(title(request)), "words": SCRIPT, "codes": CODES, "levers": [],
        "signs": {k.group: k.sign for k in request.kinds},
        "kinds": {back[k.group]: pair(k.label) for k in request.kinds},
        "readings": [pair(w) if w.sv else None for w in request.words],
        "policies": [pair(name) for name in request.names],
        "groups": ["".join(back[r.group] for r in side.areas) for side in comparison.sides] if request.listed else [],
        "ids": [r.area.id for r in comparison.sides[0].areas] if request.listed else [],
    }  # fmt: skip
    if reasons:
        data.update({k: reasons[k] for k in ("texts", "nodes", "answers", "told", "insatser", "brief")})
        data["about"] = reasons["areas"]
        data["areas"] = [_area_row(request, r) for r in comparison.sides[0].areas]
        data["levers"] = [_lever_data(c, back, step_costs(costs, c)) for c in courses]
        data["at"] = {f.picture.id.split("-")[0]: _signs(f.picture) for f in pictures} if courses else {}
    return data


def _signs(picture: Picture) -> list[tuple[int, int, int]]:
    """An area's number, and where the sign of its group stands."""
    return [(i, round(x), round(y)) for i, (x, y) in picture.signs]


def _area_row(request: ReportRequest, r: Reached) -> list[Any]:
    """An area's name, its district's, and its residents in both languages; nothing where their number is not known."""
    counted = residents(request.found.scenario, [r.area])
    people = [] if counted.unknown else pair(people_label(counted.people, 0, 1))
    return [r.area.name, r.district.name if r.district else "", people]


def _lever_data(course: LeverCourse, back: Mapping[Group, str], costs: Sequence[StepMoney | None]) -> dict[str, Any]:
    lever = course.lever
    return {
        "id": lever.id,
        "label": pair(lever.label),
        "now": course.now,
        "steps": [pair(s) for s in course.words],
        "first": ["".join(back[g] for g in side) for side in course.first],
        "changes": [[[[k, back[g]] for k, g in step.changes] for step in side] for side in course.steps],
        "money": [None if step is None else {key: pair(label) for key, label in step.items()} for step in costs],
        "counts": [[{back[g]: step.counts[g] for g in GROUPS} for step in side] for side in course.steps],
        "people": [[{back[g]: pair(_people(step, g)) for g in GROUPS} for step in side] for side in course.steps],
    }


def _people(step: LeverStep, group: Group) -> Label:
    return people_label(step.people[group], step.unknown[group], step.counts[group])

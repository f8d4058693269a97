"""`grund timeline`: show how decisions change over time, and what changed them."""

from __future__ import annotations

from .. import analysis, loading, views
from ..problems.problem import GrundError, problem
from .options import OUT, THROUGH, Out, Through, load, policies_of, write


def timeline(
    scenario: str | None = None, area: str | None = None, /, *, through: Through = THROUGH, out: Out = OUT
) -> int:
    """Show how decisions change over time, and what changed them."""
    if through.known and through.as_known:
        raise GrundError([problem("G509", None, why="--known, --as-known")])
    loaded_scenario = load(through.which, scenario, through.policy)
    start, last = map(loading.arguments.day_of, (through.start, through.last))
    period = analysis.timeline.timeline.period_of(loaded_scenario, start, last)
    insatser = {analysis.lookup.find_insats(loaded_scenario, name).id for name in through.insats or ()}
    names = policies_of(loaded_scenario, through.which)
    if area is None:
        decision_timeline = analysis.timeline.timeline.timeline(
            loaded_scenario, names, period, insatser, None, through.as_known
        )
        return write(views.timeline.timeline_view(decision_timeline, out.lang), loaded_scenario, out)
    levels = [
        level
        for level in loaded_scenario.book.vocabulary.levels
        if analysis.timeline.timeline.read_at(loaded_scenario, level)
    ]
    place = analysis.lookup.find_area(loaded_scenario, area, None, levels)
    above = {
        a.id
        for i in analysis.timeline.timeline.homes(loaded_scenario, place, period, through.as_known)
        for a in i.answer
    }
    decision_timeline = analysis.timeline.timeline.timeline(
        loaded_scenario, names, period, insatser, {place.id, *above}, through.as_known
    )
    return write(views.timeline.area_view(decision_timeline, place, out.lang), loaded_scenario, out)

"""`grund timeline`: show how decisions change over time, and what changed them."""

from __future__ import annotations

from ..analysis.lookup import find_area, find_insats
from ..analysis.timeline.timeline import homes, period_of, read_at
from ..analysis.timeline.timeline import timeline as answer
from ..problems.problem import GrundError, problem
from ..views.timeline import area_view, timeline_view
from .options import OUT, THROUGH, Out, Through, day_of, load, policies_of, write


def timeline(
    scenario: str | None = None, area: str | None = None, /, *, through: Through = THROUGH, out: Out = OUT
) -> int:
    """Show how decisions change over time, and what changed them."""
    if through.known and through.as_known:
        raise GrundError([problem("G509", None, why="--known, --as-known")])
    loaded_scenario = load(through.which, scenario, through.policy)
    period = period_of(loaded_scenario, day_of(through.start), day_of(through.last))
    insatser = {find_insats(loaded_scenario, name).id for name in through.insats or ()}
    names = policies_of(loaded_scenario, through.which)
    if area is None:
        found = answer(loaded_scenario, names, period, insatser, None, through.as_known)
        return write(timeline_view(found, out.lang), loaded_scenario, out)
    levels = [level for level in loaded_scenario.book.vocabulary.levels if read_at(loaded_scenario, level)]
    place = find_area(loaded_scenario, area, None, levels)
    above = {a.id for i in homes(loaded_scenario, place, period, through.as_known) for a in i.answer}
    found = answer(loaded_scenario, names, period, insatser, {place.id, *above}, through.as_known)
    return write(area_view(found, place, out.lang), loaded_scenario, out)

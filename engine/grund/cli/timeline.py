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
    held = load(through.which, scenario, through.policy)
    period = period_of(held, day_of(through.start), day_of(through.last))
    insatser = {find_insats(held, name).id for name in through.insats or ()}
    names = policies_of(held, through.which)
    if area is None:
        found = answer(held, names, period, insatser, None, through.as_known)
        return write(timeline_view(found, out.lang), held, out)
    levels = [level for level in held.book.vocabulary.levels if read_at(held, level)]
    place = find_area(held, area, None, levels)
    above = {a.id for i in homes(held, place, period, through.as_known) for a in i.answer}
    found = answer(held, names, period, insatser, {place.id, *above}, through.as_known)
    return write(area_view(found, place, out.lang), held, out)

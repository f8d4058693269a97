"""`grund who`: show who is responsible for an intervention in an area."""

from __future__ import annotations

from .. import analysis, views
from .options import ASK, OUT, Ask, Out, load, write


def who(insats: str, area: str, /, *, ask: Ask = ASK, out: Out = OUT) -> int:
    """Show who is responsible for an intervention in an area."""
    scenario = load(ask, ask.scenario)
    subject = analysis.lookup.find_asked(scenario, insats)
    return write(
        views.who.who_view(scenario, subject, analysis.lookup.find_area(scenario, area, subject.level), out.lang),
        scenario,
        out,
    )

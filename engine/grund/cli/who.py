"""`grund who`: show who is responsible for an intervention in an area."""

from __future__ import annotations

from ..analysis.lookup import find_area, find_asked
from ..views.who import who_view
from .options import ASK, OUT, Ask, Out, load, write


def who(insats: str, area: str, /, *, ask: Ask = ASK, out: Out = OUT) -> int:
    """Show who is responsible for an intervention in an area."""
    scenario = load(ask, ask.scenario)
    asked = find_asked(scenario, insats)
    return write(who_view(scenario, asked, find_area(scenario, area, asked.level), out.lang), scenario, out)

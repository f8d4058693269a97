"""`grund body`: show everything a committee or company is responsible for."""

from __future__ import annotations

from .. import analysis, views
from .options import ASK_WHICH, OUT, AskWhich, Out, load, policies_of, write


def body(name: str, /, *, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """Show everything a committee or company is responsible for."""
    scenario = load(ask, ask.scenario, ask.policy)
    text = analysis.lookup.find_body(scenario, name)
    return write(views.who.body_view(scenario, text, policies_of(scenario, ask), out.lang), scenario, out)

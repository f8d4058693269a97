"""`grund goals`: show goals, indicators and how far they are met."""

from __future__ import annotations

from .. import views
from .options import ASK_WHICH, OUT, AskWhich, Out, load, policies_of, write


def goals(*, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """Show goals, indicators and how far they are met."""
    scenario = load(ask, ask.scenario, ask.policy)
    policy = policies_of(scenario, ask)[0] if ask.policy else ""
    return write(views.goals.goals_view(scenario, policy, out.lang), scenario, out)

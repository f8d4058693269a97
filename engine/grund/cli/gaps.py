"""`grund gaps`: list gaps, such as no responsible body, goals without targets and the like."""

from __future__ import annotations

from .. import views
from .options import ASK_WHICH, OUT, AskWhich, Out, load, policies_of, write


def gaps(*, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """List gaps, such as no responsible body, goals without targets and the like."""
    scenario = load(ask, ask.scenario, ask.policy)
    return write(views.gaps.gaps_view(scenario, policies_of(scenario, ask), out.lang), scenario, out)

"""`grund explain`: explain a decision, with its rules, facts and sources."""

from __future__ import annotations

from ..analysis.lookup import find_area, find_insats
from ..views.explain import explain_view
from ..views.what_would_change import turning_view
from .options import ASK_WHICH, OUT, AskWhich, Out, load, policies_of, write


def explain(
    area: str,
    what: str | None = None,
    /,
    *,
    what_would_change: bool = False,
    ask: AskWhich = ASK_WHICH,
    out: Out = OUT,
) -> int:
    """Explain a decision, with its rules, facts and sources."""
    scenario = load(ask, ask.scenario, ask.policy)
    names, lang = policies_of(scenario, ask), out.lang
    if what_would_change:
        insats = find_insats(scenario, what or "")
        view = turning_view(scenario, find_area(scenario, area, insats.level), insats.id, names, lang)
    else:
        view = explain_view(scenario, area, what, names, lang)
    return write(view, scenario, out)

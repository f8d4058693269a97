"""`grund explain`: explain a decision, with its rules, facts and sources."""

from __future__ import annotations

from .. import analysis, views
from .options import ASK_WHICH, OUT, SURE, AskWhich, Out, UncertainOptions, load, policies_of, write


def explain(
    area: str,
    what: str | None = None,
    /,
    *,
    what_would_change: bool = False,
    ask: AskWhich = ASK_WHICH,
    uncertain: UncertainOptions = SURE,
    out: Out = OUT,
) -> int:
    """Explain a decision, with its rules, facts and sources."""
    scenario = uncertain.of(load(ask, ask.scenario, ask.policy))
    names, lang = policies_of(scenario, ask), out.lang
    if what_would_change:
        insats = analysis.lookup.find_insats(scenario, what or "")
        view = views.what_would_change.turning_view(
            scenario, analysis.lookup.find_area(scenario, area, insats.level), insats.id, names, lang
        )
    else:
        view = views.explain.explain_view(scenario, area, what, names, lang)
    return write(view, scenario, out)

"""`grund region`: describe exactly which areas two policies treat differently."""

from __future__ import annotations

from .. import analysis, views
from .options import ASK, OUT, Ask, Out, load, policy_id, write


def region(
    a: str,
    b: str,
    /,
    *,
    insats: str | None = None,
    timeout: int = 5_000,
    ask: Ask = ASK,
    out: Out = OUT,
) -> int:
    """Describe exactly which areas two policies treat differently."""
    scenario = load(ask, ask.scenario, [a, b])
    text = analysis.lookup.find_insats(scenario, insats).id if insats else ""
    view = views.region.region_view(scenario, policy_id(scenario, a), policy_id(scenario, b), text, timeout, out.lang)
    settled = all(record["settled"] for record in view.data["regions"])
    return write(view, scenario, out) or int(not settled)

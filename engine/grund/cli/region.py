"""`grund region`: describe exactly which areas two policies treat differently."""

from __future__ import annotations

from ..analysis.lookup import find_insats
from ..views.region import region_view
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
    text = find_insats(scenario, insats).id if insats else ""
    view = region_view(scenario, policy_id(scenario, a), policy_id(scenario, b), text, timeout, out.lang)
    settled = all(each["settled"] for each in view.data["regions"])
    return write(view, scenario, out) or int(not settled)

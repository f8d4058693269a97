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
    held = load(ask, ask.scenario, [a, b])
    asked = find_insats(held, insats).id if insats else ""
    view = region_view(held, policy_id(held, a), policy_id(held, b), asked, timeout, out.lang)
    settled = all(each["settled"] for each in view.data["regions"])
    return write(view, held, out) or int(not settled)

"""`grund near`: list decisions that a single fact would change."""

from __future__ import annotations

from ..analysis.lookup import find_insats
from ..views.near import near_view
from .options import OUT, WHICH, Out, Which, load, policies_of, write


def near(
    scenario: str | None = None,
    /,
    *,
    insats: list[str] | None = None,
    most: int = 20,
    when: Which = WHICH,
    out: Out = OUT,
) -> int:
    """List decisions that a single fact would change."""
    loaded_scenario = load(when, scenario, when.policy)
    names = [find_insats(loaded_scenario, name).id for name in insats or ()]
    return write(
        near_view(loaded_scenario, policies_of(loaded_scenario, when), names, max(most, 0), out.lang),
        loaded_scenario,
        out,
    )

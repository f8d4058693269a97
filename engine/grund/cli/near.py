"""`grund near`: list decisions that a single fact would change."""

from __future__ import annotations

from .. import analysis, views
from .options import OUT, WHICH, Out, Which, load, number_of, policies_of, write


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
    most = number_of("--most", most)
    loaded_scenario = load(when, scenario, when.policy)
    names = [analysis.lookup.find_insats(loaded_scenario, name).id for name in insats or ()]
    return write(
        views.near.near_view(loaded_scenario, policies_of(loaded_scenario, when), names, most, out.lang),
        loaded_scenario,
        out,
    )

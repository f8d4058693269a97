"""`grund diff`: show which rules differ and which decisions they change."""

from __future__ import annotations

from .. import analysis, views
from .options import ASK, OUT, Ask, Out, load, write


def diff(
    a: str,
    b: str | None = None,
    /,
    *,
    rules: tuple[str, str] | None = None,
    ask: Ask = ASK,
    out: Out = OUT,
) -> int:
    """Show which rules differ and which decisions they change."""
    pair = views.diff_versions.pair(a, b, rules)
    scenario = load(ask, ask.scenario, [side.name for side in pair if side.here])
    first, second = (views.diff_versions.opened(scenario, side) for side in pair)
    difference = analysis.diff.between(scenario, first.version, second.version)
    return write(views.diff.diff_view(difference, first, second, out.lang), scenario, out)

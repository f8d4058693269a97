"""`grund fit`: find the shortest conditions that give a list of areas."""

from __future__ import annotations

from pathlib import Path

from .. import analysis, views
from .options import ASK, OUT, Ask, Out, load, write


def fit(
    areas: str,
    /,
    *,
    attributes: list[str] | None = None,
    errors: int = 0,
    ask: Ask = ASK,
    out: Out = OUT,
) -> int:
    """Find the shortest conditions that give a list of areas."""
    scenario = load(ask, ask.scenario)
    fitted = analysis.fit.fit(scenario, areas, attributes or (), max(errors, 0))
    return write(views.fit.fit_view(fitted, max(errors, 0), out.lang), scenario, out, [areas] * Path(areas).is_file())

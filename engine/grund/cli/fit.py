"""`grund fit`: find the shortest conditions that give a list of areas."""

from __future__ import annotations

import os

from .. import analysis, views
from .options import ASK, OUT, Ask, Out, load, number_of, write


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
    errors = number_of("--errors", errors)
    scenario = load(ask, ask.scenario)
    fitted = analysis.fit.fit(scenario, areas, attributes or (), errors)
    return write(views.fit.fit_view(fitted, errors, out.lang), scenario, out, [areas] * os.path.isfile(areas))

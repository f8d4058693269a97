"""`grund index`: show a need index: parts, ranking, effect of weights."""

from __future__ import annotations

from typing import Annotated, Final

from cyclopts import Parameter

from .. import analysis, views
from .options import ASK_WHICH, OUT, AskWhich, Out, load, number_of, policies_of, write

_Set = Annotated[list[str] | None, Parameter("--set")]
_Ranges = Annotated[list[str] | None, Parameter("--range")]
_DRAWS: Final = 1_000
"""Draws where only ranges are given."""


def index(
    name: str,
    /,
    *,
    tried: _Set = None,
    first: int | None = None,
    draws: int | None = None,
    ranges: _Ranges = None,
    seed: int = 1,
    ask: AskWhich = ASK_WHICH,
    out: Out = OUT,
) -> int:
    """Show a need index: parts, ranking, effect of weights."""
    scenario = load(ask, ask.scenario, ask.policy)
    need_indexes = analysis.need_index.need_index(scenario, name, policies_of(scenario, ask)[0], tried or ())
    asked_for = draws is not None or ranges
    drawing = (
        analysis.weight_draws.Drawing(tuple(ranges or ()), _DRAWS if draws is None else draws, seed)
        if asked_for
        else None
    )
    most = None if first is None else number_of("--first", first)
    return write(views.index.index_view(need_indexes, out.lang, most, drawing), scenario, out)

"""`grund sweep`: show at which values a threshold changes decisions."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from .. import analysis, views
from .options import ASK, OUT, Ask, Out, load, policy_id, write

_First = Annotated[str | None, Parameter("--from")]


_Last = Annotated[str | None, Parameter("--to")]


def sweep(
    policy: str, parameter: str, /, *, first: _First = None, last: _Last = None, ask: Ask = ASK, out: Out = OUT
) -> int:
    """Show at which values a threshold changes decisions."""
    scenario = load(ask, ask.scenario, [policy])
    breaks = analysis.sensitivity.breakpoints(
        scenario, policy_id(scenario, policy), parameter.removeprefix("param."), first, last
    )
    return write(views.sweep.sweep_view(breaks, out.lang), scenario, out)

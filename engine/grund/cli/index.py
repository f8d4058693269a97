"""`grund index`: show a need index: parts, ranking, effect of weights."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from .. import analysis, views
from .options import ASK_WHICH, OUT, AskWhich, Out, load, policies_of, write

_Set = Annotated[list[str] | None, Parameter("--set")]


def index(name: str, /, *, tried: _Set = None, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """Show a need index: parts, ranking, effect of weights."""
    scenario = load(ask, ask.scenario, ask.policy)
    need_indexes = analysis.need_index.need_index(scenario, name, policies_of(scenario, ask)[0], tried or ())
    return write(views.index.index_view(need_indexes, out.lang), scenario, out)

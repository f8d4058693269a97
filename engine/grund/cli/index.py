"""`grund index`: show a need index: parts, ranking, effect of weights."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from ..analysis.need_index import need_index
from ..views.index import index_view
from .options import ASK_WHICH, OUT, AskWhich, Out, load, policies_of, write

_Set = Annotated[list[str] | None, Parameter("--set")]


def index(name: str, /, *, tried: _Set = None, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """Show a need index: parts, ranking, effect of weights."""
    scenario = load(ask, ask.scenario, ask.policy)
    found = need_index(scenario, name, policies_of(scenario, ask)[0], tried or ())
    return write(index_view(found, out.lang), scenario, out)

"""`grund body`: show everything a committee or company is responsible for."""

from __future__ import annotations

from ..analysis.lookup import find_body
from ..views.who import body_view
from .options import ASK_WHICH, OUT, AskWhich, Out, load, policies_of, write


def body(name: str, /, *, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """Show everything a committee or company is responsible for."""
    held = load(ask, ask.scenario, ask.policy)
    found = find_body(held, name)
    return write(body_view(held, found, policies_of(held, ask), out.lang), held, out)

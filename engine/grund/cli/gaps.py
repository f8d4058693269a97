"""`grund gaps`: options, call and view."""

from __future__ import annotations

from .options import (
    ASK_WHICH,
    OUT,
    AskWhich,
    Out,
    load,
    policies_of,
    write,
)


def gaps(*, ask: AskWhich = ASK_WHICH, out: Out = OUT) -> int:
    """Luckor, dubbelt ledarskap och cirklar. / Gaps, two leaders for one thing, circles."""
    from ..views import gaps as gapped

    held = load(ask, ask.scenario, ask.policy)
    return write(gapped.gaps_view(held, policies_of(held, ask), out.lang), held, out)

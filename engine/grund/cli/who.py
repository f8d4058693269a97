"""`grund who`: options, call and view."""

from __future__ import annotations

from .options import (
    ASK,
    OUT,
    Ask,
    Out,
    load,
    write,
)


def who(insats: str, area: str, /, *, ask: Ask = ASK, out: Out = OUT) -> int:
    """Vem svarar för en insats eller process i ett område, och vägen uppåt. / Who answers, and the way up."""
    from ..analysis.lookup import find_area, find_asked
    from ..views import who as answering

    held = load(ask, ask.scenario)
    asked = find_asked(held, insats)
    return write(answering.who_view(held, asked, find_area(held, area, asked.level), out.lang), held, out)

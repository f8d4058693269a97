"""`grund claims`: test a document's claims against the rules and facts."""

from __future__ import annotations

from .. import views
from .options import OUT, WHICH, Out, Which, load, policies_of, write


def claims(scenario: str | None = None, /, *, when: Which = WHICH, out: Out = OUT) -> int:
    """Test a document's claims against the rules and facts."""
    loaded_scenario = load(when, scenario, when.policy)
    return write(
        views.claims.claims_view(loaded_scenario, policies_of(loaded_scenario, when), out.lang), loaded_scenario, out
    )

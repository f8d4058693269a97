"""`grund claims`: options, call and view."""

from __future__ import annotations

from .options import OUT, WHICH, Out, Which, load, policies_of, write


def claims(scenario: str | None = None, /, *, when: Which = WHICH, out: Out = OUT) -> int:
    """Påståendena i ett scenario: sanna, villkorade, öppna. / The claims of a scenario, judged."""
    from ..views import claims as claimed

    held = load(when, scenario, when.policy)
    return write(claimed.claims_view(held, policies_of(held, when), out.lang), held, out)

"""`grund prove`: prove or disprove claims for every conceivable area."""

from __future__ import annotations

from dataclasses import replace

from .. import analysis, loading, views
from .options import OUT, WHICH, Out, Which, load, policies_of, write


def prove(
    scenario: str | None = None,
    /,
    *,
    claim: list[str] | None = None,
    timeout: int = 5_000,
    when: Which = WHICH,
    out: Out = OUT,
) -> int:
    """Prove or disprove claims for every conceivable area."""
    loaded_scenario = load(when, scenario, when.policy)
    claims = (
        loading.scenario.typed_claims(loaded_scenario, claim)
        if claim
        else analysis.claims.claims_of(loaded_scenario, policies_of(loaded_scenario, when))
    )
    view, wrong = views.prove.proofs_view(loaded_scenario, claims, timeout, out.lang)
    return write(view, loaded_scenario, replace(out, full=True)) or int(wrong)

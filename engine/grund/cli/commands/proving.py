"""Proving: claims, on the data and for every possible area.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from cyclopts import Parameter

from ..options import ASK, OUT, WHICH, Ask, Out, Which, load, policies_of, policy_id, write

_Timeout = Annotated[int, Parameter(help="Millisekunder per fråga / milliseconds per question")]


def claims(scenario: str | None = None, /, *, when: Which = WHICH, out: Out = OUT) -> int:
    """Påståendena i ett scenario: sanna, villkorade, öppna. / The claims of a scenario, judged."""
    from ...views import claims as claimed

    held = load(when, scenario, when.policy)
    return write(claimed.claims_view(held, policies_of(held, when), out.lang), held, out)


def prove(
    scenario: str | None = None,
    /,
    *,
    claim: Annotated[
        list[str] | None, Parameter(help="Ett eget påstående, i YAML / a claim of one's own", negative="")
    ] = None,
    timeout: _Timeout = 5_000,
    when: Which = WHICH,
    out: Out = OUT,
) -> int:
    """Bevisa eller motbevisa påståenden för alla möjliga områden. / Prove claims for every area."""
    from ...analysis.claims import claims_of
    from ...loading.scenario import typed_claims
    from ...views import prove as attested

    held = load(when, scenario, when.policy)
    asked = typed_claims(held, claim) if claim else claims_of(held, policies_of(held, when))
    view, wrong = attested.proofs_view(held, asked, timeout, out.lang)
    return write(view, held, replace(out, full=True)) or int(wrong)


def region(
    a: str,
    b: str,
    /,
    *,
    insats: Annotated[str | None, Parameter(help="En enda insats / one insats only")] = None,
    timeout: _Timeout = 5_000,
    ask: Ask = ASK,
    out: Out = OUT,
) -> int:
    """Exakt var två policyer skiljer sig, som villkor. / Exactly where two policies differ."""
    from ...analysis.lookup import find_insats
    from ...views import region as regional

    held = load(ask, ask.scenario, [a, b])
    asked = find_insats(held, insats).id if insats else ""
    view = regional.region_view(held, policy_id(held, a), policy_id(held, b), asked, timeout, out.lang)
    settled = all(each["settled"] for each in view.data["regions"])
    return write(view, held, out) or int(not settled)


def near(
    scenario: str | None = None,
    /,
    *,
    insats: Annotated[list[str] | None, Parameter(help="Bara dessa insatser / only these", negative="")] = None,
    most: Annotated[int, Parameter(help="Så många visas / how many are shown")] = 20,
    when: Which = WHICH,
    out: Out = OUT,
) -> int:
    """Vilka beslut är nära att bli andra, och vid vilket värde? / Which decisions are nearest to turning?"""
    from ...analysis.lookup import find_insats
    from ...views import near as nearing

    held = load(when, scenario, when.policy)
    asked = [find_insats(held, name).id for name in insats or ()]
    return write(nearing.near_view(held, policies_of(held, when), asked, max(most, 0), out.lang), held, out)

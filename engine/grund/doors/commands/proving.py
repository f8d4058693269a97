"""Proving: claims, on the data and for every possible area.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from ..options import OUT, Out, When, load, write

_WHEN = When()


def claims(scenario: str | None = None, /, *, when: When = _WHEN, out: Out = OUT) -> int:
    """Påståendena i ett scenario: sanna, villkorade, öppna. / The claims of a scenario, judged."""
    from .. import claimed

    held = load(when, scenario)
    return write(claimed.claims_view(held, out.lang), held, out)


def prove(
    scenario: str | None = None,
    /,
    *,
    timeout: Annotated[int, Parameter(help="Millisekunder per fråga / milliseconds per question")] = 5_000,
    when: When = _WHEN,
    out: Out = OUT,
) -> int:
    """Bevisa eller motbevisa påståenden för alla möjliga områden. / Prove claims for every area."""
    from .. import claimed

    held = load(when, scenario)
    return write(claimed.proofs_view(held, timeout, out.lang), held, out)

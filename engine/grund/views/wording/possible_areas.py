"""Possible areas: what `prove`, `region` and `compare` mean by one, said alike in all of them."""

from __future__ import annotations

from ...model.numbers import pick
from .values import NOT_APPLICABLE


def possible_area_text(lang: str) -> str:
    """What is possible: any values that are declared, and what is then not applicable."""
    return pick(
        lang,
        "Möjligt är varje område där varje uppgift har ett värde inom de deklarerade gränserna. Det som räknas ut kan "
        f"då vara {NOT_APPLICABLE[0]} (ett mått per invånare där ingen bor), liksom en uppgift som anges så.",
        "Possible is any area where each fact has a value within the declared ranges. What is computed may then be "
        f"{NOT_APPLICABLE[1]} (a measure per resident where nobody lives), as may a fact that is stated to be.",
    )


def missing_text(lang: str) -> str:
    """What a missing fact is to a comparison."""
    return pick(
        lang,
        "En uppgift som bara saknas är ingen skillnad: jämförelser gäller vilket värde den än har.",
        "A fact that is merely missing is no difference: comparisons hold whatever its value is.",
    )

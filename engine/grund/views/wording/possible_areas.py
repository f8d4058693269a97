"""Possible areas: what `prove`, `region` and `compare` mean by one, said alike in all of them."""

from __future__ import annotations

from ...model.numbers import pick
from .values import NOT_APPLICABLE


def possible_areas_text(lang: str) -> str:
    """Which areas are possible, and that a missing fact makes no difference."""
    return pick(
        lang,
        "Möjligt är varje område vars uppgifter har värden inom de deklarerade gränserna; ett mått kan vara "
        f"{NOT_APPLICABLE[0]} (per invånare där ingen bor). Att en uppgift bara saknas är ingen skillnad.",
        "Possible is any area whose facts have values within the declared ranges; a measure may be "
        f"{NOT_APPLICABLE[1]} (per resident where nobody lives). That a fact is merely missing is no difference.",
    )

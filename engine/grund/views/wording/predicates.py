"""What a yes-or-no attribute says of an area (`ligger i ett fokusområde`), in a clause after a subject or `som`.

A label may be a predicate without a verb (`berättigad`, `among the first`), which then gets one.
"""

from __future__ import annotations

from typing import Final

_SEVERAL: Final = {"is": "are", "has": "have", "does": "do", "was": "were", "lies": "lie", "had": "had"}
_SWEDISH: Final = ("hade", "fanns", "fick", "låg", "var", "vill", "ska", "kan", "bor")


def in_clause(text: str) -> str:
    """A Swedish predicate in a subordinate clause: `inte` stands before its verb."""
    first, _, rest = text.partition(" ")
    if first == "inte":
        return f"inte är {rest}"
    verb = first.endswith(("r", "s")) or first in _SWEDISH
    if verb and rest.startswith("inte "):
        return f"inte {first} {rest.removeprefix('inte ')}"
    return text if verb else f"är {text}"


def of_one(text: str) -> str:
    """An English predicate of one area: `is in a focus area`."""
    return text if _verb(text) else f"is {text}"


def of_several(text: str) -> str:
    """An English predicate of several areas: `are in a focus area`."""
    first, _, rest = text.partition(" ")
    if not _verb(text):
        return f"are {text}"
    return f"{_SEVERAL.get(first, first[:-1])} {rest}"


def _verb(text: str) -> bool:
    """Whether it begins with a verb in the third person."""
    first = text.partition(" ")[0]
    return first in _SEVERAL or (first.endswith("s") and not first.endswith("ss"))

"""Statement: one line of an explanation, with what it stands on, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of an explanation. `holds` is None for unknown and "" where it has no truth value.

    `about` is what it says as data (`evidence_data`): two statements are equal if they say the same.
    """

    text: str
    holds: bool | str | None = ""
    source: str = ""
    parts: tuple[Statement, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def to_dict(self, at: str = "0") -> dict[str, Any]:
        """The statement as plain data, empty fields left out; `id` is its place in the tree, `0.2.1`."""
        data: dict[str, Any] = {"id": at, "text": self.text}
        if self.holds != "":
            data["holds"] = self.holds
        if self.source:
            data["source"] = self.source
        if self.about:
            data["about"] = dict(self.about)
        if self.parts:
            data["parts"] = [part.to_dict(f"{at}.{number}") for number, part in enumerate(self.parts)]
        return data


def lines(statement: Statement, depth: int = 0) -> list[tuple[int, Statement]]:
    """The tree as (depth, statement), top down."""
    rows = [(depth, statement)]
    for part in statement.parts:
        rows += lines(part, depth + 1)
    return rows


def failed_text(parts: Sequence[Statement]) -> str:
    """The first test that failed among the conditions of a rule, or the exception that defeats it."""
    failed = next((part for part in parts if part.holds is False), None)
    if failed is None:
        return next((part.text for part in reversed(parts) if part.holds is True), "")
    return (failed_text(failed.parts) if failed.text.endswith(":") else "") or failed.text

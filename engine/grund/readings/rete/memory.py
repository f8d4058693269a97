"""Memory: the working memory (being written)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...expr import Value
from ...outcome import Verdict
from .program import Program


class Answer(NamedTuple):
    """The decision of an insats in an area after an update that can have touched it.

    `changed`: whether the verdict or the deciding rule is another than before. Where it is not, the missing facts of
    an unknown decision, and the grounds, may still be others.
    """

    insats: str
    area: str
    verdict: Verdict
    rule: str | None
    changed: bool


class Memory:
    """One policy, one choice of tolkningar, one day: the decisions of every area, kept current."""

    def __init__(self, program: Program, values: Mapping[tuple[str, str], Value | None]) -> None:
        raise NotImplementedError

    def update(self, changes: Mapping[tuple[str, str], Value | None]) -> tuple[Answer, ...]:
        """The decisions that the changes can have touched, in order of insats and area.

        Raises `GrundError`: G401, G402 for what is no value of an area; G317 where two rules come into conflict; then
        nothing has changed. G902 where the engine was caught in a fault: the memory is dead, make a new one.
        """
        raise NotImplementedError

    def decisions(self) -> Mapping[tuple[str, str], tuple[Verdict, str | None]]:
        """Every decision: (insats, area) to verdict and deciding rule."""
        raise NotImplementedError

    def value(self, area: str, name: str) -> Value | None:
        """The value of an attribute or derived attribute that the program reads; None is unknown."""
        raise NotImplementedError

    def dispose(self) -> None:
        """Gives the engine's memory back; the memory cannot be used after it."""
        raise NotImplementedError

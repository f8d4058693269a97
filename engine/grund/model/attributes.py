"""Attributes: what can be known of areas, and of which kinds of areas.

Frozen values built by `load`.
"""

from __future__ import annotations

from dataclasses import dataclass

from .expressions import Type, Value
from .sources import Citation, Label


@dataclass(frozen=True, slots=True)
class Level:
    """A kind of area. A `technical` one serves a computation: who asks for a name means it last."""

    id: str
    label: Label
    technical: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """A typed property of areas. `closed` is the closed-world value of a listed attribute (LANGUAGE §4).

    `cost` is what a change of it counts as when one asks what would change a decision; `frozen`: it is never changed.
    `negated` is how a bool is denied in a sentence; empty where the vocabulary does not say.
    """

    id: str
    levels: tuple[str, ...]
    type: Type
    label: Label
    unit: Label = Label("")
    closed: Value | None = None
    series: str = ""
    publisher: str = ""
    round: str = ""
    citation: Citation = Citation()
    cost: int = 1
    frozen: bool = False
    negated: Label = Label("")

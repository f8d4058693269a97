"""Parameters: dated values that rules read, and the readings of an unclear text that a question chooses between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ...problems.problem import Place
from ..expressions import FIRST, Type, Value
from ..sources import Citation, Label


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value of a parameter from a day on; None is unknown. Of a price: the year whose prices it is in.

    `checked_on`: the day on which somebody last saw it in its source, None where nobody has said.
    """

    start: date
    value: Value | None
    citation: Citation
    place: Place | None = None
    price_level: int | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value that rules read as `param.<id>`; before its first `from` it is unknown.

    `open`: no domain is declared; that of its type spans its values, and a policy that overrides it may widen it.
    """

    id: str
    type: Type
    label: Label
    unit: Label
    values: tuple[ParameterValue, ...]
    open: bool = False

    @property
    def dated(self) -> bool:
        """Whether its value depends on the day."""
        return any(v.start > FIRST for v in self.values)

    @property
    def says(self) -> tuple[object, ...]:
        """Its type and dated values. A value that nobody knows is the same only where one declaration says so."""
        values = [(v.start, v.value, v.price_level, v.place if v.value is None else None) for v in self.values]
        return (self.type, *values)

    def on(self, day: date) -> ParameterValue | None:
        """The value in force on a day."""
        return next((v for v in reversed(self.values) if v.start <= day), None)


@dataclass(frozen=True, slots=True)
class Tolkning:
    """A declared interpretation of an unclear text: a question and its possible readings."""

    id: str
    label: Label
    options: Mapping[str, Label]
    citation: Citation

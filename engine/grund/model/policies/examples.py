"""Examples: what a file says that a policy, or a derived attribute, comes to for a given area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ...problems.problem import Place
from ..expressions import Value
from ..sources import Citation, Label
from .parameters import Parameter


@dataclass(frozen=True, slots=True)
class Expected:
    """What an example expects of an insats, or of a derived attribute, named by `subject`.

    `answer`: yes or no; of a derived attribute, its value; None is unknown. `rule` and `missing` are None where the
    example does not say which rule decides or which facts are missing. `text` is what was written.
    """

    subject: str
    level: str
    text: str
    answer: Value | None
    rule: str | None
    missing: frozenset[str] | None
    place: Place


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example in a file: the facts given of an area, and the expected result.

    `given` holds base and derived attributes; None is a value said to be unknown. What is not given is unknown, and
    without `day` so is whatever depends on it. `parameters` are all that apply, the example's own values among them.
    """

    id: str
    label: Label
    day: date | None
    tolkning: Mapping[str, str]
    parameters: Mapping[str, Parameter]
    given: Mapping[str, Value | None]
    expects: tuple[Expected, ...]
    citation: Citation

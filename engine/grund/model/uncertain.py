"""Uncertain: facts whose value is known to lie somewhere, and how often it does where that is known too.

What is recorded stays recorded, and decides as ever; what is said here is how far it may be off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from .sources import Citation


@dataclass(frozen=True, slots=True)
class Between:
    """Any value from `low` to `high`, nothing more; whole smallest units."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some values, nothing more; whole smallest units, members by their place."""

    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Normal:
    """Normally distributed, in the attribute's unit; a value outside the domain counts as its end."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Triangular:
    """Triangular from `low` to `high` with its top at `mode`, in the attribute's unit."""

    low: float
    mode: float
    high: float


@dataclass(frozen=True, slots=True)
class Beta:
    """A share of which `count` of `of` were counted: Beta(count + 1/2, of - count + 1/2), times `times`."""

    count: int
    of: int
    times: float


@dataclass(frozen=True, slots=True)
class Replicates:
    """The value of each draw of a file, all as likely; facts of files with the same `content` (a hash) come from the
    same draw, by whatever name a file is called."""

    file: str
    content: str
    values: tuple[int, ...]


FORMS: Final[Mapping[str, type]] = {
    "between": Between, "one_of": OneOf, "normal": Normal, "triangular": Triangular, "beta": Beta,
    "replicates": Replicates,
}  # fmt: skip
"""The forms, by what files call them."""
Form: TypeAlias = Between | OneOf | Normal | Triangular | Beta | Replicates
DISTRIBUTED: Final = (Normal, Triangular, Beta, Replicates)
"""The forms that say how often; of the others no share can be told."""


@dataclass(frozen=True, slots=True, eq=False)
class UncertainFact:
    """An area's attribute whose value may be another than what is recorded; each is its own, whatever it says."""

    area: str
    attribute: str
    form: Form
    citation: Citation


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """The uncertain facts of a scenario by (area, attribute); how many draws are taken, from which seed; the files they
    were read from beside the scenario's own."""

    facts: Mapping[tuple[str, str], UncertainFact] = field(default_factory=dict)
    draws: int = 10_000
    seed: int = 1
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.facts)


@dataclass(frozen=True, slots=True)
class UncertainOutcome:
    """The answers that were met for an area; `settled`: there are no others. `counts`: in how many of the draws each
    was met, of those that may be, or None where no share can be told."""

    answers: tuple[str, ...]
    settled: bool
    counts: Mapping[str, int] | None = None

    @property
    def kind(self) -> Literal["whatever", "depends", "not_settled"]:
        """One answer whatever the facts are, several, or one so far."""
        if len(self.answers) > 1:
            return "depends"
        return "whatever" if self.settled else "not_settled"

"""Request: what a report is about.

Values made by the command. The limits of what one file can hold stand here, and the report says where it has met one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from ..analysis.compare.comparison import Comparison, Group
from ..analysis.compare.interpretations import MOST
from ..loading.places import Places
from ..model.policies import Policy
from ..model.scenario import Scenario
from ..model.sources import Label
from ..views.run import reading_word
from .bilingual import both
from .drawing import ALONE, PAIR, Kind
from .outlines import Outlines

MOST_LISTED: Final = 500
"""Areas whose reasons a report holds one by one."""
MOST_LINES: Final = 10_000
"""Decisions (areas times insatser) that a report follows through time."""
LANGS: Final = ("sv", "en")
LONGEST_NAME: Final = 26
"""Characters of a policy's name that stands in place of A or B."""
CODES: Final[Mapping[str, Group]] = {
    "b": "both",
    "1": "only_a",
    "2": "only_b",
    "-": "neither",
    "?": "unknown",
    "!": "not_settled",
}
"""The groups as the page's script writes them."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """The comparison, where its areas lie, the user's map, further scenarios, and the command that repeats it."""

    found: Comparison
    places: Places
    outlines: Outlines | None = None
    beside: tuple[Scenario, ...] = ()
    command: str = ""

    @property
    def names(self) -> tuple[Label, ...]:
        """The policies by their names without what stands in brackets; A and B where these are alike or long."""
        return short_names(self.found.policies)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The groups in the words of the question; what is not settled only where there is such an area."""
        unsettled = any(side.group("not_settled") for side in self.found.sides)
        kinds = ALONE if self.found.alone else tuple(map(self._named, PAIR))
        return tuple(k for k in kinds if unsettled or k.group != "not_settled")

    def _named(self, kind: Kind) -> Kind:
        """A group of two policies with the policy's name in place of its letter."""
        if kind.sign not in ("A", "B"):
            return kind
        name = self.names["AB".index(kind.sign)]
        return replace(kind, label=Label(f"bara {name.sv}", f"{name.get('en')} only"))

    @property
    def words(self) -> list[Label]:
        """The readings in a word each; empty where no question is open."""
        scenario = self.found.scenario
        return [both(partial(reading_word, scenario, side.reading)) for side in self.found.sides]

    @property
    def readings(self) -> list[Label]:
        """The interpretations that are drawn, in a word each."""
        return self.words[:MOST]

    @property
    def listed(self) -> bool:
        """Whether every area is shown by itself."""
        return len(self.found.sides[0].areas) <= MOST_LISTED


def short_names(policies: Sequence[Policy]) -> tuple[Label, ...]:
    """Policies by their names without what stands in brackets; A, B and so on where these are alike or long."""
    names = {lang: _fitting([_short(policy, lang) for policy in policies]) for lang in LANGS}
    return tuple(Label(sv, en) for sv, en in zip(names["sv"], names["en"], strict=True))


def _fitting(names: list[str]) -> list[str]:
    """The names, or letters where these are alike or long."""
    fit = len(set(names)) == len(names) and all(len(name) <= LONGEST_NAME for name in names)
    return names if fit else [chr(ord("A") + i) for i in range(len(names))]


def _short(policy: Policy, lang: str) -> str:
    """A policy's name, without what it says in brackets."""
    return policy.label.get(lang).partition(" (")[0]

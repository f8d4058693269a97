"""Request: what a report is about.

Enters: nothing; these are values made by the command. Leaves: the same. Promise: the limits of what one file can hold
stand here, and the report says where it has met one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from ..analysis.compare.comparison import Comparison, Group
from ..loading.places import Places
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
MOST_READINGS: Final = 4
"""Readings that are drawn; the tables have all."""
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
    def alone(self) -> bool:
        """Whether it is about one policy, which is compared with itself."""
        return self.found.a is self.found.b

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The groups in the words of the question; what is not settled only where there is such an area."""
        unsettled = any(side.group("not_settled") for side in self.found.sides)
        return tuple(k for k in (ALONE if self.alone else PAIR) if unsettled or k.group != "not_settled")

    @property
    def words(self) -> list[Label]:
        """The readings in a word each; empty where no question is open."""
        scenario = self.found.scenario
        return [both(partial(reading_word, scenario, side.reading, short=True)) for side in self.found.sides]

    @property
    def listed(self) -> bool:
        """Whether every area is shown by itself."""
        return len(self.found.sides[0].areas) <= MOST_LISTED

"""Need: which areas are in need, how much, and who lives there.

A `Need` per area of the scenario's level. What is unknown is None, and nobody's need is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..engines import interpreter
from ..engines.run import frame_of
from ..model.facts import Area
from ..model.policies import Policy
from ..model.scenario import Reading, Scenario
from .records import district_of


@dataclass(frozen=True, slots=True)
class Need:
    """An area: is it in need, how much each resident needs, its residents and children, its district."""

    area: Area
    district: str
    inside: bool | None
    weight: Decimal | None
    residents: Decimal | None
    children: Decimal | None

    @property
    def size(self) -> Fraction | None:
        """Need x residents: 0 outside the need, None where it is unknown."""
        if self.inside is False:
            return Fraction(0)
        if self.inside is None or self.weight is None or self.residents is None:
            return None
        return Fraction(self.weight) * Fraction(self.residents)


def needs(scenario: Scenario, policy: Policy, reading: Reading) -> dict[str, Need]:
    """Every area of the scenario's level, by id; without a declared need every area is in need, everyone alike."""
    plan = scenario.planning
    exprs = [e for e in (plan.need, plan.weight) if e is not None]
    defaults = dict(scenario.readings_of(exprs)[0]) if exprs else {}
    frame = frame_of(scenario, policy, tuple(sorted({**defaults, **dict(reading)}.items())))
    needs_by_area: dict[str, Need] = {}
    for area in scenario.today.by_level.get(scenario.level, ()):
        inside = True if plan.need is None else interpreter.evaluate(frame, plan.need, area).value
        weight = Decimal(1) if plan.weight is None else interpreter.evaluate(frame, plan.weight, area).value
        assert inside is None or isinstance(inside, bool)
        needs_by_area[area.id] = Need(
            area, district_of(scenario, area), inside, weight if isinstance(weight, Decimal) else None,
            _counted(scenario, area, scenario.residents), _counted(scenario, area, plan.children),
        )  # fmt: skip
    return needs_by_area


def _counted(scenario: Scenario, area: Area, name: str) -> Decimal | None:
    attribute = scenario.book.vocabulary.attributes.get(name)
    value = None if attribute is None else scenario.today.read(area.id, attribute)[0]
    return value if isinstance(value, Decimal) else None

"""Amounts: whether areas that get the same insatser of two policies get the same amounts of them.

Takes two policies, the insatser whose prices or quantities differ between them, and how each area changes. Which
insatser an area gets is settled over completions, as every change is (LANGUAGE §7), and not read off what is known of
each condition by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from ...model.policies import Insats, Policy
from ...model.scenario import Reading, Scenario
from ..completions.settle import UNKNOWN, Matrix, Settled
from ..quantities import same_amount
from .verdicts import Verdicts

OTHER_AMOUNTS: Final = "amounts"
UNCHANGED: Final = "unchanged"


def with_amounts(
    scenario: Scenario,
    policies: tuple[Policy, Policy],
    reading: Reading,
    insatser: Sequence[Insats],
    verdicts: Verdicts,
    changes: Mapping[int, Settled],
) -> dict[int, Settled]:
    """The change of each area, by its place, with other amounts told from none."""
    settled_changes = dict(changes)
    places: dict[tuple[tuple[str, bool | None], ...], list[int]] = {}
    for place, change in changes.items():
        if change.value == UNCHANGED:
            unlike = _unlike(scenario, policies, reading, insatser, verdicts, place)
            if unlike:
                places.setdefault(unlike, []).append(place)
    for unlike, at in places.items():
        for place, settled in verdicts.settled_at(at, partial(_change, policies, unlike)).items():
            settled_changes[place] = settled
    return settled_changes


def _unlike(
    scenario: Scenario,
    policies: tuple[Policy, Policy],
    reading: Reading,
    insatser: Sequence[Insats],
    verdicts: Verdicts,
    place: int,
) -> tuple[tuple[str, bool | None], ...]:
    """The insatser that both may give an area in amounts that differ (False) or may differ (None)."""
    row, area = verdicts.row(place), verdicts.areas[place]
    possible = [i for i in insatser if all(row.get((policy.id, i.id), "no") != "no" for policy in policies)]
    amounts = ((i.id, same_amount(scenario, *policies, reading, i, area)) for i in possible)
    return tuple((insats, same) for insats, same in amounts if same is not True)


def _change(policies: tuple[Policy, Policy], unlike: Sequence[tuple[str, bool | None]], matrix: Matrix) -> str:
    """What the insatser that both give make of an area that gets the same ones."""
    kinds = {same for insats, same in unlike if all(matrix.get((p.id, insats)) == "yes" for p in policies)}
    return OTHER_AMOUNTS if False in kinds else UNKNOWN if kinds else UNCHANGED

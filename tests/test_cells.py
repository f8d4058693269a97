"""The cell reading's own promises; that it means what plain means is held by the cases and the agreement test."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

import grund
from grund.expr import number
from grund.partition import Axis, partition, unscaled
from grund.readings import cells, plain
from grund.scenario import Scenario, frame_of


@pytest.fixture(scope="module")
def stockholm() -> Scenario:
    """The shipped scenario."""
    return grund.load()


def test_an_interval_holds_its_representative_and_its_ends() -> None:
    """Half-open intervals of whole smallest units: 1.5 cuts between 1.4 and 1.5."""
    axis = Axis("m", number(1, 0, 50), (15, 20))
    assert axis.size == 4
    assert [axis.representative(c) for c in range(axis.size)] == [None, Decimal("1.4"), Decimal("1.5"), Decimal("2.0")]
    held = cells.column(axis, [None, Decimal("1.4"), Decimal("1.5"), Decimal("1.9"), Decimal("2"), Decimal("50")])
    assert cells._codes(axis, held).tolist() == [0, 1, 2, 2, 3, 3]
    assert unscaled(15, axis.type) == Decimal("1.5")


def test_every_policy_on_the_city(stockholm: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every insats of every shipped policy under every tolkning: equal to plain, by one array or by cells in use."""
    compared = 0
    for policy in stockholm.policies.values():
        for name, ruling in policy.rulings.items():
            for reading in stockholm.readings([ruling]):
                frame = frame_of(stockholm, policy, reading)
                wanted = {d.area.id: (d.verdict, d.rule, d.missing) for d in plain.decide_all(frame, name)}
                assert cells.decide_all(frame, name) == wanted
                with monkeypatch.context() as patch:
                    patch.setattr(cells, "DENSE", 0)
                    assert cells.decide_all(frame, name) == wanted
                compared += len(wanted)
    assert compared > 5_000


def test_a_cell_is_filled_once(stockholm: Scenario) -> None:
    """A second look asks plain nothing: the answers are those already found."""
    policy = stockholm.policy("stadsdelslyft")
    frame = frame_of(stockholm, policy, stockholm.readings(policy.rulings.values())[0])
    held = cells.table(frame, "insats-skola")
    columns = {axis.name: cells.Column(np.arange(6) % axis.size) for axis in held.cells.axes}
    first = cells.look_up(held, columns)
    asked = len(held.frame.cells)
    held.frame.cells.clear()
    again = cells.look_up(held, columns)
    assert asked and not held.frame.cells
    assert (first.found == again.found).all()
    assert partition(frame, "insats-skola") == held.cells

"""The peers of the benchmarks, at the smallest sizes: their answers are grund's. Nothing is timed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))

import growth
import peers
import peers_others
from peers_workload import INSATSER, RULES, areas


@pytest.fixture(scope="module")
def grund() -> peers.Grund:
    """The cell reading of the invented workload."""
    return peers.Grund.made()


@pytest.mark.parametrize("rows", [8, 117])
@pytest.mark.parametrize("peer", peers_others.PEERS, ids=lambda peer: peer.name)
def test_a_peer_answers_alike(peer: Any, rows: int, grund: peers.Grund) -> None:
    """Decision, deciding rule and amount."""
    made = peer.made()
    if made is None:
        pytest.skip(f"{peer.name} is not installed")
    wanted, found = grund.found(areas(rows)), made.found(areas(rows))
    assert (wanted.rules == found.rules).all()
    assert (wanted.amounts == found.amounts).all()


def test_every_rule_decides_somewhere(grund: peers.Grund) -> None:
    """The workload tries what it is made of."""
    assert set(grund.found(areas(6_160)).rules.ravel().tolist()) == set(range(len(RULES)))


@pytest.mark.parametrize("peer", peers_others.SWEEPS, ids=lambda peer: peer.name)
def test_a_sweep_counts_alike(peer: Any) -> None:
    """Areas and öre per draw and insats, over the same thresholds; in one thread and in three the same."""
    given, held = areas(117), peers.frame(swept=True)
    one, three = (peers.swept(held, given, 300, threads) for threads in (1, 3))
    assert (one.yes == three.yes).all() and (one.cost == three.cost).all()
    shorter = peers.swept(held, given, 70)
    assert (shorter.yes == one.yes[:70]).all()
    values = {i.id: one.values[f"param.t_{i.id}"] / 100 for i in INSATSER}
    yes, cost = peer.sweep(given, values, 300)
    assert (yes == one.yes).all() and (cost == one.cost).all()


def test_the_picture_of_growth_is_of_the_tables() -> None:
    """A line for each row that was measured; drawn anew whenever a table is written."""
    page = growth.README.read_text(encoding="utf-8")
    lines = growth.panels(page)["areas x 20 insatser"]
    assert len(lines["grund, cells, memory used again"]) == len(peers.SIZES)
    assert growth.PICTURE.read_text(encoding="utf-8") == growth.picture(page)

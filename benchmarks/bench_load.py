"""Loading: the shipped rules and worlds, checked, against reading the same files and checking nothing."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

import grund
from conftest import Timed
from grund.model.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = sorted(p.stem for p in (ROOT / "scenarios").glob("*.yaml"))


def files(held: Scenario) -> list[Path]:
    """The files that a scenario is made of."""
    return [Path(p) for p in dict.fromkeys((held.file, *held.book.files, *held.facts.files))]


def read(paths: list[Path]) -> int:
    """The floor: libyaml's loader and the csv module over the same bytes, everything thrown away but a count."""
    found = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".yaml":
            data: Any = yaml.load(text, Loader=yaml.CSafeLoader)
            found += len(data)
        else:
            found += sum(1 for _ in csv.reader(text.splitlines()))
    return found


@pytest.mark.parametrize("name", SCENARIOS)
def test_load(timed: Timed, name: str) -> None:
    """A scenario: its rulebook and its world, from files to checked and frozen values."""
    held = timed(grund.load, name, group=f"load {name}", label="grund.load")
    assert held.id == name


@pytest.mark.parametrize("name", SCENARIOS)
def test_floor(timed: Timed, name: str) -> None:
    """The same files, read and not understood."""
    paths = files(grund.load(name))
    assert timed(read, paths, group=f"load {name}", label="PyYAML (C) and csv.reader", floor=True)


@pytest.mark.parametrize("name", SCENARIOS)
def test_world_of_a_day(timed: Timed, name: str) -> None:
    """From everything recorded to the world on one day: what a replay pays per list."""
    held = grund.load(name)
    world = timed(held.facts.at, held.day, held.known, group="world of a day", label=f"{name}: FactBook.at")
    assert world.areas

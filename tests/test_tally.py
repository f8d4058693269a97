"""Reach and change beside a budget, a timeline and a difference: the counts of the comparison, day by day."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from grund.analysis.compare.comparison import compare
from grund.analysis.compare.interpretations import by_groups
from grund.analysis.compare.tally import of_difference, tallies
from grund.analysis.diff import diff, version
from grund.analysis.timeline.timeline import period_of, timeline
from grund.budgeting.policy_budgets import budget
from grund.loading.folders import rulebook
from grund.loading.scenario import load_scenario
from grund.views.budget import budget_view
from grund.views.diff import diff_view
from grund.views.diff_versions import Opened
from grund.views.tally import tally_block
from grund.views.timeline import timeline_view

ROOT = Path(__file__).resolve().parents[1]


def sizes(reading: Mapping[str, Any], kind: str, *names: str) -> tuple[int, ...]:
    """The counts of some groups or changes of plain data."""
    return tuple(reading[kind][name]["count"] for name in names)


def wide(readings: list[Any]) -> Any:
    """The broad reading."""
    return next(each for each in readings if each["tolkning"].get("fokusomrade_jarva") == "vid")


@pytest.mark.parametrize("own", [False, True])
def test_a_budget_says_reach_and_change_each_year(own: bool) -> None:
    """From the one comparison, with `--own` and without."""
    found = budget(load_scenario("budget-exempel"), ["fokusomrade", "stadsdelslyft-ersatter"], own=own)
    view = budget_view(found, "sv")
    assert [each["day"][:4] for each in view.data["reach"]] == ["2027", "2028", "2029"]
    for each in view.data["reach"]:
        said = wide(each["readings"])
        assert sizes(said, "reached", "a", "b") == (27, 8)
        assert sizes(said, "changes", "gains", "loses", "swaps", "unchanged") == (1, 20, 7, 89)
    counted = [row for row in view.rows if row[3] is None]
    assert ("stadsdelslyft-ersatter", "fokusomrade_jarva=vid", 2028, "gains", 1) in [
        (*row[:3], row[4], row[12]) for row in counted
    ]
    title = next(block for block in view.blocks if block.title.startswith("Områden som omfattas, och ändring"))
    assert [row[3] for row in title.rows] == [27, 21, 8, 8]


def test_a_timeline_counts_by_day_and_names_the_policy() -> None:
    """Every day on which a decision moved, each policy against the first; the day's own comparison."""
    scenario = load_scenario("stockholm-2015-2026")
    found = timeline(scenario, ["fokusomrade", "fokus-jarva"], period_of(scenario, None, None))
    view = timeline_view(found, "sv")
    last = view.data["reach"][-1]
    assert (last["a"], last["b"]) == ("fokusomrade", "fokus-jarva")
    direct = by_groups(compare(scenario, "fokusomrade", "fokus-jarva"))
    for side, said in zip(direct.sides, last["readings"], strict=True):
        assert sizes(said, "changes", "gains", "loses", "swaps") == tuple(
            len(side.changed(change)) for change in ("gains", "loses", "swaps")
        )
    assert all(row[0] for row in view.rows)
    counted = [row for row in view.rows if not row[2]]
    assert {(row[0], row[14]) for row in counted} == {
        ("fokusomrade", "fokusomrade"),
        ("fokus-jarva", "fokus-jarva, fokusomrade"),
    }
    alone = timeline(scenario, ["fokusomrade"], period_of(scenario, None, None), {"prio-skola"})
    assert timeline_view(alone, "sv").data["reach"] == []


def test_a_difference_says_reach_and_change() -> None:
    """Of two policies, and of a policy as another rulebook has it."""
    scenario = load_scenario("stockholm-2026")
    sides = [Opened(name, version(scenario, name)) for name in ("fokusomrade", "stadsdelslyft-ersatter")]
    view = diff_view(diff(scenario, "fokusomrade", "stadsdelslyft-ersatter"), *sides, "sv")
    said = wide(view.data["reach"])
    assert sizes(said, "groups", "both", "only_a", "only_b") == (7, 20, 1)
    assert ("loses", "fokusomrade_jarva=vid", None, 20) in [(row[0], *row[2:5]) for row in view.rows]
    again = of_difference(diff(scenario, "fokusomrade", "fokusomrade", rulebook(ROOT / "rules" / "stockholm")))
    assert again is not None
    assert [len(side.changed("unchanged")) for side in again.found.sides] == [117] * len(again.found.sides)
    assert again.found.a.id == "fokusomrade"


def test_versions_with_other_words_are_not_counted(tmp_path: Path) -> None:
    """A word that means another thing leaves no facts in common: the view says that it is not compared."""
    shutil.copytree(ROOT / "rules" / "stockholm", tmp_path / "stockholm")
    words = tmp_path / "stockholm" / "vocabulary.yaml"
    words.write_text(words.read_text("utf-8").replace("aggregate: max", "aggregate: min", 1), "utf-8")
    scenario = load_scenario("stockholm-2026")
    old = rulebook(tmp_path / "stockholm")
    found = diff(scenario, "stadsdelslyft", "stadsdelslyft", old)
    assert of_difference(found) is None
    sides = [Opened("då", version(scenario, "stadsdelslyft", old)), Opened("nu", version(scenario, "stadsdelslyft"))]
    view = diff_view(found, *sides, "sv")
    assert view.data["reach"] is None
    assert any("jämförs inte här" in note for block in view.blocks for note in block.notes)


def test_one_policy_is_counted_from_the_baseline() -> None:
    """And the baseline itself by what it gives."""
    scenario = load_scenario("stockholm-2026")
    (tally,) = tallies(scenario, ["fokus-jarva"], [scenario.day])
    block = tally_block([tally], "sv")
    assert block.rows[0][:3] == ("fokus-jarva", "", 11)
    assert "får fler insatser" not in block.columns

"""Several policies side by side: the same counts as in a comparison of any two of them."""

from __future__ import annotations

import csv
import io
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import grund
from command_line import run
from grund.analysis.compare.reach import Reach, reach
from grund.views.reach import finding
from test_comparison import FULL, asked, decided

SHIPPED = ("fokusomrade", "fokus-jarva", "stadsdelslyft", "stadsdelslyft-ersatter")


def counted(found: Reach, side: int = 0) -> dict[str, int]:
    """Areas of the scenario's level that each policy reaches."""
    level = found.sides[side].levels[0]
    return {column.policy.id: len(level.of(column, "reaches")) for column in level.columns}


def test_the_shipped_policies() -> None:
    """As the issue counts them, pair by pair, in both readings of Järva."""
    found = reach(grund.load("stockholm-2026"), *SHIPPED)
    assert counted(found) == {"fokusomrade": 27, "fokus-jarva": 11, "stadsdelslyft": 16, "stadsdelslyft-ersatter": 8}
    said = finding(found, "sv")
    assert said.startswith("Av 117\u00a0stadsdelar omfattas: fokusomrade 27 (snäv tolkning: 21); fokus-jarva 11; ")


def test_it_counts_as_a_comparison_does() -> None:
    """Every area of every pair, in every reading of the pair."""
    scenario = grund.load("stockholm-2026")
    found = reach(scenario, *SHIPPED)
    for a, b in combinations(SHIPPED, 2):
        for side in grund.compare(scenario, a, b).sides:
            whole = next(each for each in found.sides if set(side.reading) <= set(each.reading))
            columns = {column.policy.id: column for column in whole.levels[0].columns}
            assert columns[a].reaches == tuple(r.a for r in side.areas)
            assert columns[b].withdraws == tuple(r.withdraws_b for r in side.areas)


def test_the_baseline_has_no_column(tmp_path: Path) -> None:
    """Its row says what it is; what it gives is not reach."""
    policies = {"p": {"insatser": decided(i="a")}, "q": {"insatser": decided(i="a or b")},
                "r": {"insatser": decided(j="b")}}  # fmt: skip
    scenario = asked(tmp_path, policies, FULL, "baseline: p\n")
    found = grund.reach(scenario, "p", "q", "r")
    assert counted(found) == {"q": 1, "r": 1}
    (level,) = found.sides[0].levels
    assert {verdicts: [a.id for a in areas] for verdicts, areas in level.patterns().items()} == {
        ("no", "no"): ["x"],
        ("yes", "yes"): ["y"],
    }
    assert [a.id for a in level.of(level.columns[1], "withdraws")] == ["x"]


def said(*words: str) -> str:
    """What the command writes."""
    result = run(["compare", *words])
    assert result.code == 0
    return result.text


def test_the_command_has_every_format() -> None:
    """Text, CSV and JSON hold the same counts; the pairs are there on request alone."""
    asked_for = ("fokus-jarva", "stadsdelslyft", "stadsdelslyft-ersatter", "--lang", "en")
    text = said(*asked_for)
    assert "Areas reached, by policy" in text and "Pair by pair" not in text
    rows = list(csv.DictReader(io.StringIO(said(*asked_for, "--format", "csv"))))
    reached = [r for r in rows if r["level"] == "stadsdel" and r["reaches_fokus-jarva"] == "yes"]
    assert len({r["area"] for r in reached}) == 11
    data: dict[str, Any] = json.loads(said(*asked_for, "--format", "json"))
    policies = data["readings"][0]["levels"]["stadsdel"]["policies"]
    assert (data["kind"], policies["fokus-jarva"]["reaches"]["count"], data["pairs"]) == ("grund-reach", 11, [])


def test_pairs_on_request() -> None:
    """A row per pair and reading, as `compare` of the two."""
    asked_for = ("fokus-jarva", "stadsdelslyft", "stadsdelslyft-ersatter", "--pairs", "--lang", "en")
    rows = list(csv.DictReader(io.StringIO(said(*asked_for, "--format", "csv"))))
    pair = next(r for r in rows if (r["a"], r["b"]) == ("fokus-jarva", "stadsdelslyft-ersatter"))
    assert [pair[k] for k in ("group_both", "group_only_a", "group_only_b")] == ["3", "8", "5"]
    assert [pair[k] for k in ("change_gains", "change_loses", "change_swaps")] == ["5", "8", "3"]
    assert "Pair by pair" in said(*asked_for)


def test_a_long_id_wraps_in_every_table(tmp_path: Path) -> None:
    """A policy of 60 characters and more leaves tables within their width, and its id is there to be read."""
    long = "en-policy-" + "-".join(f"ord{i}" for i in range(11))
    policies = {"p": {"insatser": decided(i="a")}, "q": {"insatser": decided(i="b")}}
    asked(tmp_path, {**policies, long: {"insatser": decided(i="a or b")}}, FULL)
    assert len(long) >= 60
    for words in (["compare", "p", long], ["compare", "p", "q", long, "--pairs"], ["diff", "p", long]):
        code, out, err = run([*words, "--all", "--scenario", str(tmp_path / "q.yaml")])
        assert code == 0, err
        _, *lines = out.decode("utf-8").splitlines()
        assert max(map(len, lines)) <= 100, max(lines, key=len)
        assert long[:20] in out.decode("utf-8")

"""Completions: unknown only where it matters, on the shipped questions (and soak_completions: against an oracle)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pytest
import yaml

import soak_completions
import soak_same
from grund.analysis.compare.whole_level import level_verdicts
from grund.analysis.completions.settle import Completions, Matrix, Settled, settle
from grund.analysis.diff.same_text import word_text
from grund.engines.run import decide
from grund.loading.scenario import load_scenario
from grund.model.scenario import Scenario
from grund.views.wording.explanation import explain
from soak_completions import grouping


@cache
def question(name: str) -> Scenario:
    """A shipped question."""
    return load_scenario(name)


def settled(name: str, a: str, b: str, baseline: str = "") -> list[dict[str, Settled]]:
    """Every area of a shipped question, in every reading."""
    scenario = question(name)
    policies = tuple(scenario.policy(p) for p in dict.fromkeys((a, b, baseline)) if p)
    rulings = [r for p in policies for r in p.rulings.values() if r.insats.level == scenario.level]
    areas = scenario.today.by_level[scenario.level]
    return [
        settle(scenario, policies, reading, scenario.level, areas, grouping(a, b, baseline))
        for reading in scenario.readings(rulings)
    ]


BOTH, ONLY_A, ONLY_B, NEITHER = ((True, True), (True, False), (False, True), (False, False))
SAME, GAINS, LOSES, SWAPS = ((False, False), (True, False), (False, True), (True, True))


@pytest.mark.parametrize(
    ("pair", "wanted"),
    [
        (("fokusomrade", "stadsdelslyft-ersatter"), {(BOTH, SWAPS): 7, (ONLY_A, LOSES): 20, (ONLY_B, GAINS): 1}),
        (("fokusomrade", "stadsdelslyft"), {(BOTH, SWAPS): 15, (ONLY_A, LOSES): 12, (ONLY_B, GAINS): 1}),
        (("fokus-jarva", "stadsdelslyft"), {(BOTH, SWAPS): 11, (ONLY_B, GAINS): 5}),
        (("fokus-jarva", "stadsdelslyft-ersatter"), {(BOTH, SWAPS): 3, (ONLY_A, LOSES): 8, (ONLY_B, GAINS): 5}),
        (("ordinarie", "fokusomrade"), {(ONLY_B, GAINS): 27}),
    ],
)
def test_nothing_is_unknown_where_policies_share_what_is(pair: tuple[str, str], wanted: dict[Hashable, int]) -> None:
    """What both inherit waits for the same facts: it adds nothing to their difference (the wide reading)."""
    found = Counter(s.value for s in settled("stockholm-2026", *pair, "ordinarie")[0].values())
    assert {group: n for group, n in found.items() if group != (NEITHER, SAME)} == wanted
    assert sum(found.values()) == 117


def test_need_is_unknown_with_what_settles_it() -> None:
    """Need waits for counts and thresholds; nothing settles it where nobody lives."""
    for areas in settled("stockholm-2026", "fokusomrade", "behovsstyrd", "ordinarie"):
        assert {s.value for s in areas.values()} == {"unknown"}
        assert {area for area, s in areas.items() if not s.needs} == {"sd-farstanaset", "sd-riddarholmen"}
        waits = next(iter(areas.values())).needs
        assert {"param.cni_troskel_konstruerad", "param.riket_index_per_person", "arbetslos"} <= waits and len(
            waits
        ) == 9


def test_without_a_baseline() -> None:
    """Ranks and neighbours over what others have not said are not followed: not settled, and said apart."""
    found = Counter(s.value for s in settled("kommuner", "hogst-behov", "aven-grannar")[0].values())
    assert found[BOTH, SAME] == 28 and found[ONLY_B, GAINS] == 8 and found["not_settled"] == 51
    found = Counter(s.value for s in settled("percentilgallring", "forsta", "andra")[0].values())
    assert found[BOTH, SAME] == 5 and found[ONLY_B, GAINS] == 1


@pytest.mark.slow
def test_every_completion_of_small_worlds() -> None:
    """Groups are what trying every completion says; the long form is soak_completions."""
    counts = soak_completions.hold(worlds=25, start=5)
    assert not counts.differences, counts.differences[0]
    assert {"step 1", "step 2", "step 3", "step 3: unknown"} <= set(counts.steps)


@pytest.mark.slow
def test_decided_alike_is_counted_alike() -> None:
    """Names, order, files and ways to write a condition change no group; the long form is soak_same."""
    counts = soak_same.hold(worlds=12, start=11, proofs=False)
    assert not counts.failing, counts.failing[0]
    assert set(soak_same.WAYS) <= counts.held.keys()
    counts = soak_same.hold(worlds=1, start=2032, first=5)
    assert not counts.failing, counts.failing[0]
    assert any(name.startswith("beside itself: ") and "unknowns" not in name for name in counts.held)


@pytest.mark.parametrize("name", ["stockholm-2026", "kommuner", "percentilgallring", "samlat-index", "stratumbidrag"])
def test_a_level_at_once(name: str) -> None:
    """The verdicts of a whole level by the cell reading are the plain reading's, and so is what is settled of them."""
    scenario = question(name)
    policies = tuple(scenario.policies.values())
    rulings = [r for p in policies for r in p.rulings.values() if r.insats.level == scenario.level]
    for reading in scenario.readings(rulings):
        found = level_verdicts(scenario, policies, reading, scenario.level)
        wanted = {
            (p.id, r.insats.id): tuple(d.verdict for d in decide(scenario, p, r, reading))
            for p in policies
            for r in p.rulings.values()
            if r.insats.level == scenario.level
        }
        assert found == wanted
    areas = scenario.today.by_level[scenario.level][:20]
    pair = policies[:2] if len(policies) > 1 else policies * 2
    classify = grouping(pair[0].id, pair[1].id)
    two = tuple(dict.fromkeys(p.id for p in pair))
    asked = tuple(scenario.policy(p) for p in two)
    ways = [Completions(scenario, asked, reading, scenario.level, d).settle(areas, classify) for d in (None, found)]
    assert ways[0] == ways[1]


def test_a_clamped_value_is_asked_of_the_solver(tmp_path: Path) -> None:
    """What is cut to its domain has a term: where only arithmetic tells, the solver still settles the group."""
    words = {
        "levels": {"del": {}},
        "attributes": {n: {"type": "number", "decimals": "2", "min": "0", "max": "1000"} for n in ("n", "m")},
        "derived": {
            "h": {"type": "number", "decimals": "1", "min": "0", "max": "5", "clamp": "true", "formula": "n / (m + 1)"}
        },
    }
    ruled = {"p": "h >= 5", "q": "n >= 4.95 * m + 4.95", "r": "n >= 4.96 * m + 4.95"}
    rules = {p: {"otherwise": "no", "rules": [{"id": p, "when": when}]} for p, when in ruled.items()}
    policies = {p: {"insatser": {"i": ruling}} for p, ruling in rules.items()}
    raw = {"name": "clamped", "note": "-", "vocabulary": words, "policies": policies, "world": {"areas": {"x": "del"}}}
    scenario = soak_completions.scenario_of(raw, tmp_path, tuple(ruled))
    for a, b, wanted in (("p", "q", True), ("r", "p", "unknown")):
        asked, areas = (scenario.policy(a), scenario.policy(b)), scenario.today.by_level["del"]
        found = settle(scenario, asked, (), "del", areas, partial(_alike, a, b))["x"]
        assert (found.value, found.step) == (wanted, 4)


def _alike(a: str, b: str, matrix: Matrix) -> bool:
    return matrix[a, "i"] == matrix[b, "i"]


def test_a_clamped_value_says_so(tmp_path: Path) -> None:
    """In an explanation where it lies at an end, and in what is compared of two versions of its declaration."""
    word = {"type": "number", "min": "0", "max": "5", "formula": "n - 3"}
    raw = {
        "name": "clamped", "note": "-",
        "vocabulary": {
            "levels": {"del": {}}, "attributes": {"n": {"type": "number", "min": "0", "max": "100"}},
            "derived": {"h": word | {"clamp": "true"}},
        },
        "policies": {"p": {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "p", "when": "h >= 5"}]}}}},
        "world": {"areas": {"x": "del", "y": "del"}, "facts": {"x": {"n": "50"}, "y": {"n": "6"}}},
    }  # fmt: skip
    scenario = soak_completions.scenario_of(raw, tmp_path, ("p",))
    shown = {area: str(explain(scenario, scenario.today.areas[area], "i", "p")) for area in ("x", "y")}
    assert "det som räknas ut är minst 5: värden skärs till 0–5" in shown["x"]
    assert "skärs" not in shown["y"]
    derived = scenario.book.vocabulary.derived["h"]
    assert word_text(derived) == "n - 3, clamp to 0–5 (number .0, del)"
    assert word_text(replace(derived, clamp=False)) == "n - 3 (number .0, del)"


AMOUNTS_OF_WHAT_NOBODY_GETS = """
name: x
note: x
vocabulary:
  levels: {del: {}, polis: {}}
  shares: {andel: {}}
  attributes:
    b: {type: bool}
    n: {type: number, min: '0', max: '3'}
    m: {type: number, min: '0', max: '2'}
    pb: {level: polis, type: bool}
    folk: {type: number, min: '0', max: '50'}
  derived:
    f: {type: number, decimals: '1', min: '0', max: '10', formula: n / m}
    o: {type: bool, over: overlaps, to: polis, share: andel, more_than: '0.1', of: pb, aggregate: any}
  parameters:
    g: {min: '0', max: '3', values: [{value: '1'}]}
    pris: {min: '0', max: '9', values: [{value: '7'}]}
insatser:
  j:
    label: j
    level: del
    source: s
    quantity: {formula: param.g + n, unit: st, source: s}
    costs: {drift: {label: drift, unit_cost: pris}}
policies:
  p:
    insatser:
      j: {otherwise: 'no', rules: [{id: pj, when: P}]}
  q:
    extends: p
    insatser:
      j: {otherwise: 'no', rules: [{id: qj, when: Q}]}
    parameters:
      g: {values: [{value: Q_VALUE}]}
  noll: {extends: q}
world:
  areas: {d1: del, p1: polis}
  facts:
    d1: {m: '0', folk: '20'}
  overlaps:
  - {area: p1, other: d1, andel: '0.5'}
"""


@pytest.mark.parametrize(
    ("p", "q", "g", "baseline", "group", "change"),
    [
        ("n < 1 and not (n < 1)", "n >= 2 and not (n >= 2)", "2", "", "neither", "unchanged"),
        ("n < 1 and not (n < 1)", "n = 1 and n = 2", "2", "", "neither", "unchanged"),
        ("f < 1.5", "f < 1.5", "2", "", "unknown", "unknown"),
        ("f < 1.5", "f < 1.5 or (n < param.g and not (n < param.g))", "unknown", "noll", "neither", "unknown"),
        ("f < 1.5", "f < 1.5", "unknown", "noll", "neither", "unknown"),
        ("f < 1.5", "f < 1.5 or (o and not o)", "1", "noll", "neither", "unchanged"),
        ("f < 1.5", "f < 1.5 and (o or not o)", "1", "", "unknown", "unchanged"),
        ("f < 1.5", "f < 1.5 or (o and not o and f < 1.5)", "1", "noll", "neither", "unchanged"),
    ],
)
def test_what_is_equal_in_every_completion_is_said_alike(
    p: str, q: str, g: str, baseline: str, group: str, change: str, tmp_path: Path
) -> None:
    """Found by soak_same: amounts of an insats that no completion gives, and a division by zero beside what no
    completion leaves unknown, were told apart by how the conditions are written."""
    text = AMOUNTS_OF_WHAT_NOBODY_GETS.replace("when: P", f"when: '{p}'").replace("when: Q", f"when: '{q}'")
    raw = yaml.load(text.replace("Q_VALUE", g), yaml.BaseLoader)
    scenario = soak_same.scenario_of(raw, tmp_path, soak_same.NAMES, baseline)
    (reached,) = soak_same.compare(scenario, "p", "q").sides[0].areas
    assert (reached.group, reached.change) == (group, change)

"""Regions: where the shipped policies differ, as conditions. (Complete and minimal against enumeration: soak_proof.)"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

import soak_completions
from case_files import Case, build
from grund.analysis.claims import judge
from grund.analysis.compare.comparison import compare
from grund.analysis.completions.settle import settle
from grund.analysis.proofs.claims import prove
from grund.analysis.proofs.difference_regions import Region, cover, literals, regions
from grund.analysis.proofs.region_parts import plainly, together
from grund.engines.symbolic.prover import Prover
from grund.engines.symbolic.questions import Assumptions, Is, PolicySide, every, no, says
from grund.language.printer import canonical
from grund.loading.scenario import load_scenario, typed_claims
from grund.model.expressions import BOOL, Literal, Operation, Reference, Type
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError
from grund.views.region import said

SENTENCES: Final = [
    (
        ("fokusomrade", "stadsdelslyft-ersatter"),
        ["ligger i ett fokusområde, och finns inte på polisens lista"],
        [
            "klassificering är utsatt område, riskområde eller särskilt utsatt område, och ligger inte i något "
            "fokusområde",
        ],
    ),
    (
        ("stadsdelslyft", "stadsdelslyft-ersatter"),
        [
            "ligger i en hel nämnd som lyftet omfattar, och finns inte på polisens lista",
            "ligger i ett stadsdelsområde med Fokus Järva, och finns inte på polisens lista",
        ],
        [],
    ),
]


@pytest.fixture(scope="module")
def city() -> Scenario:
    """The shipped question."""
    return load_scenario("stockholm-2026")


@pytest.mark.parametrize(("pair", "only_a", "only_b"), SENTENCES)
def test_shipped_regions(city: Scenario, pair: tuple[str, str], only_a: list[str], only_b: list[str]) -> None:
    """The conditions, and that the real areas of each are those that `compare` counts."""
    found = regions(city, *pair)
    assert all(r.settled for r in found)
    assert [[said(city, r, cube, "sv") for cube in r.cubes] for r in found[:2]] == [only_a, only_b]


def test_shipped_areas(city: Scenario) -> None:
    """Twenty stadsdelar only in the fokusområden (fourteen in the narrow reading), one only in the stadsdelslyft."""
    found = {r.kind: r for r in regions(city, "fokusomrade", "stadsdelslyft-ersatter")}
    assert [len(areas) for _, areas in found["only_a"].areas] == [20, 14]
    assert [[a.name for a in areas] for _, areas in found["only_b"].areas] == [["Hässelby gård"], ["Hässelby gård"]]
    changed = [[len(areas) for _, areas in found[kind].areas] for kind in ("gains", "loses", "swaps")]
    assert changed == [[1, 1], [20, 14], [7, 7]] and not found["undecided"].cubes


def test_what_is_unknown_is_no_difference(city: Scenario) -> None:
    """Where need is not known, the policies are not said to differ; where nobody lives it cannot be decided at all."""
    *sure, undecided = regions(city, "fokusomrade", "behovsstyrd")
    assert not any(areas for region in sure for _, areas in region.areas)
    assert [[a.name for a in areas] for _, areas in undecided.areas] == [["Farstanäset", "Riddarholmen"]] * 2
    assert [said(city, undecided, cube, "sv") for cube in undecided.cubes] == ["CNI är ej tillämpligt"] and isinstance(
        undecided, Region
    )


def test_inherited_rules_count(city: Scenario) -> None:
    """Whose file a rule stands in decides nothing: what both give is no difference, what one inherits is its own."""
    found = {r.kind: r for r in regions(city, "ordinarie", "stadsdelslyft-ersatter")}
    assert not found["only_a"].cubes and found["only_b"].cubes
    assert [len(areas) for _, areas in found["only_b"].areas] == [8]


NEED: Final[dict[str, object]] = {
    "name": "need", "note": "-",
    "vocabulary": {
        "levels": {"del": {}, "polis": {}},
        "attributes": {
            "fall": {"type": "number", "min": "0", "max": "1000"},
            "folk": {"type": "number", "min": "0", "max": "1000"},
        },
        "derived": {"behov": {"type": "number", "decimals": "2", "min": "0", "max": "1000", "formula": "fall / folk"}},
    },
    "policies": {
        "p": {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "p1", "when": "true"}]}}},
        "q": {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "q1", "when": "behov >= 1 or behov < 1"}]}}},
    },
    "world": {
        "areas": {"d1": "del", "d2": "del", "d3": "del"},
        "facts": {"d1": {"folk": "10"}, "d2": {"folk": "0", "fall": "0"}},
    },
}  # fmt: skip


def test_a_value_that_is_not_applicable_is_possible(tmp_path: Path) -> None:
    """Everybody, and everybody whose need is great or not: they differ where nobody lives, and nowhere else.

    Region, proof and comparison say so alike: no region where one is reached alone; one where it cannot be decided; the
    proof refutes with one where nobody lives; of the real areas the one of them is unknown, and nothing settles it.
    """
    scenario = soak_completions.scenario_of(NEED, tmp_path, ("p", "q"))
    found = {r.kind: r for r in regions(scenario, "p", "q")}
    assert all(r.settled and not r.cubes for kind, r in found.items() if kind != "undecided")
    assert [[plainly(part) for part in cube] for cube in found["undecided"].cubes] == [[None]]
    assert [[a.id for a in areas] for _, areas in found["undecided"].areas] == [["d2"]]
    (proved,) = prove(scenario, ["{policy: p, equal_to: q, insats: i}"])
    assert proved.standing == "refuted" and proved.case is not None
    assert proved.case.area is not None and proved.case.area.id == "d2"
    assert (proved.case.inapplicable, proved.case.unknown) == (("behov",), ())
    (elsewhere,) = prove(scenario, ["{policy: p, equal_to: q, insats: i, where: folk > 0}"])
    assert elsewhere.standing == "proved"
    assert elsewhere.unsure is not None and elsewhere.unsure.inapplicable == ()  # a fact is merely missing there
    policies, areas = (scenario.policy("p"), scenario.policy("q")), scenario.today.by_level["del"]
    groups = settle(scenario, policies, (), "del", areas, soak_completions.grouping("p", "q"))
    both = ((True, True), (False, False))
    assert {area: (s.value, s.needs) for area, s in groups.items()} == {
        "d1": (both, frozenset()), "d2": ("unknown", frozenset()), "d3": (both, frozenset()),
    }  # fmt: skip


DIGIT: Final = {"type": "number", "min": "0", "max": "9"}
STATED: Final[dict[str, Any]] = {
    "name": "stated", "note": "-",
    "vocabulary": {
        "levels": {"del": {}, "polis": {}},
        "attributes": {"n": DIGIT, "m": DIGIT},
        "derived": {
            "granne": {**DIGIT, "over": "neighbours", "to": "del", "of": "m", "aggregate": "max"},
            "grannar": {**DIGIT, "over": "neighbours", "to": "del", "aggregate": "count"},
        },
    },
    "world": {
        "areas": {"d1": "del", "d2": "del", "d3": "del"},
        "neighbours": [{"area": "d1", "other": "d2"}],
        "facts": {"d1": {"n": "1", "m": "1"}, "d2": {"m": "2"}, "d3": {"n": "3"}},
    },
}  # fmt: skip


def _alike(when: str) -> dict[str, Any]:
    """P gives i to all, q where a condition holds."""
    rules = {"p": {"id": "p1", "when": "true"}, "q": {"id": "q1", "when": when}}
    return {name: {"insatser": {"i": {"otherwise": "no", "rules": [rule]}}} for name, rule in rules.items()}


@pytest.mark.parametrize(
    ("when", "absent", "standing", "where"),
    [
        ("n >= 1 or n < 1", "", "proved", []),  # merely missing: no difference
        ("n >= 1 or n < 1", "not_available", "proved", []),
        ("n >= 1 or n < 1", "not_applicable", "refuted", ["d2"]),  # the data say that it may be
        ("granne >= 1 or granne < 1", "", "refuted", ["d3"]),  # who has no neighbours has no greatest of them
        ("grannar >= 1 or grannar < 1", "", "proved", []),  # and yet a number of them
    ],
)
def test_prove_region_and_compare_agree(
    when: str, absent: str, standing: str, where: list[str], tmp_path: Path
) -> None:
    """What is called equal is unchanged; what is not applicable somewhere cannot be decided there in any of them."""
    world = STATED["world"]
    if absent:
        world = {**world, "dated": [{"area": "d2", "attribute": "n", "missing": absent}]}
    scenario = soak_completions.scenario_of(STATED | {"policies": _alike(when), "world": world}, tmp_path, ("p", "q"))
    (proved,) = prove(scenario, ["{policy: p, equal_to: q, insats: i}"])
    assert proved.standing == standing
    assert [proved.case.area.id if proved.case and proved.case.area else ""] == (where or [""])
    found = {r.kind: r for r in regions(scenario, "p", "q")}
    assert bool(found["undecided"].cubes) is bool(where)
    assert [a.id for _, areas in found["undecided"].areas for a in areas] == where
    (side,) = compare(scenario, "p", "q").sides
    assert [(r.area.id, set(r.needs)) for r in side.areas if r.change == "unknown"] == [(area, set()) for area in where]
    assert {r.change for r in side.areas if r.area.id not in where} == {"unchanged"}
    (judged,) = judge(scenario, typed_claims(scenario, ["{policy: p, equal_to: q, insats: i}"]))
    assert judged.judgement == ("open" if where else "true")


@pytest.mark.parametrize(
    ("first", "second", "standing"),
    [
        ("n is missing", "false", "refuted"),  # by an area of which it is not on record
        ("n is missing and n >= 1", "n is missing and n >= 2", "open"),  # unknown alike, and other completions
        ("n is missing or n >= 2", "not (n < 2 and not (n is missing))", "proved"),
        ("n >= 2", "n is missing or n >= 2", "open"),
        ("n >= 2", "n >= 3", "refuted"),
    ],
)
def test_rules_that_ask_what_is_missing_are_proved_over_completions(
    first: str, second: str, standing: str, tmp_path: Path
) -> None:
    """Equal where every fact is known is not equal where one is missing: it is said to be so, and not to be proved."""
    rules = {"p": {"id": "p1", "when": first}, "q": {"id": "q1", "when": second}}
    policies = {name: {"insatser": {"i": {"otherwise": "no", "rules": [rule]}}} for name, rule in rules.items()}
    scenario = soak_completions.scenario_of(STATED | {"policies": policies}, tmp_path, ("p", "q"))
    (proved,) = prove(scenario, ["{policy: p, equal_to: q, insats: i}"])
    assert (proved.standing, proved.asks) == (standing, standing == "open")
    if standing == "proved":
        (side,) = compare(scenario, "p", "q").sides
        assert {area.change for area in side.areas} == {"unchanged"}


def test_without_a_baseline_what_both_give_alike_is_reached_too(tmp_path: Path) -> None:
    """B gives j where few are ill, and both give i, in other words, where many are: B alone reaches the others.

    Who that is turns on the conditions of i, though A and B do not differ about it (found by soak_same).
    """
    rule = {"id": "p1", "when": "fall >= 200"}
    alike = {"id": "q1", "when": "not (fall < 200)"}
    few = {"otherwise": "no", "rules": [{"id": "q2", "when": "folk >= 20"}]}
    policies = {
        "p": {"insatser": {"i": {"otherwise": "no", "rules": [rule]}}},
        "q": {"insatser": {"i": {"otherwise": "no", "rules": [alike]}, "j": few}},
    }
    scenario = soak_completions.scenario_of(
        NEED | {"policies": policies, "insatser": {"i": "del", "j": "del"}}, tmp_path, ("p", "q")
    )
    found = {r.kind: r for r in regions(scenario, "p", "q")}
    assert all(r.settled for r in found.values())
    assert [len(found[kind].cubes) for kind in ("only_a", "only_b", "gains", "loses", "swaps")] == [0, 1, 1, 0, 0]
    assert len(found["only_b"].cubes[0]) == 2 and len(found["gains"].cubes[0]) == 1


def test_a_part_that_stops_a_run_is_no_fault(tmp_path: Path) -> None:
    """A case of the difference meets a table without rows, which a rule that changes nothing asks (found by
    fuzz_commands; it was an internal error): the part is left out, and the run over real areas says what stops it."""
    table: dict[str, Any] = {"hit": "first", "gap": "error", "rows": []}
    derived = STATED["vocabulary"]["derived"] | {"tal": {**DIGIT, "table": table}}
    idle = {"otherwise": "yes", "rules": [{"id": "p1", "when": "tal >= 1"}]}
    policies = {
        "p": {"insatser": {"i": idle, "j": {"otherwise": "no", "rules": [{"id": "p2", "when": "m >= 2"}]}}},
        "q": {"insatser": {"j": {"otherwise": "no", "rules": [{"id": "q2", "when": "m >= 3"}]}}},
    }
    words = {"vocabulary": STATED["vocabulary"] | {"derived": derived}, "insatser": {"i": "del", "j": "del"}}
    scenario = soak_completions.scenario_of(STATED | words | {"policies": policies}, tmp_path, ("p", "q"))
    with pytest.raises(GrundError) as error:
        regions(scenario, "p", "q")
    assert {p.code for p in error.value.problems} == {"G335"}


def test_who_cannot_be_decided_is_not_refused(tmp_path: Path) -> None:
    """Nobody, and those whose need is great and not: equal but where nobody lives, for there it cannot be decided."""
    rule = {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "q1", "when": "behov >= 1 and behov < 1"}]}}}
    none = {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "p1", "when": "false"}]}}}
    scenario = soak_completions.scenario_of(NEED | {"policies": {"p": none, "q": rule}}, tmp_path, ("p", "q"))
    texts = ["{policy: p, equal_to: q}", "{policy: q, equal_to: p, where: folk > 0}"]
    assert [proved.standing for proved in prove(scenario, texts)] == ["refuted", "proved"]
    assert [r.kind for r in regions(scenario, "p", "q") if r.cubes] == ["undecided"]


def test_thresholds_that_differ(tmp_path: Path) -> None:
    """Where the one policy only moves a parameter, the region lies between its two values; each said as a number."""
    raw = {
        "name": "moved", "note": "-",
        "vocabulary": {"levels": {"omrade": {}}, "attributes": {"n": {"type": "number", "min": "0", "max": "100"}}},
        "policies": {
            "p": {
                "parameters": {"g": {"min": "0", "max": "100", "values": [{"value": "10"}]}},
                "insatser": {"i": {"otherwise": "no", "rules": [{"id": "r", "when": "n >= param.g"}]}},
            },
            "q": {"extends": "p", "parameters": {"g": {"values": [{"value": "20"}]}}},
        },
    }  # fmt: skip
    book = build(Case("moved", raw), tmp_path).book
    one, other = book.policies["p"], book.policies["q"]
    sides = (PolicySide(one), PolicySide(other))
    prover = Prover(book.vocabulary, "omrade", sides, Assumptions(date(2026, 1, 1), complete=True))
    question = every(says(one.rulings["i"], "yes"), says(other.rulings["i"], "no", side=1))
    rules = [[r.when for r in p.rulings["i"].rules] for p in (one, other)]
    cubes, settled = cover(prover, question, literals(prover, rules))
    texts = [[canonical(said) for part in cube if (said := plainly(part))] for cube in cubes]
    assert (settled, texts) == (True, [["n >= 10", "n < 20"]])


def test_members_are_said_together() -> None:
    """What several comparisons leave an enum is one set, whatever else stands between them."""
    kind = Type("enum", "k", ("usel", "svag", "godtagbar", "god"), True)
    node, other = Reference("k", kind), Is(Reference("b", BOOL))

    def among(*members: str, truth: bool = True) -> Is:
        return Is(Operation("in", (node, *(Literal(m, kind) for m in members)), BOOL), truth)

    cube = (among("usel", "svag", "godtagbar"), other, among("god", "godtagbar"), among("usel", truth=False))
    assert [canonical(part.expr) for part in together(cube)] == ["k = godtagbar", "b"]
    assert together((among("usel", "svag"), other)) == (among("usel", "svag"), other)


_LIMITED: Final[dict[str, object]] = {
    "name": "limited", "note": "-",
    "vocabulary": {
        "levels": {"del": {}},
        "types": {"klass": {"enum": ["usel", "svag", "godtagbar", "god"], "ordered": "true"}},
        "attributes": {
            "n": {"type": "number", "min": "0", "max": "100"},
            "k": {"type": "klass"},
            "a": {"type": "bool"},
        },
        "parameters": {"g": {"type": "number", "min": "0", "max": "100", "values": [{"value": "10"}]}},
        "derived": {"stor": {"type": "bool", "test": "n >= param.g"}},
    },
    "policies": {
        "p": {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "p1", "when": "stor and k in (usel, svag)"}]}}},
        "q": {
            "parameters": {"g": {"type": "number", "min": "0", "max": "100", "values": [{"value": "20"}]}},
            "insatser": {
                "i": {"otherwise": "no", "rules": [
                    {"id": "q1", "when": "stor and k <= godtagbar and (a or not a)"},
                    {"id": "q2", "when": "stor and k = usel"},
                ]}
            },
        },
    },
    "world": {"areas": {"d1": "del"}, "facts": {"d1": {"n": "15", "k": "svag"}}},
}  # fmt: skip


@pytest.fixture
def limited(tmp_path: Path) -> Scenario:
    """Two policies that read one derived attribute, each with a limit of its own, and overlapping classes."""
    return soak_completions.scenario_of(_LIMITED, tmp_path, ("p", "q"))


def test_a_derived_attribute_of_two_limits_is_named_apart(limited: Scenario) -> None:
    """`X, and not X` is said as what it is: so by the one policy's limit, and not so by the other's."""
    only_p, only_q, *_ = regions(limited, "p", "q")
    assert [said(limited, only_p, cube, "en") for cube in only_p.cubes] == [
        "stor (p), and k is usel or svag, and not stor (q)"
    ]
    assert [said(limited, only_q, cube, "en") for cube in only_q.cubes] == ["stor (q), and k is godtagbar"]


def test_conditions_are_minimal(limited: Scenario) -> None:
    """No part of a condition can go, and no condition: without it something else is said, or something is left out."""
    sides = [PolicySide(limited.policy(name)) for name in ("p", "q")]
    prover = Prover(limited.book.vocabulary, "del", sides, Assumptions(limited.day, complete=True))
    for region, verdicts in zip(regions(limited, "p", "q"), (("yes", "no"), ("no", "yes")), strict=False):
        rulings = [side.policy.rulings["i"] for side in sides]
        question = every(says(rulings[0], verdicts[0]), says(rulings[1], verdicts[1], side=1))
        assert region.cubes and region.settled
        for cube in region.cubes:
            assert prover.ask(every(*cube, no(question))).status == "none"
            for part in cube:
                fewer = [held for held in cube if held is not part]
                assert prover.ask(every(*fewer, no(question))).status == "case"
            others = [no(every(*held)) for held in region.cubes if held is not cube]
            assert prover.ask(every(question, *others)).status == "case"

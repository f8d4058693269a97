"""What a comparison counts: decisions and amounts alone, from a baseline where one is declared (LANGUAGE §7)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product
from pathlib import Path

import pytest

import case_files
from case_files import Raw
from command_line import load_afresh
from grund.analysis.compare.by_field import per_field
from grund.analysis.compare.comparison import CHANGES, GROUPS, Comparison, compare, residents
from grund.analysis.compare.handover import handovers
from grund.analysis.proofs.claims import prove
from grund.analysis.proofs.difference_regions import regions
from grund.analysis.timeline.timeline import period_of, timeline
from grund.batch.compare_rows import Size, compare_file
from grund.engines.run import decide, verdicts_of
from grund.loading.scenario import load_scenario
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError
from grund.report.reasons import Reasons
from grund.views.compare import compare_view, finding
from grund.views.compare.coming import coming
from grund.views.compare.data import WhyLines
from grund.views.compare.each_part import insatser_block
from grund.views.run import people_cell
from grund.views.timeline import timeline_view

ENGINE = Path(__file__).resolve().parents[1] / "engine" / "grund"

WORDS: Raw = {
    "levels": {"omrade": {}, "trakt": {}},
    "attributes": {"a": {"type": "bool"}, "b": {"type": "bool"}, "n": {"type": "number", "min": "0", "max": "1000"}},
    "parameters": {"pris": {"min": "0", "max": "9", "values": [{"value": "7"}]}},
}


def asked(folder: Path, policies: Raw, world: Raw, head: str = "", insatser: Raw | None = None) -> Scenario:
    """A scenario over a few areas of the level `omrade`; `head` is more of its file, such as a baseline."""
    raw = {"vocabulary": WORDS, "insatser": insatser or {"i": "omrade", "j": "omrade"}, "policies": policies,
           "world": world}  # fmt: skip
    files = case_files.files(raw)
    case_files.write({name.replace("rules/", "world/rules/", 1): text for name, text in files.items()}, folder)
    listed = ", ".join(policies)
    text = f"scenario: q\nlabel: q\nworld: world\nday: 2026-01-01\npolicies: [{listed}]\nlevel: omrade\nsource: s\n"
    (folder / "q.yaml").write_text(text + head, encoding="utf-8")
    return load_scenario(folder / "q.yaml")


def decided(**rules: str) -> Raw:
    """Insatser by name, each with one rule of that condition; the rule's id is the policy's to choose."""
    return {name: {"otherwise": "no", "rules": [{"id": f"r-{name}", "when": when}]} for name, when in rules.items()}


BOTH: Raw = {"areas": {"x": "omrade", "y": "omrade"}, "facts": {"x": {"a": "true"}, "y": {"b": "true"}}}
FULL: Raw = {**BOTH, "facts": {"x": {"a": "true", "b": "false"}, "y": {"a": "false", "b": "true"}}}


# ── the baseline


def test_the_baseline_is_any_policy_of_the_rulebook(tmp_path: Path) -> None:
    """Listed among the policies or not."""
    policies = {"p": {"insatser": decided(i="a")}, "q": {"insatser": decided(i="b")}}
    assert asked(tmp_path, policies, BOTH, "baseline: q\n").baseline == "q"
    (tmp_path / "q.yaml").write_text(
        (tmp_path / "q.yaml").read_text("utf-8").replace("policies: [p, q]", "policies: [p]"), "utf-8"
    )
    assert load_scenario(tmp_path / "q.yaml").baseline == "q"


def test_an_unknown_baseline_is_a_problem_with_its_place(tmp_path: Path) -> None:
    """With the nearest policy as its cure."""
    with pytest.raises(GrundError) as error:
        asked(tmp_path, {"ordinarie": {"insatser": decided(i="a")}}, BOTH, "baseline: ordinari\n")
    (problem,) = error.value.problems
    assert (problem.code, problem.near) == ("G312", "ordinarie")
    assert problem.place is not None and problem.place.text == "baseline: ordinari"


def test_a_circular_baseline_is_a_problem_with_its_place(tmp_path: Path) -> None:
    """A baseline that builds on itself through others."""
    with pytest.raises(GrundError) as error:
        asked(tmp_path, {"p": {"extends": "q"}, "q": {"extends": "p"}}, BOTH, "baseline: p\n")
    assert [(p.code, p.place.text) for p in error.value.problems if p.place] == [("G311", "extends: q")]


# ── what is counted


def sizes(found: Comparison) -> dict[str, int]:
    """Areas reached by A and by B, in each group and by each change that some area has; of the first interpretation."""
    side = found.sides[0]
    counts = {"a": sum(r.a == "yes" for r in side.areas), "b": sum(r.b == "yes" for r in side.areas)}
    return counts | {r.group: len(side.group(r.group)) for r in side.areas} | {
        r.change: len(side.changed(r.change)) for r in side.areas
    }  # fmt: skip


@pytest.mark.parametrize("name", ["zz-egen", "aa-egen"])
def test_what_is_inherited_counts_whatever_an_added_rule_is_called(tmp_path: Path, name: str) -> None:
    """B gives all that A gives: it reaches as many, and what changes is what it adds."""
    added = {"extends": "p", "insatser": {"i": {"add": [{"id": name, "when": "a or b"}]}}}
    found = compare(asked(tmp_path, {"p": {"insatser": decided(i="a")}, "q": added}, FULL), "p", "q")
    assert sizes(found) == {"a": 1, "b": 2, "both": 1, "only_b": 1, "unchanged": 1, "gains": 1}


def test_reach_is_counted_from_the_baseline(tmp_path: Path) -> None:
    """What the baseline gives too is not reach; what it gives and a policy does not is withdrawn."""
    policies = {
        "p": {"insatser": decided(i="a")},
        "q": {"extends": "p", "insatser": decided(j="b")},
        "r": {"insatser": decided(j="b")},
    }
    scenario = asked(tmp_path, policies, FULL, "baseline: p\n")
    assert sizes(compare(scenario, "p", "q")) == {"a": 0, "b": 1, "only_b": 1, "neither": 1, "gains": 1, "unchanged": 1}
    withdrawn = [r.area.id for r in compare(scenario, "q", "r").sides[0].areas if r.withdraws_b == "yes"]
    assert withdrawn == ["x"]


SHIPPED = [
    ("fokusomrade", "stadsdelslyft-ersatter", (27, 8, 7, 20, 1), (1, 20, 7)),
    ("fokus-jarva", "stadsdelslyft", (11, 16, 11, 0, 5), (5, 0, 11)),
    ("fokus-jarva", "stadsdelslyft-ersatter", (11, 8, 3, 8, 5), (5, 8, 3)),
    ("ordinarie", "fokusomrade", (0, 27, 0, 0, 27), (27, 0, 0)),
]


@pytest.mark.parametrize(("a", "b", "reach", "change"), SHIPPED)
def test_the_shipped_figures(a: str, b: str, reach: tuple[int, ...], change: tuple[int, ...]) -> None:
    """Reach (A, B, both, only A, only B) and change (gains, loses, swaps), in the broad reading."""
    counted = sizes(compare(load_scenario("stockholm-2026"), a, b))
    assert tuple(counted.get(k, 0) for k in ("a", "b", "both", "only_a", "only_b")) == reach
    assert tuple(counted.get(k, 0) for k in ("gains", "loses", "swaps")) == change


def test_what_a_policy_gives_stands_beside_its_residents_also_where_the_other_is_unknown() -> None:
    """The row of an insats counted sixteen areas with 0 residents."""
    scenario = load_scenario("stockholm-2026")
    found = compare(scenario, "stadsdelslyft", "behovsstyrd")
    rows = {row.insats.id: row for row in found.sides[0].insatser}
    row = rows["insats-boende"]
    assert row.a is not None and (row.a["yes"], len(row.given[0]), len(row.groups["unknown"])) == (16, 16, 117)
    cells = next(cells for cells in insatser_block(found, "sv").rows if str(cells[0]).startswith("Boende"))
    assert cells[2] == 16 and cells[3] == people_cell(scenario, row.given[0]) != people_cell(scenario, ())


def test_more_than_two_answers_are_said_as_the_least_and_the_most() -> None:
    """A finding is a sentence to be read aloud; which interpretation gives which stands in the tables."""
    found = compare(load_scenario("stockholm-2026"), "fokusomrade", "stadsdelslyft")
    sv, en = (" ".join(coming(found, lang).split()) for lang in ("sv", "en"))
    assert sv.startswith("1–25 stadsdelar tillkommer med 11 617–182 579 invånare; ")
    assert en.startswith("1–25 neighbourhoods are added with 11,617–182,579 residents; ")


def test_without_a_baseline_the_change_stands_first() -> None:
    """And the headline says that none is declared."""
    found = compare(load_scenario("kommuner"), "hogst-behov", "aven-grannar")
    counted = sizes(found)
    assert (counted["a"], counted["b"], counted["both"], counted["only_b"]) == (28, 37, 28, 8)
    said = finding(found, "sv")
    assert said.index("Från A till B") < said.index("omfattas 28 av A") and "ingen jämförelsegrund" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "a", "b"),
    [("stockholm-2026", "fokusomrade", "behovsstyrd"), ("kommuner", "hogst-behov", "aven-grannar")],
)
def test_a_large_level_is_counted_alike(name: str, a: str, b: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A level that is decided without grounds gives the same data and rows, but for reasons, and lists some areas."""
    small = compare_view(compare(load_afresh(name), a, b), "sv")
    monkeypatch.setattr("grund.analysis.compare.whole_level.LARGE", 0)
    large = compare_view(compare(load_afresh(name), a, b), "sv")
    assert large.data == small.data
    places = [i for i, column in enumerate(small.header) if column not in ("why_a", "why_b", "marks")]
    assert [[row[i] for i in places] for row in large.rows] == [[row[i] for i in places] for row in small.rows]
    marks = small.header.index("marks")
    for one, other in zip(small.rows, large.rows, strict=True):
        assert set(str(one[marks]).split()) <= set(str(other[marks]).split())
    listed = next(block for block in large.blocks if block.title == "Områden och skäl")
    assert sum(int(str(row[-5])) for row in listed.rows) <= 100


POLICIES: Raw = {
    "p": {"insatser": decided(i="a and n >= 10", j="b or n < 5")},
    "q": {"extends": "p", "insatser": decided(j="b and n is not missing")},
    "noll": {"insatser": decided(i="b")},
}


@pytest.mark.parametrize("baseline", ["", "baseline: noll\n"])
@pytest.mark.parametrize("missing", [False, True])
def test_a_file_of_areas_is_counted_as_a_scenario_that_holds_them(tmp_path: Path, baseline: str, missing: bool) -> None:
    """Where all is known every count is the scenario's; where facts are missing the file settles no area otherwise,
    and leaves open only what hangs on an unknown verdict that the policies do not share."""
    values = {"a": ("true", "false", ""), "b": ("true", "false", ""), "n": ("3", "7", "12", "")}
    rows = [dict(zip(values, row, strict=True)) for row in product(*values.values()) if missing or "" not in row]
    world: Raw = {
        "areas": {f"x{i}": "omrade" for i in range(len(rows))},
        "facts": {f"x{i}": {k: v for k, v in row.items() if v} for i, row in enumerate(rows)},
    }
    scenario = asked(tmp_path, POLICIES, world, baseline + "residents: n\n")
    path = tmp_path / "areas.csv"
    lines = [",".join((f"x{i}", *row.values())) for i, row in enumerate(rows)]
    path.write_text("\n".join(["id,a,b,n", *lines, ""]), encoding="utf-8")
    for a, b in (("p", "q"), ("q", "p"), ("p", "noll"), ("p", "p")):
        ((side,), filed) = compare(scenario, a, b).sides, compare_file(scenario, a, b, str(path))
        ((_, counts),) = filed.sides
        assert filed.areas == len(rows)
        for kind, groups in (("group", GROUPS), ("change", CHANGES)):
            for group in set(groups) - {"unknown", "not_settled"}:
                size = counts.get(("reach" if kind == "group" else kind, group), Size())
                areas = [r.area for r in side.areas if getattr(r, kind) == group]
                if missing:
                    assert size.areas <= len(areas)
                else:
                    assert (size.areas, size.people) == (len(areas), residents(scenario, areas).people)
        if (a, b) == ("p", "q"):
            p, q = (decide(scenario, scenario.policy(x), scenario.policy(x).rulings["j"], ()) for x in "pq")
            open_ = sum("unknown" in (x.verdict, y.verdict) for x, y in zip(p, q, strict=True))
            assert counts.get(("change", "not_settled"), Size()).areas == open_
        if a == b:
            assert counts["change", "unchanged"].areas == len(rows)


def test_an_unknown_parameter_of_one_declaration_is_one_in_a_proof_too(tmp_path: Path) -> None:
    """A and the baseline inherit it, B has its own: A's rule, written otherwise in the baseline, reaches nowhere."""
    parameter: Raw = {"g": {"min": "0", "max": "9", "values": [{"value": "unknown"}]}}
    own: Raw = {"g": {"values": [{"value": "unknown"}]}}
    policies: Raw = {
        "p": {"parameters": parameter, "insatser": decided(i="a and n >= param.g")},
        "q": {"extends": "p", "parameters": own, "insatser": decided(i="b")},
        "noll": {"extends": "p", "insatser": decided(i="not (not (a and not (n < param.g)))")},
    }
    scenario = asked(tmp_path, policies, BOTH, "baseline: noll\n")
    cubes = {region.kind: bool(region.cubes) for region in regions(scenario, "p", "q")}
    assert (cubes["only_a"], cubes["only_b"]) == (False, True)


# ── what was wrong once, and must not come again


NARROW = [
    ("fokusomrade", "stadsdelslyft-ersatter", (21, 8, 7, 14, 1, 95), (1, 14, 7, 95)),
    ("fokusomrade", "stadsdelslyft", (21, 16, 9, 12, 7, 89), (7, 12, 9, 89)),
    ("ordinarie", "fokusomrade", (0, 21, 0, 0, 21, 96), (21, 0, 0, 96)),
]


@pytest.mark.parametrize(("a", "b", "reach", "change"), NARROW)
def test_the_shipped_figures_in_the_narrow_reading(
    a: str, b: str, reach: tuple[int, ...], change: tuple[int, ...]
) -> None:
    """Reach (A, B, both, only A, only B, neither) and change (gains, loses, swaps, unchanged)."""
    found = compare(load_scenario("stockholm-2026"), a, b)
    narrow = {("fokusomrade_jarva", "snav"), ("lyft_utbredning", "utsatta")}
    side = next(side for side in found.sides if set(side.reading) <= narrow)
    groups = tuple(len(side.group(g)) for g in ("both", "only_a", "only_b", "neither"))
    assert (sum(r.a == "yes" for r in side.areas), sum(r.b == "yes" for r in side.areas), *groups) == reach
    assert tuple(len(side.changed(c)) for c in ("gains", "loses", "swaps", "unchanged")) == change


def test_two_percentiles() -> None:
    """Without a baseline, of two ways to sift by rank."""
    counted = sizes(compare(load_scenario("percentilgallring"), "forsta", "andra"))
    assert (counted["a"], counted["b"], counted["both"], counted["only_b"]) == (5, 6, 5, 1)


def test_what_settles_the_unknown_and_where_nothing_does() -> None:
    """The index by need: 117 unknown, facts would settle all but the two where nobody lives."""
    found = compare(load_scenario("stockholm-2026"), "ordinarie", "behovsstyrd")
    for side in found.sides:
        unknown = side.group("unknown")
        never = {r.area.name for r in unknown if not r.needs}
        assert (len(unknown), never) == (117, {"Farstanäset", "Riddarholmen"})


def test_areas_that_read_the_same_have_the_verdicts_and_the_reasons_of_their_own() -> None:
    comparison, fresh = (compare(load_afresh("stockholm-2026"), "nulage", "behovsstyrd") for _ in range(2))
    for side, policy in product(comparison.sides, (comparison.a, comparison.b)):
        shared = WhyLines(comparison, policy)
        for area in side.areas:
            assert shared(side, area, "sv") == WhyLines(comparison, policy)(side, area, "sv"), area.area.id
        for ruling in policy.rulings.values():
            verdicts = verdicts_of(comparison.scenario, policy, ruling, side.reading)
            anew = decide(fresh.scenario, fresh.scenario.policy(policy.id), ruling, side.reading)
            assert verdicts == tuple(decision.verdict for decision in anew)


def test_the_same_insatser_in_other_amounts(tmp_path: Path) -> None:
    """A price that B sets itself changes no verdict and no reach, and is a change of its own."""
    insatser: Raw = {
        "i": {"label": "i", "level": "omrade", "source": "s", "quantity": {"formula": "n", "unit": "st", "source": "s"},
              "costs": {"drift": {"label": "drift", "unit_cost": "pris"}}}
    }  # fmt: skip
    dearer: Raw = {"pris": {"values": [{"value": "8"}]}}
    policies: Raw = {
        "p": {"insatser": decided(i="a")},
        "q": {"extends": "p", "parameters": dearer},
    }
    world: Raw = {"areas": {"x": "omrade", "y": "omrade"}, "facts": {"x": {"a": "true", "n": "3"}, "y": {"a": "false"}}}
    counted = sizes(compare(asked(tmp_path, policies, world, insatser=insatser), "p", "q"))
    assert counted == {"a": 1, "b": 1, "both": 1, "neither": 1, "amounts": 1, "unchanged": 1}


def test_an_overridden_parameter_alone_reaches_as_rules_do(tmp_path: Path) -> None:
    """In the comparison and, with the very areas, in `region`: what is inherited is not nothing."""
    parameter: Raw = {"g": {"min": "0", "max": "9", "values": [{"value": "7"}]}}
    policies: Raw = {
        "p": {"parameters": parameter, "insatser": decided(i="n >= param.g")},
        "q": {"extends": "p", "parameters": {"g": {"values": [{"value": "3"}]}}},
    }
    scenario = asked(
        tmp_path, policies, {"areas": {"x": "omrade", "y": "omrade"}, "facts": {"x": {"n": "8"}, "y": {"n": "5"}}}
    )
    assert sizes(compare(scenario, "p", "q")) == {"a": 1, "b": 2, "both": 1, "only_b": 1, "unchanged": 1, "gains": 1}
    found = {region.kind: region for region in regions(scenario, "p", "q")}
    assert {kind for kind, region in found.items() if region.cubes} == {"only_b", "gains"}


@pytest.mark.parametrize(("a", "b"), [("fokusomrade", "stadsdelslyft-ersatter"), ("fokus-jarva", "stadsdelslyft")])
def test_regions_name_the_areas_of_the_comparison(a: str, b: str) -> None:
    """No area is said to get nothing that gets something: the real areas are the comparison's groups."""
    scenario = load_scenario("stockholm-2026")
    sides = compare(scenario, a, b).sides
    for region in regions(scenario, a, b):
        for reading, areas in region.areas if region.kind != "undecided" else ():
            side = next(s for s in sides if set(reading) <= set(s.reading) or set(s.reading) <= set(reading))
            members = [r for r in side.areas if region.kind in (r.group, r.change)]
            assert {area.id for area in areas} == {r.area.id for r in members}


def test_what_is_said_in_another_way_is_the_same_in_every_answer(tmp_path: Path) -> None:
    """`true`, and a condition that holds whatever its number is: compare, region and prove agree, though it is
    missing."""
    policies: Raw = {"p": {"insatser": decided(i="true")}, "q": {"insatser": decided(i="n >= 5 or n < 5")}}
    world: Raw = {"areas": {"x": "omrade", "y": "omrade"}, "facts": {"y": {"n": "7"}}}
    scenario = asked(tmp_path, policies, world)
    assert sizes(compare(scenario, "p", "q")) == {"a": 2, "b": 2, "both": 2, "unchanged": 2}
    assert not any(region.cubes for region in regions(scenario, "p", "q"))
    (proved,) = prove(scenario, ["{policy: p, equal_to: q, insats: i}"])
    assert proved.standing == "proved"


def test_what_waits_for_the_same_changes_nobodys_load_and_no_field(tmp_path: Path) -> None:
    """A condition in other words: where its number is missing, no body gains or loses it and no field is unknown."""
    policies: Raw = {
        "noll": {"insatser": decided(i="n >= 5")},
        "p": {"insatser": decided(i="not (n < 5)", j="n >= 9 and n < 3")},
        "q": {"insatser": decided(i="5 <= n", j="a and not a")},
    }
    world: Raw = {"areas": {"x": "omrade", "y": "omrade"}, "facts": {"y": {"n": "7"}}}
    scenario = asked(tmp_path, policies, world, "baseline: noll\n")
    found = compare(scenario, "p", "q")
    assert handovers(scenario, found.a, found.b, ()) == ()
    assert per_field(scenario, found.a, found.b, ()) == ()


@pytest.mark.slow
def test_several_threads_compare_one_scenario() -> None:
    """What verdicts wait for is shared, and one thread at a time works on it."""
    pairs = [("fokusomrade", "behovsstyrd"), ("behovsstyrd", "stadsdelslyft"), ("fokus-jarva", "behovsstyrd")] * 2

    def answer(scenario: Scenario, pair: tuple[str, str]) -> object:
        found = compare(scenario, *pair)
        return [(s.layers, handovers(scenario, found.a, found.b, s.reading)) for s in found.sides]

    alone = {pair: answer(load_afresh("stockholm-2026"), pair) for pair in set(pairs)}
    shared = load_afresh("stockholm-2026")
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(partial(answer, shared), pairs))
    assert answers == [alone[pair] for pair in pairs]


@pytest.mark.slow
def test_a_timeline_never_says_yes_and_no_of_one_policy() -> None:
    """An area, an insats and a day have one decision of each policy, which the row names."""
    scenario = load_scenario("stockholm-2015-2026")
    found = timeline(scenario, scenario.named, period_of(scenario, None, None))
    said: dict[tuple[object, ...], str] = {}
    for line in found.lines:
        for policy in found.sharing(line.question):
            for each in line.intervals:
                key = (
                    policy.id,
                    line.question.reading,
                    line.question.ruling.insats.id,
                    line.question.area.id,
                    each.start,
                )
                assert said.setdefault(key, each.answer.verdict) == each.answer.verdict
    rows = next(block for block in timeline_view(found, "sv").blocks if block.title.startswith("Dag för dag")).rows
    assert all(row[2] for row in rows if row[3] and row[5])


def test_a_timeline_of_many_policies_counts_each(tmp_path: Path) -> None:
    """More policies than are compared day by day are counted each alone, from the baseline."""
    conditions = {"noll": "a and not a", "p": "a", "q": "b", "r": "a or b", "s": "n >= 2 or n < 2"}
    policies: Raw = {name: {"insatser": decided(i=when)} for name, when in conditions.items()}
    scenario = asked(tmp_path, policies, FULL, "baseline: noll\n")
    found = timeline(scenario, ["p", "q", "r", "s"], period_of(scenario, None, None))
    view = timeline_view(found, "sv")
    (block,) = [b for b in view.blocks if b.title.startswith("Områden som omfattas")]
    assert [(row[1], row[3]) for row in block.rows][:3] == [("p", 1), ("q", 1), ("r", 2)]
    assert [(each["a"], each["b"]) for each in view.data["reach"]] == [(name, None) for name in "pqrs"]
    assert {str(row[0]): str(row[12]) for row in view.rows if not row[4]}["r"] == "reached 2"


@pytest.mark.slow
def test_the_report_explains_the_group_that_it_shows() -> None:
    """Under *only A* stands some insats that A gives and B does not; under *neither* none that only one gives."""
    found = compare(load_scenario("stockholm-2026"), "fokusomrade", "stadsdelslyft-ersatter")
    reasons = Reasons(found)
    side = found.sides[0]
    for reached in side.areas:
        rows = [reasons.told.values()[n] for n in reasons.about(reached.area)]
        gives = [
            {row[0] for row in rows if row[1] for v in row[3] if v[0] == i and v[1] <= 0 and v[2] == "y"}
            for i in (0, 1)
        ]
        if reached.group in ("only_a", "only_b"):
            first, second = gives if reached.group == "only_a" else reversed(gives)
            assert first - second, reached.area.name


def test_one_notion_of_own() -> None:
    """Which file a rule was written in is asked where rules are counted as text, and never where areas are."""
    asking = {
        path.relative_to(ENGINE).as_posix()
        for path in ENGINE.rglob("*.py")
        if re.search(r"\b(rule|r)\.origin\b|\bpolicy\.own\b", path.read_text("utf-8"))
    }
    assert {name for name in asking if not name.startswith("loading/")} <= {"analysis/testing/coverage.py"}

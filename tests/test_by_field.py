"""By field: a field counts by what is decided in it, in text, CSV and JSON, in the report and in the plan."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

import grund
from grund.analysis.accountability.action_plan import plans
from grund.analysis.compare.by_field import per_field
from grund.analysis.compare.comparison import compare
from grund.engines.run import decide
from grund.loading.folders import rulebook
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError
from grund.views.by_field import fields_block, plan_fields
from grund.views.compare import compare_view
from grund.views.handlingsplan import plan_view

RULES = Path(__file__).parent.parent / "rules" / "stockholm"


@cache
def stockholm() -> Scenario:
    return grund.load()


def counts(a: str, b: str, field: str) -> list[tuple[int, ...]]:
    """Per reading: A, B, both, only A, only B, unknown."""
    found = compare(stockholm(), a, b)
    rows = []
    for side in found.sides:
        (mine,) = [f for f in per_field(stockholm(), found.a, found.b, side.reading) if f.id == field]
        groups = [len(mine.group(g)) for g in ("both", "only_a", "only_b", "unknown")]
        rows.append((len(mine.given(0)), len(mine.given(1)), *groups))
    return rows


def test_school_is_given_by_both_though_they_name_it_differently() -> None:
    assert counts("fokusomrade", "stadsdelslyft-ersatter", "skola") == [(27, 8, 7, 20, 1, 0), (21, 8, 7, 14, 1, 0)]
    assert counts("fokusomrade", "stadsdelslyft-ersatter", "boende") == [(0, 8, 0, 0, 8, 0)] * 2


def test_what_the_baseline_decides_alike_is_not_unknown() -> None:
    """Home visits wait for CNI everywhere, in the baseline too."""
    assert stockholm().baseline
    found = compare(stockholm(), "stadsdelslyft", "stadsdelslyft-ersatter")
    fields = per_field(stockholm(), found.a, found.b, found.sides[0].reading)
    assert "barnhalsa" not in {f.id for f in fields}
    assert all(not f.group("unknown") for f in fields)


@pytest.mark.parametrize(("a", "b"), [("fokusomrade", "stadsdelslyft"), ("behovsstyrd", "fokusomrade")])
def test_the_counts_are_those_of_the_decisions(a: str, b: str) -> None:
    """The definition in loops: given in a field is yes to some insats in it that the baseline does not give."""
    city = stockholm()
    found = compare(city, a, b)
    base = city.policy(city.baseline)
    for side in found.sides:
        for field in per_field(city, found.a, found.b, side.reading):
            for number, policy in enumerate((found.a, found.b)):
                given = set()
                for ruling in policy.rulings.values():
                    if ruling.insats.level != city.level or ruling.insats.field != field.id:
                        continue
                    same = base.rulings.get(ruling.insats.id)
                    already = (
                        {d.area.id for d in decide(city, base, same, side.reading) if d.verdict == "yes"}
                        if same
                        else set()
                    )
                    yes = {d.area.id for d in decide(city, policy, ruling, side.reading) if d.verdict == "yes"}
                    given |= yes - already
                assert {x.id for x in field.given(number)} == given


def test_text_csv_and_json_say_the_same() -> None:
    found = compare(stockholm(), "fokusomrade", "stadsdelslyft-ersatter")
    view = compare_view(found, "sv")
    (block,) = [b for b in view.blocks if b.title == "Per sakområde"]
    assert next(row[2:] for row in block.rows if row[0] == "skola")[:1] == (27,)
    by_area = [row for row in view.rows if "skola" in str(row[view.header.index("fields_a")]).split(";")]
    for reading, number in zip(view.data["readings"], (27, 21), strict=True):
        (school,) = [f for f in reading["fields"] if f["field"] == "skola"]
        assert len(school["a"]) == number and len(school["both"]) == 7
        assert school["insatser"] == ["insats-skola", "prio-skola"]
        chosen = ", ".join(f"{k}={v}" for k, v in reading["tolkning"].items())
        assert {row[1] for row in by_area if row[0] == chosen} == set(school["a"])


def test_a_plan_has_its_fields_with_who_answers() -> None:
    for plan in plans(stockholm(), "stadsdelslyft-ersatter"):
        fields = {f["field"]: f for f in plan_fields(plan)}
        assert set(fields) == {"skola", "socialtjanst", "boende", "stadsmiljo", "kultur", None}
        assert fields["skola"]["bodies"] == ["namnd-utbildning"] and len(fields["skola"]["areas"]) == 8
        assert fields["stadsmiljo"]["insatser"] == ["insats-klottersanering", "insats-stadning"]
        assert fields[None]["bodies"] == []  # the plan itself: nobody known
    view = plan_view(plans(stockholm(), "stadsdelslyft-ersatter"), "sv")
    assert view.header[-1] == "field" and {row[-1] for row in view.rows} >= {"skola", "boende", ""}
    assert view.data["plans"][0]["fields"]


def test_a_rulebook_without_fields_has_no_such_table() -> None:
    city = grund.load("percentilgallring")
    found = compare(city, *list(city.policies)[:2])
    assert fields_block(found, "sv") is None
    assert "fields_a" not in compare_view(found, "sv").header


def test_a_field_that_is_not_declared(tmp_path: Path) -> None:
    folder = tmp_path / "stockholm"
    shutil.copytree(RULES, folder)
    text = (folder / "insatser.yaml").read_text(encoding="utf-8")
    (folder / "insatser.yaml").write_text(text.replace("    field: boende\n", "    field: boendet\n"), encoding="utf-8")
    with pytest.raises(GrundError) as caught:
        rulebook(folder)
    (problem,) = caught.value.problems
    assert problem.code == "G312" and problem.near == "boende"
    assert problem.place is not None and problem.place.text[problem.place.column - 1 :].startswith("boendet")

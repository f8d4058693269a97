"""The need of Stockholm's areas: the data as SCB has them, and whom a policy by them reaches."""

import csv
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from command_line import run

WORLD = Path(__file__).parents[1] / "scenarios" / "stockholm"


def rows(name):
    """The rows of a file of the world."""
    with (WORLD / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values(name, attribute):
    """What is stated of an attribute, by area."""
    return {r["area"]: Decimal(r["value"]) for r in rows(name) if r["attribute"] == attribute}


def test_the_data_add_up_to_the_sources_own_totals():
    types, people = values("facts/regso.csv", "omradestyp_2023"), values("facts/regso.csv", "befolkning")
    assert (len(types), sum(people.values())) == (127, 999248)
    assert [list(types.values()).count(n) for n in range(1, 6)] == [3, 8, 19, 76, 21]
    earlier = values("facts/regso.csv", "omradestyp_2022")
    assert [list(earlier.values()).count(n) for n in range(1, 6)] == [3, 7, 19, 75, 23]
    assert sum(n for area, n in people.items() if types[area] <= 2) == 115006
    assert sum(values("facts/stadsdel_behov.csv", "invanare_typ_1_2").values()) == 115007


def test_the_estimates_of_a_stadsdel_follow_from_the_crosswalk():
    types, people = values("facts/regso.csv", "omradestyp_2023"), values("facts/regso.csv", "befolkning")
    low = values("facts/regso.csv", "lag_ekonomisk_standard")
    residents, in_type, standard = (defaultdict(Decimal) for _ in range(3))
    for overlap in rows("overlaps_regso.csv"):
        regso, stadsdel = overlap["area"], overlap["other"]
        part = people[regso] * Decimal(overlap["share_of_regso_population"])
        residents[stadsdel] += part
        in_type[stadsdel] += part if types[regso] <= 2 else 0
        standard[stadsdel] += part * low[regso] / 100
    for attribute, sums in (
        ("befolkning", residents),
        ("invanare_typ_1_2", in_type),
        ("lag_standard_personer", standard),
    ):
        stated = values("facts/stadsdel_behov.csv", attribute)
        assert len(stated) == 117 and all(abs(stated[area] - sums[area]) <= 3 for area in stated)


@pytest.mark.parametrize(
    ("chosen", "count"),
    [("", 12), ("--tolkning omradestyp_ar=ar_2022", 10), ("--tolkning studentbostader=raknas_inte", 11)],
)
def test_the_types_point_to_twelve_stadsdelar(chosen, count):
    said = " ".join(run(f"compare stadsdelslyft-ersatter omradestyp {chosen}".split()).text.split())
    assert f"omfattas 8 av A och {count} av B" in said


def test_a_comparison_says_how_much_of_the_need_each_reaches():
    for counted, figures in (
        ("invanare_typ_1_2", ("94 050", "114 930")),
        ("lag_standard_personer", ("47 097", "37 413")),
    ):
        said = run(f"compare fokusomrade omradestyp --residents {counted}".split()).text.replace("\u00a0", " ")
        assert all(figure in said for figure in figures)


def test_the_limit_can_be_swept():
    assert "Farsta strand" in run(["sweep", "omradestyp", "omradestyp_grans", "--all"]).text


@pytest.mark.parametrize(
    ("policies", "shares"),
    [
        ("fokusomrade omradestyp", "A 82 %, B 99,9 % av 115 007 invånare i områdestyp 1–2 (2023); A 41 %"),
        (
            "stadsdelslyft-ersatter omradestyp",
            "A 72 %, B 99,9 % av 115 007 invånare i områdestyp 1–2 (2023); A 27 %, B 33 %",
        ),
    ],
)
def test_a_comparison_says_without_being_asked_how_much_of_the_need_is_reached(policies, shares):
    said = " ".join(run(f"compare {policies}".split()).text.replace("\u00a0", " ").split())
    assert f"Behov som nås: {shares}" in said


def test_need_that_was_not_known_is_no_zero():
    said = " ".join(run(["compare", "fokusomrade", "omradestyp", "--known", "2026-02-17"]).text.split())
    assert (
        "invånare i områdestyp 1–2 (2023): uppgift saknas; personer med låg ekonomisk standard: uppgift saknas" in said
    )


def test_need_is_data_too():
    (first, _) = json.loads(run(["compare", "fokusomrade", "omradestyp", "--format", "json"]).text)["readings"]
    assert first["needs"]["invanare_typ_1_2"] == {
        "all": 115007, "a": 94050, "b": 114930,
    }  # fmt: skip


def test_the_measures_rest_on_the_area_types():
    said = run(["compare", "fokusomrade", "stadsdelslyft-ersatter", "--all"]).text.replace("\u00a0", " ")
    line = next(line for line in said.splitlines() if "täckning: av behovet" in line)
    assert line.split()[3:7] == ["81,8", "%", "72,3", "%"]


@pytest.mark.parametrize(("area", "type", "index"), [("Grimsta", "2", "16,8"), ("Bredäng", "3", "12,4")])
def test_an_area_shows_its_type_and_index_down_to_regso(area, type, index):
    short, whole = (run(["explain", area, *more]).text for more in ((), ("--all",)))
    assert f"områdestyp: {type}" in short and f"vägt efter invånare: {index}" in short
    assert "regso-0180R0" in whole and "scb-tab6586" in whole and "[V] scb-regso-omradestyp-2023" in whole


@pytest.mark.slow
def test_residents_are_the_newest_of_the_day_and_name_their_year():
    for more, said in ((), "2025"), (("--known", "2026-02-17"), "2016"), (("--day", "2025-12-30"), "2016"):
        assert f"Invånare: stadsdel {said} [H]" in run(["compare", "fokusomrade", "stadsdelslyft", *more]).text


def test_nobody_lives_in_two_stadsdelar():
    for area in ("Farstanäset", "Riddarholmen"):
        assert "0 invånare" in run(["explain", area]).text.replace("\u00a0", " ").splitlines()[0]

"""The need of Stockholm's areas: the data as SCB has them, and whom a policy by them reaches."""

import csv
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
        ("befolkning_2025", residents),
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
    assert f"A omfattar 8, B omfattar {count}," in said


def test_a_comparison_says_how_much_of_the_need_each_reaches():
    for counted, figures in (
        ("invanare_typ_1_2", ("94 050", "114 930")),
        ("lag_standard_personer", ("47 097", "37 413")),
    ):
        said = run(f"compare fokusomrade omradestyp --residents {counted}".split()).text.replace("\u00a0", " ")
        assert all(figure in said for figure in figures)


def test_the_limit_can_be_swept():
    assert "Farsta strand" in run(["sweep", "omradestyp", "omradestyp_grans", "--all"]).text

"""Declared repairs: what stands in the place of a missing value, wherever facts are read, and what it is said to be."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

import grund
from command_line import Result, afresh
from grund.loading import csv_tables
from grund.loading import facts as loading_facts
from grund.loading.scenario import load_scenario
from grund.model import repairs as model_repairs
from grund.model.facts import Fact
from grund.model.scenario import Scenario
from grund.web.app import application

_FACTS: Final = """area;attribute;value;valid_from;valid_to;missing;source;mark;illustration
exempelbacken;barn;;2026-03-01;;not_available;;;true
fantasihamn;barn;;2026-03-01;;not_applicable;;;true
pahittsvik;trygghet;god;2023-01-01;2024-01-01;;;;true
"""
"""On top of the city as `grund init` leaves it, where Påhittsvik has neither safety nor children."""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A new city, with more facts."""
    assert not afresh(["init", str(tmp_path / "stad")]).code
    facts = tmp_path / "stad" / "scenarios" / "exempelstad" / "facts"
    (facts / "fler.csv").write_text(_FACTS, encoding="utf-8")
    return tmp_path / "stad"


def scenario(city: Path, repairs: str, day: str = "2026-06-01", more: str = "") -> Path:
    """A scenario of the city with repairs."""
    text = (city / "scenarios" / "exempelstad.yaml").read_text(encoding="utf-8").replace("2026-06-01", day)
    path = city / "scenarios" / "ersatt.yaml"
    path.write_text(f"{text}\nrepairs: {repairs}\n{more}", encoding="utf-8")
    return path


def fact(path: Path, area: str, attribute: str, **when: Any) -> Fact | None:
    """A fact of the scenario's world on its day, if it is a repaired one."""
    made = load_scenario(path, **when).today.facts.get((area, attribute))
    return made if made is not None and made.repair else None


def value(path: Path, area: str, attribute: str, **when: Any) -> Any:
    """Its value."""
    made = fact(path, area, attribute, **when)
    return None if made is None else made.value


# ── the ways


@pytest.mark.parametrize(
    ("day", "repair", "kept"),
    [
        ("2024-01-01", "{carry: 1}", "god"),  # the first day without it
        ("2024-12-31", "{carry: 1}", "god"),  # the last day of the year
        ("2025-01-01", "{carry: 1}", None),
        ("2025-01-01", "{carry: 2}", "god"),
        ("2024-06-01", "{carry: 1, breaks: [2024-03-01]}", None),  # the series began anew
        ("2024-02-01", "{carry: 1, breaks: [2024-03-01]}", "god"),
        ("2024-06-01", "{carry: 1, breaks: [2023-01-01]}", "god"),  # it was measured in the new way
        ("2022-06-01", "{carry: 1}", None),  # nothing before
    ],
)
def test_a_value_is_carried_forward_for_so_many_years(city: Path, day: str, repair: str, kept: str | None) -> None:
    path = scenario(city, f"{{trygghet: {repair}}}", day)
    assert value(path, "pahittsvik", "trygghet") == kept
    if kept:
        made = fact(path, "pahittsvik", "trygghet")
        assert made is not None and made.start == date(2023, 1, 1) and made.citation.assumption
        assert "2024-01-01" in made.citation.note and "2024-01-01" in made.citation.note_en


def test_what_is_said_to_be_missing_ends_a_value(city: Path) -> None:
    """A later fact without a value is a gap; what does not apply is none; nor is what was not known."""
    path = scenario(city, "{barn: {carry: 1}}")
    assert value(path, "exempelbacken", "barn") == 150
    assert value(path, "fantasihamn", "barn") is None
    assert value(path, "exempelbacken", "barn", known="2026-02-01") is None  # known then, and no gap
    assert value(path, "pahittsvik", "barn") is None


def test_the_mean_of_a_stratum(city: Path) -> None:
    """Of what is known that day, in all areas, in those with the same value, and in the same larger area."""
    assert value(scenario(city, "{barn: {mean: all}}"), "exempelbacken", "barn") == 250  # 60, 90 and 600
    assert value(scenario(city, "{barn: {mean: trygghet}}"), "exempelbacken", "barn") == 60  # weak, as Ingenstans
    assert value(scenario(city, "{barn: {mean: trygghet}}"), "pahittsvik", "barn") is None  # of no stratum
    assert value(scenario(city, "{barn: {mean: stad}}"), "pahittsvik", "barn") == 250
    assert value(scenario(city, "{barn: {mean: all, min_observations: 4}}"), "pahittsvik", "barn") is None
    made = fact(scenario(city, "{barn: {mean: all}}"), "pahittsvik", "barn")
    assert made is not None and "3 områden" in made.citation.note and made.citation.illustration


def test_the_first_way_that_has_a_value_counts(city: Path) -> None:
    """And no way reads what another one made."""
    path = scenario(city, "{barn: [{carry: 1}, {mean: all}]}")
    assert (value(path, "exempelbacken", "barn"), value(path, "pahittsvik", "barn")) == (150, 250)
    path = scenario(city, "{trygghet: {constant: svag, note: hellre så}, barn: {mean: trygghet}}")
    assert value(path, "pahittsvik", "trygghet") == "svag"
    assert value(path, "pahittsvik", "barn") is None


def test_what_a_scenario_says_is_unknown_stays_so(city: Path) -> None:
    change = "changes: [{area: sagolunda, attribute: barn, value: unknown, illustration: true}]\n"
    path = scenario(city, "{barn: {mean: all}}", more=change)
    assert value(path, "sagolunda", "barn") is None
    assert value(path, "pahittsvik", "barn") == 75
    tried = grund.what_if(load_scenario(path), facts={("ingenstans", "barn"): 90})
    made = tried.today.facts["pahittsvik", "barn"]
    assert made.value == 90  # what is changed changes the mean


# ── one world for every engine


def _verdicts(of: Scenario, answers: tuple[grund.Answers, ...]) -> list[tuple[str, str, str]]:
    return [(a.ruling.insats.id, d.area.id, d.verdict) for a in answers for d in a.decisions]


_ALL: Final = "{barn: [{carry: 1}, {mean: all}], trygghet: [{carry: 4}, {constant: svag, note: x}]}"


def test_every_engine_reads_the_same(city: Path) -> None:
    """Interpreter, arrays and DuckDB; in a large world as in a small one."""
    of = load_scenario(scenario(city, _ALL))
    want = _verdicts(of, grund.run(of, of.named))
    assert {area for _, area, verdict in want if verdict == "unknown"} <= {"fantasihamn"}
    told = afresh(["run", "ersatt", "--on", "duckdb", "--format", "csv"], city)
    here = afresh(["run", "ersatt", "--format", "csv"], city)
    assert not told.code and told.out == here.out
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading_facts, "_LARGE", -1)
        patch.setattr(csv_tables, "_LARGE", -1)
        large = load_scenario(scenario(city, _ALL))
        assert _verdicts(large, grund.run(large, large.named)) == want
        for attribute in large.book.vocabulary.attributes.values():
            areas = large.today.by_level["omrade"]
            assert large.today.column(areas, attribute) == of.today.column(areas, attribute)


def test_a_timeline_is_what_each_day_says(city: Path) -> None:
    """What is carried begins and ends between the days of facts, and is found there."""
    path = scenario(city, _ALL)
    period = ["--from", "2023-06-01", "--to", "2028-06-01"]
    shown = afresh(["timeline", "ersatt", *period, "--format", "json"], city).json()
    starts = {date.fromisoformat(i["from"]) for line in shown["lines"] for i in line["intervals"]}
    assert date(2028, 1, 1) in starts  # four years after it ceased to hold, safety is carried no longer
    for day in sorted(starts - {date(2023, 6, 1)}):
        before, after = (
            _verdicts(s, grund.run(s, s.named))
            for s in (load_scenario(path, day=day - timedelta(1)), load_scenario(path, day=day))
        )
        assert before != after, day


# ── what is said


def test_it_is_counted_marked_explained_and_switched_off(city: Path) -> None:
    scenario(city, _ALL)
    text = afresh(["run", "ersatt"], city).text
    assert "3 värden är ersatta [antagande]: barn 1 (senaste värdet)" in " ".join(text.split())
    assert "Utan ersättningarna (--no-repair) ändras" in text and "Påhittsvik" in text
    pair = afresh(["compare", "trygghet", "trygghet-barn", "--scenario", "ersatt", "--lang", "en"], city).text
    pair = " ".join(pair.split())
    assert "3 values are repaired [assumption]" in pair and "Without repairs (--no-repair)" in pair
    why = afresh(["explain", "Påhittsvik", "barn", "--scenario", "ersatt"], city).text
    assert "[antagande]" in why and "ersatt: medelvärdet av 3 områden" in why
    data = afresh(["explain", "Påhittsvik", "barn", "--scenario", "ersatt", "--format", "json"], city).out.decode()
    assert '"repair": "mean"' in data or '"repair":"mean"' in data
    off = afresh(["run", "ersatt", "--no-repair"], city).text
    assert "Värden som saknas ersätts inte (--no-repair)." in off
    plain = afresh(["run", "exempelstad", "--format", "csv"], city)
    assert plain.out == afresh(["run", "ersatt", "--no-repair", "--format", "csv"], city).out


def test_a_record_says_whether_values_were_repaired(city: Path) -> None:
    scenario(city, _ALL)
    for words in ([], ["--no-repair"]):
        assert not afresh(["run", "ersatt", *words, "-o", "svar.json", "--force"], city).code
        assert not afresh(["verify", "svar.json"], city).code


@pytest.mark.parametrize("words", [["compare", "trygghet", "trygghet-barn", "--scenario"], ["near"], ["timeline"]])
def test_every_answer_counts_it_for_programs(city: Path, words: list[str]) -> None:
    """By attribute and method; null where it is switched off."""
    scenario(city, _ALL)
    data = afresh([*words, "ersatt", "--format", "json"], city).json()
    assert {(r["attribute"], r["method"], r["values"]) for r in data["repaired"]} >= {("barn", "carry", 1)}
    assert afresh([*words, "ersatt", "--no-repair", "--format", "json"], city).json()["repaired"] is None


def test_a_part_of_an_index_is_marked(city: Path) -> None:
    """The count that stands in the place of a missing one, and no other."""
    words = (city / "rules" / "exempelstad" / "vocabulary.yaml").read_text(encoding="utf-8")
    index = (
        "  samlat: {level: omrade, type: number, min: 0, max: 1000000, label: samlat, illustration: true, "
        'formula: "2 * invanare + 3 * barn"}\n'
    )
    words = words.replace("\nderived:\n", f"\nderived:\n{index}")
    (city / "rules" / "exempelstad" / "vocabulary.yaml").write_text(words, encoding="utf-8")
    scenario(city, "{barn: {carry: 9}}")
    (reading,) = afresh(["index", "samlat", "--scenario", "ersatt", "--format", "json"], city).json()["readings"]
    parts = {(area["area"], part["part"]) for area in reading["areas"] for part in area["parts"] if "repaired" in part}
    assert parts == {("exempelbacken", "barn")}
    assert afresh(["index", "samlat", "--scenario", "ersatt", "--all"], city).text.count("barn [antagande]") == 1


def test_a_browser_switches_it_off(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the answer, in its command, which repeats it, and on every page that is led to."""
    path = scenario(city, _ALL)
    path.write_text(path.read_text(encoding="utf-8").replace("scenario: exempelstad", "scenario: ersatt"), "utf-8")
    monkeypatch.chdir(city)
    client = TestClient(application("ersatt"), base_url="http://localhost")
    record = client.get("/v1/run?policy=trygghet&repair=false")
    assert record.json()["repaired"] is None and record.json()["command"][-1] == "--no-repair"
    (city / "k.json").write_bytes(record.content)
    assert not afresh(["verify", "k.json"], city).code
    page = client.get("/?repair=false").text
    assert "Värden som saknas ersätts inte" in page and 'href="/area/?repair=false"' in page
    assert client.post("/v1/decide", json={"policy": "trygghet", "rows": [{"invanare": 600}]}).status_code == 400
    rows = {"policy": "trygghet", "rows": [{"invanare": 600}], "repair": False}
    assert client.post("/v1/decide", json=rows).status_code == 200


def test_what_changes_nothing_says_so(city: Path) -> None:
    scenario(city, "{invanare: {constant: 1000, note: x}}", day="2026-06-01")
    assert "Inget värde är ersatt." in afresh(["run", "ersatt"], city).text
    scenario(city, "{barn: {constant: 0, note: x}}")
    text = afresh(["compare", "trygghet", "trygghet", "--scenario", "ersatt"], city).text
    assert "Besluten är desamma utan ersättningarna." in text  # which reads no children


# ── what is refused


@pytest.mark.parametrize(
    ("repairs", "code"),
    [
        ("{barm: {carry: 1}}", "G312"),
        ("{barn: {}}", "G410"),
        ("{barn: {carry: 1, mean: all}}", "G410"),
        ("{trygghet: {mean: all}}", "G410"),
        ("{barn: {mean: kommun}}", "G312"),
        ("{barn: {carry: 0}}", "G303"),
        ("{barn: {mean: all, breaks: [2020-01-01]}}", "G322"),
        ("{barn: {carry: 1, min_observations: 2}}", "G322"),
        ("{barn: {mean: all, min_observations: 0}}", "G303"),
        ("{barn: []}", "G410"),
        ("{barn: {mean: barn}}", "G410"),
        ("{barn: {mean: omrade}}", "G410"),
        ("{barn: {constant: 0}}", "G301"),
        ("{barn: {constant: -1, note: x}}", "G403"),
        ("{trygghet: {constant: svagg, note: x}}", "G402"),
    ],
)
def test_what_is_wrong_in_a_declaration(city: Path, repairs: str, code: str) -> None:
    with pytest.raises(grund.GrundError) as raised:
        load_scenario(scenario(city, repairs))
    assert [p.code for p in raised.value.problems] == [code]


def test_other_rows_than_the_worlds_are_not_repaired_in_silence(city: Path) -> None:
    """A file, columns, SQL and an event log refuse it by name, and answer without."""
    path = scenario(city, _ALL)
    (city / "fil.csv").write_text("id;trygghet;invanare;barn\na;svag;600;\n", encoding="utf-8")
    of = load_scenario(path)
    with pytest.raises(grund.GrundError) as raised:
        grund.decide(of, "trygghet", {"invanare": [600]})
    assert [p.code for p in raised.value.problems] == ["G411"]

    def refused(words: list[str]) -> Result:
        answer = afresh([*words, "--scenario", "ersatt"] if "run" not in words and "live" not in words else words, city)
        assert answer.code and "G411" in answer.talk, words
        return answer

    assert "barn, trygghet" in refused(["run", "ersatt", "--input", "fil.csv", "-o", "ut.csv"]).talk
    refused(["compare", "trygghet", "trygghet-barn", "--input", "fil.csv"])
    refused(["sql", "trygghet"])
    refused(["sql", "trygghet", "--dbt", "modell"])
    refused(["live", "open", "logg.jsonl", "ersatt"])
    assert not afresh(["run", "ersatt", "--input", "fil.csv", "-o", "ut.csv", "--no-repair"], city).code
    assert not afresh(["sql", "trygghet", "--scenario", "ersatt", "--no-repair"], city).code
    assert not afresh(["live", "open", "logg.jsonl", "ersatt", "--no-repair"], city).code
    assert not afresh(["live", "show", "logg.jsonl"], city).code  # which remembers it


def test_areas_of_one_truth_are_those_with_the_same_answer() -> None:
    words = load_scenario("stockholm-2026").book.vocabulary
    truth = next(a for a in words.attributes.values() if a.type.kind == "bool")
    sv, en = model_repairs._in_common(truth)
    assert sv == f" med samma svar på ”{truth.label.get('sv')}”" and en.startswith(" with the same answer to “")

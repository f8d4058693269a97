"""Not applicable: what has no value, whatever becomes known, is told from what is unknown, wherever either is said."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

import command_line
import soak_completions
from grund.engines import interpreter
from grund.engines.run import frame_of
from grund.model.derivations import Over
from grund.model.expressions import Reference
from grund.problems.problem import GrundError

# ── in the language

WORLD: Final[dict[str, Any]] = {
    "areas": {"d1": "del", "p1": "polis", "p2": "polis"},
    "facts": {"d1": {"m": "0", "n": "2"}},
    "dated": [
        {"area": "d1", "attribute": "c", "missing": "not_applicable"},
        {"area": "p1", "attribute": "pb", "missing": "not_applicable"},
    ],
    "overlaps": [
        {"area": "p1", "other": "d1", "andel": "0.5", "vikt": "not_applicable"},
        {"area": "p2", "other": "d1", "andel": "0.5", "vikt": "0.5"},
    ],
}
"""Nobody lives here (m = 0): a quotient has no value, a share of nobody neither; `c` is said to have none, and so
is `pb` of one of two areas."""

DERIVED: Final[dict[str, Any]] = {
    "ar": {"mean": {"f": "1", "n": "1"}},
    "ge": {"mean": {"f": "1", "n": "1"}, "method": "geometric"},
    "ne": {"mean": {"n - 3": "1", "param.g": "1"}, "method": "geometric"},
    "lo": {"transform": "ln", "of": "m"},
    "em": {"over": "overlaps", "to": "polis", "share": "andel", "more_than": "0.9", "of": "pn", "aggregate": "mean"},
}
"""What those are made into; `em` is the mean of no area."""

CONDITIONS: Final = {
    "f >= 1": {"f"},  # a division by zero
    "c": {"c"},  # a fact said to have no value
    "w >= 1": {"w"},  # a mean weighted by a share of nobody, whatever the other area has
    "ar >= 1": {"ar"},  # a mean of what has no value, and so a geometric one
    "ge >= 1": {"ge"},
    "ne >= 1": {"ne"},  # a geometric mean of a negative number, whatever the other is
    "lo >= 1": {"lo"},  # a logarithm of zero
    "em >= 1": {"em"},  # a mean of nothing
    "not (f >= 1)": {"f"},
    "f + n >= param.g": {"f"},
    "f >= 1 and c": {"f", "c"},
    "if c then b else k = svar": {"c"},
    "if m = 0 then c else b": {"c"},
    "f >= 1 and b": set[str](),  # no, where b is no
    "f >= 1 or b": set[str](),
    "b": set[str](),
    "n >= param.g": set[str](),
    "f is missing": set[str](),  # known
    "f >= 1 and m > 0": set[str](),  # no
    "o": set[str](),  # one has no value, and waits for the other
}


def case(when: str, world: dict[str, Any] = WORLD) -> dict[str, Any]:
    """One rule in that world; the parameter `g` is unknown."""
    number = {"type": "number", "decimals": "1", "min": "-9", "max": "10"}
    words = {
        "parameters": {"g": {"min": "0", "max": "3", "values": [{"value": "unknown"}]}},
        "derived": soak_completions.VOCABULARY["derived"] | {name: number | how for name, how in DERIVED.items()},
    }
    return {
        "name": "x", "note": "x", "insatser": {"i": "del"}, "world": world,
        "vocabulary": soak_completions.VOCABULARY | words,
        "policies": {"p": {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "r", "when": when}]}}}},
    }  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_decision_that_nothing_settles_says_what_has_no_value(condition: str, tmp_path: Path) -> None:
    """And one that some fact or parameter may settle does not."""
    scenario = soak_completions.scenario_of(case(condition), tmp_path, ("p",))
    (area,) = scenario.today.by_level["del"]
    decision = interpreter.decide(frame_of(scenario, scenario.policy("p"), ()), "i", area)
    names = interpreter.settled_by_nothing(decision)
    assert names == CONDITIONS[condition]
    assert interpreter.waits_for(decision) == (set() if names else decision.missing)


def test_an_aggregate_has_no_value_where_a_member_that_it_needs_has_none(tmp_path: Path) -> None:
    """Also one that nobody knows whether to count; not where its share may leave it out."""
    how = {"over": "overlaps", "to": "polis", "share": "andel", "more_than": "0.1", "of": "pn", "aggregate": "sum"}
    own = {"su": how, "sw": how | {"where": "pb"}}
    lacks = {"area": "p1", "missing": "not_applicable"}
    dated = [{**lacks, "attribute": name} for name in ("pb", "pn")]
    for share, wanted in (("0.5", ({"o"}, {"su"}, {"sw"})), ("", (set(), set(), set()))):
        world = {"areas": {"d1": "del", "p1": "polis"}, "dated": dated, "facts": {}}
        raw = case("o", world | {"overlaps": [{"area": "p1", "other": "d1", "andel": share, "vikt": "0.5"}]})
        number = {"type": "number", "min": "0", "max": "10"}
        raw["vocabulary"]["derived"] |= {name: number | spec for name, spec in own.items()}
        (tmp_path / f"s{share}").mkdir()
        scenario = soak_completions.scenario_of(raw, tmp_path / f"s{share}", ("p",))
        frame = frame_of(scenario, scenario.policy("p"), ())
        (area,) = scenario.today.by_level["del"]
        grounds = [interpreter.read(frame, Reference(name), area) for name in ("o", "su", "sw")]
        assert tuple(map(interpreter.not_applicable, grounds)) == wanted
        assert interpreter.not_applicable(interpreter.read(frame, Reference("day"), area)) == set()


@pytest.mark.parametrize(
    ("values", "names"), [({"d1": "2", "d2": "2"}, {"z"}), ({"d1": "2", "d2": "2", "d3": ""}, set[str]())]
)
def test_a_scaled_value_of_equals_is_none_once_all_are_known(
    values: dict[str, str], names: set[str], tmp_path: Path
) -> None:
    """An area that is left out because nobody knows its value may yet tell the others apart."""
    among = {"areas": dict.fromkeys(values, "del"), "facts": {a: {"n": n} for a, n in values.items() if n}}
    scaled = {"scaled": "z_score", "of": "n", "sd": "population", "direction": "ascending", "missing": "excluded"}
    raw = case("z > 0", among)
    raw["vocabulary"] |= {"derived": {"z": {"type": "number", "min": "-9", "max": "9", **scaled}}}
    scenario = soak_completions.scenario_of(raw, tmp_path, ("p",))
    area = next(area for area in scenario.today.by_level["del"] if area.id == "d1")
    decision = interpreter.decide(frame_of(scenario, scenario.policy("p"), ()), "i", area)
    assert decision.verdict == "unknown" and interpreter.settled_by_nothing(decision) == names


def test_a_share_is_a_number_or_says_that_it_has_none(tmp_path: Path) -> None:
    """By the words of facts; any other is no share."""
    (tmp_path / "a").mkdir()
    scenario = soak_completions.scenario_of(case("b"), tmp_path / "a", ("p",))
    link = next(k for k in scenario.facts.links if k.area == "p1")
    assert link.shares["vikt"] is None and link.absences == {"vikt": "not_applicable"}
    (tmp_path / "b").mkdir()
    wrong = [{**WORLD["overlaps"][0], "vikt": "inget"}]
    with pytest.raises(GrundError, match="G402"):
        soak_completions.scenario_of(case("b", {**WORLD, "overlaps": wrong}), tmp_path / "b", ("p",))


def test_a_share_may_be_any_where_it_is_read_and_nobody_knows_it(tmp_path: Path) -> None:
    """Not one that has no value, unless it is held to a bound."""
    scenario = soak_completions.scenario_of(case("b"), tmp_path, ("p",))
    weighed, bound = (scenario.book.vocabulary.derived[name].how for name in ("w", "o"))
    assert isinstance(weighed, Over) and isinstance(bound, Over)
    known = next(k for k in scenario.facts.links if k.area == "p2")
    unknown = replace(known, shares={"andel": None, "vikt": None})
    nobodys = replace(unknown, absences={"andel": "not_applicable", "vikt": "not_applicable"})
    links = (known, unknown, nobodys)
    assert [interpreter.unsaid(weighed, link) for link in links] == [False, True, False]
    assert [interpreter.unsaid(bound, link) for link in links] == [False, True, True]


# ── wherever it is said

NOWHERE: Final = ("sd-riddarholmen", "sd-farstanaset")
"""Where nobody lives."""
NEVER: Final = "ej tillämpligt: CNI; ingen uppgift kan avgöra det"


def said(*words: str) -> str:
    """What a command says, with its lines as one."""
    result = command_line.run([*words])
    assert result.code == 0, result.talk
    return " ".join(result.text.split())


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "Riddarholmen", "insats-hembesok", "--policy", "behovsstyrd", "--all"),
        ("explain", "Riddarholmen", "insats-hembesok", "--policy", "behovsstyrd", "--what-would-change"),
        ("run", "--policy", "behovsstyrd"),
        ("compare", "fokusomrade", "behovsstyrd", "--all"),
        ("compare", "fokusomrade", "behovsstyrd", "--format", "md", "--all"),
        ("timeline", "stockholm-2026", "Riddarholmen", "--policy", "behovsstyrd", "--insats", "insats-hembesok"),
        ("index", "cni", "--all"),
    ],
)  # fmt: skip
def test_where_nobody_lives_no_fact_is_asked_for(words: tuple[str, ...]) -> None:
    text = said(*words)
    assert NEVER.casefold() in text.casefold().replace("**", ""), text
    if "explain" in words:
        assert "saknas: " not in text and "turns out" not in text


def test_a_value_that_there_is_none_of_is_not_missing() -> None:
    """The index and the share of nobody; beside them 0 residents, which is known."""
    text = said("explain", "Riddarholmen", "--all")
    assert "socioekonomiskt index, vägt efter invånare: ej tillämpligt" in text and "CNI: ej tillämpligt" in text
    assert "· 0 invånare" in text and "index, vägt efter invånare: kan inte beräknas" not in text
    assert "andel av stadsdelens befolkning: ej tillämpligt" in said("explain", "Farstanäset", "index_vagt")


@pytest.mark.parametrize("area", NOWHERE)
def test_programs_are_told_too(area: str) -> None:
    """`missing` is what it was; `not_applicable` says what has no value, and a ground its kind of absence."""
    words = ["explain", area, "insats-hembesok", "--policy", "behovsstyrd", "--format", "json"]
    (decision,) = json.loads(command_line.run(words).out)["decisions"]
    assert decision["not_applicable"] == ["cni"] and "param.cni_troskel" in decision["missing"]
    words[1] = "Husby"
    (decision,) = json.loads(command_line.run(words).out)["decisions"]
    assert decision["not_applicable"] == [] and decision["missing"]
    value = json.loads(command_line.run(["explain", area, "index_vagt", "--format", "json"]).out)
    assert value["readings"][0]["grounds"]["about"]["absence"] == "not_applicable"
    table = command_line.run(["run", "--policy", "behovsstyrd", "--format", "csv"]).text.lstrip("\ufeff")
    rows = [row for row in csv.DictReader(io.StringIO(table), delimiter=";") if row["insats"] == "insats-skola"]
    assert {row["not_applicable"] for row in rows if row["area"] in NOWHERE} == {"cni"}
    assert {row["not_applicable"] for row in rows if row["area"] not in NOWHERE} == {""}

"""Uncertain facts, held to the interpreter: every world of random scenarios decided once more, and every draw."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import Phase, given, note
from hypothesis import strategies as st
from scipy import stats

import strategies
from case_files import text
from command_line import run
from grund.analysis import uncertainty
from grund.engines import interpreter
from grund.language.intervals import scaled, unscaled
from grund.loading.scenario import load_scenario
from grund.model.expressions import Type, domain, number
from grund.model.facts import Fact, in_force
from grund.model.repairs import Repair, with_repairs
from grund.model.scenario import Scenario
from grund.model.sources import Citation
from grund.model.uncertain import (
    Beta,
    Between,
    Form,
    Normal,
    OneOf,
    Replicates,
    Triangular,
    UncertainFact,
    UncertainOutcome,
    Uncertainty,
)
from grund.problems.problem import GrundError
from soak_completions import scenario_of
from strategies import Sample

DRAWS: Final = 40
Decided = dict[tuple[str, str], str]


def forms(kind: Type, dice: Any, drawn: bool) -> Form:
    """A form of few values that an attribute of a type may have; a distribution where it is to be `drawn`."""
    low, high = domain(kind)
    if kind.kind in ("bool", "enum"):
        return OneOf(tuple(sorted(dice.sample(range(low, high + 1), min(2, high - low + 1)))))
    if kind.kind == "date":
        first = scaled(np.datetime64("2025-12-30").astype(object), kind)
        return Between(first, first + 4)
    start = dice.randint(max(low, -20), min(high, 20) - 4)
    unit = 10.0**-kind.decimals
    some = (Triangular(start * unit, (start + 1) * unit, (start + 4) * unit), Normal(start * unit, 3 * unit))
    return dice.choice(some if drawn else (Between(start, start + 4), OneOf((start, start + 1, start + 3)), *some))


def uncertain(scenario: Scenario, dice: Any, seed: int, drawn: bool) -> Scenario:
    """The scenario with up to three uncertain facts of what its policy reads, two of them from one file at times."""
    words = scenario.book.vocabulary
    actives = [rule.active for ruling in scenario.policy("p").rulings.values() for rule in ruling.rules]
    read = sorted(interpreter.reached(words, actives) & words.attributes.keys())
    read = [name for name in read if not drawn or words.attributes[name].type.kind == "number"]
    places = [(a.id, n) for n in read for a in scenario.facts.areas if a.level in words.attributes[n].levels]
    facts: dict[tuple[str, str], UncertainFact] = {}
    for area, name in dice.sample(places, min(3, len(places))):
        form = forms(words.attributes[name].type, dice, drawn)
        facts[area, name] = UncertainFact(area, name, form, Citation(assumption=True))
    numbers = [key for key in facts if words.attributes[key[1]].type.kind == "number"]
    if len(numbers) > 1 and dice.random() < 0.3:
        for key in numbers[:2]:
            low = domain(words.attributes[key[1]].type)[0]
            values = tuple(max(low, 0) + dice.randint(0, 9) for _ in range(5))
            facts[key] = replace(facts[key], form=Replicates("r.csv", "r", values))
    repairs = tuple(
        Repair(words.attributes[name], "mean", Citation(assumption=True))
        for name in read
        if words.attributes[name].type.kind == "number" and not words.attributes[name].series and dice.random() < 0.3
    )
    book = with_repairs(scenario.facts, repairs)
    made = Uncertainty(facts, DRAWS, seed)
    return replace(scenario, uncertain=made, repairs=repairs, facts=book, cache={}, frames={})


def decided_in(scenario: Scenario, values: dict[UncertainFact, int]) -> Decided:
    """Every decision of a world, by the interpreter: of a book in which what counts on the day says something else."""
    book = list(scenario.facts.facts)
    counts = in_force(book, scenario.day, scenario.known)
    for fact, step in values.items():
        attribute = scenario.book.vocabulary.attributes[fact.attribute]
        value = unscaled(step, attribute.type)
        other = Fact(fact.area, fact.attribute, value, scenario.day, None, date.max, fact.citation)
        recorded = counts.get((fact.area, fact.attribute))
        _, stands_on = scenario.today.read(fact.area, attribute)
        if recorded is None or not isinstance(stands_on, Fact):  # a later list has ended what is recorded
            book.append(other)
        else:
            book[book.index(recorded)] = replace(recorded, value=value, absence="")
    world = replace(scenario.facts, facts=tuple(book)).at(scenario.day, scenario.known)
    frame = interpreter.frame(scenario.book.vocabulary, scenario.policy("p"), world, scenario.chosen(()))
    return {
        (insats, decision.area.id): decision.verdict
        for insats in scenario.policy("p").rulings
        for decision in interpreter.decide_all(frame, insats)
    }


def every_world(scenario: Scenario) -> Iterator[dict[UncertainFact, int]] | None:
    """Every world there is; None where they are too many."""
    facts = list(scenario.uncertain.facts.values())
    ranges: list[list[tuple[tuple[UncertainFact, int], ...]]] = []
    joint = [fact for fact in facts if isinstance(fact.form, Replicates)]
    for fact in facts:
        kind = scenario.book.vocabulary.attributes[fact.attribute].type
        if isinstance(fact.form, OneOf):
            ranges.append([((fact, step),) for step in fact.form.values])
        elif not isinstance(fact.form, Replicates):
            low, high = uncertainty.values.bounds(fact.form, kind)
            if high - low > 300:
                return None
            ranges.append([((fact, step),) for step in range(low, high + 1)])
    if joint:
        ranges.append(
            [tuple(zip(joint, row, strict=True)) for row in zip(*(f.form.values for f in joint), strict=True)]
        )  # type: ignore[union-attr]
    if prod(map(len, ranges)) > 400:
        return None
    return (dict(pair for part in way for pair in part) for way in product(*ranges))


def drawn_worlds(scenario: Scenario) -> Iterator[dict[UncertainFact, int]]:
    """Every draw."""
    words, facts = scenario.book.vocabulary, list(scenario.uncertain.facts.values())
    columns = [
        uncertainty.values.drawn(f, words.attributes[f.attribute].type, 0, scenario.uncertain.seed) for f in facts
    ]
    for i in range(DRAWS):
        yield {fact: int(column[i]) for fact, column in zip(facts, columns, strict=True)}


def tallied(scenario: Scenario, worlds: Iterable[dict[UncertainFact, int]]) -> dict[tuple[str, str], Counter[str]]:
    """By decision, in how many worlds it comes to what."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for values in worlds:
        for key, verdict in decided_in(scenario, values).items():
            counts.setdefault(key, Counter())[verdict] += 1
    return counts


def hold(outcome: UncertainOutcome | None, met: Counter[str], exact: bool) -> None:
    """An outcome against what was met: all that may be, or some of it."""
    if outcome is None:
        assert len(met) == 1
    elif outcome.settled and exact:
        assert {*outcome.answers} == {*met}
    elif outcome.settled:
        assert {*outcome.answers} >= {*met}
    elif exact:
        assert {*outcome.answers} <= {*met}


@strategies.examples(60, phases=(Phase.generate,))
@given(
    sample=strategies.samples(every_kind=True),
    dice=st.randoms(use_true_random=False),
    seed=st.integers(0, 1000),
    drawn=st.booleans(),
)
def test_outcomes_are_what_every_world_and_every_draw_says(sample: Sample, dice: Any, seed: int, drawn: bool) -> None:
    """Whatever, depends and the counts: of random policies with ranks, tables, memory and other levels."""
    note("a case for tests/cases:\n" + text(sample.raw))
    with tempfile.TemporaryDirectory() as folder:
        try:
            loaded = scenario_of(sample.raw, Path(folder), ("p",))
        except GrundError:
            return
    scenario = uncertain(loaded, dice, seed, drawn)
    note(str(scenario.uncertain))
    every = every_world(scenario)
    shared = all(not isinstance(f.form, Between | OneOf) for f in scenario.uncertain.facts.values())
    try:
        found = uncertainty.outcomes.decided(scenario, scenario.policy("p"), ())
        worlds = tallied(scenario, every) if every is not None else {}
        draws = tallied(scenario, drawn_worlds(scenario)) if shared and scenario.uncertain.facts else {}
    except GrundError:  # two rules in conflict in some world
        return
    for key, met in worlds.items():
        hold(found.get(key), met, exact=True)
    for key, met in draws.items():
        hold(found.get(key), met, exact=False)
        outcome = found.get(key)
        if outcome is not None and outcome.counts is not None:
            assert {word: n for word, n in outcome.counts.items() if n} == dict(met)


# ── distributions


def test_draws_far_outside_the_domain_are_its_ends() -> None:
    """Of a normal distribution as wide as no whole number, about half lie at each end."""
    kind = number(0, 0, 100)
    fact = UncertainFact("om-07", "astma", Normal(50.0, 1e30), Citation())
    drawn = uncertainty.values.drawn(fact, kind, 0, 1)
    assert {*drawn.tolist()} == {0, 100}
    assert abs((drawn == 100).mean() - 0.5) < 0.1


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        (Normal(40.0, 5.0), stats.norm(40, 5)),
        (Triangular(8.0, 10.0, 15.0), stats.triang(2 / 7, 8, 7)),
        (Beta(31, 118, 100.0), stats.beta(31.5, 87.5, scale=100)),
        (Beta(0, 4, 1.0), stats.beta(0.5, 4.5)),
    ],
)
def test_draws_have_the_quantiles_of_scipy(form: Form, wanted: Any) -> None:
    """Each quantile within what 200 000 draws allow: six standard errors of the share below it."""
    count, shares = 200_000, np.array([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
    values = uncertainty.values.sample(form, np.random.default_rng(7), count)
    below = np.array([(values <= wanted.ppf(share)).mean() for share in shares])
    assert (np.abs(below - shares) < 6 * np.sqrt(shares * (1 - shares) / count)).all()


@given(count=st.integers(0, 300), more=st.integers(0, 300))
def test_the_interval_is_that_of_scipy(count: int, more: int) -> None:
    """Wilson's, without correction for continuity."""
    draws = count + more or 1
    wanted = stats.binomtest(count, draws).proportion_ci(method="wilson")
    assert [float(end) for end in uncertainty.by_decision.wilson(count, draws)] == pytest.approx(list(wanted), abs=6e-5)


def test_more_draws_begin_with_the_same_and_no_fact_moves_another() -> None:
    """A fact's draws are its own."""
    kind = number(1, 0, 100)
    fact = UncertainFact("om-01", "astma", Normal(50.0, 5.0), Citation())
    first = uncertainty.values.drawn(fact, kind, 0, 3)
    assert np.array_equal(first, uncertainty.values.drawn(fact, kind, 0, 3))
    assert not np.array_equal(first, uncertainty.values.drawn(fact, kind, 1, 3))
    assert not np.array_equal(first, uncertainty.values.drawn(replace(fact, area="om-02"), kind, 0, 3))


def test_what_is_no_value_is_its_end() -> None:
    """A draw outside the domain counts as the end of it."""
    steps = uncertainty.values.drawn(UncertainFact("a", "x", Normal(0.0, 5.0), Citation()), number(1, 0, 100), 0, 1)
    assert steps.min() == 0 and (steps == 0).mean() > 0.4


# ── files


SCENARIO: Final = """\
scenario: s
label: s
world: percentilgallring
day: 2026-02-17
policies: [forsta, andra]
level: omrade
illustration: true
uncertain:
"""


def scenario_file(folder: Path, *entries: str) -> str:
    """A scenario of the shipped world with some uncertain facts."""
    path = folder / "s.yaml"
    path.write_text(SCENARIO + "".join(f"  - {{{entry}, assumption: true}}\n" for entry in entries), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("attribute: astma, areas: [om-07]", "G894"),
        ("attribute: astma, areas: [om-07], between: [1, 2], one_of: [3]", "G894"),
        ("attribute: astma, areas: [om-07], between: [2, 1]", "G895"),
        ("attribute: utpekat_forr, areas: [om-07], between: [nej, ja]", "G895"),
        ("attribute: utpekat_forr, areas: [om-07], normal: {sd: 1}", "G895"),
        ("attribute: astma, areas: [om-07], normal: {sd: 0}", "G895"),
        ("attribute: astma, areas: [om-07], triangular: [3, 2, 4]", "G895"),
        ("attribute: astma, areas: [om-07], triangular: [90, 95, 101]", "G895"),
        ("attribute: astma, areas: [om-07], beta: {count: 5, of: 4}", "G895"),
        ("attribute: astma, areas: [om-07], beta: {count: 3, of: 4, times: 101}", "G895"),
        ("attribute: astma, areas: [om-07, om-07], between: [1, 2]", "G896"),
        ("attribute: oversvamning, areas: [om-10], normal: {sd: 1}", "G899"),
        ("attribute: astma, areas: [om-07], between: [1, 101]", "G403"),
        ("attribute: astma, areas: [om-07], between: [1.25, 2]", "G404"),
        ("attribute: astma, areas: [ingen], between: [1, 2]", "G312"),
        ("attribute: okant, between: [1, 2]", "G201"),
        ("attribute: astma, replicates: r.csv", "G897"),
        ("attribute: astma, replicates: twice.csv", "G304"),
        ("attribute: astma, areas: [], between: [1, 2]", "G303"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, entry: str, code: str) -> None:
    """Each at its place."""
    (tmp_path / "r.csv").write_text("draw,area,astma\n1,om-07,9\n1,om-08,9\n2,om-07,10\n", encoding="utf-8")
    (tmp_path / "twice.csv").write_text("draw,area,astma\n1,om-07,9\n1,om-07,9\n", encoding="utf-8")
    code_out, _, err = run(["run", scenario_file(tmp_path, entry)])
    assert code_out == 3 and f"  {code}  " in err.decode()


def test_areas_of_one_file_vary_together(tmp_path: Path) -> None:
    """Replicates are joint: of two draws two worlds, and not four."""
    (tmp_path / "r.csv").write_text(
        "draw;area;astma\n1;om-07;9,5\n1;om-08;1\n2;om-07;1\n2;om-08;9,5\n", encoding="utf-8"
    )
    scenario = load_scenario(scenario_file(tmp_path, "attribute: astma, replicates: r.csv"))
    facts = list(scenario.uncertain.facts.values())
    made = uncertainty.possible_worlds.axes(facts, {"astma": number(1, 0, 100)}, lambda _: None, 99)
    assert made is not None
    ((_, worlds, size),) = uncertainty.possible_worlds.all_worlds(made, 99)
    assert size == 2 and [worlds[fact].tolist() for fact in facts] == [[95, 10], [10, 95]]
    steps = [uncertainty.values.drawn(fact, number(1, 0, 100), 0, 1) for fact in facts]
    assert (steps[0] + steps[1] == 105).all()


def test_a_file_of_draws_is_known_by_what_it_says(tmp_path: Path) -> None:
    """By two names it is one file; two files of one name are two."""
    rows = "draw,area,astma,laginkomst\n1,om-07,1,1\n2,om-07,9,9\n"
    (tmp_path / "r.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "r.csv").write_text(rows + "3,om-07,5,5\n", encoding="utf-8")
    entries = ("attribute: astma, replicates: r.csv", "attribute: laginkomst, replicates: ./r.csv")
    one = load_scenario(scenario_file(tmp_path, *entries))
    two = load_scenario(scenario_file(tmp_path, entries[0], "attribute: laginkomst, replicates: b/r.csv"))
    kind = number(1, 0, 100)
    for scenario, worlds in ((one, 2), (two, 6)):
        facts = list(scenario.uncertain.facts.values())
        made = uncertainty.possible_worlds.axes(facts, {f.attribute: kind for f in facts}, lambda _: None, 99)
        assert made is not None and uncertainty.possible_worlds.count_of(made) == worlds


# ── commands


def test_a_what_if_file_is_run_and_repeated(tmp_path: Path) -> None:
    """`--uncertain FILE`: in the rows, in the record, and in the run that verifies it."""
    file, record = tmp_path / "u.yaml", tmp_path / "k.json"
    entry = "{attribute: utpekat_forr, areas: [om-11], one_of: [nej, ja], illustration: true}"
    file.write_text(f"uncertain:\n  - {entry}\n", encoding="utf-8")
    words = ["run", "percentilgallring", "--uncertain", str(file), "--draws", "50", "--seed", "4"]
    code, out, err = run([*words, "-o", str(record)])
    assert code == 0, err
    data = json.loads(record.read_text(encoding="utf-8"))["uncertain"]
    assert (data["draws"], data["seed"]) == (50, 4)
    moved = [d for d in data["decisions"] if d["outcome"] == "depends"]
    assert [(d["policy"], d["insats"], d["area"], d["draws"]) for d in moved] == [("andra", "utpekande", "om-11", None)]
    assert run(["verify", str(record)])[0] == 0
    code, out, _ = run(["run", "osakra-uppgifter", "--draws", "50", "--format", "csv"])
    rows = list(csv.DictReader(out.decode("utf-8-sig").splitlines(), delimiter=";"))
    outcomes = {(row["policy"], row["area"]): row["outcome"] for row in rows if row["insats"] == "utpekande"}
    assert (outcomes["andra", "om-11"], outcomes["forsta", "om-11"]) == ("depends", "no_whatever")


def test_a_comparison_says_whose_group_depends() -> None:
    """In the answer for people, the rows and the data."""
    words = ["compare", "forsta", "andra", "--scenario", "osakra-uppgifter"]
    code, out, err = run([*words, "--format", "json"])
    assert code == 0, err
    (side,) = json.loads(out)["readings"]
    assert side["uncertain"]["om-11"]["answers"] == ["only_b", "neither"]
    text_out = run(words)[1].decode()
    assert "Områden vars grupp beror på osäkra uppgifter" in text_out


def test_an_explanation_has_every_decision_that_is_reached() -> None:
    """Sure ones too."""
    code, out, err = run(["explain", "om-07", "--scenario", "osakra-uppgifter", "--format", "json"])
    assert code == 0, err
    decisions = json.loads(out)["uncertain"]["decisions"]
    assert {(d["insats"], d["outcome"]) for d in decisions} == {("tyngst", "depends"), ("utpekande", "yes")}


@pytest.mark.parametrize("words", [["--on", "duckdb"], []])
def test_what_has_no_use_for_uncertain_facts_refuses_them(words: list[str]) -> None:
    """A database, and draws where nothing is uncertain."""
    scenario = "osakra-uppgifter" if words else "percentilgallring"
    code, _, err = run(["run", scenario, *(words or ["--draws", "9"])])
    assert code != 0 and "G898" in err.decode()


def test_no_draws_are_refused() -> None:
    """And one is not taken in their place."""
    code, out, err = run(["run", "osakra-uppgifter", "--draws", "0"])
    assert (code, out) == (2, b"")
    assert "G857" in err.decode()


@pytest.mark.parametrize("words", [["run", "osakra-uppgifter", "-o", "ut.csv"], ["compare", "forsta", "andra"]])
def test_a_file_of_areas_says_that_uncertain_facts_do_not_count(tmp_path: Path, words: list[str]) -> None:
    """They are about the scenario's own areas; where it has none, nothing is said."""
    (tmp_path / "omr.csv").write_text("id;laginkomst;astma\nx;55;5\ny;3;1\n", encoding="utf-8")
    for scenario, said in (("osakra-uppgifter", True), ("percentilgallring", False)):
        named = [scenario if word == "osakra-uppgifter" else word for word in words]
        named += [] if words[0] == "run" else ["--scenario", scenario]
        _, _, err = run([*named, "--input", "omr.csv", "--force"][: None if words[0] == "run" else -1], tmp_path)
        assert ("osäkra uppgifter" in err.decode()) == said, err.decode()

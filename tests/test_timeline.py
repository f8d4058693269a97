"""Decisions through time: the intervals of a timeline, and the events of a scenario.

days          the intervals are what the plain reading says when it is asked on every single day of the period,
              whether all that is recorded is known, or what was known on a day, or on each day
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import command_line
import strategies
from case_files import Case, build, files, text, write
from grund.analysis.accountability.responsibility import ledger
from grund.analysis.compare.comparison import compare
from grund.analysis.timeline import intervals
from grund.analysis.timeline.intervals import Deciding, Period, Played, Valuing, play
from grund.analysis.timeline.timeline import period_of, timeline
from grund.engines import interpreter
from grund.loading.scenario import load_scenario
from grund.model.change_days import history
from grund.model.expressions import Reference
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError
from grund.views.timeline import area_view

Raw = dict[str, Any]

SETTINGS: Final = strategies.examples(24)

# ── random worlds in which everything has days

FIRST: Final = date(2025, 12, 1)
LAST: Final = date(2026, 3, 1)
VOCABULARY: Final[Raw] = {
    "levels": {"del": {}, "polis": {}, "stad": {}},
    "hierarchies": {"h": {"label": "h"}},
    "shares": {"andel": {}},
    "types": {"klass": {"enum": ["ingen", "utsatt", "risk"], "ordered": "true"}},
    "attributes": {
        "b": {"type": "bool"},
        "n": {"type": "number", "decimals": "1", "min": "-100", "max": "100"},
        "k": {"type": "klass", "series": "lista", "missing": "ingen"},
        "sedan": {"type": "date"},
        "pk": {"level": "polis", "type": "klass", "series": "lista", "missing": "ingen"},
        "psedan": {"level": "polis", "type": "date"},
        "sb": {"level": "stad", "type": "bool"},
    },
    "derived": {
        "klassning": {
            "type": "klass", "over": "overlaps", "of": "pk", "where": "pk >= utsatt", "aggregate": "max",
            "share": "andel", "more_than": "0.2", "empty": "ingen",
        },
        "grannar": {"type": "number", "min": "0", "max": "9", "over": "neighbours", "to": "del", "aggregate": "count"},
        "i_stad": {"type": "bool", "over": "parent", "of": "sb", "aggregate": "any"},
        "gamla": {
            "type": "number", "min": "0", "max": "9", "over": "overlaps", "to": "polis", "share": "andel",
            "more_than": "0", "where": "day - psedan > 20", "aggregate": "count",
        },
        "aldst": {
            "type": "number", "min": "-999999", "max": "999999", "over": "overlaps", "of": "day - psedan",
            "to": "polis", "share": "andel", "more_than": "0", "aggregate": "max",
        },
        "veckor": {
            "type": "number", "decimals": "1", "min": "-999999", "max": "999999", "formula": "(day - sedan) / 7",
        },
        "tiotal": {
            "type": "number", "min": "-999999", "max": "999999", "round": "down", "formula": "0.1 * (day - sedan)",
        },
        "dagar": {"type": "number", "min": "-999999", "max": "999999", "formula": "max(day - sedan, 3, 2 * n)"},
        "kvot": {"type": "number", "decimals": "2", "min": "-999999", "max": "999999", "formula": "n / (day - sedan)"},
        "gammal": {"type": "bool", "test": "day >= sedan + 15"},
        "snitt": {
            "type": "number", "decimals": "1", "min": "-999999", "max": "999999", "min_observations": "1",
            "mean": {"day - sedan": "1", "n": "3"},
        },
        "samlat": {
            "type": "number", "round": "down", "min": "0", "max": "999999", "method": "geometric",
            "mean": {"max(day - sedan, 0)": "1", "max(2026-02-15 - day, 0)": "1"},
        },
        "tillvaxt": {
            "type": "number", "decimals": "2", "min": "-100", "max": "100", "transform": "ln", "of": "day - sedan",
        },
        "alder": {"type": "klass", "cut": "day - sedan", "at": ["10", "45"], "closed": "lower"},
        "steg": {"type": "number", "min": "-999999", "max": "999999", "formula": "day - sedan", "step": "10"},
        "tak": {"type": "number", "min": "0", "max": "30", "formula": "day - sedan", "clamp": "true"},
        "svar": {
            "type": "number", "max": "9",
            "table": {
                "hit": "first", "gap": "0", "inputs": {"dagar": "day - sedan", "b": "b"},
                "rows": [
                    {"when": {"dagar": ">= 20", "b": "true"}, "then": "2"}, {"when": {"dagar": "> 5"}, "then": "1"},
                ],
            },
        },
    },
    "parameters": {
        "g": {"min": "-90", "max": "90", "values": [{"value": "7"}, {"from": "2026-01-10", "value": "30"}]},
    },
}  # fmt: skip
CONDITIONS: Final = (
    "b", "n > param.g", "k >= utsatt", "klassning = risk", "klassning >= utsatt and not b", "grannar >= 1", "i_stad",
    "gamla >= 1", "aldst > 40", "veckor >= 4.3", "tiotal = 2", "dagar > 12", "kvot > 0.5", "gammal", "not gammal",
    "day < 2026-01-15", "day in [2025-12-20 .. 2026-02-01)", "day = 2026-01-09", "sedan + 30 > day",
    "day - sedan > 25", "2 * (day - sedan) - n >= 40", "(day - sedan) * (day - 2025-12-10) > 300",
    "if day > sedan + 9 then n > 0 else b", "day - sedan in (5, 17, [30 .. 33])", "sedan is missing", "true",
    "day - 2025-12-31 > 3 * (day - sedan)", "n * (day - sedan) < 50",
    "snitt > 12.3", "alder = risk", "alder >= utsatt", "steg >= 20", "steg = 30", "tak < day - 2025-12-20", "tak = 30",
    "svar = 2", "svar >= 1", "tak > steg", "samlat >= 20", "samlat < 9", "tillvaxt >= 3.3",
)  # fmt: skip
"""Everything a condition can do with days, and with what has days."""

AMONG: Final[Raw] = VOCABULARY | {
    "parameters": VOCABULARY["parameters"]
    | {"antal": {"min": "0", "max": "9", "values": [{"value": "1"}, {"from": "2026-01-20", "value": "2"}]}},
    "derived": {
        "plats": {"type": "number", "min": "1", "max": "9", "rank": "ordinal", "of": "n", "direction": "descending",
                  "ties": "min", "missing": "excluded"},
        "plats_b": {"type": "number", "min": "0", "max": "9", "rank": "ordinal", "of": "n", "where": "b",
                    "then_by": [{"of": "sedan", "direction": "ascending"}], "direction": "ascending", "ties": "max",
                    "missing": "unknown", "outside": "0"},
        "del_n": {"type": "number", "decimals": "1", "min": "0", "max": "100", "rank": "percentile", "of": "n",
                  "by": "k", "direction": "ascending", "ties": "average", "divisor": "midpoint", "out_of": "100",
                  "round": "half_up", "missing": "excluded"},
        "forst": {"type": "bool", "rank": "quota", "of": "n", "direction": "descending", "first": "param.antal",
                  "boundary": "include", "missing": "excluded"},
        "rorlig": {"type": "number", "min": "1", "max": "9", "rank": "ordinal", "of": "day - sedan", "ties": "min",
                   "direction": "descending", "missing": "excluded"},
        "avstand": {"type": "number", "decimals": "1", "min": "-999", "max": "999", "scaled": "distance", "of": "n",
                    "direction": "ascending", "reference": "param.antal", "out_of": "1",
                    "missing": "excluded"},
        "lage": {"type": "number", "decimals": "2", "min": "-99", "max": "99", "scaled": "z_score", "of": "n",
                 "direction": "ascending", "sd": "population", "missing": "excluded"},
        "stratum": {"type": "number", "decimals": "1", "min": "-999", "max": "999", "over": "level", "by": "k",
                    "of": "n", "aggregate": "sum", "min_observations": "1"},
        "medel": {"type": "number", "decimals": "1", "min": "-100", "max": "100", "over": "neighbours", "to": "del",
                  "of": "n", "aggregate": "mean", "min_observations": "1"},
        "granne_forst": {"type": "number", "max": "9", "over": "neighbours", "to": "del", "where": "forst",
                         "aggregate": "count", "empty": "0"},
        "lange": {"type": "number", "max": "999999", "since": "b", "count": "days"},
        "listor": {"type": "number", "max": "99", "since": "k >= utsatt", "count": "lists", "series": "lista"},
        "nyss": {"type": "bool", "history": "n > 0", "aggregate": "any", "last": "20", "count": "days"},
        "jamt": {"type": "bool", "history": "not forst", "aggregate": "all", "last": "9", "count": "days"},
        "gang": {"type": "number", "max": "9", "history": "k >= utsatt", "aggregate": "count", "last": "2",
                 "count": "lists", "series": "lista"},
        "delar": {"type": "number", "min": "0", "max": "100", "split": "100", "of": "max(n, 0)", "where": "b",
                  "missing": "excluded", "floor": "none", "cap": "60", "capped": "shared", "step": "1",
                  "remainder": "largest"},
    },
}  # fmt: skip
"""What looks at other areas, or back in time."""
AMONG_CONDITIONS: Final = (
    "plats = 1", "plats_b >= 1", "del_n > 40", "forst", "not forst", "rorlig = 1", "stratum > 5", "medel >= 0",
    "granne_forst >= 1", "lange > 15", "listor >= 2", "nyss", "jamt", "gang >= 1", "delar > 40", "b", "n > param.g",
    "avstand > 1", "lage > 0.5",
)  # fmt: skip

DAYS: Final = st.integers(-20, 100).map(lambda n: (FIRST + timedelta(n)).isoformat())


@st.composite
def dated(draw: DrawFn, row: Raw, chance: int = 1) -> Raw:
    """The row with a first day, a last day, both or none."""
    days = sorted(draw(st.lists(DAYS, min_size=2, max_size=2, unique=True)))
    form = draw(st.integers(0, 3 + chance))
    return row | ({"valid_from": days[0]} if form in (1, 3) else {}) | ({"valid_to": days[1]} if form in (2, 3) else {})


@st.composite
def moving_worlds(draw: DrawFn) -> Raw:
    """Three areas, two listed areas and two towns; facts, links, lists and the areas themselves begin and end."""
    levels = {"d1": "del", "d2": "del", "d3": "del", "p1": "polis", "p2": "polis", "s1": "stad", "s2": "stad"}
    areas = {name: draw(dated({"id": name, "level": level}, 3)) for name, level in levels.items()}
    values = {
        "b": st.sampled_from(("true", "false")), "n": st.integers(-20, 20).map(str), "sedan": DAYS, "psedan": DAYS,
        "k": st.sampled_from(("ingen", "utsatt", "risk")), "sb": st.sampled_from(("true", "false")),
    }  # fmt: skip
    values["pk"] = values["k"]
    facts: list[Raw] = []
    for name, attribute in VOCABULARY["attributes"].items():
        for area in (a for a, level in levels.items() if level == attribute.get("level", "del")):
            for i in range(draw(st.integers(0, 3))):
                row = {"area": area, "attribute": name, "value": draw(values[name]), "valid_from": "2025-01-01"}
                facts.append(draw(dated(row)) | {"recorded": f"2025-{i + 1:02}-01" if i else draw(DAYS)})
    share = st.sampled_from(("", "0.1", "0.5", "1"))
    return {
        "areas": areas,
        "dated": [row for row in facts if _consistent(row, facts)],
        "lists": [
            {"id": f"l{i}", "series": "lista", "valid_from": day, "recorded": draw(DAYS)}
            for i, day in enumerate(draw(st.lists(DAYS, max_size=3, unique=True)))
        ],
        "overlaps": [
            draw(dated({"area": p, "other": d, "andel": draw(share)}))
            for d, p in draw(
                st.lists(st.sampled_from([(d, p) for d in ("d1", "d2") for p in ("p1", "p2")]), unique=True)
            )
        ],
        "neighbours": [
            draw(dated({"area": a, "other": b}))
            for a, b in draw(st.lists(st.sampled_from((("d1", "d2"), ("d2", "d3"), ("d1", "d3"))), unique=True))
        ],
        "part_of": [draw(dated({"area": d, "parent": draw(st.sampled_from(("s1", "s2")))})) for d in ("d1", "d2")],
    }


def _consistent(row: Raw, facts: list[Raw]) -> bool:
    """Whether no other fact about the same was recorded on the same day: that would be an error."""
    key = ("area", "attribute", "recorded")
    return sum(all(other[k] == row[k] for k in key) for other in facts) == 1


@st.composite
def cases(draw: DrawFn, words: Raw = VOCABULARY, conditions: Sequence[str] = CONDITIONS) -> Case:
    """A policy of one to three dated rules, the later ones exceptions, in such a world."""
    rules: list[Raw] = []
    for i in range(draw(st.integers(1, 3))):
        rule = {"id": f"r{i}", "when": draw(st.sampled_from(conditions)), "then": "no" if i % 2 else "yes"}
        if i:
            rule["exception_to"] = [f"r{i - 1}"]
        elif draw(st.booleans()):
            rule["unless"] = draw(st.sampled_from(conditions))
        days = draw(dated({}))
        rule |= {new: days[old] for new, old in (("from", "valid_from"), ("to", "valid_to")) if old in days}
        rules.append(rule)
    raw = {"name": "found", "note": "found by tests/test_timeline.py", "vocabulary": words, "rules": rules}
    return Case("found", raw | {"world": draw(moving_worlds())})


@pytest.mark.slow
@SETTINGS
@given(cases(), st.sampled_from(("all", "then", "follows")))
def test_intervals_are_what_every_day_says(case: Case, known: str) -> None:
    """Day by day, decisions and values alike: all that is recorded, as known on a day, and as known each day."""
    note(text(case.raw))
    _hold(case, known)


@pytest.mark.slow
@SETTINGS
@given(cases(AMONG, AMONG_CONDITIONS), st.sampled_from(("all", "then", "follows")))
def test_what_looks_at_others_or_back_moves_when_they_do(case: Case, known: str) -> None:
    """A place, a quota, a part and a memory become others on the very day that another area's fact does."""
    note(text(case.raw))
    _hold(case, known)


@pytest.mark.parametrize(
    ("when", "turns"),
    [
        ("snitt > 12.3", "2026-02-05"), ("alder = risk", "2026-01-31"), ("steg = 30", "2026-01-11"),
        ("tak < day - 2025-12-20", "2026-01-20"), ("svar = 2", "2026-01-06"), ("samlat = 30", "2026-01-16"),
        ("tillvaxt >= 3.3", "2026-01-13"),
    ],
)  # fmt: skip
def test_what_is_made_of_the_day_moves_with_it(when: str, turns: str) -> None:
    """A mean, a class, a number of steps, a value cut to its domain, a table and a logarithm of the days that have
    passed; a geometric mean of those that have and those that are left, which rises and then falls."""
    facts = {"b": "true", "n": "0", "sedan": "2025-12-17"}
    rows = [
        {"area": "d1", "attribute": name, "value": value, "valid_from": "2025-01-01"} for name, value in facts.items()
    ]
    case = Case("moves", {"vocabulary": VOCABULARY, "when": when, "world": {"areas": {"d1": "del"}, "dated": rows}})
    assert turns in [start.isoformat() for start in _hold(case, "all")]


def test_a_stratum_moves_when_another_area_joins_it() -> None:
    """A member of another group is looked at too: it may come over."""
    words = VOCABULARY | {"derived": {"stratum": AMONG["derived"]["stratum"] | {"by": "b"}}}
    rows = [
        {"area": "d1", "attribute": "b", "value": "true", "valid_from": "2025-01-01"},
        {"area": "d2", "attribute": "b", "value": "false", "valid_from": "2025-01-01", "valid_to": "2026-01-05"},
        {"area": "d2", "attribute": "b", "value": "true", "valid_from": "2026-01-05"},
        *({"area": area, "attribute": "n", "value": "4", "valid_from": "2025-01-01"} for area in ("d1", "d2")),
    ]
    raw: Raw = {
        "vocabulary": words,
        "when": "stratum > 5",
        "world": {"areas": {"d1": "del", "d2": "del"}, "dated": rows},
    }
    _hold(Case("joins", raw), "all")


def _hold(case: Case, known: str) -> list[date]:
    """The days on which some decision becomes another, held to what the interpreter says on every day."""
    with tempfile.TemporaryDirectory() as folder:
        built = build(case, Path(folder))
    then = date(2026, 1, 5) if known == "then" else None
    held = history(built.facts, then, known == "follows")
    policy, ruling = built.book.policies["p"], built.book.policies["p"].rulings["i"]
    areas = [a for a in built.facts.areas if a.level == "del"]
    period = Period(FIRST, LAST)
    decided = play(built.book.vocabulary, held, [Deciding(policy, (), area, ruling) for area in areas], period)
    names = [Reference(name, d.type) for name, d in built.book.vocabulary.derived.items()]
    asked = [Valuing(policy, (), area, node) for area in areas for node in names]
    valued = play(built.book.vocabulary, held, asked, period)
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(n)
        world = built.facts.at(day, day if known == "follows" else then)
        frame = interpreter.frame(built.book.vocabulary, policy, world)
        for i, area in enumerate(areas):
            found = _on(decided, i, day)
            assert (found is not None) == (area.id in world.areas), (day, area.id)
            if found is not None:
                said = interpreter.decide(frame, "i", world.areas[area.id])
                assert (found.verdict, found.rule, found.missing) == (said.verdict, said.rule, said.missing), day
        for i, question in enumerate(asked):
            ground = _on(valued, i, day)
            if ground is not None:
                assert ground.value == interpreter.read(frame, question.node, question.area).value, (
                    day,
                    question.node.name,
                )
    return [interval.start for line in decided.lines for interval in line[1:]]


def _on(played: Played[Any], line: int, day: date) -> Any:
    """The answer that a line gives for a day."""
    found = [i for i in played.lines[line] if i.start <= day and (i.end is None or day < i.end)]
    assert len(found) <= 1
    return found[0].answer if found else None


# ── events, and what is wrong with them

CITY: Final[dict[str, str]] = files(
    {
        "vocabulary": {
            "levels": {"del": {}},
            "types": {"klass": {"enum": ["ingen", "utsatt"], "ordered": "true"}},
            "attributes": {
                "k": {"type": "klass", "series": "lista", "missing": "ingen"},
                "n": {"type": "number", "min": "0", "max": "9"},
            },
            "parameters": {"g": {"min": "0", "max": "9", "values": [{"value": "5"}]}},
        },
        "rules": [{"id": "r", "when": "k = utsatt"}, {"id": "s", "when": "n >= param.g"}],
        "world": {
            "areas": {"x": "del", "y": "del"},
            "dated": [
                {"area": "x", "attribute": "k", "value": "utsatt", "valid_from": "2020-01-01"},
                {"area": "x", "attribute": "k", "value": "utsatt", "valid_from": "2022-01-01"},
                {"area": "x", "attribute": "n", "value": "0"}, {"area": "y", "attribute": "n", "value": "3"},
            ],
            "lists": [{"id": f"l{y}", "series": "lista", "valid_from": f"{y}-01-01"} for y in (2020, 2022)],
        },
    }
)  # fmt: skip
HEAD: Final = "scenario: s\nlabel: s\nworld: world\nday: 2024-01-01\nlevel: del\npolicies: [p]\nassumption: true\n"


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scenario]:
    """A small city's scenario with some more lines."""
    write({f"rules/{path}" if path.startswith("rules/") else path: content for path, content in CITY.items()}, tmp_path)
    monkeypatch.chdir(tmp_path)

    def load(more: str = "", **options: Any) -> Scenario:
        (tmp_path / "s.yaml").write_text(HEAD + more, encoding="utf-8")
        return load_scenario(tmp_path / "s.yaml", **options)

    return load


def lines(held: Scenario, start: str = "2019-01-01", last: str = "2030-01-01", **options: Any) -> dict[str, list[str]]:
    """Each area's intervals: `from verdict rule`."""
    found = timeline(held, ["p"], Period(date.fromisoformat(start), date.fromisoformat(last)), **options)
    return {
        line.question.area.id: [f"{i.start} {i.answer.verdict} {i.answer.rule}" for i in line.intervals]
        for line in found.lines
    }


def codes(load: Callable[..., Any], more: str) -> list[str]:
    """The codes of the problems that a scenario's lines raise."""
    with pytest.raises(GrundError) as error:
        load(more)
    return [p.code for p in error.value.problems]


def test_an_event_may_change_a_fact_a_list_and_a_parameter(ask: Callable[..., Scenario]) -> None:
    """Each from its day on; what the new list does not name has the closed-world value."""
    held = ask(
        "events:\n"
        "  - {on: 2025-01-01, label: list, assumption: true, lists: lista,\n"
        "     changes: [{area: y, attribute: k, value: utsatt}]}\n"
        "  - {on: 2026-01-01, label: limit, source: s, parameters: {g: {value: 3}}}\n"
    )
    found = lines(held)
    assert found["x"] == ["2019-01-01 unknown None", "2020-01-01 yes r", "2025-01-01 no otherwise"]
    assert found["y"] == ["2019-01-01 unknown None", "2020-01-01 no otherwise", "2025-01-01 yes r"]
    assert held.events[0].facts[0].citation.assumption
    assert held.policy("p").parameters["g"].values[-1].citation.documents == ("s",)


def test_a_move_names_what_became_another(ask: Callable[..., Scenario]) -> None:
    """The shift, its values and its source; an event that moved nothing is no move."""
    held = ask(
        "events:\n  - {on: 2026-01-01, label: limit, source: s, parameters: {g: {value: 3}}}\n"
        "  - {on: 2026-01-01, label: nothing, source: t}\n"
    )
    found = timeline(held, ["p"], Period(date(2024, 1, 1), date(2030, 1, 1)))
    (move,) = found.moves
    assert (move.day, [a.id for a in move.areas]) == (date(2026, 1, 1), ["y"])
    (shift,) = move.shifts
    assert (shift.kind, shift.name, str(shift.before), str(shift.after)) == ("parameter", "param.g", "5", "3")
    assert shift.citation.documents == ("s",)
    assert [e.label.sv for e in found.events(move.day)] == ["limit", "nothing"]


def test_a_listed_change_ends_at_the_next_list(ask: Callable[..., Scenario]) -> None:
    """It used to hide that list's own fact of the area."""
    held = ask("changes: [{area: x, attribute: k, value: ingen, from: 2021-01-01, assumption: true}]\n")
    assert lines(held)["x"][1:] == ["2020-01-01 yes r", "2021-01-01 no otherwise", "2022-01-01 yes r"]


def test_a_change_is_seen_as_known_too(ask: Callable[..., Scenario]) -> None:
    """A what-if lies on top of everything recorded, whatever was known."""
    change = "changes: [{area: y, attribute: n, value: 9, from: 2023-01-01, assumption: true}]\n"
    for held, follows in ((ask(change), True), (ask(change, known=date(2021, 1, 1)), False)):
        assert lines(held, follows=follows)["y"][-1] == "2023-01-01 yes s"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ("{on: 2025-01-01, label: a}", "G307"),
        ("{on: 2025-02-30, label: a, source: s}", "G303"),
        ("{label: a, source: s}", "G301"),
        ("{on: 2025-01-01, label: a, source: q}", "G308"),
        ("{on: 2025-01-01, label: a, source: s, precision: week}", "G303"),
        ("{on: 2025-01-01, label: a, source: s, change: {}}", "G302"),
        ("{on: 2025-01-01, label: a, source: s, changes: [{area: z, attribute: n, value: 1}]}", "G312"),
        ("{on: 2025-01-01, label: a, source: s, changes: [{area: x, attribute: m, value: 1}]}", "G201"),
        ("{on: 2025-01-01, label: a, source: s, changes: [{area: x, attribute: n, value: 10}]}", "G403"),
        (
            "{on: 2025-01-01, label: a, source: s, changes: [{area: x, attribute: n, value: 1, from: 2024-01-01}]}",
            "G515",
        ),
        ("{on: 2025-01-01, label: a, source: s, changes: [{area: x, attribute: n, value: 1, to: 2025-01-01}]}", "G315"),
        ("{on: 2025-01-01, label: a, source: s, lists: listan}", "G312"),
        ("{on: 2022-01-01, label: a, source: s, lists: lista}", "G314"),
        ("{on: 2025-01-01, label: a, source: s, parameters: {h: {value: 1}}}", "G312"),
        ("{on: 2025-01-01, label: a, source: s, parameters: {g: {value: 1, from: 2026-01-01}}}", "G515"),
    ],
)
def test_wrong_events(ask: Callable[..., Scenario], event: str, code: str) -> None:
    """Each mistake has one code of its own."""
    assert codes(ask, f"events: [{event}]\n") == [code]


def test_two_events_of_a_day_may_not_contradict_each_other(ask: Callable[..., Scenario]) -> None:
    """Nor an event and a change; the same value twice is no contradiction."""
    said = "{{on: 2025-01-01, label: a, source: s, changes: [{{area: x, attribute: n, value: {}}}]}}"
    assert codes(ask, f"events: [{said.format(1)}, {said.format(2)}]\n") == ["G405"]
    assert ask(f"events: [{said.format(1)}, {said.format(1)}]\n").events


def test_periods(ask: Callable[..., Scenario]) -> None:
    """The file's own, or the command's, or what is recorded; one day is a period, and none is an error."""
    future = "events: [{on: 2027-05-01, label: a, source: s}]\n"
    assert period_of(ask(future), None, None) == (date(2000, 1, 1), date(2027, 5, 1))
    assert period_of(ask("from: 2021-01-01\nto: 2022-01-01\n"), None, date(2023, 1, 1)) == (
        date(2021, 1, 1), date(2023, 1, 1),
    )  # fmt: skip
    assert lines(ask(), "2021-01-01", "2021-01-01")["x"] == ["2021-01-01 yes r"]
    assert codes(ask, "from: 2022-01-01\nto: 2021-01-01\n") == ["G514"]
    with pytest.raises(GrundError, match="G514"):
        period_of(ask(), date(2025, 1, 1), date(2024, 1, 1))


# ── rulings that are decided alike


def test_what_is_decided_alike_is_what_each_is_by_itself(tmp_path: Path) -> None:
    """One condition under other names, of rules in the other order, with an exception, with other dates or outcomes."""
    when = {"a": "b", "z": "n >= 5"}
    rulings = {
        "i": {"rules": [{"id": "r", "when": when["a"]}, {"id": "s", "when": when["z"]}]},
        "same": {"rules": [{"id": "t", "when": when["a"]}, {"id": "u", "when": when["z"]}]},
        "turned": {"rules": [{"id": "z", "when": when["a"]}, {"id": "a", "when": when["z"]}]},
        "dated": {"rules": [{"id": "d", "when": when["a"], "from": "2026-01-10"}, {"id": "e", "when": when["z"]}]},
        "always": {"otherwise": "yes", "rules": [{"id": "k", "when": when["a"]}, {"id": "l", "when": when["z"]}]},
        "but": {"rules": [{"id": "f", "when": when["a"]},
                          {"id": "g", "then": "no", "when": when["z"], "exception_to": ["f"]}]},
        "or": {"rules": [{"id": "m", "when": when["a"]}, {"id": "n", "when": when["z"], "exception_to": ["m"]}]},
        "one": {"rules": [{"id": "q", "when": when["a"]}]},
        "none": {"rules": [{"id": "p", "then": "no", "when": when["a"]}]},
        "other": {"otherwise": "yes", "rules": [{"id": "h", "then": "no", "when": when["a"]}]},
        "again": {"otherwise": "yes", "rules": [{"id": "j", "then": "no", "when": when["a"]}]},
    }  # fmt: skip
    dated = [
        {"area": "x", "attribute": "b", "value": "true"},
        {"area": "x", "attribute": "n", "value": "7", "valid_from": "2026-01-01"},
        {"area": "x", "attribute": "b", "value": "false", "valid_from": "2026-02-01"},
        {"area": "y", "attribute": "n", "value": "5", "valid_from": "2026-01-20"},
    ]
    raw = {
        "vocabulary": {
            "levels": {"del": {}},
            "attributes": {"b": {"type": "bool"}, "n": {"type": "number", "min": "0", "max": "9"}},
        },
        "insatser": dict.fromkeys(rulings, "del"),
        "policies": {"p": {"insatser": {name: {"otherwise": "no"} | ruling for name, ruling in rulings.items()}}},
        "world": {"areas": {"x": "del", "y": "del"}, "dated": dated},
    }
    write({f"rules/{p}" if p.startswith("rules/") else p: text for p, text in files(raw).items()}, tmp_path)
    (tmp_path / "s.yaml").write_text(HEAD, encoding="utf-8")
    found = timeline(load_scenario(tmp_path / "s.yaml"), ["p"], Period(FIRST, LAST))
    questions = [line.question for line in found.lines]
    alone = play(found.scenario.book.vocabulary, history(found.scenario.facts), questions, found.period)
    assert tuple(line.intervals for line in found.lines) == alone.lines
    assert all(i.answer.ruling is line.question.ruling for line in found.lines for i in line.intervals)
    assert len({interval.answer.rule for intervals in alone.lines for interval in intervals}) > 10
    assert found.asked < alone.asked


# ── the shipped timeline


def test_the_districts_that_answered() -> None:
    """Before the merger the older district's committee answers, after it the new one's."""
    for day, name in (("2023-06-30", "Spånga-Tensta stadsdelsnämnd"), ("2023-07-01", "Järva stadsdelsnämnd")):
        held = load_scenario("stockholm-2015-2026", date.fromisoformat(day))
        answers = ledger(held.book.organisation, held.today).who(
            held.book.insatser["insats-sig"], held.today.areas["sd-tensta"]
        )
        assert [a.body.name for a in answers if a.answers] == [name]


def test_what_moved_in_the_city() -> None:
    """SIG: not known of Hägersten-Älvsjö after the list of 2023, introduced everywhere in 2026; nobody loses it."""
    held = load_scenario("stockholm-2015-2026")
    found = timeline(held, held.named, period_of(held, None, None), ["insats-sig"])
    said = [(str(m.day), m.before.verdict, m.after.verdict, len(m.areas)) for m in found.moves if m.before and m.after]
    assert sorted(said) == [
        ("2023-12-01", "yes", "unknown", 1), ("2026-01-01", "unknown", "yes", 7), ("2026-01-01", "yes", "yes", 4),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Husby", "Farstanäset"])
def test_an_area_is_reached_as_in_a_comparison_of_the_day(name: str) -> None:
    """On every day that its timeline names, for each policy; in text, rows and JSON."""
    pair = ("fokusomrade", "stadsdelslyft")
    words = ["timeline", "stockholm-2026", name, *(part for policy in pair for part in ("--policy", policy))]
    code, out, _ = command_line.run([*words, "--format", "json"])
    days = json.loads(out)["reach"]
    assert code == 0 and len(days) > 1
    for day in days[:1] + days[-1:]:
        scenario = load_scenario("stockholm-2026", date.fromisoformat(day["day"]))
        sides = compare(scenario, *pair).sides
        area = next(r for r in sides[0].areas if r.area.name == name)
        counted = {group: found["areas"] for group, found in day["readings"][0]["groups"].items() if found["count"]}
        assert counted == {area.group: [area.area.id]}
        changed = {change: found["areas"] for change, found in day["readings"][0]["changes"].items() if found["count"]}
        assert changed == {area.change: [area.area.id]}
    rows = [row for row in command_line.run([*words, "--format", "csv"])[1].decode().splitlines() if "reached" in row]
    assert rows and all(f";{area.area.id};{name};" in row for row in rows)
    assert f"Perioder då {name} omfattas" in command_line.run(words)[1].decode()


def test_what_cannot_be_followed_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A product of two moving values is asked every day, which is said; a period too long for that is refused."""
    rules = [{"id": "r", "when": "(day - sedan) * (day - 2025-12-10) > 300"}]
    facts = [{"area": "x", "attribute": "sedan", "value": "2025-12-01"}]
    raw = {"vocabulary": VOCABULARY, "rules": rules, "world": {"areas": {"x": "del"}, "dated": facts}}
    built = build(Case("daily", raw), tmp_path)
    policy = built.book.policies["p"]
    question = Deciding(policy, (), built.facts.areas[0], policy.rulings["i"])
    found = play(built.book.vocabulary, history(built.facts), [question], Period(FIRST, LAST))
    assert len(found.daily) == 1
    assert [i.answer.verdict for i in found.lines[0]] == ["no", "yes"]
    monkeypatch.setattr(intervals, "DAILY", 50)
    with pytest.raises(GrundError, match="G512"):
        play(built.book.vocabulary, history(built.facts), [question], Period(FIRST, LAST))


def test_an_area_outside_the_period() -> None:
    """It is said that the area was not there, not that nothing was decided."""
    held = load_scenario("stockholm-2015-2026")
    area = next(a for a in held.facts.areas if a.id == "po-hjulsta")
    period = Period(date(2016, 1, 1), date(2017, 1, 1))
    with pytest.raises(GrundError, match="G513"):
        area_view(timeline(held, held.named, period, (), {area.id}), area, "sv")

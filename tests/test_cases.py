"""The language as data: every case of tests/cases, through every reading.

A reading is a row of `READINGS`; a new one adds its row and nothing else.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from case_files import HOME, Built, Case, build, cases, decided_by_cells
from grund.engines import interpreter, rete, sql, vectorized
from grund.engines.sql.duckdb import DuckDB
from grund.language.printer import canonical
from grund.model.expressions import Reference, Value
from grund.problems.catalogue import codes
from grund.problems.problem import GrundError, Problem, causes
from together import hold

Answer = tuple[str, str | None, frozenset[str]]
"""Verdict, deciding rule, missing facts: what every reading gives alike."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a reading is asked: the decisions of an insats by area, and the value of a name at an area."""

    decide: Callable[[Built, str], Mapping[str, Answer]]
    value: Callable[[Built, str, str], Value | None]


def frame_of(built: Built) -> interpreter.EvalContext:
    case = built.case
    world = built.facts.at(case.day, case.known)
    policy = built.book.policies[case.policy]
    return interpreter.frame(built.book.vocabulary, policy, world, case.get("tolkning", {}))


def _plain_decide(built: Built, insats: str) -> Mapping[str, Answer]:
    return {d.area.id: (d.verdict, d.rule, d.missing) for d in interpreter.decide_all(frame_of(built), insats)}


def decide_areas(built: Built, insats: str) -> Mapping[str, Answer]:
    return decided_by_cells(frame_of(built), insats)


def decide_columns(built: Built, insats: str) -> Mapping[str, Answer]:
    """The cell reading on columns: what an area is told of is a column; tests and formulas are worked out on them."""
    frame = frame_of(built)
    level = built.book.policies[built.case.policy].rulings[insats].insats.level
    areas = frame.world.by_level.get(level, ())
    words = frame.vocabulary
    told = [a for a in words.attributes.values() if level in a.levels]
    told += [d for d in words.derived.values() if level in d.levels and not d.expressed]
    grounds = {a.id: [interpreter.read(frame, Reference(a.id, a.type), area) for area in areas] for a in told}
    columns = {a.id: vectorized.column(a.type, [g.value for g in grounds[a.id]]) for a in told}
    plan = vectorized.DecisionPlan(frame, (vectorized.table(frame, insats),))
    first, found = plan.decide(columns, len(areas)), plan.decide(columns, len(areas))  # cells new, and then known
    assert (first.numbers == found.numbers).all()
    answers, which = found.answers(0)
    decided = {}
    for i, area in enumerate(areas):
        verdict, rule, names = answers[which[i]]
        lacks = frozenset().union(*(interpreter.missing(grounds[n][i]) if n in grounds else {n} for n in names))
        decided[area.id] = (verdict, rule, lacks)
    return decided


def rete_values(frame: interpreter.EvalContext) -> dict[tuple[str, str], Value | None]:
    """What a world says of every attribute of every area, as the live reading is told it."""
    attributes = frame.vocabulary.attributes.values()
    areas = frame.world.areas.values()
    return {(a.id, n.id): frame.world.read(a.id, n)[0] for a in areas for n in attributes if a.level in n.levels}


def _rete_memory(frame: interpreter.EvalContext, *watched: str) -> rete.Memory:
    program = rete.compile(frame.vocabulary, frame.policy, frame.world, frame.tolkning, watched)
    return rete.Memory(program, rete_values(frame))


def _rete_decide(built: Built, insats: str) -> Mapping[str, Answer]:
    """The live reading's decisions; as in a session, the missing facts of the unknown ones are asked of `plain`."""
    frame = frame_of(built)
    with _rete_memory(frame) as memory:
        found = {area: said for (asked, area), said in memory.decisions().items() if asked == insats}
    missing = {
        area: interpreter.decide(frame, insats, frame.world.areas[area]).missing
        if verdict == "unknown"
        else frozenset()
        for area, (verdict, _) in found.items()
    }
    return {area: (*said, missing[area]) for area, said in found.items()}


def _rete_value(built: Built, name: str, area: str) -> Value | None:
    if "." in name or name == "day":  # a parameter, a tolkning: no value of an area
        return _plain_value(built, name, area)
    with _rete_memory(frame_of(built), name) as memory:
        return memory.value(area, name)


def _plain_value(built: Built, name: str, area: str) -> Value | None:
    frame = frame_of(built)
    return interpreter.read(frame, Reference(name), frame.world.areas[area]).value


def _sql_decide(built: Built, insats: str) -> Mapping[str, Answer]:
    question = sql.SqlQuestion([frame_of(built)], [insats], {}, {}, trusted=True)
    with DuckDB(_database().cursor()) as engine:
        return sql.decide(engine, question).get((insats, ""), {})


def _sql_value(built: Built, name: str, area: str) -> Value | None:
    if "." in name or name == "day":  # a parameter, a tolkning: no value of an area
        return _plain_value(built, name, area)
    return _sql_values(built, name, frame_of(built).world.areas[area].level)[area]


@lru_cache(maxsize=64)
def _sql_values(built: Built, name: str, level: str) -> Mapping[str, Value | None]:
    with DuckDB(_database().cursor()) as engine:
        return sql.read(engine, frame_of(built), level, name)  # type: ignore[return-value]


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One database for every case: each question is asked on a connection of its own, which sees no other's tables."""
    return duckdb.connect()


READINGS: Final = {
    "plain": Reading(_plain_decide, _plain_value),
    "cells": Reading(decide_areas, _plain_value),
    "columns": Reading(decide_columns, _plain_value),
    "rete": Reading(_rete_decide, _rete_value),
    "sql": Reading(_sql_decide, _sql_value),
}

REFUSED: Final = {"rete": "G651", "sql": "G560"}
"""The code by which a reading says that it cannot carry something out; it is never passed over."""

CASES: Final = cases()
KEYS: Final = {
    *("name", "note", "when", "rules", "otherwise", "parameters", "policies", "policy", "vocabulary", "attributes"),
    *("derived", "insatser", "world", "files", "day", "known", "tolkning", "fill"),
    *("expect", "values", "reads", "problems"),
}
OUTSIDE = {
    "G101": "a path that is not there; tests/test_hostile.py",
    "G102": "bytes that are not UTF-8; tests/test_hostile.py",
    "G103": "a file of more than 4 MB; tests/test_hostile.py",
    "G114": "a folder given to `grund check`",
    "G319": "goals, which are no part of the language; tests/test_organisation_files.py",
    "G408": "a name typed by a person, looked up by a command",
    "G470": "a part of a name typed by a person; tests/test_lookup.py",
    "G650": "a machine without durable-rules; tests/test_rete.py",
    "G651": "a kind of derived attribute that the live reading has not learnt; tests/test_rete.py",
    "G901": "an internal error: no input may cause it",
    "G906": "a machine without memory to spare; tests/test_outputs.py",
    "G902": "an engine that answers wrongly; tests/test_rete.py",
    "G903": "a worker that answers wrongly; tests/test_live.py",
    "G904": "a worker that dies or hangs; tests/test_live.py",
    "G905": "an internal error: the proof and the plain engine disagree; tests/test_proof.py",
} | {
    code: "raised by a command, a scenario or a session"
    for code in codes()
    if "G500" < code < "G600" or code.startswith("G6")
}
OUTSIDE |= {code: "a file of areas or a project; tests/test_files.py" for code in codes() if "G450" <= code < "G470"}
OUTSIDE |= dict.fromkeys(("G337", "G338", "G869"), "found by `grund check`; tests/defects/tables.yaml")
OUTSIDE |= dict.fromkeys(("G410", "G411"), "what a scenario repairs; tests/test_repairs.py")
OUTSIDE |= {code: "uncertain facts; tests/test_uncertain.py" for code in codes() if "G894" <= code <= "G899"}
OUTSIDE["G826"] = "uncertain facts and repairs; its example is tried by tests/test_pages.py"
OUTSIDE |= {"G490": "a year asked of a budget; tests/test_budget.py"}
OUTSIDE |= {"G344": "found by `grund check --prove`; tests/test_proof.py", "G471": "a header; tests/test_files.py"}
OUTSIDE |= {code: "found by `grund check --prove`; tests/test_proof.py" for code in codes() if "G700" < code < "G800"}
OUTSIDE |= {code: "a sheet that is imported; tests/test_import.py" for code in codes() if "G800" <= code < "G810"}
OUTSIDE |= dict.fromkeys(("G868", "G884", "G886", "G888", "G889"), "a table in a file; tests/test_tables.py")
OUTSIDE |= dict.fromkeys(("G812", "G813", "G814"), "a DMN file that is answered; tests/test_dmn.py")
OUTSIDE |= {"G829": "hundreds of rules; tests/test_many_rules.py"}
OUTSIDE |= dict.fromkeys(("G815", "G816", "G817"), "a sheet, or many rows; tests/test_table_sheets.py")
OUTSIDE |= dict.fromkeys(("G818", "G819", "G820"), "a list of areas; tests/test_fit.py")
OUTSIDE |= dict.fromkeys(("G810", "G811"), "a file of areas; tests/test_streamed.py")
OUTSIDE |= {"G830": "a picture of a report; tests/test_report.py"}
OUTSIDE |= dict.fromkeys(
    ("G825", "G831", "G832", "G833", "G834", "G835", "G836", "G837", "G838", "G861", "G890", "G891"),
    "where the data are; tests/test_warehouse.py",
)
OUTSIDE |= {"G839": "options of a command; tests/test_pages.py", "G862": "an option of a command; tests/test_cli.py"}
OUTSIDE |= dict.fromkeys(("G863", "G864", "G892", "G893"), "options of grund sql; tests/test_sql.py")
OUTSIDE |= {code: "a public service; tests/test_fetch.py" for code in codes() if "G840" <= code < "G860"}
OUTSIDE |= {"G860": "the outlines of a world; tests/test_map.py"}
OUTSIDE |= {
    code: "a request over HTTP; tests/test_web.py"
    for code in codes()
    if "G870" <= code < "G884" or "G792" <= code <= "G794"
}
OUTSIDE |= {
    code: "a remark of `grund check --strict`; tests/test_remarks.py" for code in codes() if "G350" < code < "G360"
}
"""Codes that no case can raise, each with the reason."""


@pytest.mark.parametrize("file", sorted({case.id.partition("/")[0] for case in CASES}))
def test_cases(file: str) -> None:
    """What each case of a file says is what comes out of every reading."""
    own = [case for case in CASES if case.id.startswith(f"{file}/")]
    rows = ((f"{case.id} {name}", {"case": case, "reading": name}) for case in own for name in READINGS)
    hold(_as_it_says, rows)


def _as_it_says(case: Case, reading: str) -> None:
    """Exactly these problems, decisions and values come out; or the reading refuses the case by name."""
    try:
        found = outcome(loaded(case), READINGS[reading])
    except GrundError as error:
        if reading in REFUSED and {p.code for p in error.problems} == {REFUSED[reading]}:
            return
        found = {"problems": _problems(error, case.get("problems", [])), "shown": str(error)}
    shown = found.pop("shown", "")
    wanted = {key: case.raw[key] for key in ("expect", "values", "reads", "problems") if case.get(key)}
    assert {key: value for key, value in found.items() if value} == wanted, shown


def loaded(case: Case) -> Built:
    """The case through the real loaders, once for all readings; raises `GrundError`."""
    found = _loaded(case)
    if isinstance(found, GrundError):
        raise found
    return found


@lru_cache(maxsize=1)
def _loaded(case: Case) -> Built | GrundError:
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        try:
            return build(case, Path(folder))
        except GrundError as error:
            return error


def outcome(built: Built, reading: Reading) -> dict[str, Any]:
    """What came out, in the words of the case."""
    case = built.case
    rulings = built.book.policies[case.policy].rulings
    decided = {insats: reading.decide(built, insats) for insats in sorted(rulings)}
    said = {key: _said(decided, key) for key in case.get("expect", {})}
    values = {
        area: {name: _text(reading.value(built, name, area), value) for name, value in wanted.items()}
        for area, wanted in case.get("values", {}).items()
    }
    reads = canonical(rulings["i"].rules[0].when) if case.get("reads") else None
    return {"expect": said, "values": values, "reads": reads}


def _said(decided: Mapping[str, Mapping[str, Answer]], key: str) -> str:
    """A decision as a case says it."""
    area, _, insats = key.partition("/")
    decision = decided[insats or "i"].get(area)
    if decision is None:
        return "not decided"
    verdict, rule, missing = decision
    if verdict == "unknown":
        assert rule is None
        return f"unknown for {', '.join(sorted(missing))}"
    assert not missing
    return f"{verdict} by {rule}"


def _text(value: Value | None, like: str) -> str:
    """A value as text; a number with the decimals it has been rounded to, which the case must show."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}" if "." in like or value != value.to_integral_value() else f"{value:.0f}"
    return "unknown" if value is None else value.isoformat() if isinstance(value, date) else value


def _problems(error: GrundError, wanted: list[str]) -> list[str]:
    """The problems in the order they are shown, each as the case says the one at its place; of several areas once."""
    firsts = [id(first) for first, *_ in causes(error.problems)]
    told = [p for p in error.problems if "area" not in p.words or id(p) in firsts]
    return [_shown(p, wanted[i] if i < len(wanted) else " ") for i, p in enumerate(told)]


def _shown(found: Problem, wanted: str) -> str:
    """The problem as a case says it: its code and, where the case gives any, the text under the caret.

    It can be shown in both languages, with a caret where it has a line.
    """
    for lang in ("sv", "en"):
        assert found.message(lang) and found.cure(lang)
        assert found.place is None or not found.place.line or "^" in found.show(lang)
    if " " not in wanted or found.place is None:
        return found.code
    start = found.place.column - 1
    return f"{found.code} {found.place.text[start : start + found.place.width]}"


def test_cases_are_well_formed() -> None:
    """Names are unique, nothing is misspelt, every case has a note and expects something; no line is long."""
    for path in HOME.glob("*.yaml"):
        assert [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 120] == [], path.name
    ids = [case.id for case in CASES]
    assert len(set(ids)) == len(ids)
    for case in CASES:
        assert case.raw.keys() <= KEYS, case.id
        assert case.get("note"), case.id
        assert case.raw.keys() & {"expect", "values", "reads", "problems"}, case.id
        for said in case.get("expect", {}).values():
            assert re.fullmatch(r"(yes|no) by \S+|unknown for .+|not decided", said), case.id
    assert len(CASES) >= 150
    assert all(HOME.joinpath(f"{i.split('/')[0]}.yaml").is_file() for i in ids)


def test_every_code_has_a_case() -> None:
    """A problem that the language can raise is raised by a case; the others say why not."""
    raised = {said.split()[0] for case in CASES for said in case.get("problems", [])}
    assert sorted(raised & OUTSIDE.keys()) == []
    assert sorted(codes().keys() - raised - OUTSIDE.keys()) == []

"""Cells and hit policies of exported tables, against an independent engine of FEEL (npm's feelin; dev only).

    npm install --prefix FOLDER feelin && GRUND_FEELIN=FOLDER pytest tests/test_feelin.py

A row whose truth is known here is what the other engine says; where a fact is missing it may be unknown here, for
which FEEL has no word.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from case_files import Built, Case, build
from grund.engines import interpreter
from grund.exchange.dmn.writing import feel
from random_tables import INPUTS, POINTS, TYPES, VOCABULARY, Table, tables

HOME: Final = os.environ.get("GRUND_FEELIN", "/tmp/feelin")
SCRIPT: Final = """
import { unaryTest } from 'feelin';
import { readFileSync } from 'fs';
const asked = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(asked.map(([cell, value]) => unaryTest(cell, { '?': value }).value)));
"""
COUNT: Final = 5_000


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, dict[str, dict[str, Any]]]:
    """A world of forty areas, of some of which not all is known."""
    by = random.Random(11)
    known = {f"o{i}": {k: v for k, v in by.choice(POINTS).items() if by.random() < 0.8} for i in range(40)}
    raw = {
        "name": "t", "note": "t",
        "vocabulary": VOCABULARY,
        "when": "b",
        "world": {
            "areas": dict.fromkeys(known, "omrade"),
            "facts": {name: {k: str(v).lower() for k, v in facts.items()} for name, facts in known.items()},
        },
    }  # fmt: skip
    return build(Case("t", raw), tmp_path_factory.mktemp("t")), known


@pytest.mark.slow
def test_exported_cells_mean_the_same_to_another_engine(areas: tuple[Built, dict[str, dict[str, Any]]]) -> None:
    """Every row of five thousand tables, on eight areas each: what is known here is what feelin says."""
    if shutil.which("node") is None or not (Path(HOME) / "node_modules" / "feelin").is_dir():
        pytest.skip("node or feelin is not there: see the head of tests/test_feelin.py")
    built, known = areas
    world = built.facts.at(built.case.day, None)
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], world)
    by = random.Random(5)
    cases = [(table, by.sample(sorted(known), 8)) for table in tables(COUNT, 2026)]
    asked = {
        (feel(text, TYPES[INPUTS[column]]), _json(known[area].get(INPUTS[column])))
        for table, chosen in cases for texts in table.texts for column, text in texts.items() for area in chosen
    }  # fmt: skip
    answers = _answers(asked)
    compared = 0
    for table, chosen in cases:
        rows = table.how("first").rows
        for name in chosen:
            truths = [interpreter.evaluate(frame, row.when, world.areas[name]).value for row in rows]
            theirs = [_holds(texts, known[name], answers) for texts in table.texts]
            for i, truth in enumerate(truths):
                assert truth is None or truth == theirs[i], (table.texts[i], known[name])
                compared += truth is not None
            _same_first(table, truths, theirs)
    assert compared > 50_000


def _same_first(table: Table, truths: list[Any], theirs: list[bool]) -> None:
    """The first row that holds, where it is known."""
    first = next((i for i, truth in enumerate(truths) if truth is not False), None)
    if first is not None and truths[first] is None:
        return
    assert first == next((i for i, truth in enumerate(theirs) if truth), None), table.texts


def _holds(texts: Mapping[str, str], facts: Mapping[str, Any], answers: Mapping[Any, bool]) -> bool:
    return all(
        answers[feel(text, TYPES[INPUTS[column]]), _json(facts.get(INPUTS[column]))] for column, text in texts.items()
    )


def _answers(asked: set[tuple[str, Any]]) -> dict[tuple[str, Any], bool]:
    ordered = sorted(asked, key=str)
    return dict(zip(ordered, _feelin(ordered), strict=True))


def _feelin(asked: list[tuple[str, Any]]) -> list[bool]:
    script = Path(HOME) / "asked.mjs"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        ["node", str(script)], input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=300
    )
    return [answer is True for answer in json.loads(done.stdout)]


def _json(value: Any) -> Any:
    """A value as FEEL has it: a member of an enum is a text, what is missing is null."""
    return int(value) if isinstance(value, Decimal) else value

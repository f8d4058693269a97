"""Literal expressions of DMN against an independent engine of FEEL (npm's feelin; dev only), nulls among their inputs.

    npm install --prefix FOLDER feelin && GRUND_FEELIN=FOLDER pytest tests/test_dmn_feelin.py

What is answered here is what the other engine answers; what is unknown here may be anything there.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import pytest

from grund.exchange.dmn.requirement_graph import read_graph
from grund.exchange.dmn.running import Answered, Runner
from test_feelin import HOME

INPUTS: Final = {"x": "number", "my number": "number", "p": "boolean", "q": "boolean", "s": "string"}
VALUES: Final[dict[str, list[Any]]] = {
    "x": [None, 0, 3, -2, 10, 4], "my number": [None, 0.5, 3, 7, -2], "p": [None, True, False],
    "q": [None, True, False], "s": [None, "a", "b c", "z"],
}  # fmt: skip
SCRIPT: Final = """
import { evaluate } from 'feelin';
import { readFileSync } from 'fs';
const asked = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(asked.map(([text, given]) => evaluate(text, given).value ?? null)));
"""
COUNT: Final = 1_500
"""So many expressions, each for eight records."""


def number(by: random.Random, depth: int) -> str:
    """A random expression of numbers."""
    if depth == 0 or by.random() < 0.3:
        return by.choice(["x", "my number", "3", "0.5", "-2", "10"])
    dice = by.random()
    if dice < 0.7:
        left, right = (by.choice(["{}", "({})"]).format(number(by, depth - 1)) for _ in range(2))
        return f"{left} {by.choice('+-*')} {right}"
    if dice < 0.85:
        return f"(if {truth(by, depth - 1)} then {number(by, depth - 1)} else {number(by, depth - 1)})"
    return f"abs({number(by, depth - 1)})"


def truth(by: random.Random, depth: int) -> str:
    """A random condition."""
    if depth == 0 or by.random() < 0.25:
        return by.choice(["p", "q", "true", "false", "p and q"])
    left, right = number(by, depth - 1), number(by, depth - 1)
    low, high = by.randint(-3, 3), by.randint(3, 9)
    return by.choice(
        [
            f"{left} {by.choice(['<', '<=', '>', '>=', '=', '!='])} {right}",
            by.choice(['s = "a"', 's != "b c"']),
            f"not({truth(by, depth - 1)})",
            f"{by.choice(list(INPUTS))} {by.choice(['=', '!='])} null",
            f"x in [{low}..{high}{by.choice('])')}",
            f"my number between {low} and {high}",
            f"({truth(by, depth - 1)} {by.choice(['and', 'or'])} {truth(by, depth - 1)})",
        ]
    )


@pytest.mark.slow
def test_expressions_answer_as_another_engine() -> None:
    """What is known here is what feelin says, and little is refused."""
    if shutil.which("node") is None or not (Path(HOME) / "node_modules" / "feelin").is_dir():
        pytest.skip("node or feelin is not there: see the head of tests/test_dmn_feelin.py")
    by = random.Random(26)
    asked: list[tuple[str, dict[str, Any]]] = []
    answers: list[Answered] = []
    for _ in range(COUNT // 20):
        texts = [by.choice([number, truth])(by, 3) for _ in range(20)]
        records = [{name: by.choice(values) for name, values in VALUES.items()} for _ in range(8)]
        given = [{name: _value(value) for name, value in record.items()} for record in records]
        runner = Runner(read_graph(_file(texts).encode(), "f"), given)
        for record, row in zip(records, given, strict=True):
            asked += [(text, record) for text in texts]
            answers += runner.answers(row)
    count: Counter[str] = Counter()
    for (text, record), answer, other in zip(asked, answers, _feelin(asked), strict=True):
        value = answer.values.get("")
        if not answer.refused and value is not None:
            assert other == (float(value) if isinstance(value, Decimal) else value), (text, record)
            assert isinstance(other, bool) == isinstance(value, bool), (text, record)
        count["refused" if answer.refused else "unknown" if value is None else "answered"] += 1
    assert count["answered"] > 8_000 and count["refused"] < 1_500, count


def _value(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | str) else Decimal(str(value))


def _file(texts: list[str]) -> str:
    """A file with a decision for each expression, all of which may read every input."""
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name in INPUTS
    )
    inputs = "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in INPUTS.items()
    )
    decisions = "".join(
        f'<decision id="d{i}" name="d{i}">{needs}<literalExpression><text>{escape(text)}</text></literalExpression>'
        "</decision>"
        for i, text in enumerate(texts)
    )
    return f"<definitions>{inputs}{decisions}</definitions>"


def _feelin(asked: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    script = Path(HOME) / "expressions.mjs"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        ["node", str(script)], input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=300
    )
    answers: list[Any] = json.loads(done.stdout)
    return answers

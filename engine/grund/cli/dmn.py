"""`grund dmn`: answer the decisions of a DMN file or try its test cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from .. import exchange, views
from ..problems.problem import GrundError, Place, problem
from .options import OUT, Out, write


def dmn(verb: str, file: str, tests: str | None = None, /, *, input: str | None = None, out: Out = OUT) -> int:
    """Answer the decisions of a DMN file or try its test cases."""
    if verb not in ("run", "test") or (tests is None) != (verb == "run") or (input is not None and verb == "test"):
        raise GrundError([problem("G857", None, option="run|test", value=verb, wanted="run FILE | test FILE TESTFILE")])
    graph = exchange.dmn.requirement_graph.read_graph(exchange.dmn.reading.content(Path(file)), file)
    running = exchange.dmn.running
    if tests is None:
        given = running.values_of(_flat(_given(input)), graph)
        runner = running.Runner(graph, [given])
        answers = runner.answers(given)
        write(views.dmn.answers_view(file, answers, runner.report, out.lang), None, out)
        return 3 if any(one.refused for one in answers) else 0
    cases = exchange.dmn.test_files.read_cases(exchange.dmn.reading.content(Path(tests)), tests)
    tried, runner = running.try_cases(graph, cases)
    write(views.dmn.cases_view(tests, tried, runner.report, out.lang), None, out)
    standings = {one.standing for one in tried}
    return 1 if "wrong" in standings else 3 if standings - {"right"} else 0


def _given(text: str | None) -> dict[str, Any]:
    """The inputs: an object of JSON, or a file that holds one."""
    if text is None:
        return {}
    raw = text if text.lstrip().startswith("{") else exchange.dmn.reading.content(Path(text)).decode("utf-8", "replace")
    try:
        value = json.loads(raw, parse_float=Decimal, parse_int=Decimal)
    except ValueError as error:
        raise GrundError([problem("G814", Place("--input"), name="--input", value=str(error), wanted="JSON")]) from None
    if not isinstance(value, dict):
        raise GrundError([problem("G814", Place("--input"), name="--input", value=raw[:40], wanted="{…}")])
    return value


def _flat(value: dict[str, Any], stem: str = "") -> Iterator[tuple[str, Any]]:
    """The values by the names of expressions, as a test file writes them."""
    for key, inner in value.items():
        name = f"{stem}{key}"
        if isinstance(inner, dict):
            yield from _flat(inner, f"{name}.")
        elif isinstance(inner, list):
            yield name, exchange.dmn.test_files.Listed(0)
        else:
            yield name, str(inner).lower() if isinstance(inner, bool) else None if inner is None else str(inner)

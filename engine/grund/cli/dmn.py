"""`grund dmn`: answer the decisions of a DMN file or try its test cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .. import exchange, loading, model, views
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, problem
from .options import OUT, Out, write


def dmn(verb: str, file: str, tests: str | None = None, /, *, input: str | None = None, out: Out = OUT) -> int:
    """Answer the decisions of a DMN file or try its test cases."""
    if verb not in ("run", "test") or (tests is None) != (verb == "run") or (input is not None and verb == "test"):
        words = " ".join(filter(None, (verb, file, tests, input and "--input")))
        usage = "run FILE [--input JSON] | test FILE TESTFILE"
        raise GrundError([problem("G857", None, option="grund dmn", value=words, wanted=usage)])
    reading, running, case_files = exchange.dmn.reading, exchange.dmn.running, exchange.dmn.case_files
    graph = exchange.dmn.requirement_graph.read_graph(reading.content(Path(file)), file)
    if tests is None:
        given = _given("{}" if input is None else input, graph)
        runner = running.Runner(graph, [given])
        answers = runner.answers(given)
        write(views.dmn.answers_view(file, answers, runner.report, out.lang), None, out)
        return 3 if any(one.refused for one in answers) else 0
    cases = case_files.read_cases(reading.content(Path(tests)), tests)
    tried, runner = running.try_cases(graph, cases)
    write(views.dmn.cases_view(tests, tried, runner.report, out.lang), None, out)
    standings = {one.standing for one in tried}
    return 1 if "wrong" in standings else 3 if standings - {"right"} else 0


def _given(
    text: str, graph: exchange.dmn.requirement_graph.RequirementGraph
) -> dict[str, model.expressions.Value | None]:
    """The inputs, from JSON or a file that holds some; what is wrong in a file is told with its name."""
    if not text.strip() or text.lstrip().startswith(("{", "[", '"')):
        return exchange.dmn.running.values_of(exchange.dmn.case_files.read_inputs(text), graph)
    place = Place(shown(text))
    try:
        inputs = exchange.dmn.case_files.read_inputs(loading.documents.read(text))
        return exchange.dmn.running.values_of(inputs, graph)
    except GrundError as error:
        raise GrundError([replace(fault, place=fault.place or place) for fault in error.problems]) from None

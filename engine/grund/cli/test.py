"""`grund test`: run the test cases in the rule files and show test coverage."""

from __future__ import annotations

import sys
from typing import Literal

from .. import analysis, views
from ..batch.atomic_files import deliver
from ..problems.problem import told
from .options import LangOption, OutputOption, chosen_paths, format_of

_TEST_SUFFIXES = {"": "table", ".txt": "table", ".json": "json", ".xml": "junit"}


def test(
    *paths: str,
    coverage: bool = False,
    fail_under: int = 0,
    all: bool = False,
    format: Literal["table", "json", "junit"] | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Run the test cases in the rule files and show test coverage."""
    kind = format or format_of(output, _TEST_SUFFIXES)
    trials = analysis.testing.runner.tried(chosen_paths(paths, all))
    wrong = views.test.findings(trials, lang)
    table = views.test.table(trials, lang, coverage)
    answer = table.encode()
    if kind == "json":
        answer = analysis.run_record.dump(views.test.data(trials))
    elif kind == "junit":
        answer = views.test.junit(trials, lang)
    deliver(answer, output, force)
    if kind == "table" or output:
        for shown in told(wrong, lang):
            print(shown + "\n", file=sys.stderr)
    if output:
        print(table, end="", file=sys.stderr)
    rows = [row for trial in trials for row in trial.rows]
    percent = analysis.testing.coverage.total((c for trial in trials for c in trial.covered), rows).percent
    if percent >= fail_under:
        return 1 if wrong else 0
    print(views.test.low_text(percent, fail_under, lang), file=sys.stderr)
    return 1

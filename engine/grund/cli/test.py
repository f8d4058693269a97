"""`grund test`: run the test cases in the rule files and show test coverage."""

from __future__ import annotations

import sys
from typing import Literal

from ..analysis.run_record import dump
from ..analysis.testing.coverage import total
from ..analysis.testing.runner import tried
from ..batch.atomic_files import deliver
from ..problems.problem import told
from ..views import test as tested
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
    trials = tried(chosen_paths(paths, all))
    wrong = tested.findings(trials, lang)
    table = tested.table(trials, lang, coverage)
    answer = table.encode()
    if kind == "json":
        answer = dump(tested.data(trials))
    elif kind == "junit":
        answer = tested.junit(trials, lang)
    deliver(answer, output, force)
    if kind == "table" or output:
        for shown in told(wrong, lang):
            print(shown + "\n", file=sys.stderr)
    if output:
        print(table, end="", file=sys.stderr)
    percent = total(c for trial in trials for c in trial.covered).percent
    if percent >= fail_under:
        return 1 if wrong else 0
    print(tested.low_text(percent, fail_under, lang), file=sys.stderr)
    return 1

"""`grund test`: run the test cases in the rule files and show test coverage."""

from __future__ import annotations

import sys
from typing import Literal

from .. import analysis, views
from ..batch.atomic_files import deliver
from ..problems.problem import told
from ..views.formats.names import SUFFIXES, Format
from .options import LangOption, Out, OutputOption, chosen_paths, format_of, write

_TestFormat = Format | Literal["junit"]
_SUFFIXES: dict[str, _TestFormat] = {**SUFFIXES, ".xml": "junit"}


def test(
    *paths: str,
    coverage: bool = False,
    fail_under: int = 0,
    all: bool = False,
    format: _TestFormat | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Run the test cases in the rule files and show test coverage."""
    kind = format or format_of(output, _SUFFIXES)
    trials = analysis.testing.runner.tried(chosen_paths(paths, all))
    wrong = views.test.findings(trials, lang)
    view = views.test.test_view(trials, lang, coverage)
    if kind == "junit":
        deliver(views.test.junit(trials, lang), output, force)
    else:
        write(view, None, Out(kind, output, lang, force, True))
    if kind == "table" or output:
        for shown in told(wrong, lang):
            print(shown + "\n", file=sys.stderr)
    if output:
        print(view.text, end="", file=sys.stderr)
    rows = [row for trial in trials for row in trial.rows]
    percent = analysis.testing.coverage.total((c for trial in trials for c in trial.covered), rows).percent
    if percent >= fail_under:
        return 1 if wrong else 0
    print(views.test.low_text(percent, fail_under, lang), file=sys.stderr)
    return 1

"""`grund check`: check rules, facts and scenarios for errors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from .. import analysis, loading, views
from ..batch.atomic_files import deliver
from ..problems.problem import GrundError, problem, told
from ..version import __version__
from ..views.formats.names import SUFFIXES, Format
from .options import LangOption, Out, OutputOption, chosen_paths, format_of, kind_of, write
from .request import Lang

_CheckFormat = Format | Literal["human", "sarif", "github"]
"""`human` is what `table` was called."""
_SUFFIXES: dict[str, _CheckFormat] = {**SUFFIXES, ".sarif": "sarif"}


def check(
    *paths: str,
    prove: bool = False,
    strict: bool = False,
    timeout: int = 5_000,
    all: bool = False,
    format: _CheckFormat | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Check rules, facts and scenarios for errors."""
    kind = format or format_of(output, _SUFFIXES)
    if any(path.lower().endswith(".xlsx") for path in paths):
        return _sheet(paths, prove, output, force, lang)
    paths = chosen_paths(paths, all)
    read, problems = analysis.check.check(paths, boxes=not prove)
    faults = analysis.lint.remarks(paths) if strict and not problems else []
    findings = analysis.proofs.audit.audit(paths, timeout) if prove and not problems else None
    done = views.check.CheckOutcome(read, problems, faults if strict else None, findings)
    if kind in ("human", "table"):
        for shown in told((*problems, *faults), lang):
            print(shown + "\n", file=sys.stderr)
    if kind == "sarif":
        sarif = views.formats.sarif.sarif(done.wrong, done.notes, __version__, lang)
        deliver(analysis.run_question.dump(sarif), output, force)
    elif kind == "github":
        deliver(views.formats.sarif.github(done.wrong, done.notes, lang).encode(), output, force)
    else:
        shape = "table" if kind == "human" else kind
        write(views.check.check_view(done, lang), None, Out(shape, output, lang, force, True))
    return 1 if done.wrong else 0


def _sheet(paths: tuple[str, ...], prove: bool, output: str | None, force: bool, lang: Lang) -> int:
    """A decision table in a workbook; asked for a workbook, the same with what is wrong in its cells."""
    if len(paths) != 1:
        raise GrundError([problem("G857", None, option="PATHS", value=" ".join(paths), wanted="1 .xlsx")])
    read, problems = analysis.check_table.check_table(paths[0], prove)
    done = views.check.CheckOutcome(read, problems)
    out = Out(None, output, lang, force, True)
    for shown in told(problems, lang):
        print(shown + "\n", file=sys.stderr)
    if kind_of(out) == "xlsx":
        page = loading.decision_tables.grids.sheet(Path(paths[0]))
        deliver(views.formats.exports.table_sheet.with_problems(page, problems, lang), output, force, paths)
    else:
        write(views.check.check_view(done, lang), None, out)
    return 1 if problems else 0

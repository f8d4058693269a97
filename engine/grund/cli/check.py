"""`grund check`: check rules, facts and scenarios for errors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from .. import analysis, loading, model, views
from ..batch.atomic_files import deliver
from ..problems.problem import GrundError, problem, told
from ..version import __version__
from ..views.formats.names import SUFFIXES, Format
from .options import LangOption, Out, OutputOption, chosen_paths, format_of, write

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
    sheet = next((path for path in paths if path.lower().endswith(loading.decision_tables.grids.WORKBOOKS)), None)
    done = (
        _of_files(chosen_paths(paths, all), prove, strict, timeout)
        if sheet is None
        else _of_sheet(paths, prove, strict)
    )
    into_sheet = kind == "xlsx" and sheet is not None
    if into_sheet or kind in ("human", "table"):
        for shown in told((*done.problems, *(done.remarks or ())), lang):
            print(shown + "\n", file=sys.stderr)
    if kind == "sarif":
        sarif = views.formats.sarif.sarif(done.wrong, done.notes, __version__, lang)
        deliver(model.canonical_json.dump(sarif), output, force)
    elif kind == "github":
        deliver(views.formats.sarif.github(done.wrong, done.notes, lang).encode(), output, force)
    elif into_sheet:  # the sheet itself, with what is wrong in its cells
        page = loading.decision_tables.grids.sheet(Path(paths[0]))
        deliver(views.formats.exports.table_sheet.with_problems(page, done.problems, lang), output, force, paths)
    else:
        shape = "table" if kind == "human" else kind
        write(views.check.check_view(done, lang), None, Out(shape, output, lang, force, True))
    return 1 if done.wrong else 0


def _of_files(paths: tuple[str, ...], prove: bool, strict: bool, timeout: int) -> views.check.CheckOutcome:
    """Rulebooks, worlds and scenarios."""
    read, problems = analysis.check.check(paths, boxes=not prove)
    remarks = (analysis.lint.remarks(paths) if not problems else []) if strict else None
    findings = analysis.proofs.audit.audit(paths, timeout) if prove and not problems else None
    return views.check.CheckOutcome(read, problems, remarks, findings)


def _of_sheet(paths: tuple[str, ...], prove: bool, strict: bool) -> views.check.CheckOutcome:
    """A decision table in a workbook, which is checked by itself."""
    if len(paths) > 1:
        raise GrundError([problem("G857", None, option="PATHS", value=" ".join(paths), wanted="1 .xlsx | .ods")])
    if strict:
        raise GrundError([problem("G857", None, option="--strict", value=paths[0], wanted="rules/")])
    return views.check.CheckOutcome(*analysis.check_table.check_table(paths[0], prove))

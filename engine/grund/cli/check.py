"""`grund check`: check rules, facts and scenarios for errors."""

from __future__ import annotations

import sys
from typing import Literal

from .. import analysis, views
from ..batch.atomic_files import deliver
from ..problems.problem import told
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

"""`grund check`: check rules, facts and scenarios for errors."""

from __future__ import annotations

import sys
from typing import Literal

from .. import analysis, views
from ..analysis import proofs
from ..batch.atomic_files import deliver
from ..problems.problem import Problem, told
from ..version import __version__
from .options import LangOption, OutputOption, chosen_paths


def check(
    *paths: str,
    prove: bool = False,
    strict: bool = False,
    timeout: int = 5_000,
    all: bool = False,
    format: Literal["human", "json", "sarif", "github"] = "human",
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Check rules, facts and scenarios for errors."""
    paths = chosen_paths(paths, all)
    done, problems = analysis.check.check(paths, boxes=not prove)
    faults = _remarks(paths) if strict and not problems else []
    wants_proof = prove and not problems
    findings = _proofs(paths, timeout) if wants_proof else []
    if format == "human":
        for shown in told((*problems, *faults), lang):
            print(shown + "\n", file=sys.stderr)
        text = views.list.check_text(done, problems, lang, faults if strict else None)
        deliver(((_around(text, findings, lang) if wants_proof else text) + "\n").encode(), output, force)
    else:
        deliver(_for_programs(done, [*problems, *faults], findings, prove, format, lang), output, force)
    return 1 if problems or faults or any(not f.note for f in findings) else 0


def _remarks(paths: tuple[str, ...]) -> list[Problem]:
    """What is no error and yet unfinished."""
    return analysis.lint.remarks(paths)


def _proofs(paths: tuple[str, ...], timeout: int) -> list[proofs.defects.Finding]:
    """What the proof reading finds; the solver is loaded only where it is asked."""
    return proofs.audit.audit(paths, timeout)


def _around(text: str, findings: list[proofs.defects.Finding], lang: str) -> str:
    """What was checked, between what the proofs found and how much that is."""
    return "\n".join((views.check_prove.findings_text(findings, lang), text, views.check_prove.summary(findings, lang)))


def _for_programs(
    done: list[analysis.check.Checked],
    problems: list[Problem],
    findings: list[proofs.defects.Finding],
    prove: bool,
    format: str,
    lang: str,
) -> bytes:
    """What a check found, as other programs read it."""
    if format == "json":
        data = views.list.check_data(done, [*problems, *(f.problem for f in findings)], lang)
        if prove and not problems:
            data = {**data, "proofs": views.check_prove.findings_data(findings, lang)}
        return analysis.run_record.dump(data)
    wrong = [*problems, *(f.problem for f in findings if not f.note)]
    notes = [f.problem for f in findings if f.note]
    if format == "sarif":
        return analysis.run_record.dump(views.formats.sarif.sarif(wrong, notes, __version__, lang))
    return views.formats.sarif.github(wrong, notes, lang).encode()

"""`grund check`: check rules, facts and scenarios for errors."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

from ..analysis.check import Checked
from ..analysis.check import check as checked
from ..analysis.lint import remarks
from ..analysis.run_record import dump, engine_version
from ..batch.atomic_files import deliver
from ..problems.problem import Problem, told
from ..views.formats import sarif
from ..views.list import check_data, check_text
from .options import LangOption, OutputOption, chosen_paths

if TYPE_CHECKING:  # the solver comes with it, and is for those who ask
    from ..analysis.proofs.defects import Finding


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
    done, problems = checked(paths, boxes=not prove)
    faults = _remarks(paths) if strict and not problems else []
    asked = prove and not problems
    findings = _proofs(paths, timeout) if asked else []
    if format == "human":
        for shown in told((*problems, *faults), lang):
            print(shown + "\n", file=sys.stderr)
        text = check_text(done, problems, lang, faults if strict else None)
        deliver(((_around(text, findings, lang) if asked else text) + "\n").encode(), output, force)
    else:
        deliver(_for_programs(done, [*problems, *faults], findings, prove, format, lang), output, force)
    return 1 if problems or faults or any(not f.note for f in findings) else 0


def _remarks(paths: tuple[str, ...]) -> list[Problem]:
    """What is no error and yet unfinished."""
    return remarks(paths)


def _proofs(paths: tuple[str, ...], timeout: int) -> list[Finding]:
    """What the proof reading finds; the solver is loaded only where it is asked."""
    from ..analysis.proofs.audit import audit

    return audit(paths, timeout)


def _around(text: str, findings: list[Finding], lang: str) -> str:
    """What was checked, between what the proofs found and how much that is."""
    from ..views import check_prove

    return "\n".join((check_prove.findings_text(findings, lang), text, check_prove.summary(findings, lang)))


def _for_programs(
    done: list[Checked], problems: list[Problem], findings: list[Finding], prove: bool, format: str, lang: str
) -> bytes:
    """What a check found, as other programs read it."""
    if format == "json":
        data = check_data(done, [*problems, *(f.problem for f in findings)], lang)
        if prove and not problems:
            from ..views import check_prove

            data = {**data, "proofs": check_prove.findings_data(findings, lang)}
        return dump(data)
    wrong = [*problems, *(f.problem for f in findings if not f.note)]
    notes = [f.problem for f in findings if f.note]
    if format == "sarif":
        return dump(sarif.sarif(wrong, notes, engine_version(), lang))
    return sarif.github(wrong, notes, lang).encode()

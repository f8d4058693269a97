"""Check: the view of `grund check`.

Every problem stands with its code, its place and its cure; what was read is counted, also where nothing is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..analysis.check import Checked
from ..analysis.proofs.finding import Finding
from ..model.numbers import SPACE, pick
from ..problems.problem import Problem, causes
from .check_prove import findings_data, findings_text, summary
from .formats.columns import headings
from .formats.text import Block, Cell
from .result import Result
from .wording.headlines import counted, headline
from .wording.values import COUNTED, UNITS, count_text

_HEADER: Final = ("kind", "code", "message", "cure", "file", "line", "position")
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "problem": ("fel", "error"),
    "remark": ("påpekande", "warning"),
    "defect": ("brist", "defect"),
    "note": ("iakttagelse", "note"),
}


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What a check read and found; `remarks` and `findings` are None where they were not asked for."""

    read: Sequence[Checked]
    problems: Sequence[Problem]
    remarks: Sequence[Problem] | None = None
    findings: Sequence[Finding] | None = None

    @property
    def wrong(self) -> list[Problem]:
        """What is wrong or unfinished."""
        defects = (f.problem for f in self.findings or () if not f.note)
        return [*self.problems, *(self.remarks or ()), *defects]

    @property
    def notes(self) -> list[Problem]:
        """What may be as intended."""
        return [f.problem for f in self.findings or () if f.note]

    @property
    def kinds(self) -> list[tuple[str, Problem]]:
        """Everything found, each with its kind."""
        problems = [("problem", p) for p in self.problems] + [("remark", p) for p in self.remarks or ()]
        return problems + [("note" if f.note else "defect", f.problem) for f in self.findings or ()]


def check_view(check: CheckOutcome, lang: str) -> Result:
    """What was read, with counts, and what was found."""
    heads = (pick(lang, "Fil", "File"), pick(lang, "Innehåll", "Contents"))
    finding = _finding(check, lang)
    read = tuple((c.path, _counts(c, lang)) for c in check.read)
    blocks = (Block(pick(lang, "Kontroll", "Check"), heads, read, (finding,)), *_found_blocks(check, lang))
    counts = tuple((c.path, c.kind, key, n) for c in check.read for key, n in c.counts.items())
    text = "\n".join([finding, *(": ".join(row) for row in read)])
    if check.findings is not None:
        text = "\n".join((findings_text(check.findings, lang), text, summary(check.findings, lang)))
    rows = tuple((kind, *_problem(p, lang).values()) for kind, p in check.kinds)
    more = {"checked": (("path", "kind", "subject", "count"), counts)}
    return Result(blocks, _HEADER, rows, _data(check, lang), text=f"{text}\n", more=more)


def _finding(check: CheckOutcome, lang: str) -> str:
    """How many problems there are, and in what; remarks are counted where they were asked for."""
    kinds = Counter(_READ[c.kind] for c in check.read)
    read = [count_text(n, lang, unit) for unit, n in kinds.items()]
    errors = len(causes(check.problems))
    warnings = ""
    if check.remarks is not None:
        warnings = (
            f"{counted(len(check.remarks), lang)}{SPACE}{UNITS['warning'][lang == 'en'][len(check.remarks) != 1]}"
        )
    key = "check" if errors else "check.none" if read else "check.nothing"
    return headline(key, lang, errors=errors, read=read, warnings=warnings)


_READ: Final = {"rules": "rulebook", "policy": "policy", "world": "world", "scenario": "scenario", "table": "table"}
"""What a thing that was read is counted as."""


def _counts(checked: Checked, lang: str) -> str:
    return ", ".join(count_text(n, lang, COUNTED[key]) for key, n in checked.counts.items())


def _found_blocks(check: CheckOutcome, lang: str) -> list[Block]:
    """A row for everything found; no block where nothing was."""
    heads = (
        *headings(lang, "type", "code"), pick(lang, "Plats", "Place"),
        *headings(lang, "message"), pick(lang, "Så rättar du", "How to fix it"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for kind, p in check.kinds:
        place = f"{p.place.shown}:{p.place.line}" if p.place else None
        rows.append((pick(lang, *_KINDS[kind]), p.code, place, p.message(lang), p.cure(lang)))
    notes = (summary(check.findings, lang),) if check.findings is not None else ()
    return [Block(pick(lang, "Funnet", "Found"), heads, tuple(rows), notes)] if rows or notes else []


def _problem(p: Problem, lang: str) -> dict[str, Any]:
    """A problem as plain data."""
    return {
        "code": p.code,
        "message": p.message(lang),
        "cure": p.cure(lang),
        "file": p.place.shown if p.place else None,
        "line": p.place.line if p.place else None,
        "column": p.place.column if p.place else None,
    }


def _data(check: CheckOutcome, lang: str) -> dict[str, Any]:
    data = {
        "kind": "grund-check",
        "checked": [{"path": c.path, "kind": c.kind, "counts": c.counts} for c in check.read],
        "problems": [_problem(p, lang) for _, p in check.kinds],
    }
    if check.findings is not None:
        data["proofs"] = findings_data(check.findings, lang)
    return data

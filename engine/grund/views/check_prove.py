"""Check prove: what the proof reading found, as text and as data.

Every finding stands with its rules, their files and lines, and the case that shows it; what may be as intended is told
apart from what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..analysis.proofs.finding import Finding
from ..engines.symbolic.questions import Possible
from ..model.expressions import Value
from ..model.numbers import pick
from ..model.policies import Vocabulary
from .wording.cases import sentence
from .wording.values import count_text, value_data


def findings_text(findings: Sequence[Finding], lang: str) -> str:
    """Each finding as a problem is shown, with its case; defects first."""
    ordered = sorted(findings, key=lambda f: f.note)
    return "\n".join(f"{_shown(f, lang)}\n" for f in ordered)


def _shown(finding: Finding, lang: str) -> str:
    lines = [finding.problem.show(lang)]
    for rule in finding.rules[1:]:
        if rule.place is not None:
            lines.append(f"  {pick(lang, 'se', 'see')} {rule.id}: {rule.place.file}:{rule.place.line}")
    wording = case_text(finding, lang)
    if wording:
        lines.append(f"  {wording}")
    return "\n".join(lines)


def case_text(finding: Finding, lang: str) -> str:
    """The case of a finding as a sentence; empty where it has none."""
    if finding.case is None or finding.words is None:
        return ""
    word = pick(lang, "exempel", "example") if finding.case.area is None else pick(lang, "visas av", "shown by")
    all_the_same = unknown_text(finding.words, finding.case, lang) if finding.problem.code == "G724" else ""
    return "\n  ".join(filter(None, (f"{word}: {sentence(finding.words, finding.case, lang)}", all_the_same)))


def unknown_text(words: Vocabulary, case: Possible, lang: str) -> str:
    """That a real area refutes a claim though not all is known of it; empty where all is, or the area is none."""
    if case.area is None or not case.unknown:
        return ""
    names = ", ".join(words.label(name, lang) for name in case.unknown)
    return pick(
        lang,
        f"Uppgifter saknas om {case.area.name} (saknas: {names}). Det som är känt motbevisar ändå.",
        f"Facts are missing about {case.area.name} (missing: {names}). What is known refutes it all the same.",
    )


def summary(findings: Sequence[Finding], lang: str) -> str:
    """How many findings there are, of each kind."""
    notes = sum(f.note for f in findings)
    defects = count_text(len(findings) - notes, lang, "defect")
    noted = count_text(notes, lang, "note")
    proved = pick(lang, "prövat för alla möjliga områden", "proved for every possible area")
    return f"{proved}: {defects}, {noted}"


def findings_data(findings: Sequence[Finding], lang: str) -> list[dict[str, Any]]:
    """The findings as plain data."""
    return [
        {
            "code": f.problem.code,
            "message": f.problem.message(lang),
            "note": f.note,
            "policy": f.policy.id if f.policy else None,
            "rules": [
                {"id": r.id, "file": r.place.file if r.place else None, "line": r.place.line if r.place else None}
                for r in f.rules
            ],
            "case": None if f.case is None else case_data(f.case),
            "shown": case_text(f, lang),
        }
        for f in findings
    ]


def case_data(case: Possible) -> dict[str, Any]:
    """A case as plain data; None is unknown."""
    return {
        "area": case.area.id if case.area else None,
        "level": case.level,
        "day": case.day.isoformat(),
        "tolkning": dict(case.tolkning),
        "parameters": [_plain(values) for values in case.parameters],
        "values": [_plain(values_by_name) for values_by_name in case.values],
        "unknown": list(case.unknown),
        "inapplicable": list(case.inapplicable),
    }


def _plain(values: Mapping[str, Value | None]) -> dict[str, bool | str | None]:
    """Values as JSON has them: numbers as text, with their decimals."""
    return {name: value_data(value) for name, value in values.items()}

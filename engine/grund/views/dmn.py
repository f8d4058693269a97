"""DMN: the views of `grund dmn run` and `grund dmn test`.

What is refused and what cannot be decided here stands with its element or its missing inputs, apart from what is right
and what is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from ..exchange.dmn.reading import Fidelity
from ..exchange.dmn.running import Answered, TriedCase, dmn_text, reasons
from ..model.numbers import pick
from .formats.columns import headings
from .formats.text import Block, Cell
from .result import Result
from .table import fidelity_text
from .wording.headlines import headline

_ANSWERS: Final = ("subject", "output", "value", "missing", "note")
_CASES: Final = ("case", "subject", "standing", "expected", "value", "note")
_STANDINGS: Final = {
    "right": ("rätt", "right"),
    "wrong": ("fel", "wrong"),
    "unknown": ("kan inte avgöras", "cannot be decided"),
    "refused": ("avvisat", "refused"),
}


def answers_view(file: str, answers: Sequence[Answered], report: Sequence[Fidelity], lang: str) -> Result:
    """The answer of every decision, a row for each of its outputs."""
    rows: list[tuple[Cell, ...]] = []
    for one in answers:
        why = reasons(one.refused)
        for output, value in (one.values or {"": None}).items():
            shown: Cell = dmn_text(value)
            if isinstance(value, Decimal):
                shown = Decimal(f"{shown}")  # without the decimals of its type
            elif value is None and not why:
                shown = pick(lang, "kan inte avgöras", "cannot be decided")
            rows.append((one.name, output, shown, ", ".join(one.missing), why))
    refused = sum(bool(one.refused) for one in answers)
    unknown = sum(None in one.values.values() for one in answers)
    title = headline("dmn_run", lang, file=file, decisions=len(answers), unknown=unknown, refused=refused)
    data = [
        {
            "decision": one.name, "id": one.decision, "values": {k: dmn_text(v) for k, v in one.values.items()},
            "missing": list(one.missing), "refused": [_fault(fault) for fault in one.refused],
        }
        for one in answers
    ]  # fmt: skip
    return _result("grund-dmn-run", title, _ANSWERS, rows, {"decisions": data}, report, lang)


def cases_view(file: str, tried: Sequence[TriedCase], report: Sequence[Fidelity], lang: str) -> Result:
    """Every expectation, with what came out."""
    count = Counter[str](one.standing for one in tried)
    counts = {key: count[key] for key in _STANDINGS}
    title = headline("dmn_test", lang, file=file, cases=len(tried), **counts)
    rows: list[tuple[Cell, ...]] = [
        (one.case.id, one.decision, pick(lang, *_STANDINGS[one.standing]), one.wanted, one.answer, one.why)
        for one in tried
    ]
    data = [
        {
            "case": one.case.id, "line": one.case.line, "decision": one.decision, "standing": one.standing,
            "expected": one.wanted, "answer": one.answer, "why": one.why,
        }
        for one in tried
    ]  # fmt: skip
    return _result("grund-dmn-test", title, _CASES, rows, {"count": counts, "cases": data}, report, lang)


def _result(
    kind: str, title: str, header: tuple[str, ...], rows: Sequence[tuple[Cell, ...]], data: dict[str, object],
    report: Sequence[Fidelity], lang: str,
) -> Result:  # fmt: skip
    about = Block("", (), (), (title,))
    table = Block("", headings(lang, *header), tuple(rows))
    fidelity = Block(
        pick(lang, "Hur filen är läst", "How the file is read"), (), (), tuple(fidelity_text(report, lang).splitlines())
    )
    faults = [_fault(one) for one in report]
    return Result((about, table, fidelity), header, tuple(rows), {"kind": kind, **data, "fidelity": faults})


def _fault(one: Fidelity) -> dict[str, object]:
    return {"element": one.element, "id": one.id, "line": one.line, "standing": one.standing, "note": one.note}

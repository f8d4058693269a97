"""`decide`: rows of a caller's own decided, a row of the answer for each row and insats.

Enters: a scenario, a policy, and columns by name. Leaves: a view. Promise: the answers are those of `batch.decide`; an
id that the rows bring stands beside them, else the number of the row from 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..batch.decide import decide
from ..model.decisions import VERDICTS
from ..model.numbers import pick
from ..model.scenario import Scenario, reading_text
from .formats.columns import headings
from .formats.text import Block, Cell
from .result import Result
from .run import heading
from .wording.headlines import headline
from .wording.values import verdict_word

HEADER = ("id", "insats", "tolkning", "verdict", "rule", "missing")


def decided_view(scenario: Scenario, policy: str, columns: Mapping[str, Sequence[Any]], lang: str) -> Result:
    """Every insats of a policy for every row; raises `GrundError` with every value that does not fit."""
    decided = decide(scenario, policy, columns)
    ids = [str(name) for name in columns["id"]] if "id" in columns else [str(n) for n in range(decided.rows)]
    rows: list[tuple[Cell, ...]] = []
    counts: list[tuple[Cell, ...]] = []
    for question in decided.questions:
        answers, places = question.answers()
        reading = reading_text(question.reading)
        cells = [(verdict, rule, ", ".join(sorted(names))) for verdict, rule, names in answers]
        rows += [(name, question.insats, reading, *cells[p]) for name, p in zip(ids, places.tolist(), strict=True)]
        label = scenario.book.insatser[question.insats].label.get(lang)
        counts.append((label, reading, *(question.counts[verdict] for verdict in VERDICTS)))
    heads = (*headings(lang, "insats", "tolkning"), *(verdict_word(v, lang).capitalize() for v in VERDICTS))
    yes, no, unknown = (sum(q.counts[verdict] for q in decided.questions) for verdict in VERDICTS)
    name = scenario.policy(policy).label.get(lang)
    finding = headline("rows", lang, rows=decided.rows, policy=name, yes=yes, no=no, open=unknown)
    absent = ", ".join(decided.absent)
    notes = [finding, *heading(scenario, lang, [scenario.policy(policy)])]
    notes += [pick(lang, f"Uppgift saknas i alla rader: {absent}", f"No column gives: {absent}")] if absent else []
    data = {
        "kind": "grund-decide",
        "scenario": scenario.id,
        "day": str(scenario.day),
        "policy": policy,
        "absent": list(decided.absent),
        "decisions": [dict(zip(HEADER, row, strict=True)) for row in rows],
    }
    return Result((Block(name, heads, tuple(counts), tuple(notes)),), HEADER, tuple(rows), data)

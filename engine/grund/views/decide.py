"""`decide`: rows of a caller's own decided, a row of the answer for each row and insats.

Enters: a scenario, a policy, and columns by name. Leaves: a view. Promise: the answers are those of `batch.decide`; an
id that the rows bring stands beside them, else the number of the row from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..batch.decide import Decided, decide
from ..model.decisions import VERDICTS
from ..model.numbers import pick
from ..model.scenario import Scenario, reading_text
from .formats.columns import headings
from .formats.names import FOR_PEOPLE, IN_ROWS, Format
from .formats.text import Block, Cell
from .result import Result
from .run import heading
from .wording.headlines import headline
from .wording.values import verdict_word

HEADER = ("id", "insats", "tolkning", "verdict", "rule", "missing")


def decided_view(
    scenario: Scenario, policy: str, columns: Mapping[str, Sequence[Any]], lang: str, format: Format | None = None
) -> Result:
    """Every insats of a policy for every row; raises `GrundError` with every value that does not fit.

    Of a format only what it shows is made, the rest is left empty; with None, all of it.
    """
    decided = decide(scenario, policy, columns)
    ids = [str(name) for name in columns["id"]] if "id" in columns else [str(n) for n in range(decided.rows)]
    return Result(
        (_block(scenario, policy, decided, lang),) if format is None or format in FOR_PEOPLE else (),
        HEADER,
        tuple(_rows(decided, ids)) if format is None or format in IN_ROWS else (),
        {
            "kind": "grund-decide",
            "scenario": scenario.id,
            "day": str(scenario.day),
            "policy": policy,
            "absent": list(decided.absent),
            "decisions": [dict(zip(HEADER, row, strict=True)) for row in _rows(decided, ids)],
        }
        if format in (None, "json")
        else {"kind": "grund-decide"},
    )


def _rows(decided: Decided, ids: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    """A row of the answer for each insats and row."""
    for question in decided.questions:
        answers, places = question.answers()
        reading = reading_text(question.reading)
        cells = [
            (question.insats, reading, verdict, rule, ", ".join(sorted(names))) for verdict, rule, names in answers
        ]
        for name, place in zip(ids, places.tolist(), strict=True):
            yield (name, *cells[place])


def _block(scenario: Scenario, policy: str, decided: Decided, lang: str) -> Block:
    """The finding, and how many rows get each verdict of each insats."""
    counts: list[tuple[Cell, ...]] = []
    for question in decided.questions:
        label = scenario.book.insatser[question.insats].label.get(lang)
        counts.append((label, reading_text(question.reading), *(question.counts[verdict] for verdict in VERDICTS)))
    heads = (*headings(lang, "insats", "tolkning"), *(verdict_word(v, lang).capitalize() for v in VERDICTS))
    yes, no, unknown = (sum(q.counts[verdict] for q in decided.questions) for verdict in VERDICTS)
    name = scenario.policy(policy).label.get(lang)
    finding = headline("rows", lang, rows=decided.rows, policy=name, yes=yes, no=no, open=unknown)
    absent = ", ".join(decided.absent)
    notes = [finding, *heading(scenario, lang, [scenario.policy(policy)])]
    notes += [pick(lang, f"Uppgift saknas i alla rader: {absent}", f"No column gives: {absent}")] if absent else []
    return Block(name, heads, tuple(counts), tuple(notes))

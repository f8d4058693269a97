"""`decide`: rows of a caller's own decided, a row of the answer for each row and insats.

The answers are those of `batch.decide`; an id that the rows bring stands beside them, else the number of the row from
0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..batch.decide import Decided, decide
from ..model.canonical_json import objects
from ..model.decisions import VERDICTS
from ..model.numbers import pick
from ..model.scenario import Scenario, reading_text
from .formats.columns import headings
from .formats.names import FOR_PEOPLE, IN_ROWS, Format
from .formats.text import Block, Cell
from .heading import heading
from .result import Result
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
    data: dict[str, Any] = {"kind": "grund-decide"}
    if format in (None, "json"):
        data |= {"scenario": scenario.id, "day": str(scenario.day), "policy": policy, "absent": list(decided.absent)}
    if format == "json":
        data["decisions"] = objects([{"id": name} for name in ids], _answers(decided), 1)
    by_row: list[tuple[str, dict[str, str | None]]] = []
    if format is None or format in IN_ROWS:
        by_row = [(i, answers[k]) for answers, places in _answers(decided) for i, k in zip(ids, places, strict=True)]
    if format is None:
        data["decisions"] = [{"id": name, **answer} for name, answer in by_row]
    rows = tuple((name, *answer.values()) for name, answer in by_row)
    blocks = (_block(scenario, policy, decided, lang),) if format is None or format in FOR_PEOPLE else ()
    return Result(blocks, HEADER, rows, data)


def _answers(decided: Decided) -> Iterator[tuple[list[dict[str, str | None]], list[int]]]:
    """Of each insats the different answers, and which of them each row has."""
    for question in decided.questions:
        answers, places = question.answers()
        tolkning = reading_text(question.reading)
        yield [
            {
                "insats": question.insats, "tolkning": tolkning, "verdict": verdict,
                "rule": rule, "missing": ", ".join(sorted(names)),
            }
            for verdict, rule, names in answers
        ], places.tolist()  # fmt: skip


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

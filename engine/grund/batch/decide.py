"""Decide: a policy asked of a table of areas in memory, from Python.

Takes a scenario, a policy, and columns: numpy arrays by name, or a table of Arrow, pandas, Polars or whatever speaks
Arrow's C interface. The answers that `grund run --input` writes; no column is copied that need not be; numpy alone is
enough for numpy, and Arrow is asked for only by those who come with it or ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from .. import batch
from ..analysis.lookup import ruling_of
from ..engines import vectorized
from ..engines.vectorized.sheets import DecisionSheet, sheets
from ..loading.arguments import several, typed_arguments
from ..loading.cell_values import Form
from ..model.brief import brief
from ..model.policies import Derived
from ..model.scenario import Reading, Scenario, reading_text
from ..problems.problem import GrundError, problem
from .typed_columns import by_name, columns_of, each_once

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """An insats, in one choice of the tolkningar that are read on the columns themselves."""

    insats: str
    reading: Reading
    batch: vectorized.Batch
    place: int

    @property
    def verdicts(self) -> Any:
        """The verdict of every row, as its place in `grund.VERDICTS`: yes, no, unknown; a numpy array of bytes."""
        return self.batch.numbers[self.place] >> self.batch.low

    @property
    def amounts(self) -> Any:
        """Öre per row, 0 where the verdict is no; a numpy array, masked where it is unknown; None without a cost."""
        return self.batch.amounts_of(self.place)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows get each verdict."""
        return self.batch.counts(self.place)

    def answers(self) -> tuple[list[vectorized.Answer], Any]:
        """The different answers (verdict, deciding rule, missing facts), and which of them every row gets."""
        return self.batch.answers(self.place)


@dataclass(frozen=True, slots=True)
class Decided:
    """Every insats of a policy for every row; `absent` are the names that no column gave, unknown everywhere."""

    questions: tuple[ColumnQuestion, ...]
    absent: tuple[str, ...]
    rows: int

    __repr__ = brief

    def __getitem__(self, insats: str) -> ColumnQuestion:
        """The question of an insats; raises `KeyError` where it is asked in several choices of a tolkning, or not."""
        questions = [q for q in self.questions if q.insats == insats]
        if len(questions) != 1:
            raise KeyError(insats)
        return questions[0]

    def to_arrow(self) -> pa.Table:
        """A column for each question and part: `INSATS.verdict`, `.rule`, `.missing` and, where asked for, `.amount`.

        Words are dictionaries; an amount is in whole öre, null where its quantity is unknown. A choice of tolkningar
        stands in brackets after the insats.
        """
        return batch.from_arrow.wide({_head(q): q for q in self.questions}, self.rows)


@typed_arguments
def decide(
    scenario: Scenario,
    policy: str,
    columns: Any,
    *,
    insatser: Iterable[str] | str | None = None,
    costs: Mapping[str, vectorized.Cost] | None = None,
    neighbours: Iterable[Any] | None = None,
    over: Decided | None = None,
    threads: int | None = None,
) -> Decided:
    """Decide every row of a table for every insats of a policy at the scenario's level.

    `columns`: a mapping of numpy or Arrow arrays by the names that the rules read, or a data frame. Enums are words
    (or, in numpy, places in their order, -1 for missing), numbers exact to their declared decimals, NaN and null
    missing. A derived attribute without a column is worked out from those that are there: the rows are all the
    areas of their level. A column `id` is not read, but names each row once. `neighbours`: two arrays of row
    numbers, from 0: a pair that borders on one another in each place. `over`: an earlier result of as many rows,
    whose memory is written over. `threads`: how many; by itself one below 50 000 rows, else as many as there are
    processors. `insatser` by id or name. Raises `GrundError` with every value that does not fit.
    """
    scenario.refuse_repairs()
    given = by_name(columns)
    names = given.keys()
    if "id" in given:
        each_once(given["id"])
    wanted = None if insatser is None else _wanted(scenario, policy, several(insatser))
    reading = _reading(scenario, policy, frozenset(names), wanted, costs, neighbours is not None)
    coded_columns = columns_of(given, reading.forms)
    rows = len(next(iter(given.values()))) if given else 0
    segments = None if neighbours is None else _beside(neighbours, rows)
    before = iter(_batches(over))
    batches = []
    for sheet, steps in zip(reading.sheets, reading.steps, strict=True):
        own = vectorized.stepped(sheet.frame, coded_columns, rows, steps, segments)
        batches.append(sheet.plan.decide(own, rows, next(before, None), threads))
    return Decided(_questions(reading.sheets, batches), reading.absent, rows)


class _Reading(NamedTuple):
    """How a policy is read from columns: its sheets, what each works out of them beforehand, the form of each column
    that they read, the names that none gives."""

    sheets: tuple[DecisionSheet, ...]
    steps: tuple[tuple[Derived, ...], ...]
    forms: Mapping[str, Form]
    absent: tuple[str, ...]


def _reading(
    scenario: Scenario,
    policy: str,
    names: frozenset[str],
    insatser: Iterable[str] | None,
    costs: Mapping[str, vectorized.Cost] | None,
    neighbours: bool,
) -> _Reading:
    """How columns of some names are read; the last of a whole policy is kept, for it is asked of table after table."""
    key = ("read from columns", policy, neighbours) if insatser is None and costs is None else None
    kept_names, kept = cast("tuple[frozenset[str], _Reading]", scenario.frames.get(key, (None, None)))
    if kept_names == names:
        return kept
    made = sheets(scenario, policy, names, insatser, costs, neighbours)
    absent = frozenset().union(*(sheet.needed(names).absent for sheet in made))
    reading = _Reading(
        made,
        tuple(vectorized.steps(sheet.frame, names, sheet.exprs, neighbours) for sheet in made),
        {n: form for sheet in made for n, form in sheet.forms(names).items()},
        tuple(sorted(absent)),
    )
    if key:
        scenario.frames[key] = names, reading
    return reading


def _wanted(scenario: Scenario, policy: str, insatser: Iterable[str]) -> list[str]:
    """The ids of insatser that the policy decides at the scenario's level; raises `GrundError` G503 for any other."""
    chosen = scenario.policy(policy)
    rulings = {name: r for name, r in chosen.rulings.items() if r.insats.level == scenario.level}
    return [ruling_of(scenario, replace(chosen, rulings=rulings), name).insats.id for name in insatser]


def _questions(
    decision_sheets: Iterable[DecisionSheet], batches: Iterable[vectorized.Batch]
) -> tuple[ColumnQuestion, ...]:
    pairs = zip(decision_sheets, batches, strict=True)
    return tuple(ColumnQuestion(i, s.reading, batch, k) for s, batch in pairs for k, i in enumerate(s.insatser))


def _beside(neighbours: Iterable[Any], rows: int) -> vectorized.Segments:
    try:
        one, other = neighbours
        return vectorized.neighbours((one, other), rows)
    except ValueError:
        raise GrundError([problem("G549", None, rows=rows)]) from None


def _batches(over: Decided | None) -> list[vectorized.Batch]:
    """The batches of an earlier result, each once."""
    return [] if over is None else list({id(q.batch): q.batch for q in over.questions}.values())


def _head(question: ColumnQuestion) -> str:
    chosen = reading_text(question.reading)
    return f"{question.insats} ({chosen})" if chosen else question.insats

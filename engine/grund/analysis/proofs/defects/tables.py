"""Tables: rows that can hold together where none may, that never come first, and areas that no row covers, whatever
the facts are.

Enters: a bench, and policies. Leaves: findings, each with values that show it. Promise: each table is asked about
once, under a policy that has the parameters its rows read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....engines.symbolic.prover import Prover
from ....engines.symbolic.questions import Is, PolicySide, every, some
from ....model.dependencies import parameters_read
from ....model.derivations import DecisionTable, Row
from ....model.expressions import Expr
from ....model.policies import Policy
from ....problems.problem import problem
from ...table_rows import HiddenRow, RowClash, clashing, ruled, written
from ..finding import Finding
from .bench import Bench, unsettled


def loose(bench: Bench, policies: Sequence[Policy]) -> Iterator[Finding]:
    """What is wrong with the rows of tables: those of derived attributes, then those of insatser."""
    for derived in bench.words.derived.values():
        if isinstance(derived.how, DecisionTable):
            policy = _fit(bench, policies, derived.how.exprs)
            if policy is not None:
                prover = bench.prover(min(derived.levels), PolicySide(policy))
                yield from of_table(bench, prover, derived.id, derived.how)
    for policy in policies:
        for name, level, how in ruled([policy]):
            yield from of_table(bench, bench.prover(level, PolicySide(policy)), name, how)


def of_table(bench: Bench, prover: Prover, name: str, how: DecisionTable) -> Iterator[Finding]:
    """What is wrong with the rows of one table."""
    yield from _overlaps(bench, prover, name, how)
    yield from _hidden(prover, name, how)
    yield from _gap(bench, prover, name, how)


def _fit(bench: Bench, policies: Sequence[Policy], exprs: Sequence[Expr]) -> Policy | None:
    """A policy that has every parameter that some expressions read."""
    read = parameters_read(bench.words, exprs)
    return next((policy for policy in policies if read <= policy.parameters.keys()), None)


def _overlaps(bench: Bench, prover: Prover, name: str, how: DecisionTable) -> Iterator[Finding]:
    """For each row that can hold together with one above it, the first such."""
    for i, row in enumerate(how.rows):
        above = [other for other in how.rows[:i] if clashing(how, other, row)]
        if not above or prover.ask(every(_holds(row), some(*map(_holds, above)))).status == "none":
            continue
        for other in above:
            answer = bench.witness(prover, every(_holds(row), _holds(other)))
            if answer.status == "open":
                yield Finding(unsettled(row.place, f"{name}: {other.name} / {row.name} (G337)", answer.rests))
            elif answer.case is not None:
                yield Finding(RowClash(other, row, answer.case.told[0]).problem(name), None, (), answer.case)
            if answer.status != "none":
                break


def _hidden(prover: Prover, name: str, how: DecisionTable) -> Iterator[Finding]:
    """The rows that never come first, where the first row that holds decides."""
    for i, row in enumerate(how.rows if how.hit == "first" else ()):
        above = how.rows[:i]
        alone = every(_holds(row), *(Is(other.when, False) for other in above))
        if above and prover.ask(alone).status == "none" and prover.ask(_holds(row)).status == "case":
            meeting = [other for other in above if prover.ask(every(_holds(row), _holds(other))).status == "case"]
            yield Finding(HiddenRow(row, tuple(meeting)).problem(name))


def _gap(bench: Bench, prover: Prover, name: str, how: DecisionTable) -> Iterator[Finding]:
    """An area for which no row holds, where that is an error."""
    if not how.gap_error:
        return
    answer = bench.witness(prover, every(*(Is(row.when, False) for row in how.rows)))
    if answer.status == "open":
        yield Finding(unsettled(how.place, f"{name} (G338)", answer.rests))
    elif answer.case is not None:
        gap_problem = problem("G338", how.place, table=name, case=written(answer.case.told[0]))
        yield Finding(gap_problem, None, (), answer.case)


def _holds(row: Row) -> Is:
    return Is(row.when)

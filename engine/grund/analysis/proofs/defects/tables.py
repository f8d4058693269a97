"""Tables: rows that can hold together where none may, and areas that no row covers, whatever the facts are.

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
from ....model.policies import Derived, Policy
from ....problems.problem import problem
from ...table_rows import RowClash, clashing, written
from ..finding import Finding
from .bench import Bench, unsettled


def loose(bench: Bench, policies: Sequence[Policy]) -> Iterator[Finding]:
    """What can stop a run at the tables that say so: rows that overlap, and gaps."""
    for derived in bench.words.derived.values():
        how = derived.how
        if not isinstance(how, DecisionTable) or not (how.overlap == "error" or how.gap_error):
            continue
        policy = _fit(bench, policies, how.exprs)
        if policy is not None:
            prover = bench.prover(min(derived.levels), PolicySide(policy))
            yield from _overlaps(bench, prover, derived, how)
            yield from _gap(bench, prover, derived, how)


def _fit(bench: Bench, policies: Sequence[Policy], exprs: Sequence[Expr]) -> Policy | None:
    """A policy that has every parameter that some expressions read."""
    read = parameters_read(bench.words, exprs)
    return next((policy for policy in policies if read <= policy.parameters.keys()), None)


def _overlaps(bench: Bench, prover: Prover, derived: Derived, how: DecisionTable) -> Iterator[Finding]:
    """For each row that can hold together with one above it, the first such."""
    for i, row in enumerate(how.rows):
        above = [other for other in how.rows[:i] if clashing(how, other, row)]
        if not above or prover.ask(every(_holds(row), some(*map(_holds, above)))).status == "none":
            continue
        for other in above:
            answer = bench.witness(prover, every(_holds(row), _holds(other)))
            if answer.status == "open":
                yield Finding(unsettled(row.place, f"{derived.id}: {other.line} / {row.line} (G337)", answer.rests))
            elif answer.case is not None:
                yield Finding(RowClash(other, row, answer.case.told[0]).problem(derived.id), None, (), answer.case)
            if answer.status != "none":
                break


def _gap(bench: Bench, prover: Prover, derived: Derived, how: DecisionTable) -> Iterator[Finding]:
    """An area for which no row holds, where that is an error."""
    if not how.gap_error:
        return
    answer = bench.witness(prover, every(*(Is(row.when, False) for row in how.rows)))
    if answer.status == "open":
        yield Finding(unsettled(how.place, f"{derived.id} (G338)", answer.rests))
    elif answer.case is not None:
        gap_problem = problem("G338", how.place, table=derived.id, case=written(answer.case.told[0]))
        yield Finding(gap_problem, None, (), answer.case)


def _holds(row: Row) -> Is:
    return Is(row.when)

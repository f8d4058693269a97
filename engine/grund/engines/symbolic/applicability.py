"""Applicability: what may have no value though every fact is known.

Enters: a vocabulary, and the attributes that are stated somewhere to be not applicable. Leaves: whether a name may lack
a value in a possible area. Promise: a name that cannot lack one by what is declared is never said to; one of which that
cannot be told may. What is computed of the area's own values the solver works out itself, and exactly.
"""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal
from functools import partial

from ...model.derivations import (
    AmongAreas,
    DecisionTable,
    Formula,
    Mean,
    Over,
    PowerMean,
    Rank,
    Scaled,
    Split,
    Transform,
)
from ...model.expressions import Expr, domain, names
from ...model.facts import FactBook
from ...model.policies import Derived, Vocabulary


def not_applicable(book: FactBook | None) -> frozenset[str]:
    """The attributes that are stated of some area to be not applicable; none, where there are no facts."""
    return book.stated("not_applicable") if book is not None else frozenset()


def may_lack(vocabulary: Vocabulary, stated: Container[str], name: str) -> bool:
    """Whether a name may have no value though every fact is known; `stated`: see `not_applicable`."""
    derived = vocabulary.derived.get(name)
    if derived is None:
        return name in stated
    below = partial(may_lack, vocabulary, stated)
    return _may_stop(derived) or any(map(below, (n for expr in derived.how.exprs for n in names(expr))))


def _may_stop(derived: Derived) -> bool:
    """Whether a value may come of nothing although all that it reads has one."""
    how = derived.how
    if isinstance(how, Formula):
        return how.denominator is not None and _may_be_zero(how.denominator)
    if isinstance(how, PowerMean) and any(expr.type.low < 0 for expr in how.exprs):
        return True
    if isinstance(how, Mean | PowerMean):
        return how.least is not None and how.least > len(how.terms)
    if isinstance(how, DecisionTable):
        return how.overlap == "unknown" or (how.gap is None and not how.gap_error)
    if isinstance(how, Over):
        return _may_be_empty(how, derived)
    if isinstance(how, Transform):
        return True
    if isinstance(how, AmongAreas):
        quota = isinstance(how, Rank) and how.measure == "quota"
        outside = how.where is not None and how.outside is None and not quota
        return outside or isinstance(how, Scaled) or how.divisor == "n-1"
    return isinstance(how, Split) and how.infeasible == "unknown"


def _may_be_zero(expr: Expr) -> bool:
    low, high = domain(expr.type)
    return low <= 0 <= high


def _may_be_empty(how: Over, derived: Derived) -> bool:
    """Whether too few members may count, or members that weigh nothing."""
    itself = how.relation == "level" and how.where is None and how.to in derived.levels
    few = (how.min_observations or 0) > Decimal(itself)
    averaged = how.aggregate in ("mean", "ratio")
    nothing = averaged and (how.weighted or how.weight is not None)
    return few or nothing or ((averaged or how.extreme) and not itself and how.empty is None)

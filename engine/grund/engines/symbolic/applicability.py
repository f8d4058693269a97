"""Applicability: what may have no value though every fact is known.

Enters: a vocabulary, and the attributes that are stated somewhere to be not applicable. Leaves: whether a name may lack
a value in a possible area. Promise: a name that cannot lack one by what is declared is never said to; one of which that
cannot be told may. What is computed of the area's own values the solver works out itself, and exactly.
"""

from __future__ import annotations

from collections.abc import Container
from functools import partial

from ...model.expressions import names
from ...model.facts import FactBook
from ...model.policies import Vocabulary


def not_applicable(book: FactBook | None) -> frozenset[str]:
    """The attributes that are stated of some area to be not applicable; none, where there are no facts."""
    return book.stated("not_applicable") if book is not None else frozenset()


def may_lack(vocabulary: Vocabulary, stated: Container[str], name: str) -> bool:
    """Whether a name may have no value though every fact is known; `stated`: see `not_applicable`."""
    derived = vocabulary.derived.get(name)
    if derived is None:
        return name in stated
    below = partial(may_lack, vocabulary, stated)
    how = derived.how
    return how.may_stop(derived.levels) or any(below(n) for expr in how.exprs for n in names(expr))

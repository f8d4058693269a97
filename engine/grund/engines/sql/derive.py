"""Derive: how each kind of derived attribute becomes steps of a statement.

Enters: a derived attribute at a level's chain. Leaves: columns more in it: its value and its missing facts. Promise:
exact until the one rounding; unknown exactly where the interpreter is.

To add a kind: a row in `KINDS`, from the class of its `how` to a function `(statement, chain, derived, how)`. It
first has what it reads (`have`, at this chain or at `statement.chain(level)` of other areas); then it adds
`derived.id` by `chain.add` (or `chain.join`, from steps of its own) and its bits by
`chain.masks`: 0 where it is known, and where it is unknown the facts it waits for, or its own bit if no fact would
help (`or_else`). A kind without a row is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlglot import exp

from ...model.derivations import (
    Cut,
    DecisionTable,
    Fired,
    Formula,
    History,
    Mean,
    Over,
    Rank,
    Since,
    Split,
    Test,
    Transform,
)
from ...model.policies import Derived, counted_of
from .aggregate import over
from .apportion import split
from .ctes import Chain, SqlStatement
from .dialects import case, column, either, is_null, joined, number
from .evaluate import any_of, mask_of, only_where, stated, typed, value, write
from .history import history, since
from .masks import bits, have, or_else, waits
from .rank import rank
from .rounding import quotient, whole
from .rules import have_rules
from .tables import cut, mean, table, transform


def test(statement: SqlStatement, chain: Chain, derived: Derived, how: Test) -> None:
    """A condition, as a column of truth."""
    have(statement, chain, how.exprs)
    chain.add(derived.id, value(statement.asked(derived.id), how.expr))
    chain.masks(derived.id, waits(statement, chain, derived.id, how.exprs))


def formula(statement: SqlStatement, chain: Chain, derived: Derived, how: Formula) -> None:
    """The numerator and denominator as whole numbers in one step; the quotient, rounded, in the next."""
    have(statement, chain, how.exprs)
    request, dialect = statement.asked(derived.id), statement.dialect
    top, bottom, below = column(f"{derived.id}.numerator"), None, 0
    decimals = how.numerator.type.decimals
    chain.add(f"{derived.id}.numerator", whole(dialect, write(request, how.numerator), decimals))
    unknown = is_null(top)
    if how.denominator is not None:
        bottom, below = column(f"{derived.id}.denominator"), how.denominator.type.decimals
        expression = whole(dialect, write(request, how.denominator), below)
        chain.add(f"{derived.id}.denominator", exp.Nullif(this=expression, expression=number(0)))
        unknown = either(unknown, is_null(bottom))
    shift = below + derived.type.decimals - decimals
    step = 1 if how.step is None else int(how.step.scaleb(derived.type.decimals))
    chain.add(derived.id, quotient(dialect, top, bottom, shift, derived.type, how.round, step, derived.checked))
    masks = or_else(waits(statement, chain, derived.id, how.exprs), bits(statement, [derived.id]))
    chain.masks(derived.id, only_where(unknown, masks))


def fired(statement: SqlStatement, chain: Chain, derived: Derived, how: Fired) -> None:
    """How many of the rules are active; a rule that the policy does not have is not."""
    have_rules(statement, chain, counted_of(statement.counted, how.rules))
    names = [f"rule.{rule}" for rule in how.rules if rule in statement.counted]
    expressions = [case((statement.dialect.truth(column(name)), number(1)), otherwise=number(0)) for name in names]
    unknown = [(is_null(column(name)), stated(statement.dialect, None, derived.type)) for name in names]
    expression = typed(joined(exp.Add, expressions) if expressions else number(0), derived.type)
    chain.add(derived.id, case(*unknown, otherwise=expression) if unknown else expression)
    masks = any_of([{w: column(mask_of(name, w)) for w in statement.bits.words} for name in names])
    own = or_else(masks, bits(statement, [derived.id]))
    chain.masks(derived.id, only_where(is_null(column(derived.id)), own))


KINDS: Final[Mapping[type, Callable[[SqlStatement, Chain, Derived, Any], None]]] = MappingProxyType(
    {
        Test: test, Formula: formula, Over: over, Rank: rank, Mean: mean, Cut: cut, DecisionTable: table, Since: since,
        History: history, Fired: fired, Split: split, Transform: transform,
    }
)  # fmt: skip
"""The kinds of derived attribute that this reading can say."""

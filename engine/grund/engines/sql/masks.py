"""Masks: what an expression reads is there before it is written, and what it waits for.

Enters: expressions at a level's chain. Leaves: the columns that they read, in steps before; bits of missing facts.
Promise: a derived attribute is a column of the level's table where that has one, computed where it can be, and
otherwise unknown everywhere, as a name without a column is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlglot import exp

from ...model.derivations import AmongAreas, Over
from ...model.expressions import Expr, Literal, Name, Type, names, references
from ...model.policies import Vocabulary
from ..interpreter import reached
from .ctes import Chain, SqlStatement
from .dialects import Tree, both, case, cast, column, inside, joined, number
from .evaluate import Bits, Masks, any_of, missing


def bits_of(vocabulary: Vocabulary, exprs: Sequence[Expr]) -> Bits:
    """Every name that an answer of these expressions can wait for, in order."""
    ids: set[str] = set()
    for name in reached(vocabulary, exprs):
        if name != "day" and Name.parse(name).space != "rule":
            ids.add(name)
        derived = vocabulary.derived.get(name)
        if derived is not None and derived.how.share:
            ids.add(derived.how.share)
    return Bits(tuple(sorted(ids)))


def asked_everywhere(vocabulary: Vocabulary, exprs: Iterable[tuple[str, Expr]]) -> set[tuple[str, str]]:
    """By level, the names that are asked of every area there, where some expressions are: not along links alone, nor
    on earlier days, nor of those that a rank's `where` lets in."""
    pairs: set[tuple[str, str]] = set()
    queue = list(exprs)
    while queue:
        level, expr = queue.pop()
        for name in names(expr):
            if name in vocabulary.derived and (level, name) not in pairs:
                pairs.add((level, name))
                queue += vocabulary.derived[name].how.everywhere(level)
    return pairs


def have(statement: SqlStatement, chain: Chain, exprs: Iterable[Expr]) -> None:
    """Have every name that some expressions read, at a level."""
    types = {node.name: node.type for expr in exprs for node in references(expr)}
    for name, kind in sorted(types.items()):
        _have(statement, chain, name, kind)


def _have(statement: SqlStatement, chain: Chain, name: str, kind: Type) -> None:
    if name in chain.done or Name.parse(name).space == "rule":
        return
    if "." in name or name == "day":
        chain.parameter(name, kind)
    elif computed(statement, chain.level, name):
        derived = statement.vocabulary.derived[name]
        if type(derived.how) not in statement.kinds:
            raise statement.asked(name).refuse(derived.how.name)
        if derived.checked:
            chain.watched[name] = derived
        statement.kinds[type(derived.how)](statement, chain, derived, derived.how)
    else:
        chain.read(name, statement.type_of(name, kind))


def computed(statement: SqlStatement, level: str, name: str) -> bool:
    """Whether a derived attribute is computed here, and not a column of the table or unknown everywhere: without
    tables of pairs that is what the rows of its own level say."""
    derived = statement.vocabulary.derived.get(name)
    if derived is None or statement.has(level, name):
        return False
    how = derived.how
    own_rows = isinstance(how, AmongAreas) or (isinstance(how, Over) and how.relation == "level" and how.to == level)
    return how.at_area or statement.relations or own_rows


def as_bits(tree: Tree) -> Tree:
    """A tree as bits, or as a count of areas."""
    return cast(tree, "BIGINT")


def waits(statement: SqlStatement, chain: Chain, what: str, exprs: Iterable[Expr], table: str = "") -> Masks:
    """The bits of the facts that some expressions wait for."""
    expressions = [expr for expr in exprs if not isinstance(expr, Literal)]
    read = frozenset().union(*(names(expr) for expr in expressions))
    own = frozenset(n for n in read if Name.parse(n).space == "rule" or computed(statement, chain.level, n))
    return any_of([missing(statement.asked(what, table), statement.bits, own, expr) for expr in expressions])


def keep_waits(statement: SqlStatement, chain: Chain, name: str, exprs: Iterable[Expr], outside: Tree) -> None:
    """Have what each area waits for that does not stand outside, as columns of a name."""
    masks = waits(statement, chain, name, exprs)
    for word in statement.bits.words:
        expression = case((outside.copy(), number(0)), otherwise=masks.get(word, number(0)))
        chain.add(waits_column(name, word), cast(expression, "BIGINT"))


def waits_column(name: str, word: int) -> str:
    """The column with what a name waits for, in a word of bits."""
    return f"{name}.waits{word or ''}"


def bits(statement: SqlStatement, wanted: Iterable[str]) -> Masks:
    """The bits of some names."""
    by_word: dict[int, int] = {}
    for name in wanted:
        word, index = statement.bits.place(name)
        by_word[word] = by_word.get(word, 0) | 1 << index
    return {word: cast(number(amount), "BIGINT") for word, amount in by_word.items()}


def gathered(
    statement: SqlStatement,
    possible: Collection[str],
    word: int,
    settled: Tree,
    waits: Tree | None = None,
    over: Callable[[Tree], Tree] = lambda tree: tree,
) -> Tree:
    """Every bit of the rows of a group that are not settled, of some names that are possible.

    The rows have them in a column `waits`, or another one. `over` makes a window of an aggregate. A dialect without an
    aggregate for bits takes the maximum of each.
    """
    names = [n for n in statement.bits.names if statement.bits.place(n)[0] == word and n in possible]
    waits = waits or column(f"waits{word or ''}")
    if not names:
        return cast(number(0), "BIGINT")
    if statement.dialect.gathers:
        expression = case((settled.copy(), cast(number(0), "BIGINT")), otherwise=waits)
        return exp.Coalesce(this=over(exp.BitwiseOrAgg(this=expression)), expressions=[cast(number(0), "BIGINT")])
    expressions: list[Tree] = []
    for name in names:
        own = bits(statement, [name])[word]
        expression = exp.Paren(this=exp.BitwiseAnd(this=waits.copy(), expression=own))
        some = expression.neq(0)
        flag = case((settled.copy(), number(0)), (some, own.copy()), otherwise=number(0))
        expressions.append(exp.Coalesce(this=over(exp.Max(this=flag)), expressions=[number(0)]))
    return cast(joined(exp.Add, expressions), "BIGINT")


def or_else(masks: Masks, spare: Masks) -> Masks:
    """The bits, or where there are none, those to spare."""
    if not masks:
        return spare
    none = both(*(inside(expression).eq(0) for expression in masks.values()))
    words = sorted({*masks, *spare})
    zero: Tree = number(0)
    return {w: case((none.copy(), spare.get(w, zero).copy()), otherwise=masks.get(w, zero).copy()) for w in words}

"""Rules: one column per rule, in exception order, and the facts that it waits for.

Enters: rulings at a level's chain. Leaves: columns named as the rules' booleans. Promise: a rule is a column once,
whoever asks for it: the decision it takes part in, or an attribute that counts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...model.expressions import Operation
from ...model.policies import Rule, Ruling
from .ctes import Chain, SqlStatement
from .dialects import Tree, both, column, either, is_null, negated
from .evaluate import only_where, write
from .masks import have, waits


def have_rules(statement: SqlStatement, chain: Chain, rulings: Sequence[Ruling]) -> None:
    """Have the rules of some rulings decided at the chain's level."""
    new = [rule for ruling in rulings for rule in ruling.rules if rule.name not in chain.done]
    for rule in new:
        have(statement, chain, rule.conditions)
    new = [rule for rule in new if rule.name not in chain.done]  # what they read may have counted some of them
    for rule in new:
        if rule.exceptions:
            chain.add(held_name(rule), _all(statement, rule), _says(rule))
    names = {rule.name for rule in new}
    for deep in _by_depth(rulings):
        fresh = [rule for rule in deep if rule.name in names]
        for rule in fresh:
            _active(statement, chain, rule)
        for rule in fresh:
            masks = waits(statement, chain, rule.id, rule.active.args if isinstance(rule.active, Operation) else ())
            chain.masks(rule.name, only_where(is_null(column(rule.name)), masks))


def held_name(rule: Rule) -> str:
    """The column that says whether a rule holds before its exceptions are asked."""
    return f"held.{rule.id}"


def _all(statement: SqlStatement, rule: Rule) -> Tree:
    request = statement.asked(rule.id, place=rule.place)
    return statement.dialect.value(both(*(write(request, expr) for expr in rule.conditions)))


def _active(statement: SqlStatement, chain: Chain, rule: Rule) -> None:
    if not rule.exceptions:
        chain.add(rule.name, _all(statement, rule), _says(rule))
        return
    dialect = statement.dialect
    defeated = either(*(dialect.truth(column(f"rule.{other}")) for other in rule.exceptions))
    active = both(dialect.truth(column(held_name(rule))), negated(defeated))
    chain.add(rule.name, dialect.value(active), [f"{rule.id}, unless {', '.join(rule.exceptions)}"])


def _says(rule: Rule) -> Iterator[str]:
    """What a reader of the statement wants to know of a rule: whose it is, what it stands on and why."""
    cited = rule.citation
    stands = ", ".join((*cited.documents, *cited.flags))
    sentence = " ".join(part for part in (rule.id, f"({stands})" if stands else "", rule.because.get("sv")) if part)
    yield sentence.replace("*/", "* /")


def _by_depth(rulings: Iterable[Ruling]) -> list[list[Rule]]:
    """The rules of some rulings: first those without exceptions, then those whose exceptions are before them."""
    layers: list[list[Rule]] = []
    depths: dict[str, int] = {}
    for ruling in rulings:
        for rule in ruling.rules:  # in exception order
            deep = depths[rule.id] = 1 + max((depths[e] for e in rule.exceptions), default=-1)
            layers += [[] for _ in range(deep + 1 - len(layers))]
            layers[deep].append(rule)
    return layers

"""Decide: rules, decisions and their reasons as columns of a level's chain.

Enters: rulings decided at a level. Leaves: per insats a verdict, a deciding rule and bits of missing facts. Promise:
one column per rule in exception order, as `policy.Rule.active` says it; two rules in conflict stop the statement and
are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ...model.policies import Ruling
from .ctes import Chain, SqlStatement
from .dialects import Tree, both, case, cast, column, either, is_null, joined, negated, number, text
from .evaluate import missing, only_where, value
from .layers import AREA
from .masks import have
from .rules import have_rules, held_name

OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class AnswerColumns:
    """The columns that answer one insats."""

    ruling: Ruling

    @property
    def verdict(self) -> str:
        """`yes`, `no` or `unknown`."""
        return f"{self.ruling.insats.id}.decision"

    @property
    def rule(self) -> str:
        """The deciding rule: its number in `rules`; 0 where there is none."""
        return f"{self.ruling.insats.id}.rule"

    @property
    def rules(self) -> tuple[str, ...]:
        """What may decide: the rules in order of id, and `otherwise`."""
        return (*sorted(rule.id for rule in self.ruling.rules), OTHERWISE)

    def waits(self, word: int) -> str:
        """The bits of the missing facts, a word at a time."""
        return f"{self.ruling.insats.id}.missing{word or ''}"


def decide(statement: SqlStatement, chain: Chain, rulings: Sequence[Ruling]) -> list[AnswerColumns]:
    """Add the columns that answer some insatser decided at the chain's level."""
    have(statement, chain, [expr for ruling in rulings for rule in ruling.rules for expr in rule.conditions])
    chain.begin("rules")
    have_rules(statement, chain, rulings)
    chain.begin("decisions")
    for ruling in rulings:
        request = statement.asked(ruling.insats.id)
        chain.add(f"decision.{ruling.insats.id}", value(request, ruling.decision))
    chain.begin("answers")
    answers = [_answer(statement, chain, ruling) for ruling in rulings]
    chain.begin()
    return answers


# ── what is answered


def _answer(statement: SqlStatement, chain: Chain, ruling: Ruling) -> AnswerColumns:
    answer = AnswerColumns(ruling)
    dialect = statement.dialect
    decision = column(f"decision.{ruling.insats.id}")
    truth = dialect.truth(decision)
    against = "no" if ruling.otherwise == "yes" else "yes"
    branches = [(truth, text(against)), (negated(truth.copy()), text(ruling.otherwise))]
    conflict = _conflict(statement, ruling)
    chain.add(answer.verdict, case(*conflict, *branches, otherwise=text("unknown")))
    chain.add(answer.rule, cast(_deciding(statement, answer, truth), "SMALLINT"))
    own = frozenset(rule.name for rule in ruling.rules)
    masks = missing(statement.asked(ruling.insats.id), statement.bits, own, ruling.decision)
    for word in statement.bits.words:
        expression = only_where(is_null(decision), {word: masks[word]})[word] if word in masks else number(0)
        chain.add(answer.waits(word), cast(expression, "BIGINT"))
    return answer


def _deciding(statement: SqlStatement, answer: AnswerColumns, truth: Tree) -> Tree:
    """The smallest active rule of the winning outcome; for `otherwise`, the exception that made it so."""
    ruling, rules, dialect = answer.ruling, answer.rules, statement.dialect
    code = {name: number(i + 1) for i, name in enumerate(rules)}
    by_id = sorted(ruling.rules, key=lambda rule: rule.id)
    winning = [(dialect.truth(column(r.name)), code[r.id]) for r in by_id if r.then != ruling.otherwise]
    defeats: dict[str, list[str]] = {}
    for rule in by_id:
        for exception in rule.exceptions:
            defeats.setdefault(exception, []).append(held_name(rule))
    beating = [
        (
            both(dialect.truth(column(r.name)), either(*(dialect.truth(column(n)) for n in defeats[r.id]))),
            code[r.id].copy(),
        )
        for r in by_id
        if r.id in defeats
    ]
    yes = case(*winning, otherwise=number(0)) if winning else number(0)
    no = case(*beating, otherwise=code[OTHERWISE]) if beating else code[OTHERWISE]
    return case((truth.copy(), yes), (negated(truth.copy()), no), otherwise=number(0))


def _conflict(statement: SqlStatement, ruling: Ruling) -> list[tuple[Tree, Tree]]:
    """Rules that are active together with opposite outcomes stop the statement, which names the smallest of each.

    A rule is left out that is never active together with any of the other outcome, for each is an exception of the
    other: what is written is in proportion to the rules, not to their pairs.
    """
    then = {rule.id: rule.then for rule in ruling.rules}
    opposite = Counter(then.values())
    apart = Counter(id for r in ruling.rules for e in r.exceptions if then[e] != r.then for id in (r.id, e))
    dialect = statement.dialect
    sides: dict[str, list[tuple[Tree, Tree]]] = {"yes": [], "no": []}
    for rule in sorted(ruling.rules, key=lambda r: r.id):
        if apart[rule.id] < len(then) - opposite[rule.then]:
            sides[rule.then].append((dialect.truth(column(rule.name)), text(rule.id)))
    if not all(sides.values()):
        return []
    together = both(*(either(*(truth.copy() for truth, _ in side)) for side in sides.values()))
    first, second = (side[0][1] if len(side) == 1 else case(*side) for side in sides.values())
    parts = [text(f"G317 {ruling.insats.id} "), first, text(" "), second, text(": "), cast(column(AREA), "TEXT")]
    return [(together, cast(cast(joined(exp.DPipe, parts), "INT"), "TEXT"))]

"""Answers: how what was decided is given, from the last layer of a level.

Enters: the columns that answer some insatser. Leaves: a query. Promise: the layer is read once, however many insatser
there are; missing facts are named in order, with `;` between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from .ctes import SqlStatement
from .decide import AnswerColumns
from .dialects import Tree, case, column, inside, is_null, named, negated, number, relation, text
from .layers import AREA
from .masks import bits, bits_of
from .parameters import label, literals

HEADS: Final = ("insats", "tolkning", "decision", "rule", "missing")
"""The columns of a row of answers, after the area."""
_PARTS: Final = HEADS[2:]


def codes(statement: SqlStatement, answers: Sequence[AnswerColumns], step: str) -> exp.Query:
    """A row per area, with answers as they are computed."""
    columns: list[Tree] = [named(column(AREA), "area"), *(column(key) for key in statement.keys[1:])]
    for answer in answers:
        columns += [column(answer.verdict), column(answer.rule)]
        columns += [column(answer.waits(word)) for word in statement.bits.words]
    return exp.select(*columns, copy=False).from_(relation(step), copy=False)


def wide(statement: SqlStatement, answers: Sequence[AnswerColumns], step: str) -> exp.Query:
    """A row per area and tolkning, with answers in words."""
    columns: list[Tree] = [named(column(AREA), "area"), named(column(label(0)), "tolkning")]
    for answer in answers:
        plain = answer.ruling.insats.id.replace("-", "_")
        cells = zip(_PARTS, _said(statement, answer), strict=True)
        columns += [named(tree, f"{plain}_{part}") for part, tree in cells]
    return exp.select(*columns, copy=False).from_(relation(step), copy=False)


def rows(statement: SqlStatement, answers: Sequence[tuple[AnswerColumns, str]], step: str) -> exp.Query:
    """A row per area and insats, in words; each answer with the column of what its rows are called."""
    cells = [(text(a.ruling.insats.id), column(called), *_said(statement, a)) for a, called in answers]
    unfold = _by_lists if statement.dialect.lists else _by_pairs
    name = statement.step(f"rows {step}", unfold(statement, cells, step))
    select = exp.select(column("area"), *map(column, HEADS)).from_(relation(name), copy=False)
    return select.where(negated(is_null(column("tolkning"))))


def _by_lists(statement: SqlStatement, cells: Sequence[Sequence[Tree]], step: str) -> exp.Query:
    """Lists side by side, a place in each a row."""
    lists = [exp.Explode(this=exp.Array(expressions=list(part))) for part in zip(*cells, strict=True)]
    columns = [named(tree, head) for tree, head in zip(lists, HEADS, strict=True)]
    return exp.select(named(column(AREA), "area"), *columns, copy=False).from_(relation(step), copy=False)


def _by_pairs(statement: SqlStatement, cells: Sequence[Sequence[Tree]], step: str) -> exp.Query:
    """Every area with every insats, which is known by its place."""
    places = statement.step(
        f"insatser {step}",
        literals(["place", HEADS[0]], [(number(at), row[0]) for at, row in enumerate(cells, 1)], []),
    )
    columns: list[Tree] = [column(HEADS[0], "k")]
    for head, part in zip(HEADS[1:], list(zip(*cells, strict=True))[1:], strict=True):
        tree = case(*((column("place", "k").eq(at), cell) for at, cell in enumerate(part, 1)))
        columns.append(named(tree, head))
    query = exp.select(named(column(AREA), "area"), *columns, copy=False).from_(relation(step), copy=False)
    return query.join(relation(places, "k"), join_type="cross", copy=False)


def _said(statement: SqlStatement, answer: AnswerColumns) -> tuple[Tree, Tree, Tree]:
    """The decision, the name of the deciding rule (empty where there is none) and those of the missing facts."""
    code = column(answer.rule)
    branches = [(code.eq(number(i + 1)), text(r)) for i, r in enumerate(answer.rules)]
    return column(answer.verdict), case(*branches, otherwise=text("")), _missing(statement, answer)


def _missing(statement: SqlStatement, answer: AnswerColumns) -> Tree:
    expressions: list[Tree] = [text(";")]
    for name in bits_of(statement.vocabulary, [rule.active for rule in answer.ruling.rules]).names:
        word, _ = statement.bits.place(name)
        bitwise_and = exp.BitwiseAnd(this=column(answer.waits(word)), expression=bits(statement, [name])[word])
        expressions.append(case((inside(bitwise_and).neq(0), text(name))))
    if len(expressions) == 1:
        return text("")
    if len(expressions) == 2:
        return exp.Coalesce(this=expressions[1], expressions=[text("")])
    unknown = column(answer.verdict).eq(text("unknown"))
    return case((unknown, exp.Anonymous(this="CONCAT_WS", expressions=expressions)), otherwise=text(""))

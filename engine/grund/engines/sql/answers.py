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
from .dialects import Tree, both, case, column, inside, is_null, named, negated, number, relation, text
from .layers import AREA
from .masks import bits, bits_of
from .parameters import PARAMETERS, ROW, label, literals

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
    name = statement.step(f"rows {step}", _pairs(statement, cells, step))
    return exp.select(column("area"), *map(column, HEADS)).from_(relation(name), copy=False)


def _pairs(statement: SqlStatement, cells: Sequence[Sequence[Tree]], step: str) -> exp.Query:
    """Every area with the insatser that are answered under its row of parameters, each known by its place."""
    insatser, called, *parts = zip(*cells, strict=True)
    literal_rows = [(number(at), insats) for at, insats in enumerate(insatser, 1)]
    places = statement.step(f"insatser {step}", literals(["place", HEADS[0]], literal_rows, []))
    row = [ROW] if ROW in statement.keys else []
    answered = exp.select(*map(column, (*row, "place", HEADS[0])), named(_at_place(called), HEADS[1]), copy=False)
    answered.from_(relation(PARAMETERS), copy=False).join(relation(places, "k"), join_type="cross", copy=False)
    pairs = statement.step(f"answered {step}", answered)
    columns: list[Tree] = [named(column(AREA), "area"), *(column(head, "k") for head in HEADS[:2])]
    columns += [named(_at_place(part), head) for head, part in zip(_PARTS, parts, strict=True)]
    query = exp.select(*columns, copy=False).from_(relation(step, "t"), copy=False)
    same = [column(key, "t").eq(column(key, "k")) for key in row]
    return query.join(relation(pairs, "k"), on=both(*same, negated(is_null(column(HEADS[1], "k")))), copy=False)


def _at_place(cells: Sequence[Tree]) -> Tree:
    """The one of some cells that is an insats's."""
    return case(*((column("place", "k").eq(at), cell) for at, cell in enumerate(cells, 1)))


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

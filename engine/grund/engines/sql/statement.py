"""Statement: some insatser of a policy as one SQL statement.

Enters: a policy under rows of parameters (its frames), a dialect, and what tables there are. Leaves: `Compiled`: the
statement, the tables and pairs it reads, and how its answers are coded. Promise: a row per area, insats and row of
parameters, with decision, deciding rule and missing facts; parameters are a relation, so one row is a decision and a
thousand rows are a sweep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal as OneOf
from typing import TypeAlias

from sqlglot import exp

from ...model.expressions import Expr, Reference, Type
from ...model.facts import World
from ...model.policies import Ruling
from ..interpreter import EvalContext
from .ctes import HISTORY, Given, Sources, SqlStatement
from .decide import AnswerColumns, decide
from .derive import KINDS
from .dialects import (
    DIALECTS,
    Dialect,
    Tree,
    case,
    column,
    inside,
    named,
    number,
    relation,
    text,
)
from .evaluate import Bits
from .faults import misfits, unnamed
from .layers import AREA
from .masks import asked_everywhere, bits, bits_of, have
from .parameters import label

Shape: TypeAlias = OneOf["rows", "codes"]
"""`rows`: area, insats, tolkning, decision, rule, missing, as text. `codes`: a row per area, with each insats's
answer in columns of its own: decision as text, rule as its number, missing facts as bits."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement, and what it reads: tables of what holds on the day, and tables of what held on earlier days.

    `worlds` are those of the earlier days that are asked. `absent` are the names, by level, that no column gives.
    `answers` and `names` are what the codes mean.
    """

    dialect: Dialect
    tree: exp.Query
    today: Sources
    past: Sources
    worlds: tuple[World, ...]
    absent: Mapping[str, frozenset[str]]
    answers: tuple[AnswerColumns, ...]
    names: Bits

    @property
    def tables(self) -> Mapping[str, Mapping[str, Type]]:
        """By level, the columns that are read of what holds on the day."""
        return self.today.tables

    @property
    def sql(self) -> str:
        """The statement's text."""
        return self.dialect.sql(self.tree)

    def text(self, view: str = "") -> str:
        """The statement's text, or that of making it a view; a dot stands between a schema and a name."""
        if not view:
            return self.sql
        parts = [exp.to_identifier(part, quoted=True) for part in view.split(".")]
        table = exp.Table(**dict(zip(("this", "db", "catalog"), reversed(parts), strict=False)))
        return self.dialect.sql(exp.Create(this=table, kind="VIEW", expression=self.tree, replace=True))

    def faults(self) -> str:
        """The text of a statement that gives a row for every value that would stop this one: its table, the id of its
        row, its column and what stands there; an empty id, or one that is there twice, is a fault of the column id.
        A table of earlier days has an id as often as something changed."""
        queries: list[exp.Query] = [unnamed(level) for level in sorted(self.today.tables)]
        for sources, ending in ((self.today, ""), (self.past, HISTORY)):
            for level, columns in sorted(sources.tables.items()):
                table = f"{level}{ending}"
                queries += [misfits(self.dialect, table, name, kind) for name, kind in sorted(columns.items())]
        tree, *more = queries
        for query in more:
            tree = exp.Union(this=tree, expression=query, distinct=False)
        return self.dialect.sql(tree)


@dataclass(frozen=True, slots=True)
class SqlQuestion:
    """What is asked: insatser of the frames' policy, each frame a row of parameters.

    `labels`: by insats, what its rows are called in each frame; None leaves a row out. `given`: the columns that a
    level's table has, where that is not every attribute. `relations`: whether there are tables of pairs. `trusted`:
    whether the tables' values have been checked.
    """

    frames: Sequence[EvalContext]
    insatser: Sequence[str]
    labels: Mapping[str, Sequence[str | None]]
    given: Given
    relations: bool = True
    trusted: bool = False

    def checked(self) -> SqlQuestion:
        """The same, of tables whose values have been checked."""
        return replace(self, trusted=True)

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """The rulings of the insatser."""
        return tuple(self.frames[0].policy.rulings[name] for name in self.insatser)


def compile(question: SqlQuestion, dialect: str, shape: Shape = "rows") -> Compiled:
    """The statement; raises `GrundError` for what the dialect cannot say, by rule and name."""
    exprs = [rule.active for ruling in question.rulings for rule in ruling.rules]
    statement = _begun(question, dialect, exprs)
    queries: list[exp.Query] = []
    answers: list[AnswerColumns] = []
    conditions = [(ruling.insats.level, rule.active) for ruling in question.rulings for rule in ruling.rules]
    statement.whole |= asked_everywhere(statement.vocabulary, conditions)
    for level, rulings in _by_level(question.rulings).items():
        chain = statement.chain(level)
        answer_columns = decide(statement, chain, rulings)
        answers += answer_columns
        step = chain.top
        queries += (
            _rows(statement, question, answer_columns, step)
            if shape == "rows"
            else [_codes(statement, answer_columns, step)]
        )
    return _finished(statement, queries, answers)


def values(frame: EvalContext, level: str, names: Sequence[str], dialect: str, trusted: bool = True) -> Compiled:
    """The values of some names at a level, in columns of their names."""
    types = frame.vocabulary.type_at(level)
    nodes = [Reference(name, types[name]) for name in names]
    question = SqlQuestion([frame], (), {}, {}, trusted=trusted)
    statement = _begun(question, dialect, nodes)
    statement.whole |= asked_everywhere(statement.vocabulary, [(level, node) for node in nodes])
    chain = statement.chain(level)
    have(statement, chain, nodes)
    columns = [column(name) for name in names]
    query = exp.select(named(column(AREA), "area"), *columns).from_(relation(chain.step(columns, "")), copy=False)
    return _finished(statement, [query], [])


def _begun(question: SqlQuestion, dialect: str, exprs: Sequence[Expr]) -> SqlStatement:
    frame = question.frames[0]
    words, counted = frame.vocabulary, frame.policy.counted
    return SqlStatement(
        DIALECTS[dialect], words, counted, list(question.frames), bits_of(words, exprs), question.given, KINDS,
        question.relations, question.trusted, labels=_labelled(question),
    )  # fmt: skip


def _by_level(rulings: Sequence[Ruling]) -> dict[str, list[Ruling]]:
    decided_rulings: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        decided_rulings.setdefault(ruling.insats.level, []).append(ruling)
    return decided_rulings


def _finished(statement: SqlStatement, queries: list[exp.Query], answers: list[AnswerColumns]) -> Compiled:
    """The steps as one statement."""
    tree, *more = queries
    for query in more:
        tree = exp.Union(this=tree, expression=query, distinct=False)
    statement.finish()
    for name, query in statement.in_order():
        tree = tree.with_(quoted_name(name), as_=query, materialized=statement.dialect.fenced, copy=False)
    absent = {level: frozenset(names) for level, names in statement.absent.items()}
    worlds = tuple(frame.world for frame in statement.frames_before())
    return Compiled(
        statement.dialect, tree, statement.today, statement.past, worlds, absent, tuple(answers), statement.bits
    )


def quoted_name(name: str) -> exp.Identifier:
    """A step's name, quoted."""
    identifier = relation(name).this
    assert isinstance(identifier, exp.Identifier)
    return identifier


def _labelled(question: SqlQuestion) -> list[tuple[str | None, ...]]:
    """Every way in which rows are called; there is always one, so that the parameters have a column."""
    blank: tuple[str | None, ...] = ("",) * len(question.frames)
    return list(dict.fromkeys([tuple(question.labels.get(name, blank)) for name in question.insatser] or [blank]))


# ── how answers are given


def _codes(statement: SqlStatement, answers: Sequence[AnswerColumns], step: str) -> exp.Query:
    """A row per area."""
    columns: list[Tree] = [named(column(AREA), "area"), *(column(key) for key in statement.keys[1:])]
    for answer in answers:
        columns += [column(answer.verdict), column(answer.rule)]
        columns += [column(answer.waits(word)) for word in statement.bits.words]
    return exp.select(*columns, copy=False).from_(relation(step), copy=False)


HEADS = ("insats", "tolkning", "decision", "rule", "missing")
"""The columns of a row of answers, after the area."""


def _rows(
    statement: SqlStatement, question: SqlQuestion, answers: Sequence[AnswerColumns], step: str
) -> list[exp.Query]:
    """A row per area and insats, in words."""
    label_rows = _labelled(question)
    blank: tuple[str | None, ...] = ("",) * len(question.frames)
    columns: list[tuple[Tree, ...]] = []
    for answer in answers:
        insats = answer.ruling.insats.id
        called = column(label(label_rows.index(tuple(question.labels.get(insats, blank)))))
        decision = (column(answer.verdict), _rule(answer), _missing(statement, answer))
        columns.append((text(insats), called, *decision))
    area = named(column(AREA), "area")
    if not statement.dialect.unnests:
        selects = []
        for row in columns:
            cells = [named(tree, head) for tree, head in zip(row, HEADS, strict=True)]
            selects.append(exp.select(area.copy(), *cells, copy=False).from_(relation(step), copy=False))
        return [q.where(exp.Not(this=row[1].is_(exp.Null())), copy=False)
                for q, row in zip(selects, columns, strict=True)]  # fmt: skip
    lists = [exp.Explode(this=exp.Array(expressions=list(cells))) for cells in zip(*columns, strict=True)]
    unfolded = exp.select(area, *(named(t, h) for t, h in zip(lists, HEADS, strict=True)), copy=False)
    name = statement.step(f"rows {step}", unfolded.from_(relation(step), copy=False))
    known = exp.Not(this=column("tolkning").is_(exp.Null()))
    return [exp.select(column("area"), *(column(h) for h in HEADS)).from_(relation(name), copy=False).where(known)]


def _rule(answer: AnswerColumns) -> Tree:
    """The deciding rule's name; empty where there is none."""
    code = column(answer.rule)
    branches = [(code.eq(number(i + 1)), text(r)) for i, r in enumerate(answer.rules)]
    return case(*branches, otherwise=text(""))


def _missing(statement: SqlStatement, answer: AnswerColumns) -> Tree:
    """The names of the missing facts, in order, with `;` between."""
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

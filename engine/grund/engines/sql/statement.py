"""Statement: some insatser of a policy as one SQL statement.

Enters: a policy under rows of parameters (its frames), a dialect, and what tables there are. Leaves: `Compiled`: the
statement, the tables and pairs it reads, and how its answers are coded. Promise: a row per area, insats and row of
parameters, with decision, deciding rule and missing facts; parameters are a relation, so one row is a decision and a
thousand rows are a sweep.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from typing import Literal as OneOf

from sqlglot import exp

from ...model.expressions import Expr, Reference, Type
from ...model.facts import World
from ...model.policies import Ruling
from ...problems.problem import GrundError, problem
from ..interpreter import EvalContext
from .answers import codes, rows, wide
from .ctes import Given, SqlStatement
from .decide import AnswerColumns, decide
from .derive import KINDS
from .dialects import DIALECTS, Dialect, column, named, quoted, relation
from .evaluate import Bits
from .faults import misfits, unnamed
from .layers import AREA
from .masks import asked_everywhere, bits_of, have
from .parameters import Labels, label
from .sources import HISTORY, Sources

Shape: TypeAlias = OneOf["rows", "wide", "codes"]
"""`rows`: area, insats, tolkning, decision, rule, missing, as text. `wide`: a row per area and tolkning, with decision,
rule and missing of each insats in columns of its own. `codes`: a row per area, with the same as they are computed:
decision as text, rule as its number, missing facts as bits."""
MOST_COLUMNS: Final = {"postgres": 1_600, "tsql": 4_000, "fabric": 4_000}
"""How many columns a query may have: what the database takes; the others are asked for no more than ten thousand."""


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
    def sources(self) -> tuple[str, ...]:
        """The names of the tables that are read."""
        past = [f"{name}{HISTORY}" for name in (*self.past.tables, *(pairs.name for pairs in self.past.pairs))]
        return (*sorted(self.today.tables), *(pairs.name for pairs in self.today.pairs), *past)

    @property
    def sql(self) -> str:
        """The statement's text."""
        return self.dialect.sql(self.tree)

    def faults(self) -> str:
        """The text of `fault_rows`."""
        return self.dialect.sql(self.fault_rows())

    def fault_rows(self) -> exp.Query:
        """A statement that gives a row for every value that would stop this one: its table, the id of its row, its
        column and what stands there; an empty id, or one that is there twice, is a fault of the column id, with the
        number of its rows. A table of earlier days has an id as often as something changed."""
        queries: list[exp.Query] = [unnamed(self.dialect, level) for level in sorted(self.today.tables)]
        for sources, ending in ((self.today, ""), (self.past, HISTORY)):
            for level, columns in sorted(sources.tables.items()):
                table = f"{level}{ending}"
                queries += [misfits(self.dialect, table, name, kind) for name, kind in sorted(columns.items())]
        tree, *more = queries
        for query in more:
            tree = exp.Union(this=tree, expression=query, distinct=False)
        return tree


@dataclass(frozen=True, slots=True)
class SqlQuestion:
    """What is asked: insatser of the frames' policy, each frame a row of parameters.

    `labels`: by insats, what its rows are called in each frame; None leaves a row out. `readings`: what each frame is
    called. `given`: the columns that a level's table has, where that is not every attribute. `relations`: whether there
    are tables of pairs. `trusted`: whether the tables' values have been checked.
    """

    frames: Sequence[EvalContext]
    insatser: Sequence[str]
    labels: Mapping[str, Sequence[str | None]]
    given: Given
    relations: bool = True
    trusted: bool = False
    readings: Sequence[str] = ()

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
    _few_enough(question, dialect, exprs)
    statement = _begun(question, dialect, exprs, [tuple(question.readings)] if shape == "wide" else None)
    queries: list[exp.Query] = []
    answers: list[AnswerColumns] = []
    conditions = [(ruling.insats.level, rule.active) for ruling in question.rulings for rule in ruling.rules]
    statement.whole |= asked_everywhere(statement.vocabulary, conditions)
    for level, rulings in _by_level(question.rulings).items():
        chain = statement.chain(level)
        answer_columns = decide(statement, chain, rulings)
        answers += answer_columns
        if shape == "rows":
            queries.append(rows(statement, _named(statement, question, answer_columns), chain.top))
        elif shape == "wide":
            queries.append(wide(statement, answer_columns, chain.top))
        else:
            queries.append(codes(statement, answer_columns, chain.top))
    return _finished(statement, queries, answers)


def _few_enough(question: SqlQuestion, dialect: str, exprs: Sequence[Expr]) -> None:
    """Refuse, before any work is done, more columns than the database takes."""
    bits = bits_of(question.frames[0].vocabulary, exprs)
    words = len(bits.words)
    excepted = sum(bool(rule.exceptions) for ruling in question.rulings for rule in ruling.rules)
    count = len(bits.names) + len(exprs) * (1 + words) + excepted + len(question.rulings) * (3 + words)
    limit = MOST_COLUMNS.get(dialect, 10_000)
    if count > limit:
        raise GrundError([problem("G829", None, what="@sql_columns", of=dialect, count=count, limit=limit)])


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


def _begun(
    question: SqlQuestion, dialect: str, exprs: Sequence[Expr], labels: Sequence[Labels] | None = None
) -> SqlStatement:
    frame = question.frames[0]
    words, counted = frame.vocabulary, frame.policy.counted
    return SqlStatement(
        DIALECTS[dialect], words, counted, list(question.frames), bits_of(words, exprs), question.given, KINDS,
        question.relations, question.trusted, labels=labels or _labelled(question),
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
    for name, query, kept in _fenced(statement, tree):
        tree = tree.with_(quoted_name(name), as_=query, materialized=kept, copy=False)
    absent = {level: frozenset(names) for level, names in statement.absent.items()}
    worlds = tuple(frame.world for frame in statement.frames_before())
    return Compiled(
        statement.dialect, tree, statement.today, statement.past, worlds, absent, tuple(answers), statement.bits
    )


def _fenced(statement: SqlStatement, tree: exp.Query) -> list[tuple[str, exp.Query, bool | None]]:
    """The steps, and which of them are kept: where a dialect would write a step into those that read it, one that
    several read is kept, and one that a single step reads is passed on row by row, behind a fence."""
    steps = statement.in_order()
    if not statement.dialect.fenced:
        return [(name, query, None) for name, query in steps]
    queries = [tree, *(query for _, query in steps)]
    reads = Counter(table.name for query in queries for table in query.find_all(exp.Table))
    fences: list[tuple[str, exp.Query, bool | None]] = []
    for name, query in steps:
        once = reads[quoted(name)] == 1
        if once and isinstance(query, exp.Select) and query.args.get("from_") and not query.args.get("group"):
            query = query.offset(0, copy=False)
        fences.append((name, query, None if once else True))
    return fences


def quoted_name(name: str) -> exp.Identifier:
    """A step's name, quoted."""
    identifier = relation(name).this
    assert isinstance(identifier, exp.Identifier)
    return identifier


def _labelled(question: SqlQuestion) -> list[tuple[str | None, ...]]:
    """Every way in which rows are called; there is always one, so that the parameters have a column."""
    return list(dict.fromkeys(_called(question, name) for name in question.insatser)) or [_called(question, "")]


def _called(question: SqlQuestion, insats: str) -> tuple[str | None, ...]:
    return tuple(question.labels.get(insats, ("",) * len(question.frames)))


def _named(
    statement: SqlStatement, question: SqlQuestion, answers: Sequence[AnswerColumns]
) -> list[tuple[AnswerColumns, str]]:
    """Answers, each with the column of what its rows are called."""
    return [(a, label(statement.labels.index(_called(question, a.ruling.insats.id)))) for a in answers]

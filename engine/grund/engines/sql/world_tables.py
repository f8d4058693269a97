"""World tables: a world as the tables that a statement reads, and its answers as the interpreter's.

Enters: a question and an engine that runs statements. Leaves: decisions by insats and frame. Promise: what the engine
is given is what the world says on the day (lists and closed-world values resolved), so that it decides what the
interpreter does; answers are known by area id, never by order; two rules in conflict are the interpreter's own problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from types import TracebackType
from typing import Any, Final, Protocol, TypeAlias

from ...model.decisions import Verdict
from ...model.expressions import DATE, Reference, Type, number
from ...model.facts import World
from ...model.policies import Vocabulary
from ..interpreter import EvalContext, decide_all
from ..interpreter import read as read_plain
from .sources import FROM, HISTORY, TO, Pairs
from .statement import Compiled, SqlQuestion, compile, values

Answer: TypeAlias = tuple[Verdict, str | None, frozenset[str]]
"""Verdict, deciding rule, missing names."""
Row: TypeAlias = Sequence[object]
Columns: TypeAlias = Mapping[str, Type]

ID: Final = Type("enum", "id")
"""The type of an area's id: text."""
SHARE: Final = number(17, 0, 1)
"""The type of a share."""


class EngineError(Exception):
    """What an engine said; below the first line it may have an excerpt of the statement, or steps of its own."""

    @property
    def line(self) -> str:
        """The first line."""
        return next(iter(str(self).strip().splitlines()), "–")


class StatementFailed(EngineError):
    """What an engine said of a statement that it refused or stopped."""


class NotPermitted(StatementFailed):
    """What an engine said of what its role may not do."""


class NotReached(EngineError):
    """Why a database could not be reached."""


class Engine(Protocol):
    """A database: it takes tables and answers statements."""

    dialect: str

    def __enter__(self) -> Engine:
        """The engine, ready."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of it, with all it was given."""

    def put(self, name: str, columns: Columns, rows: Iterable[Row]) -> None:
        """Have a table of its own for as long as the engine lives."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that a statement gives; raises `StatementFailed`."""


def decide(engine: Engine, question: SqlQuestion) -> dict[tuple[str, str], dict[str, Answer]]:
    """Every answer of a question on its frames' world, by insats and label, and by area."""
    compiled = compile(question, engine.dialect)
    _put(engine, question.frames[0], compiled)
    try:
        rows = engine.ask(compiled.sql)
    except StatementFailed:
        for frame in question.frames:  # a conflict, or a table without an answer, is said as the interpreter says it
            for insats in question.insatser:
                decide_all(frame, insats)
        raise
    answers: dict[tuple[str, str], dict[str, Answer]] = {}
    for area, insats, label, verdict, rule, missing in rows:
        names = frozenset(str(missing).split(";")) if missing else frozenset()
        answer: Answer = (verdict, rule or None, names)
        answers.setdefault((insats, label), {})[area] = answer
    return answers


def read(engine: Engine, frame: EvalContext, level: str, name: str) -> dict[str, object]:
    """The value of a name at every area of a level, as the engine gives it."""
    compiled = values(frame, level, [name], engine.dialect)
    _put(engine, frame, compiled)
    try:
        return {str(area): value for area, value in engine.ask(compiled.sql)}
    except StatementFailed:
        for area in frame.world.by_level.get(level, ()):
            read_plain(frame, Reference(name), area)
        raise


def _put(engine: Engine, frame: EvalContext, compiled: Compiled) -> None:
    for level, columns in compiled.today.tables.items():
        engine.put(level, {"id": ID, **columns}, table(frame.vocabulary, level, columns, frame.world))
    for pairing, shares in compiled.today.pairs.items():
        engine.put(pairing.name, _pair_columns(shares), pairs(pairing, sorted(shares), frame.world))
    days = sorted({world.day: world for world in compiled.worlds}.items())
    dated = {FROM: DATE, TO: DATE}
    for level, columns in compiled.past.tables.items():
        rows = _held(days, 1, partial(table, frame.vocabulary, level, columns))
        engine.put(f"{level}{HISTORY}", {"id": ID, **columns, **dated}, rows)
    for pairing, shares in compiled.past.pairs.items():
        rows = _held(days, 2, partial(pairs, pairing, sorted(shares)))
        engine.put(f"{pairing.name}{HISTORY}", {**_pair_columns(shares), **dated}, rows)


def table(words: Vocabulary, level: str, columns: Columns, world: World) -> list[Row]:
    """A row per area of a level: its id, and what the world says of each attribute."""
    return [
        (area.id, *(world.read(area.id, words.attributes[name])[0] for name in columns))
        for area in world.by_level.get(level, ())
    ]


def pairs(pairing: Pairs, shares: Sequence[str], world: World) -> list[Row]:
    """A row per area and area that it stands in the relation to, with shares."""
    return [
        (area.id, other.id, *(link.shares.get(share) for share in shares))
        for area in world.by_level.get(pairing.level, ())
        for other, link in world.related(pairing.relation, pairing.hierarchy, area.id, pairing.to)
    ]


def _pair_columns(shares: Iterable[str]) -> dict[str, Type]:
    return {"area": ID, "other": ID, **dict.fromkeys(sorted(shares), SHARE)}


def _held(days: Sequence[tuple[date, World]], keys: int, rows: Callable[[World], list[Row]]) -> list[Row]:
    """The rows of some days, each with the days from and to which it held: it is written again where it changes.

    The first `keys` columns of a row say which one it is.
    """
    dated_rows: list[Row] = []
    begun: dict[tuple[object, ...], tuple[Row, date]] = {}
    for day, world in days:
        now = {tuple(row[:keys]): row for row in rows(world)}
        for key in [key for key, (row, _) in begun.items() if now.get(key) != row]:
            row, start = begun.pop(key)
            dated_rows.append((*row, start, day))
        begun = {key: begun.get(key, (row, day)) for key, row in now.items()}
    return dated_rows + [(*row, start, None) for row, start in begun.values()]

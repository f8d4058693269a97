"""Worlds: a world as the tables that a statement reads, and its answers as plain's.

Enters: a question and an engine that runs statements. Leaves: decisions by insats and frame. Promise: what the engine
is given is what the world says on the day (lists and closed-world values resolved), so that it decides what `plain`
does; answers are known by area id, never by order; two rules in conflict are `plain`'s own problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Protocol, TypeAlias

from ...expr import Type, Value, number
from ...outcome import Verdict
from ..plain import Frame, decide_all
from .layers import Pairs
from .statement import Compiled, Question, compile, values

Answer: TypeAlias = tuple[Verdict, str | None, frozenset[str]]
"""Verdict, deciding rule, missing names."""
Row: TypeAlias = Sequence[object]
Columns: TypeAlias = Mapping[str, Type]

ID: Final = Type("enum", "id")
"""The type of an area's id: text."""
SHARE: Final = number(17, 0, 1)
"""The type of a share."""


class StatementFailed(Exception):
    """What an engine said of a statement that it refused or stopped."""


class NotReached(Exception):
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


def decide(engine: Engine, question: Question) -> dict[tuple[str, str], dict[str, Answer]]:
    """Every answer of a question on its frames' world, by insats and label, and by area."""
    compiled = compile(question, engine.dialect)
    _put(engine, question.frames[0], compiled)
    try:
        rows = engine.ask(compiled.sql)
    except StatementFailed:
        for frame in question.frames:  # a conflict is said as plain says it
            for insats in question.insatser:
                decide_all(frame, insats)
        raise
    found: dict[tuple[str, str], dict[str, Answer]] = {}
    for area, insats, label, verdict, rule, missing in rows:
        names = frozenset(str(missing).split(";")) if missing else frozenset()
        held: Answer = (verdict, rule or None, names)
        found.setdefault((insats, label), {})[area] = held
    return found


def read(engine: Engine, frame: Frame, level: str, name: str) -> dict[str, object]:
    """The value of a name at every area of a level, as the engine gives it."""
    compiled = values(frame, level, [name], engine.dialect)
    _put(engine, frame, compiled)
    return {str(area): value for area, value in engine.ask(compiled.sql)}


def _put(engine: Engine, frame: Frame, compiled: Compiled) -> None:
    for level, columns in compiled.tables.items():
        engine.put(level, {"id": ID, **columns}, table(frame, level, columns))
    for held, shares in compiled.pairs.items():
        names = sorted(shares)
        engine.put(held.name, {"area": ID, "other": ID, **dict.fromkeys(names, SHARE)}, pairs(frame, held, names))


def table(frame: Frame, level: str, columns: Columns) -> list[tuple[Value | None, ...]]:
    """A row per area of a level: its id, and what the world says of each attribute."""
    words = frame.vocabulary.attributes
    return [
        (area.id, *(frame.world.read(area.id, words[name])[0] for name in columns))
        for area in frame.world.by_level.get(level, ())
    ]


def pairs(frame: Frame, held: Pairs, shares: Sequence[str]) -> list[tuple[Value | None, ...]]:
    """A row per area and area that it stands in the relation to, with shares."""
    return [
        (area.id, other.id, *(link.shares.get(share) for share in shares))
        for area in frame.world.by_level.get(held.level, ())
        for other, link in frame.world.related(held.relation, held.hierarchy, area.id, held.to)
    ]

"""Storage: a table or a path that a database itself reads areas from, or writes decisions to.

Enters: the name of a table or a path, and statements about the areas of a level. Leaves: trees over what the database
holds. Promise: a name is quoted part by part, and a path is a text; neither is ever read as SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from typing import Literal as OneOf

from sqlglot import exp

from ...problems.problem import GrundError, problem
from .answers import HEADS
from .dialects import Tree, cast, column, named, quoted, relation, text
from .faults import FAULTS
from .statement import Compiled
from .world_tables import Engine

_PARTS: Final = ("this", "db", "catalog")
"""What the parts of a table's name are to sqlglot, from the last to the first."""
LOGS: Final = {"Delta": "_delta_log/*.json", "Iceberg": "metadata/*.metadata.json", "Hudi": ".hoodie/*"}
"""Formats of a folder whose files are not its rows, and what one has below it."""
Mode = OneOf["create", "replace", "append"]
"""What becomes of a table that is there: it stops the run, is replaced whole, or gets the rows beside its own."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A table by its name, parts of it with dots between, or a path of files, as the database sees it."""

    name: str

    @property
    def is_path(self) -> bool:
        """Whether it is a path."""
        return "/" in self.name or self.name.endswith(".parquet")

    @property
    def table(self) -> exp.Table:
        """The table of this name; raises `GrundError` for what is the name of none."""
        parts = self.name.split(".")
        if not all(parts) or len(parts) > len(_PARTS):
            raise GrundError([problem("G892", None, name=self.name)])
        words = [exp.to_identifier(part, quoted=True) for part in reversed(parts)]
        return exp.Table(**dict(zip(_PARTS, words, strict=False)))

    def beside(self, ending: str) -> Stored:
        """A table of its own, beside this one."""
        return Stored(f"{self.name}{ending}")


@dataclass(frozen=True, slots=True)
class RunMark:
    """What a row of decisions says of the run that made it: `key` is the same for the same rules, day and table."""

    day: date
    key: str
    decided: datetime

    @property
    def mark(self) -> Tree:
        """That a row is of this run, as a condition."""
        return exp.and_(column("run").eq(text(self.key)), column("decided").eq(self._moment()))

    def columns(self, policy: str) -> list[Tree]:
        """The columns about the run."""
        day = cast(text(self.day.isoformat()), "DATE")
        pairs = {"policy": text(policy), "day": day, "run": text(self.key), "decided": self._moment()}
        return [named(tree, name) for name, tree in pairs.items()]

    def _moment(self) -> Tree:
        return cast(text(self.decided.strftime("%Y-%m-%d %H:%M:%S.%f")), "TIMESTAMP")


class Warehouse(Engine, Protocol):
    """A database that reads what it holds itself, and writes beside it.

    `paths`: the modes in which it writes a path whole or not at all; none: it has tables alone. `local`: its paths are
    this machine's. `lasting`: its tables are there when it is closed.
    """

    paths: tuple[Mode, ...]
    local: bool
    lasting: bool

    def __enter__(self) -> Warehouse:
        """The database, ready."""

    def source(self, stored: Stored) -> exp.Table:
        """What a statement reads it by."""

    def matches(self, pattern: str) -> bool:
        """Whether there is a file at a path with `*` in it."""

    def columns(self, stored: Stored) -> list[str]:
        """The names of its columns; raises `StatementFailed`."""

    def there(self, stored: Stored) -> bool:
        """Whether there is such a table, or something at the path."""

    def store(self, query: exp.Query, stored: Stored, mode: Mode) -> exp.Table:
        """Have a query's rows written, seen by nobody else where the mode allows; what they are read by here."""

    def keep(self) -> None:
        """Have everybody see what is stored, all of it at once."""


def asked_of(level: str, source: exp.Table, changed: tuple[str, str] | None, tree: exp.Query) -> exp.Query:
    """A statement that reads a level's areas from a source; only rows of which a column is beyond a value."""
    tree = tree.copy()
    for table in list(tree.find_all(exp.Table)):
        if table.name == quoted(level) and not table.db:
            rows = exp.select(exp.Star()).from_(source.copy(), copy=False)
            if changed:
                rows = rows.where(column(changed[0]) > text(changed[1]), copy=False)
            alias = exp.TableAlias(this=exp.to_identifier(table.alias or "a", quoted=True))
            table.replace(exp.Subquery(this=rows, alias=alias))
    return tree


@dataclass(frozen=True, slots=True)
class AreaTable:
    """Where the areas of a level are read from; of rows that changed, those alone of which a column is beyond a
    value."""

    level: str
    stored: Stored
    changed: tuple[str, str] | None = None

    def count(self, engine: Warehouse) -> int:
        """How many rows there are."""
        rows = exp.select(exp.Count(this=exp.Star())).from_(relation(self.level))
        ((count,),) = engine.ask(_sql(engine, asked_of(self.level, engine.source(self.stored), self.changed, rows)))
        return int(count)

    def faults(self, engine: Warehouse, compiled: Compiled, most: int) -> list[tuple[str, str, str]]:
        """The id, the column and the value of what would stop a statement, the first of it."""
        rows = asked_of(self.level, engine.source(self.stored), self.changed, compiled.fault_rows())
        some = exp.Subquery(this=rows, alias=exp.TableAlias(this=exp.to_identifier("f")))
        query = exp.select(*map(column, FAULTS[1:]), copy=False).from_(some, copy=False)
        query = query.order_by(column("column"), column("id"), copy=False).limit(most, copy=False)
        return [tuple(str(cell or "") for cell in row) for row in engine.ask(_sql(engine, query))]  # type: ignore[misc]

    def decisions(self, engine: Warehouse, compiled: Mapping[str, Compiled], run: RunMark) -> exp.Query:
        """The rows of several policies, each with what is known of the run."""
        queries: list[exp.Query] = []
        for policy, statement in compiled.items():
            tree = asked_of(self.level, engine.source(self.stored), self.changed, statement.tree)
            rows = exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier("s")))
            heads = [column("area"), *map(column, HEADS), *run.columns(policy)]
            queries.append(exp.select(*heads, copy=False).from_(rows, copy=False))
        union, *more = queries
        for query in more:
            union = exp.Union(this=union, expression=query, distinct=False)
        return union


def written(engine: Warehouse, query: exp.Query, stored: Stored, mode: Mode, run: RunMark) -> dict[str, int]:
    """How many rows of each decision a run wrote."""
    decision, table = column("decision"), engine.store(query, stored, mode)
    count = exp.select(decision, exp.Count(this=exp.Star())).from_(table.copy()).where(run.mark)
    return {str(verdict): int(n) for verdict, n in engine.ask(_sql(engine, count.group_by(decision.copy())))}


def _sql(engine: Engine, tree: exp.Query) -> str:
    return tree.sql(dialect=engine.dialect)


COLUMNS: Final = ("area", *HEADS, "policy", "day", "run", "decided")
"""The columns of a table of decisions."""


def created(table: exp.Table, query: exp.Query) -> exp.Create:
    """The statement that makes a table of a query."""
    return exp.Create(this=table, kind="TABLE", expression=query)


def inserted(table: exp.Table, query: exp.Query) -> exp.Insert:
    """The statement that puts the rows of a query in a table, by the names of its columns."""
    heads = [exp.to_identifier(head, quoted=True) for head in COLUMNS]
    return exp.Insert(this=exp.Schema(this=table, expressions=heads), expression=query)


def dropped(table: exp.Table, dialect: str) -> str:
    """The text that drops a table, where it is there."""
    return f"DROP TABLE IF EXISTS {table.sql(dialect=dialect)}"


def renamed(table: exp.Table, to: exp.Table) -> exp.Alter:
    """The statement that gives a table another name."""
    return exp.Alter(this=table, kind="TABLE", actions=[exp.AlterRename(this=to)])

"""Warehouse: a table decided where it stands: a database reads the areas, decides them and writes the decisions.

Enters: a scenario's policies, the address of a database, a table or path that it reads and one that it writes. Leaves:
counts. Promise: no row passes here; the decisions are there whole or not at all; a value is what it is in every other
reading, or stops the run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlglot import exp

from ..engines import interpreter, sql
from ..engines.sql.storage import Mode, Run, Stored, Warehouse, asked_of, decisions, everyone
from ..model.derivations import Over, Rank, Split
from ..model.scenario import Scenario
from ..problems.problem import GrundError, problem
from ..problems.scratch_files import ending
from ..problems.visible_text import public
from .atomic_files import beside
from .connections import opened, reported, why
from .files import Streamed
from .sql_statements import here, on_rows


@dataclass(frozen=True, slots=True)
class WarehouseRun:
    """The address of a database, what it reads and what it writes there; `changed`: a column, and the value that it is
    beyond in the rows that are decided."""

    target: str
    source: str
    output: str
    mode: Mode = "create"
    changed: tuple[str, str] | None = None


def decide_table(scenario: Scenario, policies: Sequence[str], asked: WarehouseRun) -> Streamed:
    """Decide every row for every insats of the scenario's level; raises `GrundError`."""
    level, output = scenario.level, Stored(asked.output)
    chosen = [policy for name in policies if here(scenario, policy := scenario.policy(name))]
    if not chosen:
        raise GrundError([problem("G503", None, id="", policy=", ".join(policies), known="")])
    with ending(), _permitted(asked), reported(asked.target), opened(asked.target) as engine:
        _able(engine, asked)
        names = engine.columns(Stored(asked.source))
        given = _given(asked, names)
        if asked.changed is not None:
            _each_alone(scenario, policies, given)
        compiled = {p.id: sql.compile(on_rows(scenario, p, given), engine.dialect) for p in chosen}
        key = hashlib.sha256("\n".join([asked.source, *(one.sql for one in compiled.values())]).encode()).hexdigest()
        run = Run(scenario.day, key[:_KEY], datetime.now(UTC))
        table = engine.source(Stored(asked.source))
        trees = [asked_of(level, table, asked.changed, one.tree) for one in compiled.values()]
        ((areas,),) = engine.ask(_text(engine, asked_of(level, table, asked.changed, everyone(level))))
        counts = _written(engine, asked, output, decisions(run, compiled, trees), run)
    absent = {name for one in compiled.values() for name in one.absent.get(level, ())}
    read = {name for one in compiled.values() for name in one.tables.get(level, ())}
    unread = tuple(name for name in names if name in given - read and name != (asked.changed or ("",))[0])
    return Streamed(areas, sum(counts.values()), tuple(sorted(absent)), unknown=counts.get("unknown", 0), unread=unread)


_KEY: Final = 16
"""So many digits tell runs apart."""


def _text(engine: Warehouse, tree: exp.Query) -> str:
    return tree.sql(dialect=engine.dialect)


def _able(engine: Warehouse, asked: WarehouseRun) -> None:
    """That the database can read the one and write the other; raises `GrundError`."""
    for name, able in ((asked.source, bool(engine.paths)), (asked.output, asked.mode in engine.paths)):
        if Stored(name).is_path and not able:
            modes = ", ".join(f"--mode {mode}" for mode in engine.paths) or "–"
            raise GrundError([problem("G838", None, path=name, target=public(asked.target), modes=modes)])


def _given(asked: WarehouseRun, names: Sequence[str]) -> frozenset[str]:
    """The columns of the source beside the id; raises `GrundError` where it has none, or not that of changes."""
    for name in ("id", *(asked.changed or ())[:1]):
        if name not in names:
            raise GrundError([problem("G837", None, table=asked.source, name=name, known=", ".join(names))])
    return frozenset(names) - {"id"}


def _each_alone(scenario: Scenario, policies: Sequence[str], given: frozenset[str]) -> None:
    """That what changed in an area changes no other one's decision; raises `GrundError` with what ranks or counts."""
    words = scenario.book.vocabulary
    exprs = [rule.active for p in policies for ruling in here(scenario, scenario.policy(p)) for rule in ruling.rules]
    together = []
    for name in sorted(interpreter.reached(words, exprs)):
        how = words.derived[name].how if name in words.derived and name not in given else None
        if isinstance(how, Rank | Split) or (isinstance(how, Over) and how.relation == "level"):
            together.append(name)
    if together:
        raise GrundError([problem("G836", None, names=", ".join(together))])


def _written(engine: Warehouse, asked: WarehouseRun, output: Stored, query: exp.Query, run: Run) -> dict[str, int]:
    """How many rows of each decision were written."""
    there = engine.there(output)
    if there and asked.mode == "create":
        raise GrundError([problem("G835", None, table=asked.output)])
    mode: Mode = asked.mode if there else "create"
    if output.is_path and engine.local and "://" not in output.name:
        with beside(output.name, force=True, inputs=(asked.source,)) as temporary:
            return _counts(engine, engine.store(query, Stored(str(temporary)), mode), run)
    counts = _counts(engine, engine.store(query, output, mode), run)
    engine.keep()
    return counts


def _counts(engine: Warehouse, table: exp.Table, run: Run) -> dict[str, int]:
    decision = exp.column("decision", quoted=True)
    query = exp.select(decision, exp.Count(this=exp.Star())).from_(table.copy()).where(run.mark)
    return {str(verdict): int(n) for verdict, n in engine.ask(_text(engine, query.group_by(decision.copy())))}


@contextmanager
def _permitted(asked: WarehouseRun) -> Iterator[None]:
    """What a role may not do, as a problem."""
    try:
        yield
    except sql.NotPermitted as error:
        raise GrundError([problem("G861", None, target=public(asked.target), why=why(asked.target, error))]) from None

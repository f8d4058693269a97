"""Warehouse: a table decided where it stands: a database reads the areas, decides them and writes the decisions.

Takes a scenario's policies, the address of a database, a table or path that it reads and one that it writes. No row
passes here; the decisions are there whole or not at all; a value is what it is in every other reading, or stops the
run.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Final

from ..engines import interpreter, sql
from ..engines.sql.storage import LOGS, AreaTable, Mode, RunMark, Stored, Warehouse, written
from ..model.scenario import Scenario
from ..problems.problem import GATHERED, GrundError, problem
from ..problems.scratch_files import ending
from ..problems.visible_text import public
from .atomic_files import beside
from .connections import opened, reported, why
from .files import Streamed
from .sql_statements import here, on_rows
from .stopped_statements import explained, misfits


@dataclass(frozen=True, slots=True)
class WarehouseRun:
    """The address of a database, what it reads and what it writes there; `changed`: a column, and the value that it is
    beyond in the rows that are decided."""

    target: str
    source: str
    output: str
    mode: Mode = "create"
    changed: tuple[str, str] | None = None


def decide_table(scenario: Scenario, policies: Sequence[str], job: WarehouseRun) -> Streamed:
    """Decide every row for every insats of the scenario's level; raises `GrundError`."""
    chosen = [policy for name in policies if here(scenario, policy := scenario.policy(name))]
    if not chosen:
        raise GrundError([problem("G503", None, id="", policy=", ".join(policies), known="")])
    table = AreaTable(scenario.level, Stored(job.source), job.changed)
    with ending(), _permitted(job), reported(job.target), opened(job.target) as engine:
        _able(engine, job)
        names = _columns(engine, job)
        given = _given(job, names)
        if job.changed is not None:
            _each_alone(scenario, policies, given)
        compiled = {p.id: sql.compile(on_rows(scenario, p, given), engine.dialect) for p in chosen}
        key = hashlib.sha256("\n".join([job.source, *(one.sql for one in compiled.values())]).encode()).hexdigest()
        run = RunMark(scenario.day, key[:_KEY], datetime.now(UTC))
        areas = table.count(engine)
        try:
            counts = _written(engine, job, table, compiled, run)
        except sql.NotPermitted:
            raise
        except sql.StatementFailed as error:
            raise _stopped(scenario, policies, job, engine, table, compiled, error) from None
    absent = {name for one in compiled.values() for name in one.absent.get(scenario.level, ())}
    read = {name for one in compiled.values() for name in one.tables.get(scenario.level, ())}
    unread = tuple(name for name in names if name in given - read and name != (job.changed or ("",))[0])
    return Streamed(areas, sum(counts.values()), tuple(sorted(absent)), unknown=counts.get("unknown", 0), unread=unread)


_KEY: Final = 16
"""So many digits tell runs apart."""


def _able(engine: Warehouse, job: WarehouseRun) -> None:
    """That the database can read the one and write the other, which is not the same; raises `GrundError`."""
    source, output = Stored(job.source), Stored(job.output)
    for stored, able in ((source, bool(engine.paths)), (output, job.mode in engine.paths)):
        if stored.is_path and not able:
            modes = ", ".join(f"--mode {mode}" for mode in engine.paths) or "–"
            raise GrundError([problem("G838", None, path=stored.name, target=public(job.target), modes=modes)])
    for stored in (source, output):
        logs = {name: f"{stored.name.rstrip('/')}/{log}" for name, log in LOGS.items() if stored.is_path}
        if kinds := [name for name, pattern in logs.items() if engine.matches(pattern)]:
            raise GrundError([problem("G834", None, path=stored.name, format=kinds[0])])
    if not output.is_path and not engine.lasting:
        raise GrundError([problem("G891", None, target=public(job.target), table=job.output)])
    if _reads(engine, source, output):
        raise GrundError([problem("G890", None, output=job.output, source=job.source)])


def _reads(engine: Warehouse, source: Stored, output: Stored) -> bool:
    """Whether what is written would be read too. A name of a table with fewer parts may be that of any schema."""
    if source.is_path or output.is_path:
        return source.is_path and output.is_path and _path(output).is_relative_to(_path(source))
    names = ([part.name.casefold() for part in reversed(engine.source(one).parts)] for one in (source, output))
    return all(a == b for a, b in zip(*names, strict=False))


def _path(stored: Stored) -> PurePath:
    return PurePath(stored.name if "://" in stored.name else os.path.realpath(stored.name))


def _columns(engine: Warehouse, job: WarehouseRun) -> list[str]:
    """The columns of the source; raises `GrundError` where it cannot be read."""
    stored = Stored(job.source)
    try:
        return engine.columns(stored)
    except sql.NotPermitted:
        raise
    except sql.StatementFailed as error:
        code, what = ("G825", "path") if stored.is_path else ("G833", "table")
        words = {"target": public(job.target), what: stored.name, "why": why(job.target, error)}
        raise GrundError([problem(code, None, **words)]) from None


def _given(job: WarehouseRun, names: Sequence[str]) -> frozenset[str]:
    """The columns of the source beside the id; raises `GrundError` where it has none, or not that of changes."""
    for name in ("id", *(job.changed or ())[:1]):
        if name not in names:
            raise GrundError([problem("G837", None, table=job.source, name=name, known=", ".join(names))])
    return frozenset(names) - {"id"}


def _each_alone(scenario: Scenario, policies: Sequence[str], given: frozenset[str]) -> None:
    """That what changed in an area changes no other one's decision; raises `GrundError` with what ranks or counts."""
    words = scenario.book.vocabulary
    exprs = [rule.active for p in policies for ruling in here(scenario, scenario.policy(p)) for rule in ruling.rules]
    ranked = []
    for name in sorted(interpreter.reached(words, exprs)):
        how = words.derived[name].how if name in words.derived and name not in given else None
        if how is not None and how.reads_at == "level":
            ranked.append(name)
    if ranked:
        raise GrundError([problem("G836", None, names=", ".join(ranked))])


def _written(
    engine: Warehouse, job: WarehouseRun, table: AreaTable, compiled: Mapping[str, sql.Compiled], run: RunMark
) -> dict[str, int]:
    """How many rows of each decision were written."""
    output, query = Stored(job.output), table.decisions(engine, compiled, run)
    there = engine.there(output)
    if there and job.mode == "create":
        raise GrundError([problem("G835", None, table=job.output)])
    mode: Mode = job.mode if there else "create"
    if output.is_path and engine.local and "://" not in output.name:
        with beside(output.name, force=True) as temporary:
            return written(engine, query, Stored(str(temporary)), mode, run)
    counts = written(engine, query, output, mode, run)
    engine.keep()
    return counts


def _stopped(
    scenario: Scenario,
    policies: Sequence[str],
    job: WarehouseRun,
    engine: Warehouse,
    table: AreaTable,
    compiled: Mapping[str, sql.Compiled],
    error: sql.StatementFailed,
) -> Exception:
    """A statement that stopped, as what is wrong in the table or in the rules; if neither, what the database said."""
    known = explained(scenario, policies, error.line)
    if known is not None:
        return GrundError([known])
    for one in compiled.values():
        try:
            faults = table.faults(engine, one, GATHERED)
        except sql.StatementFailed:  # the connection is gone, or the table cannot be asked either
            return error
        if faults:
            return GrundError(misfits(job.source, one.tables[scenario.level], faults))
    return error


@contextmanager
def _permitted(job: WarehouseRun) -> Iterator[None]:
    """What a role may not do, as a problem."""
    try:
        yield
    except sql.NotPermitted as error:
        raise GrundError([problem("G861", None, target=public(job.target), why=why(job.target, error))]) from None

"""Stored: a file or folder of areas in, a file of decisions out, by one SQL statement that DuckDB runs over the files.

Enters: a scenario's policies, and CSV or Parquet with a row per area, as for `streamed`; a folder holds files of one
kind, parted or not. Leaves: the same rows as `streamed`, with the same columns. Promise: memory is bounded whatever
the size; the output is whole or not there; a derived attribute without a column is computed where it is the area's
own, and anything else without a column is unknown everywhere, and given back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..expr import Expr, Type, names
from ..policy import Policy, Ruling
from ..problems import GrundError, Place, Problem, problem
from ..readings import sql
from ..readings.sql.duckdb import Files, files
from ..scenario import Scenario
from ..text import shown
from ..warehouse import question
from . import streamed
from .delivery import beside
from .streamed import Streamed

_KINDS = (".parquet", ".csv")


def decide_file(scenario: Scenario, policies: Sequence[str], source: str, target: str, force: bool = False) -> Streamed:
    """Decide every row for every insats of the scenario's level; raises `GrundError`."""
    suffix = Path(target).suffix
    if suffix not in _KINDS:
        raise GrundError([problem("G506", Place(target), suffix=suffix, known=", ".join(sorted(_KINDS)))])
    if not any(_here(scenario, scenario.policy(name)) for name in policies):
        return streamed.decide_file(scenario, policies, source, target, force=force)  # nothing is asked of these areas
    paths = _paths(source)
    try:
        with files(paths, Path(source).is_dir()) as held:
            return _decided(scenario, policies, source, held, target, force)
    except sql.StatementFailed as error:
        raise GrundError([_unread(source, str(error))]) from None


def _decided(
    scenario: Scenario, policies: Sequence[str], source: str, files: Files, target: str, force: bool
) -> Streamed:
    if "id" not in files.columns:
        raise GrundError([problem("G112", Place(shown(source)), column="id")])
    given = frozenset(files.columns) - {"id"}
    asked = [held for name in policies if _here(scenario, held := scenario.policy(name))]
    compiled = {policy.id: _compiled(scenario, policy, given) for policy in asked}
    types = {n: k for c in compiled.values() for n, k in c.tables.get(scenario.level, {}).items()}
    files.show(scenario.level, types)
    try:
        with beside(target, force, tuple(map(str, _paths(source)))) as temporary:
            decisions = files.write(compiled, temporary, Path(target).suffix)
            areas = files.count(scenario.level)  # before the target takes its place: it may be the source
    except sql.StatementFailed as error:
        raise _explained(scenario, policies, source, types, str(error)) from None
    absent = {n for c in compiled.values() for n in c.absent.get(scenario.level, ())}
    return Streamed(areas, decisions, tuple(sorted(absent)))


def _here(scenario: Scenario, policy: Policy) -> list[Ruling]:
    """The rulings of a policy that are decided at the scenario's level."""
    return [r for r in policy.rulings.values() if r.insats.level == scenario.level]


def _compiled(scenario: Scenario, policy: Policy, given: frozenset[str]) -> sql.Compiled:
    rulings = _here(scenario, policy)
    open_to = {r.insats.id: _open(scenario, r, given) for r in rulings}
    return sql.compile(question(scenario, policy, rulings, {scenario.level: given}, open_to), "duckdb")


def _open(scenario: Scenario, ruling: Ruling, given: frozenset[str]) -> frozenset[str]:
    """The tolkningar that a ruling depends on: a given column leaves none open behind it."""
    found: set[str] = set()
    queue: list[Expr] = [rule.active for rule in ruling.rules]
    while queue:
        for name in names(queue.pop()) - found:
            found.add(name)
            derived = scenario.book.vocabulary.derived.get(name)
            if derived is not None and derived.local and name not in given:
                queue += derived.how.exprs
    return frozenset(n.removeprefix("tolkning.") for n in found if n.startswith("tolkning."))


def _paths(source: str) -> list[Path]:
    """The files of a file or folder, all of one kind; raises `GrundError`."""
    place = Path(source)
    if not place.exists():
        raise GrundError([problem("G101", Place(shown(source)), file=shown(source))])
    found = [place] if place.is_file() else sorted(p for kind in _KINDS for p in place.rglob(f"*{kind}"))
    kinds = {path.suffix for path in found}
    if len(kinds) != 1 or not kinds <= set(_KINDS):
        suffix = " ".join(sorted(kinds))
        raise GrundError([problem("G506", Place(shown(source)), suffix=suffix, known=", ".join(sorted(_KINDS)))])
    return found


# ── what is wrong


def _explained(
    scenario: Scenario, policies: Sequence[str], source: str, types: Mapping[str, Type], why: str
) -> GrundError:
    """A statement that stopped, as the problem that it stands for, by row."""
    conflict = re.search(r"G317 (\S+) (\S+) (\S+): ([^'\"]*)", why)
    if conflict:
        insats, first, second, area = conflict.groups()
        return GrundError(
            [problem("G317", _place(scenario, policies, insats, first), first=first, second=second, area=area)]
        )
    table = re.search(r"(G334|G335) (\S+?)(?: (\d+) (\d+))?: ([^'\"]*)", why)
    if table:
        code, name, first, second, area = table.groups()
        lines = {"first": first, "second": second} if first else {}
        return GrundError([problem(code, None, table=name, area=area, **lines)])
    split = re.search(r"G336 (\S+?): ", why)
    if split:
        return GrundError([problem("G336", None, split=split.group(1))])
    for path in _paths(source):
        streamed.check(str(path), types)
    return GrundError([_unread(source, why)])


def _place(scenario: Scenario, policies: Iterable[str], insats: str, rule: str) -> Place | None:
    rulings = (scenario.policy(name).rulings.get(insats) for name in policies)
    return next((r.place for ruling in rulings if ruling for r in ruling.rules if r.id == rule), None)


def _unread(source: str, why: str) -> Problem:
    return problem("G532", Place(shown(source)), file=shown(source), why=why.partition("\n")[0])

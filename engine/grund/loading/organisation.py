"""Organisation: bodies.csv, duties.csv, goals.yaml and outcomes.csv to an `Organisation`.

Every body, goal and insats that is named exists; every statement has a source, or says that it is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from graphlib import CycleError, TopologicalSorter
from pathlib import Path as FilePath
from typing import Final

from ..language.typing import condition, constant
from ..model.expressions import DATE
from ..model.organisation import (
    GOAL_KINDS,
    ROLES,
    Activity,
    Body,
    Duty,
    Goal,
    Indicator,
    Organisation,
    Outcome,
    Process,
)
from ..model.policies import Insats, Parameter, Vocabulary
from ..model.sources import Source
from .csv_tables import CsvRow, CsvTable
from .documents import Document, Path
from .report import ProblemReport, label
from .schema import GoalsFile
from .schema.sheets import BODIES, DUTIES, OUTCOMES
from .vocabulary import scope

COVERS: Final = ("whole", "part")
"""What a duty is for: the whole of an insats or process, or the part that its `field` names."""


def organisation(
    report: ProblemReport,
    folder: FilePath,
    sources: Mapping[str, Source],
    insatser: Mapping[str, Insats],
    words: Vocabulary,
    parameters: Mapping[str, Parameter],
    policies: Iterable[str],
    processes: Mapping[str, Process],
) -> Organisation:
    """The organisation of a rulebook; its files are optional, and problems go to the report."""
    bodies = _bodies(report, folder / "bodies.csv", sources)
    names = {*processes, *insatser, *(name for i in insatser.values() for name in i.answered_as)}
    duties = _duties(report, folder / "duties.csv", sources, bodies, names)
    goals_file = report.yaml(folder / "goals.yaml", GoalsFile) if (folder / "goals.yaml").exists() else None
    if goals_file is None:
        return Organisation(bodies, duties, processes=processes)
    reader = _Goals(report, goals_file[0], goals_file[1], sources, bodies)
    goals = reader.goals({*insatser, *(d.insats for d in duties)}, policies)
    indicators = reader.indicators(words, parameters)
    outcomes = _outcomes(report, folder / "outcomes.csv", sources, indicators)
    return Organisation(bodies, duties, goals, indicators, reader.activities(), outcomes, processes)


def _bodies(report: ProblemReport, path: FilePath, sources: Mapping[str, Source]) -> dict[str, Body]:
    if not path.exists():
        return {}
    columns = ("id", "name", "kind", "parent", "group", "area")
    table = report.csv(path, BODIES)
    bodies: dict[str, Body] = {}
    for row in table.rows if table else ():
        assert table is not None
        name, sentence, kind, parent, group, area = (row.cells[c] for c in columns)
        if name in bodies:
            report.add("G304", table.place(row, "id"), id=name, first=table.file)
        citation = report.row_citation(table, row, sources)
        overseer, consulted = row.cells.get("overseen_by", ""), _documents(report, table, row, sources)
        start, end = period(report, table, row)
        bodies[name] = Body(
            name, sentence, kind, parent, group, area, citation, start, end, overseer, consulted,
            report.english.get(sentence, ""),
        )  # fmt: skip
    for row in table.rows if table else ():
        assert table is not None
        for column in ("parent", "group", "overseen_by"):
            if row.cells.get(column):
                report.known(table.place(row, column), "@body", row.cells[column], bodies)
    return bodies


def _documents(report: ProblemReport, table: CsvTable, row: CsvRow, sources: Mapping[str, Source]) -> tuple[str, ...]:
    """The documents about which a body was asked: ids of sources.csv, separated by `;`."""
    names = tuple(s.strip() for s in row.cells.get("consulted", "").split(";") if s.strip())
    for name in names:
        if name not in sources:
            report.source(table.place(row, "consulted"), name, sources)
    return names


def _duties(
    report: ProblemReport,
    path: FilePath,
    sources: Mapping[str, Source],
    bodies: Mapping[str, Body],
    ids: Iterable[str],
) -> tuple[Duty, ...]:
    """The duties; each names an insats, what one is answered as, or a process, or nothing (a field of work)."""
    if not path.exists():
        return ()
    columns = ("id", "insats", "field", "body", "role", "scope")
    table = report.csv(path, DUTIES)
    duties: dict[str, Duty] = {}
    names = ("", *sorted(ids))
    for row in table.rows if table else ():
        assert table is not None
        name, insats, what, body, role, within = (row.cells[c] for c in columns)
        report.known(table.place(row, "body"), "@body", body, bodies)
        report.known(table.place(row, "role"), "role", role, ROLES)
        report.known(table.place(row, "insats"), "@insats", insats, names)
        covers = row.cells.get("covers", "") or "whole"
        report.known(table.place(row, "covers"), "covers", covers, COVERS)
        citation = report.row_citation(table, row, sources)
        if name in duties:
            report.add("G304", table.place(row, "id"), id=name, first=table.file)
        start, end = period(report, table, row)
        duties[name] = Duty(name, insats, what, body, role, within, citation, start, end, covers == "part")
    return tuple(duties.values())


def period(report: ProblemReport, table: CsvTable, row: CsvRow) -> tuple[date | None, date | None]:
    """The days in `valid_from` and `valid_to`, None where they are empty or (noted) wrong."""
    start, end = day(report, table, row, "valid_from"), day(report, table, row, "valid_to")
    if start and end and end <= start:
        report.add("G315", table.place(row, "valid_to"), start=start, end=end)
    return start, end


def day(report: ProblemReport, table: CsvTable, row: CsvRow, column: str) -> date | None:
    """The date in a cell, None where it is empty or (noted) wrong."""
    text = row.cells.get(column, "")
    if not text:
        return None
    try:
        value = constant(text, DATE)
    except ValueError:
        report.add("G216", table.place(row, column), text=text)
        return None
    assert isinstance(value, date)
    return value


class _Goals:
    """Reads goals.yaml."""

    def __init__(
        self,
        report: ProblemReport,
        document: Document,
        model: GoalsFile,
        sources: Mapping[str, Source],
        bodies: Mapping[str, Body],
    ) -> None:
        self.report, self.document, self.model = report, document, model
        self.sources, self.bodies = sources, bodies

    def known(self, path: Path, what: str, text: str, allowed: Iterable[str]) -> None:
        if text:
            self.report.known(self.document.place(path), what, text, list(allowed))

    def goals(self, insatser: Iterable[str], policies: Iterable[str]) -> dict[str, Goal]:
        goals: dict[str, Goal] = {}
        for name, given in self.model.goals.items():
            path: Path = ("goals", name)
            self.report.identifier(self.document, path, name)
            self.known((*path, "kind"), "@goal_kind", given.kind, GOAL_KINDS)
            self.known((*path, "body"), "@body", given.body, self.bodies)
            self.known((*path, "under"), "@goal", given.under, self.model.goals)
            self.known((*path, "insats"), "@insats", given.insats, insatser)
            for i, policy in enumerate(given.policy):
                self.known((*path, "policy", i), "@policy", policy, policies)
            citation = self.report.citation(self.document, path, given, self.sources, name)
            goals[name] = Goal(
                name, given.kind, label(given.label), given.body, given.under, given.insats,
                tuple(given.policy), citation,
            )  # fmt: skip
        self.refuse_circles(goals)
        return goals

    def refuse_circles(self, goals: Mapping[str, Goal]) -> None:
        """A chain of goals has a top."""
        try:
            TopologicalSorter({g.id: {g.under} & goals.keys() for g in goals.values()}).prepare()
        except CycleError as error:
            circle = error.args[1]
            place = self.document.place(("goals", circle[-1], "under"))
            self.report.add("G319", place, circle=" → ".join(reversed(circle)))

    def indicators(self, words: Vocabulary, parameters: Mapping[str, Parameter]) -> dict[str, Indicator]:
        indicators: dict[str, Indicator] = {}
        for name, given in self.model.indicators.items():
            path: Path = ("indicators", name)
            self.report.identifier(self.document, path, name)
            self.known((*path, "goal"), "@goal", given.goal, self.model.goals)
            citation = self.report.citation(self.document, path, given, self.sources, name)
            count = None
            if given.where and self.report.known(
                self.document.place((*path, "level")), "@level", given.level, words.levels
            ):
                at = scope(words, parameters, given.level)
                count = self.report.parsed(self.document, (*path, "where"), partial(condition, given.where, at))
            indicators[name] = Indicator(
                name, given.goal, label(given.label), label(given.unit), given.best,
                _open(given.target), given.by, given.partly, label(given.periodicity), given.level, count, citation,
            )  # fmt: skip
        return indicators

    def activities(self) -> tuple[Activity, ...]:
        activities: list[Activity] = []
        for name, given in self.model.activities.items():
            path: Path = ("activities", name)
            self.report.identifier(self.document, path, name)
            self.known((*path, "goal"), "@goal", given.goal, self.model.goals)
            self.known((*path, "body"), "@body", given.body, self.bodies)
            citation = self.report.citation(self.document, path, given, self.sources, name)
            if given.start and given.end and given.end < given.start:
                self.report.add("G315", self.document.place((*path, "to")), start=given.start, end=given.end)
            activities.append(
                Activity(name, given.goal, label(given.label), given.body, given.start, given.end, citation)
            )
        return tuple(activities)


def _open(target: str) -> Decimal | None:
    return None if target == "unknown" else Decimal(target)


def _outcomes(
    report: ProblemReport, path: FilePath, sources: Mapping[str, Source], indicators: Mapping[str, Indicator]
) -> tuple[Outcome, ...]:
    if not path.exists():
        return ()
    table = report.csv(path, OUTCOMES)
    outcomes: list[Outcome] = []
    for row in table.rows if table else ():
        assert table is not None
        name, text = row.cells["indicator"], row.cells["value"]
        report.known(table.place(row, "indicator"), "@indicator", name, indicators)
        when = day(report, table, row, "day")
        value = None
        try:
            value = Decimal(text.replace(",", ".")) if text else None
        except ArithmeticError:
            value = Decimal("NaN")
        if value is not None and not value.is_finite():
            report.add("G402", table.place(row, "value"), value=text, attribute=name, wanted="@number")
        if when is not None:
            outcomes.append(Outcome(name, when, value, report.row_citation(table, row, sources)))
    return tuple(outcomes)

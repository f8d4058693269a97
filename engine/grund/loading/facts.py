"""Facts: a world's folder of CSV files to a `FactBook`.

Takes world.yaml, areas.csv, part_of.csv, overlaps*.csv, neighbours*.csv, lists.csv and facts/*.csv. Every row is typed
and in its domain, every area and source exists, no two facts contradict each other; all problems at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from pathlib import Path as FilePath
from typing import Final, cast

from .. import loading, model
from ..model.absences import ABSENCES
from ..model.attributes import Attribute
from ..model.expressions import Value, number
from ..model.facts import Area, Fact, FactBook, LargeFacts, Link, ListInForce
from ..model.policies import Rulebook
from ..model.sources import Citation
from .cell_values import Form, Refused, read
from .contradictions import clashes, recorded_together
from .csv_tables import CsvRow, CsvRows, CsvTable
from .organisation import day, period
from .report import ProblemReport, label
from .schema import WorldFile
from .schema.sheets import AREAS, FACTS, LISTS, NEIGHBOURS, OVERLAPS, PART_OF, CsvKind

_FRAME: Final = (
    "valid_from", "valid_to", "recorded", "source", "mark", "note", "assumption", "illustration",
)  # fmt: skip
"""The columns that say when a fact holds and where it is from."""
_KEPT: Final = 100_000
"""So many different values, and so many frames, are read once for all rows that say them."""
_LARGE: Final = 20_000
"""A file of more facts is read column by column."""
_SHARE: Final = Form(number(17, 0, 1))


def factbook(report: ProblemReport, folder: FilePath, book: Rulebook) -> FactBook | None:
    """The fact book of a world's folder; None where its manifest cannot be read."""
    manifest = report.yaml(folder / "world.yaml", WorldFile)
    if manifest is None:
        return None
    _, model = manifest
    report.english = book.english
    reader = _Reader(report, book)
    reader.areas(folder / "areas.csv")
    for path in sorted(folder.glob("part_of*.csv")):
        reader.links(path, "part_of", PART_OF)
    for path in sorted(folder.glob("overlaps*.csv")):
        reader.links(path, "overlaps", OVERLAPS)
    for path in sorted(folder.glob("neighbours*.csv")):
        reader.links(path, "neighbours", NEIGHBOURS)
    if (folder / "lists.csv").exists():
        reader.lists(folder / "lists.csv")
    for path in sorted((folder / "facts").glob("*.csv")):
        reader.facts(path)
    reader.check_links()
    reader.check_trees()
    facts = reader.every_fact()
    reader.check_facts(facts)
    return FactBook(
        model.world, label(model.label), model.rules, tuple(reader.found_areas.values()),
        tuple(reader.found_links), tuple(reader.found_lists), facts, tuple(report.files),
    )  # fmt: skip


def read_row(
    report: ProblemReport, book: Rulebook, areas: dict[str, Area], table: CsvTable, row: CsvRow
) -> Fact | ListInForce | None:
    """One row, as of facts/*.csv or (where it names a `series`) of lists.csv; None, and noted, where it is wrong."""
    report.english = book.english
    reader = _Reader(report, book, areas)
    return reader.issue(table, row) if row.cells.get("series") else reader.fact(table, row)


class _Reader:
    """Reads tables row by row into nouns."""

    def __init__(self, report: ProblemReport, book: Rulebook, areas: dict[str, Area] | None = None) -> None:
        self.report, self.book = report, book
        self.found_areas = areas or {}
        self.found_links: list[Link] = []
        self.found_lists: list[ListInForce] = []
        self.parts: list[Sequence[Fact]] = []
        self.fact_lines, self.fact_tables = array("L"), list[tuple[int, CsvTable]]()
        self.places: dict[int, tuple[CsvTable, CsvRow]] = {}
        self.frames: dict[tuple[str | None, ...], tuple[date, date | None, date, Citation]] = {}
        self.values: tuple[dict[tuple[str, str], Value], dict[tuple[str, str], Value]] = ({}, {})

    # ── cells
    def area(self, table: CsvTable, row: CsvRow, column: str) -> Area | None:
        area = self.found_areas.get(row.cells[column])
        if area is None and AREAS.where not in self.report.unread:
            text = row.cells[column]
            self.report.add("G401", table.place(row, column), self.report.nearest(text, self.found_areas), id=text)
        return area

    # ── tables
    def areas(self, path: FilePath) -> None:
        sheet = self.report.csv(path, AREAS)
        first: dict[str, int] = {}
        for table, row in self.report.rows(sheet):
            name, level = row.cells["id"], row.cells["level"]
            if not name:
                self.report.add("G301", table.place(row), field="id")
            if name in first:
                place = table.place(row, "id")
                self.report.add("G304", place, id=name, first=f"{table.file}:{first[name]}")
            first.setdefault(name, row.line)
            if level not in self.book.vocabulary.levels:
                self.report.known(table.place(row, "level"), "@level", level, self.book.vocabulary.levels)
            start, end = period(self.report, table, row)
            citation = self.report.row_citation(table, row, self.book.sources)
            self.found_areas[name] = Area(name, level, row.cells["name"], start, end, citation)

    def links(self, path: FilePath, relation: str, sheet: CsvKind) -> None:
        csv_table = self.report.csv(path, sheet)
        shares = self.book.vocabulary.shares
        for column in csv_table.header if csv_table else ():
            if column.startswith("share") and column not in shares and csv_table:
                place = csv_table.place(CsvRow(1, {}))
                self.report.add("G113", place, self.report.nearest(column, shares), column=column)
        for table, row in self.report.rows(csv_table):
            area, other = (
                self.area(table, row, "area"),
                self.area(table, row, "parent" if relation == "part_of" else "other"),
            )
            hierarchy = row.cells.get("hierarchy", "") if relation == "part_of" else ""
            known = self.book.vocabulary.hierarchies
            if relation == "part_of" and hierarchy not in known:
                self.report.known(table.place(row, "hierarchy"), "@hierarchy", hierarchy, known)
            given = [name for name in shares if name in row.cells]
            absences = {name: row.cells[name] for name in given if row.cells[name] in ABSENCES}
            numbers = {name: None if name in absences else self.share(table, row, name) for name in given}
            start, end = period(self.report, table, row)
            citation = self.report.row_citation(table, row, self.book.sources)
            if area and other:
                link = Link(area.id, other.id, relation, hierarchy, numbers, start, end, citation, absences)
                self.found_links.append(link)
                self.places[id(link)] = (table, row)

    def share(self, table: CsvTable, row: CsvRow, column: str) -> Decimal | None:
        text = row.cells[column]
        if not text:
            return None
        try:
            value = read(text, _SHARE, table.separator == ";")
        except Refused:
            self.report.add("G402", table.place(row, column), value=text, attribute=column, wanted="0..1")
            return None
        assert isinstance(value, Decimal)
        return value

    def lists(self, path: FilePath) -> None:
        sheet = self.report.csv(path, LISTS)
        ids: dict[str, int] = {}
        starts: set[tuple[str, date]] = set()
        for table, row in self.report.rows(sheet):
            issue = self.issue(table, row)
            if issue is None:
                continue
            if issue.id in ids:
                self.report.add("G304", table.place(row, "id"), id=issue.id, first=f"{table.file}:{ids[issue.id]}")
            if (issue.series, issue.start) in starts:
                self.report.add("G314", table.place(row, "valid_from"), what=issue.series)
            ids.setdefault(issue.id, row.line)
            starts.add((issue.series, issue.start))
            self.found_lists.append(issue)

    def issue(self, table: CsvTable, row: CsvRow) -> ListInForce | None:
        start = day(self.report, table, row, "valid_from")
        if start is None:
            if not row.cells["valid_from"]:
                self.report.add("G301", table.place(row, "valid_from"), field="valid_from")
            return None
        declared = {a.series: None for a in self.book.vocabulary.attributes.values() if a.series}
        self.report.known(table.place(row, "series"), "@series", row.cells["series"], declared)
        recorded = day(self.report, table, row, "recorded") or start
        citation = self.report.row_citation(table, row, self.book.sources)
        precision = row.cells.get("precision", "")
        return ListInForce(row.cells["id"], row.cells["series"], start, recorded, citation, precision)

    def facts(self, path: FilePath) -> None:
        sheet = self.report.csv(path, FACTS)
        if sheet is None:
            return
        self.fact_tables.append((len(self.fact_lines), sheet))
        large = self.large_facts(sheet) if len(sheet.rows) > _LARGE else None
        if large is not None:
            self.parts.append(large)
            self.fact_lines.extend(cast("CsvRows", sheet.rows).starts)
            return
        facts: list[Fact] = []
        self.parts.append(facts)
        for table, row in self.report.rows(sheet):
            fact = self.fact(table, row)
            if fact is not None:
                facts.append(fact)
                self.fact_lines.append(row.line)

    def large_facts(self, table: CsvTable) -> LargeFacts | None:
        """The facts of a large table, column by column; None, and nothing noted, where something in it is wrong."""

        def frame(table: CsvTable, row: CsvRow) -> tuple[date, date | None, date, Citation] | None:
            noted = len(self.report.problems)
            made = self.frame(table, row)
            return made if len(self.report.problems) == noted else None

        noted = len(self.report.problems)
        attributes = self.book.vocabulary.attributes
        made = loading.large_facts.columns(table, self.found_areas, attributes, _FRAME, frame)
        del self.report.problems[noted:]
        return made

    def every_fact(self) -> Sequence[Fact]:
        """The facts of all files, in their order."""
        if not any(isinstance(part, LargeFacts) for part in self.parts):
            return tuple(fact for part in self.parts for fact in part)
        of = model.fact_columns
        return of.joined([part if isinstance(part, of.FactColumns) else of.columns_of(part) for part in self.parts])

    def fact(self, table: CsvTable, row: CsvRow) -> Fact | None:
        area = self.area(table, row, "area")
        attributes = self.book.vocabulary.attributes
        name = row.cells["attribute"]
        attribute = attributes.get(name)
        if attribute is None:
            place = table.place(row, "attribute")
            self.report.add("G201", place, self.report.nearest(name, attributes), name=name)
        if area is None or attribute is None:
            return None
        if area.level not in attribute.levels:
            levels = ", ".join(attribute.levels)
            place = table.place(row, "area")
            self.report.add("G406", place, area=area.id, level=area.level, attribute=name, levels=levels)
        value, absence = self.value(table, row, attribute)
        frame = self.frame(table, row)
        if frame is None or (value is None and not absence):
            return None
        start, end, recorded, citation = frame
        precision = row.cells.get("precision", "")
        return Fact(area.id, name, value, start, end, recorded, citation, absence, precision)

    def frame(self, table: CsvTable, row: CsvRow) -> tuple[date, date | None, date, Citation] | None:
        """When a fact is valid and recorded, and where it is from; rows that say the same share it."""
        key = tuple([row.cells.get(name) for name in _FRAME])
        if key in self.frames:
            return self.frames[key]
        noted = len(self.report.problems)
        start, end = period(self.report, table, row)
        if start is None:
            if not row.cells["valid_from"]:
                self.report.add("G301", table.place(row, "valid_from"), field="valid_from")
            return None
        recorded = day(self.report, table, row, "recorded") or start
        frame = (start, end, recorded, self.report.row_citation(table, row, self.book.sources))
        if len(self.report.problems) == noted and len(self.frames) < _KEPT:  # a problem is noted for every row
            self.frames[key] = frame
        return frame

    def value(self, table: CsvTable, row: CsvRow, attribute: Attribute) -> tuple[Value | None, str]:
        """The typed value, or the kind of its absence; neither, with a problem noted, where it is refused."""
        text, absence = row.cells["value"], row.cells.get("missing", "")
        if absence and absence not in ABSENCES:
            self.report.add("G303", table.place(row, "missing"), value=absence, wanted=", ".join(ABSENCES))
        if not text:
            return None, absence or "not_available"
        if absence in ABSENCES:
            self.report.add("G303", table.place(row, "missing"), value=absence, wanted="@empty")
        key, comma = (attribute.id, text), table.separator == ";"
        known = self.values[comma].get(key)
        if known is not None:
            return known, ""
        form = Form(attribute.type, attribute.round)
        try:
            value = read(text, form, comma)
            if value is not None and len(self.values[comma]) < _KEPT:
                self.values[comma][key] = value
            return value, ""
        except Refused as refused:
            self.report.problems.append(refused.problem(table.place(row, "value"), attribute.id, form))
            return None, ""

    # ── what no single row can tell
    def check_facts(self, facts: Sequence[Fact]) -> None:
        """Two facts recorded on the same day may not hold different values at once."""
        doubtful = facts.recorded_together() if isinstance(facts, LargeFacts) else range(len(facts))
        pairs = [pair for group in recorded_together(facts[i] for i in doubtful) for pair in clashes(group)]
        wanted = {id(later) for _, later in pairs}
        places = {id(facts[i]): i for i in doubtful if id(facts[i]) in wanted} if wanted else {}
        for earlier, later in pairs:
            place = places[id(later)]
            line = self.fact_lines[place]
            table = next(table for first, table in reversed(self.fact_tables) if first <= place)
            self.report.add(
                "G405", table.place(CsvRow(line, {})), area=later.area, attribute=later.attribute,
                first=_stated(earlier), second=_stated(later),
            )  # fmt: skip

    def check_links(self) -> None:
        """An area has one parent at a time in a hierarchy; two areas overlap or adjoin once at a time."""
        groups: dict[tuple[str, ...], list[Link]] = {}
        for link in self.found_links:
            tree = link.relation == "part_of"
            ends = (link.area,) if tree else tuple(sorted((link.area, link.other)))
            groups.setdefault((link.relation, link.hierarchy, *ends), []).append(link)
        for links in groups.values():
            for link in _overlapping(links):
                table, row = self.places[id(link)]
                if link.relation == "part_of":
                    self.report.add("G407", table.place(row), area=link.area, hierarchy=link.hierarchy)
                else:
                    self.report.add("G314", table.place(row), what=f"{link.area} – {link.other}")

    def check_trees(self) -> None:
        """No area is part of itself, however far away."""
        for hierarchy in self.book.vocabulary.hierarchies:
            tree: dict[str, set[str]] = {}
            for link in self.found_links:
                if link.relation == "part_of" and link.hierarchy == hierarchy:
                    tree.setdefault(link.area, set()).add(link.other)
            try:
                TopologicalSorter(tree).prepare()
            except CycleError as error:
                circle = list(reversed(error.args[1]))
                parts = (k for k in self.found_links if k.relation == "part_of" and k.hierarchy == hierarchy)
                table, row = self.places[id(next(k for k in parts if k.area == circle[0]))]
                self.report.add("G409", table.place(row), hierarchy=hierarchy, circle=" → ".join(circle))


def _stated(fact: Fact) -> Value:
    """What a fact says: its value, or why it has none."""
    return fact.absence if fact.value is None else fact.value


def _overlapping(links: list[Link]) -> Iterator[Link]:
    """The links that begin before an earlier one has ended."""
    latest = date.min
    for link in sorted(links, key=lambda k: k.start or date.min):
        if (link.start or date.min) < latest:
            yield link
        latest = max(latest, link.end or date.max)

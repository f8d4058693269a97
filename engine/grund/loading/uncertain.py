"""Uncertain: the uncertain facts of a scenario, from its own file or from one for a what-if.

Every problem at once, each at its place; nothing that is recorded is changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Final

from ..language.intervals import scaled
from ..model.attributes import Attribute
from ..model.expressions import Value
from ..model.facts import Area
from ..model.scenario import Scenario
from ..model.uncertain import (
    FORMS,
    Beta,
    Between,
    Form,
    Normal,
    OneOf,
    Replicates,
    Triangular,
    UncertainFact,
    Uncertainty,
)
from ..problems.problem import GrundError, Place, nearest
from .cell_values import Form as CellForm
from .cell_values import Refused
from .cell_values import read as read_cell
from .csv_tables import CsvTable, read_csv
from .documents import Document, Path
from .report import ProblemReport
from .schema.uncertain import UncertainFile, UncertainIn
from .vocabulary import Declared


def uncertain_file(scenario: Scenario, path: str) -> Scenario:
    """The scenario with the uncertain facts of a file; those that it has of the same are given up for them.

    Raises `GrundError`.
    """
    report = ProblemReport()
    read = report.yaml(path, UncertainFile)
    report.finish()
    assert read is not None
    document, model = read
    made = uncertain_facts(report, document, model.uncertain, scenario, FilePath(path).parent)
    report.finish()
    before = scenario.uncertain
    together = replace(before, facts={**before.facts, **made.facts}, files=(*before.files, path, *made.files))
    invented = scenario.illustration or any(entry.illustration for entry in model.uncertain)
    return replace(scenario, uncertain=together, illustration=invented).seeing(scenario.today)


def uncertain_facts(
    report: ProblemReport, document: Document, entries: Sequence[UncertainIn], scenario: Scenario, folder: FilePath
) -> Uncertainty:
    """The uncertain facts that some entries declare; problems go to the report."""
    reader = _Reader(report, document, scenario, folder)
    facts: dict[tuple[str, str], UncertainFact] = {}
    for i, entry in enumerate(entries):
        for fact in reader.facts(("uncertain", i), entry):
            key = fact.area, fact.attribute
            if key in facts:
                report.add("G896", document.place(("uncertain", i)), area=fact.area, attribute=fact.attribute)
            facts[key] = fact
    return Uncertainty(facts, files=tuple(reader.files))


class _Reader:
    """Reads entries of a document; `files` are those of replicates that it has read."""

    def __init__(self, report: ProblemReport, document: Document, scenario: Scenario, folder: FilePath) -> None:
        self.report, self.document, self.scenario, self.folder = report, document, scenario, folder
        self.areas = {area.id: area for area in scenario.facts.areas}
        self.declared = Declared(report, document, scenario.book.sources)
        self.files: dict[str, None] = {}

    def facts(self, path: Path, entry: UncertainIn) -> Iterable[UncertainFact]:
        """The facts of an entry."""
        words = self.scenario.book.vocabulary
        attribute = words.attributes.get(entry.attribute)
        if attribute is None:
            place = self.document.place((*path, "attribute"))
            self.report.add("G201", place, nearest(entry.attribute, words.attributes), name=entry.attribute)
            return ()
        strata = [r.attribute.id for r in self.scenario.repairs if r.by == attribute and self.scenario.repaired]
        if strata:
            self.report.add("G826", self.document.place(path), attribute=attribute.id, repaired=strata[0])
        citation = self.report.citation(self.document, path, entry, self.scenario.book.sources, attribute.id)
        given = [form for form in FORMS if getattr(entry, form)]
        if len(given) != 1:
            forms = ", ".join(given) or "–"
            self.report.add("G894", self.document.place(path), attribute=attribute.id, given=forms)
            return ()
        (form,) = given
        areas = self._areas(path, entry, attribute)
        made = self._forms(path, entry, form, attribute, areas)
        return [UncertainFact(area, attribute.id, one, citation) for area, one in made.items()]

    def _areas(self, path: Path, entry: UncertainIn, attribute: Attribute) -> list[Area]:
        """The areas named; where none is to be named, all that have a value on the day."""
        if "areas" in entry.model_fields_set and not entry.areas:
            self.report.add("G303", self.document.place((*path, "areas")), value="[]", wanted="@area")
        if not entry.areas:
            today = self.scenario.today
            at_level = [a for level in attribute.levels for a in today.by_level.get(level, ())]
            values = today.column(at_level, attribute)
            return [area for area, value in zip(at_level, values, strict=True) if value is not None]
        areas: list[Area] = []
        for i, name in enumerate(entry.areas):
            at = (*path, "areas", i) if len(entry.areas) > 1 else (*path, "areas")
            if self._fits(at, name, attribute):
                area = self.areas[name]
                if area in areas:
                    self.report.add("G896", self.document.place(at), area=name, attribute=attribute.id)
                areas.append(area)
        return areas

    def _fits(self, path: Path, name: str, attribute: Attribute) -> bool:
        """Whether there is an area of a name, at a level that has the attribute."""
        place = self.document.place(path)
        if not self.report.known(place, "@area", name, self.areas):
            return False
        level, levels = self.areas[name].level, attribute.levels
        if level not in levels:
            self.report.add("G406", place, area=name, level=level, attribute=attribute.id, levels=", ".join(levels))
        return level in levels

    def _forms(
        self, path: Path, entry: UncertainIn, form: str, attribute: Attribute, areas: Sequence[Area]
    ) -> Mapping[str, Form]:
        """The form of each area, by id; none where it does not fit the attribute."""
        if form == "replicates":
            return self._replicates(path, entry, attribute, areas)
        if form == "normal" and attribute.type.kind == "number":
            return self._normal(path, entry, attribute, areas)
        one = _MAKERS[form](self, (*path, form), entry, attribute)
        return {} if one is None else {area.id: one for area in areas}

    def refuse(self, path: Path, attribute: Attribute, wanted: str) -> None:
        """Note that a form does not fit."""
        place = self.document.place(path, key=True)
        self.report.add("G895", place, form=str(path[-1]), attribute=attribute.id, wanted=wanted)

    def between(self, path: Path, entry: UncertainIn, attribute: Attribute) -> Form | None:
        """An interval of what has an order."""
        kind, ends = attribute.type, self._steps(path, entry.between, attribute)
        if kind.kind not in ("number", "date") and not kind.ordered:
            self.refuse(path, attribute, f"one_of: [{', '.join(kind.members or ('false', 'true'))}]")
        elif len(ends) != 2 or ends[0] > ends[1]:
            self.refuse(path, attribute, "[a, b], a ≤ b")
        else:
            return Between(*ends)
        return None

    def one_of(self, path: Path, entry: UncertainIn, attribute: Attribute) -> Form | None:
        """Some values."""
        return OneOf(tuple(sorted(set(self._steps(path, entry.one_of, attribute)))))

    def _steps(self, path: Path, texts: Sequence[str], attribute: Attribute) -> list[int]:
        """Written values as whole smallest units."""
        kind = attribute.type
        places = [self.document.place((*path, i) if len(texts) > 1 else path) for i in range(len(texts))]
        values = [
            self.declared.constant(place, attribute.id, text, kind) for place, text in zip(places, texts, strict=True)
        ]
        return [scaled(value, kind) for value in values if value is not None]

    def _normal(
        self, path: Path, entry: UncertainIn, attribute: Attribute, areas: Sequence[Area]
    ) -> Mapping[str, Form]:
        """A normal distribution in each area, around what it declares or what is recorded there."""
        assert entry.normal is not None
        if entry.normal.sd <= 0:
            self.refuse((*path, "normal"), attribute, "sd > 0")
            return {}
        made: dict[str, Form] = {}
        for area, value in zip(areas, self.scenario.today.column(areas, attribute), strict=True):
            mean = value if entry.normal.mean is None else entry.normal.mean
            if isinstance(mean, Decimal):
                made[area.id] = Normal(float(mean), float(entry.normal.sd))
            else:
                place = self.document.place((*path, "normal"), key=True)
                self.report.add("G899", place, attribute=attribute.id, area=area.id)
        return made

    def no_number(self, path: Path, entry: UncertainIn, attribute: Attribute) -> Form | None:
        """A normal distribution of what is no number."""
        self.refuse(path, attribute, "@number")
        return None

    def triangular(self, path: Path, entry: UncertainIn, attribute: Attribute) -> Form | None:
        """A triangle of three numbers within the domain."""
        corners, kind = entry.triangular, attribute.type
        if kind.kind != "number":
            self.refuse(path, attribute, "@number")
        elif len(corners) != 3 or sorted(corners) != corners or corners[0] == corners[2]:
            self.refuse(path, attribute, "[a, b, c], a ≤ b ≤ c, a < c")
        elif not kind.low <= corners[0] <= corners[2] <= kind.high:
            self.refuse(path, attribute, f"{kind.low} – {kind.high}")
        else:
            return Triangular(*map(float, corners))
        return None

    def beta(self, path: Path, entry: UncertainIn, attribute: Attribute) -> Form | None:
        """A share from counts."""
        beta = entry.beta
        assert beta is not None
        if attribute.type.kind != "number":
            self.refuse(path, attribute, "@number")
        elif not 0 <= beta.count <= beta.of or not beta.of or not 0 < beta.times <= attribute.type.high:
            self.refuse(path, attribute, f"0 ≤ count ≤ of, of > 0, 0 < times ≤ {attribute.type.high}")
        else:
            return Beta(beta.count, beta.of, float(beta.times))
        return None

    def _replicates(
        self, path: Path, entry: UncertainIn, attribute: Attribute, areas: Sequence[Area]
    ) -> Mapping[str, Form]:
        """The column of the attribute in a file of draws, by area: of each area named a row for every draw."""
        file = str(self.folder / entry.replicates)
        try:
            table = read_csv(file, ("draw", "area", attribute.id), None)
        except GrundError as error:
            self.report.problems += error.problems
            return {}
        self.files[file] = None
        content = hashlib.sha256(FilePath(file).read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        draws = list(dict.fromkeys(row.cells["draw"] for row in table.rows))
        steps = self._column(table, attribute)
        wanted = [a.id for a in areas] if entry.areas else list(dict.fromkeys(area for _, area in steps))
        made: dict[str, Form] = {}
        for area in wanted:
            lacking = next((draw for draw in draws if (draw, area) not in steps), None)
            if lacking is not None or not draws:
                place = self.document.place((*path, "replicates"))
                self.report.add("G897", place, file=entry.replicates, draw=lacking or "–", area=area)
            elif entry.areas or self._fits((*path, "replicates"), area, attribute):
                made[area] = Replicates(entry.replicates, content, tuple([steps[draw, area] for draw in draws]))
        return made

    def _column(self, table: CsvTable, attribute: Attribute) -> dict[tuple[str, str], int]:
        """The values of an attribute by draw and area."""
        form = CellForm(attribute.type, attribute.round)
        steps: dict[tuple[str, str], int] = {}
        firsts: dict[tuple[str, str], Place] = {}
        for _, row in self.report.rows(table):
            value: Value | None = None
            try:
                value = read_cell(row.cells[attribute.id], form, table.separator == ";")
            except Refused as refused:
                self.report.problems.append(refused.problem(table.place(row, attribute.id), attribute.id, form))
            if value is not None:
                key = row.cells["draw"], row.cells["area"]
                first = firsts.setdefault(key, place := table.place(row, "draw"))
                if first is not place:
                    self.report.add("G304", place, id=" · ".join(key), first=first.shown)
                steps[key] = scaled(value, attribute.type)
        return steps


_MAKERS: Final[Mapping[str, Callable[[_Reader, Path, UncertainIn, Attribute], Form | None]]] = {
    "between": _Reader.between,
    "one_of": _Reader.one_of,
    "normal": _Reader.no_number,
    "triangular": _Reader.triangular,
    "beta": _Reader.beta,
}

"""Repairs: what a scenario declares to stand in the place of missing values, from its file to the model.

Every attribute, level and value is declared; a way has what it needs and nothing else; problems go to the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..model.attributes import Attribute, Level
from ..model.policies import Rulebook
from ..model.repairs import Method, Repair
from .documents import Document, Path
from .report import ProblemReport
from .schema import RepairIn, ScenarioFile
from .vocabulary import Declared

_WAYS: Final[Mapping[Method, tuple[str, ...]]] = {
    "carry": ("breaks",),
    "mean": ("min_observations",),
    "constant": (),
}
"""Each way, with the fields that it alone reads."""
_ALL: Final = "all"
"""The stratum of all areas of a level."""


def repairs(report: ProblemReport, document: Document, model: ScenarioFile, book: Rulebook) -> tuple[Repair, ...]:
    """The repairs of a scenario, those of an attribute in the order in which they are tried."""
    reader = _Reader(report, document, book)
    made = [
        reader.repair(("repairs", name, *([i] if isinstance(document.value["repairs"][name], list) else [])), given)
        for name, ways in model.repairs.items()
        if reader.repairable(name, ways)
        for i, given in enumerate(ways)
    ]
    return tuple(repair for repair in made if repair is not None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the section `repairs` of a scenario; problems go to the report."""

    report: ProblemReport
    document: Document
    book: Rulebook

    def repairable(self, name: str, ways: Sequence[RepairIn]) -> bool:
        """Whether an attribute is declared, and is no list: who is not on a list is missing nothing."""
        place = self.document.place(("repairs", name), key=True)
        known = self.report.known(place, "@attribute_id", name, self.book.vocabulary.attributes)
        if known and not ways:
            self.report.add("G410", place, attribute=name, why="@repair_in_one_way")
        if known and self.book.vocabulary.attributes[name].series:
            self.report.add("G410", place, attribute=name, why="@repair_of_list")
            return False
        return known

    def repair(self, path: Path, given: RepairIn) -> Repair | None:
        """One way to repair an attribute; None, and noted, where it is wrong."""
        noted = len(self.report.problems)
        attribute = self.book.vocabulary.attributes[str(path[1])]
        chosen = [way for way in _WAYS if way in given.model_fields_set]
        if len(chosen) != 1:
            self.report.add("G410", self.document.place(path), attribute=attribute.id, why="@repair_in_one_way")
            return None
        [way] = chosen
        for owner, field in ((other, field) for other, fields in _WAYS.items() if other != way for field in fields):
            if field in given.model_fields_set:
                place = self.document.place((*path, field), key=True)
                self.report.add("G322", place, field=field, owner=owner, here=way)
        at = self.document.place((*path, way))
        if way == "carry" and not given.carry:
            self.report.add("G303", at, value="0", wanted="1, 2, 3 …")
        if given.min_observations < 1:
            self.report.add("G303", self.document.place((*path, "min_observations")), value="0", wanted="1, 2, 3 …")
        if way == "mean" and attribute.type.kind != "number":
            self.report.add("G410", at, attribute=attribute.id, why="@repair_of_no_number")
        if way == "constant" and not given.note.sv:
            self.report.add("G301", self.document.place(path), field="note")
        by = self._stratum(path, given.mean) if given.mean not in (None, _ALL) else None
        if by is not None and not _is_known(by, attribute):
            self.report.add("G410", at, attribute=attribute.id, why="@repair_of_no_stratum")
        checked = Declared(self.report, self.document, self.book.sources)
        value = None if given.constant is None else checked.constant(at, attribute.id, given.constant, attribute.type)
        citation = self.report.citation(self.document, path, given, self.book.sources, attribute.id, required=False)
        if len(self.report.problems) > noted:
            return None
        breaks = tuple(sorted(given.breaks))
        return Repair(attribute, way, citation, given.carry or 0, breaks, by, given.min_observations, value)

    def _stratum(self, path: Path, name: str | None) -> Attribute | Level | None:
        """The attribute or the level that a stratum goes by."""
        words = self.book.vocabulary
        known: dict[str, Attribute | Level] = {**words.attributes, **words.levels}
        self.report.known(self.document.place((*path, "mean")), "@attribute_id", name or "", [_ALL, *known])
        return known.get(name or "")


def _is_known(by: Attribute | Level, attribute: Attribute) -> bool:
    """Whether an area that lacks an attribute may be known to be in a stratum."""
    if isinstance(by, Attribute):
        return by.id != attribute.id and not {*by.levels}.isdisjoint(attribute.levels)
    return {by.id} != {*attribute.levels}

"""Level decider: insatser of a policy decided in many worlds at once, which differ in some uncertain facts.

Enters: areas, and for each row of an answer its area and the values of the facts that differ. Leaves: the verdict of
each row. Promise: what the interpreter gives in each world; what is read of other areas or other days is worked out for
each world, by columns where these can say it and else by the interpreter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import cast

import numpy as np
import numpy.typing as npt

from ...engines import interpreter, vectorized
from ...engines.run import frame_of
from ...engines.vectorized import CodedColumn, column
from ...engines.vectorized.sheets import sheet_of
from ...language.intervals import unscaled
from ...model.expressions import Expr, Reference, Type
from ...model.facts import ON_TOP, Area, Fact, in_force
from ...model.policies import Derived, Policy
from ...model.scenario import Reading, Scenario
from ...model.uncertain import UncertainFact
from .possible_worlds import Worlds
from .values import Steps

ROWS = 1 << 16
"""Areas times worlds that are decided together."""


class LevelDecider:
    """Some insatser of a policy in one reading, at a level whose areas are known as columns.

    `read`: the attributes of the area itself that are read; `moving`: derived attributes that read uncertain facts of
    other areas or on other days.
    """

    def __init__(
        self, scenario: Scenario, policy: Policy, reading: Reading, insatser: Sequence[str], areas: Sequence[Area]
    ) -> None:
        self.scenario, self.policy, self.insatser, self.areas = scenario, policy, tuple(insatser), areas
        self.frame = frame_of(scenario, policy, reading)
        self.sheet = sheet_of(self.frame, reading, self.insatser)
        given = self._given(self.sheet.exprs)
        self.read = frozenset(given.keys() & scenario.book.vocabulary.attributes.keys())
        self.others = {name: Reference(name, given[name]) for name in sorted(given.keys() - self.read)}
        self.moving = tuple(filter(partial(moves, scenario), self.others))

    @cached_property
    def reaches(self) -> frozenset[str]:
        """Every attribute that is read, of whatever area."""
        words = self.scenario.book.vocabulary
        moved = (expr for name in self.moving for expr in words.derived[name].how.exprs)
        return self.read | interpreter.reached(words, moved) & words.attributes.keys()

    @cached_property
    def base(self) -> dict[str, CodedColumn]:
        """What is recorded, and what is the same in every world, by name and area."""
        columns = {name: self._recorded(name) for name in self.read}
        for name in self.others.keys() - {*self.moving}:
            columns[name] = self._interpreted(name, self.frame)
        return columns

    def _recorded(self, name: str) -> CodedColumn:
        attribute = self.scenario.book.vocabulary.attributes[name]
        return column(attribute.type, self.scenario.today.column(self.areas, attribute))

    def _interpreted(self, name: str, frame: interpreter.EvalContext) -> CodedColumn:
        node = self.others[name]
        return column(node.type, [interpreter.read(frame, node, area).value for area in self.areas])

    def cuts(self, attribute: str) -> list[int] | None:
        """The values at which a comparison with an attribute of the area turns; None where it is not just compared
        with constants, or is no number and no day."""
        if self.scenario.book.vocabulary.attributes[attribute].type.kind not in ("number", "date"):
            return None
        cuts: set[int] = set()
        for table in self.sheet.plan.tables:
            for axis in table.cells.axes:
                expr = table.cells.expression(axis)
                if isinstance(expr, Reference) and expr.name == attribute:
                    cuts.update(axis.cuts)
                elif attribute in self._given([expr]):
                    return None
        return sorted(cuts)

    def _given(self, exprs: Iterable[Expr]) -> Mapping[str, Type]:
        """What is read of an area before anything is worked out of its own: attributes, and what is derived across."""
        words = self.scenario.book.vocabulary
        across = {name for name, derived in words.derived.items() if not _own(derived)}
        return vectorized.needed(self.frame, exprs, {*words.attributes, *across}, _own).given

    def verdicts(
        self,
        places: npt.NDArray[np.intp],
        values: Iterable[tuple[str, npt.NDArray[np.intp], Steps]],
        moved: Mapping[str, CodedColumn],
    ) -> npt.NDArray[np.int8]:
        """The places of the verdicts in `VERDICTS`, by insats and row. `places`: each row's area; `values`: of an
        attribute, some rows and what it is there; `moved`: the columns of what moves."""
        columns = {**{name: base.rows(places) for name, base in self.base.items()}, **moved}
        for name, rows, steps in values:
            if name in self.read:
                columns[name] = self._with(name, columns[name], rows, steps)
        worked = self.sheet.worked(columns, len(places))
        return self.sheet.plan.decide(worked, len(places), threads=1).verdicts().astype(np.int8)

    def _with(self, name: str, before: CodedColumn, rows: npt.NDArray[np.intp], steps: Steps) -> CodedColumn:
        kind = self.scenario.book.vocabulary.attributes[name].type
        values = before.values.astype(np.int64)
        values[rows] = steps + (kind.kind in ("bool", "enum"))
        known = before.known
        if known is not None:
            known = known.copy()
            known[rows] = True
        return CodedColumn(values, known)

    # ── what reads other areas, or other days

    def moved(self, worlds: Worlds, count: int) -> dict[str, CodedColumn]:
        """The columns of what moves in some worlds, over all areas, one world after another."""
        if not self.moving:
            return {}
        columnar = self._columnar(self.moving)
        by_world = list((self._by_columns if columnar else self._by_interpreter)(self.moving, worlds, count))
        columns: dict[str, CodedColumn] = {}
        for name in self.moving:
            parts = [one[name] for one in by_world]
            known = np.concatenate([np.ones(len(p), np.bool_) if p.known is None else p.known for p in parts])
            columns[name] = CodedColumn(np.concatenate([part.values for part in parts]), known)
        return columns

    def readers(self, attribute: str) -> list[str]:
        """What is derived across areas and reads an attribute of them first."""
        return [name for name, read in self._first_read.items() if attribute in read]

    @cached_property
    def _first_read(self) -> dict[str, Mapping[str, Type]]:
        words = self.scenario.book.vocabulary
        reached = sorted(interpreter.reached(words, self.sheet.exprs))
        across = [name for name in reached if name in words.derived and not _own(words.derived[name])]
        return {name: self._given(words.derived[name].how.exprs) for name in across}

    def told_apart(self, readers: Sequence[str], worlds: Worlds, count: int) -> Iterator[tuple[object, ...]]:
        """By world what tells it apart from the others, of facts that some names read first."""
        own: list[Sequence[object]] = []
        columnar = self._columnar(readers)
        for fact, steps in worlds.items():
            cuts = self.cuts(fact.attribute)
            if not columnar or cuts is None:
                own.append(steps.tolist())
            elif fact.attribute in self.read:
                own.append(np.searchsorted(cuts, steps, side="right").tolist())
        by_world = self._by_columns(readers, worlds, count) if columnar else iter([{}] * count)
        for i, columns in enumerate(by_world):
            yield (*(steps[i] for steps in own), *(_bytes(column) for column in columns.values()))

    def _columnar(self, derived: Iterable[str]) -> bool:
        """Whether derived attributes are worked out from columns of the areas of the level and their neighbours."""
        words = self.scenario.book.vocabulary
        nodes = [Reference(name, words.derived[name].type) for name in derived]
        level = self.areas[0].level
        at_level = all(level in words.derived[node.name].levels for node in nodes)
        return at_level and not vectorized.needed(self.frame, nodes, words.attributes, _columnwise).absent

    @cached_property
    def _borders(self) -> vectorized.Segments:
        """The neighbours of every area."""
        place = self.place
        links = [
            k for k in self.scenario.today.links if k.relation == "neighbours" and {k.area, k.other} <= place.keys()
        ]
        pairs = np.array([[place[link.area], place[link.other]] for link in links], np.int64).reshape(-1, 2)
        return vectorized.neighbours((pairs[:, 0], pairs[:, 1]), len(place))

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each area, by id."""
        return {area.id: i for i, area in enumerate(self.areas)}

    def _by_columns(self, derived: Sequence[str], worlds: Worlds, count: int) -> Iterator[Mapping[str, CodedColumn]]:
        """World by world the columns of some derived attributes, worked out from those of the facts."""
        words = self.scenario.book.vocabulary
        nodes = [Reference(name, words.derived[name].type) for name in derived]
        needed = vectorized.needed(self.frame, nodes, words.attributes, _columnwise)
        base = {name: self._recorded(name) for name in needed.given}
        place = self.place
        facts = [
            (fact.attribute, np.array([place[fact.area]]), steps)
            for fact, steps in worlds.items()
            if fact.area in place and fact.attribute in base
        ]
        for i in range(count):
            columns = dict(base)
            for name, rows, steps in facts:
                columns[name] = self._with(name, columns[name], rows, steps[i : i + 1])
            made = vectorized.worked(self.frame, columns, len(place), nodes, self._borders)
            rows_ = vectorized.Rows(self.frame, made, len(place))
            yield {node.name: rows_.column(node) for node in nodes}

    def _by_interpreter(
        self, derived: Sequence[str], worlds: Worlds, count: int
    ) -> Iterator[Mapping[str, CodedColumn]]:
        scenario, words = self.scenario, self.scenario.book.vocabulary
        for i in range(count):
            facts = facts_at(scenario, worlds, i)
            covered = scenario.today.covered(facts, scenario.facts.patched(facts))
            frame = interpreter.frame(words, self.policy, covered, self.frame.tolkning)
            yield {name: self._interpreted(name, frame) for name in derived}


def moves(scenario: Scenario, name: str) -> bool:
    """Whether a name is derived from uncertain facts otherwise than of the area itself."""
    words = scenario.book.vocabulary
    derived = words.derived.get(name)
    if derived is None or _own(derived):
        return False
    uncertain = {attribute for _, attribute in scenario.uncertain.facts}
    return not uncertain.isdisjoint(interpreter.reached(words, derived.how.exprs))


def facts_at(scenario: Scenario, worlds: Worlds, number: int) -> list[Fact]:
    """The facts of a world on top of what is recorded: those that are uncertain from when these were."""
    made: list[Fact] = []
    for fact, steps in worlds.items():
        value = unscaled(int(steps[number]), scenario.book.vocabulary.attributes[fact.attribute].type)
        for start, end in _stretches(scenario).get(fact, ((scenario.day, None),)):
            made.append(Fact(fact.area, fact.attribute, value, start, end, ON_TOP, fact.citation))
    return made


def _stretches(scenario: Scenario) -> Mapping[UncertainFact, Sequence[tuple[date, date | None]]]:
    """When up to the scenario's day what is recorded of each uncertain fact counts; kept with the scenario. What a
    later list of its series has ended counts no more."""
    key = ("stretches", scenario.uncertain)
    if key not in scenario.frames:
        attributes = scenario.book.vocabulary.attributes
        recorded: dict[tuple[str, str], list[Fact]] = {}
        for fact in scenario.facts.facts:
            where = fact.area, fact.attribute
            if where in scenario.uncertain.facts:
                _, counts = scenario.today.read(fact.area, attributes[fact.attribute])
                if isinstance(counts, Fact):
                    recorded.setdefault(where, []).append(fact)
        of_fact = {scenario.uncertain.facts[where]: _counting(scenario, facts) for where, facts in recorded.items()}
        scenario.frames[key] = {fact: stretches for fact, stretches in of_fact.items() if stretches}
    return cast("Mapping[UncertainFact, Sequence[tuple[date, date | None]]]", scenario.frames[key])


def _counting(scenario: Scenario, facts: Sequence[Fact]) -> list[tuple[date, date | None]]:
    """When that of some facts of one area and attribute counts which counts on the scenario's day."""
    days = sorted({day for fact in facts for day in (fact.start, fact.end) if day and day <= scenario.day})
    counts = [next(iter(in_force(facts, day, scenario.known).values()), None) for day in days]
    stretches = zip(days, [*days[1:], None], counts, strict=True)
    return [(start, end) for start, end, fact in stretches if fact is not None and fact is counts[-1]]


def _own(derived: Derived) -> bool:
    """Whether a derived attribute is worked out from columns of the area itself."""
    return derived.how.at_area and vectorized.able(derived, neighbours=False)


def _bytes(column: CodedColumn) -> bytes:
    """A column as a text: the same where its values are."""
    known = np.ones(len(column), np.bool_) if column.known is None else column.known
    return np.where(known, column.values, 0).tobytes() + known.tobytes()


def _columnwise(derived: Derived) -> bool:
    """Whether a derived attribute is worked out from columns of all areas and their neighbours."""
    return vectorized.able(derived, neighbours=True)

"""Changes: what a scenario puts on top of a world and its rules. Facts, events, values of parameters.

Nothing is copied; a change says its source or that it is assumed; of a listed attribute it holds until the next list,
as every listed fact does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..model.attributes import Attribute
from ..model.expressions import Type, Value
from ..model.facts import ON_TOP, Event, Fact, FactBook, ListInForce
from ..model.policies import Parameter, ParameterValue, Policy, Rulebook
from ..model.sources import Citation
from ..problems.problem import nearest
from .documents import Document, Path
from .report import ProblemReport, label
from .schema import ChangeIn, Cited, EventIn, ScenarioFile, ValueIn
from .vocabulary import Declared, settled


@dataclass(frozen=True)
class ScenarioChanges:
    """Reads what a scenario's file changes, for its day and what is known then; problems go to the report."""

    report: ProblemReport
    document: Document
    model: ScenarioFile
    book: Rulebook
    world: FactBook
    day: date
    known: date | None

    # ── facts and events
    def issues(self) -> tuple[ListInForce, ...]:
        """The issues of lists that events add."""
        declared = {a.series: None for a in self.book.vocabulary.attributes.values() if a.series}
        taken = {(i.series, i.start) for i in self.world.lists}
        issues: list[ListInForce] = []
        for i, event in enumerate(self.model.events):
            citation = self._citation(("events", i), event, event, f"@event {event.on}")
            for j, series in enumerate(event.lists):
                place = self.document.place(("events", i, "lists", j))
                if not self.report.known(place, "@series", series, declared):
                    continue
                if (series, event.on) in taken:
                    self.report.add("G314", place, what=series)
                taken.add((series, event.on))
                issues.append(ListInForce(f"{series}-{event.on}", series, event.on, ON_TOP, citation, event.precision))
        return tuple(issues)

    def facts(self, issues: tuple[ListInForce, ...]) -> tuple[Fact, ...]:
        """The what-if facts; `issues` are the lists that events add."""
        given = [self._fact(("changes", i), change, None, issues) for i, change in enumerate(self.model.changes)]
        return tuple(fact for fact in given if fact is not None)

    def events(self, issues: tuple[ListInForce, ...]) -> tuple[Event, ...]:
        """The events, in order of day; those of one day in the file's order."""
        events: list[Event] = []
        for i, event in enumerate(self.model.events):
            path: Path = ("events", i)
            facts: list[Fact] = []
            for j, change in enumerate(event.changes):
                fact = self._fact((*path, "changes", j), change, event, issues)
                facts += [] if fact is None else [fact]
            for name, value in event.parameters.items():
                if "start" in value.model_fields_set:
                    self._same_day((*path, "parameters", name), value.start, event)
            citation = self._citation(path, event, event, f"@event {event.on}")
            events.append(Event(event.on, label(event.label), citation, event.precision, tuple(facts)))
        return tuple(sorted(events, key=lambda e: e.day))

    def refuse_contradictions(self, facts: Iterable[Fact]) -> None:
        """Two changes may not give one attribute of an area two values from the same day."""
        seen: dict[tuple[str, str, date], Fact] = {}
        for fact in facts:
            first = seen.setdefault((fact.area, fact.attribute, fact.start), fact)
            if first.value != fact.value:
                self.report.add(
                    "G405", fact.place, area=fact.area, attribute=fact.attribute,
                    first=first.value, second=fact.value,
                )  # fmt: skip

    def _same_day(self, path: Path, start: date, event: EventIn) -> None:
        if start != event.on:
            self.report.add("G515", self.document.place((*path, "from")), start=start, on=event.on)

    def _fact(self, path: Path, given: ChangeIn, event: EventIn | None, issues: tuple[ListInForce, ...]) -> Fact | None:
        """A change as a fact on top; None (noted) where its attribute or area is unknown."""
        attribute = self.book.vocabulary.attributes.get(given.attribute)
        areas = {a.id: a for a in self.world.areas}
        known = self.report.known(self.document.place((*path, "area")), "@area", given.area, areas)
        place = self.document.place((*path, "attribute"))
        if attribute is None:
            near = nearest(given.attribute, self.book.vocabulary.attributes)
            self.report.add("G201", place, near, name=given.attribute)
            return None
        citation = self._citation(path, given, event, attribute.id)
        value = self._value((*path, "value"), attribute.id, given.value, attribute.type)
        if known and areas[given.area].level not in attribute.levels:
            levels = ", ".join(attribute.levels)
            words = {"area": given.area, "level": areas[given.area].level, "attribute": attribute.id, "levels": levels}
            self.report.add("G406", self.document.place((*path, "area")), **words)
        start = given.start or (event.on if event else self.day)
        if event is not None:
            self._same_day(path, start, event)
        if given.end is not None and given.end <= start:
            self.report.add("G315", self.document.place((*path, "to")), start=start, end=given.end)
        end = given.end or self._next_issue(attribute, start, issues)
        precision = event.precision if event else ""
        return Fact(given.area, given.attribute, value, start, end, ON_TOP, citation, "", precision, place)

    def _value(self, path: Path, what: str, text: str, kind: Type) -> Value | None:
        """The typed value of a change; None for `unknown`."""
        if text == "unknown":
            return None
        checked = Declared(self.report, self.document, self.book.sources)
        return checked.constant(self.document.place(path), what, text, kind)

    def _next_issue(self, attribute: Attribute, start: date, issues: tuple[ListInForce, ...]) -> date | None:
        """The day of the list after the one that a listed fact belongs to."""
        if not attribute.series:
            return None
        known = self.known
        seen = (*issues, *(i for i in self.world.lists if known is None or i.recorded <= known))
        return min((i.start for i in seen if i.series == attribute.series and i.start > start), default=None)

    def _citation(self, path: Path, given: Cited, event: EventIn | None, what: str) -> Citation:
        """What a change stands on: its own source, or that of the event it is part of."""
        own = given.source is not None or given.assumption or given.illustration
        if event is None or given is event or own:
            return self.report.citation(self.document, path, given, self.book.sources, what)
        return self.report.citation(self.document, path[:2], event, self.book.sources, what, required=False)

    # ── parameters
    def policies(self) -> dict[str, Policy]:
        """The policies, the scenario's own first, with its parameters in place of theirs, and from each event on."""
        for i, name in enumerate(self.model.policies):
            self.report.known(self.document.place(("policies", i)), "@policy", name, self.book.policies)
        order = [*(n for n in self.model.policies if n in self.book.policies), *self.book.policies]
        policies: dict[str, Policy] = {}
        made: dict[tuple[str, int], tuple[ParameterValue, ...]] = {}
        for name in dict.fromkeys(order):
            policy = self.book.policies[name]
            policies[name] = replace(
                policy, parameters={k: self._shared(p, made) for k, p in policy.parameters.items()}
            )
        parameter_names = sorted({p for policy in self.book.policies.values() for p in policy.parameters})
        for path, key in self._named():
            self.report.known(self.document.place((*path, key), key=True), "@parameter", key, parameter_names)
        return policies

    def _shared(self, own: Parameter, made: dict[tuple[str, int], tuple[ParameterValue, ...]]) -> Parameter:
        """A policy's parameter with the scenario's values: the same ones for policies that inherit the same, so that
        what they share is decided once (`Policy.valued`)."""
        key = own.id, id(own.values)
        if key not in made:
            made[key] = self._parameter(own).values
        return own if made[key] is own.values else replace(own, values=made[key])

    def _named(self) -> list[tuple[Path, str]]:
        """Every parameter the file gives a value, and where."""
        entries: list[tuple[Path, str]] = [(("parameters",), key) for key in self.model.parameters]
        for i, event in enumerate(self.model.events):
            entries += [(("events", i, "parameters"), key) for key in event.parameters]
        return entries

    def _parameter(self, parameter: Parameter) -> Parameter:
        """The parameter with the scenario's value instead of its own, then with each event's from its day on."""
        values = self.model.parameters.get(parameter.id)
        if values is not None:
            parameter = replace(parameter, values=self._in_place(parameter, values))
        for i, event in enumerate(self.model.events):
            given = event.parameters.get(parameter.id)
            if given is not None:
                value = self._dated(parameter, ("events", i, "parameters", parameter.id), given, event.on, event)
                kept = (v for v in parameter.values if v.start != event.on)
                parameter = replace(parameter, values=tuple(sorted((*kept, value), key=lambda v: v.start)))
        return parameter

    def _in_place(self, parameter: Parameter, given: list[ValueIn]) -> tuple[ParameterValue, ...]:
        """The scenario's values of a parameter, one or a list, in order of day."""
        path: Path = ("parameters", parameter.id)
        at = (
            [(*path, i) for i in range(len(given))]
            if isinstance(self.document.value["parameters"][parameter.id], list)
            else [path]
        )
        values = [
            self._dated(parameter, where, value, value.start, None) for where, value in zip(at, given, strict=True)
        ]
        if len({v.start for v in values}) < len(values):
            self.report.add("G314", self.document.place(path), what=f"param.{parameter.id}")
        return tuple(sorted(values, key=lambda v: v.start))

    def _dated(
        self, parameter: Parameter, path: Path, given: ValueIn, start: date, event: EventIn | None
    ) -> ParameterValue:
        citation = self._citation(path, given, event, f"param.{parameter.id}")
        checked = Declared(self.report, self.document, self.book.sources)
        place = self.document.place((*path, "value"))
        value = settled(checked, place, parameter, given.value, start, citation).values[0]
        return replace(value, price_level=given.price_level, checked_on=given.checked_on)

"""Working memory: the working memory. Values in, decisions kept current; agenda and withdrawal are here.

Enters: a program and values, then changes. Leaves: the decisions that the changes can have touched. Promise: after
every update what the interpreter would answer, the same whatever the order; a refused update has changed nothing.

A fact of the engine that changes is withdrawn with its matches, and comes back with those it has now; the difference
goes on along the program's steps, each after those it reads. So a conclusion stands as long as a match justifies it, a
pass over what is due leaves nothing to do, and nothing depends on the order in which the engine fires.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from heapq import heappop, heappush
from types import MappingProxyType
from typing import NamedTuple, Self

from ...model.arithmetic import Observed, aggregate
from ...model.decisions import Trace, Verdict
from ...model.expressions import Reference, Value
from ...model.policies import Derived
from ...problems.problem import GrundError, Problem, problem
from .. import interpreter
from .columns import Computed, JoinColumn, Key, Matched, ReteColumn, Whole
from .decide import activity, conflict, verdict
from .durable_rules import fault
from .intervals import code
from .matcher import MatchChange, Matching
from .program import Decider, Program, Step, Tie
from .rulesets import Ruleset


class DecisionUpdate(NamedTuple):
    """The decision of an insats in an area after an update that can have touched it.

    `changed`: whether the verdict or the deciding rule is another than before. Where it is not, the missing facts of
    an unknown decision, and the grounds, may still be others.
    """

    insats: str
    area: str
    verdict: Verdict
    rule: str | None
    changed: bool


class Memory:
    """One policy, one choice of tolkningar, one day: the decisions of every area, kept current."""

    def __init__(self, program: Program, values: Mapping[tuple[str, str], Value | None]) -> None:
        self.program = program
        self._values: dict[Key, dict[str, Value]] = {key: {} for key in program.columns}
        self._tallies: dict[tuple[Key, str], dict[str, dict[int, int]]] = {}
        self._decisions: dict[tuple[str, str], tuple[Verdict, str | None]] = {}
        self._conflicts: dict[tuple[str, str], Problem] = {}
        self._due: list[tuple[int, str]] = []
        self._numbers = {step.key: n for n, step in enumerate(program.steps) if isinstance(step, ReteColumn)}
        self._frame = interpreter.frame(program.vocabulary, program.policy, program.world, program.tolkning)
        self._dead = False
        self._matching = Matching(program)
        try:
            self._fill(values)
        except BaseException:
            self.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.dispose()

    # ── what a session asks

    def update(self, changes: Mapping[tuple[str, str], Value | None]) -> tuple[DecisionUpdate, ...]:
        """The decisions that the changes can have touched, in order of insats and area.

        Raises `GrundError`: G401, G402, G406 for what is no value of an area; G317 where rules come into conflict;
        then nothing has changed. G902 where the engine was caught in a fault: the memory is dead, make a new one.
        """
        self._check_alive()
        self._check(changes)
        touched = self._touched(changes)
        before = {pair: self._decisions[pair] for pair in touched}
        inverse = {(area, name): self.value(area, name) for area, name in changes if self._reads(area, name)}
        self._run(changes)
        if self._conflicts:
            error = GrundError(self._conflicts.values())
            self._run(inverse)
            raise error
        rows = [(insats, area, *self._decisions[insats, area]) for insats, area in touched]
        return tuple([DecisionUpdate(*row, row[2:] != before[row[0], row[1]]) for row in rows])

    def decisions(self) -> Mapping[tuple[str, str], tuple[Verdict, str | None]]:
        """Every decision: (insats, area) to verdict and deciding rule. A view, of the decisions as they stand."""
        self._check_alive()
        return MappingProxyType(self._decisions)

    def value(self, area: str, name: str) -> Value | None:
        """The value of an attribute or derived attribute that the program reads or watches; None is unknown."""
        self._check_alive()
        return self._values[self.program.world.areas[area].level, name].get(area)

    def dispose(self) -> None:
        """Gives the engine's memory back; the memory cannot be used after it."""
        self._dead = True
        self._matching.dispose()

    # ── values from outside

    def _fill(self, values: Mapping[tuple[str, str], Value | None]) -> None:
        """The first values: every step, at every area."""
        self._check(values)
        for (area, name), value in values.items():
            if value is not None and self._reads(area, name):
                self._values[self.program.world.areas[area].level, name][area] = value
        for number, step in enumerate(self.program.steps):
            whole_level = isinstance(step, ReteColumn) and isinstance(step.how, Whole)
            for area in ("",) if whole_level else (at.id for at in self.program.world.by_level.get(_level(step), ())):
                self._do(number, area)
            self._due.clear()  # what a step wakes comes after it, and is done in its turn
        if self._conflicts:
            raise GrundError(self._conflicts.values())

    def _check(self, changes: Mapping[tuple[str, str], Value | None]) -> None:
        """Areas that exist, at levels that have the attribute, with values of its type."""
        areas, attributes = self.program.world.areas, self.program.vocabulary.attributes
        problems: list[Problem] = []
        for (area, name), value in changes.items():
            at, attribute = areas.get(area), attributes.get(name)
            if at is None:
                problems.append(problem("G401", None, id=area))
            elif attribute is None or at.level not in attribute.levels:
                levels = ", ".join(attribute.levels) if attribute else "–"
                problems.append(problem("G406", None, area=area, level=at.level, attribute=name, levels=levels))
            elif value is not None:
                try:
                    code(value, attribute.type)
                except ValueError:
                    wanted = ", ".join(attribute.type.members) or f"@{attribute.type.kind}"
                    problems.append(problem("G402", None, value=value, attribute=name, wanted=wanted))
        if problems:
            raise GrundError(problems)

    def _reads(self, area: str, name: str) -> bool:
        return (self.program.world.areas[area].level, name) in self.program.columns

    def _touched(self, changes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Every (insats, area) whose decision reads something of what changes, however far away."""
        areas, reach, ties = self.program.world.areas, self.program.reach, self.program.ties
        queue = [(area, (areas[area].level, name)) for area, name in changes]
        seen = set(queue)
        pairs: set[tuple[str, str]] = set()
        while queue:
            area, key = queue.pop()
            readers = reach.get(key)
            if readers is None:
                continue
            pairs.update((insats, area) for insats in readers.insatser)
            more = {(area, reader) for reader in readers.here}
            for reader, way in readers.along.items():
                more |= {(owner, reader) for owner in ties[way].owners(area)}
            for reader in readers.everywhere:
                more |= {(at.id, reader) for at in self.program.world.by_level.get(reader[0], ())}
            queue.extend(more - seen)
            seen |= more
        return sorted(pairs)

    def _check_alive(self) -> None:
        if self._dead:
            raise fault("disposed")

    # ── the agenda

    def _run(self, changes: Mapping[tuple[str, str], Value | None]) -> None:
        """The changes, and everything that follows from them. Any error leaves the engine half told: it is given up."""
        try:
            for area, name in sorted(changes):
                if self._reads(area, name):
                    self._set((self.program.world.areas[area].level, name), area, changes[area, name])
            done = (-1, "")
            while self._due:
                due = heappop(self._due)
                if due != done:
                    self._do(*due)
                done = due
        except BaseException:
            self.dispose()
            raise

    def _set(self, key: Key, area: str, value: Value | None) -> None:
        """A column's value at an area; where it is another, what reads it is due."""
        values = self._values[key]
        if values.get(area) == value:
            return
        if value is None:
            del values[area]
        else:
            values[area] = value
        wakes = self.program.wakes[key]
        for number in wakes.here:
            heappush(self._due, (number, area))
        for number in wakes.whole:
            heappush(self._due, (number, ""))
        for number, way in wakes.along:
            for owner in self.program.ties[way].owners(area):
                heappush(self._due, (number, owner))

    def _do(self, number: int, area: str) -> None:
        step = self.program.steps[number]
        if isinstance(step, Ruleset):
            self._match(number, step, area)
        elif isinstance(step, Decider):
            self._decide(step, area)
        elif isinstance(step.how, Computed):
            self._set(step.key, area, self._computed(step, step.how, area))
        elif isinstance(step.how, JoinColumn):
            self._set(step.key, area, self._inside(step, self._joined(step, step.how, area), area))
        elif isinstance(step.how, Whole):
            self._gather(step, step.how)

    # ── columns

    def _match(self, number: int, page: Ruleset, area: str) -> None:
        """The page's fact of the area, and what its matches say."""
        attributes: dict[str, int] = {}
        known = set()
        for payer in page.carried:
            if not payer.share:
                value = self._values[payer.column].get(area)
                attributes |= payer.attributes(value)
                if value is not None:
                    known.add(payer.column)
        change = self._matching.refresh(number, page, area, attributes)
        if change is None:
            return
        if page.way is not None:
            self._tally(page, change)
            return
        by_column: dict[Key, set[str]] = {}
        for rule, _ in change.now:
            by_column.setdefault(page.rules[rule].column, set()).add(page.rules[rule].family)
        for key in page.targets:
            families = by_column.get(key, set())
            how = self.program.columns[key].how
            assert isinstance(how, Matched)
            silent = not families and how.sure and known.issuperset(self.program.columns[key].reads)
            if len(families) > 1 or silent:
                raise fault(f"{area} {key}: {sorted(families)}")
            self._set(key, area, None if not families else "true" in families)

    def _tally(self, page: Ruleset, change: MatchChange) -> None:
        """Which ties of which owners a page's matches put in which family."""
        assert page.way is not None
        ties = self.program.ties[page.way].all
        for matches, step in ((change.gone, -1), (change.come, 1)):
            for rule, tie in matches:
                key, owner = page.rules[rule].column, ties[tie].owner
                family = self._tallies.setdefault((key, owner), {}).setdefault(page.rules[rule].family, {})
                family[tie] = family.get(tie, 0) + step
                if not family[tie]:
                    del family[tie]
                heappush(self._due, (self._numbers[key], owner))

    def _computed(self, column: ReteColumn, how: Computed, area: str) -> Value | None:
        """The interpreter over the values of the columns that are read."""
        self._tell(column, (area,))
        at = self.program.world.areas[area]
        if isinstance(how.how, Derived):
            return interpreter.read(self._frame, Reference(how.how.id, column.type), at).value
        return interpreter.evaluate(self._frame, how.how, at).value

    def _gather(self, column: ReteColumn, how: Whole) -> None:
        """The interpreter for every area of a level, over the values of all areas."""
        by_level = self.program.world.by_level
        self._tell(column, ())
        node = Reference(how.derived.id, column.type)
        values = [(at.id, interpreter.read(self._frame, node, at).value) for at in by_level.get(column.key[0], ())]
        for area, value in values:
            self._set(column.key, area, value)

    def _tell(self, column: ReteColumn, areas: tuple[str, ...]) -> None:
        """Have the interpreter read what a column is made of: of some areas, or of every area of their levels."""
        cells, by_level = self._frame.cells, self.program.world.by_level
        cells.clear()
        self._frame.wholes.clear()
        for key in column.reads:
            node = Reference(key[1], self.program.columns[key].type)
            for area in areas or [at.id for at in by_level.get(key[0], ())]:
                cells[key[1], area] = Trace(node, self._values[key].get(area))

    def _inside(self, column: ReteColumn, value: Value | None, owner: str) -> Value | None:
        derived = self._frame.vocabulary.derived.get(column.key[1])
        return value if derived is None else interpreter.inside(derived, value, self.program.world.areas[owner])

    def _joined(self, column: ReteColumn, how: JoinColumn, owner: str) -> Value | None:
        """The aggregate of an owner's ties, from how many of them are in which family."""
        over, ties = how.over, self.program.ties[how.way]
        total = ties.count.get(owner, 0)
        tally = self._tallies.get((column.key, owner), {})
        true, false, seen, out = (tally.get(family, {}) for family in ("true", "false", "seen", "out"))
        if true.keys() & false.keys() or seen.keys() & out.keys():
            raise fault(f"{owner} {column.key}: {tally}")
        if over.empty is not None and how.listed and len(out) == total:
            return over.empty
        if over.aggregate == "any":
            return True if true else False if len(false) == total else None
        if over.aggregate == "all":
            return False if false else True if len(true) == total else None
        if over.min_observations is None and len(seen) + len(out) < total:
            return None
        if over.aggregate == "count":
            return None if len(seen) < (over.min_observations or 0) else Decimal(len(seen))
        observed = [self._observed(how, ties.all[number]) for number in seen]
        order = over.of.type.members if over.of is not None else ()
        return aggregate(over.aggregate, observed, column.type, order, over.min_observations, over.round)

    def _observed(self, how: JoinColumn, tie: Tie) -> Observed:
        """What a tie that counts, and has a value, brings to an aggregate."""
        value = how.constant if how.value is None else self._values[how.over.to, how.value].get(tie.member)
        weight = tie.link.shares.get(how.over.share) if how.over.weighted else Decimal(1)
        if value is None or weight is None:
            raise fault(f"{tie.owner} {tie.member} {how.value}: {value} {weight}")
        return Observed(True, value, weight)

    # ── decisions

    def _decide(self, step: Decider, area: str) -> None:
        """The decision from the conditions of its rules."""
        conditions: dict[str, bool | None] = {}
        for rule, (key, fixed) in zip(step.ruling.rules, step.held, strict=True):
            value = fixed if key is None else self._values[key].get(area)
            assert value is None or isinstance(value, bool)
            conditions[rule.id] = value
        active = activity(step.ruling, conditions)
        place = (step.ruling.insats.id, area)
        clash = conflict(step.ruling, active, self.program.world.areas[area])
        if clash is None:
            self._conflicts.pop(place, None)
        else:
            self._conflicts[place] = clash
        self._decisions[place] = verdict(step.ruling, conditions, active)


def _level(step: Step) -> str:
    """The level of the areas at which a step is done."""
    if isinstance(step, Decider):
        return step.ruling.insats.level
    return step.level if isinstance(step, Ruleset) else step.key[0]

"""Judging: claims on the data of a scenario. True, false, conditional, open; a rule and a judgement are neither.

Enters: a scenario with claims. Leaves: `Judged` values. Promise: each way to understand a claim is judged by itself,
in every reading of the open questions it depends on; where the ways differ the claim is conditional, and they show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias
from typing import Literal as OneOf

from .expr import Expr
from .loading.claims import Check, Claim, Way
from .outcome import kleene_and, kleene_or
from .policy import Policy
from .readings import plain
from .scenario import Reading, Scenario
from .world import Area, World

Judgement: TypeAlias = OneOf["true", "false", "conditional", "open", "rule", "judgement"]
JUDGEMENTS: Final[dict[Judgement, tuple[str, str]]] = {
    "true": ("sant", "true"),
    "false": ("falskt", "false"),
    "conditional": ("villkorat", "conditional"),
    "open": ("öppet", "open"),
    "rule": ("regel", "rule"),
    "judgement": ("bedömning", "judgement"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One way in one reading: whether it holds (None: open), and the areas that show or break it.

    `counts`: how many there were on the earlier day, and are, where a claim is about numbers.
    """

    way: Way
    reading: Reading
    holds: bool | None
    areas: tuple[Area, ...] = ()
    counts: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, its judgement, and what that stands on."""

    claim: Claim
    judgement: Judgement
    found: tuple[Found, ...]


def judge(scenario: Scenario) -> tuple[Judged, ...]:
    """Every claim of a scenario, in the order of its file."""
    return tuple(_judge(scenario, claim) for claim in scenario.claims)


def _judge(scenario: Scenario, claim: Claim) -> Judged:
    if claim.kind in ("open", "rule", "judgement"):
        return Judged(claim, claim.kind, ())
    if claim.kind == "read":
        return Judged(claim, "true", ())
    found = tuple(f for way in claim.ways for f in _ways(scenario, way))
    said = {f.holds for f in found}
    kinds: dict[bool | None, Judgement] = {True: "true", False: "false", None: "open"}
    return Judged(claim, kinds[said.pop()] if len(said) == 1 else "conditional", found)


def _ways(scenario: Scenario, way: Way) -> Iterator[Found]:
    if way.check is None:
        yield Found(way, (), True if way.read else None)
        return
    check = way.check
    every = [
        (reading, *_Judge(scenario, check, reading).said()) for reading in scenario.readings_of(_exprs(scenario, check))
    ]
    if len({(holds, areas) for _, holds, areas in every}) == 1:  # the readings agree: none of them is named
        every = [((), every[0][1], every[0][2])]
    for reading, holds, areas in every:
        before = _Judge(scenario, check, reading).before() if check.than_on else None
        yield Found(way, reading, holds, areas, None if before is None else (before, len(areas)))


def _exprs(scenario: Scenario, check: Check) -> list[Expr]:
    """The expressions that a check reads."""
    found = [e for e in (check.where, check.holds) if e is not None]
    for name in (check.policy, check.other):
        ruling = scenario.policies[name].rulings.get(check.insats) if name in scenario.policies else None
        found += [rule.active for rule in ruling.rules] if ruling else []
    return found


class _Judge:
    """One check in one reading."""

    def __init__(self, scenario: Scenario, check: Check, reading: Reading) -> None:
        self.scenario, self.check, self.reading = scenario, check, dict(reading)
        self.world = self._world(check.day)
        self.policy = scenario.policy(check.policy) if check.policy else next(iter(scenario.policies.values()))
        self.frame = self._frame(self.world, self.policy)

    def _world(self, day: date | None) -> World:
        return self.scenario.today if day is None else self.scenario.facts.at(day, self.scenario.known)

    def _frame(self, world: World, policy: Policy) -> plain.Frame:
        return plain.frame(self.scenario.book.vocabulary, policy, world, self.reading)

    def said(self) -> tuple[bool | None, tuple[Area, ...]]:
        """Whether the check holds, and the areas that show or break it."""
        return getattr(self, f"_{self.check.form}")()  # type: ignore[no-any-return]

    def _rows(self) -> list[tuple[Area, bool | None, bool | None]]:
        """Each area of the level: whether it is spoken of, and whether what is said of it holds."""
        areas = self.world.by_level.get(self.check.level, ())
        return [(a, self._truth(self.frame, self.check.where, a), self._of(a)) for a in areas]

    def _every(self) -> tuple[bool | None, tuple[Area, ...]]:
        rows = [(a, kleene_or((None if w is None else not w, t))) for a, w, t in self._rows()]
        return kleene_and(tuple(t for _, t in rows)), _with(rows, False) or _with(rows, None)

    def _no(self) -> tuple[bool | None, tuple[Area, ...]]:
        rows = [(a, kleene_and((w, t))) for a, w, t in self._rows()]
        some = kleene_or(tuple(t for _, t in rows))
        return None if some is None else not some, _with(rows, True) or _with(rows, None)

    def _some(self) -> tuple[bool | None, tuple[Area, ...]]:
        rows = [(a, kleene_and((w, t))) for a, w, t in self._rows()]
        sure, perhaps = _with(rows, True), _with(rows, None)
        enough = len(sure) >= self.check.at_least
        return (True if enough else None if len(sure) + len(perhaps) >= self.check.at_least else False), sure

    def _areas(self) -> tuple[bool | None, tuple[Area, ...]]:
        rows = [(a, w) for a, w, _ in self._rows()]
        wanted = set(self.check.are)
        wrong = tuple(a for a, w in rows if w is not None and w != (a.id in wanted))
        gone = wanted - {a.id for a, _ in rows}
        return (False if wrong or gone else None if _with(rows, None) else True), wrong or _with(rows, True)

    def _fewer(self) -> tuple[bool | None, tuple[Area, ...]]:
        now, before = (_Counted(self, world) for world in (self.world, self._world(self.check.than_on)))
        known = not now.unknown and not before.unknown
        return (len(now.areas) < len(before.areas) if known else None), now.areas

    def before(self) -> int:
        """How many areas there were on the earlier day."""
        return len(_Counted(self, self._world(self.check.than_on)).areas)

    def _of(self, area: Area) -> bool | None:
        """What is said of an area: a condition, a decision, a place."""
        check, said = self.check, []
        if check.holds is not None:
            said.append(self._truth(self.frame, check.holds, area))
        if check.insats:
            said.append(self._receives(self.policy, area))
        above = {area.id, *(a.id for a in self.world.above(area))}
        if check.within:
            said.append(bool(above & set(check.within)))
        if check.outside:
            said.append(not above & set(check.outside))
        if check.among:
            said.append(area.id in check.among)
        return kleene_and(tuple(said))

    def _receives(self, policy: Policy, area: Area) -> bool | None:
        frame = self.frame if policy is self.policy else self._frame(self.world, policy)
        verdict = plain.decide(frame, self.check.insats, area).verdict
        return None if verdict == "unknown" else verdict == "yes"

    @staticmethod
    def _truth(frame: plain.Frame, expr: Expr, area: Area) -> bool | None:
        value = plain.evaluate(frame, expr, area).value
        return value if isinstance(value, bool) else None

    def _pairs(self) -> list[tuple[Area, bool | None, bool | None]]:
        """Each area, under the policy and under the other."""
        other = self.scenario.policy(self.check.other)
        areas = self.world.by_level.get(self.check.level, ())
        spoken = [a for a in areas if self._truth(self.frame, self.check.where, a) is not False]
        return [(a, self._receives(self.policy, a), self._receives(other, a)) for a in spoken]

    def _never_less_than(self) -> tuple[bool | None, tuple[Area, ...]]:
        rows = [(a, kleene_or((mine, None if its is None else not its))) for a, mine, its in self._pairs()]
        return kleene_and(tuple(t for _, t in rows)), _with(rows, False) or _with(rows, None)

    def _equal_to(self) -> tuple[bool | None, tuple[Area, ...]]:
        rows = [(a, None if None in (mine, its) else mine == its) for a, mine, its in self._pairs()]
        return kleene_and(tuple(t for _, t in rows)), _with(rows, False) or _with(rows, None)

    def _never_depends_on(self) -> tuple[bool | None, tuple[Area, ...]]:
        """On data: no rule reads the attribute, even through derived ones; whether it could matter is for a proof."""
        rules = self.policy.rulings[self.check.insats].rules
        read = plain.reached(self.scenario.book.vocabulary, [rule.active for rule in rules])
        return (True if self.check.other not in read else None), ()

    def _never_less_with_more(self) -> tuple[bool | None, tuple[Area, ...]]:
        return None, ()


class _Counted:
    """The areas of a check's level for which its condition holds in a world."""

    def __init__(self, judge: _Judge, world: World) -> None:
        frame = judge._frame(world, judge.policy)
        held = [(a, judge._truth(frame, judge.check.where, a)) for a in world.by_level.get(judge.check.level, ())]
        self.areas, self.unknown = _with(held, True), _with(held, None)


def _with(rows: Sequence[tuple[Area, bool | None]], wanted: bool | None) -> tuple[Area, ...]:
    return tuple(area for area, truth in rows if truth is wanted)


def counts(judged: Iterable[Judged]) -> dict[Judgement, int]:
    """How many claims got each judgement."""
    found: dict[Judgement, int] = dict.fromkeys(JUDGEMENTS, 0)
    for one in judged:
        found[one.judgement] += 1
    return found

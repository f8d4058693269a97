"""Claims: claims on the data of a scenario. True, false, conditional, open; rules, judgements, proposals are none.

Each way to understand a claim is judged by itself, in every reading of the open questions it depends on; where the
ways differ the claim is conditional, and they show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ..engines import interpreter
from ..model.claims import AREAS, Check, Claim, Way
from ..model.decisions import kleene_and, kleene_or, truth
from ..model.expressions import Expr
from ..model.facts import Area, World
from ..model.policies import Policy
from ..model.scenario import Reading, Scenario
from .completions.settle import Matrix, settle

Judgement: TypeAlias = OneOf["true", "false", "conditional", "open", "rule", "judgement", "proposal"]
JUDGEMENTS: Final[dict[Judgement, tuple[str, str]]] = {
    "true": ("stämmer", "true"),
    "false": ("stämmer inte", "false"),
    "conditional": ("stämmer under vissa villkor", "depends"),
    "open": ("går inte att pröva", "cannot be tested"),
    "rule": ("norm", "norm"),
    "judgement": ("åsikt", "opinion"),
    "proposal": ("förslag", "proposal"),
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


def claims_of(scenario: Scenario, policies: Iterable[str]) -> tuple[Claim, ...]:
    """The claims of the scenario's file, then those of the files of some policies."""
    return (*scenario.claims, *(claim for name in policies for claim in scenario.policy(name).claims))


def judge(scenario: Scenario, claims: Iterable[Claim]) -> tuple[Judged, ...]:
    """Every claim, in their order, on the scenario's data."""
    return tuple(_judge(scenario, claim) for claim in claims)


def _judge(scenario: Scenario, claim: Claim) -> Judged:
    if claim.kind in ("open", "rule", "judgement", "proposal"):
        return Judged(claim, claim.kind, ())
    if claim.kind == "read":
        return Judged(claim, "true", ())
    findings = tuple(f for way in claim.ways for f in found_by(scenario, way))
    truths = {f.holds for f in findings}
    kinds: dict[bool | None, Judgement] = {True: "true", False: "false", None: "open"}
    return Judged(claim, kinds[truths.pop()] if len(truths) == 1 else "conditional", findings)


def found_by(scenario: Scenario, way: Way) -> Iterator[Found]:
    """What the data say of one way, in every reading that changes it."""
    if way.check is None:
        yield Found(way, (), True if way.read else None)
        return
    check = way.check
    outcomes = [
        (reading, *_Judge(scenario, check, reading).said()) for reading in scenario.readings_of(_exprs(scenario, check))
    ]
    if len({(holds, areas) for _, holds, areas in outcomes}) == 1:  # the readings agree: none of them is named
        outcomes = [((), outcomes[0][1], outcomes[0][2])]
    for reading, holds, areas in outcomes:
        before = _Judge(scenario, check, reading).before() if check.than_on else None
        yield Found(way, reading, holds, areas, None if before is None else (before, len(areas)))


def _exprs(scenario: Scenario, check: Check) -> list[Expr]:
    """The expressions that a check reads."""
    exprs = [e for e in (check.where, check.holds, check.exactly) if e is not None]
    for name in (check.policy, check.other):
        rulings = scenario.policies[name].rulings if name in scenario.policies else {}
        exprs += [rule.active for insats in check.insatser if insats in rulings for rule in rulings[insats].rules]
    return exprs


class _Judge:
    """One check in one reading."""

    def __init__(self, scenario: Scenario, check: Check, reading: Reading) -> None:
        self.scenario, self.check, self.reading = scenario, check, dict(reading)
        self.world = self._world(check.day)
        self.policy = scenario.policy(check.policy) if check.policy else next(iter(scenario.policies.values()))
        self.frames: dict[tuple[str, date], interpreter.EvalContext] = {}
        self.frame = self._frame(self.world, self.policy)

    def _world(self, day: date | None) -> World:
        return self.scenario.today if day is None else self.scenario.facts.at(day, self.scenario.known)

    def _frame(self, world: World, policy: Policy) -> interpreter.EvalContext:
        key = policy.id, world.day
        if key not in self.frames:
            self.frames[key] = interpreter.frame(self.scenario.book.vocabulary, policy, world, self.reading)
        return self.frames[key]

    def said(self) -> tuple[bool | None, tuple[Area, ...]]:
        """Whether the check holds, and the areas that show or break it; of a level without areas nothing is said."""
        if self.check.form in AREAS and not self.world.by_level.get(self.check.level):
            return None, ()
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
        rows = [(a, kleene_and((w, t))) for a, w, t in self._rows()]
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
        check, truths = self.check, []
        if check.holds is not None:
            truths.append(self._truth(self.frame, check.holds, area))
        truths += [self._receives(self.policy, insats, area) for insats in check.insatser]
        above = {area.id, *(a.id for a in self.world.above(area))}
        if check.within:
            truths.append(bool(above & set(check.within)))
        if check.outside:
            truths.append(not above & set(check.outside))
        if check.among:
            truths.append(area.id in check.among)
        return kleene_and(tuple(truths))

    def _receives(self, policy: Policy, insats: str, area: Area) -> bool | None:
        """Whether the area gets the insats; a policy that does not decide it never gives it."""
        if insats not in policy.rulings:
            return False
        verdict = interpreter.decide(self._frame(self.world, policy), insats, area).verdict
        return None if verdict == "unknown" else verdict == "yes"

    @staticmethod
    def _truth(frame: interpreter.EvalContext, expr: Expr, area: Area) -> bool | None:
        return truth(interpreter.evaluate(frame, expr, area))

    def _pairs(self, holds: Callable[[bool, bool], bool]) -> tuple[bool | None, tuple[Area, ...]]:
        """Whether something holds of what each area gets under the policy and under the other, for every insats; as
        comparisons are, over completions: open only where two differ, or where no fact can settle it."""
        rows = dict[Area, bool | None]()
        for insats in self.check.insatser:
            for area, holding in self._compared(insats, holds):
                where = self._truth(self.frame, self.check.where, area)
                if self.check.exactly is not None:
                    holding = _same(self._truth(self.frame, self.check.exactly, area), holding)
                row = kleene_or((None if where is None else not where, holding))
                rows[area] = kleene_and((rows.get(area, True), row))
        pairs = tuple(rows.items())
        return kleene_and(tuple(rows.values())) if rows else None, _with(pairs, False) or _with(pairs, None)

    def _compared(self, insats: str, holds: Callable[[bool, bool], bool]) -> Iterator[tuple[Area, bool | None]]:
        """Each area of an insats' level, and whether something holds of whether it gets the insats of each policy."""
        dated = self.scenario
        if self.world is not dated.today:
            dated = replace(dated, day=self.world.day, cache={}, frames={}).seeing(self.world)
        both = (self.policy, dated.policy(self.check.other))
        level = self.scenario.book.insatser[insats].level
        areas = self.world.by_level.get(level, ())

        def classify(matrix: Matrix) -> bool:
            ours, its = (matrix.get((policy.id, insats)) == "yes" for policy in both)
            return holds(ours, its)

        settled = settle(dated, both, tuple(self.reading.items()), level, areas, classify)
        for area in areas:
            value = settled[area.id].value
            yield area, value if isinstance(value, bool) else None

    def _never_less_than(self) -> tuple[bool | None, tuple[Area, ...]]:
        return self._pairs(lambda ours, its: ours or not its)

    def _equal_to(self) -> tuple[bool | None, tuple[Area, ...]]:
        return self._pairs(lambda ours, its: ours == its)

    def _differs_from(self) -> tuple[bool | None, tuple[Area, ...]]:
        return self._pairs(lambda ours, its: ours != its)

    def _never_depends_on(self) -> tuple[bool | None, tuple[Area, ...]]:
        """On data: no rule reads the attribute, even through derived ones; whether it could matter is for a proof."""
        rules = [rule.active for insats in self.check.insatser for rule in self.policy.rulings[insats].rules]
        read = interpreter.reached(self.scenario.book.vocabulary, rules)
        return (True if self.check.other not in read else None), ()

    def _some_rule(self) -> tuple[bool | None, tuple[Area, ...]]:
        return self._active(kleene_or)

    def _exactly_one_rule(self) -> tuple[bool | None, tuple[Area, ...]]:
        return self._active(_one)

    def _active(self, holds: Callable[[tuple[bool | None, ...]], bool | None]) -> tuple[bool | None, tuple[Area, ...]]:
        """Whether something holds of which rules of the insats are active, for every area of its level."""
        ruling = self.policy.rulings[self.check.other]
        rows = []
        for area in self.world.by_level.get(ruling.insats.level, ()):
            where = self._truth(self.frame, self.check.where, area)
            rules = interpreter.decide(self.frame, ruling.insats.id, area).rules
            so = holds(tuple(rule.active for rule in rules))
            rows.append((area, kleene_or((None if where is None else not where, so))))
        truth = kleene_and(tuple(t for _, t in rows)) if rows else None
        return truth, _with(rows, False) or _with(rows, None)

    def _never_less_with_more(self) -> tuple[bool | None, tuple[Area, ...]]:
        return None, ()


class _Counted:
    """The areas of a check's level for which its condition holds in a world."""

    def __init__(self, judge: _Judge, world: World) -> None:
        frame = judge._frame(world, judge.policy)
        pairs = [(a, judge._truth(frame, judge.check.where, a)) for a in world.by_level.get(judge.check.level, ())]
        self.areas, self.unknown = _with(pairs, True), _with(pairs, None)


def _one(active: tuple[bool | None, ...]) -> bool | None:
    """Whether exactly one is true."""
    sure, perhaps = active.count(True), active.count(None)
    return False if sure > 1 or not sure + perhaps else None if perhaps else True


def _same(a: bool | None, b: bool | None) -> bool | None:
    return None if a is None or b is None else a == b


def _with(rows: Sequence[tuple[Area, bool | None]], wanted: bool | None) -> tuple[Area, ...]:
    return tuple(area for area, truth in rows if truth is wanted)


def counts(judged: Iterable[Judged]) -> dict[Judgement, int]:
    """How many claims got each judgement."""
    tally: dict[Judgement, int] = dict.fromkeys(JUDGEMENTS, 0)
    for one in judged:
        tally[one.judgement] += 1
    return tally

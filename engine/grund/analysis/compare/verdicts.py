"""Verdicts: what some policies decide in one interpretation at one level, area by area.

Enters: a scenario and policies. Leaves: verdicts by policy and insats, and what is said of each area's. Promise: what
is said of an area whose verdicts are all known is said of them alone; the rest is settled over completions. Nothing
here explains: a decision is asked for where somebody wants its grounds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar, cast

from ...loading.scenario import decided_as
from ...model.decisions import VERDICTS, Verdict
from ...model.policies import Policy, Ruling
from ...model.scenario import Reading, Scenario
from ..completions.settle import NOT_SETTLED, UNKNOWN, Completions, Matrix, Settled
from .whole_level import verdicts as level_column
from .whole_level import verdicts_at as area_column

T = TypeVar("T")


class Verdicts:
    """The verdicts of some policies in one interpretation at one level, area by area; what is unknown is settled.

    `rows` are the different ones that areas have, in the order of `columns`; `kinds` says which of them each area has.
    `only`: the ids of the areas that are asked about; empty: all of the level.
    """

    def __init__(
        self,
        scenario: Scenario,
        policies: Iterable[Policy | None],
        reading: Reading,
        level: str,
        only: frozenset[str] = frozenset(),
    ) -> None:
        self.policies, self.level = several(*policies), level
        areas = scenario.today.by_level.get(level, ())
        self.areas = tuple(area for area in areas if area.id in only) if only else areas
        self.columns = {
            (policy.id, ruling.insats.id): area_column(scenario, policy, ruling, reading, self.areas)
            if only
            else level_column(scenario, policy, ruling, reading)
            for policy in self.policies
            for ruling in at_level(policy, level)
        }
        self._completions = Completions(scenario, self.policies, reading, level, self.columns, self.areas)
        numbers: dict[tuple[Verdict, ...], int] = {}
        columns = list(self.columns.values())
        rows = zip(*columns, strict=True) if columns else ((),) * len(self.areas)
        self.kinds = [numbers.setdefault(row, len(numbers)) for row in rows]
        self.rows = list(numbers)

    def row(self, place: int) -> Matrix:
        """The verdicts of one area."""
        return dict(zip(self.columns, self.rows[self.kinds[place]], strict=True))

    def settled(self, classify: Callable[[Matrix], Hashable]) -> list[Settled]:
        """What is said of each area, in order; `unknown` or `not_settled` where completions differ."""
        return list(self.settled_at(range(len(self.areas)), classify).values())

    def settled_at(self, places: Iterable[int], classify: Callable[[Matrix], Hashable]) -> dict[int, Settled]:
        """The same of the areas at some places, in their order."""
        known: dict[int, Settled] = {}
        answers: dict[int, Settled | None] = {}
        for place in places:
            kind = self.kinds[place]
            if "unknown" in self.rows[kind]:
                answers[place] = None
                continue
            if kind not in known:
                known[kind] = Settled(classify(self.row(place)), 1)
            answers[place] = known[kind]
        open_areas = [self.areas[place] for place, answer in answers.items() if answer is None]
        settled = self._completions.settle(open_areas, classify) if open_areas else {}
        return {place: answer or settled[self.areas[place].id] for place, answer in answers.items()}

    def settled_each(
        self, places: Iterable[int], read: Callable[[Matrix], T], ways: Mapping[str, Callable[[T], Hashable]]
    ) -> dict[str, dict[int, Settled]]:
        """What is said of the areas at some places in several ways, by way, of what is read of their verdicts; all of
        them at once where all are settled."""
        answers: dict[frozenset[tuple[tuple[str, str], Verdict]], tuple[Hashable, ...]] = {}

        def all_ways(matrix: Matrix) -> tuple[Hashable, ...]:
            key = frozenset(matrix.items())
            if key not in answers:
                verdicts = read(matrix)
                answers[key] = tuple([classify(verdicts) for classify in ways.values()])
            return answers[key]

        together = self.settled_at(places, all_ways)
        open_places = [place for place, settled in together.items() if settled.value in (UNKNOWN, NOT_SETTLED)]
        parted: dict[int, tuple[Settled, ...]] = {}
        for settled in together.values():
            if isinstance(settled.value, tuple) and id(settled) not in parted:
                parted[id(settled)] = tuple([Settled(value, settled.step) for value in settled.value])
        columns: dict[str, dict[int, Settled]] = {}
        for n, name in enumerate(ways):
            alone = self.settled_at(open_places, lambda matrix, n=n: all_ways(matrix)[n])  # type: ignore[misc]
            columns[name] = {p: alone.get(p) or parted[id(settled)][n] for p, settled in together.items()}
        return columns

    def differ(self, insats: str) -> bool:
        """Whether the policies say, or may say, different things of an insats somewhere."""
        rows = [self._of(row, insats) for row in self.rows]
        if any(len(set(row)) > 1 for row in rows):
            return True
        open_ = {kind for kind, row in enumerate(rows) if "unknown" in row}
        return bool(open_) and any(kind in open_ and self._open(insats, i) for i, kind in enumerate(self.kinds))

    @property
    def followed(self) -> frozenset[str]:
        """The areas for which somebody had to know what their unknown verdicts wait for, by id."""
        return frozenset(self._completions.followed)

    def _of(self, row: tuple[Verdict, ...], insats: str) -> list[Verdict]:
        """What each policy says of an insats, in some row."""
        verdict_by_key = dict(zip(self.columns, row, strict=True))
        return [verdict_by_key.get((policy.id, insats), "no") for policy in self.policies]

    def _open(self, insats: str, place: int) -> bool:
        """Whether an insats is unknown in ways that may come out differently."""
        return not self._completions.alike(self.areas[place], insats)


def verdicts_of(
    scenario: Scenario,
    policies: Iterable[Policy | None],
    reading: Reading,
    level: str,
    only: frozenset[str] = frozenset(),
) -> Verdicts:
    """The verdicts of some policies, with what is settled of them, made once."""
    listed = several(*policies)
    rulings = ((policy, ruling) for policy in listed for ruling in at_level(policy, level))
    key = ("level", level, only, *((p.id, decided_as(scenario, p, ruling, reading)) for p, ruling in rulings))
    if key not in scenario.cache:
        scenario.cache[key] = Verdicts(scenario, listed, reading, level, only)
    return cast("Verdicts", scenario.cache[key])


def kept_by(scenario: Scenario, policy: Policy | None, insats: str, reading: Reading) -> tuple[object, ...]:
    """What a policy's decisions of an insats are kept by; nothing where it does not name it."""
    ruling = policy.rulings.get(insats) if policy else None
    return decided_as(scenario, policy, ruling, reading) if policy and ruling else ()


def told(settled: Settled) -> Verdict:
    """What is settled; what is not settled is unknown."""
    return cast("Verdict", UNKNOWN if settled.value == NOT_SETTLED else settled.value)


def several(*policies: Policy | None) -> tuple[Policy, ...]:
    """Some policies, each once."""
    return tuple({policy.id: policy for policy in policies if policy is not None}.values())


def at_level(policy: Policy, level: str) -> list[Ruling]:
    """The insatser that a policy decides at a level."""
    return [ruling for ruling in policy.rulings.values() if ruling.insats.level == level]


def all_readings(scenario: Scenario, policies: Iterable[Policy]) -> tuple[Reading, ...]:
    """Every interpretation of what some policies decide."""
    return scenario.readings(ruling for policy in policies for ruling in policy.rulings.values())


def tell_apart(readings: Sequence[Reading], aspect: Callable[[Reading], object]) -> tuple[Reading, ...]:
    """The readings without the open tolkningar whose choice changes nothing of what is said; one that the caller has
    chosen keeps its name."""
    answers = {reading: aspect(reading) for reading in readings}
    choices = [{reading[i] for reading in readings} for i in range(len(readings[0]))]
    for name in [name for (name, _), open_ in zip(readings[0], choices, strict=True) if len(open_) > 1]:
        fewer: dict[Reading, list[object]] = {}
        for reading, answer in answers.items():
            fewer.setdefault(tuple(pair for pair in reading if pair[0] != name), []).append(answer)
        wanted = max(map(len, fewer.values()))  # of some readings alone, a choice that is not among them may differ
        if all(len(alike) == wanted and alike.count(alike[0]) == wanted for alike in fewer.values()):
            answers = {reading: alike[0] for reading, alike in fewer.items()}
    return tuple(answers)


def whole_of(ts: Mapping[Reading, T], reading: Reading) -> T:
    """What is said in the first reading that has all the choices of one that names only what matters."""
    return next(t for pairs, t in ts.items() if set(reading) <= set(pairs))


def count(verdicts: Sequence[Verdict]) -> dict[Verdict, int]:
    """How many verdicts are yes, no and unknown."""
    return {verdict: verdicts.count(verdict) for verdict in VERDICTS}

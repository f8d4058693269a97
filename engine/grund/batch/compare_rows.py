"""Compare rows: two policies over a file of areas, counted.

Each area is counted as in a scenario that holds it; what only following missing facts would settle is here *not
settled*, and so is an amount that may differ. Memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any, Final, TypeAlias

import numpy as np

from ..analysis.compare import comparison
from ..analysis.compare.comparison import baseline, counted_from
from ..analysis.compare.reach import withdraws
from ..analysis.compare.verdicts import at_level, several, tell_apart, whole_of
from ..analysis.completions.settle import NOT_SETTLED, Matrix
from ..analysis.quantities import costed_alike
from ..engines import vectorized
from ..engines.vectorized.sheets import DecisionSheet, sheets
from ..loading.cell_values import Form
from ..loading.scenario import decided_as
from ..model.attributes import Attribute
from ..model.decisions import VERDICTS, Verdict
from ..model.policies import Policy
from ..model.scenario import Reading, Scenario
from .files import Asking
from .row_files import Rowed
from .whole_file import bordered

Key: TypeAlias = tuple[str, str]
Counts: TypeAlias = Mapping[tuple[str, str], "Size"]
"""Sizes by what is counted (`reach`, `change`, `withdraws`, `insats a`, `insats b`, …) and its group or verdict."""
_LOOSE: Final = 10
"""With more kinds of unknown verdicts than this an area is not settled."""


@dataclass
class Size:
    """Some areas: how many, the people of those whose number is known, and how many others."""

    areas: int = 0
    people: Decimal = Decimal(0)
    unknown: int = 0

    def add(self, other: Size) -> None:
        """These and the others."""
        self.areas, self.people, self.unknown = (
            self.areas + other.areas, self.people + other.people, self.unknown + other.unknown
        )  # fmt: skip


@dataclass(frozen=True)
class Filed:
    """A comparison over a file: counts by reading; `people`: whether a column says how many live in an area."""

    scenario: Scenario
    a: Policy
    b: Policy
    base: Policy | None
    source: str
    areas: int
    people: bool
    absent: tuple[str, ...]
    sides: tuple[tuple[Reading, Counts], ...]


@dataclass
class _Tally:
    """The verdicts of one reading: by row of verdicts, in order of `keys`, how many areas have it."""

    keys: tuple[Key, ...]
    rows: dict[tuple[int, ...], Size] = field(default_factory=dict)


def compare_file(scenario: Scenario, a: str, b: str, source: str, neighbours: str | None = None) -> Filed:
    """Two policies over the areas of a file, at the scenario's level; raises `GrundError`."""
    scenario.refuse_repairs()
    first, second = scenario.policy(a), scenario.policy(b)
    base = counted_from(scenario, first) if a == b else baseline(scenario)
    folk = scenario.book.vocabulary.attributes.get(scenario.residents)
    file = Rowed(source)
    residents = folk if folk is not None and folk.id in file.names() else None
    asking = _asking(scenario, several(first, second, base), file, neighbours, residents)
    readings = _readings(scenario, asking.sheets)
    tallies = {reading: _Tally(tuple(_columns(asking.sheets, reading))) for reading in readings}
    areas = 0
    for piece in asking.answers():
        areas += len(piece.ids)
        people = None if residents is None else piece.columns[residents.id]
        verdicts = [batch.verdicts() for batch in piece.batches]
        for reading, tally in tallies.items():
            columns = [verdicts[i][k] for i, k in _columns(asking.sheets, reading).values()]
            table = np.stack(columns, axis=1) if columns else np.zeros((len(piece.ids), 0), np.int8)
            _add(tally, table, people, 0 if residents is None else residents.type.decimals)
    judge = _Judge(scenario, first, second, base)
    counts_by_reading = {reading: judge.counted(tally, reading) for reading, tally in tallies.items()}
    apart = tell_apart(
        tuple(counts_by_reading), lambda reading: {k: repr(size) for k, size in counts_by_reading[reading].items()}
    )
    sides = tuple((reading, whole_of(counts_by_reading, reading)) for reading in apart)
    return Filed(scenario, first, second, base, source, areas, residents is not None, asking.absent, sides)


def _asking(
    scenario: Scenario, policies: Iterable[Policy], file: Rowed, neighbours: str | None, residents: Attribute | None
) -> Asking:
    """What is asked of the file: the insatser of some policies, and how many live in an area where a column says it."""
    border_file = None if neighbours is None else Rowed(neighbours, ("area", "other"))
    known = bordered(scenario) if border_file is None else bool(border_file.names())
    sheets_asked = (sheet for p in policies for sheet in sheets(scenario, p.id, file.names(), neighbours=known))
    more = {} if residents is None else {residents.id: Form(residents.type, residents.round)}
    return Asking(scenario, file, border_file, tuple(sheets_asked), more)


def _readings(scenario: Scenario, decision_sheets: Sequence[DecisionSheet]) -> list[Reading]:
    """Every combination of choices that the sheets are asked in."""
    names = sorted({name for sheet in decision_sheets for name, _ in sheet.reading})
    choices = product(*(scenario.tolkning[name] for name in names))
    return [tuple(zip(names, choice, strict=True)) for choice in choices]


def _columns(decision_sheets: Sequence[DecisionSheet], reading: Reading) -> dict[Key, tuple[int, int]]:
    """By policy and insats, the sheet and the place in it that answers in a reading."""
    return {
        (sheet.policy, insats): (i, k)
        for i, sheet in enumerate(decision_sheets)
        if set(sheet.reading) <= set(reading)
        for k, insats in enumerate(sheet.insatser)
    }


def _add(tally: _Tally, table: Any, people: vectorized.CodedColumn | None, decimals: int) -> None:
    """Count the areas of a piece by their row of verdicts."""
    rows, which = np.unique(table, axis=0, return_inverse=True)
    counts = np.bincount(which.ravel(), minlength=len(rows)).tolist()
    sums, lacking = [0] * len(rows), [0] * len(rows)
    if people is not None:
        known = np.ones(len(table), np.bool_) if people.known is None else people.known
        lacking = np.bincount(which.ravel()[~known], minlength=len(rows)).tolist()
        for place in range(len(rows)):
            sums[place] = int(people.values[known & (which.ravel() == place)].sum())
    for row, count, total, others in zip(rows.tolist(), counts, sums, lacking, strict=True):
        size = Size(count, Decimal(total).scaleb(-decimals), others)
        tally.rows.setdefault(tuple(row), Size()).add(size)


@dataclass(frozen=True)
class _Judge:
    """What is said of rows of verdicts, by LANGUAGE §7's steps 1 and 2."""

    scenario: Scenario
    a: Policy
    b: Policy
    base: Policy | None

    def counted(self, tally: _Tally, reading: Reading) -> Counts:
        """All counts of a reading."""
        a, b, base = self.a, self.b, self.base
        classes, priced = self._alike(tally.keys, reading), self._priced(reading)
        classifiers: dict[str, Callable[[Matrix], Hashable]] = {
            "reach": lambda m: comparison.group_of(comparison.reaches(m, a, base), comparison.reaches(m, b, base)),
            "reached a": lambda m: comparison.reaches(m, a, base),
            "reached b": lambda m: comparison.reaches(m, b, base),
            "withdraws a": lambda m: withdraws(m, a, base),
            "withdraws b": lambda m: withdraws(m, b, base),
            "change": lambda m: comparison.change_of(*comparison.given(m, a, b)),
        }
        sizes: dict[tuple[str, str], Size] = {}
        for row, size in tally.rows.items():
            verdicts = dict(zip(tally.keys, (VERDICTS[place] for place in row), strict=True))
            kinds = [(name, str(_settled(verdicts, classes, classify))) for name, classify in classifiers.items()]
            if ("change", "unchanged") in kinds and self._amounts_open(verdicts, priced):
                kinds[-1] = ("change", NOT_SETTLED)
            kinds += [(f"insats {policy} {insats}", v) for (policy, insats), v in verdicts.items()]
            for kind in kinds:
                sizes.setdefault(kind, Size()).add(size)
        return sizes

    def _alike(self, keys: Iterable[Key], reading: Reading) -> dict[Key, object]:
        """By verdict what it is decided by: the same for one ruling over one declaration of its parameters."""
        policies = {p.id: p for p in several(self.a, self.b, self.base)}
        return {k: decided_as(self.scenario, p := policies[k[0]], p.rulings[k[1]], reading) for k in keys}

    def _priced(self, reading: Reading) -> list[str]:
        """The insatser whose amounts may differ though both give them."""
        both = {r.insats.id: r.insats for p in (self.a, self.b) for r in at_level(p, self.scenario.level)}
        return [n for n, i in both.items() if not costed_alike(self.scenario, self.a, self.b, reading, i)]

    def _amounts_open(self, verdicts: Matrix, priced: Iterable[str]) -> bool:
        return any("no" not in {verdicts.get((p.id, n), "no") for p in (self.a, self.b)} for n in priced)


def _settled(verdicts: Matrix, classes: Mapping[Key, object], classify: Callable[[Matrix], Hashable]) -> Hashable:
    """What is said whatever the unknown verdicts are, those of a class alike; else that it is not settled."""
    loose = list(dict.fromkeys(classes[key] for key, verdict in verdicts.items() if verdict == "unknown"))
    if len(loose) > _LOOSE:
        return NOT_SETTLED
    met: set[Hashable] = set()
    ways: Iterator[tuple[Verdict, ...]] = product(("yes", "no"), repeat=len(loose))
    for way in ways:
        either = dict(zip(loose, way, strict=True))
        met.add(classify({k: either[classes[k]] if v == "unknown" else v for k, v in verdicts.items()}))
    return met.pop() if len(met) == 1 else NOT_SETTLED


# ── shown

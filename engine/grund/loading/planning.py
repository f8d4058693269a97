"""Planning: what a scenario says of money, from the section `budget` of its file.

Every body, insats, area and attribute that is named exists; an amount has at most two decimals; a frame, a key, a
limit and a commitment each say their source, or that they are assumed or invented.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from ..language.typing import condition, value
from ..model.costs import MOST_YEARS, ORE, YEARS, Commitment, CostKey, Limits, Planning, Ram
from ..model.expressions import Expr, Literal
from ..model.facts import Area
from ..model.policies import Rulebook
from ..model.sources import Citation
from .costs import check_payers, key
from .documents import Document, Path
from .report import ProblemReport
from .schema import BudgetIn, KeyIn, LimitsIn, NeedIn, ScenarioFile
from .vocabulary import scope

MOST_WORTH = 1000


@dataclass(frozen=True, slots=True)
class Planner:
    """Reads the section `budget` of a scenario; problems go to the report."""

    report: ProblemReport
    document: Document
    book: Rulebook
    level: str
    areas: Mapping[str, Area]

    def planning(self, given: BudgetIn) -> Planning:
        """What the section says."""
        years = tuple(sorted(set(given.years)))
        for i, year in enumerate(given.years):
            self._year(("budget", "years", i), year)
        if years and years[-1] - years[0] >= MOST_YEARS:
            self.report.add(
                "G303", self.document.place(("budget", "years")), value=years[-1], wanted=f"< {years[0] + MOST_YEARS}"
            )
        ramar = tuple(self._ramar(given))
        keys = {name: self._key(name, key_in) for name, key_in in given.keys.items()}
        need, weight = self._need(given.need)
        limits = Limits() if given.limits is None else self._limits(given.limits, years, ramar)
        need_in = given.need
        cited = Citation() if need_in is None else self._cited(("budget", "need"), need_in, "need")
        text, children = ("", "") if need_in is None else (need_in.where, need_in.children)
        return Planning(years, ramar, keys, need, text, weight, children, cited, limits)

    def _cited(self, path: Path, given: NeedIn | LimitsIn, what: str, required: bool = True) -> Citation:
        return self.report.citation(self.document, path, given, self.book.sources, what, required)

    def _year(self, path: Path, year: int) -> None:
        if not YEARS[0] <= year <= YEARS[1]:
            self.report.add("G303", self.document.place(path), value=year, wanted=f"{YEARS[0]}–{YEARS[1]}")

    def ore(self, path: Path, kronor: Decimal) -> int:
        """An amount in whole öre; one that is finer, or below zero, is noted."""
        if kronor < 0:
            self.report.add("G303", self.document.place(path), value=kronor, wanted="≥ 0")
        if kronor * ORE != int(kronor * ORE):
            self.report.add("G404", self.document.place(path), value=kronor, decimals=2, attribute="kr")
        return int(kronor * ORE)

    def _body(self, path: Path, name: str, is_key: bool = False) -> None:
        self.report.known(self.document.place(path, key=is_key), "@body", name, self.book.organisation.bodies)

    def _insats(self, path: Path, name: str, is_key: bool = False) -> None:
        self.report.known(self.document.place(path, key=is_key), "@insats", name, self.book.insatser)

    def _ramar(self, given: BudgetIn) -> list[Ram]:
        rams: list[Ram] = []
        for i, ram in enumerate(given.ramar):
            path: Path = ("budget", "ramar", i)
            self._body((*path, "body"), ram.body)
            self._year((*path, "year"), ram.year)
            if any((r.body, r.year) == (ram.body, ram.year) for r in rams):
                self.report.add("G314", self.document.place(path), what=f"{ram.body} {ram.year}")
            citation = self.report.citation(self.document, path, ram, self.book.sources, "ramar")
            rams.append(Ram(ram.body, ram.year, self.ore((*path, "amount"), ram.amount), citation))
        return rams

    def _key(self, name: str, given: KeyIn) -> CostKey:
        path: Path = ("budget", "keys", name)
        self._insats(path, name, is_key=True)
        check_payers(self.report, self.document, path, given.bodies, self.book.organisation.bodies)
        return key(self.report, self.document, path, given, self.book.sources)

    def _need(self, given: NeedIn | None) -> tuple[Expr | None, Expr | None]:
        """The condition and the weight; a weight must be a number that cannot be below zero."""
        if given is None:
            return None, None
        common = next(iter(self.book.policies.values())).parameters if self.book.policies else {}
        at = scope(self.book.vocabulary, common, self.level)
        path: Path = ("budget", "need")
        where = self.report.parsed(self.document, (*path, "where"), partial(condition, given.where, at))
        weight = None
        if given.weight:
            weight = self.report.parsed(self.document, (*path, "weight"), partial(value, given.weight, at))
        if weight is not None and (weight.type.kind != "number" or _may_be_negative(weight)):
            self.report.add("G303", self.document.place((*path, "weight")), value=given.weight, wanted="≥ 0")
        if given.children:
            counted = [a.id for a in self.book.vocabulary.attributes.values() if self._counts(a.levels, a.type.kind)]
            self.report.known(self.document.place((*path, "children")), "@attribute_id", given.children, counted)
        return where, weight

    def _counts(self, levels: Container[str], kind: str) -> bool:
        return kind == "number" and self.level in levels

    def _limits(self, given: LimitsIn, years: tuple[int, ...], ramar: tuple[Ram, ...]) -> Limits:
        path: Path = ("budget", "limits")
        self._cited(path, given, "limits")
        bodies = {(r.body, r.year): r.amount for r in ramar} if given.ramar else {}
        for name in given.bodies:
            self._body((*path, "bodies", name), name, is_key=True)
        for i, name in enumerate(given.priority):
            self._insats((*path, "priority", i), name)
        for field, names in (("steps", given.steps), ("worth", given.worth)):
            for name in names:
                self._insats((*path, field, name), name, is_key=True)
        for name, worth in given.worth.items():
            if not 0 <= worth <= MOST_WORTH:
                self.report.add(
                    "G303", self.document.place((*path, "worth", name)), value=worth, wanted=f"0–{MOST_WORTH}"
                )
        for field, share in (("floor", given.floor), ("cut", given.cut)):
            if share is not None and not 0 <= share <= 1:
                self.report.add("G303", self.document.place((*path, field)), value=share, wanted="0–1")
        return Limits(
            self._totals(given, years), bodies, self._amount(path, "area_least", given.area_least),
            self._amount(path, "area_most", given.area_most), given.area_insatser, given.floor, given.cut,
            tuple(self._commitments(given)), self._steps(given), tuple(dict.fromkeys(given.priority)),
            self._yearly(given), {name: self.ore((*path, "bodies", name), kr) for name, kr in given.bodies.items()},
            dict(given.worth),
        )  # fmt: skip

    def _amount(self, path: Path, field: str, kronor: Decimal | None) -> int | None:
        return None if kronor is None else self.ore((*path, field), kronor)

    def _totals(self, given: LimitsIn, years: tuple[int, ...]) -> dict[int, int]:
        """The total of each year that is named."""
        path: Path = ("budget", "limits", "total")
        if not isinstance(given.total, dict):
            return {}
        totals: dict[int, int] = {}
        for text, kronor in given.total.items():
            if not self.report.known(
                self.document.place((*path, text), key=True), "@year", text, [str(y) for y in years]
            ):
                continue
            totals[int(text)] = self.ore((*path, text), kronor)
        return totals

    def _yearly(self, given: LimitsIn) -> int | None:
        """The total of every year, where one amount is given for all."""
        if given.total is None or isinstance(given.total, dict):
            return None
        return self.ore(("budget", "limits", "total"), given.total)

    def _steps(self, given: LimitsIn) -> dict[str, int]:
        ore_by_insats = {name: self.ore(("budget", "limits", "steps", name), k) for name, k in given.steps.items()}
        for name, step in ore_by_insats.items():
            if step < 1:
                self.report.add(
                    "G303", self.document.place(("budget", "limits", "steps", name)), value=step, wanted="> 0"
                )
        return ore_by_insats

    def _commitments(self, given: LimitsIn) -> list[Commitment]:
        commitments: list[Commitment] = []
        for i, commitment_in in enumerate(given.commitments):
            path: Path = ("budget", "limits", "commitments", i)
            self.report.known(self.document.place((*path, "area")), "@area", commitment_in.area, self.areas)
            self._insats((*path, "insats"), commitment_in.insats)
            if any((c.area, c.insats) == (commitment_in.area, commitment_in.insats) for c in commitments):
                self.report.add("G314", self.document.place(path), what=f"{commitment_in.area} {commitment_in.insats}")
            own = commitment_in.source is not None or commitment_in.assumption or commitment_in.illustration
            source: Path = path if own else path[:2]
            cited = self.report.citation(
                self.document, source, commitment_in if own else given, self.book.sources, "commitments"
            )
            commitments.append(
                Commitment(
                    commitment_in.area, commitment_in.insats, self.ore((*path, "amount"), commitment_in.amount), cited
                )
            )
        return commitments


def _may_be_negative(weight: Expr) -> bool:
    low = weight.value if isinstance(weight, Literal) else weight.type.low
    return isinstance(low, Decimal) and low < 0


def planning(
    report: ProblemReport, document: Document, model: ScenarioFile, book: Rulebook, areas: Mapping[str, Area]
) -> Planning:
    """What a scenario says of money; nothing where its file has no section `budget`."""
    if model.budget is None:
        return Planning()
    return Planner(report, document, book, model.level, areas).planning(model.budget)

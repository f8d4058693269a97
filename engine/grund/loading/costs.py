"""Costs: what an insats costs, from insatser.yaml.

A quantity reads only what is known at the insats's level; every price and index is a declared parameter that holds
numbers; every body that shares a cost exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from ..language.typing import Scope, formula
from ..model.costs import MOST_DECIMALS, CostKey, CostPart, Costs, Quantity
from ..model.expressions import Name
from ..model.organisation import Body
from ..model.policies import Parameter, Vocabulary
from ..model.sources import Source
from .documents import Document, Path
from .report import ProblemReport, label
from .schema import InsatsIn, KeyIn, PartIn, QuantityIn
from .vocabulary import scope


@dataclass(frozen=True, slots=True)
class Coster:
    """Reads the cost models of a file; problems go to the report."""

    report: ProblemReport
    document: Document
    words: Vocabulary
    common: Mapping[str, Parameter]
    sources: Mapping[str, Source]

    def costs(self, name: str, given: InsatsIn) -> Costs:
        """The cost model of an insats."""
        path: Path = ("insatser", name)
        quantity = None
        if given.quantity is not None:
            quantity = self._quantity((*path, "quantity"), given.level, given.quantity)
        parts = tuple(self._part((*path, "costs", part), part, part_in) for part, part_in in given.costs.items())
        paid_by = given.paid_by
        shared = None if paid_by is None else key(self.report, self.document, (*path, "paid_by"), paid_by, self.sources)
        return Costs(quantity, parts, shared)

    def _quantity(self, path: Path, level: str, given: QuantityIn) -> Quantity | None:
        readable = scope(self.words, self.common, level)
        if given.per == "body":
            kept = {n: t for n, t in readable.types.items() if Name.parse(n).space == "param"}
            readable = Scope(kept, level, readable.elsewhere)
        at = (*path, "formula") if (*path, "formula") in self.document.values else path
        parsed_formula = self.report.parsed(self.document, at, partial(formula, given.formula, readable))
        if given.decimals > MOST_DECIMALS:
            place = self.document.place((*path, "decimals"))
            self.report.add("G303", place, value=given.decimals, wanted=f"0–{MOST_DECIMALS}")
        if parsed_formula is None:
            return None
        citation = self.report.citation(self.document, path, given, self.sources, "quantity", required=False)
        unit = label(given.unit, "st")
        return Quantity(*parsed_formula, given.decimals, given.round, unit, given.per, given.formula, citation)

    def _part(self, path: Path, name: str, given: PartIn) -> CostPart:
        self.report.identifier(self.document, path, name)
        numbers = {n: p for n, p in self.common.items() if p.type.kind == "number"}
        for field, sentence in (("unit_cost", given.unit_cost), ("index", given.index)):
            if sentence:
                self.report.known(self.document.place((*path, field)), "@parameter", sentence, numbers)
        for i, share in enumerate(given.ramp):
            if not 0 <= share <= 1:
                self.report.add("G303", self.document.place((*path, "ramp", i)), value=share, wanted="0–1")
        citation = self.report.citation(self.document, path, given, self.sources, "costs", required=False)
        ramp = tuple(Decimal(r) for r in given.ramp)
        named = label(given.label, name)
        return CostPart(name, named, given.kind, given.unit_cost, given.index, ramp, citation, given.prorate)


def key(report: ProblemReport, document: Document, path: Path, given: KeyIn, sources: Mapping[str, Source]) -> CostKey:
    """A declared key between bodies; some weight must be above zero."""
    if not any(given.bodies.values()):
        report.add("G303", document.place((*path, "bodies")), value="0", wanted="@whole")
    citation = report.citation(document, path, given, sources, "paid_by")
    return CostKey(dict(given.bodies), citation)


def check_payers(
    report: ProblemReport, document: Document, path: Path, weights: Mapping[str, int], bodies: Mapping[str, Body]
) -> None:
    """Note every body of a key that is not declared."""
    for name in weights:
        report.known(document.place((*path, "bodies", name), key=True), "@body", name, bodies)

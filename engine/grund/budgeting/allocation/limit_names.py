"""Limit names: what the limits of an allocation are called.

Their names in both languages, with year and size.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from ...model.costs import ORE
from ...model.numbers import SPACE, number_text, pick
from ...model.scenario import Scenario
from ...problems.label import Label
from .model import LimitRow

_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "total": ("total", "total"),
    "body": ("budgetram", "budget limit"),
    "area_most": ("högsta belopp per område", "maximum per area"),
    "area_least": ("lägsta belopp per område", "minimum per area"),
    "floor": ("lägsta belopp", "minimum"),
    "insatser": ("antal insatser per område", "interventions per area"),
    "commitment": ("tidigare åtaganden", "earlier commitments"),
    "link": ("åtagande från året före", "commitment from the year before"),
}


def said(scenario: Scenario, rows: Collection[LimitRow]) -> Label:
    """Limits by name, as people know them."""
    return Label(*("; ".join(_limit(scenario, row, lang) for row in rows) for lang in ("sv", "en")))


def _limit(scenario: Scenario, row: LimitRow, lang: str) -> str:
    """A limit: what it is, of whom, in which year, and how much."""
    bodies, insatser = scenario.book.organisation.bodies, scenario.book.insatser
    areas = {a.id: a.name for a in scenario.facts.areas}
    words = [bodies[w].called(lang) if w in bodies else areas.get(w) or w for w in row.name.split(" ") if w]
    words = [insatser[w].label.get(lang) if w in insatser else w for w in words]
    bound = row.high if row.high is not None else row.low
    size = number_text(Decimal(bound or 0) / (1 if row.kind == "insatser" else ORE), lang)
    amount = {"link": "", "insatser": f" ({size})"}.get(
        row.kind, pick(lang, f" ({size}{SPACE}kr)", f" (SEK{SPACE}{size})")
    )
    return " ".join(filter(None, (pick(lang, *_KINDS[row.kind]), *words, str(row.year)))) + amount

"""The page of grounds: every reason of the decisions of an area as a tree, in each interpretation that matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ... import analysis
from ...model.numbers import pick
from ...views.run import reading_word
from ...views.wording.explanation import explain
from ...views.wording.statement import Statement
from .cross_references import CrossReferences
from .page import PageLink, Part

_FEW: Final = 4
"""So many trees stand open at once."""


@dataclass(frozen=True, slots=True)
class GroundsPage:
    """A title, the area, and by policy for each insats its tree in each interpretation; few trees stand open."""

    title: str
    area: PageLink
    policies: tuple[tuple[PageLink, tuple[tuple[Part, tuple[tuple[str, Statement], ...]], ...]], ...]
    open: bool


def grounds_page(refs: CrossReferences, area_text: str, what: str | None, policies: Sequence[str]) -> GroundsPage:
    """The grounds of an area, by name or id: of one insats, or of all; raises `GrundError`."""
    scenario, lang = refs.scenario, refs.lang
    insats = analysis.lookup.find_insats(scenario, what) if what else None
    area = analysis.lookup.find_area(scenario, area_text, insats.level if insats else scenario.level)
    by_policy = []
    for policy in [scenario.policy(name) for name in policies] or refs.policies:
        trees = []
        for name, ruling in policy.rulings.items():
            if ruling.insats.level == area.level and insats in (None, ruling.insats):
                words = [reading_word(scenario, reading, lang) for reading in scenario.readings([ruling])]
                statements = explain(scenario, area, name, policy.id, lang)
                trees.append((refs.insats(name), tuple(zip(words, statements, strict=True))))
        if trees:
            by_policy.append((refs.policy(policy), tuple(trees)))
    title = pick(lang, f"Skälen för {area.name}", f"The grounds for {area.name}")
    few = sum(len(trees) for _, trees in by_policy) <= _FEW
    return GroundsPage(title, PageLink(area.name, "area", area.id), tuple(by_policy), few)

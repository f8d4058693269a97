"""Coming: the areas that a policy reaches and another does not, as the first sentence of their comparison.

As the groups of the comparison; in every interpretation; a number of residents that is not whole says *at least*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...analysis.compare.comparison import Comparison, Group, residents
from ...analysis.compare.interpretations import by_groups
from ...model.facts import Area
from ...model.names import sort_key
from ...model.numbers import SPACE, number_text
from ...model.scenario import Scenario
from ..run import counted_word
from ..wording.headlines import areas_text, headline, listed, none, span
from .change import either, worded

FEW: Final = 4
"""So many areas are named; more are counted."""

_CLAUSES: Final[tuple[tuple[str, Group], ...]] = (("compare.comes", "only_b"), ("compare.goes", "only_a"))
_OF_ONE: Final[tuple[Group, ...]] = ("both", "unknown")
"""The groups of a policy that is compared with itself."""


def coming(comparison: Comparison, lang: str) -> str:
    """`A tillkommer med 11 617 invånare; 20 stadsdelar faller bort …`; empty where nobody comes or goes."""
    comparison = by_groups(comparison)
    first, *others = [clause for key, group in _CLAUSES if (clause := _clause(comparison, key, group, lang))] or [""]
    if not first:
        return ""
    clauses = [first, *(f"{c[:1].lower()}{c[1:]}" if c.split()[0].lower() == none(lang) else c for c in others)]
    areas = [r.area for side in comparison.sides for _, g in _CLAUSES for r in side.group(g)]
    return headline("compare.moved", lang, clauses="; ".join(clauses), year=_years(comparison.scenario, areas))


def reaching(comparison: Comparison, lang: str) -> str:
    """Of a policy compared with itself: how many areas it reaches, with their residents."""
    comparison = by_groups(comparison)
    reached, unknown = ([[r.area for r in side.group(group)] for side in comparison.sides] for group in _OF_ONE)
    scenario = comparison.scenario
    level = scenario.book.vocabulary.levels[scenario.level].label
    return headline(
        "compare.alone", lang, policy=comparison.a.label.get(lang), people=_people(comparison, reached, lang),
        areas=areas_text(level, len(comparison.sides[0].areas), lang), what=counted_word(scenario, lang),
        reached=_counts(comparison, reached, lang), year=_years(scenario, [area for of in reached for area in of]),
        open=_counts(comparison, unknown, lang) if any(unknown) else "",
    )  # fmt: skip


def _clause(comparison: Comparison, key: str, group: Group, lang: str) -> str:
    areas = [[r.area for r in side.group(group)] for side in comparison.sides]
    if not any(areas):
        return ""
    who, count = _who(comparison, areas, lang)
    return headline(
        key, lang, areas=who, people=_people(comparison, areas, lang), what=counted_word(comparison.scenario, lang),
        count=count,
    ).removesuffix(".")  # fmt: skip


def _who(comparison: Comparison, areas: Sequence[Sequence[Area]], lang: str) -> tuple[str, int]:
    """The areas by name where they are few, else how many, in every interpretation; and what a verb agrees with."""
    scenario = comparison.scenario
    label = scenario.book.vocabulary.levels[scenario.level].label
    names = [tuple(sorted((area.name for area in of), key=sort_key)) for of in areas]
    versions = worded(scenario, [side.reading for side in comparison.sides], names, lang)
    if len(versions) > 2:
        return f"{_counts(comparison, areas, lang)}{SPACE}{label.of(2, lang)}", 2
    (_, first), *rest = versions
    named = 0 < len(first) <= FEW
    lead = listed(first, lang) if named else areas_text(label, len(first), lang)
    counts = [areas_text(label, len(of), lang) if named else str(len(of)) for _, of in rest]
    others = zip(rest, counts, strict=True)
    more = "".join(f" ({word}: {listed(of, lang) if 0 < len(of) <= FEW else count})" for (word, of), count in others)
    return lead + more, len(first)


def _counts(comparison: Comparison, areas: Sequence[Sequence[Area]], lang: str) -> str:
    return either(comparison, [len(of) for of in areas], lang)


def _people(comparison: Comparison, areas: Sequence[Sequence[Area]], lang: str) -> str:
    """Their residents in every interpretation, or the least and the most; empty where nobody's number is known."""
    counted = [residents(comparison.scenario, of) for of in areas]
    if all(one.people == 0 for one in counted):
        return ""
    least = {"sv": "minst ", "en": "at least "}[lang]
    texts = [f"{least if one.unknown else ''}{number_text(one.people, lang)}" for one in counted]
    versions = worded(comparison.scenario, [side.reading for side in comparison.sides], texts, lang)
    if len(versions) > 2:
        lead = least if any(one.unknown for one in counted) else ""
        return lead + span([one.people for one in counted], lang)
    (_, first), *rest = versions
    return first + "".join(f" ({word}: {text})" for word, text in rest)


def _years(scenario: Scenario, areas: Sequence[Area]) -> str:
    """The years that the residents are of."""
    years = sorted({fact.start.year for fact in residents(scenario, areas).facts})
    return "–".join(str(year) for year in dict.fromkeys((*years[:1], *years[-1:])))

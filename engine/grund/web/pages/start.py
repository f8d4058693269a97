"""The first page: the scenario's first two policies in a question with its answer, and what there is to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...analysis.compare.interpretations import in_fours
from ...model.numbers import pick
from ...report.bilingual import Html
from ...views.compare import findings
from ...views.heading import heading
from .compare import GroupNumber, numbers_of, pictures_of
from .cross_references import CrossReferences
from .money import PageMoney, money_of
from .page import Kind, PageTable, kind_words
from .table_of_pages import links_of


@dataclass(frozen=True, slots=True)
class StartPage:
    """A question, its answer in a sentence, in numbers, on a map and in money, and lists that lead on."""

    question: str
    findings: tuple[str, ...]
    numbers: tuple[GroupNumber, ...]
    pair: tuple[str, str]
    heads: tuple[str, ...]
    defs: Html
    pictures: tuple[tuple[str, Html, tuple[str, ...]], ...]
    money: PageMoney
    sheets: tuple[PageTable, ...]


def start_page(refs: CrossReferences, address: Callable[[str], str]) -> StartPage:
    """The first page of a scenario; `address`: where an area of the map leads."""
    scenario, lang = refs.scenario, refs.lang
    a, b = (*scenario.named, *scenario.named)[:2]
    comparison = refs.comparison(a, b)
    first, second = comparison.a.label.get(lang), comparison.b.label.get(lang)
    question = pick(
        lang,
        f"{first} (A) eller {second} (B): vilka områden omfattas?",
        f"{first} (A) or {second} (B): which areas are reached?",
    )
    sheets = []
    kinds: tuple[Kind, ...] = ("policy", "insats")
    for kind in kinds:
        one, many = kind_words(kind, lang)
        sheets.append(PageTable(many, (one,), tuple((link,) for link in links_of(refs, kind))))
    shown = in_fours(comparison)[0]
    return StartPage(
        question, findings(comparison, lang), numbers_of(shown, lang), (a, b),
        heading(scenario, lang, (comparison.a, comparison.b)), *pictures_of(shown, lang, address),
        money_of(scenario, (a, b), lang), tuple(sheets),
    )  # fmt: skip

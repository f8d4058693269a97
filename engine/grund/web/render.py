"""Render: pages as HTML.

Every text is escaped; no style or script stands in the page, so that the policy of the door can forbid both; the same
page for a server and for a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from .. import report
from ..model.numbers import pick
from ..report.bilingual import Html
from ..views.formats.text import NumericText, cell_text, without_empty
from ..views.wording.values import marks_legend
from .drawn_graph import drawn_graph
from .pages.page import KINDS, GraphPart, Kind, PageLink, Parts, without_void

TOTALS: Final = ("Summa", "Total")
"""The first cells of rows that are sums."""
Address = Callable[[PageLink], str]
"""Where a link leads."""
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "skip": ("Till innehållet", "To the content"),
    "start": ("Start", "Start"),
    "compare": ("Jämför", "Compare"),
    "search": ("Sök", "Search"),
    "menu": ("Meny", "Menu"),
    "show": ("Visa", "Show"),
    "day": ("Dag", "Day"),
    "thresholds": ("Tröskelvärden", "Thresholds"),
    "prices": ("Priser", "Prices"),
    "in_force": ("gäller", "in force"),
    "turns": ("beslut ändras vid", "decisions change at"),
    "choose": ("Välj", "Choose"),
    "finding": ("Svaret", "The answer"),
    "moved": ("Vad som ändrades nyss", "What changed just now"),
    "numbers": ("I siffror", "In numbers"),
    "map": ("Var", "Where"),
    "areas": ("Områdena", "The areas"),
    "details": ("Alla tabeller", "All tables"),
    "details_of": (
        "Visa alla tabeller: om tröskelvärdet ändras, skäl, insatser, ansvar och uppgifter som saknas",
        "Show every table: if the threshold changes, reasons, interventions, responsibility and missing data",
    ),
    "money": ("Vad det kostar och vem som betalar", "What it costs and who pays"),
    "other_readings": ("Kostnaden med andra tolkningar", "The cost under other interpretations"),
    "grounds": ("Alla skäl", "All grounds"),
    "close": ("Stäng", "Close"),
    "command": ("Samma svar på kommandoraden", "The same answer on the command line"),
    "no_command": (
        "Värden prövas som inte står i någon fil; inget kommando ger samma svar.",
        "Values are tried that stand in no file; no command gives the same answer.",
    ),
    "as_data": ("Som data", "As data"),
    "reset": ("Återställ", "Reset"),
    "wrong": ("Det gick inte", "That did not work"),
    "cure": ("Gör så här", "What to do"),
    "stale": (
        "Reglerna eller uppgifterna har ändrats sedan länken gjordes.",
        "The rules or facts have changed since this link was made.",
    ),
    "hits": ("Träffar", "Hits"),
    "no_hits": ("Inget heter så.", "Nothing is called that."),
    "language": ("English", "Svenska"),
    "graph_left_out": ("till står bara i tabellerna.", "more stand in the tables alone."),
    "point_out": ("Peka ut ett område", "Point out an area"),
    "illustration": ("FIKTIVT EXEMPEL", "FICTIONAL EXAMPLE"),
}  # fmt: skip
"""The words of the pages themselves."""


@dataclass(frozen=True)
class Frame:
    """What every page of a door has around it: a language, its addresses, and what it answers from."""

    lang: str
    title: str
    address: Address
    root: str
    other: str
    run: str
    version: str
    illustration: bool
    kinds: tuple[Kind, ...]
    server: bool = True
    """Whether forms are answered; a folder has none."""
    state: tuple[tuple[str, str], ...] = ()
    """What of the address goes on to every page that this one leads to: a day, a language, values tried."""

    def at(self, path: str, file: str = "index.html") -> str:
        """The address of a page that is about no thing, from its path (`compare`) and its `file` in a folder."""
        state = f"?{urlencode(self.state)}" if self.state else ""
        return f"{self.root}{path}{state}" if self.server else f"{self.root}{path}{file}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("grund", "web/templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.tests["figure"] = is_number
    made.globals.update(kinds=KINDS, is_number=is_number, without_empty=without_empty, without_void=without_void)
    return made


def render(template: str, frame: Frame, **words: Any) -> bytes:
    """A page as bytes."""
    named = {name: pick(frame.lang, *pair) for name, pair in NAMES.items()}

    def cell(part: Parts) -> Html:
        return markup(part, frame)

    def graph(part: GraphPart) -> Html:
        return drawn_graph(part, frame.address)

    text = _environment().get_template(template).render(
        frame=frame, say=named, cell=cell, graph=graph, totals=TOTALS, legend=marks_legend(frame.lang),
        lang=frame.lang, nth=0 if frame.lang == "sv" else 2, **words
    )  # fmt: skip
    return text.encode()


def markup(part: Parts, frame: Frame) -> Html:
    """A cell as markup: words, links, or several of these."""
    if isinstance(part, tuple):
        return Html("".join(markup(one, frame) for one in part) or "–")
    if isinstance(part, PageLink):
        return Html(f'<a href="{escape(frame.address(part))}">{escape(part.text)}</a>')
    text = cell_text(part, frame.lang)
    if text.startswith("https://") and " " not in text:
        return Html(f'<a href="{escape(text)}" rel="noreferrer">{escape(text)}</a>')
    return Html(escape(text or "–"))


def is_number(part: Parts) -> bool:
    """Whether a cell stands to the right."""
    return isinstance(part, int | Decimal | NumericText)


@cache
def style() -> bytes:
    """The style of every page, with the colours and the looks of pictures."""
    own = _environment().loader.get_source(_environment(), "grund.css")[0]  # type: ignore[union-attr]
    return f"{report.page.shared_css()}{own}{report.page.bars_css()}".encode()


@cache
def script() -> bytes:
    """The script that asks for the same addresses without leaving the page."""
    return _environment().loader.get_source(_environment(), "grund.js")[0].encode()  # type: ignore[union-attr]


@cache
def site_script() -> bytes:
    """The script that searches the index of a folder of pages."""
    return _environment().loader.get_source(_environment(), "search.js")[0].encode()  # type: ignore[union-attr]

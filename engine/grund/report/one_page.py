"""One page: a comparison on one sheet of A4: the finding, the map, four numbers, money, who answers, and sources.

The same numbers, pictures and sentences as in the report; what has no room is counted and said to be elsewhere;
nothing stands in it that the report does not have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from ..analysis.compare.comparison import residents
from ..analysis.compare.interpretations import by_groups
from ..model.numbers import pick
from ..model.scenario import Scenario
from ..model.sources import Label
from ..views import duties
from ..views.wording.values import count_text
from .bilingual import Html, both, joined
from .costs import body_bars, costs_of, no_costs, sums
from .drawing import Kind
from .figures import figures
from .header import answer, footer, heads, tiles, title
from .model import ReportFigure, Tile
from .panel import area_reasons, common_reasons
from .request import ReportRequest

_BODIES: Final = 5
"""Bodies whose cost is drawn; the others are one row."""
_INSATSER: Final = 8
"""Interventions whose responsible bodies are named."""
_SOURCES: Final = 4
_MAPS: Final = 2
_NO_INSATSER: Final = Label(
    "Ingen insats skiljer sig från jämförelsegrunden.", "No intervention differs from the baseline."
)


@dataclass(frozen=True, slots=True)
class OnePage:
    """What stands on the sheet, in its order."""

    title: Label
    finding: Label
    whys: tuple[Label, ...]
    heads: tuple[Label, ...]
    illustration: bool
    tiles: tuple[Tile, ...]
    kinds: tuple[Kind, ...]
    figures: tuple[ReportFigure, ...]
    money: Html
    no_money: Label
    answering: tuple[tuple[Label, Label], ...]
    more: Label
    sources: tuple[str, ...]
    command: str
    footer: tuple[Label, ...]


def one_page(request: ReportRequest) -> OnePage:
    """The sheet of a comparison, or of one policy."""
    scenario, costs = request.found.scenario, costs_of(request)
    apart = replace(request, found=by_groups(request.found))
    drawn = figures(apart)
    first = drawn[0].picture.id.split("-")[0]
    maps = [f for f in drawn if f.picture.id.split("-")[0] == first][:_MAPS]
    shown = tuple(replace(f, picture=f.picture.without_list()) for f in maps)
    money = Html("") if costs is None else joined([*sums(costs)[:_MAPS], *body_bars(costs, _BODIES)])
    named = _answering(request)
    whys = common_reasons(request, area_reasons(request)) if request.listed else ()
    more = Label("") if named else _NO_INSATSER
    if len(named) > _INSATSER:
        more = both(partial(_more, len(named) - _INSATSER))
    return OnePage(
        title(request), answer(request), whys, heads(request), scenario.illustration, tiles(apart), request.kinds,
        shown, money, Label("") if costs else no_costs(request), named[:_INSATSER], more, _sources(request, scenario),
        request.command, footer(scenario),
    )  # fmt: skip


def _answering(request: ReportRequest) -> tuple[tuple[Label, Label], ...]:
    """The interventions that count, each with the bodies that answer for it."""
    rows = (duties.answering_block(request.found, lang).rows for lang in ("sv", "en"))
    bodies: dict[Label, dict[Label, None]] = {}
    for sv, en in zip(*rows, strict=True):
        insats, body = (Label(str(sv[i]), str(en[i])) for i in range(2))
        bodies.setdefault(insats, {})[body] = None
    return tuple(
        (insats, both(lambda lang, of=of: ", ".join(b.get(lang) for b in of)))  # type: ignore[misc]
        for insats, of in bodies.items()
    )


def _more(left: int, lang: str) -> str:
    return pick(lang, f"och {count_text(left, lang, 'insats')} till", f"and {count_text(left, lang, 'more')}")


def _sources(request: ReportRequest, scenario: Scenario) -> tuple[str, ...]:
    """The documents of the rules that count, of the residents and of the map."""
    counted = frozenset().union(*(side.counted for side in request.found.sides))
    rulings = [r for policy in request.found.policies for r in policy.rulings.values() if r.insats.id in counted]
    cited = [c for ruling in rulings for c in (ruling.insats.citation, *(rule.citation for rule in ruling.rules))]
    people = residents(scenario, scenario.today.by_level.get(scenario.level, ()))
    cited += [*(fact.citation for fact in people.facts), *(scenario.book.vocabulary.tolkningar[n].citation
              for n in {name for side in request.found.sides for name, _ in side.reading})]  # fmt: skip
    ids = dict.fromkeys(document for citation in cited for document in citation.documents)
    sources = [scenario.book.sources[name] for name in ids if name in scenario.book.sources]
    texts = tuple(f"{s.title} ({', '.join(filter(None, (s.publisher, s.date)))})" for s in sources)
    left = len(texts) - _SOURCES
    return texts if left <= 0 else (*texts[:_SOURCES], f"+{left}")

"""Single area: the report of one area: what is known of it, what is decided and why, who answers, and its own history.

Everything is the view of `grund explain AREA` and `grund timeline SCENARIO AREA`; the area is pointed out in the
pictures; the page needs no script.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ..analysis.compare.comparison import residents
from ..analysis.timeline.timeline import homes, period_of, timeline
from ..model.facts import Area
from ..model.numbers import number_text
from ..model.sources import Label
from ..problems.problem import GrundError
from ..views.explain import explain_area
from ..views.formats.text import Block
from ..views.timeline import area_view
from .bilingual import BilingualTable, Html, both, say
from .figures import figures
from .header import answer, beside_labels, footer, heads, says_not, title
from .hyphens import softened
from .model import Report, ReportFigure, Section, Tile, TileValue
from .no_script import outcomes, told
from .page_data import data
from .reasons import Reasons
from .request import ReportRequest

_LIES: Final = Label("Var området ligger", "Where the area lies")


def single(request: ReportRequest, area: Area) -> Report:
    """The report of one area under the policies asked for."""
    comparison, scenario = request.found, request.found.scenario
    views = {lang: explain_area(scenario, area, _policies(request), lang).blocks for lang in ("sv", "en")}
    tables = [BilingualTable(sv, en) for sv, en in zip(views["sv"], views["en"], strict=True)]
    head, *lies, known, decided, rules, who, ending, sources = tables
    reasons = Reasons(comparison)
    words = request.words
    policies = [p.label for p in comparison.policies]
    here = any(r.area.id == area.id for r in comparison.sides[0].areas)
    pictures = _once(figures(request, area.id)) if here else ()
    why = Label("Varje insats: skäl och ansvar", "Each intervention: reasons and responsibility")
    sections = [
        *([Section("karta", _LIES, (), pictures, (), "map")] if pictures else []),
        *(Section("lage", where.title, (), (), (where,)) for where in lies),
        Section("varfor", why, markup=told(reasons, area, words, policies)),
        Section("beslut", decided.title, (), (), (_named(request, decided), replace(rules, open=False))),
        Section("vet", known.title, markup=_folded(known)),
        Section("svarar", who.title, (), (), (who,)),
        *_history(request, area),
        Section(
            "kallor", Label("Källor och källstatus", "Sources and source status"), tuple(ending.notes), (), (sources,)
        ),
        says_not(request),
    ]
    report_title = title(request)
    name = Label(f"{area.name} · {report_title.sv}", f"{area.name} · {report_title.get('en')}")
    return Report(
        name, head.notes[0], (head.title, answer(request), *heads(request)), _tiles(request, area, reasons, words),
        request.kinds, tuple(sections), request.command, footer(scenario), scenario.illustration,
        beside=beside_labels(request),
        data={**data(request, [], None, ()), "title": [name.sv, name.en]},
    )  # fmt: skip


def _folded(block: BilingualTable) -> Html:
    """A tree in text, closed until it is asked for."""
    return Html(f'<details class="fold"><summary>{say(block.title)}</summary>{block.preformatted()}</details>')


def _named(request: ReportRequest, decided: BilingualTable) -> BilingualTable:
    """The table of decisions with the policies' short names at its head, in place of their ids."""
    names = dict(zip([policy.id for policy in request.found.policies], request.names, strict=True))

    def headed(block: Block, lang: str) -> Block:
        return replace(block, columns=tuple(names[c].get(lang) if c in names else c for c in block.columns))

    return replace(decided, sv=headed(decided.sv, "sv"), en=headed(decided.en, "en"))


def _policies(request: ReportRequest) -> list[str]:
    return list(dict.fromkeys((request.found.a.id, request.found.b.id)))


def _once(pictures: list[ReportFigure]) -> tuple[ReportFigure, ...]:
    """The first hexagons and the first map: one area needs no more."""
    firsts: dict[str, ReportFigure] = {}
    for figure in pictures:
        firsts.setdefault(figure.picture.id.split("-")[0], figure)
    return tuple(firsts.values())


def _tiles(request: ReportRequest, area: Area, reasons: Reasons, words: list[Label]) -> tuple[Tile, ...]:
    """What the area is in each reading, and its residents."""
    labels = outcomes(reasons, area, {k.group: k for k in request.kinds})
    tiles = []
    alike = len({label.sv for label in labels}) == 1
    for group, word in zip(labels[:1] if alike else labels, [Label("")] if alike else words, strict=False):
        name = Label(f"Grupp, {word.sv}", f"Group, {word.get('en')}") if word.sv else Label("Grupp", "Group")
        value = TileValue((0,), Label(""), Label(softened(group.sv), group.get("en")), None)
        tiles.append(Tile(None, name, (value,), words=True))
    people = residents(request.found.scenario, [area])
    number = (
        Label("uppgift saknas", "no data") if people.unknown else both(lambda lang: number_text(people.people, lang))
    )
    return (*tiles, Tile(None, Label("Invånare", "Residents"), (TileValue((0,), Label(""), number, None),)))


def _history(request: ReportRequest, area: Area) -> list[Section]:
    """The area through time, where it exists in the scenario's period."""
    scenario = request.found.scenario
    period = period_of(scenario, None, None)
    try:
        above = {a.id for i in homes(scenario, area, period, False) for a in i.answer}
        moved = timeline(scenario, _policies(request), period, (), {area.id, *above}, False)
        views = {lang: area_view(moved, area, lang).blocks for lang in ("sv", "en")}
    except GrundError:  # an area without days in the period has no history to show
        return []
    pairs = zip(views["sv"], views["en"], strict=True)
    tables = tuple(BilingualTable(sv, en, open=False) for sv, en in pairs if sv.rows)
    return [Section("tid", Label("Genom tiden", "Through time"), (), (), tables)] if tables else []

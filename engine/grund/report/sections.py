"""Sections: a comparison, or one policy, as the parts of a report.

Every number, reason and name comes from the views of `compare`, `explain`, `who` and `timeline`, in both languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from ..analysis.claims import claims_of
from ..analysis.compare.comparison import Comparison, Reached
from ..analysis.compare.interpretations import first_four
from ..analysis.compare.reasons import decisions
from ..analysis.list_series import replay
from ..engines import interpreter
from ..model.garbage import uncollected
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.scenario import Scenario
from ..model.sources import Label
from ..views import by_field, compare, duties
from ..views.claims import claims_view
from ..views.compare import change as changed
from ..views.compare import handover
from ..views.compare.each_part import districts_block, insatser_block
from ..views.compare.missing_facts import unknowns_block
from ..views.formats.text import Block, Cell
from ..views.replay import replay_blocks
from ..views.run import people_cell, reading_words
from ..views.wording.explanation import explainer
from ..views.wording.headlines import agreed
from ..views.wording.values import marks_legend
from . import balance, network, panel, single_policy
from .bilingual import BilingualTable, both, shown_by, table
from .costs import ReportCosts, area_costs, cost_section, costs_of, sums
from .decision_tables import table_sections
from .figures import figures, shared_block
from .header import answer, beside_labels, footer, heads, left_out, says_not, tiles, title
from .levers import levers
from .model import Report, ReportFigure, Section
from .page_data import data
from .panel import AreaCosts, AreaReasons, area_reasons, common_reasons
from .reasons import Reasons
from .request import MOST_LISTED, ReportRequest
from .threshold import LeverCourse, course, course_block
from .through_time import time_section, timeline_of

LONG = 90
"""Characters of a reason that stands in its row."""


@uncollected()
def report(request: ReportRequest) -> Report:
    """The whole report; of many interpretations four, and the answer in sentences of them all."""
    complete, finding, lines = request.found, answer(request), heads(request)
    request = replace(request, found=first_four(complete))
    comparison, scenario = request.found, request.found.scenario
    courses, idle, unsolved = _courses(request)
    moved = timeline_of(comparison)
    why_by_area = area_reasons(request) if request.listed else ()
    pictures = figures(request)
    costs = costs_of(request)
    sections = [
        _map_section(request, pictures, costs),
        cost_section(request, costs),
        _areas_section(request, why_by_area),
        *([_threshold_section(request, courses, [*idle, *unsolved])] if request.listed else []),
        _accountability_section(request),
        *([_insats_section(comparison)] if not request.found.alone else []),
        *table_sections(comparison),
        _unknown_section(request),
        *([time_section(moved)] if moved else []),
        *_beside_sections([(scenario, (comparison.a.id, comparison.b.id)), *((s, s.named) for s in request.beside)]),
    ]
    reasons = _reasons(request, why_by_area, courses, area_costs(costs)) if request.listed else None
    sections += [
        _sources_section(request, sections, [t for t, *_ in reasons["texts"]] if reasons else []),
        says_not(request),
    ]
    ordered = sorted(comparison.sides[0].areas, key=lambda r: sort_key(r.area.name)) if request.listed else []
    return Report(
        title(request), finding, (*common_reasons(request, why_by_area), *lines), tiles(request, courses),
        request.kinds, tuple(sections), request.command, footer(scenario), scenario.illustration,
        tuple((r.area.id, r.area.name) for r in ordered), tuple((c.lever.id, c.lever.label) for c in courses),
        left_out(request, moved is not None, complete), tuple(request.readings), beside_labels(request),
        data(request, courses, reasons, pictures, costs),
    )  # fmt: skip


def _reasons(
    request: ReportRequest, why_by_area: AreaReasons, courses: Sequence[LeverCourse], costs: AreaCosts
) -> dict[str, Any]:
    """The grounds of every area, and its panel."""
    reasons = Reasons(request.found)
    grounds = reasons.data()
    brief = [panel.data(one) for one in panel.panels(request, reasons, why_by_area, courses, costs)]
    return {**grounds, "texts": reasons.all_texts(), "brief": brief}


def _map_section(request: ReportRequest, pictures: Sequence[ReportFigure], costs: ReportCosts | None) -> Section:
    title = Label("Karta", "Map")
    blocks = [single_policy.totals_block] if request.found.alone else [partial(_counts, 0), partial(_counts, 1)]
    tables = [table(partial(block, request.found), open=False) for block in blocks]
    if request.outlines:
        tables.append(table(partial(shared_block, request), open=False))
    return Section("karta", title, (), tuple(pictures), tuple(tables), "map", shown_by(sums(costs)))


def _counts(nth: int, comparison: Comparison, lang: str) -> Block:
    """Reach and change, the change first where no baseline is declared."""
    return compare.counts(comparison, lang)[nth]


# ── sections


def _areas_section(request: ReportRequest, why_by_area: AreaReasons) -> Section:
    areas = single_policy.areas_block if request.found.alone else compare.areas_block
    rows = _by_name(request.found)
    anchors = [f"o{row[0].place}" for row in rows] if request.listed else []
    bilingual_table = table(partial(_every_block, request, why_by_area), open=not request.listed, anchors=anchors)
    tables = (
        (table(partial(areas, request.found), folds=True), bilingual_table) if request.listed else (bilingual_table,)
    )
    return Section("omraden", Label("Områden och skäl", "Areas and reasons"), (), (), tables)


def _every_block(request: ReportRequest, why_by_area: AreaReasons, lang: str) -> Block:
    """Every area by name: residents, outcome and reasons in each reading; in a large world the first in question."""
    comparison = request.found
    words = {kind.group: kind.label.get(lang) for kind in request.kinds}
    kept = [row for row in _by_name(comparison) if request.listed or any(r.group in _MOVED for r in row)]
    rows: list[tuple[Cell, ...]] = []
    long: dict[str, int] = {}
    for row in kept[:MOST_LISTED]:
        first = row[0]
        reasons = why_by_area[first.place] if why_by_area else ()
        sentences = [_shortened(reason.get(lang), long) for reason in reasons]
        district = first.district.name if first.district else None
        people = people_cell(comparison.scenario, [first.area])
        rows.append((first.area.name, district, people, *(words[r.group] for r in row), *sentences))
    notes = [f"({n}) {reason}" for reason, n in long.items()]
    left = len(kept) - len(rows)
    if left:
        notes.append(agreed(_LEFT_OUT, lang, left=left))
    titles = ("Alla områden", "Every area") if request.listed else ("Områden i fråga", "Areas in question")
    return Block(pick(lang, *titles), _every_columns(request, lang), tuple(rows), tuple(notes))


def _by_name(comparison: Comparison) -> list[tuple[Reached, ...]]:
    """Every area by name, as each side reaches it."""
    rows = zip(*(side.areas for side in comparison.sides), strict=True)
    return sorted(rows, key=lambda row: sort_key(row[0].area.name))


def _every_columns(request: ReportRequest, lang: str) -> tuple[str, ...]:
    """Level, group and residents, the outcome in each reading, and why."""
    scenario = request.found.scenario
    names = reading_words(scenario, [side.reading for side in request.found.sides], lang)
    outcome, why = pick(lang, "Grupp", "Group"), pick(lang, "Varför", "Why")
    levels = scenario.book.vocabulary.levels
    group = levels[scenario.group].label.get(lang) if scenario.group else "–"
    whys = [why] if request.found.alone else [f"{why} A", f"{why} B"]
    return (
        levels[scenario.level].label.get(lang).capitalize(), group.capitalize(), pick(lang, "Invånare", "Residents"),
        *(f"{outcome}, {name}" if name else outcome for name in names),
        *(whys if request.listed else ()),
    )  # fmt: skip


_MOVED = ("only_a", "only_b", "both", "unknown", "not_settled")
"""Groups of areas in question: every one but those that nobody reaches."""


def _shortened(reason: str, long: dict[str, int]) -> str:
    """A reason, or where it is long its number: it is spelt out once, below the table."""
    return reason if len(reason) <= LONG else f"({long.setdefault(reason, len(long) + 1)})"


def _courses(request: ReportRequest) -> tuple[list[LeverCourse], list[Label], list[Label]]:
    """The thresholds that move some area; those that move none, and why; those whose steps could not be found."""
    if not request.listed:
        return [], [], []
    lever_set = levers(request.found)
    courses = [course(request.found, lever) for lever in lever_set.held]
    moving, still = [c for c in courses if len(c.words) > 1], [c for c in courses if len(c.words) == 1]
    if not still:
        return moving, [], list(lever_set.unsolved)
    return moving, [both(partial(_still, request.found, still))], list(lever_set.unsolved)


def _still(comparison: Comparison, still: Sequence[LeverCourse], lang: str) -> str:
    """The thresholds at which nothing moves, and the facts that would have to be known."""
    names = "; ".join(c.lever.label.get(lang) for c in still)
    sentence = pick(
        lang, "Inget område byter grupp oavsett värdet på: ", "No area changes group, whatever the value of: "
    )
    speaking = explainer(comparison.scenario.book, comparison.a, lang).speaker
    outcomes = [
        d
        for side in comparison.sides
        for policy in (comparison.a, comparison.b)
        for d in decisions(comparison, side, policy)
    ]
    missing = sorted({speaking.name(m) for d in outcomes for m in interpreter.waits_for(d)}, key=sort_key)
    because = pick(lang, " Uppgifter som avgör men saknas: ", " Missing data that decides: ")
    return f"{sentence}{names}.{because + ', '.join(missing) + '.' if missing else ''}"


def _threshold_section(request: ReportRequest, courses: Sequence[LeverCourse], more: Sequence[Label]) -> Section:
    tables = [
        table(partial(course_block, request.found, lever_course, request.kinds), open=False) for lever_course in courses
    ]
    steps = Label(
        "Ett tröskelvärde är gränsen som en regel prövar mot. Tabellen visar vid vilka värden något område byter "
        "grupp; däremellan ändras ingenting.",
        "A threshold is the limit that a rule tests against. The table shows at which values some area changes group; "
        "between them nothing changes.",
    )
    none = Label(
        "Inget tröskelvärde i det som skiljer policyerna åt ändrar grupp för något område.",
        "No threshold in what tells the policies apart changes the group of any area.",
    )
    title = Label("Om tröskelvärdet ändras", "If a threshold changes")
    return Section("troskel", title, (steps if courses else none, *more), (), tuple(tables))


def _accountability_section(request: ReportRequest) -> Section:
    comparison = request.found
    edges = network.edges(comparison)
    picture = network.network(edges)
    caption = Label(
        "Heldragen linje: har ansvaret eller leder. Streckad: utför. Prickad: ansvarig aktör saknas. Tjockare linje: "
        "fler områden.",
        "Solid line: is responsible or leads. Dashed: delivers. Dotted: no responsible body. A thicker line: more "
        "areas.",
    )
    pictures = (ReportFigure(picture, picture.name, (caption,)),) if picture else ()
    tables = [table(lambda lang: network.network_block(comparison, edges, lang))]
    if not request.found.alone and handover.declared(comparison):
        change = balance.balance(comparison)
        pictures = (*((ReportFigure(change, change.name, (_BALANCE,)),) if change else ()), *pictures)
        tables.insert(0, table(lambda lang: _handed_block(comparison, lang), folds=True))
    tables.append(table(lambda lang: duties.answering_block(comparison, lang), open=False))
    return Section("svarar", Label("Ansvarig aktör", "Responsible body"), (), pictures, tuple(tables))


_LEFT_OUT: Final = (
    "{left:område|områden} till är {left:=utelämnat|utelämnade}.",
    "{left:more area is|more areas are} left out.",
)
_BALANCE: Final = Label(
    "Streckade staplar till vänster: beslut som aktören har ansvaret för i A men inte i B. Prickade till höger: i B "
    "men inte "
    "i A. Där tolkningarna skiljer sig visas den första; tabellen har alla.",
    "Hatched bars to the left: decisions that the body is responsible for in A and not in B. Dotted to the right: in "
    "B and "
    "not in A. Where interpretations differ the first is shown; the table has all.",
)


def _handed_block(comparison: Comparison, lang: str) -> Block:
    block = handover.handed_block(comparison, lang)
    assert block is not None  # asked only where somebody is declared who could answer
    return block


def _insats_section(comparison: Comparison) -> Section:
    tables = [table(lambda lang: insatser_block(comparison, lang), open=False)]
    if by_field.declared(comparison.scenario):
        tables.insert(0, table(lambda lang: _fields_block(comparison, lang)))
    if changed.elsewhere_block(comparison, "sv") is not None:
        tables.append(table(lambda lang: changed.elsewhere_block(comparison, lang) or Block("", (), ()), open=False))
    if comparison.scenario.group:
        tables.append(table(lambda lang: districts_block(comparison, lang), open=False))
    levels, group = comparison.scenario.book.vocabulary.levels, comparison.scenario.group
    title = Label("Per insats", "By intervention")
    if group:
        label = levels[group].label
        title = Label(f"{title.sv} och {label.sv}", f"{title.get('en')} and {label.get('en')}")
    return Section("insatser", title, (), (), tuple(tables))


def _fields_block(comparison: Comparison, lang: str) -> Block:
    block = by_field.fields_block(comparison, lang)
    assert block is not None  # asked only where fields are declared
    return block


def _unknown_section(request: ReportRequest) -> Section:
    block = table(lambda lang: unknowns_block(request.found, lang))
    note = Label(
        "En rad per insats som inte kan avgöras: för hur många områden, och vilka uppgifter som skulle avgöra det.",
        "A row for each intervention that cannot be decided: how many areas, and which facts would settle it.",
    )
    none = Label("Alla beslut kan avgöras.", "Every decision can be made.")
    return Section(
        "okant", Label("Uppgifter som saknas", "Missing data"), (note if block.sv.rows else none,), (), (block,)
    )


def _beside_sections(scenarios: Sequence[tuple[Scenario, Sequence[str]]]) -> list[Section]:
    """Claims (a scenario's own and its policies') and measures, of the scenario itself and of those laid beside it."""
    sections: list[Section] = []
    for i, (scenario, policies) in enumerate(scenarios):
        names = list(dict.fromkeys(policies))
        if claims_of(scenario, names):
            views = {lang: claims_view(scenario, names, lang).blocks for lang in ("sv", "en")}
            tables = tuple(BilingualTable(sv, en) for sv, en in zip(views["sv"], views["en"], strict=True) if sv.rows)
            title = Label(f"Påståenden: {scenario.label.sv}", f"Claims: {scenario.label.get('en')}")
            sections.append(
                Section(f"pastaenden-{i}", title, (scenario.description,), (), tables, invented=scenario.illustration)
            )
        if scenario.replay:
            series = replay(scenario)
            blocks = {lang: replay_blocks(scenario, series, lang) for lang in ("sv", "en")}
            tables = tuple(BilingualTable(sv, en) for sv, en in zip(blocks["sv"], blocks["en"], strict=True))
            sections.append(
                Section(
                    f"matt-{i}", scenario.label, (scenario.description,), (), tables, invented=scenario.illustration
                )
            )
    return sections


# ── ending


def _sources_section(request: ReportRequest, sections: Sequence[Section], more: Sequence[str]) -> Section:
    """The documents that anything in the report names."""
    name = Label("Källor och källstatus", "Sources and source status")

    def block(lang: str) -> Block:
        blocks = [t.en if lang == "en" else t.sv for s in sections for t in s.tables]
        texts = [*more, *(note for b in blocks for note in b.notes)]
        texts += [cell for b in blocks for row in b.rows for cell in row if isinstance(cell, str)]
        texts += [d for c in request.places.citations for d in c.documents]
        rows = tuple(explainer(request.found.scenario.book, request.found.a, lang).sources(texts))
        heads = ("Id", pick(lang, "Dokument", "Document"))
        swedish = pick(
            lang,
            "Citat ur dokumenten och anmärkningar till dem är på svenska.",
            "Quotations from the documents, and some notes on them, are in Swedish.",
        )
        return Block(name.get(lang), heads, rows, (marks_legend(lang), swedish))

    return Section("kallor", name, (), (), (table(block),))

"""The page that compares two policies: the finding, who is reached, the map, what changes, who answers, what it costs.

Every number is one of `grund compare`; what was moved just now is told by name; the page is the same without a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, NamedTuple, cast

from ... import analysis, report, views
from ...analysis.compare.comparison import Comparison, Reached, Side
from ...analysis.compare.interpretations import apart, by_groups, first_four, in_fours
from ...model.decisions import Verdict
from ...model.names import sort_key
from ...model.numbers import number_text, pick
from ...model.scenario import agree
from ...report.bilingual import Html, escaped
from ...views.compare import findings
from ...views.compare.change import change_word, group_word
from ...views.formats.columns import headings
from ...views.formats.text import Block
from ...views.heading import heading
from ...views.run import people_cell
from ...views.wording.headlines import agreed
from ...views.wording.values import count_text
from ..queries import PageQuery
from .compare_form import FormField, PriceField, Slider, choices_of, prices_of, sliders_of, unsolved_of
from .compare_panel import Panel, panel_of, people_text, reading_columns
from .cross_references import CrossReferences
from .money import PageMoney, money_of
from .page import PageLink, PageTable, Parts

_LEFT_OUT: Final = (
    "{count:tolkning|tolkningar} till visas inte här. Välj tolkning för att se {count:=den|dem}.",
    "{count:more interpretation is|more interpretations are} not shown here. Choose one to see {count:=it|them}.",
)
_MOST_UNKNOWN: Final = 40
"""So many areas that cannot be decided are listed."""
_GROUPS: Final = ("both", "only_a", "only_b", "neither", "unknown", "not_settled")


class GroupNumber(NamedTuple):
    """A group's areas and residents in one interpretation."""

    group: str
    label: str
    values: tuple[tuple[str, str, str], ...]
    """For each interpretation that has its own numbers its words, the count and the residents."""


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What the page shows."""

    title: str
    heads: tuple[str, ...]
    findings: tuple[str, ...]
    left_out: str
    """How many interpretations are not shown; empty where all are."""
    moved: tuple[str, ...]
    numbers: tuple[GroupNumber, ...]
    defs: Html
    pictures: tuple[tuple[str, Html, tuple[str, ...]], ...]
    lists: tuple[PageTable, ...]
    reach: tuple[Block, ...]
    """Of three policies, which of them reach which areas."""
    blocks: tuple[Block, ...]
    """Every table of the comparison, where they are asked for."""
    money: PageMoney
    choices: tuple[FormField, ...]
    sliders: tuple[Slider, ...]
    unsolved: tuple[str, ...]
    prices: tuple[PriceField, ...]
    panel: Panel | None


def compare_page(
    refs: CrossReferences, base: CrossReferences, query: PageQuery, address: Callable[[str], str]
) -> ComparePage:
    """The page of a query; `address`: the address that opens the panel of an area. Raises `GrundError`."""
    scenario, lang = refs.scenario, refs.lang
    a, b, *others = policies = [scenario.policy(name).id for name in query.policies]
    comparison = refs.comparison(a, b)
    shown = in_fours(comparison)[0]
    tables = (
        (*_steps(refs, comparison), *views.compare.compare_view(comparison, lang, "table").blocks[1:])
        if query.tables else ()
    )  # fmt: skip
    places = analysis.lookup.find_area(scenario, query.area, scenario.level) if query.area else None
    return ComparePage(
        " → ".join(
            f"{letter}: {scenario.policy(name).label.get(lang)}" for letter, name in zip("ABC", policies, strict=False)
        ),
        tuple(heading(scenario, lang, (comparison.a, comparison.b))),
        findings(comparison, lang),
        _left_out(len(by_groups(comparison).sides) - len(shown.sides), lang),
        _moved(base, refs, policies) if query.tried or query.day else (),
        numbers_of(shown, lang),
        *pictures_of(shown, lang, address, places.id if places else ""),
        _lists(refs, shown),
        refs.reach(policies) if others else (),
        tables,
        money_of(scenario, policies, lang),
        choices_of(base.scenario, query, lang),
        sliders_of(base, query, policies),
        unsolved_of(base, policies),
        prices_of(base, query, policies),
        panel_of(refs, shown, places.id, others) if places else None,
    )


def _steps(refs: CrossReferences, comparison: Comparison) -> tuple[Block, ...]:
    """Who is reached at each value of every threshold that changes something, as a report says it."""
    shown = first_four(comparison)
    kinds = report.request.ReportRequest(shown, report.places.places(refs.scenario)).kinds
    title = pick(refs.lang, "Om tröskelvärdet ändras", "If the threshold changes")
    courses = [course for course in refs.courses(comparison.a.id, comparison.b.id) if len(course.words) > 1]
    blocks = (report.threshold.course_block(shown, course, kinds, refs.lang) for course in courses)
    if len(shown.sides) > 1:  # the counts of every group in every interpretation are more than a page is wide
        blocks = (_columns(block, (0, 1, -1)) for block in blocks)
    return tuple(replace(block, title=title) for block in blocks)


def _columns(block: Block, kept: Sequence[int]) -> Block:
    rows = tuple(tuple(row[i] for i in kept) for row in block.rows)
    return replace(block, columns=tuple(block.columns[i] for i in kept), rows=rows)


def _left_out(count: int, lang: str) -> str:
    return agreed(_LEFT_OUT, lang, count=count) if count else ""


def numbers_of(comparison: Comparison, lang: str) -> tuple[GroupNumber, ...]:
    """The groups in numbers, interpretations that have the same as one; those that are empty everywhere and say
    nothing are left out."""
    numbers = []
    for group in _GROUPS:

        def counted(side: Side, group: str = group) -> tuple[str, str]:
            areas = [r.area for r in side.areas if r.group == group]
            return number_text(len(areas), lang), people_text(comparison.scenario, areas, lang)

        shown = apart(comparison, counted)
        values = [(word, *counted(side)) for word, side in zip(reading_columns(shown, lang), shown.sides, strict=True)]
        if group in ("both", "only_a", "only_b") or any(value[1] != "0" for value in values):
            numbers.append(GroupNumber(group, group_word(group, lang), tuple(values)))
    return tuple(numbers)


_TURNS: Final[tuple[tuple[Verdict, tuple[str, str]], ...]] = (
    ("yes", ("tillkommer", "added")),
    ("no", ("faller bort", "no longer reached")),
    ("unknown", ("kan inte längre avgöras", "can no longer be decided")),
)
"""What is said of areas that have become reached, are reached no more, or are known no more."""


def _moved(base: CrossReferences, refs: CrossReferences, policies: Sequence[str]) -> tuple[str, ...]:
    """What changed just now under each policy, against the scenario as its files have it, in each interpretation."""
    lang, (a, b, *others) = refs.lang, policies
    sentences: dict[str, None] = {}
    for first, second, names in ((a, b, "ab"), *((a, other, "b") for other in others)):
        before, after = (by_groups(references.comparison(first, second)) for references in (base, refs))
        sentences |= dict.fromkeys(_turns(before, after, names, lang))
    nobody = pick(
        lang, "Inget område tillkommer eller faller bort.", "No area is added, and none is no longer reached."
    )
    return tuple(sentences) or (nobody,)


def _turns(before: Comparison, after: Comparison, names: str, lang: str) -> Iterator[str]:
    """A sentence for each turn of the areas under `a`, `b` or both of a comparison, in each interpretation."""
    for word, side in zip(reading_columns(after, lang), after.sides, strict=True):
        old = {r.area.id: r for r in _alike_side(before, side).areas}
        for name, (verdict, words) in product(names, _TURNS):
            turned = [r.area.name for r in side.areas if _turned(old.get(r.area.id), r, name, verdict)]
            if turned:
                policy = after.a if name == "a" else after.b
                lead = f"{policy.label.get(lang)}{f' ({word})' if word else ''}"
                yield f"{lead}: {pick(lang, *words)}: {', '.join(sorted(turned, key=sort_key))}."


def _alike_side(comparison: Comparison, side: Side) -> Side:
    """The side of the reading that agrees with another's in most, of those that contradict it in nothing."""
    agreeing = [s for s in comparison.sides if agree(side.reading, s.reading)]
    return max(agreeing or comparison.sides, key=lambda s: len({*s.reading} & {*side.reading}))


def _turned(before: Reached | None, after: Reached, name: str, verdict: Verdict) -> bool:
    """Whether what a policy says of an area has become a verdict; of an area that is new, whether it is reached."""
    old: Verdict = getattr(before, name) if before is not None else "no"
    new: Verdict = getattr(after, name)
    return new == verdict != old and (verdict != "no" or old == "yes")


def pictures_of(
    comparison: Comparison, lang: str, address: Callable[[str], str], here: str = ""
) -> tuple[Html, tuple[tuple[str, Html, tuple[str, ...]], ...]]:
    """What the pictures share, and those of each interpretation with their captions and notes; each area in them leads
    to its panel."""
    scenario, areas = comparison.scenario, comparison.sides[0].areas
    outlines = report.outlines.outlines_of(scenario)
    request = report.request.ReportRequest(comparison, report.places.places(scenario), outlines)

    def link(number: int) -> tuple[str, str]:
        area = areas[number].area
        return address(area.id), area.name

    pictures = []
    figures = report.figures.figures(request, here, _canvas(request))
    for figure in figures:
        drawing, caption = figure.picture, figure.caption.get(lang)
        words = f'{drawing.size} role="group" aria-label="{escaped(caption)}"'
        svg = f"<svg {words}>{drawing.linked(link)}</svg>"
        pictures.append((caption, Html(svg), tuple(note.get(lang) for note in figure.notes)))
    return report.drawing.shared_defs(figure.picture for figure in figures), tuple(pictures)


def _canvas(request: report.request.ReportRequest) -> report.figures.Canvas:
    """What the pictures share, drawn once; every area has room for a sign, so that no name moves when one comes."""
    cache = analysis.what_if.untried(request.found.scenario).cache
    ids = tuple(r.area.id for r in request.found.sides[0].areas)
    key = ("canvas", ids)
    if key not in cache:
        cache[key] = report.figures.canvas(request, ids)
    return cast("report.figures.Canvas", cache[key])


def _lists(refs: CrossReferences, comparison: Comparison) -> tuple[PageTable, ...]:
    """The areas by group, each a link to its panel; those that neither reaches, and many that cannot be decided, are
    only counted."""
    lang, sheets = refs.lang, []
    for word, side in zip(reading_columns(comparison, lang), comparison.sides, strict=True):
        rows: list[tuple[Parts, ...]] = []
        notes: list[Parts] = []
        for group in ("only_b", "only_a", "both", "unknown", "not_settled"):
            reached = sorted((r for r in side.areas if r.group == group), key=lambda r: sort_key(r.area.name))
            if group == "unknown" and len(reached) > _MOST_UNKNOWN:
                areas = count_text(len(reached), lang, "area")
                notes.append(f"{areas} {pick(lang, 'kan inte avgöras', 'cannot be decided')}.")
                continue
            for r in reached:
                link, people = PageLink(r.area.name, "area", r.area.id), people_cell(comparison.scenario, [r.area])
                rows.append((link, group_word(r.group, lang), change_word(r.change, lang), people))
        heads = (
            *headings(lang, "name"), pick(lang, "Omfattas", "Reached"), pick(lang, "Från A till B", "From A to B"),
            *headings(lang, "residents"),
        )  # fmt: skip
        sheets.append(PageTable(word or pick(lang, "Områdena", "The areas"), heads, tuple(rows), tuple(notes)))
    return tuple(sheets)

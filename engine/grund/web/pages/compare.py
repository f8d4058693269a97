"""The page that compares two policies: the finding, who is reached, the map, what changes, who answers, what it costs.

Enters: a scenario as the query wants it, the query, and the scenario as it stands in its files. Leaves: a
`ComparePage`. Promise: every number is one of `grund compare`; what was moved just now is told by name; the page is the
same without a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ... import analysis, budgeting, report, views
from ...analysis.compare.comparison import Comparison, Reached, Side, residents
from ...analysis.compare.interpretations import by_groups
from ...model.decisions import Verdict
from ...model.facts import Area
from ...model.names import sort_key
from ...model.numbers import number_text, pick
from ...model.scenario import Scenario
from ...report.bilingual import Html, escaped
from ...views.compare import finding
from ...views.compare.change import change_word, group_word
from ...views.compare.data import why
from ...views.formats.columns import headings
from ...views.formats.text import Block
from ...views.run import counted_word, heading, reading_word
from ...views.wording.explanation import explainer
from ...views.wording.values import verdict_word
from ..queries import CountedPairQuery
from .compare_form import FormField, PriceField, Slider, choices_of, prices_of, sliders_of, unsolved_of
from .cross_references import CrossReferences
from .page import PageLink, PageTable, Parts, alike, between

_MOST_UNKNOWN: Final = 40
"""So many areas that cannot be decided are listed."""
_GROUPS: Final = ("both", "only_a", "only_b", "neither", "unknown", "not_settled")


class GroupNumber(NamedTuple):
    """A group's areas and residents in one interpretation."""

    group: str
    label: str
    values: tuple[tuple[str, str, str], ...]
    """For each interpretation its words, the count and the residents."""


@dataclass(frozen=True, slots=True)
class Panel:
    """An area beside the map: what each policy gives it and why, who answers, and where to read on."""

    area: PageLink
    lead: str
    sheets: tuple[PageTable, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What the page shows."""

    title: str
    heads: tuple[str, ...]
    finding: str
    moved: tuple[str, ...]
    numbers: tuple[GroupNumber, ...]
    defs: Html
    pictures: tuple[tuple[str, Html, tuple[str, ...]], ...]
    lists: tuple[PageTable, ...]
    blocks: tuple[Block, ...]
    money: tuple[Block, ...]
    choices: tuple[FormField, ...]
    sliders: tuple[Slider, ...]
    unsolved: tuple[str, ...]
    prices: tuple[PriceField, ...]
    panel: Panel | None


def compare_page(
    refs: CrossReferences, base: CrossReferences, query: CountedPairQuery, address: Callable[[str], str], area: str = ""
) -> ComparePage:
    """The page of a query; `area` is the one whose panel is open, `address` the address that opens an area's.

    Raises `GrundError`.
    """
    scenario, lang = refs.scenario, refs.lang
    a, b = (scenario.policy(name).id for name in (query.a, query.b))
    comparison = refs.comparison(a, b)
    apart = by_groups(comparison)
    view = views.compare.compare_view(comparison, lang, "table")
    places = analysis.lookup.find_area(scenario, area, scenario.level) if area else None
    return ComparePage(
        f"A: {comparison.a.label.get(lang)} → B: {comparison.b.label.get(lang)}",
        tuple(heading(scenario, lang, (comparison.a, comparison.b))),
        finding(comparison, lang),
        _moved(base, refs, a, b) if query.tried or query.day else (),
        numbers_of(apart, lang),
        *_pictures(apart, lang, address, places.id if places else ""),
        _lists(refs, apart),
        view.blocks[1:],
        _money(scenario, [a, b], lang),
        choices_of(base.scenario, query, lang),
        sliders_of(base, query, a, b),
        unsolved_of(base, a, b),
        prices_of(base, query, a, b),
        _panel(refs, apart, places.id) if places else None,
    )


def numbers_of(comparison: Comparison, lang: str) -> tuple[GroupNumber, ...]:
    """The groups in numbers; those that are empty everywhere and say nothing are left out."""
    words = _words(comparison, lang)
    numbers = []
    for group in _GROUPS:
        values = []
        for word, side in zip(words, comparison.sides, strict=True):
            areas = [r.area for r in side.areas if r.group == group]
            values.append((word, number_text(len(areas), lang), _people(comparison.scenario, areas, lang)))
        if group in ("both", "only_a", "only_b") or any(value[1] != "0" for value in values):
            numbers.append(GroupNumber(group, group_word(group, lang), tuple(values)))
    return tuple(numbers)


def _words(comparison: Comparison, lang: str) -> list[str]:
    return [reading_word(comparison.scenario, side.reading, lang, short=True) for side in comparison.sides]


def _people(scenario: Scenario, areas: Iterable[Area], lang: str) -> str:
    listed = list(areas)
    counted = residents(scenario, listed)
    if listed and counted.unknown == len(listed):
        return pick(lang, "uppgift saknas", "no data")
    least = "≥ " if counted.unknown else ""
    return f"{least}{number_text(counted.people, lang)} {counted_word(scenario, lang, short=True)}"


_TURNS: Final[tuple[tuple[Verdict, tuple[str, str]], ...]] = (
    ("yes", ("tillkommer", "added")),
    ("no", ("faller bort", "no longer reached")),
    ("unknown", ("kan inte längre avgöras", "can no longer be decided")),
)
"""What is said of areas that have become reached, are reached no more, or are known no more."""


def _moved(base: CrossReferences, refs: CrossReferences, a: str, b: str) -> tuple[str, ...]:
    """What changed just now under each policy, against the scenario as its files have it, in each interpretation."""
    lang, sentences = refs.lang, dict[str, None]()
    before, after = (by_groups(references.comparison(a, b)) for references in (base, refs))
    for word, side in zip(_words(after, lang), after.sides, strict=True):
        old = {r.area.id: r for r in _alike_side(before, side).areas}
        for name, policy in (("a", after.a), ("b", after.b)):
            for verdict, words in _TURNS:
                turned = [r.area.name for r in side.areas if _turned(old.get(r.area.id), r, name, verdict)]
                if turned:
                    lead = f"{policy.label.get(lang)}{f' ({word})' if word else ''}"
                    listed = ", ".join(sorted(turned, key=sort_key))
                    sentences[f"{lead}: {pick(lang, *words)}: {listed}."] = None
    nobody = pick(
        lang, "Inget område tillkommer eller faller bort.", "No area is added, and none is no longer reached."
    )
    return tuple(sentences) or (nobody,)


def _alike_side(comparison: Comparison, side: Side) -> Side:
    """The side of the reading that agrees with another's in most, of those that contradict it in nothing."""
    wanted = dict(side.reading)
    agreeing = [s for s in comparison.sides if all(wanted.get(k, v) == v for k, v in s.reading)]
    return max(agreeing or comparison.sides, key=lambda s: len({*s.reading} & {*side.reading}))


def _turned(before: Reached | None, after: Reached, name: str, verdict: Verdict) -> bool:
    """Whether what a policy says of an area has become a verdict; of an area that is new, whether it is reached."""
    old: Verdict = getattr(before, name) if before is not None else "no"
    new: Verdict = getattr(after, name)
    return new == verdict != old and (verdict != "no" or old == "yes")


def _pictures(
    comparison: Comparison, lang: str, address: Callable[[str], str], here: str
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
    figures = report.figures.figures(request, here)
    for figure in figures:
        drawing, caption = figure.picture, figure.caption.get(lang)
        size = f"0 0 {drawing.width:g} {drawing.height:g}"
        svg = f'<svg viewBox="{size}" role="group" aria-label="{escaped(caption)}">{drawing.linked(link)}</svg>'
        pictures.append((caption, Html(svg), tuple(note.get(lang) for note in figure.notes)))
    return report.drawing.shared_defs(figure.picture for figure in figures), tuple(pictures)


def _lists(refs: CrossReferences, comparison: Comparison) -> tuple[PageTable, ...]:
    """The areas by group, each a link to its panel; those that neither reaches, and many that cannot be decided, are
    only counted."""
    lang, sheets = refs.lang, []
    for word, side in zip(_words(comparison, lang), comparison.sides, strict=True):
        rows: list[tuple[Parts, ...]] = []
        notes: list[Parts] = []
        for group in ("only_b", "only_a", "both", "unknown", "not_settled"):
            reached = sorted((r for r in side.areas if r.group == group), key=lambda r: sort_key(r.area.name))
            if group == "unknown" and len(reached) > _MOST_UNKNOWN:
                notes.append(
                    pick(lang, f"{len(reached)} områden kan inte avgöras.", f"{len(reached)} areas cannot be decided.")
                )
                continue
            for r in reached:
                people = _people(comparison.scenario, [r.area], lang)
                rows.append(
                    (
                        PageLink(r.area.name, "area", r.area.id),
                        group_word(r.group, lang),
                        change_word(r.change, lang),
                        people,
                    )
                )
        heads = (
            *headings(lang, "name"), pick(lang, "Omfattas", "Reached"), pick(lang, "Från A till B", "From A to B"),
            *headings(lang, "residents"),
        )  # fmt: skip
        sheets.append(PageTable(word or pick(lang, "Områdena", "The areas"), heads, tuple(rows), tuple(notes)))
    return tuple(sheets)


def _money(scenario: Scenario, policies: list[str], lang: str) -> tuple[Block, ...]:
    """What the policies cost, where the scenario has years to cost; nothing where it has none."""
    if not scenario.planning.years:
        return ()
    budget = budgeting.policy_budgets.budget(scenario, policies, list(scenario.planning.years))
    view = views.budget.budget_view(budget, lang)
    return view.short or view.blocks


def _panel(refs: CrossReferences, comparison: Comparison, area: str) -> Panel:
    """What each policy gives an area and why, in each interpretation, and who answers for what it gets."""
    lang = refs.lang
    rows: list[tuple[Parts, ...]] = []
    here: list[tuple[str, Reached]] = []
    for word, side in zip(_words(comparison, lang), comparison.sides, strict=True):
        reached = next(r for r in side.areas if r.area.id == area)
        here.append((word, reached))
        for policy, verdict in ((comparison.a, reached.a), (comparison.b, reached.b)):
            explain = explainer(comparison.scenario.book, policy, lang)
            reason = why(explain, comparison, side, reached, policy)
            rows.append((refs.policy(policy), word, verdict_word(verdict, lang), reason))
    place = here[0][1].area
    heads = (
        "Policy",
        pick(lang, "Tolkning", "Interpretation"),
        pick(lang, "Omfattas", "Reached"),
        pick(lang, "Skäl", "Reason"),
    )
    sheets = [PageTable(pick(lang, "Beslut enligt policyerna", "Decisions under the policies"), heads, alike(rows, 1))]
    sheets += _differs(refs, here)
    groups = " / ".join(dict.fromkeys(group_word(reached.group, lang) for _, reached in here))
    lead = f"{groups} · {_people(comparison.scenario, [place], lang)}"
    return Panel(PageLink(place.name, "area", area), lead, tuple(sheets))


def _differs(refs: CrossReferences, here: Sequence[tuple[str, Reached]]) -> list[PageTable]:
    """The insatser that come or go in each interpretation, with who is responsible for them."""
    lang = refs.lang
    rows: list[tuple[Parts, ...]] = []
    for word, reached in here:
        for names, turn in ((reached.gained, ("tillkommer", "added")), (reached.lost, ("faller bort", "removed"))):
            for name in names:
                insats = refs.scenario.book.insatser[name]
                bodies = [refs.body(r.body.id) for r in refs.ledger.who(insats, reached.area) if r.answers]
                responsible: Parts = between(bodies) or pick(lang, "ansvarig aktör saknas", "no responsible body")
                rows.append((refs.insats(name), word, pick(lang, *turn), responsible))
    heads = (
        *headings(lang, "insats", "tolkning"),
        pick(lang, "Från A till B", "From A to B"), *headings(lang, "responsible"),
    )  # fmt: skip
    return [PageTable(pick(lang, "Ändringar", "Changes"), heads, alike(rows, 1))] if rows else []

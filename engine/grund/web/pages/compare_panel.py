"""Compare panel: an area beside the map: what each policy gives it and why, how near it is to another outcome, who
answers, and what it costs.

Near misses and costs are those of a report's panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ... import report
from ...analysis.compare.comparison import Comparison, Reached, residents
from ...analysis.compare.interpretations import by_groups, first_four
from ...model.facts import Area
from ...model.numbers import pick
from ...model.policies import Policy
from ...model.scenario import Scenario
from ...views.budget import scope_note
from ...views.compare.change import group_word
from ...views.compare.data import WhyLines
from ...views.formats.columns import headings
from ...views.run import counted_word, people_number, reading_word
from ...views.wording.values import verdict_word
from .cross_references import CrossReferences
from .page import PageLink, PageTable, Parts, alike, between


@dataclass(frozen=True, slots=True)
class Panel:
    """An area beside the map: what each policy gives it and why, who answers, and where to read on."""

    area: PageLink
    lead: str
    sheets: tuple[PageTable, ...]


def panel_of(refs: CrossReferences, comparison: Comparison, area: str, others: Sequence[str] = ()) -> Panel:
    """What each policy, and `others` beside, gives an area and why, in each interpretation, and who answers for what
    it gets."""
    lang = refs.lang
    rows = list(_reasons(refs, comparison, area, (comparison.a, comparison.b)))
    for name in others:
        pair = by_groups(refs.comparison(comparison.a.id, name))
        rows += _reasons(refs, pair, area, (pair.b,))
    here = list(zip(reading_columns(comparison, lang), _at(comparison, area), strict=True))
    place, words = here[0][1].area, [word for word, _ in here]
    heads = (
        "Policy",
        pick(lang, "Tolkning", "Interpretation"),
        pick(lang, "Omfattas", "Reached"),
        pick(lang, "Skäl", "Reason"),
    )
    sheets = [
        PageTable(
            pick(lang, "Beslut enligt policyerna", "Decisions under the policies"),
            heads,
            alike(rows, 1, lambda _: words),
        )
    ]
    sheets += [*_differs(refs, here), *_near(refs, comparison, area), *_costs(refs, comparison, area)]
    groups = " / ".join(dict.fromkeys(group_word(reached.group, lang) for _, reached in here))
    lead = f"{groups} · {people_text(comparison.scenario, [place], lang)}"
    return Panel(PageLink(place.name, "area", area), lead, tuple(sheets))


def _at(comparison: Comparison, area: str) -> Iterator[Reached]:
    """An area in each interpretation."""
    for side in comparison.sides:
        yield next(r for r in side.areas if r.area.id == area)


def _reasons(
    refs: CrossReferences, comparison: Comparison, area: str, policies: Sequence[Policy]
) -> Iterator[tuple[Parts, ...]]:
    """What policies of a comparison decide for an area, and why, in each interpretation."""
    lang = refs.lang
    words = reading_columns(comparison, lang)
    for word, side, reached in zip(words, comparison.sides, _at(comparison, area), strict=True):
        for policy in policies:
            verdict = reached.a if policy is comparison.a else reached.b
            reason = WhyLines(comparison, policy)(side, reached, lang)
            yield refs.policy(policy), word, verdict_word(verdict, lang), reason


def _differs(refs: CrossReferences, here: Sequence[tuple[str, Reached]]) -> list[PageTable]:
    """The insatser that come or go in each interpretation, with who is responsible for them."""
    lang, words = refs.lang, [word for word, _ in here]
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
    return [PageTable(pick(lang, "Ändringar", "Changes"), heads, alike(rows, 1, lambda _: words))] if rows else []


def _near(refs: CrossReferences, comparison: Comparison, area: str) -> list[PageTable]:
    """The nearest value of each threshold at which the area is reached otherwise."""
    request = report.request.ReportRequest(first_four(comparison), report.places.places(refs.scenario))
    place = next(place for place, r in enumerate(request.found.sides[0].areas) if r.area.id == area)
    near = report.panel.near_misses(request, refs.courses(comparison.a.id, comparison.b.id)).get(place, ())
    notes = tuple(label.get(refs.lang) for label in near)
    return [PageTable(pick(refs.lang, *report.words.NEAR), notes=notes)] if notes else []


def _costs(refs: CrossReferences, comparison: Comparison, area: str) -> list[PageTable]:
    """What each policy costs in the area, as a report says it; nothing where nothing is priced there."""
    costs = report.costs.costs_of(report.request.ReportRequest(comparison, report.places.places(refs.scenario)))
    labels = report.costs.area_costs(costs).get(area, ()) if costs else ()
    if not (costs and labels):
        return []
    title = pick(refs.lang, *report.words.COST)
    policies = zip(costs.request.found.policies, labels, strict=True)
    rows = tuple((refs.policy(policy), label.get(refs.lang)) for policy, label in policies)
    return [PageTable(title, ("Policy", title), rows, (scope_note(costs.budget, refs.lang),))]


def reading_columns(comparison: Comparison, lang: str) -> list[str]:
    """The interpretations of a comparison in a word each; of a single one none is needed."""
    if len(comparison.sides) == 1:
        return [""]
    return [reading_word(comparison.scenario, side.reading, lang) for side in comparison.sides]


def people_text(scenario: Scenario, areas: Iterable[Area], lang: str) -> str:
    """The residents of areas; at least so many where some are unknown, and no number where all are."""
    listed = list(areas)
    counted = residents(scenario, listed)
    number = people_number(counted.people, counted.unknown, len(listed), lang)
    if number is None:
        return pick(lang, "uppgift saknas", "no data")
    return f"{number} {counted_word(scenario, lang, short=True)}"

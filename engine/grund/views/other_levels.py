"""Other levels: an area asked about an insats that is decided for areas of another kind.

It says where the area lies, with the shares that are known, what is decided there, and how many people live in such
areas and outside them; it invents no decision for the area itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..analysis.compare.comparison import Residents, residents
from ..engines.run import decide
from ..model.decisions import Decision
from ..model.facts import Area
from ..model.located import Located, located
from ..model.numbers import number_text, pick
from ..model.policies import Policy, Ruling
from ..model.scenario import Reading, Scenario, reading_text
from .formats.columns import headings
from .formats.text import Block, Cell
from .result import Result
from .run import people_cell, reading_word
from .wording.headlines import agreed, areas_text
from .wording.values import count_text, flags_text, share_text, verdict_word

_OUTSIDE: Final = (
    "{areas} får insatsen, med {total}. I {given:=det området|de områdena} ligger {own}, med {within}{marks}; "
    "{outside} bor utanför.",
    "{areas} {given:=receives|receive} the intervention, with {total}. Within {given:=it|them} {lie:=lies|lie} {own}, "
    "with {within}{marks}; {outside} live outside.",
)

_LEADS = {
    "overlaps": (
        "Tabellen visar vad som beslutas där området ligger, helt eller delvis.",
        "The table shows what is decided where the area lies, wholly or partly.",
    ),
    "holds": ("Tabellen visar vad som beslutas inom området.", "The table shows what is decided within the area."),
}


def elsewhere_view(
    scenario: Scenario, area: Area, rulings: Sequence[tuple[Policy, Ruling]], places: Sequence[Located], lang: str
) -> Result:
    """What is decided where the area lies. `rulings` are of one insats, one per policy; `places` of its level."""
    rows: list[tuple[Cell, ...]] = []
    data: list[dict[str, Any]] = []
    for place in _once(places):
        outcomes = [
            (p, reading, _there(scenario, p, r, reading, place.area)) for p, r, reading in _asked(scenario, rulings)
        ]
        for policy, reading, d in outcomes:
            chosen = reading_text(reading)
            rows.append((policy.id, chosen, place.area.id, place.area.name, place.relation, d.verdict, d.rule))
        decisions = [
            {"policy": p.id, "tolkning": dict(reading), "verdict": d.verdict, "rule": d.rule}
            for p, reading, d in outcomes
        ]
        shares = {name: None if share is None else f"{share.normalize():f}" for name, share in place.shares.items()}
        data.append({"area": place.area.id, "relation": place.relation, "shares": shares, "decisions": decisions})
    insats = rulings[0][1].insats
    header = ("policy", "tolkning", "area", "name", "relation", "verdict", "rule")
    payload = {"kind": "grund-elsewhere", "area": area.id, "insats": insats.id, "level": insats.level, "places": data}
    return Result((places_block(scenario, area, rulings, places, lang),), header, tuple(rows), payload)


def places_block(
    scenario: Scenario, area: Area, rulings: Sequence[tuple[Policy, Ruling]], places: Sequence[Located], lang: str
) -> Block:
    """Where the area lies, and what each policy decides there."""
    levels = scenario.book.vocabulary.levels
    insats = rulings[0][1].insats
    kind = levels[insats.level].label.get(lang)
    policies = [policy for policy, _ in rulings]
    rows: list[tuple[Cell, ...]] = []
    for place in _once(places):
        verdicts = [_verdicts(scenario, policy, ruling, place.area, lang) for policy, ruling in rulings]
        rows.append(
            (place.area.name, shares_text(scenario, place, lang), people_cell(scenario, [place.area]), *verdicts)
        )
    heads = (kind.capitalize(), *headings(lang, "share", "residents"), *(p.id for p in policies))
    own = levels[area.level].label.get(lang)
    lead = pick(
        lang,
        f"{area.name} är {own}, och insatsen beslutas per {kind}: inget beslutas för området självt.",
        f"{area.name} is {own}, and the intervention is decided per {kind}: nothing is decided for the area itself.",
    )
    people = [note for policy, ruling in rulings for note in _outside(scenario, area, policy, ruling, lang)]
    notes = (lead, pick(lang, *_LEADS[places[0].relation]), *dict.fromkeys(people))
    return Block(insats.label.get(lang), heads, tuple(rows), notes)


def lies_block(scenario: Scenario, area: Area, levels: Sequence[str], lang: str) -> Block | None:
    """Where an area lies among those of other levels that it is no part of; None where nothing is known of it."""
    words = scenario.book.vocabulary.levels
    rows = [
        (words[level].label.get(lang), place.area.name, shares_text(scenario, place, lang), place.area.id)
        for level in levels
        for place in _once(located(scenario.today, area, level))
        if place.relation == "overlaps"
    ]
    if not rows:
        return None
    heads = (pick(lang, "Områdestyp", "Area type"), *headings(lang, "name", "share"), "Id")
    note = pick(
        lang,
        "Det som beslutas på de nivåerna beslutas för de områdena: grund explain OMRÅDE.",
        "What is decided at those levels is decided for those areas: grund explain AREA.",
    )
    return Block(pick(lang, "Där området ligger", "Where the area lies"), heads, tuple(rows), (note,))


def shares_text(scenario: Scenario, place: Located, lang: str) -> str | None:
    """`andel av polisens områdes yta 100,0 %; …`; None where no share is known."""
    labels = scenario.book.vocabulary.shares
    sentences = [
        f"{labels[name].get(lang) if name in labels else name} {share_text(share, lang)}"
        for name, share in place.shares.items()
        if share is not None
    ]
    return "; ".join(sentences) or None


def _once(places: Sequence[Located]) -> list[Located]:
    """Each area once, where an area overlaps several parts of it."""
    return list({place.area.id: place for place in reversed(places)}.values())[::-1]


def _asked(scenario: Scenario, rulings: Sequence[tuple[Policy, Ruling]]) -> list[tuple[Policy, Ruling, Reading]]:
    """Each ruling in every reading it depends on."""
    return [(policy, ruling, reading) for policy, ruling in rulings for reading in scenario.readings([ruling])]


def _there(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading, area: Area) -> Decision:
    """The decision for one area of the insats's level."""
    return next(d for d in decide(scenario, policy, ruling, reading) if d.area.id == area.id)


def _verdicts(scenario: Scenario, policy: Policy, ruling: Ruling, area: Area, lang: str) -> str:
    """`ja`; where readings differ, each with its name."""
    verdict_by_reading = {
        reading_word(scenario, reading, lang): verdict_word(
            _there(scenario, policy, ruling, reading, area).verdict, lang
        )
        for reading in scenario.readings([ruling])
    }
    if len(set(verdict_by_reading.values())) == 1:
        return next(iter(verdict_by_reading.values()))
    return ", ".join(f"{word}: {verdict}" for word, verdict in verdict_by_reading.items())


def _outside(scenario: Scenario, area: Area, policy: Policy, ruling: Ruling, lang: str) -> list[str]:
    """How many live where the policy gives the insats, and how many of them in areas of the asked area's kind."""
    sentences: list[str] = []
    for reading in scenario.readings([ruling]):
        given = [d.area for d in decide(scenario, policy, ruling, reading) if d.verdict == "yes"]
        people, inside = residents(scenario, given), residents(scenario, _overlapping(scenario, area.level, given))
        if given and inside.facts and not people.unknown and inside.people <= people.people:
            word = reading_word(scenario, reading, lang)
            lead = f"{policy.id}, {word}" if word else policy.id
            sentences.append(f"{lead}: {_outside_text(scenario, area.level, ruling, len(given), people, inside, lang)}")
    return sentences


def _overlapping(scenario: Scenario, level: str, given: Sequence[Area]) -> list[Area]:
    """The areas of a level whose residents are known and that overlap some of the areas given."""
    names = {a.id for a in given}
    areas = scenario.today.by_level.get(level, ())
    places = [a for a in areas if any(other.id in names for other, _ in scenario.today.overlapping(a))]
    return [a for a in places if not residents(scenario, [a]).unknown]


def _outside_text(
    scenario: Scenario, level: str, ruling: Ruling, given: int, people: Residents, inside: Residents, lang: str
) -> str:
    levels = scenario.book.vocabulary.levels
    marks = "".join(sorted({f" {flags_text(fact.citation, lang)}" for fact in inside.facts}))
    return agreed(
        _OUTSIDE, lang, given=given, areas=areas_text(levels[ruling.insats.level].label, given, lang),
        lie=len(inside.facts), own=areas_text(levels[level].label, len(inside.facts), lang),
        total=count_text(people.people, lang, "resident"), within=count_text(inside.people, lang, "resident"),
        marks=marks, outside=number_text(people.people - inside.people, lang),
    )  # fmt: skip

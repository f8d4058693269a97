"""Fit: the view of `grund fit LIST`: the shortest conditions that give a list, and what no attribute tells apart.

Enters: a list with its conditions, by reading. Leaves: a `Result`. Promise: a condition stands with every area that it
has wrong; what is proved and what was not settled within the limit are told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ..analysis.fit import FittedCondition, FittedList
from ..analysis.fit_search import WIDTH
from ..language.printer import canonical
from ..model.facts import Area
from ..model.numbers import pick
from ..model.scenario import reading_text
from ..problems.problem import quoted
from .formats.columns import headings
from .formats.text import Block, Cell
from .heading import heading
from .result import Result
from .run import question_notes, reading_word
from .wording.headlines import areas_text, headline, listed
from .wording.sentences import Speaker

_HEADER: Final = ("list", "tolkning", "length", "errors", "proved", "condition", "missed", "extra", "undecided")


def fit_view(lists: Sequence[FittedList], errors: int, lang: str) -> Result:
    """The conditions of a list in each reading of the open questions."""
    first = lists[0]
    speak = Speaker(first.scenario.book.vocabulary, first.scenario.policy(first.scenario.named[0]).parameters, lang)
    title = pick(lang, "Villkor för en lista", "Conditions for a list") + f": {_name(first, speak)}"
    several = len(lists) > 1
    findings = [text for one in lists for text in _finding(one, errors, speak, several)]
    notes = [*findings, *heading(first.scenario, lang, [first.policy] if first.policy else [])]
    blocks = [Block(title, (), (), (*notes, *_vocabulary(first, speak, lang)))]
    for one in lists:
        blocks += [_front(one, speak, lang), *_alike(one, lang)]
    readings = question_notes(first.scenario, [one.reading for one in lists], lang)
    blocks.append(Block("", (), (), (*_ends(lists, lang), *readings)))
    rows = tuple(_row(one, condition) for one in lists for condition in one.conditions)
    return Result(tuple(blocks), _HEADER, rows, _data(lists))


def _finding(one: FittedList, errors: int, speak: Speaker, several: bool) -> list[str]:
    """The shortest condition that gives the list, or all but so many, and whether that is proved; of `several` lists
    with their interpretation. Then that condition in words."""
    lang = speak.lang
    last = one.conditions[-1] if one.conditions else None
    slots: dict[str, object] = {
        "areas": areas_text(one.scenario.book.vocabulary.levels[one.level].label, len(one.wanted), lang),
        "reading": reading_word(one.scenario, one.reading, lang) if several else "",
    }
    if last is None:
        return [headline("fit.none", lang, **slots)]
    slots |= {"length": last.fit.length, "errors": last.fit.errors}
    condition = f"{pick(lang, 'Villkoret', 'The condition')}: {speak.say(last.expr)}."
    if last.fit.errors > errors:
        return [headline("fit.near", lang, **slots), condition]
    if last.fit.proved:
        proof = pick(lang, "inget kortare villkor gör det", "no shorter condition does")
    else:
        open_ = ("om ett kortare villkor gör det är inte avgjort", "whether a shorter one does is not settled")
        proof = pick(lang, *open_)
    return [headline("fit", lang, **slots, proof=proof), condition]


def _name(one: FittedList, speak: Speaker) -> str:
    return one.policy.label.get(speak.lang) if one.policy else one.name


def _vocabulary(one: FittedList, speak: Speaker, lang: str) -> list[str]:
    names = ", ".join(f"{speak.name(name)} ({name})" for name in one.attributes)
    return [pick(lang, f"Prövade egenskaper: {names or '–'}.", f"Attributes tried: {names or '–'}.")]


def _front(one: FittedList, speak: Speaker, lang: str) -> Block:
    """For each length the best condition, with what it has wrong."""
    title = reading_word(one.scenario, one.reading, lang)
    title = title or pick(lang, "Villkor, det kortaste först", "Conditions, shortest first")
    columns = headings(lang, "length", "errors", "condition", "missed", "extra", "proved")
    rows: list[tuple[Cell, ...]] = [
        (
            c.fit.length, c.fit.errors, speak.say(c.expr), _names(c.missed), _names(c.extra), _proved(c, lang),
        )
        for c in one.conditions
    ]  # fmt: skip
    notes = []
    last = one.conditions[-1] if one.conditions else None
    if last is not None and last.open:
        names = listed([area.name for area in last.open], lang)
        notes.append(
            pick(
                lang,
                f"Utanför listan, där det sista villkoret inte kan avgöras: {names}.",
                f"Outside the list, where the last condition cannot be decided: {names}.",
            )
        )
    if one.undecided:
        names = listed([area.name for area in one.undecided], lang)
        notes.append(
            pick(
                lang,
                f"Kan inte avgöras om de hör till listan, räknas som utanför: {names}.",
                f"Whether they are in the list cannot be decided, and they count as outside: {names}.",
            )
        )
    return Block(title, columns if rows else (), tuple(rows), tuple(notes))


def _names(areas: Iterable[Area]) -> str:
    return ", ".join(area.name for area in areas) or "–"


def _proved(condition: FittedCondition, lang: str) -> str:
    return pick(lang, *(("ja", "yes") if condition.fit.proved else ("inte avgjort", "not settled")))


def _alike(one: FittedList, lang: str) -> list[Block]:
    """What the list says that no attribute explains."""
    if not one.alike:
        return []
    title = pick(lang, "Ingen egenskap skiljer dem åt", "No attribute tells them apart")
    columns = (
        pick(lang, "På listan", "In the list"), pick(lang, "Lika, men inte på listan", "Alike, but not in the list"),
    )  # fmt: skip
    rows = tuple((area.name, listed([other.name for other in others], lang)) for area, others in one.alike)
    return [Block(title, columns, rows)]


def _ends(lists: Sequence[FittedList], lang: str) -> list[str]:
    """What the class of conditions is, and what *proved* means."""
    sentences = [
        pick(
            lang,
            f"Prövat: alternativ av högst {WIDTH} jämförelser var; längden är antalet jämförelser. Bevisat: inget "
            "villkor som är lika långt eller kortare har färre fel.",
            f"Tried: alternatives of at most {WIDTH} comparisons each; the length is the number of comparisons. "
            "Proved: no condition as long or shorter has fewer errors.",
        )
    ]
    if any(not c.fit.proved for one in lists for c in one.conditions):
        sentences.append(
            pick(
                lang,
                f"{quoted('Inte avgjort', lang)}: gränsen för arbetet nåddes; det kan finnas kortare villkor.",
                f"{quoted('Not settled', lang)}: the limit of work was reached; there may be shorter conditions.",
            )
        )
    return sentences


# ── for programs


def _row(one: FittedList, condition: FittedCondition) -> tuple[Cell, ...]:
    fit = condition.fit
    ids = (", ".join(area.id for area in areas) for areas in (condition.missed, condition.extra, condition.open))
    reading = reading_text(one.reading)
    return (one.name, reading, fit.length, fit.errors, _truth(fit.proved), canonical(condition.expr), *ids)


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _data(lists: Sequence[FittedList]) -> dict[str, Any]:
    first = lists[0]
    return {
        "kind": "grund-fit",
        "scenario": first.scenario.id,
        "day": first.scenario.day.isoformat(),
        "list": first.name,
        "level": first.level,
        "readings": [
            {
                "tolkning": dict(one.reading),
                "areas": sorted(one.wanted),
                "undecided": [area.id for area in one.undecided],
                "attributes": list(one.attributes),
                "conditions": [
                    {
                        "length": c.fit.length,
                        "errors": c.fit.errors,
                        "proved": c.fit.proved,
                        "condition": canonical(c.expr),
                        "missed": [area.id for area in c.missed],
                        "extra": [area.id for area in c.extra],
                        "undecided": [area.id for area in c.open],
                    }
                    for c in one.conditions
                ],
                "alike": [{"area": area.id, "others": [other.id for other in others]} for area, others in one.alike],
            }
            for one in lists
        ],
    }

"""Regional: the view of `grund region A B`: where two policies differ, as sentences.

Enters: a scenario and two policies. Leaves: a `View`. Promise: both directions, always; the conditions are for every
possible area and the real areas stand beside them, in every reading of the open questions.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..expr import names
from ..policy import Policy
from ..possible import Is
from ..regions import Cube, Region, plainly, regions
from ..render import Speaker, canonical
from ..scenario import Scenario
from ..words import count_text, pick
from .tables import Block, Cell
from .views import View, heading, question_notes, reading_word


def region_view(scenario: Scenario, a: str, b: str, insats: str, timeout: int, lang: str) -> View:
    """Where A says yes and B no, and the other way round."""
    both = regions(scenario, a, b, insats, timeout)
    policies = [both[0].one, both[0].other]
    blocks = [Block(_title(scenario, policies, insats, lang), (), (), heading(scenario, lang, policies))]
    blocks += [_block(scenario, region, insats, lang) for region in both]
    readings = [reading for region in both for reading, _ in region.areas]
    blocks.append(Block("", (), (), (_scope(lang), *question_notes(scenario, readings, lang))))
    header = ("yes", "no", "condition", "tolkning", "areas")
    rows = tuple(row for region in both for row in _rows(region))
    data = {"kind": "grund-region", "insats": insats, "regions": [_data(region) for region in both]}
    return View(tuple(blocks), header, rows, data)


def _title(scenario: Scenario, policies: Sequence[Policy], insats: str, lang: str) -> str:
    names = " / ".join(f"{p.label.get(lang)} ({p.id})" for p in policies)
    what = f": {scenario.book.insatser[insats].label.get(lang)}" if insats else ""
    return f"{names}{what}"


def _block(scenario: Scenario, region: Region, insats: str, lang: str) -> Block:
    title = pick(lang, f"Bara {region.one.label.get(lang)}", f"Only {region.one.label.get(lang)}")
    lines = [_lead(scenario, region, insats, lang)]
    cubes = [said(scenario, region, cube, lang) for cube in region.cubes]
    either = pick(lang, "eller ", "or ")
    lines += [f"• {either if i else ''}{text}" for i, text in enumerate(cubes)]
    if not region.settled:
        lines.append(pick(lang, "ej avgjort: det kan finnas fler villkor", "not settled: there may be more conditions"))
    for reading, areas in region.areas:
        word = reading_word(scenario, reading, lang, short=True)
        number = count_text(len(areas), lang, ("verkligt område", "verkliga områden"), ("real area", "real areas"))
        names = ", ".join(a.name for a in areas)
        lines.append(f"{f'{word}: ' if word else ''}{number}{f': {names}' if names else ''}")
    return Block(title, (), (), tuple(lines))


def _lead(scenario: Scenario, region: Region, insats: str, lang: str) -> str:
    """The sentence that the conditions end."""
    one, other = (p.label.get(lang) for p in (region.one, region.other))
    level = scenario.book.vocabulary.levels[region.level].label.get(lang)
    what, none = pick(lang, "något", "something"), pick(lang, "inget", "nothing")
    if insats:
        what, none = scenario.book.insatser[insats].label.get(lang), pick(lang, "inte", "not so")
    if not region.cubes and region.settled:
        return pick(
            lang,
            f"Inget möjligt område ({level}) får {what} enligt {one} och {none} enligt {other}.",
            f"No possible area ({level}) gets {what} under {one} and {none} under {other}.",
        )
    return pick(
        lang,
        f"Ett område ({level}) får {what} enligt {one} och {none} enligt {other} "
        "just när detta gäller om det, och aldrig annars:",
        f"An area ({level}) gets {what} under {one} and {none} under {other} "
        "just when this holds of it, and never otherwise:",
    )


def said(scenario: Scenario, region: Region, cube: Cube, lang: str) -> str:
    """A condition as a sentence, each part with the words of the side that reads it."""
    parts = []
    for held in cube:
        policy = region.other if held.side else region.one
        speak = Speaker(scenario.book.vocabulary, policy.parameters, lang)
        expr = plainly(held)
        text = speak.say(held.expr if expr is None else expr)
        if expr is None:
            text = pick(lang, f"det är okänt om {text}", f"it is unknown whether {text}")
        elif any(n[:6] == "param." for n in names(held.expr)):
            text = f"{text} ({policy.label.get(lang)})"
        parts.append(text)
    return pick(lang, ", och ", ", and ").join(parts) or pick(lang, "alltid", "always")


def _scope(lang: str) -> str:
    return pick(
        lang,
        "Villkoren gäller alla möjliga områden när alla fakta är kända; det som inte kan avgöras räknas inte.",
        "The conditions are for every possible area where every fact is known; what is undecided is not counted.",
    )


def _written(region: Region) -> list[str]:
    """The conditions in the language; one is true where all its parts are."""

    def text(held: Is) -> str:
        expr = plainly(held)
        return f"({canonical(held.expr)}) is missing" if expr is None else canonical(expr)

    return [" and ".join(map(text, cube)) or "true" for cube in region.cubes]


def _rows(region: Region) -> list[tuple[Cell, ...]]:
    condition = " or ".join(f"({c})" for c in _written(region)) if region.cubes else "false"
    head = (region.one.id, region.other.id, condition)
    return [
        (*head, ", ".join(f"{name}={choice}" for name, choice in reading), ", ".join(a.id for a in areas))
        for reading, areas in region.areas
    ]


def _data(region: Region) -> dict[str, object]:
    return {
        "yes": region.one.id,
        "no": region.other.id,
        "any": _written(region),
        "settled": region.settled,
        "areas": [{"tolkning": dict(reading), "areas": [a.id for a in areas]} for reading, areas in region.areas],
    }

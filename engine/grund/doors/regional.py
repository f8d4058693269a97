"""Regional: the view of `grund region A B`: where two policies differ, as sentences.

Enters: a scenario and two policies. Leaves: a `View`. Promise: both directions, always; the conditions are for every
possible area and the real areas stand beside them, in every reading of the open questions.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..policy import Policy
from ..regions import Cube, Region, regions
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
    blocks += [_block(scenario, region, lang) for region in both]
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


def _block(scenario: Scenario, region: Region, lang: str) -> Block:
    title = pick(lang, f"Bara {region.one.label.get(lang)}", f"Only {region.one.label.get(lang)}")
    lines = [f"• {said(scenario, region.one, cube, lang)}" for cube in region.cubes]
    if not region.cubes:
        lines = [pick(lang, "inga möjliga områden", "no possible area")] if region.settled else []
    if not region.settled:
        lines.append(pick(lang, "ej avgjort: det kan finnas fler villkor", "not settled: there may be more conditions"))
    for reading, areas in region.areas:
        word = reading_word(scenario, reading, lang, short=True)
        number = count_text(len(areas), lang, ("verkligt område", "verkliga områden"), ("real area", "real areas"))
        names = ", ".join(a.name for a in areas)
        lines.append(f"{f'{word}: ' if word else ''}{number}{f': {names}' if names else ''}")
    return Block(title, (), (), tuple(lines))


def said(scenario: Scenario, policy: Policy, cube: Cube, lang: str) -> str:
    """A cube as a sentence."""
    speak = Speaker(scenario.book.vocabulary, policy.parameters, lang)
    parts = []
    for held in cube:
        text = speak.say(held.expr)
        if held.truth is None:
            text = pick(lang, f"det är okänt om {text}", f"it is unknown whether {text}")
        elif not held.truth:
            text = pick(lang, f"inte ({text})", f"not ({text})")
        parts.append(text)
    return pick(lang, " och ", " and ").join(parts) or pick(lang, "alltid", "always")


def _scope(lang: str) -> str:
    return pick(
        lang,
        "Villkoren gäller alla möjliga områden när alla fakta är kända; det som inte kan avgöras räknas inte.",
        "The conditions are for every possible area where every fact is known; what is undecided is not counted.",
    )


def _conditions(region: Region) -> list[str]:
    words = {True: "{}", False: "not ({})", None: "({}) is missing"}
    return [" and ".join(words[held.truth].format(canonical(held.expr)) for held in cube) for cube in region.cubes]


def _rows(region: Region) -> list[tuple[Cell, ...]]:
    condition = " or ".join(f"({c})" for c in _conditions(region)) if region.cubes else "false"
    head = (region.one.id, region.other.id, condition)
    return [
        (*head, ", ".join(f"{name}={choice}" for name, choice in reading), ", ".join(a.id for a in areas))
        for reading, areas in region.areas
    ]


def _data(region: Region) -> dict[str, object]:
    return {
        "yes": region.one.id,
        "no": region.other.id,
        "any": _conditions(region),
        "settled": region.settled,
        "areas": [{"tolkning": dict(reading), "areas": [a.id for a in areas]} for reading, areas in region.areas],
    }

"""Allocated: the view of `grund allocate`.

Enters: allocations of one policy, one per reading. Leaves: a `View`. Promise: methods stand side by side on the same
candidates; what one more million buys is said with the range in which it holds; what is outside is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import isinf

from ..allocation import METHODS, Allocation, OneMore, said
from ..allocation.model import Key
from ..allocation.written import data
from ..words import SPACE, number_text, pick, share_text, sort_key
from .amounts import Unit, kronor, money_text, ore_text
from .tables import Block, Cell, Figure
from .views import View, heading, question_notes, reading_word

HEADER = (
    "tolkning", "method", "year", "insats", "area", "name", "district", "body", "body_name", "granted_kr", "decided_kr",
)  # fmt: skip
OUTSIDE = {
    "undecided": ("beslut som inte kan avgöras", "decisions that cannot be made"),
    "unknown": ("belopp som är okända", "amounts that are unknown"),
    "elsewhere": ("beslutas på annan nivå, eller räknas en gång per aktör", "decided at another level, or per body"),
}
_FEW = 4


def allocation_view(found: Sequence[Allocation], lang: str, unit: Unit = "mnkr") -> View:
    """Methods side by side; per insats, body and district; what one more million buys; what is outside."""
    first = found[0]
    span = "–".join(str(y) for y in dict.fromkeys((first.years[0], first.years[-1])))
    title = pick(lang, "Fördelning", "Allocation") + f" {span} · {first.policy.label.get(lang)} ({first.policy.id})"
    questions = question_notes(first.scenario, [a.reading for a in found], lang)
    blocks = [
        Block(title, (), (), (*heading(first.scenario, lang, [first.policy]), *_notes(first, lang, unit), *questions))
    ]
    for allocation in found:
        word = reading_word(first.scenario, allocation.reading, lang, short=True)
        lead = f" · {word}" if word else ""
        blocks += [
            _methods(allocation, lang, unit, lead),
            _granted_by(
                allocation, lang, unit, pick(lang, "Beviljat per insats", "Granted per insats") + lead, "insats"
            ),
            _granted_by(allocation, lang, unit, pick(lang, "Beviljat per aktör", "Granted per body") + lead, "body"),
            _granted_by(allocation, lang, unit, pick(lang, "Beviljat per område", "Granted per area") + lead, "area"),
            _one_more(allocation, lang, lead),
            _outside(allocation, lang, unit, lead),
        ]
    rows = tuple(row for allocation in found for row in _rows(allocation))
    return View(tuple(b for b in blocks if b.rows or b.notes), HEADER, rows, data(found))


def _notes(first: Allocation, lang: str, unit: Unit) -> tuple[str, ...]:
    limits = first.limits
    totals = ", ".join(f"{y}: {ore_text(a, 'kr', lang)}{SPACE}kr" for y, a in limits.total.items() if y in first.years)
    need = first.scenario.planning.need_text or pick(lang, "alla områden", "every area")
    flags = " ".join(f"[{f}]" for f in first.scenario.planning.need_citation.flags)
    return (
        pick(
            lang,
            f"Total: {totals or 'ingen gräns'}. Belopp i {unit}.",
            f"Total: {totals or 'no limit'}. Amounts in {unit}.",
        ),
        pick(lang, f"Behov: {need} {flags}", f"Need: {need} {flags}").rstrip()
        + pick(
            lang,
            " – behovsvägda invånare är vikt × invånare där, den dag som varje år beslutas.",
            " – need-weighted residents are weight × residents there, on the day on which each year is decided.",
        ),
        pick(
            lang,
            "Samma underlag för alla metoder; lika avgörs i ordning av id.",
            "The same candidates for every method; ties go by id.",
        ),
    )


def _methods(found: Allocation, lang: str, unit: Unit, lead: str) -> Block:
    full, latest = sum(c.amount for c in found.model.candidates), found.latest
    rows: list[tuple[Cell, ...]] = []
    for granted in found.granted:
        amount = found.amount(granted)
        areas = {c.key.area for c, n in zip(found.model.candidates, granted.steps, strict=True) if n}
        people = [latest[a].residents for a in areas]
        gap = None if granted.gap is None else Figure(share_text_of(granted.gap, lang))
        rows.append(
            (
                pick(lang, *METHODS[granted.method]), Figure(ore_text(amount, unit, lang)), len(areas),
                sum((p for p in people if p is not None), Decimal(0)),
                Figure(number_text(round(float(granted.worth)), lang)), gap,
                said(found.scenario, granted.unmet[:_FEW], lang) or None,
            )
        )  # fmt: skip
    columns = (
        pick(lang, "Metod", "Method"), pick(lang, "Beviljat", "Granted"), pick(lang, "Områden", "Areas"),
        pick(lang, "Invånare", "Residents"), pick(lang, "Behovsvägt", "Need-weighted"), pick(lang, "Gap", "Gap"),
        pick(lang, "Ej uppfyllt", "Not met"),
    )  # fmt: skip
    notes = (
        pick(lang, "Alla beslut skulle kosta ", "Every decision would cost ")
        + ore_text(full, unit, lang)
        + f"{SPACE}{unit}.",
        pick(
            lang,
            "Behovsvägt: summan av behovsvägda invånare för varje beviljad insats och år. Gap: hur långt under gränsen "
            "som ingen fördelning kan passera.",
            "Need-weighted: the sum of need-weighted residents over every insats granted and year. Gap: how far below "
            "the bound that no allocation can pass.",
        ),
    )
    return Block(pick(lang, "Metoder sida vid sida", "Methods side by side") + lead, columns, tuple(rows), notes)


def share_text_of(share: float, lang: str) -> str:
    """A share with enough decimals to see a small gap."""
    return (
        number_text(Decimal(share * 100).quantize(Decimal("0.001")), lang) + f"{SPACE}%"
        if share
        else share_text(Decimal(0), lang)
    )


def _granted_by(found: Allocation, lang: str, unit: Unit, title: str, field: str) -> Block:
    """One row per insats, body or area; a column for what the decisions give, and one per method."""
    sums: dict[str, list[int]] = {}
    for m, granted in enumerate(found.granted):
        for key, body, öre, whole in found.lines(granted):
            name = {"insats": key.insats, "body": body, "area": key.area}[field]
            held = sums.setdefault(name, [0] * (len(found.granted) + 1))
            held[m + 1] += öre
            held[0] += whole if m == 0 else 0
    names = {name: _name(found, field, name, lang) for name in sums}
    rows = tuple(
        (names[name], *(Figure(ore_text(x, unit, lang)) for x in sums[name]))
        for name in sorted(sums, key=lambda n: (not n, sort_key(names[n])))
    )
    head = {"insats": "Insats", "body": pick(lang, "Aktör", "Body"), "area": pick(lang, "Område", "Area")}[field]
    methods = (pick(lang, *METHODS[g.method]).capitalize() for g in found.granted)
    return Block(title, (head, pick(lang, "Beslutat", "Decided"), *methods), rows)


def _name(found: Allocation, field: str, name: str, lang: str) -> str:
    scenario = found.scenario
    if field == "insats":
        return scenario.book.insatser[name].label.get(lang)
    if field == "area":
        return found.latest[name].area.name
    bodies = scenario.book.organisation.bodies
    return bodies[name].name if name else pick(lang, "ej fördelat på aktör", "no known body")


def _one_more(found: Allocation, lang: str, lead: str) -> Block:
    notes = tuple(_sentence(found, more, lang) for more in found.one_more)
    return (
        Block(pick(lang, "Vad en miljon till köper", "What one more million buys") + lead, (), (), notes)
        if notes
        else Block("", (), ())
    )


def _sentence(found: Allocation, more: OneMore, lang: str) -> str:
    """`En miljon mer till Trafiknämnden 2027 köper …`, with the range in which the price holds."""
    bodies = found.scenario.book.organisation.bodies
    whose = bodies[more.row.name].name if more.row.name else pick(lang, "totalen", "the total")
    worth = number_text(round(more.worth), lang)
    if isinf(more.holds) or more.holds > 1e15:
        holds = pick(lang, "hur mycket mer som helst", "any amount more")
    else:
        holds = (
            pick(lang, "upp till ", "up to ")
            + ore_text(int(more.holds), "mnkr", lang)
            + f"{SPACE}mnkr"
            + pick(lang, " mer", " more")
        )
    changes = ", ".join(_change(found, key, öre, lang) for key, öre in more.changes[:_FEW])
    rest = len(more.changes) - _FEW
    changes += pick(lang, f" och {rest} till", f" and {rest} more") if rest > 0 else ""
    nothing = pick(lang, "ingen hel insats", "no whole insats")
    return pick(
        lang,
        f"En miljon mer till {whose} {more.row.year} köper {worth} behovsvägda invånare (gäller {holds}); i den "
        f"avrundade fördelningen: {changes or nothing}.",
        f"One more million to {whose} in {more.row.year} buys {worth} need-weighted residents (holds for {holds}); in "
        f"the rounded allocation: {changes or nothing}.",
    )


def _change(found: Allocation, key: Key, öre: int, lang: str) -> str:
    name, insats = found.latest[key.area].area.name, found.scenario.book.insatser[key.insats].label.get(lang)
    return f"{insats} i {name} {ore_text(öre, 'tkr', lang, sign=True)}{SPACE}tkr"


def _outside(found: Allocation, lang: str, unit: Unit, lead: str) -> Block:
    rows = tuple((pick(lang, *OUTSIDE[why]), money_text(held, unit, lang)) for why, held in found.outside.items())
    waiting = len({area for held in found.needs.values() for area, n in held.items() if n.size is None})
    note = pick(
        lang,
        f"Behovet är okänt för {waiting} områden; det räknas som 0 här.",
        f"The need of {waiting} areas is unknown; it counts as 0 here.",
    )
    columns = (pick(lang, "Utanför fördelningen", "Outside the allocation"), pick(lang, "Belopp", "Amount"))
    return Block(pick(lang, "Att veta", "To know") + lead, columns if rows else (), rows, (note,) if waiting else ())


def _rows(found: Allocation) -> list[tuple[Cell, ...]]:
    reading = ", ".join(f"{k}={v}" for k, v in found.reading)
    bodies, latest = found.scenario.book.organisation.bodies, found.latest
    return [
        (
            reading, granted.method, key.year, key.insats, key.area, latest[key.area].area.name,
            latest[key.area].district or None, body or None, bodies[body].name if body else None,
            kronor(öre), kronor(whole),
        )
        for granted in found.granted
        for key, body, öre, whole in found.lines(granted)
    ]  # fmt: skip

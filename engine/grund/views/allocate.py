"""Allocate: the view of `grund allocate`.

Methods stand side by side on the same candidates; what one more million buys is said with the range in which it holds;
what is outside is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..budgeting.allocation import METHODS, MILLION, Allocation, Granted, OneMore
from ..budgeting.allocation.limit_names import said
from ..budgeting.allocation.model import GrantKey
from ..budgeting.allocation.records import data
from ..budgeting.policy_budgets import in_year
from ..model.names import sort_key
from ..model.numbers import number_text, pick
from ..model.scenario import reading_text
from .formats.columns import headings
from .formats.money import Unit, kronor, money_text, ore_text
from .formats.text import Block, Cell, NumericText
from .heading import heading
from .result import Result
from .run import question_notes, reading_word, residents_note
from .wording.headlines import amount_text, amount_unit, headline
from .wording.values import first_texts, flags_text, percent_text, sentence, share_text

HEADER = (
    "tolkning", "method", "year", "insats", "area", "name", "district", "body", "body_name", "granted_kr", "decided_kr",
    "granted_steps", "decided_steps",
)  # fmt: skip
OUTSIDE = {
    "undecided": ("beslut som inte kan avgöras", "decisions that cannot be made"),
    "unknown": ("belopp där uppgift saknas", "amounts with no data"),
    "elsewhere": ("beslutas på annan nivå, eller räknas en gång per aktör", "decided at another level, or per body"),
}
FOUND_BY: dict[str, tuple[str, str]] = {
    **dict(METHODS.items()),
    "rounded": ("avrundad relaxation", "rounded relaxation"),
    "by_area": ("område för område", "area by area"),
    "search": ("sökning", "search"),
}
"""What the best that was found comes from."""
_FEW = 4


def allocation_view(allocations: Sequence[Allocation], lang: str, unit: Unit = "mnkr") -> Result:
    """Methods side by side; per insats, body and district; what one more million buys; what is outside."""
    first = allocations[0]
    span = "–".join(str(y) for y in dict.fromkeys((first.years[0], first.years[-1])))
    title = pick(lang, "Fördelning", "Allocation") + f" {span} · {first.policy.label.get(lang)} ({first.policy.id})"
    questions = question_notes(first.scenario, [a.reading for a in allocations], lang)
    blocks = [
        Block(
            title,
            (),
            (),
            (
                _finding(first, lang, unit),
                *heading(first.scenario, lang, [first.policy]),
                *_notes(first, lang, unit),
                *questions,
            ),
        )
    ]
    for allocation in allocations:
        word = reading_word(first.scenario, allocation.reading, lang)
        lead = f" · {word}" if word else ""
        blocks += [
            _methods(allocation, lang, unit, lead),
            _granted_by(
                allocation, lang, unit, pick(lang, "Beviljat per insats", "Granted by intervention") + lead, "insats"
            ),
            _granted_by(allocation, lang, unit, pick(lang, "Beviljat per aktör", "Granted by body") + lead, "body"),
            _granted_by(allocation, lang, unit, pick(lang, "Beviljat per område", "Granted by area") + lead, "area"),
            _one_more(allocation, lang, lead),
            _outside(allocation, lang, unit, lead),
        ]
    rows = tuple(row for allocation in allocations for row in _rows(allocation))
    return Result(tuple(b for b in blocks if b.rows or b.notes), HEADER, rows, data(allocations))


def _finding(first: Allocation, lang: str, unit: Unit) -> str:
    """The method that is worth most in the first reading, for how much, and how much better one can be."""
    best = max(first.granted, key=lambda granted: granted.worth)
    amount = amount_text(ore_text(first.amount(best), unit, lang), unit, lang)
    gap = share_text_of(best.gap, lang) if best.gap else ""
    worth = number_text(round(float(best.worth)), lang)
    return headline("allocate", lang, method=method_name(best, lang), worth=worth, amount=amount, gap=gap)


def _notes(first: Allocation, lang: str, unit: Unit) -> tuple[str, ...]:
    limits = first.limits
    none, amount_by_year = pick(lang, "ingen gräns", "no limit"), limits.totals(first.years)
    words = {y: amount_text(ore_text(amount, "kr", lang), "kr", lang) for y, amount in amount_by_year.items()}
    totals = ", ".join(f"{y}: {words.get(y, none)}" for y in first.years) if amount_by_year else ""
    need = first.scenario.planning.need_text or pick(lang, "alla områden", "every area")
    flags = flags_text(first.scenario.planning.need_citation, lang)
    return (
        pick(
            lang,
            f"Total: {totals or none}. Belopp i {unit}.",
            f"Total: {totals or none}. Amounts in {amount_unit(unit)}.",
        ),
        *_unframed(first, lang),
        pick(lang, f"Behov: {need} {flags}", f"Need: {need} {flags}").rstrip()
        + pick(
            lang,
            " – behovsviktade invånare = vikt × antal invånare den dag som varje år beslutas.",
            " – need-weighted residents = weight × residents on the day each year is decided.",
        ),
        pick(
            lang,
            "Alla metoder utgår från samma insatser. Vid lika behov avgör ordningen på id.",
            "All methods start from the same interventions. Ties are broken by id.",
        ),
        _weights(first, lang),
        residents_note(in_year(first.scenario, first.years[-1]), (n.area for n in first.latest.values()), lang),
    )


def _unframed(first: Allocation, lang: str) -> tuple[str, ...]:
    """Which of the years that are asked no frame is declared for, where frames are limits."""
    framed = {year for _, year in first.limits.bodies}
    bare = [str(year) for year in first.years if year not in framed]
    if not framed or not bare:
        return ()
    years = ", ".join(bare)
    return (
        pick(
            lang, f"Obs! Inga budgetramar är angivna för {years}.", f"NOTE: no budget limits are declared for {years}."
        ),
    )


def _weights(first: Allocation, lang: str) -> str:
    """How much an insats weighs against another, and that it is a judgement."""
    named = first.limits.worth
    insatser = first.scenario.book.insatser
    name = "; ".join(f"{insatser[i].label.get(lang)} {number_text(w, lang)}" for i, w in named.items())
    if not name:
        return pick(
            lang,
            "Alla insatser väger lika: en omfattad invånare räknas som 1 oavsett insats. Det är en "
            "värdering och inget mätvärde; limits: worth ger andra vikter.",
            "All interventions weigh the same: a resident reached counts as 1, whatever the intervention. That is an "
            "assessment of value, not a measurement; limits: worth gives other weights.",
        )
    return pick(
        lang,
        f"Vikt per insats: {name}; övriga 1. Vikterna är en värdering och inget mätvärde.",
        f"Weight per intervention: {name}; the others 1. The weights are an assessment of value, not a measurement.",
    )


def _methods(allocation: Allocation, lang: str, unit: Unit, lead: str) -> Block:
    full, latest = allocation.decided, allocation.latest
    rows: list[tuple[Cell, ...]] = []
    for granted in allocation.granted:
        amount = allocation.amount(granted)
        areas = {c.key.area for c, n in zip(allocation.model.candidates, granted.steps, strict=True) if n}
        people = [latest[a].residents for a in areas]
        gap = None if granted.gap is None else NumericText(share_text_of(granted.gap, lang))
        rows.append(
            (
                method_name(granted, lang), NumericText(ore_text(amount, unit, lang)), len(areas),
                sum((p for p in people if p is not None), Decimal(0)),
                NumericText(number_text(round(float(granted.worth)), lang)), gap,
                said(allocation.scenario, granted.unmet[:_FEW]).get(lang) or None,
            )
        )  # fmt: skip
    columns = (
        *headings(lang, "method"), pick(lang, "Beviljat", "Granted"),
        *headings(lang, "areas", "residents"), pick(lang, "Behovsviktat", "Need-weighted"),
        pick(lang, "Avstånd till bästa möjliga", "Distance to best possible"),
        pick(lang, "Ej uppfyllt", "Not met"),
    )  # fmt: skip
    notes = (
        pick(lang, "Alla beslut skulle kosta ", "Every decision would cost ")
        + amount_text(ore_text(full, unit, lang), unit, lang)
        + ".",
        pick(
            lang,
            "Behovsviktat: summan av behovsviktade invånare för varje beviljad insats och år. "
            "Avstånd till bästa möjliga: högst så mycket bättre kan en fördelning bli.",
            "Need-weighted: the sum of need-weighted residents over every intervention granted and year. "
            "Distance to best possible: an allocation can be better by at most this much.",
        ),
    )
    return Block(pick(lang, "Metoder sida vid sida", "Methods side by side") + lead, columns, tuple(rows), notes)


def method_name(granted: Granted, lang: str) -> str:
    """What a method is called; what searches is called the optimum only where nothing can be better."""
    if granted.method not in ("optimum", "exact"):
        return pick(lang, *METHODS[granted.method])
    if granted.proven:
        return pick(lang, *METHODS[granted.method])
    how = ", ".join(pick(lang, *FOUND_BY[name]) for name in granted.found_by)
    return pick(lang, f"bästa funna ({how})", f"best found ({how})")


def share_text_of(share: float, lang: str) -> str:
    """A share with enough decimals to see a small gap."""
    return (
        percent_text(Decimal(share * 100).quantize(Decimal("0.001")), lang) if share else share_text(Decimal(0), lang)
    )


def _granted_by(allocation: Allocation, lang: str, unit: Unit, title: str, field: str) -> Block:
    """One row per insats, body or area; a column for what the decisions give, and one per method."""
    sums: dict[str, list[int]] = {}
    for m, granted in enumerate(allocation.granted):
        for key, body, öre, full_cost in allocation.lines(granted):
            name = {"insats": key.insats, "body": body, "area": key.area}[field]
            amounts = sums.setdefault(name, [0] * (len(allocation.granted) + 1))
            amounts[m + 1] += öre
            amounts[0] += full_cost if m == 0 else 0
    names = {name: _name(allocation, field, name, lang) for name in sums}
    rows = tuple(
        (names[name], *(NumericText(ore_text(x, unit, lang)) for x in sums[name]))
        for name in sorted(sums, key=lambda n: (not n, sort_key(names[n])))
    )
    head = {
        "insats": pick(lang, "Insats", "Intervention"),
        "body": pick(lang, "Aktör", "Body"),
        "area": pick(lang, "Område", "Area"),
    }[field]
    methods = (sentence(method_name(g, lang)) for g in allocation.granted)
    return Block(title, (head, pick(lang, "Beslutat", "Decided"), *methods), rows)


def _name(allocation: Allocation, field: str, name: str, lang: str) -> str:
    scenario = allocation.scenario
    if field == "insats":
        return scenario.book.insatser[name].label.get(lang)
    if field == "area":
        return allocation.latest[name].area.name
    bodies = scenario.book.organisation.bodies
    return (
        bodies[name].called(lang)
        if name
        else pick(lang, "utan finansiär eller fördelningsnyckel", "no payer or cost-sharing key")
    )


def _one_more(allocation: Allocation, lang: str, lead: str) -> Block:
    notes = tuple(_sentence(allocation, more, lang) for more in allocation.one_more)
    return (
        Block(
            pick(lang, "Vad ytterligare en miljon räcker till", "What one more million pays for") + lead, (), (), notes
        )
        if notes
        else Block("", (), ())
    )


def _sentence(allocation: Allocation, more: OneMore, lang: str) -> str:
    """`En miljon mer till Trafiknämnden 2027 köper …`, with the range in which the price holds."""
    bodies = allocation.scenario.book.organisation.bodies
    whose = bodies[more.row.name].called(lang) if more.row.name else pick(lang, "totalen", "the total")
    worth, rate = (number_text(round(n), lang) for n in (more.worth, more.rate))
    limit = amount_text(ore_text(int(more.holds), "mnkr", lang), "mnkr", lang) if more.holds < 1e15 else ""
    if not limit:
        holds = pick(lang, "gäller utan övre gräns", "holds with no upper limit")
    elif more.holds >= MILLION:
        holds = pick(lang, f"gäller upp till {limit} mer", f"holds for up to {limit} more")
    else:
        holds = pick(
            lang,
            f"omräknat för hela miljonen; den första kronans pris, {rate} per miljon, gäller bara upp till {limit} mer",
            f"solved again for all of it; the first krona's price, {rate} a million, holds only for up to {limit} more",
        )
    changes = first_texts([_change(allocation, key, öre, lang) for key, öre in more.changes], _FEW, lang)
    nothing = pick(lang, "inte till någon hel insats", "no whole intervention")
    return pick(
        lang,
        f"En miljon mer till {whose} {more.row.year} köper {worth} behovsviktade invånare om insatser kunde delas "
        f"({holds}); i den avrundade relaxationen: {changes or nothing}.",
        f"One more million to {whose} in {more.row.year} buys {worth} need-weighted residents if interventions could "
        f"be "
        f"divided ({holds}); in the rounded relaxation: {changes or nothing}.",
    )


def _change(allocation: Allocation, key: GrantKey, öre: int, lang: str) -> str:
    name, insats = allocation.latest[key.area].area.name, allocation.scenario.book.insatser[key.insats].label.get(lang)
    return f"{insats} {pick(lang, 'i', 'in')} {name} {amount_text(ore_text(öre, 'tkr', lang, sign=True), 'tkr', lang)}"


def _outside(allocation: Allocation, lang: str, unit: Unit, lead: str) -> Block:
    rows = tuple(
        (pick(lang, *OUTSIDE[why]), money_text(value, unit, lang)) for why, value in allocation.outside.items()
    )
    waiting = len({area for value in allocation.needs.values() for area, n in value.items() if n.size is None})
    note = pick(
        lang,
        f"Uppgift om behov saknas för {waiting} områden; den räknas som 0 här.",
        f"The need of {waiting} areas is missing; it counts as 0 here.",
    )
    columns = (pick(lang, "Utanför fördelningen", "Outside the allocation"), pick(lang, "Belopp", "Amount"))
    return Block(
        pick(lang, "Uppgifter som saknas", "Missing data") + lead,
        columns if rows else (),
        rows,
        (note,) if waiting else (),
    )


def _rows(allocation: Allocation) -> list[tuple[Cell, ...]]:
    reading = reading_text(allocation.reading)
    bodies, latest = allocation.scenario.book.organisation.bodies, allocation.latest
    return [
        (
            reading, granted.method, n.key.year, n.key.insats, n.key.area, latest[n.key.area].area.name,
            latest[n.key.area].district or None, n.body or None, bodies[n.body].name if n.body else None,
            kronor(n.granted), kronor(n.decided), n.steps, n.most,
        )
        for granted in allocation.granted
        for n in allocation.grants(granted)
    ]  # fmt: skip

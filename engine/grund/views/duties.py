"""Duties: who answers, and what falls on each body, in a comparison of two policies.

Every role is said, nobody known is said to be nobody known, and what falls under A and under B stands side by side.
"""

from __future__ import annotations

from ..analysis.accountability.body_shares import shares
from ..analysis.accountability.responsibility import Ledger, ledger_of
from ..analysis.compare.comparison import Comparison, Side
from ..analysis.compare.reasons import decisions
from ..analysis.compare.verdicts import tell_apart, whole_of
from ..model.names import sort_key
from ..model.numbers import number_text, pick
from ..model.organisation import ANSWERING, ROLES
from ..model.policies import Rulebook
from .formats.columns import headings
from .formats.text import Block, Cell
from .run import reading_word


def per_reading(comparison: Comparison, name: str, cells: list[tuple[Cell, ...]], lang: str) -> list[tuple[Cell, ...]]:
    """One row where every reading says the same, else one row for each that says something of its own."""
    cells_by_reading = dict(zip([side.reading for side in comparison.sides], cells, strict=True))
    rows = []
    for reading in tell_apart(tuple(cells_by_reading), lambda reading: cells_by_reading[reading]):
        rows.append((name, reading_word(comparison.scenario, reading, lang), *whole_of(cells_by_reading, reading)))
    return rows


def answering_block(comparison: Comparison, lang: str) -> Block:
    """Who is responsible for the insatser that count: those that differ between the policies and the baseline."""
    book = comparison.scenario.book
    rows: list[tuple[Cell, ...]] = []
    counted = frozenset().union(*(side.counted for side in comparison.sides))
    named = {r.insats.id: r.insats for policy in (comparison.a, comparison.b) for r in policy.rulings.values()}
    for insats in (insats for name, insats in named.items() if name in counted):
        duties = [d for d in book.organisation.on(comparison.scenario.day) if d.insats in insats.answered_as]
        role = next((r for r in ANSWERING if any(d.role == r for d in duties)), None)
        label = insats.label.get(lang)
        for duty in (d for d in duties if d.role == role):
            titles = "; ".join(_title(book, d, lang) for d in duty.citation.documents)
            body, sentence = book.organisation.bodies[duty.body].called(lang), pick(lang, *ROLES[duty.role])
            rows.append((label, body, sentence, book.said(duty.field, lang), f"[{duty.citation.mark}] {titles}"))
        if role is None:
            others = ", ".join(sorted({book.organisation.bodies[d.body].within(lang) for d in duties}, key=sort_key))
            nobody = pick(lang, "ansvarig aktör saknas", "no responsible body")
            part = pick(lang, f"medverkar: {others}", f"contributing: {others}") if others else None
            rows.append((label, nobody, None, part, None))
    columns = headings(lang, "insats", "body_name", "role", "what", "source")
    return Block(pick(lang, "Ansvarig aktör", "Responsible body"), columns, tuple(rows))


def _title(book: Rulebook, document: str, lang: str) -> str:
    """A document's title, with who published it."""
    source = book.sources[document]
    title = book.said(source.title, lang)
    return f"{title} ({book.said(source.publisher, lang)})" if source.publisher not in ("", "–") else title


def per_body_block(comparison: Comparison, lang: str) -> Block:
    """What falls on each body under A and under B, of the insatser that count: insatser, areas, goals."""
    duty_ledger = ledger_of(comparison.scenario)
    columns = [_falls(comparison, duty_ledger, side) for side in comparison.sides]
    rows: list[tuple[Cell, ...]] = []
    weight = {n: -sum(map(sum, (c.get(n, _NOTHING) for c in columns))) for c in columns for n in c}
    for name in sorted(weight, key=lambda n: (weight[n], n)):
        falls = [column.get(name, _NOTHING) for column in columns]
        if any(map(any, falls)):
            cells = [_three(version, lang) for version in falls]
            rows += per_reading(comparison, duty_ledger.organisation.bodies[name].called(lang), cells, lang)
    words = pick(lang, "insatser / områden / mål", "interventions / areas / goals")
    change = pick(lang, "skillnad", "difference")
    columns_ = (
        *headings(lang, "body_name", "tolkning"),
        f"A: {words}",
        f"B: {words}",
        change,
    )
    title = pick(lang, "Per nämnd och bolag", "By body")
    note = pick(
        lang,
        "Tabellen räknar alla roller, även att medverka, i de insatser som räknas: de som skiljer sig från "
        "jämförelsegrunden, eller alla där ingen är angiven.",
        "All roles (contributing included) in the interventions that count: those that differ from the baseline, "
        "or all where none is declared.",
    )
    return Block(title, columns_, tuple(rows), (note,))


def _falls(comparison: Comparison, duty_ledger: Ledger, side: Side) -> dict[str, tuple[int, ...]]:
    """Per body: insatser, areas and goals under A, then under B."""
    both: list[dict[str, tuple[int, ...]]] = []
    for policy in (comparison.a, comparison.b):
        body_shares = shares(duty_ledger, decisions(comparison, side, policy), policy.id)
        both.append({n: (len({i for i, _, _ in s.duties}), len(s.areas), len(s.goals)) for n, s in body_shares.items()})
    nothing = (0, 0, 0)
    return {n: (*both[0].get(n, nothing), *both[1].get(n, nothing)) for n in sorted({*both[0], *both[1]})}


_NOTHING = (0,) * 6


def _three(falls: tuple[int, ...], lang: str) -> tuple[Cell, ...]:
    """`2 / 27 / 0` under A, under B, and the difference."""
    a, b = falls[:3], falls[3:]
    change = [number_text(y - x, lang, sign=True) for x, y in zip(a, b, strict=True)]
    return (" / ".join(map(str, a)), " / ".join(map(str, b)), " / ".join(change))

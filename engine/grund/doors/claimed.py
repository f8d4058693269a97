"""Claimed: the views of `grund claims` and `grund prove`.

Enters: a scenario with claims. Leaves: a `View`. Promise: every claim stands with its quote and place; each way to
understand it shows; what is ours is listed apart from what the document says.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..explanation import explainer
from ..judging import JUDGEMENTS, Found, Judged, counts, judge
from ..possible import sentence
from ..problems import GrundError, problem
from ..scenario import Scenario
from ..sources import Citation
from ..statements import STANDINGS, Proved, prove_claims
from ..words import flags_text, number_text, pick
from .proved import case_data
from .tables import Block, Cell
from .views import View, heading, question_notes, reading_word

_AREAS = 8
"""Areas named for a claim; the others are counted."""


def claims_view(scenario: Scenario, lang: str) -> View:
    """Every claim with its judgement; the document's own first, ours apart, then how many of each."""
    _some(scenario)
    judged = judge(scenario)
    blocks = [Block(scenario.label.get(lang), (), (), heading(scenario, lang))]
    titles = (
        (False, pick(lang, "Dokumentets påståenden", "The document's claims")),
        (True, pick(lang, "Våra egna", "Our own")),
    )
    for ours, title in titles:
        mine = [j for j in judged if j.claim.ours is ours]
        if mine:
            blocks.append(_table(scenario, mine, title, lang))
    blocks.append(_totals(judged, lang))
    readings = [f.reading for j in judged for f in j.found if f.reading]
    blocks.append(Block("", (), (), question_notes(scenario, readings, lang)))
    header = ("id", "ours", "claim", "judgement", "way", "tolkning", "holds", "areas", "quote", "place")
    rows = tuple(row for j in judged for row in _rows(j, lang))
    data = [dict(zip(header, row, strict=True)) for row in rows]
    return View(tuple(blocks), header, rows, {"kind": "grund-claims", "claims": data})


def _some(scenario: Scenario) -> None:
    if not scenario.claims:
        raise GrundError([problem("G721", None, id=scenario.id)])


def _table(scenario: Scenario, judged: Sequence[Judged], title: str, lang: str) -> Block:
    explain = explainer(scenario.book, scenario.policy(scenario.named[0]), lang)
    heads = (
        "Id", pick(lang, "Påstående", "Claim"), pick(lang, "Utslag", "Judgement"), pick(lang, "Hur", "How"),
        pick(lang, "Citat och plats", "Quote and place"),
    )  # fmt: skip
    rows = tuple(
        (
            j.claim.id,
            j.claim.label.get(lang),
            pick(lang, *JUDGEMENTS[j.judgement]),
            _how(scenario, j, lang),
            _quoted(j.claim.citation, explain.citation(j.claim.citation)),
        )
        for j in judged
    )
    return Block(title, heads, rows)


def _quoted(citation: Citation, source: str) -> str:
    place = citation.place or source
    return f"”{citation.quote}”, {place}" if citation.quote else place


def _how(scenario: Scenario, judged: Judged, lang: str) -> str:
    """What a judgement stands on: why it is open or read; each way and each reading; the areas that show it."""
    because = judged.claim.because.get(lang)
    if judged.claim.kind == "read":
        flags = flags_text(judged.claim.citation, lang)
        return f"{pick(lang, 'läst i källan', 'read in the source')} {flags}: {because}"
    said = [_found(scenario, f, lang) for f in judged.found]
    return " · ".join([*said, *([because] if because else [])]) or pick(lang, "prövas inte", "not examined")


def _found(scenario: Scenario, found: Found, lang: str) -> str:
    words = {True: ("håller", "holds"), False: ("håller inte", "does not hold"), None: ("öppet", "open")}
    if found.way.read:
        words[True] = ("läst i källan", "read in the source")
    name = ", ".join(
        n for n in (found.way.label.get(lang), reading_word(scenario, found.reading, lang, short=True)) if n
    )
    tail = _areas(found, lang) or found.way.because.get(lang)
    return f"{name}{': ' if name else ''}{pick(lang, *words[found.holds])}{f' ({tail})' if tail else ''}"


def _areas(found: Found, lang: str) -> str:
    if found.counts is not None:
        before, now = (number_text(n, lang) for n in found.counts)
        return f"{before} → {now}"
    names = [a.name for a in found.areas]
    more = len(names) - _AREAS
    return ", ".join(names[:_AREAS]) + (pick(lang, f" och {more} till", f" and {more} more") if more > 0 else "")


def _totals(judged: Sequence[Judged], lang: str) -> Block:
    own = counts(j for j in judged if not j.claim.ours)
    ours = counts(j for j in judged if j.claim.ours)
    heads = (pick(lang, "Utslag", "Judgement"), pick(lang, "dokumentets", "the document's"), pick(lang, "våra", "ours"))
    rows = tuple((pick(lang, *JUDGEMENTS[kind]), own[kind], ours[kind]) for kind in JUDGEMENTS)
    return Block(pick(lang, "Antal", "Numbers"), heads, rows)


def _rows(judged: Judged, lang: str) -> list[tuple[Cell, ...]]:
    claim = judged.claim
    head = (claim.id, str(claim.ours).lower(), claim.label.get(lang), judged.judgement)
    tail = (claim.citation.quote, claim.citation.place)
    if not judged.found:
        return [(*head, "", "", None, "", *tail)]
    truths = {True: "true", False: "false", None: "open"}
    return [
        (
            *head, f.way.label.get(lang), ", ".join(f"{k}={v}" for k, v in f.reading), truths[f.holds],
            ", ".join(a.id for a in f.areas), *tail,
        )
        for f in judged.found
    ]  # fmt: skip


def proofs_view(scenario: Scenario, timeout: int, lang: str) -> View:
    """The claims that can be put to a proof, and how each stands for every possible area."""
    _some(scenario)
    found = prove_claims(scenario, timeout)
    heads = (
        "Id",
        pick(lang, "Påstående", "Claim"),
        pick(lang, "För alla möjliga områden", "For every possible area"),
        pick(lang, "Motexempel", "Counterexample"),
    )
    told = [_told(scenario, p, lang) for p in found]
    note = pick(
        lang,
        "Bevisat gäller inom de deklarerade värdemängderna, när alla fakta är kända; "
        "det som räknas över andra områden kan ha vilka värden som helst.",
        "Proved holds inside the declared domains, where every fact is known; "
        "what is taken over other areas may have any value.",
    )
    blocks = (
        Block(scenario.label.get(lang), (), (), heading(scenario, lang)),
        Block(pick(lang, "Prövat för alla möjliga områden", "Put to a proof"), heads, tuple(told), (note,)),
    )
    header = ("id", "claim", "way", "standing", "case")
    rows = tuple(
        (p.claim.id, p.claim.label.get(lang), p.way.label.get(lang), p.standing, t[3])
        for p, t in zip(found, told, strict=True)
    )
    data = [
        {**dict(zip(header, row, strict=True)), "case": case_data(p.case) if p.case else None}
        for p, row in zip(found, rows, strict=True)
    ]
    return View(blocks, header, rows, {"kind": "grund-proofs", "proofs": data})


def _told(scenario: Scenario, proved: Proved, lang: str) -> tuple[Cell, ...]:
    way = proved.way.label.get(lang)
    said = f"{proved.claim.label.get(lang)}{f' ({way})' if way else ''}"
    case = "" if proved.case is None else sentence(scenario.book.vocabulary, proved.policy, proved.case, lang)
    return proved.claim.id, said, pick(lang, *STANDINGS[proved.standing]), case or None

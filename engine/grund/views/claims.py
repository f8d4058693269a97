"""Claims: the view of `grund claims`.

Every claim stands with its quote and place; each way to understand it shows; each one who speaks in the document has a
table, and what is ours is listed apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..analysis.claims import JUDGEMENTS, Found, Judged, claims_of, counts, judge
from ..model.claims import Claim
from ..model.numbers import number_text, pick
from ..model.scenario import Scenario, reading_text
from ..model.sources import Citation
from ..problems.problem import GrundError, problem
from .formats.columns import headings
from .formats.text import Block, Cell
from .heading import heading
from .result import Result
from .run import question_notes, reading_word
from .wording.explanation import explainer
from .wording.headlines import headline
from .wording.values import first_texts, flags_text, quoted

_AREAS = 8
"""Areas named for a claim; the others are counted."""


def claims_view(scenario: Scenario, policies: Sequence[str], lang: str) -> Result:
    """Every claim with its judgement; the document's own first, ours apart, policies' last; how many of each."""
    judged = judge(scenario, claims_of(scenario, policies))
    if not judged:
        raise GrundError([problem("G721", None, id=scenario.id)])
    title = pick(lang, "Påståenden och bedömningar", "Claims and findings")
    blocks = [Block(title, (), (), (claims_finding(judged, lang), *heading(scenario, lang)))]
    if scenario.moved_day:
        blocks.append(Block("", (), (), (_moved(lang),)))
    for group, title in _groups(scenario, judged, lang).items():
        blocks.append(_table(scenario, [j for j in judged if _group(j.claim) == group], title, lang))
    blocks.append(_totals(judged, lang))
    readings = [f.reading for j in judged for f in j.found if f.reading]
    blocks.append(Block("", (), (), question_notes(scenario, readings, lang)))
    header = ("id", "says", "ours", "claim", "judgement", "way", "tolkning", "holds", "areas", "quote", "place")
    rows = tuple(row for j in judged for row in _rows(j, lang))
    data = [dict(zip(header, row, strict=True)) for row in rows]
    return Result(tuple(blocks), header, rows, {"kind": "grund-claims", "claims": data})


def _owner(claim: Claim) -> str:
    return "policies" if claim.policy else "ours" if claim.ours else "theirs"


def _group(claim: Claim) -> str:
    """Whose table a claim stands in: its owner's, or that of the one who says so in the document."""
    return f"says {claim.says}" if claim.says else _owner(claim)


def _groups(scenario: Scenario, judged: Sequence[Judged], lang: str) -> dict[str, str]:
    """The groups that have claims, in the order of the tables, with their titles."""
    document_title = pick(lang, "Dokumentets påståenden", "The document's claims")
    titles = {
        "theirs": document_title,
        **{f"says {name}": f"{document_title}: {label.get(lang)}" for name, label in scenario.speakers.items()},
        "ours": pick(lang, "Våra egna", "Our own"),
        "policies": pick(lang, "Policyernas", "The policies'"),
    }
    present = {_group(j.claim) for j in judged}
    return {group: title for group, title in titles.items() if group in present}


def _moved(lang: str) -> str:
    return pick(
        lang,
        "Obs! Påståendena gjordes en annan dag än den som frågas om här. Att ett påstående är falskt den dagen säger "
        "inget om dokumentet.",
        "Note: the claims were made on another day than the one asked of here. That a claim is false on that day says "
        "nothing about the document.",
    )


def _table(scenario: Scenario, judged: Sequence[Judged], title: str, lang: str) -> Block:
    explain = explainer(scenario.book, scenario.policy(scenario.named[0]), lang)
    heads = (
        "Id", pick(lang, "Påstående", "Claim"), *headings(lang, "judgement", "how"),
        pick(lang, "Citat och plats", "Quote and place"),
    )  # fmt: skip
    rows = tuple(
        (
            j.claim.id,
            j.claim.label.get(lang),
            pick(lang, *JUDGEMENTS[j.judgement]),
            _how(scenario, j, lang),
            _quoted(j.claim.citation, explain.citation(j.claim.citation), lang),
        )
        for j in judged
    )
    return Block(title, heads, rows)


def _quoted(citation: Citation, source: str, lang: str) -> str:
    place = citation.placed(lang) or source
    return f"{quoted(citation.quote, lang)}, {place}" if citation.quote else place


def _how(scenario: Scenario, judged: Judged, lang: str) -> str:
    """What a judgement stands on: why it is open or read; each way and each reading; the areas that show it."""
    because = judged.claim.because.get(lang)
    if judged.claim.kind == "read":
        flags = flags_text(judged.claim.citation, lang)
        return f"{pick(lang, 'läst i källan', 'read in the source')} {flags}: {because}"
    findings = [found_text(scenario, f, lang) for f in judged.found]
    return " · ".join([*findings, *([because] if because else [])]) or pick(lang, "prövas inte", "not examined")


def found_text(scenario: Scenario, finding: Found, lang: str) -> str:
    """What the data say of one way: `snäv: håller inte (två områden)`."""
    words = {
        True: ("stämmer", "true"),
        False: ("stämmer inte", "false"),
        None: ("kan inte avgöras", "cannot be decided"),
    }
    if finding.way.read:
        words[True] = ("läst i källan", "read in the source")
    name = ", ".join(n for n in (finding.way.label.get(lang), reading_word(scenario, finding.reading, lang)) if n)
    areas, because = _areas(finding, lang), finding.way.because.get(lang)
    tail = f" ({because})" if because else ""
    if areas and finding.counts is None:
        tail = pick(lang, ", t.ex. ", ", e.g. ") + areas if finding.holds else pick(lang, " för ", " for ") + areas
    elif areas:
        tail = f" ({areas})"
    return f"{name}{': ' if name else ''}{pick(lang, *words[finding.holds])}{tail}"


def _areas(finding: Found, lang: str) -> str:
    if finding.counts is not None:
        before, now = (number_text(n, lang) for n in finding.counts)
        return f"{before} → {now}"
    return first_texts([area.name for area in finding.areas], _AREAS, lang)


def _totals(judged: Sequence[Judged], lang: str) -> Block:
    heads = {
        "theirs": pick(lang, "dokumentets", "the document's"),
        "ours": pick(lang, "våra", "ours"),
        "policies": pick(lang, "policyernas", "the policies'"),
    }
    numbers = {owner: counts(j for j in judged if _owner(j.claim) == owner) for owner in heads}
    shown = [owner for owner in heads if any(numbers[owner].values())]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (pick(lang, *JUDGEMENTS[kind]), *(numbers[owner][kind] for owner in shown)) for kind in JUDGEMENTS
    )
    title = pick(lang, "Antal", "Numbers")
    return Block(title, (pick(lang, "Bedömning", "Finding"), *(heads[owner] for owner in shown)), rows)


def _rows(judged: Judged, lang: str) -> list[tuple[Cell, ...]]:
    claim = judged.claim
    head = (claim.id, claim.says, str(claim.ours).lower(), claim.label.get(lang), judged.judgement)
    tail = (claim.citation.quote, claim.citation.place)
    if not judged.found:
        return [(*head, "", "", None, "", *tail)]
    truths = {True: "true", False: "false", None: "open"}
    return [
        (
            *head, f.way.label.get(lang), reading_text(f.reading), truths[f.holds],
            ", ".join(a.id for a in f.areas), *tail,
        )
        for f in judged.found
    ]  # fmt: skip


def claims_finding(judged: Sequence[Judged], lang: str) -> str:
    """How many claims are true, false, depend on conditions or cannot be tested, and how many are none to test."""
    counts = Counter(one.judgement for one in judged)
    tested = {
        "true": counts["true"],
        "false": counts["false"],
        "depends": counts["conditional"],
        "open": counts["open"],
    }
    return headline("claims", lang, count=len(judged), other=len(judged) - sum(tested.values()), **tested)

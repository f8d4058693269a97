"""The page of a source: the document, and everything that rests on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ...model.numbers import number_text, pick
from ...model.sources import Citation, Source
from ...views.formats.columns import headings
from ...views.wording.values import flags_text, quoted
from .cross_references import CrossReferences
from .page import Page, PageLink, PageTable, Part, Parts


def source_page(refs: CrossReferences, source: Source) -> Page:
    """The page of a document."""
    lang = refs.lang
    book = refs.scenario.book
    details = ", ".join(book.said(t, lang) for t in (source.publisher, source.date, source.reference) if t and t != "–")
    lead: tuple[Parts, ...] = tuple(filter(None, (details, source.url)))
    cited: dict[tuple[str, Parts, Parts], dict[Part, None]] = {}
    for kind, part, citation in _citing(refs, source.id):
        cited.setdefault((kind, *_place(citation, lang)), {})[part] = None
    rows = tuple((kind, _once(refs, parts), place, words) for (kind, place, words), parts in cited.items())
    heads = (
        *headings(lang, "type", "what"), pick(lang, "Ställe", "Place"),
        pick(lang, "Citat eller anmärkning", "Quotation or note"),
    )  # fmt: skip
    counted = Counter(f.attribute for f in refs.scenario.today.facts.values() if source.id in f.citation.documents)
    facts = tuple((refs.name(name), number_text(count, lang)) for name, count in sorted(counted.items()))
    sheets = (
        PageTable(pick(lang, "Hänvisningar till dokumentet", "References to the document"), heads, rows),
        PageTable(
            pick(lang, "Uppgifter ur dokumentet", "Facts from it"),
            headings(lang, "property", "count"), facts,
        ),
    )  # fmt: skip
    return Page("source", source.id, book.said(source.title, lang), lead, tuple(s for s in sheets if s.rows))


def _once(refs: CrossReferences, parts: Iterable[Part]) -> tuple[Part, ...]:
    """What cites a document, rules that say the same once."""
    rules = refs.rules_once(part.id for part in parts if isinstance(part, PageLink) and part.kind == "rule")
    named = [(link, *(" (", *policies, ")") * (len(policies) > 1)) for link, policies in rules]
    others = [(part,) for part in parts if not (isinstance(part, PageLink) and part.kind == "rule")]
    return tuple(one for n, several in enumerate((*named, *others)) for one in ("; ", *several)[not n :])


def _place(citation: Citation, lang: str) -> tuple[Parts, Parts]:
    words = "; ".join(filter(None, [quoted(citation.quote, lang) if citation.quote else "", citation.noted(lang)]))
    return f"{flags_text(citation, lang)} {citation.placed(lang)}".strip(), words


def _citing(refs: CrossReferences, id: str) -> Iterable[tuple[str, Part, Citation]]:
    """Rules, policies, insatser, bodies, duties and goals that cite a document."""
    lang, org = refs.lang, refs.scenario.book.organisation
    for placed in refs.rules.values():
        if id in placed.rule.citation.documents:
            yield pick(lang, "regel", "rule"), refs.rule(placed.policy.id, placed.rule.id), placed.rule.citation
    for policy in refs.policies:
        if id in policy.citation.documents:
            yield "policy", refs.policy(policy), policy.citation
    for insats in refs.scenario.book.insatser.values():
        if id in insats.citation.documents:
            yield pick(lang, "insats", "intervention"), refs.insats(insats.id), insats.citation
    for body in org.bodies.values():
        if id in body.citation.documents:
            yield pick(lang, "aktör", "body"), refs.body(body.id), body.citation
    for duty in org.on(refs.scenario.day):
        if id in duty.citation.documents:
            yield pick(lang, "uppdrag", "duty"), refs.body(duty.body), duty.citation
    for goal in org.goals.values():
        if id in goal.citation.documents:
            yield pick(lang, "mål", "goal"), goal.label.get(lang), goal.citation

"""The page of a rule: what it says as a sentence, where it stands, what it stands on, whom it decides for."""

from __future__ import annotations

from ...model.expressions import names
from ...model.numbers import pick
from ...views.formats.columns import headings
from ...views.run import reading_word
from ...views.wording.clauses import areas_that, clause
from ...views.wording.explanation import explainer
from ...views.wording.values import sentence, verdict_word
from .cross_references import CrossReferences, PlacedRule, listed
from .page import Page, PageTable, Parts, alike, between


def rule_page(refs: CrossReferences, placed: PlacedRule) -> Page:
    """The page of a rule of a policy."""
    lang, (policy, ruling, rule) = refs.lang, placed
    speaker = explainer(refs.scenario.book, policy, lang).speaker
    insats = refs.insats(ruling.insats.id)
    word = verdict_word(rule.then, lang)
    level = refs.scenario.book.vocabulary.levels[ruling.insats.level].label
    areas = areas_that(speaker, level, rule.when)
    says = pick(lang, f": {word} för alla {areas}", f": {word} for all {areas}")
    unless = ""
    if rule.unless is not None:
        unless = pick(lang, ", utom dem ", ", except those ") + clause(speaker, rule.unless)
    lead: list[Parts] = [(insats, f"{says}{unless}.")]
    lead += [refs.cited(rule.citation)]
    sheets = (_decides(refs, placed), _reads(refs, placed), _place(refs, placed))
    title = sentence(refs.rule_words(rule))
    return Page("rule", placed.id, title, tuple(lead), tuple(s for s in sheets if s.rows))


def _place(refs: CrossReferences, placed: PlacedRule) -> PageTable:
    """Its policy, its file and line, its dates, what it is an exception to and what defeats it."""
    lang, (policy, _, rule) = refs.lang, placed
    rows: list[tuple[Parts, ...]] = [(pick(lang, "Policy", "Policy"), refs.policy(policy)), ("Id", rule.id)]
    if rule.place is not None:
        rows.append((pick(lang, "Fil och rad", "File and line"), f"{rule.place.shown}:{rule.place.line}"))
    days = [str(day) for day in (rule.start, rule.end) if day]
    rows += [(pick(lang, "Gäller", "In force"), " – ".join(days))] if days else []
    for text, ids in (
        (pick(lang, "Undantag från", "Exception to"), rule.exception_to),
        (pick(lang, "Undantag som gäller i stället", "Exceptions that override it"), rule.exceptions),
    ):
        rows += [(text, between(refs.rule(policy.id, name) for name in ids))] if ids else []
    rows += (
        [(pick(lang, "I regelfilen", "In the rule file"), "; ".join(w.text for w in rule.written))]
        if rule.written
        else []
    )
    return PageTable(
        pick(lang, "Regelns plats", "Place of the rule"),
        headings(lang, "what", "scope"),
        tuple(rows),
    )


def _reads(refs: CrossReferences, placed: PlacedRule) -> PageTable:
    lang, (policy, _, rule) = refs.lang, placed
    rows: list[tuple[Parts, ...]] = []
    for name in sorted(frozenset().union(*map(names, rule.conditions))):
        parameter = policy.parameters.get(name.removeprefix("param.")) if name.startswith("param.") else None
        current = parameter.on(refs.scenario.day) if parameter else None
        speaker = explainer(refs.scenario.book, policy, lang).speaker
        value = speaker.value(current.value) + speaker.unit(name) if current else None
        rows.append((refs.name(name), value, refs.cited(current.citation) if current else None))
    heads = (pick(lang, "Läser", "Reads"), *headings(lang, "value", "source"))
    return PageTable(pick(lang, "Egenskaper som regeln använder", "Attributes that it uses"), heads, tuple(rows))


def _decides(refs: CrossReferences, placed: PlacedRule) -> PageTable:
    """The areas whose decision it makes, by interpretation."""
    lang, (policy, ruling, rule) = refs.lang, placed
    rows: list[tuple[Parts, ...]] = []
    for answers in refs.answers:
        if (answers.policy.id, answers.ruling.insats.id) == (policy.id, ruling.insats.id):
            areas = [d.area for d in answers.decisions if d.rule == rule.id]
            reading = reading_word(refs.scenario, answers.reading, lang)
            rows.append((reading, len(areas), listed(refs.area(area.id) for area in areas)))
    heads = headings(lang, "tolkning", "count", "areas")
    return PageTable(pick(lang, "Områden som regeln avgör", "Areas that it decides"), heads, alike(rows, 0))

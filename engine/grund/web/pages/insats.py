"""The page of an insats: which policies give it and to whom, by which rules, who answers for it and what it costs."""

from __future__ import annotations

from ...model.decisions import VERDICTS
from ...model.numbers import pick
from ...model.organisation import ROLES
from ...model.policies import Insats, Policy
from ...views.formats.columns import headings
from ...views.run import people_cell, reading_word
from ...views.wording.headlines import span
from ...views.wording.values import count_text, verdict_word
from .against_baseline import against_baseline
from .cross_references import CrossReferences, listed
from .graph_part import insats_graph
from .page import Page, PageTable, Parts, alike


def insats_page(refs: CrossReferences, insats: Insats) -> Page:
    """The page of an insats."""
    lang = refs.lang
    level = refs.scenario.book.vocabulary.levels[insats.level].label.get(lang)
    target = insats.target.get(lang)
    lead: tuple[Parts, ...] = (
        _finding(refs, insats),
        pick(lang, f"Beslutas för {level}.", f"Decided by {level}.")
        + (f" {pick(lang, 'Målgrupp', 'Target group')}: {target}." if target else ""),
        refs.cited(insats.citation),
    )
    against = against_baseline(refs, insats=insats.id)
    sheets = (_counts(refs, insats), against, _rules(refs, insats), _duties(refs, insats), _goals(refs, insats))
    shown = tuple(s for s in sheets if s.rows)
    return Page("insats", insats.id, insats.label.get(lang), lead, shown, graph=insats_graph(refs, insats))


def _finding(refs: CrossReferences, insats: Insats) -> str:
    """How many areas receive it under how many of the policies, in every interpretation."""
    lang, label = refs.lang, refs.scenario.book.vocabulary.levels[insats.level].label
    by_policy: dict[str, list[int]] = {}
    for answers in refs.answers:
        if answers.ruling.insats.id == insats.id:
            given = sum(d.verdict == "yes" for d in answers.decisions)
            by_policy.setdefault(answers.policy.id, []).append(given)
    counts = [count for given in by_policy.values() for count in given]
    some = sum(any(given) for given in by_policy.values())
    policies = count_text(len(refs.policies), lang, "policy")
    if not some:
        return pick(lang, f"Ingen av {policies} ger insatsen.", f"None of {policies} gives it.")
    many = span([count for count in counts if count], lang)
    areas = f"{many} {label.of(max(counts), lang)}"
    return pick(lang, f"{some} av {policies} ger insatsen, till {areas}.", f"{some} of {policies} give it, to {areas}.")


def _deciding(refs: CrossReferences, insats: Insats) -> list[Policy]:
    return [policy for policy in refs.policies if insats.id in policy.rulings]


def _counts(refs: CrossReferences, insats: Insats) -> PageTable:
    """By policy and interpretation: how many areas, and which get it."""
    lang = refs.lang
    rows: list[tuple[Parts, ...]] = []
    for answers in refs.answers:
        if answers.ruling.insats.id == insats.id:
            reading = reading_word(refs.scenario, answers.reading, lang)
            given = [d.area for d in answers.decisions if d.verdict == "yes"]
            counts = [sum(d.verdict == verdict for d in answers.decisions) for verdict in VERDICTS]
            rows.append((
                refs.policy(answers.policy), reading, *counts, people_cell(refs.scenario, given),
                listed(refs.area(area.id) for area in given),
            ))  # fmt: skip
    heads = (
        *headings(lang, "policy", "tolkning"),
        *(verdict_word(v, lang).capitalize() for v in VERDICTS), pick(lang, "Invånare (ja)", "Residents (yes)"),
        pick(lang, "Områden som får den", "Areas that receive it"),
    )  # fmt: skip
    return PageTable(pick(lang, "Områden som får insatsen", "Areas that receive it"), heads, alike(rows, 1))


def _rules(refs: CrossReferences, insats: Insats) -> PageTable:
    lang = refs.lang
    rows: list[tuple[Parts, ...]] = []
    for policy in _deciding(refs, insats):
        for rule in policy.rulings[insats.id].rules:
            says = refs.explain.speaker.say(rule.when)
            rows.append((refs.policy(policy), refs.rule(policy.id, rule.id), verdict_word(rule.then, lang), says))
    heads = (
        pick(lang, "Policy", "Policy"), pick(lang, "Regel", "Rule"), pick(lang, "Ger", "Gives"),
        pick(lang, "Villkor", "Condition"),
    )  # fmt: skip
    return PageTable(pick(lang, "Regler", "Rules"), heads, tuple(rows))


def _duties(refs: CrossReferences, insats: Insats) -> PageTable:
    lang, scenario = refs.lang, refs.scenario
    rows = tuple(
        (refs.body(d.body), pick(lang, *ROLES[d.role]), refs.area(d.scope) or None, refs.cited(d.citation))
        for d in scenario.book.organisation.on(scenario.day)
        if d.insats in insats.answered_as
    )
    heads = headings(lang, "body_name", "role", "scope", "source")
    return PageTable(pick(lang, "Ansvariga aktörer", "Responsible bodies"), heads, rows)


def _goals(refs: CrossReferences, insats: Insats) -> PageTable:
    lang = refs.lang
    goals = [g for g in refs.scenario.book.organisation.goals.values() if g.insats in insats.answered_as]
    rows = tuple((g.label.get(lang), refs.body(g.body), refs.cited(g.citation)) for g in goals)
    heads = headings(lang, "goal", "body_name", "source")
    return PageTable(pick(lang, "Mål", "Goals"), heads, rows)

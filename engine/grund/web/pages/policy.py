"""The page of a policy: what it decides, by which rules and parameters, what it builds on, and its examples."""

from __future__ import annotations

from ...model.decisions import VERDICTS
from ...model.numbers import pick
from ...model.policies import Policy
from ...views.formats.columns import headings
from ...views.run import reading_word
from ...views.wording.values import verdict_word
from .against_baseline import against_baseline
from .cross_references import CrossReferences
from .page import Page, PageTable, Parts, alike, between
from .parameter import value_on


def policy_page(refs: CrossReferences, policy: Policy) -> Page:
    """The page of a policy."""
    lang = refs.lang
    note = policy.note.get(lang)
    bases = [
        refs.policy(p) if p.id in {q.id for q in refs.policies} else p.label.get(lang)
        for p in map(refs.scenario.book.policies.get, policy.extends)
        if p
    ]
    lead: list[Parts] = [note] if note else []
    lead += [refs.cited(policy.citation)]
    lead += [(pick(lang, "Bygger på: ", "Builds on: "), *between(bases))] if bases else []
    sheets = (
        _insatser(refs, policy),
        against_baseline(refs, policy=policy.id),
        _parameters(refs, policy),
        _examples(refs, policy),
    )
    return Page(
        "policy",
        policy.id,
        policy.label.get(lang),
        tuple(lead),
        tuple(s for s in sheets if s.rows),
        refs.command("run", "--policy", policy.id, scenario=""),
    )


def _insatser(refs: CrossReferences, policy: Policy) -> PageTable:
    lang = refs.lang
    rows: list[tuple[Parts, ...]] = []
    for answers in refs.answers:
        if answers.policy.id == policy.id:
            reading = reading_word(refs.scenario, answers.reading, lang)
            counts = [sum(d.verdict == verdict for d in answers.decisions) for verdict in VERDICTS]
            rules = between(refs.rule(policy.id, rule.id) for rule in answers.ruling.rules)
            rows.append((refs.insats(answers.ruling.insats.id), reading, *counts, rules))
    heads = (
        *headings(lang, "insats", "tolkning"),
        *(verdict_word(v, lang).capitalize() for v in VERDICTS), pick(lang, "Regler", "Rules"),
    )  # fmt: skip
    return PageTable(pick(lang, "Insatser", "Interventions"), heads, alike(rows, 1))


def _parameters(refs: CrossReferences, policy: Policy) -> PageTable:
    lang = refs.lang
    read = {name for name, readers in refs.readers.items() if any(r.policy is policy for r in readers)}
    rows = tuple(
        (refs.name(f"param.{p.id}"), *value_on(refs, p)) for p in policy.parameters.values() if f"param.{p.id}" in read
    )
    heads = headings(lang, "parameter", "value", "source")
    return PageTable(pick(lang, "Parametrar", "Parameters"), heads, rows)


def _examples(refs: CrossReferences, policy: Policy) -> PageTable:
    lang = refs.lang
    rows = tuple(
        (example.label.get(lang), between(
            part for e in example.expects for part in [refs.insats(e.subject), e.text]
        ), refs.cited(example.citation))
        for example in policy.examples
    )  # fmt: skip
    heads = (pick(lang, "Exempel", "Example"), pick(lang, "Ska ge", "Must give"), pick(lang, "Källa", "Source"))
    return PageTable(pick(lang, "Exempel", "Examples"), heads, rows)

"""The page of a body: what falls on it under each policy, its duties and goals, and who decides over it."""

from __future__ import annotations

from ...model.numbers import pick
from ...model.organisation import ROLES, Body
from ...views.formats.columns import headings
from ...views.run import reading_word
from ...views.who import standing_duties, way_up
from .against_baseline import against_baseline, by_policy
from .cross_references import CrossReferences, listed
from .graph_part import body_graph
from .page import Page, PageTable, Parts, alike


def body_page(refs: CrossReferences, body: Body) -> Page:
    """The page of a nämnd, bolag or other body."""
    lang, scenario = refs.lang, refs.scenario
    lead: tuple[Parts, ...] = (way_up(scenario.book.organisation, body.id, lang), refs.cited(body.citation))
    sheets = (
        _shares(refs, body),
        against_baseline(refs, body=body.id),
        _duties(refs, body),
        _goals(refs, body),
        _members(refs, body),
    )
    shown = tuple(s for s in sheets if s.rows)
    command = refs.command("body", body.id)
    return Page("body", body.id, body.called(lang), lead, shown, command, body_graph(refs, body))


def _shares(refs: CrossReferences, body: Body) -> PageTable:
    lang, scenario = refs.lang, refs.scenario
    rows: list[tuple[Parts, ...]] = []
    for policy, reading, by_body in refs.shares:
        word = reading_word(scenario, reading, lang)
        share = by_body.get(body.id)
        for (insats, role, answers), areas in (share.duties if share else {}).items():
            sign = pick(lang, "ja" if answers else "nej", "yes" if answers else "no")
            names = listed(refs.area(area.id) for area in areas)
            rows.append(
                (refs.policy(policy), word, refs.insats(insats), pick(lang, *ROLES[role]), sign, len(areas), names)
            )
    heads = ("Policy", *headings(lang, "tolkning", "insats", "role", "responsible", "count", "areas"))
    return PageTable(
        pick(lang, "Insatser enligt policyerna", "Interventions under the policies"),
        heads,
        alike(rows, 1, by_policy(refs)),
    )


def _duties(refs: CrossReferences, body: Body) -> PageTable:
    lang, book = refs.lang, refs.scenario.book
    rows: list[tuple[Parts, ...]] = []
    for d in standing_duties(refs.scenario, body.id):
        named, words = refs.insats(d.insats), book.said(d.field, lang)
        first: Parts = words or d.insats if named == d.insats else named  # what several insatser share has no name
        what = words if first != words else None
        where = refs.area(d.scope) or None
        rows.append((first, what, pick(lang, *ROLES[d.role]), where, refs.body(d.body), refs.cited(d.citation)))
    heads = (
        pick(lang, "Insats eller verksamhet", "Intervention or field"),
        *headings(lang, "what", "role", "scope"), pick(lang, "Som", "As"), *headings(lang, "source"),
    )  # fmt: skip
    return PageTable(pick(lang, "Uppdrag oavsett policy", "Duties under every policy"), heads, tuple(rows))


def _goals(refs: CrossReferences, body: Body) -> PageTable:
    lang = refs.lang
    goals = [g for g in refs.scenario.book.organisation.goals.values() if g.body == body.id]
    rows = tuple(
        (g.label.get(lang), refs.insats(g.insats) if g.insats else None, refs.cited(g.citation)) for g in goals
    )
    heads = headings(lang, "goal", "insats", "source")
    return PageTable(pick(lang, "Mål", "Goals"), heads, rows)


def _members(refs: CrossReferences, body: Body) -> PageTable:
    lang, bodies = refs.lang, refs.scenario.book.organisation.bodies.values()
    below = sorted((b for b in bodies if body.id in (b.parent, b.group, b.overseer)), key=lambda b: b.name)
    words = {
        "parent": pick(lang, "under", "under"), "group": pick(lang, "medlem", "member"),
        "overseer": pick(lang, "uppsikt", "supervised"),
    }  # fmt: skip
    rows = tuple(
        (refs.body(b.id), ", ".join(word for field, word in words.items() if getattr(b, field) == body.id))
        for b in below
    )
    heads = headings(lang, "body_name", "how")
    return PageTable(pick(lang, "Aktörer under den", "Bodies below it"), heads, rows)

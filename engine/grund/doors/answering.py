"""Answering: the views of who answers: `grund who`, `body` and `goals`, and gaps in words.

Enters: a scenario and what is asked. Leaves: `View` values. Promise: every answer says in which role and by which
document; a gap is shown, not hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..accountability import GAPS, Gap, Ledger, Share, ledger, shares
from ..explanation import Explainer, explainer
from ..followup import FULFILMENT_WORDS, followed
from ..organisation import GOAL_KINDS, ROLES, Indicator
from ..plan import own_decisions, readings_of_own
from ..policy import Insats, Policy
from ..scenario import Scenario
from ..words import flags_text, marks_legend, number_text, pick, sort_key
from ..world import Area
from .tables import Block, Cell
from .views import View, heading, reading_word


def held_by(scenario: Scenario) -> Ledger:
    """The scenario's ledger."""
    return ledger(scenario.book.organisation, scenario.today)


def who_view(scenario: Scenario, insats: Insats, area: Area, lang: str) -> View:
    """Who answers for an insats in an area, by which document, and the way up from there."""
    book, held = scenario.book, held_by(scenario)
    explain = explainer(book, next(iter(scenario.policies.values())), lang)
    rows: list[tuple[Cell, ...]] = []
    for answer in held.who(insats, area):
        said = pick(lang, *ROLES[answer.role])
        through = f" ({answer.through.name})" if answer.through else ""
        mark = pick(lang, "svarar", "answers") if answer.answers else ""
        source = explain.citation(answer.duty.citation)
        rows.append((mark, answer.body.name + through, said, answer.duty.field, source))
    columns = (
        pick(lang, "Svarar", "Answers"),
        pick(lang, "Aktör", "Body"),
        pick(lang, "Roll", "Role"),
        pick(lang, "Vad", "What"),
        pick(lang, "Källa", "Source"),
    )
    if not any(a.answers for a in held.who(insats, area)):
        rows.append((pick(lang, "svarar", "answers"), pick(lang, "ingen känd", "nobody known"), None, None, None))
    title = f"{insats.label.get(lang)} – {area.name}"
    blocks = [Block(title, columns, tuple(rows), heading(scenario, lang)), escalation_block(held, insats, area, lang)]
    blocks.append(Block("", (), (), (marks_legend(lang),)))
    blocks.append(sources_block(explain, blocks))
    data = {
        "kind": "grund-who", "insats": insats.id, "area": area.id,
        "answers": [
            {"body": a.body.id, "role": a.role, "answers": a.answers, "duty": a.duty.id,
             "source": list(a.duty.citation.documents), "mark": a.duty.citation.mark}
            for a in held.who(insats, area)
        ],
    }  # fmt: skip
    return View(tuple(blocks), ("answers", "body", "role", "field", "source"), tuple(rows), data)


def escalation_block(held: Ledger, insats: Insats, area: Area, lang: str) -> Block:
    """The way up from each body that answers, to the top."""
    paths: dict[str, None] = {}
    for answer in held.who(insats, area):
        if answer.answers:
            chain = held.organisation.escalation(answer.body.id)
            paths[" → ".join(body.name for body in chain)] = None
    title = pick(lang, "Vägen uppåt", "The way up")
    nobody = pick(lang, "ingen svarar, så ingen väg finns", "nobody answers, so there is no way up")
    return Block(title, (), (), tuple(paths) or (nobody,))


def body_view(scenario: Scenario, name: str, policies: Sequence[str], lang: str) -> View:
    """What falls on a body under some policies: roles, areas, goals; and the difference between two."""
    body = scenario.book.organisation.bodies[name]
    rows: list[tuple[Cell, ...]] = []
    goals: dict[str, None] = {}
    for policy in map(scenario.policy, policies):
        for reading in readings_of_own(scenario, policy):
            found = shares(held_by(scenario), own_decisions(scenario, policy, reading), policy.id).get(name)
            word = reading_word(scenario, reading, lang, short=True)
            rows += _body_rows(scenario, policy, word, found, lang)
            goals.update(dict.fromkeys(found.goals if found else ()))
    columns = (
        "Policy", pick(lang, "Tolkning", "Reading"), "Insats", pick(lang, "Roll", "Role"),
        pick(lang, "Svarar", "Answers"), pick(lang, "Antal", "Count"), pick(lang, "Områden", "Areas"),
    )  # fmt: skip
    chain = " → ".join(b.name for b in scenario.book.organisation.escalation(name))
    notes = (chain, flags_text(body.citation, lang) + " " + body.citation.note)
    org = scenario.book.organisation
    kept = [org.goals[g] for g in goals]
    goal_rows = tuple((pick(lang, *GOAL_KINDS[g.kind]), g.label.get(lang), flags_text(g.citation, lang)) for g in kept)
    heads = (pick(lang, "Slag", "Kind"), pick(lang, "Mål", "Goal"), pick(lang, "Märke", "Mark"))
    blocks = (
        Block(body.name, columns, tuple(rows), notes),
        Block(pick(lang, "Mål", "Goals"), heads, goal_rows, (marks_legend(lang),)),
    )
    header = ("policy", "reading", "insats", "role", "answers", "count", "areas")
    listed = [dict(zip(header, row, strict=True)) for row in rows]
    data = {"kind": "grund-body", "body": name, "shares": listed, "goals": list(goals)}
    return View(blocks, header, tuple(rows), data)


def _body_rows(scenario: Scenario, policy: Policy, word: str, found: Share | None, lang: str) -> list[tuple[Cell, ...]]:
    if found is None or not found.duties:
        nothing = pick(lang, "inget ur policyns egna regler", "nothing from the policy's own rules")
        return [(policy.id, word, nothing, None, None, 0, None)]
    rows: list[tuple[Cell, ...]] = []
    for (insats, role, answers), areas in found.duties.items():
        label = scenario.book.insatser[insats].label.get(lang)
        names = ", ".join(sorted((a.name for a in areas), key=sort_key))
        sign = pick(lang, "ja" if answers else "nej", "yes" if answers else "no")
        rows.append((policy.id, word, label, pick(lang, *ROLES[role]), sign, len(areas), names))
    return rows


def gap_block(scenario: Scenario, found: Sequence[Gap], title: str, lang: str) -> Block:
    """Gaps gathered by kind, in words."""
    rows: list[tuple[Cell, ...]] = []
    for kind in dict.fromkeys(g.kind for g in found):
        mine = [g for g in found if g.kind == kind]
        listed = "; ".join(subject_text(scenario, g, lang) for g in mine)
        rows.append((pick(lang, *GAPS[kind]), len(mine), listed))
    return Block(
        title, (pick(lang, "Lucka", "Gap"), pick(lang, "Antal", "Count"), pick(lang, "Vad", "What")), tuple(rows)
    )


def subject_text(scenario: Scenario, gap: Gap, lang: str) -> str:
    """What a gap is about, in words."""
    org = scenario.book.organisation
    if gap.subject in scenario.book.insatser:
        text = scenario.book.insatser[gap.subject].label.get(lang)
    elif " + " in gap.subject:
        text = " + ".join(org.bodies[b].name for b in gap.subject.split(" + "))
    else:
        held = org.goals.get(gap.subject) or org.indicators.get(gap.subject)
        body = org.bodies.get(gap.subject)
        text = held.label.get(lang) if held else body.name if body else gap.subject
    areas = number_text(len(gap.areas), lang)
    noun = pick(lang, "område", "area") if len(gap.areas) == 1 else pick(lang, "områden", "areas")
    return f"{text} ({areas} {noun})" if gap.areas else text


def unset(lang: str) -> str:
    """What is said of a target, a date or a goal that nobody has decided."""
    return pick(lang, "ej beslutat", "not decided")


def target_text(indicator: Indicator, lang: str) -> str:
    """An indicator's target, or that nobody has decided it."""
    return unset(lang) if indicator.target is None else number_text(indicator.target, lang)


def goals_view(scenario: Scenario, policy: str, lang: str) -> View:
    """Goals with their indicators over time, and whether they are met."""
    org = scenario.book.organisation
    rows: list[tuple[Cell, ...]] = []
    for item in followed(scenario, policy):
        goal = item.goal
        owner = org.bodies[goal.body].name if goal.body else None
        said = pick(lang, *FULFILMENT_WORDS[item.fulfilment])
        indicators = [i for i in org.indicators.values() if i.goal == goal.id]
        kind = pick(lang, *GOAL_KINDS[goal.kind])
        text = f"{goal.label.get(lang)} {flags_text(goal.citation, lang)}"
        proposed = pick(lang, "förslag i ", "proposed in ") + ", ".join(goal.policies) if goal.policies else ""
        text += f" ({proposed})" if proposed else ""
        if not indicators:
            rows.append((kind, text, owner, None, None, None, said))
        for indicator, series in zip(indicators, item.series, strict=True):
            values = ", ".join(
                f"{o.day.year}: {'?' if o.value is None else number_text(o.value, lang)}" for o in series
            )
            target = target_text(indicator, lang)
            target += f" ({indicator.by})" if indicator.by else ""
            none = pick(lang, "inga utfall", "no outcomes")
            rows.append((kind, text, owner, indicator.label.get(lang), target, values or none, said))
    heads = (
        pick(lang, "Slag", "Kind"), pick(lang, "Mål", "Goal"), pick(lang, "Ansvarig", "Owner"),
        pick(lang, "Indikator", "Indicator"), pick(lang, "Årsmål", "Target"), pick(lang, "Utfall", "Outcomes"),
        pick(lang, "Måluppfyllelse", "Fulfilment"),
    )  # fmt: skip
    title = pick(lang, "Mål och uppföljning", "Goals and follow-up")
    header = ("kind", "goal", "owner", "indicator", "target", "outcomes", "fulfilment")
    data = {"kind": "grund-goals", "rows": [dict(zip(header, row, strict=True)) for row in rows]}
    return View((Block(title, heads, tuple(rows), (marks_legend(lang),)),), header, tuple(rows), data)


def sources_block(explain: Explainer, blocks: Sequence[Block]) -> Block:
    """The documents that the blocks name, spelt out."""
    texts = [note for block in blocks for note in block.notes]
    texts += [cell for block in blocks for row in block.rows for cell in row if isinstance(cell, str)]
    rows = tuple(explain.sources(texts))
    heads = ("Id", pick(explain.lang, "Dokument", "Document"))
    return Block(pick(explain.lang, "Källor", "Sources"), heads, rows)

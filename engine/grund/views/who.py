"""Who: the views of who answers: `grund who`, `body` and `goals`, and gaps in words.

Every answer says in which role and by which document; a gap is shown, not hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..analysis.accountability.action_plan import decisions_counted, readings_apart
from ..analysis.accountability.body_shares import BodyShare, shares
from ..analysis.accountability.responsibility import Ledger, Responsibility, ledger
from ..model.facts import Area
from ..model.located import located
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.organisation import GOAL_KINDS, ROLES, Body, Duty, Organisation, Process
from ..model.policies import Insats, Policy
from ..model.scenario import Scenario
from .findings import body_finding, who_finding
from .formats.columns import headings
from .formats.text import Block, Cell
from .heading import heading
from .result import Result
from .run import reading_word
from .wording.explanation import Explainer, explainer
from .wording.values import flags_text, marks_legend


def held_by(scenario: Scenario) -> Ledger:
    """The scenario's ledger."""
    return ledger(scenario.book.organisation, scenario.today)


def who_view(scenario: Scenario, subject: Insats | Process, area: Area, lang: str) -> Result:
    """Who is responsible for an insats or a process in an area, by which document, and the chain of command from there.

    Where the area is of another kind and overlaps several that are asked about, what differs between them stands apart.
    """
    duty_ledger = held_by(scenario)
    explain = explainer(scenario.book, next(iter(scenario.policies.values())), lang)
    names = subject.answered_as if isinstance(subject, Insats) else (subject.id,)
    blocks: list[Block] = []
    rows: list[tuple[Cell, ...]] = []
    data: list[dict[str, Any]] = []
    alike = _alike(duty_ledger, names, area, subject.level)
    every_answer = [answer for _, answers in alike for answer in answers]
    finding = who_finding(duty_ledger.organisation, subject.label, area, every_answer, lang)
    title = f"{subject.label.get(lang)} – {area.name}"
    blocks.append(Block(title, (), (), (finding, *heading(scenario, lang), *_process_notes(subject, explain))))
    for places, answers in alike:
        answer_rows = _answer_rows(answers, explain)
        where = "" if places == [area] else ", ".join(a.name for a in places)
        table = Block(where, _who_heads(lang), tuple(answer_rows))
        blocks += [table, escalation_block(duty_ledger, answers, lang)]
        rows += [(*row, ", ".join(a.id for a in places)) for row in answer_rows]
        data += [_answer_data(answer, places) for answer in answers]
    blocks.append(Block("", (), (), (marks_legend(lang),)))
    blocks.append(sources_block(explain, blocks))
    payload = {"kind": "grund-who", "insats": subject.id, "area": area.id, "answers": data}
    return Result(tuple(blocks), ("answers", "body", "role", "field", "source", "area"), tuple(rows), payload)


def _alike(
    duty_ledger: Ledger, names: Sequence[str], area: Area, level: str
) -> list[tuple[list[Area], tuple[Responsibility, ...]]]:
    """The area itself, or where it lies among those of a level, gathered by who answers there."""
    places = [p.via for p in located(duty_ledger.world, area, level) if p.relation == "overlaps"] or [area]
    gathered: dict[tuple[Responsibility, ...], list[Area]] = {}
    for place in dict.fromkeys(places):
        gathered.setdefault(duty_ledger.answers(names, place), []).append(place)
    return [(areas, answers) for answers, areas in gathered.items()]


def _answer_rows(answers: Sequence[Responsibility], explain: Explainer) -> list[tuple[Cell, ...]]:
    """One row a body and role; where nobody answers, a row that says so."""
    lang = explain.lang
    rows: list[tuple[Cell, ...]] = []
    for answer in answers:
        through = f" ({answer.through.called(lang)})" if answer.through else ""
        source = explain.citation(answer.duty.citation)
        role = pick(lang, *ROLES[answer.role])
        rows.append(
            (
                answers_word(answer, lang),
                answer.body.called(lang) + through,
                role,
                explain.book.said(answer.duty.field, lang),
                source,
            )
        )
    if not any(a.answers for a in answers):
        rows.append((None, pick(lang, "ansvarig aktör saknas", "no responsible body"), None, None, None))
    return rows


def answers_word(answer: Responsibility, lang: str) -> str:
    """Whether a body answers: for the whole, for its part, or not."""
    if answer.answers:
        return pick(lang, "ja", "yes")
    return pick(lang, "för sin del", "for its part") if answer.part else ""


def _who_heads(lang: str) -> tuple[str, ...]:
    return headings(lang, "responsible", "body_name", "role", "what", "source")


def _process_notes(subject: Insats | Process, explain: Explainer) -> tuple[str, ...]:
    """By what document a process is what it is, and what is said of it."""
    return (explain.citation(subject.citation),) if isinstance(subject, Process) else ()


def _answer_data(answer: Responsibility, places: Sequence[Area]) -> dict[str, Any]:
    return {
        "body": answer.body.id, "role": answer.role, "answers": answer.answers, "part": answer.part,
        "duty": answer.duty.id, "field": answer.duty.field, "areas": [a.id for a in places],
        "source": list(answer.duty.citation.documents), "mark": answer.duty.citation.mark,
    }  # fmt: skip


def answers_block(scenario: Scenario, insatser: Sequence[Insats], area: Area, lang: str, explain: Explainer) -> Block:
    """Who is responsible for each insats in the area, by which document."""
    rows: list[tuple[Cell, ...]] = []
    duty_ledger = held_by(scenario)
    for insats in sorted(insatser, key=lambda i: sort_key(i.label.sv)):
        duty_answers = duty_ledger.who(insats, area)
        label = insats.label.get(lang)
        for answer in duty_answers if len(insatser) == 1 else [a for a in duty_answers if a.answers]:
            through = f" ({answer.through.called(lang)})" if answer.through and answer.through != answer.body else ""
            sign = answers_word(answer, lang)
            role = (f"{sign}: " if sign else "") + pick(lang, *ROLES[answer.role])
            source = explain.citation(answer.duty.citation)
            field = explain.book.said(answer.duty.field, lang)
            rows.append((label, answer.body.called(lang) + through, role, field, source))
        if not any(a.answers for a in duty_answers):
            rows.append((label, pick(lang, "ansvarig aktör saknas", "no responsible body"), None, None, None))
    columns = headings(lang, "insats", "body_name", "role", "what", "source")
    return Block(pick(lang, "Ansvarig aktör", "Responsible body"), columns, tuple(rows))


def escalation_block(duty_ledger: Ledger, answers: Sequence[Responsibility], lang: str) -> Block:
    """The chain of command from each responsible body, to the top, and who supervises it without deciding."""
    paths: dict[str, None] = {}
    for answer in answers:
        if answer.answers:
            paths[way_up(duty_ledger.organisation, answer.body.id, lang)] = None
    title = pick(lang, "Styrkedja", "Chain of command")
    nobody = pick(
        lang,
        "ingen ansvarig aktör är känd, så styrkedja saknas",
        "no responsible body is known, so there is no chain of command",
    )
    return Block(title, (), (), tuple(paths) or (nobody,))


def way_up(organisation: Organisation, body: str, lang: str) -> str:
    """`Trafiknämnden → Kommunfullmäktige; uppsikt: Kommunstyrelsen`."""
    chain = " → ".join(b.called(lang) for b in organisation.escalation(body))
    over = ", ".join(b.called(lang) for b in organisation.overseers(body))
    return f"{chain}; {pick(lang, 'uppsikt', 'supervised by')}: {over}" if over else chain


def body_view(scenario: Scenario, name: str, policies: Sequence[str], lang: str) -> Result:
    """What falls on a body under some policies: roles, areas, goals; and the difference between two."""
    body = scenario.book.organisation.bodies[name]
    rows: list[tuple[Cell, ...]] = []
    goals: dict[str, None] = {}
    body_shares: list[BodyShare | None] = []
    for policy in map(scenario.policy, policies):
        for reading in readings_apart(scenario, policy):
            body_share = shares(held_by(scenario), decisions_counted(scenario, policy, reading), policy.id).get(name)
            body_shares.append(body_share)
            word = reading_word(scenario, reading, lang)
            rows += _body_rows(scenario, policy, word, body_share, lang)
            goals.update(dict.fromkeys(body_share.goals if body_share else ()))
    columns = ("Policy", *headings(lang, "tolkning", "insats", "role", "responsible", "count", "areas"))
    explain = explainer(scenario.book, next(iter(scenario.policies.values())), lang)
    standing = standing_duties(scenario, name)
    notes = (
        body_finding(body, body_shares, lang),
        way_up(scenario.book.organisation, name, lang),
        f"{flags_text(body.citation, lang)} {body.citation.noted(lang)}".strip(),
        *_consulted_notes(scenario, body, lang),
    )
    org = scenario.book.organisation
    kept = [org.goals[g] for g in goals]
    goal_rows = tuple((pick(lang, *GOAL_KINDS[g.kind]), g.label.get(lang), flags_text(g.citation, lang)) for g in kept)
    heads = headings(lang, "type", "goal", "marks")
    blocks = (
        Block(body.called(lang), (), (), notes),
        Block("", columns, tuple(rows)),
        _duties_block(scenario, standing, explain),
        Block(pick(lang, "Mål", "Goals"), heads, goal_rows, (marks_legend(lang),)),
    )
    sources = sources_block(explain, blocks)
    header = ("policy", "reading", "insats", "role", "answers", "count", "areas")
    listed = [dict(zip(header, row, strict=True)) for row in rows]
    duties = [
        {"duty": d.id, "insats": d.insats, "field": d.field, "role": d.role, "scope": d.scope, "through": d.body,
         "source": list(d.citation.documents), "mark": d.citation.mark}
        for d in standing
    ]  # fmt: skip
    data = {"kind": "grund-body", "body": name, "shares": listed, "duties": duties, "goals": list(goals)}
    return Result((*blocks, sources), header, tuple(rows), data)


def _body_rows(
    scenario: Scenario, policy: Policy, word: str, body_share: BodyShare | None, lang: str
) -> list[tuple[Cell, ...]]:
    if body_share is None or not body_share.duties:
        nothing = pick(lang, "ingen insats enligt policyns egna regler", "no intervention under the policy's own rules")
        return [(policy.id, word, nothing, None, None, 0, None)]
    rows: list[tuple[Cell, ...]] = []
    for (insats, role, answers), areas in body_share.duties.items():
        label = scenario.book.insatser[insats].label.get(lang)
        names = ", ".join(sorted((a.name for a in areas), key=sort_key))
        sign = pick(lang, "ja" if answers else "nej", "yes" if answers else "no")
        rows.append((policy.id, word, label, pick(lang, *ROLES[role]), sign, len(areas), names))
    return rows


def standing_duties(scenario: Scenario, body: str) -> tuple[Duty, ...]:
    """Every duty that a body has, itself or as a member of a group, whatever any policy decides."""
    org = scenario.book.organisation
    names = {body}
    while more := {org.bodies[name].group for name in names} - names - {""}:
        names |= more
    return tuple(sorted((d for d in org.on(scenario.day) if d.body in names), key=lambda d: (d.body != body, d.id)))


def _duties_block(scenario: Scenario, duties: Sequence[Duty], explain: Explainer) -> Block:
    """A body's roles in processes and insatser, as duties.csv says them."""
    lang, org, areas = explain.lang, scenario.book.organisation, scenario.today.areas
    rows: list[tuple[Cell, ...]] = []
    for duty in duties:
        place = areas[duty.scope].name if duty.scope in areas else duty.scope or None
        process = org.processes.get(duty.insats)
        insats = scenario.book.insatser.get(duty.insats)
        label = process.label if process else insats.label if insats else None
        activity = scenario.book.said(duty.field, lang)
        name = label.get(lang) if label else activity
        what = activity if label and activity.casefold() != name.casefold() else None
        rows.append(
            (
                name,
                what,
                pick(lang, *ROLES[duty.role]),
                place,
                org.bodies[duty.body].called(lang),
                explain.citation(duty.citation),
            )
        )
    heads = (
        pick(lang, "Process, insats eller verksamhet", "Process, intervention or activity"),
        *headings(lang, "what", "role", "scope"), pick(lang, "Som", "As"), *headings(lang, "source"),
    )  # fmt: skip
    return Block(pick(lang, "Uppdrag oavsett policy", "Duties under every policy"), heads, tuple(rows))


def _consulted_notes(scenario: Scenario, body: Body, lang: str) -> tuple[str, ...]:
    """What the body was asked for its opinion on."""
    return tuple(
        pick(lang, "Har fått yttra sig om: ", "Was asked for its opinion on: ")
        + scenario.book.said(scenario.book.sources[name].title, lang)
        for name in body.consulted
    )


def sources_block(explain: Explainer, blocks: Sequence[Block]) -> Block:
    """The documents that the blocks name, spelt out."""
    texts = [note for block in blocks for note in block.notes]
    texts += [cell for block in blocks for row in block.rows for cell in row if isinstance(cell, str)]
    rows = tuple(explain.sources(texts))
    heads = ("Id", pick(explain.lang, "Dokument", "Document"))
    return Block(pick(explain.lang, "Källor", "Sources"), heads, rows)

"""The page of an area: what is decided for it and by which rule, what is known of it, where it lies, who answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ...engines import interpreter
from ...model.decisions import Decision
from ...model.expressions import Value
from ...model.facts import Area, Fact
from ...model.numbers import pick
from ...model.policies import Policy
from ...model.scenario import Answers
from ...views.findings import area_finding
from ...views.formats.columns import headings
from ...views.run import people_cell, reading_word
from ...views.who import answers_word
from ...views.wording.headlines import agreed
from ...views.wording.values import NOT_APPLICABLE, count_text, verdict_word
from .cross_references import CrossReferences, listed
from .page import Page, PageTable, Parts, alike, between

_DEPEND: Final = ("{some} beror på tolkningen", "{some} {some:=depends|depend} on the interpretation")


def area_page(refs: CrossReferences, area: Area) -> Page:
    """The page of an area of the scenario's day."""
    lang = refs.lang
    level = refs.scenario.book.vocabulary.levels[area.level].label.get(lang)
    people = people_cell(refs.scenario, [area])
    residents = (
        count_text(people, lang, "resident")
        if isinstance(people, int | Decimal)
        else pick(lang, "antalet invånare är inte känt", "the number of residents is not known")
    )
    given = [(a.policy.id, a.ruling.insats, d.verdict) for a, d in refs.decisions.get(area.id, ())]
    policies = [policy for policy in refs.policies if any(name == policy.id for name, *_ in given)]
    lead: list[Parts] = [f"{level} · {residents}", *([area_finding(area, policies, given, lang)] if policies else [])]
    sheets = (
        *(_decisions(refs, area, policy) for policy in policies),
        _tables(refs, area),
        _answering(refs, area),
        _facts(refs, area),
        _places(refs, area),
    )
    return Page(
        "area",
        area.id,
        area.name,
        tuple(lead),
        tuple(s for s in sheets if s.rows or s.notes),
        refs.command("explain", area.id),
    )


def _received(refs: CrossReferences, area: Area, policy: Policy) -> str:
    """A policy, and how many insatser the area receives under it."""
    lang, verdicts = refs.lang, dict[str, set[str]]()
    for answers, decision in refs.decisions[area.id]:
        if answers.policy.id == policy.id:
            verdicts.setdefault(answers.ruling.insats.id, set()).add(decision.verdict)
    sure = sum(v == {"yes"} for v in verdicts.values())
    some = sum("yes" in v and v != {"yes"} for v in verdicts.values())
    open_ = sum("unknown" in v and "yes" not in v for v in verdicts.values())
    parts = [f"{sure} {pick(lang, 'av', 'of')} {count_text(len(verdicts), lang, 'insats')}"]
    parts += [agreed(_DEPEND, lang, some=some)] if some else []
    parts += [pick(lang, f"{open_} kan inte avgöras", f"{open_} cannot be decided")] if open_ else []
    return f"{policy.label.get(lang)}: {', '.join(parts)}"


def _decisions(refs: CrossReferences, area: Area, policy: Policy) -> PageTable:
    """What a policy decides; the insatser to which no rule says yes, in any interpretation, are named below."""
    lang = refs.lang
    decisions = [(a, d) for a, d in refs.decisions[area.id] if a.policy.id == policy.id]
    spoken = {a.ruling.insats.id for a, decision in decisions if not _no_rule(decision)}
    rows = [_decision_row(refs, a, decision) for a, decision in decisions if a.ruling.insats.id in spoken]
    silent = dict.fromkeys(a.ruling.insats.id for a, _ in decisions if a.ruling.insats.id not in spoken)
    none: list[Parts] = [(pick(lang, "Ingen regel ger ja: ", "No rule says yes: "), *listed(map(refs.insats, silent)))]
    about: Parts = (pick(lang, "Om policyn: ", "About the policy: "), refs.policy(policy))
    heads = (
        *headings(lang, "insats", "tolkning", "verdict"),
        pick(lang, "Skäl, eller vad som saknas", "Reason, or what is missing"),
    )  # fmt: skip
    notes = (*(none if silent else []), about)
    return PageTable(_received(refs, area, policy), heads, alike(rows, 1), notes, folded=True)


def _no_rule(decision: Decision) -> bool:
    """Whether an area gets nothing because no rule gives it."""
    return decision.rule == "otherwise" and decision.verdict == "no"


def _decision_row(refs: CrossReferences, answers: Answers, decision: Decision) -> tuple[Parts, ...]:
    policy, rule = answers.policy, decision.rule
    none = interpreter.settled_by_nothing(decision)
    why: Parts = refs.rule(policy.id, rule) if rule else listed(refs.name(name) for name in decision.missing)
    if none:
        why = (pick(refs.lang, *NOT_APPLICABLE), ": ", *listed(refs.name(name) for name in none))
    if rule == "otherwise":
        why = pick(refs.lang, "ingen regel ger ja", "no rule says yes")
    reading = reading_word(refs.scenario, answers.reading, refs.lang)
    word = verdict_word(decision.verdict, refs.lang)
    return refs.insats(answers.ruling.insats.id), reading, word, why


def _tables(refs: CrossReferences, area: Area) -> PageTable:
    """The decision tables that are about the area, each with the row that decides."""
    lang = refs.lang
    none = pick(lang, "ingen rad avgör säkert", "no row is certain to decide")
    rows: list[tuple[Parts, ...]] = []
    for table, parts in refs.table_hits:
        for part in parts:
            if area in part.truths:
                ids = ", ".join(table.row(part.how.rows[i].line).id for i in part.deciding(area))
                output = refs.insats(part.output) if table.policy else refs.name(part.output)
                word = reading_word(refs.scenario, part.reading, lang)
                rows.append((refs.table(table), output, refs.policy(part.policy), word, ids or none))
    heads = (
        *headings(lang, "table", "output", "policy", "tolkning"),
        pick(lang, "Rad som avgör", "Deciding row"),
    )  # fmt: skip
    return PageTable(pick(lang, "Beslutstabeller", "Decision tables"), heads, alike(rows, 3))


def _answering(refs: CrossReferences, area: Area) -> PageTable:
    """Who is responsible for the insatser of the area's level."""
    lang = refs.lang
    rows: list[tuple[Parts, ...]] = []
    for insats in refs.scenario.book.insatser.values():
        if insats.level != area.level:
            continue
        for answer in refs.ledger.who(insats, area):
            if answer.answers:
                word = answers_word(answer, lang)
                rows.append((refs.insats(insats.id), refs.body(answer.body.id), word, refs.cited(answer.duty.citation)))
    heads = headings(lang, "insats", "body_name", "responsible", "source")
    return PageTable(pick(lang, "Ansvariga aktörer", "Responsible bodies"), heads, tuple(rows))


def _facts(refs: CrossReferences, area: Area) -> PageTable:
    """What is known of the area on the day."""
    lang = refs.lang
    facts = sorted(refs.facts.get(area.id, ()), key=lambda f: f.attribute)
    rows = tuple(
        (refs.name(f.attribute), value_of(refs, f.attribute, f.value, f), f.start.isoformat(), refs.cited(f.citation))
        for f in facts
    )
    heads = headings(lang, "property", "value", "from", "source")
    return PageTable(pick(lang, "Uppgifter", "Facts"), heads, rows)


def value_of(refs: CrossReferences, name: str, value: Value | None, fact: Fact | None = None) -> str:
    """A value with its unit, or why it is missing."""
    words = refs.scenario.book.vocabulary
    attribute = words.attributes.get(name)
    if value is None:
        return pick(refs.lang, "uppgift saknas", "no data")
    return refs.explain.speaker.value(value, attribute.type.name if attribute else "") + refs.explain.speaker.unit(name)


def _places(refs: CrossReferences, area: Area) -> PageTable:
    """The areas it is part of, that are part of it, that it overlaps or borders on."""
    lang, today = refs.lang, refs.scenario.today
    words = {
        "parent": ("ligger i", "lies in"), "parts": ("består av", "consists of"),
        "overlaps": ("överlappar", "overlaps"), "neighbours": ("gränsar till", "borders on"),
    }  # fmt: skip
    others: dict[str, set[str]] = {}
    for link in today.links:
        for relation, here, other in link.ends():
            if here == area.id and other in today.areas:
                others.setdefault(relation, set()).add(other)
    rows = tuple(
        (
            pick(lang, *words[relation]),
            between(refs.area(o) for o in sorted(ids, key=lambda o: (today.areas[o].name, o))),
        )
        for relation, ids in others.items()
    )
    return PageTable(pick(lang, "Läge", "Place"), headings(lang, "how", "areas"), rows)

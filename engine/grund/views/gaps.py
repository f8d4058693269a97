"""Gaps: the view of `grund gaps`: what is missing, doubled, or hangs on one body.

Gaps are shown, not hidden; none is invented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..analysis.accountability.action_plan import decisions_counted, readings_apart
from ..analysis.accountability.body_shares import sole, summit
from ..analysis.accountability.graph import build, cycles, hubs
from ..analysis.accountability.responsibility import GAPS, Gap, Ledger, gaps, overlaps
from ..model.decisions import Decision
from ..model.numbers import number_text, pick
from ..model.scenario import Scenario
from .findings import gaps_finding
from .formats.columns import headings
from .formats.text import Block, Cell, led
from .heading import heading
from .result import Result
from .run import reading_word
from .who import held_by
from .wording.values import and_more


def gaps_view(scenario: Scenario, policies: Sequence[str], lang: str) -> Result:
    """Gaps, overlaps and key dependencies, per policy; and circles of supervision."""
    ledger = held_by(scenario)
    blocks: list[Block] = [
        Block(pick(lang, "Luckor", "Gaps"), (), (), heading(scenario, lang, map(scenario.policy, policies)))
    ]
    rows: list[tuple[Cell, ...]] = []
    where: dict[tuple[str, str], dict[str, Gap]] = {}
    for policy in map(scenario.policy, policies):
        for reading in readings_apart(scenario, policy):
            decisions = decisions_counted(scenario, policy, reading)
            policy_gaps = gaps(ledger, decisions, policy.id)
            word = reading_word(scenario, reading, lang)
            title = f"{policy.label.get(lang)} ({policy.id}) {word}".strip()
            blocks.append(gap_block(scenario, policy_gaps, title, lang))
            blocks.append(_hang_block(ledger, decisions, lang))
            for gap in policy_gaps:
                where.setdefault((gap.kind, gap.subject), {}).setdefault(policy.id, gap)
            rows += [(policy.id, word, g.kind, g.subject, ", ".join(a.id for a in g.areas)) for g in policy_gaps]
    blocks.append(_overlap_block(scenario, ledger, lang))
    blocks.append(_circle_block(scenario, lang))
    blocks[0] = led(blocks[0], gaps_finding(where, [*map(scenario.policy, policies)], lang))
    data = [dict(zip(("policy", "reading", "kind", "subject", "areas"), row, strict=True)) for row in rows]
    header = ("policy", "reading", "gap", "subject", "areas")
    short = (blocks[0], _gathered(scenario, where, policies, lang), *blocks[-2:])
    rest = pick(
        lang,
        "luckorna i varje policy och tolkning, och aktörer som många beslut är beroende av",
        "the gaps of each policy and interpretation, and bodies that many decisions depend on",
    )
    return Result(tuple(blocks), header, tuple(rows), {"kind": "grund-gaps", "gaps": data}, short, rest)


def gap_block(scenario: Scenario, gaps: Sequence[Gap], title: str, lang: str) -> Block:
    """Gaps gathered by kind, in words."""
    rows: list[tuple[Cell, ...]] = []
    for kind in dict.fromkeys(g.kind for g in gaps):
        kind_gaps = [g for g in gaps if g.kind == kind]
        listed = "; ".join(subject_text(scenario, g, lang) for g in kind_gaps)
        rows.append((pick(lang, *GAPS[kind]), len(kind_gaps), listed))
    return Block(title, headings(lang, "gap", "count", "what"), tuple(rows))


def subject_text(scenario: Scenario, gap: Gap, lang: str) -> str:
    """What a gap is about, in words."""
    org = scenario.book.organisation
    if gap.subject in scenario.book.insatser:
        text = scenario.book.insatser[gap.subject].label.get(lang)
    elif " + " in gap.subject:
        text = " + ".join(org.bodies[b].called(lang) for b in gap.subject.split(" + "))
    else:
        goal = org.goals.get(gap.subject) or org.indicators.get(gap.subject)
        body = org.bodies.get(gap.subject)
        text = goal.label.get(lang) if goal else body.called(lang) if body else gap.subject
    areas = number_text(len(gap.areas), lang)
    noun = pick(lang, "område", "area") if len(gap.areas) == 1 else pick(lang, "områden", "areas")
    return f"{text} ({areas} {noun})" if gap.areas else text


_MOST = 5
_NAMED = 2


def _gathered(
    scenario: Scenario, where: Mapping[tuple[str, str], Mapping[str, Gap]], policies: Sequence[str], lang: str
) -> Block:
    """Gaps by kind and by the policies that have them, those of every policy first, with the first of each."""
    gathered: dict[tuple[tuple[str, ...], str], list[Gap]] = {}
    for (kind, _), by_policy in where.items():
        gathered.setdefault((tuple(by_policy), kind), []).append(next(iter(by_policy.values())))
    rows = [
        (pick(lang, *GAPS[kind]), len(alike), _first(scenario, alike, lang), _those(names, policies, lang))
        for (names, kind), alike in sorted(gathered.items(), key=lambda item: -len(item[0][0]))
    ]
    heads = (*headings(lang, "gap", "count", "what"), "Policy")
    return Block(pick(lang, "Luckor i policyerna", "Gaps in the policies"), heads, tuple(rows))


def _those(names: Sequence[str], policies: Sequence[str], lang: str) -> str:
    """Some of the policies, by those that are not among them where these are few."""
    others = [name for name in policies if name not in names]
    if not others:
        return pick(lang, "alla", "all")
    if len(others) < min(len(names), _NAMED + 1):
        return pick(lang, "alla utom ", "all but ") + ", ".join(others)
    return ", ".join(names)


def _first(scenario: Scenario, alike: Sequence[Gap], lang: str) -> str:
    """What the first of some gaps are about, and how many more there are."""
    words = [subject_text(scenario, gap, lang) for gap in alike[:_NAMED]]
    return "; ".join(words) + and_more(len(alike) - len(words), lang)


def _hang_block(ledger: Ledger, decisions: Sequence[Decision], lang: str) -> Block:
    """The bodies that most depends on: solely responsible, or in the whole chain of command of a decision."""
    bodies = ledger.organisation.bodies
    alone = {body.id: n for body, n in sole(ledger, decisions)}
    passed = dict(hubs(build(ledger, decisions), summit(ledger.organisation)))
    names = sorted({*alone, *passed}, key=lambda b: (-max(alone.get(b, 0), passed.get(b, 0)), b))[:_MOST]
    rows = tuple((bodies[b].called(lang), alone.get(b, 0), passed.get(b, 0)) for b in names)
    heads = (
        pick(lang, "Aktörer som många beslut är beroende av", "Bodies that many decisions depend on"),
        pick(lang, "ensam ansvarig för (antal beslut)", "sole responsible body for (decisions)"),
        pick(lang, "ingår i hela styrkedjan för (antal beslut)", "part of every chain of command for (decisions)"),
    )
    return Block("", heads, rows)


def _overlap_block(scenario: Scenario, ledger: Ledger, lang: str) -> Block:
    areas = scenario.today.areas
    rows = tuple(
        (
            scenario.book.said(o.field, lang),
            areas[o.area].name if o.area in areas else o.area,
            ", ".join(b.within(lang) if i else b.called(lang) for i, b in enumerate(o.bodies)),
        )
        for o in overlaps(ledger)
    )
    heads = (*headings(lang, "what", "scope"), pick(lang, "Leder", "Lead"))
    return Block(
        pick(lang, "Flera aktörer som leder samma insats", "Interventions with more than one lead"), heads, rows
    )


def _circle_block(scenario: Scenario, lang: str) -> Block:
    circles = cycles(build(held_by(scenario)))
    none = pick(lang, "Styrkedjan innehåller inga cirklar.", "The chain of command has no circles.")
    notes = tuple(" → ".join(ring) for ring in circles) or (none,)
    return Block(pick(lang, "Cirklar i styrkedjan", "Circular chains of command"), (), (), notes)

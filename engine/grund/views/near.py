"""Near: the view of `grund near`: which decisions are nearest to being others."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..analysis.counterfactual.near import Near, near
from ..batch.progress import watched
from ..model.expressions import Value
from ..model.numbers import pick
from ..model.scenario import Scenario, reading_text
from .formats.columns import headings
from .formats.text import Block, Cell
from .heading import heading
from .result import Result
from .run import question_notes, reading_word
from .what_would_change import Teller, plain_data, plain_value
from .wording.headlines import headline, listed
from .wording.values import and_more, first_texts, verdict_word

_HEADER = (
    "policies", "tolkning", "insatser", "area", "name", "verdict", "then", "changed", "attribute", "from", "to", "cost",
)  # fmt: skip


def near_view(scenario: Scenario, policies: Sequence[str], insatser: Sequence[str], most: int, lang: str) -> Result:
    """The decisions that one changed fact would turn, nearest first; at most `most` of them for people."""
    what = pick(lang, "beslut", "decisions")
    near_decisions = near(scenario, policies, insatser, lambda cases: watched(cases, lambda: len(cases), what))
    chosen_policies = [scenario.policy(name) for name in policies]
    title = pick(lang, "Beslut som en enda uppgift kan ändra", "Decisions that one fact would change")
    heads = (*headings(lang, "name", "insats"), pick(lang, "Nu", "Now"), pick(lang, "Skulle bli", "Would become"))
    rows = _rows(scenario, near_decisions[:most], len(chosen_policies) > 1, lang)
    left = and_more(len(near_decisions) - most, lang)
    more = [f"…{left}."] if left else []
    note = pick(
        lang, "De som ligger närmast gränsen visas först.", "The decisions closest to the threshold are shown first."
    )
    questions = question_notes(scenario, [one.reading for one in near_decisions], lang)
    blocks = (
        Block(title, (), (), (_headline(scenario, near_decisions, lang), *heading(scenario, lang, chosen_policies))),
        Block("", heads if rows else (), rows, (*more, note, *questions)),
    )
    flat = tuple(_flat(one) for one in near_decisions)
    data = [
        {
            **dict(zip(_HEADER, row, strict=True)),
            "from": plain_data(one.turn.levers[0].value),
            "to": plain_data(one.turn.values[0]),
        }
        for one, row in zip(near_decisions, flat, strict=True)
    ]
    return Result(blocks, _HEADER, flat, {"kind": "grund-near", "near": data})


def _headline(scenario: Scenario, near_decisions: Sequence[Near], lang: str) -> str:
    """How many decisions one fact would change, and the one that is nearest."""
    if not near_decisions:
        return headline("near.none", lang)
    nearest = near_decisions[:1]
    ((area, insats, _, turn),) = ((str(cell) for cell in row) for row in _rows(scenario, nearest, False, lang))
    return headline("near", lang, count=len(near_decisions), area=area, insats=insats, turn=turn)


def _rows(scenario: Scenario, nears: Sequence[Near], several: bool, lang: str) -> tuple[tuple[Cell, ...], ...]:
    """A row for each change of a decision, with the interpretations that it is the same in."""
    readings: dict[tuple[str, ...], list[str]] = {}
    for one in nears:
        insatser = _first([r.insats.label.get(lang) for r in one.rulings], lang)
        where = _first([p.label.get(lang) for p in one.policies], lang) if several else ""
        turn = Teller(scenario, one.policies[0], lang).turn(one.turn, one.decision.area.id)
        key = (one.decision.area.name, insatser, where, verdict_word(one.decision.verdict, lang), turn)
        readings.setdefault(key, []).append(reading_word(scenario, one.reading, lang))
    rows: list[tuple[Cell, ...]] = []
    for (area, insatser, where, verdict, turn), words in readings.items():
        apart = "; ".join(text for text in (listed(words, lang), where) if text)
        rows.append((area, f"{insatser}{f' ({apart})' if apart else ''}", verdict, turn))
    return tuple(rows)


def _first(names: Sequence[str], lang: str) -> str:
    """The first of several names, and how many more."""
    return first_texts(names, 1, lang)


def _cell(value: Value | None) -> Cell:
    """A value as a cell: a number is one."""
    return value if isinstance(value, Decimal) else plain_value(value)


def _flat(one: Near) -> tuple[Cell, ...]:
    lever, value = one.turn.levers[0], one.turn.values[0]
    return (
        ", ".join(p.id for p in one.policies), reading_text(one.reading),
        ", ".join(r.insats.id for r in one.rulings), one.decision.area.id, one.decision.area.name,
        one.decision.verdict, one.turn.verdict, lever.area, lever.name, _cell(lever.value), _cell(value),
        one.turn.cost,
    )  # fmt: skip

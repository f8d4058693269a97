"""Goals: the view of `grund goals`: each goal with its indicators over time, and whether it is met.

A goal that nobody can assess is not one that is not met.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..analysis.accountability.goals import FULFILMENT_WORDS, followed
from ..model.numbers import number_text, pick
from ..model.organisation import GOAL_KINDS, Indicator
from ..model.scenario import Scenario
from .findings import goals_finding
from .formats.text import Block, Cell
from .result import Result
from .wording.values import flags_text, marks_legend, sentence


def unset(lang: str) -> str:
    """What is said of a target, a date or a goal that nobody has decided."""
    return pick(lang, "inte beslutat", "not decided")


def target_text(indicator: Indicator, lang: str) -> str:
    """An indicator's target, or that nobody has decided it."""
    return unset(lang) if indicator.target is None else number_text(indicator.target, lang)


def goals_view(scenario: Scenario, policy: str, lang: str) -> Result:
    """Goals with their indicators over time, and whether they are met."""
    org = scenario.book.organisation
    rows: list[tuple[Cell, ...]] = []
    cells: list[tuple[Cell, ...]] = []
    undated: list[str] = []
    proposing: dict[str, None] = {}
    for item in followed(scenario, policy):
        goal = item.goal
        owner = org.bodies[goal.body].called(lang) if goal.body else None
        met = pick(lang, *FULFILMENT_WORDS[item.fulfilment])
        indicators = [i for i in org.indicators.values() if i.goal == goal.id]
        if item.fulfilment in ("ej", "delvis") and not any(i.by for i in indicators):
            undated.append(goal.label.get(lang))
        kind = pick(lang, *GOAL_KINDS[goal.kind])
        text = f"{goal.label.get(lang)} {flags_text(goal.citation, lang)}"
        proposed = pick(lang, "förslag i ", "proposed in ") + ", ".join(goal.policies) if goal.policies else ""
        text += f" ({proposed})" if proposed else ""
        shown = f"{sentence(kind)}: {goal.label.get(lang)} {flags_text(goal.citation, lang)}"
        shown += pick(lang, " (föreslaget)", " (proposed)") if goal.policies else ""
        proposing.update(dict.fromkeys(goal.policies))
        if not indicators:
            rows.append((kind, text, owner, None, None, None, met))
            cells.append((shown, *rows[-1][2:]))
        for indicator, series in zip(indicators, item.series, strict=True):
            values = ", ".join(
                f"{o.day.year}: {'?' if o.value is None else number_text(o.value, lang)}" for o in series
            )
            target = target_text(indicator, lang)
            target += f" ({indicator.by})" if indicator.by else ""
            none = pick(lang, "Utfall saknas", "no actuals")
            rows.append((kind, text, owner, indicator.label.get(lang), target, values or none, met))
            cells.append((shown, *rows[-1][2:]))
    heads = (
        pick(lang, "Mål", "Goal"), pick(lang, "Ansvarig aktör", "Responsible body"),
        pick(lang, "Indikator", "Indicator"), pick(lang, "Årsmål", "Target"), pick(lang, "Utfall", "Actual"),
        pick(lang, "Uppfyllt", "Fulfilled"),
    )  # fmt: skip
    title = pick(lang, "Mål och uppföljning", "Goals and follow-up")
    header = ("kind", "goal", "owner", "indicator", "target", "outcomes", "fulfilment")
    data = {"kind": "grund-goals", "rows": [dict(zip(header, row, strict=True)) for row in rows]}
    names = "; ".join(scenario.book.policies[name].label.get(lang) for name in proposing)
    proposals = pick(lang, f"Föreslaget i: {names}.", f"Proposed in: {names}.")
    notes = (*_undated_note(undated, lang), *((proposals,) if names else ()), marks_legend(lang))
    head = Block(title, (), (), (goals_finding([item.fulfilment for item in followed(scenario, policy)], lang),))
    return Result((head, Block("", heads, tuple(cells), notes)), header, tuple(rows), data)


def _undated_note(goals: Sequence[str], lang: str) -> tuple[str, ...]:
    """Of goals that are not met and have no date: that they are not met yet."""
    sv, en = "Inte uppfyllt än, och inget slutdatum är satt: ", "Not met yet, and no end date is set: "
    return (pick(lang, sv, en) + "; ".join(goals) + ".",) if goals else ()

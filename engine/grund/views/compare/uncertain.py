"""Uncertain: the areas of a comparison whose group depends on uncertain facts."""

from __future__ import annotations

from typing import Any, cast

from ...analysis import uncertainty
from ...analysis.compare.comparison import Comparison, Group
from ...model.names import sort_key
from ...model.numbers import pick
from ...model.uncertain import UncertainOutcome
from ..formats.columns import headings
from ..formats.text import Block, Cell, Columns
from ..run import reading_words
from ..uncertain import draws_note, facts_block, outcome_word, share_words, uncertain_finding
from .change import OPEN, group_word

COLUMNS = ("group_outcome", "group_draws")


def outcomes_of(comparison: Comparison) -> list[dict[str, UncertainOutcome]]:
    """By side, the outcomes of the areas that uncertain facts reach, by the area's id."""
    if not comparison.scenario.uncertain:
        return [{} for _ in comparison.sides]
    return [uncertainty.comparison_groups.groups(comparison, side.reading) for side in comparison.sides]


def uncertain_blocks(comparison: Comparison, lang: str) -> list[Block]:
    """The areas whose group depends on uncertain facts, or is not settled, and the uncertain facts; nothing where there
    are none."""
    scenario = comparison.scenario
    if not scenario.uncertain:
        return []
    by_side, rows = outcomes_of(comparison), []
    words = reading_words(scenario, [side.reading for side in comparison.sides], lang)
    for side, word, outcomes in zip(comparison.sides, words, by_side, strict=True):
        for reached in sorted(side.areas, key=lambda r: sort_key(r.area.name)):
            outcome = outcomes.get(reached.area.id)
            if outcome and (outcome.kind != "whatever" or {*outcome.answers} - {*OPEN, reached.group}):
                shares = _shares(outcome, lang)
                rows.append((reached.area.name, word, group_word(reached.group, lang), _word(outcome, lang), shares))
    columns = (
        *headings(lang, "name", "tolkning"), pick(lang, "Registrerat", "Recorded"), *headings(lang, "outcome"),
        pick(lang, "Andel (95 %)", "Share (95%)"),
    )  # fmt: skip
    notes = (uncertain_finding(by_side[0].values(), lang, "area"), draws_note(scenario, lang))
    title = pick(lang, "Områden vars grupp beror på osäkra uppgifter", "Areas whose group depends on uncertain facts")
    return [Block(title, columns, tuple(rows), notes), facts_block(scenario, lang)]


def _word(outcome: UncertainOutcome, lang: str) -> str:
    """An outcome in words: `båda oavsett`, `beror på`."""
    if outcome.kind != "whatever":
        return outcome_word(outcome, lang)
    return f"{group_word(cast('Group', outcome.answers[0]), lang)} {pick(lang, 'oavsett', 'whatever')}"


def _shares(outcome: UncertainOutcome, lang: str) -> str:
    if outcome.counts is None:
        return share_words(outcome, "", lang)
    return "; ".join(
        f"{group_word(cast('Group', group), lang)} {share_words(outcome, group, lang)}" for group in outcome.answers
    )


def uncertain_columns(comparison: Comparison) -> Columns:
    """What CSV rows have besides: the outcome of each area's group; nothing where nothing is uncertain."""
    if not comparison.scenario.uncertain:
        return (), ()
    by_side = outcomes_of(comparison)
    outcomes = [
        of_side.get(r.area.id) for side, of_side in zip(comparison.sides, by_side, strict=True) for r in side.areas
    ]
    return COLUMNS, [*map(_cells, outcomes)]


def _cells(outcome: UncertainOutcome | None) -> tuple[Cell, ...]:
    if outcome is None:
        return (None, None)
    word = f"{outcome.answers[0]}_whatever" if outcome.kind == "whatever" else outcome.kind
    return word, "; ".join(f"{group}={n}" for group, n in (outcome.counts or {}).items())


def uncertain_groups(comparison: Comparison) -> list[dict[str, Any]]:
    """By side, the outcome of each area's group that uncertain facts reach, as plain data."""
    return [
        {area: uncertainty.by_decision.outcome_data(outcome) for area, outcome in outcomes.items()}
        for outcomes in outcomes_of(comparison)
    ]

"""Replay: what a run shows beside its decisions: shown values, measures, and a replay of lists.

Directions are said per measure and base year, because that is what the answer depends on.
"""

from __future__ import annotations

from dataclasses import replace

from ..analysis.list_series import Replay, replay
from ..engines import interpreter
from ..engines.run import frame_of
from ..model.decisions import Derivation
from ..model.expressions import Reference
from ..model.numbers import number_text, pick
from ..model.scenario import Scenario
from .formats.bounds import bounds_cell, rounded_ratio
from .formats.columns import headings
from .formats.text import Block, Cell
from .result import Result
from .wording.explanation import explainer
from .wording.values import flags_text, marks_legend


def with_extras(scenario: Scenario, view: Result, lang: str) -> Result:
    """The view with the values a scenario asks to show, and its replay; a replay goes first."""
    more: list[Block] = []
    if scenario.show:
        more.append(_values(scenario, lang))
    if scenario.replay:
        series = replay(scenario)
        more += [*replay_blocks(scenario, series, lang), Block("", (), (), (marks_legend(lang),))]
        return replace(view, blocks=(view.blocks[0], *more), header=_HEADER, rows=_count_rows(series, lang))
    shown = replace(view, blocks=(view.blocks[0], *more, *view.blocks[1:]))
    return replace(shown, header=more[0].columns, rows=more[0].rows) if more else shown


def replay_blocks(scenario: Scenario, series: Replay, lang: str) -> list[Block]:
    """A replayed series: what each measure counts on each issue, and what moved between them."""
    return [_counts(series, lang), _moves(scenario, series, lang), _churn(series, lang)]


_HEADER = ("issue", "day", "measure", "label", "count", "unknown", "areas", "marks", "churn_low", "churn_high")


def _count_rows(series: Replay, lang: str) -> tuple[tuple[Cell, ...], ...]:
    """One row per issue and measure; churn from the issue before as a share, empty where it is unknown."""
    churn = series.turnover
    return tuple(
        (
            issue.id, issue.start.isoformat(), c.measure.id, c.measure.label.get(lang), len(c.areas),
            len(c.unknown), ", ".join(a.name for a in c.areas), " ".join(c.measure.citation.flags),
            *(None if v is None else rounded_ratio(v, 4) for v in churn[i][nth] or (None, None)),
        )
        for nth, (issue, counts) in enumerate(zip(series.issues, series.counts, strict=True))
        for i, c in enumerate(counts)
    )  # fmt: skip


def _values(scenario: Scenario, lang: str) -> Block:
    policy = next(iter(scenario.policies.values()))
    explain = explainer(scenario.book, policy, lang)
    types = scenario.book.vocabulary.type_at(scenario.level)
    frame = frame_of(scenario, policy, scenario.readings_of(Reference(n, types[n]) for n in scenario.show)[0])
    rows: list[tuple[Cell, ...]] = []
    marks: dict[str, str] = {}
    for area in scenario.today.by_level.get(scenario.level, ()):
        cells: list[Cell] = [area.name]
        for name in scenario.show:
            ground = interpreter.read(frame, Reference(name, types[name]), area)
            cells.append(explain.speaker.value(ground.value, types[name].name))
            if isinstance(ground.basis, Derivation):
                marks[name] = flags_text(ground.basis.derived.citation, lang)
        rows.append(tuple(cells))
    heads = [f"{explain.speaker.name(n)} {marks.get(n, '')}".strip() for n in scenario.show]
    level = scenario.book.vocabulary.levels[scenario.level].label.get(lang).capitalize()
    return Block(pick(lang, "Värden", "Values"), (level, *heads), tuple(rows))


def _counts(series: Replay, lang: str) -> Block:
    years = [issue.start.isoformat()[:4] for issue in series.issues]
    rows: list[tuple[Cell, ...]] = []
    for i, first in enumerate(series.counts[0]):
        numbers = [len(column[i].areas) for column in series.counts]
        mark = flags_text(first.measure.citation, lang)
        cells: list[Cell] = [f"{first.measure.label.get(lang)} {mark}", *numbers]
        for base in range(len(numbers) - 2, max(-1, len(numbers) - 4), -1):
            cells.append(_direction(numbers[-1] - numbers[base], lang))
        rows.append(tuple(cells))
    against = pick(lang, "mot", "against")
    bases = [f"{years[-1]} {against} {years[b]}" for b in range(len(years) - 2, max(-1, len(years) - 4), -1)]
    heads = (pick(lang, "Mått", "Measure"), *years, *bases)
    unknown = sum(len(c.unknown) for column in series.counts for c in column)
    notes = (pick(lang, f"Områden där uppgift saknas: {unknown}.", f"Areas with no data: {unknown}."),)
    return Block(pick(lang, "Antal per lista", "Number per list"), heads, tuple(rows), notes)


def _churn(series: Replay, lang: str) -> Block:
    """How much of each list is new or gone since the one before."""
    years = [issue.start.isoformat()[:4] for issue in series.issues[1:]]
    rows = tuple(
        (first.measure.label.get(lang), *(bounds_cell(share, 1, lang) for share in series.turnover[i][1:]))
        for i, first in enumerate(series.counts[0] if years else ())
    )
    note = pick(
        lang,
        "Andel utbytta områden = (nya + borttagna) / områden på listan eller den före. Ett område som delas är nytt.",
        "Turnover = (new + removed) / those on the list or the one before. An area that is divided is new.",
    )
    title = pick(lang, "Andel utbytta områden mellan listor", "Turnover between lists")
    return Block(title, (pick(lang, "Mått", "Measure"), *years), rows, (note,))


def _direction(change: int, lang: str) -> str:
    word = pick(lang, "oförändrat", "unchanged")
    if change:
        word = pick(lang, "ökning" if change > 0 else "minskning", "rise" if change > 0 else "fall")
    return f"{word} ({number_text(change, lang, sign=True)})" if change else word


def _moves(scenario: Scenario, series: Replay, lang: str) -> Block:
    policy = next(iter(scenario.policies.values()))
    say = explainer(scenario.book, policy, lang).speaker
    rows = tuple(
        (
            move.issue.start.isoformat()[:4],
            move.area.name,
            say.value(move.before, scenario.book.vocabulary.attributes[move.attribute].type.name),
            say.value(move.after, scenario.book.vocabulary.attributes[move.attribute].type.name),
        )
        for move in series.moves
    )
    heads = headings(lang, "list", "name", "before", "after")
    return Block(pick(lang, "Områden som ändras", "Areas that change"), heads, rows)

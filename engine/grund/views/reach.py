"""Reach: the view of `grund compare A B C …`: which policies reach which areas, and each pair on request.

The finding stands first; a count stands beside its residents; areas are gathered by which policies reach them; unknown
is a column of its own, never a part of yes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from ..analysis.compare.comparison import CHANGES, GROUPS, Comparison
from ..analysis.compare.reach import PolicyReach, Reach, ReachedLevel
from ..model.decisions import Verdict
from ..model.facts import Area
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.scenario import reading_text
from .compare.change import baseline_note, beside, change_word, either, group_word, worded
from .compare.data import counted_data
from .duties import per_reading
from .formats.text import Block, Cell
from .heading import day_note, heading
from .result import Result
from .run import counted_word, people_cell, question_notes, residents_note
from .wording.headlines import areas_text, headline
from .wording.values import marks_legend, sentence, verdict_word

_HEADER: Final = ("tolkning", "level", "area", "name", "district", "residents")
_PAIR: Final = (
    "a", "b", "tolkning", *(f"group_{group}" for group in GROUPS), *(f"change_{change}" for change in CHANGES)
)  # fmt: skip


def reach_view(reach: Reach, pairs: Sequence[Comparison], lang: str) -> Result:
    """The finding, whom each policy reaches, the areas by pattern, other levels, and the pairs that were asked for."""
    scenario, level = reach.scenario, reach.scenario.level
    title = pick(lang, f"{len(reach.policies)} policyer bredvid varandra", f"{len(reach.policies)} policies compared")
    first = (
        finding(reach, lang),
        *heading(scenario, lang, reach.policies),
        *beside(reach.policies, lang),
        *day_note(scenario, [level], lang),
    )
    elsewhere = _elsewhere_block(reach, lang)
    blocks = (
        Block(title, (), (), first),
        _policies_block(reach, lang),
        _patterns_block(reach, lang),
        *([elsewhere] if elsewhere.rows else []),
        *([_pairs_block(pairs, lang)] if pairs else []),
        Block("", (), (), (marks_legend(lang),)),
    )
    header, rows = (_PAIR, _pair_rows(pairs)) if pairs else (_header(reach), _area_rows(reach))
    return Result(blocks, header, rows, _data(reach, pairs, lang))


def finding(reach: Reach, lang: str) -> str:
    """How many areas each policy reaches, how many all of them do and how many none does."""
    scenario = reach.scenario
    layers = [side.levels[0] for side in reach.sides]
    sentences = []
    for policy in reach.policies:
        place = _place(layers[0], policy.id)
        if place is not None:
            sentences.append(f"{policy.id} {either(reach, [len(_yes(at, place)) for at in layers], lang)}")
            unsure = [at.columns[place].reaches.count("unknown") for at in layers]
            if any(unsure):
                sentences[-1] += pick(lang, ", kan inte avgöras i ", ", cannot be decided in ") + either(
                    reach, unsure, lang
                )
    everyone, nobody = (
        [sum(len(areas) for verdicts, areas in at.patterns().items() if holds(verdicts)) for at in layers]
        for holds in (_all("yes"), _all("no"))
    )
    level = scenario.book.vocabulary.levels[scenario.level].label
    return headline(
        "compare.policies", lang, areas=areas_text(level, len(layers[0].areas), lang), counts="; ".join(sentences),
        all=either(reach, everyone, lang), none=either(reach, nobody, lang),
    )  # fmt: skip


def _all(verdict: Verdict) -> Callable[[tuple[Verdict, ...]], bool]:
    return lambda verdicts: all(v == verdict for v in verdicts)


def _place(level: ReachedLevel, policy: str) -> int | None:
    """The column of a policy; None for the baseline, which has none."""
    return next((i for i, column in enumerate(level.columns) if column.policy.id == policy), None)


def _yes(level: ReachedLevel, place: int) -> tuple[Area, ...]:
    return level.of(level.columns[place], "reaches")


# ── blocks


def _policies_block(reach: Reach, lang: str) -> Block:
    """Whom each policy reaches, from whom it withdraws something, and where that is not known."""
    scenario = reach.scenario
    withdrawn = any("yes" in column.withdraws for side in reach.sides for column in side.levels[0].columns)
    rows: list[tuple[Cell, ...]] = []
    for policy in reach.policies:
        label = f"{policy.label.get(lang)} ({policy.id})"
        place = _place(reach.sides[0].levels[0], policy.id)
        if place is None:
            rows.append((label, "", pick(lang, "jämförelsegrund", "baseline"), *[None] * (5 if withdrawn else 3)))
            continue
        cells = [_counts(reach, side.levels[0], place, withdrawn) for side in reach.sides]
        rows += _worded(reach, label, cells, lang)
    people = counted_word(reach.scenario, lang, short=True)
    heads = ("Policy", pick(lang, "Tolkning", "Interpretation"), pick(lang, "omfattar", "reaches"), people)
    more = (pick(lang, "tar bort i", "withdraws in"), people) if withdrawn else ()
    unknown = (pick(lang, "kan inte avgöras i", "cannot be decided in"), people)
    level = scenario.book.vocabulary.levels[scenario.level].label.get(lang)
    notes = (
        *question_notes(scenario, [side.reading for side in reach.sides], lang),
        residents_note(scenario, scenario.today.by_level.get(scenario.level, ()), lang),
        baseline_note(reach, lang),
    )
    title = pick(lang, f"Områden som omfattas, per policy ({level})", f"Areas reached, by policy ({level})")
    return Block(title, (*heads, *more, *unknown), tuple(rows), notes)


def _counts(reach: Reach, level: ReachedLevel, place: int, withdrawn: bool) -> tuple[Cell, ...]:
    column = level.columns[place]
    more = [level.of(column, "withdraws")] if withdrawn else []
    members = [level.of(column, "reaches"), *more, level.of(column, "reaches", "unknown")]
    return tuple(cell for areas in members for cell in (len(areas), people_cell(reach.scenario, areas)))


def _worded(reach: Reach, label: str, cells: Sequence[tuple[Cell, ...]], lang: str) -> list[tuple[Cell, ...]]:
    """A row for each interpretation that tells a policy's counts apart."""
    readings = [side.reading for side in reach.sides]
    return [(label, word, *version) for word, version in worded(reach.scenario, readings, cells, lang)]


def _cell(reach: Reach, verdicts: Sequence[Verdict], lang: str) -> str:
    """Whether a policy reaches an area; per interpretation where they differ."""
    pairs = worded(reach.scenario, [side.reading for side in reach.sides], verdicts, lang)
    return "; ".join(f"{word}: {verdict_word(v, lang)}" if word else verdict_word(v, lang) for word, v in pairs)


def _patterns_block(reach: Reach, lang: str) -> Block:
    """The areas by which policies reach them, most policies first; those that none surely reaches only counted."""
    scenario = reach.scenario
    layers = [side.levels[0] for side in reach.sides]
    gathered: dict[tuple[str, ...], list[Area]] = {}
    for i, area in enumerate(layers[0].areas):
        sentences = tuple(
            _cell(reach, [layer.columns[k].reaches[i] for layer in layers], lang) for k in range(len(layers[0].columns))
        )
        gathered.setdefault(sentences, []).append(area)
    yes, no = verdict_word("yes", lang), verdict_word("no", lang)
    order = sorted(gathered.items(), key=lambda pair: (all(cell == no for cell in pair[0]), -pair[0].count(yes)))
    rows = tuple(
        (
            *wordings, len(areas), people_cell(scenario, areas),
            ", ".join(sorted((a.name for a in areas), key=sort_key)) if any(yes in cell for cell in wordings) else None,
        )
        for wordings, areas in order
    )  # fmt: skip
    level = scenario.book.vocabulary.levels[scenario.level].label.get(lang)
    heads = (
        *(column.policy.id for column in layers[0].columns), pick(lang, "Antal", "Count"),
        sentence(counted_word(scenario, lang)), level.capitalize(),
    )  # fmt: skip
    note = pick(
        lang,
        "Varför ett område omfattas: grund explain OMRÅDE, eller grund compare med två policyer.",
        "Why an area is reached: grund explain AREA, or grund compare with two policies.",
    )
    return Block(pick(lang, "Områden per grupp", "Areas by group"), heads, rows, (note,))


def _elsewhere_block(reach: Reach, lang: str) -> Block:
    """The same counts at other levels, where some policy reaches an area or withdraws something from one."""
    rows: list[tuple[Cell, ...]] = []
    for i, level in enumerate(reach.sides[0].levels[1:], 1):
        label = reach.scenario.book.vocabulary.levels[level.level].label.get(lang)
        for k, column in enumerate(level.columns):
            cells = [_counts(reach, side.levels[i], k, withdrawn=True) for side in reach.sides]
            if any(map(any, cells)):
                rows += [(label, *row) for row in _worded(reach, column.policy.id, cells, lang)]
    people = counted_word(reach.scenario, lang, short=True)
    heads = (
        pick(lang, "Områdestyp", "Area type"), "Policy", pick(lang, "Tolkning", "Interpretation"),
        pick(lang, "omfattar", "reaches"), people,
        pick(lang, "tar bort i", "withdraws in"), people,
        pick(lang, "kan inte avgöras i", "cannot be decided in"), people,
    )  # fmt: skip
    return Block(pick(lang, "På andra nivåer", "At other levels"), heads, tuple(rows))


def _pairs_block(pairs: Sequence[Comparison], lang: str) -> Block:
    """Every pair: its groups by reach, and what changes from the first to the second."""
    rows: list[tuple[Cell, ...]] = []
    for comparison in pairs:
        cells = [_pair_counts(comparison, place) for place in range(len(comparison.sides))]
        rows += per_reading(comparison, f"{comparison.a.id} → {comparison.b.id}", cells, lang)
    heads = (
        "A → B", pick(lang, "Tolkning", "Interpretation"), *(group_word(group, lang) for group in GROUPS),
        *(change_word(change, lang) for change in CHANGES),
    )  # fmt: skip
    shown = [i for i, head in enumerate(heads) if i < 2 or any(row[i] for row in rows)]
    title = pick(lang, "Två och två (antal områden)", "Pair by pair (number of areas)")
    note = pick(
        lang,
        "Först omfattas av både A och B, bara A, …; sedan vad som ändras från A till B. Tomma kolumner utelämnas.",
        "First reached by A and B, by A only, …; then what changes from A to B. Empty columns are left out.",
    )
    chosen = tuple(tuple(row[i] for i in shown) for row in rows)
    return Block(title, tuple(heads[i] for i in shown), chosen, (note,))


def _pair_counts(comparison: Comparison, place: int) -> tuple[Cell, ...]:
    side = comparison.sides[place]
    return (*(len(side.group(group)) for group in GROUPS), *(len(side.changed(change)) for change in CHANGES))


# ── rows and data


def _pair_rows(pairs: Sequence[Comparison]) -> tuple[tuple[Cell, ...], ...]:
    """A row per pair and interpretation."""
    return tuple(
        (comparison.a.id, comparison.b.id, reading_text(side.reading), *_pair_counts(comparison, i))
        for comparison in pairs
        for i, side in enumerate(comparison.sides)
    )


def _header(reach: Reach) -> tuple[str, ...]:
    columns = reach.sides[0].levels[0].columns
    return (*_HEADER, *(f"{what}_{c.policy.id}" for c in columns for what in ("reaches", "withdraws")))


def _area_rows(reach: Reach) -> tuple[tuple[Cell, ...], ...]:
    """A row per interpretation and area, the scenario's level first, with two columns for each policy."""
    return tuple(
        (
            reading_text(side.reading), level.level, area.id, area.name, _district(reach, area),
            people_cell(reach.scenario, [area]),
            *(verdict for c in level.columns for verdict in (c.reaches[i], c.withdraws[i])),
        )
        for side in reach.sides
        for level in side.levels
        for i, area in enumerate(level.areas)
    )  # fmt: skip


def _district(reach: Reach, area: Area) -> str | None:
    scenario = reach.scenario
    above = scenario.today.related("parent", scenario.hierarchy, area.id, scenario.group)
    return above[0][0].name if above else None


def _data(reach: Reach, pairs: Sequence[Comparison], lang: str) -> dict[str, Any]:
    scenario = reach.scenario
    return {
        "kind": "grund-reach",
        "scenario": scenario.id,
        "day": scenario.day.isoformat(),
        "known": scenario.known.isoformat() if scenario.known else None,
        "illustration": scenario.illustration,
        "headline": {language: finding(reach, language) for language in ("sv", "en")},
        "beside": {language: list(beside(reach.policies, language)) for language in ("sv", "en")},
        "policies": [policy.id for policy in reach.policies],
        "baseline": reach.base.id if reach.base else None,
        "readings": [
            {"tolkning": dict(side.reading), "levels": {at.level: _level_data(reach, at) for at in side.levels}}
            for side in reach.sides
        ],
        "pairs": [
            {"a": pair.a.id, "b": pair.b.id, "readings": [_pair_data(pair, i) for i in range(len(pair.sides))]}
            for pair in pairs
        ],
    }


def _level_data(reach: Reach, level: ReachedLevel) -> dict[str, Any]:
    names = [column.policy.id for column in level.columns]
    patterns = [
        {"reaches": dict(zip(names, verdicts, strict=True)), **counted_data(reach.scenario, areas)}
        for verdicts, areas in level.patterns().items()
    ]
    return {"policies": {c.policy.id: _column_data(reach, level, c) for c in level.columns}, "patterns": patterns}


def _column_data(reach: Reach, level: ReachedLevel, column: PolicyReach) -> dict[str, Any]:
    return {
        "reaches": counted_data(reach.scenario, level.of(column, "reaches")),
        "withdraws": counted_data(reach.scenario, level.of(column, "withdraws")),
        "unknown": counted_data(reach.scenario, level.of(column, "reaches", "unknown")),
    }


def _pair_data(comparison: Comparison, place: int) -> dict[str, Any]:
    counts = iter(_pair_counts(comparison, place))
    return {
        "tolkning": dict(comparison.sides[place].reading),
        "groups": {group: next(counts) for group in GROUPS},
        "changes": {change: next(counts) for change in CHANGES},
    }

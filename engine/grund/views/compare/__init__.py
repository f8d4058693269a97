"""Compare: the view of `grund compare`.

The finding stands first; every count stands beside its residents, both readings of an open question are there where
they differ, the words are neutral, and who answers and what is not known end it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any

from ... import budgeting, views
from ...analysis.compare.comparison import GROUPS, Comparison, Reached
from ...analysis.compare.interpretations import by_groups, in_fours
from ...analysis.compare.verdicts import tell_apart, whole_of
from ...analysis.compare.whole_level import LISTED, is_large
from ...model.names import sort_key
from ...model.numbers import pick
from ...model.scenario import Reading, Scenario
from ..by_field import fields_block, fields_columns, fields_data
from ..duties import answering_block, per_body_block
from ..formats.names import FOR_PEOPLE, IN_ROWS, Wanted
from ..formats.short_answer import enough
from ..formats.text import Block, Cell
from ..heading import day_note, heading
from ..repairs import turned_note
from ..result import Result
from ..run import counted_word, people_cell, question_notes, reading_words, residents_note
from ..wording.explanation import explainer
from ..wording.values import sentence
from .brief import brief_blocks
from .change import (
    baseline_note,
    beside,
    change_block,
    change_word,
    elsewhere_block,
    group_word,
    in_group,
    reach_and_change,
    side_heads,
)
from .coming import coming
from .data import HEADER, KIND, WhyLines, compare_data, compare_row
from .each_part import districts_block, insatser_block
from .handover import handed_block, handed_columns, handed_data
from .missing_facts import unknowns_block, unlisted
from .need import needs_data, needs_note
from .uncertain import uncertain_blocks, uncertain_columns, uncertain_groups


def finding(comparison: Comparison, lang: str) -> str:
    """The answer in sentences: who comes and goes, by name where they are few; then whom each reaches, and changes."""
    return " ".join(findings(comparison, lang))


def findings(comparison: Comparison, lang: str) -> tuple[str, ...]:
    """The same apart: who comes and goes, where somebody does; then whom each reaches, and changes."""
    return tuple(filter(None, (coming(comparison, lang), reach_and_change(comparison, lang))))


def compare_view(comparison: Comparison, lang: str, format: Wanted | None = None) -> Result:
    """The comparison: totals, areas with reasons, insatser, districts, who answers, what is not known.

    Of a format only what it shows is made, the rest is left empty; with None, all of it.
    """
    made = filter(None, _blocks(comparison, lang) if format is None or format in FOR_PEOPLE else ())
    first = tuple(islice(made, 3))
    blocks = enough(chain(first, made), lang) if format == "short" else (*first, *made)
    header, rows = _rows(comparison, lang) if format is None or format in IN_ROWS else ((), ())
    data = _data(comparison, lang) if format in (None, "json") else {"kind": KIND}
    brief = brief_blocks(comparison, first[0], first[1:], lang) if first else ()
    short = (*brief[:-1], *uncertain_blocks(comparison, lang)[:1], *brief[-1:])
    return Result(blocks, header, rows, data, short, _rest(lang))


def _rest(lang: str) -> str:
    """What a short answer leaves out."""
    return pick(
        lang,
        "skälen, varje insats, ansvarig aktör, uppgifter som saknas",
        "the reasons, each intervention, who is responsible, missing data",
    )


def _blocks(pair: Comparison, lang: str) -> Iterator[Block | None]:
    """What people read, block by block; None for what there is nothing to say of."""
    scenario, policies = pair.scenario, (pair.a, pair.b)
    title = f"A: {pair.a.label.get(lang)} ({pair.a.id})  →  B: {pair.b.label.get(lang)} ({pair.b.id})"
    notes = (
        finding(pair, lang),
        *needs_note(pair, lang),
        *heading(scenario, lang, policies),
        *turned_note(scenario, filter(None, (*policies, pair.base)), lang),
        *beside(policies, lang),
        *_counting(scenario, lang),
        *day_note(scenario, [scenario.level, scenario.group], lang),
    )
    yield Block(title, (), (), notes)
    yield from counts(pair, lang)
    yield from uncertain_blocks(pair, lang)
    yield from (areas_block(some, lang) for some in _areas_in_fours(pair))
    yield insatser_block(pair, lang)
    yield fields_block(pair, lang)
    yield elsewhere_block(pair, lang)
    yield districts_block(pair, lang)
    yield views.targeting.measures_block(scenario, policies, budgeting.targeting.targeting(pair), lang)
    yield answering_block(pair, lang)
    yield handed_block(pair, lang)
    yield per_body_block(pair, lang)
    yield unknowns_block(pair, lang)


def _rows(comparison: Comparison, lang: str) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """What a table has: a row per area and reading."""
    rows = tuple(compare_row(comparison, side, r, lang) for side in comparison.sides for r in side.areas)
    header: tuple[str, ...] = HEADER
    for make in (views.targeting.needs_columns, fields_columns, handed_columns, uncertain_columns):
        keys, more = make(comparison)
        if keys:
            header = (*header, *keys)
            rows = tuple((*row, *cells) for row, cells in zip(rows, more, strict=True))
    return header, rows


def _data(comparison: Comparison, lang: str) -> dict[str, Any]:
    """What programs read."""
    measured = budgeting.targeting.targeting(comparison)
    data = {
        **compare_data(comparison, lang),
        "headline": {language: finding(comparison, language) for language in ("sv", "en")},
        "beside": {language: list(beside((comparison.a, comparison.b), language)) for language in ("sv", "en")},
    }
    parts = zip(fields_data(comparison), handed_data(comparison), needs_data(comparison), strict=True)
    for side, (fields_, bodies_, needs_) in zip(data["readings"], parts, strict=True):
        side |= {"fields": fields_, "bodies": bodies_, "needs": needs_}
    if comparison.scenario.uncertain:
        for side, uncertain in zip(data["readings"], uncertain_groups(comparison), strict=True):
            side["uncertain"] = uncertain
    for side, pair in zip(data["readings"], zip(measured[::2], measured[1::2], strict=True), strict=False):
        side["measures"] = {
            name: views.targeting.measures_data(measurement.measures)
            for name, measurement in zip("ab", pair, strict=True)
        }
    return data


def _counting(scenario: Scenario, lang: str) -> tuple[str, ...]:
    """Who is counted instead of residents, of which year; nothing where residents are."""
    if not scenario.counting:
        return ()
    note = residents_note(scenario, scenario.today.by_level.get(scenario.level, ()), lang)
    return (
        pick(lang, "Räknas i stället för invånare: ", "Counted instead of residents: ") + note[0].lower() + note[1:],
    )


def counts(comparison: Comparison, lang: str) -> tuple[Block, ...]:
    """Reach and change side by side, at most four interpretations at a time; the change first where no baseline is
    declared."""
    blocks: list[Block] = []
    for some in in_fours(comparison):
        reach, change = totals_block(comparison, some, lang), change_block(some, lang)
        blocks += (change, reach) if comparison.base is None else (reach, change)
    return tuple(blocks)


def _areas_in_fours(comparison: Comparison) -> list[Comparison]:
    """The comparison itself, or as many of it as it takes for four interpretations side by side."""
    fours = in_fours(comparison)
    return [comparison] if len(fours) == 1 else list(fours)


def totals_block(complete: Comparison, comparison: Comparison, lang: str) -> Block:
    """Areas and residents in each group, in some readings of the whole, with the notes that they need."""
    scenario, every_reading = comparison.scenario, [side.reading for side in complete.sides]
    wanted: list[tuple[str, str, Callable[[Reached], bool]]] = [
        (pick(lang, "omfattas av A", "reached by A"), comparison.a.id, lambda r: r.a == "yes"),
        (pick(lang, "omfattas av B", "reached by B"), comparison.b.id, lambda r: r.b == "yes"),
        (pick(lang, "A tar bort", "A withdraws"), "", lambda r: r.withdraws_a == "yes"),
        (pick(lang, "B tar bort", "B withdraws"), "", lambda r: r.withdraws_b == "yes"),
        *((group_word(g, lang), "", in_group(g)) for g in GROUPS),
    ]
    always = {wording for wording, *_ in (*wanted[:2], *wanted[4:-1])}
    rows: list[tuple[Cell, ...]] = []
    for label, policy, holds in wanted:
        members = [[r.area for r in side.areas if holds(r)] for side in comparison.sides]
        if label in always or any(members):
            of_base = comparison.base is not None and policy == comparison.base.id
            base: tuple[Cell, Cell] = (pick(lang, "jämförelsegrund", "baseline"), None)
            cells = [cell for m in members for cell in (base if of_base else (len(m), people_cell(scenario, m)))]
            rows.append((label, *cells))
    level = scenario.book.vocabulary.levels[scenario.level].label.get(lang)
    heads = side_heads(comparison, lang, pick(lang, "antal", "count"), counted_word(scenario, lang))
    notes = (
        *question_notes(scenario, every_reading, lang),
        *alike_notes(scenario, every_reading, [side.reading for side in comparison.sides], lang),
        residents_note(scenario, scenario.today.by_level.get(scenario.level, ()), lang),
        baseline_note(comparison, lang),
    )
    title = pick(lang, f"Områden som omfattas ({level})", f"Areas reached ({level})")
    return Block(title, (" ", *heads), tuple(rows), notes)


def alike_notes(
    scenario: Scenario, all_readings: list[Reading], distinct_readings: list[Reading], lang: str
) -> tuple[str, ...]:
    """The open questions whose answer changes no group, though it changes some verdict."""
    names = {name for reading in distinct_readings for name, _ in reading}
    alike = [name for name in dict.fromkeys(n for reading in all_readings for n, _ in reading) if name not in names]
    labels = [scenario.book.vocabulary.tolkningar[name].label.get(lang) for name in alike]
    lead = pick(lang, "Samma områden i alla tolkningar av: ", "The same areas in every interpretation of: ")
    return (lead + " ".join(labels),) if labels else ()


def _interesting(comparison: Comparison) -> list[tuple[Reached, ...]]:
    """The areas that some policy reaches, or may reach, in some reading; one entry per reading."""
    rows = zip(*(side.areas for side in comparison.sides), strict=True)
    kept = [row for row in rows if any((r.group, r.change) != ("neither", "unchanged") for r in row)]
    order = {g: i for i, g in enumerate(("only_b", "only_a", "both", "unknown", "not_settled", "neither"))}
    return sorted(
        kept,
        key=lambda row: (
            [order[r.group] for r in row],
            sort_key(row[0].district.name if row[0].district else ""),
            sort_key(row[0].area.name),
        ),
    )


def areas_block(comparison: Comparison, lang: str) -> Block:
    """The areas that either policy reaches, gathered by outcome and reason; CSV has one row per area."""
    scenario, groups = comparison.scenario, by_groups(comparison)
    names = reading_words(scenario, [side.reading for side in groups.sides], lang)
    indices = [
        next(i for i, s in enumerate(comparison.sides) if set(g.reading) <= set(s.reading)) for g in groups.sides
    ]
    heads = (pick(lang, "Grupp", "Group"), pick(lang, "Ändras", "Change"))
    level = scenario.book.vocabulary.levels[scenario.level].label.get(lang)
    columns = (
        *(f"{head}, {name}" if name else head for head in heads for name in names),
        pick(lang, "Antal", "Count"),
        sentence(counted_word(scenario, lang)),
        level.capitalize(),
        pick(lang, "Varför A", "Why A"),
        pick(lang, "Varför B", "Why B"),
    )
    why_a, why_b = WhyLines(comparison, comparison.a), WhyLines(comparison, comparison.b)
    gathered: dict[tuple[str, ...], list[Reached]] = {}
    listed = _interesting(comparison)
    shown = listed[:LISTED] if is_large(scenario, scenario.level) else listed
    for row in shown:
        of_group = [row[i] for i in indices]
        sentences = (*(group_word(r.group, lang) for r in of_group), *(change_word(r.change, lang) for r in of_group))
        pairs = list(zip(comparison.sides, row, strict=True))
        reasons_a = [why_a(side, r, lang) for side, r in pairs]
        reasons_b = [why_b(side, r, lang) for side, r in pairs]
        key = (*sentences, each(comparison, reasons_a, lang), each(comparison, reasons_b, lang))
        gathered.setdefault(key, []).append(row[0])
    rows: list[tuple[Cell, ...]] = []
    for key, members in gathered.items():
        people = people_cell(scenario, [r.area for r in members])
        *said_list, reason_a, reason_b = key
        rows.append((*said_list, len(members), people, _by_district(members), reason_a, reason_b))
    title = pick(lang, "Områden och skäl", "Areas and reasons")
    return Block(title, columns, tuple(rows), unlisted(len(listed) - len(shown), lang))


def each(comparison: Comparison, reasons: list[str], lang: str) -> str:
    """The reason, or one for each reading that has one of its own."""
    reason_by_reading = dict(zip([side.reading for side in comparison.sides], reasons, strict=True))
    kept = {
        reading: whole_of(reason_by_reading, reading)
        for reading in tell_apart(tuple(reason_by_reading), lambda reading: reason_by_reading[reading])
    }
    if len(kept) == 1:
        return next(iter(kept.values()))
    words = reading_words(comparison.scenario, list(kept), lang)
    return "; ".join(f"{word}: {reason}" for word, reason in zip(words, kept.values(), strict=True))


def _by_district(members: list[Reached]) -> str:
    """The areas' names, district by district."""
    names_by_district: dict[str, list[str]] = {}
    for r in members:
        names_by_district.setdefault(r.district.name if r.district else "–", []).append(r.area.name)
    return "; ".join(f"{name}: {', '.join(areas)}" for name, areas in names_by_district.items())

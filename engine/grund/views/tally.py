"""Tally: reach and change beside an answer that is not a comparison: a budget, a timeline, a difference.

The counts of `grund compare` on the same day, in the interpretations that give areas other groups; unknown is its own
count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from ..analysis.compare.comparison import CHANGES, GROUPS, Comparison, Side
from ..analysis.compare.tally import Tally
from ..model.numbers import pick
from ..model.scenario import Reading
from .compare.change import CHANGE_WORDS, base_note, settled_notes
from .compare.data import counted_data
from .duties import per_reading
from .formats.columns import headings
from .formats.text import Block, Cell
from .run import question_notes

_Which: TypeAlias = Literal["a", "b"]
Counts: TypeAlias = Mapping[str, int | None]

REACHED: Final = ("reached", "reach_unknown", "withdraws")
COUNTED: Final = (*REACHED, *CHANGES)
"""What is counted of a policy: areas it reaches and withdraws from, and what changes from the first policy to it."""
_ALWAYS: Final = ("reached", "gains", "loses", "swaps", "unchanged")
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "reached": ("omfattas", "reached"),
    "reach_unknown": ("kan inte avgöras", "cannot be decided"),
    "withdraws": ("tar bort i", "withdraws in"),
    **{str(change): words for change, words in CHANGE_WORDS.items()},
}


def counts(tally: Tally, side: Side, which: _Which) -> Counts:
    """The counts of one policy; None for what is not asked of it: the baseline's own reach, a change from itself."""
    comparison = tally.found
    policy = comparison.a if which == "a" else comparison.b
    data = {value: sum(getattr(r, which) == value for r in side.areas) for value in ("yes", "unknown")}
    withdrawn = sum(getattr(r, f"withdraws_{which}") == "yes" for r in side.areas)
    of_base = comparison.base is not None and policy.id == comparison.base.id
    reach = dict.fromkeys(REACHED) if of_base else dict(zip(REACHED, (*data.values(), withdrawn), strict=True))
    changed = which == "b" and not tally.found.alone
    return {**reach, **{c: len(side.changed(c)) if changed else None for c in CHANGES}}


def policies_of(tallied: Sequence[Tally]) -> Iterator[tuple[Tally, _Which]]:
    """Every policy on every day: the first once, then the others."""
    before: tuple[date, str] | None = None
    for tally in tallied:
        if (tally.day, tally.found.a.id) != before:
            yield tally, "a"
        if not tally.found.alone:
            yield tally, "b"
        before = tally.day, tally.found.a.id


def rows_of(tallied: Sequence[Tally]) -> Iterator[tuple[date, tuple[str, ...], Reading, Mapping[str, int]]]:
    """Day, the policy and what it is compared with, interpretation, and the counts that say something; for CSV."""
    for tally, which in policies_of(tallied):
        comparison = tally.found
        names = (comparison.a.id,) if which == "a" else (comparison.b.id, comparison.a.id)
        for side in comparison.sides:
            side_counts = counts(tally, side, which)
            yield (
                tally.day,
                names,
                side.reading,
                {n: c for n, c in side_counts.items() if c or (n in _ALWAYS and c is not None)},
            )


def tally_block(tallied: Sequence[Tally], lang: str, when: Callable[[date], str] | None = None) -> Block:
    """A row for each policy, day and interpretation that says another thing than the day before; `when` names the day,
    and is left out where there is one."""
    entries = [
        (tally, which, [counts(tally, side, which) for side in tally.found.sides])
        for tally, which in policies_of(tallied)
    ]
    several = any(not tally.found.alone for tally in tallied)
    columns = [
        name
        for name in COUNTED
        if (name in _ALWAYS and (several or name == "reached"))
        or any(numbers[name] for _, _, side_counts in entries for numbers in side_counts)
    ]
    rows: list[tuple[Cell, ...]] = []
    before: dict[str, list[tuple[Cell, ...]]] = {}
    for tally, which, side_counts in entries:
        cells = [tuple([_cell(tally, which, name, numbers, lang) for name in columns]) for numbers in side_counts]
        named = per_reading(tally.found, _name(tally, which, several), cells, lang)
        if before.get(name := _name(tally, which, several)) != named:
            rows += [(*([when(tally.day)] if when else ()), *row) for row in named]
        before[name] = named
    level = tallied[0].found.scenario.book.vocabulary.levels[tallied[0].found.scenario.level].label.get(lang)
    heads = ("Policy", pick(lang, "Tolkning", "Interpretation"), *(pick(lang, *_WORDS[name]) for name in columns))
    title = pick(lang, f"Områden som omfattas, och ändring ({level})", f"Areas reached, and change ({level})")
    return Block(title, (*(headings(lang, "day") if when else ()), *heads), tuple(rows), _notes(tallied, lang))


def _name(tally: Tally, which: _Which, several: bool) -> str:
    policy = tally.found.a if which == "a" else tally.found.b
    return f"A: {policy.id}" if several and which == "a" else policy.id


def _cell(tally: Tally, which: _Which, name: str, numbers: Counts, lang: str) -> Cell:
    if name == "reached" and numbers[name] is None:
        return pick(lang, "jämförelsegrund", "baseline")
    return numbers[name]


def _notes(tallied: Sequence[Tally], lang: str) -> tuple[str, ...]:
    """What reach is counted from, what changes mean, and what would settle the rest."""
    scenario, base = tallied[0].found.scenario, tallied[0].found.base
    readings = [side.reading for tally in tallied for side in tally.found.sides]
    change = pick(lang, "Ändringen räknas från A till policyn på raden.", "Changes go from A to the policy of the row.")
    notes = [base_note(base, lang)] if base is not None or not scenario.baseline else []
    notes += [change] if any(not tally.found.alone for tally in tallied) else []
    if len({tally.day for tally in tallied}) > 1:
        notes.append(
            pick(lang, "En policy visas de dagar då något ändras.", "A policy is listed on the dates when it changes.")
        )
    notes += [note for tally in tallied for note in settled_notes(tally.found, lang)]
    return tuple(dict.fromkeys((*notes, *question_notes(scenario, readings, lang))))


# ── data


def tally_data(tallied: Sequence[Tally]) -> list[dict[str, Any]]:
    """The same as plain data, with the areas of each count."""
    return [_data(tally.found, tally.day, tally.found.alone) for tally in tallied]


def _data(comparison: Comparison, day: date, alone: bool) -> dict[str, Any]:
    return {
        "day": day.isoformat(),
        "a": comparison.a.id,
        "b": None if alone else comparison.b.id,
        "baseline": comparison.base.id if comparison.base else None,
        "level": comparison.scenario.level,
        "readings": [_side_data(comparison, side, alone) for side in comparison.sides],
    }


def _side_data(comparison: Comparison, side: Side, alone: bool) -> dict[str, Any]:
    def areas(holds: Callable[[Any], bool]) -> dict[str, Any]:
        return counted_data(comparison.scenario, [r.area for r in side.areas if holds(r)])

    letters = "a" if alone else "ab"
    data: dict[str, Any] = {
        "tolkning": dict(side.reading),
        "reached": {x: areas(lambda r, x=x: getattr(r, x) == "yes") for x in letters},  # type: ignore[misc]
        "reach_unknown": {x: areas(lambda r, x=x: getattr(r, x) == "unknown") for x in letters},  # type: ignore[misc]
        "withdraws": {x: areas(lambda r, x=x: getattr(r, f"withdraws_{x}") == "yes") for x in letters},  # type: ignore[misc]
    }
    if not alone:
        data["groups"] = {g: areas(lambda r, g=g: r.group == g) for g in GROUPS}  # type: ignore[misc]
        data["changes"] = {c: areas(lambda r, c=c: r.change == c) for c in CHANGES}  # type: ignore[misc]
    return data

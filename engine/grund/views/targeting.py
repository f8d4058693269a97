"""Targeting: the measures of need beside a comparison.

A measure that is not certain is shown from least to most, one that is unknown says so; rounded here and nowhere
before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..analysis.compare.comparison import Comparison
from ..analysis.compare.verdicts import tell_apart
from ..analysis.targeting_measures import TOPS, Bounds
from ..budgeting.targeting import Measured, Targeting, declared, needs_in
from ..model.numbers import SPACE, pick
from ..model.policies import Policy
from ..model.scenario import Reading, Scenario
from .formats.bounds import bounds_cell, rounded_ratio
from .formats.text import Block, Cell, Columns
from .run import counted_word, reading_word
from .wording.explanation import explainer
from .wording.values import flags_text

_DECIMALS = 6


def undeclared(comparison: Comparison, lang: str) -> tuple[str, ...]:
    """One line where no need is declared; otherwise nothing."""
    if declared(comparison.scenario):
        return ()
    return (
        pick(
            lang,
            "Mått på behov (täckning, läckage, träffsäkerhet): kan inte beräknas, "
            "eftersom scenariot inte anger var behovet finns.",
            "Measures of need (coverage, leakage, targeting): cannot be calculated, "
            "because the scenario does not say where the need is.",
        ),
    )


def measures_block(
    scenario: Scenario, policies: Sequence[Policy], measurements: Sequence[Measured], lang: str, year: int | None = None
) -> Block | None:
    """A row per measure, a column for each policy and reading that its measures tell apart. None without a need."""
    if not measurements:
        return None
    labels = _rows(scenario, lang)
    cells = [tuple(bounds_cell(read(one.measures), shares, lang) for _, read, shares in labels) for one in measurements]
    columns = _told_apart([one.reading for one in measurements], cells, len(policies))
    heads = [_head(scenario, policies, nth, reading, lang) for nth, reading, _ in columns]
    rows = tuple((label, *(cell[i] for *_, cell in columns)) for i, (label, *_) in enumerate(labels))
    planning = scenario.planning
    sentence = "" if planning.need is None else explainer(scenario.book, policies[0], lang).speaker.say(planning.need)
    marks = flags_text(planning.need_citation, lang)
    need = pick(lang, "Behov: ", "Need: ") + (sentence or pick(lang, "alla områden", "every area"))
    notes = (
        f"{need} {marks}".rstrip() + ".",
        *filter(None, (planning.need_citation.noted(lang),)),
        pick(
            lang,
            "Ett spann är det lägsta och det högsta möjliga värdet när uppgifter saknas. Begreppen: docs/measures.md.",
            "A range is the lowest and highest possible value when data is missing. Terms: docs/measures.md.",
        ),
    )
    title = pick(lang, "Behov som nås", "Need reached")
    return Block(title + (f" ({year})" if year else ""), (pick(lang, "Mått", "Measure"), *heads), rows, notes)


def _told_apart(
    readings: Sequence[Reading], cells: Sequence[tuple[Cell, ...]], policies: int
) -> list[tuple[int, Reading, tuple[Cell, ...]]]:
    """Columns (number of the policy, reading, cells) in order, one for readings in which a policy's are the same."""
    by_policy = [dict(zip(readings[n::policies], cells[n::policies], strict=True)) for n in range(policies)]
    kept = [tell_apart(tuple(columns), columns.__getitem__) for columns in by_policy]
    column_by_reading: dict[tuple[int, Reading], tuple[Cell, ...]] = {}
    for nth, (reading, column) in enumerate(zip(readings, cells, strict=True)):
        policy = nth % policies
        alike = next(fewer for fewer in kept[policy] if set(fewer) <= set(reading))
        column_by_reading.setdefault((policy, alike), column)
    return [(policy, reading, column) for (policy, reading), column in column_by_reading.items()]


def _head(scenario: Scenario, policies: Sequence[Policy], nth: int, reading: Reading, lang: str) -> str:
    """`vid: A`; the letter only where there are several policies, the reading only where there are several."""
    word = reading_word(scenario, reading, lang)
    letter = chr(ord("A") + nth) if len(policies) > 1 else ""
    return ": ".join(filter(None, (word, letter))) or pick(lang, "Värde", "Value")


def _rows(scenario: Scenario, lang: str) -> list[tuple[str, Callable[[Targeting], Bounds | None], int | None]]:
    """Label, how it is read, and the decimals of its percentage (None: a count; 3: an index)."""
    level = scenario.book.vocabulary.levels
    group = level[scenario.group].label.get(lang) if scenario.group else pick(lang, "grupper", "groups")
    people = counted_word(scenario, lang) if scenario.counting else pick(lang, "invånarna", "the residents")
    outside = counted_word(scenario, lang)
    return [
        (pick(lang, "täckning: av behovet", "coverage: of the need"), lambda t: t.need, 1),
        (pick(lang, f"… av {people} i behov", f"… of {people} in need"), lambda t: t.residents, 1),
        (pick(lang, "… av barnen i behov", "… of the children in need"), lambda t: t.children, 1),
        (pick(lang, "läckage: områden utanför", "leakage: areas outside"), lambda t: t.areas_outside, None),
        (pick(lang, f"… {outside} utanför", f"… {outside} outside"), lambda t: t.residents_outside, None),
        (_of_reached(scenario, lang), lambda t: t.leakage, 1),
        (pick(lang, "… av kostnaden, alla år", "… of the cost, all years"), lambda t: t.spending, 1),
        *((_top_label(percent, lang), _top_of(percent), 1) for percent in TOPS),
        (pick(lang, "koncentrationsindex (−1 till 1)", "concentration index (−1 to 1)"), lambda t: t.concentration, 3),
        (pick(lang, f"spridning mellan {group}", f"spread between {group}"), lambda t: t.spread, 1),
    ]


def _of_reached(scenario: Scenario, lang: str) -> str:
    if scenario.counting:
        word = counted_word(scenario, lang)
        return pick(lang, f"… av {word} som omfattas", f"… of {word} reached")
    return pick(lang, "… av invånarna som omfattas", "… of the residents reached")


def _top_label(percent: int, lang: str) -> str:
    lead = pick(lang, "nådda av", "reached of the") if percent == TOPS[0] else "…"
    return lead + pick(lang, f" de {percent}{SPACE}% som har störst behov", f" neediest {percent}%")


def _top_of(percent: int) -> Callable[[Targeting], Bounds | None]:
    return lambda t: t.tops[percent]


def needs_columns(comparison: Comparison) -> Columns:
    """What CSV rows (in order of reading and area) have besides: whether an area is in need (empty: unknown), and how
    much each of its residents needs. Nothing without a declared need."""
    if not declared(comparison.scenario):
        return (), ()
    needs = [
        need for side in comparison.sides for need in needs_in(comparison.scenario, comparison.a, side.reading).values()
    ]
    words: dict[bool | None, Cell] = {True: "yes", False: "no", None: None}
    return ("in_need", "need"), [(words[n.inside], Decimal(0) if n.inside is False else n.weight) for n in needs]


def measures_data(t: Targeting) -> dict[str, Any]:
    """Measures as plain data: `[low, high]`, null where unknown; shares are 0 to 1."""
    return {
        "coverage": {"need": _pair(t.need), "residents": _pair(t.residents), "children": _pair(t.children)},
        "leakage": {
            "areas": _pair(t.areas_outside),
            "residents": _pair(t.residents_outside),
            "share_of_residents": _pair(t.leakage),
            "share_of_cost": _pair(t.spending),
        },
        "top": [{"percent": p, "areas": _pair(t.top_areas[p]), "reached": _pair(t.tops[p])} for p in TOPS],
        "concentration": _pair(t.concentration),
        "curve": None if t.curve is None else [[_number(x), _number(y)] for x, y in t.curve],
        "spread": _pair(t.spread),
    }


def _pair(bounds: Bounds | None) -> list[float | None] | None:
    return None if bounds is None else [None if value is None else _number(value) for value in bounds]


def _number(value: Fraction) -> float:
    return float(rounded_ratio(value, _DECIMALS))

"""Budget: the view of `grund budget`.

Enters: a budget. Leaves: a `Result`. Promise: every figure is a sum of the lines that the CSV holds; what is undecided
is a range and what is unknown is said; every mark shows; two policies stand side by side with their difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...analysis.compare.tally import Tally, tallies
from ...budgeting.line_columns import COLUMNS
from ...budgeting.policy_budgets import Budget, in_year
from ...budgeting.records import data, rows
from ...budgeting.targeting import Measured, targeting
from ...model.numbers import SPACE
from ..compare.change import beside
from ..formats.money import Unit, money_text
from ..formats.text import Block, Cell
from ..result import Result
from ..run import heading, question_notes, reading_word, residents_note
from ..tally import rows_of, tally_block, tally_data
from ..targeting import measures_block, measures_data
from .insatser import by_insats, to_know
from .prices import unit_prices
from .sums import against_frames, by_district, by_field, difference, steps_between
from .telling import Said

HEADER = (
    "policy", "tolkning", "year", "insats", "part", "area", "name", "district", "body", "body_name", "payer", "verdict",
    "quantity", "unit", "price_kr", "amount_kr", "low_kr", "high_kr", "missing", "marks",
)  # fmt: skip


def budget_view(budget: Budget, lang: str, unit: Unit = "mnkr") -> Result:
    """The budget: in all, per body, insats and district, frames, the steps from A to B, what is unknown."""
    say = Said(budget, unit, lang)
    counted = tallies(budget.scenario, [p.id for p in budget.policies], budget.days.values())
    blocks = [Block(_title(say), (), (), _notes(say)), tally_block(counted, lang, str)]
    for reading in budget.readings:
        sides = [budget.side(p.id, reading) for p in budget.policies]
        word = reading_word(budget.scenario, reading, lang, short=True)
        lead = f" · {word}" if word else ""
        blocks += [
            by_field(say, say.pick("Totalt per år", "Total per year") + lead, say.pick("År", "Year"), sides, "year"),
            by_field(say, say.pick("Per nämnd och bolag", "Per body") + lead, say.pick("Aktör", "Body"), sides, "body"),
            against_frames(say, sides, lead),
            by_insats(say, sides, lead),
            by_district(say, sides, lead),
        ]
        if len(sides) == 2:
            blocks.append(steps_between(say, sides[0], sides[1], lead))
    measurements = targeting(budget)
    measured = measures_block(budget.scenario, budget.policies, measurements, lang, budget.years[-1])
    blocks += [*filter(None, [measured]), unit_prices(say), to_know(say)]
    csv = (*(tuple([COLUMNS[key].flat(row) for key in HEADER]) for row in rows(budget)), *_count_rows(counted))
    shown = tuple(b for b in blocks if b.rows or b.notes)
    rest = say.pick(
        "tolkningarna, insatserna, ramarna, priserna och stegen", "the readings, insatser, frames, prices and steps"
    )
    return Result(shown, HEADER, csv, _data(budget, measurements, counted), (blocks[0], *blocks[2:4]), rest)


def _count_rows(counted: Sequence[Tally]) -> Iterator[tuple[Cell, ...]]:
    """Areas reached and changed each year, as rows without insats and money: `part` is what is counted."""
    for day, (policy, *_), reading, counts in rows_of(counted):
        word = ", ".join(f"{k}={v}" for k, v in reading)
        for name, count in counts.items():
            row: dict[str, Cell] = {"policy": policy, "tolkning": word, "year": day.year, "part": name}
            row |= {"quantity": count, "unit": "områden"}
            yield tuple(row.get(column) for column in HEADER)


def _data(budget: Budget, measurements: tuple[Measured, ...], counted: Sequence[Tally]) -> dict[str, Any]:
    """The budget as plain data, each side with its measures where a need is declared; and reach and change."""
    plain = {**data(budget), "reach": tally_data(counted)}
    for side, measurement in zip(plain["sides"], measurements, strict=False):
        side["measures"] = measures_data(measurement.measures)
    return plain


def _title(say: Said) -> str:
    names = [f"{p.label.get(say.lang)} ({p.id})" for p in say.found.policies]
    span = "–".join(str(y) for y in dict.fromkeys((say.found.years[0], say.found.years[-1])))
    if len(names) > 1:
        names = [f"{chr(ord('A') + i)}: {name}" for i, name in enumerate(names)]
    return f"Budget {span} · {'  →  '.join(names)}" if len(names) == 2 else f"Budget {span} · {', '.join(names)}"


def _notes(say: Said) -> tuple[str, ...]:
    budget = say.found
    days = ", ".join(f"{year}: {day}" for year, day in budget.days.items())
    apart = " Bara insatser som skiljer sig från jämförelsegrunden.", " Only insatser that differ from the baseline."
    scope = say.pick(*apart) if budget.own else ""
    unit = {
        "kr": say.pick("Belopp i kronor.", "Amounts in kronor."),
        "tkr": say.pick("Belopp i tkr, avrundade var för sig.", "Amounts in SEK thousand, each rounded separately."),
        "mnkr": say.pick("Belopp i mnkr, avrundade var för sig.", "Amounts in SEK million, each rounded separately."),
    }[say.unit]
    range_ = say.pick(
        "Spann: när ett beslut inte kan avgöras är kostnaden mellan noll och hela beloppet. "
        "Okänt (n): n belopp vars pris "
        "eller volym saknas; de ingår inte i summorna.",
        "A range goes from nothing to all, where a decision cannot be made. Unknown (n) is n amounts whose price or "
        "quantity is unknown; they are not in the sums.",
    )
    decided = say.pick(f"Beslutat per år den dag som står här: {days}.", f"Each year is decided on its day: {days}.")
    questions = question_notes(budget.scenario, budget.readings, say.lang)
    head = (*heading(budget.scenario, say.lang, budget.policies), *beside(budget.policies, say.lang))
    return (*head, *_headline(say), decided + scope, f"{unit} {range_}", *_counted(say), *questions)


def _counted(say: Said) -> tuple[str, ...]:
    """Which year's residents the last year of the plan is counted with."""
    if not say.found.scenario.residents:
        return ()
    last = in_year(say.found.scenario, say.found.years[-1])
    names = {n.area for side in say.found.sides for n in side.lines if n.year == last.day.year}
    return (residents_note(last, (a for a in last.facts.areas if a.id in names), say.lang),)


def _headline(say: Said) -> tuple[str, ...]:
    """What it comes to, a line for each reading: totals, the difference of two, and frames that do not hold."""
    budget = say.found
    lines: list[str] = []
    for reading in budget.readings:
        sides = [budget.side(p.id, reading) for p in budget.policies]
        letters = [f"{chr(ord('A') + i)}{SPACE}" if len(sides) > 1 else "" for i in range(len(sides))]
        parts = [f"{letter}{say.money(side.money)}" for letter, side in zip(letters, sides, strict=True)]
        if len(sides) == 2:
            change = difference(sides[0].lines, sides[1].lines)
            parts.append(f"B − A {money_text(change, say.unit, say.lang, sign=True)}")
        above = [
            letter + str(sum(f.left is not None and f.left.high < 0 for f in framed))
            for letter, framed in zip(letters, map(budget.framed, sides), strict=True)
        ]
        framed = sum(f.ram is not None for f in budget.framed(sides[0]))
        if framed:
            parts.append(
                say.pick("budgetramen överskrids: ", "over the budget limit: ")
                + ", ".join(above)
                + say.pick(f"{SPACE}av{SPACE}{framed}", f"{SPACE}of{SPACE}{framed}")
            )
        word = reading_word(budget.scenario, reading, say.lang, short=True)
        lead = f"{say.pick('Totalt', 'Total')} ({say.unit}){f', {word}' if word else ''}: "
        lines.append(lead + " · ".join(parts))
    return tuple(lines)

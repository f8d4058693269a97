"""Budget: the view of `grund budget`.

Every figure is a sum of the lines that the CSV holds; what is undecided is a range and what is unknown is said; every
mark shows; two policies stand side by side with their difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from ...analysis.compare.interpretations import MOST
from ...analysis.compare.tally import Tally, tallies
from ...budgeting.line_columns import COLUMNS
from ...budgeting.money import Money
from ...budgeting.policy_budgets import Budget, in_year
from ...budgeting.records import data, rows
from ...budgeting.targeting import Measured, targeting
from ...model.numbers import number_text, pick
from ...model.scenario import Reading, reading_text
from ..compare.change import beside
from ..formats.money import Unit, money_text
from ..formats.text import Block, Cell
from ..heading import heading
from ..result import Result
from ..run import question_notes, reading_word, residents_note
from ..tally import rows_of, tally_block, tally_data
from ..targeting import measures_block, measures_data
from ..wording.headlines import amount_text, headline, phrase
from ..wording.values import count_text
from .insatser import by_insats, to_know
from .prices import unit_prices
from .sums import against_frames, by_body, by_district, by_field, by_year, difference, steps_between
from .telling import Said, in_reading, span

HEADER = (
    "policy", "tolkning", "year", "insats", "part", "area", "name", "district", "body", "body_name", "payer", "verdict",
    "quantity", "unit", "price_kr", "amount_kr", "low_kr", "high_kr", "missing", "marks",
)  # fmt: skip


def budget_view(budget: Budget, lang: str, unit: Unit = "mnkr") -> Result:
    """The budget: in all, per body, insats and district, frames, the steps from A to B, what is unknown."""
    say = Said(budget, unit, lang)
    counted = counted_of(budget)
    first = Block(title_of(say), (), (), _notes(say, MOST))
    blocks = [replace(first, notes=_notes(say, len(budget.readings))), tally_block(counted, lang, str)]
    for reading in budget.readings:
        makers = (by_year, by_body, against_frames, by_insats, by_district, steps_between)
        blocks += [in_reading(say, make, reading) for make in makers]
    measurements = measured_of(budget)
    measured = measures_block(budget.scenario, budget.policies, measurements, lang, budget.years[-1])
    blocks += [*filter(None, [measured]), unit_prices(say), to_know(say)]
    csv = (*(tuple([COLUMNS[key].flat(row) for key in HEADER]) for row in rows(budget)), *_count_rows(counted))
    shown = tuple(b for b in blocks if b.rows or b.notes)
    rest = say.pick(
        "tolkningarna, insatserna, budgetramarna, styckkostnaderna och stegen",
        "the interpretations, interventions, budget limits, unit costs and steps",
    )
    return Result(shown, HEADER, csv, _data(budget, measurements, counted), (first, *blocks[2:4]), rest)


def _count_rows(counted: Sequence[Tally]) -> Iterator[tuple[Cell, ...]]:
    """Areas reached and changed each year, as rows without insats and money: `part` is what is counted."""
    for day, (policy, *_), reading, counts in rows_of(counted):
        word = reading_text(reading)
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


def title_of(say: Said) -> str:
    """The years and the policies: `Budget 2027–2029 · A: …  →  B: …`."""
    names = [f"{p.label.get(say.lang)} ({p.id})" for p in say.found.policies]
    if len(names) > 1:
        names = [f"{chr(ord('A') + i)}: {name}" for i, name in enumerate(names)]
    return f"Budget {span(say.found.years)} · {('  →  ' if len(names) == 2 else ', ').join(names)}"


_APART: Final = (
    " Bara insatser som skiljer sig från jämförelsegrunden.",
    " Only interventions that differ from the baseline.",
)


_UNCERTAIN: Final = (
    " Det som beror på osäkra uppgifter är ett spann; volymerna är de registrerade.",
    " What depends on uncertain facts is a range; quantities are as recorded.",
)


def scope_note(budget: Budget, lang: str) -> str:
    """The days that decide, and which insatser are counted."""
    if all((day.month, day.day) == (1, 1) for day in budget.days.values()):
        decided = pick(lang, "Besluten gäller den 1 januari varje år.", "The decisions are as of 1 January each year.")
    else:
        days = ", ".join(f"{year}: {day}" for year, day in budget.days.items())
        decided = pick(lang, f"Besluten gäller: {days}.", f"Decisions as of: {days}.")
    uncertain = pick(lang, *_UNCERTAIN) if budget.scenario.uncertain else ""
    return decided + (pick(lang, *_APART) if budget.own else "") + uncertain


def _notes(say: Said, most: int) -> tuple[str, ...]:
    """What it comes to in the first interpretation, how it is read, and what it comes to in the others."""
    budget = say.found
    questions = question_notes(budget.scenario, budget.readings, say.lang)
    head = (*heading(budget.scenario, say.lang, budget.policies), *beside(budget.policies, say.lang))
    left = len(budget.readings) - most
    more = [f"{count_text(left, say.lang, 'interpretation_more')} {say.pick('med', 'with')} --all."]
    costs = findings(say)[:most]
    others = [*costs[1:], *(more if left > 0 else ())]
    return (*costs[:1], *head, *others, scope_note(budget, say.lang), unit_note(say), *_counted(say), *questions)


def unit_note(say: Said) -> str:
    """What amounts are in, and how a range and what is missing are written."""
    unit = {
        "kr": say.pick("Belopp i kronor.", "Amounts in SEK."),
        "tkr": say.pick(
            "Belopp i tkr. Varje belopp är avrundat för sig, så summor kan avvika i sista siffran.",
            "Amounts in SEK thousand. Each is rounded separately, so totals may differ in the last digit.",
        ),
        "mnkr": say.pick(
            "Belopp i mnkr. Varje belopp är avrundat för sig, så summor kan avvika i sista siffran.",
            "Amounts in SEK million. Each is rounded separately, so totals may differ in the last digit.",
        ),
    }[say.unit]
    range_ = say.pick(
        "Spann: när ett beslut inte kan avgöras är kostnaden mellan noll och hela beloppet. "
        "”saknas (n)”: styckkostnad eller volym saknas för n belopp; de ingår inte i summan.",
        "A range: if a decision cannot be made, the cost is between zero and the full amount. "
        "“missing (n)”: unit cost or volume is missing for n amounts; they are not in the total.",
    )
    return f"{unit} {range_}"


def counted_of(budget: Budget) -> list[Tally]:
    """Whom the policies reach on the day of each year."""
    return list(tallies(budget.scenario, [p.id for p in budget.policies], budget.days.values()))


def measured_of(budget: Budget) -> tuple[Measured, ...]:
    """How well each policy hits the need; nothing where none is declared."""
    return targeting(budget)


def _counted(say: Said) -> tuple[str, ...]:
    """Which year's residents the last year of the plan is counted with."""
    if not say.found.scenario.residents:
        return ()
    last = in_year(say.found.scenario, say.found.years[-1])
    names = {n.area for side in say.found.sides for n in side.lines if n.year == last.day.year}
    return (residents_note(last, (a for a in last.facts.areas if a.id in names), say.lang),)


def findings(say: Said) -> tuple[str, ...]:
    """What it comes to, a sentence for each reading: what each costs, the difference of two, and limits exceeded."""
    return tuple(_finding(say, reading) for reading in say.found.readings)


def _finding(say: Said, reading: Reading) -> str:
    budget = say.found
    sides = budget.sides_in(reading)
    alone = len(sides) == 1
    names = [budget.policies[0].label.get(say.lang)] if alone else [chr(ord("A") + i) for i in range(len(sides))]
    framed = [budget.framed(side) for side in sides]
    above = [sum(f.left is not None and f.left.high < 0 for f in frames) for frames in framed]
    counts = [number_text(n, say.lang) for n in above]
    over = counts if alone else [f"{n} ({name})" for n, name in zip(counts, names, strict=True)]
    change = difference(sides[0].lines, sides[1].lines) if len(sides) == 2 else None
    frames = sum(f.ram is not None for f in framed[0])
    return headline(
        "budget", say.lang,
        costs=_costs(say, names, [side.money for side in sides]),
        years=span(budget.years),
        reading=reading_word(budget.scenario, reading, say.lang),
        change="" if change is None or not _known(change) else _amount(say, Money(change.low, change.high), sign=True),
        missing=change.unknown if change is not None and _known(change) else 0,
        over=over if frames else (), frames=frames,
    )  # fmt: skip


def _costs(say: Said, names: Sequence[str], amounts: Sequence[Money]) -> list[str]:
    """What each policy costs, apart from the amounts that are missing; those that cannot be calculated last, as one."""
    named = list(zip(names, amounts, strict=True))
    known, unknown = ([(name, m) for name, m in named if _known(m) is yes] for yes in (True, False))
    costs = [
        phrase("budget.cost", say.lang, name=name, amount=_amount(say, Money(m.low, m.high)), missing=m.unknown)
        for name, m in known
    ]
    if len(unknown) == 1:
        costs.append(phrase("budget.no_cost", say.lang, name=unknown[0][0], missing=unknown[0][1].unknown))
    elif unknown:
        missing = [f"{number_text(m.unknown, say.lang)} ({name})" for name, m in unknown]
        costs.append(phrase("budget.no_costs", say.lang, names=[name for name, _ in unknown], missing=missing))
    return costs


def _known(money: Money) -> bool:
    """Whether anything is known of it."""
    return bool(money.low or money.high or not money.unknown)


def _amount(say: Said, money: Money, sign: bool = False) -> str:
    return amount_text(money_text(money, say.unit, say.lang, sign), say.unit, say.lang)

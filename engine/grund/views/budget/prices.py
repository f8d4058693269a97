"""Prices: what every part of an insats costs per unit in each year of a plan, and what of that changes.

Every year's price is there, of every policy that has its own; a price or an index that changes within a year, or whose
last value is of an earlier one, is said, and how the year is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ...budgeting.line_columns import price_kr
from ...model.costs import PART_KINDS, CostPart
from ...model.names import sort_key
from ...model.numbers import SPACE, number_text, pick
from ...model.policies import Policy
from ...model.unit_prices import Changed, prices_of
from ..formats.text import Block, Cell, NumericText
from ..wording.values import MISSING, flags_text
from .telling import Said, name, span


def unit_prices(say: Said) -> Block:
    """What every part costs per unit, year by year, and what says so."""
    budget = say.found
    used = {(n.insats, n.part) for s in budget.sides for n in s.lines}
    body: list[tuple[Cell, ...]] = []
    notes: dict[str, None] = {}
    for insats in sorted({i for i, _ in used}, key=lambda i: sort_key(name(say, "insats", i))):
        for part in (p for p in budget.scenario.book.insatser[insats].costs.parts if (insats, p.id) in used):
            tables = [(policy, _years(say, policy, insats, part)) for policy in budget.policies]
            several = any(rows != tables[0][1] for _, rows in tables)
            for policy, rows in tables if several else tables[:1]:
                body += [(f"{row[0]} ({policy.id})", *row[1:]) for row in rows] if several else rows
            notes |= dict.fromkeys(note for policy, _ in tables for note in _notes(say, policy, insats, part))
    columns = (
        say.pick("Insats", "Intervention"), say.pick("Del", "Part"), say.pick("År", "Years"), say.pick("Pris", "Price"),
        say.pick("I årets priser", "In the year's prices"), say.pick("Per", "Per"), say.pick("Prisnivå", "Price level"),
        say.pick("Källstatus", "Source status"),
    )  # fmt: skip
    note = say.pick(
        "Styckkostnad i kronor, före index och upptrappning; i årets priser med båda, som beloppen räknas med.",
        "Unit cost in SEK, before indexation and phasing-in; in the year's prices with both, as the amounts use it.",
    )
    return Block(say.pick("Priser", "Prices"), columns, tuple(body), (note, *notes) if body else ())


def _years(say: Said, policy: Policy, insats: str, part: CostPart) -> list[tuple[Cell, ...]]:
    """A row for each run of years with the same price."""
    rows: list[tuple[list[int], tuple[Cell, ...]]] = []
    for year in say.found.years:
        row = _row(say, policy, insats, part, say.found.days[year], year - say.found.begins)
        if rows and rows[-1][1] == row:
            rows[-1][0].append(year)
        else:
            rows.append(([year], row))
    kind = "" if part.kind == "yearly" else f" ({pick(say.lang, *PART_KINDS[part.kind])})"
    lead = (name(say, "insats", insats), part.label.get(say.lang) + kind)
    return [(*lead, NumericText(span(years)), *row) for years, row in rows]


def _row(say: Said, policy: Policy, insats: str, part: CostPart, day: date, nth: int) -> tuple[Cell, ...]:
    """Price, price in the year's prices, unit, price level and marks."""
    insats_ = say.found.scenario.book.insatser[insats]
    dated = policy.parameters[part.unit_cost].on(day)
    unknown = NumericText(say.pick(*MISSING))
    value = dated.value if dated is not None and isinstance(dated.value, Decimal) else unknown
    exact: Fraction | None = next(p.price for of, p in prices_of(policy, insats_, day, nth) if of is part)
    quantity = insats_.costs.quantity
    cited = [c.citation for c in (dated, part, quantity) if c is not None]
    marks = " ".join(dict.fromkeys(text for c in cited for text in flags_text(c, say.lang).split()))
    level = str(dated.price_level) if dated is not None and dated.price_level else None
    unit = quantity.unit.get(say.lang) if quantity is not None else None
    return (value, unknown if exact is None else price_kr(exact), unit, level, marks)


def _notes(say: Said, policy: Policy, insats: str, part: CostPart) -> Iterator[str]:
    """What changes within a year, and an index whose last value is of an earlier year."""
    whose = f"{name(say, 'insats', insats)}, {part.label.get(say.lang)}"
    for day, change in say.found.changes(policy, part):
        how = (
            say.pick("året vägs efter dagar", "the year is weighted by days")
            if part.prorate
            else say.pick(f"hela {day.year} räknas som den {day}", f"all of {day.year} is counted as on {day}")
        )
        yield f"{whose}: {_change(say, policy, change)}; {how}."
    if part.index:
        last = policy.parameters[part.index].values[-1].start.year
        late = [year for year in say.found.years if year > last]
        if late and last > 1900:
            label = policy.parameters[part.index].label.get(say.lang)
            yield say.pick(
                f"{label}: sista värdet är från {last} och gäller även {span(late)}.",
                f"{label}: the last value is from {last} and holds for {span(late)} too.",
            )


def _change(say: Said, policy: Policy, change: Changed) -> str:
    """`Pris städning ändras 2027-07-01 från 10 till 12`, or ends."""
    label = policy.parameters[change.parameter].label.get(say.lang)
    before, after = (
        say.pick(*MISSING) if value is None else number_text(value, say.lang) for value in (change.before, change.after)
    )
    if change.after is None:
        return say.pick(f"{label} upphör {change.day} (var {before})", f"{label} ends on {change.day} (was {before})")
    return say.pick(
        f"{label} ändras {change.day} från {before} till {after}",
        f"{label} changes on {change.day} from {before} to {after}",
    ).replace("  ", SPACE)

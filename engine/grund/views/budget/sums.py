"""Sums: what a budget comes to by year, body and district, against the budget limits, and from A to B.

Every sum is of the lines, and every column adds up; what is the same in two policies is no difference between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from ...budgeting.bridge import STEPS, waterfall
from ...budgeting.lines import BudgetLine, grouped, total_of
from ...budgeting.money import Money, total
from ...budgeting.policy_budgets import PolicyBudget
from ...budgeting.records import district_of
from ...model.names import sort_key
from ...model.numbers import pick
from ..formats.money import money_text, ore_text
from ..formats.text import Block, Cell, NumericText
from ..run import reading_word
from ..wording.values import flags_text
from .telling import Said, name, order


def by_year(say: Said, sides: Sequence[PolicyBudget], lead: str) -> Block:
    """The total of each year."""
    return by_field(say, say.pick("Totalt per år", "Total per year") + lead, say.pick("År", "Year"), sides, "year")


def by_body(say: Said, sides: Sequence[PolicyBudget], lead: str) -> Block:
    """The sum of each body that pays."""
    return by_field(say, say.pick("Per nämnd och bolag", "By body") + lead, say.pick("Aktör", "Body"), sides, "body")


def by_field(say: Said, title: str, head: str, sides: Sequence[PolicyBudget], field: str) -> Block:
    """One row per value of a field: one policy by year, several side by side with the difference of two."""
    by_year = len(sides) == 1 and field != "year" and len(say.found.years) > 1
    heads, rows = _by_year(say, sides[0], field) if by_year else _by_policy(say, sides, field)
    named = sorted(rows.items(), key=lambda pair: order(say, field, pair[0]))
    body = [(name(say, field, key), *map(say.money, row)) for key, row in named]
    sums = [total(column) for column in zip(*rows.values(), strict=True)]
    if len(sides) == 2 and sums:
        sums[-1] = difference(sides[0].lines, sides[1].lines)
    last = [(say.pick("Summa", "Total"), *map(say.money, sums))] if len(body) > 1 else []
    return Block(title, (head, *heads), (*body, *last))


def _by_year(say: Said, side: PolicyBudget, field: str) -> tuple[list[str], dict[Any, list[Money]]]:
    """The years and their sum, and a row of them for each value of a field."""
    years = say.found.years
    cells = side.by(field, "year")
    rows = {key: [cells.get((key, year), Money()) for year in years] for key in sorted({k for k, _ in cells}, key=str)}
    return [*map(str, years), say.pick("Summa", "Total")], {key: [*row, total(row)] for key, row in rows.items()}


def _by_policy(say: Said, sides: Sequence[PolicyBudget], field: str) -> tuple[list[str], dict[Any, list[Money]]]:
    """The policies, and the difference of two, and a row of them for each value of a field."""
    heads = [*_policy_heads(say, sides), *(["B − A"] if len(sides) == 2 else [])]
    groups = _by_side(sides, attrgetter(field))
    return heads, {key: _side_by_side(groups[key]) for key in sorted(groups, key=str)}


def _policy_heads(say: Said, sides: Sequence[PolicyBudget]) -> list[str]:
    """What the column of each policy is called: a letter where there are several."""
    return [chr(ord("A") + i) for i in range(len(sides))] if len(sides) > 1 else [say.pick("Kostnad", "Cost")]


def _by_side(sides: Sequence[PolicyBudget], by: Callable[[BudgetLine], Any]) -> dict[Any, list[list[BudgetLine]]]:
    """The lines of each side by something of them."""
    groups = [grouped(side.lines, by) for side in sides]
    return {key: [group.get(key, []) for group in groups] for key in dict.fromkeys(chain(*groups))}


def _side_by_side(parts: Sequence[Sequence[BudgetLine]]) -> list[Money]:
    sums = [total_of(part) for part in parts]
    return [*sums, difference(*parts)] if len(parts) == 2 else sums


def difference(a: Iterable[BudgetLine], b: Iterable[BudgetLine]) -> Money:
    """B minus A, where what is the same in both is no difference, however uncertain it is."""
    before, after = ({(n.year, n.insats, n.part, n.area, n.body): n for n in side} for side in (a, b))
    gone = total_of(n for key, n in before.items() if not _same(n, after.get(key)))
    new = total_of(n for key, n in after.items() if not _same(n, before.get(key)))
    return new.minus(gone)


def _same(line: BudgetLine, other: BudgetLine | None) -> bool:
    if other is None:
        return False
    return (line.verdict, line.amount, line.price, line.quantity) == (
        other.verdict, other.amount, other.price, other.quantity,
    )  # fmt: skip


def overview(say: Said) -> Block:
    """Every interpretation in a row: what each policy costs, the difference of two, and limits exceeded."""
    budget = say.found
    heads, framed = _policy_heads(say, budget.sides_in(budget.readings[0])), []
    rows: list[tuple[Cell, ...]] = []
    for reading in budget.readings:
        sides = budget.sides_in(reading)
        sums = _side_by_side([side.lines for side in sides])
        cells = [say.money(one, sign=at == len(sides)) for at, one in enumerate(sums)]
        over = [[f for f in budget.framed(side) if f.left is not None] for side in sides]
        framed = [NumericText(f"{sum(f.left.high < 0 for f in of if f.left)}/{len(of)}") for of in over if of]
        rows.append((reading_word(budget.scenario, reading, say.lang) or "–", *cells, *framed))
    limits = say.pick("Ramar som överskrids", "Limits exceeded")
    columns = (
        say.pick("Tolkning", "Interpretation"), *heads, *(["B − A"] if len(heads) == 2 else []),
        *(f"{limits}{f', {head}' if len(heads) > 1 else ''}" for head in heads[: len(framed)]),
    )  # fmt: skip
    title = say.pick("Vad det kostar i varje tolkning", "What it costs in each interpretation")
    return Block(title, columns, tuple(rows))


def by_district(say: Said, sides: Sequence[PolicyBudget], lead: str) -> Block:
    """Per group of areas (stadsdelsområde); areas one by one are in CSV, JSON and Excel."""
    scenario = say.found.scenario
    if not scenario.group:
        return Block("", (), ())
    areas = {a.id: a for a in scenario.facts.areas}
    names: dict[str, str] = {"": ""}
    for line in (n for s in sides for n in s.lines):
        if line.area not in names:
            names[line.area] = district_of(scenario, areas[line.area])
    parts = _by_side(sides, lambda line: names[line.area])
    districts = sorted(parts, key=lambda d: (not d, sort_key(d)))
    outside = say.pick("hela kommunen, eller per aktör", "the whole municipality, or per body")
    heads = _policy_heads(say, sides)
    label = scenario.book.vocabulary.levels[scenario.group].label.get(say.lang)
    columns = (label.capitalize(), *heads, *(["B − A"] if len(sides) == 2 else []))
    body = [(d or outside, *map(say.money, _side_by_side(parts[d]))) for d in districts]
    return Block(say.pick(f"Per {label}", f"Per {label}") + lead, columns, tuple(body))


def against_frames(say: Said, sides: Sequence[PolicyBudget], lead: str) -> Block:
    """The declared frames: cost and what is left, per body and year."""
    budget = say.found
    listed = [{(f.body, f.year): f for f in budget.framed(side) if f.ram is not None} for side in sides]
    keys = sorted(listed[0], key=lambda k: (sort_key(name(say, "body", k[0])), k[1])) if listed else []
    heads = [f" {chr(ord('A') + i)}" if len(sides) > 1 else "" for i in range(len(sides))]
    frame_marks = (
        {flags_text(f.ram.citation, say.lang) for f in listed[0].values() if f.ram is not None} if listed else set()
    )
    columns = (
        say.pick("Aktör", "Body"), say.pick("År", "Year"), say.pick("Budgetram", "Budget limit"),
        *(f"{what}{h}" for h in heads for what in (say.pick("Kostnad", "Cost"), say.pick("Avvikelse", "Variance"))),
        *((say.pick("Källstatus (ram)", "Source status (limit)"),) if len(frame_marks) > 1 else ()),
    )  # fmt: skip
    body: list[tuple[Cell, ...]] = []
    for key in keys:
        ram = listed[0][key].ram
        assert ram is not None
        cells = [say.money(c) for by in listed for c in (by[key].cost, by[key].left)]
        frame = NumericText(ore_text(ram.amount, say.unit, say.lang))
        marks = (flags_text(ram.citation, say.lang),) if len(frame_marks) > 1 else ()
        body.append((name(say, "body", key[0]), NumericText(str(key[1])), frame, *cells, *marks))
    same = "".join(frame_marks) if len(frame_marks) == 1 else ""
    note = say.pick(
        "Avvikelse = budgetram minus kostnad. Minus betyder att ramen överskrids.",
        "Variance = limit minus cost; a minus sign means over the limit.",
    ) + (say.pick(f" Alla ramar: {same}.", f" Every limit: {same}.") if same else "")
    title = say.pick("Kostnad jämfört med budgetramarna", "Cost against budget limits")
    return Block(title + lead, columns, tuple(body), (note,) if body else ())


def steps_between(say: Said, sides: Sequence[PolicyBudget], lead: str) -> Block:
    """From A to B, in steps that add up to the öre; an empty block where there are not two."""
    if len(sides) != 2:
        return Block("", (), ())
    bridge = waterfall(*sides)
    exact = Money(bridge.a, bridge.a), Money(bridge.b, bridge.b)
    body: list[tuple[Cell, ...]] = [
        (say.pick("A, det som är avgjort", "A, what is decided"), None, say.money(exact[0]))
    ]
    for step in bridge.steps:
        if step.areas:
            number = money_text(Money(step.amount, step.amount), say.unit, say.lang, sign=True)
            body.append((pick(say.lang, *STEPS[step.kind]), len(step.areas), number))
    body.append((say.pick("B, det som är avgjort", "B, what is decided"), None, say.money(exact[1])))
    notes = tuple(
        say.pick(
            f"Därutöver för {name}, kan inte avgöras eller saknas: ",
            f"In addition for {name}, cannot be decided or no data: ",
        )
        + money_text(m, say.unit, say.lang)
        for name, m in (("A", bridge.a_open), ("B", bridge.b_open))
        if m != Money()
    )
    title = say.pick("Från A till B", "From A to B")
    return Block(
        title + lead,
        (say.pick("Steg", "Step"), say.pick("Områden", "Areas"), say.pick("Belopp", "Amount")),
        tuple(body),
        notes,
    )

"""Budgeted: the view of `grund budget`.

Enters: a budget. Leaves: a `View`. Promise: every figure is a sum of the lines that the CSV holds; what is undecided is
a range and what is unknown is said; every mark shows; two policies stand side by side with their difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ..budgeting import Budget, Money, Side, total
from ..budgeting.lines import KINDS, NO_KEY, Line
from ..budgeting.waterfall import STEPS, waterfall
from ..budgeting.written import Row, data, district_of, rows
from ..costs import PART_KINDS, Part, Quantity
from ..explanation import explainer
from ..words import SPACE, flags_text, marks_legend, number_text, pick, sort_key
from .amounts import Unit, kronor, money_text, ore_text
from .tables import Block, Cell, Figure
from .views import View, heading, question_notes, reading_word

HEADER = (
    "policy", "tolkning", "year", "insats", "part", "area", "name", "district", "body", "body_name", "payer", "verdict",
    "quantity", "unit", "price_kr", "amount_kr", "low_kr", "high_kr", "missing", "marks",
)  # fmt: skip


class Said(NamedTuple):
    """How a budget is told: what it is, in which unit and language."""

    found: Budget
    unit: Unit
    lang: str

    def pick(self, sv: str, en: str) -> str:
        """The text in the reader's language."""
        return pick(self.lang, sv, en)

    def money(self, held: Money | None, sign: bool = False) -> Cell:
        """Money in the reader's unit; None is a dash."""
        return None if held is None else money_text(held, self.unit, self.lang, sign)


def budget_view(found: Budget, lang: str, unit: Unit = "mnkr") -> View:
    """The budget: in all, per body, insats and district, frames, the steps from A to B, what is unknown."""
    say = Said(found, unit, lang)
    blocks = [Block(_title(say), (), (), _notes(say))]
    for reading in found.readings:
        sides = [found.side(p.id, reading) for p in found.policies]
        word = reading_word(found.scenario, reading, lang, short=True)
        lead = f" · {word}" if word else ""
        blocks += [
            _table(say, say.pick("I allt, per år", "In all, per year") + lead, say.pick("År", "Year"), sides, "year"),
            _table(say, say.pick("Per nämnd och bolag", "Per body") + lead, say.pick("Aktör", "Body"), sides, "body"),
            _frames(say, sides, lead),
            _insatser(say, sides, lead),
            _districts(say, sides, lead),
        ]
        if len(sides) == 2:
            blocks.append(_waterfall(say, sides[0], sides[1], lead))
    blocks += [_prices(say), _unknown(say)]
    csv = tuple(csv_row(row) for row in rows(found))
    return View(tuple(b for b in blocks if b.rows or b.notes), HEADER, csv, data(found))


def csv_row(row: Row) -> tuple[Cell, ...]:
    """A line for CSV: money in kronor with öre, exact."""
    n = row.line
    held = None if n.amount is None else n.money
    return (
        row.policy, ", ".join(f"{k}={v}" for k, v in row.reading), n.year, n.insats, n.part, n.area or None,
        row.name or None, row.district or None, n.body or None, row.body_name or None, n.payer or None, n.verdict,
        n.quantity, row.unit or None, row.price, kronor(n.amount), kronor(held.low if held else None),
        kronor(held.high if held else None), ", ".join(n.missing), " ".join(n.marks),
    )  # fmt: skip


def _title(say: Said) -> str:
    names = [f"{p.label.get(say.lang)} ({p.id})" for p in say.found.policies]
    span = "–".join(str(y) for y in dict.fromkeys((say.found.years[0], say.found.years[-1])))
    if len(names) > 1:
        names = [f"{chr(ord('A') + i)}: {name}" for i, name in enumerate(names)]
    return f"Budget {span} · {'  →  '.join(names)}" if len(names) == 2 else f"Budget {span} · {', '.join(names)}"


def _notes(say: Said) -> tuple[str, ...]:
    found = say.found
    days = ", ".join(f"{year}: {day}" for year, day in found.days.items())
    every = "" if not found.own else say.pick(" Bara policyernas egna insatser.", " The policies' own insatser only.")
    unit = {
        "kr": say.pick("Belopp i kronor.", "Amounts in kronor."),
        "tkr": say.pick("Belopp i tkr, avrundade var för sig.", "Amounts in thousand kronor, rounded one by one."),
        "mnkr": say.pick("Belopp i mnkr, avrundade var för sig.", "Amounts in million kronor, rounded one by one."),
    }[say.unit]
    range_ = say.pick(
        "Ett spann går från noll till hela beloppet, där ett beslut inte kan avgöras. Okänt (n) är n belopp vars pris "
        "eller mängd är okänd; de ingår inte i summorna.",
        "A range goes from nothing to all, where a decision cannot be made. Unknown (n) is n amounts whose price or "
        "quantity is unknown; they are not in the sums.",
    )
    decided = say.pick(f"Beslutat per år den dag som står här: {days}.", f"Each year is decided on its day: {days}.")
    questions = question_notes(found.scenario, found.readings, say.lang)
    return (*heading(found.scenario, say.lang, found.policies), decided + every, f"{unit} {range_}", *questions)


def _table(say: Said, title: str, head: str, sides: Sequence[Side], field: str) -> Block:
    """One row per value of a field: one policy by year, several side by side with the difference of two."""
    years = say.found.years
    if len(sides) == 1 and field != "year" and len(years) > 1:
        columns: tuple[str, ...] = (head, *map(str, years), say.pick("Summa", "Total"))
        held = sides[0].by(field, "year")
        cells = {(str(name), i): m for (name, year), m in held.items() for i in [years.index(year)]}
        keys = sorted({name for name, _ in held}, key=str)
        listed = [[cells.get((str(k), i), Money()) for i in range(len(years))] for k in keys]
        grid = [[*row, total(row)] for row in listed]
    else:
        names = [chr(ord("A") + i) for i in range(len(sides))] if len(sides) > 1 else [say.pick("Kostnad", "Cost")]
        columns = (head, *names, *(["B − A"] if len(sides) == 2 else []))
        held_by = [side.by(field) for side in sides]
        keys = sorted({key for by in held_by for (key,) in by}, key=str)
        grid = [_side_by_side(say, [[n for n in s.lines if getattr(n, field) == k] for s in sides]) for k in keys]
    named = sorted(zip(keys, grid, strict=True), key=lambda pair: _order(say, field, pair[0]))
    body = [(_name(say, field, key), *map(say.money, row)) for key, row in named]
    every = [total(column) for column in zip(*grid, strict=True)]
    if len(sides) == 2 and len(columns) == 4:
        every[-1] = _difference(sides[0].lines, sides[1].lines)
    last = [(say.pick("Summa", "Total"), *map(say.money, every))] if len(body) > 1 else []
    return Block(title, columns, (*body, *last))


def _side_by_side(say: Said, parts: Sequence[Sequence[Line]]) -> list[Money]:
    sums = [total(n.money for n in part) for part in parts]
    return [*sums, _difference(*parts)] if len(parts) == 2 else sums


def _difference(a: Iterable[Line], b: Iterable[Line]) -> Money:
    """B minus A, where what is the same in both is no difference, however uncertain it is."""
    before, after = ({(n.year, n.insats, n.part, n.area, n.body): n for n in side} for side in (a, b))
    gone = total(n.money for key, n in before.items() if not _same(n, after.get(key)))
    new = total(n.money for key, n in after.items() if not _same(n, before.get(key)))
    return new.minus(gone)


def _same(line: Line, other: Line | None) -> bool:
    if other is None:
        return False
    return (line.verdict, line.amount, line.price, line.quantity) == (
        other.verdict, other.amount, other.price, other.quantity,
    )  # fmt: skip


def _order(say: Said, field: str, key: Any) -> tuple[int, str]:
    """Names in Swedish order; those who are not known last."""
    return (key == "", sort_key(_name(say, field, key)))


def _name(say: Said, field: str, key: Any) -> str:
    scenario = say.found.scenario
    if field == "body":
        bodies = scenario.book.organisation.bodies
        return bodies[key].name if key else say.pick("ej fördelat (se nedan)", "not assigned (see below)")
    if field == "insats":
        return scenario.book.insatser[key].label.get(say.lang)
    return str(key)


def _frames(say: Said, sides: Sequence[Side], lead: str) -> Block:
    """The declared frames: cost and what is left, per body and year."""
    found = say.found
    listed = [{(f.body, f.year): f for f in found.framed(side) if f.ram is not None} for side in sides]
    keys = sorted(listed[0], key=lambda k: (sort_key(_name(say, "body", k[0])), k[1])) if listed else []
    heads = [f" {chr(ord('A') + i)}" if len(sides) > 1 else "" for i in range(len(sides))]
    columns = (
        say.pick("Aktör", "Body"), say.pick("År", "Year"), say.pick("Ram", "Frame"),
        *(f"{what}{h}" for h in heads for what in (say.pick("Kostnad", "Cost"), say.pick("Kvar", "Left"))),
        say.pick("Märken (ram)", "Marks (frame)"),
    )  # fmt: skip
    body: list[tuple[Cell, ...]] = []
    for key in keys:
        ram = listed[0][key].ram
        assert ram is not None
        cells = [say.money(c) for by in listed for c in (by[key].cost, by[key].left)]
        frame = Figure(ore_text(ram.amount, say.unit, say.lang))
        marks = flags_text(ram.citation, say.lang)
        body.append((_name(say, "body", key[0]), Figure(str(key[1])), frame, *cells, marks))
    note = say.pick(
        "Kvar = ramen minus policyns kostnad; − är mer än ramen.", "Left = frame minus cost; − is above it."
    )
    title = say.pick("Mot ramarna", "Against the frames")
    return Block(title + lead, columns, tuple(body), (note,) if body else ())


def _insatser(say: Said, sides: Sequence[Side], lead: str) -> Block:
    """Per insats: areas, quantity, money; quantities show also where prices are unknown."""
    heads = [f"{chr(ord('A') + i)}: " if len(sides) > 1 else "" for i in range(len(sides))]
    words = (say.pick("antal", "count"), say.pick("mängd", "quantity"), say.pick("belopp", "amount"))
    names = [f"{h}{word}" for h in heads for word in words]
    columns = ("Insats", *(n if len(sides) > 1 else n.capitalize() for n in names))
    ids = sorted({n.insats for s in sides for n in s.lines}, key=lambda i: sort_key(_name(say, "insats", i)))
    body = [(_name(say, "insats", i), *(c for s in sides for c in _insats(say, s, i))) for i in ids]
    if len(sides) > 2:  # side by side the columns would be too narrow to read: a row for each policy
        columns = ("Insats", "Policy", *(word.capitalize() for word in words))
        body = [
            (_name(say, "insats", i), h.strip(": "), *_insats(say, s, i))
            for i in ids
            for h, s in zip(heads, sides, strict=True)
            if any(n.insats == i for n in s.lines)
        ]
    note = say.pick(
        "Antal: områden (eller aktörer, där insatsen räknas en gång per aktör) som får insatsen något år, och inom "
        "parentes de som inte kan avgöras. Mängd: det sista året för var och en.",
        "Count: areas (or bodies, where the insats is counted once for each) that receive it in some year, and in "
        "brackets the undecided. Quantity: in the last year of each.",
    )
    return Block(say.pick("Per insats", "Per insats") + lead, columns, tuple(body), (note,))


def _insats(say: Said, side: Side, insats: str) -> tuple[Cell, ...]:
    mine = [n for n in side.lines if n.insats == insats]
    if not mine:
        return (None, None, None)
    there = {(n.area or n.body): n for n in mine}
    yes = [n for n in there.values() if n.verdict == "yes"]
    maybe = len(there) - len(yes)
    quantity = say.found.scenario.book.insatser[insats].costs.quantity
    known = [n.quantity for n in yes if n.quantity is not None]
    count = number_text(len(yes), say.lang) + (f"{SPACE}({number_text(maybe, say.lang)})" if maybe else "")
    size: str | None = None
    if quantity is not None:
        unknown = f"{SPACE}+{SPACE}{say.pick('okänt', 'unknown')}" if len(known) < len(yes) else ""
        size = f"{number_text(sum(known, Decimal(0)), say.lang)}{unknown} {quantity.unit.get(say.lang)}"
    return Figure(count), size, say.money(total(n.money for n in mine))


def _prices(say: Said) -> Block:
    """What every part costs per unit, in which year's prices, and what says so."""
    found = say.found
    used = {(n.insats, n.part) for s in found.sides for n in s.lines}
    body: list[tuple[Cell, ...]] = []
    for insats in sorted((i for i, _ in used), key=lambda i: sort_key(_name(say, "insats", i))):
        costs = found.scenario.book.insatser[insats].costs
        for part in (p for p in costs.parts if (insats, p.id) in used):
            row = _price(say, insats, part, costs.quantity)
            body += [row] if row not in body else []
    columns = (
        "Insats", say.pick("Del", "Part"), say.pick("Pris", "Price"), say.pick("Per", "Per"),
        say.pick("Prisnivå", "Price level"), say.pick("Märken", "Marks"),
    )  # fmt: skip
    note = say.pick("Pris i kronor per enhet, före index och upptrappning.", "Price in kronor, before index and ramp.")
    return Block(say.pick("Priser", "Prices"), columns, tuple(body), (note,) if body else ())


def _price(say: Said, insats: str, part: Part, quantity: Quantity | None) -> tuple[Cell, ...]:
    """The row of a part: its price on the day of the plan's first year, under the first policy."""
    found = say.found
    held = found.policies[0].parameters[part.unit_cost].on(found.days[found.years[0]])
    kind = "" if part.kind == "yearly" else f" ({pick(say.lang, *PART_KINDS[part.kind])})"
    level = str(held.price_level) if held is not None and held.price_level else None
    value = held.value if held is not None and isinstance(held.value, Decimal) else None
    cited = [c.citation for c in (held, part, quantity) if c is not None]
    marks = " ".join(dict.fromkeys(text for c in cited for text in flags_text(c, say.lang).split()))
    price = Figure(say.pick("okänt", "unknown")) if value is None else value
    unit = quantity.unit.get(say.lang) if quantity is not None else None
    return (_name(say, "insats", insats), part.label.get(say.lang) + kind, price, unit, level, marks)


def _districts(say: Said, sides: Sequence[Side], lead: str) -> Block:
    """Per group of areas (stadsdelsområde); areas one by one are in CSV, JSON and Excel."""
    scenario = say.found.scenario
    if not scenario.group:
        return Block("", (), ())
    areas = {a.id: a for a in scenario.facts.areas}
    names: dict[str, str] = {"": ""}
    for line in (n for s in sides for n in s.lines):
        if line.area not in names:
            names[line.area] = district_of(scenario, areas[line.area])
    every = sorted({names[n.area] for s in sides for n in s.lines}, key=lambda d: (not d, sort_key(d)))
    parts = {d: [[n for n in s.lines if names[n.area] == d] for s in sides] for d in every}
    outside = say.pick("hela kommunen, eller per aktör", "the whole municipality, or per body")
    heads = [chr(ord("A") + i) for i in range(len(sides))] if len(sides) > 1 else [say.pick("Kostnad", "Cost")]
    label = scenario.book.vocabulary.levels[scenario.group].label.get(say.lang)
    columns = (label.capitalize(), *heads, *(["B − A"] if len(sides) == 2 else []))
    body = [(d or outside, *map(say.money, _side_by_side(say, parts[d]))) for d in every]
    return Block(say.pick(f"Per {label}", f"Per {label}") + lead, columns, tuple(body))


def _waterfall(say: Said, a: Side, b: Side, lead: str) -> Block:
    """From A to B, in steps that add up to the öre."""
    held = waterfall(a, b)
    exact = Money(held.a, held.a), Money(held.b, held.b)
    body: list[tuple[Cell, ...]] = [
        (say.pick("A, avgjort och känt", "A, decided and known"), None, say.money(exact[0]))
    ]
    for step in held.steps:
        if step.areas:
            said = money_text(Money(step.amount, step.amount), say.unit, say.lang, sign=True)
            body.append((pick(say.lang, *STEPS[step.kind]), len(step.areas), said))
    body.append((say.pick("B, avgjort och känt", "B, decided and known"), None, say.money(exact[1])))
    notes = tuple(
        say.pick(f"Därutöver i {name}, inte avgjort eller inte känt: ", f"Besides in {name}, undecided or unknown: ")
        + money_text(m, say.unit, say.lang)
        for name, m in (("A", held.a_open), ("B", held.b_open))
        if m != Money()
    )
    title = say.pick("Från A till B", "From A to B")
    return Block(
        title + lead,
        (say.pick("Steg", "Step"), say.pick("Områden", "Areas"), say.pick("Belopp", "Amount")),
        tuple(body),
        notes,
    )


def _unknown(say: Said) -> Block:
    """What is not known, and who is not known to pay."""
    found = say.found
    waits: dict[tuple[str, str], set[tuple[str, str]]] = {}
    unpaid: dict[tuple[str, str], None] = {}
    for side in found.sides:
        name = explainer(found.scenario.book, side.policy, say.lang).speaker.name
        for n in side.lines:
            if n.amount is None or n.verdict == "unknown":
                missing = ", ".join(sorted({_missing(say, name, m) for m in n.missing}, key=sort_key))
                waits.setdefault((n.insats, missing), set()).add((n.area, n.body))
            if n.payer:
                unpaid[n.insats, n.payer] = None
    body: list[tuple[Cell, ...]] = [(_name(say, "insats", i), len(held), m) for (i, m), held in sorted(waits.items())]
    body += [(_name(say, "insats", i), None, pick(say.lang, *KINDS[p])) for i, p in sorted(unpaid)]
    columns = ("Insats", say.pick("Områden", "Areas"), say.pick("Saknas", "Missing"))
    if any(p == NO_KEY for _, p in unpaid):
        hint = say.pick(
            "En nyckel anges i insatser.yaml (paid_by) eller i scenariots budget (keys).",
            "A key is given in insatser.yaml (paid_by) or in the scenario's budget (keys).",
        )
        return Block(say.pick("Att veta", "To know"), columns, tuple(body), (hint, marks_legend(say.lang)))
    return Block(say.pick("Att veta", "To know"), columns, tuple(body), (marks_legend(say.lang),))


def _missing(say: Said, name: Any, word: str) -> str:
    own: Mapping[str, str] = {
        "quantity": say.pick("mängd", "quantity"),
        "unit_cost": say.pick(
            "pris (insatsen har inga kostnader i insatser.yaml)", "price (no costs in insatser.yaml)"
        ),
    }
    return own.get(word) or str(name(word))

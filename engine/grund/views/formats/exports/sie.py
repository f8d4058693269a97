"""SIE: a year's budget per month, account and object, as SIE 4 type 3 (`#PBUDGET`).

Takes one policy's budget in one reading, and how it is booked: the year, the account of each amount, the dimensions,
the numbers of their objects. Code page 437 with CRLF; twelve months add up to the year to the öre, the remainder in
December; every account and month has its total (`{}`) beside what each object has of it; what is undecided is on an
account of its own, at most, and the file says how much it is and how much is not known.

A cost is positive. The year is the file's own, number 0: the standard knows that and earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ....budgeting.lines import BudgetLine, total_of
from ....budgeting.policy_budgets import Budget, PolicyBudget
from ....budgeting.records import budget_hash
from ....model.costs import ORE
from ....version import __version__
from .ledger_objects import KINDS, Objects

MONTHS: Final = 12
_PLAIN: Final = {
    "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "”": "'", "“": "'", "…": "...", "€": "EUR", "\u00a0": " ",
}  # fmt: skip


class Booking(NamedTuple):
    """How a budget is booked: `accounts` by insats, `""` for the others; `undecided` is the account of what is open.

    `dimensions` are the numbers of `body`, `insats` and `area`, of those that are told apart.
    """

    year: int
    accounts: Mapping[str, str]
    dimensions: Mapping[str, int]
    objects: Objects
    undecided: str = ""


def as_sie(budget: Budget, side: PolicyBudget, booking: Booking) -> bytes:
    """The year of a side."""
    lines = [n for n in side.lines if n.year == booking.year]
    sums: dict[tuple[str, tuple[str, ...]], int] = {}
    for n in lines:
        account = _account(n, booking)
        if account and n.amount:
            key = (account, tuple(str(getattr(n, kind)) for kind in booking.dimensions))
            sums[key] = sums.get(key, 0) + n.amount
    records = [*_head(budget, side, lines, booking), *_accounts(booking), *_objects(budget, sums, booking)]
    for account in sorted({account for account, _ in sums}):
        rows = sorted((objects, _months(öre)) for (of, objects), öre in sums.items() if of == account)
        named = [(_braces(objects, booking), months) for objects, months in rows]
        for month in range(MONTHS):
            period = f"#PBUDGET 0 {booking.year}{month + 1:02d} {account}"
            records.append(f"{period} {{}} {_kronor(sum(months[month] for _, months in rows))}")
            records += [f"{period} {objects} {_kronor(months[month])}" for objects, months in named if months[month]]
    return "".join(f"{record}\r\n" for record in records).encode("cp437")


def _account(line: BudgetLine, booking: Booking) -> str:
    """The account of a line, empty where it is on none."""
    if line.verdict == "yes":
        return booking.accounts.get(line.insats, booking.accounts.get("", ""))
    return booking.undecided


def _braces(objects: Iterable[str], booking: Booking) -> str:
    numbered = zip(booking.dimensions.items(), objects, strict=True)
    return "{" + " ".join(f'{n} "{booking.objects.number(kind, name)}"' for (kind, n), name in numbered) + "}"


def _head(budget: Budget, side: PolicyBudget, lines: Iterable[BudgetLine], booking: Booking) -> list[str]:
    """Flag, program, format, day, type, remarks, company, year, extent, in the order of the standard."""
    open_ = total_of(n for n in lines if n.verdict != "yes" or n.amount is None)
    apart = f" på konto {booking.undecided}" if booking.undecided else ""
    remark = (
        f"{side.policy.id}; {budget_hash(budget)}; kan inte avgöras: högst {_kronor(open_.high)}{apart}; "
        f"okända belopp, ej med: {open_.unknown}"
    )
    illustrated = "FIKTIVT EXEMPEL: fiktiva värden. " if budget.scenario.illustration else ""
    return [
        "#FLAGGA 0",
        f"#PROGRAM {_text('grund')} {_text(__version__)}",
        "#FORMAT PC8",
        f"#GEN {budget.scenario.day:%Y%m%d}",
        "#SIETYP 3",
        f"#PROSA {_text(illustrated + remark)}",
        f"#FNAMN {_text(budget.scenario.label.sv)}",
        f"#RAR 0 {booking.year}0101 {booking.year}1231",
        f"#OMFATTN {booking.year}1231",
    ]


def _accounts(booking: Booking) -> list[str]:
    names = dict.fromkeys(sorted(set(booking.accounts.values())), "Budget")
    if booking.undecided:
        names[booking.undecided] = "Kan inte avgöras, högst"
    return [f"#KONTO {account} {_text(name)}" for account, name in names.items()]


def _objects(budget: Budget, sums: Iterable[tuple[str, tuple[str, ...]]], booking: Booking) -> list[str]:
    """The dimensions, and the objects that have money."""
    book = budget.scenario.book
    names: Mapping[str, Mapping[str, str]] = {
        "body": {b.id: b.name for b in book.organisation.bodies.values()},
        "insats": {i.id: i.label.sv for i in book.insatser.values()},
        "area": {a.id: a.name for a in budget.scenario.facts.areas},
    }
    lines = [f"#DIM {number} {_text(KINDS[kind])}" for kind, number in booking.dimensions.items()]
    used = list(sums)
    for at, (kind, dimension) in enumerate(booking.dimensions.items()):
        for name in sorted({objects[at] for _, objects in used}):
            number, sentence = booking.objects.number(kind, name), names[kind].get(name) or "Ej fördelat"
            lines.append(f'#OBJEKT {dimension} "{number}" {_named(name, sentence)}')
    return lines


def _named(name: str, sentence: str) -> str:
    """A name as text; one that the code page cannot write is followed by its id, so that it is still known."""
    text = _text(sentence)
    return text if "?" not in text or "?" in sentence else _text(f"{sentence} ({name})")


def _months(amount: int) -> list[int]:
    """A year in months: the same in each, and the remainder in December."""
    part = amount // MONTHS
    return [*[part] * (MONTHS - 1), amount - part * (MONTHS - 1)]


def _kronor(öre: int) -> str:
    kronor, part = divmod(abs(öre), ORE)
    return f"{'-' if öre < 0 else ''}{kronor}.{part:02d}"


def _text(text: str) -> str:
    """A quoted text of code page 437 on one line."""
    plain = "".join(_PLAIN.get(c, c) for c in " ".join(text.split()))
    words = plain.encode("cp437", "replace").decode("cp437")
    printable = "".join(c if c >= " " and c != "\x7f" else " " for c in words)
    return '"' + printable.replace("\\", "/").replace('"', '\\"') + '"'

"""SIE: budget amounts per month, account, body and insats, as SIE 4 type 3 (`#PBUDGET` with objects).

Enters: one policy's budget in one reading, and the account that each amount is booked on. Leaves: bytes. Promise: code
page 437 with CRLF; objects are numbered; twelve months add up to the year to the öre, the remainder in December; only
what is decided and known is written, and the file says how much is not.

A cost is positive. Dimension 1 is kostnadsställe (here: who pays), 6 projekt (here: insats), 20 an own one (area).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ...budgeting import Budget, Side, total
from ...budgeting.written import budget_hash
from ...costs import ORE
from ...record import engine_version

MONTHS: Final = 12
DIMENSIONS: Final = ((1, "Nämnd/bolag"), (6, "Insats"), (20, "Område"))
_PLAIN: Final = {
    "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "”": "'", "“": "'", "…": "...", "€": "EUR", "\u00a0": " ",
}  # fmt: skip


def as_sie(found: Budget, side: Side, accounts: Mapping[str, str]) -> bytes:
    """The budget of a side; `accounts` by insats, `""` for the others."""
    held = [n for n in side.lines if n.verdict == "yes" and n.amount]
    sums: dict[tuple[int, str, str, str, str], int] = {}
    for n in held:
        key = (n.year, accounts.get(n.insats, accounts.get("", "")), n.body, n.insats, n.area)
        sums[key] = sums.get(key, 0) + (n.amount or 0)
    numbers = [_numbered(str(key[at]) for key in sums) for at in (2, 3, 4)]
    lines = [*_head(found, side), *_accounts(sums, accounts), *_objects(found, numbers)]
    first = min(found.years)
    for (year, account, body, insats, area), amount in sorted(sums.items()):
        named = zip(DIMENSIONS, numbers, (body, insats, area), strict=True)
        objects = " ".join(f'{dimension} "{number[name]}"' for (dimension, _), number, name in named)
        for month, part in enumerate(_months(amount), 1):
            if part:
                lines.append(f"#PBUDGET {year - first} {year}{month:02d} {account} {{{objects}}} {_kronor(part)}")
    return "".join(f"{line}\r\n" for line in lines).encode("cp437")


def _head(found: Budget, side: Side) -> list[str]:
    """Flag, program, format, day, type, remarks, company, years, in the order of the standard."""
    open_ = total(n.money for n in side.lines if n.verdict != "yes" or n.amount is None)
    remark = f"{side.policy.id}; {budget_hash(found)}; ej med: {open_.unknown} okända, {_kronor(open_.high)} ej avgjort"
    illustrated = "ILLUSTRATION: påhittade värden. " if found.scenario.illustration else ""
    first = min(found.years)
    return [
        "#FLAGGA 0",
        f"#PROGRAM {_text('grund')} {_text(engine_version())}",
        "#FORMAT PC8",
        f"#GEN {found.scenario.day:%Y%m%d}",
        "#SIETYP 3",
        f"#PROSA {_text(illustrated + remark)}",
        f"#FNAMN {_text(found.scenario.label.sv)}",
        *(f"#RAR {year - first} {year}0101 {year}1231" for year in found.years),
    ]


def _accounts(sums: Iterable[tuple[int, str, str, str, str]], accounts: Mapping[str, str]) -> list[str]:
    used = sorted({account for _, account, _, _, _ in sums} | set(accounts.values()))
    return [f"#KONTO {account} {_text('Budget')}" for account in used]


def _objects(found: Budget, numbers: list[dict[str, int]]) -> list[str]:
    """The dimensions and their numbered objects."""
    book = found.scenario.book
    areas = {a.id: a.name for a in found.scenario.facts.areas}
    names: list[dict[str, str]] = [
        {b.id: b.name for b in book.organisation.bodies.values()},
        {i.id: i.label.sv for i in book.insatser.values()},
        areas,
    ]
    lines = [f"#DIM {dimension} {_text(name)}" for dimension, name in DIMENSIONS]
    for (dimension, _), held, known in zip(DIMENSIONS, numbers, names, strict=True):
        for name, number in held.items():
            lines.append(f'#OBJEKT {dimension} "{number}" {_named(name, known.get(name) or "Ej fördelat")}')
    return lines


def _named(name: str, said: str) -> str:
    """A name as text; one that the code page cannot write is followed by its id, so that it is still known."""
    text = _text(said)
    return text if "?" not in text or "?" in said else _text(f"{said} ({name})")


def _numbered(names: Iterable[str]) -> dict[str, int]:
    """Objects by number, in order of id from 1; what is not known is 0."""
    return {name: n if name else 0 for n, name in enumerate(sorted({*names, ""}))}


def _months(amount: int) -> list[int]:
    """A year in months: the same in each, and the remainder in December."""
    part = amount // MONTHS
    return [*[part] * (MONTHS - 1), amount - part * (MONTHS - 1)]


def _kronor(öre: int) -> str:
    whole, part = divmod(abs(öre), ORE)
    return f"{'-' if öre < 0 else ''}{whole}.{part:02d}"


def _text(text: str) -> str:
    """A quoted text of code page 437 on one line."""
    plain = "".join(_PLAIN.get(c, c) for c in " ".join(text.split()))
    held = plain.encode("cp437", "replace").decode("cp437")
    printable = "".join(c if c >= " " and c != "\x7f" else " " for c in held)
    return '"' + printable.replace("\\", "/").replace('"', '\\"') + '"'

"""Ledger objects: the numbers that bodies, insatser and areas have in a ledger, kept in a file between exports.

A number that has been given stays with its id, whatever else an export holds and in whatever order; no two of a kind
share one; what is no longer used keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from ....loading.csv_tables import CsvRow, CsvTable, read_csv
from ....problems.problem import GrundError, Place, Problem, problem

KINDS: Final = {"body": "Nämnd/bolag", "insats": "Insats", "area": "Område"}
"""What is numbered, and what its dimension is called."""
DIMENSIONS: Final = {"body": 1, "insats": 6, "area": 20}
"""Of the standard 1 is kostnadsställe (here: who pays) and 6 projekt (here: insats); from 20 they are free."""
COLUMNS: Final = ("kind", "id", "number")
_NUMBER: Final = r"[0-9A-Za-z_-]{1,20}"
_NONE: Final = "0"
"""The number of what is not known: who pays where nobody does, the area of what is counted once for each body."""


class Objects(NamedTuple):
    """Numbers by kind and id."""

    numbers: Mapping[tuple[str, str], str]

    def number(self, kind: str, name: str) -> str:
        """The number of an id."""
        return self.numbers[kind, name] if name else _NONE

    def with_new(self, needed: Iterable[tuple[str, str]]) -> Objects:
        """The numbers, and for each id that has none the next of its kind, in order of id."""
        number_by_key = dict(self.numbers)
        last = dict.fromkeys(KINDS, 0)
        for (kind, _), number in number_by_key.items():
            last[kind] = max(last[kind], int(number) if number.isdecimal() else 0)
        for kind, name in sorted(set(needed) - number_by_key.keys()):
            if name:
                last[kind] += 1
                number_by_key[kind, name] = str(last[kind])
        return Objects(number_by_key)

    def as_csv(self) -> bytes:
        """The file."""
        order = sorted(self.numbers, key=lambda key: (list(KINDS).index(key[0]), key[1]))
        rows = [COLUMNS, *((*key, self.numbers[key]) for key in order)]
        return "".join(",".join(row) + "\n" for row in rows).encode()


def read_objects(path: str) -> Objects:
    """The numbers of a file, none where it is not there. Raises `GrundError` with every row that says no number."""
    if not Path(path).exists():
        return Objects({})
    table = read_csv(path, COLUMNS, ())
    numbers: dict[tuple[str, str], str] = {}
    problems: list[Problem] = []
    for row in table.rows:
        wrong = _wrong(table, row, numbers)
        problems += wrong
        if not wrong:
            numbers[row.cells["kind"], row.cells["id"]] = row.cells["number"]
    if problems:
        raise GrundError(problems)
    return Objects(numbers)


def _wrong(table: CsvTable, row: CsvRow, numbers: Mapping[tuple[str, str], str]) -> list[Problem]:
    """What is wrong with a row, after those before it."""
    kind, name, number = (row.cells[column] for column in COLUMNS)

    def place(column: str) -> Place:
        return table.place(row, column)

    if kind not in KINDS:
        return [problem("G303", place("kind"), value=kind, wanted=", ".join(KINDS))]
    if not re.fullmatch(_NUMBER, number) or number == _NONE:
        return [problem("G303", place("number"), value=number, wanted="1–20 × 0–9 A–Z a–z _ -")]
    if (kind, name) in numbers:
        return [problem("G314", place("id"), what=f"{kind} {name}")]
    taken = [of for (of_kind, of), given in numbers.items() if (of_kind, given) == (kind, number)]
    return [problem("G583", place("number"), number=number, ids=f"{taken[0]}, {name}")] if taken else []

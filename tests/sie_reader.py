"""A strict reader of SIE 4 type 3 with budgets, by the grammar of the standard and not by our writer.

No package that can be installed reads `#PBUDGET` (looked for on PyPI and npm), so this one is ours; it imports nothing
of the engine. A file is read character by character: what the standard does not allow is an error with its line.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from decimal import Decimal
from typing import Final

ORDER: Final = (
    "FLAGGA", "PROGRAM", "FORMAT", "GEN", "SIETYP", "PROSA", "FNAMN", "RAR", "OMFATTN", "KONTO", "DIM", "OBJEKT",
    "PBUDGET",
)  # fmt: skip
"""The records that a budget file has, in the order of the standard."""
ONCE: Final = {"FLAGGA", "PROGRAM", "FORMAT", "GEN", "SIETYP", "FNAMN", "OMFATTN"}
FIELDS: Final = {"FLAGGA": 1, "PROGRAM": 2, "FORMAT": 1, "GEN": 1, "SIETYP": 1, "PROSA": 1, "FNAMN": 1, "RAR": 3,
                 "OMFATTN": 1, "KONTO": 2, "DIM": 2, "OBJEKT": 3, "PBUDGET": 5}  # fmt: skip
Field = str | tuple[tuple[int, str], ...]
Objects = tuple[tuple[int, str], ...]


class SieError(ValueError):
    """What the standard does not allow, and on which line."""


class SieFile:
    """What a file says: `records`, `accounts`, `dimensions`, `objects`, `totals` and `amounts`, in öre."""

    def __init__(self, data: bytes) -> None:
        if data.replace(b"\r\n", b"").count(b"\n") or b"\r" in data.replace(b"\r\n", b"") or not data.endswith(b"\r\n"):
            raise SieError("lines end with CRLF")
        self.records: list[tuple[str, list[Field]]] = []
        for number, line in enumerate(data.decode("cp437").split("\r\n")[:-1], 1):
            self.records.append(_record(number, line))
        self._order()
        self.year = self._year()
        self.accounts = {str(of[0]): str(of[1]) for of in self.all("KONTO")}
        self.dimensions = {int(str(of[0])): str(of[1]) for of in self.all("DIM")}
        self.objects = {(int(str(of[0])), str(of[1])): str(of[2]) for of in self.all("OBJEKT")}
        if len(self.objects) != len(self.all("OBJEKT")) or len(self.accounts) != len(self.all("KONTO")):
            raise SieError("an account or object stands twice")
        self.totals: Counter[tuple[str, str]] = Counter()
        self.amounts: Counter[tuple[str, str, Objects]] = Counter()
        for of in self.all("PBUDGET"):
            self._amount(of)
        parts: Counter[tuple[str, str]] = Counter()
        for (period, account, _), öre in self.amounts.items():
            parts[period, account] += öre
        if +parts != +self.totals:
            raise SieError("the objects of an account and month do not add up to its total")

    def all(self, label: str) -> list[list[Field]]:
        """The fields of every record with a label."""
        return [fields for name, fields in self.records if name == label]

    def _order(self) -> None:
        labels = [name for name, _ in self.records]
        at = [ORDER.index(name) for name in labels]
        if at != sorted(at):
            raise SieError("records in another order than the standard's")
        for name in ONCE:
            if labels.count(name) != 1:
                raise SieError(f"#{name} stands {labels.count(name)} times")
        if (self.all("FLAGGA"), self.all("FORMAT"), self.all("SIETYP")) != ([["0"]], [["PC8"]], [["3"]]):
            raise SieError("flag, format or type")
        _date(str(self.all("GEN")[0][0]))

    def _year(self) -> int:
        years = {int(str(of[0])): (str(of[1]), str(of[2])) for of in self.all("RAR")}
        if 0 not in years or max(years) > 0:
            raise SieError("the year of the file is 0, and others are before it")
        start, end = (_date(text) for text in years[0])
        if not start < end or not start <= _date(str(self.all("OMFATTN")[0][0])) <= end:
            raise SieError("the extent is not in the year")
        return start // 10000

    def _amount(self, of: list[Field]) -> None:
        index, period, account, objects, amount = of
        if (
            index != "0"
            or not re.fullmatch(rf"{self.year}(0[1-9]|1[0-2])", str(period))
            or not isinstance(objects, tuple)
        ):
            raise SieError(f"#PBUDGET {of}")
        if account not in self.accounts or not re.fullmatch(r"-?\d+(\.\d{1,2})?", str(amount)):
            raise SieError(f"#PBUDGET {of}: account or amount")
        öre = int(Decimal(str(amount)) * 100)
        if not objects:
            if (str(period), str(account)) in self.totals:
                raise SieError(f"#PBUDGET {of}: a second total")
            self.totals[str(period), str(account)] = öre
            return
        if len({n for n, _ in objects}) != len(objects) or any(o not in self.objects for o in objects):
            raise SieError(f"#PBUDGET {of}: objects")
        if (str(period), str(account), objects) in self.amounts:
            raise SieError(f"#PBUDGET {of}: twice")
        self.amounts[str(period), str(account), objects] = öre


def _date(text: str) -> int:
    if not re.fullmatch(r"\d{8}", text):
        raise SieError(f"date {text}")
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        raise SieError(f"date {text}")
    return int(text)


def _record(number: int, line: str) -> tuple[str, list[Field]]:
    """A record: `#LABEL field field …`; a field is a word, a quoted text or a list of objects in braces."""
    match = re.match(r"#([A-Z]+)", line)
    if match is None or match[1] not in FIELDS:
        raise SieError(f"line {number}: no record of the standard")
    fields, at = [], match.end()
    while at < len(line):
        if line[at] != " ":
            raise SieError(f"line {number}, column {at + 1}: a blank is missing")
        field, at = _field(number, line, at + 1)
        fields.append(field)
    if len(fields) != FIELDS[match[1]]:
        raise SieError(f"line {number}: {len(fields)} fields")
    return match[1], fields


def _field(number: int, line: str, at: int) -> tuple[Field, int]:
    if line[at : at + 1] == "{":
        words: list[str] = []
        at += 1
        while line[at : at + 1] not in ("}", ""):
            if words:
                at += 1
            word, at = _text(number, line, at)
            words.append(word)
        if line[at : at + 1] != "}" or len(words) % 2 or not all(w.isdecimal() for w in words[::2]):
            raise SieError(f"line {number}: objects")
        return tuple(zip(map(int, words[::2]), words[1::2], strict=True)), at + 1
    return _text(number, line, at)


def _text(number: int, line: str, at: int) -> tuple[str, int]:
    """A word without blanks, or a text in quotes in which a quote has a backslash before it."""
    if line[at : at + 1] != '"':
        match = re.compile(r'[^\s"{}\\\x00-\x1f\x7f]+').match(line, at)
        if match is None:
            raise SieError(f"line {number}, column {at + 1}")
        return match[0], match.end()
    match = re.compile(r'"((?:[^"\\\x00-\x1f\x7f]|\\")*)"').match(line, at)
    if match is None:
        raise SieError(f"line {number}, column {at + 1}: quotes")
    return match[1].replace('\\"', '"'), match.end()

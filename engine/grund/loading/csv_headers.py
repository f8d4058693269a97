"""Csv headers: the first line of a CSV file, and what is wrong with it.

Enters: the columns it has, and those it must and may have. Leaves: problems. Promise: a misspelt column is one problem,
with the column it was meant to be, and not one unknown and one absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from ..problems.problem import Place, Problem, nearest, problem


def header_problems(
    file: str, text: str, header: Sequence[str], required: Sequence[str], optional: Sequence[str] | None
) -> Iterator[Problem]:
    """What is wrong with a header; a column that is misspelt is one problem, and not one unknown and one absent."""
    nameless = sum(not column for column in header)
    if nameless:
        yield problem("G471", Place(file, 1, len(text) or 1, text, 1), count=nameless)
    header = [column for column in header if column]
    absent = [column for column in required if column not in header]
    unknown = [c for c in header if optional is not None and c not in required and c not in optional]
    lone = absent[0] if len(absent) == len(unknown) == 1 else None
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            yield problem("G106", _head(file, text, column), key=column)
    wide = {"attribute", "value"} <= {*absent} and not any(nearest(c, ("attribute", "value")) for c in unknown)
    if wide and len(unknown) > 1:
        yield _wide(file, text, unknown)
        return
    for column in dict.fromkeys(unknown):
        meant = nearest(column, absent) or lone
        if meant in absent:
            absent.remove(meant)
        near = meant or nearest(column, [c for c in optional or () if c not in header])
        yield problem("G113", _head(file, text, column), near, column=column)
    for column in absent:
        yield problem("G112", Place(file, 1, 1, text, max(1, len(text))), column=column)


def _wide(file: str, text: str, columns: Sequence[str]) -> Problem:
    """A file of facts that has its attributes beside one another."""
    row = (";" if ";" in text else ",").join(("area", "attribute", "value", "valid_from", "source", "mark"))
    shown = ", ".join(columns[:5]) + (" …" if len(columns) > 5 else "")
    place = Place(file, 1, 1, text, max(1, len(text)))
    return problem("G467", place, columns=shown, row=row, file=PurePath(file).name)


def _head(file: str, text: str, column: str) -> Place:
    """Where a column stands in the header's line."""
    word = re.search(rf"(?<![^;,\"\s]){re.escape(column)}(?![^;,\"\s])", text) if column else None
    start, end = word.span() if word else (0, len(text))
    return Place(file, 1, start + 1, text, max(1, end - start))

"""Csv headers: the first line of a CSV file, and what is wrong with it.

Problems. A misspelt column is one problem, with the column it was meant to be, and not one unknown and one absent.
"""

from __future__ import annotations

import re
from collections import Counter
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
    named = Counter(column for column in header if column)
    for column in (column for column, count in named.items() if count > 1):
        yield problem("G106", _head(file, text, column), key=column)
    absent = [column for column in required if column not in named]
    unknown = [c for c in header if c and optional is not None and c not in required and c not in optional]
    if _is_wide(absent, unknown):
        yield _wide(file, text, unknown)
    else:
        yield from _misspelt(file, text, absent, unknown, [c for c in optional or () if c not in named])


def _misspelt(
    file: str, text: str, absent: Sequence[str], unknown: Sequence[str], optional: Sequence[str]
) -> Iterator[Problem]:
    """The unknown columns, each with the column it was meant to be, and the absent ones that none was meant to be."""
    left = list(absent)
    lone = absent[0] if len(absent) == len(unknown) == 1 else None
    for column in dict.fromkeys(unknown):
        meant = nearest(column, left) or lone
        if meant in left:
            left.remove(meant)
        yield problem("G113", _head(file, text, column), meant or nearest(column, optional), column=column)
    for column in left:
        yield problem("G112", Place(file, 1, 1, text, max(1, len(text))), column=column)


def _is_wide(absent: Sequence[str], unknown: Sequence[str]) -> bool:
    """Whether the columns are attributes beside one another, where rows of `attribute` and `value` are asked for."""
    tall = ("attribute", "value")
    return len(unknown) > 1 and {*tall} <= {*absent} and not any(nearest(column, tall) for column in unknown)


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

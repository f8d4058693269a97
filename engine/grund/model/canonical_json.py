"""Canonical JSON: the bytes of plain data, the same for the same data, and records that carry their own hash.

What is read has its numbers exactly, and each name once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, Final, NamedTuple

import orjson

from ..problems.problem import GrundError, problem


class JsonPieces(NamedTuple):
    """A part of data that is written already, in pieces that stand after one another."""

    pieces: list[bytes]


_LATER: Final = b"\0"
"""What stands for a part that is written already: no JSON has it."""


def dump(data: Any) -> bytes:
    """JSON bytes, keys sorted, two spaces, a newline at the end; a `JsonPieces` part of it stands as it is."""
    later: list[JsonPieces] = []

    def known(part: Any) -> orjson.Fragment:
        if not isinstance(part, JsonPieces):
            raise TypeError(type(part).__name__)
        later.append(part)
        return orjson.Fragment(_LATER)

    text = orjson.dumps(data, known, orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    if not later:
        return text
    first, *others = text.split(_LATER)
    pieces = [first]
    for part, after in zip(later, others, strict=True):
        pieces += [*part.pieces, after]
    return b"".join(pieces)


def objects(
    firsts: Sequence[Mapping[str, Any]], groups: Iterable[tuple[Sequence[Mapping[str, Any]], Iterable[int]]], depth: int
) -> JsonPieces:
    """A list of objects so deep in other data, as `dump` writes it.

    Each group has for each of `firsts` an object: its members, and then those at its place in the group; none is empty.
    What many objects have in common is written once. The names of `firsts` stand before all others in order.
    """
    line = b"\n" + b"  " * (depth + 1)
    starts = [b"," + line + b"{" + inner.rpartition(b"\n")[0] + b"," for inner in _inner(firsts, line)]
    groups, pieces = list(groups), [b"["]
    inner_rests = iter(_inner([rest for rests, _ in groups for rest in rests], line))
    for rests, places in groups:
        ends = [*islice(inner_rests, len(rests))]
        halves = [b""] * (2 * len(starts))
        halves[::2], halves[1::2] = starts, [ends[place] for place in places]
        pieces += halves
    if len(pieces) == 1:
        return JsonPieces([b"[]"])
    pieces[1] = pieces[1][1:]  # without its comma
    return JsonPieces([*pieces, line[:-2] + b"]"])


def _inner(items: Sequence[Mapping[str, Any]], line: bytes) -> list[bytes]:
    """Objects, each from behind its first brace to its last; `line`: how the line begins on which it stands."""
    text = dump(items)[1:-3].replace(b"\n", line[:-2])  # which ends lines alone: in a text it is escaped
    return [inner.rstrip(b",") for inner in text.split(line + b"{")[1:]]


def sealed(data: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the SHA-256 of all the rest of it, which is its `hash`."""
    rest = {name: part for name, part in data.items() if name != "hash"}
    return {**rest, "hash": hashlib.sha256(dump(rest)).hexdigest()}


def exact_json(text: str) -> Any:
    """JSON as plain data, numbers as `Decimal`.

    Raises `GrundError` G106 for a name that an object has twice, `ValueError` and `RecursionError` for what is no JSON.
    """
    return json.loads(text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_once)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand once each."""
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        raise GrundError([problem("G106", None, key=next(n for n in names if names.count(n) > 1))])
    return data

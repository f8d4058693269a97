"""Canonical JSON: the bytes of plain data, the same for the same data, and records that carry their own hash.

What is read has its numbers exactly, and each name once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from ..problems.problem import GrundError, problem


def dump(data: Any) -> bytes:
    """JSON bytes, keys sorted, two spaces, a newline at the end."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


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

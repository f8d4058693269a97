"""Canonical JSON: the bytes of plain data, the same for the same data, and records that carry their own hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson


def dump(data: Any) -> bytes:
    """JSON bytes, keys sorted, two spaces, a newline at the end."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def sealed(data: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the SHA-256 of all the rest of it, which is its `hash`."""
    rest = {name: part for name, part in data.items() if name != "hash"}
    return {**rest, "hash": hashlib.sha256(dump(rest)).hexdigest()}

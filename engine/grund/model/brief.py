"""Brief: how a large value shows itself in one line, in a notebook or a debugger.

`__repr__ = brief` in a class names its fields: a plain value as it is, what has an id by that, a collection counted.
"""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

_PLAIN: Final = (str, int, float, Decimal, date, type(None))
_LONGEST: Final = 60
"""A text or a tuple of plain values that is longer is counted."""


def brief(value: Any) -> str:
    """`<Answers policy=nulage, ruling=insats-skola, reading=(), decisions: 117>`."""
    names = value._fields if isinstance(value, tuple) else [f.name for f in fields(value) if f.repr]  # type: ignore[attr-defined]
    return f"<{type(value).__name__} {', '.join(_part(name, getattr(value, name)) for name in names)}>"


def _part(name: str, part: Any) -> str:
    identity = getattr(getattr(part, "insats", part), "id", None)
    if identity is not None:
        return f"{name}={identity}"
    if _plain(part) and len(text := str(part)) <= _LONGEST:
        return f"{name}={text}"
    counted = isinstance(part, Sized) and not hasattr(part, "_fields")
    return f"{name}: {len(part)}" if counted else f"{name}=…"


def _plain(part: object) -> bool:
    if isinstance(part, tuple | frozenset):
        return not hasattr(part, "_fields") and all(map(_plain, part))
    return isinstance(part, _PLAIN)

"""Rooms: a module of a room is read when it is first asked for.

What becomes its `__getattr__`. So a command names the rooms that it asks, `views.explain.explain_view(…)`, and its
help costs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .problems.extras import require


def lazily(package: str, homes: Mapping[str, tuple[str, str]] | None = None) -> Callable[[str], Any]:
    """A package's `__getattr__`: a name by its module and what it is called there; any other name is a module."""

    def attribute(name: str) -> Any:
        if homes and name in homes:
            module, own = homes[name]
            return getattr(require(f"{package}.{module}"), own)
        try:
            if not name.startswith("_"):
                return require(f"{package}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{package}.{name}":
                raise
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return attribute

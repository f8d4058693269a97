"""Meant policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


def meant(paths: tuple[str, ...], all: bool) -> tuple[str, ...]:
    """The paths given; none: this project. With `all` what came with grund too."""
    from ..loading import paths as shipped
    from .options import say_whose

    if all:
        return (*(paths or map(str, filter(None, [shipped.project()]))), str(shipped.root()))
    if not paths:
        say_whose()
    return paths

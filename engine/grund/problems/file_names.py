"""File names: how a file's name is shown, apart from the path by which it is opened.

Of what came with grund people read `rules/…` and `scenarios/…`, wherever it is installed; of other files the path from
the working directory, or the whole one where that is shorter.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parents[1]


def root() -> Path:
    """The folder that holds rules/ and scenarios/: inside the wheel, or the checkout's top."""
    inside = _HERE / "shipped"
    return inside if inside.is_dir() else _HERE.parents[1]


_ROOT: Final = str(root()) + os.sep


def shown(path: str | os.PathLike[str]) -> str:
    """A path as people read it. What opens a file is never read from it: see `Document.opened`."""
    full = os.path.abspath(path)
    here = os.getcwd()
    if full.startswith(here + os.sep):
        return full[len(here) + 1 :]
    if full.startswith(_ROOT):
        return full[len(_ROOT) :]
    try:
        return min(os.path.relpath(full, here), full, key=len)
    except ValueError:  # on another drive
        return full


def one_file(path: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """Whether two paths name one file, which need not exist."""
    return os.path.abspath(path) == os.path.abspath(other)

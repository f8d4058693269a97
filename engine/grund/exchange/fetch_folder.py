"""Fetch folder: the files of a fetch in a folder, where only the same request takes their place.

What is to be written there, or a problem. What came from another request, or was changed since it came, is never
replaced; where nothing changed nothing is written, and the day of retrieval stays that of the first.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ..loading.documents import read_yaml
from ..problems.problem import GrundError, Place, problem
from .fetched import DESCRIPTION, Fetched, data_files, description_file, request_hash


class FolderPlan(NamedTuple):
    """All files of a fetch: those of a new folder, or those to replace in one that there is, the description last."""

    files: Mapping[str, bytes]
    new: Mapping[str, bytes]
    changed: Mapping[str, bytes]


def check_folder(folder: str, request: Mapping[str, Any]) -> None:
    """That a folder can take the files of a request, asked before anything is called; raises `GrundError`."""
    path = Path(folder)
    if not path.parent.is_dir():
        raise GrundError([problem("G505", Place(folder), file=folder, why="@no_folder")])
    if not os.path.lexists(path) or (path.is_dir() and not any(path.iterdir())):
        return
    old = _described(path)
    if old.get("request_sha256") != request_hash(request):
        raise GrundError([problem("G849", Place(folder), folder=folder)])


def planned(folder: str, fetched: Fetched, more: Mapping[str, bytes], today: date) -> FolderPlan:
    """What is to be written in a folder; raises `GrundError` where somebody changed what an earlier fetch wrote."""
    path = Path(folder)
    files = {**data_files(fetched), **more}
    old = _described(path) if path.is_dir() and any(path.iterdir()) else {}
    files[DESCRIPTION] = description_file(fetched, files, _same_day(old, files, today))
    if not old:
        return FolderPlan(files, files, {})
    _check_own(path, files, old.get("files") or {})
    changed = {n: data for n, data in files.items() if _hash(path / n) != sha256(data).hexdigest()}
    return FolderPlan(files, {}, changed)


def _same_day(old: Mapping[str, Any], files: Mapping[str, bytes], today: date) -> date:
    """The day of the earlier fetch, where it brought the same; else today."""
    same = bool(old) and {name: sha256(data).hexdigest() for name, data in files.items()} == (old.get("files") or {})
    return date.fromisoformat(old["retrieved"]) if same else today


def _check_own(path: Path, files: Mapping[str, bytes], old: Mapping[str, str]) -> None:
    """Files that somebody changed, or that no fetch wrote, stay."""
    problems = []
    for name, data in files.items():
        digest = _hash(path / name)
        own = name == DESCRIPTION or digest in ("", old.get(name), sha256(data).hexdigest())
        if not own:
            problems.append(problem("G850", Place(str(path / name)), file=name))
    if problems:
        raise GrundError(problems)


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _described(path: Path) -> Mapping[str, Any]:
    """The description in a folder; empty where there is none that can be read."""
    try:
        value = read_yaml(str(path / DESCRIPTION)).value
    except GrundError:
        return {}
    return value if isinstance(value, dict) else {}

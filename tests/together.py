"""Many small checks as one test: pytest's own work for an item costs more than such a check does.

`@together("name", ROWS)` stands where `@pytest.mark.parametrize("name", ROWS)` would, and holds as much: each row is
checked, with a folder of its own, and all that fail are shown with their names.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest


def hold(check: Callable[..., None], rows: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Check each row, given as its name and what the check takes; raises all that fail, in a group."""
    failures = []
    for name, values in rows:
        try:
            check(**values)
        except (Exception, pytest.fail.Exception) as error:
            error.add_note(f"of {name}")
            failures.append((name, error))
    if failures:
        raise BaseExceptionGroup(", ".join(name for name, _ in failures), [error for _, error in failures])


def together(
    names: str | tuple[str, ...], rows: Iterable[Any] | Callable[[], Iterable[Any]], ids: Callable[[Any], str] = str
) -> Callable[..., Any]:
    """A test of every row; `names` are its parameters that are of a row, the others are fixtures.

    Rows that take time to make are given as a function, which a process that only collects tests does not call.
    """
    made = rows if callable(rows) else [*rows].copy

    def decorate(check: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(check)

        @functools.wraps(check)
        def test(**fixtures: Any) -> None:
            hold(check, ((ids(row), _of(names, row) | _afresh(fixtures, i)) for i, row in enumerate(made())))

        own = {names} if isinstance(names, str) else {*names}
        rest = [p for name, p in signature.parameters.items() if name not in own]
        test.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return test

    return decorate


def _of(names: str | tuple[str, ...], row: Any) -> dict[str, Any]:
    """A row by the names of its parts."""
    return {names: row} if isinstance(names, str) else dict(zip(names, row, strict=True))


def _afresh(fixtures: dict[str, Any], number: int) -> dict[str, Any]:
    """The fixtures for one row: a folder of its own, nothing patched by an earlier row."""
    given = dict(fixtures)
    if isinstance(given.get("monkeypatch"), pytest.MonkeyPatch):
        given["monkeypatch"].undo()
    if "tmp_path" in given:
        given["tmp_path"] = Path(given["tmp_path"], str(number))
        given["tmp_path"].mkdir()
    return given

"""The command line as tests call it: in this process by `run`, or as a process of its own by `process`.

A process of its own is for what needs one: streams, pipes, signals, start-up, and same bytes wherever it runs.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
if str(ROOT / "engine") not in sys.path:  # the checkout's own engine, wherever this is called from
    sys.path.insert(0, str(ROOT / "engine"))

from grund.cli import app  # noqa: E402
from grund.loading import scenario  # noqa: E402
from grund.model.scenario import Scenario  # noqa: E402

COLUMNS: Final = "100"


class Result(NamedTuple):
    """What a command left: its exit code, stdout and stderr."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """Stdout as text."""
        return self.out.decode("utf-8")

    @property
    def talk(self) -> str:
        """Stderr as text."""
        return self.err.decode("utf-8")

    def json(self) -> Any:
        """Stdout as JSON."""
        return json.loads(self.out)


def run(words: Sequence[str], folder: Path = ROOT, **environment: str) -> Result:
    """A command in this process, from a folder, at a fixed width; a shipped scenario is loaded once for all tests."""
    with loaded_once():
        return afresh(words, folder, **environment)


@contextlib.contextmanager
def loaded_once() -> Iterator[None]:
    """Commands find a shipped scenario as an earlier test loaded it."""
    scenario.load_scenario = _once
    try:
        yield
    finally:
        scenario.load_scenario = _load


def afresh(words: Sequence[str], folder: Path = ROOT, **environment: str) -> Result:
    """The same, where everything is loaded as for the first time."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with _standing(folder, environment), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = app._guarded(list(words), app._wanted_language(list(words)))
        out.flush()
        err.flush()
    return Result(code, _bytes(out), _bytes(err))


def process(words: Sequence[str], folder: Path = ROOT, **environment: str) -> Result:
    """A command as a process of its own, from a folder, at a fixed width."""
    clean = {name: value for name, value in os.environ.items() if name not in _OWN}
    env = {**clean, "COLUMNS": COLUMNS, "PYTHONPATH": str(ROOT / "engine"), **environment}
    command = [sys.executable, "-m", "grund", *words]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=120, check=False)
    return Result(done.returncode, done.stdout, done.stderr)


def checked(result: Result) -> Result:
    """Promises of every command: a known exit code, no traceback, no internal error, silence where it failed."""
    both = result.out.decode("utf-8", "replace") + result.talk
    assert result.code in (0, 1, 2, 3)
    assert "Traceback" not in both
    assert "G901" not in result.talk, result.talk  # `grund problem` lists it on stdout
    if result.code in (2, 3):
        assert result.out == b"", "data on stdout from a command that failed"
        assert re.search(r"\bG\d{3}  \S", result.talk), result.talk
    return result


_OWN: Final = ("COLUMNS", "NO_COLOR", "GRUND_DEBUG", "GRUND_LANG")
"""What a user's environment may say, and a test says itself."""
_LOADED: Final[dict[str, Scenario]] = {}
_load: Final = scenario.load_scenario


def _once(*words: Any, **named: Any) -> Scenario:
    """A scenario of the checkout, which does not change while tests run; what is read from a path is read again."""
    given = (*words, *named.values())
    key = f"{words} {named}" if all(map(_plain, given)) else ".yaml"  # what is shared between worlds is no name
    if Path.cwd() != ROOT or ".yaml" in key:
        return _load(*words, **named)
    if key not in _LOADED:
        _LOADED[key] = _load(*words, **named)
    return _LOADED[key]


def _plain(value: object) -> bool:
    """Whether a value is a name, a day, or such by name."""
    if isinstance(value, Mapping):
        return all(map(_plain, value.values()))
    return all(map(_plain, value)) if isinstance(value, tuple) else isinstance(value, str | int | date | None)


def _bytes(stream: io.TextIOWrapper) -> bytes:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


@contextlib.contextmanager
def _standing(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """In a folder, 100 columns wide, without colour; as before afterwards."""
    names = {*_OWN, *environment}
    before = {name: os.environ.pop(name, None) for name in names}
    os.environ.update({"COLUMNS": COLUMNS, "NO_COLOR": "1", **environment})
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value

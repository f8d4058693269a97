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
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
if str(ROOT / "engine") not in sys.path:  # the checkout's own engine, wherever this is called from
    sys.path.insert(0, str(ROOT / "engine"))

from cyclopts import App  # noqa: E402
from cyclopts.argument import ArgumentCollection, _argument  # noqa: E402

from grund.cli import app  # noqa: E402
from grund.loading import scenario  # noqa: E402
from grund.loading.folders import factbook, rulebook  # noqa: E402
from grund.loading.shared_worlds import Shared  # noqa: E402
from grund.model.decisions import Decision  # noqa: E402
from grund.model.facts import FactBook  # noqa: E402
from grund.model.policies import Policy, Rulebook  # noqa: E402
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
    with loading(load_once):
        return _answer(words, folder, environment)


def afresh(words: Sequence[str], folder: Path = ROOT, **environment: str) -> Result:
    """The same, where everything is loaded as for the first time."""
    with loading(load_afresh):
        return _answer(words, folder, environment)


@contextlib.contextmanager
def loading(load: Callable[..., Scenario]) -> Iterator[None]:
    """Scenarios are loaded by a function of the tests."""
    before, scenario.load_scenario = scenario.load_scenario, load
    try:
        yield
    finally:
        scenario.load_scenario = before


def _answer(words: Sequence[str], folder: Path, environment: dict[str, str]) -> Result:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with _standing(folder, environment), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = app._guarded(list(words), app._wanted_language(list(words)))
        out.flush()
        err.flush()
    return Result(code, _bytes(out), _bytes(err))


def process(words: Sequence[str], folder: Path = ROOT, **environment: str) -> Result:
    """A command as a process of its own, from a folder, at a fixed width."""
    return _process(
        [sys.executable, "-m", "grund", *words], folder, {"PYTHONPATH": str(ROOT / "engine"), **environment}
    )


def travelled(words: Sequence[str], folder: Path = ROOT) -> Result:
    """A command of a user's journey: by the installed program that GRUND_PROGRAM names; else in this process."""
    program = os.environ.get("GRUND_PROGRAM")
    return _process([program, *words], folder, {"PYTHONPATH": ""}) if program else run(words, folder)


def _process(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Result:
    clean = {name: value for name, value in os.environ.items() if name not in _OWN}
    env = {**clean, "COLUMNS": COLUMNS, **environment}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=300, check=False)
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
STILL: Final = {ROOT}
"""Folders that do not change while tests run: the checkout, and projects that a test only reads."""
_LOADED: Final[dict[str, Scenario]] = {}
load_afresh: Final = scenario.load_scenario


class _Shipped(Shared):
    """Rulebooks and worlds of folders that stay as they are, read once for all tests, and what is decided of them."""

    def book(self, folder: Path, more: tuple[Path, ...] = ()) -> Rulebook:
        own = not STILL.isdisjoint(folder.resolve().parents)
        return super().book(folder) if own and not more else rulebook(folder, more)

    def facts(self, folder: Path, book: Rulebook) -> FactBook:
        own = any(book is shipped for shipped in self.books.values())
        return super().facts(folder, book) if own else factbook(folder, book)

    def decisions(
        self, facts: FactBook, policies: Mapping[str, Policy], day: date, known: date | None
    ) -> dict[object, tuple[Decision, ...]]:
        own = any(facts is shipped for shipped in self.worlds.values())
        return super().decisions(facts, policies, day, known) if own else {}


_SHIPPED: Final = _Shipped()


def load_once(*words: Any, **named: Any) -> Scenario:
    """A scenario of a folder that stays as it is, asked from there; what is read from a path is read again."""
    if Path.cwd() not in STILL:
        return load_afresh(*words, **named)
    named = {name: value for name, value in named.items() if name != "shared"}
    key = f"{Path.cwd()} {words} {named}" if all(map(_plain, (*words, *named.values()))) else ".yaml"
    if ".yaml" in key:
        return load_afresh(*words, **named, shared=_SHIPPED)
    if key not in _LOADED:
        _LOADED[key] = load_afresh(*words, **named, shared=_SHIPPED)
    return _LOADED[key]


def _plain(value: object) -> bool:
    """Whether a value is a name, a day, or such by name."""
    if isinstance(value, Mapping):
        return all(map(_plain, value.values()))
    return all(map(_plain, value)) if isinstance(value, tuple) else isinstance(value, str | int | date | None)


_ARGUMENTS: Final[dict[int, tuple[App, ArgumentCollection]]] = {}
"""What the signature of each command takes, before any words are read."""
_assemble: Final = App.assemble_argument_collection


def _assembled(command: App, **more: Any) -> ArgumentCollection:
    """What a command takes, made of its signature once for all tests: that costs more than many a command."""
    if any(more.values()):
        return _assemble(command, **more)
    if id(command) not in _ARGUMENTS:
        _ARGUMENTS[id(command)] = command, _assemble(command)
    return _unread(_ARGUMENTS[id(command)][1], {})


def _unread(arguments: ArgumentCollection, copies: dict[int, Any]) -> ArgumentCollection:
    """Arguments that have read no words, each copied once, also where it is a part of another."""
    for one in arguments:
        if id(one) not in copies:
            copies[id(one)] = fresh = copy(one)
            fresh.tokens, fresh.children = [], _unread(one.children, copies)
    return ArgumentCollection(copies[id(one)] for one in arguments)


App.assemble_argument_collection = _assembled  # type: ignore[method-assign]
# A command's words are understood before pydantic is loaded, which cyclopts would let check each value again.
_argument.sys = SimpleNamespace(modules={})  # type: ignore[attr-defined, assignment]


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

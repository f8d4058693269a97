"""Journal reader: what a session has accepted, with a journal or without.

A journal goes on where it ended and on the day it ended; where rules or facts have changed since it was last written,
it says so in an entry of its own; an entry that no longer fits the world is named by its number.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any, Final

from ..analysis.recorded_question import question, rerun_of
from ..loading.scenario import load_scenario
from ..model.scenario import Scenario
from ..problems.problem import GrundError, Place, problem
from .accept import Request, accept, request_of
from .fact_store import Book, FactStep
from .journal import Entry, Journal, damaged, written

BASE: Final = "grund-live"
"""The kind of entry that says which files the steps after it were taken on; the first one is of it."""
STEP: Final = "step"


class Log:
    """The steps so far, each with its number.

    A key is what a caller calls a request, so that a repetition is recognised; it stands with the step's number and
    a hash of what was asked.
    """

    def __init__(self, scenario: Scenario | None, path: str | os.PathLike[str] | None, writing: bool) -> None:
        self.file, self.writing = "" if path is None else os.fspath(path), writing
        self.steps: list[tuple[int, FactStep]] = []
        self.seq = 0
        self._keys: dict[str, tuple[int, str]] = {}
        self._base: Mapping[str, Any] = {}
        self._journal = None if path is None else Journal(path, writing)
        try:
            first = None if self._journal is None else next(self._journal.entries(), None)
            self.scenario = self._held(scenario, first)
            if first is not None:
                self._base = first.body
            elif self._journal is not None:
                self._rebase()
        except BaseException:
            self.close()
            raise

    def _held(self, scenario: Scenario | None, first: Entry | None) -> Scenario:
        """The scenario, on the journal's first day."""
        if first is None:
            return scenario or load_scenario()
        if first.body.get("kind") != BASE:
            raise GrundError([problem("G612", Place(self.file), file=self.file)])
        _shaped(first, self.file)
        loaded_scenario = scenario or self._begun(first.body)
        if loaded_scenario.id != first.body["scenario"]:
            raise GrundError(
                [problem("G613", Place(self.file), found=first.body["scenario"], wanted=loaded_scenario.id)]
            )
        return replace(loaded_scenario, day=date.fromisoformat(first.body["day"]), cache={}, frames={})

    def _begun(self, body: Mapping[str, Any]) -> Scenario:
        """The scenario that the journal began with."""
        try:
            return rerun_of(body)
        except GrundError as error:
            if any(p.code == "G101" for p in error.problems):
                raise GrundError([problem("G617", Place(self.file), file=body["file"])]) from None
            raise

    def _rebase(self) -> None:
        """Say in an entry of its own which files what follows is taken on."""
        assert self._journal is not None
        self._base = {"kind": BASE, **question(self.scenario)}
        self.seq = self._journal.append(self._base).seq

    def settle(self) -> None:
        """Where the files are others than the last steps were taken on, say so; when all is read, and for writing."""
        now = question(self.scenario)
        if self._journal is not None and any(self._base[name] != now[name] for name in ("inputs", "engine")):
            self._rebase()

    def read(self, book: Book) -> Iterator[FactStep]:
        """The steps that have come to the journal; each is found right against a book that has taken those before."""
        for entry in self._journal.entries() if self._journal is not None else ():
            self.seq = entry.seq
            _shaped(entry, self.file)
            if entry.body["kind"] == BASE:
                self._base = entry.body
                continue
            step = self._step(entry, book)
            self._note(entry.seq, step, entry.key, entry.body.get("asked", ""))
            yield step

    def _step(self, entry: Entry, book: Book) -> FactStep:
        day = date.fromisoformat(entry.body["day"])
        if not (entry.body["adds"] or entry.body["withdraws"]):
            return FactStep(day)
        request = request_of(entry.body, f"{self.file} #{entry.seq}")
        return accept(request, self.scenario.book, book, day)[0]

    def append(self, step: FactStep, body: Mapping[str, Any], key: str, text: str) -> int:
        """A step, with its number; in the journal, if there is one, when this returns. Raises `GrundError`."""
        data = {"kind": STEP, **body, **({"asked": text} if key else {})}
        self.seq = self.seq + 1 if self._journal is None else self._journal.append(data, key).seq
        self._note(self.seq, step, key, text)
        return self.seq

    def _note(self, seq: int, step: FactStep, key: str, text: str) -> None:
        self.steps.append((seq, step))
        if key:
            self._keys[key] = (seq, text)

    def repeated(self, key: str, text: str) -> int | None:
        """The number of the step that a request has led to already; None for a new one. Raises `GrundError`."""
        if not key:
            return None
        if not (len(key) <= 200 and key.isprintable() and key.strip()):
            raise GrundError([problem("G608", None, key=key[:60])])
        seq, before = self._keys.get(key, (None, text))
        if before != text:
            raise GrundError([problem("G606", None, key=key, seq=seq)])
        return seq

    @property
    def alone(self) -> bool:
        """Whether the journal has lost its head; see `Journal.alone`."""
        return self._journal is not None and self._journal.alone

    def close(self) -> None:
        """Let go of the journal."""
        if self._journal is not None:
            self._journal.close()


def _shaped(entry: Entry, file: str) -> None:
    """That an entry has the parts that a session writes; raises `GrundError` G611 with its number.

    Its hash says that it was not changed, not who wrote it.
    """
    body = entry.body
    try:
        date.fromisoformat(body["day"])
        if body["kind"] == BASE:
            date.fromisoformat(body["known"] or body["day"])
            words = [body["scenario"], body["file"], body["engine"], *body["policy_files"], *body["inputs"].values()]
            words += [choice for choices in body["tolkning"].values() for choice in choices]
            lists = isinstance(body["policy_files"], list)
        else:
            lists = body["kind"] == STEP and isinstance(body["adds"], list) and isinstance(body["withdraws"], list)
            words = [
                *body["withdraws"],
                body.get("asked", ""),
                *(text for row in body["adds"] for text in row.values()),
            ]
        right = lists and all(isinstance(word, str) for word in words)
    except (KeyError, TypeError, AttributeError, ValueError):
        right = False
    if not right:
        raise damaged(file, entry.seq, "@misshapen")


def hashed(request: Request, day: date | None = None) -> str:
    """What tells a repetition from another request; `day` where it names one to go on to."""
    named = {} if day is None else {"day": day.isoformat()}
    return sha256(written(request.body | named).encode()).hexdigest()

"""Worker client: the worker process seen from outside. It is started, given a time for each question, and replaced.

A worker that dies, hangs or talks nonsense costs time and nothing else: a new one is filled from the standing as it is
now and asked again, at most `TRIES` times; then the caller gets a problem (G904), never a guess.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from ..model.expressions import Value
from ..model.facts import World
from ..model.policies import Vocabulary
from ..problems.problem import GrundError, problem
from .fact_store import Cell
from .state import LiveState, Pair
from .worker_protocol import HEAD, Answers, AskDecisions, ChangeValues, Start, answers_of, framed

COMMAND: Final = (sys.executable, "-m", "grund.live.worker")
TRIES: Final = 4
"""How many workers in a row may fail at one question."""
PATIENCE: Final = 10.0
"""Seconds a question may take; filling a worker may take ten times that, and a second more per thousand values."""
_HOME: Final = str(Path(__file__).resolve().parents[2])


class LostError(Exception):
    """The worker died, hung or talked nonsense; says which."""


class Fence:
    """A worker and its place. Not safe for threads: the session's lock is round it.

    `answer` raises `GrundError` as the worker does (G650 where the matcher cannot serve here, G651 where it cannot
    express a rule, G902 where it does not pass its own test) and G904 where no worker lives long enough.
    """

    def __init__(self, words: Vocabulary, patience: float = PATIENCE) -> None:
        self._words, self._patience = words, patience
        self._filled = self._told = False
        self._process: subprocess.Popen[bytes] | None = None
        self.started = 0
        self._spawn()

    @property
    def pid(self) -> int | None:
        """The worker's process, while there is one."""
        return self._process.pid if self._process else None

    def tell(self, values: Mapping[Cell, Value | None]) -> None:
        """Begin a question: some values are others now. What goes wrong shows when the answer is asked for."""
        if self._filled:
            with self._losing():
                self._send(ChangeValues(self._seconds(), values), self._patience)
                self._told = True

    def answer(self, standing: LiveState, pairs: Sequence[Pair]) -> Answers:
        """What changed by what was told; or, of a worker filled anew, how some decisions stand. See the class."""
        if not (self._told or pairs):
            return {}
        last = GrundError([])
        for _ in range(TRIES):
            try:
                if not self._told:
                    self._fill(standing)
                    self._ask(standing, pairs)
                return self._said(self._patience)
            except LostError as error:
                last = GrundError([problem("G904", None, times=TRIES, why=error)])
                self.drop()
            except GrundError as error:
                last = error
                self._filled = self._told = False
                if any(p.code != "G902" for p in error.problems):
                    break
        raise last

    def forget(self) -> None:
        """What it was told is not so, or no longer all: fill it anew before the next question."""
        if self._told:
            with self._losing(), contextlib.suppress(GrundError):
                self._said(self._patience)
        self._filled = False

    def drop(self) -> None:
        """End the worker, whatever it is doing."""
        self._filled = self._told = False
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()

    # ── the process
    def _spawn(self) -> None:
        """A worker of its own session, so that a Ctrl-C meant for this process does not reach it."""
        path = os.pathsep.join(p for p in (_HOME, os.environ.get("PYTHONPATH")) if p)
        self._process = subprocess.Popen(
            COMMAND, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=None if os.environ.get("GRUND_DEBUG") else subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path}, start_new_session=True,
        )  # fmt: skip
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
        self.started += 1

    def _seconds(self, patience: float | None = None) -> int:
        """When a worker ends itself: nobody waits for it any longer then."""
        return int(patience or self._patience) + 2

    def _fill(self, standing: LiveState) -> None:
        """A worker that knows how things stand now. Raises `LostError`, `GrundError`."""
        if self._filled:
            return
        if self._process is None:
            self._spawn()
        values, now = standing.values(), standing.world
        patience = 10 * self._patience + len(values) / 1000
        bundles = tuple((b.policy, dict(b.reading)) for b in standing.cast.bundles)
        bare = World(now.day, now.known, now.areas, now.links, {}, dict(now.lists))
        self._send(Start(self._seconds(patience), self._words, bundles, bare, values), patience)
        self._said(patience)
        self._filled = True

    def _ask(self, standing: LiveState, pairs: Sequence[Pair]) -> None:
        parts = standing.cast.parts
        questions = tuple((parts[i].bundle, parts[i].ruling.insats.id, area) for i, area in pairs)
        self._send(AskDecisions(self._seconds(), questions), self._patience)
        self._told = True

    @contextlib.contextmanager
    def _losing(self) -> Iterator[None]:
        """A worker lost in here is dropped, and missed when it is next needed."""
        try:
            yield
        except LostError:
            self.drop()

    def _send(self, message: Start | ChangeValues | AskDecisions, patience: float) -> None:
        assert self._process is not None and self._process.stdin is not None
        end, pipe = time.monotonic() + patience, self._process.stdin.fileno()
        data = memoryview(framed(message))
        while data:
            _wait(pipe, select.POLLOUT, end)
            try:
                data = data[os.write(pipe, data) :]
            except BlockingIOError:
                continue
            except OSError:
                raise LostError(self._death()) from None

    def _said(self, patience: float) -> Answers:
        """The next answer. Raises `LostError`, and `GrundError` where it is a problem."""
        end = time.monotonic() + patience
        try:
            reply = answers_of(self._read(HEAD.unpack(self._read(HEAD.size, end))[0], end))
        except ValueError:
            raise LostError("@nonsense") from None
        self._told = False
        if isinstance(reply, tuple):
            raise GrundError(reply)
        return reply

    def _read(self, size: int, end: float) -> bytes:
        assert self._process is not None and self._process.stdout is not None
        pipe, data = self._process.stdout.fileno(), bytearray()
        while len(data) < size:
            _wait(pipe, select.POLLIN, end)
            part = os.read(pipe, size - len(data))
            if not part:
                raise LostError(self._death())
            data += part
        return bytes(data)

    def _death(self) -> str:
        """How the worker ended."""
        assert self._process is not None
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "@nonsense"
        return f"@ended ({-code if code < 0 else code})"


def _wait(pipe: int, event: int, end: float) -> None:
    """Until a pipe is ready, or the time is up."""
    poller = select.poll()
    poller.register(pipe, event)
    if not poller.poll(max(0.0, end - time.monotonic()) * 1000):
        raise LostError("@silent")

"""Workers: answers made in threads, so that the server goes on answering others meanwhile.

Nobody waits longer than the limit; a thread cannot be stopped, so one that is late runs to its end, and where so many
are late, nothing new is begun. What is made faster than a thread is worth is made at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

import anyio
from anyio import to_thread

from ..problems.problem import GrundError, problem

T = TypeVar("T")
_AT_ONCE: Final = 0.02
"""What took fewer seconds of the processor is made at once the next time."""


@dataclass(frozen=True)
class Workers:
    """The threads that work, each with the moment by which it should have answered; `taken`: by kind of what is small,
    the seconds of processor that the last took."""

    seconds: float
    most_late: int
    due: dict[object, float] = field(default_factory=dict)
    taken: dict[str, float] = field(default_factory=dict)

    async def make(self, function: Callable[[], T], small: str = "") -> T:
        """What a function returns; raises what it raises, G879 where it takes too long, G794 where too many do.

        `small`: the kind of something that is in proportion to a small question.
        """
        now = time.monotonic()
        late = sum(moment <= now for moment in tuple(self.due.values()))
        if late >= self.most_late:
            raise GrundError([problem("G794", None, count=late)])

        def work() -> T:
            key, began = object(), time.thread_time()
            self.due[key] = now + self.seconds
            try:
                return function()
            finally:
                del self.due[key]
                if small:
                    self.taken[small] = time.thread_time() - began

        if self.taken.get(small, _AT_ONCE) < _AT_ONCE:
            return work()
        try:
            with anyio.fail_after(self.seconds):
                return await to_thread.run_sync(work, abandon_on_cancel=True)
        except TimeoutError:
            raise GrundError([problem("G879", None, seconds=f"{self.seconds:g}")]) from None

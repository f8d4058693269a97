"""Worker: the matcher in a process of its own: `python -m grund.live.worker`.

Takes questions on stdin (`wire`). It ends when nobody is there to ask (end of file), when it has worked longer on a
question than it was given, or when the matcher was caught in a fault; a crash or a hang of the foreign code in C is
therefore its own and nobody else's.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO

from ..engines import rete
from ..problems.problem import GrundError
from .worker_protocol import Answers, AskDecisions, ChangeValues, Start, answered, asked, framed, refused


class Memories:
    """The working memories, one for each bundle."""

    def __init__(self) -> None:
        self.held: list[rete.Memory] = []

    def start(self, message: Start) -> Answers:
        """New memories in the place of the old. Raises `GrundError` where the reading cannot serve."""
        why = rete.unavailable()
        if why is not None:
            raise GrundError([why])
        rete.self_test()
        for memory in self.held:
            memory.dispose()
        self.held = []
        for policy, tolkning in message.bundles:
            program = rete.compile(message.vocabulary, policy, message.world, tolkning)
            self.held.append(rete.Memory(program, message.values))
        return {}

    def change(self, message: ChangeValues) -> Answers:
        """The decisions that are others now, in every memory."""
        return {
            (i, answer.insats, answer.area): (answer.verdict, answer.rule)
            for i, memory in enumerate(self.held)
            for answer in memory.update(message.values)
            if answer.changed
        }

    def ask(self, message: AskDecisions) -> Answers:
        """How some decisions stand."""
        answers = [memory.decisions() for memory in self.held]
        return {(i, insats, area): answers[i][insats, area] for i, insats, area in message.decisions}

    def answer(self, message: Start | ChangeValues | AskDecisions) -> Answers:
        """The answer to a question."""
        if isinstance(message, Start):
            return self.start(message)
        return self.change(message) if isinstance(message, ChangeValues) else self.ask(message)


def serve(source: BinaryIO, sink: BinaryIO, memories: Memories) -> None:
    """Answer until nobody asks."""
    while (message := asked(source)) is not None:
        signal.alarm(message.seconds)  # nobody is asked whether to go: code in C that hangs would not answer
        try:
            reply = answered(memories.answer(message))
        except GrundError as error:
            reply = refused(error.problems)
        signal.alarm(0)
        sink.write(framed(reply))
        sink.flush()


def main() -> None:
    """The process: what the foreign code prints goes to stderr, so that only answers stand on stdout."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, sink, Memories())


if __name__ == "__main__":
    main()

"""Second opinion, where it is asked for: what the interpreter finds changed, the matcher finds too, or nothing is told.

Every decision that either reading finds another has the same verdict and the same deciding rule in both (G903 where
not).
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from ..model.decisions import Verdict
from ..model.policies import Vocabulary
from ..problems.problem import GrundError, Problem, problem
from .decision_set import Cast
from .fact_store import FactStep
from .state import Affected, LiveState, Pair
from .transition import Transition
from .worker_client import Fence

Matcher: TypeAlias = Literal["plain", "rete"]
"""What answers beside the interpreter: nothing, or the matcher."""
Said: TypeAlias = tuple[Verdict, str | None]


class Second:
    """A matcher behind its fence, for what a session decides."""

    def __init__(self, words: Vocabulary, cast: Cast, matcher: Matcher) -> None:
        self._cast = cast
        self._fence = None if matcher == "plain" else Fence(words)
        self._numbers = {(p.bundle, p.ruling.insats.id): i for i, p in enumerate(cast.parts)}

    @property
    def worker(self) -> int | None:
        """The process id of the worker; None where there is none."""
        return self._fence.pid if self._fence else None

    def tell(self, step: FactStep, standing: LiveState, reach: Affected) -> None:
        """Begin to ask: the standing has followed a step."""
        if self._fence is None:
            return
        if step.series:  # which lists are in force is fixed in what the matcher has compiled, as the day is
            self._fence.forget()
        elif reach.pairs:
            self._fence.tell(standing.values(step.cells))

    def agree(self, turn: Transition) -> None:
        """Find the answers alike. Raises `GrundError`: G903 where they are not, and whatever stops the matcher."""
        if self._fence is None:
            return
        if turn.now is not turn.then:  # a new day
            self._fence.forget()
        answers = self._fence.answer(turn.now, tuple(turn.after))
        if any(key[:2] not in self._numbers for key in answers):
            raise GrundError([problem("G904", None, times=1, why="@nonsense")])
        opinions = {
            (self._numbers[bundle, insats], area): opinion for (bundle, insats, area), opinion in answers.items()
        }
        wrong = [pair for pair in sorted({*turn.after, *opinions}) if not _alike(turn, pair, opinions.get(pair))]
        if wrong:
            raise GrundError([self._disagreement(turn, pair, opinions.get(pair)) for pair in wrong])

    def _disagreement(self, turn: Transition, pair: Pair, opinion: Said | None) -> Problem:
        part, stood = self._cast.parts[pair[0]], turn.after.get(pair)
        plain = stood.decision if stood is not None else None
        words = {"insats": part.ruling.insats.id, "area": pair[1], "policy": ", ".join(part.policies)}
        rete = "–" if opinion is None else f"{opinion[0]} ({opinion[1]})"
        text = "–" if plain is None else f"{plain.verdict} ({plain.rule})"
        return problem("G903", None, **words, rete=rete, plain=text)

    def forget(self) -> None:
        """A step that was told has been undone."""
        if self._fence is not None:
            self._fence.forget()

    def close(self) -> None:
        """End the worker."""
        if self._fence is not None:
            self._fence.drop()
            self._fence = None


def _alike(turn: Transition, pair: Pair, opinion: Said | None) -> bool:
    """Whether both readings say the same; a decision that one does not speak of stands, to it, as it stood."""
    if pair not in turn.after:
        return False
    before, after = (snapshot[pair].decision if pair in snapshot else None for snapshot in (turn.before, turn.after))
    stood = opinion or (before and (before.verdict, before.rule))
    return after is not None and stood in (None, (after.verdict, after.rule))

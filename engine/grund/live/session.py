"""Session: a live city. Facts arrive, change and are withdrawn, and at once it is known which decisions change.

An update is taken whole or not at all; it is in the journal before it is acknowledged; nobody reads half of one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, Self

from ..analysis.accountability.responsibility import Responsibility, ledger
from ..analysis.lookup import find_area
from ..loading.arguments import several
from ..loading.scenario import load_scenario
from ..model.decisions import Decision
from ..model.facts import Area
from ..model.located import wrong_level
from ..model.policies import Policy
from ..model.scenario import Answers, Scenario
from ..problems.problem import GrundError, gathered, nearest, problem
from . import accept
from .changes import Change, Update
from .decision_set import DecisionPart, cast
from .fact_store import Book, FactStep
from .journal_reader import Log, hashed
from .second_opinion import Matcher, Second
from .transition import Beginning, JournalEvent, Transition, events, take

RECENT: Final = 100
"""How many updates are kept as they were answered; of older ones a repetition is made again from the steps."""


class LiveScenario:
    """A scenario that takes updates. Use it in `with`, or `close` it.

    `scenario`: a `Scenario`, its name or file; None is the one the journal began with, or the default. `journal`: a
    file, made where there is none; without one a session is a what-if and forgets. `policies`: those that are decided
    (default: those the scenario names). `matcher`: "rete" has the matcher find the changed decisions too, in a
    process of its own. Safe for threads. Raises `GrundError`: G610–G613 where the journal cannot be had, as `load` for
    the scenario.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path | None = None,
        journal: str | os.PathLike[str] | None = None,
        policies: Iterable[str] | str | None = None,
        *,
        matcher: Matcher = "plain",
        writing: bool = True,
    ) -> None:
        loaded_scenario = scenario if isinstance(scenario, Scenario | None) else load_scenario(scenario)
        if loaded_scenario is not None:
            loaded_scenario.refuse_repairs()  # before a journal is made
        self._lock = threading.RLock()
        self._over = ""
        self._log = Log(loaded_scenario, journal, writing)
        try:
            self.scenario = self._log.scenario
            self.scenario.refuse_repairs()
            words = self.scenario.book.vocabulary
            self.policies = tuple(
                [self.scenario.policy(p).id for p in (self.scenario.named if policies is None else several(policies))]
            )
            full_cast = cast(self.scenario, self.policies)
            self._beginning = Beginning(words, full_cast, self.scenario.facts, self.scenario.day, self.scenario.known)
            book, day = Book(self.scenario.facts), self.scenario.day
            for step in self._log.read(book):
                book.take(step)
                day = step.day
            if writing:
                self._log.settle()
            self._now = self._beginning.standing(book, day)
            self._recent: dict[int, Update] = {}
            self._ledger = ledger(self.scenario.book.organisation, self.scenario.today)
            self._second = Second(words, full_cast, matcher if writing else "plain")
        except BaseException:
            self._log.close()
            raise

    @classmethod
    def read(cls, journal: str | os.PathLike[str], policies: Iterable[str] | str | None = None) -> Self:
        """A session that only reads a journal, which another process may be writing; `refresh` follows it."""
        return cls(None, journal, policies, writing=False)

    # ── what it is
    @property
    def day(self) -> date:
        """The day that is decided."""
        return self._now.day

    @property
    def known(self) -> date | None:
        """As known on which day; None: all that is recorded."""
        return self._now.known

    @property
    def seq(self) -> int:
        """The number of the last entry."""
        return self._log.seq

    @property
    def alone(self) -> bool:
        """Whether nothing beside the journal says which entry was acknowledged last: it may be a part of a copy."""
        return self._log.alone

    @property
    def worker(self) -> int | None:
        """The process id of the matcher's worker; None where the interpreter answers alone."""
        return self._second.worker

    # ── what changes it
    def update(
        self,
        adds: Iterable[accept.Added] = (),
        withdraws: Iterable[accept.Withdrawn] = (),
        key: str = "",
        name: str = "update",
        day: date | None = None,
    ) -> Update:
        """Add facts (and issues of lists), withdraw others: all of it, or nothing.

        `adds`: `Fact`s, `ListInForce`s, or mappings with the columns of facts/*.csv (of lists.csv where they have a
        `series`); without `valid_from` and `recorded` a fact holds from, and is recorded on, the session's day.
        `withdraws`: facts, ids of lists, or `area/attribute[/valid_from[/recorded]]`; what is withdrawn is no longer
        seen from the session's day on, and still is by whoever asks what was known before. `key`: a repetition under
        the same key is acknowledged with the same answer and nothing is recorded twice. `name`: what a problem calls
        the rows. `day`: go on to this day with it. Raises `GrundError`, and then nothing has changed: G1–G4 as for
        files, G317 where two rules come into conflict, G505 where the disk refuses, G601–G608, G614, G903 and G904.
        """
        with self._writing():
            request = accept.request(adds, withdraws, name)
            wanted = hashed(request, day) if key else ""
            repeated = self._log.repeated(key, wanted)
            if repeated is not None:
                return self._again(repeated)
            step, body = accept.accept(request, self.scenario.book, self._now.book, self._not_before(day))
            return self._take(step, lambda: self._log.append(step, body, key, wanted))

    def on(self, day: date) -> Update:
        """Go on to a later day. Raises `GrundError`: G607 for an earlier one; G317."""
        with self._writing():
            if self._not_before(day) == self.day:
                return Update(self.seq, (), 0)
            step = FactStep(day)
            body = {"adds": [], "withdraws": [], "day": day.isoformat()}
            return self._take(step, lambda: self._log.append(step, body, "", ""))

    def _not_before(self, day: date | None) -> date:
        """The day to go on to; the session's own where none is named. Raises `GrundError`: G607."""
        if day is not None and day < self.day:
            raise GrundError([problem("G607", None, day=day, now=self.day)])
        return day or self.day

    def _take(self, step: FactStep, record: Callable[[], int]) -> Update:
        """A step taken, checked where a matcher is, and recorded: in this order, so that a refusal leaves nothing."""
        turn: Transition | None = None
        try:
            turn = take(self._beginning, self._now, step, meanwhile=self._second.tell)
            self._second.agree(turn)
            seq = record()
        except GrundError:
            if turn is not None:
                turn.undo()
            self._second.forget()
            raise
        self._now = turn.now
        update = Update(seq, turn.changed, len(turn.after))
        self._recent[seq] = update
        self._recent.pop(seq - RECENT, None)
        return update

    def _again(self, seq: int) -> Update:
        """The answer that an earlier update was given."""
        if seq in self._recent:
            return self._recent[seq]
        book, day = Book(self.scenario.facts), self.scenario.day
        for number, step in self._log.steps:
            if number == seq:
                turn = take(self._beginning, self._beginning.standing(book, day), step)
                return Update(seq, turn.changed, len(turn.after))
            book.take(step)
            day = step.day
        raise AssertionError("a key belongs to a step")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The writer's turn. What ends neither done nor refused (a Ctrl-C) leaves a session that answers no more."""
        with self._open():
            if not self._log.writing:
                raise GrundError([problem("G614", None, why="@reading")])
            try:
                yield
            except GrundError:
                raise
            except BaseException:
                self._over = "@interrupted"
                raise

    @contextmanager
    def _open(self) -> Iterator[None]:
        """One at a time, and only while it is open."""
        with self._lock:
            if self._over:
                raise GrundError([problem("G614", None, why=self._over)])
            yield

    def refresh(self) -> int:
        """Take in what has come to the journal since (`read`); how many steps that was."""
        with self._open():
            count = 0
            for step in self._log.read(self._now.book):
                self._now = take(self._beginning, self._now, step, wanted=lambda _: False).now
                count += 1
            return count

    def close(self) -> None:
        """Let go of the journal and end the worker."""
        with self._lock:
            self._over = "@closed"
            self._log.close()
            self._second.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── what is asked of it
    def decisions(self, policies: Iterable[str] | None = None) -> tuple[Answers, ...]:
        """Every decision of some policies (default: all of the session's), as `grund.run` gives them."""
        with self._open():
            questions: list[tuple[Policy, DecisionPart, list[Callable[[], Decision]]]] = []
            for name in self.policies if policies is None else policies:
                policy, parts = self.scenario.policy(name), self._parts(None, name)
                order = {id(ruling): i for i, ruling in enumerate(policy.rulings.values())}
                for i in sorted(parts, key=lambda i: (order[id(self._now.cast.parts[i].ruling)], i)):
                    part = self._now.cast.parts[i]
                    areas = self._now.world.by_level.get(part.level, ())
                    questions.append((policy, part, [partial(self._now.decide, (i, area.id)) for area in areas]))
            decided = iter(gathered(ask for *_, asks in questions for ask in asks))
            return tuple(
                Answers(policy, part.ruling, part.reading, tuple(islice(decided, len(asks))))
                for policy, part, asks in questions
            )

    def grounds(self, area: Area | str, insats: str, policy: str | None = None) -> Iterator[tuple[Policy, Decision]]:
        """How an insats is decided for an area now, with its grounds; without a policy, each way that it is decided.

        Raises `GrundError`: G401, G408 for the area, G312, G503, G508 for the policy and the insats.
        """
        for i in self._parts(insats, policy):
            part = self._now.cast.parts[i]
            where = self._area(area, part.level)
            if where.level != part.level:
                raise GrundError([wrong_level(self._today().today, where, part.level)])
            yield self.scenario.policy(policy or part.policies[0]), self._now.decide((i, where.id))

    def history(self, area: Area | str | None = None, insats: str | None = None) -> tuple[JournalEvent, ...]:
        """The steps that changed a decision of an area (about one insats), each with its changes; without an area,
        every step."""
        with self._open():
            where, parts = None if area is None else self._area(area).id, frozenset(self._parts(insats, None))
            journal_events = events(self._beginning, self._log.steps, lambda p: p[0] in parts and where in (None, p[1]))
            return tuple(e for e in journal_events if e.changed or area is None)

    def event(self, update: Update) -> JournalEvent:
        """An update with what came by it and what went."""
        with self._open():
            step = dict(self._log.steps)[update.seq]
            return JournalEvent(
                update.seq, step.day, (*step.facts, *step.lists), step.withdrawn, update.changed, update.read
            )

    def at(self, day: date | None = None, known: date | None = None) -> Scenario:
        """The scenario on any day, as known on any day, with everything recorded and withdrawn until now.

        It is a `Scenario` like any other, of which `grund.run`, `grund.compare` and `grund.explain` answer questions,
        and what happens in the session later does not change it. Default: the session's own day, and what it knows.
        """
        with self._open():
            when = day or self.day
            return replace(
                self.scenario, facts=self._now.book.as_facts(), day=when, known=known or self.known,
                moved_day=when != self.scenario.day, cache={}, frames={},
            )  # fmt: skip

    def told(self, change: Change) -> tuple[Responsibility, ...]:
        """Who must be told of a change: the bodies that answer for its insats in its area, by which duty."""
        with self._open():
            if self._ledger.world.day != self.day:
                self._ledger = ledger(self.scenario.book.organisation, self._today().today)
            return tuple(a for a in self._ledger.who(change.insats, change.area) if a.answers)

    def _today(self) -> Scenario:
        """The scenario's areas and relations on the session's day."""
        return self.scenario if self.day == self.scenario.day else replace(self.scenario, day=self.day)

    def _parts(self, insats: str | None, policy: str | None) -> list[int]:
        """The parts that decide an insats (None: any) in a policy (None: any)."""
        if policy is not None and self.scenario.policy(policy).id not in self.policies:
            known = ", ".join(self.policies)
            raise GrundError([problem("G312", None, what="@policy", id=policy, known=known)])
        parts = [(i, p) for i, p in enumerate(self._now.cast.parts) if policy is None or policy in p.policies]
        part_numbers = [i for i, p in parts if insats in (None, p.ruling.insats.id)]
        if not part_numbers and insats is not None:
            ids = dict.fromkeys(p.ruling.insats.id for _, p in parts)
            words = {"id": insats, "policy": policy or ", ".join(self.policies), "known": ", ".join(ids)}
            raise GrundError([problem("G503", None, nearest(str(insats), ids), **words)])
        return part_numbers

    def _area(self, area: Area | str, level: str | None = None) -> Area:
        return find_area(self._today(), area.id if isinstance(area, Area) else area, level)

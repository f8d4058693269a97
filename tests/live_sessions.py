"""Random sequences of updates to whole sessions, in two times, and what must hold after every one of them.

A session with a journal takes facts, corrections, lists, withdrawals and new days. Beside it stands a plain list of
everything that was recorded. After every update

    the session = another one that follows its journal = `plain` on a world made anew from the list

in verdict, deciding rule and missing facts, on the session's own day and on another day as known on another; the update
names exactly the decisions that are others; what nobody had recorded by the day before is not seen from there; and a
session opened anew on the journal says the same. A refused update has changed nothing. With a worker, the matcher's
answers are held against these by the session itself (G903).
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import grund
from case_files import Case, Raw, files, text, write
from faults_live import by_name
from grund.engines.run import run
from grund.live.changes import outcome
from grund.live.fact_store import fact_id
from grund.live.second_opinion import Matcher
from grund.model.facts import Fact, FactBook, ListInForce
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError
from live_sequences import Counts, enlarged, value_of

Said = dict[tuple[str, ...], Any]
Item = Fact | ListInForce

REFUSED: Final = {"G314", "G317", "G405", "G604", "G602", "G603", "G601"}
"""A conflict of rules, or of what is said with what has been: what random updates may run into."""


@dataclass
class Model:
    """Everything recorded, as a plain list; what is withdrawn keeps its place."""

    scenario: Scenario
    items: list[Item]

    def book(self) -> FactBook:
        """The list as a book."""
        facts = tuple(i for i in self.items if isinstance(i, Fact))
        return replace(self.scenario.facts, facts=facts, lists=tuple(i for i in self.items if not isinstance(i, Fact)))

    def decisions(self, day: date, known: date | None, policies: tuple[str, ...]) -> Said:
        """Every decision by `plain`, on a world made anew. Raises `GrundError` (G317)."""
        held = replace(self.scenario, facts=self.book(), day=day, known=known, cache={}, frames={})
        return by_name(run(held, policies))

    def after(self, day: date, adds: list[Item], withdraws: list[str]) -> Model:
        """The list after an update that was accepted."""
        gone = [replace(i, withdrawn=day) if i.withdrawn is None and fact_id(i) in withdraws else i for i in self.items]
        return Model(self.scenario, [*gone, *adds])


def play(raw: Raw, seed: int, length: int, counts: Counts, matcher: Matcher = "plain") -> None:
    """One sequence on one case, enlarged; see `play_as_it_is`."""
    play_as_it_is(enlarged(raw, random.Random(seed)), seed, length, counts, matcher)


def play_as_it_is(case: Raw, seed: int, length: int, counts: Counts, matcher: Matcher = "plain") -> None:
    """One sequence on one case; raises `AssertionError` with what it takes to see the difference again."""
    by = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {f"rules/{path}" if path.startswith("rules/") else path: held for path, held in files(case).items()}
        write(found | {"q.yaml": _scenario(case)}, folder)
        played: list[Any] = []
        try:
            _play(grund.load(folder / "q.yaml"), folder / "live.db", by, length, counts, matcher, played)
        except Exception as error:
            raise AssertionError(f"{error}\nseed {seed}, after {len(played)} steps:\n{played}\n{text(case)}") from error


def _scenario(raw: Raw) -> str:
    case = Case("", raw)
    lines = {"scenario": "q", "label": "Q", "world": "world", "day": case.day, "policies": f"[{case.policy}]"}
    lines |= {"level": next(iter(raw["vocabulary"]["levels"]))} | ({"known": raw["known"]} if "known" in raw else {})
    lines |= {"tolkning": json.dumps({k: [v] for k, v in raw["tolkning"].items()})} if "tolkning" in raw else {}
    return "".join(f"{key}: {value}\n" for key, value in lines.items())


def _play(
    scenario: Scenario, path: Path, by: random.Random, length: int, counts: Counts, matcher: Matcher, played: Any
) -> None:
    model = Model(scenario, [*scenario.facts.facts, *scenario.facts.lists])
    try:
        said = model.decisions(scenario.day, scenario.known, scenario.named)
    except GrundError:
        return  # its rules conflict from the start: no session of it answers
    counts.sequences += 1
    with grund.Session(scenario, path, matcher=matcher) as session, grund.Session.read(path) as reader:
        for number in range(length):
            asked = _asked(session, model, by)
            played.append((str(session.day), *asked))
            model, said = _step(session, model, said, asked, counts)
            reader.refresh()
            assert by_name(reader.decisions()) == said, "a session that follows the journal"
            _elsewhere(session, model, by)
            if number % 10 == 9:
                with grund.Session.read(path) as anew:
                    assert by_name(anew.decisions()) == said, "a session opened anew"


Asked = tuple[list[dict[str, Any]], list[str], date | None]


def _asked(session: grund.Session, model: Model, by: random.Random) -> Asked:
    """Rows to add, ids to withdraw; or a day to go on to."""
    if by.random() < 0.08:
        return [], [], session.day + timedelta(by.choice((1, 1, 30, 200)))
    adds: list[dict[str, Any]] = []
    withdraws: list[str] = []
    series = sorted({a.series for a in session.scenario.book.vocabulary.attributes.values() if a.series})
    for _ in range(by.choice((1, 1, 1, 2, 4))):
        held = [i for i in model.items if i.withdrawn is None]
        if held and by.random() < 0.3:
            withdraws.append(fact_id(by.choice(held)))
        elif series and by.random() < 0.06:
            name = f"n{len(model.items)}-{len(adds)}"
            adds.append({"id": name, "series": by.choice(series), "valid_from": _day(by, session.day), "source": "s"})
        else:
            adds.append(_fact(session, model, by))
    return adds, list(dict.fromkeys(withdraws)), None


def _day(by: random.Random, near: date) -> date:
    return near + timedelta(by.choice((-400, -30, -1, 0, 0, 0, 1, 30)))


def _fact(session: grund.Session, model: Model, by: random.Random) -> dict[str, Any]:
    every = session.scenario.book.vocabulary.attributes.values()
    read = [n for n in every if n.id in session._now._map.read]
    attributes = read if read and by.random() < 0.9 else every
    areas = session.scenario.facts.areas
    area, attribute = by.choice([(a, n) for a in areas for n in attributes if a.level in n.levels])
    value = value_of(attribute.type, by)
    row: dict[str, Any] = {"area": area.id, "attribute": attribute.id, "source": "s"}
    row |= {"missing": "secret"} if value is None else {"value": value}
    if by.random() < 0.5:
        row["valid_from"] = _day(by, session.day)
        if by.random() < 0.3:
            row["valid_to"] = row["valid_from"] + timedelta(by.choice((1, 10, 500)))
    if by.random() < 0.5:
        row["recorded"] = _day(by, session.day)
    return row


def _step(session: grund.Session, model: Model, said: Said, asked: Asked, counts: Counts) -> tuple[Model, Said]:
    """One update, here and in the list; what is decided after it."""
    adds, withdraws, day = asked
    counts.updates += 1
    eve = session.day - timedelta(1)
    late = day is None and all(row.get("recorded", session.day) > eve for row in adds)
    before = _seen(session.at, eve, session.policies) if late else None
    try:
        update = session.on(day) if day else session.update(adds, withdraws)
    except GrundError as error:
        if any(p.code not in REFUSED for p in error.problems):
            raise
        update = None
    if update is None:
        counts.refused += 1
        assert by_name(session.decisions()) == said, "a refused update has changed something"
        return model, said
    step = session._log.steps[-1][1]
    after = model.after(session.day, [*step.facts, *step.lists], withdraws)
    wanted = after.decisions(session.day, session.known, session.policies)
    assert by_name(session.decisions()) == wanted, "the session"
    assert by_name(run(session.at(), session.policies)) == wanted, "the session's own world"
    told = {
        (p, str(c.reading), c.insats.id, c.area.id): c.after and outcome(c.after)
        for c in update.changed
        for p in c.policies
    }
    moved = {key: wanted.get(key) for key in {*said, *wanted} if said.get(key) != wanted.get(key)}
    assert told == moved, "what the update says has changed"
    assert before == (_seen(session.at, eve, session.policies) if late else None), "seen before it was recorded"
    counts.decisions += len(wanted)
    return after, wanted


def _seen(at: Callable[..., Scenario], eve: date, policies: tuple[str, ...]) -> Said | None:
    """What is decided on the eve as it was known then; None where rules conflicted."""
    try:
        return by_name(run(at(eve, eve), policies))
    except GrundError:
        return None


def _elsewhere(session: grund.Session, model: Model, by: random.Random) -> None:
    """Another day, as known on another: the session's book and the list agree."""
    day, known = _day(by, session.day), _day(by, session.day)
    said = [
        (
            {cell: fact.value for cell, fact in world.facts.items()},
            {name: issue.id for name, issue in world.lists.items()},
        )
        for world in (session.at(day, known).facts.at(day, known), model.book().at(day, known))
    ]
    assert said[0] == said[1], f"{day}, as known {known}"

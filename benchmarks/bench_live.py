"""The live city: one reclassification, answered with every changed decision and its grounds.

Each row of a size answers the same reclassifications of police areas, and is held to `plain` first. The floor is what
nobody could do without: the decisions of the touched neighbourhoods made again by `plain`, by somebody who knows
beforehand which they are. Sizes: the shipped city, and invented ones of its shape (`growing_city.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest

import grund
from conftest import Timed
from growing_city import NAME, POLICY, SIZES, city, reclassifications
from grund.engines import interpreter, rete
from grund.engines.run import run
from grund.live.second_opinion import Matcher
from grund.model.decisions import Trace
from grund.model.expressions import Reference
from grund.model.facts import Fact
from grund.model.scenario import Scenario

try:
    import clips
except ImportError:
    clips = None  # type: ignore[assignment]

EACH: Final = pytest.mark.parametrize("size", SIZES)
ROUNDS: Final = 200
CHECKED: Final = 200
"""Reclassifications compared before anything is timed: more than every police area off the list and on it again."""


def group(size: int) -> str:
    """The group of a size."""
    return f"one reclassification, {size} neighbourhoods"


def step_by_step(scenario: Scenario) -> Callable[[], tuple[tuple[Fact], dict[str, Any]]]:
    """The next reclassification, as a benchmark's setup gives it."""
    facts = reclassifications(scenario)
    return lambda: ((next(facts),), {})


# ── peers


def touched(scenario: Scenario) -> Callable[[Fact], dict[tuple[str, str], str]]:
    """`plain` on the neighbourhoods that a police area overlaps, with the value put in by hand."""
    words, policy, world = scenario.book.vocabulary, scenario.policy(POLICY), scenario.today
    node = Reference(NAME, words.attributes[NAME].type)
    rulings = [r for r in policy.rulings.values() if r.insats.level == "stadsdel"]
    now: dict[tuple[str, str], Trace] = {}

    def answer(fact: Fact) -> dict[tuple[str, str], str]:
        frame = interpreter.frame(words, policy, world, {n: o[0] for n, o in scenario.tolkning.items()})
        now[NAME, fact.area] = Trace(node, fact.value, (), fact)
        frame.cells.update(now)
        areas = [area for area, _ in world.related("overlaps", "", fact.area, "stadsdel")]
        return {(r.insats.id, a.id): interpreter.decide(frame, r.insats.id, a).verdict for a in areas for r in rulings}

    return answer


def whole(scenario: Scenario) -> Callable[[Fact], int]:
    """`plain` on everything."""

    def answer(fact: Fact) -> int:
        facts = scenario.facts.patched((fact,))
        return len(run(replace(scenario, facts=facts, cache={}, frames={}), [POLICY]))

    return answer


class Clips:
    """The same rules by hand for CLIPS, whose `logical` keeps conclusions only as long as their grounds."""

    def __init__(self, scenario: Scenario, insatser: list[str]) -> None:
        self.env = clips.Environment()
        self.env.build("(deftemplate klass (slot po) (slot k))")
        self.env.build("(deftemplate overlap (slot po) (slot sd) (slot share (type FLOAT)))")
        self.env.build("(deftemplate yes (slot insats) (slot sd))")
        for insats in insatser:
            self.env.build(
                f"(defrule {insats} (logical (klass (po ?p) (k ?k&~ingen)) "
                "(overlap (po ?p) (sd ?a) (share ?s&:(> ?s 0.02)))) => "
                f"(assert (yes (insats {insats}) (sd ?a))))"
            )
        self.klass: dict[str, Any] = {}
        overlap = self.env.find_template("overlap")
        for link in scenario.today.links:
            share = link.shares.get("share_of_stadsdel_area") if link.relation == "overlaps" else None
            if share is not None and scenario.today.areas[link.area].level == "polisomrade":
                overlap.assert_fact(po=clips.Symbol(link.area), sd=clips.Symbol(link.other), share=float(share))
        for area, name in scenario.today.facts:
            if name == NAME:
                self.put(area, str(scenario.today.read(area, scenario.book.vocabulary.attributes[NAME])[0]))
        self.env.run()

    def put(self, area: str, value: str) -> None:
        """The class of a police area."""
        held = self.klass.pop(area, None)
        if held is not None:
            held.retract()
        template = self.env.find_template("klass")
        self.klass[area] = template.assert_fact(po=clips.Symbol(area), k=clips.Symbol(value))

    def update(self, fact: Fact) -> None:
        """One reclassification."""
        self.put(fact.area, str(fact.value))
        self.env.run()

    @property
    def yes(self) -> set[tuple[str, str]]:
        """What is granted: (insats, neighbourhood)."""
        return {(str(f["insats"]), str(f["sd"])) for f in self.env.facts() if f.template.name == "yes"}


# ── the answers are the same


@cache
def moved(size: int) -> tuple[str, ...]:
    """The insatser that reclassifications move."""
    with grund.Session(city(size), policies=[POLICY], matcher="plain") as session:
        facts = islice(reclassifications(session.scenario), CHECKED)
        return tuple(sorted({c.insats.id for fact in facts for c in session.update([fact]).changed}))


def granted(session: grund.Session, insatser: tuple[str, ...]) -> set[tuple[str, str]]:
    """What some insatser grant in a session."""
    answers = [a for a in session.decisions() if a.ruling.insats.id in insatser]
    return {(a.ruling.insats.id, d.area.id) for a in answers for d in a.decisions if d.verdict == "yes"}


@cache
def checked(size: int) -> None:
    """Every row's answers, held to `plain` on a world made anew."""
    scenario, insatser = city(size), moved(size)
    answer = touched(scenario)
    with grund.Session(scenario, policies=[POLICY], matcher="plain") as session:
        peer = Clips(scenario, list(insatser)) if clips is not None else None
        yes = granted(session, insatser)
        for fact in islice(reclassifications(scenario), CHECKED):
            for change in session.update([fact]).changed:
                (yes.add if change.after and change.after.verdict == "yes" else yes.discard)(
                    (change.insats.id, change.area.id)
                )
            for pair, verdict in answer(fact).items():
                assert pair[0] not in insatser or (pair in yes) == (verdict == "yes")
            if peer is not None:
                peer.update(fact)
        assert yes == granted(session, insatser)
        assert peer is None or peer.yes == yes


# ── the rows


@EACH
def test_touched(timed: Timed, size: int) -> None:
    """`plain` on the neighbourhoods touched, known beforehand."""
    setup = step_by_step(city(size))
    timed(touched(city(size)), setup=setup, rounds=ROUNDS, group=group(size), label="plain, the touched", floor=True)


@pytest.mark.parametrize("size", SIZES[:2])
def test_whole(timed: Timed, size: int) -> None:
    """`plain` on everything; on the largest city it would take minutes a time."""
    setup = step_by_step(city(size))
    rounds = 3 if size > 1000 else 20
    timed(whole(city(size)), setup=setup, rounds=rounds, group=group(size), label="plain, everything")


@EACH
def test_clips(timed: Timed, size: int) -> None:
    """CLIPS, the same rules by hand: verdicts alone, without grounds, unknowns or exceptions."""
    if clips is None:
        pytest.skip("clipspy is not installed")
    checked(size)
    peer = Clips(city(size), list(moved(size)))
    setup = step_by_step(city(size))
    timed(peer.update, setup=setup, rounds=ROUNDS, group=group(size), label="clipspy, verdicts alone")


@pytest.fixture
def matched() -> None:
    """Skips where durable-rules does not import."""
    if rete.unavailable() is not None:
        pytest.skip("durable-rules does not import here")


@EACH
@pytest.mark.usefixtures("matched")
def test_memory(timed: Timed, size: int) -> None:
    """The rete reading by itself: verdicts and rules of everything that the change can have touched."""
    scenario = city(size)
    words, policy, world = scenario.book.vocabulary, scenario.policy(POLICY), scenario.today
    program = rete.compile(words, policy, world, {n: o[0] for n, o in scenario.tolkning.items()})
    attributes = {name: words.attributes[name] for level, name in program.columns if name in words.attributes}
    values = {(a.id, n): world.read(a.id, h)[0] for n, h in attributes.items() for a in world.areas.values()
              if a.level in h.levels}  # fmt: skip
    with rete.Memory(program, values) as memory:
        setup = step_by_step(scenario)

        def update(fact: Fact) -> object:
            return memory.update({(fact.area, NAME): fact.value})

        timed(update, setup=setup, rounds=ROUNDS, group=group(size), label="rete, verdicts and rules")


@pytest.fixture(params=["plain", "rete", "rete, journal"])
def kind(request: pytest.FixtureRequest) -> str:
    """A session with one reading, with both, and with both and a journal."""
    if request.param != "plain":
        request.getfixturevalue("matched")
    return str(request.param)


@EACH
def test_session(timed: Timed, size: int, kind: str, tmp_path: Path) -> None:
    """A session: changed decisions before and after, rules, missing facts, and the grounds that moved."""
    checked(size)
    matcher: Matcher = "plain" if kind == "plain" else "rete"
    journal = tmp_path / "live.db" if "journal" in kind and size == SIZES[0] else None
    if "journal" in kind and journal is None:
        pytest.skip("a journal is on a scenario's files; its price does not depend on the city")
    with grund.Session(city(size), journal, [POLICY], matcher=matcher) as session:
        setup = step_by_step(city(size))
        session.update([setup()[0][0]])  # the worker is filled by the first question
        label = {"plain": "session, plain alone", "rete": "session, two readings"}.get(kind, "…, and a journal")
        timed(lambda f: session.update([f]), setup=setup, rounds=ROUNDS, group=group(size), label=label)

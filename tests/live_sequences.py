"""Random sequences of updates, and what must hold after every one of them.

Two live memories take the same updates. The first as they come; the second under other names for the engine's aliases,
with rules, facts and declarations in another order, each update split as small as it can be, in pens of two areas whose
matchers are made anew all the time. After every update

    the one = the other = a memory filled from scratch = `plain` on the same values

in verdict, deciding rule and derived values; missing facts too, although `plain` is asked only for the decisions that
the update returned: so these must be all that can have changed. A refused update (a conflict) has changed nothing.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, Final

import strategies
from case_files import Built, Case, Raw, build, text
from grund.engines import interpreter, rete
from grund.engines.rete import matcher, rulesets
from grund.model.decisions import Trace
from grund.model.expressions import Reference, Type, Value
from grund.problems.problem import GrundError

Place = tuple[str, str]
Values = dict[Place, Value | None]
Said = tuple[str, str | None, frozenset[str]]

ALIASES: Final = (("l", "m"), ("e", "u"), ("u", "e"), ("al", "be"), ("bu", "s"), ("m", "l"), ("s", "host"))
"""Names that hash to the engine's first table row, that are its own words, or that change places."""
_DAYS: Final = tuple(date.fromisoformat(day) for day in strategies.DAYS)


@dataclass
class Counts:
    """What a run has compared."""

    sequences: int = 0
    updates: int = 0
    refused: int = 0
    decisions: int = 0
    values: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass
class Live:
    """A memory, and what a session would know from its answers alone."""

    memory: rete.Memory
    frame: interpreter.EvalContext
    said: dict[Place, Said] = field(default_factory=dict)

    def update(self, changes: Values, values: Values) -> None:
        """Takes an update; asks `plain` for missing facts only where the answer says that they can be others."""
        for answer in self.memory.update(changes):
            before = self.said.get((answer.insats, answer.area))
            assert before is None or answer.changed == (before[:2] != (answer.verdict, answer.rule)), answer
            missing = told(self.frame, values, answer.insats, answer.area)[2]
            self.said[answer.insats, answer.area] = answer.verdict, answer.rule, missing


# ── worlds


def enlarged(raw: Raw, by: random.Random) -> Raw:
    """The case with more areas, and with aggregates along other relations than overlaps."""
    areas = raw["world"]["areas"] | {"d3": "del", "p4": "polis", "p5": "polis"}
    here, there = ([a for a, level in areas.items() if level == wanted] for wanted in ("del", "polis"))
    share = ("", "0.1", "0.3", "0.5", "1", "0.100000001")
    pairs = by.sample(list(product(there, here)), by.randint(0, 9))
    up = [{"area": p, "parent": by.choice(here), "hierarchy": "h"} for p in there if by.random() < 0.8]
    down = [{"area": d, "parent": by.choice(there), "hierarchy": "g"} for d in here if by.random() < 0.8]
    world = raw["world"] | {
        "areas": areas,
        "overlaps": [{"area": p, "other": d, "andel": by.choice(share)} for p, d in pairs],
        "part_of": up + down,
        "neighbours": [{"area": a, "other": b} for a, b in by.sample(list(product(there, here)), by.randint(0, 6))],
    }
    derived = {name: _walked(given, by) if "over" in given else given for name, given in raw["derived"].items()}
    words = raw["vocabulary"] | {"hierarchies": {"h": {}, "g": {}}}
    return raw | {"world": world, "derived": derived, "vocabulary": words}


def _walked(given: Raw, by: random.Random) -> Raw:
    """An aggregate along some relation; shares belong to overlaps."""
    relation = by.choice(("overlaps", "overlaps", "parts", "parent", "neighbours"))
    if relation == "overlaps":
        return given
    kept = {k: v for k, v in given.items() if k not in ("share", "more_than", "at_least", "weighted")}
    trees = {"parts": {"hierarchy": "h"}, "parent": {"hierarchy": "g"}}
    return kept | {"over": relation} | trees.get(relation, {})


def shuffled(value: Any, by: random.Random) -> Any:
    """The case in another order, but for what means something: members of enums, the first level."""
    if isinstance(value, dict):
        keys = list(value) if set(value) == {"del", "polis"} else by.sample(list(value), len(value))
        return {k: value[k] if k == "enum" else shuffled(value[k], by) for k in keys}
    return [shuffled(v, by) for v in by.sample(value, len(value))] if isinstance(value, list) else value


def loaded(raw: Raw) -> interpreter.EvalContext:
    """The case through the real loaders, as a frame of its policy."""
    with tempfile.TemporaryDirectory() as folder:
        built: Built = build(Case("found", raw), Path(folder))
    world = built.facts.at(built.case.day, built.case.known)
    policy = built.book.policies[built.case.policy]
    return interpreter.frame(built.book.vocabulary, policy, world, built.case.get("tolkning", {}))


def first_values(frame: interpreter.EvalContext) -> Values:
    """What the world says, area by area."""
    attributes = frame.vocabulary.attributes.values()
    areas = frame.world.areas.values()
    return {(a.id, n.id): frame.world.read(a.id, n)[0] for a in areas for n in attributes if a.level in n.levels}


def value_of(kind: Type, by: random.Random) -> Value | None:
    """A value of a type, often one that conditions ask about; often none."""
    if by.random() < 0.25:
        return None
    if kind.kind == "bool":
        return by.random() < 0.5
    if kind.kind == "enum":
        return by.choice(kind.members)
    if kind.kind == "date":
        return by.choice(_DAYS)
    low, high = (int(edge) for edge in (max(kind.low, Decimal(-100)), min(kind.high, Decimal(100))))
    near = by.randint(max(low, -3), min(high, 12)) if by.random() < 0.7 else by.randint(low, high)
    return Decimal(near) + (Decimal(by.randint(0, 9)).scaleb(-1) if kind.decimals and near < high else 0)


# ── the other answers


def seeded(frame: interpreter.EvalContext, values: Mapping[Place, Value | None]) -> interpreter.EvalContext:
    """A new frame in which the attributes have these values, whatever the facts of its world."""
    found = interpreter.frame(frame.vocabulary, frame.policy, frame.world, frame.tolkning)
    for (area, name), value in values.items():
        found.cells[name, area] = Trace(Reference(name), value)
    return found


def told(frame: interpreter.EvalContext, values: Mapping[Place, Value | None], insats: str, area: str) -> Said:
    """What `plain` says of one decision."""
    decision = interpreter.decide(seeded(frame, values), insats, frame.world.areas[area])
    return decision.verdict, decision.rule, decision.missing


def plainly(frame: interpreter.EvalContext, values: Mapping[Place, Value | None]) -> dict[Place, Said] | None:
    """Every decision by `plain`; None where rules conflict."""
    held = seeded(frame, values)
    try:
        decisions = [d for insats in frame.policy.rulings for d in interpreter.decide_all(held, insats)]
    except GrundError as error:
        if {p.code for p in error.problems} != {"G317"}:
            raise
        return None
    return {(d.ruling.insats.id, d.area.id): (d.verdict, d.rule, d.missing) for d in decisions}


def derived_values(frame: interpreter.EvalContext, values: Mapping[Place, Value | None]) -> Values:
    """Every derived value by `plain`."""
    held = seeded(frame, values)
    return {
        (area.id, d.id): interpreter.read(held, Reference(d.id), area).value
        for d in frame.vocabulary.derived.values()
        for area in frame.world.areas.values()
        if area.level in d.levels
    }


# ── a sequence


@contextmanager
def settings(aliases: tuple[str, str], pen: int, renewed: int) -> Iterator[None]:
    """The reading with other aliases, pens and lives of matchers."""
    held = (rulesets.LINK, rulesets.MEMBER, matcher.PEN, matcher.RENEWED)
    rulesets.LINK, rulesets.MEMBER, matcher.PEN, matcher.RENEWED = (*aliases, pen, renewed)  # type: ignore[misc]
    try:
        yield
    finally:
        rulesets.LINK, rulesets.MEMBER, matcher.PEN, matcher.RENEWED = held  # type: ignore[misc]


def program(frame: interpreter.EvalContext) -> rete.Program:
    """The frame's policy for the matcher, with every derived attribute watched."""
    return rete.compile(frame.vocabulary, frame.policy, frame.world, frame.tolkning, frame.vocabulary.derived)


def filled(compiled: rete.Program, values: Mapping[Place, Value | None], by: random.Random) -> rete.Memory | None:
    """A memory of the values, told in some order; None where rules conflict."""
    try:
        return rete.Memory(compiled, dict(by.sample(list(values.items()), len(values))))
    except GrundError as error:
        if {p.code for p in error.problems} != {"G317"}:
            raise
        return None


def play(raw: Raw, seed: int, length: int, counts: Counts) -> None:
    """One sequence on one case; raises `AssertionError` with what it takes to see the difference again."""
    by = random.Random(seed)
    case = enlarged(raw, by)
    first, second = loaded(case), loaded(shuffled(case, by))
    run(first, second, seed, length, counts, lambda values: text(_as_case(case, values)))


def run(
    first: interpreter.EvalContext, second: interpreter.EvalContext, seed: int, length: int, counts: Counts, shown: Any
) -> None:
    """One sequence on one policy, loaded twice."""
    by = random.Random(seed)
    values = first_values(first)
    if plainly(first, values) is None:
        values = dict.fromkeys(values)
    if plainly(first, values) is None:
        return
    compiled = program(first)
    with settings(by.choice(ALIASES), 2, by.randint(1, 9)):
        other = program(second)
        lives = [Live(filled(p, values, by), f) for p, f in ((compiled, first), (other, second))]  # type: ignore[arg-type]
        for live in lives:
            live.said = plainly(first, values) or {}
        counts.sequences += 1
        played: list[Values] = []
        try:
            for _ in range(length):
                played.append(_changes(first, by))
                values = _step(lives, compiled, values, played[-1], by, counts)
        except Exception as error:
            said = f"seed {seed}, after {len(played)} updates:\n{played}\n{shown(values)}"
            raise AssertionError(f"{error}\n{said}") from error
        finally:
            for live in lives:
                live.memory.dispose()


def _changes(frame: interpreter.EvalContext, by: random.Random) -> Values:
    """One to four changes; withdrawals are values of None."""
    attributes = frame.vocabulary.attributes
    places = [(a.id, n.id) for a in frame.world.areas.values() for n in attributes.values() if a.level in n.levels]
    chosen = by.sample(places, min(len(places), by.choice((1, 1, 1, 2, 4))))
    return {(area, name): value_of(attributes[name].type, by) for area, name in chosen}


def _step(
    lives: list[Live], compiled: rete.Program, values: Values, changes: Values, by: random.Random, counts: Counts
) -> Values:
    """One update, everywhere; the values after it."""
    frame = lives[0].frame
    after = values | changes
    wanted = plainly(frame, after)
    counts.updates += 1
    if wanted is None:
        counts.refused += 1
        after, wanted = values, plainly(frame, values)
        for live in lives:
            before = dict(live.memory.decisions())
            assert _refuses(live, changes), "plain finds a conflict, the memory none"
            assert before == live.memory.decisions(), "a refused update has changed something"
    else:
        lives[0].update(changes, after)
        _split(lives[1], values, changes, by)
    assert wanted is not None
    scratch = filled(compiled, after, by)
    assert scratch is not None
    with scratch:
        for name, memory in (("live", lives[0].memory), ("permuted", lives[1].memory), ("from scratch", scratch)):
            said = dict(memory.decisions())
            assert said == {place: decision[:2] for place, decision in wanted.items()}, name
            for (area, derived), value in derived_values(frame, after).items():
                assert memory.value(area, derived) == value, (name, area, derived)
                counts.values += 1
            counts.decisions += len(wanted)
    for live in lives:
        assert live.said == wanted, "missing facts of a decision that no update returned"
    return after


def _refuses(live: Live, changes: Values) -> bool:
    try:
        live.memory.update(changes)
    except GrundError as error:
        return {p.code for p in error.problems} == {"G317"}
    return False


def _split(live: Live, values: Values, changes: Values, by: random.Random) -> None:
    """The changes one by one; those after which rules would conflict go with the next."""
    held: Values = {}
    now = dict(values)
    for place in by.sample(list(changes), len(changes)):
        held[place] = changes[place]
        if plainly(live.frame, now | held) is not None:
            now |= held
            live.update(held, now)
            held = {}
    assert not held


def _as_case(raw: Raw, values: Mapping[Place, Value | None]) -> Raw:
    """The case with these values as its facts, for a file of tests/cases."""
    rows = [
        {"area": area, "attribute": name, "valid_from": "2026-01-01", "recorded": "2025-01-01"}
        | ({"missing": "not_available"} if value is None else {"value": _written(value)})
        for (area, name), value in sorted(values.items())
    ]
    return raw | {"world": raw["world"] | {"dated": rows}}


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else value

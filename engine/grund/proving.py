"""Proving: what is wrong with a policy whatever the facts are.

Enters: policies (and, for real areas as witnesses, a scenario). Leaves: `Finding` values: a problem, the rules it is
about, and a case that shows it. Promise: nothing is called impossible that is not proved so; what is not settled in
time is said to be that; a case is a real area where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from .expr import Expr, Literal, Operation, Reference, fold
from .loading.policies import compile_ruling
from .loading.vocabulary import room
from .policy import Over, Parameter, Policy, Rule, Rulebook, Ruling, Vocabulary
from .possible import Given, Is, Possible, Question, Side, differs, every, holds, no, says, some
from .problems import Place, Problem, problem
from .readings import plain
from .readings.proof import Answer, Prover
from .render import canonical
from .scenario import Scenario, frame_of
from .solver import TIMEOUT

NOTES: Final = frozenset({"G707", "G708", "G709", "G711"})
"""Findings that may be as intended; the others are defects."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: its problem, the policy and rules it is about, and a case that shows it."""

    problem: Problem
    policy: Policy | None = None
    rules: tuple[Rule, ...] = ()
    case: Possible | None = None
    words: Vocabulary | None = None

    @property
    def note(self) -> bool:
        """Whether it may be as intended."""
        return self.problem.code in NOTES


@dataclass(frozen=True)
class Bench:
    """What the checks share: the rulebook, the day that is usual, real areas, the time for a question."""

    book: Rulebook
    day: date
    scenario: Scenario | None = None
    timeout: int = TIMEOUT
    done: dict[object, list[Finding]] = field(default_factory=dict, repr=False)

    @property
    def words(self) -> Vocabulary:
        """The vocabulary."""
        return self.book.vocabulary

    def prover(self, level: str, *sides: Side, day: date | None = None) -> Prover:
        """A prover for any day (or one), with declared parameters."""
        return Prover(self.words, level, sides, Given(day, usual=day or self.day), self.timeout)

    def witness(self, prover: Prover, question: Question) -> Answer:
        """A case for the question: a real area if there is one, else a possible one."""
        found = prover.ask(question)
        if found.status != "case":
            return found
        real = None if self.scenario is None else self._real(self.scenario, prover, question)
        return prover.show(question) if real is None else Answer("case", real)

    def _real(self, scenario: Scenario, prover: Prover, question: Question) -> Possible | None:
        exprs = [r.active for side in prover.sides for ruling in side.policy.rulings.values() for r in ruling.rules]
        areas = scenario.today.by_level.get(prover.level, ())
        for reading in scenario.readings_of(exprs):
            frames = [frame_of(scenario, scenario.policy(side.policy.id), reading) for side in prover.sides]
            for area in areas:
                if holds(frames, question, area):
                    return Possible(scenario.day, prover.level, dict(reading), ({},), ({},), ({},), area)
        return None


def prove(
    book: Rulebook, policies: Iterable[Policy], scenario: Scenario | None = None, timeout: int = TIMEOUT
) -> list[Finding]:
    """Every finding for some policies of a rulebook, each once: inherited rules are looked at where they stand."""
    chosen = list(policies)
    bench = Bench(book, scenario.day if scenario else _usual(chosen), scenario, timeout)
    found: list[Finding] = []
    for policy in chosen:
        for ruling in policy.rulings.values():
            key = (
                ruling.insats.id,
                tuple(canonical(r.active) for r in ruling.rules),
                _values(bench.words, policy, ruling),
            )
            if key not in bench.done:
                bench.done[key] = list(_ruling(bench, policy, ruling))
                found += bench.done[key]
        found += _gaps(bench, policy)
    found += _parameters(bench, chosen)
    found += _members(bench, chosen)
    found += _outside(bench)
    return [replace(f, words=bench.words) for f in found]


def _usual(policies: Iterable[Policy]) -> date:
    """The latest day that the rules mention: from there on they do not change."""
    rules = [r for p in policies for ruling in p.rulings.values() for r in ruling.rules]
    days = [day for r in rules for day in (r.start, r.end) if day is not None]
    return max(days, default=date(2000, 1, 1))


def _values(words: Vocabulary, policy: Policy, ruling: Ruling) -> tuple[object, ...]:
    """The declared values of the parameters a ruling reads."""
    read = plain.reached(words, [rule.active for rule in ruling.rules])
    held = [policy.parameters[n[6:]] for n in sorted(read) if n[:6] == "param."]
    return tuple((p.id, v.start, v.value) for p in held for v in p.values)


# ── the rules of one insats


def _ruling(bench: Bench, policy: Policy, ruling: Ruling) -> Iterator[Finding]:
    alone = replace(policy, rulings={ruling.insats.id: ruling})
    prover = bench.prover(ruling.insats.level, Side(alone))
    clashes = list(_conflicts(bench, alone, ruling, prover))
    yield from clashes
    covered: set[str] = set()
    for rule in sorted(ruling.rules, key=lambda r: r.id):
        yield from _rule(bench, alone, ruling, rule, prover, covered, bool(clashes))


def _conflicts(bench: Bench, policy: Policy, ruling: Ruling, prover: Prover) -> Iterator[Finding]:
    """Pairs of rules of opposite outcome that can be active together."""
    sides = {then: [r for r in ruling.rules if r.then == then] for then in ("yes", "no")}
    if not sides["yes"] or not sides["no"]:
        return
    together = every(*(some(*(_active(r) for r in rules)) for rules in sides.values()))
    if prover.ask(together).status == "none":
        return
    for a in sides["yes"]:
        for b in sides["no"]:
            first, second = sorted((a, b), key=lambda r: r.id)
            answer = bench.witness(prover, every(_active(a), _active(b)))
            words = {"first": first.id, "second": second.id, "insats": ruling.insats.id}
            if answer.status != "none":
                what = f"{first.id} / {second.id} (G701)"
                yield _finding(answer, "G701", what, first.place, policy, (first, second), words)


def _rule(
    bench: Bench, policy: Policy, ruling: Ruling, rule: Rule, prover: Prover, covered: set[str], clash: bool
) -> Iterator[Finding]:
    """What is wrong with one rule: dead, always defeated, without effect, covered, or an exception to nothing."""
    words = {"rule": rule.id, "insats": ruling.insats.id}
    without = _without(policy, ruling, rule)
    pair = bench.prover(ruling.insats.level, Side(policy), Side(without))
    matters = differs(Is(ruling.decision), Is(without.rulings[ruling.insats.id].decision, side=1))
    alive = pair.ask(every(_active(rule), matters)).status
    if alive != "case":
        active = prover.ask(_active(rule)).status
        if active == "none":
            yield _dead(ruling, rule, prover, policy, words)
            return
        settled = "open" if "open" in (alive, active) else pair.ask(matters).status
        if settled == "open":
            yield Finding(problem("G711", rule.place, what=f"{rule.id} (G704)"), policy, (rule,))
        elif settled == "none" and not clash and not _idle(ruling, rule, prover):
            others = _covering(ruling, rule, prover, covered)
            if others != [""]:
                code = "G705" if others else "G704"
                yield Finding(problem(code, rule.place, **words, others=", ".join(others)), policy, (rule,))
                return
    yield from _defeats(ruling, rule, prover, policy, words)


def _idle(ruling: Ruling, rule: Rule, prover: Prover) -> bool:
    """Whether the rule is an exception that defeats none of the rules it names; that is then said instead."""
    targets = [r for r in ruling.rules if r.id in rule.exception_to]
    met = [prover.ask(every(_active(rule), _held(t))).status for t in targets]
    return bool(targets) and all(status == "none" for status in met)


def _dead(ruling: Ruling, rule: Rule, prover: Prover, policy: Policy, words: dict[str, str]) -> Finding:
    status = prover.ask(_held(rule)).status if rule.exceptions else "none"
    if status == "none":
        return Finding(problem("G702", rule.place, **words), policy, (rule,))
    beating = [r for r in ruling.rules if r.id in rule.exceptions and prover.ask(every(_active(r), _held(rule))).case]
    others = ", ".join(r.id for r in beating)
    return Finding(problem("G703", rule.place, **words, others=others), policy, (rule, *beating))


def _covering(ruling: Ruling, rule: Rule, prover: Prover, covered: set[str]) -> list[str]:
    """The rules of the same outcome that hold whenever the rule does; `[""]` where that one is reported already."""
    found = []
    for other in sorted(ruling.rules, key=lambda r: r.id):
        if other.id == rule.id or other.then != rule.then:
            continue
        if prover.ask(every(_active(rule), no(_active(other)))).status == "none":
            if other.id in covered and prover.ask(every(_active(other), no(_active(rule)))).status == "none":
                return [""]
            found.append(other.id)
    covered.add(rule.id)
    return found[:1]


def _defeats(ruling: Ruling, rule: Rule, prover: Prover, policy: Policy, words: dict[str, str]) -> Iterator[Finding]:
    """The rules an exception names and never meets."""
    for target in sorted(rule.exception_to):
        other = next(r for r in ruling.rules if r.id == target)
        status = prover.ask(every(_active(rule), _held(other))).status
        if status == "none":
            yield Finding(problem("G706", rule.place, **words, others=target), policy, (rule, other))
        elif status == "open":
            yield Finding(problem("G711", rule.place, what=f"{rule.id} / {target} (G706)"), policy, (rule, other))


def _active(rule: Rule) -> Is:
    return Is(Reference(rule.name))


def _held(rule: Rule) -> Is:
    """The rule's conditions hold: it would be active but for its exceptions (see `RuleGround.held`)."""
    if not rule.exceptions:
        return Is(rule.active)
    assert isinstance(rule.active, Operation)
    return Is(replace(rule.active, args=rule.active.args[:-1]))


def _without(policy: Policy, ruling: Ruling, rule: Rule) -> Policy:
    """The policy without the rule."""
    kept = tuple(
        replace(r, exception_to=tuple(t for t in r.exception_to if t != rule.id))
        for r in ruling.rules
        if r.id != rule.id
    )
    return replace(policy, rulings={ruling.insats.id: compile_ruling(replace(ruling, rules=kept))})


def _finding(
    answer: Answer,
    code: str,
    what: str,
    place: Place | None,
    policy: Policy,
    rules: tuple[Rule, ...],
    words: dict[str, str],
) -> Finding:
    """A finding with its case; or that it is not settled."""
    if answer.status == "open":
        return Finding(problem("G711", place, what=what), policy, rules)
    return Finding(problem(code, place, **words), policy, rules, answer.case)


# ── a whole policy, a whole rulebook


def _gaps(bench: Bench, policy: Policy) -> Iterator[Finding]:
    """Per level, a possible area that gets nothing at all, on the usual day."""
    levels: dict[str, list[Ruling]] = {}
    for ruling in policy.own or policy.rulings.values():
        levels.setdefault(ruling.insats.level, []).append(ruling)
    for level in sorted(levels):
        mine = [r for r in policy.rulings.values() if r.insats.level == level]
        held = replace(policy, rulings={r.insats.id: r for r in mine})
        prover = bench.prover(level, Side(held), day=bench.day)
        answer = bench.witness(prover, every(*(says(r, "no") for r in mine)))
        if answer.status == "case":
            label = bench.words.levels[level].label.sv
            yield Finding(problem("G709", Place(policy.file), level=label, policy=policy.id), policy, (), answer.case)


def _parameters(bench: Bench, policies: list[Policy]) -> Iterator[Finding]:
    """Parameters whose value changes no decision."""
    every_one: dict[str, Parameter] = {}
    for policy in policies:
        every_one.update({name: p for name, p in policy.parameters.items() if name not in every_one})
    for name, held in sorted(every_one.items()):
        if not any(_depends(bench, policy, name) for policy in policies if name in policy.parameters):
            place = held.values[-1].place if held.values else None
            yield Finding(problem("G707", place, name=name))


def _depends(bench: Bench, policy: Policy, name: str) -> bool:
    """Whether two values of a parameter can give two decisions; what is not settled counts as yes."""
    for ruling in policy.rulings.values():
        exprs = [rule.active for rule in ruling.rules]
        if f"param.{name}" not in plain.reached(bench.words, exprs):
            continue
        if any(f"param.{name}" in plain.reached(bench.words, o.exprs) for o in _overs(bench.words, exprs)):
            return True
        held = policy.parameters[name]
        if held.open and held.type.kind == "number":  # its values declare no domain: any other will do
            low, high = room(held.type.decimals)
            held = replace(held, type=replace(held.type, low=low, high=high))
        alone = replace(policy, rulings={ruling.insats.id: ruling}, parameters={**policy.parameters, name: held})
        side = Side(alone, frozenset({f"param.{name}"}))
        prover = bench.prover(ruling.insats.level, side, side)
        if prover.ask(differs(Is(ruling.decision), Is(ruling.decision, side=1))).status != "none":
            return True
    return False


def _overs(words: Vocabulary, exprs: Iterable[Expr]) -> list[Over]:
    read = plain.reached(words, exprs)
    return [d.how for n, d in words.derived.items() if n in read and isinstance(d.how, Over)]


def _members(bench: Bench, policies: list[Policy]) -> Iterator[Finding]:
    """Members of an enum that no condition tells apart, where some condition reads the enum."""
    exprs = [
        e for p in policies for g in p.rulings.values() for r in g.rules for e in (r.when, r.unless) if e is not None
    ]
    exprs += [e for d in bench.words.derived.values() for e in d.how.exprs]
    named = [group for expr in exprs for group in _named(expr)]
    for name, kind in sorted(bench.words.types.items()):
        told = {group for of, group in named if of == name}
        if not told:
            continue
        parts: dict[tuple[bool, ...], list[str]] = {}
        for member in kind.members:
            parts.setdefault(tuple(member in group for group in sorted(told, key=sorted)), []).append(member)
        for part in parts.values():
            if len(part) > 1:
                place = Place(next((f for f in bench.book.files if f.endswith("vocabulary.yaml")), ""))
                yield Finding(problem("G708", place, members=", ".join(part), name=name))


def _named(expr: Expr) -> list[tuple[str, frozenset[str]]]:
    """The members that each comparison of an expression names together, with their type."""
    found: list[tuple[str, frozenset[str]]] = []

    def operation(node: Operation, _: tuple[None, ...]) -> None:
        literals = [a for a in node.args if isinstance(a, Literal) and a.type.kind == "enum"]
        if node.op in ("eq", "in") and literals:
            found.append((literals[0].type.name, frozenset(str(a.value) for a in literals)))
        elif node.op in ("eq", "in") and node.args[0].type.kind == "enum":
            found.extend((node.args[0].type.name, frozenset((m,))) for m in node.args[0].type.members)

    fold(expr, lambda _: None, lambda _: None, operation)
    return found


def _outside(bench: Bench) -> Iterator[Finding]:
    """Derived values of real areas that lie outside the declared domain."""
    scenario = bench.scenario
    if scenario is None:
        return
    policy = scenario.policy(scenario.named[0])
    for derived in bench.words.derived.values():
        if derived.type.kind != "number":
            continue
        low, high = derived.type.low, derived.type.high
        for reading in scenario.readings_of(derived.how.exprs):
            frame = frame_of(scenario, policy, reading)
            for area in (a for level in derived.levels for a in scenario.today.by_level.get(level, ())):
                held = plain.read(frame, Reference(derived.id, derived.type), area).value
                if isinstance(held, Decimal) and not low <= held <= high:
                    words = {"name": derived.id, "value": f"{held}", "area": area.name, "low": f"{low}"}
                    yield Finding(problem("G710", None, **words, high=high), policy)
